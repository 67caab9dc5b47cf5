"""🪶 SimpleQueue: no bound, no join(), and put() is safe wherever your code may be interrupted.

The story is told, and runs, in showcase/safe_queues/simple_queue_demo.py.
"""

import queue
import sys
import weakref
from queue import Empty, LifoQueue, PriorityQueue, Queue, SimpleQueue
from threading import Lock

import pytest

from showcase.safe_queues import basic_queue_demo, simple_queue_demo
from showcase.safe_queues.queue_with_timeout import answer
from showcase.safe_queues.simple_queue_demo import Observed, handed_over, interrupted_put
from showcase.utils.stage import PATIENCE, OpenDoor, play

SIMPLE = [
    pytest.param(SimpleQueue, id="SimpleQueue"),
    pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python"),
]


# ── Interrupted at every step ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("make_queue", "lock_of"),
    [
        pytest.param(Queue, lambda q: q.mutex, id="Queue"),
        pytest.param(LifoQueue, lambda q: q.mutex, id="LifoQueue"),
        pytest.param(PriorityQueue, lambda q: q.mutex, id="PriorityQueue"),
        pytest.param(queue._PySimpleQueue, lambda q: q._count._cond, id="SimpleQueue in Python"),
    ],
)
def test_a_put_inside_a_put_of_the_same_queue_may_wait_for_itself(make_queue, lock_of):
    """Neither Queue nor SimpleQueue written in Python is reentrant: code that interrupts put() may
    find the queue's lock held by its own thread.

    Docs: library/queue, library/queue#queue.SimpleQueue.put
    """
    q = make_queue()
    assert interrupted_put(q, lock_of(q)) == Observed(
        some_would_hang=True, some_arrived=True, none_was_lost=True
    )


@pytest.mark.pins("queue.SimpleQueue.put(item)")
def test_a_put_inside_a_put_of_a_simple_queue_arrives():
    """SimpleQueue.put() is reentrant: code that interrupts put() may call put() on the same queue,
    and no item is lost.

    Docs: library/queue#queue.SimpleQueue.put
    """
    assert interrupted_put(SimpleQueue(), OpenDoor()) == Observed(
        some_would_hang=False, some_arrived=True, none_was_lost=True
    )


@pytest.mark.needs("posix_signals")
def test_a_signal_handler_may_feed_the_get_that_it_interrupts():
    """A SimpleQueue.get() that waits in the main thread returns the item that a signal handler
    puts.

    Docs: library/queue#queue.SimpleQueue.put
    """
    assert simple_queue_demo.fed_by_a_signal_handler(SimpleQueue()) == "from the handler"


def test_a_destructor_may_put_to_a_simple_queue():
    """A __del__ method, which runs wherever the last reference to its object is dropped, may call
    SimpleQueue.put(), and the item arrives.

    Docs: library/queue#queue.SimpleQueue.put
    """

    class Owner:
        def __del__(self):
            q.put("the last words")

    q, owner = SimpleQueue(), Owner()
    del owner
    assert q.get(timeout=PATIENCE) == "the last words"


def test_a_weakref_callback_may_put_to_a_simple_queue():
    """SimpleQueue.put() may be the callback of a weakref.ref: the dead reference becomes the item.

    Docs: library/queue#queue.SimpleQueue.put
    """

    class Owner:
        pass

    q, owner = SimpleQueue(), Owner()
    reference = weakref.ref(owner, q.put)
    assert q.empty()
    del owner
    assert q.get(timeout=PATIENCE) is reference


# ── What it can do ───────────────────────────────────────────────────────────


@pytest.mark.pins("queue.SimpleQueue.put(item)", "queue.SimpleQueue.get")
@pytest.mark.parametrize("make_queue", SIMPLE)
def test_a_simple_queue_is_first_in_first_out_between_threads(make_queue):
    """What one thread puts to a SimpleQueue another thread gets in the same order.

    Docs: library/queue#queue.SimpleQueue
    """
    assert handed_over(make_queue(), count=3) == [0, 1, 2]


