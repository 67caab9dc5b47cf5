"""📚 LifoQueue: last in, first out, like a stack of papers.

The story is told, and runs, in showcase/safe_queues/lifo_queue_demo.py.
"""

from queue import LifoQueue, PriorityQueue, Queue

import pytest

from showcase.safe_queues import lifo_queue_demo
from showcase.safe_queues.lifo_queue_demo import Observed, a_day


@pytest.mark.pins("queue.Queue")
def test_a_queue_serves_the_oldest_first():
    """With a FIFO Queue everything is read that came before the sentinel, in the order of arrival.

    Docs: library/queue#queue.Queue
    """
    assert a_day(Queue) == Observed(read=("first", "second", "third"), unread=())


@pytest.mark.pins("queue.LifoQueue")
def test_a_lifo_queue_serves_the_newest_first():
    """LifoQueue.get() returns what was put last, so the oldest item waits longest.

    Docs: library/queue#queue.LifoQueue
    """
    assert a_day(LifoQueue).read == ("second", "third")


def test_a_sentinel_overtakes_what_waits_in_a_lifo_queue():
    """The sentinel is the newest item of the LifoQueue, so what was below it is never read.

    Docs: library/queue#queue.LifoQueue
    """
    assert a_day(LifoQueue).unread == ("first",)


@pytest.mark.pins("queue.LifoQueue")
def test_puts_and_gets_of_a_lifo_queue_nest_like_brackets():
    """LifoQueue is a stack: each get() undoes the latest put() that is not undone yet.

    Docs: library/queue#queue.LifoQueue
    """
    q, out = LifoQueue(), []
    for step in (1, 2, "get", 3, "get", "get"):
        out.append(q.get()) if step == "get" else q.put(step)
    assert out == [2, 3, 1]


@pytest.mark.parametrize(
    "make_queue", [LifoQueue, PriorityQueue], ids=["LifoQueue", "PriorityQueue"]
)
def test_the_other_orders_are_queues_too(make_queue):
    """LifoQueue and PriorityQueue are subclasses of Queue: whoever takes a Queue takes them.

    Docs: library/queue#queue-objects
    """
    assert issubclass(make_queue, Queue)


def test_the_demo_tells_this_story(tell):
    """The same day at two desks: what `python -m showcase lifo_queue` prints on every run.

    Docs: library/queue#queue.LifoQueue
    """
    assert tell(lifo_queue_demo.main) == [
        "MainThread | 📬 Queue: in the order of arrival",
        "MainThread | read: first, second, third; unread: nothing",
        "MainThread | 📚 LifoQueue: from the top of the pile",
        "MainThread | read: second, third; unread: first",
    ]
