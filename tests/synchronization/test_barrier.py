"""🚧 Barrier: nobody goes on before all have arrived.

The story is told, and runs, in showcase/synchronization/barrier_demo.py.
"""

import threading
from threading import Barrier, BrokenBarrierError

import pytest

from showcase.synchronization import barrier_demo
from showcase.synchronization.barrier_demo import (
    BROKEN,
    THROUGH,
    Aftermath,
    Arrivals,
    HastyBarrier,
    Meeting,
    Overlap,
    arrive,
    disturbed,
)

ALL_THROUGH = [THROUGH] * 3
ALL_BROKEN = [BROKEN] * 3


# ── Rounds ──


def test_a_barrier_that_one_party_gave_up_on_stays_broken_for_everyone():
    """A timeout in one thread breaks the Barrier: the others see it now, and in every round after.

    Docs: library/threading#threading.Barrier.wait, library/threading#threading.Barrier.abort
    """
    assert barrier_demo.three_rounds(coordinator_resets=False) == [
        (THROUGH, THROUGH, THROUGH),
        (BROKEN, BROKEN),
        (BROKEN, BROKEN, BROKEN),
    ]


@pytest.mark.pins("threading.Barrier.reset", "threading.Barrier.broken")
def test_a_coordinator_who_resets_the_broken_barrier_makes_the_next_round_work():
    """Barrier.reset() returns a broken Barrier to its empty state, and the parties can meet again.

    Docs: library/threading#threading.Barrier.reset
    """
    assert barrier_demo.three_rounds(coordinator_resets=True) == [
        (THROUGH, THROUGH, THROUGH),
        (BROKEN, BROKEN),
        (THROUGH, THROUGH, THROUGH),
    ]


def test_a_barrier_that_counts_one_party_too_few_opens_too_early():
    """Barrier(2) lets two of three threads go, and the third one is left alone.

    Docs: library/threading#threading.Barrier
    """
    assert barrier_demo.meeting_of_three(Barrier(2)) == Meeting(
        waited_when_the_third_came=0, left_before_the_third_came=2, third=BROKEN
    )


@pytest.mark.pins("threading.Barrier(parties)", "threading.Barrier.wait")
def test_nobody_leaves_before_the_last_party_arrives():
    """Barrier.wait() blocks until `parties` threads have called it, and then lets all of them go.

    Docs: library/threading#barrier-objects, library/threading#threading.Barrier.wait
    """
    assert barrier_demo.meeting_of_three(Barrier(3)) == Meeting(
        waited_when_the_third_came=2, left_before_the_third_came=0, third=THROUGH
    )


def test_a_barrier_can_be_used_again_without_a_reset():
    """Once all have left, the Barrier is closed again: nobody begins a lap that others still run.

    Docs: library/threading#barrier-objects
    """
    assert barrier_demo.laps(parties=3, count=4) == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_a_barrier_for_one_never_waits():
    """Barrier(1) is always complete: wait() returns 0 at once, time after time.

    Docs: library/threading#threading.Barrier
    """
    barrier = Barrier(1)
    assert [barrier.wait(timeout=0) for _ in range(3)] == [0, 0, 0]


# ── What is told about it ──


@pytest.mark.pins("threading.Barrier.wait", "threading.Barrier.n_waiting")
@pytest.mark.parametrize("parties", [1, 2, 4])
def test_each_thread_is_told_a_different_number(parties):
    """Barrier.wait() returns 0 to parties - 1; in CPython it is the number of those before you.

    Docs: library/threading#threading.Barrier.wait, library/threading#threading.Barrier.n_waiting
    """
    observed = barrier_demo.arrivals(parties)
    assert observed.indexes == list(range(parties))
    assert observed.waiting_before == list(range(parties))


