"""⏳ Timeouts: Empty and Full instead of waiting for ever.

The story is told, and runs, in showcase/safe_queues/queue_with_timeout.py.
"""

import queue
import threading
import time
from queue import Empty, Full, LifoQueue, PriorityQueue, Queue, SimpleQueue

import pytest

from showcase.safe_queues import queue_with_timeout
from showcase.safe_queues.queue_with_timeout import (
    Waited,
    Wakes,
    answer,
    hungry_forever,
    nothing,
    waits_until_helped,
)
from showcase.utils.child import in_a_child
from showcase.utils.stage import PATIENCE

QUEUES = [
    pytest.param(Queue, id="Queue"),
    pytest.param(LifoQueue, id="LifoQueue"),
    pytest.param(PriorityQueue, id="PriorityQueue"),
]
ALL_QUEUES = [
    *QUEUES,
    pytest.param(SimpleQueue, id="SimpleQueue"),
    pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python"),
]
IGNORED = [
    pytest.param({"timeout": PATIENCE}, id="long timeout"),
    pytest.param({"timeout": -1}, id="negative timeout"),
    pytest.param({"timeout": "soon"}, id="no number at all"),
]


@pytest.mark.pins("queue.Queue.get(block, timeout)")
@pytest.mark.parametrize(
    "get",
    [
        pytest.param(lambda q: q.get(), id="get()"),
        pytest.param(lambda q: q.get(True), id="get(True)"),
        pytest.param(lambda q: q.get(timeout=None), id="get(timeout=None)"),
        pytest.param(lambda q: q.get(0.01), id="get(0.01) is get(block=0.01)"),
    ],
)
def test_a_get_without_a_timeout_outlasts_one_with_a_timeout(get):
    """Queue.get(block, timeout): block comes first, so a number alone is no timeout but true.

    Docs: library/queue#queue.Queue.get
    """
    assert hungry_forever(get) == Waited(1, "cooked it myself")


@pytest.mark.pins("queue.Queue.get(timeout)", "queue.SimpleQueue.get(timeout)")
@pytest.mark.parametrize("make_queue", ALL_QUEUES)
@pytest.mark.parametrize("timeout", [0, 0.01])
def test_a_timed_get_raises_empty_when_nothing_has_come(make_queue, timeout):
    """Queue.get(timeout=s) waits s seconds at most; then it raises queue.Empty, as all queues do.

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
    """
    assert answer(lambda: make_queue().get(timeout=timeout)) == "Empty"


@pytest.mark.pins("queue.Queue.put(timeout)")
@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("timeout", [0, 0.01])
def test_a_timed_put_raises_full_when_no_place_became_free(make_queue, timeout):
    """Queue.put(item, timeout=s) waits s seconds at most for a place; then it raises queue.Full.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(1)
    q.put(1)
    assert answer(lambda: q.put(2, timeout=timeout)) == "Full"
    assert q.qsize() == 1


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_timed_get_does_not_give_up_before_its_time(make_queue):
    """Queue.get(timeout=s) on an empty queue raises queue.Empty after s seconds, not sooner.

    Docs: library/queue#queue.Queue.get
    """
    began = time.monotonic()
    assert answer(lambda: make_queue().get(timeout=0.03)) == "Empty"
    assert time.monotonic() - began >= 0.03 * 0.9


@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_timed_put_does_not_give_up_before_its_time(make_queue):
    """Queue.put(item, timeout=s) on a full queue raises queue.Full after s seconds, not sooner.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(1)
    q.put(1)
    began = time.monotonic()
    assert answer(lambda: q.put(2, timeout=0.03)) == "Full"
    assert time.monotonic() - began >= 0.03 * 0.9


