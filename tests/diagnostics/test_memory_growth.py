"""🪣 Memory growth: how much memory the code of each thread holds, round by round.

The story is told, and runs, in showcase/diagnostics/memory_growth_demo.py.
"""

import sys
import threading
import tracemalloc
from collections import Counter
from functools import partial
from itertools import accumulate, cycle
from types import SimpleNamespace

import pytest

from showcase.diagnostics import memory_growth_demo
from showcase.diagnostics.memory_growth_demo import (
    FRAMES,
    MIB,
    Growth,
    allocate,
    paint,
    rounds,
    thread_line,
    watched_allocate,
    watched_memory,
)
from showcase.diagnostics.stack_dump_demo import place_of

PLACE = place_of(rounds, "pages.append(page(size))")
CACHE = f"memory_growth_demo.py:{PLACE[1]}: pages.append(page(size))"


def growth_of(*numbers):
    """Notes of so many mebibytes that one line holds."""
    growth = Growth()
    growth.notes = [Counter({"a.py:1: work()": number * MIB}) for number in numbers]
    return growth


def test_a_leak_is_found_and_named_by_the_line_of_its_thread():
    """If a thread keeps all that it allocates, the leak is reported with the line of the thread's
    own function, not with the line deeper down that has allocated the memory.

    Docs: library/tracemalloc#tracemalloc.Snapshot.statistics
    """
    growth = rounds(keep=None)

    assert growth.history() == {CACHE: [1, 2, 3]}
    assert growth.leaks() == [CACHE]


def test_memory_that_is_held_but_does_not_grow_is_no_leak():
    """If a thread keeps one page only, tracemalloc counts one mebibyte in every round, since freed
    memory is not counted, and no leak is reported.

    Docs: library/tracemalloc#tracemalloc.take_snapshot
    """
    growth = rounds(keep=1)

    assert growth.history() == {CACHE: [1, 1, 1]}
    assert growth.leaks() == []


def test_memory_that_is_let_go_at_once_is_not_there_at_all():
    """If no thread keeps a page after its round, no snapshot of tracemalloc has a line that holds
    memory.

    Docs: library/tracemalloc#tracemalloc.take_snapshot
    """
    assert rounds(keep=0, number=2).history() == {}


@pytest.mark.parametrize(
    ("numbers", "leaks"),
    [
        pytest.param([1, 2, 3], True, id="grows"),
        pytest.param([9, 0, 5, 8], True, id="grows again"),
        pytest.param([1, 2], False, id="two notes are too few to tell"),
        pytest.param([2, 3, 3], False, id="has stopped"),
        pytest.param([1, 1, 2], False, id="has only begun"),
        pytest.param([9, 9, 9], False, id="much, and always as much"),
    ],
)
def test_a_leak_is_memory_that_grows_from_note_to_note(numbers, leaks):
    """Growth.leaks() names a line if its last three notes grow from one to the next, and no line
    whose memory is merely large.

    Docs: none, this is the showcase's own instrument.
    """
    assert bool(growth_of(*numbers).leaks()) is leaks


def test_what_never_was_a_mebibyte_is_left_out():
    """Growth.history() counts whole mebibytes, and leaves out a line that never held one.

    Docs: none, this is the showcase's own instrument.
    """
    growth = growth_of(0, 1)
    growth.notes[0]["b.py:2: idle()"] = MIB - 1
    growth.notes[1]["a.py:1: work()"] += MIB - 1
    growth.notes[0]["c.py:3: once()"] = MIB

    assert growth.history() == {"a.py:1: work()": [0, 1], "c.py:3: once()": [1, 0]}


def trace_of(*frames):
    """A traceback as tracemalloc has it: the outermost call first."""
    return tracemalloc.Traceback([*reversed(frames)])


IN_THREADING = (threading.__file__, 1)


