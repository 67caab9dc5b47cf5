"""💥 Exceptions in threads: join() says nothing, a hook is told, a Future keeps it.

The story is told, and runs, in showcase/parallel_execution/exceptions_in_threads.py.
"""

import gc
import sys
import threading
from contextlib import suppress
from threading import main_thread

import pytest

from showcase.parallel_execution import exceptions_in_threads
from showcase.parallel_execution.exceptions_in_threads import (
    Accident,
    Observed,
    Report,
    crash,
    in_a_future,
    in_a_raw_thread,
    replaced,
)
from showcase.utils.stage import stands_in, until


@pytest.mark.pins("threading.excepthook", "threading.Thread.join")
def test_an_exception_in_a_thread_does_not_reach_the_caller():
    """Thread.join() returns normally although the thread raised an exception: only
    threading.excepthook() is told of it.

    Docs: library/threading#thread-objects, library/threading#threading.excepthook
    """
    seen = exceptions_in_threads.divide_by_zero(in_a_raw_thread)
    assert seen == Observed(caller_got="nothing", hook_got="ZeroDivisionError")


def test_the_caller_joins_the_thread_that_fails():
    """Thread.join() blocks its caller until a thread that raises has ended and
    threading.excepthook() has returned.

    Docs: library/threading#threading.Thread.join
    """
    seen = []

    def work():
        until(lambda: stands_in(main_thread(), "join"), "the caller waits")
        seen.append("the thread raises")
        raise Accident

    with replaced(threading, "excepthook", lambda args: seen.append("the hook is told")):
        in_a_raw_thread(work)
    assert seen == ["the thread raises", "the hook is told"]


@pytest.mark.pins("concurrent.futures.Future.result")
def test_a_future_keeps_the_exception_for_the_caller():
    """Future.result() raises in the caller the exception that the call raised in the worker, and
    threading.excepthook() is not called.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    seen = exceptions_in_threads.divide_by_zero(in_a_future)
    assert seen == Observed(caller_got="ZeroDivisionError", hook_got="nothing")


@pytest.mark.pins(
    "threading.excepthook(args)",
    "threading.ExceptHookArgs",
    "threading.ExceptHookArgs.exc_type",
    "threading.ExceptHookArgs.exc_value",
    "threading.ExceptHookArgs.exc_traceback",
    "threading.ExceptHookArgs.thread",
)
@pytest.mark.parametrize(
    "kind",
    [Accident, BaseException, GeneratorExit, KeyboardInterrupt, SystemExit],
    ids=lambda kind: kind.__name__,
)
def test_the_hook_is_told_of_every_kind_of_exception(kind):
    """threading.excepthook(args) is called with exc_type, exc_value, exc_traceback and thread, even
    for a KeyboardInterrupt or SystemExit; the failing thread calls it, and is still alive.

    Docs: library/threading#threading.excepthook
    """
    assert exceptions_in_threads.what_the_hook_is_told(kind) == [
        Report(
            exc_type=kind,
            exc_value=f"{kind.__name__}('oh no')",
            raised_in="crash",
            thread="worker",
            hook_ran_in="worker",
            thread_was_alive=True,
        )
    ]


def test_the_exception_is_the_current_one_while_the_hook_runs():
    """While threading.excepthook() runs, sys.exc_info() is the exception of the thread, so that a
    hook may call logging.exception() or traceback.print_exc().

    Docs: undocumented, and all supported Pythons agree.
    """
    seen = []
    with replaced(threading, "excepthook", lambda args: seen.extend([args[:3], sys.exc_info()])):
        in_a_raw_thread(lambda: crash(Accident))
    of_the_hook, current = seen
    assert of_the_hook == current
    assert current[0] is Accident


@pytest.mark.pins("threading.Thread.is_alive", "threading.enumerate")
def test_a_thread_that_crashed_has_ended_as_any_other():
    """Once Thread.run() has raised and threading.excepthook() has returned, the thread is no longer
    alive, threading.enumerate() no longer has it, and Thread.join() returns.

    Docs: library/threading#thread-objects, library/threading#threading.Thread.join
    """
    crashed = []
    with replaced(threading, "excepthook", lambda args: crashed.append(args.thread)):
        in_a_raw_thread(lambda: crash(Accident))

    [thread] = crashed
    assert not thread.is_alive()
    assert thread not in threading.enumerate()
    assert thread.join() is None


@pytest.mark.parametrize(
    "keeps_it", [pytest.param(True, id="kept"), pytest.param(False, id="not kept")]
)
def test_an_exception_lives_on_if_the_hook_keeps_it(keeps_it):
    """The exception of a thread is freed when the thread has ended, unless threading.excepthook()
    has stored args.exc_value.

    Docs: library/threading#threading.excepthook
    """
    kept = []

    def store(args):
        kept.extend([args.exc_value] * keeps_it)

    assert exceptions_in_threads.exception_outlives_its_thread(store) == (keeps_it, keeps_it)


@pytest.mark.parametrize(
    ("clears_it", "outlives"),
    [
        pytest.param(False, (True, False), id="stored: until it is collected"),
        pytest.param(True, (False, False), id="stored and cleared: no"),
    ],
)
def test_an_exception_that_the_hook_stores_in_the_thread_is_in_a_cycle(clears_it, outlives):
    """If threading.excepthook() stores args.exc_value in args.thread, the two refer to each other,
    and only the garbage collector frees them; deleting it there breaks the reference cycle.

    Docs: library/threading#threading.excepthook
    """

    def store(args):
        args.thread.error = args.exc_value
        if clears_it:
            del args.thread.error

    assert exceptions_in_threads.exception_outlives_its_thread(store) == outlives
    assert gc.isenabled()


def test_a_replaced_hook_comes_back_after_an_error():
    """replaced(), with which these scenarios set a hook such as sys.excepthook, puts the old value
    back even if the block raises.

    Docs: library/sys#sys.excepthook
    """
    before = sys.excepthook
    with suppress(Accident), replaced(sys, "excepthook", None):
        raise Accident
    assert sys.excepthook is before


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase exceptions_in_threads` prints, in this order on
    every run.

    Docs: library/threading#threading.excepthook
    """
    assert tell(exceptions_in_threads.main) == [
        "MainThread | 🧵 a thread crashes",
        "MainThread | ❌ the caller gets nothing, the hook ZeroDivisionError",
        "MainThread | 📦 a future crashes",
        "MainThread | ✅ the caller gets ZeroDivisionError, the hook nothing",
        "MainThread | 🪝 what a hook is told",
        "MainThread | Accident('oh no'), raised in crash() of worker",
    ]
