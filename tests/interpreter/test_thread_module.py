"""🧱 The _thread module: what threading is built from.

The story is told, and runs, in showcase/interpreter/thread_module_demo.py.
"""

import _thread
import os
import signal
import sys
import threading
from io import StringIO

import pytest

from showcase.interpreter import thread_module_demo
from showcase.interpreter.thread_module_demo import reported_by_a_raw_thread
from showcase.utils.child import in_a_child


@pytest.mark.pins("_thread.start_new_thread(function, args, kwargs)", "_thread.get_ident")
def test_a_raw_thread_is_a_function_its_arguments_and_an_ident():
    """_thread.start_new_thread(function, args, kwargs) calls function(*args, **kwargs) in a new
    thread and returns the ident of that thread.

    Docs: library/_thread#thread.start_new_thread
    """
    ran = thread_module_demo.run_raw("one", two=2)
    assert (ran.arguments, ran.keywords) == (("one",), {"two": 2})
    assert ran.ident == ran.returned_ident != _thread.get_ident()


@pytest.mark.pins("_thread.get_native_id")
def test_a_raw_thread_has_a_kernel_id_of_its_own():
    """_thread.get_native_id() returns different integers in two threads that live at the same time.

    Docs: library/_thread#thread.get_native_id
    """
    assert thread_module_demo.run_raw().native_id != _thread.get_native_id()


@pytest.mark.pins("threading.enumerate")
def test_threading_does_not_know_a_raw_thread():
    """threading.enumerate() does not list a thread that was started with
    _thread.start_new_thread().

    Docs: library/threading#threading.enumerate
    """
    assert not thread_module_demo.run_raw().known_to_threading


@pytest.mark.pins("_thread.start_new_thread(function, args, kwargs)")
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param((print, []), "2nd arg must be a tuple", id="a list for args"),
        pytest.param((print, (), []), "3rd arg must be a dictionary", id="a list for kwargs"),
        pytest.param((1, ()), "first arg must be callable", id="no function"),
        pytest.param((print,), "at least 2 arguments", id="no args"),
    ],
)
def test_a_raw_thread_is_particular_about_its_arguments(arguments, complaint):
    """_thread.start_new_thread() raises TypeError unless it gets a callable, a tuple of positional
    arguments and, if any, a dict of keyword arguments.

    Docs: library/_thread#thread.start_new_thread
    """
    with pytest.raises(TypeError, match=complaint):
        _thread.start_new_thread(*arguments)


def test_an_error_in_a_raw_thread_goes_to_the_unraisable_hook():
    """An exception in a thread of _thread.start_new_thread() is reported to sys.unraisablehook, and
    not to threading.excepthook. Before Python 3.13 the report names the function in `object`, as
    documented, and since in `err_msg`.

    Docs: library/_thread#thread.start_new_thread
    """
    reports = reported_by_a_raw_thread(lambda: 1 / 0)
    assert reports == ["unraisablehook: ZeroDivisionError, and where"]


def test_the_error_of_a_raw_thread_is_printed_with_its_traceback():
    """By default the report on an exception in a thread of _thread.start_new_thread() is printed to
    sys.stderr: where the thread was started, and the traceback.

    Docs: library/_thread#thread.start_new_thread
    """
    paper = StringIO()
    reported_by_a_raw_thread(lambda: 1 / 0, paper)
    title, traceback, *_, error = paper.getvalue().splitlines()
    assert title.startswith("Exception ignored in thread started by")
    assert traceback == "Traceback (most recent call last):"
    assert error.startswith("ZeroDivisionError: ")


@pytest.mark.pins("_thread.exit")
@pytest.mark.parametrize("leave", [_thread.exit, sys.exit], ids=["_thread.exit", "sys.exit"])
def test_exit_ends_a_raw_thread_silently(leave):
    """_thread.exit() raises SystemExit, as sys.exit() does, which ends a thread of
    _thread.start_new_thread() without any report.

    Docs: library/_thread#thread.exit, library/_thread#module-_thread
    """
    assert reported_by_a_raw_thread(leave) == []
    with pytest.raises(SystemExit):
        leave()


