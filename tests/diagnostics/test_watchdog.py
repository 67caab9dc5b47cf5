"""🐕 Watchdog: a program that hangs says where each of its threads stands.

The story is told, and runs, in showcase/diagnostics/watchdog_demo.py.
"""

import faulthandler
import os
from functools import partial
from itertools import count

import pytest

from showcase.diagnostics import watchdog_demo
from showcase.diagnostics.stack_dump_demo import dump_of_a_crowd, place_of
from showcase.utils.child import in_a_child
from showcase.utils.stage import PATIENCE, until


@pytest.fixture(autouse=True)
def _nobody_watches_any_longer():
    """A watchdog is a thread that `threading` does not know: here it has gone after each spec."""
    if not os.path.exists("/proc/self/task"):
        yield
        return
    before = watchdog_demo.os_threads()
    yield
    until(lambda: watchdog_demo.os_threads() <= before, "the watchdog has gone")


@pytest.fixture(scope="module", name="bitten")
def _bitten():
    """What a deadlocked child has left that was ended by a watchdog with exit=True."""
    return in_a_child(watchdog_demo.hangs_under_a_watchdog)


# 1 ── A deadlock, and who stands where ───────────────────────────────────────


def test_a_deadlock_is_silence():
    """A program in a deadlock writes nothing to standard error and does not end by itself: here
    os._exit(3) ends it.

    Docs: undocumented, and all supported Pythons agree.
    """
    child = in_a_child(watchdog_demo.hangs)
    assert (child.exit_code, child.said, child.err) == (3, ["both hang: True"], "")


@pytest.mark.pins("faulthandler.dump_traceback_later(timeout, exit)")
def test_a_watchdog_says_on_which_line_each_thread_of_a_deadlock_stands(bitten):
    """faulthandler.dump_traceback_later(timeout) writes the stacks of all threads after `timeout`
    seconds: in a deadlock they show the line at which each thread waits for its second lock.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    assert watchdog_demo.where_they_hang(bitten.err) == [
        place_of(watchdog_demo.alice, "paper.acquire"),
        place_of(watchdog_demo.bob, "pen.acquire"),
    ]


@pytest.mark.pins("faulthandler.dump_traceback_later(exit)", "atexit.register")
def test_a_watchdog_with_exit_ends_the_process_with_status_1_and_without_cleanup(bitten):
    """faulthandler.dump_traceback_later(timeout, exit=True) ends the process with exit code 1 after
    the dump, and no atexit handler runs.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    assert bitten.exit_code == 1
    assert bitten.said == ["both hang: True"]


@pytest.mark.pins("faulthandler.cancel_dump_traceback_later")
def test_a_watchdog_that_was_cancelled_does_not_end_the_process():
    """After faulthandler.cancel_dump_traceback_later() a dump_traceback_later(timeout, exit=True)
    does nothing: the process runs to its end, and atexit handlers run.

    Docs: library/faulthandler#faulthandler.cancel_dump_traceback_later
    """
    child = in_a_child(watchdog_demo.works_under_a_watchdog)
    assert (child.exit_code, child.said, child.err) == (0, ["done", "cleaned up"], "")


@pytest.mark.pins("faulthandler.cancel_dump_traceback_later")
def test_cancelling_where_nothing_is_armed_is_no_error():
    """faulthandler.cancel_dump_traceback_later() returns None where no dump_traceback_later() was
    called before.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert faulthandler.cancel_dump_traceback_later() is None


# 2 ── Once, or again and again ───────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_traceback_later(timeout, repeat, file)")
@pytest.mark.needs("posix_signals")
def test_a_watchdog_barks_once():
    """faulthandler.dump_traceback_later(timeout) without `repeat` writes one dump, and no second
    one until three more timeouts have passed.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    dumps, three_ticks_have_passed = watchdog_demo.barks()
    assert (dumps.count("Timeout ("), three_ticks_have_passed) == (1, True)


