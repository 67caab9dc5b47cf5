"""♻️ Reusable barrier: a fast thread is back before a slow one has left.

The story is told, and runs, in showcase/synchronization/reusable_barrier_demo.py.
"""

import threading
from threading import Barrier

import pytest

from showcase.synchronization import reusable_barrier_demo
from showcase.synchronization.barrier_demo import BROKEN, THROUGH, arrive
from showcase.synchronization.reusable_barrier_demo import HastyBarrier, Overlap


def test_a_barrier_that_does_not_drain_lets_a_fast_thread_through_alone():
    """The broken twin of Barrier counts a thread that is still leaving round 1 as one that has come
    to round 2.

    Docs: undocumented, and all supported Pythons agree.
    """
    observed = reusable_barrier_demo.fast_comes_back_while_slow_leaves(HastyBarrier(2), arrive)
    assert observed == Overlap(
        slow_left_round_1=THROUGH,
        waiting_and_broken_meanwhile=(0, False),
        fast_looked_twice=False,
        fast_overtook=True,
        round_2=("alone", THROUGH),
    )


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
    """A Barrier lets no thread into the next round while another one is still leaving this round,
    even if a needless reset() wakes the thread outside: it looks again, and waits again.

    Docs: undocumented, and all supported Pythons agree.
    """
    observed = reusable_barrier_demo.fast_comes_back_while_slow_leaves(Barrier(2), *steps)
    assert observed == Overlap(
        slow_left_round_1=round_1,
        waiting_and_broken_meanwhile=(0, False),
        fast_looked_twice=True,
        fast_overtook=False,
        round_2=(THROUGH, THROUGH),
    )


def test_an_abort_is_seen_at_once_by_the_thread_that_comes_back():
    """Barrier.wait() on a broken Barrier raises BrokenBarrierError at once, even while other
    threads are still leaving.

    Docs: library/threading#threading.Barrier.abort
    """
    observed = reusable_barrier_demo.fast_comes_back_while_slow_leaves(Barrier(2), Barrier.abort)
    assert observed == Overlap(
        slow_left_round_1=BROKEN,
        waiting_and_broken_meanwhile=(0, True),
        fast_looked_twice=False,
        fast_overtook=True,
        round_2=("alone", BROKEN),
    )


def test_a_thread_that_runs_is_not_parked():
    """waiting_in(thread), by which the scenario sees that a Barrier keeps a thread waiting, is None
    for a thread that is not in Condition.wait().

    Docs: undocumented, and all supported Pythons agree.
    """
    assert reusable_barrier_demo.waiting_in(threading.current_thread()) is None


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase reusable_barrier` prints, in this order on every run.

    Docs: library/threading#barrier-objects
    """
    assert tell(reusable_barrier_demo.main) == [
        "MainThread | 🏃 both were let go, and the fast one is back before the slow one has left",
        "MainThread | ❌ HastyBarrier: the fast one is in round 2 alone",
        "MainThread | ✅ Barrier: the fast one is in round 2 with the slow one",
    ]
