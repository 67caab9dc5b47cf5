"""🕸️ Hidden deadlock: a cycle of waits in which only one lock is in sight, or none.

The story is told, and runs, in showcase/pitfalls_and_errors/hidden_deadlock_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import hidden_deadlock_demo
from showcase.pitfalls_and_errors.hidden_deadlock_demo import WatchedThread
from showcase.pitfalls_and_errors.wait_for_graph_demo import WaitForGraph
from showcase.utils.stage import may_enter

JOIN_UNDER_LOCK = (
    "the end of worker held by worker, wanted by MainThread; "
    "the lock held by MainThread, wanted by worker"
)
JOIN_EACH_OTHER = (
    "the end of Ann held by Ann, wanted by Bob; the end of Bob held by Bob, wanted by Ann"
)
CALLED_BACK = "the lock held by MainThread, wanted by MainThread"
TOLD = "from 0 to 21 degrees"
BOTH_ORDERS = "booking took log under accounts, report accounts under log"


def test_joining_a_thread_under_a_lock_that_it_needs_is_a_deadlock():
    """Thread.join() waits like a lock does: the worker needs the lock, the joiner the worker's end.

    Docs: library/threading#threading.Thread.join
    """
    cycle = hidden_deadlock_demo.join_a_thread_that_needs_the_lock(under_the_lock=True)
    assert cycle == JOIN_UNDER_LOCK


def test_joining_after_the_lock_is_given_back_is_none():
    """The worker gets the lock, ends, and Thread.join() returns.

    Docs: library/threading#threading.Thread.join
    """
    assert hidden_deadlock_demo.join_a_thread_that_needs_the_lock(under_the_lock=False) == "joined"


@pytest.mark.pins("threading.Thread.join(timeout)")
def test_two_threads_that_join_each_other_are_a_deadlock_without_a_lock():
    """Thread.join() refuses only the current thread; a cycle of two ends it does not see.

    Docs: library/threading#threading.Thread.join
    """
    assert hidden_deadlock_demo.join_each_other(both=True) == JOIN_EACH_OTHER


def test_joins_that_go_one_way_have_an_end():
    """Whoever starts a thread joins it, and nobody joins the starter: no cycle can close.

    Docs: library/threading#threading.Thread.join
    """
    assert hidden_deadlock_demo.join_each_other(both=False) == ""


def test_a_thread_that_has_ended_may_be_joined_again_by_anyone():
    """The end of a Thread is there for all who wait for it: nobody holds it from then on.

    Docs: library/threading#threading.Thread.join
    """
    graph = WaitForGraph()
    thread = WatchedThread(graph, target=bool, name="worker")
    thread.start()
    for _ in range(2):
        thread.join()
    assert (graph.waits_for("MainThread"), graph.cycle()) == ("", "")


def test_a_listener_that_is_called_under_the_lock_cannot_call_back():
    """Whoever calls unknown code under a plain Lock may find it asking for that Lock.

    Docs: library/threading#lock-objects
    """
    assert hidden_deadlock_demo.a_listener_that_calls_back(tell_outside=False) == CALLED_BACK


def test_a_listener_that_is_called_after_the_lock_can_call_back():
    """The list of listeners is copied under the Lock, and called when it is free again.

    Docs: library/threading#lock-objects
    """
    assert hidden_deadlock_demo.a_listener_that_calls_back(tell_outside=True) == TOLD


def test_a_record_of_orders_finds_an_inversion_that_never_deadlocked():
    """Two threads took two Locks in both orders, one after the other: the run was fine, the code
    is not.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert hidden_deadlock_demo.two_threads_that_never_meet(same_order=False) == [BOTH_ORDERS]
    assert hidden_deadlock_demo.two_threads_that_never_meet(same_order=True) == []


def test_a_lock_is_held_while_its_order_is_recorded():
    """A record of orders is no stand-in for the Lock: nobody else comes in.

    Docs: library/threading#lock-objects
    """
    order = hidden_deadlock_demo.LockOrder("a")
    with order.holding("a"):
        assert not may_enter(order.locks["a"])
    assert may_enter(order.locks["a"])


def test_locks_that_are_taken_one_after_the_other_have_no_order():
    """Only a Lock taken *under* another one counts, in the thread that holds both.

    Docs: undocumented, and all supported Pythons agree.
    """
    order = hidden_deadlock_demo.LockOrder("a", "b")
    for first, second in ("ab", "ba"):
        with order.holding(first):
            pass
        with order.holding(second):
            pass
    assert order.inversions() == []


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase hidden_deadlock` prints, on every run.

    Docs: library/threading#threading.Thread.join
    """
    assert tell(hidden_deadlock_demo.main) == [
        f"MainThread | ❌ join() under the lock: {JOIN_UNDER_LOCK}",
        "MainThread | ✅ join() after it: joined",
        f"MainThread | ❌ Ann and Bob join each other: {JOIN_EACH_OTHER}",
        "MainThread | ✅ Ann joins Bob: no cycle",
        f"MainThread | ❌ told under the lock: {CALLED_BACK}",
        f"MainThread | ✅ told after it: {TOLD}",
        f"MainThread | ❌ both orders, and nothing happened: {BOTH_ORDERS}",
        "MainThread | ✅ the same order: 0 inversions",
    ]
