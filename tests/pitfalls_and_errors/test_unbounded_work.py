"""🌊 Unbounded work: as many threads, items or tasks as there is to do.

The story is told, and runs, in showcase/pitfalls_and_errors/unbounded_work_demo.py.
"""

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.pitfalls_and_errors import unbounded_work_demo


@pytest.mark.parametrize("tasks", [2, 8])
def test_a_thread_for_each_task_makes_as_many_threads_as_tasks(tasks):
    """A Thread for each task makes as many threads as there are tasks; ThreadPoolExecutor(2) makes
    two, however many tasks are submitted.

    Docs: library/threading#threading.Thread,
    library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    none_is_left = 0
    assert unbounded_work_demo.threads_for_tasks(tasks, pool=False) == (tasks, none_is_left)
    assert unbounded_work_demo.threads_for_tasks(tasks, pool=True) == (2, none_is_left)


@pytest.mark.pins("queue.Queue(maxsize)", "queue.Queue.qsize", "queue.Queue.put_nowait")
def test_an_unbounded_queue_holds_all_that_a_fast_producer_made():
    """Queue(maxsize=0) is never full: without a consumer, Queue.qsize() is the number of items that
    were put.

    Docs: library/queue#queue.Queue
    """
    held, refused = unbounded_work_demo.backlog(1000, maxsize=0)
    assert (held, refused) == (1000, 0)


def test_a_bounded_queue_tells_the_producer_when_it_is_full():
    """Queue(maxsize) never holds more than maxsize items: once it is full, put_nowait() raises
    Full.

    Docs: library/queue#queue.Queue, library/queue#queue.Queue.put_nowait
    """
    held, refused = unbounded_work_demo.backlog(1000, maxsize=10)
    assert (held, refused) == (10, 990)


def test_executor_map_reads_its_whole_input_before_the_first_result():
    """Executor.map() submits a task for every item before it returns: with an endless generator it
    never would.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    pulled, results = unbounded_work_demo.pulled_before_the_first_result(100, window=None)
    assert (pulled, results) == (100, list(range(100)))


def test_a_window_of_tasks_reads_no_more_than_it_needs():
    """If only four items are submitted at first, and one more for each result that is read, only
    four are taken from the input before the first result. In the end all results are there, in
    order.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    pulled, results = unbounded_work_demo.pulled_before_the_first_result(100, window=4)
    assert (pulled, results) == (4, list(range(100)))


@pytest.mark.pins("concurrent.futures.Executor.map(buffersize)")
def test_executor_map_has_a_window_of_its_own_since_314():
    """Since Python 3.14 Executor.map(buffersize=4) takes items from its input only as results are
    read, so the input may be endless; older versions raise TypeError for that argument.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with ThreadPoolExecutor(1) as pool:
        if sys.version_info >= (3, 14):
            endless = pool.map(abs, itertools.count(), buffersize=4)
            assert [next(endless) for _ in range(3)] == [0, 1, 2]
            endless.close()
        else:
            with pytest.raises(TypeError, match="buffersize"):
                pool.map(abs, itertools.count(), buffersize=4)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase unbounded_work` prints, in this order on every run.

    Docs: library/queue#queue.Queue
    """
    assert tell(unbounded_work_demo.main) == [
        "MainThread | ❌ a thread each for 2 tasks: 2 threads",
        "MainThread | ❌ a thread each for 8 tasks: 8 threads",
        "MainThread | ✅ a pool of two for 2 tasks: 2 threads",
        "MainThread | ✅ a pool of two for 8 tasks: 2 threads",
        "MainThread | ❌ unbounded: 10 items, 10 held, 0 refused",
        "MainThread | ❌ unbounded: 100 items, 100 held, 0 refused",
        "MainThread | ✅ bounded: 10 items, 10 held, 0 refused",
        "MainThread | ✅ bounded: 100 items, 10 held, 90 refused",
        "MainThread | ❌ map reads 5 of 5 before the first result",
        "MainThread | ❌ map reads 100 of 100 before the first result",
        "MainThread | ✅ a window of 4 reads 4 of 5 before the first result",
        "MainThread | ✅ a window of 4 reads 4 of 100 before the first result",
    ]
