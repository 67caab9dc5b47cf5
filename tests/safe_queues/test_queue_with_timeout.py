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
    """Queue.get() waits without a limit, and so does get(0.01): the first parameter is block, and
    0.01 is true.

    Docs: library/queue#queue.Queue.get
    """
    assert hungry_forever(get) == Waited(callers=1, then="cooked it myself")


@pytest.mark.pins("queue.Queue.get(timeout)", "queue.SimpleQueue.get(timeout)")
@pytest.mark.parametrize("make_queue", ALL_QUEUES)
@pytest.mark.parametrize("timeout", [0, 0.01])
def test_a_timed_get_raises_empty_when_nothing_has_come(make_queue, timeout):
    """Queue.get(timeout=s) and SimpleQueue.get(timeout=s) raise queue.Empty if no item comes within
    s seconds.

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
    """
    assert answer(lambda: make_queue().get(timeout=timeout)) == "Empty"


@pytest.mark.pins("queue.Queue.put(timeout)")
@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("timeout", [0, 0.01])
def test_a_timed_put_raises_full_when_no_place_became_free(make_queue, timeout):
    """Queue.put(item, timeout=s) raises queue.Full if no slot becomes free within s seconds, and
    the item is not put.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(1)
    q.put(1)
    assert answer(lambda: q.put(2, timeout=timeout)) == "Full"
    assert q.qsize() == 1


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_timed_get_does_not_give_up_before_its_time(make_queue):
    """Queue.get(timeout=s) and SimpleQueue.get(timeout=s) on an empty queue raise queue.Empty after
    s seconds, not sooner.

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
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
    """A Queue.get(timeout=s) that waits is woken by a put() within s seconds and returns the item.

    Docs: library/queue#queue.Queue.get
    """
    q = make_queue()
    waited = waits_until_helped(lambda: q.get(timeout=PATIENCE), lambda: q.put("item"))
    assert waited == Waited(callers=1, then="item")


@pytest.mark.pins("queue.Queue.put(timeout)")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_timed_put_goes_in_when_a_place_becomes_free_in_time(make_queue):
    """A Queue.put(item, timeout=s) that waits is woken by a get() within s seconds and puts the
    item.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(1)
    q.put(1)
    waited = waits_until_helped(lambda: q.put(2, timeout=PATIENCE), q.get)
    assert waited == Waited(callers=1, then=None)
    assert q.get_nowait() == 2


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
@pytest.mark.parametrize("timeout", [None, 0, 0.01])
def test_get_returns_an_item_that_is_there_whatever_the_timeout(make_queue, timeout):
    """get(timeout=s) of a Queue or SimpleQueue returns an item that is in the queue, even with a
    timeout of 0.

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
    """
    q = make_queue()
    q.put("item")
    assert answer(lambda: q.get(timeout=timeout)) == "item"


@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("timeout", [None, 0, 0.01])
def test_put_takes_a_free_slot_whatever_the_timeout(make_queue, timeout):
    """Queue.put(item, timeout=s) on a bounded queue puts the item if a slot is free, even with a
    timeout of 0.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(2)
    q.put(1)
    assert answer(lambda: q.put(2, timeout=timeout)) is None
    assert q.qsize() == 2


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_get_that_gave_up_takes_nothing_later(make_queue):
    """After get(timeout=s) of a Queue or SimpleQueue has raised queue.Empty, the next item goes to
    the next get().

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
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
    """Queue.get(block=False) and SimpleQueue.get(block=False) return an item if one is available
    and raise queue.Empty otherwise, whatever the timeout is.

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
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
    """Queue.put(item, block=False) puts the item if a slot is free and raises queue.Full otherwise,
    whatever the timeout is.

    Docs: library/queue#queue.Queue.put
    """
    q = make_queue(1)
    q.put("first", block=False, **arguments)
    with pytest.raises(Full):
        q.put("second", block=False, **arguments)
    assert (q.qsize(), q.get_nowait()) == (1, "first")


# ── Timeouts that make no sense ──────────────────────────────────────────────


