"""⏰ Wasted wake-up: somebody was woken, and it did no good.

    who is woken                                 ❌                      ✅
    ───────────────────────────────────────────  ──────────────────────  ────────────────────────
    one who waits for something else             it sleeps again, and    notify_all(), or better
                                                 so does the right one   a Condition for each
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
from threading import Condition, Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play, until

log = get_logger()


@dataclass(frozen=True)
class Call:
    """Whom a call woke, and who was served."""

    woken: tuple[str, ...]
    served: tuple[str, ...]


def call_for_coffee(to_all: bool = False, a_condition_each: bool = False) -> Call:
    """Tea and coffee drinkers wait, tea first; coffee comes, with one call. Whom does it reach?

    Args:
        to_all: notify_all(), and not notify().
        a_condition_each: a Condition for each kind of waiter, on one lock.
    """
    lock = Lock()
    tea_is_ready = Condition(lock)
    coffee_is_ready = Condition(lock) if a_condition_each else tea_is_ready
    pot: set[str] = set()
    asleep: list[str] = []
    woken: list[str] = []
    served: list[str] = []

    def drinker(drink: str, ready: Condition) -> None:
        with lock:
            asleep.append(drink)
            while drink not in pot:
                ready.wait()
                woken.append(drink)
            served.append(drink)

    def tea() -> None:
        drinker("tea", tea_is_ready)

    def coffee() -> None:
        until(lambda: asleep == ["tea"], "the tea drinker going to sleep")
        drinker("coffee", coffee_is_ready)

    def waiter() -> Call:
        until(lambda: len(asleep) == 2, "both going to sleep")
        with lock:  # only wait() gives the lock up: both are asleep
            pot.add("coffee")
            coffee_is_ready.notify_all() if to_all else coffee_is_ready.notify()
        until(lambda: len(woken) == 1 + to_all, "whoever was called")
        with lock:  # each of them was served or is asleep again
            call = Call(tuple(sorted(woken)), tuple(served))
            pot.add("tea")
            tea_is_ready.notify_all()
        return call

    call: Call = play(waiter, coffee, tea)[0]
    return call


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
    for title, call in [
        ("❌ notify()", call_for_coffee()),
        ("✅ notify_all()", call_for_coffee(to_all=True)),
        ("✅ a Condition each", call_for_coffee(a_condition_each=True)),
    ]:
        served = " and ".join(call.served) or "nobody"
        log.info("%s for coffee wakes %s, serves %s", title, " and ".join(call.woken), served)
    for title, to_all in [("❌ notify_all()", True), ("✅ notify()", False)]:
        for guests in (2, 5):
            seen = herd(guests, to_all)
            log.info("%s, %d guests: %d woken, %d served", title, guests, seen.woken, seen.served)
    for title, passes_it_on in [("❌ and gone", False), ("✅ passed on, and gone", True)]:
        log.info("%s: woken %s; the other one served: %s", title, *woken_and_gone(passes_it_on))


if __name__ == "__main__":
    run(main)
