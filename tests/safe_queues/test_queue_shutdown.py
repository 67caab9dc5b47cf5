"""🛑 Queue.shutdown(): put() is refused, waiting calls are released (new in Python 3.13).

The story is told, and runs, in showcase/safe_queues/queue_shutdown_demo.py.
"""

import queue
from queue import LifoQueue, PriorityQueue, Queue

import pytest

from showcase.safe_queues import queue_shutdown_demo
from showcase.safe_queues.queue_shutdown_demo import (
    Observed,
    Released,
    a_job_comes_late,
    released,
    with_a_sentinel,
    with_immediate_shutdown,
    with_shutdown,
)
from showcase.safe_queues.queue_with_timeout import Waited, Wakes, answer, waits_until_helped
from showcase.utils.stage import PATIENCE, may_enter

QUEUES = [
    pytest.param(Queue, id="Queue"),
    pytest.param(LifoQueue, id="LifoQueue"),
    pytest.param(PriorityQueue, id="PriorityQueue"),
]
for_each_queue = pytest.mark.parametrize("make_queue", QUEUES)
at_once_or_later = pytest.mark.parametrize(
    "immediate", [pytest.param(False, id="shutdown()"), pytest.param(True, id="immediate=True")]
)
since_3_13 = pytest.mark.since("3.13")
BOTH_SHUT_DOWN = Released(waited=2, got=("ShutDown", "ShutDown"))
BOTH_RETURNED = Released(waited=2, got=("None", "None"))


# ── Before, and without it ───────────────────────────────────────────────────


def test_behind_a_sentinel_a_late_item_is_accepted_and_never_read():
    """A sentinel does not close a Queue: a later put() succeeds, but the consumer ends at the
    sentinel and leaves that item unread.

    Docs: library/queue#queue.Queue.put, library/queue#terminating-queues
    """
    assert a_job_comes_late(with_a_sentinel) == Observed(
        late_put="accepted", consumed=("job 1", "job 2"), lost=("late job",)
    )


@pytest.mark.before("3.13")
@for_each_queue
def test_a_queue_has_no_shutdown_before_python_3_13(make_queue):
    """Until Python 3.12 a Queue has no method shutdown() and the module queue has no ShutDown.

    Docs: library/queue#queue.Queue.shutdown, library/queue#queue.ShutDown
    """
    assert not hasattr(make_queue(), "shutdown")
    assert not hasattr(queue, "ShutDown")


# ── The entrance ─────────────────────────────────────────────────────────────


@since_3_13
@pytest.mark.pins("queue.Queue.shutdown(immediate)")
@pytest.mark.parametrize(
    ("end", "consumed"),
    [
        pytest.param(with_shutdown, ("job 1", "job 2"), id="shutdown(): the rest is served"),
        pytest.param(with_immediate_shutdown, (), id="immediate=True: the rest is thrown away"),
    ],
)
def test_a_queue_that_is_shut_down_refuses_a_late_item(end, consumed):
    """After Queue.shutdown() put() raises ShutDown, and so does get() once the queue is empty.

    Docs: library/queue#queue.Queue.shutdown, library/queue#queue.ShutDown
    """
    assert a_job_comes_late(end) == Observed(late_put="ShutDown", consumed=consumed, lost=())


@since_3_13
@for_each_queue
@at_once_or_later
@pytest.mark.parametrize("maxsize", [0, 1], ids=["unbounded", "full"])
@pytest.mark.parametrize(
    "put",
    [
        pytest.param(lambda q: q.put(2), id="put"),
        pytest.param(lambda q: q.put_nowait(2), id="put_nowait"),
        pytest.param(lambda q: q.put(2, timeout=PATIENCE), id="put(timeout)"),
        pytest.param(lambda q: q.put(2, timeout=-1), id="put(timeout=-1)"),
    ],
)
def test_every_kind_of_put_raises_shutdown_at_once(make_queue, immediate, maxsize, put):
    """After Queue.shutdown() every put() raises ShutDown, even where it would otherwise wait or
    raise queue.Full or ValueError.

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.shutdown
    """
    q = make_queue(maxsize)
    q.put(1)
    q.shutdown(immediate)
    assert answer(lambda: put(q)) == "ShutDown"
    assert q.qsize() == (0 if immediate else 1)


