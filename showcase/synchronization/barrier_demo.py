"""🚧 Barrier: nobody goes on before all have arrived.

Three parties meet in every round. In round 2 the third never comes, and somebody gives up
waiting for it. That breaks the barrier for everyone, and it stays broken until somebody acts.

    between the rounds              round 1     round 2     round 3
    ──────────────────────────────  ──────────  ──────────  ──────────
    🙈 nobody looks                 through     broken      broken  ❌
    🧑‍🏫 the coordinator resets it     through     broken      through ✅

TL;DR  A barrier opens by itself, round after round. Give wait() a timeout, so that a missing
       party cannot hang the others, and let one coordinator reset() what is broken. What has
       to happen once per round, before anyone goes on, is the barrier's action.

Run    python -m showcase.synchronization.barrier_demo
Specs  tests/synchronization/test_barrier.py
Next   timer_demo.py: do something later, unless it is called off.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Barrier, BrokenBarrierError, Condition, Thread, current_thread
from types import FrameType
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play, until, waiting_in

log = get_logger()

THROUGH, BROKEN = "through", "broken"

A_MOMENT = 0.01
"""Seconds until a party gives up that waits in vain."""


def arrive(barrier: Barrier, timeout: float | None = None) -> str:
    """Be one party: wait at most `timeout` seconds, and say how it went."""
    try:
        barrier.wait(timeout)
    except BrokenBarrierError:
        return BROKEN
    return THROUGH


# 1 ── Rounds, and a party that never comes ───────────────────────────────────


def three_rounds(coordinator_resets: bool) -> list[tuple[str, ...]]:
    """Three parties and three rounds; the third party stays away from round 2.

    Returns, round by round, how it went for the first, the second and the third.
    """
    barrier = Barrier(3, action=lambda: log.info("🎬 I am the last, so we are all here"))
    everyone = ("first", "second", "third")
    outcomes = []
    for number, comers in enumerate((everyone, everyone[:2], everyone), 1):
        outcomes.append(one_round(barrier, comers))
        log.info("round %d: %s", number, ", ".join(outcomes[-1]))
        if coordinator_resets and barrier.broken:
            barrier.reset()  # everyone has left it: play() has returned
    return outcomes


def one_round(barrier: Barrier, comers: tuple[str, ...]) -> tuple[str, ...]:
    """Let the parties arrive in this order; they soon give up if one is missing."""
    patience = None if len(comers) == barrier.parties else A_MOMENT

    def party(place: int) -> str:
        until(lambda: barrier.broken or barrier.n_waiting == place, "it is my turn")
        return arrive(barrier, patience)

    # Those who come late are on stage early: the order is made by until(), not by luck.
    cast = {name: partial(party, place) for place, name in enumerate(comers)}
    return tuple(reversed(play(**dict(reversed(cast.items())))))


# 2 ── The number of parties is the agreement ─────────────────────────────────


@dataclass(frozen=True)
class Meeting:
    """How a meeting of three went."""

    waited_when_the_third_came: int
    left_before_the_third_came: int
    third: str


def meeting_of_three(barrier: Barrier) -> Meeting:
    """Two parties come, and the third only when they are parked, or gone.

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


# 3 ── One of the threads is different ────────────────────────────────────────


@dataclass(frozen=True)
class Arrivals:
    """What each of the parties was told, in the order of their arrival."""

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

    # The last one is on stage first: the order is made by until(), not by luck.
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


# 4 ── What breaks a barrier ──────────────────────────────────────────────────


@dataclass(frozen=True)
class Aftermath:
    """What a disturbance left behind."""

    waiter: str
    barrier_is_broken: bool
    next_round: list[str]


def disturbed(*steps: Callable[[Barrier], object]) -> Aftermath:
    """One thread waits for two more, and then another takes these steps, each on the barrier."""
    barrier = Barrier(3)

    def waiter() -> str:
        return arrive(barrier)

    def disturber() -> None:
        until(lambda: barrier.n_waiting == 1, "the waiter is there")
        for step in steps:
            step(barrier)

    _, saw = play(disturber, waiter)
    broken = barrier.broken
    return Aftermath(saw, broken, play(*[partial(arrive, barrier)] * 3))


def action_that_fails(error: BaseException) -> dict[str, object]:
    """The action raises `error` in the thread that arrives last.

    Returns what the last one saw, what the first one saw, and whether the barrier is broken.
    """

    def action() -> None:
        raise error

    barrier = Barrier(2, action)

    def last() -> BaseException | None:
        until(lambda: barrier.n_waiting == 1, "the first is there")
        try:
            barrier.wait()
        except BaseException as caught:
            return caught
        return None

    saw = play(last, first=partial(arrive, barrier))
    return {"last": saw[0], "first": saw[1], "broken": barrier.broken}


def gives_up(barrier: Barrier, timeout: float | None) -> float:
    """Wait alone at a barrier, until BrokenBarrierError; returns the seconds it took.

    Args:
        barrier: for two, perhaps with a timeout of its own.
        timeout: what is given to wait(); None leaves it to the barrier.
    """
    start = time.monotonic()
    arrive(barrier, timeout)
    return time.monotonic() - start


# 5 ── The next round begins before the last one has ended ────────────────────


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


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("⌛ whoever waits in vain gives up after %g s", A_MOMENT)
    for title, coordinator_resets in [
        ("🙈 nobody looks after the barrier", False),
        ("🧑‍🏫 a coordinator resets it", True),
    ]:
        log.info("%s", title)
        last_round = three_rounds(coordinator_resets)[-1]
        log.info("❌ broken for good" if BROKEN in last_round else "✅ they meet again")

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
