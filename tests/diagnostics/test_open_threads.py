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
    """A Thread is leaked in every round: the line that called Thread.start() is told, and the
    names of those who are still there.

    Docs: library/threading#threading.Thread.start
    """
    roll = shifts(send_home=False)

    assert roll.history() == {HIRE: [1, 2, 3], KEEPER: [1, 1, 1]}
    assert roll.leaks() == {HIRE: ["helper-1", "helper-2", "helper-3"]}


def test_threads_that_end_and_threads_that_stay_are_no_leak():
    """The healthy twin starts as many threads; one of them lives as long as the program.

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
    """Threads leak where their number grows with every call of a function; a number that is merely
    large is no leak.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert bool(roll_of(*numbers).leaks()) is leaks


def test_a_line_that_started_nothing_yet_counts_as_zero():
    """The history of a line that starts threads has one number for each call: 0 where it had
    started none yet.

    Docs: undocumented, and all supported Pythons agree.
    """
    roll = roll_of(0, 1)
    roll.calls[0] = {}

    assert roll.history() == {HERE: [0, 1]}


def test_threads_that_have_ended_are_forgotten():
    """Whoever keeps every Thread object leaks, too.

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
    """A pool starts its threads deep inside of submit(): what helps is who called that.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with watched_starts() as roll:
        start()
    ((thread, at),) = roll.started
    thread.join(PATIENCE)

    assert at == Site(*place_of(start, line))


def test_a_start_without_any_code_of_ones_own_has_a_place_too():
    """Where no frame lies outside of the standard library, the place of a Thread.start() is one in
    the tool: better than none.

    Docs: library/sys#sys.stdlib_module_names
    """
    assert outside_the_library(None).function == "outside_the_library"
    assert outside_the_library(sys._getframe()) == replace(
        site(sys._getframe()), line=sys._getframe().f_lineno - 1
    )


def test_starts_are_watched_for_the_length_of_a_block():
    """However it ends, Thread.start is what it was before.

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


def test_what_the_probe_costs_is_taken_of_a_watched_thread():
    """Where one watch is inside another, the outer one too sees the Thread.start(), through the
    inner one.

    Docs: library/threading#threading.Thread.start
    """
    with watched_starts() as outer:
        a_thread()
        a_watched_thread()

    assert [at.function for _, at in outer.started] == ["a_thread", "noted_start"]


def test_a_thread_that_cannot_be_started_is_not_noted():
    """Thread.start() raises for a second call, as it does without the watch.

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
    """Open threads against roll calls, told apart by their markers: a leak goes up.

    Docs: undocumented, and all supported Pythons agree.
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

    assert tell(partial(open_threads_demo.main, ["--chart", "a.svg"], clock)) == [
        "MainThread | ❌ nobody is sent home",
        f"MainThread |    {HIRE}: open [1, 2, 3]",
        f"MainThread |    {KEEPER}: open [1, 1, 1]",
        f"MainThread |    a leak: helper-1, helper-2, helper-3, started in {HIRE}",
        "MainThread | ✅ helpers are sent home",
        f"MainThread |    {KEEPER}: open [1, 1, 1]",
        "MainThread | the probe: 1.5 × a plain start and join",
        "MainThread | matplotlib is not installed: python -m pip install matplotlib",
        f"MainThread |    {HIRE}    ▃▆█  1, 2, 3",
        f"MainThread |    {KEEPER}  ▃▃▃  1, 1, 1",
    ]