@since_3_13
@pytest.mark.pins("queue.Queue.shutdown(immediate)", "queue.ShutDown")
@for_each_queue
@at_once_or_later
@pytest.mark.parametrize("timeout", [None, PATIENCE], ids=["put", "put(timeout)"])
def test_a_put_that_waits_is_released_with_shutdown(make_queue, immediate, timeout):
    """Queue.shutdown() makes every blocked put() raise ShutDown, even if immediate=True has just
    freed all slots.

    Docs: library/queue#queue.Queue.shutdown
    """
    q = make_queue(1)
    q.put(1)
    outcome = released(lambda: q.put(2, timeout=timeout), lambda: q.shutdown(immediate), waiters=2)
    assert outcome == BOTH_SHUT_DOWN
    assert q.qsize() == (0 if immediate else 1)


# ── The exit ─────────────────────────────────────────────────────────────────


@since_3_13
@pytest.mark.pins("queue.Queue.shutdown(immediate)", "queue.ShutDown")
@for_each_queue
@at_once_or_later
@pytest.mark.parametrize("timeout", [None, PATIENCE], ids=["get", "get(timeout)"])
def test_a_get_that_waits_is_released_with_shutdown(make_queue, immediate, timeout):
    """Queue.shutdown() makes every get() that is blocked at the empty queue raise ShutDown.

    Docs: library/queue#queue.Queue.shutdown
    """
    q = make_queue()
    outcome = released(lambda: q.get(timeout=timeout), lambda: q.shutdown(immediate), waiters=2)
    assert outcome == BOTH_SHUT_DOWN


GETS = pytest.mark.parametrize(
    "get",
    [
        pytest.param(lambda q: q.get(), id="get"),
        pytest.param(lambda q: q.get_nowait(), id="get_nowait"),
        pytest.param(lambda q: q.get(timeout=PATIENCE), id="get(timeout)"),
    ],
)


@since_3_13
@pytest.mark.pins("queue.Queue.get")
@for_each_queue
@GETS
def test_every_kind_of_get_serves_what_is_left_and_then_raises_shutdown(make_queue, get):
    """After Queue.shutdown() get() returns the items that are left, and then raises ShutDown
    instead of queue.Empty.

    Docs: library/queue#queue.Queue.get, library/queue#queue.Queue.shutdown
    """
    q = make_queue()
    q.put(1), q.put(2)
    q.shutdown()
    assert {answer(lambda: get(q)), answer(lambda: get(q))} == {1, 2}
    assert answer(lambda: get(q)) == "ShutDown"


@since_3_13
@for_each_queue
@GETS
def test_every_kind_of_get_raises_shutdown_after_an_immediate_shutdown(make_queue, get):
    """Queue.shutdown(immediate=True) drains the queue, so every get() raises ShutDown.

    Docs: library/queue#queue.Queue.get, library/queue#queue.Queue.shutdown
    """
    q = make_queue()
    q.put(1), q.put(2), q.put(3)
    q.shutdown(immediate=True)
    assert (q.qsize(), q.empty()) == (0, True)
    assert answer(lambda: get(q)) == "ShutDown"


@since_3_13
@for_each_queue
@pytest.mark.parametrize("timeout", [None, 9])
def test_a_get_that_is_woken_by_a_shutdown_takes_an_item_that_is_there(make_queue, timeout):
    """A woken Queue.get() returns an available item even after a shutdown; it raises ShutDown only
    if the queue is empty.

    Docs: library/queue#queue.Queue.get
    """
    q = make_queue()

    def an_item_and_the_shutdown():
        q._put("item")
        q.is_shutdown = True

    q.not_empty = Wakes(q, [an_item_and_the_shutdown])
    assert q.get(timeout=timeout) == "item"