@pytest.mark.pins("queue.Queue.get(timeout)", "queue.SimpleQueue.get(timeout)")
@pytest.mark.parametrize("items", [0, 1])
@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_negative_timeout_of_get_is_refused(make_queue, items):
    """get(timeout=-1) of a Queue or SimpleQueue raises ValueError even if an item is available, and
    the item stays in the queue.

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
    """Queue.put(item, timeout=-1) on a bounded queue raises ValueError even if a slot is free, and
    the item is not put.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = make_queue(1)
    for _ in range(items):
        q.put("item")
    with pytest.raises(ValueError, match="'timeout' must be a non-negative number"):
        answer(lambda: q.put("more", timeout=-1))
    assert q.qsize() == items


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_put_on_an_unbounded_queue_ignores_a_negative_timeout(make_queue):
    """put(item, timeout=-1) on an unbounded Queue or a SimpleQueue puts the item: such a put()
    never waits and does not check its timeout.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = make_queue()
    q.put("item", timeout=-1)
    assert q.qsize() == 1


@pytest.mark.parametrize("make_queue", ALL_QUEUES)
def test_a_timeout_above_timeout_max_is_refused(make_queue):
    """get(timeout=s) of an empty Queue or SimpleQueue raises OverflowError if s is above
    threading.TIMEOUT_MAX.

    Docs: library/threading#threading.TIMEOUT_MAX
    """
    with pytest.raises(OverflowError):
        answer(lambda: make_queue().get(timeout=threading.TIMEOUT_MAX * 2))


# ── A wake-up is a hint ──────────────────────────────────────────────────────


@pytest.mark.parametrize("timeout", [None, 9])
@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_get_that_is_woken_too_late_waits_again(make_queue, timeout):
    """A woken Queue.get() checks again: another thread may have taken the item, and then it waits
    again.

    Docs: library/threading#condition-objects
    """
    q = make_queue()
    q.not_empty = Wakes(q, [nothing, nothing, lambda: q._put("item")])
    assert q.get(timeout=timeout) == "item"
    assert len(q.not_empty.timeouts) == 3


@pytest.mark.parametrize("timeout", [None, 9])
@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_put_that_is_woken_too_late_waits_again(make_queue, timeout):
    """A woken Queue.put() checks again: another thread may have taken the slot, and then it waits
    again.

    Docs: library/threading#condition-objects
    """
    q = make_queue(1)
    q.put(1)
    q.not_full = Wakes(q, [nothing, nothing, q._get])
    q.put(2, timeout=timeout)
    assert len(q.not_full.timeouts) == 3
    assert (q.qsize(), q.get_nowait()) == (1, 2)


def test_a_scripted_wake_up_plays_its_step():
    """Wakes, a Condition with scripted wake-ups, plays one step in each wait() and returns True, as
    a notified Condition does.

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
    """Queue.get(timeout=10) waits at most 10 s in all: after a wake-up it waits only for the rest.

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
    """Queue.put(item, timeout=10) waits at most 10 s in all: after a wake-up it waits only for the
    rest.

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


def test_a_queue_measures_its_timeouts_with_the_monotonic_clock():
    """Queue measures its timeouts with time.monotonic(), which updates of the system clock do not
    affect.

    Docs: library/time#time.monotonic
    """
    assert queue.time is time.monotonic


# ── Ctrl-C ───────────────────────────────────────────────────────────────────


@pytest.mark.needs("posix_signals")
def test_ctrl_c_ends_a_waiting_get_and_leaves_the_queue_usable():
    """On POSIX, SIGINT makes a Queue.get() that waits in the main thread raise KeyboardInterrupt,
    and the queue can be used afterwards.

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
        "MainThread | 🍽️ ❌ get(0.01) has no limit either: that is block=0.01",
        "helper | the next guest: Empty",
        "MainThread | the first guest at last: cooked it myself",
        "MainThread | 🍽️ ✅ get(timeout=0.01): Empty",
        "MainThread | 🍽️ ✅ put(…, timeout=0.01): Full",
    ]
