"""📭 Lost wake-up: the call came, and nobody was listening.

The story is told, and runs, in showcase/pitfalls_and_errors/lost_wakeup_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import lost_wakeup_demo


@pytest.mark.pins("threading.Condition.notify", "threading.Condition.wait(timeout)")
def test_a_notify_before_the_wait_is_forgotten():
    """Condition.notify() wakes only threads that wait at that time: a wait(timeout) that begins
    later is not woken, and returns False.

    Docs: library/threading#threading.Condition.notify, library/threading#threading.Condition.wait
    """
    assert lost_wakeup_demo.notified_before_the_wait(looks_first=False) is False


@pytest.mark.pins("threading.Condition.wait_for(predicate, timeout)")
def test_wait_for_looks_at_the_state_before_it_waits():
    """Condition.wait_for() returns at once if its predicate is true: a change that came with a
    notify() before is not missed.

    Docs: library/threading#threading.Condition.wait_for
    """
    assert lost_wakeup_demo.notified_before_the_wait(looks_first=True) is True


def test_a_notify_between_a_look_outside_the_lock_and_the_wait_is_lost():
    """If a thread tests the state without the lock of the Condition, another thread may change the
    state and call notify() before wait() begins.

    Docs: library/threading#condition-objects
    """
    assert lost_wakeup_demo.notified_in_the_gap(looks_under_the_lock=False) is False


def test_a_look_under_the_lock_leaves_no_gap_for_a_notify():
    """Condition.wait() releases the lock only when the thread is listed as a waiter: if the state
    is tested under that lock, a notify() under the lock comes after that, and wakes the thread.

    Docs: library/threading#threading.Condition.wait
    """
    assert lost_wakeup_demo.notified_in_the_gap(looks_under_the_lock=True) is True


def test_a_change_without_the_lock_falls_between_the_look_and_the_wait():
    """If a thread changes the state and calls Condition.notify() without the lock, which a plain
    Lock cannot refuse, a waiter that has tested the state under the lock misses both.

    Docs: library/threading#condition-objects
    """
    served = lost_wakeup_demo.notified_in_the_gap
    assert served(looks_under_the_lock=True, baker_takes_the_lock=False) is False
    assert served(looks_under_the_lock=True, baker_takes_the_lock=True) is True


def test_a_notify_before_the_change_leaves_the_waiter_asleep():
    """If Condition.notify() comes before the change, the waiter finds the state unchanged and waits
    again, and no notify() comes after the change.

    Docs: library/threading#condition-objects
    """
    assert lost_wakeup_demo.notified_too_early(change_first=False) is False


def test_a_change_before_the_notify_is_found_by_the_waiter():
    """If the change comes before Condition.notify(), a waiter that tests the state under the lock
    and waits in a loop finds the change when it is woken.

    Docs: library/threading#condition-objects
    """
    assert lost_wakeup_demo.notified_too_early(change_first=True) is True


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase lost_wakeup` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(lost_wakeup_demo.main) == [
        "MainThread | ❌ wait() after the notify: served False",
        "MainThread | ✅ wait_for() after the notify: served True",
        "MainThread | ❌ a look outside the lock: served False",
        "MainThread | ✅ a look under the lock: served True",
        "MainThread | ❌ a change without the lock: served False",
        "MainThread | ✅ a change under the lock: served True",
        "MainThread | ❌ notify(), then the change: served False",
        "MainThread | ✅ the change, then notify(): served True",
    ]
