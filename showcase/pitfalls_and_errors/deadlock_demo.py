"""💀 Deadlock: everyone holds what the next one needs, and nobody ever lets go.

Philosophers sit around a table, with a fork between each two; to eat takes two forks. They come
one by one, each takes the first fork, and nobody goes on before all are there.

    the rule                          outcome
    ────────────────────────────────  ────────────────────────────────────────────────────
    🍴 left fork, then right fork      ❌ a cycle: each waits for the next, for ever
    🍴 lower-numbered fork first       ✅ all eat: a cycle would need a step down
    🪑 a seat fewer than philosophers  ✅ all eat: somebody has a free fork beside him
    🤝 no second fork? give back       ✅ all eat: nobody waits while holding

TL;DR  Four things make a deadlock: locks exclude, are held while waiting, cannot be taken away,
       and the waits form a cycle. Break any one of them; a fixed order is the cheapest.

Run    python -m showcase.pitfalls_and_errors.deadlock_demo
Specs  tests/pitfalls_and_errors/test_deadlock.py
Next   wait_for_graph_demo.py: a lock that sees the cycle before it closes
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import faulthandler
from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Semaphore, Thread

from showcase.pitfalls_and_errors.wait_for_graph_demo import Deadlock, WaitForGraph, WatchedLock
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, Door, may_enter, play, until

log = get_logger()


# 1 ── Two locks in both orders, for good ──────────────────────────────────────


def deadlock_for_good() -> tuple[WaitForGraph, list[Thread]]:
    """Lock two locks in both orders, and let it happen: nobody will ever end these two threads.

    Only for a process that is going to be ended from outside. Returns when both are stuck.
    """
    graph = WaitForGraph(refuse=False)
    fork_1, fork_2 = WatchedLock("fork-1", graph), WatchedLock("fork-2", graph)
    both_have_one = Barrier(3)

    def plato() -> None:
        with fork_1:
            both_have_one.wait(PATIENCE)
            with fork_2:  # Plato waits here
                pass

    def kant() -> None:
        with fork_2:
            both_have_one.wait(PATIENCE)
            with fork_1:  # Kant waits here
                pass

    threads = [
        Thread(target=plato, name="Plato", daemon=True),
        Thread(target=kant, name="Kant", daemon=True),
    ]
    for thread in threads:
        thread.start()
    both_have_one.wait(PATIENCE)
    until(lambda: graph.cycle() != "", "both waiting for the other's fork")
    return graph, threads


def ended_by_faulthandler() -> None:
    """For a child: deadlock, and be ended from C, which needs no thread that can run."""
    graph, threads = deadlock_for_good()
    print(graph.cycle())
    faulthandler.dump_traceback_later(0.1, exit=True)
    for thread in threads:
        thread.join()


# 2 ── Dining philosophers, and what saves them ────────────────────────────────

NAMES = ("Plato", "Kant", "Hypatia", "Laozi", "Arendt")


@dataclass(frozen=True)
class Dinner:
    """How many ate, and the cycles that were refused."""

    ate: int
    cycles: tuple[str, ...] = ()


def dine(
    guests: int = 5,
    seats: int | None = None,
    lower_fork_first: bool = False,
    gives_back: bool = False,
) -> Dinner:
    """Every guest takes a fork, and when all have come, the other one.

    Args:
        guests: 2 to 5; with two it is the classic pair of locks, taken in both orders.
        seats: how many may sit down at a time; None for as many as there are guests.
        lower_fork_first: take the forks by number, and not the left one first.
        gives_back: who finds the second fork taken gives the first one back, and starts again
            with the other.

    Returns how many ate, and the cycles. The guest who would have closed one leaves hungry, and
    with his fork free the others eat.
    """
    graph = WaitForGraph()
    forks = [WatchedLock(f"fork-{number + 1}", graph) for number in range(guests)]
    chairs = Semaphore(seats or guests)
    settled = [Cue() for _ in range(guests)]  # holds a fork, or has found no seat or no fork
    cycles: list[str] = []

    def eat(number: int, first: WatchedLock, second: WatchedLock) -> None:
        with announced(chairs, settled[number]):
            while True:
                with announced(first, settled[number]):
                    settled[number].set()
                    settled[-1].wait()  # until the last one has come
                    if second.acquire(blocking=not gives_back):
                        second.release()  # the meal was short
                        return
                first, second = second, first

    def guest(number: int) -> bool:
        first, second = forks[number], forks[(number + 1) % guests]
        if lower_fork_first:
            first, second = sorted([first, second], key=lambda fork: fork.name)
        try:
            if number == 0 or settled[number - 1].wait():  # they come one by one
                eat(number, first, second)
        except Deadlock as refusal:
            cycles.append(str(refusal))
            return False
        return True

    def part(number: int) -> Callable[[], bool]:
        return lambda: guest(number)

    ate = play(**{NAMES[number]: part(number) for number in range(guests)})
    return Dinner(sum(ate), tuple(cycles))


def announced(door: Door, settled: Cue) -> Door:
    """Announce if this thread will have to wait at `door`, which is returned."""
    if not may_enter(door):
        settled.set()
    return door


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("❌ left fork first: %d of 5 eat, for one closes a cycle and is sent away", dine().ate)
    for part in dine().cycles[0].split("; "):
        log.info("   %s", part)
    log.info("❌ two locks in both orders: %s", *dine(guests=2).cycles)
    log.info("✅ lower fork first: %d of 5 eat", dine(lower_fork_first=True).ate)
    log.info("✅ four seats: %d of 5 eat", dine(seats=4).ate)
    log.info("✅ no second fork, give back: %d of 5 eat", dine(gives_back=True).ate)


if __name__ == "__main__":
    run(main)
