"""📜 What a list promises: append and pop are atomic, a search or a sort is not.

Where an operation calls your code (to compare, or to ask for the next item) another thread gets
its turn, with the GIL as without: here it always does.

    in the middle of …          another thread …     what comes of it
    ──────────────────────────  ───────────────────  ─────────────────────────────────────────
    items[items.index(a)]        inserts at 0         ❌ the new item: the index is out of date
    items.index(c)               inserts at 0         ❌ 3: right by now, nobody has asked at 2
    items.remove(a)              inserts at 0         ❌ the new item is removed, and a stays
    items.count(a)               appends an a         ❌ it is counted, too
    left == right                swaps the halves     ❌ True, and at no time they were equal
    items.sort()                 looks                ❌ the list is empty
    items.extend(generator)      appends              ❌ it stands between the new items
    items[:] = generator         appends              ❌ gone (in older patches it stays)
    items.clear()                looks, in __del__    ✅ the list is empty: all at once; so are a
                                                      dict, a set and a deque after clear()
    any of them, under a lock    waits                ✅ one after the other

TL;DR  Rely on the atomic ones: append(x), pop(), items[i], items[i] = x, copy(), extend(list),
       clear(). For all the rest, and for two of them in a row, take a lock.

Run    python -m showcase.thread_safety.list_guarantees_demo
Specs  tests/thread_safety/test_list_guarantees.py
Next   dict_guarantees_demo.py: the same questions for a dict and a set
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Item, Stop, in_the_middle, stopping
from showcase.utils.stage import Door, OpenDoor

log = get_logger()


@dataclass(frozen=True)
class Left:
    """What the interrupted operation returned, what the other one did, and the list at the end."""

    answer: Any
    other: Any
    items: str


@dataclass(frozen=True)
class Case:
    """An operation on a list of a, b, c; and what another thread does in the middle of it."""

    operation: Callable[[list[Any], Stop], Any]
    meanwhile: Callable[[list[Any]], Any]


def replace_all(items: list[Any], stop: Stop) -> None:
    """items[:] = generator"""
    items[:] = stopping(["x", "y"], stop)


def insert_new(items: list[Any]) -> None:
    """A new item, before all others."""
    items.insert(0, Item("new"))


CASES = {
    "items[index(a)]": Case(lambda items, stop: items[items.index(Item("a"))], insert_new),
    "index(c)": Case(lambda items, stop: items.index(Item("c")), insert_new),
    "remove(a)": Case(lambda items, stop: items.remove(Item("a")), insert_new),
    "count(a)": Case(
        lambda items, stop: items.count(Item("a")), lambda items: items.append(Item("a"))
    ),
    "new in items": Case(
        lambda items, stop: Item("new") in items, lambda items: items.append(Item("new"))
    ),
    "sort()": Case(lambda items, stop: items.sort(), lambda items: len(items)),
    "extend(generator)": Case(
        lambda items, stop: items.extend(stopping(["x", "y"], stop)),
        lambda items: items.append("new"),
    ),
    "extend([*generator])": Case(
        lambda items, stop: items.extend([*stopping(["x", "y"], stop)]),
        lambda items: items.append("new"),
    ),
    "items[:] = generator": Case(replace_all, lambda items: items.append("new")),
}


def interrupted(name: str, door: Door | None = None) -> Left:
    """The case of that name in CASES; both threads take `door`."""
    case = CASES[name]
    items: list[Any] = [Item(letter) for letter in "abc"]

    def operation(stop: Stop) -> Any:
        for item in items:
            item.stop = stop
        return case.operation(items, stop)

    answer, other = in_the_middle(operation, lambda: case.meanwhile(items), door)
    return Left(answer, other, " ".join(map(str, items)))


def compared_while_changed(door: Door | None = None) -> list[bool]:
    """Two lists whose halves are swapped while they are compared: the comparison's answer, and
    whether they are equal before and after."""
    first = Item("a")
    left, right = [first, "1"], [Item("a"), "2"]

    def compare(stop: Stop) -> bool:
        first.stop = stop
        return left == right

    def change() -> None:
        left[:] = ["b", "2"]

    before = left == right
    answer, _ = in_the_middle(compare, change, door)
    return [before, answer, left == right]


def seen_by_destructors(make: Callable[[list[Any]], Any], empty: Callable[[Any], Any]) -> list[int]:
    """Three items look at their collection when they are destroyed: how long is it then?

    Args:
        make: list, dict.fromkeys, set or deque.
        empty: takes all items out of the collection.
    """
    seen: list[int] = []

    class Watcher:
        def __del__(self) -> None:
            seen.append(len(items))

    items = make([Watcher(), Watcher(), Watcher()])
    empty(items)
    return seen


def pop_one_by_one(items: Any) -> None:
    """The broken twin of clear()."""
    pop = getattr(items, "popitem", None) or items.pop
    while items:
        pop()


def main() -> None:
    """❌ before ✅."""
    doors: list[tuple[str, Door]] = [("❌ no lock", OpenDoor()), ("✅ a lock", Lock())]
    for name in CASES:
        for title, door in doors:
            left = interrupted(name, door)
            log.info("%s, %s: %s, %s → %s", title, name, left.answer, left.other, left.items)
    for title, door in doors:
        log.info("%s, left == right: before, said, after: %s", title, compared_while_changed(door))
    log.info("❌ pop() in a loop, seen in between: %s", seen_by_destructors(list, pop_one_by_one))
    log.info("✅ clear(), seen in between: %s", seen_by_destructors(list, list.clear))


if __name__ == "__main__":
    run(main)
