"""🚰 Thread leak: what was started, kept or queued, and is never let go.

The story is told, and runs, in showcase/pitfalls_and_errors/thread_leak_demo.py.
"""

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.pitfalls_and_errors import thread_leak_demo
from showcase.pitfalls_and_errors.thread_leak_demo import Left
from showcase.utils.child import in_a_child


def test_the_workers_of_an_executor_stay_when_the_work_is_done():
    """A ThreadPoolExecutor keeps its workers for the next task until somebody shuts it down.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert thread_leak_demo.workers_after_the_work(shut_down=False) == (2, 0)


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor.shutdown(wait)")
def test_the_workers_of_an_executor_have_ended_at_the_end_of_its_with_block():
    """`with ThreadPoolExecutor()` shuts down and waits: not one of its threads is alive after it.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert thread_leak_demo.workers_after_the_work(shut_down=True) == (0, 0)


def test_a_timer_for_every_event_is_a_thread_for_every_event():
    """Each threading.Timer is a thread that lives until it fires or is cancelled.

    Docs: library/threading#threading.Timer
    """
    found, left, in_the_end = thread_leak_demo.timers_after_events(5, cancel_the_last=False)
    assert (found, left, in_the_end) == ([0, 1, 2, 3, 4], 5, 0)


@pytest.mark.pins("threading.Timer.cancel")
def test_a_timer_that_is_cancelled_before_the_next_one_leaves_one_thread():
    """Timer.cancel() ends the waiting thread; restarting a timeout means: cancel, then start.

    Docs: library/threading#threading.Timer.cancel
    """
    found, left, in_the_end = thread_leak_demo.timers_after_events(5, cancel_the_last=True)
    assert (found, left, in_the_end) == ([0, 0, 0, 0, 0], 1, 0)


def test_a_forgotten_timer_keeps_the_process_from_ending():
    """A Timer is no daemon: when the main thread is done, the interpreter waits for it to fire.

    Docs: library/threading#threading.Timer, library/threading#threading.Thread.daemon
    """
    child = in_a_child(thread_leak_demo.forgotten_timer)
    assert child.said == ["the main thread is done", "the timer has fired"]


def test_a_cancelled_timer_lets_the_process_end():
    """The same process with Timer.cancel() ends by itself, an hour early.

    Docs: library/threading#threading.Timer.cancel
    """
    child = in_a_child(thread_leak_demo.cancelled_timer)
    assert child.said == ["the main thread is done, and the timer waits: True"]
    assert child.exit_code == 0


@pytest.mark.parametrize("tasks", [2, 8])
def test_a_thread_for_each_task_makes_as_many_threads_as_tasks(tasks):
    """Thread() knows no limit; a ThreadPoolExecutor's is max_workers, whatever is submitted.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert thread_leak_demo.threads_for_tasks(tasks, pool=False) == (tasks, 0)
    assert thread_leak_demo.threads_for_tasks(tasks, pool=True) == (2, 0)


@pytest.mark.pins("queue.Queue(maxsize)", "queue.Queue.qsize", "queue.Queue.put_nowait")
def test_an_unbounded_queue_holds_all_that_a_fast_producer_made():
    """Queue(0) never says no: without a consumer its size is the number of put() calls.

    Docs: library/queue#queue.Queue
    """
    assert thread_leak_demo.backlog(1000, maxsize=0) == (1000, 0)


def test_a_bounded_queue_tells_the_producer_when_it_is_full():
    """Queue(maxsize) never holds more than that: whoever puts more has to wait, or gets Full.

    Docs: library/queue#queue.Queue.put_nowait
    """
    assert thread_leak_demo.backlog(1000, maxsize=10) == (10, 990)


def test_executor_map_reads_its_whole_input_before_the_first_result():
    """Executor.map() submits a task for each item at once: an endless generator would never do.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    pulled, results = thread_leak_demo.pulled_before_the_first_result(100, window=None)
    assert (pulled, results) == (100, list(range(100)))


def test_a_window_of_tasks_reads_no_more_than_it_needs():
    """submit() for a few items at a time, a result before each further one: the same results.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    pulled, results = thread_leak_demo.pulled_before_the_first_result(100, window=4)
    assert (pulled, results) == (4, list(range(100)))


@pytest.mark.pins("concurrent.futures.Executor.map(buffersize)")
def test_executor_map_has_a_window_of_its_own_since_314():
    """Executor.map(buffersize) reads an endless input as it goes; before 3.14 it is no argument.

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


def test_a_thread_with_a_bound_method_keeps_its_owner_alive():
    """Thread(target=self.run) refers to self: a finalizer that would stop the thread never runs.

    Docs: undocumented, and all supported Pythons agree.
    """
    left = thread_leak_demo.sensor_without_users(bound=True)
    assert left == Left(is_still_there=True, has_stopped_its_thread=False)


def test_a_thread_without_a_reference_to_its_owner_ends_with_it():
    """weakref.finalize() sets the stop event when the owner goes, and the thread ends.

    Docs: library/weakref#weakref.finalize
    """
    left = thread_leak_demo.sensor_without_users(bound=False)
    assert left == Left(is_still_there=False, has_stopped_its_thread=True)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_leak` prints, in this order on every run.

    Docs: library/threading#threading.enumerate
    """
    assert tell(thread_leak_demo.main) == [
        "MainThread | ❌ no shutdown: 2 workers are left",
        "MainThread | ✅ shut down: 0 workers are left",
        "MainThread | ❌ start a timer for each of 2 events: 2 left",
        "MainThread | ❌ start a timer for each of 5 events: 5 left",
        "MainThread | ✅ cancel, start a timer for each of 2 events: 1 left",
        "MainThread | ✅ cancel, start a timer for each of 5 events: 1 left",
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
        "MainThread | ❌ a bound method: is its owner still there? True",
        "MainThread | ✅ a plain function: is its owner still there? False",
    ]
