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
Next   futures_with_results.py: what map hides
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
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


# 3 ── The iterator ends early ────────────────────────────────────────────────


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


class Noted(Future[Any]):
    """A Future that notes how long `result` was told to wait."""

    asked: float | None = None

    def result(self, timeout: float | None = None) -> Any:
        """As Future.result."""
        self.asked = timeout
        return super().result(timeout)


class ByHand(Executor):
    """An Executor without threads: it notes the calls, and whoever reads them may finish them."""

    def __init__(self) -> None:
        self.futures: list[Noted] = []
        self.calls: list[tuple[Any, ...]] = []

    def submit(self, _: Callable[..., Any], /, *args: Any, **__: Any) -> Noted:
        """Note the call."""
        self.calls.append(args)
        self.futures.append(Noted())
        return self.futures[-1]


def fate(future: Future[Any]) -> str:
    """Cancelled, done, or still open."""
    if future.cancelled():
        return "cancelled"
    return "done" if future.done() else "open"


def abandon(how: str) -> list[str]:
    """Leave the iterator over three calls, of which the first is done.

    Args:
        how: "timeout", "error", "close" after the first result, or "before the first result".

    Returns what became of the three futures.
    """
    executor = ByHand()
    results = executor.map(str, range(3), timeout=0.01 if how == "timeout" else None)
    first, second, _ = executor.futures
    first.set_result("0")
    if how == "error":
        second.set_exception(ValueError("1"))
    try:
        if how != "before the first result":
            next(results)
        if how in ("timeout", "error"):
            next(results)
    except Exception as error:
        log.info("I meet %s", type(error).__name__)
    del results  # a generator that is dropped is closed
    return [fate(future) for future in executor.futures]


@dataclass(frozen=True)
class Budget:
    """How long `map` would still wait for a result, and the result."""

    waits: float | None
    result: str


def time_left(timeout: float | None, meanwhile: Callable[[], object]) -> Budget:
    """Ask for the only result of a `map`.

    Args:
        timeout: seconds, for Executor.map.
        meanwhile: is called between the call of `map` and the question.
    """
    executor = ByHand()
    results = executor.map(str, "a", timeout=timeout)
    (future,) = executor.futures
    future.set_result("A")
    meanwhile()
    result: str = next(results)
    return Budget(future.asked, result)


# 4 ── What it submits, and what it holds on to ───────────────────────────────


def calls_submitted(*iterables: Any, **options: Any) -> list[tuple[Any, ...]]:
    """The arguments of every call that `map` submits."""
    executor = ByHand()
    executor.map(str, *iterables, **options)
    return executor.calls


class Result:
    """A result that we can watch being thrown away."""


class AtOnce(Executor):
    """An Executor that does the call in submit, in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call, and return a finished Future."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def iterator_holds_a_given_result(in_a_list: bool) -> tuple[bool, int]:
    """Is a result kept alive by the iterator that gave it, and how many has it still to give?

    Args:
        in_a_list: the twin: all results at once.
    """
    results = AtOnce().map(lambda _: Result(), range(2))
    kept = iter(list(results) if in_a_list else ())
    watch = weakref.ref(next(kept if in_a_list else results))
    held = watch() is not None
    return held, len([*kept, *results])


def map_without_its_executor(kept: bool, **options: Any) -> list[str]:
    """The results of five inputs.

    Args:
        kept: does anybody keep the executor while they are asked for?
        options: for Executor.map, for instance buffersize.
    """
    executor = AtOnce()
    results = executor.map(str, range(5), **options)
    if not kept:
        del executor
    return list(results)


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
    log.info("⏰ out of time: %s", ", ".join(abandon("timeout")))


if __name__ == "__main__":
    run(main)
