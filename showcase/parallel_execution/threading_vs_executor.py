"""⚖️ Threading vs executor: the same work one by one, in raw threads, and in a pool.

    the work is …            one by one   a thread for each   a pool
    ───────────────────────  ───────────  ──────────────────  ─────────────────────────────
    waiting for a server     1 at a time  all at once  ✅     as many as it has workers  ✅
    computing, with GIL      1×           about 1×  ❌        about 1×  ❌
    computing, without GIL   1×           as there are cores  as there are cores
    results come back        by return    by hand             by return, in order  ✅
    threads for N requests   0            N                   at most its workers  ✅

The server is real: it listens on a loopback socket of this process and answers after a while.

TL;DR  Threads pay off for waiting. A pool waits as well as raw threads do, with fewer of
       them, and hands results and errors back.

Run    python -m showcase.parallel_execution.threading_vs_executor
       python showcase/parallel_execution/threading_vs_executor.py --chart chart.png
Specs  tests/parallel_execution/test_threading_vs_executor.py
Next   README: pytest tests/benchmarks measures the same, with pytest-benchmark
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from showcase.parallel_execution._slow_server import SlowServer
from showcase.utils.logger import get_logger, run
from showcase.utils.probe import give_up, options, write

log = get_logger()

Item = TypeVar("Item")
Answer = TypeVar("Answer")

WORKERS = 8


# 1 ── Three ways to do the same work ─────────────────────────────────────────


def one_by_one(job: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer]:
    """No thread but the one that is here."""
    return [job(item) for item in items]


def in_raw_threads(job: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer]:
    """A thread for each item. A thread returns nothing, so each writes into its own place."""
    answers: dict[int, Answer] = {}

    def work(number: int, item: Item) -> None:
        answers[number] = job(item)

    threads = [
        threading.Thread(target=work, args=numbered, name=f"raw_{numbered[0]}")
        for numbered in enumerate(items)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(items))]


def in_a_pool(
    job: Callable[[Item], Answer], items: Sequence[Item], workers: int = WORKERS
) -> list[Answer]:
    """A few threads for all items; map() returns the answers in the order of the items."""
    with ThreadPoolExecutor(workers, thread_name_prefix="pool") as pool:
        return list(pool.map(job, items))


VARIANTS: dict[str, Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]] = {
    "one by one": one_by_one,
    "raw threads": in_raw_threads,
    "pool": in_a_pool,
}


# 2 ── What they have to do ───────────────────────────────────────────────────


def compute(limit: int) -> int:
    """Keep the CPU busy: the sum of the squares below `limit`, in Python."""
    return sum(number * number for number in range(limit))


def ask_and_compute(server: SlowServer, limit: int) -> tuple[str, int]:
    """Wait for an answer, then compute with it."""
    return server.ask(f"item {limit}"), compute(limit)


def workloads(server: SlowServer, limit: int) -> dict[str, tuple[Callable[[Any], Any], list[Any]]]:
    """A job and its items for each kind of work, computing up to `limit`."""
    return {
        "waiting": (server.ask, [f"item {number}" for number in range(WORKERS)]),
        "computing": (compute, [limit] * WORKERS),
        "both": (partial(ask_and_compute, server), [limit] * WORKERS),
    }


# 3 ── Side by side ───────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Row:
    """How one of the variants did."""

    variant: str
    seconds: float
    ratio: float
    """How many times as fast as one by one."""


def compare(
    job: Callable[[Item], Answer],
    items: Sequence[Item],
    clock: Callable[[], float] = time.perf_counter,
) -> list[Row]:
    """Time all variants on the same work, one after the other."""
    seconds = {}
    for name, variant in VARIANTS.items():
        begun = clock()
        variant(job, items)
        seconds[name] = clock() - begun
    return [Row(name, spent, seconds["one by one"] / spent) for name, spent in seconds.items()]


def draw(comparisons: dict[str, list[Row]], file: str) -> None:
    """Draw a chart into `file`. Raises ImportError where matplotlib is missing."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    places = figure.subplots(1, len(comparisons))
    for number, (title, rows) in enumerate(comparisons.items()):
        axes = places[number]
        axes.bar([row.variant for row in rows], [row.seconds for row in rows])
        axes.set_title(title)
        axes.set_ylabel("seconds")
    figure.savefig(file)


def main(
    arguments: Sequence[str] | None = (),
    latency: float = 0.02,
    limit: int = 100_000,
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """A table, and a chart if it is asked for.

    Args:
        arguments: None takes those of the command line.
        latency: of the server, in seconds.
        limit: how far each computation goes.
    """
    file = options("The same work, one by one and in threads.", arguments).chart

    log.info("%-10s  %-11s  %7s  %5s", "work", "variant", "seconds", "ratio")
    with SlowServer(latency) as server:
        comparisons = {
            title: compare(job, items, clock)
            for title, (job, items) in workloads(server, limit).items()
        }
    for title, rows in comparisons.items():
        for row in rows:
            log.info("%-10s  %-11s  %7.3f  %4.1f×", title, row.variant, row.seconds, row.ratio)
    if file:
        try:
            write(file, partial(draw, comparisons))
        except ImportError:
            give_up(f"{file} needs matplotlib: python -m pip install matplotlib")


if __name__ == "__main__":
    run(partial(main, None))
