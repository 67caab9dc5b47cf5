"""🔒 Locks benchmark: what a lock costs when it is free, when others want it, and who gets it.

pytest tests/benchmarks/test_locks_benchmark.py
"""

import threading
from functools import partial

import pytest

from showcase.utils.stage import OpenDoor, may_enter
from tests.benchmarks.measure import Group, in_turns
from tests.benchmarks.work import meet, take_turns, together

FREE = Group(
    "locks: nobody else wants it",
    unit="with block",
    items=1000,
    baseline="Lock",
    floor="the loop alone",
)
TURNS = 40_000
MEETINGS = 100
CLAIMS_ABOUT = FREE.name
LOCKS = {
    "Lock": threading.Lock,
    "RLock": threading.RLock,
    "Condition": threading.Condition,
    "Semaphore": threading.Semaphore,
    "BoundedSemaphore": threading.BoundedSemaphore,
}

CONTENDED = ("Lock", "RLock", "Condition", "Semaphore")


def in_and_out(lock):
    """A thousand critical sections with nothing in them."""
    for _ in range(1000):
        with lock:
            pass


def around(_):
    """The loop without the lock."""
    for _ in range(1000):
        pass


@pytest.mark.parametrize("kind", ["the loop alone", *LOCKS, "RLock in Python"])
def test_a_lock_that_nobody_else_wants_is_free_again_after_each_use(measure, kind):
    """What `with lock: pass` costs, and that no round of it leaves the lock held.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    lock = {**LOCKS, "RLock in Python": threading._PyRLock}.get(kind, OpenDoor)()
    function = around if kind == "the loop alone" else in_and_out
    measure(FREE, partial(function, lock), rounds=60, warmup=5)
    assert may_enter(lock)


@pytest.mark.parametrize("kind", ["the threads alone", *CONTENDED])
@pytest.mark.parametrize("threads", [1, 2, 4, 8])
def test_every_turn_is_taken_by_somebody(measure, note, threads, kind):
    """Whoever wants a lock that is held has to wait, and nothing promises that turns are fair.

    Docs: library/threading#threading.Lock.acquire
    """
    group = Group(
        f"locks: {threads} thread{'s' * (threads > 1)}",
        unit="turn",
        items=TURNS,
        baseline="Lock",
        floor="the threads alone",
        note=f"{TURNS:,} turns in all, each for whoever gets the lock.",
    )
    if kind == "the threads alone":
        measure(group, partial(together, *[list] * threads), rounds=12)
        shares = [TURNS]
    else:
        lock = LOCKS[kind]()
        shares = measure(group, partial(take_turns, lock, TURNS, threads), rounds=12)
        note(threads=threads, greediest=round(max(shares) / TURNS, 3))
    assert sum(shares) == TURNS


@pytest.mark.parametrize("parties", [2, 4, 8], ids=lambda n: f"{n} parties")
def test_everybody_meets_at_the_barrier(measure, parties):
    """Barrier.wait() wakes all the others when the last has come.

    Docs: library/threading#threading.Barrier.wait
    """
    group = Group("locks: Barrier", unit="meeting", items=MEETINGS, baseline="2 parties")
    barrier = threading.Barrier(parties)
    measure(group, partial(meet, barrier, MEETINGS), rounds=10)
    assert barrier.n_waiting == 0


def test_a_semaphore_costs_more_than_a_lock(told):
    """A Semaphore is Python code around a Condition, which is around a Lock, which is C.

    Docs: library/threading#semaphore-objects
    """
    sides = {kind: partial(in_and_out, LOCKS[kind]()) for kind in ("Lock", "Semaphore")}
    rounds = in_turns(sides, lambda rounds: True, at_least=21)
    ratio = rounds["Semaphore"].best / rounds["Lock"].best
    told(f"{ratio:.1f} times as much", rounds)
    assert ratio > 1
