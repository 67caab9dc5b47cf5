"""👽 Foreign threads: threads that `threading` has not started.

The story is told, and runs, in showcase/parallel_execution/foreign_threads_demo.py.
"""

import re
import sys
import threading
from threading import Thread

import pytest

from showcase.parallel_execution import foreign_threads_demo

JOIN_REFUSAL = RuntimeError if sys.version_info >= (3, 13) else AssertionError


@pytest.mark.pins("threading.current_thread", "threading.enumerate")
def test_a_foreign_thread_gets_a_dummy_thread_object_when_it_asks():
    """threading.current_thread() makes a dummy Thread object, once, in a thread that was not
    started by threading; from then on threading.enumerate() has that object.

    Docs: library/threading#threading.current_thread, library/threading#threading.enumerate
    """
    seen = foreign_threads_demo.look_at_the_dummy()
    assert (seen.listed_before_it_asked, seen.listed_afterwards) == (False, True)
    assert seen.is_always_the_same


def test_a_dummy_thread_is_a_live_daemon():
    """A dummy Thread object says that its thread is alive, and a daemon.

    Docs: library/threading#thread-objects
    """
    seen = foreign_threads_demo.look_at_the_dummy()
    assert (seen.alive, seen.daemon) == (True, True)


@pytest.mark.pins("threading.Thread(daemon)", "threading.Thread.daemon")
def test_a_thread_that_a_foreign_thread_makes_is_a_daemon():
    """A Thread that is made in a foreign thread is a daemon by default, as the dummy Thread object
    of that thread is.

    Docs: library/threading#threading.Thread.daemon, library/threading#thread-objects
    """
    made, _ = foreign_threads_demo.in_a_foreign_thread(Thread)
    assert made.daemon


def test_a_dummy_thread_is_no_daemon_where_there_are_none(monkeypatch):
    """In an interpreter that forbids daemon threads (possible since 3.12) a dummy Thread object
    is no daemon; before 3.12 it always is one.

    Docs: undocumented, and the Pythons differ as said.
    """
    monkeypatch.setattr(threading, "_daemon_threads_allowed", lambda: False, raising=False)
    seen = foreign_threads_demo.look_at_the_dummy()
    assert seen.daemon is (sys.version_info < (3, 12))


def test_a_dummy_thread_is_listed_under_the_lock(listing):
    """threading.current_thread() takes the lock of the list of threads once to add a dummy Thread
    object.

    Docs: undocumented, and all supported Pythons agree.
    """

    def look():
        before = listing.taken
        threading.current_thread()
        return listing.taken - before

    assert foreign_threads_demo.in_a_foreign_thread(look)[0] == 1


def test_a_dummy_thread_is_called_dummy_and_a_number():
    """The name of a dummy Thread object is "Dummy-N", and its repr says that it is a _DummyThread
    that was started.

    Docs: undocumented, and all supported Pythons agree.
    """
    seen = foreign_threads_demo.look_at_the_dummy()
    assert re.fullmatch(r"Dummy-\d+", seen.name)
    assert re.fullmatch(rf"<_DummyThread\({seen.name}, started daemon \d+\)>", seen.shown)


def test_a_dummy_thread_knows_the_numbers_of_its_thread():
    """Thread.ident and Thread.native_id of a dummy Thread object are what threading.get_ident()
    and get_native_id() return in its thread.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert foreign_threads_demo.look_at_the_dummy().ids_are_right


@pytest.mark.pins("threading.Thread.join(timeout)")
@pytest.mark.parametrize("timeout", [(), (None,), (0,)], ids=["join()", "join(None)", "join(0)"])
def test_a_dummy_thread_cannot_be_joined(timeout):
    """Thread.join() of a dummy Thread object raises, whatever the timeout: RuntimeError since
    Python 3.13, AssertionError before.

    Docs: library/threading#thread-objects
    """
    refusal = foreign_threads_demo.refusal_of(lambda thread: thread.join(*timeout))
    assert (type(refusal), str(refusal)) == (JOIN_REFUSAL, "cannot join a dummy thread")


@pytest.mark.parametrize(
    ("use", "refusal"),
    [
        pytest.param(Thread.start, "threads can only be started once", id="start()"),
        pytest.param(
            lambda thread: setattr(thread, "daemon", False),
            "cannot set daemon status of active thread",
            id="daemon = False",
        ),
    ],
)
def test_a_dummy_thread_counts_as_started(use, refusal):
    """A dummy Thread object counts as started: Thread.start(), and setting Thread.daemon, raise
    RuntimeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert repr(foreign_threads_demo.refusal_of(use)) == repr(RuntimeError(refusal))


