"""📬 Queue: first in, first out, and a reader that comes too early waits.

The story is told, and runs, in showcase/safe_queues/basic_queue_demo.py.
"""

import inspect
import queue
import sys
import weakref
from collections import deque
from queue import Empty, Full, LifoQueue, PriorityQueue, Queue, SimpleQueue
from threading import Condition, Lock
from types import GenericAlias

import pytest

from showcase.safe_queues import basic_queue_demo, parked
from showcase.safe_queues.basic_queue_demo import Observed, PlainBox, Visit
from showcase.safe_queues.queue_with_timeout import waits_until_helped
from showcase.utils.stage import OpenDoor

QUEUES = [
    pytest.param(Queue, id="Queue"),
    pytest.param(LifoQueue, id="LifoQueue"),
    pytest.param(PriorityQueue, id="PriorityQueue"),
]


def test_a_reader_at_a_plain_deque_does_not_wait():
    """collections.deque.popleft() raises IndexError on an empty deque; it never waits for an item.

    Docs: library/collections#collections.deque.popleft
    """
    assert basic_queue_demo.reader_first(PlainBox) == Visit(waited=False, got="nothing")


def test_a_deque_can_be_indexed_and_a_queue_cannot():
    """A collections.deque supports indexing; Queue()[0] raises TypeError.

    Docs: library/queue#simplequeue-objects, library/collections#collections.deque
    """
    letters = deque("abc")
    assert (letters[0], letters[-1]) == ("a", "c")
    with pytest.raises(TypeError):
        Queue()[0]