@pytest.mark.pins("queue.SimpleQueue.put(item)", "queue.SimpleQueue.get(timeout)")
@pytest.mark.parametrize("make_queue", SIMPLE)
def test_each_item_of_a_simple_queue_goes_to_one_of_several_readers(make_queue):
    """Two threads put items to a SimpleQueue and two others get them: each item is got once.

    Docs: library/queue#queue.SimpleQueue
    """
    q, numbers = make_queue(), range(200)

    def writer():
        for number in numbers:
            q.put(number)

    def reader():
        return [q.get(timeout=PATIENCE) for _ in numbers]

    got = play(writer, writer, reader, reader)
    assert sorted(got[2] + got[3]) == sorted([*numbers, *numbers])
    assert q.empty()


@pytest.mark.pins("queue.SimpleQueue.qsize", "queue.SimpleQueue.empty")
@pytest.mark.parametrize("make_queue", SIMPLE)
def test_a_simple_queue_tells_its_size(make_queue):
    """SimpleQueue.qsize() is the number of items, and empty() is True if there are none.

    Docs: library/queue#queue.SimpleQueue.qsize, library/queue#queue.SimpleQueue.empty
    """
    q = make_queue()
    states = [(q.qsize(), q.empty())]
    for step in (lambda: q.put("a"), lambda: q.put("b"), q.get, q.get):
        step()
        states.append((q.qsize(), q.empty()))
    assert states == [(0, True), (1, False), (2, False), (1, False), (0, True)]


@pytest.mark.pins("queue.SimpleQueue.qsize", "queue.SimpleQueue.empty")
@pytest.mark.parametrize("make_queue", SIMPLE)
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda q: q.qsize() > 0, id="qsize() > 0"),
        pytest.param(lambda q: not q.empty(), id="not empty()"),
    ],
)
@pytest.mark.parametrize(
    ("make_door", "first", "second"),
    [
        pytest.param(OpenDoor, "saw a chance that was gone", "acted", id="no lock"),
        pytest.param(Lock, "acted", "saw none", id="one lock around look and get"),
    ],
)
def test_an_item_that_was_seen_in_a_simple_queue_may_be_gone(
    make_queue, look, make_door, first, second
):
    """SimpleQueue.qsize() > 0 or a false empty() does not guarantee that get() will not block,
    unless all threads hold one Lock around both calls.

    Docs: library/queue#queue.SimpleQueue.qsize, library/queue#queue.SimpleQueue.empty
    """
    q = make_queue()
    q.put("the only item")
    saw = basic_queue_demo.look_then_act(lambda: look(q), q.get_nowait, make_door())
    assert saw == basic_queue_demo.Observed(first, second)


@pytest.mark.pins("queue.SimpleQueue.put(item, block, timeout)")
@pytest.mark.parametrize("make_queue", SIMPLE)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"block": True, "timeout": -1}, id="negative timeout"),
        pytest.param({"block": False, "timeout": 5}, id="timeout without block"),
        pytest.param({"block": "yes", "timeout": "soon"}, id="nonsense"),
    ],
)
def test_put_of_a_simple_queue_ignores_all_but_the_item(make_queue, arguments):
    """SimpleQueue.put(item, block, timeout) ignores block and timeout, which exist for
    compatibility with Queue.put().

    Docs: library/queue#queue.SimpleQueue.put
    """
    q = make_queue()
    assert q.put("item", **arguments) is None
    assert (q.qsize(), q.get_nowait()) == (1, "item")


@pytest.mark.pins("queue.SimpleQueue.put_nowait(item)", "queue.SimpleQueue.get_nowait")
@pytest.mark.parametrize("make_queue", SIMPLE)
def test_the_nowait_methods_of_a_simple_queue_put_and_get(make_queue):
    """SimpleQueue.put_nowait(item) puts an item, and get_nowait() returns one or raises
    queue.Empty.

    Docs: library/queue#queue.SimpleQueue.put_nowait, library/queue#queue.SimpleQueue.get_nowait
    """
    q = make_queue()
    q.put_nowait(item="a")
    q.put_nowait("b")
    assert [q.get_nowait(), q.get_nowait()] == ["a", "b"]
    assert answer(q.get_nowait) == "Empty"


