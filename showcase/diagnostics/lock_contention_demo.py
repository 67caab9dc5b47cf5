"""🐌 Lock contention: who had to wait for which lock, where, and behind whom.

Waiting costs as long as the holder takes: the clerk below is slow, and the report is why.

    the report is written …     deposits that had to wait
    ──────────────────────────  ──────────────────────────────────────────────
    while it holds the lock     2 of 2, behind write_report()  ❌
    after it has released it    0 of 2  ✅

A first try without waiting tells whether somebody holds the lock: waits are counted, not guessed.
from times, so that a slow machine is no contention.

TL;DR  Replace `Lock()` by `MeteredLock("its name", ledger)`, and read `ledger.report()`.

Run    python -m showcase.diagnostics.lock_contention_demo
       python showcase/diagnostics/lock_contention_demo.py --chart waits.svg
Specs  tests/diagnostics/test_lock_contention.py
Next   timeline_demo.py: the same, to look at.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, ProbedLock, Site, bars, draw, options, price, visit
from showcase.utils.stage import Cue, play, until

log = get_logger()


# 1 ── The instrument ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wait:
    """A thread found a lock held, which was last taken at the site `behind`."""

    lock: str
    site: Site
    behind: Site | None
    seconds: float


@dataclass(frozen=True)
class Row:
    """A lock, and one of the places where it is asked for."""

    lock: str
    site: Site
    asked: int
    waited: int
    seconds: float
    behind: tuple[str, ...]

    def __str__(self) -> str:
        told = f"{self.lock}: {self.waited} of {self.asked} had to wait in {self.site}"
        return f"{told}, behind {', '.join(self.behind)}" if self.waited else told


class Ledger:
    """What becomes of all metered locks; list.append needs no lock."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self.clock = clock
        self.asked: list[tuple[str, Site]] = []
        self.queued: list[str] = []
        self.waits: list[Wait] = []

    def report(self) -> list[Row]:
        """A row for each lock and place: those with the most waits first."""
        rows, asked = [], self.asked.copy()  # while others may still write
        for lock, here in set(asked):
            waits = [wait for wait in self.waits.copy() if (wait.lock, wait.site) == (lock, here)]
            seconds = sum(wait.seconds for wait in waits)
            behind = tuple(sorted({str(wait.behind) for wait in waits}))
            rows.append(Row(lock, here, asked.count((lock, here)), len(waits), seconds, behind))
        return sorted(rows, key=lambda row: (-row.waited, row.lock, row.site))


class MeteredLock(ProbedLock):
    """A Lock with a name: it records in a ledger who asked for it, and who had to wait."""

    def __init__(self, name: str, ledger: Ledger) -> None:
        self._name = name
        self._ledger = ledger
        self._lock = Lock()
        self._taken_at: Site | None = None

    def release(self) -> None:
        """As Lock.release."""
        self._lock.release()

    def _acquire(self, here: Site, blocking: bool, timeout: float) -> bool:
        ledger = self._ledger
        ledger.asked.append((self._name, here))
        acquired = self._lock.acquire(blocking=False)
        if blocking and not acquired:
            behind, begun = self._taken_at, ledger.clock()
            ledger.queued.append(self._name)
            acquired = self._lock.acquire(timeout=timeout)
            ledger.waits.append(Wait(self._name, here, behind, ledger.clock() - begun))
        if acquired:
            self._taken_at = here
        return acquired


# 2 ── A report, and a clerk who cannot go on ─────────────────────────────────


def office(report_under_the_lock: bool, clock: Clock = time.perf_counter) -> Ledger:
    """On each of two days a clerk deposits while a report is being written.

    Args:
        report_under_the_lock: write it inside the `with` block, until the clerk is in the queue,
            and not after it.
        clock: for the ledger.
    """
    ledger = Ledger(clock)
    accounts, journal = MeteredLock("accounts", ledger), MeteredLock("journal", ledger)

    def a_day() -> None:
        is_writing = Cue()
        queued_before = len(ledger.queued)

        def deposit() -> None:
            is_writing.wait()
            with accounts, journal:
                pass

        def write_report() -> None:
            with accounts:
                if report_under_the_lock:
                    is_writing.set()
                    until(lambda: len(ledger.queued) > queued_before, "a clerk in the queue")
            is_writing.set()

        play(deposit, write_report)

    a_day()
    a_day()
    return ledger


# ── The guided tour ──────────────────────────────────────────────────────────


def paint(rows: list[Row], axes: Any) -> None:
    """A bar for each lock and place, the longest on top: how long threads waited there."""
    waited = [1000 * row.seconds for row in rows]
    axes.barh([f"{row.lock}\n{row.site}" for row in rows], waited, color="0.4")
    axes.invert_yaxis()
    axes.set_xlabel("milliseconds waited")


def main(arguments: Sequence[str] | None = (), clock: Clock = time.perf_counter) -> None:
    """❌ before ✅."""
    chosen = options("Who has to wait for which lock, and behind whom.", arguments)
    crowded, quiet = office(True, clock), office(False, clock)
    for title, ledger in [("❌ the report under the lock", crowded), ("✅ after it", quiet)]:
        log.info("%s: %.3f s waited", title, sum(wait.seconds for wait in ledger.waits))
        for row in ledger.report():
            log.info("   %s", row)

    ratio = price(visit(Lock()), visit(MeteredLock("free", Ledger())), clock)
    log.info("the probe: %.1f × a plain Lock", ratio)
    rows = crowded.report()
    waited = {f"{row.lock} in {row.site}": 1000 * row.seconds for row in rows}
    draw(chosen.chart, partial(paint, rows), bars(waited, "ms waited"))


if __name__ == "__main__":
    run(partial(main, None))
