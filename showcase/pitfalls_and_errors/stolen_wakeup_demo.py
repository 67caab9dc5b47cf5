"""🥷 Stolen wake-up: the call was heard, and there is nothing left.

A notify says "look again", and not "it is yours". Until the woken thread has the lock, a third
one may have been faster; and the call may have been about something else (a spurious wake-up).

    around wait()    called, but not for bread     a third one is faster
    ───────────────  ────────────────────────────  ──────────────────────────────────
    if not bread     goes on without ❌             goes on with nothing ❌
    while not bread  waits, until there is ✅       waits, and gets the next one ✅

TL;DR  while not state: condition.wait()   …or wait_for(), which is the same.

Run    python -m showcase.pitfalls_and_errors.stolen_wakeup_demo
Specs  tests/pitfalls_and_errors/test_stolen_wakeup.py
Next   thread_leak_demo.py: the thread that waits for ever costs memory
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from threading import Condition

from showcase.pitfalls_and_errors.held_too_long_demo import FairLock
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play, until

log = get_logger()


def woken_for_nothing(loop: bool) -> bool:
    """A customer is woken though there is no bread. Is there some when he goes on?

    Args:
        loop: `while not bread: wait()`, and not `if not bread: wait()`.
    """
    ready = Condition()
    bread = False
    sleeps = 0
    went_on = Cue()

    def customer() -> bool:
        nonlocal sleeps
        with ready:
            while not bread:
                sleeps += 1
                ready.wait()
                if not loop:
                    break
            went_on.set()
            return bread

    def baker() -> None:
        nonlocal bread
        until(lambda: sleeps == 1, "the customer going to sleep")
        with ready:
            ready.notify()  # news, but no bread
        until(lambda: sleeps == 2 or went_on.is_set(), "the customer awake")
        with ready:
            bread = True
            ready.notify()

    return bool(play(baker, customer)[1])


def stolen_wakeup(loop: bool) -> list[str]:
    """A cook notifies a guest who waits; a third one already stands in line for the lock.

    Args:
        loop: the guest looks again when he is woken, and waits again.

    Returns what the third one and the guest got.
    """
    lock = FairLock()  # first come, first served: here the third one always comes first
    dish_is_ready = Condition(lock)  # type: ignore[arg-type]
    dishes: list[str] = []
    looks: list[int] = []
    guest_is_about_to_wait, cook_has_the_lock = Cue(), Cue()

    def look() -> int:
        looks.append(len(dishes))
        return len(dishes)

    def guest() -> str:
        with lock:
            guest_is_about_to_wait.set()
            if loop:
                dish_is_ready.wait_for(look)
            else:
                looks.append(dish_is_ready.wait())
            return dishes.pop() if dishes else "nothing"

    def cook() -> None:
        guest_is_about_to_wait.wait()
        with lock:  # only wait() gives it up
            cook_has_the_lock.set()
            lock.until_somebody_waits()
            dishes.append("the first dish")
            dish_is_ready.notify()
        until(lambda: len(looks) == 1 + loop, "the guest awake")
        with lock:  # he has left, or waits again
            dishes.append("the second dish")
            dish_is_ready.notify()

    def third() -> str:
        cook_has_the_lock.wait()
        with lock:
            return dishes.pop()

    return play(cook, third, guest)[1:]


def main() -> None:
    """❌ before ✅."""
    log.info("❌ woken in an `if`: there is bread %s", woken_for_nothing(loop=False))
    log.info("✅ woken in a `while`: there is bread %s", woken_for_nothing(loop=True))
    for title, loop in [("❌ stolen, in an `if`", False), ("✅ stolen, in a `while`", True)]:
        log.info("%s: the third one gets %s, the guest %s", title, *stolen_wakeup(loop))


if __name__ == "__main__":
    run(main)
