"""⚖️ Verdicts: a program, and every outcome that it could have, judged before the first run.

    ✅ acceptable    🔶 interesting: legal, and a surprise to many    ⛔ forbidden, in every build
    ❓ unpromised: nothing rules it out by word, and the GIL does by its nature

Specs  tests/utils/test_verdicts.py
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from showcase.utils.explore import Program, Steps, explore
from showcase.utils.logger import StoryLogger
from showcase.utils.perform import sample
from showcase.utils.stage import gil_is_on


class Verdict(Enum):
    """What an outcome is worth."""

    ACCEPTABLE = "✅"
    INTERESTING = "🔶"
    UNPROMISED = "❓"
    FORBIDDEN = "⛔"


def forbidden_here() -> set[Verdict]:
    """The verdicts that nothing may get in this interpreter, with the GIL or without."""
    return {Verdict.FORBIDDEN, Verdict.UNPROMISED} if gil_is_on() else {Verdict.FORBIDDEN}


@dataclass(frozen=True)
class Expected:
    """Outcomes that share a verdict, and the reason for it."""

    verdict: Verdict
    why: str
    outcomes: frozenset[Any]


@dataclass(frozen=True)
class Litmus:
    """A program, and every outcome that it could have."""

    make: Callable[[], Program]
    table: tuple[Expected, ...]

    def judge(self, outcome: Any) -> Expected:
        """The row that lists this outcome; what nobody has listed is forbidden."""
        unlisted = Expected(Verdict.FORBIDDEN, "nobody has listed it", frozenset({outcome}))
        return next((row for row in self.table if outcome in row.outcomes), unlisted)


def two(outcome: Callable[[], Any], actor: Callable[[str], Steps]) -> Program:
    """Ann and Bob do the same."""
    return Program(outcome, Ann=lambda: actor("Ann"), Bob=lambda: actor("Bob"))


@dataclass(frozen=True)
class Variants:
    """A program in several steps or in one, and the outcomes that it could have."""

    make: Callable[[bool], Program]
    fine: set[Any]
    surprising: set[Any]
    """What only several steps allow."""
    unpromised: frozenset[Any] | set[Any] = frozenset()
    """What the operation is not documented to rule out."""

    def litmus(self, in_one: bool) -> Litmus:
        """The program and its table: in one step only the verdicts are others."""
        no = Verdict.FORBIDDEN
        table = (
            Expected(Verdict.ACCEPTABLE, "as it should be", frozenset(self.fine)),
            Expected(
                no if in_one else Verdict.INTERESTING, "step by step", frozenset(self.surprising)
            ),
            Expected(
                no if in_one else Verdict.UNPROMISED, "not ruled out", frozenset(self.unpromised)
            ),
        )
        return Litmus(lambda: self.make(in_one), table)


@dataclass(frozen=True)
class Row:
    """An outcome, its verdict, in how many schedules it is reached, and how often it was seen."""

    outcome: Any
    verdict: Verdict
    why: str
    schedules: int
    seen: int


def examine(litmus: Litmus, samples: int) -> list[Row]:
    """Explore the program, then run it `samples` times in real threads: a row for each outcome."""
    explored = explore(litmus.make).outcomes
    seen = sample(litmus.make, samples)
    outcomes = {o for row in litmus.table for o in row.outcomes} | {*explored} | {*seen}
    judged = [(outcome, litmus.judge(outcome)) for outcome in sorted(outcomes, key=repr)]
    return [Row(o, row.verdict, row.why, explored.get(o, 0), seen.get(o, 0)) for o, row in judged]


def tell_table(title: str, litmus: Litmus, log: StoryLogger, samples: int = 20) -> None:
    """Narrate how many outcomes of each verdict there are, and that nothing forbidden was seen."""
    rows = examine(litmus, samples)
    count = Counter(row.verdict for row in rows)
    verdicts = ", ".join(f"{count[v]} {v.value}" for v in Verdict if v in count)
    wrong = sum(row.seen for row in rows if row.verdict in forbidden_here())
    ends = sum(row.schedules for row in rows)
    log.info("%s: %s in %d schedules; %d forbidden seen", title, verdicts, ends, wrong)
