"""📈 Open threads: how many there are, round by round, and which line started those that stay.

The story is told, and runs, in showcase/diagnostics/open_threads_demo.py.
"""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import accumulate, cycle
from threading import Thread, Timer
from types import SimpleNamespace

import pytest

from showcase.diagnostics import open_threads_demo
from showcase.diagnostics.open_threads_demo import (
    Roll,
    a_thread,
    a_watched_thread,
    outside_the_library,
    paint,
    shifts,
    watched_starts,
)
from showcase.diagnostics.stack_dump_demo import place_of
from showcase.utils.probe import Site, site
from showcase.utils.stage import PATIENCE

HIRE = replace(Site(*place_of(shifts, 'employ(f"helper-')), function="hire")
KEEPER = Site(*place_of(shifts, 'employ("keeper").start()'))
HERE = Site("a.py", 1, "here")


def roll_of(*numbers):
    """A roll that was called with so many open threads of one line."""
    roll = Roll()
    roll.calls = [{HERE: [f"thread-{n}" for n in range(number)]} for number in numbers]
    return roll


def test_a_leak_is_found_and_named_by_the_line_that_starts_it():
    """If every round leaves one more Thread running, the leak is reported with the line that called
    Thread.start() and with the names of the threads.

    Docs: library/threading#threading.Thread.start
    """
    roll = shifts(send_home=False)

    assert roll.history() == {HIRE: [1, 2, 3], KEEPER: [1, 1, 1]}
    assert roll.leaks() == {HIRE: ["helper-1", "helper-2", "helper-3"]}


def test_threads_that_end_and_threads_that_stay_are_no_leak():
    """If the helpers of every round are joined, no leak is reported, although as many threads were
    started and one of them lives as long as the program.

    Docs: library/threading#threading.Thread.join
    """
    roll = shifts(send_home=True)

    assert roll.history() == {KEEPER: [1, 1, 1]}
    assert roll.leaks() == {}


@pytest.mark.parametrize(
    ("numbers", "leaks"),
    [
        pytest.param([1, 2, 3], True, id="grows"),
        pytest.param([0, 0, 1, 2, 3], True, id="grows since a while"),
        pytest.param([9, 1, 5, 8], True, id="grows again"),
        pytest.param([1, 2], False, id="two calls are too few to tell"),
        pytest.param([1], False, id="one call is too few"),
        pytest.param([1, 2, 2], False, id="has stopped"),
        pytest.param([1, 1, 2], False, id="has only begun"),
        pytest.param([2, 3, 1], False, id="goes up and down"),
        pytest.param([5, 5, 5], False, id="stays, as a pool does"),
    ],
)
def test_a_leak_is_a_number_that_grows_from_call_to_call(numbers, leaks):
    """Roll.leaks() names a line if its number of open threads has grown in the last two calls, and
    no line whose number is merely large.

    Docs: none, this is the showcase's own instrument.
    """
    assert bool(roll_of(*numbers).leaks()) is leaks


def test_a_line_that_started_nothing_yet_counts_as_zero():
    """Roll.history() has one number for each call: 0 where a line had not started a thread yet.

    Docs: none, this is the showcase's own instrument.
    """
    roll = roll_of(0, 1)
    roll.calls[0] = {}

    assert roll.history() == {HERE: [0, 1]}


def test_threads_that_have_ended_are_forgotten():
    """Roll.call() drops every Thread that has ended, so that the watch itself keeps none alive.

    Docs: library/threading#threading.Thread.is_alive
    """
    with watched_starts() as roll:
        a_thread()
    (thread, at), *others = roll.started
    roll.call()

    assert (others, roll.started, roll.calls) == ([], [], [{}])
    assert at == Site(*place_of(a_thread, "thread.start()"))
    assert not thread.is_alive()


def by_timer():
    """A thread of the library's own class."""
    Timer(0, bool).start()


