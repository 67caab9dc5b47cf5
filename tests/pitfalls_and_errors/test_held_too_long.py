"""🐌 Held too long: the lock is right, and everybody stands in line behind it.

The story is told, and runs, in showcase/pitfalls_and_errors/held_too_long_demo.py.
"""

from threading import Lock

import pytest

from showcase.pitfalls_and_errors import held_too_long_demo
from showcase.utils.stage import OpenDoor

ANSWERS = {"Ann": 3, "Bob": 6}


def test_a_slow_call_under_a_lock_is_one_call_at_a_time():
    """If a thread holds a Lock during a slow call, another thread that needs the Lock for its own
    call has to wait: there is one call at a time.

    Docs: library/threading#lock-objects
    """
    lock = Lock()
    at_once, answers = held_too_long_demo.two_slow_calls(lock, lock)
    assert (at_once, answers) == (1, ANSWERS)


def test_a_slow_call_outside_the_lock_leaves_it_to_others():
    """If two threads make their slow calls without a Lock, both calls run at the same time.

    Docs: library/threading#lock-objects
    """
    at_once, answers = held_too_long_demo.two_slow_calls(OpenDoor(), OpenDoor())
    assert (at_once, answers) == (2, ANSWERS)


def test_a_lock_for_each_datum_lets_unrelated_work_go_on():
    """If each datum has a Lock of its own (striped locks), threads that use different data do not
    wait for each other.

    Docs: library/threading#lock-objects
    """
    at_once, answers = held_too_long_demo.two_slow_calls(Lock(), Lock())
    assert (at_once, answers) == (2, ANSWERS)


def test_the_fair_lock_of_the_convoy_is_a_lock():
    """FairLock behaves as a Lock: locked() tells whether it is held, acquire(blocking=False)
    returns False while it is, and release() opens it.

    Docs: library/threading#lock-objects
    """
    lock = held_too_long_demo.FairLock()
    said = [
        lock.locked(),
        lock.acquire(blocking=False),
        lock.locked(),
        lock.acquire(blocking=False),
    ]
    lock.release()
    assert (said, lock.locked(), lock.waits) == ([False, True, True, False], False, 0)


@pytest.mark.parametrize("steps", [10, 20])
def test_a_lock_for_each_small_step_is_a_wait_for_each_step(steps):
    """A lock convoy: if two threads take the same lock for each small step, every step but the
    first begins with a wait.

    Docs: library/threading#lock-objects
    """
    total, waits = held_too_long_demo.waits_in_line(steps, batch=1)
    assert (total, waits) == (2 * steps, 2 * steps - 1)


@pytest.mark.parametrize(("batch", "waits"), [(5, 7), (10, 3), (20, 1)])
def test_a_batch_under_the_lock_is_a_wait_for_each_batch(batch, waits):
    """If two threads make a batch of steps each time that they hold the lock, every batch but the
    first begins with a wait, and the work is the same.

    Docs: library/threading#lock-objects
    """
    total, waited = held_too_long_demo.waits_in_line(steps=20, batch=batch)
    assert (total, waited) == (40, waits)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase held_too_long` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(held_too_long_demo.main) == [
        "MainThread | ❌ a slow call under the lock: 1 at a time",
        "MainThread | ✅ a slow call outside the lock: 2 at a time",
        "MainThread | ✅ a lock for each: 2 at a time",
        "MainThread | ❌ 40 steps, 1 under each lock: 39 waits",
        "MainThread | ✅ 40 steps, 10 under each lock: 3 waits",
    ]
