"""🪝 Excepthook: what is called when an exception ends a thread, and what if it fails itself.

The story is told, and runs, in showcase/parallel_execution/excepthook_demo.py.
"""

import ast
import sys
import threading
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from threading import ExceptHookArgs, Thread, get_ident

import pytest

from showcase.parallel_execution import excepthook_demo
from showcase.parallel_execution.excepthook_demo import crash_without
from showcase.parallel_execution.exceptions_in_threads import Accident, replaced

FAILED_HOOK = "Exception in threading.excepthook:\n"


class Resignation(SystemExit):
    """A kind of SystemExit."""


class Paper(StringIO):
    """A stream that knows whether all that was written to it has been flushed."""

    flushed = True

    def write(self, text):
        self.flushed = False
        return super().write(text)

    def flush(self):
        self.flushed = True


def hook_in_python():
    """The excepthook for interpreters without one in C, taken out of threading's own source."""
    path = Path(threading.__file__)
    [fallback] = [
        handler.body
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Try)
        for handler in node.handlers
        if any(getattr(part, "name", "") == "excepthook" for part in handler.body)
    ]
    names = {"_sys": sys, "get_ident": get_ident}
    exec(compile(ast.Module(fallback, []), str(path), "exec"), names)
    return names["excepthook"], names["ExceptHookArgs"]


both_hooks = pytest.mark.parametrize(
    ("hook", "hook_args"),
    [
        pytest.param(threading.__excepthook__, ExceptHookArgs, id="in C"),
        pytest.param(*hook_in_python(), id="in Python"),
    ],
)


def thread_that_found(stderr):
    """A thread, named "worker", that was made while sys.stderr was `stderr`."""
    with redirect_stderr(stderr):
        return Thread(name="worker")


# ── The default hook ─────────────────────────────────────────────────────────


@pytest.mark.pins("threading.__excepthook__(args)")
def test_the_default_hook_prints_the_traceback_and_the_name_of_the_thread():
    """threading.__excepthook__(), the original threading.excepthook(), writes the name of the
    failing thread and the traceback to sys.stderr, and does not call sys.excepthook().

    Docs: library/threading#threading.excepthook, library/threading#threading.__excepthook__
    """
    after = crash_without(default_hook=True)
    first, second, *_, last = after.printed.splitlines()
    assert (first, second) == (
        "Exception in thread worker:",
        "Traceback (most recent call last):",
    )
    assert last.endswith("Accident: oh no")
    assert after.told == []


def test_the_default_hook_is_silent_about_system_exit():
    """SystemExit in a thread is ignored: threading.excepthook() prints nothing and sys.excepthook()
    is not called.

    Docs: library/threading#threading.excepthook
    """
    after = crash_without(default_hook=True, kind=SystemExit)
    assert (after.printed, after.told) == ("", [])


@both_hooks
def test_the_default_hook_flushes_what_it_prints(hook, hook_args):
    """threading.excepthook() flushes sys.stderr, so that nothing of its report stays in a buffer.

    Docs: undocumented, and all supported Pythons agree.
    """
    with redirect_stderr(Paper()) as paper:
        hook(hook_args([Accident, Accident("oh no"), None, Thread(name="worker")]))
    assert paper.getvalue().splitlines()[0] == "Exception in thread worker:"
    assert paper.getvalue().splitlines()[-1].endswith("Accident: oh no")
    assert paper.flushed


@both_hooks
@pytest.mark.parametrize(
    ("kind", "is_printed"),
    [
        pytest.param(SystemExit, False, id="SystemExit: no"),
        pytest.param(Resignation, True, id="a subclass of SystemExit: yes"),
        pytest.param(KeyboardInterrupt, True, id="KeyboardInterrupt: yes"),
    ],
)
def test_the_default_hook_prints_everything_but_system_exit(hook, hook_args, kind, is_printed):
    """threading.excepthook() is silent only if exc_type is SystemExit itself; a subclass of
    SystemExit is reported.

    Docs: library/threading#threading.excepthook
    """
    with redirect_stderr(StringIO()) as paper:
        hook(hook_args([kind, kind(1), None, None]))
    assert (kind.__name__ in paper.getvalue()) is is_printed
    assert bool(paper.getvalue()) is is_printed


@both_hooks
def test_the_default_hook_names_the_ident_where_there_is_no_thread(hook, hook_args):
    """If args.thread is None, threading.excepthook(args) prints the ident of the current thread
    instead of a name.

    Docs: library/threading#threading.excepthook
    """
    with redirect_stderr(StringIO()) as paper:
        hook(hook_args([Accident, Accident(), None, None]))
    assert paper.getvalue().splitlines()[0] == f"Exception in thread {get_ident()}:"


