"""🔭 Explored deadlocks: is there any schedule in which nobody can go on?

A run on your machine may never show it. Here every order is tried, and the schedule that leads to
the deadlock ends with who can never take what.

    the program                              ❌ schedules that end so  ✅ the cure, all schedules
    ───────────────────────────────────────  ───────────────────────  ────────────────────────────
    two locks, in both orders                 2 of 4                   0 of 2: one order
    locks in order of a key that is equal     2 of 4                   0 of 2: a third lock first
    2 philosophers, the left fork first       2 of 4                   0 of 2: by number
    3 philosophers, the left fork first       6 of 30                  0 of 20: by number
    3 philosophers, three seats               90 of 636                0 of 222: two seats
    from shared to exclusive                  2 of 4                   0 of 14: let go, look again
    join() while holding the lock             1 of 2                   0 of 2: join() outside it

TL;DR  Take locks in one order everywhere, and wait for nobody while you hold what they need.

Run    python -m showcase.thread_safety.explored_deadlocks_demo
Specs  tests/thread_safety/test_explored_deadlocks.py
Next   litmus_demo.py: the same programs, in real threads
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from threading import Lock
from typing import Any

from showcase.thread_safety import Twins, tell_twins
from showcase.utils.explore import DEADLOCK, Program, Steps, Until, taking
from showcase.utils.logger import get_logger, run

log = get_logger()


def transfers(
    one_order: bool, key: Callable[[str], Any] = str, third_lock: bool = False
) -> Program:
    """Ann pays Bob and Bob pays Ann; each account has a lock. The outcome is the accounts.

    Args:
        one_order: take the locks in the order of a key, whoever pays, and not the payer's first.
        key: of an account, from its owner's name; equal keys leave the order as it is.
        third_lock: take a third one before the two, as is needed where their keys are equal.
    """
    balance = {"Ann": 100, "Bob": 100}
    locks = {name: Lock() for name in balance}
    third = Lock()

    def pay(payer: str, payee: str, amount: int) -> Steps:
        names = sorted((payer, payee), key=key) if one_order else [payer, payee]
        if third_lock:
            yield from taking(third, "the third lock")
        for name in names:
            yield from taking(locks[name], f"{name}'s lock")
        if third_lock:
            third.release()
        balance[payer] -= amount
        balance[payee] += amount
        for name in names:
            locks[name].release()

    return Program(
        lambda: tuple(balance.values()),
        Ann=lambda: pay("Ann", "Bob", 10),
        Bob=lambda: pay("Bob", "Ann", 30),
    )


def philosophers(guests: int, by_number: bool = False, seats_short: int | None = None) -> Program:
    """Philosophers at a round table, a fork between any two; the outcome is how many have eaten.

    Args:
        guests: at least 2.
        by_number: the fork with the lower number first, and not the left one.
        seats_short: how many seats fewer than guests there are; None: nobody asks for a seat.
    """
    forks = [Lock() for _ in range(guests)]
    seated: set[int] = set()
    eaten: list[int] = []

    def dine(number: int) -> Steps:
        pair = [number, (number + 1) % guests]
        if seats_short is not None:
            yield Until("sits down", lambda: len(seated) < guests - seats_short)
            seated.add(number)
        for fork in sorted(pair) if by_number else pair:
            yield from taking(forks[fork], f"fork {fork}")
        eaten.append(number)
        for fork in pair:
            forks[fork].release()
        seated.discard(number)

    def guest(number: int) -> Callable[[], Steps]:
        return lambda: dine(number)

    names = ["Kant", "Plato", "Zeno"][:guests]
    return Program(lambda: len(eaten), **{name: guest(n) for n, name in enumerate(names)})


def upgrades(let_go: bool) -> Program:
    """Two readers of a count want to write it; a writer has to be alone. The outcome is the count.

    Args:
        let_go: of the shared lock, before asking for the exclusive one; and then look again.
    """
    readers: set[str] = set()
    count = 0

    def upgrade(name: str) -> Steps:
        nonlocal count
        yield "reads"
        readers.add(name)
        if let_go:
            yield "lets go"
            readers.discard(name)
        yield Until("writes", lambda: readers <= {name})
        count += 1
        readers.discard(name)

    return Program(lambda: count, Ann=lambda: upgrade("Ann"), Bob=lambda: upgrade("Bob"))


def join_the_worker(outside: bool) -> Program:
    """The main thread stops a worker, which needs a lock once more; at the end that is free.

    Args:
        outside: join() when the lock is given back, and not under it.
    """
    lock = Lock()
    ended = False

    def stop() -> Steps:
        yield from taking(lock)
        if outside:
            lock.release()
        yield Until("joins", lambda: ended)
        if not outside:
            lock.release()

    def work() -> Steps:
        nonlocal ended
        yield from taking(lock)
        lock.release()
        ended = True

    return Program(lambda: "held" if lock.locked() else "stopped", main=stop, worker=work)


STUCK = (DEADLOCK,)
TWINS = {
    "two locks": Twins(lambda: transfers(False), lambda: transfers(True), STUCK),
    "equal keys": Twins(lambda: transfers(True, len), lambda: transfers(True, len, True), STUCK),
    "2 philosophers": Twins(lambda: philosophers(2), lambda: philosophers(2, True), STUCK),
    "3 philosophers": Twins(lambda: philosophers(3), lambda: philosophers(3, True), STUCK),
    "3, and two seats": Twins(
        lambda: philosophers(3, seats_short=0), lambda: philosophers(3, seats_short=1), STUCK
    ),
    "an upgrade": Twins(lambda: upgrades(False), lambda: upgrades(True), STUCK),
    "join()": Twins(lambda: join_the_worker(False), lambda: join_the_worker(True), STUCK),
}


def main() -> None:
    """❌ before ✅."""
    tell_twins(TWINS, log)


if __name__ == "__main__":
    run(main)
