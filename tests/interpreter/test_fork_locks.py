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
    """os.fork() copies a Lock that another thread holds as a held Lock, and not the thread that
    would release it: in the child the Lock is held for ever.

    Docs: library/os#os.fork
    """
    broken, _ = said_by(fork_locks_demo.say_whether_locks_are_free)
    assert broken == "held: True, free in the child: False, in the parent: True"


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
def test_a_lock_that_is_taken_for_the_fork_is_free_in_the_child():
    """A Lock stays usable in parent and child if os.register_at_fork() hooks acquire it before the
    fork and release it on both sides afterwards.

    Docs: library/os#os.register_at_fork
    """
    _, cured = said_by(fork_locks_demo.say_whether_locks_are_free)
    assert cured == "held: True, free in the child: True, in the parent: True"


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
def test_hooks_before_run_last_in_first_out_and_hooks_after_in_order():
    """os.register_at_fork(): `before` hooks run in the parent, in reverse order of registration;
    the `after_in_parent` and `after_in_child` hooks then run in order, each in its own process.

    Docs: library/os#os.register_at_fork
    """
    assert said_by(fork_locks_demo.say_the_order_of_hooks) == [
        "before 2, before 1, child 1 in the child, child 2 in the child",
        "before 2, before 1, parent 1, parent 2",
    ]


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
def test_a_subprocess_calls_no_hooks_unless_it_runs_python_code():
    """subprocess.run() does not call the hooks of os.register_at_fork(), since no Python code runs
    in the child before it becomes the other program; with a preexec_fn it calls them all.

    Docs: library/os#os.register_at_fork
    """
    assert said_by(fork_locks_demo.say_which_hooks_a_subprocess_calls) == [
        "subprocess:",
        "child: before child",
        "with preexec_fn: before parent",
    ]


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
@pytest.mark.parametrize("name", ["before", "after_in_parent", "after_in_child"])
def test_a_hook_is_given_by_name_and_can_be_called(name):
    """os.register_at_fork() raises TypeError for a hook that is not callable, for a positional
    argument, and without any hook.

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
    """Locks inside threading that other threads hold during os.fork() are free in the child, where
    a Thread that was not started yet can be started.

    In 3.13.0 to 3.13.3 start() of such a Thread raises RuntimeError (gh-134381).

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
    """A ThreadPoolExecutor whose workers were started before os.fork() accepts a task in the child,
    and no worker runs it.

    Docs: undocumented, and all supported Pythons agree.
    """
    inherited_pool, *_ = said_by(fork_locks_demo.say_which_pools_work)
    assert inherited_pool == "inherited: nobody came"


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor", "os.fork")
def test_a_pool_that_is_made_in_the_child_works():
    """A ThreadPoolExecutor that is created in the child of os.fork() runs the tasks of the child.

    Docs: undocumented, and all supported Pythons agree.
    """
    _, own_pool, _ = said_by(fork_locks_demo.say_which_pools_work)
    assert own_pool == "its own: 7"


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor", "os.fork")
def test_the_pool_of_the_parent_goes_on_after_a_fork():
    """os.fork() leaves the workers of a ThreadPoolExecutor running in the parent: the task that was
    running there still is.

    Docs: undocumented, and all supported Pythons agree.
    """
    *_, parent = said_by(fork_locks_demo.say_which_pools_work)
    assert parent == "the task of the parent began: True, and runs: True"


def test_without_fork_the_demo_says_so(tell, monkeypatch):
    """os.fork() and os.register_at_fork() exist on POSIX only; elsewhere the demo says so in one
    line.

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
