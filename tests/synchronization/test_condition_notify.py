"""📣 notify(): a word to those who wait on a Condition. The lock stays where it is.

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
    """Condition.notify(n) wakes n of the waiting threads, or all where fewer wait. Those who have
    waited longest come first: so it is on all supported Pythons, and it is not promised.

    Docs: library/threading#threading.Condition.notify
    """
    seen = woken_by(call, waiters=3, make_lock=make_lock)

    assert seen == WakeUp(woken, still_waiting=3 - len(woken))


def test_conditions_that_share_a_lock_wake_only_their_own():
    """Two Conditions on one lock are two waiting rooms: a notify_all() in the one is not heard
    in the other.

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
def test_a_notify_is_not_kept_for_who_comes_later(make_lock, call):
    """Condition.notify() with nobody waiting does nothing, and a later wait() waits.

    Docs: library/threading#threading.Condition.notify
    """
    condition = Condition(make_lock())
    with condition:
        assert call(condition) is None
        assert condition.wait(0) is False


@pytest.mark.pins("threading.Condition.notifyAll")
def test_notifyall_is_a_deprecated_alias():
    """Condition.notifyAll() wakes everyone as notify_all() does, and warns its caller.

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
    """Condition.wait(timeout) re-acquires the lock, timed out or not, before it returns. With no
    time to wait it returns at once, and a negative time is no time.

    Docs: library/threading#threading.Condition.wait
    """
    condition = Condition(make_lock())
    with condition:
        assert condition.wait(timeout) is False
        assert not another_may_enter(condition)

    assert another_may_enter(condition)


@pytest.mark.pins("threading.Condition.wait(timeout)")
def test_wait_waits_as_long_as_it_was_told():
    """Condition.wait(timeout) gives up when the time is over, and not before.

    Docs: library/threading#threading.Condition.wait
    """
    start = time.monotonic()
    condition = Condition()
    with condition:
        condition.wait(0.05)

    assert time.monotonic() - start >= 0.05 * 0.9


@on_every_lock
def test_who_has_given_up_waiting_does_not_use_up_a_notify(make_lock):
    """A thread whose Condition.wait(timeout) has timed out no longer counts as waiting.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition = Condition(make_lock())
    with condition:
        condition.wait(0)
        condition.wait(0.01)

        assert still_waiting(condition) == 0


def test_a_notify_that_comes_in_time_counts_even_for_who_has_no_time_to_wait():
    """Condition.wait(0) returns True if a notify() came as soon as the lock was open.

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
    """Between the end of Condition.wait(timeout) and the lock another thread may spend its
    notify() on this one: wait() says False all the same, so only the predicate can tell.

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
    """Condition.wait() restores the lock whatever happens, here an OverflowError for a timeout
    beyond TIMEOUT_MAX.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    condition = Condition(make_lock())
    with condition:
        with pytest.raises(OverflowError):
            condition.wait(TIMEOUT_MAX * 2)

        assert still_waiting(condition) == 0
        assert not another_may_enter(condition)
    assert another_may_enter(condition)


def test_a_condition_takes_any_real_number_as_a_timeout_since_3_15():
    """Condition.wait(Fraction(1, 100)) waits since 3.15; before it is a TypeError.

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
    """Condition.wait() really unlocks an RLock, however often it is acquired, and restores that
    level. notify() does not release the lock: the woken thread goes on when its caller has left.

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
    """Condition.wait(), wait_for(), notify() and notify_all() raise RuntimeError for a thread that
    has not acquired the lock, and leave it free.

    Docs: library/threading#threading.Condition.wait, library/threading#threading.Condition.notify
    """
    condition = Condition(make_lock())
    with pytest.raises(RuntimeError, match=f"cannot {verb} on un-acquired lock"):
        call(condition)

    assert another_may_enter(condition)
    assert still_waiting(condition) == 0


@pytest.mark.parametrize("make_lock", [RLock, PURE], ids=["RLock", "RLock in pure Python"])
@pytest.mark.parametrize("call", ["wait", "notify", "notify_all"])
def test_it_does_not_do_that_another_thread_holds_the_lock(make_lock, call):
    """An RLock knows its owner: while one thread holds it, Condition.wait(), notify() and
    notify_all() raise RuntimeError for every other thread.

    Docs: library/threading#threading.Condition.wait, library/threading#threading.Condition.notify
    """
    condition = Condition(make_lock())
    with condition, pytest.raises(RuntimeError, match="on un-acquired lock"):
        play(getattr(condition, call))


def test_with_a_plain_lock_a_notify_from_a_stranger_goes_unnoticed():
    """A Lock does not know who holds it: for a Condition on a Lock, held is held.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition = Condition(Lock())
    with condition:
        assert play(condition.notify) == [None]


