"""🐢 GIL pressure: does a function let other threads run, or do they wake up late?

The story is told, and runs, in showcase/diagnostics/gil_pressure_demo.py.
"""

import hashlib
import inspect
import sys
import threading
from functools import partial
from itertools import count
from types import SimpleNamespace

import pytest

from showcase.diagnostics import gil_pressure_demo
from showcase.diagnostics.gil_pressure_demo import (
    Ticker,
    a_hundred_times,
    a_hundred_times_with_ticks,
    are_late,
    compute,
    digest,
    holds_others_up,
    how_late,
    paint,
    wait,
)
from showcase.utils.stage import PATIENCE, gil_is_on, switch_interval

WITH_GIL = gil_is_on()
A_MOMENT = 0.02
"""Seconds for what would not come in an hour either."""


# 1 ── How late is a tick? ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("work", "late"),
    [
        pytest.param(compute, WITH_GIL, id="computes"),
        pytest.param(digest, False, id="hashes"),
        pytest.param(wait, False, id="waits"),
    ],
)
def test_every_tick_is_late_only_while_another_thread_computes_with_the_gil(work, late):
    """A thread that wakes up while another one computes in Python gets the GIL after
    sys.getswitchinterval(), and not before. If the other one hashes or waits, or if there is no
    GIL, it runs at once, even with a switch interval of several seconds.

    Docs: library/sys#sys.setswitchinterval
    """
    with switch_interval(0.02 if late else PATIENCE):
        assert are_late(how_late(work, ticks=3)) is late


@pytest.mark.needs("gil")
@pytest.mark.parametrize("seconds", [0.005, 0.015])
def test_each_tick_is_late_by_a_switch_interval_at_least(seconds):
    """While another thread computes in Python with the GIL, every tick of a Ticker comes late by
    sys.getswitchinterval() at least, not only the first one.

    Docs: library/sys#sys.setswitchinterval
    """
    with switch_interval(seconds):
        late = how_late(compute, ticks=3)

    assert [tick >= 0.9 * seconds for tick in late] == [True, True, True]


@pytest.mark.parametrize(
    ("late", "verdict"),
    [
        pytest.param([0.0051, 0.009, 0.1], True, id="all by an interval"),
        pytest.param([0.0046, 0.009], True, id="by nearly an interval"),
        pytest.param([0.1, 0.0044, 0.1], False, id="one in time"),
    ],
)
def test_ticks_are_late_only_if_each_of_them_is(late, verdict):
    """are_late() is True if every tick was late by at least nine tenths of sys.getswitchinterval(),
    and False if a single one was not.

    Docs: library/sys#sys.getswitchinterval
    """
    with switch_interval(0.005):
        assert are_late(late) is verdict


def test_a_tick_is_due_a_millisecond_after_the_last_one():
    """how_late() reads the clock before and after Event.wait(0.001): a tick is late by what exceeds
    0.001 seconds. Without an argument it returns ten ticks.

    Docs: library/threading#threading.Event.wait
    """
    late = how_late(wait, ticks=4, clock=count(0.0, 0.003).__next__)

    assert late == pytest.approx([0.002] * 4)
    assert len(how_late(wait, clock=count().__next__)) == 10


def test_a_tick_in_which_nobody_worked_does_not_count():
    """A Ticker does not record a tick during which its caller has finished no work.

    Docs: none, this is the showcase's own instrument.
    """
    with Ticker() as ticker:
        for _ in range(5):
            wait()

    assert ticker.late == []


def test_the_ticker_ticks_for_the_length_of_a_block():
    """A Ticker's thread, named "ticker", runs inside its `with` block, and is joined at the end of
    the block.

    Docs: library/threading#threading.Thread.join
    """
    seen = []

    def work():
        seen.append("ticker" in {thread.name for thread in threading.enumerate()})

    a_hundred_times(work)
    a_hundred_times_with_ticks(work)

    assert seen == [False] * 100 + [True] * 100
    assert "ticker" not in {thread.name for thread in threading.enumerate()}


def test_a_chart_shows_each_tick_and_the_switch_interval():
    """The chart of ticks shows by how many milliseconds each one was late, and a line at
    sys.getswitchinterval().

    Docs: none, this is the showcase's own chart.
    """
    painted = []
    axes = SimpleNamespace(
        plot=lambda x, y, line, marker, label: painted.append((x, y, line, marker, label)),
        axhline=lambda y, color, linestyle, label: painted.append((y, color, linestyle, label)),
        locator_params=lambda axis, integer: painted.append((axis, integer)),
        set_xlabel=painted.append,
        set_ylabel=painted.append,
        legend=lambda: painted.append("legend"),
    )
    with switch_interval(0.25):
        paint({"compute": [0.5, 0.25], "wait": [0.0, 0.125]}, axes)

    assert painted == [
        ([1, 2], [500, 250], "k:", "o", "while another thread does compute()"),
        ([1, 2], [0, 125], "k:", "s", "while another thread does wait()"),
        (250, "0.5", "--", "switch interval"),
        ("x", True),
        "tick",
        "milliseconds late",
        "legend",
    ]


