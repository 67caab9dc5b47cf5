"""🕸️ Hidden deadlock: a cycle of waits in which only one lock is in sight, or none.

A thread waits for more than locks: for the end of a thread, for a callback to return. The
wait-for graph of wait_for_graph_demo.py does not mind: whatever one holds and another waits for.

    the cycle                               ❌                       ✅
    ──────────────────────────────────────  ───────────────────────  ─────────────────────────
    join() under a lock the thread needs    the end, and the lock    join() after the lock
    two threads join each other             two ends                 joins go one way only
    a listener called under the lock        the lock, twice          call it after the lock
      calls back
    two locks in both orders, that never    nothing happens; some    the same order, which a
      met so far                            day it will              record of orders can check

TL;DR  Hold no lock while you wait for something else, and while you call what you do not know.

Run    python -m showcase.pitfalls_and_errors.hidden_deadlock_demo
Specs  tests/pitfalls_and_errors/test_hidden_deadlock.py
Next   pool_deadlock_demo.py: a task that waits for a task
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread, current_thread, local

from showcase.pitfalls_and_errors.wait_for_graph_demo import Deadlock, WaitForGraph, WatchedLock
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()


# 1 ── Waiting for the end of a thread ─────────────────────────────────────────


class WatchedThread(Thread):
    """A Thread whose end is a thing in a wait-for graph: the thread holds it until it ends."""

    def __init__(self, graph: WaitForGraph, target: Callable[[], object], name: str) -> None:
        super().__init__(target=target, name=name)
        self.end = f"the end of {name}"
        self.has_begun = Event()
        self._graph = graph

    def run(self) -> None:
        """As Thread.run."""
        self._graph.got(self.end)
        self.has_begun.set()
        super().run()

    def join(self, timeout: float | None = PATIENCE) -> None:
        """As Thread.join; raises Deadlock where it would be for ever."""
        self.has_begun.wait(timeout)
        self._graph.ask(self.end)
        super().join(timeout)
        self._graph.got(self.end)
        self._graph.gave_back(self.end)  # nobody has to wait for it any more


def join_a_thread_that_needs_the_lock(under_the_lock: bool) -> str:
    """The cycle that join() would close, or "joined" if it went well.

    Args:
        under_the_lock: join inside the `with` block, and not after it.
    """
    graph = WaitForGraph()
    lock = WatchedLock("the lock", graph)

    lock_is_held = Cue()

    def work() -> None:
        if lock_is_held.wait():
            with lock:
                pass

    worker = WatchedThread(graph, work, "worker")
    cycle = ""
    with lock:
        worker.start()
        lock_is_held.set()
        until(lambda: graph.waits_for("worker") == lock.name, "the worker waiting for the lock")
        if under_the_lock:
            try:
                worker.join()
            except Deadlock as refusal:
                cycle = str(refusal)
    worker.join()
    return cycle or ("still alive" if worker.is_alive() else "joined")


def join_each_other(both: bool) -> str:
    """Ann joins Bob, and Bob joins Ann, if both do: the cycle that he would close, or nothing."""
    graph = WaitForGraph()
    cycles: list[str] = []

    def bobs_work() -> None:
        until(lambda: graph.waits_for("Ann") == bob.end, "Ann waiting for Bob")
        if both:
            try:
                ann.join()
            except Deadlock as refusal:
                cycles.append(str(refusal))

    bob = WatchedThread(graph, bobs_work, "Bob")
    ann = WatchedThread(graph, bob.join, "Ann")
    for thread in (ann, bob):
        thread.start()
    ann.join()
    return "".join(cycles)


# 2 ── Calling somebody who calls back ─────────────────────────────────────────


class Thermometer:
    """Tells its listeners of every change.

    Args:
        tell_outside: call them when the lock is given back, and not under it.
    """

    def __init__(self, tell_outside: bool) -> None:
        self.listeners: list[Callable[[], object]] = []
        self._tell_outside = tell_outside
        self._lock = WatchedLock("the lock", WaitForGraph())
        self._degrees = 0

    def read(self) -> int:
        """The temperature."""
        with self._lock:
            return self._degrees

    def set(self, degrees: int) -> None:
        """Change it, and tell the listeners."""
        with self._lock:
            self._degrees = degrees
            listeners = self.listeners.copy()
            if not self._tell_outside:
                return self._tell(listeners)
        return self._tell(listeners)

    @staticmethod
    def _tell(listeners: list[Callable[[], object]]) -> None:
        for listener in listeners:
            listener()


def a_listener_that_calls_back(tell_outside: bool) -> str:
    """What a listener learns that reads the thermometer, or the cycle that it closes."""
    thermometer = Thermometer(tell_outside)
    learned = [thermometer.read()]
    thermometer.listeners.append(lambda: learned.append(thermometer.read()))
    try:
        thermometer.set(21)
    except Deadlock as refusal:
        return str(refusal)
    return f"from {learned[0]} to {learned[1]} degrees"


# 3 ── Found before it happens ─────────────────────────────────────────────────


class LockOrder:
    """Locks by name, and a record of which were ever taken under which, by whom."""

    def __init__(self, *names: str) -> None:
        self.locks = {name: Lock() for name in names}
        self._under: dict[tuple[str, str], str] = {}
        self._mine = local()

    @contextmanager
    def holding(self, name: str) -> Iterator[None]:
        """Hold the lock of that name."""
        held: list[str] = self._mine.__dict__.setdefault("held", [])
        for outer in held:
            self._under[outer, name] = current_thread().name
        with self.locks[name]:
            held.append(name)
            try:
                yield
            finally:
                held.remove(name)

    def inversions(self) -> list[str]:
        """Pairs of locks that were taken in both orders, whenever that was."""
        return [
            f"{who} took {inner} under {outer}, {self._under[inner, outer]} {outer} under {inner}"
            for (outer, inner), who in sorted(self._under.items())
            if outer == min(outer, inner) and (inner, outer) in self._under
        ]


def two_threads_that_never_meet(same_order: bool) -> list[str]:
    """Both take "accounts" and "log", one thread after the other: which inversions are seen?"""
    order = LockOrder("accounts", "log")

    def nest(outer: str, inner: str) -> None:
        with order.holding(outer), order.holding(inner):
            pass

    play(booking=lambda: nest("accounts", "log"))
    play(report=lambda: nest("accounts", "log") if same_order else nest("log", "accounts"))
    return order.inversions()


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("❌ join() under the lock: %s", join_a_thread_that_needs_the_lock(True))
    log.info("✅ join() after it: %s", join_a_thread_that_needs_the_lock(False))
    log.info("❌ Ann and Bob join each other: %s", join_each_other(both=True))
    log.info("✅ Ann joins Bob: %s", join_each_other(both=False) or "no cycle")
    log.info("❌ told under the lock: %s", a_listener_that_calls_back(tell_outside=False))
    log.info("✅ told after it: %s", a_listener_that_calls_back(tell_outside=True))
    log.info("❌ both orders, and nothing happened: %s", *two_threads_that_never_meet(False))
    log.info("✅ the same order: %d inversions", len(two_threads_that_never_meet(True)))


if __name__ == "__main__":
    run(main)
