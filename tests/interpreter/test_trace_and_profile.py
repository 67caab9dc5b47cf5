"""🔬 Trace and profile functions: each thread has its own.

The story is told, and runs, in showcase/interpreter/trace_and_profile_demo.py.
"""

import functools
import sys
import threading

import pytest

from showcase.interpreter import trace_and_profile_demo
from showcase.interpreter.trace_and_profile_demo import greet, hooks_restored, stumble
from showcase.utils.child import in_a_child
from showcase.utils.stage import play

BOTH_MODULES = pytest.mark.parametrize(
    ("set_hook", "get_hook"),
    [
        pytest.param(threading.settrace, threading.gettrace, id="settrace"),
        pytest.param(threading.setprofile, threading.getprofile, id="setprofile"),
    ],
)


def hook(frame, event, value):
    """A trace or profile function that does nothing."""


@pytest.mark.pins("sys.settrace(tracefunc)", "sys.setprofile(profilefunc)")
@pytest.mark.parametrize("set_hook", [sys.settrace, sys.setprofile], ids=["settrace", "setprofile"])
def test_sys_watches_the_calling_thread_and_no_other(set_hook):
    """sys.settrace() and sys.setprofile() are thread-specific: other threads run unwatched.

    Docs: library/sys#sys.settrace, library/sys#sys.setprofile
    """
    assert trace_and_profile_demo.who_is_watched(set_hook) == ["main"]


@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
@BOTH_MODULES
def test_threading_watches_the_threads_that_are_started_from_now_on(set_hook, get_hook):
    """threading.settrace(func) hands func to sys.settrace() in each thread before its run().

    Neither the calling thread, nor one that runs already, nor one of _thread is watched.

    Docs: library/threading#threading.settrace, library/threading#threading.setprofile
    """
    assert trace_and_profile_demo.who_is_watched(set_hook) == ["late"]


@functools.cache
def said_of_all_threads():
    """What a child said of settrace_all_threads, of setprofile_all_threads, and of both."""
    return in_a_child(trace_and_profile_demo.say_what_all_threads_does).said


@pytest.mark.since("3.12")
@pytest.mark.pins("threading.settrace_all_threads(func)", "threading.setprofile_all_threads(func)")
@pytest.mark.parametrize("line", [pytest.param(0, id="settrace"), pytest.param(1, id="setprofile")])
def test_all_threads_catches_up_with_those_that_run_already(line):
    """threading.settrace_all_threads(func) is for threads to come and for all that run now.

    Docs: library/threading#threading.settrace_all_threads
    """
    assert said_of_all_threads()[line] == "main late early"


@pytest.mark.before("3.12")
@pytest.mark.pins("threading.settrace_all_threads", "threading.setprofile_all_threads")
def test_running_threads_were_out_of_reach():
    """threading.settrace_all_threads() and setprofile_all_threads() are new in Python 3.12.

    Docs: library/threading#threading.settrace_all_threads
    """
    assert not hasattr(threading, "settrace_all_threads")
    assert not hasattr(threading, "setprofile_all_threads")


@pytest.mark.pins("threading.gettrace", "threading.getprofile")
@BOTH_MODULES
def test_threading_remembers_the_function_for_new_threads(set_hook, get_hook):
    """threading.gettrace() returns what threading.settrace() was given, and so for profile.

    Docs: library/threading#threading.gettrace, library/threading#threading.getprofile
    """
    with hooks_restored():
        set_hook(hook)
        assert get_hook() is hook
        set_hook(None)
        assert get_hook() is None


@pytest.mark.since("3.12")
@pytest.mark.pins("threading.gettrace", "threading.getprofile")
def test_all_threads_is_remembered_for_new_threads_too():
    """threading.gettrace() knows the function of settrace_all_threads(), getprofile() the other.

    Docs: library/threading#threading.setprofile_all_threads
    """
    assert said_of_all_threads()[2] == "True"


@pytest.mark.pins("sys.gettrace", "sys.getprofile", "threading.settrace(func)")
def test_a_new_thread_has_the_function_as_its_own():
    """threading.settrace() sets the trace function and leaves the profile function alone.

    Docs: library/threading#threading.settrace
    """
    with hooks_restored():
        threading.setprofile(None)
        of_the_thread = trace_and_profile_demo.hooks_of_a_new_thread(threading.settrace, hook)
        assert of_the_thread == [hook, None]


@pytest.mark.pins("sys.gettrace", "sys.getprofile", "threading.setprofile(func)")
def test_a_new_thread_has_the_profile_function_as_its_own():
    """threading.setprofile() sets the profile function and leaves the trace function alone.

    Docs: library/threading#threading.setprofile
    """
    with hooks_restored():
        threading.settrace(None)
        of_the_thread = trace_and_profile_demo.hooks_of_a_new_thread(threading.setprofile, hook)
        assert of_the_thread == [None, hook]


