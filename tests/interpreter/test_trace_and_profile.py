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
from showcase.utils.stage import PATIENCE, play

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
    """sys.settrace() and sys.setprofile() set a function for the calling thread only.

    Docs: library/sys#sys.settrace, library/sys#sys.setprofile
    """
    assert trace_and_profile_demo.who_is_watched(set_hook) == ["main"]


@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
@BOTH_MODULES
def test_threading_watches_the_threads_that_are_started_from_now_on(set_hook, get_hook):
    """threading.settrace(func) traces every Thread that is started afterwards, but neither the
    calling thread, nor one that runs already, nor one started with _thread. So does
    threading.setprofile().

    Docs: library/threading#threading.settrace, library/threading#threading.setprofile
    """
    assert trace_and_profile_demo.who_is_watched(set_hook) == ["late"]


@functools.cache
def said_of_all_threads():
    """Who is watched, as a child said, and whether threading remembers the functions."""
    said = in_a_child(trace_and_profile_demo.say_what_all_threads_does).said
    traced, profiled, untraced, unprofiled, remembered = said
    return {
        "settrace": traced,
        "setprofile": profiled,
        "settrace(None)": untraced,
        "setprofile(None)": unprofiled,
        "remembered for new threads": remembered,
    }


@pytest.mark.since("3.12")
@pytest.mark.pins("threading.settrace_all_threads(func)", "threading.setprofile_all_threads(func)")
@pytest.mark.parametrize("function", ["settrace", "setprofile"])
def test_the_functions_for_all_threads_watch_those_that_run_already(function):
    """threading.settrace_all_threads(func) traces the calling thread, every Thread that is running,
    and every Thread that is started afterwards. So does threading.setprofile_all_threads().

    Docs: library/threading#threading.settrace_all_threads
    """
    assert said_of_all_threads()[function] == "main late early"


@pytest.mark.since("3.12")
@pytest.mark.pins("threading.settrace_all_threads(func)", "threading.setprofile_all_threads(func)")
@pytest.mark.parametrize("function", ["settrace(None)", "setprofile(None)"])
def test_none_takes_the_function_away_from_all_threads(function):
    """After threading.settrace_all_threads(None) no thread is traced any more: neither the calling
    thread, nor one that was running, nor a new one. So with threading.setprofile_all_threads(None).

    Docs: undocumented, and all Pythons since 3.12 agree.
    """
    assert said_of_all_threads()[function] == ""


@pytest.mark.since("3.12")
@pytest.mark.pins("sys.monitoring.set_events(tool_id, event_set)")
def test_monitoring_watches_all_threads():
    """The events of sys.monitoring.set_events() are those of all threads: of those that run already
    and those started with _thread, too. Another thread may switch them off again.

    Docs: undocumented, and all Pythons since 3.12 agree.
    """
    watched, is_off = in_a_child(trace_and_profile_demo.say_whom_monitoring_watches).said
    assert watched == "main late raw early"
    assert is_off == "True"


@pytest.mark.before("3.12")
@pytest.mark.pins("threading.settrace_all_threads", "threading.setprofile_all_threads")
def test_running_threads_were_out_of_reach():
    """Before Python 3.12 threading has neither settrace_all_threads() nor setprofile_all_threads().

    Docs: library/threading#threading.settrace_all_threads
    """
    assert not hasattr(threading, "settrace_all_threads")
    assert not hasattr(threading, "setprofile_all_threads")


@pytest.mark.pins("threading.gettrace", "threading.getprofile")
@BOTH_MODULES
def test_threading_remembers_the_function_for_new_threads(set_hook, get_hook):
    """threading.gettrace() returns the function that threading.settrace() was given, and None after
    settrace(None). The same holds for threading.getprofile() and setprofile().

    Docs: library/threading#threading.gettrace, library/threading#threading.getprofile
    """
    with hooks_restored():
        set_hook(hook)
        assert get_hook() is hook
        set_hook(None)
        assert get_hook() is None


@pytest.mark.since("3.12")
@pytest.mark.pins("threading.gettrace", "threading.getprofile")
def test_a_function_for_all_threads_is_remembered_for_new_threads_too():
    """threading.gettrace() returns the function given to settrace_all_threads(), and getprofile()
    the one given to setprofile_all_threads().

    Docs: library/threading#threading.gettrace, library/threading#threading.getprofile
    """
    assert said_of_all_threads()["remembered for new threads"] == "True"


