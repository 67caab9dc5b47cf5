"""📸 Frame snapshot: what is told of another thread was true when it was told.

The story is told, and runs, in showcase/diagnostics/frame_snapshot_demo.py.
"""

import pytest

from showcase.diagnostics import frame_snapshot_demo
from showcase.utils.child import in_a_child

# 1 ── A frame is a snapshot ──────────────────────────────────────────────────


@pytest.mark.pins("sys._current_frames")
def test_a_frame_that_was_kept_does_not_follow_its_thread():
    """A frame from sys._current_frames() that is kept still names the old function when the thread
    is already in another one; only a new call of sys._current_frames() names that.

    Docs: library/sys#sys._current_frames
    """
    kept, fresh, at_home = frame_snapshot_demo.kept_and_looked_up_again()
    assert (kept, fresh, at_home) == ("at_the_lake", "on_the_summit", "")


# 2 ── Which error is it dealing with? ────────────────────────────────────────


@pytest.mark.pins("sys._current_exceptions")
@pytest.mark.since("3.12")
def test_the_error_that_a_thread_handles_is_seen_from_another():
    """sys._current_exceptions() contains the exception that another thread is handling, and None
    for a thread that handles none, although the documentation says that such a thread is left out.

    Docs: library/sys#sys._current_exceptions
    """
    clumsy, careful = frame_snapshot_demo.errors_in_hand()
    assert repr(clumsy) == "KeyError('spoon')"
    assert careful is None


@pytest.mark.pins("sys._current_exceptions")
@pytest.mark.before("3.12")
def test_the_error_that_a_thread_handles_was_a_tuple():
    """Before Python 3.12 sys._current_exceptions() contains the triple of sys.exc_info() for each
    thread, and (None, None, None) for a thread that handles no exception.

    Docs: library/sys#sys._current_exceptions
    """
    (kind, error, traceback), careful = frame_snapshot_demo.errors_in_hand()
    assert (kind, repr(error)) == (KeyError, "KeyError('spoon')")
    assert traceback.tb_frame.f_code.co_name == "clumsy"
    assert careful == (None, None, None)


# 3 ── Who looks is seen ──────────────────────────────────────────────────────


@pytest.mark.pins("sys._current_frames", "sys._current_exceptions")
def test_looking_at_other_threads_raises_an_audit_event():
    """sys._current_frames() and sys._current_exceptions() each raise an auditing event of the same
    name.

    Docs: library/sys#sys._current_frames, library/sys#sys._current_exceptions
    """
    child = in_a_child(frame_snapshot_demo.audited)
    assert child.said == ["sys._current_frames", "sys._current_exceptions"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase frame_snapshot` prints, in this order on every run.

    Docs: library/sys#sys._current_frames
    """
    assert tell(frame_snapshot_demo.main) == [
        "MainThread | ❌ a frame that was kept: at_the_lake",
        "MainThread | ✅ looked up again: on_the_summit",
        "MainThread | ✅ looked up when the thread has ended: nowhere",
    ]
