"""🚪 Interpreter exit: what becomes of the threads when main ends.

The story is told, and runs, in showcase/interpreter/exit_demo.py.
"""

import functools
import sys

import pytest

from showcase.interpreter import exit_demo
from showcase.utils.child import in_a_child

HOLDS, RUNS = "the holder has it: True", "task 1 is running: True"
TOO_LATE_FOR_A_TASK = "atexit: cannot schedule new futures after shutdown"
OUTLIVED = "worker: is main alive? False listed? True"


@functools.cache
def end_of(ending):
    """What was left of an interpreter that ended so: pure observation, so one is enough."""
    return in_a_child(ending)


def test_a_thread_that_is_no_daemon_outlives_main():
    """After the last line of the main thread the interpreter waits for a running non-daemon thread,
    and then exits with code 0.

    Docs: library/threading#thread-objects
    """
    child = end_of(exit_demo.exit_in_order)
    assert child.said[:2] == ["main ends", OUTLIVED]
    assert child.exit_code == 0


@pytest.mark.pins("threading.main_thread", "threading.Thread.join", "threading.Thread.is_alive")
def test_a_thread_may_join_the_main_thread():
    """A worker may join() threading.main_thread(): join() returns when the main thread has reached
    its end, and is_alive() is then False.

    Docs: library/threading#threading.main_thread
    """
    assert OUTLIVED in end_of(exit_demo.exit_in_order).said


@pytest.mark.pins("threading.enumerate")
def test_the_main_thread_is_listed_even_after_its_end():
    """threading.enumerate() lists the main thread even for a worker that calls it after the main
    thread has ended.

    Docs: library/threading#threading.enumerate
    """
    [line] = [said for said in end_of(exit_demo.exit_in_order).said if said.startswith("worker")]
    assert line.endswith("alive? False listed? True")


@pytest.mark.pins("atexit.register(func, args, kwargs)")
def test_atexit_handlers_run_after_the_threads_in_reverse_order():
    """Functions registered with atexit.register(func, *args, **kwargs) are called last in, first
    out, in the main thread, and only after all non-daemon threads have ended.

    Docs: library/atexit#atexit.register, library/atexit#module-atexit
    """
    assert end_of(exit_demo.exit_in_order).said[1:] == [
        OUTLIVED,
        "atexit: registered as number 2, in MainThread",
        "atexit: registered as number 1, in MainThread",
    ]


@pytest.mark.pins("threading.Thread.start")
def test_a_thread_that_was_started_after_the_end_of_main_is_waited_for_too():
    """A non-daemon thread that another one starts after the main thread has ended is waited for as
    well, before atexit handlers run; 3.12.0 to 3.12.2 do not let it start.

    Docs: undocumented, and all supported Pythons but the first three of 3.12 agree (gh-113964).
    """
    refuses = (3, 12) <= sys.version_info < (3, 12, 3)
    late = "can't create new thread at interpreter shutdown" if refuses else "late: done"
    assert end_of(exit_demo.exit_with_a_late_thread).said == [late, "atexit"]


def test_an_error_in_main_waits_for_the_threads_too():
    """After an unhandled exception in the main thread the interpreter still waits for a non-daemon
    thread, and then exits with code 1.

    Docs: library/threading#thread-objects
    """
    child = end_of(exit_demo.fail_in_main)
    assert (child.exit_code, child.said) == (1, [OUTLIVED])
    assert "LookupError: main is lost" in child.err


@pytest.mark.pins("sys.exit(arg)")
def test_exit_in_main_waits_for_the_threads_too():
    """After sys.exit(3) in the main thread the interpreter still waits for a non-daemon thread, and
    then exits with code 3.

    Docs: library/sys#sys.exit
    """
    child = end_of(exit_demo.exit_in_main)
    assert (child.exit_code, child.said, child.err) == (3, [OUTLIVED], "")


@pytest.mark.pins("sys.exit(arg)")
def test_exit_in_a_thread_ends_that_thread_only():
    """sys.exit(4) in a thread other than the main one ends that thread silently; the main thread
    goes on, and the exit code is 0.

    Docs: library/sys#sys.exit, library/threading#threading.excepthook
    """
    child = end_of(exit_demo.exit_in_a_thread)
    assert child.said == ["leaving", "main goes on", OUTLIVED, "atexit"]
    assert (child.exit_code, child.err) == (0, "")