def by_submit():
    """A thread that a pool starts when there is something to do."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(bool)


def by_map():
    """The same, one call deeper in the library."""
    with ThreadPoolExecutor(1) as pool:
        pool.map(abs, [1])


@pytest.mark.parametrize(
    ("start", "line"), [(by_timer, "Timer("), (by_submit, ".submit("), (by_map, ".map(")]
)
def test_the_line_outside_the_library_is_the_one_that_is_named(start, line):
    """For a thread that the standard library starts, as a Timer or a ThreadPoolExecutor does, the
    watch names the line of the caller's own code.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with watched_starts() as roll:
        start()
    ((thread, at),) = roll.started
    thread.join(PATIENCE)

    assert at == Site(*place_of(start, line))


def test_a_start_without_any_code_of_ones_own_has_a_place_too():
    """outside_the_library() names the innermost frame outside the standard library, and its own
    line if there is no such frame.

    Docs: library/sys#sys.stdlib_module_names
    """
    assert outside_the_library(None).function == "outside_the_library"
    assert outside_the_library(sys._getframe()) == replace(
        site(sys._getframe()), line=sys._getframe().f_lineno - 1
    )


def test_starts_are_watched_for_the_length_of_a_block():
    """watched_starts() replaces Thread.start inside its block and restores it afterwards, even
    after an error: a later start is not recorded.

    Docs: library/threading#threading.Thread.start
    """
    before = threading.Thread.start
    with pytest.raises(KeyError):
        with watched_starts() as roll:
            inside = threading.Thread.start
            raise KeyError
    a_thread()

    assert inside is not before
    assert threading.Thread.start is before
    assert roll.started == []


def test_the_cost_of_the_probe_is_measured_on_a_watched_thread():
    """a_watched_thread() starts its thread inside a watch of its own: an outer watch sees a
    Thread.start() that comes from the inner watch.

    Docs: library/threading#threading.Thread.start
    """
    with watched_starts() as outer:
        a_thread()
        a_watched_thread()

    assert [at.function for _, at in outer.started] == ["a_thread", "noted_start"]


def test_a_thread_that_cannot_be_started_is_not_noted():
    """A second Thread.start() raises RuntimeError inside watched_starts(), too, and is not
    recorded.

    Docs: library/threading#threading.Thread.start
    """
    thread = Thread(target=bool)
    thread.start()
    thread.join(PATIENCE)
    with watched_starts() as roll:
        with pytest.raises(RuntimeError, match="threads can only be started once"):
            thread.start()

    assert roll.started == []


def test_a_chart_has_a_line_for_each_start_site():
    """The thread chart shows the open threads of each line against the calls, from zero, each line
    with a marker of its own.

    Docs: none, this is the showcase's own chart.
    """
    painted = []
    axes = SimpleNamespace(
        plot=lambda x, y, line, marker, label: painted.append((x, y, line, marker, label)),
        locator_params=lambda integer: painted.append(integer),
        set_ylim=lambda bottom: painted.append(bottom),
        set_xlabel=painted.append,
        set_ylabel=painted.append,
        legend=lambda: painted.append("legend"),
    )
    paint({HERE: [1, 2, 4], KEEPER: [1, 1, 1]}, axes)

    assert painted == [
        ([1, 2, 3], [1, 2, 4], "k-", "o", "here() (a.py:1)"),
        ([1, 2, 3], [1, 1, 1], "k-", "s", str(KEEPER)),
        True,
        0,
        "roll call",
        "open threads",
        "legend",
    ]


def test_the_demo_tells_this_story(tell, monkeypatch):
    """❌ before ✅: what `python -m showcase open_threads` prints, but for the price.

    Docs: library/threading#threading.Thread.start
    """
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    clock = accumulate(cycle([3.0, 2.0, 3.0, 3.0])).__next__

    assert tell(partial(open_threads_demo.main, ["--chart", "a.svg"], clock), exit_code=2) == [
        "MainThread | ❌ nobody is sent home",
        f"MainThread |    {HIRE}: open [1, 2, 3]",
        f"MainThread |    {KEEPER}: open [1, 1, 1]",
        f"MainThread |    a leak: helper-1, helper-2, helper-3, started in {HIRE}",
        "MainThread | ✅ helpers are sent home",
        f"MainThread |    {KEEPER}: open [1, 1, 1]",
        "MainThread | the probe: 1.5 × a plain start and join",
        f"MainThread |    {HIRE}    ▃▆█  1, 2, 3",
        f"MainThread |    {KEEPER}  ▃▃▃  1, 1, 1",
    ]
