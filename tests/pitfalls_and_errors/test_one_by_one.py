"""🐫 One by one: what was meant to happen at once, or as a whole.

The story is told, and runs, in showcase/pitfalls_and_errors/one_by_one_demo.py.
"""

from threading import Lock

import pytest

from showcase.pitfalls_and_errors import one_by_one_demo
from showcase.utils.stage import OpenDoor


def test_tasks_whose_results_are_read_one_by_one_never_meet():
    """`pool.submit(task).result()` in a loop waits for each task before the next one is submitted:
    one task runs at a time.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert one_by_one_demo.two_tasks_meet(submit_all_first=False) == ["alone", "alone"]


def test_tasks_that_are_all_submitted_first_run_together():
    """Executor.submit() does not wait: if two tasks are submitted before a result is read, both run
    at the same time, and can meet at a Barrier.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    assert one_by_one_demo.two_tasks_meet(submit_all_first=True) == ["met", "met"]


@pytest.mark.pins("concurrent.futures.Executor.submit(fn)")
def test_a_task_that_is_submitted_with_parentheses_runs_in_the_caller():
    """Executor.submit(task()) calls the task in the calling thread and submits what it returns: if
    that is not callable, the exception of the Future is a TypeError.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    assert one_by_one_demo.submitted(called=True) == ("MainThread", "TypeError")


def test_a_task_that_is_handed_over_runs_in_a_worker():
    """Executor.submit(task) passes on the function itself, and a thread of the pool calls it.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    assert one_by_one_demo.submitted(called=False) == ("worker", "the result")


def test_permits_that_are_taken_one_by_one_may_never_be_enough():
    """Semaphore.acquire() takes one permit: if two threads need two permits each, and there are
    two, each may get one and wait for the second one for ever.

    Docs: library/threading#threading.Semaphore.acquire
    """
    anns, bobs, at_the_end = one_by_one_demo.two_who_need_two_permits(OpenDoor())
    assert (anns, bobs, at_the_end) == (1, 1, 2)


def test_permits_that_are_taken_in_one_step_are_enough_for_one_after_the_other():
    """If a thread holds a Lock while it calls Semaphore.acquire() twice, no other thread takes a
    permit in between, and one thread after the other gets two.

    Docs: library/threading#threading.Semaphore.acquire
    """
    anns, bobs, at_the_end = one_by_one_demo.two_who_need_two_permits(Lock())
    assert (anns, bobs, at_the_end) == (2, 2, 2)


def test_a_heap_that_is_changed_during_a_comparison_loses_an_item():
    """heapq.heappush() compares items, and a comparison that is written in Python lets another
    thread take an item out of the list: then heappush() raises RuntimeError, and the new item is
    not in the heap.

    Docs: library/heapq#heapq.heappush
    """
    assert one_by_one_demo.push_during_a_pop(OpenDoor()) == ("RuntimeError", [1, 3])


def test_a_heap_under_one_lock_keeps_its_order_and_its_items():
    """heapq.heappush() is many steps: while a Lock is held for all of them, as the one in a
    PriorityQueue is, no other thread changes the heap in between.

    Docs: library/heapq#heapq.heappush, library/queue#queue.PriorityQueue
    """
    assert one_by_one_demo.push_during_a_pop(Lock()) == ("ok", [0, 1, 3])


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase one_by_one` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    assert tell(one_by_one_demo.main) == [
        "MainThread | ❌ submit().result() in a loop: they are alone and alone",
        "MainThread | ✅ submit both, then read: they have met and met",
        "MainThread | ❌ submit(task()): runs in MainThread, and gives TypeError",
        "MainThread | ✅ submit(task): runs in a worker, and gives the result",
        "MainThread | ❌ a pop during a push: RuntimeError, the heap has [1, 3]",
        "MainThread | ✅ a pop during a push, with a lock: ok, the heap has [0, 1, 3]",
        "MainThread | ❌ one, then another: Ann has 1 permits, Bob 1; then there are 2",
        "MainThread | ✅ both: Ann has 2 permits, Bob 2; then there are 2",
    ]
