"""🙉 Ignored answer: the call said it, and nobody listened; or it was asked for something else.

    what is written                            ❌ what it means             ✅
    ─────────────────────────────────────────  ───────────────────────────  ────────────────────
    lock.acquire(timeout=1), then release()    without the lock, and then   if lock.acquire(…):
      in a `finally`                           opens that of another
    queue.get(1), queue.put(item, 1)           block=1: waits for ever      timeout=1
    if thread.is_alive: if event.is_set:       a method is always true      is_alive(), is_set()
    while not event:                           an Event is always true      event.is_set()
    self._started = False in a Thread          it is Thread's own           another name

TL;DR  Look at what acquire(), wait() and get() say; write timeout= and blocking= by name.

Run    python -m showcase.pitfalls_and_errors.ignored_answer_demo
Specs  tests/pitfalls_and_errors/test_ignored_answer.py
Next   mislaid_lock_demo.py: the right lock is not where it is looked for
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from queue import Empty, Full, Queue
from threading import Condition, Event, Lock, Thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

SHORT = 0.01
"""Seconds that somebody waits in vain."""


def inside_at_once(looks: bool) -> list[str]:
    """One holds a lock; another one waits for it a moment; then a third one tries it.

    Args:
        looks: the second one looks at what acquire(timeout=…) says.

    Returns who is inside while the first one is.
    """
    lock = Lock()
    inside: list[str] = []
    first_is_inside, second_has_left, third_has_tried = Cue(), Cue(), Cue()

    def first() -> None:
        lock.acquire()
        inside.append("first")
        first_is_inside.set()
        third_has_tried.wait()

    def second() -> None:
        first_is_inside.wait()
        got = lock.acquire(timeout=SHORT)
        if got or not looks:
            try:
                inside.append("second")
            finally:
                lock.release()  # of the first one's lock
        second_has_left.set()

    def third() -> None:
        second_has_left.wait()
        if lock.acquire(blocking=False):
            inside.append("third")
            lock.release()
        third_has_tried.set()

    play(first, second, third)
    return inside


class WatchedCondition(Condition):
    """A Condition that notes the timeouts of its waits.

    Args:
        lock: as for a Condition.
        is_waited_for: is set when somebody is about to wait.
    """

    def __init__(self, lock: Any, is_waited_for: Event) -> None:
        super().__init__(lock)
        self.has_a_limit: list[bool] = []
        self._is_waited_for = is_waited_for

    def wait(self, timeout: float | None = None) -> bool:
        """As Condition.wait, at most PATIENCE seconds."""
        self.has_a_limit.append(timeout is not None)
        self._is_waited_for.set()
        return super().wait(PATIENCE if timeout is None else timeout)


def wait_at_a_queue(method: str, by_name: bool) -> str:
    """Call get(0.01) or put("new", 0.01) where it has to wait; somebody helps if that is for ever.

    Args:
        method: "get" from an empty queue, or "put" into a full one.
        by_name: as timeout=0.01.

    Returns what became of it.
    """
    queue: Queue[str] = Queue(maxsize=1)
    waits = Cue()
    queue.not_empty = WatchedCondition(queue.mutex, waits)
    queue.not_full = WatchedCondition(queue.mutex, waits)
    condition = queue.not_empty if method == "get" else queue.not_full
    arguments = [] if method == "get" else ["new"]
    if method == "put":
        queue.put("old")

    def impatient() -> str:
        call: Any = getattr(queue, method)
        try:
            call(*arguments, timeout=SHORT) if by_name else call(*arguments, SHORT)
        except (Empty, Full) as error:
            return type(error).__name__
        return f"has a limit: {condition.has_a_limit[0]}, and was helped"

    def helper() -> None:
        waits.wait()
        if not condition.has_a_limit[0]:
            queue.put("new") if method == "get" else queue.get()

    return str(play(impatient, helper)[0])


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
    log.info("❌ the answer is ignored, inside: %s", ", ".join(inside_at_once(looks=False)))
    log.info("✅ somebody looks, inside: %s", ", ".join(inside_at_once(looks=True)))
    for method in ("get", "put"):
        log.info("❌ %s(…, 0.01): %s", method, wait_at_a_queue(method, by_name=False))
        log.info("✅ %s(…, timeout=0.01): %s", method, wait_at_a_queue(method, by_name=True))
    log.info("❌ thread.is_alive, never started: %s", looks_true("is_alive", called=False))
    log.info("✅ thread.is_alive(), never started: %s", looks_true("is_alive", called=True))
    log.info("❌ an Event that nobody has set: %s", looks_true("", called=False))
    log.info("✅ its is_set(): %s", looks_true("", called=True))
    log.info("❌ self._started = False: %s", fate_of_a_subclass("_started", False))
    log.info("✅ self.has_started = False: %s", fate_of_a_subclass("has_started", False))


if __name__ == "__main__":
    run(main)
