"""🪶 Overhead benchmark: what a thread, a task, and a hand-over cost when there is nothing to do.

pytest tests/benchmarks/test_overhead_benchmark.py
"""

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Queue, SimpleQueue
from time import sleep

import pytest

from tests.benchmarks.measure import Group
from tests.benchmarks.work import WAYS, nothing, together

TASKS = Group(
    "overhead: a task that does nothing",
    unit="task",
    items=200,
    baseline="a thread each",
    floor="called directly",
    note="A pool is started and shut down around every 200 tasks.",
)
TRIPS = Group(
    "overhead: there and back",
    unit="round trip",
    items=100,
    baseline="start() and join()",
    floor="called directly",
    note="The pool is there already, and idle.",
)
PING_PONG = Group(
    "overhead: from thread to thread",
    unit="hand-over",
    items=200,
    baseline="Event",
    floor="the threads alone",
    note="Two threads wake each other in turn: ping, pong.",
)
PINGS = 100


@pytest.mark.parametrize(
    "way", ["called directly", "a thread each", "pool of 1", "pool of 4", "pool of 16"]
)
def test_every_small_task_is_done(measure, way):
    """A hundred small tasks are a hundred raw threads, or a few workers who take them in turn.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    run = WAYS["one by one" if way == "called directly" else way]
    results = measure(TASKS, partial(run, nothing, range(200)), rounds=30)
    assert results == list(range(200))


def in_a_thread(_):
    """Start a thread and wait for its end."""
    thread = threading.Thread(target=nothing, args=(None,))
    thread.start()
    thread.join()
    return thread.is_alive()


def with_a_future(_):
    """A Future by itself, with no thread: set its result and read it."""
    future = Future()
    future.set_result(False)
    return future.result()


@pytest.mark.parametrize(
    "trip", ["called directly", "start() and join()", "submit() and result()", "a Future alone"]
)
def test_every_trip_comes_back(measure, trip):
    """submit() and result() on an idle pool are a hand-over there, and one back.

    Docs: library/concurrent.futures#concurrent.futures.Executor.submit
    """
    with ThreadPoolExecutor(1) as pool:
        trips = {
            "called directly": nothing,
            "start() and join()": in_a_thread,
            "submit() and result()": lambda _: pool.submit(nothing, False).result(),
            "a Future alone": with_a_future,
        }
        run = partial(WAYS["one by one"], trips[trip], [False] * 100)
        assert measure(TRIPS, run, rounds=40) == [False] * 100


def by_event():
    """Event: set() wakes the other, clear() is for the next time."""
    here, there = threading.Event(), threading.Event()

    def player(mine, yours):
        for _ in range(PINGS):
            mine.wait()
            mine.clear()
            yours.set()

    here.set()
    return partial(player, here, there), partial(player, there, here)


def by_condition():
    """Condition: a turn that both may read, and notify()."""
    condition, turn = threading.Condition(), [0]

    def player(me):
        for _ in range(PINGS):
            with condition:
                while turn[0] != me:
                    condition.wait()
                turn[0] = 1 - me
                condition.notify()

    return partial(player, 0), partial(player, 1)


def by_semaphore():
    """Semaphore: release() the other's, acquire() your own."""
    here, there = threading.Semaphore(1), threading.Semaphore(0)

    def player(mine, yours):
        for _ in range(PINGS):
            mine.acquire()
            yours.release()

    return partial(player, here, there), partial(player, there, here)


def by_queue(make=Queue):
    """A queue each: put() a ball into the other's."""
    here, there = make(), make()

    def player(mine, yours):
        for _ in range(PINGS):
            yours.put(mine.get())

    here.put("ball")
    return partial(player, here, there), partial(player, there, here)


def by_deque():
    """A deque each, looked into again and again: nothing wakes anybody."""
    here, there = deque(["ball"]), deque()

    def player(mine, yours):
        for _ in range(PINGS):
            while not mine:
                sleep(0)
            yours.append(mine.popleft())

    return partial(player, here, there), partial(player, there, here)


PLAYERS = {
    "the threads alone": lambda: (list, list),
    "Event": by_event,
    "Condition": by_condition,
    "Semaphore": by_semaphore,
    "Queue": by_queue,
    "SimpleQueue": partial(by_queue, SimpleQueue),
    "deque, polled": by_deque,
}


@pytest.mark.parametrize("ball", PLAYERS)
def test_every_ping_has_its_pong(measure, ball):
    """A hand-over is a wake-up: the sleeping thread gets a core, and the GIL where there is one.

    Docs: library/threading
    """
    finished = []

    def play():
        first, second = PLAYERS[ball]()
        together(first, second)
        finished.append(ball)

    measure(PING_PONG, play, rounds=30)
    assert set(finished) == {ball}
