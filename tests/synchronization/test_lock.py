"""🔒 Lock: one thread at a time.

The story is told, and runs, in showcase/synchronization/lock_demo.py.
"""

import copy
import pickle
import sys
import threading
import weakref
from threading import BoundedSemaphore, Condition, Lock, RLock, Semaphore

import pytest

from showcase.synchronization import lock_demo
from showcase.synchronization.lock_demo import Observed, Visit
from showcase.utils.stage import OpenDoor

PURE = threading._PyRLock

BOTH_KEPT = Observed(balance=2, second_was_turned_away=True)
ONE_LOST = Observed(balance=1, second_was_turned_away=False)

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
    """While a thread holds the Lock, a second thread waits, and then reads what the first one has
    written.

    Docs: library/threading#threading.Lock
    """
    assert lock_demo.with_one_shared_lock(make_lock) == BOTH_KEPT


@pytest.mark.parametrize(
    ("make_lock", "enters_again"),
    [pytest.param(Lock, False, id="Lock: no"), pytest.param(RLock, True, id="RLock: yes")],
)
def test_only_an_rlock_lets_its_holder_in_again(make_lock, enters_again):
    """A held Lock refuses every thread, its holder too; an RLock lets its owner acquire it again.

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
    """`with lock:` calls acquire() on entry and release() on exit, also when the block raises, and
    lets that error pass. This is so for Lock, RLock, Condition and both semaphores.

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


@pytest.mark.parametrize(
    ("make_lock", "refusal"),
    [
        *((make, RuntimeError) for make in (Lock, RLock, PURE, Condition)),
        (BoundedSemaphore, ValueError),
    ],
)
def test_a_release_inside_a_with_block_is_noticed_at_its_end(make_lock, refusal):
    """If the block of `with lock:` releases the lock itself, the second release(), at the end of
    the block, raises: RuntimeError for a Lock, RLock or Condition, ValueError for a
    BoundedSemaphore.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    inside, lock = [], make_lock()
    with pytest.raises(refusal):
        with lock:
            lock.release()
            inside.append("went on")
    assert inside == ["went on"]


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
    """Event, Barrier, Thread, Timer and local have no acquire() and release() and cannot be used in
    a `with` statement: `with Event():` raises TypeError, or AttributeError in Python 3.10.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    refusal = TypeError if sys.version_info >= (3, 11) else AttributeError
    with pytest.raises(refusal), make_it():
        pass


@every_door
def test_release_returns_nothing(make_lock):
    """release() of a Lock, RLock, Condition, Semaphore or BoundedSemaphore returns None.

    Docs: library/threading#threading.Lock.release, library/threading#threading.RLock.release,
    library/threading#threading.Condition.release
    """
    lock = make_lock()
    lock.acquire()

    assert lock.release() is None


# ── What a Lock is ───────────────────────────────────────────────────────────


@pytest.mark.pins("threading.Lock")
def test_lock_is_a_class_since_3_13():
    """Lock is a factory function up to Python 3.12, and since 3.13 a class, so that
    isinstance(lock, Lock) works.

    Docs: library/threading#threading.Lock
    """
    assert isinstance(Lock, type) is (sys.version_info >= (3, 13))
    if sys.version_info >= (3, 13):
        assert isinstance(Lock(), Lock)


@pytest.mark.pins("threading.Lock")
def test_lock_takes_no_arguments():
    """Lock() takes no arguments, so Lock(True) raises TypeError, and a new Lock is unlocked.

    Docs: library/threading#threading.Lock
    """
    with pytest.raises(TypeError):
        Lock(True)
    assert not Lock().locked()


@pytest.mark.pins("threading.Lock", "threading.RLock")
@pytest.mark.parametrize("base", [Lock, RLock], ids=["Lock", "RLock"])
def test_lock_and_rlock_cannot_be_subclassed(base):
    """A class with Lock or RLock as its base raises TypeError: RLock is a function, as Lock is up
    to Python 3.12, and the class Lock allows no subclass. The class of an RLock object allows one.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError):
        type("LoudLock", (base,), {})
    assert issubclass(type("LoudRLock", (type(RLock()),), {}), type(RLock()))


@pytest.mark.parametrize(
    "make",
    [
        *(Lock, RLock, PURE, Condition, Semaphore, BoundedSemaphore),
        *(threading.Event, threading.Thread, threading.local),
        pytest.param(lambda: threading.Barrier(1), id="Barrier"),
        pytest.param(lambda: threading.Timer(30, print), id="Timer"),
    ],
)
@pytest.mark.parametrize("duplicate", [copy.deepcopy, pickle.dumps], ids=["deepcopy", "pickle"])
def test_what_threads_share_can_be_neither_copied_nor_pickled(make, duplicate):
    """copy.deepcopy() and pickle.dumps() of a Lock raise TypeError, and so they do for each object
    that has a Lock inside: to share it is its purpose.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="cannot pickle '_thread"):
        duplicate(make())


@every_door
def test_a_lock_can_be_referred_to_weakly(make_lock):
    """weakref.ref() takes a Lock, so that a WeakValueDictionary can keep one for each key as long
    as somebody uses it.

    Docs: undocumented, and all supported Pythons agree.
    """
    lock = make_lock()
    assert weakref.ref(lock)() is lock


def test_a_lock_shows_its_state():
    """repr() of a Lock says whether it is locked or unlocked.

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
