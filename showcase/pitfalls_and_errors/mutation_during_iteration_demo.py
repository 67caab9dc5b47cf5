"""🌀 Mutation during iteration: someone changes it while someone walks through it.

A thread walks through a collection; after its first step another thread makes one change. The
lucky ones raise. The others go on, and miss or repeat things.

    the collection, and the change            what the walker sees
    ────────────────────────────────────────  ──────────────────────────────────────────────
    dict, a new key                           ❌ RuntimeError: it changed size
    dict, one key out and one in              ❌ a new key, no error: the size is the same
    set, a new item                           ❌ RuntimeError: it changed size
    deque, a new item                         ❌ RuntimeError: it was mutated
    OrderedDict, move_to_end (as an LRU does) ❌ RuntimeError: it was mutated
    list, an item before the walker removed   ❌ one item is skipped
    list, a new item at the end               ❌ it is walked through, too
    any of them, through a copy               ✅ what was there when the copy was made
    copy.deepcopy and pickle, a new key       ❌ RuntimeError: they walk, too
    list.sort(key=…), an append meanwhile     ❌ ValueError, and the new item is gone
    sorted(…), an append meanwhile            ✅ the new item is there, after the sort

TL;DR  Walk through a copy, made under the lock that the changes are made under.

Run    python -m showcase.pitfalls_and_errors.mutation_during_iteration_demo
Specs  tests/pitfalls_and_errors/test_mutation_during_iteration.py
Next   live_json_demo.py: json.dumps() walks, too
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import copy
import pickle
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()


# 1 ── A walk, and one change after the first step ─────────────────────────────


def walk(things: Iterable[Any], change: Callable[[Any], object], through_a_copy: bool) -> list[Any]:
    """Walk through `things`; after the first step another thread calls change(things).

    Args:
        through_a_copy: walk through list(things).

    Returns what was seen; the last item is the error's name, if there was one.
    """
    seen: list[Any] = []
    first_step_is_done, change_is_made = Cue(), Cue()

    def walker() -> None:
        try:
            for thing in list(things) if through_a_copy else things:
                seen.append(thing)
                first_step_is_done.set()
                change_is_made.wait()
        except RuntimeError as error:
            seen.append(type(error).__name__)

    def changer() -> None:
        first_step_is_done.wait()
        change(things)
        change_is_made.set()

    play(changer, walker)
    return seen


@dataclass(frozen=True)
class Change:
    """What a collection is, and what becomes of it."""

    make: Callable[[], Any]
    change: Callable[[Any], object]


def swap_a_key(things: dict[int, str]) -> None:
    """One key out, one key in."""
    del things[3]
    things[9] = "new"


CHANGES = {
    "dict, a new key": Change(lambda: dict.fromkeys((1, 2, 3)), lambda d: d.update({9: "new"})),
    "dict, one out and one in": Change(lambda: dict.fromkeys((1, 2, 3)), swap_a_key),
    "set, a new item": Change(lambda: {1, 2, 3}, lambda s: s.add(9)),
    "deque, a new item": Change(lambda: deque((1, 2, 3)), lambda d: d.append(9)),
    "OrderedDict, one to the end": Change(
        lambda: OrderedDict.fromkeys((1, 2, 3)), lambda d: d.move_to_end(1)
    ),
    "list, an earlier item out": Change(lambda: [1, 2, 3], lambda items: items.remove(1)),
    "list, a new item": Change(lambda: [1, 2, 3], lambda items: items.append(9)),
}
"""Three things to walk through, and what another thread does to them after the first."""


def walk_through(name: str, through_a_copy: bool = False) -> list[Any]:
    """The walk of that name in CHANGES."""
    how = CHANGES[name]
    return walk(how.make(), how.change, through_a_copy)


# 2 ── Walks that one does not see ─────────────────────────────────────────────


class Slow:
    """A value that stops whoever copies or pickles it."""

    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop = stop

    def __deepcopy__(self, memo: object) -> None:
        self._stop()

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        self._stop()
        return str, ("pickled",)


def traverse(how: Callable[[Any], object], a_snapshot: bool) -> str:
    """A dict gets a new key while `how` is in the middle of it; returns what was raised, or "ok".

    Args:
        how: copy.deepcopy or pickle.dumps.
        a_snapshot: hand it a copy of the dict.
    """
    in_the_middle, change_is_made = Cue(), Cue()

    def stop() -> None:
        in_the_middle.set()
        change_is_made.wait()

    things: dict[str, Any] = {"slow": Slow(stop), "other": "value"}

    def traverser() -> str:
        try:
            how(things.copy() if a_snapshot else things)
        except RuntimeError as error:
            return type(error).__name__
        return "ok"

    def changer() -> None:
        in_the_middle.wait()
        things["new"] = "value"
        change_is_made.set()

    return str(play(changer, traverser)[1])


def append_while_sorting(in_place: bool) -> tuple[str, list[int]]:
    """Another thread appends 9 while a list is sorted; returns what that said, and the list.

    Args:
        in_place: list.sort(), and not sorted().
    """
    things = [3, 1, 2]
    is_sorting, change_is_made = Cue(), Cue()

    def key(thing: int) -> int:
        is_sorting.set()
        change_is_made.wait()
        return thing

    def sorter() -> str:
        try:
            if in_place:
                things.sort(key=key)
            else:
                sorted(things, key=key)
        except ValueError as error:
            return type(error).__name__
        return "ok"

    def changer() -> None:
        is_sorting.wait()
        things.append(9)
        change_is_made.set()

    _, said = play(changer, sorter)
    return str(said), things


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for name in CHANGES:
        log.info("❌ %s: %s", name, walk_through(name))
    for name in CHANGES:
        log.info("✅ through a copy, %s: %s", name, walk_through(name, through_a_copy=True))
    for how in (copy.deepcopy, pickle.dumps):
        log.info("❌ %s: %s", how.__name__, traverse(how, a_snapshot=False))
        log.info("✅ %s of a snapshot: %s", how.__name__, traverse(how, a_snapshot=True))
    log.info("❌ append during sort(): %s, %s", *append_while_sorting(in_place=True))
    log.info("✅ append during sorted(): %s, %s", *append_while_sorting(in_place=False))


if __name__ == "__main__":
    run(main)
