"""🕸️ Wait-for graph: who holds what, and who waits for what; a cycle in it is a deadlock.

The story is told, and runs, in showcase/pitfalls_and_errors/wait_for_graph_demo.py.
"""

from unittest.mock import MagicMock

import pytest

from showcase.pitfalls_and_errors import wait_for_graph_demo
from showcase.pitfalls_and_errors.wait_for_graph_demo import Deadlock, WaitForGraph, WatchedLock
from showcase.utils.stage import play


def test_a_thread_that_waits_for_its_own_lock_is_a_cycle_of_one():
    """A thread that holds a Lock and acquires it again would wait for itself, which is the smallest
    deadlock: here acquire() raises Deadlock, whose message names the cycle.

    Docs: library/threading#threading.Lock.acquire
    """
    lock = WatchedLock("the lock", WaitForGraph())
    with (
        lock,
        pytest.raises(Deadlock, match=r"^the lock held by MainThread, wanted by MainThread$"),
    ):
        lock.acquire()


def test_waiting_for_a_lock_that_is_not_part_of_a_cycle_is_no_deadlock():
    """If the holder of a lock waits for nothing itself, a thread that asks for that lock closes no
    cycle in the wait-for graph, whichever of two threads is the holder.

    Docs: undocumented, and all supported Pythons agree.
    """
    graph = WaitForGraph()
    graph.got("a lock")
    assert play(waiter=lambda: graph.ask("a lock")) == [None]
    assert (graph.waits_for("waiter"), graph.waits_for("nobody")) == ("a lock", "")
    assert graph.cycle() == ""
    graph.gave_back("a lock")
    assert play(waiter=lambda: graph.got("a lock")) == [None]
    graph.ask("a lock")
    assert graph.cycle() == ""


def test_a_lock_that_was_given_back_has_no_holder():
    """A thread that releases a Lock and acquires it again waits for nobody: release() takes the
    holder out of the wait-for graph, so there is no cycle.

    Docs: library/threading#threading.Lock.release
    """
    lock = WatchedLock("the lock", WaitForGraph())
    lock.acquire()
    lock.release()
    assert lock.acquire()


def test_a_watched_lock_answers_as_a_lock_does():
    """WatchedLock.acquire() returns whether the Lock was acquired, as Lock.acquire() does. With
    blocking=False it does not wait, so it closes no cycle, and returns False to the holder.

    Docs: library/threading#threading.Lock.acquire
    """
    lock = WatchedLock("the lock", WaitForGraph())
    answers = [lock.acquire(), lock.acquire(blocking=False)]
    lock.release()
    assert [*answers, lock.acquire(blocking=False)] == [True, False, True]


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda graph: graph.ask("another lock"), id="ask"),
        pytest.param(lambda graph: graph.got("another lock"), id="got"),
        pytest.param(lambda graph: graph.gave_back("a lock"), id="gave_back"),
        pytest.param(lambda graph: graph.cycle(), id="cycle"),
    ],
)
def test_the_graph_is_read_and_changed_in_one_step(use):
    """The wait-for graph holds a Lock of its own whenever it is read or changed, so that of two
    threads that ask at the same time one sees what the other has asked for.

    Docs: library/threading#lock-objects
    """
    graph = WaitForGraph()
    graph.got("a lock")
    graph._mutex = MagicMock()
    use(graph)
    assert [name for name, *_ in graph._mutex.mock_calls] == ["__enter__", "__exit__"]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase wait_for_graph` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(wait_for_graph_demo.main) == [
        "MainThread | 🔎 I hold the lock",
        "MainThread | ❌ I ask for it again: the lock held by MainThread, wanted by MainThread",
        "MainThread | ✅ another one waits for the lock, and there is no cycle: ''",
    ]
