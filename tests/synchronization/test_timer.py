"""⏲️ Timer: a thread that waits, and then calls a function once, unless it is called off.

The story is told, and runs, in showcase/synchronization/timer_demo.py.
"""

import re
import threading
from threading import Thread, Timer

import pytest

from showcase.parallel_execution.exceptions_in_threads import Accident, crash, replaced
from showcase.synchronization import timer_demo
from showcase.synchronization.timer_demo import (
    AFTERWARDS,
    BEFORE_START,
    NEVER,
    WHILE_IT_RUNS,
    WHILE_IT_WAITS,
    calls_of,
)
from showcase.utils.stage import PATIENCE


def nothing():
    """A function for timers that never call it."""


# ── Firing ──


def test_a_watchdog_barks_when_the_job_takes_too_long():
    """A Timer calls its function while the thread that started it is still busy with something
    else.

    Docs: library/threading#timer-objects
    """
    assert timer_demo.guarded(job_takes_too_long=True) == ["barked", "done", "asleep"]


@pytest.mark.pins("threading.Timer.cancel")
def test_a_watchdog_that_is_called_off_in_time_never_barks():
    """Timer.cancel() ends the wait at once, however much of the interval is left.

    Docs: library/threading#threading.Timer.cancel
    """
    assert timer_demo.guarded(job_takes_too_long=False) == ["done", "asleep"]


@pytest.mark.pins("threading.Timer(interval, function)")
@pytest.mark.parametrize("interval", [0, 0.02], ids=["0 s", "0.02 s"])
def test_a_timer_fires_once_and_no_earlier_than_its_interval(interval):
    """A Timer calls its function a single time, when `interval` seconds have passed.

    Docs: library/threading#threading.Timer
    """
    _, (call,) = calls_of(interval=interval)
    assert call.seconds_after_start >= interval * 0.9


def test_the_function_runs_in_the_thread_that_is_the_timer():
    """A Timer is a Thread: inside its function, current_thread() returns the Timer itself.

    Docs: library/threading#timer-objects
    """
    timer, (call,) = calls_of()
    assert call.in_thread is timer


@pytest.mark.pins("threading.Timer(interval, function, args, kwargs)")
@pytest.mark.parametrize(
    ("given", "args", "kwargs"),
    [
        pytest.param({}, (), {}, id="nothing"),
        pytest.param({"args": None, "kwargs": None}, (), {}, id="None"),
        pytest.param({"args": ["tea", 4]}, ("tea", 4), {}, id="args"),
        pytest.param({"kwargs": {"cup": 1}}, (), {"cup": 1}, id="kwargs"),
        pytest.param({"args": ("tea",), "kwargs": {"cup": 1}}, ("tea",), {"cup": 1}, id="both"),
    ],
)
def test_the_function_gets_the_arguments_that_the_timer_was_given(given, args, kwargs):
    """A Timer calls function(*args, **kwargs), where None stands for no arguments.

    Docs: library/threading#threading.Timer
    """
    _, (call,) = calls_of(**given)
    assert (call.args, call.kwargs) == (args, kwargs)


def test_the_arguments_can_be_given_by_position():
    """The parameters of Timer are interval, function, args and kwargs, in that order.

    Docs: library/threading#threading.Timer
    """
    _, (call,) = calls_of(["tea"], {"cup": 1})
    assert (call.args, call.kwargs) == (("tea",), {"cup": 1})


def test_a_timer_shows_what_it_was_made_of():
    """A Timer keeps interval, function, args and kwargs as attributes, with [] and {} in place of
    None.

    Docs: undocumented, and all supported Pythons agree.
    """
    timer = Timer(30, nothing)
    assert (timer.interval, timer.function) == (30, nothing)
    assert (timer.args, timer.kwargs) == ([], {})


def test_two_timers_never_share_their_default_arguments():
    """The [] and {} that a Timer puts in place of None are new ones for each Timer.

    Docs: undocumented, and all supported Pythons agree.
    """
    one, other = Timer(30, nothing), Timer(30, nothing)
    one.args.append("tea")
    one.kwargs["cup"] = 1
    assert (other.args, other.kwargs) == ([], {})


def test_arguments_that_are_empty_and_not_none_are_kept():
    """A Timer replaces None alone by [] and {}: an empty list or dict that it is given is kept, and
    the caller may fill it until the timer fires.

    Docs: library/threading#threading.Timer
    """
    args, kwargs = [], {}
    timer = Timer(30, nothing, args, kwargs)
    assert timer.args is args
    assert timer.kwargs is kwargs


def test_a_timer_keeps_what_it_was_made_of_when_it_has_fired():
    """Unlike a Thread, which drops target, args and kwargs at its end, a Timer still refers to
    function, args and kwargs after it has fired.

    Docs: undocumented, and all supported Pythons agree.
    """
    cup = object()
    timer, calls = calls_of([cup], {"cup": cup})
    assert len(calls) == 1
    assert (timer.args, timer.kwargs) == ([cup], {"cup": cup})
    assert timer.function.__name__ == "function"


def test_a_timer_of_less_than_no_time_fires_at_once():
    """A Timer with a negative interval calls its function at once, as one with an interval of 0.

    Docs: undocumented, and all supported Pythons agree.
    """
    _, calls = calls_of(interval=-1)
    assert len(calls) == 1


