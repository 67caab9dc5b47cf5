"""📣 Publication: what others can see must be ready, and there must be one of it.

    how it is made                              ❌                          ✅
    ──────────────────────────────────────────  ──────────────────────────  ──────────────────────
    `if it is None: it = make()`                made twice, two of them     double-checked lock
    the lock, and no second look under it       made twice, two of them     look again
    stored first, filled in after that          seen half-built             filled in, then stored
    a thread started in __init__                AttributeError              start it at the end
    functools.lru_cache                         called twice, two results   a lock around the call
    functools.cached_property, since 3.12       called twice                a lock in the getter
    dict.setdefault(key, make())                made on every call          look under a lock first

In each of them a second thread comes while the first one is in the middle of making.

TL;DR  Build it in a local variable, under a lock, after a second look; store it last.

Run    python -m showcase.pitfalls_and_errors.publication_demo
Specs  tests/pitfalls_and_errors/test_publication.py
Next   mutation_during_iteration_demo.py: the list grows under your feet
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock, Thread, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play, stands_in, until

log = get_logger()


@dataclass(frozen=True)
class Made:
    """How often the thing was made, and how it is found by a caller who comes when it is there."""

    times: int
    same_for_all: bool
    late_caller_needs_the_door: bool


# 1 ── One thing, made when it is first asked for ──────────────────────────────


def two_first_callers(door: Door, look_before: bool = True, look_again: bool = True) -> Made:
    """Two threads ask for what is not there yet; both have looked before either makes it.

    A third call comes when it is there.

    Args:
        door: what is taken for making it.
        look_before: look before taking the door: the fast way, when it is there already.
        look_again: look (again) behind the door.
    """
    thing: object = None
    times = 0
    first_is_making, second_is_settled = Cue(), Cue()

    def make() -> object:
        nonlocal times
        times += 1
        return object()

    def get(announce: Callable[[], object], wait: Callable[[], object]) -> object:
        nonlocal thing
        if look_before and thing is not None:
            return thing
        announce()
        with door:
            if look_again and thing is not None:
                return thing
            wait()
            thing = mine = make()
            return mine

    def first() -> object:
        def wait() -> None:
            first_is_making.set()
            second_is_settled.wait()

        return get(announce=bool, wait=wait)

    def second() -> object:
        first_is_making.wait()

        def announce() -> None:
            if not may_enter(door):
                second_is_settled.set()

        got = get(announce, wait=bool)
        second_is_settled.set()
        return got

    other, one = play(second, first)
    went_to_the_door: list[str] = []
    late = get(announce=lambda: went_to_the_door.append("late"), wait=bool)
    return Made(times, one is other is late, bool(went_to_the_door))


def seen_while_it_is_filled(publish_last: bool) -> list[str]:
    """Another thread looks while a dictionary of settings is filled in: what does it find?

    Args:
        publish_last: store the reference when the dictionary is complete, and not before.

    Returns what it finds, and what it would find a moment later.
    """
    settings: dict[str, str] | None = None
    half_done, has_looked = Cue(), Cue()

    def maker() -> None:
        nonlocal settings
        mine: dict[str, str] = {}
        if not publish_last:
            settings = mine
        mine["host"] = "localhost"
        half_done.set()
        has_looked.wait()
        mine["port"] = "8080"
        settings = mine

    def look() -> str:
        return "nothing yet" if settings is None else " and ".join(settings)

    def reader() -> str:
        half_done.wait()
        seen = look()
        has_looked.set()
        return seen

    return [play(reader, maker)[0], look()]


class Greeter:
    """Starts a thread that reads an attribute.

    Args:
        start_last: start it when the attribute is there, and not before.
    """

    heard: str

    def __init__(self, start_last: bool) -> None:
        may_look, has_looked = Cue(), Cue()

        def greet() -> None:
            try:
                self.heard = f"hello {may_look.wait() and self.name}"
            except AttributeError as error:
                self.heard = type(error).__name__
            has_looked.set()

        thread = Thread(target=greet)
        if not start_last:
            thread.start()
            may_look.set()
            has_looked.wait()
        self.name = "world"
        if start_last:
            thread.start()
            may_look.set()
        thread.join()


# 2 ── Caches ──────────────────────────────────────────────────────────────────


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


def made_by_setdefault(asked: int, look_first: bool) -> tuple[int, int]:
    """Ask a dictionary so many times; returns how many values were made, and which one is kept.

    Args:
        look_first: `if key not in kept` (in life: under a lock) before setdefault().
    """
    made = 0
    kept: dict[str, int] = {}

    def make() -> int:
        nonlocal made
        made += 1
        return made

    for _ in range(asked):
        if not look_first or "key" not in kept:
            kept.setdefault("key", make())
    return made, kept["key"]


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, made in [
        ("no lock", two_first_callers(OpenDoor())),
        ("a lock, and no second look", two_first_callers(Lock(), look_again=False)),
        ("double-checked", two_first_callers(Lock())),
        ("always under the lock", two_first_callers(Lock(), look_before=False)),
    ]:
        late = "takes it, too" if made.late_caller_needs_the_door else "goes straight in"
        sign = "✅" if made.same_for_all else "❌"
        log.info("%s %s: made %d, a late caller %s", sign, title, made.times, late)
    log.info("❌ published first: one sees %s; then %s", *seen_while_it_is_filled(False))
    log.info("✅ published last: one sees %s; then %s", *seen_while_it_is_filled(True))
    log.info("❌ a thread started too early hears %s", Greeter(start_last=False).heard)
    log.info("✅ a thread started last hears %s", Greeter(start_last=True).heard)
    doors: list[tuple[str, Door]] = [("❌ lru_cache", OpenDoor()), ("✅ under a lock", Lock())]
    for title, door in doors:
        for maxsize in (128, None):
            calls, _ = two_callers_of_a_cache(maxsize, door)
            log.info("%s, maxsize %s: called %d times", title, maxsize, calls)
    for title, look_first in [("❌ setdefault(key, make())", False), ("✅ a look first", True)]:
        for asked in (1, 3):
            made_now, kept = made_by_setdefault(asked, look_first)
            log.info("%s, %d times: %d made, number %d kept", title, asked, made_now, kept)


if __name__ == "__main__":
    run(main)
