"""🎲 Shared randomness: safe to call from all threads, and still not what one expects.

    two threads share a Random        ❌                              ✅
    ────────────────────────────────  ──────────────────────────────  ──────────────────────────
    gauss()                            both get the same number        normalvariate(), or a lock
    a seed, to get the same again      who draws first gets the first  a Random for each thread

random.random() and all that rests on it may be called by any thread: each number is drawn once.
gauss() keeps every second number for the next call, and two threads may both take it.

TL;DR  A Random for each thread, with a seed of its own: no lock, and the same numbers every time.

Run    python -m showcase.thread_safety.shared_random_demo
Specs  tests/thread_safety/test_shared_random.py
Next   whole_lines_demo.py: two threads print
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from random import Random
from threading import Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Stop, in_the_middle
from showcase.utils.stage import Door, Script, play

log = get_logger()


class Handing(Random):
    """A Random that hands over when gauss() has read the number it had kept."""

    stop: Stop = bool

    @property
    def gauss_next(self) -> float | None:
        """What gauss() has kept for its next call."""
        kept = self.__dict__.get("kept")
        self.stop()
        return kept

    @gauss_next.setter
    def gauss_next(self, kept: float | None) -> None:
        """Keep it, or nothing."""
        self.__dict__["kept"] = kept


def two_draw(method: str, door: Door | None = None) -> bool:
    """Two threads draw from a normal distribution at the same time: is it the same number?

    Args:
        method: "gauss" or "normalvariate".
        door: what both take.
    """
    shared = Handing()
    shared.gauss(0, 1)  # makes two numbers, and keeps one

    def draw(stop: Stop) -> float:
        shared.stop = stop
        return float(getattr(shared, method)(0, 1))

    one, other = in_the_middle(draw, lambda: getattr(shared, method)(0, 1), door)
    return bool(one == other)


def drawn(one_each: bool, ann_is_first: bool) -> list[list[int]]:
    """Ann and Bob draw two numbers each, in turn; returns Ann's and Bob's.

    Args:
        one_each: a Random with a seed for each of the two, and not one for both.
        ann_is_first: who begins.
    """
    ann_random = Random(1)
    bob_random = Random(2) if one_each else ann_random
    script = Script()

    def draw(random: Random, is_first: bool) -> list[int]:
        mine = []
        for number in (1, 3) if is_first else (2, 4):
            with script.line(number):
                mine.append(random.getrandbits(8))
        return mine

    return play(
        ann=lambda: draw(ann_random, ann_is_first), bob=lambda: draw(bob_random, not ann_is_first)
    )


def main() -> None:
    """❌ before ✅."""
    log.info("❌ gauss() in two threads: the same number? %s", two_draw("gauss"))
    log.info("✅ under a lock: the same number? %s", two_draw("gauss", Lock()))
    log.info("✅ normalvariate(): the same number? %s", two_draw("normalvariate"))
    for title, one_each in [("❌ one seed for both", False), ("✅ a seed each", True)]:
        for ann_is_first in (True, False):
            ann, bob = drawn(one_each, ann_is_first)
            log.info("%s: Ann draws %s, Bob %s", title, ann, bob)


if __name__ == "__main__":
    run(main)