@pytest.mark.pins("os._exit(n)")
def test_exit_at_once_waits_for_nobody():
    """os._exit(4) in a thread ends the whole process with exit code 4: no other thread is waited
    for, and no atexit handler runs.

    Docs: library/os#os._exit, library/atexit#module-atexit
    """
    child = end_of(exit_demo.exit_at_once_in_a_thread)
    assert (child.exit_code, child.said, child.err) == (4, ["leaving"], "")


@pytest.mark.pins("threading.Thread.daemon", "threading.Thread(daemon)")
def test_a_daemon_is_cut_off_without_running_its_finally():
    """The interpreter does not wait for a daemon Thread: it is cut off at exit, and its `finally`
    does not run.

    Docs: library/threading#thread-objects
    """
    child = end_of(exit_demo.exit_with_a_daemon)
    assert (child.exit_code, child.said, child.err) == (0, [HOLDS, "main ends"], "")


def test_a_daemon_that_is_told_to_stop_and_joined_cleans_up():
    """If the main thread sets a stop Event and calls Thread.join(), the `finally` of a daemon
    Thread runs before the main thread ends.

    Docs: library/threading#thread-objects
    """
    child = end_of(exit_demo.exit_after_a_daemon)
    assert (child.exit_code, child.said) == (0, [HOLDS, "holder: gives it back", "main ends"])


@pytest.mark.since("3.14")
@pytest.mark.needs("gil")
@pytest.mark.pins("threading.Thread.join")
def test_a_daemon_cannot_be_joined_in_the_last_stages():
    """In a __del__() that runs in the last stages of the interpreter, Thread.join() of a running
    daemon raises PythonFinalizationError; before Python 3.14 it blocks forever.

    Docs: library/threading#threading.Thread.join
    """
    child = end_of(exit_demo.join_a_daemon_too_late)
    assert (child.exit_code, child.said) == (0, ["PythonFinalizationError"])


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor")
def test_pending_tasks_of_a_pool_run_before_the_interpreter_exits():
    """At exit a ThreadPoolExecutor that was not shut down runs all its pending tasks, before atexit
    handlers run.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    child = end_of(exit_demo.exit_with_pending_tasks)
    assert child.said == [RUNS, "main ends", "task 1", "task 2", "task 3", TOO_LATE_FOR_A_TASK]
    assert child.exit_code == 0


@pytest.mark.pins("concurrent.futures.Executor.shutdown(wait, cancel_futures)")
def test_cancelled_tasks_of_a_pool_do_not_run_and_the_running_one_is_waited_for():
    """After Executor.shutdown(wait=False, cancel_futures=True) exit waits for the running task; the
    pending tasks never run.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    child = end_of(exit_demo.exit_with_cancelled_tasks)
    assert child.said == [RUNS, "main ends", "task 1", TOO_LATE_FOR_A_TASK]


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor.submit(fn)")
@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(exit_demo.exit_with_pending_tasks, id="left alone"),
        pytest.param(exit_demo.exit_with_cancelled_tasks, id="shut down"),
    ],
)
def test_a_pool_takes_no_task_from_an_atexit_handler(ending):
    """ThreadPoolExecutor.submit() in an atexit handler raises RuntimeError: all pools have been
    shut down by then.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert end_of(ending).said[-1] == TOO_LATE_FOR_A_TASK


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase exit` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(exit_demo.main) == [
        "MainThread | ❌ a daemon at the end: exit code 0",
        f"MainThread |     {HOLDS}",
        "MainThread |     main ends",
        "MainThread | ✅ a daemon that is told to stop: exit code 0",
        f"MainThread |     {HOLDS}",
        "MainThread |     holder: gives it back",
        "MainThread |     main ends",
        "MainThread | 🚪 the order of the end: exit code 0",
        "MainThread |     main ends",
        f"MainThread |     {OUTLIVED}",
        "MainThread |     atexit: registered as number 2, in MainThread",
        "MainThread |     atexit: registered as number 1, in MainThread",
        "MainThread | 🏊 a pool that nobody shut down: exit code 0",
        f"MainThread |     {RUNS}",
        "MainThread |     main ends",
        "MainThread |     task 1",
        "MainThread |     task 2",
        "MainThread |     task 3",
        f"MainThread |     {TOO_LATE_FOR_A_TASK}",
        "MainThread | 💥 os._exit(4) in a thread: exit code 4",
        "MainThread |     leaving",
    ]
