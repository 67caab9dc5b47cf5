"""🌡️ Pool saturation: how many tasks wait in a pool's queue, and how many workers are busy.

A pool that is too small looks fine from outside: submit() returns at once, and every result
comes, later and later. The queue tells, so submit() is wrapped to count it.

    four tasks at once, and   busy       in the queue   had to wait
    ────────────────────────  ─────────  ─────────────  ─────────────────────────────────
    a pool of two workers     2 of 2     2              2 of 4, submitted by order()  ❌
    a pool of four workers    4 of 4     0              0 of 4  ✅

A task has to wait if all workers are taken when it is submitted: counted, and not guessed from
times. Full is not yet saturated: it is the queue that makes the difference.

TL;DR  Replace `ThreadPoolExecutor(…)` by `GaugedPool(…)`, and read `pool.gauge`.

Run    python -m showcase.diagnostics.pool_saturation_demo
       python showcase/diagnostics/pool_saturation_demo.py --chart pool.svg
Specs  tests/diagnostics/test_pool_saturation.py
Next   gil_pressure_demo.py: all workers are busy, and do they let each other run?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from showcase.diagnostics.open_threads_demo import outside_the_library
from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, Site, curves, draw, options, price
from showcase.utils.stage import Cue, until

log = get_logger()

T = TypeVar("T")


# 1 ── The instrument ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Level:
    """How full a pool was after a change."""

    queued: int
    busy: int


class Gauge:
    """Counts the tasks of a pool of so many workers: submitted, begun, ended."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.submitted: Counter[Site] = Counter()
        self.had_to_wait: Counter[Site] = Counter()
        self.levels = [Level(0, 0)]
        self._lock = Lock()

    def note(self, queued: int = 0, busy: int = 0, at: Site | None = None) -> None:
        """Count so many more or fewer; `at` is where a new task is submitted."""
        with self._lock:
            now = self.levels[-1]
            if at:
                self.submitted[at] += 1
                self.had_to_wait[at] += now.queued + now.busy >= self.workers
            self.levels.append(Level(now.queued + queued, now.busy + busy))

    def report(self) -> list[str]:
        """How full it was at most, and where tasks were submitted that had to wait."""
        queued, busy = (max(getattr(x, f) for x in self.levels) for f in ("queued", "busy"))
        waits = [
            f"{number} of {self.submitted[at]} had to wait, submitted in {at}"
            for at, number in sorted(self.had_to_wait.items())
            if number
        ]
        return [f"at most {busy} of {self.workers} busy, {queued} in the queue", *waits]


class GaugedPool(ThreadPoolExecutor):
    """A pool with a gauge. Executor.map() goes through submit(), so it is counted as well."""

    def __init__(self, workers: int, **options: Any) -> None:
        super().__init__(workers, **options)
        self.gauge = Gauge(workers)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """As that of the pool."""
        self.gauge.note(queued=1, at=outside_the_library(sys._getframe(1)))
        try:
            future = super().submit(self._work, fn, *args, **kwargs)
        except RuntimeError:  # the pool is shut down
            self.gauge.note(queued=-1)
            raise
        future.add_done_callback(self._has_ended)
        return future

    def _work(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        self.gauge.note(queued=-1, busy=1)
        try:
            return fn(*args, **kwargs)
        finally:
            self.gauge.note(busy=-1)  # before its result can be seen

    def _has_ended(self, future: "Future[Any]") -> None:
        if future.cancelled():  # it has never begun
            self.gauge.note(queued=-1)


# 2 ── A rush ─────────────────────────────────────────────────────────────────


def rush(workers: int, tasks: int = 4) -> Gauge:
    """Submit tasks to a pool, none of which ends before the last one has been submitted."""
    all_are_here = Cue()

    def order(number: int) -> None:
        pool.submit(all_are_here.wait)
        until(lambda: pool.gauge.levels[-1].busy == min(number, workers), "as many busy as can be")

    with GaugedPool(workers) as pool:
        for number in range(1, tasks + 1):
            order(number)
        all_are_here.set()
    return pool.gauge


# ── The guided tour ──────────────────────────────────────────────────────────


def series(gauge: Gauge) -> dict[str, list[float]]:
    """How many tasks were in the queue, and how many workers busy, change by change."""
    levels = gauge.levels
    return {"in the queue": [x.queued for x in levels], "busy": [x.busy for x in levels]}


def paint(gauge: Gauge, axes: Any) -> None:
    """Queue and busy workers, change by change; as many as there are workers can be busy."""
    for (name, numbers), style in zip(series(gauge).items(), ("k-", "k--"), strict=True):
        axes.step([*range(len(numbers))], numbers, style, where="post", label=name)
    axes.axhline(gauge.workers, color="0.5", linestyle=":", label="workers")
    axes.locator_params(integer=True)
    axes.set_xlabel("change by change: a task is submitted, begins, or ends")
    axes.set_ylabel("tasks, or workers")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3)  # above, not in the way


def main(arguments: Sequence[str] | None = (), clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    chosen = options("How full a thread pool is.", arguments)
    small, large = rush(workers=2), rush(workers=4)
    for title, gauge in [("❌ two workers", small), ("✅ four workers", large)]:
        log.info("%s for four tasks", title)
        for line in gauge.report():
            log.info("   %s", line)
    with ThreadPoolExecutor(1) as plain, GaugedPool(1) as gauged:
        ratio = price(partial(ask, plain), partial(ask, gauged), clock)
    log.info("the probe: %.1f × a plain submit and result", ratio)
    draw(chosen.chart, partial(paint, small), curves(series(small)))


def ask(pool: ThreadPoolExecutor) -> None:
    """Submit a task, and wait for its result."""
    pool.submit(bool).result()


if __name__ == "__main__":
    run(partial(main, None))
