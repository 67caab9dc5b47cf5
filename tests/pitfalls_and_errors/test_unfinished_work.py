"""✂️ Unfinished work: cut off in the middle, by the end of the process or by Ctrl-C.

The story is told, and runs, in showcase/pitfalls_and_errors/unfinished_work_demo.py.
"""

import signal
from threading import Event

import pytest

from showcase.pitfalls_and_errors import unfinished_work_demo
from showcase.pitfalls_and_errors.unfinished_work_demo import Interrupted


@pytest.fixture(scope="module", name="careless")
def _careless():
    """What a process left that ended without care: pure observation, so one is enough."""
    return unfinished_work_demo.end_of_a_process(careful=False)


@pytest.fixture(scope="module", name="careful")
def _careful():
    """What a process left that ended with care."""
    return unfinished_work_demo.end_of_a_process(careful=True)


def test_a_daemon_leaves_half_a_file(careless):
    """A daemon Thread is cut off wherever it stands when the process ends: of the report that it
    was writing only the first line is left, and the former report is lost as well.

    Docs: library/threading#threading.Thread.daemon
    """
    assert careless.report == "today\n"


def test_a_file_that_is_replaced_when_it_is_complete_is_old_or_new(careful):
    """os.replace() puts a complete new file in the place of the old one in one step: a daemon
    Thread that is cut off before that call leaves the old file as it was.

    Docs: library/os#os.replace, library/threading#threading.Thread.daemon
    """
    assert careful.report == "yesterday"


@pytest.mark.parametrize("at_once", [False, True])
def test_a_report_that_is_not_cut_off_is_complete(at_once, tmp_path):
    """A report whose writer is not cut off is complete, whether it is written in place or aside and
    then moved with os.replace().

    Docs: library/os#os.replace
    """
    go_on = Event()
    go_on.set()
    report = tmp_path / "report.txt"
    unfinished_work_demo.write_a_report(report, at_once, Event(), go_on)
    assert report.read_text(encoding="utf-8") == "today\nall is well\n"


@pytest.mark.pins("atexit.register")
def test_an_atexit_handler_is_too_late_to_stop_a_worker(careless):
    """Functions registered with atexit run when all threads that are no daemons have ended: a
    worker that waits to be stopped by such a function would wait for ever.

    Docs: library/atexit#atexit.register, library/threading#threading.Thread.daemon
    """
    assert careless.said == ["told to stop: False", "main says stop"]


def test_main_stops_its_workers_before_it_ends(careful):
    """A worker that waits for an Event is stopped in time if the main thread calls Event.set()
    before it ends.

    Docs: library/threading#threading.Event.set
    """
    assert careful.said == ["main says stop", "told to stop: True"]


@pytest.mark.pins("threading.Lock.acquire", "signal.raise_signal(signalnum)")
def test_ctrl_c_between_acquire_and_try_leaves_the_lock_held():
    """KeyboardInterrupt may be raised between any two steps of the main thread: if it comes after
    Lock.acquire() and before the `try`, no `finally` releases the Lock.

    Docs: library/signal#note-on-signal-handlers-and-exceptions
    """
    seen = unfinished_work_demo.interrupt(with_block=False)
    assert seen == Interrupted(held_before=True, came=True, held_after=True)


def test_ctrl_c_in_a_with_block_gives_the_lock_back():
    """A `with` block releases its Lock when KeyboardInterrupt is raised inside the block.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    seen = unfinished_work_demo.interrupt(with_block=True)
    assert seen == Interrupted(held_before=True, came=True, held_after=False)


def test_the_handler_of_ctrl_c_is_put_back():
    """The scenario sets a handler of SIGINT for itself, and puts the former one back.

    Docs: library/signal#signal.signal
    """
    before = signal.getsignal(signal.SIGINT)
    unfinished_work_demo.interrupt(with_block=True)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase unfinished_work` prints, in this order on every run.

    Docs: library/threading#threading.Thread.daemon
    """
    assert tell(unfinished_work_demo.main) == [
        "MainThread | ❌ careless: the report says 'today\\n'",
        "MainThread | ❌ careless: told to stop: False, main says stop",
        "MainThread | ✅ careful: the report says 'yesterday'",
        "MainThread | ✅ careful: main says stop, told to stop: True",
        "MainThread | ❌ Ctrl-C before `try`: still held? True",
        "MainThread | ✅ Ctrl-C in a `with` block: still held? False",
    ]