@pytest.mark.parametrize("exc_type", [Accident, None], ids=["exc_type", "no exc_type"])
def test_the_default_hook_bears_an_exception_without_a_value(exc_type):
    """If args.exc_value is None, threading.excepthook(args) does not raise: its report ends with
    "NoneType: None" since Python 3.13, and with a TypeError from print_exception() before.

    Docs: library/threading#threading.excepthook
    """
    with redirect_stderr(StringIO()) as paper:
        threading.__excepthook__(ExceptHookArgs([exc_type, None, None, Thread(name="worker")]))
    expected = "NoneType: None" if sys.version_info >= (3, 13) else "TypeError: print_exception()"
    first, last = paper.getvalue().splitlines()
    assert first == "Exception in thread worker:"
    assert last.startswith(expected)


def test_a_hook_in_python_takes_an_exception_without_a_value_too():
    """The excepthook() in Python, for interpreters that have none in C, prints "NoneType: None" if
    args.exc_value is None.

    Docs: undocumented, and all supported Pythons agree.
    """
    hook, hook_args = hook_in_python()
    with redirect_stderr(StringIO()) as paper:
        hook(hook_args([None, None, None, Thread(name="worker")]))
    assert paper.getvalue() == "Exception in thread worker:\nNoneType: None\n"


@both_hooks
@pytest.mark.parametrize(
    ("now", "then", "thread", "prints_on"),
    [
        pytest.param("now", "then", True, "now", id="both streams: on sys.stderr"),
        pytest.param(None, "then", True, "then", id="sys.stderr gone: on the thread's"),
        pytest.param(None, None, True, None, id="neither stream: silent"),
        pytest.param(None, "then", False, None, id="sys.stderr gone, no thread: silent"),
    ],
)
def test_the_default_hook_looks_for_a_stream(hook, hook_args, now, then, thread, prints_on):
    """threading.excepthook() prints to sys.stderr; if that is None, to the sys.stderr that was in
    place when the thread was made; if there is neither, it prints nothing.

    Docs: undocumented, and all supported Pythons agree.
    """
    papers = {"now": StringIO(), "then": StringIO(), None: None}
    worker = thread_that_found(papers[then]) if thread else None
    with redirect_stderr(papers[now]):
        hook(hook_args([Accident, Accident("oh no"), None, worker]))
    assert [name for name in ("now", "then") if papers[name].getvalue()] == [prints_on] * (
        prints_on is not None
    )


# ── The argument ─────────────────────────────────────────────────────────────


@pytest.mark.pins("threading.ExceptHookArgs(iterable)")
@both_hooks
def test_hook_args_are_a_tuple_of_four_items(hook, hook_args):
    """ExceptHookArgs, made from one sequence, is a tuple of four items that are also its attributes
    exc_type, exc_value, exc_traceback and thread.

    Docs: undocumented, and all supported Pythons agree.
    """
    args = hook_args([1, 2, 3, 4])
    assert (args.exc_type, args.exc_value, args.exc_traceback, args.thread) == (1, 2, 3, 4)
    assert args == (1, 2, 3, 4)


@pytest.mark.parametrize("number", [0, 3, 5])
def test_hook_args_take_exactly_four_items(number):
    """ExceptHookArgs takes exactly four items, and raises TypeError for any other number of items.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="4-sequence"):
        ExceptHookArgs(range(number))


@both_hooks
def test_the_default_hook_takes_its_argument_by_position_only(hook, hook_args):
    """The parameter of threading.excepthook() is positional-only: excepthook(args=...) raises
    TypeError, and prints nothing.

    Docs: library/threading#threading.excepthook
    """
    args = hook_args([Accident, Accident("oh no"), None, None])
    with redirect_stderr(StringIO()) as paper, pytest.raises(TypeError, match="keyword"):
        hook(args=args)
    assert paper.getvalue() == ""


def test_the_default_hook_takes_hook_args_only():
    """threading.excepthook(args) raises TypeError for anything but an ExceptHookArgs, even for a
    plain tuple of the same four items.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="must be ExceptHookArgs"):
        threading.__excepthook__((Accident, Accident(), None, None))


# ── A hook that fails, a hook that is gone ───────────────────────────────────


@pytest.mark.pins("sys.excepthook")
def test_a_failing_hook_is_reported_to_sys_excepthook():
    """If threading.excepthook() itself raises, sys.excepthook() is called with that exception, and
    sys.stderr gets the line "Exception in threading.excepthook:".

    Docs: library/threading#threading.excepthook
    """
    failure = KeyError("and now the hook")
    after = crash_without(hook_fails_with=failure)
    assert [hook for hook, error in after.told] == ["threading.excepthook", "sys.excepthook"]
    assert after.told[1][1] is failure
    assert (after.printed, after.printed_on_the_former) == (FAILED_HOOK, "")


