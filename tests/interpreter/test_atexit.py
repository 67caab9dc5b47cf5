"""🔚 atexit: what runs in the main thread when all others are done, and what it may still begin.

The story is told, and runs, in showcase/interpreter/atexit_demo.py.
"""

import atexit
import functools
import signal
import sys

import pytest

from showcase.interpreter import atexit_demo
from showcase.utils.child import in_a_child

OUTLIVED = "worker: is main alive? False listed? True"
REFUSED = "can't create new thread at interpreter shutdown"


@functools.cache
def end_of(ending):
    """What was left of an interpreter that ended so: pure observation, so one is enough."""
    return in_a_child(ending)


@pytest.mark.pins("atexit.register(func)")
def test_register_returns_the_function_so_that_it_is_a_decorator():
    """atexit.register(func) returns func itself, so a decorated function can still be called; it is
    called once more at exit.

    Docs: library/atexit#atexit.register
    """

    def handler():
        """Does nothing."""

    assert atexit.register(handler) is handler
    atexit.unregister(handler)
    called_by_main, *_, called_at_exit = end_of(atexit_demo.exit_with_handlers).said
    assert called_by_main == called_at_exit == "registered by a decorator"


@pytest.mark.pins("atexit.register(func)")
def test_an_error_in_an_atexit_handler_does_not_stop_the_others():
    """An exception in an atexit handler is printed, the remaining handlers still run, and the exit
    code stays 0. SystemExit is printed, too, although the documentation says that it is not.

    Docs: library/atexit#module-atexit
    """
    child = end_of(atexit_demo.exit_with_handlers)
    assert child.said[-1] == "registered by a decorator"
    assert "LookupError: a handler is lost" in child.err
    assert "SystemExit: a handler has left" in child.err
    assert child.exit_code == 0


@pytest.mark.pins("atexit.register(func)")
def test_a_handler_that_a_thread_registers_runs_in_the_main_thread():
    """atexit.register() may be called in any thread; the handler runs in the main thread.

    Docs: undocumented, and all supported Pythons agree.
    """
    _, thread_of_the_handler, _ = end_of(atexit_demo.exit_with_handlers).said
    assert thread_of_the_handler == "MainThread"


@pytest.mark.pins("atexit.unregister(func)")
def test_unregister_takes_every_registration_of_a_function_back():
    """atexit.unregister(func) removes every registration of func, and does nothing if there is
    none.

    Docs: library/atexit#atexit.unregister
    """
    assert end_of(atexit_demo.exit_with_both_registrations).said == ["second", "first", "once"]
    assert end_of(atexit_demo.exit_without_both_registrations).said == ["once"]
    assert atexit.unregister(end_of) is None


@pytest.mark.needs("posix_signals")
@pytest.mark.pins("atexit.register(func)")
def test_no_handler_runs_when_a_signal_kills_the_process():
    """atexit handlers are not called when a signal without a Python handler ends the program.

    Docs: library/atexit#module-atexit
    """
    child = end_of(atexit_demo.exit_by_a_signal)
    assert (child.exit_code, child.said) == (-signal.SIGTERM, ["called"])


@pytest.mark.since("3.14")
@pytest.mark.pins("atexit.register(func)")
def test_each_interpreter_has_handlers_of_its_own():
    """atexit.register() adds a handler to the interpreter that calls it: the handlers of a second
    interpreter run when that interpreter is closed.

    Docs: library/atexit#module-atexit
    """
    assert end_of(atexit_demo.close_another_interpreter).said == [
        "before close()",
        "atexit of the other one",
        "after close()",
        "atexit of the main interpreter",
    ]


@pytest.mark.pins("sys.is_finalizing")
def test_the_interpreter_is_not_finalizing_while_threads_and_handlers_run():
    """sys.is_finalizing() is False in a thread that outlives main and in an atexit handler, and
    True in a __del__() that runs after the atexit handlers.

    Docs: library/sys#sys.is_finalizing
    """
    assert end_of(atexit_demo.ask_whether_it_is_finalizing).said == [
        "after main: False",
        "in atexit: False",
        "in the last stages: True",
    ]


@pytest.mark.pins("threading.Thread.start")
def test_a_thread_may_be_started_while_others_outlive_main():
    """Thread.start() works after the main thread has ended; 3.12.0 to 3.12.2 raise RuntimeError.

    Docs: undocumented, and all supported Pythons but the first three of 3.12 agree (gh-113964).
    """
    refuses = (3, 12) <= sys.version_info < (3, 12, 3)
    expected = f"after main: {REFUSED if refuses else 'started'}"
    assert end_of(atexit_demo.start_threads_late).said[0] == expected


@pytest.mark.pins("threading.Thread.start", "atexit.register(func)")
def test_a_thread_may_be_started_by_an_atexit_handler_except_in_3_12():
    """Thread.start() in an atexit handler raises RuntimeError in 3.12 and works in all other
    versions, although the documentation announces the RuntimeError for 3.12 and later.

    Docs: library/atexit#module-atexit
    """
    expected = REFUSED if sys.version_info[:2] == (3, 12) else "started"
    assert end_of(atexit_demo.start_threads_late).said[1:] == [f"in atexit: {expected}"]


def test_a_thread_that_an_atexit_handler_has_started_is_waited_for_since_3_15():
    """Since Python 3.15 the interpreter waits for a non-daemon thread that an atexit handler has
    started. Before, the thread is cut off at exit; in 3.12 it cannot be started.

    Docs: undocumented, and the Pythons differ as said.
    """
    waited_for = ["waited for"] if sys.version_info >= (3, 15) else []
    assert end_of(atexit_demo.outlive_an_atexit_handler).said == waited_for


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor")
def test_thread_pools_cannot_be_imported_for_the_first_time_after_main():
    """The first import of concurrent.futures.thread raises RuntimeError once the main thread has
    ended: it is then too late to register the function that ends its workers at exit.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert end_of(atexit_demo.import_pools_late).said == ["can't register atexit after shutdown"]


def test_exit_calls_the_pools_before_it_joins_the_threads():
    """concurrent.futures ends its pools in a function that it registers with
    threading._register_atexit(): such functions run once, last in, first out, before the
    interpreter joins its threads.

    Docs: undocumented (threading._register_atexit), and all supported Pythons agree.
    """
    child = end_of(atexit_demo.shut_down_twice)
    assert child.said == ["last registered", "first registered", OUTLIVED, "main ends"]
    assert (child.exit_code, child.err) == (0, "")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase atexit` prints, in this order on every run.

    Docs: library/atexit#module-atexit
    """
    refuses = (3, 12) <= sys.version_info < (3, 12, 3)
    assert tell(atexit_demo.main) == [
        "MainThread | 🔚 a thread that is started at the end: exit code 0",
        f"MainThread |     after main: {REFUSED if refuses else 'started'}",
        f"MainThread |     in atexit: {REFUSED if sys.version_info[:2] == (3, 12) else 'started'}",
        "MainThread | ❌ a handler fails, one exits: exit code 0",
        "MainThread |     registered by a decorator",
        "MainThread |     MainThread",
        "MainThread |     registered by a decorator",
        "MainThread | ✅ handlers that are taken back: exit code 0",
        "MainThread |     once",
    ]