@pytest.mark.pins("sys.gettrace", "sys.getprofile", "threading.settrace(func)")
def test_a_new_thread_has_the_function_as_its_own():
    """threading.settrace(func) makes func the trace function of a new thread, as sys.gettrace()
    shows there, and gives it no profile function.

    Docs: library/threading#threading.settrace
    """
    with hooks_restored():
        threading.setprofile(None)
        of_the_thread = trace_and_profile_demo.hooks_of_a_new_thread(threading.settrace, hook)
        assert of_the_thread == [hook, None]


@pytest.mark.pins("sys.gettrace", "sys.getprofile", "threading.setprofile(func)")
def test_a_new_thread_has_the_profile_function_as_its_own():
    """threading.setprofile(func) makes func the profile function of a new thread, as
    sys.getprofile() shows there, and gives it no trace function.

    Docs: library/threading#threading.setprofile
    """
    with hooks_restored():
        threading.settrace(None)
        of_the_thread = trace_and_profile_demo.hooks_of_a_new_thread(threading.setprofile, hook)
        assert of_the_thread == [None, hook]


@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
@BOTH_MODULES
def test_a_new_thread_is_watched_from_the_call_of_run_on(set_hook, get_hook):
    """threading.settrace(func) takes effect in a new thread before Thread.run() is called: func is
    told of the call of run(). The same holds for threading.setprofile().

    Docs: library/threading#threading.settrace, library/threading#threading.setprofile
    """
    seen = []
    with hooks_restored():
        set_hook(lambda frame, event, value: seen.append((event, frame.f_code.co_name)))
        play(lambda: None)
    assert ("call", "run") in seen


@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
@BOTH_MODULES
def test_the_start_of_a_thread_counts_and_not_its_making(set_hook, get_hook):
    """threading.settrace(func) traces a Thread that was made before and is started afterwards. The
    same holds for threading.setprofile().

    Docs: library/threading#threading.settrace, library/threading#threading.setprofile
    """
    seen = []
    thread = threading.Thread(target=lambda: seen.extend([sys.gettrace(), sys.getprofile()]))
    with hooks_restored():
        set_hook(hook)
        thread.start()
        thread.join(PATIENCE)
    assert hook in seen


@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
@pytest.mark.parametrize(
    ("set_hook", "get_own"),
    [
        pytest.param(threading.settrace, sys.gettrace, id="settrace"),
        pytest.param(threading.setprofile, sys.getprofile, id="setprofile"),
    ],
)
def test_an_error_in_a_trace_function_ends_the_tracing_of_one_thread(set_hook, get_own):
    """An exception of a trace or profile function comes out of the traced call, and unsets the
    function in that thread; a thread that is started afterwards is traced all the same.

    Docs: library/sys#sys.settrace, library/sys#sys.setprofile
    """

    def fails(frame, event, value):
        if frame.f_code is greet.__code__:
            raise LookupError("an error of the hook")

    def call():
        with pytest.raises(LookupError, match="of the hook"):
            greet("you")
        return get_own()

    with hooks_restored():
        set_hook(fails)
        assert play(call) == [None]
        assert play(get_own) == [fails]


@pytest.mark.parametrize("set_hook", [threading.settrace, threading.setprofile])
@pytest.mark.pins("threading.settrace(func)", "threading.setprofile(func)")
def test_none_means_that_new_threads_are_not_watched(set_hook):
    """After threading.settrace(None) or threading.setprofile(None) a new thread has neither a trace
    nor a profile function.

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
    """A function set with threading.settrace() is told of call, line, exception and return events.

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
    """A function set with threading.setprofile() is told of calls and returns, those of C functions
    too, but of no lines and no exceptions.

    Docs: library/sys#sys.setprofile
    """
    assert trace_and_profile_demo.events_in_a_new_thread(threading.setprofile, call) == events


@pytest.mark.pins(
    "sys.set_coroutine_origin_tracking_depth(depth)", "sys.get_coroutine_origin_tracking_depth"
)
def test_the_tracking_of_coroutines_is_set_for_one_thread():
    """sys.set_coroutine_origin_tracking_depth() sets the depth of the calling thread: the main
    thread keeps its own, and a thread that is started afterwards begins with 0.

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
    """hooks_restored() puts the trace and profile functions of sys and of threading back at the end
    of a block, even after an error.

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
