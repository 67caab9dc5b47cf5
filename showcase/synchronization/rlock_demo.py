"""🔁 RLock: a lock that knows its owner, and lets the owner in again.

A teller's transfer() takes the lock and calls withdraw() and deposit(), which take the same
lock. Each of them is right by itself. But the thread that asks for the lock again is the one
that holds it.

    the lock between them   the inner methods             the balances
    ─────────────────────   ───────────────────────────   ────────────
    🔒 Lock                 would wait for ever       ❌   100, 0
    🔁 RLock                are let in by ownership   ✅   70, 30

An RLock counts: it opens for others when its owner has released it as often as acquired.

TL;DR  Take an RLock where a method that holds the lock calls another one that takes it.

Run    python -m showcase.synchronization.rlock_demo
Specs  tests/synchronization/test_rlock.py
Next   semaphore_demo.py: what if there is room for more than one?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, RLock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, may_enter, play, until

log = get_logger()


# 1 ── A method that calls a method ───────────────────────────────────────────


class WouldWaitForEver(Exception):
    """The thread asked for a lock that it holds already, and that does not let it in."""


class Teller:
    """Two accounts behind one lock."""

    def __init__(self, lock: Door) -> None:
        self._lock = lock
        self.mine = 100
        self.yours = 0

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # In your own code this is `with self._lock:`. Here the broken twin must not hang:
        # nobody else is around, so a door that is shut would stay shut.
        if not self._lock.acquire(blocking=False):
            raise WouldWaitForEver
        try:
            yield
        finally:
            self._lock.release()

    def withdraw(self, amount: int) -> None:
        """Out of my account."""
        with self._alone():
            self.mine -= amount

    def deposit(self, amount: int) -> None:
        """Into yours."""
        with self._alone():
            self.yours += amount

    def transfer(self, amount: int) -> None:
        """Both at once: no other thread sees the state between them."""
        with self._alone():
            self.withdraw(amount)
            self.deposit(amount)


@dataclass(frozen=True)
class Transfer:
    """What became of a transfer of 30."""

    mine: int
    yours: int
    would_wait_for_ever: bool
    open_for_others: bool


def transfer(make_lock: Callable[[], Door]) -> Transfer:
    """Transfer 30 of 100 with nested methods, and look whether others may come in afterwards."""
    lock = make_lock()
    teller = Teller(lock)
    try:
        teller.transfer(30)
        stuck = False
    except WouldWaitForEver:
        stuck = True
    return Transfer(teller.mine, teller.yours, stuck, another_may_enter(lock))


# 2 ── Ownership ──────────────────────────────────────────────────────────────


def another_may_enter(lock: Door) -> bool:
    """Could another thread take the lock now?"""
    return bool(play(another=lambda: may_enter(lock))[0])


def open_after(make_lock: Callable[[], Door], acquired: int, released: int) -> bool:
    """Acquire and release so many times: may another thread enter then?"""
    lock = make_lock()
    for _ in range(acquired):
        lock.acquire()
    for _ in range(released):
        lock.release()
    return another_may_enter(lock)


def released_by_a_stranger(make_lock: Callable[[], Door]) -> str:
    """One thread takes the lock, another one gives it back: what does release() say to that?"""
    lock = make_lock()
    lock.acquire()

    def stranger() -> str:
        try:
            lock.release()
        except RuntimeError as error:
            return f"RuntimeError: {error}"
        return "released"

    return str(play(stranger)[0])


def let_in_one_by_one(make_lock: Callable[[], Door], guests: int) -> list[tuple[bool, int, bool]]:
    """One thread owns the lock until `guests` others have knocked; then they come in.

    Returns for each guest: could it enter at once, how many guests were inside with it, and
    could another thread have entered then?
    """
    lock = make_lock()
    owner_is_in = Cue()
    knocks: list[bool] = []
    inside: list[str] = []

    def guest() -> tuple[bool, int, bool]:
        owner_is_in.wait()
        at_once = may_enter(lock)
        knocks.append(at_once)
        with lock:
            inside.append("I")
            found = at_once, len(inside), another_may_enter(lock)
            inside.pop()
        return found

    def owner() -> None:
        with lock:
            owner_is_in.set()
            until(lambda: len(knocks) == guests, "all of them have knocked")

    return play(*[guest] * guests, owner)[:guests]


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    doors: dict[str, Callable[[], Door]] = {"🔒 Lock": Lock, "🔁 RLock": RLock}
    for title, make_lock in doors.items():
        seen = transfer(make_lock)
        verdict = "❌ waits for itself" if seen.would_wait_for_ever else "✅ is let in"
        log.info("%s: the inner method %s", title, verdict)
        log.info("%s: balances %d and %d", title, seen.mine, seen.yours)

    for released in 1, 2:
        opened = open_after(RLock, acquired=2, released=released)
        log.info("acquired 2, released %d: may others enter? %s", released, opened)

    log.info("a stranger releases a Lock: %s", released_by_a_stranger(Lock))
    log.info("a stranger releases an RLock: %s", released_by_a_stranger(RLock))


if __name__ == "__main__":
    run(main)
