"""🔄 Livelock: everyone is busy giving way, and nobody gets on.

The story is told, and runs, in showcase/pitfalls_and_errors/livelock_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import livelock_demo
from showcase.pitfalls_and_errors.livelock_demo import Observed


@pytest.mark.parametrize("rounds", [1, 10, 100])
def test_two_threads_that_give_way_in_step_never_get_on(rounds):
    """If two threads each take one Lock, fail to get the other one, and release their own, all in
    step, both try in every round and never get both Locks, though no acquire(blocking=False) waits.

    Docs: library/threading#threading.Lock.acquire
    """
    stuck = Observed(through_in_round=[], tries=[rounds, rounds])
    assert livelock_demo.two_polite_threads(rounds=rounds) == stuck


def test_equal_pauses_keep_two_polite_threads_in_step():
    """If both threads of a livelock pause equally long after a failure, they stay in step: with a
    pause of two rounds there are four tries in ten rounds, and no success.

    Docs: undocumented, and all supported Pythons agree.
    """
    stuck = Observed(through_in_round=[], tries=[4, 4])
    assert livelock_demo.two_polite_threads(back_off=(2, 2)) == stuck


@pytest.mark.parametrize("back_off", [(0, 1), (1, 0), (1, 3)])
def test_different_pauses_end_a_livelock(back_off):
    """If the two threads of a livelock pause for different times after a failure, each finds both
    Locks free at its second try.

    Docs: undocumented, and all supported Pythons agree.
    """
    shorter = min(back_off) + 2  # the first round, the pause, and the round after it
    longer = max(max(back_off) + 2, shorter + 1)
    observed = livelock_demo.two_polite_threads(back_off)
    assert observed == Observed(through_in_round=[shorter, longer], tries=[2, 2])


def test_a_fixed_order_of_locks_leaves_nothing_to_give_way_about():
    """If both threads take the same Lock first, one gets both Locks in the first round, and the
    other one in the second.

    Docs: undocumented, and all supported Pythons agree.
    """
    observed = livelock_demo.two_polite_threads(same_order=True)
    assert observed.through_in_round == [1, 2]
    assert sorted(observed.tries) == [1, 2]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase livelock` prints, in this order on every run.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert tell(livelock_demo.main) == [
        "MainThread | ❌ 🙇 try again at once: not through after 10 and 10 tries",
        "MainThread | ❌ 🙇 both wait out two rounds: not through after 4 and 4 tries",
        "MainThread | ✅ 🎩 one of them waits out a round: through in rounds 2 and 3",
        "MainThread | ✅ ☝️ the same lock first: through in rounds 1 and 2",
    ]
