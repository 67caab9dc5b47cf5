"""🔎 Thread inspection: who runs, and on which line each of them stands.

The story is told, and runs, in showcase/diagnostics/thread_inspection.py.
"""

import sys
import threading

import pytest

from showcase.diagnostics import thread_inspection
from showcase.diagnostics.thread_inspection import Sighting
from showcase.utils.child import in_a_child

# 1 ── Who is alive, and where ────────────────────────────────────────────────


@pytest.mark.pins("threading.enumerate", "threading.Thread.name", "threading.Thread.daemon")
def test_enumerate_says_who_is_alive_and_who_is_a_daemon():
    """threading.enumerate() returns the Thread objects of all threads that are alive, daemons too.

    Docs: library/threading#threading.enumerate
    """
    assert thread_inspection.who_is_alive() == [
        ("cook", False),
        ("dishwasher", True),
        ("waiter", False),
    ]


@pytest.mark.pins("sys._current_frames")
def test_the_frames_say_on_which_line_each_thread_waits():
    """A thread that is blocked in get(), acquire() or wait() is found on that line.

    sys._current_frames() does not need the cooperation of a thread that hangs.

    Docs: library/sys#sys._current_frames
    """
    assert thread_inspection.where_they_stand() == [
        Sighting("cook", False, "cook", "orders.get(timeout=PATIENCE)"),
        Sighting("dishwasher", True, "dishwasher", "sink.acquire(timeout=PATIENCE)"),
        Sighting("waiter", False, "waiter", "bell.wait()"),
    ]


@pytest.mark.pins("sys._current_frames", "threading.Thread.ident")
def test_the_frames_are_keyed_by_the_ident_of_every_thread():
    """sys._current_frames() maps Thread.ident, not a name or a native id, to a frame.

    Docs: library/sys#sys._current_frames
    """
    idents, keys = thread_inspection.identities()
    assert len(idents) == 3
    assert idents <= keys


@pytest.mark.pins("sys._current_frames", "threading.get_ident")
def test_the_caller_finds_itself_among_the_frames():
    """sys._current_frames() includes the calling thread: its frame is the one that calls.

    Docs: library/sys#sys._current_frames, library/threading#threading.get_ident
    """
    assert sys._current_frames()[threading.get_ident()] is sys._getframe()


def test_a_thread_that_has_ended_stands_nowhere():
    """Its frames went with it: neither sys._current_frames() nor a stack has a trace of it.

    Docs: library/sys#sys._current_frames
    """
    assert thread_inspection.after_work() == [
        Sighting("cook", False, "", ""),
        Sighting("dishwasher", True, "", ""),
        Sighting("waiter", False, "", ""),
    ]


def test_a_thread_that_was_not_started_stands_nowhere():
    """Without an ident there is no frame, and the stack is not that of the caller either.

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
    """threading.enumerate() knows whom threading has met, sys._current_frames() everyone.

    Docs: library/sys#sys._current_frames, library/threading#threading.enumerate
    """
    listed, framed, framed_when_it_has_left = thread_inspection.a_stranger()
    assert not listed
    assert framed
    assert not framed_when_it_has_left


# 3 ── A frame is a snapshot ──────────────────────────────────────────────────


@pytest.mark.pins("sys._current_frames")
def test_a_frame_that_was_kept_does_not_follow_its_thread():
    """A frame of a thread that runs may say nothing of what it does by the time one looks at it.

    Docs: library/sys#sys._current_frames
    """
    kept, fresh, at_home = thread_inspection.kept_and_looked_up_again()
    assert (kept, fresh, at_home) == ("at_the_lake", "on_the_summit", "")


# 4 ── Which error is it dealing with? ────────────────────────────────────────


@pytest.mark.pins("sys._current_exceptions")
@pytest.mark.since("3.12")
def test_the_error_that_a_thread_handles_is_seen_from_another():
    """sys._current_exceptions() has the exception that a thread handles; a thread that handles
    none is in it with None, though the manual says that it is left out.

    Docs: library/sys#sys._current_exceptions
    """
    clumsy, careful = thread_inspection.errors_in_hand()
    assert repr(clumsy) == "KeyError('spoon')"
    assert careful is None


@pytest.mark.pins("sys._current_exceptions")
@pytest.mark.before("3.12")
def test_the_error_that_a_thread_handles_was_a_tuple():
    """Until 3.11 sys._current_exceptions() has what sys.exc_info() returns, for each thread.

    A thread without an error was in it too, with three times None.

    Docs: library/sys#sys._current_exceptions
    """
    (kind, error, traceback), careful = thread_inspection.errors_in_hand()
    assert (kind, repr(error)) == (KeyError, "KeyError('spoon')")
    assert traceback.tb_frame.f_code.co_name == "clumsy"
    assert careful == (None, None, None)


# 5 ── Who looks is seen ──────────────────────────────────────────────────────


@pytest.mark.pins("sys._current_frames", "sys._current_exceptions")
def test_looking_at_other_threads_raises_an_audit_event():
    """sys._current_frames() and sys._current_exceptions() raise events named after themselves.

    Docs: library/sys#sys._current_frames, library/sys#sys._current_exceptions
    """
    child = in_a_child(thread_inspection.audited)
    assert child.said == ["sys._current_frames", "sys._current_exceptions"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_inspection` prints.

    Docs: library/sys#sys._current_frames
    """
    assert tell(thread_inspection.main) == [
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
        "MainThread | ❌ a frame that was kept: at_the_lake",
        "MainThread | ✅ looked up again: on_the_summit",
    ]
