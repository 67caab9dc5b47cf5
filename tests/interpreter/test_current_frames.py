"""📸 sys._current_frames(): where is every thread, right now?

The story is told, and runs, in showcase/interpreter/current_frames_demo.py.
"""

import sys
import threading
import traceback
from types import FrameType

import pytest

from showcase.interpreter import current_frames_demo
from showcase.utils.stage import play


@pytest.mark.pins("sys._current_frames")
def test_the_frames_of_all_running_threads_come_by_ident():
    """sys._current_frames() maps the ident of every running thread to a frame; for the calling
    thread it is the caller's own frame.

    Docs: library/sys#sys._current_frames
    """
    frames = sys._current_frames()
    assert frames.keys() >= {thread.ident for thread in threading.enumerate()}
    assert all(isinstance(frame, FrameType) for frame in frames.values())
    assert frames[threading.get_ident()] is sys._getframe()


@pytest.mark.pins("sys._current_frames")
def test_a_blocked_thread_shows_the_function_it_is_blocked_in():
    """The value in sys._current_frames() is the topmost frame of a thread, here the function in
    which it is blocked; the frame's f_back is that of the caller.

    Docs: library/sys#sys._current_frames
    """
    looks = current_frames_demo.looks_at_a_thread()
    assert looks.topmost == "inner"
    assert looks.while_blocked == ["outer", "inner"]


@pytest.mark.pins("sys._current_frames")
def test_a_thread_has_a_frame_from_its_start_to_its_end_only():
    """A thread that is not started yet, or has been joined, is no key of sys._current_frames().

    Docs: library/sys#sys._current_frames
    """
    looks = current_frames_demo.looks_at_a_thread()
    assert (looks.before_it_started, looks.after_it_ended) == ([], [])
    assert looks.this_thread_is_a_key


@pytest.mark.pins("sys._current_frames")
def test_a_deadlock_shows_the_line_at_which_each_thread_waits():
    """sys._current_frames() works on deadlocked threads, too: their frames show the line at which
    each of them waits for the other's lock.

    Docs: library/sys#sys._current_frames
    """
    assert current_frames_demo.lines_of_a_deadlock() == {
        "kant": "right_fork.acquire(timeout=PATIENCE)",
        "hegel": "left_fork.acquire(timeout=PATIENCE)",
    }


def test_the_stack_of_a_thread_reads_from_the_outermost_call_inwards():
    """traceback.extract_stack() turns a frame of sys._current_frames() into a list of FrameSummary
    objects, outermost call first.

    Docs: library/sys#sys._current_frames, library/traceback#traceback.extract_stack
    """

    def reader():
        return current_frames_demo.stack_of(threading.get_ident())

    (stack,) = play(reader)
    assert [summary.name for summary in stack][-2:] == ["reader", "stack_of"]
    assert all(isinstance(summary, traceback.FrameSummary) for summary in stack)


@pytest.mark.parametrize("ident", [None, 0], ids=["not started", "no thread"])
def test_there_is_no_stack_for_a_thread_that_does_not_run(ident):
    """sys._current_frames() has no frame for the Thread.ident None of a Thread that was not
    started, nor for the ident 0, which no thread has: stack_of() returns an empty list.

    Docs: library/threading#threading.Thread.ident
    """
    assert current_frames_demo.stack_of(ident) == []


@pytest.mark.since("3.12")
@pytest.mark.pins("sys._current_exceptions")
def test_an_except_block_shows_its_exception():
    """Since Python 3.12 sys._current_exceptions() maps the ident of a thread to the exception that
    the thread is handling.

    Docs: library/sys#sys._current_exceptions
    """
    value = current_frames_demo.values_of_current_exceptions()["handler"]
    assert isinstance(value, ValueError)
    assert value.args == ("spilt milk",)


@pytest.mark.before("3.12")
@pytest.mark.pins("sys._current_exceptions")
def test_an_except_block_showed_a_triple():
    """Before Python 3.12 a value in sys._current_exceptions() is the triple (type, value,
    traceback) that sys.exc_info() returns in that thread.

    Docs: library/sys#sys._current_exceptions
    """
    kind, value, tb = current_frames_demo.values_of_current_exceptions()["handler"]
    assert (kind, value.args) == (ValueError, ("spilt milk",))
    assert tb.tb_frame.f_code.co_name == "handler"


@pytest.mark.pins("sys._current_exceptions")
def test_a_thread_that_handles_no_exception_is_a_key_all_the_same():
    """sys._current_exceptions() also contains a thread that handles no exception, with the value
    None, and before Python 3.12 with (None, None, None).

    Docs: undocumented (the text says that it is left out), and all supported Pythons agree.
    """
    nothing = None if sys.version_info >= (3, 12) else (None, None, None)
    assert current_frames_demo.values_of_current_exceptions()["main"] == nothing


def test_an_exception_is_found_in_a_value_of_any_version():
    """exception_in() finds the exception in a value of sys._current_exceptions(), which is the
    exception itself, and before Python 3.12 a triple.

    Docs: library/sys#sys._current_exceptions
    """
    error = ValueError()
    assert current_frames_demo.exception_in((ValueError, error, None)) is error
    assert current_frames_demo.exception_in(error) is error


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase current_frames` prints, in this order on every run.

    Docs: library/sys#sys._current_frames
    """
    assert tell(current_frames_demo.main) == [
        "MainThread | 📸 before it starts: []",
        "MainThread | 📸 while it is blocked: ['outer', 'inner']",
        "MainThread | 📸 after it ended: []",
        "MainThread | ❌ kant hangs at: right_fork.acquire(timeout=PATIENCE)",
        "MainThread | ❌ hegel hangs at: left_fork.acquire(timeout=PATIENCE)",
        "MainThread | 🩹 handler handles ValueError('spilt milk')",
        "MainThread | 🩹 main handles None",
    ]
