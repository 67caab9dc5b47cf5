"""🎟️ One iterator for several threads: a generator does not let two of them in.

A second thread asks for the next value while the first one is still inside the generator.

    what both threads call next() on        the second thread
    ──────────────────────────────────────  ─────────────────────────────────────────────
    🚪 the generator                         ValueError: generator already executing ❌
    🔒 the generator behind a lock           waits, and gets the next value ✅
    🚪 two branches of itertools.tee         RuntimeError: cannot re-enter … ❌
    🔒 the branches behind one lock          waits, and gets the same value ✅

TL;DR  "Which value is next?" is shared state, so next() needs a lock: Serialized, below, is all
       it takes. Python 3.15 has it as threading.serialize_iterator, with synchronized_iterator
       to decorate a generator function, and concurrent_tee to give everyone all the values.

Run    python -m showcase.synchronization.iterator_helpers_demo
Specs  tests/synchronization/test_iterator_helpers.py
Next   timeouts_demo.py: what a call gives when it has waited long enough.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Event, Lock, Thread, current_thread
from typing import Any
from weakref import ref

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play, stands_in, until

log = get_logger()


class Serialized:
    """🔒 An iterator that several threads may share: one next() at a time."""

    def __init__(self, iterable: Iterable[Any], lock: Any) -> None:
        self._iterator = iter(iterable)
        self._lock = lock

    def __iter__(self) -> "Serialized":
        return self

    def __next__(self) -> Any:
        with self._lock:
            return next(self._iterator)


def emptied(iterator: Iterator[Any]) -> list[Any]:
    """All that is left in `iterator`, but at most 500 items, in case it never ends."""
    return list(itertools.islice(iterator, 500))


# 1 ── What the first and the second thread call next() on ────────────────────

Ends = tuple[Any, Any]


def generator(source: Iterator[int]) -> Ends:
    """🚪 The generator itself, for both."""
    return source, source


def behind_a_lock(source: Iterator[int]) -> Ends:
    """🔒 One Serialized for both."""
    shared = Serialized(source, Lock())
    return shared, shared


def tee(source: Iterator[int]) -> Ends:
    """🚪 A branch for each, which draw from one source."""
    one, other = itertools.tee(source)
    return one, other


def tee_behind_one_lock(source: Iterator[int]) -> Ends:
    """🔒 A branch for each, and one lock for both."""
    lock = Lock()
    one, other = (Serialized(branch, lock) for branch in itertools.tee(source))
    return one, other


def serialize_iterator(source: Iterator[int]) -> Ends:
    """🔒 New in Python 3.15."""
    shared = threading.serialize_iterator(source)  # type: ignore[attr-defined]
    return shared, shared


def synchronized_iterator(source: Iterator[int]) -> Ends:
    """🔒 New in Python 3.15: wraps a function that returns iterators, or decorates a generator."""
    numbers = threading.synchronized_iterator(lambda: source)  # type: ignore[attr-defined]
    shared = numbers()
    return shared, shared


def concurrent_tee(source: Iterator[int]) -> Ends:
    """🔒 New in Python 3.15."""
    one, other = threading.concurrent_tee(source)  # type: ignore[attr-defined]
    return one, other


# 2 ── Two threads, and the second comes while the first is inside ────────────


@dataclass(frozen=True)
class Met:
    """What the two threads got, and what was left in the iterator after them."""

    first: Any
    second: Any
    left: list[int]
    pulled: int


def second_comes_while_first_is_inside(
    share: Callable[[Iterator[int]], Ends], method: str = "__next__", *args: Any
) -> Met:
    """The first thread calls next(); when it is inside the source, the second calls `method`.

    Args:
        share: gives each thread its end of a generator of 0, 1, 2.
        method: of the second thread's end: __next__, send, throw or close, with `args`.

    Returns what both got (an error as text), and what was then left at the second end.
    """
    first_is_inside, first_may_go_on = Cue(), Cue()
    second_is_done = Event()
    second_thread: list[Thread] = []
    pulled = 0

    def numbers() -> Iterator[int]:
        nonlocal pulled
        for number in range(3):
            pulled += 1
            first_is_inside.set()
            first_may_go_on.wait()
            yield number

    one, other = share(numbers())

    def first() -> Any:
        got = next(one)
        log.info("I get %r", got)
        return got

    def second() -> Any:
        first_is_inside.wait()
        second_thread.append(current_thread())
        try:
            got = getattr(other, method)(*args)
        except Exception as error:
            got = f"{type(error).__name__}: {error}"
        second_is_done.set()
        return got

    looks: list[Thread] = []

    def second_is_settled() -> bool:
        looks.extend(t for t in second_thread if stands_in(t, method))
        return second_is_done.is_set() or len(looks) > 100  # nothing that it could do but wait

    def stagehand() -> None:
        until(second_is_settled, "the second has failed, or waits inside the wrapper")
        first_may_go_on.set()

    _, second_got, got = play(stagehand, second, first)
    return Met(got, second_got, emptied(other), pulled)


def all_that_was_shared(iterator: Iterator[Any], threads: int) -> list[Any]:
    """Let several threads empty one iterator; returns all that they got, in sorted order."""

    def taker() -> list[Any]:
        return emptied(iterator)

    return sorted(itertools.chain(*play(**{f"taker {n}": taker for n in range(threads)})))


# 3 ── What a tee keeps ───────────────────────────────────────────────────────


class Item:
    """Something that a weak reference can point at."""


def kept_by(tee: Callable[[Iterator[Item]], Iterable[Iterator[Item]]]) -> list[bool]:
    """Is an item still in memory before, between and after two branches have taken it?"""
    made: list[ref[Item]] = []

    def items() -> Iterator[Item]:
        while True:
            item = Item()
            made.append(ref(item))
            yield item

    left, right = tee(items())
    kept = [bool(made)]
    for branch in left, right:
        next(branch), next(branch)
        first, *_ = made
        kept.append(first() is not None)
    return kept


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, share in [
        ("🚪 two threads, one generator", generator),
        ("🔒 the same behind a lock", behind_a_lock),
        ("🚪 a branch of tee() for each", tee),
        ("🔒 the same behind one lock", tee_behind_one_lock),
    ]:
        log.info("%s", title)
        second = second_comes_while_first_is_inside(share).second
        log.info("%s the second: %s", "✅" if isinstance(second, int) else "❌", second)

    log.info("🧰 does threading bring the helpers? %s", hasattr(threading, "serialize_iterator"))


if __name__ == "__main__":
    run(main)
