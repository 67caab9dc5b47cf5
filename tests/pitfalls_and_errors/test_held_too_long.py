"""🐌 Held too long: the lock is right, and everybody stands in line behind it.

The story is told, and runs, in showcase/pitfalls_and_errors/held_too_long_demo.py.
"""

from threading import Lock

import pytest

from showcase.pitfalls_and_errors import held_too_long_demo
from showcase.utils.stage import OpenDoor

ANSWERS = {"Ann": 3, "Bob": 6}


def test_a_slow_call_under_a_lock_is_one_call_at_a_time():
    """Who holds a Lock during I/O makes all others wait for that I/O as well.

    Docs: library/threading#lock-objects
    """
    lock = Lock()
    assert held_too_long_demo.two_slow_calls(lock, lock) == (1, ANSWERS)


def test_a_slow_call_outside_the_lock_leaves_it_to_others():
    """Make the call first, and take the Lock for what is to be done with its answer.

    Docs: library/threading#lock-objects
    """
    assert held_too_long_demo.two_slow_calls(OpenDoor(), OpenDoor()) == (2, ANSWERS)


def test_a_lock_for_each_datum_lets_unrelated_work_go_on():
    """Two Locks for two things (striped locks): whoever holds one does not keep the other shut.

    Docs: library/threading#lock-objects
    """
    assert held_too_long_demo.two_slow_calls(Lock(), Lock()) == (2, ANSWERS)


def test_the_fair_lock_of_the_convoy_is_a_lock():
    """The fair lock of the scenario behaves as a Lock: it is taken once, says so, refuses the next
    one who does not wait, and opens again.

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
    """A convoy: two threads that always want the same lock hand it over after every step.

    Docs: library/threading#lock-objects
    """
    assert held_too_long_demo.waits_in_line(steps, batch=1) == (2 * steps, 2 * steps - 1)


@pytest.mark.parametrize(("batch", "waits"), [(5, 7), (10, 3), (20, 1)])
def test_a_batch_under_the_lock_is_a_wait_for_each_batch(batch, waits):
    """With a batch of steps under the Lock, two threads do the same work with fewer hand-overs.

    Docs: library/threading#lock-objects
    """
    assert held_too_long_demo.waits_in_line(steps=20, batch=batch) == (40, waits)


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
