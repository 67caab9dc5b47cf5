"""🗝️ Fork and locks: the child gets the locks as they are, and not the threads that hold them.

The story is told, and runs, in showcase/interpreter/fork_locks_demo.py.
"""

import functools
import os
import sys

import pytest

from showcase.interpreter import fork_locks_demo
from showcase.utils.child import in_a_child

pytestmark = pytest.mark.needs("fork")

MENDED_IN_3_13_4 = sys.version_info >= (3, 13, 4)


@functools.cache
def said_by(function):
    """What a child said that forks: pure observation, so one is enough."""
    child = in_a_child(function)
    return [*child.said, *child.err.splitlines()]


@pytest.mark.pins("os.fork")
def test_a_lock_that_another_thread_held_stays_held_in_the_child():
    """The Lock is copied as it is, and the thread that would release it is not: a deadlock.

    Docs: library/os#os.fork
    """
    broken = said_by(fork_locks_demo.say_whether_locks_are_free)[0]
    assert broken == "held: True, free in the child: False, in the parent: True"


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
def test_a_lock_that_is_taken_for_the_fork_is_free_in_the_child():
    """os.register_at_fork() hooks that acquire before and release after keep a Lock usable.

    Docs: library/os#os.register_at_fork
    """
    cured = said_by(fork_locks_demo.say_whether_locks_are_free)[1:]
    assert cured == ["held: True, free in the child: True, in the parent: True"]


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
def test_hooks_before_run_last_in_first_out_and_hooks_after_in_order():
    """os.register_at_fork(): `before` runs in the parent, and each side then has hooks of its own.

    Docs: library/os#os.register_at_fork
    """
    assert said_by(fork_locks_demo.say_the_order_of_hooks) == [
        "before 2, before 1, child 1 in the child, child 2 in the child",
        "before 2, before 1, parent 1, parent 2",
    ]


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
@pytest.mark.parametrize("name", ["before", "after_in_parent", "after_in_child"])
def test_a_hook_is_given_by_name_and_can_be_called(name):
    """os.register_at_fork() raises TypeError without a hook, for a bare one, or for no callable.

    Docs: library/os#os.register_at_fork
    """
    with pytest.raises(TypeError, match="must be callable"):
        os.register_at_fork(**{name: "not callable"})
    with pytest.raises(TypeError, match="positional"):
        os.register_at_fork(print)
    with pytest.raises(TypeError, match="At least one argument is required"):
        os.register_at_fork()


@pytest.mark.pins("threading.active_count", "threading.Thread.start", "os.fork")
def test_threading_makes_its_own_locks_new_in_the_child():
    """Threads that were just starting are gone, and one that was not started can be.

    In 3.13 before 3.13.4 such a Thread is refused, as if it had run before (gh-134381).

    Docs: undocumented, and supported Pythons differ.
    """
    refused = sys.version_info >= (3, 13) and not MENDED_IN_3_13_4
    early = "thread already started" if refused else "started"
    assert said_by(fork_locks_demo.say_what_threading_repairs) == [
        "held: True, free: [False, False]",
        f"child: threads: 1, slow: False, free: [True, True], early: {early}",
        "slow, starting: True, and still: True",
    ]


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor", "os.fork")
def test_a_pool_has_no_workers_in_the_child():
    """A ThreadPoolExecutor that has started its workers takes tasks in the child, for nobody.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert said_by(fork_locks_demo.say_which_pools_work)[0] == "inherited: nobody came"


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor", "os.fork")
def test_a_pool_that_is_made_in_the_child_works():
    """A ThreadPoolExecutor made after os.fork() starts its workers where they are needed.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert said_by(fork_locks_demo.say_which_pools_work)[1] == "its own: 7"


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor", "os.fork")
def test_the_pool_of_the_parent_goes_on_after_a_fork():
    """os.fork() leaves the workers of a ThreadPoolExecutor to the parent: its task still runs.

    Docs: undocumented, and all supported Pythons agree.
    """
    parent = said_by(fork_locks_demo.say_which_pools_work)[2]
    assert parent == "the task of the parent began: True, and runs: True"


def test_a_platform_without_fork_has_no_such_locks(tell, monkeypatch):
    """os.register_at_fork() is for POSIX as os.fork() is: where there is none, no lock is copied.

    Docs: library/os#os.register_at_fork
    """
    monkeypatch.delattr(os, "fork")
    assert tell(fork_locks_demo.main) == ["MainThread | 🗝️ there is no fork() on this platform"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase fork_locks` prints, in this order on every run.

    Docs: library/os#os.register_at_fork
    """
    assert tell(fork_locks_demo.main) == [
        "MainThread | ❌ a lock that a thread holds, then ✅ one taken for the fork",
        "MainThread |     held: True, free in the child: False, in the parent: True",
        "MainThread |     held: True, free in the child: True, in the parent: True",
        "MainThread | 🪝 hooks",
        "MainThread |     before 2, before 1, child 1 in the child, child 2 in the child",
        "MainThread |     before 2, before 1, parent 1, parent 2",
        "MainThread | 🏊 pools",
        "MainThread |     inherited: nobody came",
        "MainThread |     its own: 7",
        "MainThread |     the task of the parent began: True, and runs: True",
    ]
