"""🔀 Lock order: two opposite orders are found in a run in which nothing hung.

Each order need occur only once: every acquire() records what is held, what is wanted, and where.

    what the threads did, one after the other            may it ever hang?
    ───────────────────────────────────────────────────  ────────────────────────────────
    cash, then book; the other thread book, then cash    yes, and both places are named  ❌
    a ring of three, no two with both locks in common    yes, and all three are named  ❌
    the same order; or both orders by the same thread    no  ✅
    both orders under a gate; or one that only tries     no  ✅
    an RLock, another one, and the RLock again           no  ✅

TL;DR  Replace `Lock()` by `OrderedLock("its name", order)`, run the tests, read
       `order.inversions()`. It does not know whether two threads ever run at the same time.

Run    python -m showcase.diagnostics.lock_order_demo
Specs  tests/diagnostics/test_lock_order.py
Next   lock_contention_demo.py: it never hangs, but who waits for whom, and where?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Lock, Thread, current_thread, local
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, ProbedLock, Site, price, visit
from showcase.utils.stage import play

log = get_logger()


# 1 ── The instrument ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wish:
    """A thread asked for a lock, ready to wait for ever, while it held others."""

    who: Thread
    lock: str
    at: Site
    held: tuple[tuple[str, Site], ...]

    def holds(self, lock: str) -> bool:
        """Was that lock held, then?"""
        return lock in dict(self.held)

    def may_meet(self, other: "Wish") -> bool:
        """Can both come true at a time? Not in one thread, nor if both hold the same lock."""
        return self.who is not other.who and not any(other.holds(lock) for lock, _ in self.held)

    def told(self, needed: str) -> str:
        """The wish in words; `needed` is the one of its locks that somebody else waits for."""
        held = f"{self.who.name} holds {needed} from {dict(self.held)[needed]}"
        return f"{held} and wants {self.lock} in {self.at}"


class LockOrder:
    """Records which lock a thread wanted while it held which others."""

    def __init__(self) -> None:
        self._wishes: dict[Wish, None] = {}  # each once, in the order of their first time
        self._mine = local()

    def held(self) -> list[tuple[str, Site]]:
        """What this thread holds, and where it was taken: the very list."""
        held: list[tuple[str, Site]] = self._mine.__dict__.setdefault("held", [])
        return held

    def want(self, lock: str, at: Site) -> None:
        """Note that this thread may have to wait for `lock`, unless it is its own already."""
        held = dict(reversed(self.held()))
        if held and lock not in held:
            self._wishes[Wish(current_thread(), lock, at, tuple(held.items()))] = None

    def inversions(self) -> list[str]:
        """Every ring in which each wants what the next one holds: it hangs if they meet."""
        rings: dict[frozenset[Wish], str] = {}  # the same ring can be told from each of its wishes
        for ring in (ring for wish in [*self._wishes] for ring in self._rings(wish)):
            told = (w.told(before.lock) for before, w in zip((ring[-1], *ring), ring, strict=False))
            rings.setdefault(frozenset(ring), "; ".join(told))
        return [*rings.values()]

    def _rings(self, *chain: Wish) -> Iterator[tuple[Wish, ...]]:
        wanted = chain[-1].lock
        if chain[0].holds(wanted):
            yield chain
        for wish in [*self._wishes]:
            if wish.holds(wanted) and all(map(wish.may_meet, chain)):
                yield from self._rings(*chain, wish)


class OrderedLock(ProbedLock):
    """A lock with a name that reports to a LockOrder who wants it and who holds it."""

    def __init__(self, name: str, order: LockOrder, make: Callable[[], Any] = Lock) -> None:
        self._name, self._order, self._lock = name, order, make()
        self._entries: list[tuple[str, Site]] = []

    def release(self) -> None:
        """As Lock.release, whichever thread calls it."""
        self._held.remove(self._entries.pop())
        self._lock.release()

    def _acquire(self, here: Site, blocking: bool, timeout: float) -> bool:
        if blocking and timeout < 0:
            self._order.want(self._name, here)
        acquired: bool = self._lock.acquire(blocking, timeout)
        if acquired:
            self._held = self._order.held()  # of the thread that has it now
            self._held.append((self._name, here))
            self._entries.append((self._name, here))
        return acquired


# 2 ── Programs that do not hang ──────────────────────────────────────────────


def cashier_and_auditor(same_order: bool) -> list[str]:
    """Two threads, one after the other, take "cash" and "book": which inversions are found?"""
    order = LockOrder()
    cash, book = OrderedLock("cash", order), OrderedLock("book", order)
    outer, inner = (cash, book) if same_order else (book, cash)

    def pay() -> None:
        with cash, book:
            pass

    def audit() -> None:
        with outer, inner:
            pass

    play(cashier=pay)
    play(auditor=audit)
    return order.inversions()


def inversions_of(*plans: str, make: Callable[[], Any] = Lock) -> list[str]:
    """Carry out each plan in a thread of its own, one after the other; which are found?

    Args:
        plans: "a b" takes a, and b under it; "a ?b" only tries to take b.
        make: Lock, or RLock where a plan takes one twice.
    """
    order = LockOrder()
    locks = {name: OrderedLock(name, order, make) for name in re.findall(r"\w+", " ".join(plans))}

    def take(wanted: list[str]) -> None:
        if wanted:
            lock = locks[wanted[0].strip("?")]
            lock.acquire(not wanted[0].startswith("?"))
            take(wanted[1:])
            lock.release()

    for number, plan in enumerate(plans, 1):
        play(**{f"thread-{number}": partial(take, plan.split())})
    return order.inversions()


# ── The guided tour ──────────────────────────────────────────────────────────


def main(clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    log.info("❌ both orders, and nothing hung: %s", *cashier_and_auditor(same_order=False))
    log.info("❌ a ring of three: %d inversion", len(inversions_of("a b", "b c", "c a")))
    log.info("✅ the same order: %d inversions", len(cashier_and_auditor(same_order=True)))
    log.info("✅ a gate for both: %d inversions", len(inversions_of("gate a b", "gate b a")))
    ratio = price(visit(Lock()), visit(OrderedLock("free", LockOrder())), clock)
    log.info("the probe: %.1f × a plain Lock", ratio)


if __name__ == "__main__":
    run(main)
