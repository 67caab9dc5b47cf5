"""🧩 Broken invariant: each datum is guarded, and the rule between them is not.

The story is told, and runs, in showcase/pitfalls_and_errors/broken_invariant_demo.py.
"""

from threading import Lock, RLock

import pytest

from showcase.pitfalls_and_errors import broken_invariant_demo
from showcase.pitfalls_and_errors.broken_invariant_demo import Withdrawals


def test_a_lock_for_each_account_does_not_keep_the_rule_between_them():
    """Write skew: each of two threads checks what the other is about to change, under its own Lock.

    Docs: library/threading#lock-objects
    """
    done = broken_invariant_demo.two_withdrawals((Lock(), Lock()))
    assert done == Withdrawals([-40, -40], [True, True])


def test_one_lock_for_the_rule_keeps_it():
    """The second withdrawal finds the Lock shut, comes later, and sees what the first has done.

    Docs: library/threading#lock-objects
    """
    lock = Lock()
    done = broken_invariant_demo.two_withdrawals((lock, lock))
    assert done == Withdrawals([-40, 40], [True, False])


def test_two_values_that_are_stored_one_by_one_are_read_half_new():
    """A reader between two stores, and a store between two reads: neither raises, both are wrong.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert broken_invariant_demo.pairs_seen(one_tuple=False) == [(2, 1), (1, 2)]


def test_one_tuple_is_read_whole_whenever_it_is_read():
    """To store a reference is one step, and so is to read it: a tuple changes as a whole.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert broken_invariant_demo.pairs_seen(one_tuple=True) == [(1, 1), (1, 1)]


def test_an_rlock_lets_a_callback_in_where_the_rule_is_broken():
    """RLock keeps other threads out, and not its own: a callback sees 80 of 100 missing.

    Docs: library/threading#rlock-objects
    """
    assert broken_invariant_demo.sum_in_a_callback(RLock, at_the_end=False) == 20


@pytest.mark.parametrize("at_the_end", [False, True], ids=["in the middle", "at the end"])
def test_a_plain_lock_makes_that_callback_wait_for_its_own_thread(at_the_end):
    """With a Lock the mistake is a deadlock, wherever the callback is called under it.

    Docs: library/threading#lock-objects
    """
    assert broken_invariant_demo.sum_in_a_callback(Lock, at_the_end) is None


def test_a_callback_at_the_end_sees_the_rule_kept():
    """Under an RLock a callback may come when the change is complete.

    Docs: library/threading#rlock-objects
    """
    assert broken_invariant_demo.sum_in_a_callback(RLock, at_the_end=True) == 100


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase broken_invariant` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(broken_invariant_demo.main) == [
        "MainThread | ❌ a lock for each account: the balances are [-40, -40]",
        "MainThread | ✅ one lock for the rule: the balances are [-40, 40]",
        "MainThread | ❌ x and y: one reads (2, 1), another one (1, 2)",
        "MainThread | ✅ one tuple: one reads (1, 1), another one (1, 1)",
        "MainThread | ❌ a callback in the middle, under an RLock: 20",
        "MainThread | ✅ a callback at the end, under an RLock: 100",
    ]
