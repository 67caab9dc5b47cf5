"""📜 What a list promises: append and pop are atomic, a search or a sort is not.

The story is told, and runs, in showcase/thread_safety/list_guarantees_demo.py.
"""

import sys
from collections import deque
from threading import Lock

import pytest

from showcase.thread_safety import list_guarantees_demo
from showcase.thread_safety.list_guarantees_demo import Left, interrupted
from showcase.utils.middle import Item


def test_an_index_may_be_out_of_date_when_it_is_returned():
    """list.index() finds an item and returns its position: when another thread inserts an item
    before it meanwhile, another item stands at that position.

    Docs: builtins/threadsafety#thread-safety-for-list-objects
    """
    assert interrupted("items[index(a)]") == Left(Item("new"), None, "new a b c")


def test_remove_takes_away_what_stands_there_by_now():
    """list.remove() compares, and then deletes by position: an item that was inserted before the
    match in between is removed instead of it.

    Docs: builtins/threadsafety#thread-safety-for-list-objects
    """
    assert interrupted("remove(a)") == Left(None, None, "a b c")


@pytest.mark.parametrize(
    ("search", "left"),
    [
        pytest.param("count(a)", Left(2, None, "a b c a"), id="count()"),
        pytest.param("index(c)", Left(3, None, "new a b c"), id="index()"),
        pytest.param("new in items", Left(True, None, "a b c new"), id="in"),
    ],
)
def test_a_search_finds_what_came_while_it_was_under_way(search, left):
    """list.count() and `in` walk to the end that the list has by then, and list.index() to the
    place at which the item stands by then.

    Docs: builtins/threadsafety#thread-safety-for-list-objects
    """
    assert interrupted(search) == left


def test_a_list_is_empty_for_others_while_it_is_sorted():
    """list.sort() hides its items: another thread sees a length of 0, and the sort does not mind.

    Docs: builtins/threadsafety#thread-safety-for-list-objects, builtins/stdtypes#list.sort
    """
    assert interrupted("sort()") == Left(None, 0, "a b c")


def test_an_extend_from_a_generator_can_be_seen_and_split_half_way():
    """list.extend() appends what a generator yields one by one: another thread's item gets between.

    Docs: builtins/threadsafety#thread-safety-for-list-objects
    """
    assert interrupted("extend(generator)") == Left(None, None, "a b c x new y")


def test_an_extend_from_a_list_stays_together():
    """items.extend([*generator]) draws from the generator first, and adds the list in one step.

    Docs: builtins/threadsafety#thread-safety-for-list-objects
    """
    assert interrupted("extend([*generator])") == Left(None, None, "a b c new x y")


def test_a_slice_assignment_from_a_generator_replaces_what_came_meanwhile():
    """items[:] = generator: an item that another thread appends while the generator runs is
    replaced, since 3.13 and python/cpython#120384, which older versions got in later patches; in
    those without it the bounds were computed before, and the new item stays at the end.

    Docs: undocumented, and Pythons without that change differ as said.
    """
    left = interrupted("items[:] = generator")
    possible = ["x y"] if sys.version_info >= (3, 13) else ["x y", "x y new"]

    assert left in [Left(None, None, items) for items in possible]


def test_two_lists_that_were_never_equal_can_compare_equal():
    """`left == right` compares item by item: the first pair before the change, the second after.

    Docs: builtins/threadsafety#thread-safety-for-list-objects
    """
    assert list_guarantees_demo.compared_while_changed() == [False, True, False]


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("items[index(a)]", Left(Item("a"), None, "new a b c"), id="items[index()]"),
        pytest.param("index(c)", Left(2, None, "new a b c"), id="index()"),
        pytest.param("remove(a)", Left(None, None, "new b c"), id="remove()"),
        pytest.param("count(a)", Left(1, None, "a b c a"), id="count()"),
        pytest.param("new in items", Left(False, None, "a b c new"), id="in"),
        pytest.param("sort()", Left(None, 3, "a b c"), id="sort()"),
        pytest.param("extend(generator)", Left(None, None, "a b c x y new"), id="extend()"),
        pytest.param("items[:] = generator", Left(None, None, "x y new"), id="slice"),
    ],
)
def test_under_a_lock_nobody_comes_into_the_middle(name, left):
    """With a Lock around each operation, another thread changes the list before or after a search,
    a sort or an extend(), never in the middle of it.

    Docs: library/threading#lock-objects
    """
    assert interrupted(name, Lock()) == left


