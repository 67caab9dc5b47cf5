"""🧍 Thread state: what the interpreter keeps for each thread, and what for all of them.

The story is told, and runs, in showcase/interpreter/thread_state_demo.py.
"""

import gc
import os
import sysconfig

import pytest

from showcase.interpreter import thread_state_demo
from showcase.interpreter.thread_state_demo import (
    calls_left,
    calls_left_further_down,
    seen_in_a_new_thread,
)
from showcase.utils.child import in_a_child

try:
    import ctypes
except ImportError:  # it is an optional module
    ctypes = None

affinity = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="os.sched_setaffinity is not on this platform"
)
FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
ONE_CPU = "it: 1, a thread that it starts: 1, main unchanged: True"


# Each thread has its own ─────────────────────────────────────────────────────


@pytest.mark.pins("sys.exc_info")
def test_a_thread_that_is_started_in_an_except_block_handles_nothing():
    """sys.exc_info() is about the calling thread: a thread that is started in an `except` block
    finds no exception there.

    Docs: library/sys#sys.exc_info, library/sys#sys.exception
    """
    assert thread_state_demo.handled_in_a_new_thread() == (LookupError, None)


def test_a_bare_raise_finds_no_exception_of_another_thread():
    """`raise` alone raises the exception that its own thread handles again: in a thread that is
    started in an `except` block it is a RuntimeError.

    Docs: reference/simple_stmts#the-raise-statement
    """

    def raise_again():
        with pytest.raises(RuntimeError, match="No active exception to reraise"):
            raise
        return "asserted"

    try:
        raise LookupError("of the starter")
    except LookupError:
        assert seen_in_a_new_thread(raise_again) == "asserted"


@pytest.mark.pins("sys.setrecursionlimit(limit)")
def test_a_thread_counts_its_own_calls():
    """The recursion limit is for each thread: a thread that is started far down has as many calls
    left as one that is started at the top.

    Docs: library/sys#sys.setrecursionlimit
    """
    at_the_top = seen_in_a_new_thread(calls_left)
    further_down = calls_left_further_down(lambda: seen_in_a_new_thread(calls_left), depth=100)
    assert further_down == at_the_top
    assert calls_left_further_down(calls_left, depth=100) < calls_left() - 90


@affinity
def test_the_cpus_of_a_thread_are_its_own():
    """os.sched_setaffinity(0, cpus) confines the calling thread, and the threads that it starts
    afterwards; the main thread may run on all CPUs as before.

    Docs: library/os#os.sched_getaffinity
    """
    if len(os.sched_getaffinity(0)) == 1:
        pytest.skip("there is one CPU only")
    assert in_a_child(thread_state_demo.say_the_cpus).said == [ONE_CPU]


@pytest.mark.skipif(ctypes is None, reason="there is no ctypes in this Python")
@pytest.mark.pins("ctypes.set_errno(value)", "ctypes.get_errno")
def test_each_thread_has_an_errno_of_its_own():
    """ctypes.set_errno() sets the errno of the calling thread: a new thread finds 0.

    Docs: library/ctypes#ctypes.get_errno, library/ctypes#ctypes.set_errno
    """
    before = ctypes.set_errno(5)
    try:
        assert (ctypes.get_errno(), seen_in_a_new_thread(ctypes.get_errno)) == (5, 0)
    finally:
        ctypes.set_errno(before)


# All threads have the same ───────────────────────────────────────────────────


@pytest.mark.pins("sys.setrecursionlimit(limit)", "sys.getrecursionlimit")
def test_the_recursion_limit_is_one_for_all_threads():
    """What one thread sets with sys.setrecursionlimit() is what sys.getrecursionlimit() returns in
    every other one.

    Docs: library/sys#sys.setrecursionlimit
    """
    assert thread_state_demo.recursion_limit_of_main(set_in_a_thread=4321) == 4321


@pytest.mark.pins("gc.disable", "gc.isenabled")
def test_the_garbage_collector_is_switched_off_for_all_threads():
    """gc.disable() in one thread switches automatic garbage collection off in all threads.

    Docs: library/gc#gc.disable
    """
    before = gc.isenabled()
    assert not thread_state_demo.collects_after_disable_in_a_thread()
    assert gc.isenabled() is before


@pytest.mark.pins("gc.collect", "gc.callbacks")
def test_the_thread_that_collects_garbage_calls_callbacks_and_finalizers():
    """gc.collect() finds the garbage of all threads; gc.callbacks, and finalizers of the objects
    that it finds, are called in the thread that collects.

    Docs: library/gc#gc.callbacks
    """
    before = (gc.isenabled(), [*gc.callbacks])
    called_in, found_in = thread_state_demo.thread_of_the_collector()
    assert called_in == ["start: collector", "stop: collector"]
    assert found_in == ["collector"]
    assert (gc.isenabled(), gc.callbacks) == before


@pytest.mark.pins("weakref.ref(object, callback)")
def test_a_weak_reference_calls_back_in_the_thread_that_dropped_the_object():
    """The callback of a weakref.ref() is called in the thread that drops the last reference to the
    object. A free-threaded build leaves it to the thread that has made the object, unless that
    thread has ended.

    Docs: howto/free-threading-python#increased-memory-usage
    """
    who = "MainThread" if FREE_THREADED else "dropper"
    assert thread_state_demo.called_back_in(maker_has_ended=False) == who
    assert thread_state_demo.called_back_in(maker_has_ended=True) == "dropper"


def test_the_demo_tells_this_story(tell):
    """The table: what `python -m showcase thread_state` prints, in this order on every run.

    Docs: library/sys#sys.exc_info
    """
    lines = tell(thread_state_demo.main)
    cpus = [line for line in lines if "one CPU" in line]
    assert [line for line in lines if "one CPU" not in line] == [
        "MainThread | 🧍 I handle LookupError, and a thread that I start: None",
        "MainThread | 👁 a thread sets the recursion limit; mine: 4321",
        "MainThread | 👁 a thread calls gc.disable(); I have gc: False",
        "MainThread | 👁 who finds my garbage? collector",
    ]
    assert len(cpus) == hasattr(os, "sched_setaffinity")
