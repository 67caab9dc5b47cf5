"""📬 Condition: wait, under a lock, until somebody says that things have changed.

The story is told, and runs, in showcase/synchronization/condition_demo.py. Who is woken by
which call stands in test_condition_notify.py.
"""

import sys
import threading
from threading import Condition, Lock, RLock, Semaphore

import pytest

from showcase.synchronization import condition_demo
from showcase.synchronization.condition_demo import Purchase
from showcase.synchronization.condition_notify_demo import WakeUp, still_waiting, woken_by
from showcase.utils.stage import may_enter, play

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


# ── A wake-up is a hint ──────────────────────────────────────────────────────


def test_after_an_if_a_thread_that_was_woken_finds_nothing():
    """The broken twin: after `if not fact: wait()` a thread takes a wake-up for the fact itself,
    but what it waited for is gone before it has re-acquired the lock.

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
    """Condition.wait() belongs in a `while` loop, which checks the fact again, under the lock,
    after each wake-up; Condition.wait_for() is that loop.

    Docs: library/threading#condition-objects, library/threading#threading.Condition.wait_for
    """
    assert condition_demo.woken_too_early(wait) == Purchase(
        got="the second loaf", times_woken=2, left_on_the_shelf=[]
    )


def test_a_condition_may_count_who_waits():
    """A subclass of Condition may override wait() to count the threads that wait, and wait() still
    returns False when the timeout expires.

    Docs: library/threading#threading.Condition.wait
    """
    watched = condition_demo.WatchedCondition()
    with watched:
        assert watched.wait(timeout=0) is False

    assert (watched.parked, watched.woken) == (1, 1)


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
    """A Condition without a lock creates an RLock, so the thread that holds it may enter again; a
    Condition on a Lock refuses that.

    Docs: library/threading#threading.Condition
    """
    condition = make()
    with condition:
        assert may_enter(condition) is enters_again


@pytest.mark.pins("threading.Condition.acquire", "threading.Condition.release")
def test_acquire_and_release_of_a_condition_are_those_of_its_lock():
    """Condition.acquire() and Condition.release() call the method of that name of the lock, with
    the same arguments, and return what it returns.

    Docs: library/threading#threading.Condition.acquire,
    library/threading#threading.Condition.release
    """
    lock = Lock()
    condition = Condition(lock)

    assert condition.acquire() is True
    assert lock.locked()
    assert condition.acquire(False) is False
    assert condition.acquire(blocking=True, timeout=0.01) is False
    assert condition.release() is None
    assert not lock.locked()


@on_every_lock
def test_a_condition_knows_whether_its_lock_is_held(make_lock):
    """Condition._is_owned() tells whether the lock is held, and leaves a free lock free: it asks an
    RLock, and tries to acquire a Lock.

    Docs: undocumented, and all supported Pythons agree.
    """
    condition = Condition(make_lock())
    before = condition._is_owned()
    with condition:
        inside = condition._is_owned()

    assert (before, inside, condition._is_owned()) == (False, True, False)


def test_conditions_that_share_a_lock_are_held_together():
    """A thread that holds one of two Conditions on the same lock holds the other one as well, and
    may call its notify().

    Docs: library/threading#condition-objects
    """
    lock = Lock()
    not_full, not_empty = Condition(lock), Condition(lock)
    with not_full:
        assert not may_enter(not_empty)
        assert not_empty.notify() is None


@on_every_lock
@pytest.mark.since("3.14")
@pytest.mark.pins("threading.Condition.locked")
def test_locked_tells_whether_the_lock_of_a_condition_is_held(make_lock):
    """Condition.locked() is True while the lock of the Condition is held.

    Docs: library/threading#threading.Condition.locked
    """
    condition = Condition(make_lock())
    before = condition.locked()
    with condition:
        inside = condition.locked()

    assert (before, inside, condition.locked()) == (False, True, False)


@pytest.mark.before("3.14")
def test_a_condition_had_no_locked_until_3_13():
    """Condition.locked() is new in Python 3.14; before, a Condition has no such attribute.

    Docs: library/threading#threading.Condition.locked
    """
    assert not hasattr(Condition(), "locked")


def test_a_semaphore_would_do_as_the_lock_until_3_13():
    """A Condition is documented to take a Lock or an RLock. Up to Python 3.13 a Semaphore works as
    well; since 3.14 a Condition needs locked(), which a Semaphore does not have.

    Docs: library/threading#threading.Condition
    """
    if sys.version_info >= (3, 14):
        with pytest.raises(AttributeError, match="locked"):
            Condition(Semaphore())
    else:
        assert woken_by(Condition.notify, 2, Semaphore) == WakeUp([0], still_waiting=1)


def test_a_condition_refuses_an_object_that_is_no_lock():
    """Condition(lock) raises AttributeError at once for an object without acquire() and release(),
    a false one included: only None stands for no lock.

    Docs: library/threading#threading.Condition
    """
    for not_a_lock in (object(), False, 1):
        with pytest.raises(AttributeError):
            Condition(not_a_lock)


def test_a_condition_shows_its_lock_and_how_many_wait():
    """repr() of a Condition shows the repr() of its lock, and the number of waiting threads.

    Docs: undocumented, and all supported Pythons agree.
    """
    lock = Lock()

    assert repr(Condition(lock)) == f"<Condition({lock!r}, 0)>"
    assert woken_by(Condition.notify, waiters=3).still_waiting == 2


@on_every_lock
def test_at_fork_reinit_frees_the_lock_of_a_condition_and_forgets_who_waits(make_lock):
    """Condition._at_fork_reinit() leaves a Condition with a free lock and no waiting threads. It is
    meant for a forked child, in which the threads that held the lock or waited do not exist.

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
    ]
