"""🏷️ Misread name: it is there, it is no error, and it means something else.

    what is written                        ❌ what it means                 ✅
    ─────────────────────────────────────  ───────────────────────────────  ─────────────────────
    if thread.is_alive: if event.is_set:   a method, which is always true   is_alive(), is_set()
    while not event:                       an Event, which is always true   event.is_set()
    self._started = … in a Thread          an attribute that Thread has     another name, or no
    self._stop = … (until 3.12)            for itself                       subclass at all

TL;DR  Ask with parentheses. And in a subclass of Thread leave the names with an underscore alone.

Run    python -m showcase.pitfalls_and_errors.misread_name_demo
Specs  tests/pitfalls_and_errors/test_misread_name.py
Next   mislaid_lock_demo.py: the right lock is not where it is looked for
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from threading import Event, Thread

from showcase.utils.logger import get_logger, run

log = get_logger()


def looks_true(thing: str, called: bool) -> bool:
    """Does a thread that never ran look alive, or an Event that nobody set look set?

    Args:
        thing: "is_alive" of a Thread, "is_set" of an Event, or "" for the Event itself.
        called: with the parentheses; for the Event itself: is_set() is asked.
    """
    event, thread = Event(), Thread()
    if thing == "is_alive":
        return bool(thread.is_alive() if called else thread.is_alive)
    if thing == "is_set":
        return bool(event.is_set() if called else event.is_set)
    return event.is_set() if called else bool(event)


def fate_of_a_subclass(attribute: str, value: object) -> str:
    """A Thread that has an attribute of this name for itself; does it start, and can it be joined?

    Args:
        attribute: "_stop" is a method of Thread until 3.12, "_started" an Event in all versions.
        value: what the subclass puts there.
    """

    class Worker(Thread):
        def __init__(self) -> None:
            super().__init__(daemon=True)
            setattr(self, attribute, value)

    worker = Worker()
    try:
        worker.start()
        worker.join()
    except (AttributeError, TypeError) as error:
        return type(error).__name__
    return "started and joined"


def main() -> None:
    """❌ before ✅."""
    log.info("❌ thread.is_alive, never started: %s", looks_true("is_alive", called=False))
    log.info("✅ thread.is_alive(), never started: %s", looks_true("is_alive", called=True))
    log.info("❌ an Event that nobody has set: %s", looks_true("", called=False))
    log.info("✅ its is_set(): %s", looks_true("", called=True))
    for sign, attribute in [("❌", "_started"), ("✅", "has_started")]:
        log.info("%s self.%s = False: %s", sign, attribute, fate_of_a_subclass(attribute, False))


if __name__ == "__main__":
    run(main)
