"""🪣 Memory growth: how much memory the code of each thread holds, round by round.

Memory belongs to the process, but tracemalloc remembers the calls that led to each block, and the
outermost one is the thread's own function. So the blocks that are still there can be added up by
thread function; threads of the same function share a row.

    after each of three rounds             held by the thread's function
    ─────────────────────────────────────  ─────────────────────────────
    a cache that keeps every page          1, 2, 3 MiB: it grows  ❌
    a cache that keeps the last page       1, 1, 1 MiB  ✅
    a reader that lets each page go        0, 0, 0 MiB  ✅

TL;DR  `with watched_memory() as growth:` around the program, `growth.note()` after each round,
       and then `growth.leaks()`. Do not leave it on: every allocation gets slower.

Run    python -m showcase.diagnostics.memory_growth_demo
       python showcase/diagnostics/memory_growth_demo.py --chart memory.svg
Specs  tests/diagnostics/test_memory_growth.py
Next   open_threads_demo.py: no memory that grows, but a number of threads?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import linecache
import threading
import time
import tracemalloc
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, curves, draw, options, price
from showcase.utils.stage import PATIENCE

log = get_logger()

MIB = 1 << 20
FRAMES = 20
"""Calls that are remembered for each block; of a deeper call stack the thread's own is lost."""


# 1 ── The instrument ─────────────────────────────────────────────────────────


def thread_line(trace: tracemalloc.Traceback) -> str:
    """The line of the thread's function that led to a block; empty, if no Thread has made it."""
    of_threads = [frame.filename == threading.__file__ for frame in trace]
    if not of_threads[0]:
        return ""
    own = next((frame for frame, skip in zip(trace, of_threads, strict=True) if not skip), trace[0])
    source = linecache.getline(own.filename, own.lineno).strip()
    return f"{Path(own.filename).name}:{own.lineno}: {source}"


class Growth:
    """Bytes that are held, by the line of the thread's function, note by note."""

    def __init__(self) -> None:
        self.notes: list[Counter[str]] = []

    def note(self) -> None:
        """Record which blocks are held now."""
        held: Counter[str] = Counter()
        for statistic in tracemalloc.take_snapshot().statistics("traceback"):
            held[thread_line(statistic.traceback)] += statistic.size
        self.notes.append(held)

    def history(self) -> dict[str, list[float]]:
        """For each line how many mebibytes were held at each note, if it was ever one."""
        lines = sorted({line for held in self.notes for line in held if held[line] >= MIB})
        return {line: [held[line] // MIB for held in self.notes] for line in lines}

    def leaks(self) -> list[str]:
        """Lines that held more at each of the last three notes."""
        return [
            line
            for line, held in self.history().items()
            if len(held) > 2 and held[-3] < held[-2] < held[-1]
        ]


@contextmanager
def watched_memory() -> Iterator[Growth]:
    """For the length of a block, each new block of memory is traced: in the whole process."""
    tracemalloc.start(FRAMES)
    try:
        yield Growth()
    finally:
        tracemalloc.stop()


# 2 ── A cache and a reader ───────────────────────────────────────────────────


def rounds(keep: int | None, number: int = 3) -> Growth:
    """In each round two threads, which live as long as the program, read a page of one mebibyte.

    Args:
        keep: how many pages the cache keeps; None keeps all of them.
        number: of rounds.
    """
    asked: dict[str, SimpleQueue[int]] = {"cache": SimpleQueue(), "reader": SimpleQueue()}
    answered: SimpleQueue[int] = SimpleQueue()

    def page(size: int) -> bytes:
        return bytes(size)

    def cache() -> None:
        pages: deque[bytes] = deque(maxlen=keep)
        for size in iter(partial(asked["cache"].get, timeout=PATIENCE), 0):
            pages.append(page(size))
            answered.put(size)

    def reader() -> None:
        for size in iter(partial(asked["reader"].get, timeout=PATIENCE), 0):
            answered.put(len(page(size)))

    threads = [threading.Thread(target=f, name=f.__name__) for f in (cache, reader)]
    with watched_memory() as growth:
        for thread in threads:
            thread.start()
        for _ in range(number):
            for queue in asked.values():
                queue.put(MIB)
                answered.get(timeout=PATIENCE)
            growth.note()
    for queue, thread in zip(asked.values(), threads, strict=True):
        queue.put(0)
        thread.join(PATIENCE)
    return growth


# ── The guided tour ──────────────────────────────────────────────────────────


def allocate() -> list[object]:
    """A thousand small objects."""
    return [object() for _ in range(1000)]


def watched_allocate() -> list[object]:
    """The same, while tracemalloc remembers where."""
    with watched_memory():
        return allocate()


def paint(history: dict[str, list[float]], axes: Any) -> None:
    """A line for each thread's line: mebibytes at each note."""
    for (line, mebibytes), marker in zip(history.items(), cycle("osD^v"), strict=False):
        axes.plot([*range(1, len(mebibytes) + 1)], mebibytes, "k-", marker=marker, label=line)
    axes.locator_params(integer=True)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("round")
    axes.set_ylabel("MiB held")
    axes.legend()


def main(arguments: Sequence[str] | None = (), clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    chosen = options("Which thread's code holds more and more memory.", arguments)
    leaky, tidy = rounds(keep=None), rounds(keep=1)
    for title, growth in [("❌ every page is kept", leaky), ("✅ the last page is kept", tidy)]:
        log.info("%s", title)
        for line, mebibytes in growth.history().items():
            log.info("   %s MiB held by %s", mebibytes, line)
        for line in growth.leaks():
            log.info("   a leak: %s", line)
    ratio = price(allocate, watched_allocate, clock, times=1)
    log.info("the probe: %.1f × a plain allocation", ratio)
    draw(chosen.chart, partial(paint, leaky.history()), curves(leaky.history()))


if __name__ == "__main__":
    run(partial(main, None))
