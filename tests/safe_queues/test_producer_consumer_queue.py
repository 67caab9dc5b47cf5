"""🏭 Producers and consumers: one queue between them, and a sentinel that says "that was all".

The story is told, and runs, in showcase/safe_queues/producer_consumer_queue.py.
"""

import queue
from itertools import product
from queue import LifoQueue, PriorityQueue, Queue

import pytest

from showcase.safe_queues import producer_consumer_queue
from showcase.safe_queues.producer_consumer_queue import (
    Taken,
    get,
    peek_then_remove,
    trade,
    two_take,
)

ALL = ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"]


def test_one_sentinel_stops_one_consumer():
    """A sentinel is an item of the Queue: the consumer that takes it ends, and the other consumers
    stay blocked in get().

    Docs: library/queue#queue.Queue.get
    """
    observed = trade(sentinels=1)
    assert (observed.all_received, observed.left_waiting) == (ALL, 2)


def test_a_sentinel_before_the_last_item_leaves_items_unread():
    """Queue is FIFO: consumers end at the sentinels, so items that a producer puts after them stay
    unread.

    Docs: library/queue#queue.Queue
    """
    observed = trade(alice_ends_it=True)
    assert observed.left_unread == ("b1", "b2", "b3", "b4")
    assert (observed.all_received, observed.left_waiting) == (ALL[:4], 0)


@pytest.mark.pins("queue.Queue.put(item)", "queue.Queue.get")
def test_one_sentinel_per_consumer_after_the_last_item_ends_all_consumers():
    """With one sentinel per consumer after the last item, every item is taken from the Queue once
    and all consumers end.

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.get
    """
    observed = trade()
    assert observed.all_received == ALL
    assert (observed.left_waiting, observed.left_unread) == (0, ())


def test_every_consumer_receives_the_items_of_one_producer_in_order():
    """Queue is FIFO: no consumer gets a later item of a producer before an earlier one.

    Docs: library/queue#queue.Queue
    """
    observed = trade()
    assert observed.all_received == ALL
    for received, producer in product(observed.received, "ab"):
        items = [item for item in received if item.startswith(producer)]
        assert items == sorted(items)


def test_peeking_and_removing_in_two_steps_gives_one_item_to_two_consumers():
    """Between reading Queue.queue[0] and calling get(), another thread may read the same item.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert two_take(peek_then_remove) == Taken(items=("job 1", "job 1"), left=0)


def test_get_gives_an_item_to_one_consumer_only():
    """Queue.get() removes and returns an item atomically: two consumers get two different items.

    Docs: library/queue#queue.Queue.get
    """
    assert two_take(get) == Taken(items=("job 1", "job 2"), left=0)


@pytest.mark.pins("queue.Queue.put(item)", "queue.Queue.get", "queue.SimpleQueue.put(item)")
@pytest.mark.parametrize(
    "make_queue",
    [
        pytest.param(Queue, id="Queue"),
        pytest.param(LifoQueue, id="LifoQueue"),
        pytest.param(PriorityQueue, id="PriorityQueue"),
        pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python"),
    ],
)
def test_each_put_serves_one_waiting_consumer(make_queue):
    """Of three threads that wait in Queue.get() or SimpleQueue.get(), each put() releases one, and
    the others keep waiting.

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
    """
    waiting = producer_consumer_queue.waiting_after_each_put(make_queue(), consumers=3)
    assert waiting == [3, 2, 1, 0]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase producer_consumer` prints, in this order on every run.

    Docs: library/queue
    """
    assert tell(producer_consumer_queue.main) == [
        "MainThread | 1️⃣ ❌ one sentinel for three consumers",
        "MainThread | received: a1 a2 a3 a4 b1 b2 b3 b4",
        "MainThread | left waiting: 2, unread: ()",
        "MainThread | 🏃 ❌ Alice announces the end, and Bob is not ready",
        "MainThread | received: a1 a2 a3 a4",
        "MainThread | left waiting: 0, unread: ('b1', 'b2', 'b3', 'b4')",
        "MainThread | 🏁 ✅ both have finished, then one sentinel each",
        "MainThread | received: a1 a2 a3 a4 b1 b2 b3 b4",
        "MainThread | left waiting: 0, unread: ()",
        "MainThread | 👀 ❌ peek, then remove",
        "MainThread | the two took job 1 and job 1, and 0 are left",
        "MainThread | ✋ ✅ get",
        "MainThread | the two took job 1 and job 2, and 0 are left",
        "MainThread | waiting consumers, at first and after each put(): [3, 2, 1, 0]",
    ]
