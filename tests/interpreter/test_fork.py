"""🍴 Fork: the child gets a copy of everything, and of one thread only.

The story is told, and runs, in showcase/interpreter/fork_demo.py.
"""

import functools
import os
import sys

import pytest

from showcase.interpreter import fork_demo
from showcase.utils.child import in_a_child

pytestmark = pytest.mark.needs("fork")

ALONE = "main: True, threads: 1, waiter alive: False, joined: [None]"
WAITS = "child: True, thread of the parent: True"
DUMMIES_BECOME_MAIN = sys.version_info >= (3, 12, 2) or (3, 11, 8) <= sys.version_info < (3, 12)
FORKED_BY_A_DUMMY = (
    "_MainThread MainThread, no daemon" if DUMMIES_BECOME_MAIN else "_DummyThread Dummy-2, daemon"
)
MENDED_IN_3_13_4 = sys.version_info >= (3, 13, 4)


@functools.cache
def said_by(function):
    """What a child said that forks: pure observation, so one is enough."""
    child = in_a_child(function)
    return [*child.said, *child.err.splitlines()]


@pytest.mark.pins(
    "threading.active_count", "threading.main_thread", "threading.Thread.is_alive", "os.fork"
)
def test_only_the_thread_that_forks_survives_in_the_child():
    """In the child of os.fork() threading.active_count() is 1; Thread.is_alive() of another thread
    is False, and its join() returns at once.

    Docs: undocumented, and all supported Pythons agree.
    """
    forked_by_main, *_ = said_by(fork_demo.say_who_survives)
    assert forked_by_main == f"main: _MainThread MainThread, no daemon, {ALONE}"