@pytest.mark.pins("threading.Thread.name")
def test_a_dummy_thread_can_be_renamed():
    """Thread.name of a dummy Thread object can be set, like that of any other Thread.

    Docs: library/threading#threading.Thread.name
    """
    names = []

    def rename(thread):
        thread.name = "visitor"
        names.append(thread.name)

    assert str(foreign_threads_demo.refusal_of(rename)) == "it did as it was told"
    assert names == ["visitor"]


@pytest.mark.pins("threading.Thread.is_alive")
def test_a_dummy_thread_is_alive_for_ever():
    """Thread.is_alive() of a dummy Thread object returns True even after the end of its thread.

    Docs: library/threading#thread-objects
    """
    assert foreign_threads_demo.dummy_is_alive_after_its_end()


@pytest.mark.needs("fork")
def test_a_dummy_thread_cannot_tell_in_a_forked_child_whether_it_is_alive():
    """A child of os.fork() has only the thread that forked: there, Thread.is_alive() of the dummy
    Thread object of another thread raises RuntimeError (AssertionError before Python 3.13); in the
    parent it returns True.

    Docs: undocumented, and the Pythons differ as said.
    """
    new = sys.version_info >= (3, 13)
    refusal = "RuntimeError: thread is not alive" if new else "AssertionError: "
    child = foreign_threads_demo.dummy_in_a_fork()
    assert child.said == [
        "foreign threads: 1",
        refusal,
        "alive: True, the child's exit status: 0",
    ]
    assert (child.exit_code, child.err) == (0, "")


def test_a_dummy_thread_leaves_the_list_with_its_thread():
    """Since Python 3.13 threading.enumerate() drops a dummy Thread object at the end of its
    thread; before, and in the documentation, the object stays for ever.

    Docs: library/threading#thread-objects
    """
    left = [] if sys.version_info >= (3, 13) else ["Dummy"]
    child = foreign_threads_demo.who_is_listed_after_its_end()
    assert child.said == [" ".join(["MainThread", *left])]


@pytest.mark.pins("threading.current_thread", "threading.enumerate", "threading.local")
def test_a_thread_that_frees_its_local_values_is_a_foreign_one_already():
    """The values that a Thread has in a threading.local are freed after it has left the list of
    threads: a __del__() that calls current_thread() then gets a dummy Thread object, which stays in
    threading.enumerate() for ever.

    Docs: undocumented, and all supported Pythons agree.
    """
    child = foreign_threads_demo.who_frees_a_value_at_the_end()
    assert child.said == ["Dummy-1", "MainThread Dummy-1"]


@pytest.mark.pins("sys.unraisablehook", "threading.excepthook")
@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(ValueError(), ["sys.unraisablehook: ValueError"], id="ValueError"),
        pytest.param(SystemExit(), [], id="SystemExit: silence"),
    ],
)
def test_an_exception_in_a_foreign_thread_is_unraisable(error, told):
    """An exception in a thread of _thread.start_new_thread() goes to sys.unraisablehook(), not to
    threading.excepthook(); SystemExit goes to neither.

    Docs: library/_thread#thread.start_new_thread
    """
    assert foreign_threads_demo.who_hears_of_a_crash(error) == told


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase foreign_threads` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(foreign_threads_demo.main) == [
        "MainThread | 👽 listed before it asks who it is: False",
        "MainThread | 👽 listed afterwards: True, as a daemon: True",
        "MainThread | 👽 join(): ❌ cannot join a dummy thread",
        "MainThread | 👽 alive, long after its end: ❌ True",
        "MainThread | 👽 its crash: ['sys.unraisablehook: ValueError']",
    ]
