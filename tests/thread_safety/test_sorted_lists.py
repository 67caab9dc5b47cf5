"""🪜 Sorted lists: bisect and heapq compare step by step, and a lock keeps the steps together.

The story is told, and runs, in showcase/thread_safety/sorted_lists_demo.py.
"""

from threading import Lock

import pytest

from showcase.thread_safety import sorted_lists_demo
from showcase.thread_safety.sorted_lists_demo import Left, interrupted, is_a_heap, is_sorted
from showcase.utils.middle import Item


def test_an_insort_that_is_overtaken_puts_its_item_into_the_wrong_place():
    """bisect.insort() finds a position by comparing, and inserts there: what another thread inserts
    in between moves that position.

    Docs: library/bisect
    """
    assert interrupted("insort") == Left("None", "None", "a c b d f", in_order=False)


def test_a_heappush_that_is_overtaken_leaves_no_heap():
    """heapq.heappush() raises RuntimeError when the list changes its size during a comparison: the
    item is in the list, and in no order.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert interrupted("heappush") == Left("RuntimeError", "None", "b c f a d", in_order=False)


def test_a_heappop_that_is_overtaken_loses_an_item():
    """heapq.heappop() has taken the smallest item out when RuntimeError ends it: nobody gets it.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert interrupted("heappop") == Left("RuntimeError", "d", "f", in_order=True)


@pytest.mark.parametrize(
    ("name", "left"),
    [
        pytest.param("insort", Left("None", "None", "a b c d f", True), id="bisect.insort()"),
        pytest.param("heappush", Left("None", "None", "a b f d c", True), id="heapq.heappush()"),
        pytest.param("heappop", Left("b", "d", "f", True), id="heapq.heappop()"),
    ],
)
def test_under_a_lock_a_sorted_list_stays_sorted_and_a_heap_a_heap(name, left):
    """With a Lock around each call, the second thread's insort(), heappush() or heappop() begins to
    compare when the first one's is done.

    Docs: library/threading#lock-objects, library/bisect
    """
    assert interrupted(name, Lock()) == left


@pytest.mark.parametrize(
    ("letters", "answers"),
    [
        pytest.param("abc", (True, True), id="sorted, and a heap"),
        pytest.param("acb", (False, True), id="a heap"),
        pytest.param("bac", (False, False), id="neither"),
        pytest.param("abca", (False, False), id="a grandchild before its parent"),
    ],
)
def test_a_sorted_list_is_a_heap_and_a_heap_need_not_be_sorted(letters, answers):
    """What is judged here: sorted means that no item is before a smaller one, a heap that no item
    is smaller than its parent, which stands at half its position.

    Docs: library/heapq#theory
    """
    items = [Item(letter) for letter in letters]

    assert (is_sorted(items), is_a_heap(items)) == answers


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase sorted_lists` prints, in this order on every run.

    Docs: library/bisect
    """
    assert tell(sorted_lists_demo.main) == [
        "MainThread | ❌ no lock, insort: None, None → a c b d f, out of order",
        "MainThread | ✅ a lock, insort: None, None → a b c d f, in order",
        "MainThread | ❌ no lock, heappush: RuntimeError, None → b c f a d, out of order",
        "MainThread | ✅ a lock, heappush: None, None → a b f d c, in order",
        "MainThread | ❌ no lock, heappop: RuntimeError, d → f, in order",
        "MainThread | ✅ a lock, heappop: b, d → f, in order",
    ]
