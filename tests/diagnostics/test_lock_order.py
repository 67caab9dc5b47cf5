"""🔀 Lock order: two opposite orders are found in a run in which nothing hung.

The story is told, and runs, in showcase/diagnostics/lock_order_demo.py.
"""

from functools import partial
from itertools import accumulate, cycle
from threading import Lock, RLock

import pytest

from showcase.diagnostics import lock_order_demo
from showcase.diagnostics.lock_order_demo import (
    LockOrder,
    OrderedLock,
    cashier_and_auditor,
    inversions_of,
)
from showcase.diagnostics.stack_dump_demo import place_of
from showcase.utils.probe import Site
from showcase.utils.stage import may_enter, play

FILE, PAY, _ = place_of(cashier_and_auditor, "with cash, book:")
_, AUDIT, _ = place_of(cashier_and_auditor, "with outer, inner:")
IN_PAY, IN_AUDIT = Site(FILE, PAY, "pay"), Site(FILE, AUDIT, "audit")
BOTH_ORDERS = (
    f"cashier holds cash from {IN_PAY} and wants book in {IN_PAY}; "
    f"auditor holds book from {IN_AUDIT} and wants cash in {IN_AUDIT}"
)


def test_opposite_orders_are_found_in_a_run_in_which_nothing_hung():
    """If two threads take two Locks in opposite orders, one thread after the other, the inversion
    is reported: for each thread the Lock that it held, the one that it wanted, and the lines.

    Docs: none, this is the showcase's own instrument.
    """
    assert cashier_and_auditor(same_order=False) == [BOTH_ORDERS]


def test_the_same_order_is_no_inversion():
    """If all threads take their Locks in the same order, LockOrder reports no inversion: no ring of
    waits is possible.

    Docs: none, this is the showcase's own instrument.
    """
    assert cashier_and_auditor(same_order=True) == []


@pytest.mark.parametrize(
    ("plans", "holders"),
    [
        pytest.param(["a b", "b c", "c a"], ["1 holds a", "2 holds b", "3 holds c"], id="of three"),
        pytest.param(
            ["a b", "b c", "c d", "d a"],
            ["1 holds a", "2 holds b", "3 holds c", "4 holds d"],
            id="of four",
        ),
        pytest.param(["a x b", "b y a"], ["1 holds a", "2 holds b"], id="with others between"),
        pytest.param(["c d", "b a", "a b"], ["2 holds b", "3 holds a"], id="beside a bystander"),
        pytest.param(["a b", "?b a"], ["1 holds a", "2 holds b"], id="one lock taken by a try"),
        pytest.param(["gate a b", "b a"], ["1 holds a", "2 holds b"], id="a gate for one alone"),
        pytest.param(["a a b", "b a"], ["1 holds a", "2 holds b"], id="with an RLock taken twice"),
    ],
)
def test_a_ring_of_wishes_is_found_once_and_told_from_its_first_wish(plans, holders):
    """LockOrder reports a ring of threads, each of which holds a Lock that the one before it wants,
    exactly once, and begins with the thread that was first.

    Docs: none, this is the showcase's own instrument.
    """
    (told,) = inversions_of(*plans, make=RLock)

    assert [wish.partition(" from ")[0] for wish in told.split("; ")] == [
        f"thread-{holder}" for holder in holders
    ]


@pytest.mark.parametrize(
    "plans",
    [
        pytest.param(["a b c", "a b c", "b c"], id="the same order"),
        pytest.param(["a", "b", "a"], id="never two at a time"),
        pytest.param(["gate a b", "gate b a"], id="both orders under a gate"),
        pytest.param(["a b", "b ?a"], id="one of them only tries"),
        pytest.param(["a b a", "a b a"], id="an RLock, another, and the RLock again"),
        pytest.param(["a b", "b c", "c ?a"], id="a ring but for a try"),
    ],
)
def test_programs_that_cannot_hang_are_not_flagged(plans):
    """LockOrder reports nothing for a program that cannot deadlock: one order of all Locks, a
    common outer Lock, or a Lock that is only tried.

    Docs: none, this is the showcase's own instrument.
    """
    assert inversions_of(*plans, make=RLock) == []


def nest(*locks):
    """Take all of them, each under the one before it."""
    if locks:
        with locks[0]:
            nest(*locks[1:])


