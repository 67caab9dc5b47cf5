"""🤐 Swallowed exception: it was raised, and the one who should know never hears of it.

The story is told, and runs, in showcase/pitfalls_and_errors/swallowed_exception_demo.py.
"""

import logging
import sys
from threading import Thread, main_thread

import pytest

from showcase.pitfalls_and_errors import swallowed_exception_demo
from showcase.pitfalls_and_errors.swallowed_exception_demo import Callback, TellingThread, fail
from showcase.utils.child import in_a_child
from showcase.utils.stage import stands_in, until

ALL_IS_WELL = ["all is well, and the thread is alive: False"]


@pytest.mark.pins("threading.excepthook")
def test_an_error_in_a_thread_reaches_the_hook_and_not_whoever_joins(monkeypatch):
    """Thread.join() returns as ever; threading.excepthook is all that hears of the error.

    Docs: library/threading#threading.excepthook
    """
    assert swallowed_exception_demo.heard_by_the_hook(fail) == ["ZeroDivisionError"]
    monkeypatch.setattr("threading.excepthook", lambda args: None)
    assert swallowed_exception_demo.learned_at_join(Thread, fail) == "nothing"


def test_a_failed_thread_leaves_a_traceback_and_an_exit_code_of_success():
    """The process goes on behind the dead Thread, and tells its caller 0.

    Docs: library/threading#threading.excepthook
    """
    child = in_a_child(swallowed_exception_demo.failing_thread)
    assert (child.exit_code, child.said) == (0, ALL_IS_WELL)
    assert "Exception in thread worker:\n" in child.err
    assert child.err.endswith("ZeroDivisionError: 1/0\n")


def test_system_exit_in_a_thread_ends_that_thread_without_a_word():
    """sys.exit(3) in a Thread does not end the process: threading.excepthook hears of it, and the
    one that is built in says nothing.

    Docs: library/threading#threading.excepthook, library/sys#sys.exit
    """
    assert swallowed_exception_demo.heard_by_the_hook(sys.exit) == ["SystemExit"]
    child = in_a_child(swallowed_exception_demo.exiting_thread)
    assert (child.exit_code, child.said, child.err) == (0, ALL_IS_WELL, "")


@pytest.mark.parametrize("target", [fail, sys.exit], ids=["an error", "SystemExit"])
def test_a_thread_that_keeps_its_error_raises_it_in_join(target):
    """A Thread whose run() keeps what was raised can raise it again for whoever joins.

    Docs: library/threading#threading.Thread.run
    """
    raised = {fail: "ZeroDivisionError", sys.exit: "SystemExit"}[target]
    assert swallowed_exception_demo.learned_at_join(TellingThread, target) == raised
    assert swallowed_exception_demo.learned_at_join(TellingThread, bool) == "nothing"


@pytest.mark.pins("threading.Thread.join")
def test_a_thread_that_keeps_its_error_raises_it_once_it_has_ended():
    """Whoever overrides Thread.join() still waits first: here the error comes while it does.

    Docs: library/threading#threading.Thread.join
    """

    def fail_under_join():
        until(lambda: stands_in(main_thread(), "join"), "the main thread in join()")
        fail()

    learned = swallowed_exception_demo.learned_at_join(TellingThread, fail_under_join)
    assert learned == "ZeroDivisionError"


def test_an_error_in_a_task_whose_result_nobody_reads_is_gone_without_a_trace():
    """A Future keeps the error for whoever asks; nobody does, and standard error stays empty.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    child = in_a_child(swallowed_exception_demo.failing_task)
    assert (child.exit_code, child.said, child.err) == (0, ["learned: nothing"], "")


@pytest.mark.pins("concurrent.futures.Future.result")
def test_reading_every_result_brings_the_error_out():
    """Future.result() raises in the reader what the task has raised in the worker.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert swallowed_exception_demo.learned_from_tasks(read_results=True) == "ZeroDivisionError"


@pytest.mark.pins("concurrent.futures.Executor.map(fn)")
def test_an_error_in_map_comes_late_and_takes_the_later_results_along():
    """Executor.map() raises only when the failed item's turn comes, and ends there for good.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    seen = swallowed_exception_demo.read_from_map(apart=False)
    assert seen == ["no error yet", 4.0, "ZeroDivisionError", "0 more"]


@pytest.mark.pins("concurrent.futures.Future.exception")
def test_results_that_are_read_apart_from_each_other_are_all_there():
    """submit() for each item: Future.exception() tells the failed one, the others have results.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    assert swallowed_exception_demo.read_from_map(apart=True) == [4.0, "ZeroDivisionError", 6.0]


