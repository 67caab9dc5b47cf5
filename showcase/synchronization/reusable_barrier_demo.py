"""♻️ Reusable barrier: a fast thread is back before a slow one has left.

Both were let go. The slow one is still on its way out when the fast one arrives for the next
round. A barrier that counts it now takes the thread that leaves for one that has come.

    the barrier lets the fast one         round 1                  round 2
    ────────────────────────────────────  ───────────────────────  ──────────────────────────
    in at once                            the slow one leaves      the fast one goes alone ❌
    wait outside until all have left      the slow one leaves      they meet again ✅

TL;DR  A barrier that is used again has to drain first: threading's does, and needs no reset().
       Take it, and build none from a counter and an Event.

Run    python -m showcase.synchronization.reusable_barrier_demo
Specs  tests/synchronization/test_reusable_barrier.py
Next   timer_demo.py: do something later, unless it is called off.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Condition, Thread, current_thread
from types import FrameType
from typing import Any

from showcase.synchronization.barrier_demo import arrive
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play, until, waiting_in

log = get_logger()


class HastyBarrier(Barrier):
    """🏃 The broken twin: it lets a thread in while others are on their way out."""

    def _enter(self) -> None:
        """Do not wait until the round before has drained."""


@dataclass(frozen=True)
class Overlap:
    """A slow thread leaves round 1 while a fast one is back for round 2 already."""

    slow_left_round_1: str
    waiting_and_broken_meanwhile: tuple[int, bool]
    fast_looked_twice: bool
    """Woken outside for nothing, the fast one looked again, and went on waiting."""
    fast_overtook: bool
    round_2: tuple[str, str]


def fast_comes_back_while_slow_leaves(
    barrier: Barrier, *steps: Callable[[Barrier], object]
) -> Overlap:
    """Stop the slow thread when it has been let go and has not left yet; the fast one re-enters.

    Args:
        barrier: for two parties.
        steps: what the fast thread does to end round 1: arrive at it, reset it, abort it.
    """
    slow_may_leave, slow_has_left, fast_overtook = Cue(), Cue(), Cue()
    fast_thread: list[Thread] = []

    def stop_on_the_way_out(frame: Any, event: str, arg: Any) -> Any:
        # No thread counts as waiting any more, and this one is still in Condition.wait.
        if frame.f_code is Condition.wait.__code__ and barrier.n_waiting == 0:
            slow_may_leave.wait()
        return stop_on_the_way_out

    def slow() -> tuple[str, str]:
        sys.settrace(stop_on_the_way_out)  # for this thread only
        round_1 = arrive(barrier)
        slow_has_left.set()
        return round_1, "alone" if fast_overtook.is_set() else arrive(barrier)

    def fast() -> tuple[tuple[int, bool], str]:
        until(lambda: barrier.n_waiting == 1, "the slow one waits")
        for step in steps:
            step(barrier)
        meanwhile = barrier.n_waiting, barrier.broken
        fast_thread.append(current_thread())
        round_2 = arrive(barrier)
        if not slow_has_left.is_set():
            fast_overtook.set()
        return meanwhile, round_2

    def kept_outside(waits: list[FrameType | None]) -> bool:
        """Is the fast one seen in a call of Condition.wait that is not one of `waits`?"""
        new = {*map(waiting_in, fast_thread)} - {None, *waits}
        waits.extend(new)
        return bool(new)

    def stagehand() -> bool:
        waits: list[FrameType | None] = []
        until(lambda: fast_overtook.is_set() or kept_outside(waits), "the fast one has to wait")
        if not fast_overtook.is_set():
            barrier.reset()  # changes nothing any more, but wakes the fast one: it looks again
            until(lambda: kept_outside(waits), "the fast one waits again")
        slow_may_leave.set()
        return len(waits) == 2

    twice, (meanwhile, fast_2), (round_1, slow_2) = play(stagehand, fast, slow)
    return Overlap(round_1, meanwhile, twice, fast_overtook.is_set(), (slow_2, fast_2))


def main() -> None:
    """❌ before ✅."""
    log.info("🏃 both were let go, and the fast one is back before the slow one has left")
    for verdict, barrier in [("❌", HastyBarrier(2)), ("✅", Barrier(2))]:
        seen = fast_comes_back_while_slow_leaves(barrier, arrive)
        how = "alone" if seen.fast_overtook else "with the slow one"
        log.info("%s %s: the fast one is in round 2 %s", verdict, type(barrier).__name__, how)


if __name__ == "__main__":
    run(main)
