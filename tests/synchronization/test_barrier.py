"""🚧 Barrier: nobody goes on before all have arrived.

The story is told, and runs, in showcase/synchronization/barrier_demo.py.
"""

from threading import Barrier, BrokenBarrierError

import pytest

from showcase.synchronization import barrier_demo
from showcase.synchronization.barrier_demo import BROKEN, THROUGH, Meeting
from showcase.utils.stage import may_enter

# ── Rounds ──


def test_a_barrier_that_counts_one_party_too_few_opens_too_early():
    """Barrier(2) lets the first two of three threads go on without the third, which then waits in
    vain.

    Docs: library/threading#threading.Barrier
    """
    assert barrier_demo.meeting_of_three(Barrier(2)) == Meeting(
        waited_when_the_third_came=0, left_before_the_third_came=2, third=BROKEN
    )


@pytest.mark.pins("threading.Barrier(parties)", "threading.Barrier.wait")
def test_nobody_leaves_before_the_last_party_arrives():
    """Barrier.wait() blocks until `parties` threads have called it, and then lets all of them go
    on.

    Docs: library/threading#barrier-objects, library/threading#threading.Barrier.wait
    """
    assert barrier_demo.meeting_of_three(Barrier(3)) == Meeting(
        waited_when_the_third_came=2, left_before_the_third_came=0, third=THROUGH
    )


def test_a_barrier_can_be_used_again_without_a_reset():
    """A Barrier closes again once all threads have left it: no thread begins the next lap while
    another one is still in the lap before.

    Docs: library/threading#barrier-objects
    """
    assert barrier_demo.laps(parties=3, count=4) == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_a_barrier_for_one_never_waits():
    """Barrier(1) is complete with each caller: wait() returns 0 at once, time after time.

    Docs: library/threading#threading.Barrier
    """
    barrier = Barrier(1)
    assert [barrier.wait(timeout=0) for _ in range(3)] == [0, 0, 0]


# ── What is told about it ──


@pytest.mark.pins("threading.Barrier.wait", "threading.Barrier.n_waiting")
@pytest.mark.parametrize("parties", [1, 2, 4])
def test_each_thread_is_told_a_different_number(parties):
    """Barrier.wait() returns a different number from 0 to parties - 1 in each thread; in CPython it
    is the number of threads that were waiting before.

    Docs: library/threading#threading.Barrier.wait, library/threading#threading.Barrier.n_waiting
    """
    observed = barrier_demo.arrivals(parties)
    assert observed.indexes == list(range(parties))
    assert observed.waiting_before == list(range(parties))


@pytest.mark.pins("threading.Barrier.n_waiting", "threading.Barrier.broken")
def test_a_new_barrier_is_empty_and_whole():
    """No thread waits at a new Barrier, and it is not broken.

    Docs: library/threading#threading.Barrier.n_waiting, library/threading#threading.Barrier.broken
    """
    barrier = Barrier(2)
    assert (barrier.n_waiting, barrier.broken) == (0, False)


@pytest.mark.pins("threading.Barrier.parties", "threading.Barrier(parties)")
def test_parties_tells_how_many_threads_a_barrier_takes():
    """Barrier.parties is the number of threads that the constructor was given.

    Docs: library/threading#threading.Barrier.parties
    """
    assert Barrier(parties=3).parties == 3


