"""🧩 Broken invariant: each datum is guarded, and the rule between them is not.

The story is told, and runs, in showcase/pitfalls_and_errors/broken_invariant_demo.py.
"""

from threading import Lock, RLock

import pytest

from showcase.pitfalls_and_errors import broken_invariant_demo
from showcase.pitfalls_and_errors.broken_invariant_demo import Withdrawals


def test_a_lock_for_each_account_does_not_keep_the_rule_between_them():
    """Write skew: if a rule ties two accounts together, and each has a Lock of its own, two threads
    may both find the rule kept, each change one account, and break it.

    Docs: library/threading#lock-objects
    """
    done = broken_invariant_demo.two_withdrawals((Lock(), Lock()))
    assert done == Withdrawals([-40, -40], [True, True])


def test_one_lock_for_the_rule_keeps_it():
    """If one Lock guards both accounts, the second withdrawal is checked when the first one is
    complete, and is refused.

    Docs: library/threading#lock-objects
    """
    lock = Lock()
    done = broken_invariant_demo.two_withdrawals((lock, lock))
    assert done == Withdrawals([-40, 40], [True, False])


def test_two_values_that_are_stored_one_by_one_are_read_half_new():
    """If two values are stored one after the other, a thread that reads both in between gets a new
    and an old one, and so does a thread that is between its two reads when they are stored.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    between_stores, between_reads = broken_invariant_demo.pairs_seen(one_tuple=False)
    assert (between_stores, between_reads) == ((2, 1), (1, 2))


def test_one_tuple_is_read_whole_whenever_it_is_read():
    """A reference is stored in one step and read in one step: a thread that reads a pair as one
    tuple gets two values that belong together.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    between_stores, between_reads = broken_invariant_demo.pairs_seen(one_tuple=True)
    assert (between_stores, between_reads) == ((1, 1), (1, 1))


def test_an_rlock_lets_a_callback_in_where_the_rule_is_broken():
    """An RLock lets its owner in again: a callback in the middle of a transfer takes the lock as
    well, and sees 80 of 100 missing.

    Docs: library/threading#rlock-objects
    """
    assert broken_invariant_demo.sum_in_a_callback(RLock, at_the_end=False) == 20


@pytest.mark.parametrize("at_the_end", [False, True], ids=["in the middle", "at the end"])
def test_a_plain_lock_makes_that_callback_wait_for_its_own_thread(at_the_end):
    """A callback that takes a plain Lock which its own thread holds already would wait for ever, in
    the middle of a transfer and at its end.

    Docs: library/threading#lock-objects
    """
    assert broken_invariant_demo.sum_in_a_callback(Lock, at_the_end) is None


def test_a_callback_at_the_end_sees_the_rule_kept():
    """A callback that is called under an RLock when the transfer is complete takes the lock as
    well, and sees all of the 100.

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
