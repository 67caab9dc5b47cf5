"""🤲 acquire() and release(): what acquire() returns, and whom release() lets in.

The story is told, and runs, in showcase/synchronization/acquire_demo.py.
"""

import sys
import threading
import time
from fractions import Fraction
from threading import TIMEOUT_MAX, Lock, RLock

import pytest

from showcase.synchronization import acquire_demo
from showcase.utils.stage import PATIENCE, may_enter, play

every_lock = pytest.mark.parametrize(
    "make_lock",
    [
        pytest.param(Lock, id="Lock"),
        pytest.param(RLock, id="RLock"),
        pytest.param(threading._PyRLock, id="RLock in pure Python"),
    ],
)


# ── acquire() ────────────────────────────────────────────────────────────────


@every_lock
@pytest.mark.pins("threading.Lock.acquire(blocking, timeout)")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"blocking": False}, id="acquire(blocking=False)"),
        pytest.param({"blocking": False, "timeout": -1}, id="acquire(False, timeout=-1)"),
        pytest.param({"timeout": 0}, id="acquire(timeout=0)"),
        pytest.param({"timeout": 0.01}, id="acquire(timeout=0.01)"),
        pytest.param({"blocking": True, "timeout": 0.01}, id="acquire(True, timeout=0.01)"),
    ],
)
def test_acquire_tells_whether_it_got_the_lock(make_lock, arguments):
    """Lock.acquire() returns True if it got the lock, and False to another thread that may not
    block or whose timeout expires.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.RLock.acquire
    """
    lock = make_lock()

    assert lock.acquire(**arguments) is True
    assert play(lambda: lock.acquire(**arguments)) == [False]


@every_lock
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="acquire()"),
        pytest.param((True,), id="acquire(True)"),
        pytest.param((True, -1), id="acquire(True, -1)"),
        pytest.param((True, -1.0), id="acquire(True, -1.0)"),
        pytest.param((True, PATIENCE), id="acquire(True, timeout)"),
    ],
)
def test_a_thread_that_waits_gets_the_lock_when_it_is_released(make_lock, arguments):
    """Lock.acquire() that has waited returns True when the lock is released: without a timeout,
    with timeout=-1, which means no limit, and before a timeout expires.

    Docs: library/threading#threading.Lock.acquire
    """
    assert acquire_demo.answer_after_a_wait(make_lock, *arguments) == (False, True)


@every_lock
@pytest.mark.pins("threading.Lock.acquire(timeout)")
def test_a_timed_acquire_waits_as_long_as_it_was_told(make_lock):
    """Lock.acquire(timeout) returns False when the timeout has expired, and not earlier.

    Docs: library/threading#threading.Lock.acquire
    """
    lock = make_lock()
    start = time.monotonic()

    with lock:
        assert play(lambda: lock.acquire(timeout=0.05)) == [False]
    assert time.monotonic() - start >= 0.05 * 0.9


@every_lock
@pytest.mark.pins("threading.TIMEOUT_MAX", "threading.Lock.acquire(blocking, timeout)")
@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        pytest.param((False, 1), ValueError, id="a timeout without blocking"),
        pytest.param((False, 0), ValueError, id="a timeout of 0 without blocking"),
        pytest.param((True, -2), ValueError, id="a negative timeout"),
        pytest.param((True, -0.5), ValueError, id="a negative timeout, half a second"),
        pytest.param((True, float("nan")), ValueError, id="not a number"),
        pytest.param((True, TIMEOUT_MAX + 1), OverflowError, id="beyond TIMEOUT_MAX"),
        pytest.param((True, float("inf")), OverflowError, id="infinity"),
        pytest.param((True, None), TypeError, id="None"),
        pytest.param((True, "soon"), TypeError, id="a string"),
        pytest.param((True, 1, 1), TypeError, id="a third argument"),
    ],
)
def test_acquire_refuses_a_timeout_that_makes_no_sense(make_lock, arguments, refusal):
    """Lock.acquire() refuses a timeout together with blocking=False, a negative timeout other than
    -1, and one above TIMEOUT_MAX; afterwards the lock is still free.

    Docs: library/threading#threading.Lock.acquire, library/threading#threading.TIMEOUT_MAX
    """
    lock = make_lock()
    with pytest.raises(refusal):
        lock.acquire(*arguments)

    assert may_enter(lock)


