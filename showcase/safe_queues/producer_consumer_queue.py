"""🏭 Producers and consumers: one queue between them, and a sentinel that says "that was all".

Alice and Bob produce 4 items each, three consumers share the work. A consumer leaves when it
takes a sentinel.

    the end is announced by                    received   what is left
    ─────────────────────────────────────────  ────────   ──────────────────────────────
    1️⃣ one sentinel for three consumers          8 of 8    ❌ 2 consumers wait for ever
    🏃 Alice, before Bob has begun               4 of 8    ❌ Bob's 4 items, unread
    🏁 one sentinel each, after both finished    8 of 8    ✅ no item, no consumer

TL;DR  The queue sees to it that each item is taken once. The end is yours: wait for all
       producers, then put one sentinel for each consumer (since 3.13: Queue.shutdown()).

Run    python -m showcase.safe_queues.producer_consumer_queue
Specs  tests/safe_queues/test_producer_consumer_queue.py
Next   queue_with_timeout.py: what if nothing comes?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from queue import Queue
from threading import Barrier
from typing import Any

from showcase.safe_queues import parked, until_parked
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()

CONSUMERS = 3
EACH = 4  # items by each producer
SENTINEL = None


# 1 ── Two producers, three consumers ─────────────────────────────────────────


@dataclass(frozen=True)
class Observed:
    """What was left when the trade was over."""

    received: tuple[tuple[str, ...], ...]
    """What each consumer took, in its order."""
    left_waiting: int
    left_unread: tuple[str, ...]

    @property
    def all_received(self) -> list[str]:
        """The items that the consumers took, all together and sorted."""
        return sorted(item for items in self.received for item in items)


def trade(sentinels: int = CONSUMERS, alice_ends_it: bool = False) -> Observed:
    """Produce, consume, and stop.

    Args:
        sentinels: how many are put.
        alice_ends_it: she puts them when she has finished, and Bob begins after that.
            Otherwise the boss puts them when both have finished.
    """
    q: Queue[Any] = Queue()
    received: list[list[str]] = []
    gone: list[str] = []
    alice_has_finished = Cue()
    bob_has_finished = Cue()

    def announce_the_end() -> None:
        for _ in range(sentinels):
            q.put(SENTINEL)

    def alice() -> None:
        for number in range(1, EACH + 1):
            q.put(f"a{number}")
        if alice_ends_it:
            announce_the_end()
        alice_has_finished.set()

    def bob() -> None:
        if alice_ends_it:
            alice_has_finished.wait()
        for number in range(1, EACH + 1):
            q.put(f"b{number}")
        bob_has_finished.set()

    def consumer() -> None:
        mine: list[str] = []
        received.append(mine)
        while (item := q.get()) is not SENTINEL:
            mine.append(item)
        gone.append("consumer")

    def boss() -> Observed:
        for both_have_finished in (alice_has_finished, bob_has_finished):
            both_have_finished.wait()
        if not alice_ends_it:
            announce_the_end()
        until(lambda: len(gone) == sentinels, "each sentinel has sent a consumer home")
        waiting = until_parked("consumer", CONSUMERS - sentinels)  # for ever: nothing will come
        unread = tuple(q.get() for _ in range(q.qsize()))
        for _ in range(waiting):  # let them go home
            q.put(SENTINEL)
        return Observed(tuple(tuple(mine) for mine in received), waiting, unread)

    observed: Observed = play(boss, bob, alice, *[consumer] * CONSUMERS)[0]
    log.info("received: %s", " ".join(observed.all_received))
    log.info("left waiting: %d, unread: %s", observed.left_waiting, observed.left_unread)
    return observed


# 2 ── Taking is one step ─────────────────────────────────────────────────────


def peek_then_remove(q: "Queue[str]", meet: Callable[[], object]) -> str:
    """❌ Read the first item, then remove the first item: it need not be the same one."""
    item: str = q.queue[0]
    meet()
    q.get()
    return item


def get(q: "Queue[str]", meet: Callable[[], object]) -> str:
    """✅ Read and remove in one step: there is no gap in which to meet."""
    return q.get()


@dataclass(frozen=True)
class Taken:
    """What two consumers took, and what is still in the queue."""

    items: tuple[str, ...]
    left: int


def two_take(take: Callable[["Queue[str]", Callable[[], object]], str]) -> Taken:
    """Two consumers take one item each, and meet in the middle if they can."""
    q: Queue[str] = Queue()
    q.put("job 1")
    q.put("job 2")
    meeting = Barrier(2, timeout=PATIENCE)

    def consumer() -> str:
        return take(q, meeting.wait)

    taken = Taken(tuple(sorted(play(consumer, consumer))), q.qsize())
    log.info("the two took %s, and %d are left", " and ".join(taken.items), taken.left)
    return taken


# 3 ── One item wakes one consumer ────────────────────────────────────────────


def waiting_after_each_put(q: Any, consumers: int) -> list[int]:
    """Let several consumers wait at an empty queue, then put items one by one.

    Returns how many consumers wait, at first and after each put().
    """
    served: list[Any] = []

    def consumer() -> None:
        served.append(q.get())

    def producer() -> list[int]:
        waiting = [until_parked("consumer", consumers)]
        for _ in range(consumers):
            q.put("item")
            until(lambda: len(served) == len(waiting), "one more is served")
            waiting.append(parked("consumer"))
        return waiting

    waiting: list[int] = play(producer, *[consumer] * consumers)[0]
    log.info("waiting consumers, at first and after each put(): %s", waiting)
    return waiting


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("1️⃣ ❌ one sentinel for three consumers")
    trade(sentinels=1)
    log.info("🏃 ❌ Alice announces the end, and Bob is not ready")
    trade(alice_ends_it=True)
    log.info("🏁 ✅ both have finished, then one sentinel each")
    trade()

    log.info("👀 ❌ peek, then remove")
    two_take(peek_then_remove)
    log.info("✋ ✅ get")
    two_take(get)
    waiting_after_each_put(Queue(), consumers=3)


if __name__ == "__main__":
    run(main)
