"""🤐 Swallowed exception: it was raised, and the one who should know never hears of it.

The story is told, and runs, in showcase/pitfalls_and_errors/swallowed_exception_demo.py.
"""

import sys
from threading import Thread, main_thread

import pytest

from showcase.pitfalls_and_errors import swallowed_exception_demo
from showcase.pitfalls_and_errors.swallowed_exception_demo import TellingThread, fail
from showcase.utils.child import in_a_child
from showcase.utils.stage import stands_in, until

ALL_IS_WELL = ["all is well, and the thread is alive: False"]


@pytest.mark.pins("threading.excepthook")
def test_an_error_in_a_thread_reaches_the_hook_and_not_whoever_joins(monkeypatch):
    """Thread.join() does not raise the exception that has ended the thread: only
    threading.excepthook is told of it.

    Docs: library/threading#threading.excepthook, library/threading#threading.Thread.join
    """
    assert swallowed_exception_demo.heard_by_the_hook(fail) == ["ZeroDivisionError"]
    monkeypatch.setattr("threading.excepthook", lambda args: None)
    assert swallowed_exception_demo.learned_at_join(Thread, fail) == "nothing"


def test_a_failed_thread_leaves_a_traceback_and_an_exit_code_of_success():
    """If a Thread ends with an exception, the traceback is written to standard error, and the
    process goes on and ends with exit code 0.

    Docs: library/threading#threading.excepthook
    """
    child = in_a_child(swallowed_exception_demo.failing_thread)
    assert (child.exit_code, child.said) == (0, ALL_IS_WELL)
    assert "Exception in thread worker:\n" in child.err
    assert child.err.endswith("ZeroDivisionError: 1/0\n")


def test_system_exit_in_a_thread_ends_that_thread_without_a_word():
    """sys.exit() in a Thread does not end the process: threading.excepthook is called with
    SystemExit, which the built-in hook ignores, and nothing is written to standard error.

    Docs: library/threading#threading.excepthook, library/sys#sys.exit
    """
    assert swallowed_exception_demo.heard_by_the_hook(sys.exit) == ["SystemExit"]
    child = in_a_child(swallowed_exception_demo.exiting_thread)
    assert (child.exit_code, child.said, child.err) == (0, ALL_IS_WELL, "")


@pytest.mark.parametrize("target", [fail, sys.exit], ids=["an error", "SystemExit"])
def test_a_thread_that_keeps_its_error_raises_it_in_join(target):
    """A subclass of Thread whose run() keeps what the target raises, SystemExit too, can raise the
    same exception again in join().

    Docs: library/threading#threading.Thread.run
    """
    raised = {fail: "ZeroDivisionError", sys.exit: "SystemExit"}[target]
    assert swallowed_exception_demo.learned_at_join(TellingThread, target) == raised
    assert swallowed_exception_demo.learned_at_join(TellingThread, bool) == "nothing"


@pytest.mark.pins("threading.Thread.join")
def test_a_thread_that_keeps_its_error_raises_it_once_it_has_ended():
    """A join() that overrides Thread.join(), and calls it first, also raises an exception that the
    thread raises only while the caller waits.

    Docs: library/threading#threading.Thread.join
    """

    def fail_under_join():
        until(lambda: stands_in(main_thread(), "join"), "the main thread in join()")
        fail()

    learned = swallowed_exception_demo.learned_at_join(TellingThread, fail_under_join)
    assert learned == "ZeroDivisionError"


@pytest.mark.parametrize(("bad", "done"), [(0, 5), (2, 5), (3, 0)])
def test_every_error_outside_the_loop_costs_a_worker(bad, done):
    """A worker thread whose `try` is outside its loop ends with the first error: after as many
    errors as there are workers, no job is done any more.

    Docs: library/threading#thread-objects
    """
    assert swallowed_exception_demo.good_jobs_done(bad, catch_per_job=False) == done


@pytest.mark.parametrize("bad", [0, 3, 10])
def test_errors_that_are_caught_per_job_cost_no_worker(bad):
    """A worker thread whose `try` is inside its loop goes on with the next job after an error, so
    all good jobs are done.

    Docs: reference/compound_stmts#the-try-statement
    """
    assert swallowed_exception_demo.good_jobs_done(bad, catch_per_job=True) == 5


def test_an_assert_that_fails_in_a_thread_lets_the_test_pass(pytester, pytestconfig):
    """pytest sees only exceptions that reach the test: a failed assert in a Thread is a warning,
    and the test fails only where warnings are errors, or where join() raises the exception again.

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
        "MainThread | ❌ ♻️ try around it: 2 bad jobs, and 5 of 5 good ones are done",
        "MainThread | ❌ ♻️ try around it: 3 bad jobs, and 0 of 5 good ones are done",
        "MainThread | ✅ ♻️ try in the loop: 2 bad jobs, and 5 of 5 good ones are done",
        "MainThread | ✅ ♻️ try in the loop: 3 bad jobs, and 5 of 5 good ones are done",
    ]
