"""📈 Open threads: how many there are, round by round, and which line started those that stay.

A leak is not a number but growth: threads that come and go are fine, however many. A leak is found
by the line that called start(), which no thread remembers; so the watch writes it down.

    after each of three rounds            open threads of the line
    ────────────────────────────────────  ─────────────────────────────────────
    helpers wait for a word, never said   1, 2, 3: they grow, started in hire()  ❌
    helpers are sent home, and joined     0, 0, 0  ✅
    a keeper who stays all the time       1, 1, 1: that is no growth  ✅

TL;DR  `with watched_starts() as roll:` around the program, `roll.call()` after each round, and
       then `roll.leaks()`.

Run    python -m showcase.diagnostics.open_threads_demo
       python showcase/diagnostics/open_threads_demo.py --chart threads.svg
Specs  tests/diagnostics/test_open_threads.py
Next   README.md: the whole path
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from queue import SimpleQueue
from threading import Thread
from types import FrameType
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, Site, curves, draw, options, price, site
from showcase.utils.stage import PATIENCE

log = get_logger()


# 1 ── The instrument ─────────────────────────────────────────────────────────


class Roll:
    """Who was started by which line, and who was still there at each roll call."""

    def __init__(self) -> None:
        self.started: list[tuple[Thread, Site]] = []
        self.calls: list[dict[Site, list[str]]] = []

    def call(self) -> None:
        """Note the names of those who are alive."""
        alive: dict[Site, list[str]] = {}
        for entry in self.started.copy():  # others may be starting threads meanwhile
            thread, at = entry
            if thread.is_alive():
                alive.setdefault(at, []).append(thread.name)
            else:
                self.started.remove(entry)  # a list of threads would be a leak of its own
        self.calls.append(alive)

    def history(self) -> dict[Site, list[int]]:
        """For each line how many of its threads were open at each call."""
        lines = sorted({at for alive in self.calls for at in alive})
        return {at: [len(alive.get(at, [])) for alive in self.calls] for at in lines}

    def leaks(self) -> dict[Site, list[str]]:
        """Lines whose open threads were more at each of the last three calls, and who they are."""
        return {
            at: self.calls[-1][at]
            for at, numbers in self.history().items()
            if len(numbers) > 2 and numbers[-3] < numbers[-2] < numbers[-1]
        }


def outside_the_library(frame: FrameType | None) -> Site:
    """The place in one's own code: a Timer or a pool starts its threads deep in the library."""
    while frame and frame.f_globals["__name__"].partition(".")[0] in sys.stdlib_module_names:
        frame = frame.f_back
    return site(frame or sys._getframe())


@contextmanager
def watched_starts() -> Iterator[Roll]:
    """For the length of a block, Thread.start notes who called it: in the whole process."""
    roll, start = Roll(), Thread.start

    def noted_start(self: Thread) -> None:
        start(self)
        roll.started.append((self, outside_the_library(sys._getframe(1))))

    Thread.start = noted_start  # type: ignore[method-assign]
    try:
        yield roll
    finally:
        Thread.start = start  # type: ignore[method-assign]


# 2 ── Three shifts ───────────────────────────────────────────────────────────


def shifts(send_home: bool, number: int = 3) -> Roll:
    """A keeper stays all the time; each shift hires a helper, and then calls the roll.

    Args:
        send_home: tell the helper so when the shift is over, and wait until it has gone.
        number: of shifts.
    """
    staff: list[tuple[Thread, SimpleQueue[str]]] = []

    def employ(name: str) -> Thread:
        word: SimpleQueue[str] = SimpleQueue()
        staff.append((Thread(target=partial(word.get, timeout=PATIENCE), name=name), word))
        return staff[-1][0]

    def hire(shift: int) -> None:
        employ(f"helper-{shift}").start()

    def dismiss(thread: Thread, word: "SimpleQueue[str]") -> None:
        word.put("go home")
        thread.join(PATIENCE)

    with watched_starts() as roll:
        employ("keeper").start()
        for shift in range(1, number + 1):
            hire(shift)
            if send_home:
                dismiss(*staff.pop())
            roll.call()
    for thread, word in staff:
        dismiss(thread, word)  # a lesson about leaks leaves none behind
    return roll


# ── The guided tour ──────────────────────────────────────────────────────────


def a_thread() -> None:
    """Start one, and wait for its end."""
    thread = Thread(target=bool)
    thread.start()
    thread.join()


def a_watched_thread() -> None:
    """The same, inside a watch of its own."""
    with watched_starts():
        a_thread()


def paint(history: dict[Site, list[int]], axes: Any) -> None:
    """A line for each start site: open threads at each roll call."""
    for (at, numbers), marker in zip(history.items(), cycle("osD^v"), strict=False):
        calls = [*range(1, len(numbers) + 1)]
        axes.plot(calls, numbers, "k-", marker=marker, label=f"{at}")
    axes.locator_params(integer=True)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("roll call")
    axes.set_ylabel("open threads")
    axes.legend()


def main(arguments: Sequence[str] | None = (), clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    chosen = options("Which line starts threads that never end.", arguments)
    leaky, tidy = shifts(send_home=False), shifts(send_home=True)
    for title, roll in [("❌ nobody is sent home", leaky), ("✅ helpers are sent home", tidy)]:
        log.info("%s", title)
        for at, numbers in roll.history().items():
            log.info("   %s: open %s", at, numbers)
        for at, names in roll.leaks().items():
            log.info("   a leak: %s, started in %s", ", ".join(names), at)
    log.info(
        "the probe: %.1f × a plain start and join",
        price(a_thread, a_watched_thread, clock),
    )
    open_threads = leaky.history()
    text = curves({str(at): [*numbers] for at, numbers in open_threads.items()})
    draw(chosen.chart, partial(paint, open_threads), text)


if __name__ == "__main__":
    run(partial(main, None))
