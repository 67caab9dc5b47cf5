"""✅ task_done() and join(): wait until the work is done, not until the queue is empty.

The story is told, and runs, in showcase/safe_queues/task_done_join_demo.py.
"""

from queue import Full, LifoQueue, PriorityQueue, Queue

import pytest

from showcase.safe_queues import parked, task_done_join_demo
from showcase.safe_queues.queue_with_timeout import (
    Waited,
    Wakes,
    answer,
    nothing,
    waits_until_helped,
)
from showcase.safe_queues.task_done_join_demo import Observed, a_job_fails, careful, forgetful
from showcase.utils.stage import Cue

QUEUES = [
    pytest.param(Queue, id="Queue"),
    pytest.param(LifoQueue, id="LifoQueue"),
    pytest.param(PriorityQueue, id="PriorityQueue"),
]


def test_a_worker_that_skips_task_done_keeps_join_waiting():
    """If an exception skips Queue.task_done(), the count of unfinished tasks stays above zero and
    join() keeps waiting.

    Docs: library/queue#queue.Queue.join
    """
    left_waiting = Observed(join_returned=False, unfinished=1, results=(50.0, 25.0))
    assert a_job_fails(forgetful) == left_waiting


@pytest.mark.pins("queue.Queue.task_done", "queue.Queue.join")
def test_task_done_in_a_finally_lets_join_return_after_an_error():
    """Queue.join() returns when task_done() was called for every job, including a job that failed.

    Docs: library/queue#queue.Queue.task_done
    """
    assert a_job_fails(careful) == Observed(join_returned=True, unfinished=0, results=(50.0, 25.0))


@pytest.mark.pins("queue.Queue.task_done", "queue.Queue.join")
@pytest.mark.parametrize("bosses", [1, 3])
@pytest.mark.parametrize("make_queue", QUEUES)
def test_join_returns_in_all_threads_with_the_last_task_done(make_queue, bosses):
    """Queue.join() returns in every waiting thread when task_done() was called once per item put;
    an empty queue is not enough.

    Docs: library/queue#queue.Queue.join
    """
    events = task_done_join_demo.order_of_events(make_queue(), jobs=3, bosses=bosses)
    assert events == [
        f"{bosses} in join()",
        "0 in the queue",
        *["task_done()"] * 3,
        *["join() returned"] * bosses,
    ]


@pytest.mark.pins("queue.Queue.join")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_join_returns_at_once_where_nothing_was_put(make_queue):
    """With no unfinished task Queue.join() does not block.

    Docs: library/queue#queue.Queue.join
    """
    assert answer(make_queue().join) is None


@pytest.mark.parametrize("make_queue", QUEUES)
def test_join_returns_at_once_where_all_is_done_already(make_queue):
    """Queue.join() does not block if task_done() was already called for every item.

    Docs: library/queue#queue.Queue.join
    """
    q = make_queue()
    q.put(1)
    q.get()
    q.task_done()
    assert answer(q.join) is None


@pytest.mark.pins("queue.Queue.task_done")
@pytest.mark.parametrize("make_queue", QUEUES)
def test_the_unfinished_tasks_are_the_puts_less_the_task_dones(make_queue):
    """Queue.put() adds one to the count of unfinished tasks, task_done() subtracts one, and get()
    leaves the count unchanged.

    Docs: library/queue#queue.Queue.join
    """
    q = make_queue()
    counts = [q.unfinished_tasks]
    for step in (lambda: q.put(1), lambda: q.put_nowait(2), q.get, q.task_done, q.task_done):
        step()
        counts.append(q.unfinished_tasks)
    assert counts == [0, 1, 2, 2, 1, 0]


@pytest.mark.pins("queue.Queue.task_done")
@pytest.mark.parametrize("make_queue", QUEUES)
@pytest.mark.parametrize("items", [0, 1, 2])
def test_one_task_done_too_many_is_refused(make_queue, items):
    """Queue.task_done() raises ValueError when it is called more often than items were put.

    Docs: library/queue#queue.Queue.task_done
    """
    q = make_queue()
    for item in range(items):
        q.put(item)
    for _ in range(items):
        q.task_done()
    with pytest.raises(ValueError, match=r"task_done\(\) called too many times"):
        q.task_done()
    assert q.unfinished_tasks == 0


