"""🌡️ Pool saturation: how many tasks wait in a pool's queue, and how many workers are busy.

The story is told, and runs, in showcase/diagnostics/pool_saturation_demo.py.
"""

import sys
from concurrent.futures import wait
from dataclasses import replace
from functools import partial
from itertools import accumulate, cycle
from types import SimpleNamespace

import pytest

from showcase.diagnostics import pool_saturation_demo
from showcase.diagnostics.pool_saturation_demo import Gauge, GaugedPool, ask, paint, rush
from showcase.diagnostics.stack_dump_demo import place_of
from showcase.utils.probe import Site
from showcase.utils.stage import PATIENCE, Cue, until

ORDER = replace(Site(*place_of(rush, "pool.submit")), function="order")
HERE, THERE = Site("a.py", 1, "here"), Site("b.py", 2, "there")


def fill(gauge):
    """How full it was, change by change: in the queue, and busy."""
    return [(level.queued, level.busy) for level in gauge.levels]


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor(max_workers)")
def test_a_pool_that_is_too_small_is_found_by_its_queue():
    """ThreadPoolExecutor.submit() accepts a task even if all workers are busy: with two workers two
    of four tasks have to wait in the queue, and the line that submitted them is named.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    gauge = rush(workers=2)

    assert gauge.had_to_wait == {ORDER: 2}
    assert gauge.submitted == {ORDER: 4}
    assert fill(gauge)[:7] == [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2)]


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor(max_workers)")
def test_a_pool_that_is_full_but_has_no_queue_is_not_saturated():
    """With four workers for four tasks all workers of a ThreadPoolExecutor are busy, and no task
    has to wait.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    gauge = rush(workers=4)

    assert +gauge.had_to_wait == {}
    assert gauge.submitted == {ORDER: 4}
    assert max(gauge.levels, key=lambda level: level.busy).busy == 4


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_in_the_end_nobody_is_busy_and_nothing_is_in_the_queue(workers):
    """After a ThreadPoolExecutor has been shut down, the gauge shows no task in the queue and no
    busy worker.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    assert fill(rush(workers))[-1] == (0, 0)


def test_a_worker_is_free_before_the_result_of_its_task_is_seen():
    """If each task is submitted after the Future.result() of the one before, no task counts as one
    that had to wait, even with a single worker.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    with GaugedPool(1) as pool:
        for _ in range(20):
            pool.submit(bool).result(PATIENCE)

    assert +pool.gauge.had_to_wait == {}


def test_a_task_that_fails_frees_its_worker_and_hands_its_error_back():
    """Future.exception() of a GaugedPool is the exception that the task has raised, and the worker
    is not busy any more.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    with GaugedPool(1) as pool:
        future = pool.submit(divmod, 1, 0)

    assert isinstance(future.exception(), ZeroDivisionError)
    assert fill(pool.gauge) == [(0, 0), (1, 0), (0, 1), (0, 0)]


def test_arguments_and_results_pass_through():
    """GaugedPool.submit(fn, *args, **kwargs) passes all arguments on, even a keyword argument named
    fn, and the Future has the result.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with GaugedPool(1) as pool:
        future = pool.submit(dict, [("a", 1)], fn=2)

    assert future.result() == {"a": 1, "fn": 2}


@pytest.mark.pins("concurrent.futures.Future.cancel")
def test_a_task_that_is_cancelled_has_left_the_queue():
    """Future.cancel() of a task that waits in the queue returns True, and the gauge shows one task
    fewer in the queue.

    Docs: library/concurrent.futures#concurrent.futures.Future.cancel
    """
    may_end = Cue()
    with GaugedPool(1) as pool:
        pool.submit(may_end.wait)
        until(lambda: fill(pool.gauge)[-1] == (0, 1), "a busy worker")
        future = pool.submit(bool)
        cancelled = future.cancel()
        after = fill(pool.gauge)[-2:]
        may_end.set()

    assert (cancelled, after) == (True, [(1, 1), (0, 1)])


def test_a_task_that_is_refused_is_not_in_the_queue():
    """GaugedPool.submit() after shutdown() raises RuntimeError, and the gauge shows an empty queue.

    Docs: library/concurrent.futures#concurrent.futures.Executor.shutdown
    """
    pool = GaugedPool(1)
    pool.shutdown()
    with pytest.raises(RuntimeError, match="cannot schedule new futures after shutdown"):
        pool.submit(bool)

    assert fill(pool.gauge) == [(0, 0), (1, 0), (0, 0)]