def test_under_a_lock_a_comparison_is_true_only_if_it_was_true_at_some_time():
    """Under a Lock, a thread that changes a list waits until `left == right` has compared all
    items: two lists that were never equal do not compare equal.

    Docs: library/threading#lock-objects
    """
    assert list_guarantees_demo.compared_while_changed(Lock()) == [False, False, False]


@pytest.mark.parametrize(
    ("make", "clear"),
    [
        pytest.param(list, list.clear, id="list"),
        pytest.param(dict.fromkeys, dict.clear, id="dict"),
        pytest.param(set, set.clear, id="set"),
        pytest.param(deque, deque.clear, id="deque"),
    ],
)
def test_clear_is_seen_as_one_step_even_by_destructors(make, clear):
    """clear() of a list, dict, set or deque empties it, and only then are the items destroyed: none
    of them sees another one still in it. A loop of pop() or popitem() is seen step by step.

    Docs: builtins/threadsafety#thread-safety-for-list-objects,
        builtins/threadsafety#thread-safety-for-dict-objects,
        builtins/threadsafety#thread-safety-for-set-objects
    """
    by_pop = list_guarantees_demo.seen_by_destructors(make, list_guarantees_demo.pop_one_by_one)

    assert by_pop == [2, 1, 0]
    assert list_guarantees_demo.seen_by_destructors(make, clear) == [0, 0, 0]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase list_guarantees` prints, in this order on every run.

    Docs: builtins/threadsafety#thread-safety-for-list-objects
    """
    replaced = interrupted("items[:] = generator").items  # differs, as said above

    assert tell(list_guarantees_demo.main) == [
        "MainThread | ❌ no lock, items[index(a)]: new, None → new a b c",
        "MainThread | ✅ a lock, items[index(a)]: a, None → new a b c",
        "MainThread | ❌ no lock, index(c): 3, None → new a b c",
        "MainThread | ✅ a lock, index(c): 2, None → new a b c",
        "MainThread | ❌ no lock, remove(a): None, None → a b c",
        "MainThread | ✅ a lock, remove(a): None, None → new b c",
        "MainThread | ❌ no lock, count(a): 2, None → a b c a",
        "MainThread | ✅ a lock, count(a): 1, None → a b c a",
        "MainThread | ❌ no lock, new in items: True, None → a b c new",
        "MainThread | ✅ a lock, new in items: False, None → a b c new",
        "MainThread | ❌ no lock, sort(): None, 0 → a b c",
        "MainThread | ✅ a lock, sort(): None, 3 → a b c",
        "MainThread | ❌ no lock, extend(generator): None, None → a b c x new y",
        "MainThread | ✅ a lock, extend(generator): None, None → a b c x y new",
        "MainThread | ❌ no lock, extend([*generator]): None, None → a b c new x y",
        "MainThread | ✅ a lock, extend([*generator]): None, None → a b c x y new",
        f"MainThread | ❌ no lock, items[:] = generator: None, None → {replaced}",
        "MainThread | ✅ a lock, items[:] = generator: None, None → x y new",
        "MainThread | ❌ no lock, left == right: before, said, after: [False, True, False]",
        "MainThread | ✅ a lock, left == right: before, said, after: [False, False, False]",
        "MainThread | ❌ pop() in a loop, seen in between: [2, 1, 0]",
        "MainThread | ✅ clear(), seen in between: [0, 0, 0]",
    ]
