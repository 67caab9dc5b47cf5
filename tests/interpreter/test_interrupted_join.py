"""🧵 Interrupted join: a handler raises while main waits for a thread, and the thread runs on.

The story is told, and runs, in showcase/interpreter/interrupted_join_demo.py.
"""

import os
import sys

import pytest

from showcase.interpreter import interrupted_join_demo
from showcase.utils.child import in_a_child

posix = pytest.mark.needs("posix_signals")


@posix
@pytest.mark.pins("threading.Thread.join", "threading.Thread.is_alive")
def test_a_join_that_is_broken_off_leaves_the_thread_alive():
    """If a signal handler raises while the main thread is in Thread.join(), the joined thread runs
    on and is_alive() is True. Before 3.13 is_alive() is then wrongly False (gh-90882).

    Docs: library/threading#threading.Thread.is_alive
    """
    joined = interrupted_join_demo.broken_off_join()
    assert joined.was_running
    assert joined.is_alive is (sys.version_info >= (3, 13))
    assert not joined.is_alive_at_the_end


@posix
@pytest.mark.pins("threading.Thread.join(timeout)")
def test_a_thread_can_be_joined_after_a_join_that_was_broken_off():
    """After a signal handler has broken a Thread.join() off, a second join() returns None once the
    thread has been told to stop, and is_alive() is then False.

    Docs: library/threading#threading.Thread.join
    """
    joined = interrupted_join_demo.broken_off_join()
    assert joined.second_join_returned is None
    assert not joined.is_alive_at_the_end


@posix
@pytest.mark.pins("atexit.register(func)")
def test_an_interrupt_at_exit_ends_the_waiting_for_threads():
    """A KeyboardInterrupt while the interpreter waits at exit for a non-daemon thread is printed,
    and ends the waiting: atexit handlers run, the thread is cut off as a daemon is, without its
    `finally`, and the exit code is 0.

    Docs: undocumented, and all supported Pythons agree.
    """
    child = in_a_child(interrupted_join_demo.interrupt_the_last_join)
    assert child.said == ["main ends", "atexit"]
    assert child.err.splitlines()[-1].startswith("KeyboardInterrupt")
    assert child.exit_code == 0


def test_without_signals_between_threads_the_demo_says_so(tell, monkeypatch):
    """signal.pthread_kill() exists on POSIX only; elsewhere the demo says so in one line.

    Docs: library/signal#signal.pthread_kill
    """
    monkeypatch.setattr(os, "name", "nt")
    (line,) = tell(interrupted_join_demo.main)
    assert "there are no signals between threads" in line


@posix
def test_the_demo_tells_this_story(tell):
    """The table: what `python -m showcase interrupted_join` prints, in this order on every run.

    Docs: library/threading#threading.Thread.join
    """
    assert tell(interrupted_join_demo.main) == [
        "MainThread | 🧵 the join is broken off; is the thread still running? True",
        f"MainThread | 🧵 what does is_alive() say? {sys.version_info >= (3, 13)}",
        "MainThread | 🧵 and after the thread has ended? False",
        "MainThread | ❌ at exit: main ends, atexit",
    ]
