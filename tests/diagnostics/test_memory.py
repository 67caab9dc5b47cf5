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
    """All threads of a process share its memory: psutil sees it in the process, from any thread.

    Docs: library/threading#introduction
    """
    grown, made = map(int, in_a_child(memory_demo.tells_growth).out.split())
    assert (made, grown > 12 * MIB) == (16, True)


def test_growth_is_what_the_meter_shows_afterwards_less_what_it_showed_before():
    """The meter is read before the thread starts, and when what it made is kept.

    Docs: library/threading#thread-objects
    """
    assert memory_demo.grown_by_a_thread(0, iter([100, 350]).__next__) == (250, 0)


# 2 ── Results that nobody needs any more ─────────────────────────────────────


@pytest.mark.pins("threading.Thread")
def test_a_list_of_finished_threads_keeps_all_their_results():
    """A Thread object outlives its run(), with every attribute: the count grows by rounds.

    Docs: library/threading#thread-objects
    """
    assert memory_demo.results_left(keep_threads=True, rounds=4) == [1, 2, 3, 4]


@pytest.mark.pins("threading.Thread")
def test_a_finished_thread_that_nobody_holds_takes_its_result_along():
    """`threading` itself forgets a thread that has ended: nothing grows.

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
    """tracemalloc.get_traced_memory() counts what Python has allocated, of all threads.

    Docs: library/tracemalloc#tracemalloc.get_traced_memory
    """
    assert memory_demo.mebibytes_left(keep_threads, rounds=4) == mebibytes
    assert not tracemalloc.is_tracing()
    assert MIB == 1024 * 1024


# 3 ── Threads that nobody sends home ─────────────────────────────────────────


@pytest.mark.pins("threading.active_count")
def test_workers_that_wait_for_ever_add_up():
    """A thread that is blocked is alive, and threading.active_count() tells of each forgotten one.

    Docs: library/threading#threading.active_count
    """
    assert memory_demo.workers_left(send_home=False, rounds=4) == [1, 2, 3, 4]


@pytest.mark.pins("threading.active_count", "threading.Thread.join")
def test_workers_that_are_sent_home_and_joined_do_not_add_up():
    """When Thread.join() has returned, threading.active_count() is what it was before.

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
    """What is not installed costs one line: a leak is proved by counting.

    Docs: library/threading#threading.active_count
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