def test_the_failure_of_a_hook_is_shown_without_the_crash_before_it():
    """An exception raised by threading.excepthook() has the exception of the thread as its
    __context__, but __suppress_context__ is True, so that a traceback does not show the context.

    Docs: undocumented, and all supported Pythons agree.
    """
    failure = KeyError("and now the hook")
    after = crash_without(hook_fails_with=failure)
    assert failure.__context__ is after.told[0][1]
    assert failure.__suppress_context__


@pytest.mark.pins("sys.unraisablehook")
def test_an_interrupt_in_a_hook_is_unraisable():
    """sys.excepthook() is called only for an Exception: a KeyboardInterrupt raised by
    threading.excepthook() goes to sys.unraisablehook().

    Docs: undocumented, and all supported Pythons agree.
    """
    after = crash_without(hook_fails_with=KeyboardInterrupt())
    assert [hook for hook, error in after.told] == ["threading.excepthook", "sys.unraisablehook"]
    assert after.printed == ""


def test_a_system_exit_in_a_hook_is_silent():
    """A SystemExit raised by threading.excepthook() ends the thread, and no other hook is called.

    Docs: undocumented, and all supported Pythons agree.
    """
    after = crash_without(hook_fails_with=SystemExit(3))
    assert [hook for hook, error in after.told] == ["threading.excepthook"]
    assert (after.printed, after.printed_on_the_former) == ("", "")


def test_the_hook_that_counts_is_the_one_at_the_crash():
    """threading.excepthook() is looked up when a thread crashes: a hook that was replaced after the
    Thread was made is not called.

    Docs: library/threading#threading.excepthook
    """
    assert [hook for hook, error in crash_without().told] == ["threading.excepthook"]


def test_a_thread_without_a_hook_calls_the_one_it_was_made_with():
    """If threading.excepthook is None when a thread crashes, the hook that was in place when the
    Thread was made is called.

    Docs: undocumented, and all supported Pythons agree.
    """
    after = crash_without("threading.excepthook")
    assert [hook for hook, error in after.told] == ["former threading.excepthook"]


def test_without_sys_excepthook_a_failing_hook_is_reported_to_the_former_one():
    """If sys.excepthook is None when threading.excepthook() raises, the sys.excepthook() that was
    in place when the Thread was made is called.

    Docs: undocumented, and all supported Pythons agree.
    """
    after = crash_without("sys.excepthook", hook_fails_with=KeyError())
    assert [hook for hook, error in after.told] == ["threading.excepthook", "former sys.excepthook"]
    assert (after.printed, after.printed_on_the_former) == (FAILED_HOOK, "")


def test_without_stderr_a_failing_hook_is_reported_on_the_former_one():
    """If sys.stderr is None when threading.excepthook() raises, the line that says so goes to the
    sys.stderr that was in place when the Thread was made.

    Docs: undocumented, and all supported Pythons agree.
    """
    after = crash_without("sys.stderr", hook_fails_with=KeyError())
    assert [hook for hook, error in after.told] == ["threading.excepthook", "sys.excepthook"]
    assert (after.printed, after.printed_on_the_former) == ("", FAILED_HOOK)


def test_a_crash_without_stderr_is_printed_where_stderr_was():
    """If sys.stderr is None when a thread crashes, threading.excepthook() prints to the sys.stderr
    that was in place when the Thread was made.

    Docs: undocumented, and all supported Pythons agree.
    """
    after = crash_without("sys.stderr", default_hook=True)
    assert after.printed == ""
    assert after.printed_on_the_former.splitlines()[0] == "Exception in thread worker:"


@pytest.mark.parametrize("module", [threading, sys], ids=lambda module: module.__name__)
def test_no_thread_is_made_while_there_is_no_hook(module):
    """Thread() raises RuntimeError while threading.excepthook or sys.excepthook is None, since a
    Thread remembers both from the start.

    Docs: undocumented, and all supported Pythons agree.
    """
    with replaced(module, "excepthook", None):
        with pytest.raises(RuntimeError, match=f"^{module.__name__}.excepthook is None"):
            Thread()


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase excepthook` prints, in this order on every run.

    Docs: library/threading#threading.excepthook
    """
    module = "showcase.parallel_execution.exceptions_in_threads."
    assert [line.replace(module, "") for line in tell(excepthook_demo.main)] == [
        "MainThread | 🖨️ what the default hook prints",
        "MainThread | Accident: ['Exception in thread worker:', 'Accident: oh no']",
        "MainThread | SystemExit: []",
        "MainThread | 🪝 the hook fails as well",
        "MainThread | threading.excepthook is told of Accident('oh no')",
        "MainThread | sys.excepthook is told of KeyError('and now the hook')",
    ]
