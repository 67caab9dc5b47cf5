"""🥖 Bounded buffer: a producer waits for room, a consumer waits for an item.

A shelf has room for a few loaves. It has one lock, and a Condition for each fact to wait for.

    who waits                        until                  is told by
    ───────────────────────────────  ─────────────────────  ──────────────────────────────────
    the baker, at a full shelf       not_full               each customer: notify()
    a customer, at an empty one      not_empty, or closed   the baker: notify(), and at closing
                                                            time notify_all()

TL;DR  Two Conditions on one lock wake only threads that can go on. The end concerns all of them.
       (queue.Queue is all this, ready made.)

Run    python -m showcase.synchronization.bounded_buffer_demo
Specs  tests/synchronization/test_bounded_buffer.py
Next   condition_notify_demo.py: who is woken, and what about the lock meanwhile?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import deque
from dataclasses import dataclass
from math import inf
from threading import Lock

from showcase.synchronization.condition_demo import WatchedCondition
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()


class Closed(Exception):
    """The shelf is empty, and will stay so."""


class Shelf:
    """A bounded buffer."""

    def __init__(self, room: float = inf) -> None:
        """Make an empty shelf with `room` for so many loaves."""
        self.lock = Lock()
        self.not_full = WatchedCondition(self.lock)
        self.not_empty = WatchedCondition(self.lock)
        self.loaves: deque[str] = deque()
        self._room = room
        self._closed = False

    def put(self, loaf: str) -> None:
        """Put a loaf on the shelf, as soon as there is room."""
        with self.not_full:
            self.not_full.wait_for(lambda: len(self.loaves) < self._room)
            self.loaves.append(loaf)
            self.not_empty.notify()

    def get(self) -> str:
        """Take the oldest loaf, as soon as there is one. Raises Closed at the end."""
        with self.not_empty:
            self.not_empty.wait_for(lambda: self.loaves or self._closed)
            if self._closed and not self.loaves:
                raise Closed
            loaf = self.loaves.popleft()
            self.not_full.notify()
            return loaf

    def close(self) -> None:
        """No more loaves will come: all the waiting customers may go home."""
        with self.not_empty:
            self._closed = True
            self.not_empty.notify_all()


@dataclass(frozen=True)
class Morning:
    """What was on the shelf when it was full, and what was sold."""

    on_the_shelf_when_the_baker_waited: list[str]
    sold: list[str]


def baker_and_customer(room: int, loaves: list[str]) -> Morning:
    """Put `loaves` on a shelf with `room`; the customer comes when the baker has to wait.

    There have to be more loaves than the shelf has room for. The customer takes one after
    another, and goes home when the shelf is closed.
    """
    shelf = Shelf(room)

    def baker() -> None:
        for loaf in loaves:
            shelf.put(loaf)
        shelf.close()

    def customer() -> Morning:
        until(lambda: shelf.not_full.parked == 1, "the baker waits for room")
        full = list(shelf.loaves)
        sold: list[str] = []
        try:
            while True:
                sold.append(shelf.get())
        except Closed:
            return Morning(full, sold)

    morning: Morning = play(customer, baker)[0]
    return morning


def closing_time(customers: int) -> tuple[int, list[str]]:
    """Close the shelf while so many customers wait for a loaf.

    Returns how many were waiting, and what each of them says.
    """
    shelf = Shelf()

    def customer() -> str:
        try:
            return shelf.get()
        except Closed:
            return "went home"

    def baker() -> int:
        until(lambda: shelf.not_empty.parked == customers, "all customers wait")
        waiting = shelf.not_empty.parked
        shelf.close()
        return waiting

    waiting, *said = play(baker, *[customer] * customers)
    return waiting, said


def main() -> None:
    """A morning, and closing time."""
    log.info("🥖 a shelf for 2, and 5 loaves")
    morning = baker_and_customer(room=2, loaves=list("abcde"))
    log.info(
        "the baker waited with %s on the shelf",
        ", ".join(morning.on_the_shelf_when_the_baker_waited),
    )
    log.info("✅ sold: %s", ", ".join(morning.sold))

    waiting, said = closing_time(customers=3)
    log.info("🌙 closing time, and %d customers still wait", waiting)
    log.info("✅ they say: %s", ", ".join(said))


if __name__ == "__main__":
    run(main)