def test_the_interpreter_does_not_wait_for_a_raw_thread():
    """A thread of _thread.start_new_thread() is cut off when the main thread ends, as a daemon is:
    its `finally` does not run.

    Docs: library/_thread#module-_thread
    """
    child = in_a_child(thread_module_demo.exit_with_a_raw_thread)
    assert (child.exit_code, child.said, child.err) == (0, ["main ends"], "")


@pytest.mark.since("3.12")
@pytest.mark.pins("_thread.start_new_thread", "threading.Thread.start", "os.fork", "os.forkpty")
def test_no_thread_is_started_while_the_interpreter_is_finalized():
    """In a __del__() that runs while modules are cleared, _thread.start_new_thread() and
    Thread.start() raise PythonFinalizationError since Python 3.13, and RuntimeError in 3.12. On
    POSIX the same holds for os.fork() and os.forkpty().

    Docs: whatsnew/3.13#other-language-changes
    """
    error = "PythonFinalizationError" if sys.version_info >= (3, 13) else "RuntimeError"
    calls = 2 + hasattr(os, "fork") + hasattr(os, "forkpty")
    child = in_a_child(thread_module_demo.start_too_late)
    assert (child.exit_code, child.said, child.err) == (0, [error] * calls, "")


@pytest.mark.since("3.12.1")
def test_the_main_interpreter_is_known_as_such():
    """_thread._is_main_interpreter(), which threading calls since Python 3.12.1, takes no arguments
    and returns True in the main interpreter.

    Docs: whatsnew/3.13#changes-in-the-python-api
    """
    assert _thread._is_main_interpreter() is True


def test_a_raw_thread_is_announced_to_audit_hooks():
    """Since Python 3.12 _thread.start_new_thread() raises the auditing event
    `_thread.start_new_thread` with function, args and kwargs as its arguments; before, it raises
    none.

    Docs: library/_thread#thread.start_new_thread
    """
    event = "_thread.start_new_thread function ('one',) {'two': 2}"
    child = in_a_child(thread_module_demo.start_under_audit)
    assert (child.said, child.err) == ([event] * (sys.version_info >= (3, 12)), "")


@pytest.mark.pins("_thread.interrupt_main(signum)")
def test_the_signal_of_interrupt_main_is_given_by_position_only():
    """The parameter signum of _thread.interrupt_main() is positional-only: a keyword argument
    raises TypeError, and no signal is simulated.

    Docs: library/_thread#thread.interrupt_main
    """
    with pytest.raises(TypeError, match="keyword"):
        _thread.interrupt_main(signum=signal.SIGINT)