def test_a_refused_task_done_does_not_count():
    """A Queue.task_done() that raises ValueError leaves the count of unfinished tasks at zero, so
    join() waits for the next item.

    Docs: library/queue#queue.Queue.task_done
    """
    q = Queue()
    with pytest.raises(ValueError):
        q.task_done()
    q.put("item")
    assert waits_until_helped(q.join, q.task_done) == Waited(callers=1, then=None)
    assert q.unfinished_tasks == 0


def test_a_refused_put_does_not_count():
    """An item refused with queue.Full is no unfinished task, so Queue.join() does not wait for it.

    Docs: library/queue#queue.Queue.join
    """
    q = Queue(maxsize=1)
    q.put("item")
    with pytest.raises(Full):
        q.put_nowait("too much")
    q.task_done()
    assert answer(q.join) is None


def test_any_thread_may_declare_a_task_done():
    """Queue.task_done() may be called by a thread that got no item, even while the item is in the
    queue.

    Docs: undocumented, and all supported Pythons agree.
    """
    q = Queue()
    q.put("item")
    assert waits_until_helped(q.join, q.task_done) == Waited(callers=1, then=None)
    assert q.qsize() == 1


def test_a_join_returns_too_early_if_a_job_is_done_before_its_follow_up_is_put():
    """If a worker calls task_done() for a job before it puts the job that follows from it, the
    count of unfinished tasks is zero in between, and Queue.join() may return then, with work left.

    Docs: library/queue#queue.Queue.join
    """
    q, join_has_returned = Queue(), Cue()
    q.put("a job")

    def boss():
        q.join()
        join_has_returned.set()

    def worker():
        q.task_done()
        join_has_returned.wait()
        q.put("its follow-up")

    assert waits_until_helped(boss, worker) == Waited(callers=1, then=None)
    assert q.unfinished_tasks == 1


def test_a_follow_up_that_is_put_before_its_job_is_done_keeps_join_waiting():
    """If a worker puts the job that follows from another one before it calls task_done() for that
    one, Queue.join() waits for both.

    Docs: library/queue#queue.Queue.join
    """
    q, still_waiting = Queue(), []
    q.put("a job")

    def worker():
        q.put("its follow-up")
        q.task_done()
        still_waiting.append(parked("caller"))
        q.task_done()

    assert waits_until_helped(q.join, worker) == Waited(callers=1, then=None)
    assert (still_waiting, q.unfinished_tasks) == ([1], 0)


@pytest.mark.pins("queue.Queue.join")
def test_a_join_that_is_woken_too_late_waits_again():
    """A woken Queue.join() checks again: an item may have been put since the last task_done(), and
    then join() waits again.

    Docs: library/threading#condition-objects
    """
    q = Queue()
    q.put("item")
    q.all_tasks_done = Wakes(q, [nothing, nothing, lambda: setattr(q, "unfinished_tasks", 0)])
    assert q.join() is None
    assert q.all_tasks_done.timeouts == [None, None, None]


def test_join_takes_no_timeout():
    """Queue.join(timeout=1) raises TypeError: join() has no timeout parameter, unlike
    Thread.join(timeout).

    Docs: library/queue#queue.Queue.join
    """
    with pytest.raises(TypeError):
        Queue().join(timeout=1)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase task_done_join` prints, in this order on every run.

    Docs: library/queue#waiting-for-task-completion
    """
    assert tell(task_done_join_demo.main) == [
        "MainThread | 😵 ❌ the error jumps over task_done()",
        "MainThread | join() would never return, unfinished: 1",
        "MainThread | 🧹 ✅ task_done() in a `finally`",
        "MainThread | join() returned, unfinished: 0",
        "MainThread | 1 in join()",
        "MainThread | 0 in the queue",
        "MainThread | task_done()",
        "MainThread | task_done()",
        "MainThread | join() returned",
    ]