@every_lock
@pytest.mark.pins("threading.TIMEOUT_MAX")
def test_timeout_max_itself_is_a_timeout(make_lock):
    """TIMEOUT_MAX is the greatest timeout that Lock.acquire() takes.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    assert make_lock().acquire(timeout=TIMEOUT_MAX) is True


@every_lock
def test_acquire_takes_any_real_number_as_a_timeout_since_3_15(make_lock):
    """Lock.acquire(timeout=Fraction(1, 2)) is accepted since Python 3.15, and raises TypeError up
    to 3.14.

    Docs: library/threading#threading.Lock.acquire
    """
    if sys.version_info >= (3, 15):
        assert make_lock().acquire(timeout=Fraction(1, 2)) is True
    else:
        with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
            make_lock().acquire(timeout=Fraction(1, 2))


@every_lock
@pytest.mark.pins("threading.Lock.acquire(blocking)")
def test_the_first_argument_of_acquire_is_no_timeout(make_lock):
    """The first argument of Lock.acquire() is `blocking`: acquire(0.5) sets no timeout of half a
    second. It may be any object since Python 3.12, and has to be an integer up to 3.11.

    Docs: undocumented, and Pythons before 3.12 differ as said.
    """
    lock = make_lock()
    if sys.version_info >= (3, 12):
        assert lock.acquire(0.5) is True
        assert play(lambda: lock.acquire(None)) == [False]
    else:
        for no_integer in (0.5, None):
            with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
                lock.acquire(no_integer)


# ── release() and locked() ───────────────────────────────────────────────────


@pytest.mark.pins("threading.Lock.release", "threading.Lock.locked")
def test_a_release_lets_exactly_one_thread_in():
    """Of the threads that wait for a Lock, each Lock.release() lets exactly one proceed, and the
    Lock is locked again.

    Docs: library/threading#threading.Lock.release
    """
    assert acquire_demo.let_in_one_by_one(waiters=3) == [1, 2, 3]


@pytest.mark.pins("threading.Lock.release")
def test_any_thread_may_release_a_lock():
    """Lock.release() may be called by a thread other than the one that acquired the Lock.

    Docs: library/threading#threading.Lock.release
    """
    lock = Lock()
    lock.acquire()
    play(lock.release)

    assert not lock.locked()


@pytest.mark.pins("threading.Lock.release", "threading.ThreadError")
@pytest.mark.parametrize("acquired", [0, 1])
def test_an_unlocked_lock_cannot_be_released(acquired):
    """Lock.release() on an unlocked Lock raises RuntimeError, of which ThreadError is an old name.

    Docs: library/threading#threading.Lock.release
    """
    lock = Lock()
    for change in [lock.acquire, lock.release] * acquired:
        change()

    with pytest.raises(RuntimeError, match="release unlocked lock"):
        lock.release()
    assert threading.ThreadError is RuntimeError


@pytest.mark.pins("threading.Lock.locked")
def test_locked_tells_whether_anybody_holds_the_lock():
    """Lock.locked() is True from acquire to release, for every thread that asks.

    Docs: library/threading#threading.Lock.locked
    """
    lock = Lock()
    before = lock.locked()
    with lock:
        inside = lock.locked()
        seen_by_another = play(lock.locked)[0]

    assert (before, inside, seen_by_another, lock.locked()) == (False, True, True, False)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase acquire` prints, in this order on every run.

    Docs: library/threading#threading.Lock.acquire
    """
    assert tell(acquire_demo.main) == [
        "MainThread | ⌛ the lock is held, and opens while I wait",
        "MainThread | ❌ acquire(False) says False",
        "MainThread | ✅ acquire() says True",
        "MainThread | 🚪 three wait: after each release() there are 1, 2, 3 inside",
    ]
