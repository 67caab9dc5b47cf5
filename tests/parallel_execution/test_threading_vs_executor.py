"""⚖️ Threading vs executor: the same work one by one, in raw threads, and in a pool.

The story is told, and runs, in showcase/parallel_execution/threading_vs_executor.py. How much
faster they are is measured in tests/benchmarks/; here it is counted who works at once.
"""

import socket
import sys
import threading
import time
from contextlib import ExitStack
from functools import partial
from itertools import accumulate
from types import ModuleType, SimpleNamespace

import pytest

from showcase.parallel_execution import threading_vs_executor
from showcase.parallel_execution._slow_server import SlowServer
from showcase.parallel_execution.threading_vs_executor import (
    VARIANTS,
    Row,
    compare,
    in_a_pool,
    in_raw_threads,
    one_by_one,
    workloads,
)
from showcase.utils.stage import PATIENCE

each_variant = pytest.mark.parametrize(
    "variant", [pytest.param(variant, id=name) for name, variant in VARIANTS.items()]
)

# 1 ── A server that takes its time ───────────────────────────────────────────


def test_the_server_answers_in_capitals():
    """A request to the SlowServer of these scenarios goes through a real socket to another
    thread, and is answered in capitals.

    Docs: library/socketserver#socketserver.ThreadingMixIn
    """
    with SlowServer() as server:
        assert server.ask("hello") == "HELLO"


def test_the_server_takes_its_time():
    """The SlowServer of these scenarios waits for its latency, in seconds, before it answers.

    Docs: library/threading#threading.Event.wait
    """
    with SlowServer(latency=0.02) as server:
        begun = time.monotonic()
        server.ask("hello")
        assert time.monotonic() - begun >= 0.9 * 0.02


def test_the_server_makes_a_crowd_wait_in_line():
    """The system accepts 32 connections to the SlowServer of these scenarios before the server
    has taken the first one: the backlog is large enough.

    Docs: library/socketserver#socketserver.BaseServer.request_queue_size
    """
    server = SlowServer()  # its loop has not begun: nobody accepts
    with ExitStack() as clients:
        clients.callback(server.server_close)
        for _ in range(32):
            clients.enter_context(socket.create_connection(server.server_address, PATIENCE))
        assert (server.in_flight, server.peak) == ([], 0)


# 2 ── Three ways to do the same work ─────────────────────────────────────────


@pytest.mark.pins("concurrent.futures.Executor.map(fn)")
@each_variant
def test_all_variants_return_the_same_answers_in_the_order_of_the_items(variant):
    """One by one, in raw threads or by Executor.map(): the answers are the same, in the order of
    the items.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    with SlowServer() as server:
        work = workloads(server, limit=4)
        names = [f"ITEM {number}" for number in range(8)]
        assert variant(*work["waiting"]) == names
        assert variant(*work["computing"]) == [0 + 1 + 4 + 9] * 8
        assert variant(*work["both"]) == [("ITEM 4", 14)] * 8


def test_one_by_one_has_a_single_request_in_flight():
    """Without threads, a request is sent only when the one before it has been answered.

    Docs: library/threading#introduction
    """
    with SlowServer() as server:
        one_by_one(server.ask, "abcdef")
        assert server.peak == 1


def test_raw_threads_have_all_their_requests_in_flight_at_once():
    """With a Thread for each of six requests, all six are in flight before the first one is
    answered.

    Docs: library/threading#introduction
    """
    with SlowServer(together=6) as server:
        assert in_raw_threads(server.ask, "abcdef") == [*"ABCDEF"]
        assert server.peak == 6


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor(max_workers)")
@pytest.mark.parametrize("workers", [1, 2, 3, 6])
def test_a_pool_has_as_many_requests_in_flight_as_it_has_workers(workers):
    """ThreadPoolExecutor(max_workers) has exactly max_workers of six requests in flight at once,
    never more.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    with SlowServer(together=workers) as server:
        assert in_a_pool(server.ask, "abcdef", workers) == [*"ABCDEF"]
        assert server.peak == workers


def test_the_pool_has_eight_workers_unless_told_otherwise():
    """The ThreadPoolExecutor of the comparison has eight workers by default: of 16 requests,
    eight are in flight at once.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    with SlowServer(together=8) as server:
        in_a_pool(server.ask, range_of_names(16))
        assert server.peak == 8


def range_of_names(number):
    """Items to ask for."""
    return [f"item {n}" for n in range(number)]


@pytest.mark.pins("concurrent.futures.ThreadPoolExecutor(max_workers, thread_name_prefix)")
@pytest.mark.parametrize(
    ("variant", "names"),
    [
        pytest.param(one_by_one, {"MainThread"}, id="one by one: none but the caller"),
        pytest.param(in_raw_threads, {"raw_0", "raw_1", "raw_2", "raw_3"}, id="raw: N"),
        pytest.param(partial(in_a_pool, workers=2), {"pool_0", "pool_1"}, id="pool: its workers"),
    ],
)
def test_a_pool_uses_its_threads_again_and_raw_threads_work_once(variant, names):
    """Four requests are sent by four raw threads, but by only two threads if a ThreadPoolExecutor
    has two workers.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    with SlowServer(together=min(2, len(names))) as server:

        def who_asks(text):
            server.ask(text)
            return threading.current_thread().name

        assert set(variant(who_asks, "abcd")) == names


