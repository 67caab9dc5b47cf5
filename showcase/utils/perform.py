"""🎬 The explorer's programs in real threads: one schedule by force, or many by luck.

    run = explore(make).runs[0]
    force(make, run.schedule)  the same steps in the same order: the same outcome, every time
    sample(make, 100)          each outcome that was seen, and how often; yours will differ

Specs  tests/utils/test_perform.py
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

from showcase.utils import stage
from showcase.utils.explore import Program, Until
from showcase.utils.stage import PATIENCE, Script, play, until

PATIENT_LOOKS = 500
"""How often a thread of a sample looks whether the others have come, before it goes on alone."""


def force(make: Callable[[], Program], schedule: tuple[str, ...]) -> Any:
    """Run the program in real threads, in the order of one schedule; returns the outcome.

    A schedule that ends in a deadlock cannot be forced: TimeoutError.
    """
    program, script = make(), Script()

    def part(name: str) -> Callable[[], None]:
        def act() -> None:
            steps = program.actors[name]()
            next(steps)
            for number, line in enumerate(schedule, 1):
                if line.startswith(f"{name} "):
                    with script.line(number):
                        next(steps, None)

        return act

    play(**{name: part(name) for name in program.actors})
    return program.outcome()


def soon(fact: Callable[[], bool]) -> bool:
    """Is it true within PATIENT_LOOKS looks? It looks without giving the processor away."""
    return any(fact() for _ in range(PATIENT_LOOKS))


def sample(
    make: Callable[[], Program], times: int, switch_interval: float = 1e-6
) -> dict[Any, int]:
    """Run the program so many times in real threads, a thread for each actor.

    Args:
        make: makes the program anew.
        switch_interval: seconds after which a thread has to offer the GIL.

    Returns each outcome that was seen, and how often.
    """
    programs = [make() for _ in range(times)]
    parts = len(programs[0].actors)
    start = Barrier(parts)
    arrived: list[list[str]] = [[] for _ in programs]

    def all_are(here: list[str]) -> bool:
        return len(here) == parts

    def part(name: str) -> Callable[[], None]:
        def act() -> None:
            start.wait(PATIENCE)
            for number, program in enumerate(programs):
                here = arrived[number]
                here.append(name)
                soon(partial(all_are, here))
                for step in program.actors[name]():
                    if isinstance(step, Until) and not soon(step.ready):
                        until(step.ready, step.says)

        return act

    with stage.switch_interval(switch_interval):
        play(**{name: part(name) for name in programs[0].actors})
    return dict(Counter(program.outcome() for program in programs))
