"""📬 Condition: wait, under a lock, until somebody says that things have changed.

A shelf has room for a few loaves. The baker waits while it is full, customers wait while it is
empty. In the script below a customer is woken for a loaf that is gone again before the
customer's turn has come: a wake-up is a hint, and no promise.

    after a wake-up the customer     finds
    ──────────────────────────────   ─────────────────────────────────────────
    ❓ `if`: goes on                 ❌  an empty shelf: IndexError
    🔄 `while`: looks, waits again   ✅  the next loaf

TL;DR  Hold the lock, wait in a `while` loop (or with wait_for(), which is that loop), change
       things under the same lock, then notify(). At closing time notify_all().

Run    python -m showcase.synchronization.condition_demo
Specs  tests/synchronization/test_condition.py
Next   condition_notify_demo.py: who is woken, and what about the lock meanwhile?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from threading import Condition, Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()


# 1 ── A bounded buffer: one lock, two conditions ─────────────────────────────


class WatchedCondition(Condition):
    """A Condition that counts, under its lock, who went to wait and who came back."""

    parked = 0
    woken = 0

    def wait(self, timeout: float | None = None) -> bool:
        """Wait as ever."""
        self.parked += 1
        notified = super().wait(timeout)
        self.woken += 1
        return notified


Wait = Callable[[Condition, Callable[[], bool]], None]


def wait_in_a_while_loop(changed: Condition, fact: Callable[[], bool]) -> None:
    """🔄 Look again after each wake-up. (`changed.wait_for(fact)` does the same.)"""
    while not fact():
        changed.wait()


def wait_after_an_if(changed: Condition, fact: Callable[[], bool]) -> None:
    """❓ The broken twin: it takes a wake-up for the fact itself."""
    if not fact():
        changed.wait()


class Closed(Exception):
    """The shelf is empty, and will stay so."""


class Shelf:
    """A bounded buffer."""

    def __init__(self, room: float = inf, wait: Wait = wait_in_a_while_loop) -> None:
        """Make an empty shelf.

        Args:
            room: how many loaves it holds at most.
            wait: how to wait for a fact: with `while`, or with `if`.
        """
        self.lock = Lock()
        self.not_full = WatchedCondition(self.lock)
        self.not_empty = WatchedCondition(self.lock)
        self.loaves: deque[str] = deque()
        self._room = room
        self._wait = wait
        self._closed = False

    def put(self, loaf: str) -> None:
        """Put a loaf on the shelf, as soon as there is room."""
        with self.not_full:
            self._wait(self.not_full, lambda: len(self.loaves) < self._room)
            self.loaves.append(loaf)
            self.not_empty.notify()

    def get(self) -> str:
        """Take the oldest loaf, as soon as there is one. Raises Closed at the end."""
        with self.not_empty:
            self._wait(self.not_empty, lambda: bool(self.loaves) or self._closed)
            if self._closed and not self.loaves:
                raise Closed
            loaf = self.loaves.popleft()
            self.not_full.notify()
            return loaf

    def close(self) -> None:
        """No more loaves will come: everybody who waits for one may go home."""
        with self.not_empty:
            self._closed = True
            self.not_empty.notify_all()


@dataclass(frozen=True)
class Morning:
    """What came of a shelf, a baker and a customer."""

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

    Returns how many wait then, and what they say.
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


# 2 ── A wake-up is a hint ────────────────────────────────────────────────────


@dataclass(frozen=True)
class Purchase:
    """What a customer got who was woken too early."""

    got: str
    times_woken: int
    left_on_the_shelf: list[str]


def woken_too_early(wait: Wait) -> Purchase:
    """Wake a customer for a loaf, and take the loaf away before the customer's turn comes.

    Args:
        wait: how the customer waits. Nothing else differs.
    """
    shelf = Shelf(wait=wait)

    def customer() -> str:
        log.info("nothing there, so I wait")
        try:
            loaf = shelf.get()
        except IndexError as error:
            loaf = f"IndexError: {error}"
        log.info("I was woken, and got %s", loaf)
        return loaf

    def passer_by() -> None:
        until(lambda: shelf.not_empty.parked == 1, "the customer waits")
        with shelf.lock:  # wait() has given it up
            log.info("I put a loaf there, and take it back")
            shelf.loaves.append("the first loaf")
            shelf.not_empty.notify()
            shelf.loaves.pop()
        until(lambda: shelf.not_empty.woken == 1, "the customer was woken")
        shelf.put("the second loaf")

    got = play(passer_by, customer)[1]
    return Purchase(got, shelf.not_empty.woken, list(shelf.loaves))


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, wait in [("❓ if", wait_after_an_if), ("🔄 while", wait_in_a_while_loop)]:
        log.info("%s", title)
        seen = woken_too_early(wait)
        verdict = "✅ a loaf was sold" if seen.left_on_the_shelf == [] else "❌ nothing was sold"
        log.info("%s, after %d wake-up(s)", verdict, seen.times_woken)

    log.info("🥖 a shelf for 2, and 5 loaves")
    morning = baker_and_customer(room=2, loaves=list("abcde"))
    log.info("the baker waited at %s", ", ".join(morning.on_the_shelf_when_the_baker_waited))
    log.info("✅ sold: %s", ", ".join(morning.sold))

    waiting, said = closing_time(customers=3)
    log.info("🌙 closing time, and %d still wait", waiting)
    log.info("✅ they say: %s", ", ".join(said))


if __name__ == "__main__":
    run(main)
