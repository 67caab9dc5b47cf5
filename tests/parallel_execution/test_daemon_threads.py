"""😈 Daemon threads: the program does not wait for them.

The story is told, and runs, in showcase/parallel_execution/daemon_threads_demo.py.
"""

import threading
from threading import Thread, main_thread

import pytest

from showcase.parallel_execution import daemon_threads_demo
from showcase.parallel_execution.daemon_threads_demo import Imp


@pytest.mark.pins("threading.Thread(daemon)", "threading.Thread.daemon")
@pytest.mark.parametrize(
    ("parent", "asked", "daemon"),
    [
        pytest.param(False, None, False, id="a worker's child: no"),
        pytest.param(True, None, True, id="a daemon's child: yes"),
        pytest.param(False, True, True, id="a worker's child, asked to be one: yes"),
        pytest.param(True, False, False, id="a daemon's child, asked not to be: no"),
    ],
)
def test_a_thread_is_a_daemon_if_its_maker_is_unless_told_otherwise(parent, asked, daemon):
    """Thread(daemon=None) inherits the daemon flag of the current thread; daemon=True and
    daemon=False override it.

    Docs: library/threading#threading.Thread
    """
    assert daemon_threads_demo.daemon_of_a_child(parent, asked) is daemon


def test_the_main_thread_is_no_daemon():
    """The main thread's Thread.daemon is False, and a Thread that is made in the main thread
    inherits that.

    Docs: library/threading#threading.Thread.daemon
    """
    assert not main_thread().daemon
    assert not Thread().daemon


def test_the_main_thread_cannot_become_a_daemon():
    """Setting Thread.daemon of the main thread raises RuntimeError, since the main thread has long
    been started.

    Docs: library/threading#threading.Thread.daemon
    """
    with pytest.raises(RuntimeError, match="cannot set daemon status of active thread"):
        main_thread().daemon = True


def test_daemon_can_be_set_until_the_start():
    """Thread.daemon is a property: before Thread.start() it can be set to True and back to False.

    Docs: library/threading#threading.Thread.daemon
    """
    thread = Thread()
    thread.daemon = True
    was_a_daemon = thread.daemon
    thread.daemon = False
    assert (was_a_daemon, thread.daemon) == (True, False)


@pytest.mark.parametrize("daemon", ["no", 1, 0, ()], ids=repr)
def test_a_daemon_flag_of_any_kind_is_kept_and_counts_if_it_is_true(daemon):
    """Thread(daemon=...) accepts any object and keeps it: Thread.daemon is that object, and even
    the string "no" makes a daemon.

    Docs: undocumented, and all supported Pythons agree.
    """
    thread = Thread(daemon=daemon)
    assert thread.daemon is daemon
    assert ("daemon" in repr(thread)) is bool(daemon)


