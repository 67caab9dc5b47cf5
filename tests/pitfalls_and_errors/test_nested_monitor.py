"""🪆 Nested monitor: a wait opens one lock, and there are more of them than one.

The story is told, and runs, in showcase/pitfalls_and_errors/nested_monitor_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import nested_monitor_demo


@pytest.mark.pins("threading.Condition.wait")
def test_a_wait_under_a_second_lock_locks_the_notifier_out():
    """Condition.wait() releases the lock of the Condition and no other: if the waiter also holds a
    Lock that the notifier has to take first, the notifier cannot come in.

    Docs: library/threading#threading.Condition.wait
    """
    let_in, got = nested_monitor_demo.put_while_a_taker_waits(one_lock=False)
    assert (let_in, got) == (False, "an item")


@pytest.mark.pins("threading.Condition(lock)")
def test_a_condition_on_the_one_lock_lets_the_notifier_in():
    """Condition(lock) makes wait() release that very lock, so a notifier that has to take it can
    come in.

    Docs: library/threading#threading.Condition, library/threading#threading.Condition.wait
    """
    let_in, got = nested_monitor_demo.put_while_a_taker_waits(one_lock=True)
    assert (let_in, got) == (True, "an item")


@pytest.mark.parametrize("levels", [0, 1, 4])
def test_a_wait_in_the_middle_of_a_change_shows_others_half_of_it(levels):
    """Condition.wait() releases an RLock at all levels of recursion: if the caller, or a function
    that has called it, is in the middle of a change, another thread sees half of that change.

    Docs: library/threading#threading.Condition.wait
    """
    *meanwhile, a, b = nested_monitor_demo.audit_during_a_transfer(wait_first=False, levels=levels)
    assert (meanwhile, [a, b]) == ([20, 0], [20, 80])


def test_a_wait_before_the_first_change_shows_nothing_half_done():
    """If a thread calls Condition.wait() before its first change, another thread that takes the
    lock meanwhile sees a consistent state.

    Docs: library/threading#threading.Condition.wait
    """
    *meanwhile, a, b = nested_monitor_demo.audit_during_a_transfer(wait_first=True)
    assert (meanwhile, [a, b]) == ([100, 0], [20, 80])


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase nested_monitor` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(nested_monitor_demo.main) == [
        "MainThread | ❌ a lock inside a lock: is the putter let in? False; at last: an item",
        "MainThread | ✅ one lock: is the putter let in? True; at last: an item",
        "MainThread | ❌ wait in the middle: the auditor sees [20, 0], then it is [20, 80]",
        "MainThread | ✅ wait, then change: the auditor sees [100, 0], then it is [20, 80]",
    ]
