"""📣 notify(): wakes threads that wait on a Condition, and does not release its lock.

The story is told, and runs, in showcase/synchronization/condition_notify_demo.py.
"""

import sys
import threading
import time
import warnings
from fractions import Fraction
from threading import TIMEOUT_MAX, Condition, Lock, RLock

import pytest

from showcase.synchronization import condition_notify_demo
from showcase.synchronization.condition_notify_demo import (
    Asked,
    Handover,
    WakeUp,
    still_waiting,
    woken_by,
)
from showcase.utils.stage import PATIENCE, may_enter, play

PURE = threading._PyRLock

on_every_lock = pytest.mark.parametrize(
    "make_lock",
    [
        pytest.param(lambda: None, id="no lock given"),
        pytest.param(Lock, id="Lock"),
        pytest.param(RLock, id="RLock"),
        pytest.param(PURE, id="RLock in pure Python"),
    ],
)


def another_may_enter(condition):
    """Could another thread take the lock of `condition` now?"""
    return play(lambda: may_enter(condition))[0]


# ── Who is woken ─────────────────────────────────────────────────────────────


@on_every_lock
@pytest.mark.pins("threading.Condition.notify(n)", "threading.Condition.notify_all")
@pytest.mark.parametrize(
    ("call", "woken"),
    [
        pytest.param(Condition.notify, [0], id="notify()"),
        pytest.param(lambda c: c.notify(1), [0], id="notify(1)"),
        pytest.param(lambda c: c.notify(n=2), [0, 1], id="notify(n=2)"),
        pytest.param(lambda c: c.notify(3), [0, 1, 2], id="notify(3), as many as wait"),
        pytest.param(lambda c: c.notify(7), [0, 1, 2], id="notify(7), more than wait"),
        pytest.param(lambda c: c.notify(0), [], id="notify(0)"),
        pytest.param(lambda c: c.notify(-1), [], id="notify(-1)"),
        pytest.param(lambda c: [c.notify(), c.notify()], [0, 1], id="notify() twice"),
        pytest.param(Condition.notify_all, [0, 1, 2], id="notify_all()"),
    ],
)
def test_notify_wakes_n_threads_and_notify_all_everyone(make_lock, call, woken):
    """Condition.notify(n) wakes n of the waiting threads, or all of them if fewer wait;
    notify_all() wakes all. On every supported Python those that have waited longest are woken
    first, which the documentation does not promise.

    Docs: library/threading#threading.Condition.notify,
    library/threading#threading.Condition.notify_all
    """
    seen = woken_by(call, waiters=3, make_lock=make_lock)

    assert seen == WakeUp(woken, still_waiting=3 - len(woken))


def test_conditions_that_share_a_lock_wake_only_their_own():
    """Two Conditions may share a lock, but each has its own waiting threads: notify_all() of one
    Condition wakes no thread that waits for the other.

    Docs: library/threading#condition-objects
    """
    lock = RLock()
    other_room = Condition(lock)

    seen = woken_by(lambda _own_room: other_room.notify_all(), 2, lambda: lock)

    assert seen == WakeUp(woken=[], still_waiting=2)


@on_every_lock
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(Condition.notify, id="notify()"),
        pytest.param(lambda c: c.notify(3), id="notify(3)"),
        pytest.param(Condition.notify_all, id="notify_all()"),
    ],
)
def test_a_notify_is_not_kept_for_a_thread_that_comes_later(make_lock, call):
    """Condition.notify() and notify_all() do nothing while no thread waits: a later wait() is not
    woken by them.

    Docs: library/threading#threading.Condition.notify
    """
    condition = Condition(make_lock())
    with condition:
        assert call(condition) is None
        assert condition.wait(0) is False


@pytest.mark.pins("threading.Condition.notifyAll")
def test_notifyall_is_a_deprecated_alias():
    """Condition.notifyAll() wakes all waiting threads, as notify_all() does, and emits a
    DeprecationWarning that points at its caller.

    Docs: library/threading#threading.Condition.notify_all, whatsnew/3.10#deprecated
    """
    caught = []

    def by_its_old_name(condition):
        with warnings.catch_warnings(record=True) as recorded:
            warnings.simplefilter("always")
            condition.notifyAll()
        caught.extend(recorded)

    assert woken_by(by_its_old_name, waiters=2) == WakeUp(woken=[0, 1], still_waiting=0)
    assert [(w.category, w.filename) for w in caught] == [(DeprecationWarning, __file__)]
    assert "use notify_all() instead" in str(caught[0].message)


