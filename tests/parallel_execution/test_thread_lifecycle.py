"""🐣 The life of a thread: new, starting, running, ended. There is no way back.

The story is told, and runs, in showcase/parallel_execution/thread_lifecycle_demo.py.
"""

import gc
import re
import sys
import threading
import weakref
from threading import Thread

import pytest

from showcase.parallel_execution import thread_lifecycle_demo
from showcase.parallel_execution.thread_lifecycle_demo import STATES, Signs, in_state
from showcase.utils.stage import PATIENCE, Cue, play

UNKNOWN_TO_ALL = Signs(alive=False, has_an_ident=False, has_a_native_id=False, listed=0)

every_state = pytest.mark.parametrize("state", STATES)
once_it_was_started = pytest.mark.parametrize("state", ["running", "ended"])


@pytest.mark.pins(
    "threading.Thread.is_alive",
    "threading.Thread.ident",
    "threading.Thread.native_id",
    "threading.enumerate",
)
@pytest.mark.parametrize(
    ("state", "signs"),
    [
        pytest.param("new", UNKNOWN_TO_ALL, id="new: nothing yet"),
        pytest.param("running", Signs(True, True, True, listed=1), id="running: everything"),
        pytest.param("ended", Signs(False, True, True, listed=0), id="ended: its ids remain"),
    ],
)
def test_each_state_has_its_signs_of_life(state, signs):
    """Thread.ident and Thread.native_id are set at the start of the thread, and stay; is_alive()
    is True, and threading.enumerate() has the Thread, from its start to its end.

    Docs: library/threading#threading.Thread.is_alive, library/threading#threading.Thread.ident,
    library/threading#threading.enumerate
    """
    assert in_state(state, thread_lifecycle_demo.signs_of) == signs


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        pytest.param("new", r"<Thread\(worker, initial\)>", id="new: initial"),
        pytest.param("running", r"<Thread\(worker, started \d+\)>", id="running: started"),
        pytest.param("ended", r"<Thread\(worker, stopped \d+\)>", id="ended: stopped"),
    ],
)
def test_repr_shows_the_name_the_state_and_the_ident(state, shown):
    """The repr of a Thread shows its class, its name, its state (initial, started or stopped)
    and, once it was started, its ident.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert re.fullmatch(shown, in_state(state, repr))


def test_repr_ends_with_the_ident_of_the_thread():
    """The number in the repr of a Thread is Thread.ident.

    Docs: undocumented, and all supported Pythons agree.
    """
    shown, ident = in_state("running", lambda thread: (repr(thread), thread.ident))
    assert shown == f"<Thread(worker, started {ident})>"


@pytest.mark.pins("threading.Thread.start")
@once_it_was_started
def test_a_thread_starts_only_once(state):
    """Thread.start() raises RuntimeError for a Thread that is running or has ended: a second run
    needs a second Thread.

    Docs: library/threading#threading.Thread.start
    """
    with pytest.raises(RuntimeError, match="threads can only be started once"):
        in_state(state, Thread.start)


def test_start_returns_none():
    """Thread.start() returns neither the Thread nor a result, but None.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert in_state("new", Thread.start) is None


@pytest.mark.pins("threading.Thread.join")
def test_a_thread_cannot_be_joined_before_its_start():
    """Thread.join() raises RuntimeError for a Thread that has not been started yet.

    Docs: library/threading#threading.Thread.join
    """
    with pytest.raises(RuntimeError, match="cannot join thread before it is started"):
        in_state("new", Thread.join)


@pytest.mark.pins("threading.Thread.daemon")
@pytest.mark.parametrize("daemon", [True, False])
@once_it_was_started
def test_daemon_is_settled_at_the_start(state, daemon):
    """Setting Thread.daemon to True or False raises RuntimeError once the thread has been
    started.

    Docs: library/threading#threading.Thread.daemon
    """
    with pytest.raises(RuntimeError, match="cannot set daemon status of active thread"):
        in_state(state, lambda thread: setattr(thread, "daemon", daemon))


@pytest.mark.pins("threading.Thread.name")
@every_state
def test_a_thread_can_be_renamed_in_every_state(state):
    """Thread.name is a label without meaning, so it can be set at any time.

    Docs: library/threading#threading.Thread.name
    """

    def rename(thread):
        thread.name = "renamed"
        return thread.name

    assert in_state(state, rename) == "renamed"


def test_nobody_can_end_or_pause_a_thread_from_outside():
    """Besides four deprecated names, Thread has only start(), run(), join(), is_alive(), name,
    ident, native_id and daemon: there is nothing to stop, suspend, resume or interrupt a thread
    with.

    Docs: library/threading#reference
    """
    old = {"getName", "isDaemon", "setDaemon", "setName"}
    assert {name for name in dir(Thread) if not name.startswith("_")} - old == {
        *("start", "run", "join", "is_alive"),
        *("name", "ident", "native_id", "daemon"),
    }


@pytest.mark.parametrize("state", ["new", "ended"])
def test_a_thread_that_does_not_run_is_kept_by_nobody(state):
    """The module threading refers to a Thread only while it runs: one that was never started, or
    has ended, is freed with the last reference to it.

    Docs: undocumented, and all supported Pythons agree.
    """
    thread = in_state(state, weakref.ref)
    gc.collect()
    assert thread() is None


