"""🔥 Polling: to ask again and again, and how long one means to wait.

    the loop                                      ❌                         ✅
    ────────────────────────────────────────────  ─────────────────────────  ───────────────────
    `while not event.is_set(): pass`              asks as often as it can    event.wait(): once
    wait(timeout) again after each false alarm    each time the whole        until a deadline
                                                  timeout
    join(timeout) for one thread after another    as many timeouts as        until a deadline
                                                  threads
    a deadline on time.time()                     the clock is set back:     time.monotonic()
                                                  an hour more

TL;DR  Let somebody wake you. If you have to wait in rounds: one deadline, on time.monotonic().

Run    python -m showcase.pitfalls_and_errors.polling_demo
Specs  tests/pitfalls_and_errors/test_polling.py
Next   ignored_answer_demo.py: the wait is over, and nobody looks why
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from threading import Condition, Event, Thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play

log = get_logger()

ENOUGH = 99
"""How often somebody asks in vain, until he is let go."""


def asked_in_vain(wait: bool) -> tuple[int, bool]:
    """A thread waits for an Event and does nothing else: how often does it ask?

    Args:
        wait: by event.wait(), and not in a loop around is_set(), which ends here when it has
            asked ENOUGH times; in life, when somebody sets the Event.

    Returns that, and whether the Event is set when the thread goes on.
    """
    asked = 0

    class Asked(Event):
        def is_set(self) -> bool:
            nonlocal asked
            if super().is_set():
                return True
            asked += 1
            if asked == ENOUGH:
                self.set()
            return False

    event = Asked()

    def spin() -> bool:
        while not event.is_set():
            pass
        return event.is_set()

    seen = play(event.wait, event.set) if wait else play(spin)
    return asked, seen[0]


class Clock:
    """A clock of one's own, for waits that take no time.

    Args:
        set_back: so many seconds after its start somebody sets the time of day back by an hour.
    """

    def __init__(self, set_back: float = float("inf")) -> None:
        self._passed = 0.0
        self._set_back = set_back

    def monotonic(self) -> float:
        """As time.monotonic()."""
        return self._passed

    def time(self) -> float:
        """As time.time()."""
        return self._passed - (3600 if self._passed >= self._set_back else 0)

    def pass_time(self, seconds: float) -> None:
        """Let some time pass."""
        self._passed += seconds


def waited(false_alarms: int, until_a_deadline: bool, timeout: float = 10) -> float:
    """A thread is willing to wait `timeout` seconds, and nothing comes but false alarms.

    Args:
        false_alarms: how many; each comes halfway through a wait.
        until_a_deadline: wait for what is left of the timeout, and not for all of it again.

    Returns after how many seconds it gives up.
    """
    clock = Clock()
    alarms_to_come = false_alarms

    class Alarmed(Condition):
        def wait(self, timeout: float | None = None) -> bool:
            nonlocal alarms_to_come
            is_woken = alarms_to_come > 0
            alarms_to_come -= is_woken
            clock.pass_time((timeout or 0) / (1 + is_woken))
            return super().wait(0) or is_woken  # so the lock has to be held, as ever

    condition = Alarmed()
    deadline = clock.monotonic() + timeout
    with condition:
        while condition.wait(deadline - clock.monotonic() if until_a_deadline else timeout):
            pass  # woken, and what it waits for has not come
    return clock.monotonic()


def waited_for(threads: int, until_a_deadline: bool) -> float:
    """Join threads that never end, with a timeout of 10 seconds: how long does it take in all?

    Args:
        threads: how many.
        until_a_deadline: give each join() what is left, and not the whole timeout.
    """
    clock = Clock()

    class Endless(Thread):
        def join(self, timeout: float | None = None) -> None:
            clock.pass_time(timeout or 0)

    deadline = clock.monotonic() + 10
    for thread in [Endless() for _ in range(threads)]:
        thread.join(deadline - clock.monotonic() if until_a_deadline else 10)
    return clock.monotonic()


def gave_up_after(time_of_day: bool, set_back: float) -> float:
    """Look every second for nine seconds; meanwhile the time of day is set back by an hour.

    Args:
        time_of_day: the deadline is on time.time(), and not on time.monotonic().
        set_back: after how many seconds that happens.

    Returns after how many seconds it gives up.
    """
    clock = Clock(set_back)
    now: Callable[[], float] = clock.time if time_of_day else clock.monotonic
    deadline = now() + 9
    while now() < deadline:
        clock.pass_time(1)
    return clock.monotonic()


def main() -> None:
    """❌ before ✅."""
    log.info("❌ a loop around is_set(): asks in vain %d times", asked_in_vain(wait=False)[0])
    log.info("✅ wait(): asks in vain %d times", asked_in_vain(wait=True)[0])
    for title, until_a_deadline in [("❌ the whole timeout", False), ("✅ what is left", True)]:
        for alarms in (0, 1, 3):
            seconds = waited(alarms, until_a_deadline)
            log.info("%s again, %d false alarms: gives up after %d s", title, alarms, seconds)
    for title, until_a_deadline in [("❌ join(10) for each", False), ("✅ a deadline", True)]:
        for threads in (1, 3):
            seconds = waited_for(threads, until_a_deadline)
            log.info("%s of %d threads: %d seconds", title, threads, seconds)
    log.info("❌ a deadline on time(): gives up after %d s", gave_up_after(True, set_back=9))
    log.info("✅ a deadline on monotonic(): gives up after %d s", gave_up_after(False, set_back=9))


if __name__ == "__main__":
    run(main)
