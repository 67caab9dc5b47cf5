"""🐘 Cache stampede: it is not there yet, so all of them compute it.

A cache of results knows nothing of calls that still run: whoever comes meanwhile computes as well.

    the cache                                   two first callers        with a lock
    ──────────────────────────────────────────  ───────────────────────  ─────────────────────────
    functools.lru_cache                         called twice, two        called once, one result:
                                                results ❌                around the call ✅
    a dictionary of results, and one of         called twice ❌           no lock during the call:
      Futures, filled in before the call                                 called once, one result ✅
    functools.cached_property, since 3.12       called twice ❌           in the getter, with a
                                                                         second look ✅

TL;DR  Take a lock around the call where it must run once, or where all must have one result.

Run    python -m showcase.pitfalls_and_errors.cache_stampede_demo
Specs  tests/pitfalls_and_errors/test_cache_stampede.py
Next   mutation_during_iteration_demo.py: the list grows under your feet
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property, lru_cache
from threading import Lock, Thread, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, Door, OpenDoor, may_enter, play, stands_in, until

log = get_logger()


def two_callers_of_a_cache(maxsize: int | None, door: Door) -> tuple[int, list[bool]]:
    """Two threads call an lru_cached function with the same argument, at the same time.

    Args:
        maxsize: of the cache; None is what functools.cache has.
        door: what each of them takes for the call.

    Returns how often the function ran, and whether a later call gives the first thread's
    result, and the second one's.
    """
    runs: list[str] = []
    first_is_inside, second_is_settled = Cue(), Cue()

    @lru_cache(maxsize)
    def answer(question: str) -> object:
        runs.append(question)
        if current_thread().name == "first":
            first_is_inside.set()
            second_is_settled.wait()
        return object()

    def first() -> object:
        with door:
            return answer("why?")

    def second() -> object:
        first_is_inside.wait()
        if not may_enter(door):
            second_is_settled.set()
        with door:
            got = answer("why?")
        second_is_settled.set()
        return got

    results = play(second, first)[::-1]
    later = answer("why?")
    return len(runs), [later is result for result in results]


def two_callers_of_a_cache_of_calls(entered_before: bool) -> tuple[int, bool]:
    """Two threads ask a dictionary of Futures, under a lock that nobody holds during a call.

    Args:
        entered_before: a call is entered before it begins, and not when its result is there.

    Returns how often it was computed, and whether both threads got the same result.
    """
    calls: dict[str, Future[object]] = {}
    lock = Lock()
    runs: list[str] = []
    first_is_computing, second_has_looked = Cue(), Cue()

    def answer(looked: Callable[[], object], meanwhile: Callable[[], object]) -> object:
        with lock:
            known = calls.get("why?")
            call: Future[object] = known or Future()
            if entered_before:
                calls["why?"] = call
        looked()
        if known is None:
            runs.append(current_thread().name)
            meanwhile()
            call.set_result(object())
            with lock:
                calls["why?"] = call
        return call.result(PATIENCE)

    def first() -> object:
        def meanwhile() -> None:
            first_is_computing.set()
            second_has_looked.wait()

        return answer(bool, meanwhile)

    def second() -> object:
        first_is_computing.wait()
        return answer(second_has_looked.set, bool)

    results = play(second, first)
    answer(bool, bool)  # whoever comes later finds it
    return len(runs), results[0] is results[1]


def two_readers_of_a_cached_property() -> int:
    """Two threads read a cached_property for the first time: how often does its getter run?"""
    runs: list[str] = []
    first_is_inside, second_is_settled = Cue(), Cue()

    class Lazy:
        @cached_property
        def value(self) -> None:
            runs.append(current_thread().name)
            first_is_inside.set()
            second_is_settled.wait()

    lazy = Lazy()
    has_a_lock = hasattr(Lazy.__dict__["value"], "lock")  # until 3.11
    seconds: list[Thread] = []

    def second() -> None:
        if first_is_inside.wait():
            seconds.append(current_thread())
        lazy.value

    def second_waits() -> bool:
        return has_a_lock and any(stands_in(thread, "__get__") for thread in seconds)

    def watch() -> None:
        until(lambda: len(runs) == 2 or second_waits(), "the second reader inside")
        second_is_settled.set()

    play(second, watch, first=lambda: lazy.value)
    return len(runs)


def main() -> None:
    """❌ before ✅."""
    doors: list[tuple[str, Door]] = [("❌ lru_cache", OpenDoor()), ("✅ under a lock", Lock())]
    for title, door in doors:
        for maxsize in (128, None):
            calls, _ = two_callers_of_a_cache(maxsize, door)
            log.info("%s, maxsize %s: called %d times", title, maxsize, calls)
    for title, before in [("❌ results are entered", False), ("✅ calls are entered", True)]:
        log.info("%s: called %d times", title, two_callers_of_a_cache_of_calls(before)[0])


if __name__ == "__main__":
    run(main)
