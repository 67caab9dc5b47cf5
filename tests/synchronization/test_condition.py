"""📬 Condition: wait, under a lock, until somebody says that things have changed.

The story is told, and runs, in showcase/synchronization/condition_demo.py.
"""

import sys
import threading
import time
import warnings
from fractions import Fraction
from threading import TIMEOUT_MAX, Condition, Lock, RLock, Semaphore

import pytest

from showcase.synchronization import condition_demo
from showcase.synchronization.condition_demo import (
    Asked,
    Closed,
    Handover,
    Morning,
    Purchase,
    Shelf,
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


# ── A bounded buffer ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("room", [1, 2, 4])
@pytest.mark.pins("threading.Condition", "threading.Condition.notify", "threading.Condition.wait")
def test_a_producer_waits_while_the_buffer_is_full(room):
    """With two Conditions on one lock a bounded buffer holds its producer back, loses nothing,
    and keeps the order.

    Docs: library/threading#condition-objects
    """
    assert condition_demo.baker_and_customer(room, list("abcde")) == Morning(
        on_the_shelf_when_the_baker_waited=list("abcde")[:room], sold=list("abcde")
    )


@pytest.mark.pins("threading.Condition.notify_all")
@pytest.mark.parametrize("customers", [1, 3])
def test_closing_sends_every_consumer_home(customers):
    """The end of the work concerns all who wait, so it takes Condition.notify_all().

    Docs: library/threading#threading.Condition.notify_all
    """
    assert condition_demo.closing_time(customers) == ["went home"] * customers


def test_what_was_produced_before_the_end_is_still_consumed():
    """A closed buffer hands out what it holds, and only then says that it is closed.

    Docs: library/threading#condition-objects
    """
    shelf = Shelf(room=1)
    shelf.put("the last loaf")
    shelf.close()

    assert shelf.get() == "the last loaf"
    with pytest.raises(Closed):
        shelf.get()


# ── A wake-up is a hint ──────────────────────────────────────────────────────


def test_after_an_if_a_thread_that_was_woken_finds_nothing():
    """The broken twin takes a wake-up for the fact: Condition.wait() returned, but what it waited
    for was gone again before this thread had the lock.

    Docs: library/threading#condition-objects
    """
    assert condition_demo.woken_too_early(condition_demo.wait_after_an_if) == Purchase(
        got="IndexError: pop from an empty deque",
        times_woken=1,
        left_on_the_shelf=["the second loaf"],
    )


@pytest.mark.pins("threading.Condition.wait", "threading.Condition.wait_for(predicate)")
@pytest.mark.parametrize(
    "wait",
    [
        pytest.param(condition_demo.wait_in_a_while_loop, id="while not fact(): wait()"),
        pytest.param(lambda changed, fact: changed.wait_for(fact), id="wait_for(fact)"),
    ],
)
def test_in_a_while_loop_a_thread_that_was_woken_too_early_waits_again(wait):
    """Condition.wait() belongs in a `while` loop, which looks again under the lock.

    Docs: library/threading#condition-objects, library/threading#threading.Condition.wait_for
    """
    assert condition_demo.woken_too_early(wait) == Purchase(
        got="the second loaf", times_woken=2, left_on_the_shelf=[]
    )


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
    assert condition_demo.wait_in_depth(make_lock, depth) == Handover(
        open_while_the_waiter_waits=True,
        open_after_the_notify=False,
        story=["the notifier leaves", "the waiter goes on"],
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
    """An RLock knows its owner, so Condition.notify() from a stranger raises RuntimeError.

    Docs: library/threading#threading.Condition.notify
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
    assert condition_demo.wait_for_an_answer(answers, timeout) == Asked(
        returned=answers[-1], times_asked=len(answers), door_was_open=False
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


# ── The lock of a condition ──────────────────────────────────────────────────


@pytest.mark.pins("threading.Condition(lock)")
@pytest.mark.parametrize(
    ("make", "enters_again"),
    [
        pytest.param(Condition, True, id="Condition(): yes"),
        pytest.param(lambda: Condition(None), True, id="Condition(None): yes"),
        pytest.param(lambda: Condition(lock=RLock()), True, id="Condition(RLock()): yes"),
        pytest.param(lambda: Condition(lock=Lock()), False, id="Condition(Lock()): no"),
    ],
)
def test_a_condition_makes_itself_an_rlock_unless_it_is_given_a_lock(make, enters_again):
    """The holder of a Condition() comes in again, as with the RLock that it has by default.

    Docs: library/threading#threading.Condition
    """
    condition = make()
    with condition:
        assert may_enter(condition) is enters_again


@pytest.mark.pins("threading.Condition.acquire", "threading.Condition.release")
def test_acquire_and_release_of_a_condition_are_those_of_its_lock():
    """Condition.acquire(*args) passes its arguments to the lock and returns what the lock says.

    Docs: library/threading#threading.Condition.acquire
    """
    lock = Lock()
    condition = Condition(lock)

    assert condition.acquire() is True
    assert lock.locked()
    assert condition.acquire(False) is False
    assert condition.acquire(blocking=True, timeout=0.01) is False
    assert condition.release() is None
    assert not lock.locked()


def test_conditions_that_share_a_lock_are_held_together():
    """Who holds one of two Conditions on the same lock holds the other, and may use it.

    Docs: library/threading#condition-objects
    """
    lock = Lock()
    not_full, not_empty = Condition(lock), Condition(lock)
    with not_full:
        assert not may_enter(not_empty)
        assert not_empty.notify() is None


@on_every_lock
@pytest.mark.since("3.14")
def test_locked_tells_whether_the_lock_of_a_condition_is_held(make_lock):
    """Condition.locked() asks the lock.

    Docs: library/threading#threading.Condition.locked
    """
    condition = Condition(make_lock())
    before = condition.locked()
    with condition:
        inside = condition.locked()

    assert (before, inside, condition.locked()) == (False, True, False)


@pytest.mark.before("3.14")
def test_a_condition_had_no_locked_until_3_13():
    """Condition.locked() is new in Python 3.14.

    Docs: library/threading#threading.Condition.locked
    """
    assert not hasattr(Condition(), "locked")


def test_a_semaphore_would_do_as_the_lock_until_3_13():
    """A Condition asks for a Lock or an RLock. Up to 3.13 it made do with whatever had acquire()
    and release(); since 3.14 it also wants locked(), which a Semaphore does not have.

    Docs: library/threading#threading.Condition
    """
    if sys.version_info >= (3, 14):
        with pytest.raises(AttributeError, match="locked"):
            Condition(Semaphore())
    else:
        assert woken_by(Condition.notify, 2, Semaphore) == WakeUp([0], still_waiting=1)


def test_a_condition_cannot_do_with_anything_but_a_lock():
    """Condition(lock) looks for acquire() and release() right away.

    Docs: library/threading#threading.Condition
    """
    for not_a_lock in (object(), False, 1):
        with pytest.raises(AttributeError):
            Condition(not_a_lock)


def test_a_condition_shows_its_lock_and_how_many_wait():
    """repr() of a Condition holds that of its lock, and the number of waiting threads.

    Docs: undocumented, and all supported Pythons agree.
    """
    lock = Lock()

    assert repr(Condition(lock)) == f"<Condition({lock!r}, 0)>"
    assert woken_by(Condition.notify, waiters=3).still_waiting == 2


@on_every_lock
def test_a_condition_starts_afresh_in_a_forked_child(make_lock):
    """Neither the holder of a Condition nor those who wait exist in a forked child.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition = Condition(make_lock())
    play(condition.acquire)
    condition._waiters.append(Lock())
    condition._at_fork_reinit()

    assert still_waiting(condition) == 0
    assert condition.acquire(False)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase condition` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(condition_demo.main) == [
        "MainThread | ❓ if",
        "customer | nothing there, so I wait",
        "passer_by | I put a loaf there, and take it back",
        "customer | I was woken, and got IndexError: pop from an empty deque",
        "MainThread | ❌ nothing was sold, after 1 wake-up(s)",
        "MainThread | 🔄 while",
        "customer | nothing there, so I wait",
        "passer_by | I put a loaf there, and take it back",
        "customer | I was woken, and got the second loaf",
        "MainThread | ✅ a loaf was sold, after 2 wake-up(s)",
        "MainThread | 🥖 a shelf for 2, and 5 loaves",
        "MainThread | the baker waited at a, b",
        "MainThread | ✅ sold: a, b, c, d, e",
        "MainThread | 🌙 closing time, and 3 still wait",
        "MainThread | ✅ they say: went home, went home, went home",
        "MainThread | 📣 3 wait. notify() wakes [0]",
        "MainThread | 📣 3 wait. notify_all() wakes [0, 1, 2]",
    ]
