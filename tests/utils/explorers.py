"""🔭 What two libraries say about the explored programs, in a process of its own.

    python -m tests.utils.explorers frontrun         a line of JSON for each program

Both replace the locks of `threading` while they explore, which nobody else should see. The
programs are those of showcase/thread_safety, unchanged: an actor's steps are taken in a thread,
the locks are the library's, and the miniature of a Condition is the real one.
"""

import json
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from showcase.utils.explore import Program

DEMOS = [
    import_module(f"showcase.thread_safety.explored_{name}_demo")
    for name in ("races", "publication", "deadlocks", "waiting")
]
RACES, _, _, WAITING = DEMOS

LEFT_OUT = {
    "3 philosophers": "many thousands of schedules",
    "if, not while": "thousands of schedules: three actors",
    "notify() for two kinds": "thousands of schedules: three actors",
    "3, and two seats": "waits for a fact, and not for a lock",
    "an upgrade": "waits for a fact, and not for a lock",
    "join()": "waits for a fact, and not for a lock",
}
"""Programs that are explored in showcase/thread_safety only, and why."""

LOCKS: set[str] = set()
"""The modules that the locks of the programs came from."""

STEPS: list[str] = []
"""What the actors of one run were about to do, in order."""


class Verdict(NamedTuple):
    """What a library says about a program."""

    says: str
    """broken, deadlock, safe (all that it would run was run), or inconclusive."""
    schedules: int
    seconds: float
    steps: list[str]
    """In the schedule that is wrong, the steps of our actors."""
    report: str
    """Where something is wrong: the schedule, in the library's own words."""
    again: bool
    """The same schedule was wrong once more when it was replayed."""


class Monitor:
    """The miniature in explored_waiting_demo.py, by a real Condition."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.condition = threading.Condition(self.lock)

    def wait(self, _: str) -> Iterator[str]:
        """No step of its own: the library knows where a Condition can be interrupted."""
        self.condition.wait()
        yield from ()

    def notify(self) -> None:
        """As it is."""
        self.condition.notify()


def lock() -> Any:
    """threading.Lock(), whatever that is by now."""
    LOCKS.add(threading.Lock.__module__)
    return threading.Lock()


def act(program: Program, name: str, told: bool) -> None:
    """Take all the steps of one actor; a step that has to wait waits for its lock.

    Args:
        told: each step begins with a word into a list that all actors share.
    """
    for step in program.actors[name]():
        if told:
            STEPS.append(f"{name} {step}")


def by_frontrun(make: Callable[[], Program], wrong: tuple[Any, ...], told: bool = True) -> Verdict:
    """Every schedule that matters, by frontrun: each order of what touches the same object."""
    import frontrun

    def setup() -> Program:
        STEPS.clear()
        return make()

    result = frontrun.explore(
        setup=setup,
        workers=[partial(act, name=name, told=told) for name in make().actors],
        invariant=lambda program: program.outcome() not in wrong,
        preemption_bound=None,
        timeout_per_run=1.5,  # a lost wake-up; a deadlock: 1 s, and 1 s to replay
        reproduce_on_failure=1,
    )
    report = result.explanation or result.inconclusive_reason or ""
    says = {True: "safe", False: "broken", None: "inconclusive"}[result.property_holds]
    if report.startswith("Deadlock"):
        says = "deadlock"
    again = result.reproduction_successes == 1
    return Verdict(says, result.num_explored, 0, [*STEPS], report, again)


def by_interleave_test(
    make: Callable[[], Program], wrong: tuple[Any, ...], preemptions: int = 1
) -> Verdict:
    """Every schedule with so many preemptions, between lines, by interleave-test."""
    import interleave_test

    def model() -> None:
        STEPS.clear()
        program = make()
        tasks = [interleave_test.spawn(act, program, n, told=True, name=n) for n in program.actors]
        for task in tasks:
            task.join()
        assert program.outcome() not in wrong

    here = {"include": [Path(DEMOS[0].__file__).parent], "raise_on_failure": False}
    dfs = {"strategy": "dfs", "granularity": "line", "iterations": 10_000}
    result = interleave_test.explore(model, max_preemptions=preemptions, **dfs, **here)
    if not result.failure:
        says = "safe" if result.exhausted else "inconclusive"
        return Verdict(says, result.schedules_run, 0, [], "", False)
    says = {"exception": "broken"}.get(result.failure.kind, result.failure.kind)
    once_more = interleave_test.replay(model, result.failure, **here)
    again = bool(once_more.failure) and once_more.failure.kind == result.failure.kind
    report = result.failure.format()
    return Verdict(says, result.schedules_run, 0, [*STEPS], report, again)


def tell(name: str, explore: Callable[[], Verdict]) -> None:
    """Print a verdict with the time that it took."""
    begun = time.perf_counter()
    verdict = explore()
    verdict = verdict._replace(seconds=time.perf_counter() - begun)
    print(json.dumps({"name": name, **verdict._asdict()}), flush=True)


def main(library: str) -> None:
    """Tell the verdicts on all twins, and on what belongs to the library alone."""
    by: Callable[..., Verdict] = by_interleave_test
    if library == "frontrun":
        from frontrun._cooperative import patch_locks

        patch_locks()
        by = by_frontrun
    for demo in DEMOS:
        demo.Lock = lock
    WAITING.Monitor = Monitor

    twins = {name: pair for demo in DEMOS for name, pair in demo.TWINS.items()}
    for name, pair in twins.items():
        if name not in LEFT_OUT:
            # Where actors share a list, frontrun does not decide about a Condition at all.
            how = {"told": False} if library == "frontrun" and name in WAITING.TWINS else {}
            tell(f"{name}, broken", partial(by, pair.broken, pair.wrong, **how))
            tell(f"{name}, cured", partial(by, pair.cured, pair.wrong, **how))
    more = tell_more_of_frontrun if library == "frontrun" else tell_more_of_interleave_test
    more(twins)
    print(json.dumps(sorted(LOCKS)))


def tell_more_of_frontrun(twins: dict[str, Any]) -> None:
    """Actors that share no more than the program says; and a Queue of its own."""
    for threads in (2, 3):
        cured = partial(RACES.increments, locked=True, threads=threads)
        tell(f"{threads} increments, untold", partial(by_frontrun, cured, (1,), told=False))
    for name in ("two withdrawals", "a pair", "a singleton", "one job"):
        pair = twins[name]
        tell(f"{name}, untold", partial(by_frontrun, pair.broken, pair.wrong, told=False))
    RACES.Queue = queue.Queue  # no longer Python's
    tell("its Queue, untold", partial(by_frontrun, pair.broken, pair.wrong, told=False))


def tell_more_of_interleave_test(twins: dict[str, Any]) -> None:
    """A search with a lower bound."""
    pair = twins["two increments"]
    how = {"preemptions": 0}
    tell("two increments, no preemption", partial(by_interleave_test, pair.broken, (1,), **how))


if __name__ == "__main__":
    main(sys.argv[1])
