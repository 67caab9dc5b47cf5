"""⏰ Wasted wake-up: somebody was woken, and it did no good.

The story is told, and runs, in showcase/pitfalls_and_errors/wasted_wakeup_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import wasted_wakeup_demo
from showcase.pitfalls_and_errors.wasted_wakeup_demo import Call, Woken


@pytest.mark.pins("threading.Condition.notify(n)")
def test_one_notify_for_two_kinds_of_waiters_wakes_the_wrong_one():
    """Condition.notify() wakes the thread that has waited longest, whatever it waits for: if that
    thread cannot go on, it waits again, and the one that could go on is not woken.

    Docs: library/threading#threading.Condition.notify
    """
    assert wasted_wakeup_demo.call_for_coffee() == Call(woken=("tea",), served=())


@pytest.mark.pins("threading.Condition.notify_all")
def test_notify_all_reaches_the_right_waiter_and_wakes_the_others_too():
    """Condition.notify_all() wakes every waiter: the one that was meant goes on, and each of the
    others looks, and waits again.

    Docs: library/threading#threading.Condition.notify_all
    """
    call = wasted_wakeup_demo.call_for_coffee(to_all=True)
    assert call == Call(woken=("coffee", "tea"), served=("coffee",))


@pytest.mark.pins("threading.Condition(lock)")
def test_a_condition_for_each_kind_of_waiter_wakes_just_the_right_one():
    """Several Conditions may share one Lock: notify() wakes a thread that waits for its own
    Condition, and none that waits for another.

    Docs: library/threading#threading.Condition
    """
    call = wasted_wakeup_demo.call_for_coffee(a_condition_each=True)
    assert call == Call(woken=("coffee",), served=("coffee",))


@pytest.mark.pins("threading.Condition.notify_all")
@pytest.mark.parametrize("guests", [2, 5])
def test_notify_all_for_one_item_is_a_thundering_herd(guests):
    """If Condition.notify_all() wakes all waiters for a single item, one thread takes it, and all
    others were woken for nothing.

    Docs: library/threading#threading.Condition.notify_all
    """
    assert wasted_wakeup_demo.herd(guests, to_all=True) == Woken(woken=guests, served=1)


@pytest.mark.pins("threading.Condition.notify")
@pytest.mark.parametrize("guests", [2, 5])
def test_notify_for_one_item_wakes_one(guests):
    """Condition.notify() wakes a single thread, which is enough where all waiters are alike and one
    of them can be served.

    Docs: library/threading#threading.Condition.notify
    """
    assert wasted_wakeup_demo.herd(guests, to_all=False) == Woken(woken=1, served=1)


def test_a_woken_thread_that_leaves_takes_the_wake_up_along():
    """If the thread that Condition.notify() has woken leaves without taking the item, the next
    waiter sleeps on although the item is there.

    Docs: library/threading#threading.Condition.notify
    """
    was_woken, next_is_served = wasted_wakeup_demo.woken_and_gone(passes_it_on=False)
    assert (was_woken, next_is_served) == (True, False)


def test_a_woken_thread_that_leaves_may_pass_the_wake_up_on():
    """If the thread that Condition.notify() has woken calls notify() once more before it leaves
    without the item, the next waiter is woken and takes the item.

    Docs: library/threading#threading.Condition.notify
    """
    was_woken, next_is_served = wasted_wakeup_demo.woken_and_gone(passes_it_on=True)
    assert (was_woken, next_is_served) == (True, True)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase wasted_wakeup` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(wasted_wakeup_demo.main) == [
        "MainThread | ❌ notify() for coffee wakes tea, serves nobody",
        "MainThread | ✅ notify_all() for coffee wakes coffee and tea, serves coffee",
        "MainThread | ✅ a Condition each for coffee wakes coffee, serves coffee",
        "MainThread | ❌ notify_all(), 2 guests: 2 woken, 1 served",
        "MainThread | ❌ notify_all(), 5 guests: 5 woken, 1 served",
        "MainThread | ✅ notify(), 2 guests: 1 woken, 1 served",
        "MainThread | ✅ notify(), 5 guests: 1 woken, 1 served",
        "MainThread | ❌ and gone: woken True; the other one served: False",
        "MainThread | ✅ passed on, and gone: woken True; the other one served: True",
    ]
