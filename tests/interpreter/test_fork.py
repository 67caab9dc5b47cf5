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
    """After os.fork() threading counts one thread; the others are not alive, and join() returns.

    Docs: undocumented, and all supported Pythons agree.
    """
    main = said_by(fork_demo.say_who_survives)[0]
    assert main == f"main: _MainThread MainThread, no daemon, {ALONE}"


@pytest.mark.pins("threading.main_thread", "threading.current_thread", "os.fork")
def test_a_worker_that_forks_is_the_main_thread_of_the_child():
    """threading.main_thread() in the child is the Thread that called os.fork(), name and all.

    Docs: undocumented, and all supported Pythons agree.
    """
    worker = said_by(fork_demo.say_who_survives)[1]
    assert worker == f"worker: Thread worker, daemon, {ALONE}"


@pytest.mark.pins("threading.main_thread", "threading.current_thread", "os.fork")
def test_a_raw_thread_that_forks_gets_a_main_thread_object_in_the_child():
    """threading does not know a thread of _thread; in the child it is the MainThread all the same.

    Docs: undocumented, and all supported Pythons agree.
    """
    raw = said_by(fork_demo.say_who_survives)[2]
    assert raw == f"raw: _MainThread MainThread, no daemon, {ALONE}"


@pytest.mark.pins("threading.main_thread", "threading.current_thread", "os.fork")
def test_a_dummy_thread_that_forks_becomes_the_main_thread_of_the_child():
    """The dummy object of a raw thread turns into the MainThread, which is no daemon.

    Before 3.11.8 and 3.12.2 it stays a dummy, and a daemon (gh-102512).

    Docs: undocumented, and supported Pythons differ.
    """
    dummy = said_by(fork_demo.say_who_survives)[3]
    if DUMMIES_BECOME_MAIN:
        assert dummy == f"_DummyThread: _MainThread MainThread, no daemon, {ALONE}"
    else:
        assert dummy == f"_DummyThread: _DummyThread Dummy-2, daemon, {ALONE}"


@pytest.mark.pins("os.fork")
def test_the_parent_keeps_all_its_threads():
    """os.fork() changes nothing in the parent: the other threads go on, main is still main.

    Docs: library/os#os.fork
    """
    assert said_by(fork_demo.say_who_survives)[4:] == ["parent: main: True, waiter: True"]


@pytest.mark.pins("threading.Thread.ident", "threading.Thread.native_id", "os.fork")
def test_the_thread_of_the_child_knows_its_own_ids():
    """Thread.ident is right in the child; native_id is the parent's before 3.13.4 (gh-132542).

    Docs: library/threading#threading.Thread.native_id
    """
    expected = f"ident: True, native_id: {MENDED_IN_3_13_4}"
    assert said_by(fork_demo.say_which_ids_are_new) == [expected]


@pytest.mark.pins("os.fork", "os.forkpty")
def test_a_fork_with_several_threads_warns_since_3_12():
    """os.fork() and os.forkpty() are a DeprecationWarning if there is another thread, and silent if
    there is none.

    Docs: library/os#os.fork, library/os#os.forkpty
    """
    caught = ["DeprecationWarning"] if sys.version_info >= (3, 12) else []
    said = said_by(fork_demo.say_when_fork_warns)
    assert said == ["alone: [] []", f"with a thread: {caught} {caught}"]


@pytest.mark.needs("proc")
@pytest.mark.pins("os.fork", "os.forkpty")
def test_a_thread_that_threading_does_not_know_counts_too():
    """os.fork() asks the kernel how many threads there are, so one of _thread is enough for the
    DeprecationWarning of Python 3.12 and later.

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
    assert said == "fork not supported for isolated subinterpreters"


@pytest.mark.pins("sys.exit(arg)", "os.fork")
def test_a_child_that_exits_waits_for_no_thread_of_its_parent():
    """sys.exit(5) in the child runs its copy of the atexit handlers, and joins nobody.

    Docs: library/sys#sys.exit, library/os#os._exit
    """
    said = said_by(fork_demo.say_how_exit_ends_a_child)
    assert said == ["atexit in it", WAITS, "atexit in the parent"]


@pytest.mark.pins("os._exit(n)", "os.fork")
def test_a_child_that_exits_at_once_leaves_atexit_to_its_parent():
    """os._exit(5) is the way to end a forked child: the handlers run once, in the parent.

    Docs: library/os#os._exit
    """
    said = said_by(fork_demo.say_how_exit_at_once_ends_a_child)
    assert said == [WAITS, "atexit in the parent"]


@pytest.mark.pins("os.fork", "atexit.register(func)")
def test_an_atexit_handler_may_fork_except_in_3_12():
    """os.fork() in an atexit handler raises RuntimeError in 3.12, and works before and since.

    The documentation promises the RuntimeError for 3.12 and later.

    Docs: library/atexit#module-atexit
    """
    refused = sys.version_info[:2] == (3, 12)
    expected = "can't fork at interpreter shutdown" if refused else "forked"
    assert said_by(fork_demo.say_whether_fork_works_at_exit) == [expected]


def test_a_platform_without_fork_is_told_so(tell, monkeypatch):
    """os.fork() is for POSIX: a program asks hasattr(os, "fork") first.

    Docs: library/os#os.fork
    """
    monkeypatch.delattr(os, "fork")
    assert tell(fork_demo.main) == ["MainThread | 🍴 there is no fork() on this platform"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase fork` prints, in this order on every run.

    Docs: library/os#os.fork
    """
    kind = (
        "_MainThread MainThread, no daemon"
        if DUMMIES_BECOME_MAIN
        else "_DummyThread Dummy-2, daemon"
    )
    assert tell(fork_demo.main) == [
        "MainThread | 🍴 who survives",
        f"MainThread |     main: _MainThread MainThread, no daemon, {ALONE}",
        f"MainThread |     worker: Thread worker, daemon, {ALONE}",
        f"MainThread |     raw: _MainThread MainThread, no daemon, {ALONE}",
        f"MainThread |     _DummyThread: {kind}, {ALONE}",
        "MainThread |     parent: main: True, waiter: True",
        "MainThread | ❌ the child ends with sys.exit()",
        "MainThread |     atexit in it",
        f"MainThread |     {WAITS}",
        "MainThread |     atexit in the parent",
        "MainThread | ✅ the child ends with os._exit()",
        f"MainThread |     {WAITS}",
        "MainThread |     atexit in the parent",
    ]