@pytest.mark.pins("queue.Queue.get", "queue.Queue.put(item)")
@pytest.mark.parametrize(
    "make_queue", [*QUEUES, pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python")]
)
def test_a_reader_at_a_queue_waits_for_the_writer(make_queue):
    """Queue.get() and SimpleQueue.get() on an empty queue block by default until another thread
    puts an item.

    Docs: library/queue#queue.Queue.get, library/queue#queue.SimpleQueue.get
    """
    assert basic_queue_demo.reader_first(make_queue) == Visit(waited=True, got="a letter")


@pytest.mark.pins("queue.Queue", "queue.LifoQueue", "queue.PriorityQueue", "queue.SimpleQueue")
@pytest.mark.parametrize(
    ("make_queue", "comes_out"),
    [
        pytest.param(PlainBox, [3, 1, 2, 0], id="a deque: in order of arrival"),
        pytest.param(Queue, [3, 1, 2, 0], id="Queue: in order of arrival"),
        pytest.param(SimpleQueue, [3, 1, 2, 0], id="SimpleQueue: in order of arrival"),
        pytest.param(queue._PySimpleQueue, [3, 1, 2, 0], id="SimpleQueue in Python: the same"),
        pytest.param(LifoQueue, [0, 2, 1, 3], id="LifoQueue: last in, first out"),
        pytest.param(PriorityQueue, [0, 1, 2, 3], id="PriorityQueue: smallest first"),
    ],
)
def test_the_types_of_queue_differ_in_the_order_of_retrieval(make_queue, comes_out):
    """Queue and SimpleQueue are FIFO, LifoQueue retrieves the newest item first, PriorityQueue the
    lowest.

    Docs: library/queue
    """
    assert basic_queue_demo.through(make_queue(), [3, 1, 2, 0]) == comes_out


@pytest.mark.pins("queue.Queue.qsize", "queue.Queue.empty", "queue.Queue.full")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_qsize_empty_and_full_follow_each_put_and_get(make_queue):
    """Queue.qsize() is the number of items, empty() is True if there are none, and full() is True
    if there are maxsize.

    Docs: library/queue#queue-objects
    """
    q = make_queue(maxsize=2)
    states = [(q.qsize(), q.empty(), q.full())]
    for step in (lambda: q.put(1), lambda: q.put(2), q.get, q.get):
        step()
        states.append((q.qsize(), q.empty(), q.full()))
    assert states == [
        (0, True, False),
        (1, False, False),
        (2, False, True),
        (1, False, False),
        (0, True, False),
    ]


@pytest.mark.pins("queue.Queue.get_nowait", "queue.Empty")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_get_nowait_takes_an_item_or_raises_empty(make_queue):
    """Queue.get_nowait() returns an item if one is available, and raises queue.Empty otherwise.

    Docs: library/queue#queue.Queue.get_nowait, library/queue#queue.Empty
    """
    q = make_queue()
    q.put("item")
    assert q.get_nowait() == "item"
    with pytest.raises(Empty):
        q.get_nowait()


@pytest.mark.pins("queue.Queue.put_nowait(item)", "queue.Full")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_put_nowait_puts_an_item_or_raises_full(make_queue):
    """Queue.put_nowait(item) puts the item if a slot is free, and raises queue.Full otherwise.

    Docs: library/queue#queue.Queue.put_nowait, library/queue#queue.Full
    """
    q = make_queue(maxsize=1)
    q.put_nowait(1)
    with pytest.raises(Full):
        q.put_nowait(2)
    assert q.get_nowait() == 1


@pytest.mark.parametrize(
    "item", [pytest.param(i, id=repr(i)) for i in (None, False, 0, "", (), [])]
)
def test_none_and_false_values_are_items_like_any_other(item):
    """Queue.put() takes None and false values like any other item, and the same object comes out.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = Queue()
    q.put(item)
    assert q.qsize() == 1
    assert q.get_nowait() is item


@pytest.mark.parametrize(
    "make_queue",
    [
        *QUEUES,
        pytest.param(SimpleQueue, id="SimpleQueue"),
        pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python"),
    ],
)
def test_a_queue_keeps_an_item_in_memory_only_until_it_is_taken(make_queue):
    """A Queue or SimpleQueue refers to an item while the item is in it, and not after get().

    Docs: undocumented, and all supported Pythons agree.
    """

    class Item:
        pass

    q, item = make_queue(), Item()
    watch = weakref.ref(item)
    q.put(item)
    del item
    assert watch() is not None
    q.get_nowait()
    assert watch() is None


def test_an_empty_queue_is_true_and_has_no_length():
    """A Queue defines neither __bool__ nor __len__: bool(q) is always True, and len(q) raises
    TypeError.

    Docs: reference/datamodel#object.__bool__, reference/datamodel#object.__len__
    """
    assert bool(Queue())
    with pytest.raises(TypeError):
        len(Queue())


def get(q):
    return q.get_nowait()


def put(q):
    q.put_nowait("x")


LOOKS = [
    pytest.param(0, 1, lambda q: not q.empty(), get, id="not empty(), then get"),
    pytest.param(0, 1, lambda q: q.qsize() > 0, get, id="qsize() > 0, then get"),
    pytest.param(1, 1, lambda q: q.full(), get, id="full(), then get"),
    pytest.param(2, 1, lambda q: not q.full(), put, id="not full(), then put"),
    pytest.param(2, 1, lambda q: q.qsize() < 2, put, id="qsize() < 2, then put"),
    pytest.param(1, 0, lambda q: q.empty(), put, id="empty(), then put"),
]


def queue_with(maxsize, items):
    q = Queue(maxsize)
    for _ in range(items):
        q.put("the only item")
    return q


@pytest.mark.pins("queue.Queue.qsize", "queue.Queue.empty", "queue.Queue.full")
@pytest.mark.parametrize(("maxsize", "items", "look", "act"), LOOKS)
def test_an_answer_of_empty_full_or_qsize_may_be_outdated_at_once(maxsize, items, look, act):
    """An answer from Queue.empty(), full() or qsize() does not guarantee that a following put() or
    get() will not block: another thread may act in between.

    Docs: library/queue#queue.Queue.empty, library/queue#queue.Queue.full,
    library/queue#queue.Queue.qsize
    """
    q = queue_with(maxsize, items)
    gone = Observed(first="saw a chance that was gone", second="acted")
    assert basic_queue_demo.look_then_act(lambda: look(q), lambda: act(q), OpenDoor()) == gone


@pytest.mark.parametrize(("maxsize", "items", "look", "act"), LOOKS)
def test_one_lock_around_check_and_act_keeps_the_answer_true(maxsize, items, look, act):
    """If every thread holds one Lock while it calls Queue.empty(), full() or qsize() and then put()
    or get(), no other thread acts in between.

    Docs: library/threading#lock-objects
    """
    q = queue_with(maxsize, items)
    taken = Observed(first="acted", second="saw none")
    assert basic_queue_demo.look_then_act(lambda: look(q), lambda: act(q), Lock()) == taken


def test_only_one_of_two_threads_that_saw_the_last_item_gets_it():
    """Two threads may both see Queue.empty() return False, but get_nowait() raises queue.Empty in
    the thread that is later. With a Lock around both calls that thread sees empty() return True.

    Docs: library/queue#queue.Queue.empty, library/queue#queue.Queue.get_nowait
    """
    gone = Observed(first="saw a chance that was gone", second="acted")
    assert basic_queue_demo.take_the_only_item(OpenDoor()) == gone
    assert basic_queue_demo.take_the_only_item(Lock()) == Observed(first="acted", second="saw none")


@pytest.mark.pins("queue.Empty", "queue.Full")
@pytest.mark.parametrize("error", [pytest.param(Empty, id="Empty"), pytest.param(Full, id="Full")])
def test_empty_and_full_derive_directly_from_exception(error):
    """queue.Empty and queue.Full derive from Exception directly, and neither from the other.

    Docs: library/queue#queue.Empty, library/queue#queue.Full
    """
    assert error.__bases__ == (Exception,)


def test_the_queue_module_exports_four_queues_and_their_exceptions():
    """queue.__all__ holds Queue, LifoQueue, PriorityQueue, SimpleQueue, Empty and Full, and
    ShutDown since Python 3.13.

    Docs: library/queue
    """
    names = {"Empty", "Full", "Queue", "PriorityQueue", "LifoQueue", "SimpleQueue"}
    if sys.version_info >= (3, 13):
        names.add("ShutDown")
    assert set(queue.__all__) == names
    assert all(hasattr(queue, name) for name in names)


@pytest.mark.parametrize(
    "make_queue",
    [
        *QUEUES,
        pytest.param(SimpleQueue, id="SimpleQueue"),
        pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python"),
    ],
)
def test_a_queue_class_takes_the_type_of_its_items_in_brackets(make_queue):
    """Queue classes can be subscripted: Queue[int] is a types.GenericAlias, and calling it makes a
    plain Queue.

    Docs: library/types#types.GenericAlias
    """
    alias = make_queue[int]
    assert type(alias) is GenericAlias
    assert (alias.__origin__, alias.__args__) == (make_queue, (int,))
    assert type(alias()) is make_queue


@pytest.mark.pins(
    "queue.Queue.put(item, block, timeout)",
    "queue.Queue.get(block, timeout)",
    "queue.SimpleQueue.put(item, block, timeout)",
    "queue.SimpleQueue.get(block, timeout)",
)
@pytest.mark.parametrize(
    "make_queue",
    [
        *QUEUES,
        pytest.param(SimpleQueue, id="SimpleQueue"),
        pytest.param(queue._PySimpleQueue, id="SimpleQueue in Python"),
    ],
)
def test_all_queues_take_the_same_arguments_in_the_same_order(make_queue):
    """The parameters of put(), get(), put_nowait() and get_nowait() have the documented names,
    order and defaults, and are the same in Queue, its subclasses and SimpleQueue.

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.get,
    library/queue#queue.SimpleQueue.put, library/queue#queue.SimpleQueue.get
    """
    methods = (make_queue.put, make_queue.get, make_queue.put_nowait, make_queue.get_nowait)
    parameters = [str(inspect.signature(method)).replace("self, /", "self") for method in methods]
    assert parameters == [
        "(self, item, block=True, timeout=None)",
        "(self, block=True, timeout=None)",
        "(self, item)",
        "(self)",
    ]


@pytest.mark.pins("queue.Queue.put_nowait(item)", "queue.Queue.get_nowait")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_put_nowait_and_get_nowait_call_put_and_get(make_queue):
    """Queue.put_nowait(item) calls put(item, block=False) and get_nowait() calls get(block=False):
    a subclass that overrides put() and get() changes them as well.

    Docs: library/queue#queue.Queue.put_nowait, library/queue#queue.Queue.get_nowait
    """

    class Noted(make_queue):
        def put(self, item, block=True, timeout=None):
            return ("put", item, block, timeout)

        def get(self, block=True, timeout=None):
            return ("get", block, timeout)

    assert Noted().put_nowait("item") == ("put", "item", False, None)
    assert Noted().get_nowait() == ("get", False, None)


# ── What a subclass may replace, and the mutex ───────────────────────────────


class Watched(Queue):
    """A queue that stores in a set (each item once), and notes whether the mutex is held."""

    def _init(self, maxsize):
        self.sizes, self.items, self.held = [maxsize], set(), []

    def _qsize(self):
        self.held.append(self.mutex.locked())
        return len(self.items)

    def _put(self, item):
        self.held.append(self.mutex.locked())
        self.items.add(item)

    def _get(self):
        self.held.append(self.mutex.locked())
        return self.items.pop()


def test_a_subclass_of_queue_may_store_its_items_in_another_way():
    """Queue stores its items by calling _init(), _qsize(), _put() and _get(), which a subclass may
    override.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = Watched(maxsize=5)
    for item in ("a", "a"):
        q.put(item)
    assert (q.sizes, q.qsize(), q.get_nowait(), q.empty()) == ([5], 1, "a", True)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda q: q.qsize(), id="qsize"),
        pytest.param(lambda q: q.empty(), id="empty"),
        pytest.param(lambda q: q.full(), id="full"),
        pytest.param(lambda q: q.put("b"), id="put"),
        pytest.param(lambda q: q.get(), id="get"),
    ],
)
def test_a_queue_looks_at_its_items_only_with_the_mutex_held(call):
    """Queue.qsize(), empty(), full(), put() and get() hold Queue.mutex while they use the items.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = Watched(maxsize=5)
    q.put("a")
    q.held.clear()
    call(q)
    assert q.held
    assert all(q.held)
    assert not q.mutex.locked()


class Counted(Queue):
    """A queue that notes whether the mutex is held while the unfinished tasks are counted."""

    def __init__(self):
        self.held = []
        super().__init__()
        self.held.clear()

    @property
    def unfinished_tasks(self):
        self.held.append(self.mutex.locked())
        return self.count

    @unfinished_tasks.setter
    def unfinished_tasks(self, count):
        self.held.append(self.mutex.locked())
        self.count = count


@pytest.mark.parametrize(
    ("call", "count"),
    [
        pytest.param(lambda q: q.put("b"), 2, id="put"),
        pytest.param(lambda q: q.task_done(), 0, id="task_done"),
        pytest.param(lambda q: (q.task_done(), q.join()), 0, id="join"),
        pytest.param(
            lambda q: q.shutdown(immediate=True),
            0,
            id="shutdown(immediate=True)",
            marks=pytest.mark.since("3.13"),
        ),
    ],
)
def test_a_queue_counts_its_unfinished_tasks_only_with_the_mutex_held(call, count):
    """Queue.put(), task_done(), join() and shutdown(immediate=True) hold Queue.mutex while they
    use the count of unfinished tasks, so no thread overwrites what another one has counted.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = Counted()
    q.put("a")
    q.held.clear()
    call(q)
    assert q.count == count
    assert q.held
    assert all(q.held)


