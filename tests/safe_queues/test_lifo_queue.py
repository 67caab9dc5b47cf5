"""📚 LifoQueue: last in, first out, like a stack of papers.

The story is told, and runs, in showcase/safe_queues/lifo_queue_demo.py.
"""

from queue import LifoQueue, PriorityQueue, Queue

import pytest

from showcase.safe_queues import lifo_queue_demo
from showcase.safe_queues.lifo_queue_demo import Observed, a_day


@pytest.mark.pins("queue.Queue")
def test_a_queue_serves_the_oldest_first():
    """Queue.get() returns the items in the order in which they were put, so all items before a
    sentinel are read.

    Docs: library/queue#queue.Queue
    """
    assert a_day(Queue) == Observed(read=("first", "second", "third"), unread=())


@pytest.mark.pins("queue.LifoQueue")
def test_a_lifo_queue_serves_the_newest_first():
    """LifoQueue.get() returns the item that was put last of those in the queue.

    Docs: library/queue#queue.LifoQueue
    """
    assert a_day(LifoQueue).read == ("second", "third")


def test_a_sentinel_overtakes_what_waits_in_a_lifo_queue():
    """A sentinel is the newest item of a LifoQueue and comes out first, so items put before are
    left unread.

    Docs: library/queue#queue.LifoQueue
    """
    assert a_day(LifoQueue).unread == ("first",)


@pytest.mark.pins("queue.LifoQueue")
def test_a_lifo_queue_works_like_a_stack():
    """LifoQueue is a stack: get() removes the newest item that is left, even if put() and get()
    alternate.

    Docs: library/queue#queue.LifoQueue
    """
    q, out = LifoQueue(), []
    for step in (1, 2, "get", 3, "get", "get"):
        out.append(q.get()) if step == "get" else q.put(step)
    assert out == [2, 3, 1]


@pytest.mark.parametrize(
    "make_queue", [LifoQueue, PriorityQueue], ids=["LifoQueue", "PriorityQueue"]
)
def test_lifo_queue_and_priority_queue_are_subclasses_of_queue(make_queue):
    """A LifoQueue or PriorityQueue can be passed wherever a Queue is expected: both classes inherit
    from Queue.

    Docs: library/queue#queue-objects
    """
    assert issubclass(make_queue, Queue)


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase lifo_queue` prints, in this order on every run.

    Docs: library/queue#queue.LifoQueue
    """
    assert tell(lifo_queue_demo.main) == [
        "MainThread | 📬 Queue: in the order of arrival",
        "MainThread | read: first, second, third; unread: nothing",
        "MainThread | 📚 LifoQueue: from the top of the pile",
        "MainThread | read: second, third; unread: first",
    ]