def test_a_timer_whose_function_raises_ends_and_is_not_finished():
    """If its function raises, a Timer ends as any Thread, and threading.excepthook() is told; but
    its Event `finished` is not set.

    Docs: undocumented, and all supported Pythons agree.
    """
    told = []
    timer = Timer(0, crash, [Accident])
    with replaced(threading, "excepthook", lambda args: told.append(args.exc_type)):
        timer.start()
        timer.join(PATIENCE)
    assert (told, timer.is_alive(), timer.finished.is_set()) == ([Accident], False, False)


# ── Calling it off ──


@pytest.mark.pins("threading.Timer.cancel")
@pytest.mark.parametrize(
    ("moment", "waits"),
    [
        pytest.param(BEFORE_START, [], id=BEFORE_START),
        pytest.param(WHILE_IT_WAITS, ["waits"], id=WHILE_IT_WAITS),
    ],
)
def test_a_timer_that_is_cancelled_before_its_action_never_runs_it(moment, waits):
    """Timer.cancel() stops a Timer that is still waiting, and one that has not been started yet.

    Docs: library/threading#threading.Timer.cancel
    """
    assert timer_demo.what_happens(moment) == [*waits, "cancelled", "gone"]


@pytest.mark.pins("threading.Timer.cancel")
@pytest.mark.parametrize(
    ("moment", "happens"),
    [
        pytest.param(NEVER, ["begins", "ends", "gone"], id=NEVER),
        pytest.param(WHILE_IT_RUNS, ["begins", "cancelled", "ends", "gone"], id=WHILE_IT_RUNS),
        pytest.param(AFTERWARDS, ["begins", "ends", "cancelled", "gone"], id=AFTERWARDS),
    ],
)
def test_a_cancel_that_comes_too_late_changes_nothing(moment, happens):
    """Timer.cancel() does not interrupt a function that has begun, and does nothing once it has
    ended.

    Docs: library/threading#threading.Timer.cancel
    """
    assert timer_demo.what_happens(moment) == happens


def test_cancel_of_a_timer_that_is_never_started_is_harmless():
    """Timer.cancel() may be called for a Timer that has not been started, also twice, and does not
    start it.

    Docs: undocumented, and all supported Pythons agree.
    """
    timer = Timer(30, nothing)
    assert [timer.cancel(), timer.cancel(), timer.is_alive()] == [None, None, False]


def test_a_timer_tells_by_its_event_whether_it_is_finished():
    """Timer.finished is an Event: clear at first, and set once the Timer has fired or has been
    cancelled.

    Docs: undocumented, and all supported Pythons agree.
    """
    fired, _ = calls_of()
    cancelled = Timer(30, nothing)
    before = cancelled.finished.is_set()
    cancelled.cancel()
    assert (before, cancelled.finished.is_set(), fired.finished.is_set()) == (False, True, True)


# ── It is a thread ──


@pytest.mark.pins("threading.Timer")
def test_a_timer_is_a_thread_that_runs_once():
    """Timer is a subclass of Thread, so it cannot be started a second time.

    Docs: library/threading#timer-objects, library/threading#threading.Thread.start
    """
    timer, _ = calls_of()
    assert isinstance(timer, Thread)
    with pytest.raises(RuntimeError, match="threads can only be started once"):
        timer.start()


def test_a_subclass_can_make_a_timer_that_repeats_itself():
    """A subclass of Timer may override run(), which finds all that it needs in the Timer's
    attributes, and for instance call the function once per interval until Timer.cancel().

    Docs: library/threading#threading.Timer
    """
    ticks = []

    class Metronome(Timer):
        def run(self):
            while not self.finished.wait(self.interval):
                self.function(*self.args, **self.kwargs)

    def tick(sound, stop_after):
        ticks.append(sound)
        if len(ticks) == stop_after:
            metronome.cancel()

    metronome = Metronome(0, tick, ["tick"], {"stop_after": 3})
    metronome.run()
    assert ticks == ["tick"] * 3


def test_a_timer_has_no_name_or_daemon_parameter_but_the_attributes():
    """Timer() takes neither name nor daemon as an argument, but a Timer has both attributes of
    Thread. By default it is no daemon, so the program waits for it.

    Docs: library/threading#threading.Timer, library/threading#threading.Thread.daemon
    """
    for parameter in ("name", "daemon"):
        with pytest.raises(TypeError, match=parameter):
            Timer(30, nothing, **{parameter: "egg timer"})
    timer = Timer(30, nothing)
    default = timer.daemon
    timer.name, timer.daemon = "egg timer", True
    assert (default, timer.name, timer.daemon) == (False, "egg timer", True)


def test_a_timer_is_not_called_after_its_function():
    """The name of a Timer is "Thread-N" without the name of its function, since it has no target.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert re.fullmatch(r"Thread-\d+", Timer(30, nothing).name)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase timer` prints, in this order on every run.

    Docs: library/threading#timer-objects
    """
    assert tell(timer_demo.main) == [
        "MainThread | 🐌 a job that takes longer than 0.01 s",
        "watchdog | 🐕 I bark",
        "MainThread | the job is done",
        "MainThread | ❌ barked, done, asleep",
        "MainThread | 🐇 a job that takes less than 30 s",
        "MainThread | the job is done",
        "MainThread | ✅ done, asleep",
        "MainThread | ❌ cancelled never: begins, ends, gone",
        "MainThread | ❌ cancelled afterwards: begins, ends, cancelled, gone",
        "MainThread | ❌ cancelled while it runs: begins, cancelled, ends, gone",
        "MainThread | ✅ cancelled while it waits: waits, cancelled, gone",
        "MainThread | ✅ cancelled before start(): cancelled, gone",
        "MainThread | 📦 what it hands over",
        "MainThread | ✅ ('tea',) {'minutes': 4}, once",
    ]
