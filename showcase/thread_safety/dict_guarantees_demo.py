"""📖 What a dict and a set promise: a key is looked up as of now, and an update is not one step.

Keys of your own class are compared by your __eq__(), and there another thread gets its turn, with
the GIL as without: here it always does.

    in the middle of …         another thread …    what comes of it
    ─────────────────────────  ──────────────────  ───────────────────────────────────────────────
    d.get(new), new in d        stores new          ✅ the lookup starts again, and finds it
    d[old], del d[old]          removes it          ✅ the lookup starts again: KeyError
    d.pop(old, None)            pops it, too        ✅ one has it, the other one None
    d.setdefault(new, mine)     offers another one  ✅ both have the one that came first
    d[new] = 1, s.add(new)      stores it, too      ✅ it is there once
    d.update(generator)         clears it           ❌ half of the update is left
    d.update([*generator])      clears it           ✅ all of it is there
    left == right               changes both        ❌ True, and at no time they were equal
    Counter.update([x])         counts x, too       ❌ one is lost
    any of them, under a lock   waits               ✅ one after the other

TL;DR  get, [], in, pop, setdefault and add are safe with any key. Whatever walks through many
       keys, or reads and then writes, takes a lock.

Run    python -m showcase.thread_safety.dict_guarantees_demo
Specs  tests/thread_safety/test_dict_guarantees.py
Next   shared_iterators_demo.py: two threads draw from one iterator
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Item, Stop, in_the_middle, stopping
from showcase.utils.stage import Door, OpenDoor

log = get_logger()


class Key(Item):
    """All have one hash, so that they are compared."""

    def __hash__(self) -> int:
        return 1


OLD, NEW = Key("old"), Key("new")


@dataclass(frozen=True)
class Left:
    """What the interrupted operation returned, what the other one did, and what is left."""

    answer: Any
    other: Any
    left: str


@dataclass(frozen=True)
class Case:
    """What is done to a dict or a set, and what another thread does in the middle of it."""

    operation: Callable[[Any], Any]
    meanwhile: Callable[[Any], Any]


DICT = {
    "get(new)": Case(lambda d: d.get(NEW), lambda d: d.update({NEW: 2})),
    "new in d": Case(lambda d: NEW in d, lambda d: d.update({NEW: 2})),
    "d[old]": Case(lambda d: d[OLD], lambda d: d.clear()),
    "del d[old]": Case(lambda d: d.__delitem__(OLD), lambda d: d.clear()),
    "pop(old, None)": Case(lambda d: d.pop(OLD, None), lambda d: d.pop(OLD, None)),
    "setdefault(new)": Case(lambda d: d.setdefault(NEW, 1), lambda d: d.setdefault(NEW, 2)),
    "d[new] = 1": Case(lambda d: d.__setitem__(NEW, 1), lambda d: d.__setitem__(Key("new"), 2)),
}
SET = {
    "new in s": Case(lambda s: NEW in s, lambda s: s.add(NEW)),
    "add(new)": Case(lambda s: s.add(NEW), lambda s: s.add(Key("new"))),
    "remove(old)": Case(lambda s: s.remove(OLD), lambda s: s.remove(OLD)),
    "discard(old)": Case(lambda s: s.discard(OLD), lambda s: s.clear()),
}


def interrupted(name: str, door: Door | None = None) -> Left:
    """The case of that name in DICT or SET; both threads take `door`."""
    case = DICT.get(name) or SET[name]
    key = Key("old")
    collection: Any = {key: 0} if name in DICT else {key}

    def operation(stop: Stop) -> Any:
        key.stop = stop
        return case.operation(collection)

    answer, other = in_the_middle(operation, lambda: case.meanwhile(collection), door)
    return Left(answer, other, str(collection))


def update_while_cleared(as_a_list: bool, door: Door | None = None) -> list[dict[str, int]]:
    """A dict is updated from a generator, and copied and cleared in the middle of it.

    Args:
        as_a_list: draw all from the generator, and then update.

    Returns what the other thread saw, and what is left.
    """
    mapping: dict[str, int] = {}

    def update(stop: Stop) -> None:
        pairs = stopping([("x", 1), ("y", 2)], stop)
        mapping.update([*pairs] if as_a_list else pairs)

    def look_and_clear() -> dict[str, int]:
        seen = mapping.copy()
        mapping.clear()
        return seen

    return [in_the_middle(update, look_and_clear, door)[1], mapping]


def compared_while_changed(door: Door | None = None) -> list[bool]:
    """Two dicts, compared while one of them changes: are they equal before, in the comparison's
    answer, and after?"""
    value = Item("a")
    left, right = {"k": value, "z": 1}, {"k": Item("a"), "z": 2}

    def compare(stop: Stop) -> bool:
        value.stop = stop
        return left == right

    before = left == right
    answer, _ = in_the_middle(compare, lambda: left.update(k=Item("b"), z=2), door)
    return [before, answer, left == right]


def counted_twice(door: Door | None = None) -> int:
    """Two threads count one x each, with Counter.update(); returns the count."""

    class Slow(int):
        """A count that hands over while it is added to: after the read, before the write."""

        def __add__(self, other: int) -> int:
            stops[0]()
            return int(self) + other

    stops: list[Stop] = []
    count = Counter({"x": Slow(0)})

    def update(stop: Stop) -> None:
        stops.append(stop)
        count.update(["x"])

    in_the_middle(update, lambda: count.update(["x"]), door)
    return count["x"]


def main() -> None:
    """❌ before ✅, but most of it is ✅ without a lock."""
    for name in (*DICT, *SET):
        left = interrupted(name)
        log.info("✅ no lock, %s: %s, %s → %s", name, left.answer, left.other, left.left)
    doors: list[tuple[str, Door]] = [("❌ no lock", OpenDoor()), ("✅ a lock", Lock())]
    for title, door in doors:
        log.info(
            "%s, update(generator): seen %s, left %s", title, *update_while_cleared(False, door)
        )
        log.info("%s, left == right: before, said, after: %s", title, compared_while_changed(door))
        log.info("%s, Counter.update() twice: %d", title, counted_twice(door))
    log.info("✅ no lock, update([*generator]): seen %s, left %s", *update_while_cleared(True))


if __name__ == "__main__":
    run(main)
