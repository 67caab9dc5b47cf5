"""🔒 Lock: one thread at a time.

The story is told, and runs, in showcase/synchronization/lock_demo.py.
"""

from threading import BoundedSemaphore, Condition, Lock, RLock, Semaphore

import pytest

from showcase.synchronization import lock_demo
from showcase.synchronization.lock_demo import Observed

BOTH_KEPT = Observed(balance=2, second_was_turned_away=True)
ONE_LOST = Observed(balance=1, second_was_turned_away=False)


@pytest.mark.parametrize(
    "broken_twin",
    [
        lock_demo.without_a_lock,
        lock_demo.with_a_lock_each,
        lock_demo.with_a_semaphore_for_two,
    ],
    ids=lambda scenario: scenario.__name__,
)
def test_threads_that_share_no_lock_lose_a_deposit(broken_twin):
    """Nobody is turned away, so the first thread writes over a read gone stale.

    Docs: library/threading#lock-objects
    """
    assert broken_twin() == ONE_LOST


@pytest.mark.pins("threading.Lock", "threading.Lock.acquire(blocking)", "threading.Lock.release")
@pytest.mark.parametrize(
    "make_lock",
    [
        pytest.param(Lock, id="Lock"),
        pytest.param(RLock, id="RLock"),
        pytest.param(Condition, id="Condition"),
        pytest.param(lambda: Semaphore(1), id="Semaphore(1)"),
        pytest.param(lambda: BoundedSemaphore(1), id="BoundedSemaphore(1)"),
    ],
)
def test_threads_that_share_a_lock_take_turns(make_lock):
    """The thread that comes second waits, and then sees what the first one wrote.

    Docs: library/threading#threading.Lock
    """
    assert lock_demo.with_one_shared_lock(make_lock) == BOTH_KEPT


@pytest.mark.pins("threading.Lock.locked")
def test_a_with_block_gives_the_lock_back_after_an_error():
    """An error cannot jump over the end of a `with` block, as it can over `release()`.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    assert lock_demo.still_held_after_an_error_before_release()
    assert not lock_demo.still_held_after_an_error_in_a_with_block()


@pytest.mark.parametrize(
    ("make_lock", "enters_again"),
    [pytest.param(Lock, False, id="Lock: no"), pytest.param(RLock, True, id="RLock: yes")],
)
def test_only_an_rlock_lets_its_holder_in_again(make_lock, enters_again):
    """A Lock refuses everyone while it is held; an RLock makes way for its owner.

    Docs: library/threading#rlock-objects
    """
    assert lock_demo.holder_may_enter_again(make_lock) is enters_again


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
        "MainThread | 🎟️ a semaphore for two",
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
