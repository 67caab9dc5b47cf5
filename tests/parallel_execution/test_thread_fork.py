"""🍴 Fork: the child process has one thread, whatever the parent had.

The story is told, and runs, in showcase/parallel_execution/thread_fork_demo.py.
"""

import sys

import pytest

from showcase.parallel_execution import thread_fork_demo

pytestmark = pytest.mark.needs("fork")

WARNING = (
    "os.fork() warned: DeprecationWarning" if sys.version_info >= (3, 12) else "os.fork() warned:"
)
NO_LONGER = "RuntimeError" if sys.version_info >= (3, 13) else "AssertionError"


@pytest.fixture(scope="module")
def main_thread_forks():
    """What was said when the main thread forked while others were there."""
    return thread_fork_demo.when_the_main_thread_forks()


@pytest.fixture(scope="module")
def worker_forks():
    """What was said when another thread forked."""
    return thread_fork_demo.when_a_worker_forks()


@pytest.mark.pins("threading.enumerate", "threading.main_thread", "threading.Thread.is_alive")
def test_only_the_thread_that_forks_is_left_in_the_child(main_thread_forks):
    """In the child of os.fork() threading.enumerate() has the calling thread alone. Every other
    Thread is over there, though it runs on in the parent: is_alive() is False, join() returns, and
    is_alive() of a foreign thread's dummy raises (AssertionError until 3.12, RuntimeError since).

    Docs: library/os#os.fork
    """
    assert [
        line for line in main_thread_forks.said if "lock" not in line and "warned" not in line
    ] == [
        "listed: MainThread, alone: True, alive: True",
        "the worker is alive: False",
        f"the stranger: {NO_LONGER}",
        "in the parent the worker is alive: True",
    ]
    assert (main_thread_forks.exit_code, main_thread_forks.err) == (0, "")


def test_a_lock_that_another_thread_held_is_never_free_in_the_child(main_thread_forks):
    """os.fork() copies a held Lock and not the thread that would release it.

    Docs: library/os#os.fork
    """
    assert "the worker's lock is free: False" in main_thread_forks.said


def test_fork_warns_if_there_are_other_threads(main_thread_forks):
    """os.fork() in a process with several threads gives a DeprecationWarning since 3.12.

    Docs: library/os#os.fork
    """
    assert f"os.fork() warned:{WARNED}" in main_thread_forks.said


@pytest.mark.pins("threading.main_thread", "threading.Thread.ident")
def test_a_worker_that_forks_is_the_main_thread_of_the_child(worker_forks):
    """In the child threading.main_thread() is the Thread that called os.fork(), under its old name;
    the main thread of the parent has ended there.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert worker_forks.said[:3] == [
        "listed: worker, alone: True, alive: True",
        "the former main thread is alive: False",
        "the ident is right: True",
    ]
    assert (worker_forks.exit_code, worker_forks.err) == (0, "")


@pytest.mark.since("3.14")
@pytest.mark.pins("threading.Thread.native_id")
def test_the_native_id_is_that_of_the_child(worker_forks):
    """Thread.native_id follows the thread into the child of os.fork(). Early releases of 3.13, and
    older Pythons, keep the one that the thread had in the parent.

    Docs: library/threading#threading.Thread.native_id
    """
    assert "the native id is right: True" in worker_forks.said


@pytest.mark.parametrize("asks_first", [True, False], ids=["a dummy Thread", "no Thread object"])
def test_a_foreign_thread_that_forks_becomes_a_main_thread(asks_first):
    """A thread that threading has not started becomes the child's MainThread and no daemon, whether
    it had a dummy Thread object in the parent or not (since 3.13).

    Docs: undocumented, and all Pythons since 3.13 agree.
    """
    child = thread_fork_demo.when_a_stranger_forks(asks_first)
    if sys.version_info >= (3, 13):
        assert child.said[:3] == [
            "listed: MainThread, alone: True, alive: True",
            "a daemon: False",
            "shown: <_MainThread",
        ]
    elif asks_first:
        assert child.said[1:3] == ["a daemon: True", "shown: <_DummyThread"]
    assert (child.exit_code, child.err) == (0, "")


def test_the_demo_tells_this_story(tell):
    """Who is left: what `python -m showcase thread_fork` prints, in this order on every run.

    Docs: library/os#os.fork
    """
    assert tell(thread_fork_demo.main) == [
        "MainThread | 🍴 the main thread forks while a worker holds a lock",
        "MainThread | ✅ listed: MainThread, alone: True, alive: True",
        "MainThread | ❌ the worker is alive: False",
        "MainThread | ❌ the worker's lock is free: False",
        "MainThread | 🍴 a worker forks",
        "MainThread | ✅ listed: worker, alone: True, alive: True",
        "MainThread | ✅ the former main thread is alive: False",
    ]