@pytest.mark.pins("threading.main_thread", "threading.current_thread", "os.fork")
def test_a_worker_that_forks_is_the_main_thread_of_the_child():
    """threading.main_thread() in the child is the Thread that called os.fork(): it keeps its name,
    and is still a daemon if it was one.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert f"worker: Thread worker, daemon, {ALONE}" in said_by(fork_demo.say_who_survives)


@pytest.mark.pins("threading.main_thread", "threading.current_thread", "os.fork")
def test_a_raw_thread_that_forks_gets_a_main_thread_object_in_the_child():
    """A thread started with _thread has no Thread object; if it calls os.fork(), it is the
    MainThread of the child all the same.

    Docs: undocumented, and all supported Pythons agree.
    """
    expected = f"raw: _MainThread MainThread, no daemon, {ALONE}"
    assert expected in said_by(fork_demo.say_who_survives)


@pytest.mark.pins("threading.main_thread", "threading.current_thread", "os.fork")
def test_a_dummy_thread_that_forks_becomes_the_main_thread_of_the_child():
    """If a thread with a _DummyThread object calls os.fork(), that object becomes the MainThread of
    the child, which is no daemon. Before 3.11.8 and 3.12.2 it stays a daemonic dummy (gh-102512).

    Docs: undocumented, and supported Pythons differ.
    """
    assert f"_DummyThread: {FORKED_BY_A_DUMMY}, {ALONE}" in said_by(fork_demo.say_who_survives)


@pytest.mark.pins("os.fork")
def test_the_parent_keeps_all_its_threads():
    """After os.fork() the other thread of the parent is still alive, and the main thread of the
    parent is still threading.main_thread().

    Docs: library/os#os.fork
    """
    *_, parent = said_by(fork_demo.say_who_survives)
    assert parent == "parent: main: True, waiter: True"


@pytest.mark.pins("threading.Thread.ident", "threading.Thread.native_id", "os.fork")
def test_the_thread_of_the_child_knows_its_own_ids():
    """In the child of os.fork() Thread.ident is that of the current thread; so is Thread.native_id
    since 3.13.4, and before it is still the parent's (gh-132542).

    Docs: library/threading#threading.Thread.native_id
    """
    expected = f"ident: True, native_id: {MENDED_IN_3_13_4}"
    assert said_by(fork_demo.say_which_ids_are_new) == [expected]


@pytest.mark.pins("os.fork", "os.forkpty")
def test_a_fork_with_several_threads_warns_since_3_12():
    """Since Python 3.12 os.fork() and os.forkpty() emit a DeprecationWarning in a process with more
    than one thread; in a process with one thread they emit none.

    Docs: library/os#os.fork, library/os#os.forkpty
    """
    caught = ["DeprecationWarning"] if sys.version_info >= (3, 12) else []
    said = said_by(fork_demo.say_when_fork_warns)
    assert said == ["alone: [] []", f"with a thread: {caught} {caught}"]


@pytest.mark.pins("os.fork", "threading.local")
def test_the_child_reads_the_thread_local_values_of_the_thread_that_forked():
    """In the child of os.fork() a threading.local() has the values that it had in the thread that
    forked.

    Docs: undocumented, and all supported Pythons agree.
    """
    said = said_by(fork_demo.say_whose_values_a_local_has)
    assert said == ["main: of main", "worker: of the worker"]


@pytest.mark.pins("os.fork")
def test_a_fork_that_raises_its_warning_has_a_child_all_the_same():
    """If a filter makes an error of the DeprecationWarning of os.fork(), the call raises it in the
    parent since Python 3.15, and the parent never learns the pid of the child, which runs. Before,
    os.fork() returns, and the error is dropped.

    Docs: undocumented, and the Pythons differ as said.
    """
    outcome = "raises" if sys.version_info >= (3, 15) else "returns"
    said = said_by(fork_demo.say_what_comes_of_a_warning_that_is_an_error)
    assert said == [f"os.fork() {outcome}, the child: 5"]


@pytest.mark.needs("proc")
@pytest.mark.pins("os.fork", "os.forkpty")
def test_a_thread_that_threading_does_not_know_counts_too():
    """Since Python 3.12 os.fork() emits its DeprecationWarning for a thread started with _thread,
    too, which threading does not count.

    Docs: undocumented, and all supported Pythons since 3.12 agree.
    """
    caught = ["DeprecationWarning"] if sys.version_info >= (3, 12) else []
    said = said_by(fork_demo.say_when_fork_warns_of_a_raw_thread)
    assert said == [f"with a raw thread: {caught} {caught}"]


@pytest.mark.since("3.14")
@pytest.mark.pins("os.fork")
def test_only_the_main_interpreter_forks():
    """os.fork() raises RuntimeError in a second interpreter of the process.

    Docs: library/os#os.fork
    """
    (said,) = said_by(fork_demo.say_whether_another_interpreter_forks)
    assert said == "RuntimeError: fork not supported for isolated subinterpreters"


@pytest.mark.pins("sys.exit(arg)", "os.fork")
def test_a_child_that_exits_waits_for_no_thread_of_its_parent():
    """sys.exit() in a forked child runs the atexit handlers that it has inherited, and does not
    wait for the threads of the parent.

    Docs: library/sys#sys.exit, library/os#os._exit
    """
    said = said_by(fork_demo.say_how_exit_ends_a_child)
    assert said == ["atexit in it", WAITS, "atexit in the parent"]


@pytest.mark.pins("os._exit(n)", "os.fork")
def test_a_child_that_exits_at_once_leaves_atexit_to_its_parent():
    """os._exit() ends a forked child without running the atexit handlers: they run once, in the
    parent.

    Docs: library/os#os._exit
    """
    said = said_by(fork_demo.say_how_exit_at_once_ends_a_child)
    assert said == [WAITS, "atexit in the parent"]


@pytest.mark.pins("os.fork", "atexit.register(func)")
def test_an_atexit_handler_may_fork_except_in_3_12():
    """os.fork() in an atexit handler raises RuntimeError in 3.12 and works in all other versions,
    although the documentation announces the RuntimeError for 3.12 and later.

    Docs: library/atexit#module-atexit
    """
    refused = sys.version_info[:2] == (3, 12)
    expected = "can't fork at interpreter shutdown" if refused else "forked"
    assert said_by(fork_demo.say_whether_fork_works_at_exit) == [expected]


def test_without_fork_the_demo_says_so(tell, monkeypatch):
    """os.fork() exists on POSIX only; where os has no such attribute, the demo says so in one line.

    Docs: library/os#os.fork
    """
    monkeypatch.delattr(os, "fork")
    assert tell(fork_demo.main) == ["MainThread | 🍴 there is no fork() on this platform"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase fork` prints, in this order on every run.

    Docs: library/os#os.fork
    """
    assert tell(fork_demo.main) == [
        "MainThread | 🍴 who survives",
        f"MainThread |     main: _MainThread MainThread, no daemon, {ALONE}",
        f"MainThread |     worker: Thread worker, daemon, {ALONE}",
        f"MainThread |     raw: _MainThread MainThread, no daemon, {ALONE}",
        f"MainThread |     _DummyThread: {FORKED_BY_A_DUMMY}, {ALONE}",
        "MainThread |     parent: main: True, waiter: True",
        "MainThread | ❌ the child ends with sys.exit()",
        "MainThread |     atexit in it",
        f"MainThread |     {WAITS}",
        "MainThread |     atexit in the parent",
        "MainThread | ✅ the child ends with os._exit()",
        f"MainThread |     {WAITS}",
        "MainThread |     atexit in the parent",
    ]
