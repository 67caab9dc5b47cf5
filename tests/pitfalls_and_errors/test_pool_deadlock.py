"""🏊 Pool deadlock: all workers wait for what no worker is left to do.

The story is told, and runs, in showcase/pitfalls_and_errors/pool_deadlock_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import pool_deadlock_demo


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor(max_workers)")
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_tasks_nested_deeper_than_the_pool_has_workers_never_end(workers):
    """A task that waits for another task of its own ThreadPoolExecutor keeps its worker meanwhile.
    When all workers wait like this, the next task stays pending: its Future can still be cancelled.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    stuck = pool_deadlock_demo.nested_tasks(levels=workers + 1, workers=workers)
    assert stuck == f"level {workers + 1} never begins"


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_tasks_nested_as_deep_as_there_are_workers_end(levels):
    """Nested tasks end if the ThreadPoolExecutor has a worker for each level: more workers only
    move the depth at which nested tasks get stuck.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert pool_deadlock_demo.nested_tasks(levels, levels) == f"level {levels} is done"


def test_a_pool_for_each_level_lets_nested_tasks_end():
    """If each level of nested tasks has a ThreadPoolExecutor of its own, waiting goes one way only,
    from one pool to the next, and there is no cycle.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    said = pool_deadlock_demo.nested_tasks(levels=4, workers=1, a_pool_each=True)
    assert said == "level 4 is done"


@pytest.mark.pins("concurrent.futures.Future.result(timeout)")
@pytest.mark.parametrize(
    ("both_wait", "end"),
    [
        pytest.param(True, "the second gives up", id="both wait: one has to give up"),
        pytest.param(False, "the second is done", id="one waits"),
    ],
)
def test_two_tasks_that_wait_for_each_other_never_get_a_result(both_wait, end):
    """Future.result() in two tasks of a ThreadPoolExecutor that wait for each other is a deadlock,
    though both have a worker: only a timeout ends it.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert pool_deadlock_demo.wait_for_each_other(both_wait) == end


def test_callbacks_chain_tasks_without_a_worker_that_waits():
    """Future.add_done_callback() can submit the next task when one has ended: no worker waits for
    another task, and one worker is enough.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    levels, workers = pool_deadlock_demo.chained_tasks(levels=4)
    assert (levels, workers) == ([1, 2, 3, 4], 1)


@pytest.mark.pins("threading.Barrier(parties)", "threading.Barrier.abort")
def test_a_barrier_for_more_parties_than_workers_is_never_passed():
    """If a Barrier has more parties than the ThreadPoolExecutor has workers, each worker waits at
    the Barrier for a task that waits for a worker: only Barrier.abort() ends it, and all get
    BrokenBarrierError.

    Docs: library/threading#threading.Barrier.wait, library/threading#threading.Barrier.abort
    """
    waiting, fates = pool_deadlock_demo.barrier_in_a_pool(parties=3, workers=2)
    assert (waiting, fates) == (2, ["broken"] * 3)


def test_a_barrier_for_as_many_parties_as_workers_is_passed():
    """If a ThreadPoolExecutor has as many workers as a Barrier has parties, every task that waits
    at the Barrier has a worker, and all of them pass.

    Docs: library/threading#threading.Barrier.wait
    """
    waiting, fates = pool_deadlock_demo.barrier_in_a_pool(parties=3, workers=3)
    assert (waiting, fates) == (0, ["passed"] * 3)


@pytest.mark.pins("concurrent.futures.Executor.shutdown(wait)")
def test_a_worker_that_shuts_its_own_pool_down_would_have_to_join_itself():
    """Executor.shutdown(wait=True) in a task joins all workers of the pool, the one that runs the
    task as well: a thread cannot join itself, and RuntimeError is raised.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown,
    library/threading#threading.Thread.join
    """
    error = pool_deadlock_demo.shut_down_from_inside(wait=True)
    assert error == "RuntimeError: cannot join current thread"


def test_a_worker_may_shut_its_own_pool_down_without_waiting():
    """Executor.shutdown(wait=False) joins no worker, so a task may call it for its own pool.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert pool_deadlock_demo.shut_down_from_inside(wait=False) == "shut down"


@pytest.mark.pins("queue.Queue.put_nowait", "queue.Full")
def test_a_consumer_that_fills_its_own_bounded_queue_is_stuck():
    """If the only consumer of a bounded Queue puts more into it than it takes out, put() would wait
    for that same consumer; put_nowait() raises Full there.

    Docs: library/queue#queue.Queue.put, library/queue#queue.Queue.put_nowait
    """
    assert pool_deadlock_demo.feed_yourself(a_queue_each=False) == "Full at the back wheel"


def test_a_consumer_that_fills_the_next_queue_goes_on():
    """A consumer that puts what it makes into the Queue of the next stage never has to wait for
    itself.

    Docs: library/queue#queue.Queue
    """
    assert pool_deadlock_demo.feed_yourself(a_queue_each=True) == "2 parts"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase pool_deadlock` prints, in this order on every run.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert tell(pool_deadlock_demo.main) == [
        "MainThread | ❌ 3 levels, 2 workers: level 3 never begins",
        "MainThread | ✅ 3 levels, 3 workers: level 3 is done",
        "MainThread | ❌ two tasks wait for each other: the second gives up",
        "MainThread | ✅ one waits, one does not: the second is done",
        "MainThread | ✅ a pool for each level, workers in each: 1: level 2 is done",
        "MainThread | ✅ callbacks: levels [1, 2, 3], workers: 1",
        "MainThread | ❌ a barrier for 3, 2 workers: broken, broken, broken",
        "MainThread | ✅ a barrier for 3, 3 workers: passed, passed, passed",
        "MainThread | ❌ shutdown() from inside: RuntimeError: cannot join current thread",
        "MainThread | ✅ shutdown(wait=False) from inside: shut down",
        "MainThread | ❌ a worker feeds its own queue: Full at the back wheel",
        "MainThread | ✅ it feeds the next one: 2 parts",
    ]
