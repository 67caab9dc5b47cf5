"""💧 Memory: threads share it, so it leaks where somebody still holds on.

The story is told, and runs, in showcase/diagnostics/memory_demo.py.
"""

import sys
import tracemalloc

import pytest

from showcase.diagnostics import memory_demo
from showcase.diagnostics.memory_demo import MIB
from showcase.utils.child import in_a_child

# 1 ── Whose memory is it? ────────────────────────────────────────────────────


def test_what_a_thread_allocated_stays_when_the_thread_has_ended():
    """All threads of a process share its memory: after a thread has made 16 MiB and ended, the
    process is larger by more than 12 MiB, as psutil shows.

    Docs: library/threading#introduction
    """
    grown_by, mebibytes_made = map(int, in_a_child(memory_demo.tells_growth).out.split())
    assert mebibytes_made == 16
    assert grown_by > 12 * MIB


def test_growth_is_what_the_meter_shows_afterwards_less_what_it_showed_before():
    """grown_by_a_thread() reads its meter before the thread starts and after it has ended, and
    returns the difference.

    Docs: none, this is the showcase's own instrument.
    """
    grown_by, mebibytes_made = memory_demo.grown_by_a_thread(0, iter([100, 350]).__next__)
    assert (grown_by, mebibytes_made) == (250, 0)


# 2 ── Results that nobody needs any more ─────────────────────────────────────


@pytest.mark.pins("threading.Thread")
def test_a_list_of_finished_threads_keeps_all_their_results():
    """A Thread object that is kept after its run() keeps its attributes alive: the number of
    results grows by one with every round.

    Docs: library/threading#thread-objects
    """
    assert memory_demo.results_left(keep_threads=True, rounds=4) == [1, 2, 3, 4]


@pytest.mark.pins("threading.Thread")
def test_a_finished_thread_that_nobody_holds_takes_its_result_along():
    """threading keeps no reference to a Thread that has ended: if nobody else does, its result is
    freed, and no result is left after any round.

    Docs: library/threading#threading.enumerate
    """
    assert memory_demo.results_left(keep_threads=False, rounds=4) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("keep_threads", "mebibytes"),
    [
        pytest.param(True, [1, 2, 3, 4], id="kept: it leaks"),
        pytest.param(False, [0, 0, 0, 0], id="dropped: it does not"),
    ],
)
def test_tracemalloc_sees_a_leak_grow_in_bytes(keep_threads, mebibytes):
    """tracemalloc.get_traced_memory() counts what all threads have allocated: it grows by one
    mebibyte a round if finished threads are kept, and not at all if they are dropped.

    Docs: library/tracemalloc#tracemalloc.get_traced_memory
    """
    assert memory_demo.mebibytes_left(keep_threads, rounds=4) == mebibytes
    assert not tracemalloc.is_tracing()
    assert MIB == 1024 * 1024


# 3 ── Threads that nobody sends home ─────────────────────────────────────────


@pytest.mark.pins("threading.active_count")
def test_workers_that_wait_for_ever_add_up():
    """A blocked thread is alive, so threading.active_count() grows by one with every round that
    leaves a worker waiting.

    Docs: library/threading#threading.active_count
    """
    assert memory_demo.workers_left(send_home=False, rounds=4) == [1, 2, 3, 4]


@pytest.mark.pins("threading.active_count", "threading.Thread.join")
def test_workers_that_are_sent_home_and_joined_do_not_add_up():
    """If each worker is told to end and joined, threading.active_count() is the same after each
    round as before it.

    Docs: library/threading#threading.active_count, library/threading#threading.Thread.join
    """
    assert memory_demo.workers_left(send_home=True, rounds=4) == [0, 0, 0, 0]


STORY = [
    "MainThread | ❌ finished threads are kept: results alive [1, 2, 3]",
    "MainThread | ✅ finished threads are dropped: [0, 0, 0]",
    "MainThread | ❌ the same in mebibytes: [1, 2, 3]",
    "MainThread | ✅ the same in mebibytes: [0, 0, 0]",
    "MainThread | ❌ workers wait for ever: threads alive [1, 2, 3]",
    "MainThread | ✅ workers are sent home: [0, 0, 0]",
]


def test_without_psutil_the_demo_says_so_and_goes_on(tell, monkeypatch):
    """Without psutil the demo tells all its other lines, and then how to install psutil.

    Docs: none, this is the showcase's own command.
    """
    monkeypatch.setitem(sys.modules, "psutil", None)
    missing = "MainThread | psutil is not installed: python -m pip install psutil"
    assert tell(memory_demo.main) == [*STORY, missing]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase memory` prints, in this order on every run.

    Docs: library/threading#threading.active_count
    """
    there = "MainThread | 💧 a thread has ended, and its 16 MiB are here, 1 time"
    assert tell(memory_demo.main) == [*STORY, there]
