"""🚰 Bounded queue: a full queue makes the producer wait (backpressure).

The consumer is slow: it does not take anything before the producer has gone as far ahead as
it can.

    the queue            the producer of 5 items is ahead by
    ───────────────────  ─────────────────────────────────────────
    ♾️ Queue()            5  ❌ all there is: memory is the limit
    🚰 Queue(maxsize=2)   2  ✅ and waits for the consumer

TL;DR  Give every queue a maxsize. The queue then slows the producer down to the speed of the
       consumer, instead of growing until the memory is full.

Run    python -m showcase.safe_queues.bounded_queue_example
Specs  tests/safe_queues/test_bounded_queue.py
Next   producer_consumer_queue.py: many on both sides, and how do they stop?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from queue import Full, Queue
from typing import Any

from showcase.safe_queues import parked, until_parked
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()

ITEMS = 5


# 1 ── A fast producer, a slow consumer ───────────────────────────────────────


@dataclass(frozen=True)
class Observed:
    """How far the producer got on its own, and what the consumer received in the end."""

    ahead: int
    had_to_wait: bool
    received: tuple[int, ...]


def fast_producer(q: "Queue[int]") -> Observed:
    """Produce ITEMS items; the consumer takes the first one when the producer can do no more."""
    finished: list[str] = []

    def producer() -> None:
        for number in range(1, ITEMS + 1):
            q.put(number)
        finished.append("producer")

    def consumer() -> Observed:
        until(lambda: bool(finished or parked("producer")), "the producer waits, or has finished")
        ahead = q.qsize()
        had_to_wait = not finished
        log.info("%d items are in, and the producer %s", ahead, "waits" if had_to_wait else "left")
        received = tuple(q.get() for _ in range(ITEMS))
        log.info("I received %s", received)
        return Observed(ahead, had_to_wait, received)

    observed: Observed = play(consumer, producer)[0]
    return observed


# 2 ── A place becomes free ───────────────────────────────────────────────────


def waiting_after_each_get(q: Any, producers: int) -> list[int]:
    """Let several producers wait at a full queue, then take items one by one.

    Args:
        q: a queue for one item.
        producers: how many wait.

    Returns how many producers wait, at first and after each get().
    """
    q.put("item")
    through: list[str] = []

    def producer() -> None:
        q.put("item")
        through.append("producer")

    def consumer() -> list[int]:
        waiting = [until_parked("producer", producers)]
        for _ in range(producers):
            q.get()
            until(lambda: len(through) == len(waiting), "one more is through")
            waiting.append(parked("producer"))
        return waiting

    waiting: list[int] = play(consumer, *[producer] * producers)[0]
    log.info("waiting producers, at first and after each get(): %s", waiting)
    return waiting


# 3 ── No place, and no wish to wait ──────────────────────────────────────────


def offer(put: Callable[[str], Any], item: str) -> str:
    """Put without waiting: "in", or "refused" where the queue is full."""
    try:
        put(item)
    except Full:
        return "refused"
    return "in"


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("♾️ ❌ no bound: the producer runs away")
    fast_producer(Queue())
    log.info("🚰 ✅ at most 2: the producer waits for the consumer")
    fast_producer(Queue(maxsize=2))
    waiting_after_each_get(Queue(maxsize=1), producers=3)

    q: Queue[str] = Queue(maxsize=2)
    answers = [offer(q.put_nowait, item) for item in "abc"]
    log.info("🙅 put_nowait() never waits: a %s, b %s, c %s", *answers)


if __name__ == "__main__":
    run(main)
