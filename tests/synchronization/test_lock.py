"""🔒 Lock: one thread at a time.

The story is told, and runs, in showcase/synchronization/lock_demo.py.
"""

import sys
import threading
import time
from fractions import Fraction
from threading import TIMEOUT_MAX, BoundedSemaphore, Condition, Lock, RLock, Semaphore

import pytest

from showcase.synchronization import lock_demo
from showcase.synchronization.lock_demo import Observed, Visit
from showcase.utils.stage import PATIENCE, OpenDoor, may_enter, play

PURE = threading._PyRLock

BOTH_KEPT = Observed(balance=2, second_was_turned_away=True)
ONE_LOST = Observed(balance=1, second_was_turned_away=False)

every_lock = pytest.mark.parametrize(
    "make_lock",
    [
        pytest.param(Lock, id="Lock"),
        pytest.param(RLock, id="RLock"),
        pytest.param(PURE, id="RLock in pure Python"),
    ],
)
every_door = pytest.mark.parametrize(
    "make_lock",
    [
        pytest.param(Lock, id="Lock"),
        pytest.param(RLock, id="RLock"),
        pytest.param(PURE, id="RLock in pure Python"),
        pytest.param(Condition, id="Condition"),
        pytest.param(lambda: Condition(Lock()), id="Condition(Lock())"),
        pytest.param(lambda: Semaphore(1), id="Semaphore(1)"),
        pytest.param(lambda: BoundedSemaphore(1), id="BoundedSemaphore(1)"),
    ],
)

# ── Two threads and a door ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    "broken_twin",
    [
        lock_demo.without_a_lock,
        lock_demo.with_a_lock_each,
        lock_demo.with_a_semaphore,
    ],
    ids=lambda scenario: scenario.__name__,
)
def test_threads_that_share_no_lock_lose_a_deposit(broken_twin):
    """Without one Lock for both threads nobody is turned away: the second thread deposits between
    the read and the write of the first, which then overwrites that deposit.

    Docs: library/threading#lock-objects
    """
    assert broken_twin() == ONE_LOST


@pytest.mark.pins("threading.Lock", "threading.Lock.acquire(blocking)", "threading.Lock.release")
@every_door
def test_threads_that_share_a_lock_take_turns(make_lock):
    """While a thread holds the Lock, the one that comes second waits; then it reads what the first
    one wrote.

    Docs: library/threading#threading.Lock
    """
    assert lock_demo.with_one_shared_lock(make_lock) == BOTH_KEPT


@pytest.mark.parametrize(
    ("make_lock", "enters_again"),
    [pytest.param(Lock, False, id="Lock: no"), pytest.param(RLock, True, id="RLock: yes")],
)
def test_only_an_rlock_lets_its_holder_in_again(make_lock, enters_again):
    """A Lock refuses everyone while it is held; an RLock makes way for its owner.

    Docs: library/threading#rlock-objects
    """
    assert lock_demo.holder_may_enter_again(make_lock) is enters_again


# ── with ─────────────────────────────────────────────────────────────────────


@every_door
@pytest.mark.parametrize(
    ("work", "error"),
    [
        pytest.param(lock_demo.goes_well, "", id="no error"),
        pytest.param(lock_demo.goes_wrong, "it went wrong", id="an error"),
    ],
)
def test_a_with_block_acquires_and_releases(make_lock, work, error):
    """`with lock:` calls acquire() on entry and release() at the end, whether by an error or not;
    the error passes through. So it is for Lock, RLock, Condition and both semaphores.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    assert lock_demo.a_with_block(make_lock, work) == Visit(
        open_inside=False, open_after=True, error=error
    )


def test_a_with_block_around_an_open_door_keeps_nobody_out():
    """The broken twin: a `with` block around something that locks nothing lets another thread in.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    assert lock_demo.a_with_block(OpenDoor, lock_demo.goes_well).open_inside


