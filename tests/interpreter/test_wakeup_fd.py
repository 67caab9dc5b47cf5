"""⏰ The wakeup fd: a byte for whoever sleeps in select(), whichever thread the signal comes in.

The story is told, and runs, in showcase/interpreter/wakeup_fd_demo.py.
"""

import os
import signal

import pytest

from showcase.interpreter import wakeup_fd_demo
from showcase.interpreter._bell import BELL

pytestmark = pytest.mark.needs("posix_signals")

NAME = signal.Signals(BELL).name


@pytest.mark.pins("signal.set_wakeup_fd(fd, warn_on_full_buffer)")
def test_the_wakeup_fd_gets_the_number_of_each_signal():
    """signal.set_wakeup_fd(fd): a signal with a Python handler is written to fd as one byte.

    Docs: library/signal#signal.set_wakeup_fd
    """
    assert wakeup_fd_demo.bytes_on_the_wakeup_fd() == [NAME]


@pytest.mark.pins("signal.set_wakeup_fd(fd, warn_on_full_buffer)")
def test_a_full_wakeup_fd_is_reported_unless_nobody_wants_to_know():
    """If the byte does not fit into a full pipe, signal.set_wakeup_fd(fd, warn_on_full_buffer=True)
    reports a BlockingIOError to sys.unraisablehook, and with False nothing is reported.

    Docs: library/signal#signal.set_wakeup_fd
    """
    loud = wakeup_fd_demo.bytes_on_the_wakeup_fd(warn_on_full_buffer=True, full=True)
    quiet = wakeup_fd_demo.bytes_on_the_wakeup_fd(warn_on_full_buffer=False, full=True)
    assert (loud, quiet) == (["BlockingIOError"], [])


@pytest.mark.pins("signal.set_wakeup_fd(fd)")
def test_a_wakeup_fd_must_not_block():
    """signal.set_wakeup_fd(fd) raises ValueError if fd is in blocking mode, and accepts fd once it
    is in non-blocking mode.

    Docs: library/signal#signal.set_wakeup_fd
    """
    with wakeup_fd_demo._pipe() as (_, writer):
        with pytest.raises(ValueError, match="must be in non-blocking mode"):
            signal.set_wakeup_fd(writer)
        os.set_blocking(writer, False)
        before = signal.set_wakeup_fd(writer)
        assert signal.set_wakeup_fd(before) == writer


@pytest.mark.pins("signal.set_wakeup_fd(fd)")
def test_the_wakeup_fd_gets_nothing_for_a_signal_without_a_handler():
    """signal.set_wakeup_fd(fd) writes no byte for a signal that is ignored.

    Docs: library/signal#signal.set_wakeup_fd
    """
    assert wakeup_fd_demo.bytes_on_the_wakeup_fd(handler=signal.SIG_IGN) == []


@pytest.mark.pins("signal.set_wakeup_fd(fd)")
def test_minus_one_takes_the_wakeup_fd_away():
    """signal.set_wakeup_fd(-1) returns the wakeup fd that was set, and disables it: the next call
    returns -1 as the previous fd.

    Docs: library/signal#signal.set_wakeup_fd
    """
    with wakeup_fd_demo._pipe() as (_, writer):
        os.set_blocking(writer, False)
        before = signal.set_wakeup_fd(writer)
        assert signal.set_wakeup_fd(-1) == writer
        assert signal.set_wakeup_fd(before) == -1


@pytest.mark.pins("signal.set_wakeup_fd(fd)", "signal.raise_signal(signum)")
def test_a_signal_in_a_worker_wakes_the_main_thread_from_select():
    """A signal that a worker raises writes to the wakeup fd as well: the main thread, asleep in
    select.select() on that fd, wakes up, and the handler runs.

    Docs: library/signal#signal.set_wakeup_fd
    """
    assert wakeup_fd_demo.wake_main_from_select() == ["the handler runs", "main is awake"]


def test_without_pipes_to_select_on_the_demo_says_so(tell, monkeypatch):
    """On Windows select.select() accepts only sockets and the demo uses a pipe, so the demo says in
    one line that it cannot run.

    Docs: library/select#select.select
    """
    monkeypatch.setattr(os, "name", "nt")
    assert tell(wakeup_fd_demo.main) == ["MainThread | ⏰ select() takes no pipes on this platform"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase wakeup_fd` prints, in this order on every run.

    Docs: library/signal#signal.set_wakeup_fd
    """
    assert tell(wakeup_fd_demo.main) == [
        "MainThread | ❌ without a handler: []",
        "MainThread | ❌ the pipe is full: ['BlockingIOError']",
        "MainThread | ✅ with a handler: ['SIGUSR1']",
        "MainThread | ✅ main sleeps in select(): the handler runs, main is awake",
    ]