@pytest.mark.pins("threading.Barrier.n_waiting", "threading.Barrier.broken")
def test_a_new_barrier_is_empty_and_whole():
    """Nobody waits at a Barrier at first, and it is not broken.

    Docs: library/threading#threading.Barrier.n_waiting, library/threading#threading.Barrier.broken
    """
    barrier = Barrier(2)
    assert (barrier.n_waiting, barrier.broken) == (0, False)


@pytest.mark.pins("threading.Barrier.parties", "threading.Barrier(parties)")
def test_parties_tells_how_many_it_takes():
    """Barrier.parties is the number that the constructor was given.

    Docs: library/threading#threading.Barrier.parties
    """
    assert Barrier(parties=3).parties == 3


@pytest.mark.parametrize("name", ["parties", "n_waiting", "broken"])
def test_what_it_tells_cannot_be_assigned(name):
    """Barrier.parties, n_waiting and broken are read-only: the Barrier itself keeps the count.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(AttributeError):
        setattr(Barrier(2), name, 1)


@pytest.mark.since("3.11")
def test_its_repr_tells_who_waits_or_that_it_is_broken():
    """The repr of a Barrier shows how many of how many wait; once broken, only that.

    Docs: undocumented, and the same since Python 3.11.
    """
    barrier = Barrier(3)
    address = f"<threading.Barrier at {id(barrier):#x}:"
    shown = [repr(barrier)]
    barrier.abort()
    assert [*shown, repr(barrier)] == [f"{address} waiters=0/3>", f"{address} broken>"]


@pytest.mark.before("3.11")
def test_its_repr_did_not_tell_who_waits():
    """In Python 3.10 a Barrier shows its address, and neither waiters nor whether it is broken.

    Docs: undocumented, until Python 3.10.
    """
    assert repr(Barrier(3)).startswith("<threading.Barrier object at ")


# ── How many parties there can be ──


@pytest.mark.since("3.13")
@pytest.mark.pins("threading.Barrier(parties)")
@pytest.mark.parametrize("parties", [0, -1])
def test_a_barrier_for_nobody_is_refused(parties):
    """Barrier(parties) raises ValueError for less than one party, which could never meet.

    Docs: undocumented, and the same since Python 3.13.
    """
    with pytest.raises(ValueError, match="parties must be"):
        Barrier(parties)


@pytest.mark.before("3.13")
@pytest.mark.parametrize("parties", [0, -1])
def test_a_barrier_for_nobody_was_accepted_and_never_opened(parties):
    """Before Python 3.13 Barrier(0) can be made, and then every wait() at it is in vain.

    Docs: undocumented, until Python 3.12.
    """
    with pytest.raises(BrokenBarrierError):
        Barrier(parties).wait(0.01)


# ── The action ──


@pytest.mark.pins("threading.Barrier(action)")
def test_the_action_runs_once_in_the_thread_that_arrives_last():
    """The Barrier's action is called by one of the parties; in CPython by the last one to come.

    Docs: library/threading#threading.Barrier, library/threading#threading.Barrier.wait
    """
    assert barrier_demo.arrivals(3) == Arrivals([0, 1, 2], [0, 1, 2], action_ran_in=["party 2"])


def test_work_in_the_thread_that_was_told_0_comes_too_late_for_the_others():
    """Barrier.wait() returns to all threads alike: the others do not wait for the chosen one.

    Docs: library/threading#threading.Barrier.wait
    """
    happened = barrier_demo.housekeeping(in_the_action=False)
    assert happened == ["went on", "went on", "tidied up", "went on"]


@pytest.mark.pins("threading.Barrier(action)")
def test_the_action_is_over_before_anyone_goes_on():
    """The Barrier's action runs after all have arrived, and before any of them is released.

    Docs: library/threading#threading.Barrier.wait
    """
    happened = barrier_demo.housekeeping(in_the_action=True)
    assert happened == ["tidied up", "went on", "went on", "went on"]


def test_the_action_runs_in_every_round():
    """A Barrier calls its action again each time it opens.

    Docs: library/threading#threading.Barrier
    """
    calls = []
    barrier = Barrier(1, action=lambda: calls.append(barrier.n_waiting))
    for _ in range(3):
        barrier.wait()
    assert calls == [1, 1, 1]


@pytest.mark.pins("threading.Barrier(action)")
@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), SystemExit()], ids=lambda error: type(error).__name__
)
def test_an_action_that_raises_breaks_the_barrier(error):
    """The thread that runs the action gets its error; the others get BrokenBarrierError.

    Docs: library/threading#threading.Barrier.wait
    """
    saw = barrier_demo.action_that_fails(error)
    assert saw == {"last": error, "first": BROKEN, "broken": True}


# ── What breaks it, and what mends it ──


@pytest.mark.pins("threading.Barrier.abort", "threading.Barrier.broken")
def test_abort_fails_who_waits_and_who_comes_later():
    """Barrier.abort() breaks the Barrier for good, so that nobody waits for a party that failed.

    Docs: library/threading#threading.Barrier.abort, library/threading#threading.Barrier.broken
    """
    assert disturbed(Barrier.abort) == Aftermath(BROKEN, True, ALL_BROKEN)


def test_one_party_that_gives_up_breaks_it_for_those_who_would_have_waited():
    """If a wait(timeout) runs out, the Barrier goes into the broken state.

    Docs: library/threading#threading.Barrier.wait
    """
    assert disturbed(lambda barrier: arrive(barrier, 0.01)) == Aftermath(BROKEN, True, ALL_BROKEN)


@pytest.mark.pins("threading.Barrier.reset")
def test_reset_fails_who_waits_and_leaves_the_barrier_whole():
    """Barrier.reset() sends the waiters away with BrokenBarrierError; the next round is a new one.

    Docs: library/threading#threading.Barrier.reset
    """
    assert disturbed(Barrier.reset) == Aftermath(BROKEN, False, ALL_THROUGH)


def test_a_reset_right_after_abort_mends_the_barrier_behind_the_waiters():
    """Barrier.reset() of a broken Barrier works too while the threads that it failed still leave.

    Docs: library/threading#threading.Barrier.reset
    """
    assert disturbed(Barrier.abort, Barrier.reset) == Aftermath(BROKEN, False, ALL_THROUGH)


@pytest.mark.pins("threading.Barrier.reset")
@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param([], id="whole"),
        pytest.param([Barrier.abort], id="aborted"),
        pytest.param([Barrier.abort, Barrier.abort], id="aborted twice"),
    ],
)
def test_reset_of_a_barrier_at_which_nobody_waits_makes_it_usable(breaks):
    """Barrier.reset() returns an idle Barrier to the default, empty state, whatever it was in.

    Docs: library/threading#threading.Barrier.reset
    """
    barrier = Barrier(1)
    for step in breaks:
        step(barrier)
    barrier.reset()
    assert (barrier.broken, barrier.wait(0)) == (False, 0)


@pytest.mark.pins("threading.BrokenBarrierError")
def test_wait_at_a_broken_barrier_raises_at_once():
    """A broken Barrier raises BrokenBarrierError, a RuntimeError, even to the last party missing.

    Docs: library/threading#threading.BrokenBarrierError
    """
    barrier = Barrier(1)
    barrier.abort()
    with pytest.raises(RuntimeError) as caught:
        barrier.wait()
    assert caught.type is BrokenBarrierError


# ── Timeouts ──


@pytest.mark.pins("threading.Barrier(timeout)", "threading.Barrier.wait(timeout)")
@pytest.mark.parametrize(
    ("default", "timeout"),
    [
        pytest.param(0.02, None, id="the default of the barrier"),
        pytest.param(3600, 0.02, id="its own, shorter than the default"),
        pytest.param(0, 0.02, id="its own, longer than the default"),
        pytest.param(None, 0.02, id="its own, without a default"),
    ],
)
def test_a_wait_has_its_own_timeout_or_that_of_the_barrier(default, timeout):
    """Barrier.wait(timeout) is preferred to the constructor's timeout; without it that one counts.

    Docs: library/threading#threading.Barrier, library/threading#threading.Barrier.wait
    """
    assert barrier_demo.gives_up(Barrier(2, timeout=default), timeout) >= 0.02 * 0.9


def test_the_last_party_never_times_out():
    """A Barrier.wait(timeout=0) that completes the number goes through: it has nothing to wait for.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert arrive(Barrier(1, timeout=0), timeout=None) == THROUGH


