"""🏁 I/O benchmark: a pool against one by one, on real sockets, as a ratio.

    pytest tests/benchmarks

The server, and the three ways to ask it, are those of
showcase/parallel_execution/threading_vs_executor.py. Seconds depend on the machine, so none
is asserted: what is compared are medians of the same run.
"""

from statistics import median
from time import perf_counter

import pytest

from showcase.parallel_execution.threading_vs_executor import (
    SlowServer,
    in_a_pool,
    in_raw_threads,
    one_by_one,
)

REQUESTS = [f"item {number}" for number in range(16)]
ANSWERS = [request.upper() for request in REQUESTS]
LATENCY = 0.04
WIDE_MARGIN = 3.0
"""Sixteen requests at once could be sixteen times as fast; less than this would be no use."""


def ask_in_a_pool(server):
    """Sixteen workers for sixteen requests."""
    return in_a_pool(server.ask, REQUESTS, workers=len(REQUESTS))


def ask_in_raw_threads(server):
    """A thread for each request."""
    return in_raw_threads(server.ask, REQUESTS)


def ask_one_by_one(server):
    """The yardstick."""
    return one_by_one(server.ask, REQUESTS)


def seconds_of(variant, server):
    """How long one round takes."""
    begun = perf_counter()
    assert variant(server) == ANSWERS
    return perf_counter() - begun


@pytest.fixture(name="server")
def _server():
    with SlowServer(LATENCY) as server:
        yield server


@pytest.fixture(name="measure")
def _measure(benchmark, server):
    """Measure a variant for the report; returns the median of the rounds behind the warm-up."""

    def measure(variant, rounds):
        seconds = []
        benchmark.group = f"{len(REQUESTS)} requests, {LATENCY * 1000:g} ms each"
        benchmark.pedantic(
            lambda: seconds.append(seconds_of(variant, server)), rounds=rounds, warmup_rounds=1
        )
        return median(seconds[1:] or seconds)  # one round and no warm-up: --benchmark-disable

    return measure


def test_one_by_one_waits_for_each_answer_in_turn(measure):
    """The yardstick: sixteen requests take sixteen latencies, at the least.

    Docs: library/socketserver#module-socketserver
    """
    assert measure(ask_one_by_one, rounds=3) >= len(REQUESTS) * LATENCY * 0.9


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(ask_in_a_pool, id="ThreadPoolExecutor"),
        pytest.param(ask_in_raw_threads, id="raw threads"),
    ],
)
def test_threads_answer_io_bound_requests_many_times_as_fast(measure, server, variant):
    """Threads wait side by side: a ThreadPoolExecutor with a worker for each request does so too.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    threaded = measure(variant, rounds=5)
    yardstick = median(seconds_of(ask_one_by_one, server) for _ in range(3))
    assert yardstick / threaded >= WIDE_MARGIN
