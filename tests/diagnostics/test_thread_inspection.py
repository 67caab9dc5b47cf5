"""🔎 Thread inspection: who runs, and on which line each of them stands.

The story is told, and runs, in showcase/diagnostics/thread_inspection.py.
"""

import sys
import threading
from functools import partial
from itertools import count

import pytest

from showcase.diagnostics import thread_inspection
from showcase.diagnostics.thread_inspection import Sighting

# 1 ── Who is alive, and where ────────────────────────────────────────────────


@pytest.mark.pins("threading.enumerate", "threading.Thread.name", "threading.Thread.daemon")
def test_enumerate_says_who_is_alive_and_who_is_a_daemon():
    """threading.enumerate() returns the Thread objects of all threads that are alive, daemons too,
    and Thread.daemon tells which are daemons.

    Docs: library/threading#threading.enumerate
    """
    assert thread_inspection.who_is_alive() == [
        ("cook", False),
        ("dishwasher", True),
        ("waiter", False),
    ]


@pytest.mark.pins("sys._current_frames")
def test_the_frames_say_on_which_line_each_thread_waits():
    """The frames of sys._current_frames() show the line on which each thread is blocked, be it in
    SimpleQueue.get(), Lock.acquire() or Event.wait().

    Docs: library/sys#sys._current_frames
    """
    assert thread_inspection.where_they_stand() == [
        Sighting("cook", False, "cook", "orders.get(timeout=PATIENCE)"),
        Sighting("dishwasher", True, "dishwasher", "sink.acquire(timeout=PATIENCE)"),
        Sighting("waiter", False, "waiter", "bell.wait()"),
    ]


@pytest.mark.pins("sys._current_frames", "threading.Thread.ident")
def test_the_frames_are_keyed_by_the_ident_of_every_thread():
    """The keys of sys._current_frames() contain the Thread.ident of each of three running threads.

    Docs: library/sys#sys._current_frames
    """
    idents, keys_of_the_frames = thread_inspection.identities()
    assert len(idents) == 3
    assert idents <= keys_of_the_frames


@pytest.mark.pins("sys._current_frames", "threading.get_ident")
def test_the_caller_finds_itself_among_the_frames():
    """sys._current_frames() includes the calling thread: the frame is the one that makes the call.

    Docs: library/sys#sys._current_frames, library/threading#threading.get_ident
    """
    assert sys._current_frames()[threading.get_ident()] is sys._getframe()


def test_a_thread_that_has_ended_stands_nowhere():
    """sys._current_frames() has no frame of a thread that has ended, so look_at() finds neither a
    function nor a line.

    Docs: library/sys#sys._current_frames
    """
    assert thread_inspection.after_work() == [
        Sighting("cook", False, function="", line=""),
        Sighting("dishwasher", True, function="", line=""),
        Sighting("waiter", False, function="", line=""),
    ]


def test_a_thread_that_was_not_started_stands_nowhere():
    """A Thread that was not started has no ident and so no frame: stack_of() returns an empty list,
    not the stack of the caller.

    Docs: library/threading#threading.Thread.ident
    """
    assert thread_inspection.stack_of(threading.Thread()) == []


def test_the_stack_of_a_thread_ends_where_it_stands():
    """traceback.extract_stack(frame) lists the outermost call first and the innermost last.

    Docs: library/traceback#traceback.extract_stack
    """
    names = [entry.name for entry in thread_inspection.stack_of(threading.current_thread())]
    assert names[-2:] == ["test_the_stack_of_a_thread_ends_where_it_stands", "stack_of"]


# 2 ── What threading does not know ───────────────────────────────────────────


@pytest.mark.pins("threading.enumerate", "sys._current_frames")
def test_the_frames_have_even_a_thread_that_threading_did_not_start():
    """A thread of _thread.start_new_thread() is not in threading.enumerate(), but in
    sys._current_frames(), as long as it runs.

    Docs: library/sys#sys._current_frames, library/threading#threading.enumerate
    """
    listed, framed, framed_when_it_has_left = thread_inspection.a_stranger()
    assert not listed
    assert framed
    assert not framed_when_it_has_left


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_inspection` prints.

    Docs: library/sys#sys._current_frames
    """
    clock = count(0.0, 0.02).__next__

    assert tell(partial(thread_inspection.main, clock)) == [
        "MainThread | ❌ threading.enumerate() says who is there, and no more",
        "MainThread | cook",
        "MainThread | dishwasher (daemon)",
        "MainThread | waiter",
        "MainThread | ✅ sys._current_frames() says where each of them stands",
        "MainThread | cook stands in cook(): orders.get(timeout=PATIENCE)",
        "MainThread | dishwasher stands in dishwasher(): sink.acquire(timeout=PATIENCE)",
        "MainThread | waiter stands in waiter(): bell.wait()",
        "MainThread | 👤 a thread that threading did not start",
        "MainThread | ❌ enumerate() lists it: False",
        "MainThread | ✅ _current_frames() has it: True",
        "MainThread | the probe: nothing until you look, and then 2000 µs for a thread",
    ]
