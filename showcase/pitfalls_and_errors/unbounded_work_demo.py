"""🌊 Unbounded work: as many threads, items or tasks as there is to do.

    what grows with the work                    ❌                        ✅
    ──────────────────────────────────────────  ────────────────────────  ────────────────────────
    🧵 a thread for every task                   as many as tasks          a pool: as many as set
    📥 an unbounded queue                        all that was produced     maxsize: Full, at last
    🗺️ executor.map over a generator             all of it, before the     submit a window at a time
                                                first result

TL;DR  Whoever hands work over says how much may be under way; who makes more than that has to
       wait (backpressure).

Run    python -m showcase.pitfalls_and_errors.unbounded_work_demo
Specs  tests/pitfalls_and_errors/test_unbounded_work.py
Next   swallowed_exception_demo.py: the thread is gone, and nobody knows why
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Full, Queue
from threading import Thread

from showcase.pitfalls_and_errors.thread_leak_demo import alive
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue

log = get_logger()


def threads_for_tasks(tasks: int, pool: bool) -> tuple[int, int]:
    """The threads that are there while `tasks` tasks wait for the same answer, and in the end.

    Args:
        pool: hand the tasks to a pool of two, and not each to a thread of its own.
    """
    answer = Cue()
    if pool:
        with ThreadPoolExecutor(2, thread_name_prefix="task") as executor:
            results = executor.map(lambda _: answer.wait(), range(tasks))
            most = alive("task")
            answer.set()
            return most * all(results), 0
    threads = [Thread(target=answer.wait, name=f"task-{number}") for number in range(tasks)]
    for thread in threads:
        thread.start()
    most = alive("task")
    answer.set()
    for thread in threads:
        thread.join()
    return most, alive("task")


def backlog(items: int, maxsize: int) -> tuple[int, int]:
    """A producer without a consumer; returns what the queue holds, and how often it was Full.

    Args:
        items: how many it tries to put.
        maxsize: of the queue; 0 is no bound.
    """
    queue: Queue[int] = Queue(maxsize)
    refused = 0
    for number in range(items):
        try:
            queue.put_nowait(number)
        except Full:
            refused += 1
    return queue.qsize(), refused


def pulled_before_the_first_result(items: int, window: int | None) -> tuple[int, list[int]]:
    """How much of a generator is read before the first result is; returns that, and all results.

    Args:
        items: how many the generator has.
        window: submit so many at a time; None: executor.map, which submits all of them.
    """
    pulled = 0

    def source() -> Iterator[int]:
        nonlocal pulled
        for number in range(items):
            pulled += 1
            yield number

    with ThreadPoolExecutor() as pool:
        results = pool.map(abs, source()) if window is None else windowed(pool, source(), window)
        first = next(results)
        pulled_by_then = pulled
        return pulled_by_then, [first, *results]


def windowed(pool: ThreadPoolExecutor, numbers: Iterator[int], window: int) -> Iterator[int]:
    """As pool.map(abs, numbers), with at most `window` tasks that wait or run."""
    tasks: deque[Future[int]] = deque()
    for number in numbers:
        tasks.append(pool.submit(abs, number))
        if len(tasks) == window:
            yield tasks.popleft().result()
    while tasks:
        yield tasks.popleft().result()


def main() -> None:
    """❌ before ✅."""
    for title, pool in [("❌ a thread each", False), ("✅ a pool of two", True)]:
        for tasks in (2, 8):
            threads, _ = threads_for_tasks(tasks, pool)
            log.info("%s for %d tasks: %d threads", title, tasks, threads)
    for title, maxsize in [("❌ unbounded", 0), ("✅ bounded", 10)]:
        for items in (10, 100):
            held, refused = backlog(items, maxsize)
            log.info("%s: %d items, %d held, %d refused", title, items, held, refused)
    for title, window in [("❌ map", None), ("✅ a window of 4", 4)]:
        for items in (5, 100):
            pulled, _ = pulled_before_the_first_result(items, window)
            log.info("%s reads %d of %d before the first result", title, pulled, items)


if __name__ == "__main__":
    run(main)
