"""💔 Broken barrier: one party gives up, and nobody gets through any more.

The story is told, and runs, in showcase/synchronization/broken_barrier_demo.py.
"""

from threading import TIMEOUT_MAX, Barrier, BrokenBarrierError

import pytest

from showcase.synchronization import broken_barrier_demo
from showcase.synchronization.barrier_demo import BROKEN, THROUGH, arrive
from showcase.synchronization.broken_barrier_demo import Aftermath, disturbed

BOTH_BROKEN = [BROKEN] * 2
ALL_THROUGH = [THROUGH] * 4
ALL_BROKEN = [BROKEN] * 4


def test_a_barrier_that_one_party_gave_up_on_stays_broken_for_everyone():
    """A timeout in one thread breaks the Barrier for all of them: wait() raises BrokenBarrierError
    in this round and in every later one.

    Docs: library/threading#threading.Barrier.wait, library/threading#threading.Barrier.broken
    """
    assert broken_barrier_demo.three_rounds(coordinator_resets=False) == [
        (THROUGH, THROUGH, THROUGH),
        (BROKEN, BROKEN),
        (BROKEN, BROKEN, BROKEN),
    ]


@pytest.mark.pins("threading.Barrier.reset", "threading.Barrier.broken")
def test_a_coordinator_who_resets_the_broken_barrier_makes_the_next_round_work():
    """Barrier.reset() returns a broken Barrier to its empty state, and the next round goes through.

    Docs: library/threading#threading.Barrier.reset
    """
    assert broken_barrier_demo.three_rounds(coordinator_resets=True) == [
        (THROUGH, THROUGH, THROUGH),
        (BROKEN, BROKEN),
        (THROUGH, THROUGH, THROUGH),
    ]


@pytest.mark.pins("threading.Barrier(action)")
@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), SystemExit()], ids=lambda error: type(error).__name__
)
def test_an_action_that_raises_breaks_the_barrier(error):
    """If the action of a Barrier raises, the error is raised in the thread that runs the action,
    the others get BrokenBarrierError, and the Barrier is broken.

    Docs: library/threading#threading.Barrier.wait
    """
    saw = broken_barrier_demo.action_that_fails(error)
    assert saw == {"last": error, "first": BROKEN, "broken": True}


@pytest.mark.pins("threading.Barrier.abort", "threading.Barrier.broken")
def test_abort_fails_the_threads_that_wait_and_those_that_come_later():
    """Barrier.abort() breaks the Barrier: all threads that wait, and all that call wait() later,
    get BrokenBarrierError.

    Docs: library/threading#threading.Barrier.abort, library/threading#threading.Barrier.broken
    """
    assert disturbed(Barrier.abort) == Aftermath(
        waiters=BOTH_BROKEN, barrier_is_broken=True, next_round=ALL_BROKEN
    )


def test_one_party_that_gives_up_breaks_the_barrier_for_those_that_would_have_waited():
    """If the timeout of one Barrier.wait(timeout) expires, the Barrier breaks, and threads that
    wait without a timeout get BrokenBarrierError.

    Docs: library/threading#threading.Barrier.wait
    """
    assert disturbed(lambda barrier: arrive(barrier, 0.01)) == Aftermath(
        waiters=BOTH_BROKEN, barrier_is_broken=True, next_round=ALL_BROKEN
    )


@pytest.mark.pins("threading.Barrier.reset")
def test_reset_fails_the_threads_that_wait_and_leaves_the_barrier_whole():
    """Barrier.reset() makes wait() raise BrokenBarrierError in the threads that wait, and leaves
    the Barrier unbroken for the next round.

    Docs: library/threading#threading.Barrier.reset
    """
    assert disturbed(Barrier.reset) == Aftermath(
        waiters=BOTH_BROKEN, barrier_is_broken=False, next_round=ALL_THROUGH
    )


def test_a_reset_right_after_abort_mends_the_barrier_behind_the_waiters():
    """Barrier.reset() mends a broken Barrier even while the threads that got BrokenBarrierError are
    still leaving it.

    Docs: library/threading#threading.Barrier.reset
    """
    assert disturbed(Barrier.abort, Barrier.reset) == Aftermath(
        waiters=BOTH_BROKEN, barrier_is_broken=False, next_round=ALL_THROUGH
    )


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
    """Barrier.reset() returns a Barrier at which no thread waits to its empty state, whether it was
    broken or not.

    Docs: library/threading#threading.Barrier.reset
    """
    barrier = Barrier(1)
    for step in breaks:
        step(barrier)
    barrier.reset()
    assert (barrier.broken, barrier.wait(0)) == (False, 0)


@pytest.mark.pins("threading.BrokenBarrierError")
def test_wait_at_a_broken_barrier_raises_at_once():
    """Barrier.wait() on a broken Barrier raises BrokenBarrierError, a subclass of RuntimeError,
    even for the last party that is missing.

    Docs: library/threading#threading.Barrier.abort, library/threading#threading.BrokenBarrierError
    """
    barrier = Barrier(1)
    barrier.abort()
    with pytest.raises(RuntimeError) as caught:
        barrier.wait()
    assert caught.type is BrokenBarrierError


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
    """Barrier.wait(timeout) uses its own timeout where it is given one, and that of the Barrier
    otherwise; it does not give up before.

    Docs: library/threading#threading.Barrier, library/threading#threading.Barrier.wait
    """
    assert broken_barrier_demo.gives_up(Barrier(2, timeout=default), timeout) >= 0.02 * 0.9


@pytest.mark.parametrize(
    ("timeout", "error"),
    [
        pytest.param(TIMEOUT_MAX * 2, OverflowError, id="too long"),
        pytest.param("soon", TypeError, id="a string"),
    ],
)
def test_a_wait_that_raises_another_error_leaves_the_barrier_empty_and_whole(timeout, error):
    """Barrier.wait() that raises because its timeout is no valid one does not break the Barrier,
    and the thread no longer counts as waiting.

    Docs: undocumented, and all supported Pythons agree.
    """
    barrier = Barrier(2)
    with pytest.raises(error):
        barrier.wait(timeout)
    assert (barrier.n_waiting, barrier.broken) == (0, False)


def test_the_last_party_never_times_out():
    """Barrier.wait(timeout=0) in the last party goes through: there is nobody left to wait for.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert arrive(Barrier(1, timeout=0), timeout=None) == THROUGH


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase broken_barrier` prints, in this order on every run.

    Docs: library/threading#threading.Barrier.reset
    """
    assert tell(broken_barrier_demo.main) == [
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
    ]
