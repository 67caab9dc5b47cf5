"""⏰ Wasted wake-up: somebody was woken, and it did no good.

    who is woken                                 ❌                      ✅
    ───────────────────────────────────────────  ──────────────────────  ────────────────────────
    the right one, and a third one is faster     nothing is left: an     look again, and wait:
      (a stolen wake-up)                         `if` goes on            `while`
    everybody, for one item                      all run, one gets it    notify() for each item
      (a thundering herd)
    one who leaves, and does not take it         the others sleep on     pass it on: notify()

TL;DR  A wake-up is a hint to look, and belongs to nobody. Who does not use it passes it on.

Run    python -m showcase.pitfalls_and_errors.wasted_wakeup_demo
Specs  tests/pitfalls_and_errors/test_wasted_wakeup.py
Next   polling_demo.py: nobody is woken at all
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from dataclasses import dataclass
from threading import Condition

from showcase.pitfalls_and_errors.held_too_long_demo import FairLock
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play, until

log = get_logger()


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


@dataclass(frozen=True)
class Woken:
    """How many were woken, and got something."""

    woken: int
    served: int


def herd(guests: int, to_all: bool) -> Woken:
    """Guests wait, and one dish is ready: how many wake up, and how many eat?

    Args:
        to_all: notify_all(), and not notify().
    """
    ready = Condition()
    dishes = asleep = woken = served = 0

    def guest() -> None:
        nonlocal dishes, asleep, woken, served
        with ready:
            asleep += 1
            while not dishes:
                ready.wait()
                woken += 1
            dishes -= 1
            served += 1

    def cook() -> Woken:
        nonlocal dishes
        until(lambda: asleep == guests, "all guests asleep")
        with ready:  # only wait() gives the lock up
            dishes = 1
            ready.notify_all() if to_all else ready.notify()
        until(lambda: woken == (guests if to_all else 1), "whoever was called")
        with ready:  # all who were woken have eaten, or are asleep again
            seen = Woken(woken, served)
            dishes = guests - 1
            ready.notify_all()
        return seen

    seen: Woken = play(cook, **{f"guest-{number}": guest for number in range(guests)})[0]
    return seen


def woken_and_gone(passes_it_on: bool) -> list[bool]:
    """Two wait; one of them is woken for a dish, and goes: was he, and is the other one served?

    Args:
        passes_it_on: he notifies the next one.
    """
    ready = Condition()
    dishes: list[str] = []
    asleep: list[str] = []
    served = False
    has_gone = Cue()

    def hasty() -> None:
        with ready:
            asleep.append("hasty")
            was_woken = ready.wait()
            if passes_it_on:
                ready.notify()
        if was_woken:
            has_gone.set()

    def patient() -> None:
        nonlocal served
        until(lambda: asleep == ["hasty"], "the hasty one asleep")
        with ready:
            asleep.append("patient")
            ready.wait_for(lambda: dishes)
            served = True

    def cook() -> list[bool]:
        until(lambda: len(asleep) == 2, "both asleep")
        with ready:
            dishes.append("a dish")
            ready.notify()
        has_gone.wait()
        until(lambda: served or not passes_it_on, "the patient one")
        with ready:
            seen = [has_gone.is_set(), served]
            ready.notify()
        return seen

    seen: list[bool] = play(cook, patient, hasty)[0]
    return seen


def main() -> None:
    """❌ before ✅."""
    for title, loop in [("❌ stolen, in an `if`", False), ("✅ stolen, in a `while`", True)]:
        log.info("%s: the third one gets %s, the guest %s", title, *stolen_wakeup(loop))
    for title, to_all in [("❌ notify_all()", True), ("✅ notify()", False)]:
        for guests in (2, 5):
            seen = herd(guests, to_all)
            log.info("%s, %d guests: %d woken, %d served", title, guests, seen.woken, seen.served)
    for title, passes_it_on in [("❌ and gone", False), ("✅ passed on, and gone", True)]:
        log.info("%s: woken %s; the other one served: %s", title, *woken_and_gone(passes_it_on))


if __name__ == "__main__":
    run(main)
