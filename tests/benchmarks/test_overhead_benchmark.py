"""🪶 Overhead benchmark: what a thread, a task and a lock cost when there is nothing to do.

    pytest tests/benchmarks

The times are for the report. What is asserted is what lies behind them: how many threads were
started, and an order that no machine turns round.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from timeit import timeit

import pytest

from showcase.parallel_execution.threading_vs_executor import in_a_pool, in_raw_threads
from showcase.utils.stage import may_enter

TASKS = range(100)


def whoami(_):
    """A task with nothing to do."""
    return threading.get_ident(), threading.current_thread().name


@pytest.mark.parametrize(
    ("run", "threads"),
    [
        pytest.param(lambda: in_raw_threads(whoami, TASKS), 100, id="a thread for each task"),
        pytest.param(lambda: in_a_pool(whoami, TASKS, workers=1), 1, id="a pool of one"),
    ],
)
def test_a_pool_saves_the_start_of_a_thread_for_each_task(benchmark, run, threads):
    """A hundred tasks need a hundred raw threads, or one worker that takes them in turn.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    benchmark.group = f"{len(TASKS)} tasks that do nothing"
    names = {name for _, name in benchmark.pedantic(run, rounds=20, warmup_rounds=1)}
    assert len(names) == threads


def test_a_task_for_a_pool_that_is_warm_costs_a_hand_over(benchmark):
    """submit() and result() on an idle pool start no thread: the worker is there already.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    benchmark.group = "one task"
    with ThreadPoolExecutor(1) as pool:
        first, _ = pool.submit(whoami, None).result()
        later, _ = benchmark.pedantic(lambda: pool.submit(whoami, None).result(), rounds=1000)
    assert later == first


LOCKS = [
    pytest.param(threading.Lock, id="Lock"),
    pytest.param(threading.RLock, id="RLock"),
    pytest.param(threading._PyRLock, id="RLock in Python"),
    pytest.param(threading.Condition, id="Condition"),
    pytest.param(threading.Semaphore, id="Semaphore"),
    pytest.param(threading.BoundedSemaphore, id="BoundedSemaphore"),
]


def in_and_out(lock):
    """An uncontended critical section, a hundred times."""
    for _ in range(100):
        with lock:
            pass


@pytest.mark.parametrize("make_lock", LOCKS)
def test_a_lock_that_nobody_else_wants_is_free_again_after_each_use(benchmark, make_lock):
    """What `with lock: pass` costs, and that no round of it leaves the lock held.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    benchmark.group = "with lock: pass, 100 times"
    lock = make_lock()
    benchmark.pedantic(in_and_out, (lock,), rounds=200, warmup_rounds=10)
    assert may_enter(lock)


def test_a_semaphore_costs_more_than_a_lock(benchmark):
    """A Semaphore is Python code around a Condition, which is around a Lock, which is C.

    Docs: library/threading#semaphore-objects
    """
    benchmark.group = "with lock: pass, 100 times"
    lock, semaphore = threading.Lock(), threading.Semaphore()
    benchmark.pedantic(in_and_out, (semaphore,), rounds=200, warmup_rounds=10)
    pairs = [
        [timeit(partial(in_and_out, either), number=10) for either in (lock, semaphore)]
        for _ in range(21)
    ]
    assert median(slow / fast for fast, slow in pairs) > 1
