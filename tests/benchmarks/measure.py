"""⏱️ What a group of benchmarks is, and how a ratio is measured where others compute too.

A machine that is busy makes single times worthless, and ratios of single times too. So

- each side of a ratio is measured in the same seconds, in turns;
- of each the best round counts, since other programs can only make a round longer;
- it is repeated until the claim holds, or until the tries are used up: a claim that a pool
  *reaches* something is proven by reaching it;
- how many cores there were for the taking is measured as well, in turns with the rest: by
  processes, and by a spin. What a machine is too crowded to show is skipped, and says so.
"""

import os
import platform
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

GIL: bool = getattr(sys, "_is_gil_enabled", lambda: True)()
CORES: int = getattr(os, "process_cpu_count", os.cpu_count)() or 1
TOO_CROWDED = 1.5
"""With less than two thirds of a core for one thread, two of them cannot show what they can."""


def interpreter() -> str:
    """ "3.13", or "3.13t" where it was built to run without the GIL."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}" + "t" * bool(
        sysconfig.get_config_var("Py_GIL_DISABLED")
    )


def load() -> float | None:
    """The load average of the last minute, where the system tells it."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def facts() -> dict[str, Any]:
    """What a reader has to know of the machine, and of the moment."""
    return {"gil": GIL, "python": platform.python_version(), "cpu_count": CORES, "load": load()}


@dataclass(frozen=True)
class Group:
    """Benchmarks that do the same work, and can be compared with each other."""

    name: str
    unit: str
    """What the time is given for: "32 requests", "task"."""
    baseline: str
    """The variant that the others are compared with."""
    items: int = 1
    """How many units one round has."""
    floor: str | None = None
    """The variant that measures the harness alone; it is taken off before a ratio is formed."""
    note: str = ""
    rate: str = ""
    """What is told as so many a second: "items"."""
    outside: bool = False
    """Do the rounds wait for something outside of this process, a server or a disk?"""


@dataclass
class Rounds:
    """The seconds of all rounds of one side of a ratio."""

    seconds: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)
    """How many cores this process kept busy in each of them."""

    def take(self, function: Callable[[], Any]) -> None:
        """One more round."""
        cpu, wall = time.process_time(), time.perf_counter()
        function()
        self.seconds.append(time.perf_counter() - wall)
        self.cores.append((time.process_time() - cpu) / self.seconds[-1])

    @property
    def best(self) -> float:
        """The fastest round: the least disturbed."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.seconds)

    def __str__(self) -> str:
        return (
            f"best {self.best * 1e3:.3g} ms, median {self.median * 1e3:.3g} ms "
            f"of {len(self.seconds)} rounds"
        )


class Crowd:
    """How crowded the machine is: how long a spin takes, in times of the CPU seconds it needs.

    1 is a core for ourselves, 2 is half of one. It is looked at between the rounds, and tells how
    far two medians may lie apart for no other reason.
    """

    SPIN = 0.004

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def look(self) -> None:
        """Spin for a few milliseconds of CPU time."""
        wall, cpu = time.perf_counter(), time.thread_time()
        while time.thread_time() - cpu < self.SPIN:
            pass
        self.wall += time.perf_counter() - wall
        self.cpu += time.thread_time() - cpu

    @property
    def factor(self) -> float:
        """Over all looks."""
        return max(1.0, self.wall / self.cpu) if self.cpu else 1.0

    def slowdown(self, middle: float, wall: float, cpu: float, outside: bool) -> float:
        """How many times as long a median round may have taken because of the crowd.

        A round that fits into a time slice is disturbed now and then, but not at its median; and
        who waits for something outside needs no core for it.

        Args:
            middle: seconds of the median round.
            wall: seconds, looks included.
            cpu: CPU seconds of the whole process, looks included.
            outside: do they wait for something outside, a server or a disk?
        """
        if middle < self.SPIN / 4:
            return 1.0
        if not outside:
            return round(self.factor, 2)
        wall, cpu = wall - self.wall, max(0.0, cpu - self.cpu)
        waited = max(0.0, wall - cpu * self.factor)
        alone = waited + cpu
        return round(min(self.factor, max(1.0, wall / alone)), 2) if alone else 1.0


def stay_on_core(number: int) -> set[int]:
    """Keep this thread on one core, where the system can do that (Linux): where it was free."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    free = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(free)[number % len(free)]})
    return free


class Sides(dict[str, Rounds]):
    """The sides of a ratio, and how crowded each core was between their rounds."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__({name: Rounds() for name in names})
        self.crowds = [Crowd() for _ in range(min(CORES, 4))]

    def look(self, turn: int) -> None:
        """At another core each time."""
        number = turn % len(self.crowds)
        free = stay_on_core(number)
        try:
            self.crowds[number].look()
        finally:
            if free:
                os.sched_setaffinity(0, free)

    @property
    def too_crowded(self) -> str:
        """Why nothing can be told here, or nothing at all."""
        worst = max(crowd.factor for crowd in self.crowds)
        if worst < TOO_CROWDED:
            return ""
        return f"too crowded to tell: a thread got {1 / worst:.0%} of a core"


def in_turns(
    sides: dict[str, Callable[[], Any]],
    holds: Callable[[Sides], bool],
    at_least: int = 5,
    seconds: float = 6.0,
) -> Sides:
    """Measure all sides in turns, until the claim holds, or for so many seconds at the most."""
    rounds = Sides(sides)
    give_up = time.monotonic() + seconds
    for function in sides.values():
        function()  # to warm up
    turn = 0
    while turn < at_least or (time.monotonic() < give_up and not holds(rounds)):
        for name, function in sides.items():
            rounds[name].take(function)
        rounds.look(turn)
        turn += 1
    return rounds


def told_as(workers: int) -> dict[str, Any]:
    """A variant that is a number of workers: how it is called, and where it stands on an axis."""
    return {"variant": f"{workers} worker{'s' * (workers > 1)}", "workers": workers}


def cores_busy(function: Callable[[], Any]) -> float:
    """How many cores this process kept busy at a time, by its own CPU seconds.

    Other programs make the wall clock run on, never the CPU clock of this process. So they can
    make this number smaller, and never larger.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    function()
    return (time.process_time() - cpu) / (time.perf_counter() - wall)
