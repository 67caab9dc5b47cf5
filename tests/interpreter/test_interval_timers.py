"""⏱️ Interval timers: signals that come by themselves, for the process and not for a thread.

The story is told, and runs, in showcase/interpreter/interval_timers_demo.py.
"""

import functools
import signal
import sys
from fractions import Fraction

import pytest

from showcase.interpreter import interval_timers_demo
from showcase.utils.child import in_a_child

pytestmark = pytest.mark.needs("sigalrm")


@functools.cache
def said():
    """What a child says of its timers: pure observation, so one is enough."""
    child = in_a_child(interval_timers_demo.say_what_timers_do)
    return dict(line.split(": ") for line in child.said)


def numbers(what):
    """What the child says of this call: what it returned, and then (delay, interval)."""
    return [float(number) for number in said()[what].split()]


@pytest.mark.pins("signal.setitimer(which, seconds, interval)")
@pytest.mark.parametrize(
    ("timer", "signum"),
    [
        ("ITIMER_REAL", "SIGALRM"),
        ("ITIMER_VIRTUAL", "SIGVTALRM"),
        ("ITIMER_PROF", "SIGPROF"),
    ],
)
def test_a_timer_rings_in_the_main_thread_whoever_set_it(timer, signum):
    """A worker may call signal.setitimer(): the timer's signal is handled in the main thread, and
    without an interval the timer does not repeat.

    Docs: library/signal#signal.setitimer, library/signal#signals-and-threads
    """
    heard = said()[timer]
    assert heard == f"{signum} in MainThread, interval 0.0"


@pytest.mark.pins("signal.setitimer(which, seconds, interval)")
def test_a_timer_with_an_interval_rings_again_and_again():
    """signal.setitimer(which, seconds, interval) sends its signal again every `interval` seconds:
    the main thread handles it three times, and the interval is still set.

    Docs: library/signal#signal.setitimer
    """
    heard = said()["repeated"]
    assert heard == f"{', '.join(['SIGALRM in MainThread'] * 3)}, interval 0.002"


@pytest.mark.pins("signal.setitimer(which, seconds, interval)", "signal.getitimer(which)")
def test_a_timer_belongs_to_all_threads():
    """signal.getitimer() in the main thread reads the timer that a worker has set, and
    setitimer(which, 0) in another worker clears that timer and returns its (delay, interval).

    Docs: library/signal#signal.setitimer, library/signal#signal.getitimer
    """
    before, old, seen_by_main, cleared, after = interval_timers_demo.set_in_a_worker(1000, 7)
    assert before == old == after == (0.0, 0.0)
    (delay, interval), (later_delay, later_interval) = seen_by_main, cleared
    assert interval == later_interval == 7.0
    assert 1001 >= delay >= later_delay > 500


@pytest.mark.pins("signal.setitimer(which, seconds)", "signal.getitimer(which)")
def test_a_timer_of_cpu_time_counts_the_work_of_all_threads():
    """ITIMER_VIRTUAL runs down while a worker computes, even if the main thread sleeps: it counts
    the CPU time of the process.

    Docs: library/signal#signal.ITIMER_VIRTUAL
    """
    assert interval_timers_demo.runs_down_for_a_worker(signal.ITIMER_VIRTUAL)


@pytest.mark.pins("signal.alarm(time)", "signal.getitimer(which)")
def test_there_is_one_alarm_for_all_threads():
    """signal.alarm() in the main thread replaces the alarm of a worker and returns the seconds that
    were left of it; alarm(0) cancels the alarm. The alarm is the timer ITIMER_REAL.

    Docs: library/signal#signal.alarm
    """
    assert numbers("alarm(1000) in a worker") == [0]
    left_of_the_first, delay, interval = numbers("alarm(400) in main")
    assert (500 < left_of_the_first <= 1000, 200 < delay <= 400, interval) == (True, True, 0)
    left_of_the_second, *timer = numbers("alarm(0)")
    assert (200 < left_of_the_second <= 400, timer) == (True, [0, 0])
    assert numbers("alarm(0) again") == [0, 0, 0]


@pytest.mark.pins("signal.setitimer(which, seconds)", "signal.ItimerError")
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: signal.setitimer(99, 1), id="setitimer, no such timer"),
        pytest.param(
            lambda: signal.setitimer(signal.ITIMER_VIRTUAL, -1), id="setitimer, a negative time"
        ),
        pytest.param(lambda: signal.getitimer(99), id="getitimer, no such timer"),
    ],
)
def test_a_timer_that_cannot_be_is_refused(call):
    """signal.setitimer() and signal.getitimer() raise signal.ItimerError, a subclass of OSError,
    for an unknown timer, and setitimer() also for a negative time.

    Docs: library/signal#signal.ItimerError
    """
    with pytest.raises(signal.ItimerError):
        call()
    assert issubclass(signal.ItimerError, OSError)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


@pytest.mark.pins("signal.setitimer(seconds, interval)")
def test_a_timer_takes_any_real_number_since_3_15():
    """signal.setitimer() accepts a Fraction of seconds since Python 3.15, and raises TypeError
    before.

    Docs: library/signal#signal.setitimer
    """
    fractions = Fraction(2001, 2), Fraction(7, 2)
    if sys.version_info >= (3, 15):
        _, _, (delay, interval), *_ = interval_timers_demo.set_in_a_worker(*fractions)
        assert (500 < delay <= 1001, interval) == (True, 3.5)
    else:
        with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
            interval_timers_demo.set_in_a_worker(*fractions)


def test_without_interval_timers_the_demo_says_so(tell, monkeypatch):
    """signal.setitimer() exists on Unix only; where signal has no such attribute, the demo says so
    in one line.

    Docs: library/signal#signal.setitimer
    """
    monkeypatch.delattr(signal, "setitimer")
    (line,) = tell(interval_timers_demo.main)
    assert line == "MainThread | ⏱️ there are no interval timers on this platform"


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase interval_timers` prints, in this order on every run.

    Docs: library/signal#signal.setitimer
    """
    assert tell(interval_timers_demo.main) == [
        "MainThread | ⏱️ ITIMER_REAL: SIGALRM in MainThread, interval 0.0",
        "MainThread | ⏱️ ITIMER_VIRTUAL: SIGVTALRM in MainThread, interval 0.0",
        "MainThread | ⏱️ ITIMER_PROF: SIGPROF in MainThread, interval 0.0",
        "MainThread | ⏱️ repeated: SIGALRM in MainThread, SIGALRM in MainThread, "
        "SIGALRM in MainThread, interval 0.002",
    ]
