"""📮 Unread result: the future has kept the error, and nobody asks for it.

The story is told, and runs, in showcase/pitfalls_and_errors/unread_result_demo.py.
"""

import logging

import pytest

from showcase.pitfalls_and_errors import unread_result_demo
from showcase.pitfalls_and_errors.unread_result_demo import Callback
from showcase.utils.child import in_a_child


def test_an_error_in_a_task_whose_result_nobody_reads_is_gone_without_a_trace():
    """A Future keeps the error for whoever asks; nobody does, and standard error stays empty.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    child = in_a_child(unread_result_demo.failing_task)
    assert (child.exit_code, child.said, child.err) == (0, ["learned: nothing"], "")


@pytest.mark.pins("concurrent.futures.Future.result")
def test_reading_every_result_brings_the_error_out():
    """Future.result() raises in the reader what the task has raised in the worker.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert unread_result_demo.learned_from_tasks(read_results=True) == "ZeroDivisionError"


@pytest.mark.pins("concurrent.futures.Executor.map(fn)")
def test_an_error_in_map_comes_late_and_takes_the_later_results_along():
    """Executor.map() raises only when the failed item's turn comes, and ends there for good.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    seen = unread_result_demo.read_from_map(apart=False)
    assert seen == ["no error yet", 4.0, "ZeroDivisionError", "0 more"]


@pytest.mark.pins("concurrent.futures.Future.exception")
def test_results_that_are_read_apart_from_each_other_are_all_there():
    """submit() for each item: Future.exception() tells the failed one, the others have results.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    assert unread_result_demo.read_from_map(apart=True) == [4.0, "ZeroDivisionError", 6.0]


@pytest.mark.pins("concurrent.futures.Future.add_done_callback(fn)")
def test_an_error_in_a_callback_of_a_done_future_is_only_logged():
    """Future.add_done_callback() on a done Future calls in the caller's thread, and logs what the
    callback raises: the caller hears nothing, and the next callback is called.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    handlers = logging.getLogger("concurrent.futures").handlers.copy()
    assert unread_result_demo.failing_callback() == Callback(
        ran_in="MainThread",
        logged="ERROR: exception calling callback",
        the_next_one_ran=True,
    )
    logger = logging.getLogger("concurrent.futures")
    assert (logger.handlers, logger.propagate) == ([], True)  # as before
    assert logging.getLogger("concurrent.futures").handlers == handlers


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