@pytest.mark.pins("queue.Queue.get(timeout)")
@pytest.mark.parametrize(
    "make_queue", [*QUEUES, pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python")]
)
def test_a_timed_get_returns_an_item_that_comes_in_time(make_queue):
    """Queue.get(timeout) that waits is released by a put() and returns its item.

    Docs: library/queue#queue.Queue.get
    """
    q = make_queue()
    waited = waits_until_helped(lambda: q.get(timeout=PATIENCE), lambda: q.put("item"))
    assert waited == Waited(1, "item")


@pytest.mark.pins("queue.Queue.put(timeout)")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_timed_put_goes_in_when_a_place_becomes_free_in_time(make_queue):
    """Queue.put(item, timeout) that waits is released by a get() and puts its item.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(1)
    q.put(1)
    assert waits_until_helped(lambda: q.put(2, timeout=PATIENCE), q.get) == Waited(1, None)
    assert q.get_nowait() == 2


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
@pytest.mark.parametrize("timeout", [None, 0, 0.01])
def test_a_get_that_finds_an_item_does_not_ask_for_the_time(make_queue, timeout):
    """Queue.get(timeout) returns at once where an item is there, even with a timeout of 0.

    Docs: library/queue#queue.Queue.get
    """
    q = make_queue()
    q.put("item")
    assert answer(lambda: q.get(timeout=timeout)) == "item"


@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("timeout", [None, 0, 0.01])
def test_a_put_that_finds_a_place_does_not_ask_for_the_time(make_queue, timeout):
    """Queue.put(item, timeout) on a bounded queue goes in at once where there is room.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(2)
    q.put(1)
    assert answer(lambda: q.put(2, timeout=timeout)) is None
    assert q.qsize() == 2


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_get_that_gave_up_takes_nothing_later(make_queue):
    """After Queue.get(timeout) has raised queue.Empty, the next item goes to the next get() call.

    Docs: library/queue#queue.Empty
    """
    q = make_queue()
    assert answer(lambda: q.get(timeout=0.01)) == "Empty"
    q.put("item")
    assert answer(q.get) == "item"


# ── block=False ──────────────────────────────────────────────────────────────


@pytest.mark.pins("queue.Queue.get(block, timeout)")
@pytest.mark.parametrize("make_queue", [*QUEUES, pytest.param(SimpleQueue, id="SimpleQueue")])
@pytest.mark.parametrize("arguments", [pytest.param({}, id="no timeout"), *IGNORED[:2]])
def test_get_with_block_false_ignores_the_timeout(make_queue, arguments):
    """Queue.get(block=False, timeout=…) raises Empty at once, or returns an item, whatever it says.

    Docs: library/queue#queue.Queue.get
    """
    q = make_queue()
    with pytest.raises(Empty):
        q.get(block=False, **arguments)
    q.put("item")
    assert q.get(block=False, **arguments) == "item"


@pytest.mark.pins("queue.Queue.put(block, timeout)")
@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("arguments", [pytest.param({}, id="no timeout"), *IGNORED])
def test_put_with_block_false_ignores_the_timeout(make_queue, arguments):
    """Queue.put(item, block=False, timeout=…) puts or raises Full at once, whatever it says.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(1)
    q.put("item", block=False, **arguments)
    with pytest.raises(Full):
        q.put("item", block=False, **arguments)


# ── Timeouts that make no sense ──────────────────────────────────────────────


@pytest.mark.pins("queue.Queue.get(timeout)", "queue.SimpleQueue.get(timeout)")
@pytest.mark.parametrize("items", [0, 1])
@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_negative_timeout_of_get_is_refused(make_queue, items):
    """Queue.get(timeout=-1) raises ValueError, even where an item is there, and leaves it there.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = make_queue()
    for _ in range(items):
        q.put("item")
    with pytest.raises(ValueError, match="'timeout' must be a non-negative number"):
        answer(lambda: q.get(timeout=-1))
    assert q.qsize() == items


@pytest.mark.pins("queue.Queue.put(timeout)")
@pytest.mark.parametrize("items", [0, 1])
@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_negative_timeout_of_put_is_refused(make_queue, items):
    """Queue.put(item, timeout=-1) on a bounded queue raises ValueError, even where there is room.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = make_queue(1)
    for _ in range(items):
        q.put("item")
    with pytest.raises(ValueError, match="'timeout' must be a non-negative number"):
        answer(lambda: q.put("more", timeout=-1))
    assert q.qsize() == items


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_put_without_a_bound_does_not_look_at_its_timeout(make_queue):
    """Queue.put(item, timeout=-1) on an unbounded queue never waits, and so ignores the timeout.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = make_queue()
    q.put("item", timeout=-1)
    assert q.qsize() == 1


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_timeout_above_timeout_max_is_refused(make_queue):
    """Queue.get(timeout) above threading.TIMEOUT_MAX raises OverflowError, as Lock.acquire() does.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    with pytest.raises(OverflowError):
        answer(lambda: make_queue().get(timeout=threading.TIMEOUT_MAX * 2))


# ── A wake-up is a hint ──────────────────────────────────────────────────────


@pytest.mark.parametrize("timeout", [None, 9])
@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_get_that_is_woken_too_late_waits_again(make_queue, timeout):
    """Queue.get() looks again after a wake-up: a quicker thread may have taken the item.

    Docs: library/threading#condition-objects
    """
    q = make_queue()
    q.not_empty = Wakes(q, [nothing, nothing, lambda: q._put("item")])
    assert q.get(timeout=timeout) == "item"
    assert len(q.not_empty.timeouts) == 3


@pytest.mark.parametrize("timeout", [None, 9])
@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_put_that_is_woken_too_late_waits_again(make_queue, timeout):
    """Queue.put() looks again after a wake-up: a quicker thread may have taken the place.

    Docs: library/threading#condition-objects
    """
    q = make_queue(1)
    q.put(1)
    q.not_full = Wakes(q, [nothing, nothing, q._get])
    q.put(2, timeout=timeout)
    assert len(q.not_full.timeouts) == 3
    assert (q.qsize(), q.get_nowait()) == (1, 2)


def test_a_scripted_wake_up_plays_its_step():
    """Wakes is a Condition whose wait() returns True, as the real one does when it is notified.

    Docs: library/threading#threading.Condition.wait
    """
    played = []
    assert Wakes(Queue(), [lambda: played.append("step")]).wait(3) is True
    assert played == ["step"]


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def turn(self, seconds):
        self.now += seconds


@pytest.mark.pins("queue.Queue.get(timeout)")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_wake_ups_do_not_prolong_the_timeout_of_a_get(make_queue, monkeypatch):
    """Queue.get(timeout=10) blocks at most 10 s in all: after a wake-up it waits for what is left.

    Docs: library/queue#queue.Queue.get
    """
    clock = Clock()
    monkeypatch.setattr(queue, "time", clock)
    q = make_queue()
    q.not_empty = Wakes(q, [lambda: clock.turn(4), lambda: clock.turn(1), lambda: clock.turn(5)])
    with pytest.raises(Empty):
        q.get(timeout=10)
    assert q.not_empty.timeouts == [10, 6, 5]


@pytest.mark.pins("queue.Queue.put(timeout)")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_wake_ups_do_not_prolong_the_timeout_of_a_put(make_queue, monkeypatch):
    """Queue.put(item, timeout=10) blocks at most 10 s in all: a wake-up does not start it anew.

    Docs: library/queue#queue.Queue.put
    """
    clock = Clock()
    monkeypatch.setattr(queue, "time", clock)
    q = make_queue(1)
    q.put(1)
    q.not_full = Wakes(q, [lambda: clock.turn(4), lambda: clock.turn(1), lambda: clock.turn(5)])
    with pytest.raises(Full):
        q.put(2, timeout=10)
    assert q.not_full.timeouts == [10, 6, 5]


def test_the_time_is_taken_from_a_clock_that_nobody_can_set_back():
    """Queue measures its timeouts with time.monotonic(), which a change of the date leaves alone.

    Docs: library/time#time.monotonic
    """
    assert queue.time is time.monotonic


# ── Ctrl-C ───────────────────────────────────────────────────────────────────


@pytest.mark.needs("posix_signals")
def test_ctrl_c_ends_a_waiting_get_and_the_queue_works_on():
    """On POSIX a SIGINT interrupts Queue.get() with KeyboardInterrupt; the mutex is free again.

    Docs: library/queue#queue.Queue.get
    """
    child = in_a_child(queue_with_timeout.interrupted_get)
    assert (child.said, child.exit_code) == (["KeyboardInterrupt", "works again"], 0)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase queue_with_timeout` prints, on every run.

    Docs: library/queue#queue-objects
    """
    assert tell(queue_with_timeout.main) == [
        "MainThread | 🍽️ ❌ get() has no limit",
        "helper | the next guest: Empty",
        "MainThread | the first guest at last: cooked it myself",
        "MainThread | 🍽️ ❌ get(0.01) has none either: that is block=0.01",
        "helper | the next guest: Empty",
        "MainThread | the first guest at last: cooked it myself",
        "MainThread | 🍽️ ✅ get(timeout=0.01): Empty",
        "MainThread | 🍽️ ✅ put(…, timeout=0.01): Full",
    ]