@pytest.mark.pins("threading.Lock.release", "threading.Lock.locked")
@pytest.mark.parametrize(
    ("work", "still_held"),
    [
        pytest.param(lock_demo.goes_well, False, id="no error"),
        pytest.param(lock_demo.goes_wrong, True, id="an error"),
    ],
)
def test_an_error_jumps_over_release(work, still_held):
    """The broken twin: without `with`, an error between Lock.acquire() and Lock.release() leaves
    the Lock held for ever.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    assert lock_demo.held_after_acquire_and_release(work) is still_held


@every_door
def test_with_as_binds_what_acquire_returned(make_lock):
    """`with lock as it` binds True and not the lock: __enter__() is acquire().

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    with make_lock() as it:
        assert it is True


@pytest.mark.parametrize(
    "make_it",
    [
        pytest.param(threading.Event, id="Event"),
        pytest.param(lambda: threading.Barrier(1), id="Barrier"),
        pytest.param(threading.Thread, id="Thread"),
        pytest.param(lambda: threading.Timer(0, print), id="Timer"),
        pytest.param(threading.local, id="local"),
    ],
)
def test_what_has_no_acquire_and_release_is_no_context_manager(make_it):
    """Only a Lock, RLock, Condition, Semaphore or BoundedSemaphore can be used in a `with`
    statement: `with Event():` raises TypeError, or AttributeError in Python 3.10.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    refusal = TypeError if sys.version_info >= (3, 11) else AttributeError
    with pytest.raises(refusal), make_it():
        pass


# ── acquire() ────────────────────────────────────────────────────────────────


@every_lock
@pytest.mark.pins("threading.Lock.acquire(blocking, timeout)")
@pytest.mark.parametrize(
    ("arguments", "when_held"),
    [
        pytest.param({"blocking": False}, False, id="acquire(blocking=False)"),
        pytest.param({"blocking": False, "timeout": -1}, False, id="acquire(False, timeout=-1)"),
        pytest.param({"timeout": 0}, False, id="acquire(timeout=0)"),
        pytest.param({"timeout": 0.01}, False, id="acquire(timeout=0.01)"),
        pytest.param({"blocking": True, "timeout": 0.01}, False, id="acquire(True, timeout=0.01)"),
    ],
)
def test_acquire_tells_whether_it_got_the_lock(make_lock, arguments, when_held):
    """Lock.acquire() returns True with the lock, and False when it may not or no longer wait.

    Docs: library/threading#threading.Lock.acquire
    """
    lock = make_lock()

    assert lock.acquire(**arguments) is True
    assert play(lambda: lock.acquire(**arguments)) == [when_held]


@every_lock
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="acquire()"),
        pytest.param((True,), id="acquire(True)"),
        pytest.param((True, -1), id="acquire(True, -1)"),
        pytest.param((True, PATIENCE), id="acquire(True, timeout)"),
    ],
)
def test_a_thread_that_waits_gets_the_lock_when_it_is_released(make_lock, arguments):
    """Lock.acquire() that had to wait returns True, without a timeout, with -1 which is none, and
    with one that is not yet over.

    Docs: library/threading#threading.Lock.acquire
    """
    assert lock_demo.answer_after_a_wait(make_lock, *arguments) == (False, True)


@every_lock
@pytest.mark.pins("threading.Lock.acquire(timeout)")
def test_a_timed_acquire_waits_as_long_as_it_was_told(make_lock):
    """Lock.acquire(timeout=...) gives up when the time is over, and not before.

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
    """Lock.acquire() allows no timeout without blocking, no negative one except -1, and none
    beyond TIMEOUT_MAX; after the refusal the lock is as free as before.

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
    """Lock.acquire(timeout=Fraction(1, 2)) is fine since 3.15; before it is a TypeError.

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
    """Lock.acquire(0.5) is acquire(blocking=0.5), which waits for ever if it has to: any truth
    value will do since 3.12, while up to 3.11 it had to be an integer.

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
    """Of the threads that wait for a Lock, each Lock.release() allows one to proceed, and shuts
    the lock behind it.

    Docs: library/threading#threading.Lock.release
    """
    assert lock_demo.let_in_one_by_one(waiters=3) == [1, 2, 3]


@pytest.mark.pins("threading.Lock.release")
def test_any_thread_may_release_a_lock():
    """Lock.release() can be called from another thread than the one that acquired the Lock.

    Docs: library/threading#threading.Lock.release
    """
    lock = Lock()
    lock.acquire()
    play(lock.release)

    assert not lock.locked()


@pytest.mark.pins("threading.Lock.release", "threading.ThreadError")
@pytest.mark.parametrize("acquired", [0, 1])
def test_an_unlocked_lock_cannot_be_released(acquired):
    """Lock.release() on an unlocked Lock raises RuntimeError, once known as ThreadError.

    Docs: library/threading#threading.Lock.release
    """
    lock = Lock()
    for change in [lock.acquire, lock.release] * acquired:
        change()

    with pytest.raises(RuntimeError, match="release unlocked lock"):
        lock.release()
    assert threading.ThreadError is RuntimeError


@every_door
def test_release_returns_nothing(make_lock):
    """release() has no return value, whichever lock it belongs to.

    Docs: library/threading#threading.Lock.release
    """
    lock = make_lock()
    lock.acquire()

    assert lock.release() is None


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


# ── What a Lock is ───────────────────────────────────────────────────────────


@pytest.mark.pins("threading.Lock")
def test_lock_is_a_class_since_3_13():
    """Lock was a factory function up to 3.12; since 3.13 isinstance(lock, Lock) can be asked.

    Docs: library/threading#threading.Lock
    """
    assert isinstance(Lock, type) is (sys.version_info >= (3, 13))
    if sys.version_info >= (3, 13):
        assert isinstance(Lock(), Lock)


@pytest.mark.pins("threading.Lock")
def test_lock_takes_no_arguments():
    """A Lock is made unlocked, and there is nothing to say about it: Lock(True) is a TypeError.

    Docs: library/threading#threading.Lock
    """
    with pytest.raises(TypeError):
        Lock(True)
    assert not Lock().locked()


@pytest.mark.pins("threading.Lock", "threading.RLock")
@pytest.mark.parametrize("base", [Lock, RLock], ids=["Lock", "RLock"])
def test_lock_and_rlock_cannot_be_subclassed(base):
    """Lock cannot be the base of a class, neither as the function that it was nor as the class
    that it is since 3.13; nor can RLock, which is a function. Either raises TypeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError):
        type("LoudLock", (base,), {})
    assert issubclass(type("LoudRLock", (type(RLock()),), {}), type(RLock()))