class Bell(Condition):
    """A Condition that notes whom it wakes."""

    def __init__(self, name, q, heard):
        super().__init__(q.mutex)
        self.name, self.heard = name, heard

    def notify(self, n=1):
        self.heard.append((self.name, n))

    def notify_all(self):
        self.heard.append((self.name, "all"))


@pytest.mark.parametrize(
    ("call", "woken"),
    [
        pytest.param(lambda q: q.put(3), [("not_empty", 1)], id="put wakes one getter"),
        pytest.param(
            lambda q: q.put_nowait(3), [("not_empty", 1)], id="put_nowait wakes one getter"
        ),
        pytest.param(lambda q: q.get(), [("not_full", 1)], id="get wakes one putter"),
        pytest.param(lambda q: q.get_nowait(), [("not_full", 1)], id="get_nowait wakes one putter"),
        pytest.param(lambda q: q.task_done(), [], id="task_done wakes nobody while work is left"),
    ],
)
@pytest.mark.parametrize("make_queue", QUEUES)
def test_put_and_get_of_a_queue_wake_one_waiting_thread(make_queue, call, woken):
    """Queue.put() notifies one waiter of not_empty, get() one waiter of not_full, and task_done()
    nobody while tasks are unfinished.

    Docs: undocumented, and all supported Pythons agree.
    """
    q, heard = make_queue(), []
    q.put(1), q.put(2)
    for name in ("not_empty", "not_full", "all_tasks_done"):
        setattr(q, name, Bell(name, q, heard))
    call(q)
    assert heard == woken


