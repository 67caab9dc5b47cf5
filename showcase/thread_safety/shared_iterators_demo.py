"""🔗 Shared iterators: two threads draw from one, and rows and sums are torn.

The second thread draws while the first one is inside the source of the iterator: with the GIL as
without, an iterator of Python keeps notes between its steps, and nobody guards them.

    next() of                   ❌ first and second thread get    ✅ with a lock around next()
    ──────────────────────────  ───────────────────────────────  ────────────────────────────
    enumerate(letters)           (1, a) and (0, b): swapped       (0, a) and (1, b)
    zip, zip_longest             (a, 1) and (b, 0): swapped       (a, 0) and (b, 1)
    compress(letters, [1, 0, …]) c and b: a is left out, not b    a and c
    cycle(letters)               a b c d, then b a: swapped        a b c d, then a b
    pairwise(letters)            (a, d) and (b, c): no neighbours (a, b) and (b, c)
    batched(letters, 2)          (a, d) and (b, c): mixed         (a, b) and (c, d)
    accumulate(numbers)          1 and 1: a number is lost        1 and 2
    a generator                  a and ValueError                 a and b
    map, filter, chain, islice   ✅ a and b: no notes to tear      a and b

TL;DR  One iterator, one thread; or a lock around every next() (a class for that, and Python
       3.15's own, are in synchronization/iterator_helpers_demo.py).

Run    python -m showcase.thread_safety.shared_iterators_demo
Specs  tests/thread_safety/test_shared_iterators.py
Next   stale_caches_demo.py: a result that is stored too late
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Stop, in_the_middle
from showcase.utils.stage import Door

log = get_logger()


class Letters:
    """An iterator over a, b, c, d that hands over when it has taken one out. No generator: two
    threads may be inside."""

    def __init__(self) -> None:
        self._left = ["a", "b", "c", "d"]
        self.stop: Stop = bool

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._left:
            raise StopIteration
        letter = self._left.pop(0)
        self.stop()
        return letter


class Number(int):
    """A number that hands over while it is added, after the other one was read."""

    stop: Stop = bool

    def __radd__(self, other: int) -> int:
        self.stop()
        return other + int(self)


@dataclass(frozen=True)
class Drawn:
    """What each thread got, and what is left in the iterator."""

    first: Any
    second: Any
    rest: list[Any]


KINDS: dict[str, Callable[[Letters], Iterator[Any]]] = {
    "enumerate": enumerate,
    "zip": lambda letters: zip(letters, itertools.count()),
    "zip_longest": lambda letters: itertools.zip_longest(letters, range(4)),
    "compress": lambda letters: itertools.compress(letters, [1, 0, 1, 1]),
    "cycle": lambda letters: itertools.islice(itertools.cycle(letters), 6),
    "pairwise": itertools.pairwise,
    "generator": lambda letters: (letter for letter in letters),
    "map": lambda letters: map(str, letters),
    "filter": lambda letters: filter(None, letters),
    "islice": lambda letters: itertools.islice(letters, 3),
    "chain": lambda letters: itertools.chain(letters, "e"),
}
"""What two threads draw from."""
if hasattr(itertools, "batched"):  # new in Python 3.12
    KINDS["batched"] = lambda letters: itertools.batched(letters, 2)  # type: ignore[attr-defined]


def two_draw(kind: str, door: Door | None = None) -> Drawn:
    """The second thread draws while the first one is inside the source; both take `door`."""
    letters = Letters()
    iterator = KINDS[kind](letters)

    def draw(stop: Stop) -> Any:
        letters.stop = stop
        return next(iterator)

    first, second = in_the_middle(draw, lambda: next(iterator), door)
    return Drawn(first, second, [*iterator])


def two_accumulate(door: Door | None = None) -> Drawn:
    """The second thread draws while the first one is in the middle of an addition."""
    one = Number(1)
    totals = itertools.accumulate([0, one, 1, 1])
    next(totals)  # 0

    def draw(stop: Stop) -> int:
        one.stop = stop
        return next(totals)

    first, second = in_the_middle(draw, lambda: next(totals), door)
    return Drawn(first, second, [*totals])


def main() -> None:
    """❌ before ✅; some are ✅ without a lock."""
    for kind in KINDS:
        tell(kind, two_draw(kind), two_draw(kind, Lock()))
    tell("accumulate", two_accumulate(), two_accumulate(Lock()))


def tell(kind: str, plain: Drawn, locked: Drawn) -> None:
    """Narrate what two threads drew, without a lock and with one."""
    sign = "✅" if plain == locked else "❌"
    log.info("%s no lock, %s: %s and %s, then %s", sign, kind, *vars(plain).values())
    log.info("✅ a lock, %s: %s and %s, then %s", kind, *vars(locked).values())


if __name__ == "__main__":
    run(main)
