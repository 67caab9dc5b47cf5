"""🪜 Sorted lists: bisect and heapq compare step by step, and a lock keeps the steps together.

Items of your own class compare in Python, and there another thread gets its turn.

    in the middle of …           another thread …    what comes of it
    ───────────────────────────  ──────────────────  ──────────────────────────────────────────
    insort(items, c)              inserts a           ❌ a, c, b: no longer sorted
    heappush(heap, a)             pushes c            ❌ RuntimeError, and no longer a heap
    heappop(heap)                 pops, too           ❌ RuntimeError, and an item is lost
    any of them, under a lock     waits               ✅ sorted, and all are there

TL;DR  A sorted list or a heap that threads share has a lock. queue.PriorityQueue is a heap that
       brings its own.

Run    python -m showcase.thread_safety.sorted_lists_demo
Specs  tests/thread_safety/test_sorted_lists.py
Next   shared_random_demo.py: two threads draw the same number
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import bisect
import heapq
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Item, Stop, in_the_middle
from showcase.utils.stage import Door

log = get_logger()

Act = Callable[[list[Any], Stop], Any]


@dataclass(frozen=True)
class Left:
    """What the two operations returned, the list, and whether it is as it must be."""

    first: str
    second: str
    items: str
    in_order: bool


def is_sorted(items: list[Any]) -> bool:
    """Each item is followed by none that is smaller."""
    names = [item.name for item in items]
    return names == sorted(names)


def is_a_heap(items: list[Any]) -> bool:
    """No item is smaller than its parent."""
    return all(not items[n] < items[(n - 1) // 2] for n in range(1, len(items)))


CASES: dict[str, tuple[Act, Act, Callable[[list[Any]], bool]]] = {
    "insort": (
        lambda items, stop: bisect.insort(items, Item("c", stop)),
        lambda items, stop: bisect.insort(items, Item("a", stop)),
        is_sorted,
    ),
    "heappush": (
        lambda items, stop: heapq.heappush(items, Item("a", stop)),
        lambda items, stop: heapq.heappush(items, Item("c", stop)),
        is_a_heap,
    ),
    "heappop": (
        lambda items, stop: heapq.heappop(items),
        lambda items, stop: heapq.heappop(items),
        is_a_heap,
    ),
}
"""What two threads do to a list of b, d, f; and how to tell whether it is in order."""


def interrupted(name: str, door: Door | None = None) -> Left:
    """The case of that name in CASES; both threads take `door`."""
    first_act, second_act, check = CASES[name]
    items = [Item(letter) for letter in "bdf"]

    def act(stop: Stop) -> Any:
        for item in items:
            item.stop = stop
        return first_act(items, stop)

    first, second = in_the_middle(act, lambda: second_act(items, bool), door)
    return Left(str(first), str(second), " ".join(map(str, items)), check(items))


def main() -> None:
    """❌ before ✅."""
    for name in CASES:
        for title, door in [("❌ no lock", None), ("✅ a lock", Lock())]:
            left = interrupted(name, door)
            order = "in order" if left.in_order else "out of order"
            said = f"{left.first}, {left.second}"
            log.info("%s, %s: %s → %s, %s", title, name, said, left.items, order)


if __name__ == "__main__":
    run(main)
