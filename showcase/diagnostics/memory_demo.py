"""💧 Memory: threads share it, so it leaks where somebody still holds on.

What a thread allocates belongs to the process. It is freed when the last reference goes, and
the end of the thread has no say in it.

    after each round of requests …             still there after rounds 1, 2, 3
    ─────────────────────────────────────────  ───────────────────────────────────
    finished threads are kept in a list        1, 2, 3 results  ❌
    finished threads are dropped               0, 0, 0 results  ✅
    workers wait for a word that never comes   1, 2, 3 threads  ❌
    workers are told to go home, and joined    0, 0, 0 threads  ✅

TL;DR  Count what should be gone (objects, threads), round by round: a leak is a number that
       grows with the rounds. The size of the process (RSS) is too noisy to prove one.

Run    python -m showcase.diagnostics.memory_demo
Specs  tests/diagnostics/test_memory.py
Next   memory_growth_demo.py: whose memory is it that grows?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import gc
import threading
import tracemalloc
from collections.abc import Callable
from queue import SimpleQueue
from weakref import WeakSet

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()

MIB = 1 << 20
Meter = Callable[[], int]


# 1 ── Whose memory is it? ────────────────────────────────────────────────────


def rss() -> int:
    """Bytes of this process that are in memory. Raises ImportError where psutil is missing."""
    import psutil

    return int(psutil.Process().memory_info().rss)


def grown_by_a_thread(mebibytes: int, meter: Meter = rss) -> tuple[int, int]:
    """A thread allocates and ends, and what it made is kept.

    Returns by how much `meter` has grown, and how much was made, in mebibytes.
    """
    orders: SimpleQueue[int] = SimpleQueue()
    kept = []
    before = meter()
    thread = threading.Thread(
        target=lambda: kept.append(b"x" * (orders.get(timeout=PATIENCE) * MIB))
    )
    thread.start()
    orders.put(mebibytes)
    thread.join(PATIENCE)
    return meter() - before, sum(map(len, kept)) // MIB


def tells_growth() -> None:
    """Print by how many bytes a thread that makes 16 MiB lets the process grow. In a child.

    A process that has freed as much before may have kept it: then it would not grow at all.
    """
    print(*grown_by_a_thread(16))


# 2 ── Results that nobody needs any more ─────────────────────────────────────


class Result:
    """The answer to a request."""

    def __init__(self, size: int) -> None:
        self.payload = bytes(size)


class Request(threading.Thread):
    """A thread that keeps its result as an attribute, for whoever joins it."""

    def __init__(self, alive: "WeakSet[Result]") -> None:
        super().__init__()
        self.sizes: SimpleQueue[int] = SimpleQueue()
        self.alive = alive

    def run(self) -> None:
        """Find the answer, of the size that is asked for."""
        self.result = Result(self.sizes.get(timeout=PATIENCE))
        self.alive.add(self.result)


def left_after_each_round(
    rounds: int, keep_threads: bool, alive: "WeakSet[Result]", meter: Meter
) -> list[int]:
    """Serve one request of one mebibyte in each round, and read the meter after it.

    Args:
        keep_threads: put every thread into a list, which nobody ever empties.
        alive: gets every result, and forgets those that are freed.
    """
    kept, seen = [], []
    for _ in range(rounds):
        request = Request(alive)
        request.start()
        request.sizes.put(MIB)
        request.join(PATIENCE)
        if keep_threads:
            kept.append(request)
        del request
        gc.collect(0)  # without the GIL the end of an object may have to wait for it
        seen.append(meter())
    return seen


def results_left(keep_threads: bool, rounds: int = 3) -> list[int]:
    """How many results are alive after each round."""
    alive: WeakSet[Result] = WeakSet()
    return left_after_each_round(rounds, keep_threads, alive, lambda: len(alive))


def mebibytes_left(keep_threads: bool, rounds: int = 3) -> list[int]:
    """How many mebibytes Python has allocated since, after each round, by tracemalloc."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()

    def mebibytes() -> int:
        now, _ = tracemalloc.get_traced_memory()
        return round((now - before) / MIB)

    try:
        return left_after_each_round(rounds, keep_threads, WeakSet(), mebibytes)
    finally:
        tracemalloc.stop()


# 3 ── Threads that nobody sends home ─────────────────────────────────────────


def worker(jobs: "SimpleQueue[str]") -> None:
    """Wait for the word to go home."""
    jobs.get(timeout=PATIENCE)


def workers_left(send_home: bool, rounds: int = 3) -> list[int]:
    """Hire a worker for each round; how many more threads are alive after each of them?

    Args:
        send_home: say so to the worker, and wait until it has gone.
    """
    before = threading.active_count()
    seen, forgotten = [], []
    for _ in range(rounds):
        jobs: SimpleQueue[str] = SimpleQueue()
        thread = threading.Thread(target=worker, args=(jobs,), name="worker")
        thread.start()
        forgotten.append((thread, jobs))
        if send_home:
            _dismiss(forgotten)
        seen.append(threading.active_count() - before)
    _dismiss(forgotten)  # a lesson about leaks leaves none behind
    return seen


def _dismiss(workers: "list[tuple[threading.Thread, SimpleQueue[str]]]") -> None:
    while workers:
        thread, jobs = workers.pop()
        jobs.put("go home")
        thread.join(PATIENCE)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("❌ finished threads are kept: results alive %s", results_left(keep_threads=True))
    log.info("✅ finished threads are dropped: %s", results_left(keep_threads=False))
    log.info("❌ the same in mebibytes: %s", mebibytes_left(keep_threads=True))
    log.info("✅ the same in mebibytes: %s", mebibytes_left(keep_threads=False))
    log.info("❌ workers wait for ever: threads alive %s", workers_left(send_home=False))
    log.info("✅ workers are sent home: %s", workers_left(send_home=True))
    try:
        rss()
    except ImportError:
        log.info("psutil is not installed: python -m pip install psutil")
    else:
        grown, made = map(int, in_a_child(tells_growth).out.split())
        times = round(grown / MIB / made)
        log.info("💧 a thread has ended, and its %d MiB are here, %d time", made, times)


if __name__ == "__main__":
    run(main)
