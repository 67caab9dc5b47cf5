"""⏰ Wasted wake-up: somebody was woken, and it did no good.

The story is told, and runs, in showcase/pitfalls_and_errors/wasted_wakeup_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import wasted_wakeup_demo
from showcase.pitfalls_and_errors.wasted_wakeup_demo import Woken


def test_a_third_thread_takes_what_a_waiter_was_woken_for():
    """Condition.notify() hands the lock to nobody: who stands in line for it comes first, and the
    woken thread that does not look again goes on with nothing.

    Docs: library/threading#threading.Condition.notify
    """
    assert wasted_wakeup_demo.stolen_wakeup(loop=False) == ["the first dish", "nothing"]


def test_a_waiter_that_looks_again_gets_the_next_one():
    """A Condition.wait() in a `while` loop survives a stolen wake-up: it waits once more, and
    nothing is lost.

    Docs: library/threading#condition-objects
    """
    got = wasted_wakeup_demo.stolen_wakeup(loop=True)
    assert got == ["the first dish", "the second dish"]


@pytest.mark.pins("threading.Condition.notify_all")
@pytest.mark.parametrize("guests", [2, 5])
def test_notify_all_for_one_item_is_a_thundering_herd(guests):
    """Condition.notify_all() wakes all who wait; all but one run for nothing.

    Docs: library/threading#threading.Condition.notify_all
    """
    assert wasted_wakeup_demo.herd(guests, to_all=True) == Woken(woken=guests, served=1)


@pytest.mark.pins("threading.Condition.notify")
@pytest.mark.parametrize("guests", [2, 5])
def test_notify_for_one_item_wakes_one(guests):
    """Condition.notify() is enough where all who wait are alike and one can be served.

    Docs: library/threading#threading.Condition.notify
    """
    assert wasted_wakeup_demo.herd(guests, to_all=False) == Woken(woken=1, served=1)


def test_a_woken_thread_that_leaves_takes_the_wake_up_along():
    """Condition.notify() was used up by a thread that did not use the item: the other sleeps on.

    Docs: library/threading#threading.Condition.notify
    """
    assert wasted_wakeup_demo.woken_and_gone(passes_it_on=False) == [True, False]


def test_a_woken_thread_that_leaves_may_pass_the_wake_up_on():
    """One more Condition.notify() on the way out, and the item finds its taker.

    Docs: library/threading#threading.Condition.notify
    """
    assert wasted_wakeup_demo.woken_and_gone(passes_it_on=True) == [True, True]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase wasted_wakeup` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(wasted_wakeup_demo.main) == [
        "MainThread | ❌ stolen, in an `if`: the third one gets the first dish, the guest nothing",
        "MainThread | ✅ stolen, in a `while`: the third one gets the first dish, "
        "the guest the second dish",
        "MainThread | ❌ notify_all(), 2 guests: 2 woken, 1 served",
        "MainThread | ❌ notify_all(), 5 guests: 5 woken, 1 served",
        "MainThread | ✅ notify(), 2 guests: 1 woken, 1 served",
        "MainThread | ✅ notify(), 5 guests: 1 woken, 1 served",
        "MainThread | ❌ and gone: woken True; the other one served: False",
        "MainThread | ✅ passed on, and gone: woken True; the other one served: True",
    ]