@pytest.mark.parametrize(
    ("trace", "line"),
    [
        pytest.param([IN_THREADING, ("a.py", 7), ("b.py", 8)], "a.py:7: ", id="its own function"),
        pytest.param([IN_THREADING] * 3 + [("a.py", 7)], "a.py:7: ", id="behind run()"),
        pytest.param([("a.py", 7), IN_THREADING], "", id="not in a thread"),
        pytest.param([IN_THREADING], "threading.py:1: ", id="threading itself"),
    ],
)
def test_the_line_of_a_thread_is_the_outermost_that_is_not_in_threading(trace, line):
    """thread_line() returns the outermost line of a tracemalloc.Traceback behind the frames of
    threading with which every Thread begins, and "" if the memory was not allocated in a Thread.

    Docs: library/tracemalloc#tracemalloc.Traceback
    """
    assert thread_line(trace_of(*trace)).startswith(line)
    assert bool(thread_line(trace_of(*trace))) is bool(line)


def test_all_blocks_of_a_line_are_added_up(monkeypatch):
    """Growth.note() adds up all blocks that lead to the same line of a thread's function, wherever
    they were allocated.

    Docs: library/tracemalloc#tracemalloc.Snapshot.statistics
    """
    traces = [trace_of(IN_THREADING, ("a.py", 7), ("b.py", line)) for line in (1, 2)]
    blocks = [SimpleNamespace(traceback=trace, size=MIB) for trace in traces]
    snapshot = SimpleNamespace(statistics={"traceback": blocks}.__getitem__)
    monkeypatch.setattr(tracemalloc, "take_snapshot", lambda: snapshot)
    growth = Growth()
    growth.note()

    assert growth.notes == [{"a.py:7: ": 2 * MIB}]


def test_memory_is_watched_for_the_length_of_a_block():
    """watched_memory() traces memory with 20 frames inside its block; afterwards, even after an
    error, tracemalloc.is_tracing() is False.

    Docs: library/tracemalloc#tracemalloc.is_tracing
    """
    with pytest.raises(KeyError):
        with watched_memory():
            inside = (tracemalloc.is_tracing(), tracemalloc.get_traceback_limit())
            raise KeyError

    assert (inside, FRAMES) == ((True, 20), 20)
    assert not tracemalloc.is_tracing()


def test_the_cost_of_the_probe_is_measured_on_many_small_objects():
    """allocate() and watched_allocate() make 1000 objects each, and watched_allocate() makes them
    while tracemalloc is tracing.

    Docs: library/tracemalloc#tracemalloc.start
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory_growth_demo, "allocate", tracemalloc.is_tracing)
        assert watched_allocate() is True
    assert len(allocate()) == len(watched_allocate()) == 1000


def test_a_chart_has_a_line_for_each_line_of_a_thread():
    """The memory chart shows the mebibytes that each line holds against the rounds, from zero.

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
    paint({"a.py:1": [1, 2], "b.py:2": [1, 1]}, axes)

    assert painted == [
        ([1, 2], [1, 2], "k-", "o", "a.py:1"),
        ([1, 2], [1, 1], "k-", "s", "b.py:2"),
        *(True, 0, "round", "MiB held", "legend"),
    ]


def test_the_demo_tells_this_story(tell, monkeypatch):
    """❌ before ✅: what `python -m showcase memory_growth` prints, but for the price.

    Docs: library/tracemalloc#module-tracemalloc
    """
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    clock = accumulate(cycle([3.0, 1.0, 3.0, 5.0])).__next__
    done = []
    monkeypatch.setattr(memory_growth_demo, "allocate", lambda: done.append("allocated"))

    assert tell(partial(memory_growth_demo.main, ["--chart", "a.svg"], clock), exit_code=2) == [
        "MainThread | ❌ every page is kept",
        f"MainThread |    [1, 2, 3] MiB held by {CACHE}",
        f"MainThread |    a leak: {CACHE}",
        "MainThread | ✅ the last page is kept",
        f"MainThread |    [1, 1, 1] MiB held by {CACHE}",
        "MainThread | the probe: 5.0 × a plain allocation",
        f"MainThread |    {CACHE}  ▃▆█  1, 2, 3",
    ]
    assert len(done) == 6  # in three rounds, with the probe and without
