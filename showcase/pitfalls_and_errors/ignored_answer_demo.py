"""🙉 Ignored answer: the call said it, and nobody listened; or it was asked for something else.

    what is written                            ❌ what it means             ✅
    ─────────────────────────────────────────  ───────────────────────────  ────────────────────
    lock.acquire(timeout=1), then release()    without the lock, and then   if lock.acquire(…):
      in a `finally`                           opens that of another
    condition.wait_for(…, timeout=1), wait(1)  goes on with nothing         if wait_for(…):
    thread.join(timeout=1)                     it may run on: it says       is_alive()
                                               None either way
    queue.get(1), queue.put(item, 1)           block=1: waits for ever      timeout=1

TL;DR  Look at what acquire(), wait() and get() say; write timeout= and blocking= by name.

Run    python -m showcase.pitfalls_and_errors.ignored_answer_demo
Specs  tests/pitfalls_and_errors/test_ignored_answer.py
Next   misread_name_demo.py: it says something else than it seems
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Condition, Event, Lock, Thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

SHORT = 0.01
"""Seconds that somebody waits in vain."""


@dataclass(frozen=True)
class Observed:
    """What happened while the first one held the lock, and at its own release."""

    inside: list[str]
    first_could_release: bool


def hold_and_try(looks: bool) -> Observed:
    """One holds a lock; another one waits for it a moment; then a third one tries it.

    Args:
        looks: the second one looks at what acquire(timeout=…) says.
    """
    lock = Lock()
    inside: list[str] = []
    first_is_inside, second_has_left, third_has_tried = Cue(), Cue(), Cue()

    def first() -> bool:
        lock.acquire()
        inside.append("first")
        first_is_inside.set()
        third_has_tried.wait()
        try:
            lock.release()
        except RuntimeError:
            return False
        return True

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

    *_, could_release = play(third, second, first)
    return Observed(inside, could_release)


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
        """As Condition.wait."""
        self.has_a_limit.append(timeout is not None)
        self._is_waited_for.set()
        return super().wait(timeout)


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

    return str(play(helper, impatient)[1])


def cook_after_a_timed_wait(looks_at_the_answer: bool, how: str = "wait_for") -> str:
    """No order comes within the time; the wait says so. Does the cook listen?

    Args:
        how: "wait" or "wait_for" of a Condition, or "Event": the wait of an Event.
    """
    orders: list[str] = []
    an_order_is_in, bell = Condition(), Event()
    with an_order_is_in:
        if how == "Event":
            came = bell.wait(SHORT)
        elif how == "wait":
            came = an_order_is_in.wait(SHORT)
        else:
            came = bool(an_order_is_in.wait_for(lambda: orders, SHORT))
        if looks_at_the_answer and not came:
            return "no order came"
        try:
            return f"cooks {orders.pop()}"
        except IndexError:
            return "IndexError"


def alive_after_join(timeout: float) -> list[tuple[object, bool]]:
    """Join a thread before it can end, and once more when it can.

    Args:
        timeout: seconds, for the first join(); the second one has time enough.

    Returns what each join() says, and whether the thread is alive after it.
    """
    go_home = Cue()
    thread = Thread(target=go_home.wait)
    thread.start()

    def join(limit: float) -> tuple[object, bool]:
        return thread.join(limit), thread.is_alive()  # type: ignore[func-returns-value]

    seen = [join(timeout)]
    go_home.set()
    return [*seen, join(PATIENCE)]


def main() -> None:
    """❌ before ✅."""
    for title, looks in [("❌ the answer is ignored", False), ("✅ somebody looks", True)]:
        log.info("%s, inside: %s", title, ", ".join(hold_and_try(looks).inside))
    log.info("❌ nobody looked at what wait_for() said: %s", cook_after_a_timed_wait(False))
    log.info("✅ somebody did: %s", cook_after_a_timed_wait(True))
    for said, alive in alive_after_join(SHORT):
        log.info("❌ join(timeout) said %s, and it is alive: %s", said, alive)
    for method in ("get", "put"):
        log.info("❌ %s(…, 0.01): %s", method, wait_at_a_queue(method, by_name=False))
        log.info("✅ %s(…, timeout=0.01): %s", method, wait_at_a_queue(method, by_name=True))


if __name__ == "__main__":
    run(main)
