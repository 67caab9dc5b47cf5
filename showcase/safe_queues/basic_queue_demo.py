"""📬 Queue: first in, first out, and a reader that comes too early waits.

    the reader comes before the writer     it gets
    ─────────────────────────────────────  ─────────────────────────────────
    📦 to a deque                           ❌ an error: there is nothing
    📬 to a Queue                           ✅ the letter, as soon as it is in

    first looks, then takes the only item  the first thread
    ─────────────────────────────────────  ─────────────────────────────────
    🚪 another thread may come between      ❌ saw an item, and finds none
    🔒 one lock around look and take        ✅ takes what it saw

TL;DR  put() and get() are the whole protocol: each is atomic. empty(), full() and
       qsize() tell what was, so do not look first: just get, and let get() wait.

Run    python -m showcase.safe_queues.basic_queue_demo
Specs  tests/safe_queues/test_basic_queue.py
Next   bounded_queue_example.py: what if the writer is faster than the reader?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Lock
from typing import Any

from showcase.safe_queues import parked
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play, until

log = get_logger()


# 1 ── The reader comes first ─────────────────────────────────────────────────


class PlainBox:
    """📦 The broken twin of a Queue: put() and get() on a deque, and get() never waits."""

    def __init__(self) -> None:
        self._items: deque[Any] = deque()

    def put(self, item: Any) -> None:
        """Append the item: this is atomic, as with a Queue."""
        self._items.append(item)

    def get(self) -> Any:
        """Take the oldest item. Raises IndexError where a Queue would wait."""
        return self._items.popleft()


@dataclass(frozen=True)
class Visit:
    """What a reader did and got that came before the writer."""

    waited: bool
    got: str


def reader_first(make_box: Callable[[], Any]) -> Visit:
    """Let a reader ask before the writer has written.

    Args:
        make_box: makes what is between them, with put(item) and get().
    """
    box = make_box()
    answers: list[str] = []

    def reader() -> None:
        log.info("anything for me?")
        try:
            answer = box.get()
        except IndexError:
            answer = "nothing"
        log.info("I got %s", answer)
        answers.append(answer)  # said before the writer, who may wait for it, goes on

    def writer() -> bool:
        until(lambda: bool(answers or parked("reader")), "the reader waits, or has its answer")
        waited = not answers
        log.info("I write")
        box.put("a letter")
        return waited

    waited = play(writer, reader)[0]
    return Visit(waited, answers[0])


# 2 ── In one order, out in another ───────────────────────────────────────────


def through(box: Any, items: Iterable[Any]) -> list[Any]:
    """Put all `items` in, then take as many out: in which order do they come?"""
    count = 0
    for item in items:
        box.put(item)
        count += 1
    return [box.get() for _ in range(count)]


# 3 ── Look first, then act ───────────────────────────────────────────────────


@dataclass(frozen=True)
class Observed:
    """What two threads did, each of which looked first and acted if it saw a chance."""

    first: str
    second: str


def look_then_act(look: Callable[[], bool], act: Callable[[], Any], door: Door) -> Observed:
    """There is one chance, and the second thread comes between the first one's look and act.

    Args:
        look: is there a chance?
        act: takes the chance; raises Empty or Full if there is none.
        door: what both pass through, around looking and acting.
    """
    first_has_looked = Cue()
    second_is_settled = Cue()  # it has finished, or it has found the door shut

    def look_and_act(between: Callable[[], object]) -> str:
        with door:
            if not look():
                return "saw none"
            between()
            try:
                act()
            except (Empty, Full):
                return "saw a chance that was gone"
            return "acted"

    def pause() -> None:
        first_has_looked.set()
        second_is_settled.wait()

    def first() -> str:
        outcome = look_and_act(between=pause)
        log.info("I %s", outcome)
        return outcome

    def second() -> str:
        first_has_looked.wait()
        if not may_enter(door):
            log.info("the door is shut, so I wait")
            second_is_settled.set()
        outcome = look_and_act(between=lambda: None)
        second_is_settled.set()
        return outcome

    second_did, first_did = play(second, first)
    return Observed(first_did, second_did)


def take_the_only_item(door: Door) -> Observed:
    """Two threads, one item: each takes it if the queue is not empty."""
    q: Queue[str] = Queue()
    q.put("the only item")
    return look_then_act(lambda: not q.empty(), q.get_nowait, door)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("📦 ❌ a deque: a reader that comes too early gets nothing")
    reader_first(PlainBox)
    log.info("📬 ✅ a Queue: a reader that comes too early waits")
    reader_first(Queue)
    log.info("first in, first out: %s", through(Queue(), "abc"))

    log.info("🚪 ❌ look first, then take: another thread may come between")
    take_the_only_item(OpenDoor())
    log.info("🔒 ✅ one lock around both")
    take_the_only_item(Lock())


if __name__ == "__main__":
    run(main)
