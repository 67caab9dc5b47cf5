"""📬 Queues benchmark: what it costs to hand an item over, from one to one and from four to four.

pytest tests/benchmarks/test_queues_benchmark.py
"""

import threading
from collections import deque
from functools import partial
from queue import LifoQueue, PriorityQueue, Queue, SimpleQueue

import pytest

from tests.benchmarks.measure import Group
from tests.benchmarks.work import together

ITEMS = 800
ROOM = 16


class SemaphoreDeque:
    """A deque, and a Semaphore that counts what is in it: get() waits for an item."""

    def __init__(self):
        self._items = deque()
        self._filled = threading.Semaphore(0)

    def put(self, item):
        """Never waits."""
        self._items.append(item)
        self._filled.release()

    def get(self):
        """Waits for an item."""
        self._filled.acquire()
        return self._items.popleft()


QUEUES = {
    "Queue": Queue,
    f"Queue, room for {ROOM}": partial(Queue, ROOM),
    "LifoQueue": LifoQueue,
    f"LifoQueue, room for {ROOM}": partial(LifoQueue, ROOM),
    "PriorityQueue": PriorityQueue,
    f"PriorityQueue, room for {ROOM}": partial(PriorityQueue, ROOM),
    "SimpleQueue": SimpleQueue,
    "deque and Semaphore": SemaphoreDeque,
}


def hand_over(queue, pairs):
    """Producers put, as many consumers get: everything that was got."""
    each = ITEMS // pairs
    got = [None] * pairs

    def produce(me):
        for item in range(me * each, (me + 1) * each):
            queue.put(item)

    def consume(me):
        got[me] = [queue.get() for _ in range(each)]

    together(*(partial(actor, me) for actor in (produce, consume) for me in range(pairs)))
    return sorted(item for some in got for item in some)


@pytest.mark.parametrize("kind", ["the threads alone", *QUEUES])
@pytest.mark.parametrize("pairs", [1, 4])
def test_every_item_arrives_once(measure, pairs, kind):
    """Whatever the order, what producers put is what consumers get.

    Docs: library/queue#queue.Queue.get
    """
    group = Group(
        f"queues: {pairs} producer{'s' * (pairs > 1)}, {pairs} consumer{'s' * (pairs > 1)}",
        unit="item",
        items=ITEMS,
        baseline="Queue",
        floor="the threads alone",
        rate="items",
        note="put() by the producers, get() by the consumers, all at the same time.",
    )
    if kind == "the threads alone":
        measure(group, partial(together, *[list] * pairs * 2), rounds=24)
        got = list(range(ITEMS))
    else:
        got = measure(group, partial(hand_over, QUEUES[kind](), pairs), rounds=24)
    assert got == list(range(ITEMS))
