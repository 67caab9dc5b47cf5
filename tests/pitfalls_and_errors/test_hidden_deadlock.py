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
    """If a thread joins a worker while it holds a Lock that the worker needs, Thread.join() waits
    for the end of the worker, and the worker waits for the Lock.

    Docs: library/threading#threading.Thread.join
    """
    cycle = hidden_deadlock_demo.join_a_thread_that_needs_the_lock(under_the_lock=True)
    assert cycle == JOIN_UNDER_LOCK


def test_joining_a_thread_after_its_lock_is_released_is_no_deadlock():
    """If the Lock that a worker needs is released before the worker is joined, the worker ends, and
    Thread.join() returns.

    Docs: library/threading#threading.Thread.join
    """
    assert hidden_deadlock_demo.join_a_thread_that_needs_the_lock(under_the_lock=False) == "joined"


@pytest.mark.pins("threading.Thread.join(timeout)")
def test_two_threads_that_join_each_other_are_a_deadlock_without_a_lock():
    """If two threads join each other, each Thread.join() waits for the end of a thread that waits
    in join() itself: a cycle in which there is no Lock.

    Docs: library/threading#threading.Thread.join
    """
    assert hidden_deadlock_demo.join_each_other(both=True) == JOIN_EACH_OTHER


def test_joins_that_go_one_way_have_an_end():
    """If one thread joins another one, and that one joins nobody, no cycle closes, and both threads
    end.

    Docs: library/threading#threading.Thread.join
    """
    assert hidden_deadlock_demo.join_each_other(both=False) == ""


def test_a_thread_that_has_ended_may_be_joined_again_by_anyone():
    """A Thread that has ended may be joined more than once: in the wait-for graph nobody holds its
    end any more, so a second Thread.join() waits for nobody.

    Docs: library/threading#threading.Thread.join
    """
    graph = WaitForGraph()
    thread = WatchedThread(graph, target=bool, name="worker")
    thread.start()
    for _ in range(2):
        thread.join()
    assert (graph.waits_for("MainThread"), graph.cycle()) == ("", "")


def test_a_listener_that_is_called_under_the_lock_cannot_call_back():
    """If an object calls its listeners while it holds a plain Lock, a listener that calls a method
    of the object may need that Lock, which its own thread holds.

    Docs: library/threading#lock-objects
    """
    assert hidden_deadlock_demo.a_listener_that_calls_back(tell_outside=False) == CALLED_BACK


def test_a_listener_that_is_called_after_the_lock_can_call_back():
    """If an object copies its list of listeners under its Lock, and calls them when the Lock is
    released, a listener can call a method that needs the Lock.

    Docs: library/threading#lock-objects
    """
    assert hidden_deadlock_demo.a_listener_that_calls_back(tell_outside=True) == TOLD


def test_a_record_of_orders_finds_an_inversion_that_never_deadlocked():
    """If two threads take two Locks in opposite orders, one thread after the other, no deadlock
    happens; a record of the orders shows that one can.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert hidden_deadlock_demo.two_threads_that_never_meet(same_order=False) == [BOTH_ORDERS]
    assert hidden_deadlock_demo.two_threads_that_never_meet(same_order=True) == []


def test_a_lock_is_held_while_its_order_is_recorded():
    """LockOrder.holding() holds the Lock whose order it records: nobody else can acquire the Lock
    until the block ends.

    Docs: library/threading#lock-objects
    """
    order = hidden_deadlock_demo.LockOrder("a")
    with order.holding("a"):
        assert not may_enter(order.locks["a"])
    assert may_enter(order.locks["a"])


def test_locks_that_are_taken_one_after_the_other_have_no_order():
    """A record of lock orders counts a Lock only if it is taken while another one is held: Locks
    that are taken one after the other show no inversion.

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
