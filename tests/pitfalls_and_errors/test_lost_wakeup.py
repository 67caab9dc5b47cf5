"""📭 Lost wake-up: the call came, and nobody was listening.

The story is told, and runs, in showcase/pitfalls_and_errors/lost_wakeup_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import lost_wakeup_demo


@pytest.mark.pins("threading.Condition.notify", "threading.Condition.wait(timeout)")
def test_a_notify_before_the_wait_is_forgotten():
    """Condition.notify() wakes who waits now; a wait() that begins later times out.

    Docs: library/threading#threading.Condition.notify
    """
    assert lost_wakeup_demo.notified_before_the_wait(looks_first=False) is False


@pytest.mark.pins("threading.Condition.wait_for(predicate, timeout)")
def test_wait_for_looks_at_the_state_before_it_waits():
    """Condition.wait_for() returns at once when the predicate holds: the state is the memory.

    Docs: library/threading#threading.Condition.wait_for
    """
    assert lost_wakeup_demo.notified_before_the_wait(looks_first=True) is True


def test_a_notify_between_a_look_outside_the_lock_and_the_wait_is_lost():
    """Whoever tests the state without the Condition's lock can be overtaken before wait().

    Docs: library/threading#condition-objects
    """
    assert lost_wakeup_demo.notified_in_the_gap(looks_under_the_lock=False) is False


def test_a_look_under_the_lock_leaves_no_gap_for_a_notify():
    """wait() gives the lock up only once the waiter is listed: the notifier comes after that.

    Docs: library/threading#threading.Condition.wait
    """
    assert lost_wakeup_demo.notified_in_the_gap(looks_under_the_lock=True) is True


def test_a_change_without_the_lock_falls_between_the_look_and_the_wait():
    """A waiter that looks under the Condition's lock is overtaken all the same by a thread that
    changes the state and calls notify() without that lock: with a plain Lock nobody refuses it.

    Docs: library/threading#condition-objects
    """
    assert lost_wakeup_demo.notified_in_the_gap(True, baker_takes_the_lock=False) is False
    assert lost_wakeup_demo.notified_in_the_gap(True, baker_takes_the_lock=True) is True


def test_a_notify_before_the_change_leaves_the_waiter_asleep():
    """Woken by Condition.notify(), the waiter finds the state unchanged and waits again; the change
    that comes then calls nobody.

    Docs: library/threading#condition-objects
    """
    assert lost_wakeup_demo.notified_too_early(change_first=False) is False


def test_a_change_before_the_notify_is_found_by_the_waiter():
    """The lock that notify() needs is free only while the waiter is asleep: it finds the change.

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