@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
@BOTH_MODULES
def test_a_new_thread_is_watched_from_the_call_of_run_on(set_hook, get_hook):
    """threading.settrace(func) hands func to a new thread before its Thread.run() is called: the
    call of run() is an event already. So it is with threading.setprofile().

    Docs: library/threading#threading.settrace, library/threading#threading.setprofile
    """
    seen = []
    with hooks_restored():
        set_hook(lambda frame, event, value: seen.append((event, frame.f_code.co_name)))
        play(lambda: None)
    assert ("call", "run") in seen


@pytest.mark.parametrize("set_hook", [threading.settrace, threading.setprofile])
@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
def test_none_means_that_new_threads_are_not_watched(set_hook):
    """threading.settrace(None) takes the function away: a thread started now has none.

    Docs: undocumented, and all supported Pythons agree.
    """
    with hooks_restored():
        threading.settrace(None)
        threading.setprofile(None)
        set_hook(hook)
        assert trace_and_profile_demo.hooks_of_a_new_thread(set_hook, None) == [None, None]


@pytest.mark.pins("threading.settrace(func)")
@pytest.mark.parametrize(
    ("call", "events"),
    [
        pytest.param(lambda: greet("you"), ["call", "line", "return"], id="returns"),
        pytest.param(stumble, ["call", "line", "exception", "return"], id="raises"),
    ],
)
def test_a_trace_function_is_told_of_every_line(call, events):
    """A function set with threading.settrace() gets call, line, exception and return events.

    Docs: library/sys#sys.settrace
    """
    assert trace_and_profile_demo.events_in_a_new_thread(threading.settrace, call) == events


@pytest.mark.pins("threading.setprofile(func)")
@pytest.mark.parametrize(
    ("call", "events"),
    [
        pytest.param(stumble, ["call", "return"], id="raises"),
        pytest.param(
            lambda: len("you"), ["call", "c_call", "c_return", "return"], id="calls a C function"
        ),
        pytest.param(
            lambda: int("you"), ["call", "return"], id="calls a type, which is no C function"
        ),
    ],
)
def test_a_profile_function_is_told_of_calls_and_returns(call, events):
    """A function set with threading.setprofile() sees no lines and no exceptions, only calls.

    Docs: library/sys#sys.setprofile
    """
    assert trace_and_profile_demo.events_in_a_new_thread(threading.setprofile, call) == events


@pytest.mark.pins(
    "sys.set_coroutine_origin_tracking_depth(depth)", "sys.get_coroutine_origin_tracking_depth"
)
def test_the_tracking_of_coroutines_is_set_for_one_thread():
    """sys.set_coroutine_origin_tracking_depth() is thread-specific: a thread that sets it reads it
    again, while main keeps its own, and a thread that is started afterwards begins with 0.

    Docs: library/sys#sys.set_coroutine_origin_tracking_depth
    """
    before = sys.get_coroutine_origin_tracking_depth()

    def setter():
        sys.set_coroutine_origin_tracking_depth(7)
        return sys.get_coroutine_origin_tracking_depth()

    assert play(setter) == [7]
    assert sys.get_coroutine_origin_tracking_depth() == before
    assert play(sys.get_coroutine_origin_tracking_depth) == [0]


def test_a_scenario_puts_back_the_functions_of_a_debugger():
    """sys.gettrace(), sys.getprofile() and their twins of threading are restored after an error.

    Docs: library/sys#sys.gettrace, library/threading#threading.gettrace
    """

    def read():
        return sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()

    before = read()
    with pytest.raises(ZeroDivisionError), hooks_restored():
        for set_hook in sys.setprofile, threading.settrace, threading.setprofile, sys.settrace:
            set_hook(hook)
        1 / 0
    assert read() == before


def test_the_demo_tells_this_story(tell):
    """The table: what `python -m showcase trace_and_profile` prints, in this order on every run.

    Docs: library/threading#threading.settrace
    """
    of_all = [
        "MainThread | 🔬 threading.settrace_all_threads watches ['main', 'late', 'early']",
    ] * (sys.version_info >= (3, 12))
    assert tell(trace_and_profile_demo.main) == [
        "MainThread | 🔬 sys.settrace watches ['main']",
        "MainThread | 🔬 threading.settrace watches ['late']",
        *of_all,
        "MainThread | 👣 trace: ['call', 'line', 'exception', 'return']",
        "MainThread | ⏱️ profile: ['call', 'return']",
    ]