def test_both_orders_in_one_thread_are_no_inversion():
    """If one thread takes two Locks in one order and later in the other, LockOrder reports no
    inversion: the thread has released both before it takes them again.

    Docs: none, this is the showcase's own instrument.
    """
    order = LockOrder()
    a, b = OrderedLock("a", order), OrderedLock("b", order)
    nest(a, b)
    nest(b, a)

    assert order.inversions() == []


def test_threads_are_told_apart_even_if_they_share_a_name():
    """Thread.name need not be unique: LockOrder finds the inversion of two threads that are both
    named "worker".

    Docs: library/threading#threading.Thread.name
    """
    order = LockOrder()
    a, b = OrderedLock("a", order), OrderedLock("b", order)
    play(worker=lambda: nest(a, b))
    play(worker=lambda: nest(b, a))

    assert len(order.inversions()) == 1


@pytest.mark.parametrize("timeout", [0, 0.01])
def test_a_wait_with_a_timeout_is_no_wish(timeout):
    """Lock.acquire(timeout=...) ends by itself, so LockOrder does not count it as a part of a
    deadlock, even for opposite orders.

    Docs: library/threading#threading.Lock.acquire
    """
    order = LockOrder()
    a, b = OrderedLock("a", order), OrderedLock("b", order)
    play(lambda: nest(a, b))

    def patient():
        with b:
            return a.acquire(timeout=timeout)

    assert (play(patient), order.inversions()) == ([True], [])


def test_a_lock_that_was_given_back_is_held_no_longer():
    """LockOrder.held() lists the Locks that are still held, in whatever order they are released,
    and even if Lock.release() is called by another thread.

    Docs: library/threading#threading.Lock.release
    """
    order = LockOrder()
    a, b, c = (OrderedLock(name, order) for name in "abc")
    a.acquire()
    b.acquire()
    a.release()
    held = [name for name, _ in order.held()]
    play(b.release)
    c.acquire()

    assert (held, [name for name, _ in order.held()]) == (["b"], ["c"])


def test_where_an_rlock_was_taken_first_is_where_it_is_held_from():
    """If a thread takes an RLock again, LockOrder still names the line at which it first took it.

    Docs: library/threading#rlock-objects
    """
    order = LockOrder()
    a, b = OrderedLock("a", order, RLock), OrderedLock("b", order)

    def first():
        with a:
            with a, b:
                pass

    play(first)
    play(lambda: nest(b, a))
    (told,) = order.inversions()
    line = first.__code__.co_firstlineno + 1
    assert f"holds a from first() (test_lock_order.py:{line}) and wants b" in told


@pytest.mark.parametrize("make", [Lock, RLock])
def test_a_lock_with_an_order_is_a_lock(make):
    """An OrderedLock excludes other threads inside its `with` block, as a Lock or RLock does, and
    is free afterwards; `with lock as x` binds True, the result of acquire().

    Docs: library/threading#threading.Lock, library/threading#threading.RLock
    """
    lock = OrderedLock("lock", LockOrder(), make)
    with lock as entered:
        inside = play(lambda: may_enter(lock))

    assert (entered, inside, play(lambda: may_enter(lock))) == (True, [False], [True])


def test_a_refused_lock_is_not_held():
    """After Lock.acquire(blocking=False) has returned False, LockOrder.held() does not list the
    Lock for that thread.

    Docs: library/threading#threading.Lock.acquire
    """
    order = LockOrder()
    lock = OrderedLock("lock", order)
    with lock:
        refused = play(lambda: (lock.acquire(blocking=False), order.held()))

    assert refused == [(False, [])]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase lock_order` prints, but for the price.

    Docs: undocumented, and all supported Pythons agree.
    """
    clock = accumulate(cycle([3.0, 1.0, 3.0, 5.0])).__next__

    assert tell(partial(lock_order_demo.main, clock)) == [
        f"MainThread | ❌ both orders, and nothing hung: {BOTH_ORDERS}",
        "MainThread | ❌ a ring of three: 1 inversion",
        "MainThread | ✅ the same order: 0 inversions",
        "MainThread | ✅ a gate for both: 0 inversions",
        "MainThread | the probe: 5.0 × a plain Lock",
    ]