# ── wait() ───────────────────────────────────────────────────────────────────


@on_every_lock
@pytest.mark.pins("threading.Condition.wait(timeout)")
@pytest.mark.parametrize("timeout", [0.01, 0, -1, -0.5])
def test_wait_returns_false_when_its_time_is_over_and_holds_the_lock(make_lock, timeout):
    """Condition.wait(timeout) returns False when the timeout expires, and has re-acquired the lock
    by then. A negative timeout expires at once, as 0 does.

    Docs: library/threading#threading.Condition.wait
    """
    condition = Condition(make_lock())
    with condition:
        assert condition.wait(timeout) is False
        assert not another_may_enter(condition)

    assert another_may_enter(condition)


@pytest.mark.pins("threading.Condition.wait(timeout)")
def test_wait_waits_as_long_as_it_was_told():
    """Condition.wait(timeout) returns False when the timeout has expired, and not earlier.

    Docs: library/threading#threading.Condition.wait
    """
    start = time.monotonic()
    condition = Condition()
    with condition:
        assert condition.wait(0.05) is False

    assert time.monotonic() - start >= 0.05 * 0.9


@pytest.mark.pins("threading.Condition.wait(timeout)")
def test_a_wait_whose_time_is_over_still_waits_for_the_lock():
    """Condition.wait(timeout) returns when it has re-acquired the lock: if another thread holds it,
    that is later than the timeout says.

    Docs: library/threading#threading.Condition.wait
    """
    story = condition_notify_demo.wait_longer_than_its_timeout()
    assert story == ["the holder leaves", "the waiter is back"]