def test_the_last_task_done_wakes_all_who_join():
    """Queue.task_done() notifies every waiter of all_tasks_done when the count of unfinished tasks
    falls to zero.

    Docs: undocumented, and all supported Pythons agree.
    """
    q, heard = Queue(), []
    q.put(1)
    q.all_tasks_done = Bell("all_tasks_done", q, heard)
    q.task_done()
    assert heard == [("all_tasks_done", "all")]


def test_parked_counts_the_waiting_threads_of_a_name():
    """parked(name), by which the scenarios see that threads wait at a Queue, counts the threads of
    that name that are in Condition.wait().

    Docs: library/sys#sys._current_frames
    """
    q, seen = Queue(), []

    def look():
        seen.extend(parked(name) for name in ("caller", "helper", "nobody"))
        q.put("item")

    waits_until_helped(q.get, look)
    assert seen == [1, 0, 0]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase basic_queue` prints, in this order on every run.

    Docs: library/queue#queue-objects
    """
    assert tell(basic_queue_demo.main) == [
        "MainThread | 📦 ❌ a deque: a reader that comes too early gets nothing",
        "reader | anything for me?",
        "reader | I got nothing",
        "writer | I write",
        "MainThread | 📬 ✅ a Queue: a reader that comes too early waits",
        "reader | anything for me?",
        "writer | I write",
        "reader | I got a letter",
        "MainThread | first in, first out: ['a', 'b', 'c']",
        "MainThread | 🚪 ❌ look first, then take: another thread may come between",
        "first | I saw a chance that was gone",
        "MainThread | 🔒 ✅ one lock around both",
        "second | the door is shut, so I wait",
        "first | I acted",
    ]