def test_repr_marks_a_daemon():
    """The repr of a daemon Thread has the word "daemon" after its state.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert repr(Thread(name="imp", daemon=True)) == "<Thread(imp, initial daemon)>"


def test_the_program_waits_for_its_workers_and_not_for_its_daemons():
    """After the main thread's last line the interpreter waits for every non-daemon thread; a daemon
    thread is stopped wherever it is, and its `finally` block does not run.

    Docs: library/threading#threading.Thread.daemon, library/threading#thread-objects
    """
    child = daemon_threads_demo.after_the_main_thread()
    assert child.said == [
        "the daemon is busy",
        "the main thread is done",
        "the main thread is alive: False",
        "the worker cleans up",
    ]
    assert (child.exit_code, child.err) == (0, "")


def test_a_daemon_that_is_told_to_stop_and_joined_cleans_up():
    """The `finally` block of a daemon thread runs if the main thread sets an Event that the daemon
    waits for, and joins it before the program ends.

    Docs: library/threading#thread-objects
    """
    child = daemon_threads_demo.after_the_main_thread(stop_the_daemon=True)
    assert child.said[:3] == [
        "the daemon is busy",
        "the daemon cleans up",
        "the main thread is done",
    ]


@pytest.mark.pins("threading.Thread.daemon")
def test_a_class_may_make_daemons_of_all_its_threads():
    """A Thread subclass with the class attribute `daemon = True`, which hides the property, has
    daemon threads: the program does not wait for them, though their repr does not say "daemon".

    Docs: undocumented, and all supported Pythons agree.
    """
    child = daemon_threads_demo.after_the_main_thread_beside_an_imp()
    assert (child.exit_code, child.said, child.err) == (0, ["the main thread is done"], "")
    assert (Imp().daemon, "daemon" in repr(Imp())) == (True, False)


@pytest.mark.since("3.14")
def test_a_subinterpreter_has_no_daemon_threads():
    """A subinterpreter of concurrent.interpreters can start threads, but no daemon threads: there,
    Thread(daemon=True) and `thread.daemon = True` raise RuntimeError.

    Docs: undocumented, and all Pythons with the module agree.
    """
    child = daemon_threads_demo.daemon_in_a_subinterpreter()
    assert child.said == [
        "a worker runs",
        "RuntimeError: daemon threads are disabled in this (sub)interpreter",
        "RuntimeError: daemon threads are disabled in this interpreter",
        "interpreters: 1",
    ]
    assert (child.exit_code, child.err) == (0, "")


@pytest.mark.since("3.12")
def test_where_daemons_are_not_allowed_a_thread_has_to_be_a_worker(monkeypatch):
    """In an interpreter that forbids daemon threads (possible since 3.12) Thread(daemon=True) and
    `thread.daemon = True` raise RuntimeError, while False is accepted.

    Docs: undocumented, and all Pythons since 3.12 agree.
    """
    monkeypatch.setattr(threading, "_daemon_threads_allowed", lambda: False)
    worker = Thread(daemon=False)
    worker.daemon = False
    with pytest.raises(RuntimeError, match="daemon threads are disabled"):
        Thread(daemon=True)
    with pytest.raises(RuntimeError, match="daemon threads are disabled"):
        worker.daemon = True
    assert not worker.daemon


@pytest.mark.pins("threading.Thread.isDaemon")
@pytest.mark.parametrize("daemon", [True, False])
def test_is_daemon_is_a_deprecated_way_to_read_the_flag(daemon):
    """Thread.isDaemon() returns Thread.daemon, with a DeprecationWarning that names the caller's
    file.

    Docs: library/threading#threading.Thread.isDaemon
    """
    with pytest.warns(DeprecationWarning, match="get the daemon attribute instead") as warned:
        assert Thread(daemon=daemon).isDaemon() is daemon
    assert warned[0].filename == __file__


@pytest.mark.pins("threading.Thread.setDaemon(daemonic)")
def test_set_daemon_is_a_deprecated_way_to_set_the_flag():
    """Thread.setDaemon(daemonic) sets Thread.daemon, with a DeprecationWarning that names the
    caller's file.

    Docs: library/threading#threading.Thread.setDaemon
    """
    thread = Thread()
    with pytest.warns(DeprecationWarning, match="set the daemon attribute instead") as warned:
        thread.setDaemon(True)
    assert thread.daemon is True
    assert warned[0].filename == __file__


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase daemon_threads` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    assert tell(daemon_threads_demo.main) == [
        "MainThread | 😈 a thread with daemon=True makes one with None: True",
        "MainThread | 😈 a thread with daemon=True makes one with False: False",
        "MainThread | 😈 a thread with daemon=False makes one with None: False",
        "MainThread | 🏁 a program ends with a daemon and a worker that are busy",
        "MainThread | 🏁 the daemon is busy",
        "MainThread | 🏁 the main thread is done",
        "MainThread | 🏁 the main thread is alive: False",
        "MainThread | ✅ the worker cleans up",
        "MainThread | ❌ the daemon was stopped in the middle, and cleaned nothing up",
    ]