@on_every_lock
def test_a_thread_that_has_given_up_waiting_does_not_use_up_a_notify(make_lock):
    """A thread whose Condition.wait(timeout) has timed out is no longer one of the waiting threads:
    the next notify() wakes a thread that still waits.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition, next_waiter = Condition(make_lock()), Lock()
    next_waiter.acquire()
    with condition:
        condition.wait(0)
        condition.wait(0.01)
        condition._waiters.append(next_waiter)  # a waiting thread blocks on a Lock of its own
        condition.notify()

    assert not next_waiter.locked()
    assert still_waiting(condition) == 0


def test_a_notify_in_time_counts_even_for_a_wait_without_time():
    """Condition.wait(0) returns True if another thread calls notify() as soon as wait() has
    released the lock.

    Docs: library/threading#threading.Condition.wait
    """

    class EarlyNotice(PURE):
        def _release_save(self):
            condition.notify()  # as by a thread that is first at the open lock
            return super()._release_save()

    condition = Condition(EarlyNotice())
    with condition:
        assert condition.wait(0) is True


def test_a_notify_that_comes_after_the_time_was_over_is_lost():
    """A Condition.wait() whose timeout has expired may still be chosen by a notify() until it has
    re-acquired the lock: it returns False all the same, and the notify() is used up.

    Docs: undocumented, and all supported Pythons agree.
    """

    class LateNotice(PURE):
        def _acquire_restore(self, state):
            super()._acquire_restore(state)
            condition.notify()  # as by a thread that was faster than the one whose time is over

    condition = Condition(LateNotice())
    with condition:
        assert condition.wait(0) is False
        assert still_waiting(condition) == 0


@on_every_lock
def test_an_error_in_wait_leaves_the_lock_held_and_nobody_waiting(make_lock):
    """Condition.wait() re-acquires the lock even if it raises, here OverflowError for a timeout
    above TIMEOUT_MAX.

    Docs: library/threading#threading.Condition.wait, library/threading#threading.TIMEOUT_MAX
    """
    condition = Condition(make_lock())
    with condition:
        with pytest.raises(OverflowError):
            condition.wait(TIMEOUT_MAX * 2)

        assert still_waiting(condition) == 0
        assert not another_may_enter(condition)
    assert another_may_enter(condition)


def test_a_condition_takes_any_real_number_as_a_timeout_since_3_15():
    """Condition.wait(Fraction(1, 100)) is accepted since Python 3.15, and raises TypeError up to
    3.14.

    Docs: library/threading#threading.Condition.wait
    """
    condition = Condition()
    with condition:
        if sys.version_info >= (3, 15):
            assert condition.wait(Fraction(1, 100)) is False
        else:
            with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
                condition.wait(Fraction(1, 100))


# ── The lock, while somebody waits and when somebody is woken ────────────────


@pytest.mark.pins("threading.Condition.wait", "threading.Condition.notify")
@pytest.mark.parametrize(
    ("make_lock", "depth"),
    [
        pytest.param(Lock, 1, id="Lock"),
        pytest.param(RLock, 1, id="RLock"),
        pytest.param(RLock, 3, id="RLock, 3 deep"),
        pytest.param(PURE, 1, id="RLock in pure Python"),
        pytest.param(PURE, 3, id="RLock in pure Python, 3 deep"),
    ],
)
def test_wait_opens_the_lock_at_every_level_and_comes_back_with_all_of_them(make_lock, depth):
    """Condition.wait() fully unlocks an RLock, however often it was acquired, and restores that
    recursion level. Condition.notify() does not release the lock: the woken thread goes on only
    when the notifying thread has released it.

    Docs: library/threading#threading.Condition.wait, library/threading#threading.Condition.notify
    """
    assert condition_notify_demo.wait_in_depth(make_lock, depth) == Handover(
        open_after_the_notify=False,
        story=["the notifier comes in", "the notifier leaves", "the waiter goes on"],
        open_after_each_release=[False] * (depth - 1) + [True],
    )


@on_every_lock
@pytest.mark.parametrize(
    ("call", "verb"),
    [
        pytest.param(Condition.wait, "wait", id="wait()"),
        pytest.param(lambda c: c.wait(0), "wait", id="wait(0)"),
        pytest.param(lambda c: c.wait_for(lambda: False), "wait", id="wait_for()"),
        pytest.param(lambda c: c.wait_for(lambda: False, 0), "wait", id="wait_for(timeout=0)"),
        pytest.param(Condition.notify, "notify", id="notify()"),
        pytest.param(lambda c: c.notify(0), "notify", id="notify(0)"),
        pytest.param(Condition.notify_all, "notify", id="notify_all()"),
    ],
)
def test_a_condition_is_used_with_its_lock_held(make_lock, call, verb):
    """Condition.wait(), wait_for(), notify() and notify_all() raise RuntimeError while no thread
    holds the lock, and leave it free.

    Docs: library/threading#threading.Condition.wait,
    library/threading#threading.Condition.wait_for, library/threading#threading.Condition.notify,
    library/threading#threading.Condition.notify_all
    """
    condition = Condition(make_lock())
    with pytest.raises(RuntimeError, match=f"cannot {verb} on un-acquired lock"):
        call(condition)

    assert another_may_enter(condition)
    assert still_waiting(condition) == 0


@pytest.mark.parametrize("make_lock", [RLock, PURE], ids=["RLock", "RLock in pure Python"])
@pytest.mark.parametrize("call", ["wait", "notify", "notify_all"])
def test_a_condition_refuses_a_thread_while_another_one_owns_its_rlock(make_lock, call):
    """Condition.wait(), notify() and notify_all() raise RuntimeError in a thread that does not own
    the RLock, even while another thread does.

    Docs: library/threading#threading.Condition.wait, library/threading#threading.Condition.notify,
    library/threading#threading.Condition.notify_all
    """
    condition = Condition(make_lock())
    with condition, pytest.raises(RuntimeError, match="on un-acquired lock"):
        play(getattr(condition, call))


def test_with_a_plain_lock_a_notify_from_a_stranger_goes_unnoticed():
    """A Lock does not know which thread holds it, so a Condition on a Lock accepts notify() from
    any thread while the Lock is held.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition = Condition(Lock())
    with condition:
        assert play(condition.notify) == [None]