def test_a_lock_shows_its_state():
    """repr() of a Lock says locked or unlocked.

    Docs: undocumented, and all supported Pythons agree.
    """
    lock = Lock()
    before = repr(lock)
    with lock:
        inside = repr(lock)

    assert before.startswith("<unlocked _thread.lock object at ")
    assert inside.startswith("<locked _thread.lock object at ")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase lock` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(lock_demo.main) == [
        "MainThread | 🚪 no lock",
        "first | I read 0",
        "second | I read 0",
        "second | I write 1",
        "first | I write 1",
        "MainThread | ❌ one deposit is lost: the balance is 1",
        "MainThread | 🔑 a lock for each thread",
        "first | I read 0",
        "second | I read 0",
        "second | I write 1",
        "first | I write 1",
        "MainThread | ❌ one deposit is lost: the balance is 1",
        "MainThread | 🎟️ a semaphore for 2",
        "first | I read 0",
        "second | I read 0",
        "second | I write 1",
        "first | I write 1",
        "MainThread | ❌ one deposit is lost: the balance is 1",
        "MainThread | 🔒 one lock, shared",
        "first | I read 0",
        "second | the door is shut, so I wait",
        "first | I write 1",
        "second | I read 1",
        "second | I write 2",
        "MainThread | ✅ both deposits are there: the balance is 2",
        "MainThread | 💥 an error between acquire() and release()",
        "MainThread | ❌ still held? True",
        "MainThread | 💥 an error inside `with lock:`",
        "MainThread | ✅ still held? False",
        "MainThread | 🔁 may the holder enter again?",
        "MainThread | Lock: False, RLock: True",
    ]
