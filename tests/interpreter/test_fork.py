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

ALONE = "main: True, threads: 1, waiter alive: False"
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
    dummy = said_by(fork_demo.say_who_survives)[3].removeprefix("raw, known to threading: ")
    if DUMMIES_BECOME_MAIN:
        assert dummy == f"_MainThread MainThread, no daemon, {ALONE}"
    else:
        assert dummy == f"_DummyThread Dummy, daemon, {ALONE}"


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


@pytest.mark.pins("os.fork")
def test_a_lock_that_another_thread_held_stays_held_in_the_child():
    """The Lock is copied as it is, and the thread that would release it is not: a deadlock.

    Docs: library/os#os.fork
    """
    assert said_by(fork_demo.say_whether_locks_are_free)[0] == "child: False, parent: True"


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
def test_a_lock_that_is_taken_for_the_fork_is_free_in_the_child():
    """os.register_at_fork() hooks that acquire before and release after keep a Lock usable.

    Docs: library/os#os.register_at_fork
    """
    assert said_by(fork_demo.say_whether_locks_are_free)[1:] == ["child: True, parent: True"]


@pytest.mark.pins("os.register_at_fork(before, after_in_parent, after_in_child)")
def test_hooks_before_run_last_in_first_out_and_hooks_after_in_order():
    """os.register_at_fork(): `before` runs in the parent, and each side then has hooks of its own.

    Docs: library/os#os.register_at_fork
    """
    assert said_by(fork_demo.say_the_order_of_hooks) == [
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


@pytest.mark.pins("os.fork")
def test_a_fork_with_several_threads_warns_since_3_12():
    """os.fork() is a DeprecationWarning if there is another thread, and silent if there is none.

    Docs: library/os#os.fork
    """
    caught = ["DeprecationWarning"] if sys.version_info >= (3, 12) else []
    assert said_by(fork_demo.say_when_fork_warns) == ["alone: []", f"with a thread: {caught}"]


@pytest.mark.pins("threading.active_count", "threading.Thread.start", "os.fork")
def test_threading_makes_its_own_locks_new_in_the_child():
    """Threads that were just starting are gone, and one that was not started can be.

    In 3.13 before 3.13.4 such a Thread is refused, as if it had run before (gh-134381).

    Docs: undocumented, and supported Pythons differ.
    """
    refused = sys.version_info >= (3, 13) and not MENDED_IN_3_13_4
    early = "thread already started" if refused else "started"
    assert said_by(fork_demo.say_what_threading_repairs) == [
        f"threads: 1, slow: False, True, early: {early}"
    ]


@pytest.mark.pins("sys.exit(arg)", "os.fork")
def test_a_child_that_exits_waits_for_no_thread_of_its_parent():
    """sys.exit(5) in the child runs its copy of the atexit handlers, and joins nobody.

    Docs: library/sys#sys.exit, library/os#os._exit
    """
    said = said_by(fork_demo.say_how_exit_ends_a_child)
    assert said == ["atexit in it", "child: True", "atexit in the parent"]


@pytest.mark.pins("os._exit(n)", "os.fork")
def test_a_child_that_exits_at_once_leaves_atexit_to_its_parent():
    """os._exit(5) is the way to end a forked child: the handlers run once, in the parent.

    Docs: library/os#os._exit
    """
    said = said_by(fork_demo.say_how_exit_at_once_ends_a_child)
    assert said == ["child: True", "atexit in the parent"]


@pytest.mark.pins("os.fork", "atexit.register(func)")
def test_an_atexit_handler_may_fork_except_in_3_12():
    """os.fork() in an atexit handler raises RuntimeError in 3.12, and works before and since.

    The documentation promises the RuntimeError for 3.12 and later.

    Docs: library/atexit#module-atexit
    """
    refused = sys.version_info[:2] == (3, 12)
    expected = "can't fork at interpreter shutdown" if refused else "forked"
    assert said_by(fork_demo.say_whether_fork_works_at_exit) == [expected]


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor", "os.fork")
def test_a_pool_has_no_workers_in_the_child():
    """A ThreadPoolExecutor that has started its workers takes tasks in the child, for nobody.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert said_by(fork_demo.say_which_pools_work)[0] == "inherited: nobody came"


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor", "os.fork")
def test_a_pool_that_is_made_in_the_child_works():
    """A ThreadPoolExecutor made after os.fork() starts its workers where they are needed.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert said_by(fork_demo.say_which_pools_work)[1:] == ["its own: 7"]


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
        "_MainThread MainThread, no daemon" if DUMMIES_BECOME_MAIN else "_DummyThread Dummy, daemon"
    )
    assert tell(fork_demo.main) == [
        "MainThread | ❌ a lock that a thread holds, then ✅ one taken for the fork",
        "MainThread |     child: False, parent: True",
        "MainThread |     child: True, parent: True",
        "MainThread | 🍴 who survives",
        f"MainThread |     main: _MainThread MainThread, no daemon, {ALONE}",
        f"MainThread |     worker: Thread worker, daemon, {ALONE}",
        f"MainThread |     raw: _MainThread MainThread, no daemon, {ALONE}",
        f"MainThread |     raw, known to threading: {kind}, {ALONE}",
        "MainThread |     parent: main: True, waiter: True",
        "MainThread | 🪝 hooks",
        "MainThread |     before 2, before 1, child 1 in the child, child 2 in the child",
        "MainThread |     before 2, before 1, parent 1, parent 2",
        "MainThread | 🏊 pools",
        "MainThread |     inherited: nobody came",
        "MainThread |     its own: 7",
    ]
