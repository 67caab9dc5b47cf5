"""🔥 CPU per thread: which of them computes, and which only waits.

Both threads live equally long, so a clock on the wall cannot tell them apart. The system
keeps a meter of CPU time for each thread; the key to it is the native id.

    how long did it take?                      the busy one   the idle one
    ─────────────────────────────────────────  ─────────────  ────────────────────────────
    by the clock on the wall                   as long as the idle one lived  ❌
    psutil: threads() of the process           at least what it computed  ✅   nothing  ✅
    the clock of the thread (on most Unixes)   at least what it computed  ✅   nothing  ✅

TL;DR  `psutil.Process().threads()` gives CPU times by native id, `threading.enumerate()`
       gives the names to those ids.

Run    python -m showcase.diagnostics.cpu_per_thread_demo
       python showcase/diagnostics/cpu_per_thread_demo.py --chart cpu.svg
Specs  tests/diagnostics/test_cpu_per_thread.py
Next   timing_threads.py: how long does each of them take?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.probe import Clock, bars, draw, options, takes
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()

ENOUGH = 0.04
"""Seconds of CPU time that the busy thread uses up: four ticks of the coarsest meter."""

Meter = Callable[[], "dict[str, float]"]
"""Returns the CPU time of every live thread in seconds, by the name of the thread."""


# 1 ── Three meters ───────────────────────────────────────────────────────────


def by_psutil() -> dict[str, float]:
    """User plus system time of each thread. Raises ImportError where psutil is missing."""
    import psutil

    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    return {
        names[thread.id]: thread.user_time + thread.system_time
        for thread in psutil.Process().threads()
        if thread.id in names  # others have no Python in them; macOS numbers its own way
    }


def by_its_own_clock() -> dict[str, float]:
    """The clock that the system keeps for each thread. Raises AttributeError where it has none."""
    clock_of: Callable[[int], int] = getattr(time, "pthread_getcpuclockid")  # noqa: B009
    return {
        thread.name: time.clock_gettime(clock_of(thread.ident))
        for thread in threading.enumerate()
        if thread.ident  # a wrong ident is no exception but a crash
    }


def by_the_wall() -> dict[str, float]:
    """The broken twin: what time it is, which is the same for everyone."""
    now = time.perf_counter()
    return {thread.name: now for thread in threading.enumerate()}


# 2 ── One computes, one waits ────────────────────────────────────────────────


def busy_and_idle(meter: Meter, seconds: float = ENOUGH) -> dict[str, float]:
    """Read the meter, let one thread compute while another waits, and read it again.

    Args:
        seconds: CPU time until which the busy thread computes, by its own account.

    Returns what either of them has used up, in seconds. Raises what `meter` raises.
    """
    may_compute, has_computed, may_leave = Cue(), Cue(), Cue()

    def busy() -> None:
        may_compute.wait()
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass
        has_computed.set()
        may_leave.wait()  # the meter of a thread that has left is gone

    def idle() -> None:
        may_leave.wait()

    cast = [threading.Thread(target=f, name=f.__name__) for f in (busy, idle)]
    for thread in cast:
        thread.start()
    try:
        before = meter()
        may_compute.set()
        has_computed.wait()
        after = meter()
    finally:
        may_compute.set()
        may_leave.set()
        for thread in cast:
            thread.join(PATIENCE)
    return {name: after[name] - before[name] for name in ("busy", "idle") if name in after}


def who_computes(used: dict[str, float]) -> list[str]:
    """The names of the threads that have used up at least half of ENOUGH."""
    return [name for name, seconds in used.items() if seconds >= ENOUGH / 2]


# ── The guided tour ──────────────────────────────────────────────────────────


METERS: list[tuple[str, Meter]] = [
    ("❌ by the clock on the wall", by_the_wall),
    ("✅ by psutil", by_psutil),
    ("✅ by its own clock", by_its_own_clock),
]


def paint(used: dict[str, float], axes: Any) -> None:
    """A bar for each meter and thread, in the order in which they were read."""
    axes.barh([*used], [*used.values()], color="0.4")
    axes.axvline(ENOUGH, color="0.5", linestyle="--", label="what the busy one computed at least")
    axes.invert_yaxis()
    axes.set_xlabel("seconds")
    axes.legend()


def main(
    arguments: Sequence[str] | None = (),
    clock: Clock = time.perf_counter,
    meters: Sequence[tuple[str, Meter]] = METERS,
) -> None:
    """❌ before ✅."""
    chosen = options("Which thread computes.", arguments)
    rows: dict[str, float] = {}
    for title, meter in meters:
        try:
            used = busy_and_idle(meter)
        except ImportError:
            log.info("psutil is not installed: python -m pip install psutil")
        except AttributeError:
            log.info("threads have no clocks of their own on this platform")
        else:
            log.info("%s: who computes? %s", title, " and ".join(who_computes(used)))
            log.info("   the probe: %.1f µs for a reading", 1e6 * takes(meter, clock))
            rows.update({f"{name}, {title[2:]}": seconds for name, seconds in used.items()})
    draw(chosen.chart, partial(paint, rows), bars(rows, "s"))


if __name__ == "__main__":
    run(partial(main, None))
