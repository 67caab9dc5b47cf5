"""🎲 Is it a difference, or is it noise? An interval for the ratio of two medians.

The rounds are drawn again and again, with replacement (a bootstrap), and the ratio of the medians
is formed each time: the middle 99 % of those ratios are the interval. A machine drifts
while it measures, and rounds that follow each other know nothing of it: so the interval is widened
by how far the halves of each side lie apart, or by how crowded the machine was, whichever is more.
Other programs can only make a round longer, so the best rounds must tell the same story as the
medians; and what is left must be worth telling.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

DRAWS = 999
CONFIDENCE = 0.99
WORTH_TELLING = 1.05
"""Nearer to 1 than this is no difference, however sure it is."""


@dataclass(frozen=True)
class Ratio:
    """How many times as long one side took as the other, and how sure that is."""

    value: float
    low: float
    high: float
    best: float
    """The ratio of the best rounds, which other programs have disturbed least."""

    @property
    def verdict(self) -> str:
        """In one word: "slower", "faster", or "noise"."""
        if min(self.low, self.best) > WORTH_TELLING:
            return "slower"
        if max(self.high, self.best) < 1 / WORTH_TELLING:
            return "faster"
        return "noise"

    def __str__(self) -> str:
        return f"{times(self.value)} ({times(self.low)} to {times(self.high)})"


def times(ratio: float) -> str:
    """A ratio for a reader: "0.43 ×", "12.1 ×"."""
    if ratio < 0.1:
        return f"{ratio:.2g} ×"
    return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:.1f} ×" if ratio < 100 else f"{ratio:.0f} ×"


def drift(rounds: Sequence[float]) -> float:
    """How far the medians of the two halves lie apart, as a factor (1 is: not at all)."""
    if len(rounds) < 4:
        return 1.0
    half = len(rounds) // 2
    first, second = median(rounds[:half]), median(rounds[half:])
    return max(first, second) / min(first, second) if min(first, second) > 0 else 1.0


def medians(rounds: Sequence[float], chance: random.Random) -> list[float]:
    """The medians of samples that are drawn from the rounds."""
    size = min(len(rounds), 101)  # more would only make the draws slower
    return [median(chance.choices(rounds, k=size)) for _ in range(DRAWS)]


def ratio(before: Sequence[float], after: Sequence[float], doubt: float = 1.0) -> Ratio:
    """The ratio of the medians, after to before, with its interval. Needs positive times.

    Args:
        doubt: a factor by which the machine may have slowed down one side and not the other.
    """
    chance = random.Random(1)
    value = median(after) / median(before)
    pairs = zip(medians(before, chance), medians(after, chance), strict=True)
    drawn = sorted(after / before for before, after in pairs)
    tail = round((1 - CONFIDENCE) / 2 * len(drawn))
    wider = max(drift(before), drift(after), doubt)
    best = min(after) / min(before)
    return Ratio(value, drawn[tail] / wider, drawn[-1 - tail] * wider, best)