# ── The next round begins before the last one has ended ──


@pytest.mark.parametrize(
    ("steps", "round_1"),
    [
        pytest.param([arrive], THROUGH, id="draining after the last arrival"),
        pytest.param([arrive, Barrier.reset], THROUGH, id="reset too late, while it drains"),
        pytest.param([Barrier.reset], BROKEN, id="resetting"),
        pytest.param([Barrier.abort, Barrier.reset], BROKEN, id="resetting after abort"),
    ],
)
def test_a_fast_thread_waits_outside_until_the_last_round_has_drained(steps, round_1):
    """A Barrier lets nobody into the next round while a thread of this one is on its way out.

    That holds even if a needless reset() wakes the one outside: it looks, and waits again.

    Docs: undocumented, and all supported Pythons agree.
    """
    observed = barrier_demo.fast_comes_back_while_slow_leaves(Barrier(2), *steps)
    assert observed == Overlap(round_1, (0, False), True, False, (THROUGH, THROUGH))


def test_a_barrier_that_does_not_drain_lets_a_fast_thread_through_alone():
    """The broken twin takes the thread that leaves round 1 for one that has come to round 2.

    Docs: undocumented, and all supported Pythons agree.
    """
    observed = barrier_demo.fast_comes_back_while_slow_leaves(HastyBarrier(2), arrive)
    assert observed == Overlap(THROUGH, (0, False), False, True, ("alone", THROUGH))


