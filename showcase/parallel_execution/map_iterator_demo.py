"""🧺 The iterator of Executor.map: leave it early, and the pending calls are cancelled.

Three calls; the first one is done, and then nobody wants the others any more.

    how the results of Executor.map are left     the calls that have not begun
    ───────────────────────────────────────────  ─────────────────────────────────────────
    before the first result was asked for        are done all the same ❌
    after it: an error, a timeout, `del`         are cancelled ✅

The timeout is for all of them together, and runs from the call of map. A result that was given is
not kept.

TL;DR  An iterator that nobody asked is not running yet, so nothing in it can tidy up.

Run    python -m showcase.parallel_execution.map_iterator_demo
Specs  tests/parallel_execution/test_map_iterator.py
Next   futures_with_results.py: what map hides
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import weakref
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run

log = get_logger()


class Noted(Future[Any]):
    """A Future that notes how long `result` was told to wait."""

    asked: float | None = None

    def result(self, timeout: float | None = None) -> Any:
        """As Future.result."""
        self.asked = timeout
        return super().result(timeout)


class ByHand(Executor):
    """An Executor without threads: whoever calls it may finish the calls."""

    def __init__(self) -> None:
        self.futures: list[Noted] = []

    def submit(self, *_: Any, **__: Any) -> Noted:
        """Note the call."""
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
        log.info("I get a %s", type(error).__name__)
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


def main() -> None:
    """❌ before ✅."""
    for title, how in [
        ("❌ nothing was asked for", "before the first result"),
        ("✅ left after one result", "close"),
        ("⏰ out of time", "timeout"),
    ]:
        log.info("%s: %s", title, ", ".join(abandon(how)))


if __name__ == "__main__":
    run(main)
