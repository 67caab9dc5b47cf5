"""🕸️ Wait-for graph: who holds what, and who waits for what; a cycle in it is a deadlock.

    the holder of a lock asks for it once more     ❌ a cycle of one: refused, and named
    somebody else asks for it                      ✅ a chain: its end goes on, then the next

A lock that tells the graph what becomes of it sees a cycle the moment it closes, and refuses the
request that would close it (deadlock detection).

TL;DR  Follow the arrows, from a lock to its holder, to what that one waits for: who comes back to
       where he began will wait for ever.

Run    python -m showcase.pitfalls_and_errors.wait_for_graph_demo
Specs  tests/pitfalls_and_errors/test_wait_for_graph.py
Next   hidden_deadlock_demo.py: the same cycle, with only one lock in sight
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from itertools import pairwise
from threading import Lock, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play

log = get_logger()


class Deadlock(RuntimeError):
    """Going on would close a cycle of waits; the message names it."""


class WaitForGraph:
    """Who holds what, and who waits for what; a cycle in it is a deadlock, and its proof.

    Args:
        refuse: raise Deadlock in the thread whose request closes a cycle (the default), or
            let it happen.
    """

    def __init__(self, refuse: bool = True) -> None:
        self._refuse = refuse
        self._holder_of: dict[str, str] = {}
        self._wish_of: dict[str, str] = {}
        self._mutex = Lock()

    def ask(self, thing: str) -> None:
        """Note that this thread is going to wait for `thing`; raises Deadlock if for ever."""
        me = current_thread().name
        with self._mutex:
            self._wish_of[me] = thing
            cycle = self._cycle_through(thing)
            if cycle and self._refuse:
                del self._wish_of[me]
                raise Deadlock(cycle)

    def got(self, thing: str) -> None:
        """Note that this thread waits no longer, and holds `thing`."""
        with self._mutex:
            self._wish_of.pop(current_thread().name, None)
            self._holder_of[thing] = current_thread().name

    def gave_back(self, thing: str) -> None:
        """Note that nobody holds `thing` now."""
        with self._mutex:
            del self._holder_of[thing]

    def waits_for(self, who: str) -> str:
        """What `who` waits for; empty if for nothing. One look, so it needs no lock."""
        return self._wish_of.get(who, "")

    def cycle(self) -> str:
        """The cycle of waits, told from its smallest name on; empty if there is none."""
        with self._mutex:
            return next(filter(None, map(self._cycle_through, sorted(self._holder_of))), "")

    def _cycle_through(self, start: str) -> str | None:
        """From a thing to its holder, to what that one waits for, …, and back to the thing."""
        cycle: list[tuple[str, str]] = []
        thing = start
        while thing in self._holder_of and thing not in dict(cycle):
            holder = self._holder_of[thing]
            cycle.append((thing, holder))
            thing = self._wish_of.get(holder, "")
        if not cycle or thing != start:
            return None
        first = cycle.index(min(cycle))
        ring = [cycle[first - 1], *cycle[first:], *cycle[:first]]  # the last one once more
        return "; ".join(
            f"{thing} held by {holder}, wanted by {wanting}"
            for (_, wanting), (thing, holder) in pairwise(ring)
        )


class WatchedLock:
    """A Lock with a name that tells a wait-for graph what becomes of it."""

    def __init__(self, name: str, graph: WaitForGraph) -> None:
        self.name = name
        self._graph = graph
        self._lock = Lock()

    def acquire(self, blocking: bool = True) -> bool:
        """As Lock.acquire; raises Deadlock where waiting would be for ever."""
        if blocking:
            self._graph.ask(self.name)
        acquired = self._lock.acquire(blocking)
        if acquired:
            self._graph.got(self.name)
        return acquired

    def release(self) -> None:
        """As Lock.release."""
        self._graph.gave_back(self.name)
        self._lock.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()


def main() -> None:
    """❌ before ✅."""
    graph = WaitForGraph()
    lock = WatchedLock("the lock", graph)
    with lock:
        log.info("🔎 I hold the lock")
        try:
            lock.acquire()
        except Deadlock as refusal:
            log.info("❌ I ask for it again: %s", refusal)
        play(waiter=lambda: graph.ask("the lock"))
        waits_for = graph.waits_for("waiter")
        log.info("✅ another one waits for %s, and there is no cycle: %r", waits_for, graph.cycle())


if __name__ == "__main__":
    run(main)
