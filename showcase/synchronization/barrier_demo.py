"""🚧 Barrier: nobody goes on before all have arrived.

    three threads and                        the first two go on     the third
    ───────────────────────────────────────  ──────────────────────  ─────────────────────────
    Barrier(2), which counts one too few     without it ❌            waits, and nobody comes ❌
    Barrier(3)                               when it has come ✅      goes on as well ✅

    once per round, somebody tidies up in    others go on before it is done
    ───────────────────────────────────────  ─────────────────────────────────────────────────
    the thread that wait() told 0            they do ❌
    the barrier's action                     never ✅

TL;DR  Barrier(n) is an agreement of n threads: each calls wait(), and all of them leave it
       together, round after round. What has to happen in between is the barrier's action.

Run    python -m showcase.synchronization.barrier_demo
Specs  tests/synchronization/test_barrier.py
Next   broken_barrier_demo.py: what if one of them never comes?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from dataclasses import dataclass
from functools import partial
from threading import Barrier, BrokenBarrierError, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play, until

log = get_logger()

THROUGH, BROKEN = "through", "broken"

A_MOMENT = 0.01
"""Seconds until a party gives up that waits in vain."""


@dataclass(frozen=True)
class Meeting:
    """How a meeting of three went."""

    waited_when_the_third_came: int
    left_before_the_third_came: int
    third: str


def meeting_of_three(barrier: Barrier) -> Meeting:
    """Two parties come; the third comes only when they are parked, or gone.

    Args:
        barrier: should count three parties; the broken twin counts one too few.
    """
    left: list[str] = []

    def party() -> None:
        barrier.wait()
        left.append(current_thread().name)

    def third() -> Meeting:
        until(lambda: barrier.n_waiting == 2 or len(left) == 2, "two are parked, or gone")
        return Meeting(barrier.n_waiting, len(left), arrive(barrier, A_MOMENT))

    meeting: Meeting = play(third, first=party, second=party)[0]
    return meeting


def arrive(barrier: Barrier, timeout: float | None = None) -> str:
    """Be one party: wait at most `timeout` seconds, and say how it went."""
    try:
        barrier.wait(timeout)
    except BrokenBarrierError:
        return BROKEN
    return THROUGH


def laps(parties: int, count: int) -> list[int]:
    """The same barrier again and again; returns the numbers of the laps as they were begun."""
    barrier = Barrier(parties)
    begun: list[int] = []

    def runner() -> None:
        for lap in range(1, count + 1):
            begun.append(lap)
            barrier.wait()

    play(**{f"runner {n}": runner for n in range(1, parties + 1)})
    return begun


@dataclass(frozen=True)
class Arrivals:
    """What each of the parties was told, in order of arrival, and which threads ran the action."""

    indexes: list[int]
    waiting_before: list[int]
    action_ran_in: list[str]


def arrivals(parties: int) -> Arrivals:
    """Let the parties arrive one after the other, each when the one before it is waiting."""
    action_ran_in: list[str] = []
    barrier = Barrier(parties, action=lambda: action_ran_in.append(current_thread().name))

    def party(place: int) -> tuple[int, int]:
        until(lambda: barrier.n_waiting == place, f"{place} parties are waiting")
        waiting = barrier.n_waiting
        return barrier.wait(), waiting

    # The last one starts first: the order is made by until(), not by luck.
    cast = {f"party {place}": partial(party, place) for place in reversed(range(parties))}
    told = play(**cast)[::-1]
    return Arrivals([index for index, _ in told], [before for _, before in told], action_ran_in)


def housekeeping(in_the_action: bool) -> list[str]:
    """Tidy up once per round: in the action, or in the thread that wait() told 0.

    Returns what happened, in order. The thread that was told 0 is slow: only the action is
    sure to be over before anyone goes on.
    """
    happened: list[str] = []
    two_have_left = Cue()
    barrier = Barrier(3, action=(lambda: happened.append("tidied up")) if in_the_action else None)

    def party() -> None:
        is_chosen = not barrier.wait()  # it was told 0
        if is_chosen and not in_the_action:
            two_have_left.wait()
            happened.append("tidied up")
        happened.append("went on")
        if happened.count("went on") == 2:
            two_have_left.set()

    play(first=party, second=party, third=party)
    return happened


def main() -> None:
    """❌ before ✅."""
    log.info("⌛ whoever waits in vain gives up after %g s", A_MOMENT)
    for verdict, parties in [("❌", 2), ("✅", 3)]:
        log.info("🧮 three threads, and a barrier for %d", parties)
        meeting = meeting_of_three(Barrier(parties))
        log.info("%s %d left without the third", verdict, meeting.left_before_the_third_came)

    log.info("🧹 tidying up in the thread that wait() told 0")
    log.info("❌ %s", ", ".join(housekeeping(in_the_action=False)))
    log.info("🧹 tidying up in the barrier's action")
    log.info("✅ %s", ", ".join(housekeeping(in_the_action=True)))


if __name__ == "__main__":
    run(main)
