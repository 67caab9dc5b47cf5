"""⏱️ Timing threads: how often each of them ran, and how long.

The story is told, and runs, in showcase/diagnostics/timing_threads.py.
"""

import threading
import time
from functools import partial
from itertools import accumulate, cycle

import pytest

from showcase.diagnostics import timing_threads
from showcase.diagnostics.timing_threads import HastyThread, Lifetime, TimedThread, TimeSheet


@pytest.mark.pins("threading.Thread.start")
def test_a_clock_around_start_does_not_see_the_life_of_a_thread():
    """Thread.start() returns while run() goes on: a clock that is read before and after start()
    shows 0 s for a job of 5 s, and after join() it shows 5 s.

    Docs: library/threading#threading.Thread.start, library/threading#threading.Thread.join
    """
    after_start, after_join = timing_threads.timed_around_start(5)
    assert (after_start, after_join) == (0, 5)


@pytest.mark.pins("threading.Thread.run")
def test_a_clock_in_run_sees_the_whole_life_of_a_thread():
    """Thread.run() is called in the new thread: a clock that is read at its beginning and at its
    end shows 5 s for a job of 5 s.

    Docs: library/threading#threading.Thread.run
    """
    report = timing_threads.a_working_day(("job", 5))
    assert report == {"job": Lifetime(runs=1, shortest=5, average=5, longest=5)}


def test_the_life_of_a_job_that_fails_is_counted_in_a_finally():
    """If Thread.run() raises, its duration is recorded only if that is done in a `finally`.

    Docs: library/threading#threading.Thread.run
    """
    assert timing_threads.a_working_day(("job", 2), make_thread=HastyThread, fail=True) == {}
    assert timing_threads.a_working_day(("job", 2), make_thread=TimedThread, fail=True) == {
        "job": Lifetime(1, 2, 2, 2)
    }


@pytest.mark.parametrize(
    "make_thread",
    [pytest.param(HastyThread, id="without finally"), pytest.param(TimedThread, id="finally")],
)
def test_the_life_of_a_job_that_succeeds_is_counted_with_and_without_a_finally(make_thread):
    """As long as Thread.run() does not raise, its duration is recorded without a `finally`, too.

    Docs: library/threading#threading.Thread.run
    """
    assert timing_threads.a_working_day(("job", 2), make_thread=make_thread, fail=False) == {
        "job": Lifetime(1, 2, 2, 2)
    }


@pytest.mark.pins("threading.Thread.name", "threading.Thread(target, name)")
def test_lives_add_up_by_name():
    """Thread.name need not be unique: the report has one row for all threads of the same name, with
    their number and their shortest, average and longest duration.

    Docs: library/threading#threading.Thread.name
    """
    report = timing_threads.a_working_day(("mail", 1), ("call", 4), ("mail", 3), ("call", 5))
    assert report["mail"] == Lifetime(runs=2, shortest=1, average=2, longest=3)
    assert report["call"] == Lifetime(runs=2, shortest=4, average=4.5, longest=5)


def test_the_report_begins_with_the_name_whose_lives_are_the_longest():
    """The rows of the report are sorted by average duration, longest first, and not by when the
    threads ran.

    Docs: none, this is the showcase's own instrument.
    """
    report = timing_threads.a_working_day(("short", 1), ("long", 9), ("middle", 3))
    assert list(report) == ["long", "middle", "short"]


def test_lives_that_overlap_are_both_counted_in_full():
    """The durations of two threads that run at the same time are each counted in full: 3 s and 6 s,
    although both fit into 7 s.

    Docs: library/threading#thread-objects
    """
    report = timing_threads.lives_that_overlap()
    assert report == {"twin": Lifetime(runs=2, shortest=3, average=4.5, longest=6)}


def test_a_day_without_work_has_an_empty_report():
    """The report of a day on which no thread ran is empty, and raises no ZeroDivisionError.

    Docs: none, this is the showcase's own instrument.
    """
    assert timing_threads.a_working_day() == {}


def test_the_clock_is_one_that_nobody_can_set_back():
    """TimeSheet() reads time.perf_counter() by default, a clock that is not adjustable.

    Docs: library/time#time.perf_counter
    """
    assert TimeSheet().clock is time.perf_counter
    assert not time.get_clock_info("perf_counter").adjustable


def test_the_cost_of_the_probe_is_measured_on_the_whole_life_of_a_thread():
    """live(), with which the price is measured, starts a Thread and joins it: the Thread has ended,
    and its one run is recorded.

    Docs: library/threading#threading.Thread.join
    """
    sheet, threads = TimeSheet(), []
    timing_threads.live(lambda: threads.append(TimedThread(sheet, bool, "it")) or threads[0])

    assert [thread.is_alive() for thread in threads] == [False]
    assert sheet.report()["it"].runs == 1


def test_the_hook_for_errors_in_threads_is_put_back():
    """A working day with a job that fails replaces threading.excepthook, and restores it
    afterwards.

    Docs: library/threading#threading.excepthook
    """
    before = threading.excepthook
    timing_threads.a_working_day(("job", 2), make_thread=TimedThread, fail=True)

    assert threading.excepthook is before


def test_the_demo_tells_this_story(tell, monkeypatch):
    """❌ before ✅: what `python -m showcase timing_threads` prints, in this order on every run.

    Docs: library/threading#thread-objects
    """
    clock = accumulate(cycle([3.0, 2.0, 3.0, 3.0])).__next__
    lived = []
    monkeypatch.setattr(timing_threads, "live", lambda make: lived.append(make().name))

    assert tell(partial(timing_threads.main, clock)) == [
        "MainThread | ❌ a job of 5 s, timed around start(): 0 s",
        "MainThread | ✅ the same, timed in the thread: 5 s",
        "MainThread | ❌ without `finally`, runs of a job that fails: 0",
        "MainThread | ✅ with `finally`, runs of a job that fails: 1",
        "MainThread | ✅ a working day, by name",
        "MainThread | name    runs  shortest  average  longest",
        "MainThread | call       2       4.0      4.5      5.0",
        "MainThread | mail       2       1.0      2.0      3.0",
        "MainThread | the probe: 1.5 × a plain start and join",
    ]
    assert (len(lived), lived.count("timed")) == (120, 60)