def test_a_notify_that_was_interrupted_does_not_cost_the_next_one():
    """A KeyboardInterrupt can end Condition.notify() after it has woken a thread and before it has
    removed that thread from its list: the next notify() passes over the leftover and wakes a thread
    that really waits.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition = Condition()
    woken_already, waits = Lock(), Lock()
    waits.acquire()
    condition._waiters.extend([woken_already, waits])  # a waiter blocks on a Lock of its own
    with condition:
        condition.notify()

    assert not waits.locked()
    assert still_waiting(condition) == 0


def test_a_notify_within_a_notify_may_cross_off_the_same_waiter():
    """A signal handler that interrupts Condition.notify() may call notify() itself and remove the
    same waiter: the outer notify() then finds the waiter gone, and returns without an error.

    Docs: undocumented, and all supported Pythons agree.
    """

    class Waiter:
        def release(self):
            condition._waiters.remove(self)  # as by the notify() of a handler

    condition = Condition()
    condition._waiters.append(Waiter())
    with condition:
        assert condition.notify() is None
        assert still_waiting(condition) == 0


# ── wait_for() ───────────────────────────────────────────────────────────────


@pytest.mark.pins("threading.Condition.wait_for(predicate, timeout)")
@pytest.mark.parametrize("timeout", [None, PATIENCE], ids=["no timeout", "with a timeout"])
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(["bread"], id="true at once"),
        pytest.param([False, True], id="true when woken"),
        pytest.param([0, "", [], "bread"], id="woken in vain, twice"),
    ],
)
def test_wait_for_asks_under_the_lock_until_the_answer_is_true(answers, timeout):
    """Condition.wait_for(predicate) calls the predicate at once and after each wake-up, always with
    the lock held, and returns the predicate's last value itself.

    Docs: library/threading#threading.Condition.wait_for
    """
    assert condition_notify_demo.wait_for_an_answer(answers, timeout) == Asked(
        returned=answers[-1], times_asked=len(answers), door_was_open=[False] * len(answers)
    )


@pytest.mark.pins("threading.Condition.wait_for(timeout)")
@pytest.mark.parametrize("timeout", [0.01, 0, -1])
def test_wait_for_returns_the_last_false_answer_when_its_time_is_over(timeout):
    """Condition.wait_for(predicate, timeout) returns the predicate's last value when the timeout
    expires, and holds the lock.

    Docs: library/threading#threading.Condition.wait_for
    """
    condition, nothing = Condition(), []
    with condition:
        assert condition.wait_for(lambda: nothing, timeout) is nothing
        assert not another_may_enter(condition)


def test_wait_for_asks_once_more_after_its_time_is_over():
    """Condition.wait_for(predicate, timeout) calls the predicate a last time when the timeout has
    expired, and returns that value.

    Docs: library/threading#threading.Condition.wait_for
    """
    answers = iter([False, "in the last moment"])
    condition = Condition()
    with condition:
        assert condition.wait_for(lambda: next(answers), timeout=0) == "in the last moment"


@on_every_lock
def test_wait_for_without_the_lock_goes_unnoticed_if_there_is_nothing_to_wait_for(make_lock):
    """Condition.wait_for() returns the value of a predicate that is true at once even if no thread
    holds the lock: it raises RuntimeError only where it has to wait.

    Docs: library/threading#threading.Condition.wait_for
    """
    assert Condition(make_lock()).wait_for(lambda: "true at once") == "true at once"


@on_every_lock
def test_an_error_of_the_predicate_comes_out_of_wait_for_with_the_lock_held(make_lock):
    """Condition.wait_for() lets an exception of its predicate pass, also after a wait(): the lock
    is held, and no thread waits any more.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition, answers = Condition(make_lock()), [False]
    with condition:
        with pytest.raises(IndexError):
            condition.wait_for(answers.pop, timeout=0)

        assert still_waiting(condition) == 0
        assert not another_may_enter(condition)
    assert another_may_enter(condition)


def test_wait_for_waits_as_long_as_it_was_told():
    """Condition.wait_for(predicate, timeout) returns False when the timeout has expired, and not
    earlier.

    Docs: library/threading#threading.Condition.wait_for
    """
    start = time.monotonic()
    condition = Condition()
    with condition:
        assert condition.wait_for(lambda: False, timeout=0.05) is False

    assert time.monotonic() - start >= 0.05 * 0.9


def test_a_wake_up_in_vain_does_not_renew_the_timeout(monkeypatch):
    """Condition.wait_for(predicate, timeout=3) waits for 3 seconds in all: each wait() is given
    only the time that is left.

    Docs: library/threading#threading.Condition.wait_for
    """
    clock, limits = [100.0], []

    class WokenInVainAfterASecond(Condition):
        def wait(self, timeout=None):
            limits.append(timeout)
            clock[0] += 1
            assert len(limits) < 10, "it waits for ever"

    monkeypatch.setattr(threading, "_time", lambda: clock[0])

    assert WokenInVainAfterASecond().wait_for(lambda: False, timeout=3) is False
    assert limits == [3, 2, 1]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase condition_notify` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(condition_notify_demo.main) == [
        "MainThread | ❌ 3 wait, notify() of another condition: it wakes []",
        "MainThread | ✅ 3 wait, notify(): it wakes [0]",
        "MainThread | ✅ 3 wait, notify_all(): it wakes [0, 1, 2]",
        "MainThread | 🔒 a thread waits with its RLock acquired twice",
        "MainThread | the notifier comes in, the notifier leaves, the waiter goes on",
        "MainThread | open right after the notify()? False",
        "MainThread | open after each of its releases? [False, True]",
        "MainThread | 🔄 wait_for(), woken twice",
        "MainThread | it asks 3 times, and returns 'bread'",
    ]
