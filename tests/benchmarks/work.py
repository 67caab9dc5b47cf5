"""🧰 The jobs that are measured, and the ways to do many of them.

What processes and interpreters have to run stands at the top level, as they import it by name.
"""

import asyncio
import hashlib
import os
import sys
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from showcase.parallel_execution.threading_vs_executor import (
    in_a_pool,
    in_raw_threads,
    one_by_one,
)
from tests.benchmarks.measure import stay_on_core
from tests.benchmarks.server import Server

Job = Callable[[Any], Any]
Way = Callable[[Job, Sequence[Any]], list[Any]]

PROJECT = str(Path(__file__).parents[2])
BUFFER = bytes(range(256)) * 4096
"""One MiB."""


# 1 ── Jobs ───────────────────────────────────────────────────────────────────


def nothing(item: Any) -> Any:
    """A task that does nothing."""
    return item


def compute(limit: int) -> int:
    """Pure Python: keeps a core busy, and holds the GIL where there is one.

    It touches nothing that threads share: without the GIL they would wait for each other there.
    """
    first, second = 0, 1
    for _ in range(limit):
        first, second = second, (first + second) & 255
    return first


def digest(times: int) -> str:
    """SHA-256 of 1 MiB, so many times: hashlib lets go of the GIL for large buffers."""
    state = hashlib.sha256()
    for _ in range(times):
        state.update(BUFFER)
    return state.hexdigest()


def squeeze(times: int) -> int:
    """Compress 256 KiB, so many times: zlib lets go of the GIL."""
    size = 0
    for _ in range(times):
        size += len(zlib.compress(BUFFER[: 1 << 18], 6))
    return size


def keep(folder: Path, number: int) -> int:
    """Write a file of 4 KiB through to the disk, and read it back: its size."""
    path = folder / f"{number}.bin"
    with path.open("wb") as file:
        file.write(BUFFER[:4096])
        file.flush()
        os.fsync(file.fileno())
    return len(path.read_bytes())


# 2 ── Ways to do many of them ────────────────────────────────────────────────


def pool_of(workers: int) -> Way:
    """A ThreadPoolExecutor of its own, which is started and shut down each time."""
    return lambda job, items: in_a_pool(job, items, workers)


WAYS: dict[str, Way] = {
    "one by one": one_by_one,
    "a thread each": in_raw_threads,
    **{f"pool of {n}": pool_of(n) for n in (1, 2, 4, 8, 16, 64)},
}


def ask_in_asyncio(server: Server, items: Sequence[str], at_once: int = 64) -> list[str]:
    """One thread for all requests: the reference from outside."""

    async def ask_all() -> list[str]:
        room = asyncio.Semaphore(at_once)

        async def ask(item: str) -> str:
            async with room:
                return await server.ask_async(item)

        return await asyncio.gather(*(ask(item) for item in items))

    return asyncio.run(ask_all())


@contextmanager
def a_warm_pool_of(kind: str, workers: int) -> Iterator[Way]:
    """A pool that is there already: of threads, processes, or interpreters (3.14+)."""
    if kind == "threads":
        pool: futures.Executor = futures.ThreadPoolExecutor(workers)
    elif kind == "threads, a core each":
        pool = futures.ThreadPoolExecutor(workers, initializer=stay, initargs=(count(),))
    elif kind == "processes":
        pool = futures.ProcessPoolExecutor(workers, get_context("spawn"))
    else:
        interpreters = getattr(futures, "InterpreterPoolExecutor")  # noqa: B009
        pool = interpreters(workers, initializer=find_the_project)
    with pool:
        yield lambda job, items: list(pool.map(job, items))


def stay(numbers: Iterator[int]) -> None:
    """A thread that stays on a core of its own: a scheduler may keep all threads on one."""
    stay_on_core(next(numbers))


def find_the_project() -> None:
    """A new interpreter has its own sys.path."""
    sys.path.insert(0, PROJECT)


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder for files, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        yield Path(name)


# 3 ── Threads that share a lock, or hand things over ─────────────────────────


def together(*actors: Callable[[], object]) -> None:
    """Start a thread for each, and wait until the last has ended."""
    threads = [threading.Thread(target=actor) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def take_turns(lock: Any, turns: int, threads: int) -> list[int]:
    """So many turns under the lock, for whoever gets it: how many did each thread get?"""
    left = turns
    shares = [0] * threads

    def work(me: int) -> None:
        nonlocal left
        mine = 0
        while True:
            with lock:
                if not left:
                    break
                left -= 1
            mine += 1
        shares[me] = mine

    together(*(lambda me=me: work(me) for me in range(threads)))
    return shares


def meet(barrier: threading.Barrier, times: int) -> None:
    """Everybody meets at the barrier, so many times."""

    def walk() -> None:
        for _ in range(times):
            barrier.wait()

    together(*[walk] * barrier.parties)
