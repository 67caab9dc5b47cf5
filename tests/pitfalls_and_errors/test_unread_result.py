"""📮 Unread result: the future has kept the error, and nobody asks for it.

The story is told, and runs, in showcase/pitfalls_and_errors/unread_result_demo.py.
"""

import logging

import pytest

from showcase.pitfalls_and_errors import unread_result_demo
from showcase.pitfalls_and_errors.unread_result_demo import Callback
from showcase.utils.child import in_a_child


def test_an_error_in_a_task_whose_result_nobody_reads_is_gone_without_a_trace():
    """A Future keeps the exception of its task: if nobody asks the Future for it, nothing is
    written to standard error, and the process ends with exit code 0.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    child = in_a_child(unread_result_demo.failing_task)
    assert (child.exit_code, child.said, child.err) == (0, ["learned: nothing"], "")


@pytest.mark.pins("concurrent.futures.Future.result")
def test_reading_every_result_brings_the_error_out():
    """Future.result() raises, in the thread that calls it, the exception that the task has raised
    in its worker.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert unread_result_demo.learned_from_tasks(read_results=True) == "ZeroDivisionError"


@pytest.mark.pins("concurrent.futures.Executor.map(fn)")
def test_an_error_in_map_comes_late_and_takes_the_later_results_along():
    """The iterator of Executor.map() raises the exception of a task only when the turn of its
    result comes, and ends there: the later results cannot be read any more.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    seen = unread_result_demo.read_from_map(apart=False)
    assert seen == ["no error yet", 4.0, "ZeroDivisionError", "0 more"]


@pytest.mark.pins("concurrent.futures.Future.exception")
def test_results_that_are_read_apart_from_each_other_are_all_there():
    """If each item is submitted as a task of its own, Future.exception() returns the exception of
    the one that failed, and result() returns the results of all others.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    assert unread_result_demo.read_from_map(apart=True) == [4.0, "ZeroDivisionError", 6.0]


@pytest.mark.pins("concurrent.futures.Future.add_done_callback(fn)")
def test_an_error_in_a_callback_of_a_done_future_is_only_logged():
    """Future.add_done_callback() on a Future that is done calls the callback at once in the calling
    thread, and logs the exception it raises: add_done_callback() returns, and so the next callback
    can be added and is called.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    logger = logging.getLogger("concurrent.futures")
    before = (logger.handlers.copy(), logger.propagate)
    assert unread_result_demo.failing_callback() == Callback(
        ran_in="MainThread",
        logged="ERROR: exception calling callback",
        the_next_one_ran=True,
    )
    assert (logger.handlers, logger.propagate) == before


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase unread_result` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert tell(unread_result_demo.main) == [
        "MainThread | ❌ 📮 nobody reads the results: learned nothing",
        "MainThread | ✅ 📮 somebody does: learned ZeroDivisionError",
        "MainThread | ❌ 🗺️ results of map: ['no error yet', 4.0, 'ZeroDivisionError', '0 more']",
        "MainThread | ✅ 🗺️ results apart: [4.0, 'ZeroDivisionError', 6.0]",
        "MainThread | ❌ 🔔 a callback failed: the log says 'ERROR: exception calling callback'",
    ]