@pytest.mark.pins("concurrent.futures.Executor.map(fn)", "threading.excepthook")
def test_a_pool_hands_an_error_back_and_a_raw_thread_does_not(monkeypatch):
    """The iterator of Executor.map() raises the exception of a call in the caller; that of a raw
    Thread goes to threading.excepthook() alone.

    Docs: library/concurrent.futures#concurrent.futures.Executor.map
    """
    heard = []
    monkeypatch.setattr(threading, "excepthook", lambda args: heard.append(args.exc_type))
    with pytest.raises(ZeroDivisionError):
        in_a_pool(lambda number: 1 / number, [0])
    assert heard == []
    with pytest.raises(KeyError):  # the place of the answer is empty
        in_raw_threads(lambda number: 1 / number, [0])
    assert heard == [ZeroDivisionError]


# 3 ── Side by side ───────────────────────────────────────────────────────────


def stop_watch(*seconds):
    """A clock for measurements that take so many seconds each."""
    readings = iter([0.0, *accumulate(s for second in seconds for s in (second, 1.0))])
    return lambda: next(readings)


def test_variants_are_compared_by_their_ratio_to_one_by_one():
    """compare() runs the same work in all three variants, and divides the seconds of "one by one"
    by those of each.

    Docs: library/time#time.perf_counter
    """
    done = []
    assert compare(done.append, ["work"], stop_watch(8, 2, 4)) == [
        Row("one by one", 8, 1),
        Row("raw threads", 2, 4),
        Row("pool", 4, 2),
    ]
    assert done == ["work", "work", "work"]


TABLE = [
    "MainThread | work        variant      seconds  ratio",
    "MainThread | waiting     one by one     0.800   1.0×",
    "MainThread | waiting     raw threads    0.100   8.0×",
    "MainThread | waiting     pool           0.200   4.0×",
    "MainThread | computing   one by one     1.000   1.0×",
    "MainThread | computing   raw threads    1.000   1.0×",
    "MainThread | computing   pool           1.250   0.8×",
    "MainThread | both        one by one     2.000   1.0×",
    "MainThread | both        raw threads    1.000   2.0×",
    "MainThread | both        pool           0.500   4.0×",
]


def story(*arguments):
    """The demo on a clock of our own, and with next to no work."""
    clock = stop_watch(0.8, 0.1, 0.2, 1, 1, 1.25, 2, 1, 0.5)
    return partial(threading_vs_executor.main, arguments, latency=0, limit=1, clock=clock)


def test_without_matplotlib_there_is_a_table_and_one_clear_line(tell, monkeypatch, capsys):
    """Without matplotlib, `--chart` prints the same table, and ends with the exit code 2 and one
    line that says how to install it.

    Docs: library/concurrent.futures#threadpoolexecutor-example
    """
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    assert tell(story("--chart", "chart.png"), exit_code=2) == TABLE
    missing = "chart.png needs matplotlib: python -m pip install matplotlib\n"
    assert capsys.readouterr().err == missing


def test_with_matplotlib_there_is_a_chart_of_all_three_kinds_of_work(tell, monkeypatch):
    """With matplotlib, `--chart FILE` draws one bar chart for each kind of work, with one bar for
    each variant, into that file.

    Docs: library/concurrent.futures#threadpoolexecutor-example
    """
    drawn = []

    def picture(number):
        return SimpleNamespace(
            bar=lambda names, heights: drawn.append((number, names, heights)),
            set_title=drawn.append,
            set_ylabel=drawn.append,
        )

    figure = SimpleNamespace(
        subplots=lambda rows, columns: [picture(number) for number in range(columns // rows)],
        savefig=drawn.append,
    )
    modules = {"matplotlib": ModuleType("matplotlib"), "matplotlib.figure": ModuleType("figure")}
    modules["matplotlib.figure"].Figure = lambda **size: drawn.append(size) or figure
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)

    assert tell(story("--chart", "chart.png")) == [*TABLE, "MainThread | 📊 chart.png"]
    names = ["one by one", "raw threads", "pool"]
    heights = {"waiting": [0.8, 0.1, 0.2], "computing": [1, 1, 1.25], "both": [2, 1, 0.5]}
    expected = [{"figsize": (10, 4), "layout": "constrained"}]
    for number, (title, seconds) in enumerate(heights.items()):
        expected += [(number, names, pytest.approx(seconds)), title, "seconds"]
    assert drawn == [*expected, "chart.png"]


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase threading_vs_executor` prints, on a clock that makes the numbers
    known.

    Docs: library/concurrent.futures#threadpoolexecutor-example
    """
    assert tell(story()) == TABLE
