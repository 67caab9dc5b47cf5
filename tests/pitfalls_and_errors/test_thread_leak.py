"""🚰 Thread leak: what was started, and is never let go.

The story is told, and runs, in showcase/pitfalls_and_errors/thread_leak_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import thread_leak_demo
from showcase.pitfalls_and_errors.thread_leak_demo import Left
from showcase.utils.child import in_a_child


def test_the_workers_of_an_executor_stay_when_the_work_is_done():
    """A ThreadPoolExecutor keeps its worker threads when their tasks are done, until shutdown() is
    called.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    left, in_the_end = thread_leak_demo.workers_after_the_work(shut_down=False)
    assert (left, in_the_end) == (2, 0)


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor.shutdown(wait)")
def test_the_workers_of_an_executor_have_ended_at_the_end_of_its_with_block():
    """A `with` block of a ThreadPoolExecutor calls shutdown(wait=True) at its end: none of the
    workers is alive after the block.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    left, in_the_end = thread_leak_demo.workers_after_the_work(shut_down=True)
    assert (left, in_the_end) == (0, 0)


def test_a_timer_for_every_event_is_a_thread_for_every_event():
    """Each threading.Timer is a thread that lives until it fires or is cancelled.

    Docs: library/threading#threading.Timer
    """
    found, left, in_the_end = thread_leak_demo.timers_after_events(5, cancel_the_last=False)
    assert (found, left, in_the_end) == ([0, 1, 2, 3, 4], 5, 0)


@pytest.mark.pins("threading.Timer.cancel")
def test_a_timer_that_is_cancelled_before_the_next_one_leaves_one_thread():
    """Timer.cancel() ends the thread of a Timer that is still waiting: if each event cancels the
    Timer of the event before and starts its own, only one thread is alive.

    Docs: library/threading#threading.Timer.cancel
    """
    found, left, in_the_end = thread_leak_demo.timers_after_events(5, cancel_the_last=True)
    assert (found, left, in_the_end) == ([0, 0, 0, 0, 0], 1, 0)


@pytest.mark.parametrize(("events", "quiet"), [(1, 3), (5, 3), (5, 4)])
def test_one_thread_with_a_deadline_that_moves_is_enough_for_all_events(events, quiet):
    """In the place of a Timer for each event, one thread can wait on a Condition until a deadline
    that each event moves: there is one thread, and it acts once, after the last event.

    Docs: library/threading#threading.Condition.wait
    """
    found, acted = thread_leak_demo.one_deadline_after_events(events, quiet)
    assert (found, acted) == ([1] * events, [events + quiet])


def test_a_forgotten_timer_keeps_the_process_from_ending():
    """A Timer is no daemon: when the main thread is done, the interpreter waits until the Timer has
    fired.

    Docs: library/threading#threading.Timer, library/threading#threading.Thread.daemon
    """
    child = in_a_child(thread_leak_demo.forgotten_timer)
    assert child.said == ["the main thread is done", "the timer has fired"]


def test_a_cancelled_timer_lets_the_process_end():
    """A process whose Timer would fire only after threading.TIMEOUT_MAX seconds ends as soon as the
    main thread is done, if that has called Timer.cancel().

    Docs: library/threading#threading.Timer.cancel
    """
    child = in_a_child(thread_leak_demo.cancelled_timer)
    assert child.said == ["the main thread is done, and the timer waits: True"]
    assert child.exit_code == 0


def test_a_thread_with_a_bound_method_keeps_its_owner_alive():
    """Thread(target=self.run) refers to self as long as the thread runs, so a weakref.finalize() on
    self that would stop the thread is not called.

    Docs: reference/datamodel#method.__self__, library/weakref#weakref.finalize
    """
    left = thread_leak_demo.sensor_without_users(bound=True)
    assert left == Left(is_still_there=True, has_stopped_its_thread=False)


def test_a_thread_without_a_reference_to_its_owner_ends_with_it():
    """If a thread does not refer to its owner, weakref.finalize() calls Event.set() when the last
    reference to the owner is gone, which stops the thread.

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
        "MainThread | ✅ one deadline for 5 events: threads [1, 1, 1, 1, 1], it acts in second [8]",
        "MainThread | ❌ a bound method: is its owner still there? True",
        "MainThread | ✅ a plain function: is its owner still there? False",
    ]