@since_3_13
@pytest.mark.parametrize("timeout", [None, 9])
def test_a_put_that_is_woken_for_nothing_waits_on_until_the_shutdown(timeout):
    """A blocked Queue.put() that is woken while the queue is still full waits again, and raises
    ShutDown when it is woken after the shutdown.

    Docs: library/queue#queue.Queue.put
    """
    q = Queue(1)
    q.put("item")
    q.not_full = Wakes(q, [lambda: None, lambda: setattr(q, "is_shutdown", True)])
    with pytest.raises(queue.ShutDown):
        q.put("more", timeout=timeout)
    assert len(q.not_full.timeouts) == 2


# ── What join() sees of it ───────────────────────────────────────────────────


@since_3_13
@pytest.mark.pins("queue.Queue.shutdown(immediate)")
@for_each_queue
def test_join_still_waits_for_the_rest_after_a_shutdown(make_queue):
    """Queue.shutdown() leaves the count of unfinished tasks as it is: join() returns when all
    remaining items were taken and declared done.

    Docs: library/queue#queue.Queue.shutdown
    """
    q = make_queue()
    q.put(1), q.put(2)
    q.shutdown()
    assert q.unfinished_tasks == 2

    def wind_down():
        for _ in range(2):
            q.get()
            q.task_done()

    assert released(q.join, by=wind_down, waiters=2) == BOTH_RETURNED


@since_3_13
@pytest.mark.pins("queue.Queue.shutdown(immediate)", "queue.Queue.join")
@for_each_queue
def test_an_immediate_shutdown_releases_all_who_join(make_queue):
    """Queue.shutdown(immediate=True) counts the items that it drains as done, so every join()
    returns although nobody worked on them.

    Docs: library/queue#queue.Queue.shutdown
    """
    q = make_queue()
    q.put(1), q.put(2), q.put(3)
    outcome = released(q.join, by=lambda: q.shutdown(immediate=True), waiters=2)
    assert (outcome, q.unfinished_tasks) == (BOTH_RETURNED, 0)


@since_3_13
@pytest.mark.pins("queue.Queue.task_done")
@for_each_queue
def test_join_waits_for_the_item_in_hand_after_an_immediate_shutdown(make_queue):
    """Queue.shutdown(immediate=True) counts only drained items as done: join() still waits for
    task_done() of an item that was taken before.

    Docs: library/queue#queue.Queue.shutdown
    """
    q = make_queue()
    q.put(1), q.put(2), q.put(3)
    q.get()
    q.shutdown(immediate=True)
    assert q.unfinished_tasks == 1
    assert waits_until_helped(q.join, q.task_done) == Waited(callers=1, then=None)
    with pytest.raises(ValueError):
        q.task_done()


@since_3_13
def test_an_immediate_shutdown_never_counts_below_zero():
    """Queue.shutdown(immediate=True) never makes the count of unfinished tasks negative, even if
    task_done() was called for items that are still in the queue.

    Docs: undocumented, and all supported Pythons agree since 3.13.
    """
    q = Queue()
    q.put(1), q.put(2), q.put(3)
    q.task_done(), q.task_done()
    q.shutdown(immediate=True)
    assert (q.qsize(), q.unfinished_tasks) == (0, 0)
    assert answer(q.join) is None


@since_3_13
def test_join_and_task_done_still_work_after_a_shutdown():
    """After Queue.shutdown() task_done() and join() do not raise ShutDown, so an item that was
    taken before can be finished.

    Docs: library/queue#queue.Queue.shutdown
    """
    q = Queue()
    q.put(1)
    q.get()
    q.shutdown()
    q.task_done()
    assert answer(q.join) is None


# ── The state ────────────────────────────────────────────────────────────────


@since_3_13
@for_each_queue
@at_once_or_later
def test_is_shutdown_tells_the_state(make_queue, immediate):
    """The attribute Queue.is_shutdown is False until shutdown() makes it True for good.

    Docs: undocumented, and all supported Pythons agree since 3.13.
    """
    q = make_queue()
    states = [q.is_shutdown]
    for _ in range(2):
        assert q.shutdown(immediate=immediate) is None
        states.append(q.is_shutdown)
    assert states == [False, True, True]


