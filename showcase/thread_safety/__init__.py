"""🛡️ What threads may rely on: every interleaving, litmus tests, and the built-in types.

Here is what the explored scenarios share: a broken program, its cured twin, and their story.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from showcase.utils.explore import Program, explore
from showcase.utils.logger import StoryLogger


@dataclass(frozen=True)
class Twins:
    """A program that some schedule breaks, and its twin, one argument apart, that none does."""

    broken: Callable[[], Program]
    cured: Callable[[], Program]
    wrong: tuple[Any, ...]
    """The outcomes that must not be."""


def tell_twins(twins: Mapping[str, Twins], log: StoryLogger) -> None:
    """Narrate how many schedules of each program end wrong, and one that does."""
    for name, pair in twins.items():
        for title, make in [("broken", pair.broken), ("cured", pair.cured)]:
            explored = explore(make)
            wrong = [run for run in explored.runs if run.outcome in pair.wrong]
            sign = "❌" if wrong else "✅"
            log.info("%s %s, %s: %d of %d", sign, name, title, len(wrong), len(explored.runs))
            if wrong:
                outcome = wrong[0].outcome
                log.info("❌ %s: %s", outcome, ", ".join(explored.schedule(outcome)))
