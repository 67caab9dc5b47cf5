"""🚑 PriorityQueue: the lowest entry comes out first.

The story is told, and runs, in showcase/safe_queues/priority_queue_demo.py.
"""

from queue import Full, PriorityQueue, Queue

import pytest

from showcase.safe_queues import priority_queue_demo
from showcase.safe_queues.priority_queue_demo import (
    Job,
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
    """Queue.get() returns entries in the order in which they were put, whatever their priority
    numbers are.

    Docs: library/queue#queue.Queue
    """
    assert treated(Queue) == [(4, "cold"), (3, "cough"), (2, "broken leg"), (1, "heart")]


@pytest.mark.pins("queue.PriorityQueue")
def test_a_priority_queue_serves_the_lowest_number_first():
    """PriorityQueue.get() returns the lowest entry that is in the queue at that moment.

    Docs: library/queue#queue.PriorityQueue
    """
    assert treated(PriorityQueue) == [(4, "cold"), (1, "heart"), (2, "broken leg"), (3, "cough")]


@pytest.mark.pins("queue.PriorityQueue")
def test_each_get_of_a_priority_queue_returns_the_minimum():
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


def test_a_lower_entry_overtakes_higher_ones_in_a_priority_queue():
    """An entry that is put between two PriorityQueue.get() calls comes out before higher entries
    that were put earlier.

    Docs: library/queue#queue.PriorityQueue
    """
    q = PriorityQueue()
    for entry in (3, 5):
        q.put(entry)
    taken = [q.get()]
    q.put(4)
    assert [*taken, q.get(), q.get()] == [3, 4, 5]


def test_a_tie_is_broken_by_comparing_the_data():
    """PriorityQueue compares whole entries: of two tuples with equal priority numbers the one with
    the lower data comes out first.

    Docs: library/queue#queue.PriorityQueue, reference/expressions#value-comparisons
    """
    q = PriorityQueue()
    q.put((1, "b"))
    q.put((1, "a"))
    assert [q.get(), q.get()] == [(1, "a"), (1, "b")]


def test_data_that_cannot_be_compared_makes_put_fail_with_the_item_in():
    """PriorityQueue.put() raises TypeError for entries of equal priority whose data cannot be
    compared; the entry is in the queue all the same, but not counted as an unfinished task.

    Docs: undocumented, and all supported Pythons agree.
    """
    failed = Observed(error="TypeError", items_in=2, unfinished=1)
    assert two_of_equal_priority(plain_pairs()) == failed


def test_the_item_of_a_failed_put_is_delivered_and_its_task_done_refused():
    """PriorityQueue.get_nowait() returns the entry whose put() raised TypeError, and task_done()
    for this entry raises ValueError, since it was never counted.

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


def test_a_get_that_cannot_compare_two_entries_loses_a_third_one():
    """put() accepts two entries of equal priority whose data cannot be compared, if a lower entry
    is in front of them. Then PriorityQueue.get() raises TypeError, and the lower entry, which it
    should return, is lost: it is not in the queue, but still counted as an unfinished task.

    Docs: undocumented, and all supported Pythons agree.
    """
    entry, q = plain_pairs(), PriorityQueue()
    for priority in (0, 1, 1):
        q.put(entry(priority, Job("a job")))
    with pytest.raises(TypeError):
        q.get_nowait()
    assert [priority for priority, _ in q.queue] == [1, 1]
    assert (q.unfinished_tasks, q.mutex.locked()) == (3, False)


def test_a_failed_put_leaves_the_mutex_free():
    """PriorityQueue.put() releases the mutex when comparing entries raises TypeError.

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
    """Data that cannot be compared can be put into a PriorityQueue in a tuple behind a counter, or
    in a class that compares only the priority.

    Docs: library/queue#queue.PriorityQueue
    """
    assert two_of_equal_priority(wrap()) == Observed(error="none", items_in=2, unfinished=2)


def test_a_counter_makes_equals_first_come_first_served():
    """Entries (priority, n, job), with n from a counter, leave a PriorityQueue in order of arrival
    if their priorities are equal.

    Docs: library/heapq#priority-queue-implementation-notes
    """
    assert order_of_equals(behind_a_counter(), "dacbfe") == list("dacbfe")


def test_without_a_counter_the_order_of_equals_is_not_that_of_arrival():
    """PriorityQueue is not stable: entries that compare as equal may come out in another order than
    they were put.

    Docs: library/heapq#priority-queue-implementation-notes
    """
    out = order_of_equals(behind_a_label(), "dacb")
    assert sorted(out) == ["a", "b", "c", "d"]
    assert out != ["d", "a", "c", "b"]


def test_a_prioritized_item_is_compared_by_its_priority_alone():
    """PrioritizedItem, the dataclass for entries of a PriorityQueue, excludes its item from
    comparison (compare=False).

    Docs: library/queue#queue.PriorityQueue, library/dataclasses#dataclasses.field
    """
    assert PrioritizedItem(1, object()) < PrioritizedItem(2, object())
    assert PrioritizedItem(1, "a") == PrioritizedItem(1, "b")


def test_none_is_no_sentinel_for_a_priority_queue():
    """None cannot be ordered before or after a tuple, so PriorityQueue.put(None) raises TypeError
    if a tuple is in the queue.

    Docs: reference/expressions#value-comparisons
    """
    q = PriorityQueue()
    q.put((1, "job"))
    with pytest.raises(TypeError):
        q.put(None)


def test_a_sentinel_of_the_lowest_urgency_comes_after_all_items():
    """A PriorityQueue delivers (float('inf'),) after all entries with a finite priority number,
    even if the sentinel is put first.

    Docs: library/queue#queue.PriorityQueue
    """
    q, sentinel = PriorityQueue(), (float("inf"),)
    for entry in (sentinel, (2, "b"), (1, "a")):
        q.put(entry)
    assert [q.get(), q.get(), q.get()] == [(1, "a"), (2, "b"), sentinel]


@pytest.mark.pins("queue.PriorityQueue(maxsize)")
def test_a_full_priority_queue_refuses_even_the_most_urgent_entry():
    """PriorityQueue.put_nowait() on a full queue raises queue.Full even for an entry lower than all
    in the queue, and leaves the queue unchanged.

    Docs: library/queue#queue.PriorityQueue, library/queue#queue.Full
    """
    q = PriorityQueue(maxsize=1)
    q.put((9, "can wait"))
    with pytest.raises(Full):
        q.put_nowait((0, "urgent"))
    assert (q.qsize(), q.get_nowait()) == (1, (9, "can wait"))


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase priority_queue` prints, in this order on every run.

    Docs: library/queue#queue.PriorityQueue
    """
    assert tell(priority_queue_demo.main) == [
        "MainThread | 🚶 ❌ Queue: in the order of arrival",
        "MainThread | treated: cold, cough, broken leg, heart",
        "MainThread | 🚑 ✅ PriorityQueue: the most urgent first",
        "MainThread | treated: cold, heart, broken leg, cough",
        "MainThread | 🧩 ❌ (1, job) twice",
        "MainThread | error: TypeError, items in: 2, counted: 1",
        "MainThread | 🔢 ✅ (1, n, job) twice",
        "MainThread | error: none, items in: 2, counted: 2",
        "MainThread | first come, first served: ['d', 'a', 'c', 'b']",
        "MainThread | 🏷️ ✅ PrioritizedItem(1, job) twice",
        "MainThread | error: none, items in: 2, counted: 2",
    ]