@since_3_13
@pytest.mark.pins("queue.Queue.shutdown(immediate)")
def test_a_gentle_shutdown_may_be_followed_by_an_immediate_one():
    """Queue.shutdown() may be called twice: a second call with immediate=True drains the queue.

    Docs: undocumented, and all supported Pythons agree since 3.13.
    """
    q = Queue()
    q.put("item")
    q.shutdown()
    assert q.qsize() == 1
    q.shutdown(immediate=True)
    assert (q.qsize(), answer(q.get)) == (0, "ShutDown")


@since_3_13
@pytest.mark.pins("queue.ShutDown")
def test_the_shutdown_exception_is_neither_empty_nor_full():
    """queue.ShutDown derives directly from Exception, so neither `except Empty` nor `except Full`
    catches it.

    Docs: library/queue#queue.ShutDown
    """
    assert queue.ShutDown.__bases__ == (Exception,)


@since_3_13
@at_once_or_later
def test_qsize_empty_and_full_answer_after_a_shutdown(immediate):
    """After Queue.shutdown() qsize(), empty() and full() do not raise ShutDown but tell how many
    items are left.

    Docs: undocumented, and all supported Pythons agree since 3.13.
    """
    q = Queue(maxsize=1)
    q.put("item")
    q.shutdown(immediate)
    assert (q.qsize(), q.empty(), q.full()) == ((0, True, False) if immediate else (1, False, True))


@since_3_13
@for_each_queue
def test_an_immediate_shutdown_drains_a_subclass_by_its_own_methods(make_queue):
    """Queue.shutdown(immediate=True) drains the queue by calling _get() until _qsize() is 0, so a
    subclass that stores its items in another way is drained as well.

    Docs: undocumented, and all supported Pythons agree since 3.13.
    """

    class Noted(make_queue):
        def _get(self):
            drained.append(super()._get())

    q, drained = Noted(), []
    q.put(1), q.put(2)
    q.shutdown(immediate=True)
    assert sorted(drained) == [1, 2]


@since_3_13
def test_an_immediate_shutdown_drops_its_items_with_the_mutex_held():
    """Queue.shutdown(immediate=True) drops the items with its mutex held, so a put() to the same
    queue in the __del__ method of an item would wait for ever.

    Docs: library/queue, library/queue#queue.Queue.shutdown
    """

    class Item:
        def __del__(self):
            could_put.append(may_enter(q.mutex))

    q, could_put = Queue(), []
    q.put(Item())
    q.shutdown(immediate=True)
    assert could_put == [False]


@pytest.mark.parametrize(
    "there_is_shutdown",
    [
        pytest.param(False, id="as before 3.13"),
        pytest.param(True, marks=since_3_13, id="since 3.13"),
    ],
)
def test_the_demo_tells_this_story(there_is_shutdown, tell, monkeypatch):
    """❌ before ✅: what `python -m showcase queue_shutdown` prints; it is shorter before 3.13.

    Docs: library/queue#terminating-queues
    """
    if not there_is_shutdown:
        monkeypatch.delattr(queue.Queue, "shutdown", raising=False)
    story = [
        "MainThread | 🏁 ❌ a sentinel: a late item is accepted, and never read",
        "MainThread | the late put: accepted; consumed: 2, lost: 1",
    ]
    if there_is_shutdown:
        story += [
            "MainThread | 🛑 ✅ shutdown(): a late item is refused with ShutDown",
            "MainThread | the late put: ShutDown; consumed: 2, lost: 0",
            "MainThread | 🧨 ✅ shutdown(immediate=True): the jobs that are left are dropped",
            "MainThread | the late put: ShutDown; consumed: 0, lost: 0",
            "MainThread | 2 waited and got: ShutDown, ShutDown",
        ]
    else:
        story += ["MainThread | 🛑 shutdown() is new in Python 3.13"]
    assert tell(queue_shutdown_demo.main) == story