def test_an_abort_is_seen_at_once_by_the_thread_that_comes_back():
    """A broken Barrier does not drain first: wait() raises while others are still on their way out.

    Docs: library/threading#threading.Barrier.abort
    """
    observed = barrier_demo.fast_comes_back_while_slow_leaves(Barrier(2), Barrier.abort)
    assert observed == Overlap(BROKEN, (0, True), False, True, ("alone", BROKEN))


def test_a_thread_that_runs_is_not_parked():
    """The scenario tells a thread that a Barrier keeps waiting from one that is busy elsewhere.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert barrier_demo.waiting_in(threading.current_thread()) is None


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase barrier` prints, in this order on every run.

    Docs: library/threading#barrier-objects
    """
    assert tell(barrier_demo.main) == [
        "MainThread | ⌛ whoever waits in vain gives up after 0.01 s",
        "MainThread | 🙈 nobody looks after the barrier",
        "third | 🎬 I am the last, so we are all here",
        "MainThread | round 1: through, through, through",
        "MainThread | round 2: broken, broken",
        "MainThread | round 3: broken, broken, broken",
        "MainThread | ❌ broken for good",
        "MainThread | 🧑‍🏫 a coordinator resets it",
        "third | 🎬 I am the last, so we are all here",
        "MainThread | round 1: through, through, through",
        "MainThread | round 2: broken, broken",
        "third | 🎬 I am the last, so we are all here",
        "MainThread | round 3: through, through, through",
        "MainThread | ✅ they meet again",
        "MainThread | 🧮 three threads, and a barrier for 2",
        "MainThread | ❌ 2 left without the third",
        "MainThread | 🧮 three threads, and a barrier for 3",
        "MainThread | ✅ 0 left without the third",
        "MainThread | 🧹 tidying up in the thread that wait() told 0",
        "MainThread | ❌ went on, went on, tidied up, went on",
        "MainThread | 🧹 tidying up in the barrier's action",
        "MainThread | ✅ tidied up, went on, went on, went on",
    ]
