"""🗺️ Executor.map: one function, many inputs, the results in the order of the inputs.

    for page in pool.map(load, urls): ...

                        builtin map         Executor.map
    ─────────────────   ─────────────────   ─────────────────────────────────────────────
    inputs are taken    one per result      all at once, before the first result is asked
                                            for (a buffersize limits that, since 3.14)
    results come        in order            in order, though the calls finish in any ✅
    an error comes      at its place        at its place, and the rest is cancelled
    time                takes its time      TimeoutError when the whole takes too long

TL;DR  `map` keeps the order and hides the futures. Ask for the results, or you never see
       an error; and never give it an endless input without a buffersize.

Run    python -m showcase.parallel_execution.thread_pool_map_demo
Specs  tests/parallel_execution/test_thread_pool_map.py
Next   map_iterator_demo.py: when nobody wants the rest of the results
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from threading import Barrier
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()


# 1 ── The order ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Orders:
    """The same calls, as they finished and as `map` gave their results."""

    finished: list[str]
    given: list[str]


def finish_backwards() -> Orders:
    """Two workers; the first call cannot end before the second has."""
    finished: list[str] = []
    second_is_done = Cue()

    def first() -> str:
        second_is_done.wait()
        finished.append("first")
        return "first"

    def second() -> str:
        finished.append("second")
        second_is_done.set()
        return "second"

    with ThreadPoolExecutor() as pool:
        given = list(pool.map(lambda call: call(), [first, second]))
    return Orders(finished, given)


# 2 ── When the inputs are taken ──────────────────────────────────────────────


def inputs_taken(results: int, in_a_pool: bool, **options: Any) -> int:
    """How many of five inputs are taken when `results` results have been asked for.

    Args:
        results: how many to ask for.
        in_a_pool: Executor.map, or its twin, the builtin.
        options: for Executor.map, for instance buffersize.
    """
    taken: list[int] = []

    def source() -> Iterator[int]:
        for number in range(5):
            taken.append(number)
            yield number

    with ThreadPoolExecutor() as pool:
        mapped = pool.map(str, source(), **options) if in_a_pool else map(str, source())
        for _ in islice(mapped, results):
            pass
        return len(taken)


class Noting(ThreadPoolExecutor):
    """A pool that notes the arguments of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As ThreadPoolExecutor.submit."""
        self.calls.append(args)
        return super().submit(fn, *args, **kwargs)


def calls_submitted(*iterables: Any, **options: Any) -> list[tuple[Any, ...]]:
    """The arguments of every call that `map` submits."""
    with Noting() as pool:
        pool.map(lambda *_: None, *iterables, **options)
    return pool.calls


# 3 ── An error in the middle ─────────────────────────────────────────────────


@dataclass(frozen=True)
class Cut:
    """What became of four calls in one thread."""

    given: list[str]
    error: BaseException | None
    ran: list[str]


def second_call(fails: bool, **options: Any) -> Cut:
    """Four calls for one worker; the third has begun when the second one's result comes.

    Args:
        fails: does the second call raise?
        options: for Executor.map.
    """
    third_has_begun, gate = Barrier(2), Cue()
    ran: list[str] = []

    def second() -> None:
        if fails:
            raise ValueError("second")

    def third() -> None:
        third_has_begun.wait(PATIENCE)
        if gate.wait():
            ran.append("third, to its end")

    calls: dict[str, Callable[[], object]] = {
        "first": int,
        "second": second,
        "third": third,
        "fourth": int,
    }

    def call(name: str) -> str:
        ran.append(name)
        calls[name]()
        return name

    given: list[str] = []
    error = None
    with ThreadPoolExecutor(1) as pool:
        results = pool.map(call, calls, **options)
        third_has_begun.wait(PATIENCE)
        try:
            given.append(next(results))
            given.append(next(results))
        except ValueError as raised:
            error = raised
        gate.set()
        given.extend(results)  # after an error there are none
    return Cut(given, error, ran)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Order, eagerness, errors."""
    seen = finish_backwards()
    log.info("🏁 finished: %s", ", ".join(seen.finished))
    log.info("✅ given:    %s", ", ".join(seen.given))
    asked = 0
    for who, in_a_pool in [("🐌 map", False), ("🐇 Executor.map", True)]:
        taken = inputs_taken(asked, in_a_pool)
        log.info("%s took %d inputs for %d results", who, taken, asked)
    for fails in (True, False):
        cut = second_call(fails)
        log.info("%s given: %s; ran: %s", "❌" if fails else "✅", cut.given, cut.ran)


if __name__ == "__main__":
    run(main)
