"""🔭 The explorer: every interleaving of a small program, and not only the lucky ones.

    def increment():               An actor is a generator function. Each `yield` says what the
        yield "reads"              next step is, and there alone another actor can come between.
        seen = count[0]            `yield Until("takes the lock", free)` is a step that has to
        yield "writes"             wait; `yield from taking(lock)` is that for a real Lock.
        count[0] = seen + 1

    explore(make)      every schedule there is, in one thread: outcome and schedule of each
    schedules(2, 2)    how many there are for two actors of two steps each: 6

The explorer knows no threads and patches nothing. What it shows holds for the program as it is
written: a step that is atomic here has to be atomic in life, too. perform.py plays the same
programs in real threads.

Specs  tests/utils/test_explore.py
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import factorial, prod
from threading import Lock
from typing import Any

DEADLOCK = "deadlock"
"""The outcome of a run in which somebody is left who can never go on."""


@dataclass(frozen=True)
class Until:
    """A step that has to wait: it can be taken while `ready()` is true."""

    says: str
    ready: Callable[[], bool]

    def __str__(self) -> str:
        return self.says


Steps = Iterator[str | Until]


class Program:
    """Actors, by name, and what is left when they are done: make a new one for each run."""

    def __init__(self, outcome: Callable[[], Any], **actors: Callable[[], Steps]) -> None:
        self.outcome = outcome
        self.actors = actors


@dataclass(frozen=True)
class Run:
    """One schedule, a step a line, and how it ended."""

    outcome: Any
    schedule: tuple[str, ...]


@dataclass(frozen=True)
class Explored:
    """All runs there are."""

    runs: tuple[Run, ...]

    @property
    def outcomes(self) -> dict[Any, int]:
        """Each outcome, and how many schedules lead to it."""
        return dict(Counter(run.outcome for run in self.runs))

    def schedule(self, outcome: Any) -> tuple[str, ...]:
        """The first of the shortest schedules with this outcome; ValueError if there is none."""
        return min((run.schedule for run in self.runs if run.outcome == outcome), key=len)


def taking(lock: Lock, name: str = "the lock") -> Steps:
    """The step of taking a lock that is free; `yield from` it, and release the lock yourself."""
    yield Until(f"takes {name}", lambda: not lock.locked())
    lock.acquire()


def schedules(*steps: int) -> int:
    """In how many orders actors with so many steps can take them, if nobody has to wait."""
    return factorial(sum(steps)) // prod(factorial(number) for number in steps)


def explore(make: Callable[[], Program], most_steps: int = 100_000) -> Explored:
    """Run the program in every order in which its steps can be taken.

    Args:
        make: makes the program anew, everything that it shares included.
        most_steps: of all runs together; a fuse for programs that do not end.

    Raises RuntimeError where there are more, and whatever an actor raises.
    """
    runs: list[Run] = []
    beginnings: list[tuple[str, ...]] = [()]  # each is a way to begin that no run has begun yet
    while beginnings:
        run, others = _run(make(), beginnings.pop())
        runs.append(run)
        beginnings += others
        most_steps -= len(run.schedule)
        if most_steps < 0:
            raise RuntimeError("too many steps to explore")
    return Explored(tuple(runs))


def _run(program: Program, beginning: tuple[str, ...]) -> tuple[Run, list[tuple[str, ...]]]:
    """One run that begins as told; and the other ways that it could have gone after that."""
    going = {name: actor() for name, actor in program.actors.items()}
    ahead = {name: next(steps) for name, steps in going.items()}
    taken: list[str] = []
    schedule: list[str] = []
    others: list[tuple[str, ...]] = []
    while can := sorted(n for n, s in ahead.items() if isinstance(s, str) or s.ready()):
        if len(taken) < len(beginning):
            name = beginning[len(taken)]
        else:
            name, *rest = can
            others += [(*taken, other) for other in reversed(rest)]
        taken.append(name)
        schedule.append(f"{name} {ahead.pop(name)}")
        following = next(going[name], None)
        if following is not None:
            ahead[name] = following
        if len(schedule) > 1000:
            raise RuntimeError("a run that does not end")
    if ahead:
        never = sorted(f"{name} never {step}" for name, step in ahead.items())
        return Run(DEADLOCK, (*schedule, *never)), others
    return Run(program.outcome(), tuple(schedule)), others