@pytest.mark.pins("concurrent.futures.Future.add_done_callback(fn)")
def test_an_error_in_a_callback_of_a_done_future_is_only_logged():
    """Future.add_done_callback() on a done Future calls in the caller's thread, and logs what the
    callback raises: the caller hears nothing, and the next callback is called.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    handlers = logging.getLogger("concurrent.futures").handlers.copy()
    assert swallowed_exception_demo.failing_callback() == Callback(
        ran_in="MainThread",
        logged="ERROR: exception calling callback",
        the_next_one_ran=True,
    )
    logger = logging.getLogger("concurrent.futures")
    assert (logger.handlers, logger.propagate) == ([], True)  # as before
    assert logging.getLogger("concurrent.futures").handlers == handlers


@pytest.mark.parametrize(("bad", "done"), [(0, 5), (2, 5), (3, 0)])
def test_every_error_outside_the_loop_costs_a_worker(bad, done):
    """A hand-made worker ends with its first error: after as many as workers, no job is done.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert swallowed_exception_demo.good_jobs_done(bad, catch_per_job=False) == done


@pytest.mark.parametrize("bad", [0, 3, 10])
def test_errors_that_are_caught_per_job_cost_no_worker(bad):
    """With `try` inside the loop, a bad job is one job; an executor does the same.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert swallowed_exception_demo.good_jobs_done(bad, catch_per_job=True) == 5


@pytest.mark.pins("concurrent.futures.Future.result(timeout)", "concurrent.futures.TimeoutError")
def test_a_result_that_timed_out_does_not_stop_the_job():
    """Future.result(timeout) gives up waiting, not the job: it runs to its end.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    assert swallowed_exception_demo.given_up("result") == ("TimeoutError", "ran to its end")


@pytest.mark.pins("concurrent.futures.Future.cancel")
def test_a_job_that_has_begun_cannot_be_cancelled():
    """Future.cancel() returns False for a job that runs, and the job never knows.

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    assert swallowed_exception_demo.given_up("cancel") == ("False", "ran to its end")


@pytest.mark.parametrize(("how", "said"), [("result", "TimeoutError"), ("cancel", "False")])
def test_a_job_that_looks_at_an_event_can_be_stopped(how, said):
    """Cooperative cancellation: the job asks an Event whether it should go on.

    Docs: library/threading#event-objects
    """
    assert swallowed_exception_demo.given_up(how, cooperative=True) == (said, "stopped")


def test_an_assert_that_fails_in_a_thread_lets_the_test_pass(pytester, pytestconfig):
    """pytest sees only what reaches the test: an assertion in a Thread is a warning, and a failure
    only where warnings are errors, or where join() raises it again.

    Docs: library/threading#threading.excepthook
    """
    pytester.makepyfile("""
        import pytest
        from threading import Thread
        from showcase.pitfalls_and_errors.swallowed_exception_demo import TellingThread

        def check(make_thread):
            def body():
                assert 1 == 2
            thread = make_thread(target=body)
            thread.start()
            thread.join()

        def test_in_a_thread(): check(Thread)
        @pytest.mark.filterwarnings("error")
        def test_where_warnings_are_errors(): check(Thread)
        def test_where_join_tells(): check(TellingThread)
    """)
    run = pytester.runpytest_subprocess(
        *("-p", "no:randomly", "-p", "no:cacheprovider", "-v"),
        *("-o", f"pythonpath={pytestconfig.rootpath}"),
        timeout=30,
    )
    run.assert_outcomes(passed=1, failed=2, warnings=1)
    run.stdout.fnmatch_lines(["*::test_in_a_thread PASSED*"])


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase swallowed_exception` prints, on every run.

    Docs: library/threading#threading.excepthook
    """
    assert tell(swallowed_exception_demo.main) == [
        "MainThread | ❌ 🧵 an error in a thread: the hook hears ['ZeroDivisionError']",
        "MainThread | ✅ 🧵 a thread that keeps it: join() tells ZeroDivisionError",
        "MainThread | ❌ 📮 nobody reads the results: learned nothing",
        "MainThread | ✅ 📮 somebody does: learned ZeroDivisionError",
        "MainThread | ❌ 🗺️ results of map: ['no error yet', 4.0, 'ZeroDivisionError', '0 more']",
        "MainThread | ✅ 🗺️ results apart: [4.0, 'ZeroDivisionError', 6.0]",
        "MainThread | ❌ 🔔 a callback failed: the log says 'ERROR: exception calling callback'",
        "MainThread | ❌ ♻️ try around it: 2 bad jobs, and 5 of 5 good ones are done",
        "MainThread | ❌ ♻️ try around it: 3 bad jobs, and 0 of 5 good ones are done",
        "MainThread | ✅ ♻️ try in the loop: 2 bad jobs, and 5 of 5 good ones are done",
        "MainThread | ✅ ♻️ try in the loop: 3 bad jobs, and 5 of 5 good ones are done",
        "MainThread | ❌ ⏳ result(timeout) said TimeoutError, and the job ran to its end",
        "MainThread | ❌ 🛑 cancel() said False, and the job ran to its end",
        "MainThread | ✅ 🛑 and an Event was set: cancel() said False, the job stopped",
    ]