@pytest.mark.pins("faulthandler.dump_traceback_later(timeout, repeat, file)")
@pytest.mark.needs("posix_signals")
def test_a_watchdog_with_repeat_barks_until_it_is_called_off():
    """faulthandler.dump_traceback_later(timeout, repeat=True) writes a dump again and again, here
    six times, until it is cancelled.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    dumps, _ = watchdog_demo.barks(repeat=True, wait_for=6)
    assert dumps.count("Timeout (") >= 6


@pytest.mark.pins("faulthandler.dump_traceback_later(timeout, file)")
@pytest.mark.needs("posix_signals")
def test_the_bark_tells_the_timeout_and_where_the_main_thread_stands():
    """faulthandler.dump_traceback_later(0.01, file=fd) writes a dump that begins with the timeout,
    in microseconds, and ends with the stack of the main thread.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    dumps, _ = watchdog_demo.barks()
    dump, _, stack = dumps.rpartition("(most recent call first):\n")  # main is last
    assert dump.startswith("Timeout (0:00:00.010000)!\n")
    assert f'File "{watchdog_demo.__file__}", line ' in stack.splitlines()[0]
    assert stack.splitlines()[0].endswith(" in barks")


@pytest.mark.pins("faulthandler.dump_traceback_later(timeout, repeat, file)")
@pytest.mark.needs("posix_signals")
def test_the_watchdog_that_is_armed_last_replaces_the_one_before():
    """A second faulthandler.dump_traceback_later() replaces the timeout and the file of the first,
    to whose file nothing is written.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    patient, quick = watchdog_demo.armed_twice()
    assert patient == ""
    assert quick.count("Timeout (0:00:00.010000)!") == 1


@pytest.mark.pins("faulthandler.dump_traceback_later(timeout)")
@pytest.mark.parametrize(
    ("timeout", "error"),
    [
        pytest.param(0, ValueError, id="zero"),
        pytest.param(-1, ValueError, id="negative"),
        pytest.param(float("nan"), ValueError, id="not a number"),
        pytest.param(1e30, OverflowError, id="too long"),
        pytest.param("soon", TypeError, id="a word"),
    ],
)
def test_a_watchdog_takes_only_a_time_that_can_pass(timeout, error):
    """faulthandler.dump_traceback_later(timeout) raises ValueError for a timeout that is not
    positive, OverflowError for one that is too large, and TypeError for one that is no number.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(error):
        faulthandler.dump_traceback_later(timeout)


@pytest.mark.pins("faulthandler.dump_traceback_later(max_threads)")
@pytest.mark.since("3.15")
def test_a_watchdog_can_be_told_how_many_threads_to_dump():
    """faulthandler.dump_traceback_later(timeout, max_threads=2) writes the stacks of two threads,
    and then "..." for the others.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """

    def write(file):
        dumps, _ = watchdog_demo.barks(max_threads=2)
        file.write(dumps.encode())

    stacks, ends_with_dots, _ = dump_of_a_crowd(3, write)
    assert (stacks, ends_with_dots) == (2, True)


# 3 ── It is a thread ─────────────────────────────────────────────────────────


@pytest.mark.pins("faulthandler.dump_traceback_later", "faulthandler.cancel_dump_traceback_later")
@pytest.mark.needs("proc")
def test_a_watchdog_is_a_thread_that_threading_does_not_know():
    """While faulthandler.dump_traceback_later() is armed the operating system counts one thread
    more, and threading.active_count() does not.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    more_for_the_system, more_for_threading = watchdog_demo.threads_of_a_watchdog()
    assert (more_for_the_system, more_for_threading) == (1, 0)


def test_the_cost_of_a_watchdog_is_measured_on_one_that_is_cancelled(monkeypatch):
    """arm_and_cancel() calls faulthandler.dump_traceback_later() and then
    cancel_dump_traceback_later(): the price contains both.

    Docs: library/faulthandler#faulthandler.cancel_dump_traceback_later
    """
    done = []
    monkeypatch.setattr(
        faulthandler, "dump_traceback_later", lambda seconds, file: done.append((seconds, file))
    )
    monkeypatch.setattr(faulthandler, "cancel_dump_traceback_later", lambda: done.append("off"))
    watchdog_demo.arm_and_cancel()

    assert done == [(PATIENCE, 2), "off"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase watchdog` prints, in this order on every run.

    Docs: library/faulthandler#faulthandler.dump_traceback_later
    """
    clock = count(0.0, 0.02).__next__

    assert tell(partial(watchdog_demo.main, clock)) == [
        "MainThread | ❌ two clerks in a deadlock, and nobody watches",
        "MainThread | ended from outside, exit code: 3",
        "MainThread | its last words: none",
        "MainThread | ✅ the same, under a watchdog that ends it",
        "MainThread | exit code: 1",
        "MainThread | one hangs in alice()",
        "MainThread | one hangs in bob()",
        "MainThread | ✅ the work is done in time, and the watchdog is called off",
        "MainThread | exit code: 0, said: done, cleaned up",
        "MainThread | the probe: 2000 µs to arm and cancel it",
    ]
