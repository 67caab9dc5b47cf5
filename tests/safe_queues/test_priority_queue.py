"""🚑 PriorityQueue: the smallest comes out first.

The story is told, and runs, in showcase/safe_queues/priority_queue_demo.py.
"""

from queue import Full, PriorityQueue, Queue

import pytest

from showcase.safe_queues import priority_queue_demo
from showcase.safe_queues.priority_queue_demo import (
    Observed,
    PrioritizedItem,
    behind_a_counter,
    behind_a_label,
    order_of_equals,
    plain_pairs,
    treated,
    two_of_equal_priority,
)


def test_a_plain_queue_lets_the_urgent_wait_their_turn():
    """A FIFO Queue does not look at a priority.

    Docs: library/queue#queue.Queue
    """
    assert treated(Queue) == [(4, "cold"), (3, "cough"), (2, "broken leg"), (1, "heart")]


@pytest.mark.pins("queue.PriorityQueue")
def test_a_priority_queue_serves_the_lowest_number_first():
    """PriorityQueue.get() returns the lowest entry that waits; a job begun is not interrupted.

    Docs: library/queue#queue.PriorityQueue
    """
    assert treated(PriorityQueue) == [(4, "cold"), (1, "heart"), (2, "broken leg"), (3, "cough")]


@pytest.mark.pins("queue.PriorityQueue")
def test_each_get_returns_what_min_would_return():
    """PriorityQueue.get() retrieves min(entries), in whatever order they were put.

    Docs: library/queue#queue.PriorityQueue
    """
    q, entries = PriorityQueue(), [5, 1, 4, 1, 3, 9, 2, 6]
    for entry in entries:
        q.put(entry)
    for _ in range(8):
        lowest = min(entries)
        assert q.get_nowait() == lowest
        entries.remove(lowest)


def test_an_entry_may_come_in_between():
    """A PriorityQueue that is half read serves a lower entry first that was put only now.

    Docs: library/queue#queue.PriorityQueue
    """
    q = PriorityQueue()
    for entry in (3, 5):
        q.put(entry)
    taken = [q.get()]
    q.put(4)
    assert [*taken, q.get(), q.get()] == [3, 4, 5]


def test_a_tie_is_broken_by_comparing_the_data():
    """PriorityQueue compares whole entries: of two equal numbers the lower data comes first.

    Docs: library/queue#queue.PriorityQueue, reference/expressions#value-comparisons
    """
    q = PriorityQueue()
    q.put((1, "b"))
    q.put((1, "a"))
    assert [q.get(), q.get()] == [(1, "a"), (1, "b")]


def test_data_that_cannot_be_compared_makes_put_fail_with_the_item_in():
    """PriorityQueue.put() raises TypeError at a tie of incomparable data, after the entry went in.

    Docs: undocumented, and all supported Pythons agree.
    """
    failed = Observed(error="TypeError", items_in=2, unfinished=1)
    assert two_of_equal_priority(plain_pairs()) == failed


def test_the_item_of_a_failed_put_is_delivered_and_its_task_done_refused():
    """A PriorityQueue delivers the entry of a put() that raised, and counts it for nobody.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = PriorityQueue()
    q.put(1)
    with pytest.raises(TypeError):
        q.put("one")
    assert [q.get_nowait(), q.get_nowait()] == [1, "one"]
    q.task_done()
    with pytest.raises(ValueError):
        q.task_done()


def test_a_failed_put_leaves_the_mutex_free():
    """PriorityQueue.put() gives its mutex back when a comparison raises, so others go on.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    q = PriorityQueue()
    q.put(1)
    with pytest.raises(TypeError):
        q.put(None)
    assert not q.mutex.locked()


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(behind_a_counter, id="(priority, n, job)"),
        pytest.param(behind_a_label, id="PrioritizedItem(priority, job)"),
    ],
)
def test_data_that_is_never_compared_may_be_anything(wrap):
    """PriorityQueue takes jobs of equal priority whose entries compare by something else.

    Docs: library/queue#queue.PriorityQueue
    """
    assert two_of_equal_priority(wrap()) == Observed("none", items_in=2, unfinished=2)


def test_a_counter_makes_equals_first_come_first_served():
    """(priority, n, job) with a counter n keeps equals of a PriorityQueue in order of arrival.

    Docs: library/heapq#priority-queue-implementation-notes
    """
    assert order_of_equals(behind_a_counter(), "dacbfe") == list("dacbfe")


def test_without_a_counter_the_order_of_equals_is_not_that_of_arrival():
    """PriorityQueue is not stable: of entries that compare as equal any may come first.

    Docs: library/heapq#priority-queue-implementation-notes
    """
    out = order_of_equals(behind_a_label(), "dacb")
    assert sorted(out) == ["a", "b", "c", "d"]
    assert out != ["d", "a", "c", "b"]


def test_the_recipe_compares_the_priority_alone():
    """PrioritizedItem, an entry for a PriorityQueue, is ordered by its priority alone: its item is
    excluded (compare=False).

    Docs: library/queue#queue.PriorityQueue, library/dataclasses#dataclasses.field
    """
    assert PrioritizedItem(1, object()) < PrioritizedItem(2, object())
    assert PrioritizedItem(1, "a") == PrioritizedItem(1, "b")


def test_none_is_no_sentinel_among_numbers():
    """None compares with nothing, so PriorityQueue.put(None) raises TypeError where items are in.

    Docs: reference/expressions#value-comparisons
    """
    q = PriorityQueue()
    q.put((1, "job"))
    with pytest.raises(TypeError):
        q.put(None)


def test_a_sentinel_of_the_lowest_urgency_comes_after_all_items():
    """A PriorityQueue delivers (inf,) last, even if it is put first; so it can say that was all.

    Docs: library/queue#queue.PriorityQueue
    """
    q, sentinel = PriorityQueue(), (float("inf"),)
    for entry in (sentinel, (2, "b"), (1, "a")):
        q.put(entry)
    assert [q.get(), q.get(), q.get()] == [(1, "a"), (2, "b"), sentinel]


@pytest.mark.pins("queue.PriorityQueue(maxsize)")
def test_urgency_does_not_open_a_full_queue():
    """A PriorityQueue orders what is in; a full one refuses even the most urgent entry.

    Docs: library/queue#queue.PriorityQueue
    """
    q = PriorityQueue(maxsize=1)
    q.put((9, "can wait"))
    with pytest.raises(Full):
        q.put_nowait((0, "urgent"))


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase priority_queue` prints, in this order on every run.

    Docs: library/queue#queue.PriorityQueue
    """
    assert tell(priority_queue_demo.main) == [
        "MainThread | 🚶 ❌ Queue: who came first",
        "MainThread | treated: cold, cough, broken leg, heart",
        "MainThread | 🚑 ✅ PriorityQueue: who needs it most",
        "MainThread | treated: cold, heart, broken leg, cough",
        "MainThread | 🧩 ❌ (1, job) twice",
        "MainThread | error: TypeError, items in: 2, counted: 1",
        "MainThread | 🔢 ✅ (1, n, job) twice",
        "MainThread | error: none, items in: 2, counted: 2",
        "MainThread | first come, first served: ['d', 'a', 'c', 'b']",
        "MainThread | 🏷️ ✅ PrioritizedItem(1, job) twice",
        "MainThread | error: none, items in: 2, counted: 2",
    ]
