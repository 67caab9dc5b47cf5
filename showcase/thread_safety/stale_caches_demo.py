"""🥫 Stale caches: a result that was worked out before the change, and is stored after it.

    while one thread is …             another one …     then
    ────────────────────────────────  ────────────────  ─────────────────────────────────────────
    inside an lru_cached function      cache_clear()     ❌ the old result is stored, and stays
    inside a cached_property's getter  deletes it        ❌ the old result is stored, and stays
    after `if key in weak_dict`        drops the object  ❌ weak_dict[key]: KeyError
    after weak_dict.get(key)           drops the object  ✅ the object lives as long as you hold it
    the first two, under a lock        waits             ✅ the next caller gets the new result

TL;DR  A cache is kept whole for you, and not up to date. Change the setting and clear the cache
       under the lock that is held for the call. From a weak reference take one strong one.

Run    python -m showcase.thread_safety.stale_caches_demo
Specs  tests/thread_safety/test_stale_caches.py
Next   sorted_lists_demo.py: two threads keep one list sorted
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import gc
from collections.abc import Callable
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Stop, in_the_middle
from showcase.utils.stage import Door

log = get_logger()

Cache = tuple[Callable[[], str], Callable[[], object]]
"""How to ask for the setting, through a cache; and how to empty that cache."""
Make = Callable[[Callable[[], str]], Cache]


def by_lru_cache(look_up: Callable[[], str]) -> Cache:
    """functools.lru_cache, and cache_clear()."""
    ask = lru_cache(maxsize=None)(look_up)
    return ask, ask.cache_clear


def by_cached_property(look_up: Callable[[], str]) -> Cache:
    """functools.cached_property, and deleting the attribute."""

    class Settings:
        @cached_property
        def setting(self) -> str:
            return look_up()

    settings = Settings()
    return lambda: settings.setting, lambda: vars(settings).pop("setting", None)


def cleared_during_a_call(make: Make, door: Door | None = None) -> list[str]:
    """The setting changes, and the cache is emptied, while it is looked up for the first time.

    Args:
        make: by_lru_cache or by_cached_property.
        door: what both take.

    Returns what that first call gives, and what a later one does.
    """
    setting = "old"
    stops: list[Stop] = []

    def look_up() -> str:
        seen = setting
        for stop in stops:
            stop()
        return seen

    ask, clear = make(look_up)

    def call(stop: Stop) -> str:
        stops.append(stop)
        return ask()

    def change() -> None:
        nonlocal setting
        setting = "new"
        clear()

    return [in_the_middle(call, change, door)[0], ask()]


class Thing:
    """Something that can be weakly referred to."""


def dropped_while_used(look_first: bool) -> tuple[str, bool]:
    """The last strong reference is dropped while another thread takes the thing out of a weak dict.

    Args:
        look_first: `if key in weak_dict`, and then take it; or take it with get(), and look.

    Returns what was taken, and whether it was still in the dict when its owner had dropped it.
    """
    owners = [Thing()]
    weak: WeakValueDictionary[str, Thing] = WeakValueDictionary(key=owners[0])
    still_there: list[bool] = []

    def take(stop: Stop) -> str:
        if look_first:
            if "key" in weak:
                stop()
            thing: Any = weak["key"]
        else:
            thing = weak.get("key")
            stop()
        if not owners:
            still_there.append("key" in weak)
        return type(thing).__name__

    def drop() -> None:
        owners.clear()
        gc.collect(0)  # without the GIL a thread may leave the end of an object to its owner

    taken, _ = in_the_middle(take, drop)
    return taken, any(still_there)


def main() -> None:
    """❌ before ✅."""
    for make in (by_lru_cache, by_cached_property):
        log.info("❌ %s: %s, later %s", make.__name__, *cleared_during_a_call(make))
        log.info("✅ %s, a lock: %s, later %s", make.__name__, *cleared_during_a_call(make, Lock()))
    log.info("❌ key in weak, then weak[key]: %s, still there: %s", *dropped_while_used(True))
    log.info("✅ weak.get(key): %s, still there: %s", *dropped_while_used(False))


if __name__ == "__main__":
    run(main)
