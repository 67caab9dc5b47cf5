"""🔭 Explored waiting: a wake-up that comes too early, or for somebody else.

The monitor below is a Condition in miniature: waiting gives the lock up and joins the queue in
one step, and notify() wakes the first of the queue, or nobody. Every order is tried.

    the program                              ❌ schedules that break it  ✅ the cure, all schedules
    ───────────────────────────────────────  ─────────────────────────  ──────────────────────────
    wait() without looking at the state       1 of 2: waits for ever     0 of 2: look, then wait
    looks without the lock, then waits        1 of 3: waits for ever     0 of 2: look under the lock
    `if`, and another one is faster           2 of 24: nothing is there  0 of 24: `while`
    notify(), and the wrong kind is woken     1 of 27: waits for ever    0 of 35: notify_all()

TL;DR  `with condition:`, `while not state: condition.wait()`. Whoever changes the state does it
       under the same lock, and wakes all who might wait for that.

Run    python -m showcase.thread_safety.explored_waiting_demo
Specs  tests/thread_safety/test_explored_waiting.py
Next   explored_deadlocks_demo.py: nobody can go on
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from threading import Lock

from showcase.thread_safety import Twins, tell_twins
from showcase.utils.explore import DEADLOCK, Program, Steps, Until, taking
from showcase.utils.logger import get_logger, run

log = get_logger()


class Monitor:
    """threading.Condition, for actors of the explorer."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.queue: list[str] = []

    def wait(self, name: str) -> Steps:
        """Join the queue and give the lock up, wait to be woken, and take the lock again."""
        self.queue.append(name)
        self.lock.release()
        yield Until("wakes up", lambda: name not in self.queue and not self.lock.locked())
        self.lock.acquire()

    def notify(self, number: int = 1) -> None:
        """Wake the first ones of the queue; it is forgotten if there is nobody."""
        del self.queue[:number]


def handover(look: bool, look_under_the_lock: bool = True) -> Program:
    """A producer sets a flag and notifies; a consumer waits for it. At the end the lock is free.

    Args:
        look: look at the flag first, and wait only if it is not set.
        look_under_the_lock: the lock that wait() gives up.
    """
    monitor, ready = Monitor(), False

    def produce() -> Steps:
        nonlocal ready
        yield from taking(monitor.lock)
        ready = True
        monitor.notify()
        monitor.lock.release()

    def consume() -> Steps:
        if look_under_the_lock:
            yield from taking(monitor.lock)
            seen = ready
        else:
            yield "looks"
            seen = ready
            yield from taking(monitor.lock)
        if not (look and seen):
            yield from monitor.wait("consumer")
        monitor.lock.release()

    return Program(
        lambda: "the lock is held" if monitor.lock.locked() else "done",
        producer=produce,
        consumer=consume,
    )


def two_consumers(look_again: bool) -> Program:
    """Two items are put one by one, and two consumers take one each; the outcome is what they got.

    Args:
        look_again: after the wake-up: `while not items`, and not `if`.
    """
    monitor = Monitor()
    items: list[str] = []
    got: list[str] = []

    def produce() -> Steps:
        for _ in range(2):
            yield from taking(monitor.lock)
            items.append("item")
            monitor.notify()
            monitor.lock.release()

    def consume(name: str) -> Steps:
        yield from taking(monitor.lock)
        woken = False
        while not items and (look_again or not woken):
            yield from monitor.wait(name)
            woken = True
        got.append(items.pop() if items else "IndexError")
        monitor.lock.release()

    return Program(
        lambda: tuple(sorted(got)),
        producer=produce,
        Ann=lambda: consume("Ann"),
        Bob=lambda: consume("Bob"),
    )


def two_kinds(wake_all: bool) -> Program:
    """Ann waits for tea and Bob for cake, at one Condition; first there is cake, and then tea.

    Args:
        wake_all: notify_all(), and not notify().
    """
    monitor = Monitor()
    there: set[str] = set()

    def serve() -> Steps:
        for what in ("cake", "tea"):
            yield from taking(monitor.lock)
            there.add(what)
            monitor.notify(len(monitor.queue) if wake_all else 1)
            monitor.lock.release()

    def consume(name: str, what: str) -> Steps:
        yield from taking(monitor.lock)
        while what not in there:
            yield from monitor.wait(name)
        monitor.lock.release()

    return Program(
        lambda: "all served",
        Ann=lambda: consume("Ann", "tea"),
        Bob=lambda: consume("Bob", "cake"),
        cook=serve,
    )


TWINS = {
    "wait() without a look": Twins(lambda: handover(False), lambda: handover(True), (DEADLOCK,)),
    "a look without the lock": Twins(
        lambda: handover(True, look_under_the_lock=False), lambda: handover(True), (DEADLOCK,)
    ),
    "if, not while": Twins(
        lambda: two_consumers(False), lambda: two_consumers(True), (("IndexError", "item"),)
    ),
    "notify() for two kinds": Twins(lambda: two_kinds(False), lambda: two_kinds(True), (DEADLOCK,)),
}


def main() -> None:
    """❌ before ✅."""
    tell_twins(TWINS, log)


if __name__ == "__main__":
    run(main)
