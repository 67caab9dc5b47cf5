"""🕳️ Check-then-act: between the look and the leap, the world changes.

The story is told, and runs, in showcase/pitfalls_and_errors/check_then_act_demo.py.
"""

import sys
from threading import Lock, RLock

import pytest

from showcase.pitfalls_and_errors import check_then_act_demo
from showcase.pitfalls_and_errors.check_then_act_demo import Cached, OpenDoor

A_LATE_LIST_WINS = sys.version_info < (3, 13, 12) or (3, 14) <= sys.version_info < (3, 14, 3)
"""python/cpython#142495: does the list of defaultdict's factory replace one that came meanwhile?"""


def test_two_unlocked_withdrawals_overdraw_the_account():
    """If two threads find 80 in an account before either takes 80 out, both are paid, and the
    balance is -80.

    Docs: library/threading#lock-objects
    """
    balance, paid = check_then_act_demo.balance_after_two_withdrawals(OpenDoor())
    assert (balance, paid) == (-80, [True, True])


@pytest.mark.parametrize(
    "make_lock", [pytest.param(Lock, id="Lock"), pytest.param(RLock, id="RLock")]
)
def test_a_withdrawal_that_checks_and_takes_under_one_lock_never_overdraws(make_lock):
    """If each thread checks the balance and takes the money out under one Lock or RLock, the second
    check comes after the first payment, and refuses the second one.

    Docs: library/threading#lock-objects
    """
    balance, paid = check_then_act_demo.balance_after_two_withdrawals(make_lock())
    assert (balance, paid) == (0, [True, False])


def test_two_threads_that_find_a_key_missing_make_its_value_twice():
    """`if key not in cache: cache[key] = make()`: if two threads find the key missing, two values
    are made, and one thread holds a value that is not in the cache.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert check_then_act_demo.two_ask_a_cache(OpenDoor()) == Cached(2, both_hold_the_same=False)


def test_setdefault_lets_all_threads_share_what_the_first_one_stored():
    """dict.setdefault() tests and stores in one step: if two threads have each made a value, both
    get the one that was stored first.

    Docs: builtins/stdtypes#dict.setdefault
    """
    shared = check_then_act_demo.two_ask_a_cache(OpenDoor(), use_setdefault=True)
    assert shared == Cached(made=2, both_hold_the_same=True)


def test_a_lock_around_check_and_make_makes_the_value_once():
    """If a Lock is held for both the test and the making, the value is made once, and both threads
    get it.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert check_then_act_demo.two_ask_a_cache(Lock()) == Cached(1, both_hold_the_same=True)


def test_two_appends_to_a_missing_key_of_a_defaultdict_may_lose_one():
    """defaultdict calls its factory, then stores: until 3.13.11 and in 3.14.0 to 3.14.2 that writes
    over a list that another thread filled meanwhile; newer Pythons keep the filled one.

    Docs: library/collections#collections.defaultdict.__missing__
    """
    survivors = ["first"] if A_LATE_LIST_WINS else ["second", "first"]
    assert check_then_act_demo.two_append_to_a_defaultdict(OpenDoor()) == survivors


@pytest.mark.parametrize(
    ("door", "use_setdefault", "kept"),
    [
        pytest.param(Lock(), False, ["first", "second"], id="one lock"),
        pytest.param(OpenDoor(), True, ["second", "first"], id="setdefault"),
    ],
)
def test_both_appends_are_kept_under_a_lock_and_with_setdefault(door, use_setdefault, kept):
    """With a Lock the second thread waits, and with dict.setdefault() the first thread gets the
    list that the second one has stored meanwhile: both appends are in one list.

    Docs: builtins/stdtypes#dict.setdefault
    """
    appended = check_then_act_demo.two_append_to_a_defaultdict(door, use_setdefault)
    assert appended == kept


def test_a_file_found_missing_is_written_over_when_another_thread_made_it():
    """exists() and then open(path, "w") are two steps: a file that another thread creates in
    between is written over.

    Docs: builtins/functions#open
    """
    assert check_then_act_demo.two_create_a_file("w") == (
        "first",
        ["wrote", "wrote", "saw it"],
    )


def test_open_for_exclusive_creation_tells_the_late_thread():
    """open(path, "x") tests and creates in one step: if another thread has created the file
    meanwhile, it raises FileExistsError and leaves the file as it is.

    Docs: builtins/functions#open
    """
    assert check_then_act_demo.two_create_a_file("x") == (
        "second",
        ["was told", "wrote", "saw it"],
    )


@pytest.mark.pins("queue.Queue.empty", "queue.Queue.get_nowait")
def test_a_queue_that_was_not_empty_raises_empty_a_moment_later():
    """Queue.empty() may be out of date when it returns: after it has returned False, get_nowait()
    may still raise Empty.

    Docs: library/queue#queue.Queue.empty
    """
    fates = check_then_act_demo.two_take_one_job(look_first=True)
    assert fates == ["Empty", "job", "saw that it is empty"]


@pytest.mark.pins("queue.Queue.get_nowait", "queue.Empty")
def test_taking_and_being_ready_for_empty_needs_no_look():
    """Queue.get_nowait() tests and takes in one step: it returns an item or raises Empty, so nobody
    has to call empty() before.

    Docs: library/queue#queue.Queue.get_nowait
    """
    assert check_then_act_demo.two_take_one_job(look_first=False) == ["Empty", "job", "Empty"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase check_then_act` prints, in this order on every run.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert tell(check_then_act_demo.main) == [
        "MainThread | ❌ no lock",
        "MainThread | 💰 160 paid out of 80: the balance is -80",
        "MainThread | 🔑 made 2, shared: False",
        f"MainThread | 🗂️ in the defaultdict: {'first' if A_LATE_LIST_WINS else 'second, first'}",
        "MainThread | ✅ one lock",
        "MainThread | 💰 80 paid out of 80: the balance is 0",
        "MainThread | 🔑 made 1, shared: True",
        "MainThread | 🗂️ in the defaultdict: first, second",
        "MainThread | ❌ exists(), open('w'): it says 'first', they ['wrote', 'wrote', 'saw it']",
        "MainThread | ✅ open('x'): it says 'second', they ['was told', 'wrote', 'saw it']",
        "MainThread | ❌ not empty(), then get_nowait(): ['Empty', 'job', 'saw that it is empty']",
        "MainThread | ✅ get_nowait(), and be ready for Empty: ['Empty', 'job', 'Empty']",
    ]
