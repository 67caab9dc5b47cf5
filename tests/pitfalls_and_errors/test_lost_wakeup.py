"""📭 Lost wake-up: the call came, and nobody was listening.

The story is told, and runs, in showcase/pitfalls_and_errors/lost_wakeup_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import lost_wakeup_demo
from showcase.pitfalls_and_errors.lost_wakeup_demo import Call


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


def test_a_waiter_that_does_not_look_again_goes_on_with_nothing():
    """notify_all() may be about something else: `if` around Condition.wait() is a bug.

    Docs: library/threading#threading.Condition.notify_all
    """
    assert lost_wakeup_demo.woken_for_nothing(loop=False) is False


def test_a_waiter_that_looks_again_sleeps_through_a_wake_up_for_nothing():
    """`while` around Condition.wait() ends only when the state is what was waited for.

    Docs: library/threading#threading.Condition.wait
    """
    assert lost_wakeup_demo.woken_for_nothing(loop=True) is True


@pytest.mark.pins("threading.Condition.notify(n)")
def test_one_notify_for_two_kinds_of_waiters_wakes_the_wrong_one():
    """Condition.notify() wakes whoever waits longest, whatever for: the other one sleeps on.

    Docs: library/threading#threading.Condition.notify
    """
    assert lost_wakeup_demo.call_for_coffee() == Call(woken=("tea",), served=())


@pytest.mark.pins("threading.Condition.notify_all")
def test_notify_all_reaches_the_right_waiter_and_wakes_the_others_too():
    """Condition.notify_all() costs a wake-up for each waiter: a thundering herd, if they are many.

    Docs: library/threading#threading.Condition.notify_all
    """
    call = lost_wakeup_demo.call_for_coffee(to_all=True)
    assert call == Call(woken=("coffee", "tea"), served=("coffee",))


@pytest.mark.pins("threading.Condition(lock)")
def test_a_condition_for_each_kind_of_waiter_wakes_just_the_right_one():
    """Several Conditions may share one lock: one notify() then reaches the kind it is meant for.

    Docs: library/threading#threading.Condition
    """
    call = lost_wakeup_demo.call_for_coffee(a_condition_each=True)
    assert call == Call(woken=("coffee",), served=("coffee",))


@pytest.mark.pins("threading.Event.clear", "threading.Event.set")
def test_clearing_an_event_after_the_work_wipes_out_a_newer_set():
    """A job that came between handling and Event.clear() is left, and the event does not say so.

    Docs: library/threading#threading.Event.clear
    """
    assert lost_wakeup_demo.jobs_by_round(clear_first=False) == [["first"]]


def test_clearing_an_event_before_the_work_keeps_a_newer_set():
    """Cleared first, the event is set again by whatever comes while the work is done.

    Docs: library/threading#threading.Event.clear
    """
    assert lost_wakeup_demo.jobs_by_round(clear_first=True) == [["first"], ["second"]]


def test_a_timed_wait_whose_answer_is_ignored_goes_on_with_nothing():
    """Condition.wait_for() returns the predicate's last value: falsy after a timeout.

    Docs: library/threading#threading.Condition.wait_for
    """
    assert lost_wakeup_demo.cook_after_a_timed_wait(looks_at_the_answer=False) == "IndexError"
    assert lost_wakeup_demo.cook_after_a_timed_wait(looks_at_the_answer=True) == "no order came"


@pytest.mark.pins("threading.Thread.join(timeout)", "threading.Thread.is_alive")
def test_join_with_a_timeout_never_tells_whether_the_thread_has_ended():
    """Thread.join(timeout) returns None either way: ask is_alive().

    Docs: library/threading#threading.Thread.join
    """
    assert lost_wakeup_demo.alive_after_join(lost_wakeup_demo.SHORT) == (None, True)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase lost_wakeup` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(lost_wakeup_demo.main) == [
        "MainThread | ❌ wait() after the notify: served False",
        "MainThread | ✅ wait_for() after the notify: served True",
        "MainThread | ❌ a look outside the lock: served False",
        "MainThread | ✅ a look under the lock: served True",
        "MainThread | ❌ notify(), then the change: served False",
        "MainThread | ✅ the change, then notify(): served True",
        "MainThread | ❌ woken in an `if`: there is bread False",
        "MainThread | ✅ woken in a `while`: there is bread True",
        "MainThread | ❌ notify() for coffee wakes tea, serves nobody",
        "MainThread | ✅ notify_all() for coffee wakes coffee and tea, serves coffee",
        "MainThread | ✅ a Condition each for coffee wakes coffee, serves coffee",
        "MainThread | ❌ handle, then clear(): [['first']]",
        "MainThread | ✅ clear(), then handle: [['first'], ['second']]",
        "MainThread | ❌ nobody looked at what wait_for() said: IndexError",
        "MainThread | ✅ somebody did: no order came",
        "MainThread | ❌ join(timeout) said None, and it is alive: True",
    ]