def test_map_is_gauged_because_it_submits():
    """Executor.map() calls submit() for each item, and the gauge counts these tasks for the line
    that has called map().

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with GaugedPool(1) as pool:
        line = sys._getframe().f_lineno + 1
        pool.map(abs, range(3))

    assert [(at.file, at.line, n) for at, n in pool.gauge.submitted.items()] == [
        (__file__, line, 3)
    ]


def test_options_of_the_pool_are_passed_on():
    """GaugedPool() passes options like initializer and initargs on to ThreadPoolExecutor().

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    hired = []
    with GaugedPool(1, initializer=hired.append, initargs=("worker",)) as pool:
        wait([pool.submit(bool)], PATIENCE)

    assert (hired, pool.gauge.workers) == (["worker"], 1)


def test_the_cost_of_the_probe_is_measured_on_a_task_and_its_result():
    """ask(), with which the price of the gauge is measured, submits one task and waits for its
    Future.result().

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    with GaugedPool(1) as pool:
        ask(pool)
        assert fill(pool.gauge) == [(0, 0), (1, 0), (0, 1), (0, 0)]


def test_a_task_has_to_wait_if_there_is_one_for_every_worker():
    """A task counts as one that has to wait if there already is a task for every worker, whether
    those have begun or not.

    Docs: none, this is the showcase's own instrument.
    """
    gauge = Gauge(2)
    for at in (HERE, HERE, HERE, THERE):
        gauge.note(queued=1, at=at)

    assert gauge.report() == [
        "at most 0 of 2 busy, 4 in the queue",
        f"1 of 3 had to wait, submitted in {HERE}",
        f"1 of 1 had to wait, submitted in {THERE}",
    ]


def test_a_chart_shows_the_queue_and_the_busy_workers_change_by_change():
    """The pool chart shows the queue and the busy workers as steps, one for each change, and the
    number of workers as a line.

    Docs: none, this is the showcase's own chart.
    """
    painted = []
    axes = SimpleNamespace(
        step=lambda x, y, style, where, label: painted.append((x, y, style, where, label)),
        axhline=lambda y, color, linestyle, label: painted.append((y, color, linestyle, label)),
        locator_params=lambda integer: painted.append(integer),
        set_xlabel=painted.append,
        set_ylabel=painted.append,
        legend=lambda loc, bbox_to_anchor, ncols: painted.append((loc, bbox_to_anchor, ncols)),
    )
    gauge = Gauge(2)
    gauge.note(queued=1, at=HERE)
    gauge.note(queued=-1, busy=1)
    paint(gauge, axes)

    assert painted == [
        ([0, 1, 2], [0, 1, 0], "k-", "post", "in the queue"),
        ([0, 1, 2], [0, 0, 1], "k--", "post", "busy"),
        (2, "0.5", ":", "workers"),
        True,
        "change by change: a task is submitted, begins, or ends",
        "tasks, or workers",
        ("lower center", (0.5, 1), 3),
    ]


def test_the_demo_tells_this_story(tell, monkeypatch):
    """❌ before ✅: what `python -m showcase pool_saturation` prints, but for the price.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    clock = accumulate(cycle([3.0, 2.0, 3.0, 3.0])).__next__

    told = tell(partial(pool_saturation_demo.main, ["--chart", "a.svg"], clock), exit_code=2)
    assert told[:6] == [
        "MainThread | ❌ two workers for four tasks",
        "MainThread |    at most 2 of 2 busy, 2 in the queue",
        f"MainThread |    2 of 4 had to wait, submitted in {ORDER}",
        "MainThread | ✅ four workers for four tasks",
        "MainThread |    at most 4 of 4 busy, 1 in the queue",
        "MainThread | the probe: 1.5 × a plain submit and result",
    ]
    filled = ["MainThread |    in the queue  ▁▅▁▅▁▅█", "MainThread |    busy          ▁▁▅▅███"]
    assert [line[: len(start)] for line, start in zip(told[6:], filled, strict=True)] == filled
