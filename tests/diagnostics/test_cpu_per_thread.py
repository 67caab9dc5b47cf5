"""🔥 CPU per thread: which of them computes, and which only waits.

The story is told, and runs, in showcase/diagnostics/cpu_per_thread_demo.py.
"""

import sys
import threading
import time
from functools import partial
from itertools import count, cycle
from types import SimpleNamespace

import pytest

from showcase.diagnostics.cpu_per_thread_demo import (
    ENOUGH,
    METERS,
    busy_and_idle,
    by_its_own_clock,
    by_psutil,
    by_the_wall,
    main,
    paint,
    who_computes,
)


def test_the_wall_clock_cannot_tell_a_busy_thread_from_an_idle_one():
    """Wall-clock time passes for all threads alike: by time.perf_counter() the busy thread and the
    idle one have used up the same seconds.

    Docs: library/time#time.perf_counter
    """
    used = busy_and_idle(by_the_wall)
    assert used["busy"] == used["idle"]
    assert who_computes(used) == ["busy", "idle"]


@pytest.mark.pins("threading.Thread.native_id")
@pytest.mark.needs("proc")
def test_psutil_tells_the_busy_thread_from_the_idle_one():
    """psutil tells the CPU time of each thread by its Thread.native_id: only the thread that
    computes has used up any.

    Docs: library/threading#threading.Thread.native_id
    """
    assert who_computes(busy_and_idle(by_psutil)) == ["busy"]


@pytest.mark.needs("proc")
def test_the_clock_of_a_thread_tells_the_busy_one_from_the_idle_one():
    """time.pthread_getcpuclockid(Thread.ident) names the CPU clock of another thread, which
    time.clock_gettime() reads: it shows which thread computes, without psutil.

    Docs: library/time#time.pthread_getcpuclockid, library/time#time.clock_gettime
    """
    used = busy_and_idle(by_its_own_clock)
    assert used["busy"] >= ENOUGH
    assert who_computes(used) == ["busy"]


@pytest.mark.needs("proc")
def test_the_busy_thread_computes_for_as_long_as_it_was_told():
    """The busy thread computes until its time.thread_time() has advanced by the given seconds: if
    it is told 0 seconds, it uses up next to no CPU time.

    Docs: library/time#time.thread_time
    """
    assert busy_and_idle(by_its_own_clock, seconds=0)["busy"] < ENOUGH / 2


@pytest.mark.pins("threading.Thread.native_id")
def test_user_and_system_time_are_added_up_and_strangers_left_out(monkeypatch):
    """by_psutil() adds up the user and system time of each thread, and leaves out a thread whose
    native id is no Thread.native_id.

    Docs: library/threading#threading.Thread.native_id
    """
    rows = [
        SimpleNamespace(id=threading.get_native_id(), user_time=1.0, system_time=0.5),
        SimpleNamespace(id=-1, user_time=9.0, system_time=9.0),
    ]
    fake = SimpleNamespace(Process=lambda: SimpleNamespace(threads=lambda: rows))
    monkeypatch.setitem(sys.modules, "psutil", fake)
    assert by_psutil() == {threading.current_thread().name: 1.5}


def test_half_of_what_the_busy_one_uses_up_is_the_line_between_them():
    """who_computes() names the threads that have used up at least half of ENOUGH, the CPU time that
    the busy thread uses up.

    Docs: none, this is the showcase's own instrument.
    """
    used = {"over": 0.6 * ENOUGH, "at": 0.5 * ENOUGH, "under": 0.4 * ENOUGH}
    assert who_computes(used) == ["over", "at"]


def steps():
    """A clock that goes on by 20 ms with each look: a tenth of them for one of ten readings."""
    return count(0.0, 0.02).__next__


@pytest.mark.needs("proc")
def test_without_psutil_the_demo_says_so_and_goes_on(tell, monkeypatch):
    """Without psutil the demo prints how to install it, and goes on with the clock of each thread.

    Docs: library/time#time.pthread_getcpuclockid
    """
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert tell(partial(main, (), steps(), METERS[1:])) == [
        "MainThread | psutil is not installed: python -m pip install psutil",
        "MainThread | ✅ by its own clock: who computes? busy",
        "MainThread |    the probe: 2000.0 µs for a reading",
    ]


def test_without_clocks_of_threads_the_demo_says_so(tell, monkeypatch):
    """Where there is no time.pthread_getcpuclockid(), the demo prints one line instead.

    Docs: library/time#time.pthread_getcpuclockid
    """
    monkeypatch.delattr(time, "pthread_getcpuclockid", raising=False)
    assert tell(partial(main, meters=METERS[2:])) == [
        "MainThread | threads have no clocks of their own on this platform"
    ]


def test_without_matplotlib_the_bars_are_text(tell, monkeypatch):
    """Without matplotlib the option --chart FILE prints a bar of text for each meter and thread,
    and ends with the exit code 2.

    Docs: none, this is the showcase's own chart.
    """
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    readings = cycle([{"busy": 1.0, "idle": 1.0}, {"busy": 1.5, "idle": 1.125}])
    meters = [("✅ by hand", readings.__next__)]

    assert tell(partial(main, ["--chart", "a.svg"], steps(), meters), exit_code=2)[2:] == [
        "MainThread |    busy, by hand  ████████████████████████  0.5 s",
        "MainThread |    idle, by hand  ██████                    0.125 s",
    ]


def test_a_chart_shows_what_each_thread_has_used_up():
    """The CPU chart has a bar for each thread, from top to bottom, and a line at ENOUGH, the CPU
    time that the busy thread has used up at least.

    Docs: none, this is the showcase's own chart.
    """
    painted = []
    axes = SimpleNamespace(
        barh=lambda names, widths, color: painted.append((names, widths)),
        axvline=lambda x, color, linestyle, label: painted.append((x, color, linestyle, label)),
        invert_yaxis=lambda: painted.append("upside down"),
        set_xlabel=painted.append,
        legend=lambda: painted.append("legend"),
    )
    paint({"busy": 0.5, "idle": 0.0}, axes)

    assert painted == [
        (["busy", "idle"], [0.5, 0.0]),
        (0.04, "0.5", "--", "what the busy one computed at least"),
        "upside down",
        "seconds",
        "legend",
    ]


@pytest.mark.needs("proc")
def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase cpu_per_thread` prints, but for the price.

    Docs: library/time#time.thread_time
    """
    price = "MainThread |    the probe: 2000.0 µs for a reading"
    assert tell(partial(main, (), steps())) == [
        "MainThread | ❌ by the clock on the wall: who computes? busy and idle",
        price,
        "MainThread | ✅ by psutil: who computes? busy",
        price,
        "MainThread | ✅ by its own clock: who computes? busy",
        price,
    ]
