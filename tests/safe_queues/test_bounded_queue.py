"""🚰 Bounded queue: a full queue makes the producer wait (backpressure).

The story is told, and runs, in showcase/safe_queues/bounded_queue_example.py.
"""

from queue import Full, LifoQueue, PriorityQueue, Queue

import pytest

from showcase.safe_queues import bounded_queue_example
from showcase.safe_queues.bounded_queue_example import Observed
from showcase.safe_queues.queue_with_timeout import Waited, answer, waits_until_helped
from showcase.utils.stage import PATIENCE

QUEUES = [
    pytest.param(Queue, id="Queue"),
    pytest.param(LifoQueue, id="LifoQueue"),
    pytest.param(PriorityQueue, id="PriorityQueue"),
]
UNBOUNDED = [
    pytest.param((), id="no maxsize"),
    pytest.param((0,), id="maxsize=0"),
    pytest.param((-1,), id="maxsize=-1"),
]
EVERYTHING = (1, 2, 3, 4, 5)


def test_without_a_bound_the_producer_runs_away():
    """Queue.put() never blocks without a maxsize: all items go in even while no consumer takes any.

    Docs: library/queue#queue.Queue
    """
    ran_away = Observed(ahead=5, had_to_wait=False, received=EVERYTHING)
    assert bounded_queue_example.fast_producer(Queue()) == ran_away


@pytest.mark.pins("queue.Queue(maxsize)", "queue.Queue.put(item)")
@pytest.mark.parametrize("maxsize", [1, 2, 4])
def test_a_bound_makes_the_producer_wait_for_the_consumer(maxsize):
    """Queue.put() blocks once maxsize items are in, until some are consumed; nothing is lost.

    Docs: library/queue#queue.Queue
    """
    held_back = Observed(ahead=maxsize, had_to_wait=True, received=EVERYTHING)
    assert bounded_queue_example.fast_producer(Queue(maxsize)) == held_back


@pytest.mark.pins("queue.Queue.get", "queue.Queue.put(item)")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_each_get_lets_one_waiting_producer_in(make_queue):
    """Queue.get() frees one slot, which one blocked put() takes while the others keep waiting.

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.get
    """
    q = make_queue(1)
    assert bounded_queue_example.waiting_after_each_get(q, producers=3) == [3, 2, 1, 0]
    assert q.qsize() == 1


@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize(
    "get",
    [
        pytest.param(lambda q: q.get(), id="get"),
        pytest.param(lambda q: q.get(timeout=PATIENCE), id="timed get"),
        pytest.param(lambda q: q.get_nowait(), id="get_nowait"),
    ],
)
def test_a_waiting_put_is_released_by_any_kind_of_get(make_queue, get):
    """A blocked Queue.put() goes on whether get(), get(timeout=s) or get_nowait() takes an item.

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.get
    """
    q = make_queue(1)
    q.put(1)
    assert waits_until_helped(lambda: q.put(2), lambda: get(q)) == Waited(callers=1, then=None)
    assert q.get_nowait() == 2


@pytest.mark.pins(
    "queue.Queue(maxsize)", "queue.LifoQueue(maxsize)", "queue.PriorityQueue(maxsize)"
)
@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("args", UNBOUNDED)
def test_a_maxsize_of_zero_or_less_is_no_bound(make_queue, args):
    """With a maxsize of 0, which is the default, or less a Queue is unbounded and never full.

    Docs: library/queue#queue.Queue, library/queue#queue.LifoQueue,
    library/queue#queue.PriorityQueue
    """
    q = make_queue(*args)
    for number in range(100):
        q.put_nowait(number)
    assert (q.qsize(), q.full()) == (100, False)


@pytest.mark.pins(
    "queue.Queue(maxsize)", "queue.LifoQueue(maxsize)", "queue.PriorityQueue(maxsize)"
)
@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("maxsize", [1, 3])
def test_exactly_maxsize_items_go_into_a_bounded_queue(make_queue, maxsize):
    """A bounded Queue takes exactly maxsize items; then full() is True and put_nowait() raises
    queue.Full.

    Docs: library/queue#queue.Queue, library/queue#queue.LifoQueue,
    library/queue#queue.PriorityQueue
    """
    q = make_queue(maxsize=maxsize)
    answers = [bounded_queue_example.offer(q.put_nowait, str(n)) for n in range(maxsize + 2)]
    assert answers == ["in"] * maxsize + ["refused"] * 2
    assert (q.qsize(), q.full()) == (maxsize, True)


@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize(
    ("args", "remembered"),
    [pytest.param(*case, id=f"{case[0]}") for case in [((), 0), ((3,), 3), ((-1,), -1)]],
)
def test_a_queue_remembers_its_maxsize(make_queue, args, remembered):
    """The attribute Queue.maxsize is the value that was passed, 0 by default.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert make_queue(*args).maxsize == remembered


@pytest.mark.parametrize("make_queue", QUEUES)
def test_a_refused_item_leaves_no_trace(make_queue):
    """If Queue.put_nowait(item) raises queue.Full, the item is neither in the queue nor counted as
    an unfinished task.

    Docs: library/queue#queue.Full
    """
    q = make_queue(1)
    q.put(2)
    with pytest.raises(Full):
        q.put_nowait(1)
    assert (q.get_nowait(), q.qsize(), q.unfinished_tasks) == (2, 0, 1)


def test_a_full_queue_has_room_again_after_a_get():
    """Queue.get() frees a slot: put_nowait(), which raised queue.Full before, succeeds.

    Docs: library/queue#queue.Queue.full
    """
    q = Queue(maxsize=1)
    answers = [bounded_queue_example.offer(q.put_nowait, item) for item in ("a", "b")]
    q.get()
    assert [*answers, bounded_queue_example.offer(q.put_nowait, "c")] == ["in", "refused", "in"]


def test_the_only_consumer_cannot_put_into_its_own_full_queue():
    """A full Queue whose only consumer is in put() can never get a free slot: put(timeout=s) raises
    queue.Full after s seconds.

    Docs: library/queue#queue.Queue.put
    """
    q = Queue(maxsize=1)
    q.put("a job that makes two more jobs")

    def consumer():
        q.get()
        q.put("one more job")
        q.put("and another one", timeout=0.01)

    assert answer(consumer) == "Full"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase bounded_queue` prints, in this order on every run.

    Docs: library/queue#queue-objects
    """
    assert tell(bounded_queue_example.main) == [
        "MainThread | ♾️ ❌ no bound: the producer runs away",
        "consumer | 5 items are in, and the producer left",
        "consumer | I received (1, 2, 3, 4, 5)",
        "MainThread | 🚰 ✅ at most 2: the producer waits for the consumer",
        "consumer | 2 items are in, and the producer waits",
        "consumer | I received (1, 2, 3, 4, 5)",
        "MainThread | waiting producers, at first and after each get(): [3, 2, 1, 0]",
        "MainThread | 🙅 put_nowait() never waits: a in, b in, c refused",
    ]