@pytest.mark.pins("_thread.start_new_thread(function, args)", "_thread.stack_size(size)")
@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        pytest.param(_thread.start_new_thread, {"function": print, "args": ()}, id="start"),
        pytest.param(_thread.stack_size, {"size": 0}, id="stack_size"),
    ],
)
def test_two_functions_take_no_keyword_arguments(function, arguments):
    """_thread.start_new_thread() and stack_size(), which is threading.stack_size() as well, take
    their arguments by position only: a keyword argument raises TypeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="no keyword arguments"):
        function(**arguments)


@pytest.mark.pins("_thread.stack_size(size)")
def test_the_stack_of_new_threads_has_a_size_in_bytes():
    """_thread.stack_size(size) returns the previous size; a later _thread.stack_size() returns the
    new one.

    Docs: library/_thread#thread.stack_size
    """
    before, returned, after = thread_module_demo.stack_size_set_and_read(2**20)
    assert (before, after) == (returned, 2**20)
    assert _thread.stack_size() == before


@pytest.mark.pins("_thread.stack_size(size)")
@pytest.mark.parametrize("size", [1, 32 * 1024 - 1, -1])
def test_a_stack_has_32_kib_at_the_least(size):
    """_thread.stack_size(size) raises ValueError for a positive size below 32 KiB and for a
    negative one, and the size stays as it was.

    Docs: library/_thread#thread.stack_size
    """
    before = _thread.stack_size()
    with pytest.raises(ValueError, match="size"):
        thread_module_demo.stack_size_set_and_read(size)
    assert _thread.stack_size() == before


@pytest.mark.pins("_thread.error", "threading.ThreadError")
def test_the_errors_of_threads_are_runtime_errors():
    """_thread.error and threading.ThreadError are other names of RuntimeError.

    Docs: library/_thread#thread.error
    """
    assert _thread.error is threading.ThreadError is RuntimeError


@pytest.mark.pins(
    "_thread.allocate_lock",
    "_thread.LockType",
    "_thread.LockType.acquire(blocking, timeout)",
    "_thread.LockType.release",
    "_thread.LockType.locked",
)
def test_a_lock_of_threading_is_a_lock_of_this_module():
    """_thread.allocate_lock() returns an unlocked lock of the same type as threading.Lock(), with
    the same acquire(), release() and locked().

    Docs: library/_thread#thread.allocate_lock, library/_thread#thread.LockType
    """
    lock = _thread.allocate_lock()
    assert type(lock) is type(threading.Lock()) is _thread.LockType
    assert [lock.locked(), lock.acquire(), lock.locked()] == [False, True, True]
    assert not lock.acquire(blocking=False)
    assert not lock.acquire(timeout=0.01)
    lock.release()
    assert not lock.locked()


@pytest.mark.pins("_thread.LockType", "threading.Lock")
def test_the_type_of_locks_makes_locks_since_3_13():
    """_thread.LockType() returns a new lock since Python 3.13, where threading.Lock is that class;
    before, it raises TypeError.

    Docs: library/_thread#thread.LockType, library/threading#threading.Lock
    """
    if sys.version_info >= (3, 13):
        assert threading.Lock is _thread.LockType
        assert not _thread.LockType().locked()
    else:
        with pytest.raises(TypeError, match="cannot create"):
            _thread.LockType()


@pytest.mark.pins("_thread.TIMEOUT_MAX")
def test_no_lock_waits_longer_than_timeout_max():
    """_thread.TIMEOUT_MAX, also threading.TIMEOUT_MAX, is a valid timeout of Lock.acquire(); twice
    as much raises OverflowError.

    Docs: library/_thread#thread.TIMEOUT_MAX, library/threading#threading.TIMEOUT_MAX
    """
    lock = _thread.allocate_lock()
    with pytest.raises(OverflowError, match=r"too large|out of range"):
        lock.acquire(timeout=_thread.TIMEOUT_MAX * 2)
    assert lock.acquire(timeout=_thread.TIMEOUT_MAX)
    assert threading.TIMEOUT_MAX == _thread.TIMEOUT_MAX


@pytest.mark.pins("sys.thread_info.name", "sys.thread_info.lock", "sys.thread_info.version")
def test_the_interpreter_tells_what_its_threads_and_locks_are_made_of():
    """sys.thread_info is (name, lock, version): the kind of threads ("pthread", or "nt" on
    Windows), the kind of lock ("pymutex" since Python 3.15), and a string, or None if it is not
    known.

    Docs: library/sys#sys.thread_info
    """
    name, lock, version = sys.thread_info
    since_3_15 = sys.version_info >= (3, 15)
    assert name == ("nt" if os.name == "nt" else "pthread")
    assert lock in (["pymutex"] if since_3_15 else ["semaphore", "mutex+cond", None])
    assert isinstance(version, (str, type(None)))


@pytest.mark.pins("threading.get_ident", "threading.get_native_id", "threading.stack_size")
def test_threading_shares_three_functions_with_this_module():
    """threading.get_ident, get_native_id and stack_size are the same functions as those of _thread.

    Docs: library/threading#threading.get_ident
    """
    for name in "get_ident", "get_native_id", "stack_size":
        assert getattr(threading, name) is getattr(_thread, name)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_module` prints, in this order on every run.

    Docs: library/_thread#module-_thread
    """
    assert tell(thread_module_demo.main) == [
        "MainThread | 🧱 a raw thread got ('one',) and {'two': 2}",
        "MainThread | ❌ known to threading? False",
        "MainThread | ✅ its ident is what start_new_thread returned: True",
        "MainThread | ❌ an error: ['unraisablehook: ZeroDivisionError, and where']",
        "MainThread | ✅ _thread.exit(): []",
        "MainThread | 📏 a stack of 1 MiB: True",
    ]