# 2 ── If nobody is asked ─────────────────────────────────────────────────────


def test_who_computes_in_python_holds_others_up_with_the_gil():
    """With the GIL a thread that is woken by Event.set() cannot run while another thread computes
    in Python and the switch interval is not over; without the GIL it can.

    Docs: library/sys#sys.setswitchinterval
    """
    assert holds_others_up(compute, A_MOMENT if WITH_GIL else PATIENCE) is WITH_GIL


@pytest.mark.parametrize("work", [digest, wait])
def test_who_hashes_a_large_buffer_or_waits_lets_others_run(work):
    """Event.wait() with a timeout releases the GIL, and so does hashlib for a large buffer: another
    thread can run meanwhile, even if the switch interval is not over.

    Docs: library/hashlib#hashlib.hash.update, library/threading#threading.Event.wait
    """
    assert holds_others_up(work, PATIENCE) is False


@pytest.mark.needs("gil")
def test_the_work_is_done_until_the_other_thread_is_up():
    """holds_others_up() repeats the work under a sys.getswitchinterval() of 1000 seconds, stops as
    soon as the other thread runs, and restores the interval.

    Docs: library/sys#sys.getswitchinterval
    """
    intervals = set()

    def work():
        intervals.add(sys.getswitchinterval())
        wait()

    assert holds_others_up(work, PATIENCE) is False
    assert intervals == {1000}
    assert sys.getswitchinterval() < 1


@pytest.mark.needs("gil")
def test_holds_others_up_with_no_patience_never_does_the_work():
    """holds_others_up(work, patience=0) does not call work even once, and returns True: a thread
    that was woken by Event.set() needs the GIL before it can run.

    Docs: library/threading#threading.Event.set
    """
    done = []

    assert holds_others_up(lambda: done.append("work"), patience=0) is True
    assert done == []


def test_holds_others_up_has_a_patience_of_one_second_by_default():
    """The parameter `patience` of holds_others_up() has the default 1, in seconds.

    Docs: none, this is the showcase's own instrument.
    """
    assert inspect.signature(holds_others_up).parameters["patience"].default == 1


def test_the_switch_interval_is_put_back():
    """switch_interval() sets an interval with sys.setswitchinterval() for a block and restores the
    previous one, even if the block raises.

    Docs: library/sys#sys.setswitchinterval
    """
    before = sys.getswitchinterval()
    with pytest.raises(KeyError):
        with switch_interval(0.03):
            inside = sys.getswitchinterval()
            raise KeyError

    assert (inside, sys.getswitchinterval()) == (pytest.approx(0.03), before)


def test_each_work_does_what_it_says():
    """compute() returns a sum of squares, digest() the SHA-256 digest of 1 MiB of zeros, and wait()
    False, since its Event.wait() times out.

    Docs: library/hashlib#hashlib.sha256
    """
    assert compute() == sum(number**2 for number in range(1000))
    assert digest() == hashlib.sha256(b"\0" * 1024 * 1024).digest()
    assert wait() is False


def test_the_demo_tells_this_story(tell, monkeypatch):
    """❌ before ✅: what `python -m showcase gil_pressure` prints, with the GIL and without.

    Docs: library/sys#sys.setswitchinterval
    """
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    verdict = "❌ are held up" if WITH_GIL else "✅ can run"
    clock = count(0.0, 0.501).__next__
    late = "MainThread |    a tick of 1 ms is late by 500.0 ms at least"
    done = []
    for name in ("a_hundred_times", "a_hundred_times_with_ticks"):
        monkeypatch.setattr(gil_pressure_demo, name, lambda work, name=name: done.append(name))

    assert tell(partial(gil_pressure_demo.main, ["--chart", "a.svg"], clock), exit_code=2) == [
        f"MainThread | compute: others {verdict}",
        late,
        "MainThread | digest: others ✅ can run",
        late,
        "MainThread | wait: others ✅ can run",
        late,
        "MainThread | the probe: 1.0 × the work alone",
        *(
            f"MainThread |    {name}  {'█' * 24}  500 ms late at least"
            for name in ("compute", "digest ", "wait   ")
        ),
    ]
    assert done == ["a_hundred_times", "a_hundred_times_with_ticks"] * 3
