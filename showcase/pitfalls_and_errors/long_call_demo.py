"""🪨 Long call: one call in C, and nobody else gets on.

A thread in Python code is asked every few milliseconds to let others run, and does so between
two steps. A call in C is one step, however long it is. It may give up the GIL by itself, and that
is up to its author. A witness who wants to run at all times tells what it is like:

    the call                              with the GIL, the witness …      without it
    ────────────────────────────────────  ───────────────────────────────  ──────────────────
    a power of a large number             gets on between two calls  ❌
    the sum of a long range               gets on between two calls  ❌
    a regular expression, tries all ways  gets on between two calls  ❌
    the digest of a large buffer          gets on during a call      ✅    … as well       ✅
    a look at the witness, in C, again    is never seen moving       ❌    is seen moving  ✅
      and again

TL;DR  Cut a long call in pieces, or give it to a process. What gives up the GIL says so: I/O,
       time.sleep(), hashlib and zlib with large buffers.

Run    python -m showcase.pitfalls_and_errors.long_call_demo
Specs  tests/pitfalls_and_errors/test_long_call.py
Next   event_loop_demo.py: a lock that is held across an await
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from operator import ne
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, gil_is_on, play, until

log = get_logger()


# 1 ── Long calls ─────────────────────────────────────────────────────────────

Calls = Iterator[Any]
"""The next one is made by next(), in C: no step of Python comes before it, or after it."""


def powers(exponent: int = 100_000) -> Calls:
    """Powers of 3 with so many digits to the base of 3."""
    return map(pow, repeat(3), repeat(exponent))


def sums(numbers: int = 200_000) -> Calls:
    """Sums of so many numbers."""
    return map(sum, repeat(range(numbers)))


def matches(letters: int = 15) -> Calls:
    """A pattern that is tried in 2 ** letters ways, in vain."""
    return map(re.compile("(a|a)+b").fullmatch, repeat("a" * letters))


def digests(size: int = 1 << 23) -> Calls:
    """Digests of a buffer of so many bytes; hashlib gives up the GIL for more than 2047."""
    return map(hashlib.sha256, repeat(bytes(size)))


# 2 ── A witness ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Moves:
    """How often a witness, who wants to run at all times, got on: in how many calls, and after."""

    during: int
    between: int


def beside_a_witness(act: Callable[[list[int]], Any]) -> Any:
    """Call `act` with the steps of a witness, who counts them in a list of one number."""
    steps = [0]
    is_over = False

    def witness() -> None:
        while not is_over:
            steps[0] += 1

    def caller() -> Any:
        nonlocal is_over
        try:
            until(lambda: steps[0] > 0, "a witness who is awake")
            return act(steps)
        finally:
            is_over = True

    return play(witness, caller)[1]


def gets_on(calls: Calls, at_most: int) -> Moves:
    """When does a witness get on while such calls are made?

    Args:
        at_most: so many calls, if the witness does not get on during one of them before.
    """

    def call_after_call(steps: list[int]) -> Moves:
        during = between = 0
        looks = map(steps.__getitem__, repeat(0))
        for _ in range(at_most):
            # One step of Python, all of it: look, call, look.
            before, _, after = map(next, (looks, calls, looks))
            during += before != after
            # In Python, this thread lets others run when it is asked to.
            give_up = time.monotonic() + PATIENCE
            while steps[0] == after and time.monotonic() < give_up:
                pass
            between += steps[0] != after
            if during:
                break
        return Moves(during, between)

    result: Moves = beside_a_witness(call_after_call)
    return result


def is_seen_moving(looks: int) -> bool:
    """One call in C looks twice at the witness, so many times at most: is there a difference?"""

    def look(steps: list[int]) -> bool:
        first, second = (map(steps.__getitem__, repeat(0)) for _ in range(2))
        return any(map(ne, islice(first, looks), second))

    return bool(beside_a_witness(look))


# ── The guided tour ──────────────────────────────────────────────────────────


KEEPING: dict[str, Callable[[], Calls]] = {"powers": powers, "sums": sums, "matches": matches}
"""Long calls that do not give up the GIL."""


def main() -> None:
    """❌ before ✅."""
    if gil_is_on():
        for name, calls in KEEPING.items():
            log.info("❌ %s: others get on during %d of 1", name, gets_on(calls(), 1).during)
        log.info("✅ digests: others get on during %d", gets_on(digests(), 1_000).during)
        log.info("❌ in C, others are seen moving: %s", is_seen_moving(looks=10_000))
    else:
        log.info("✅ there is no GIL: nobody has to wait for a call that keeps it")
        log.info("✅ digests: others get on during %d", gets_on(digests(), 1_000).during)
        log.info("✅ in C, others are seen moving: %s", is_seen_moving(looks=10**9))


if __name__ == "__main__":
    run(main)