def test_a_notify_that_was_interrupted_does_not_cost_the_next_one():
    """Ctrl-C can end a Condition.notify() that has woken a thread and not yet crossed it off: the
    next notify() passes over that one and wakes somebody who really waits.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition = Condition()
    woken_already, waits = Lock(), Lock()
    waits.acquire()
    condition._waiters.extend([woken_already, waits])
    with condition:
        condition.notify()

    assert not waits.locked()
    assert still_waiting(condition) == 0


def test_a_notify_within_a_notify_may_cross_off_the_same_waiter():
    """A signal handler may call Condition.notify() in the middle of another notify(), and wake the
    same thread: the outer one then finds it crossed off already, and ends well.

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
    """Condition.wait_for(predicate) asks first and after each wake-up, always with the lock held,
    and returns the last answer itself.

    Docs: library/threading#threading.Condition.wait_for
    """
    assert condition_notify_demo.wait_for_an_answer(answers, timeout) == Asked(
        returned=answers[-1], times_asked=len(answers), door_was_open=[False] * len(answers)
    )


@pytest.mark.pins("threading.Condition.wait_for(timeout)")
@pytest.mark.parametrize("timeout", [0.01, 0, -1])
def test_wait_for_returns_the_last_false_answer_when_its_time_is_over(timeout):
    """Condition.wait_for(predicate, timeout) gives up with what the predicate said last, and
    holds the lock.

    Docs: library/threading#threading.Condition.wait_for
    """
    condition, nothing = Condition(), []
    with condition:
        assert condition.wait_for(lambda: nothing, timeout) is nothing
        assert not another_may_enter(condition)


def test_wait_for_asks_once_more_after_its_time_is_over():
    """What has become true in the last moment of Condition.wait_for(timeout) counts.

    Docs: library/threading#threading.Condition.wait_for
    """
    answers = iter([False, "in the last moment"])
    condition = Condition()
    with condition:
        assert condition.wait_for(lambda: next(answers), timeout=0) == "in the last moment"


def test_wait_for_waits_as_long_as_it_was_told():
    """Condition.wait_for(predicate, timeout) gives up when the time is over, and not before.

    Docs: library/threading#threading.Condition.wait_for
    """
    start = time.monotonic()
    condition = Condition()
    with condition:
        condition.wait_for(lambda: False, timeout=0.05)

    assert time.monotonic() - start >= 0.05 * 0.9


def test_a_wake_up_in_vain_does_not_renew_the_timeout(monkeypatch):
    """Condition.wait_for(predicate, timeout=3) waits for 3 seconds in all: each wait() is given
    what is left.

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
        "MainThread | ❌ 3 wait, another one is notified: it wakes []",
        "MainThread | ✅ 3 wait, notify(): it wakes [0]",
        "MainThread | ✅ 3 wait, notify_all(): it wakes [0, 1, 2]",
        "MainThread | 🔒 a thread waits with its RLock acquired twice",
        "MainThread | the notifier comes in, the notifier leaves, the waiter goes on",
        "MainThread | open right after the notify()? False",
        "MainThread | open after each of its releases? [False, True]",
        "MainThread | 🔄 wait_for(), woken twice",
        "MainThread | it asks 3 times, and returns 'bread'",
    ]