@pytest.mark.parametrize("name", ["parties", "n_waiting", "broken"])
def test_the_attributes_of_a_barrier_cannot_be_assigned(name):
    """Barrier.parties, n_waiting and broken are read-only: assigning to one raises AttributeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(AttributeError):
        setattr(Barrier(2), name, 1)


@pytest.mark.since("3.11")
def test_the_repr_of_a_barrier_tells_how_many_wait_or_that_it_is_broken():
    """repr() of a Barrier shows how many of its parties wait; repr() of a broken Barrier shows only
    that it is broken.

    Docs: undocumented, and the same since Python 3.11.
    """
    shown = []
    barrier = Barrier(1, action=lambda: shown.append(repr(barrier)))
    shown.append(repr(barrier))
    barrier.wait()
    barrier.abort()
    shown.append(repr(barrier))

    states = "waiters=0/1", "waiters=1/1", "broken"
    assert shown == [f"<threading.Barrier at {id(barrier):#x}: {state}>" for state in states]


@pytest.mark.before("3.11")
def test_the_repr_of_a_barrier_did_not_tell_how_many_wait_up_to_3_10():
    """In Python 3.10 repr() of a Barrier is the one of object, which shows neither how many wait
    nor whether it is broken.

    Docs: undocumented, until Python 3.10.
    """
    assert repr(Barrier(3)).startswith("<threading.Barrier object at ")


# ── How many parties there can be ──


@pytest.mark.since("3.13")
@pytest.mark.pins("threading.Barrier(parties)")
@pytest.mark.parametrize("parties", [0, -1])
def test_a_barrier_for_nobody_is_refused(parties):
    """Barrier(parties) raises ValueError for fewer than one party.

    Docs: undocumented, and the same since Python 3.13.
    """
    with pytest.raises(ValueError, match="parties must be"):
        Barrier(parties)


@pytest.mark.before("3.13")
@pytest.mark.parametrize("parties", [0, -1])
def test_a_barrier_for_nobody_was_accepted_and_never_opened(parties):
    """Before Python 3.13 a Barrier for 0 or fewer parties can be made, and every wait() at it times
    out.

    Docs: undocumented, until Python 3.12.
    """
    with pytest.raises(BrokenBarrierError):
        Barrier(parties).wait(0.01)


# ── The action ──


@pytest.mark.pins("threading.Barrier(action)")
def test_the_action_runs_once_in_the_thread_that_arrives_last():
    """The action of a Barrier is called once, by one of the waiting threads; in CPython by the last
    one to arrive.

    Docs: library/threading#threading.Barrier, library/threading#threading.Barrier.wait
    """
    assert barrier_demo.arrivals(3).action_ran_in == ["party 2"]


def test_work_in_the_thread_that_was_told_0_comes_too_late_for_the_others():
    """Barrier.wait() lets all threads go at the same time: the others do not wait for the work of
    the thread that was told 0.

    Docs: library/threading#threading.Barrier.wait
    """
    happened = barrier_demo.housekeeping(in_the_action=False)
    assert happened == ["went on", "went on", "tidied up", "went on"]


@pytest.mark.pins("threading.Barrier(action)")
def test_the_action_is_over_before_anyone_goes_on():
    """The action of a Barrier has returned before wait() returns in any thread.

    Docs: library/threading#threading.Barrier.wait
    """
    happened = barrier_demo.housekeeping(in_the_action=True)
    assert happened == ["tidied up", "went on", "went on", "went on"]


def test_the_action_runs_under_the_lock_of_the_barrier():
    """A Barrier holds its lock, which is not reentrant, while its action runs: an action that calls
    wait(), reset() or abort() of the same Barrier would wait for itself.

    Docs: undocumented, and all supported Pythons agree.
    """
    looks = []
    barrier = Barrier(1, action=lambda: looks.append(may_enter(barrier._cond)))
    barrier.wait()
    looks.append(may_enter(barrier._cond))
    assert looks == [False, True]


def test_the_action_runs_in_every_round():
    """A Barrier calls its action each time it opens.

    Docs: library/threading#threading.Barrier
    """
    calls = []
    barrier = Barrier(1, action=lambda: calls.append(barrier.n_waiting))
    for _ in range(3):
        barrier.wait()
    assert calls == [1, 1, 1]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase barrier` prints, in this order on every run.

    Docs: library/threading#barrier-objects
    """
    assert tell(barrier_demo.main) == [
        "MainThread | ⌛ whoever waits in vain gives up after 0.01 s",
        "MainThread | 🧮 three threads, and a barrier for 2",
        "MainThread | ❌ 2 left without the third",
        "MainThread | 🧮 three threads, and a barrier for 3",
        "MainThread | ✅ 0 left without the third",
        "MainThread | 🧹 tidying up in the thread that wait() told 0",
        "MainThread | ❌ went on, went on, tidied up, went on",
        "MainThread | 🧹 tidying up in the barrier's action",
        "MainThread | ✅ tidied up, went on, went on, went on",
    ]