@pytest.mark.pins("queue.SimpleQueue.get(block)", "queue.Empty")
@pytest.mark.parametrize("make_queue", SIMPLE)
def test_get_without_block_raises_the_same_empty_as_a_queue(make_queue):
    """SimpleQueue.get(block=False) on an empty queue raises queue.Empty, whether it is written in C
    or in Python.

    Docs: library/queue#queue.SimpleQueue.get
    """
    with pytest.raises(Empty):
        make_queue().get(block=False)


@pytest.mark.pins("queue.SimpleQueue.get(block, timeout)")
@pytest.mark.parametrize("timeout", [10, -1])
def test_get_of_a_simple_queue_ignores_the_timeout_without_block(timeout):
    """SimpleQueue.get(block=False) returns an item or raises queue.Empty, whatever the timeout is.

    Docs: library/queue#queue.SimpleQueue.get
    """
    q = SimpleQueue()
    with pytest.raises(Empty):
        q.get(block=False, timeout=timeout)
    q.put("item")
    assert q.get(False, timeout) == "item"


if sys.version_info >= (3, 15, 1) or (3, 14, 8) <= sys.version_info < (3, 15):
    PYTHON_TWIN_RAISES = (Empty,)
elif (3, 13, 12) < sys.version_info < (3, 14):
    PYTHON_TWIN_RAISES = (Empty, ValueError)  # mended in one of these
else:
    PYTHON_TWIN_RAISES = (ValueError,)


@pytest.mark.parametrize("timeout", [10, -1])
def test_older_python_twins_of_simple_queue_refuse_a_timeout_without_block(timeout):
    """SimpleQueue written in Python raises queue.Empty for get(block=False, timeout=…) since Python
    3.14.8 and 3.15.1 (gh-156476), and raised ValueError before.

    Docs: library/queue#queue.SimpleQueue.get
    """
    with pytest.raises(PYTHON_TWIN_RAISES):
        queue._PySimpleQueue().get(block=False, timeout=timeout)


def test_the_python_twin_stores_an_item_before_it_lets_a_reader_in(monkeypatch):
    """SimpleQueue written in Python stores the item before it wakes a thread that waits in get():
    a reader that is woken always finds an item.

    Docs: undocumented, and all supported Pythons agree.
    """
    q, sizes = queue._PySimpleQueue(), []
    monkeypatch.setattr(q._count, "release", lambda: sizes.append(q.qsize()))
    q.put("item")
    assert sizes == [1]


# ── What it lacks ────────────────────────────────────────────────────────────


@pytest.mark.pins("queue.SimpleQueue")
@pytest.mark.parametrize("make_queue", SIMPLE)
@pytest.mark.parametrize(
    "name", ["maxsize", "full", "task_done", "join", "unfinished_tasks", "shutdown", "mutex"]
)
def test_a_simple_queue_lacks_what_a_queue_has(make_queue, name):
    """SimpleQueue has no maxsize, no full(), no task tracking, no shutdown() and no mutex.

    Docs: library/queue#queue.SimpleQueue, library/queue#simplequeue-objects
    """
    assert not hasattr(make_queue(), name)


@pytest.mark.pins("queue.SimpleQueue")
@pytest.mark.parametrize("make_queue", SIMPLE)
def test_a_simple_queue_takes_no_maxsize(make_queue):
    """SimpleQueue(3) raises TypeError: a SimpleQueue is unbounded, and put() always succeeds.

    Docs: library/queue#queue.SimpleQueue
    """
    with pytest.raises(TypeError):
        make_queue(3)
    q = make_queue()
    for number in range(100):
        q.put(number, block=False)
    assert q.qsize() == 100


def test_simple_queue_is_not_a_subclass_of_queue():
    """SimpleQueue is not a subclass of Queue but comes, like queue.Empty, from the C module _queue.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert not issubclass(SimpleQueue, Queue)
    assert (SimpleQueue.__module__, Empty.__module__) == ("_queue", "_queue")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase simple_queue` prints, in this order on every run.

    Docs: library/queue#queue.SimpleQueue
    """
    assert tell(simple_queue_demo.main) == [
        "MainThread | 📬 ❌ Queue: its mutex is taken, by the thread that was interrupted",
        "MainThread | would a put() from inside hang? at some steps",
        "MainThread | 🪶 ✅ SimpleQueue: put() is one step",
        "MainThread | would a put() from inside hang? never",
        "MainThread | first in, first out: [0, 1, 2]",
    ]
