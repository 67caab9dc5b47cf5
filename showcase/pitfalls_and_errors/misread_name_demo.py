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


def looks_true(what: str) -> tuple[bool, bool]:
    """A Thread that was never started, an Event that nobody has set: do they look otherwise?

    Args:
        what: "thread.is_alive", "event.is_set" or "event".

    Returns whether that is true as it stands, and what the question with parentheses says.
    """
    thread, event = Thread(), Event()
    asked: dict[str, tuple[object, bool]] = {
        "thread.is_alive": (thread.is_alive, thread.is_alive()),
        "event.is_set": (event.is_set, event.is_set()),
        "event": (event, event.is_set()),
    }
    as_it_stands, answer = asked[what]
    return bool(as_it_stands), answer


def fate_of_a_subclass(attribute: str, value: object) -> str:
    """A Thread that has an attribute of this name for itself; does it start, and can it be joined?

    Args:
        attribute: "_stop" is a method of Thread until 3.12, "_started" an Event in all versions.
        value: what the subclass puts there.
    """

    class Worker(Thread):
        def __init__(self) -> None:
            super().__init__()
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
    for what in ("thread.is_alive", "event.is_set", "event"):
        log.info("❌ %s: %s; ✅ with parentheses: %s", what, *looks_true(what))
    for sign, attribute in [("❌", "_started"), ("✅", "has_started")]:
        log.info("%s self.%s = 'no': %s", sign, attribute, fate_of_a_subclass(attribute, "no"))


if __name__ == "__main__":
    run(main)