def test_a_thread_that_runs_is_kept_though_nobody_else_refers_to_it():
    """A Thread that runs goes on, and threading.enumerate() has it, though its starter keeps no
    reference to it.

    Docs: library/threading#threading.enumerate
    """
    may_end = Cue()
    Thread(target=may_end.wait, name="unattended").start()
    gc.collect()
    found = [thread for thread in threading.enumerate() if thread.name == "unattended"]
    may_end.set()
    for thread in found:
        thread.join(PATIENCE)
    assert len(found) == 1


def test_a_thread_outlives_the_thread_that_has_started_it():
    """A Thread does not depend on the thread that has started it, and goes on when that one has
    ended.

    Docs: library/threading#threading.Thread.start
    """
    may_end = Cue()

    def starter():
        child = Thread(target=may_end.wait)
        child.start()
        return child

    (child,) = play(starter)
    is_alive = child.is_alive()
    may_end.set()
    child.join(PATIENCE)
    assert is_alive


# ── Between new and running ──────────────────────────────────────────────────


@pytest.mark.pins("threading.active_count")
def test_a_thread_that_is_starting_is_listed_and_not_alive():
    """Between Thread.start() and the first step of the new thread, the Thread has no ident and is
    not alive, but threading.enumerate() has it and threading.active_count() counts it.

    Docs: undocumented, and all supported Pythons agree.
    """
    seen = thread_lifecycle_demo.while_it_starts()
    assert seen.signs == Signs(False, False, False, listed=1)
    assert seen.everyone_is_counted


def test_start_comes_back_when_the_thread_is_alive():
    """Thread.start() waits for the first step of the new thread, so Thread.is_alive() is True
    when start() returns, however slowly the thread begins.

    Docs: library/threading#threading.Thread.is_alive
    """
    seen = thread_lifecycle_demo.while_it_starts()
    assert seen.caller_waits_in_start
    assert seen.alive_when_start_came_back
    assert not seen.alive_when_join_came_back


# ── No thread to be had ──────────────────────────────────────────────────────


@pytest.mark.needs("posix_signals")
def test_start_fails_if_the_system_has_no_thread_to_give():
    """Thread.start() raises RuntimeError if the operating system refuses a new thread; the Thread
    is then neither alive nor in threading.enumerate().

    Docs: undocumented, and all supported Pythons agree.
    """
    refused = thread_lifecycle_demo.start_is_refused()
    assert refused.error == "can't start new thread"
    assert refused.signs == UNKNOWN_TO_ALL


@pytest.mark.needs("posix_signals")
def test_a_thread_that_the_system_refused_may_get_a_second_start():
    """After a Thread.start() that the operating system refused, a second one succeeds until
    Python 3.12; since 3.13 the Thread is stopped, and the second one raises RuntimeError.

    Docs: undocumented, and the Pythons differ as said.
    """
    refused = thread_lifecycle_demo.start_is_refused()
    assert (refused.shown, refused.second_start) == (
        ("<Thread(worker, stopped)>", "thread already started")
        if sys.version_info >= (3, 13)
        else ("<Thread(worker, initial)>", "it ran")
    )


# ── The list of threads has a lock ───────────────────────────────────────────


@pytest.mark.parametrize("look", [threading.enumerate, threading.active_count])
def test_the_list_of_threads_is_read_under_its_lock(listing, look):
    """threading.enumerate() and threading.active_count() take the lock of the list of threads,
    once.

    Docs: undocumented, and all supported Pythons agree.
    """
    look()
    assert listing.taken == 1


def test_the_list_of_threads_is_changed_under_its_lock(listing):
    """A thread takes the lock of the list that threading.enumerate() reads three times: when it
    is entered as starting, entered as running, and removed at its end.

    Docs: undocumented, and all supported Pythons agree.
    """
    in_state("ended", lambda thread: None)
    assert listing.taken == 3


@pytest.mark.needs("posix_signals")
def test_a_refused_thread_is_struck_off_under_the_lock(listing):
    """A Thread.start() that fails takes the lock of the list of threads twice: to enter the
    thread as starting, and to remove it.

    Docs: undocumented, and all supported Pythons agree.
    """
    old = threading.stack_size(2**62)
    try:
        with pytest.raises(RuntimeError):
            Thread().start()
    finally:
        threading.stack_size(old)
    assert listing.taken == 2


def test_the_lock_of_the_list_of_threads_is_reentrant():
    """The lock of the list of threads is reentrant, so that a signal handler or finalizer that
    interrupts threading.enumerate() can call it as well.

    Docs: undocumented, and all supported Pythons agree.
    """
    with threading._active_limbo_lock:
        may_enter = threading._active_limbo_lock.acquire(blocking=False)
        assert may_enter
        threading._active_limbo_lock.release()


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase thread_lifecycle` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(thread_lifecycle_demo.main) == [
        "MainThread | 🐣 new: alive False, listed 0×",
        "MainThread | start(): ✅",
        "MainThread | join(0): ❌ cannot join thread before it is started",
        "MainThread | daemon = True: ✅",
        "MainThread | 🐣 running: alive True, listed 1×",
        "MainThread | start(): ❌ threads can only be started once",
        "MainThread | join(0): ✅",
        "MainThread | daemon = True: ❌ cannot set daemon status of active thread",
        "MainThread | 🐣 ended: alive False, listed 0×",
        "MainThread | start(): ❌ threads can only be started once",
        "MainThread | join(0): ✅",
        "MainThread | daemon = True: ❌ cannot set daemon status of active thread",
        "MainThread | 🐌 slow to begin: alive False, listed 1×",
        "MainThread | ✅ alive when start() came back: True",
    ]
