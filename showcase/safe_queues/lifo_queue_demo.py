"""📚 LifoQueue: last in, first out, like a stack of papers.

Two letters are on the desk; while the clerk reads one, a third comes in. Then it is evening:
a sentinel comes.

    the desk      read                  left unread
    ────────────  ────────────────────  ───────────────────────────────
    📬 Queue       first, second, third  nothing
    📚 LifoQueue   second, third         first  ❌ the sentinel was on top

TL;DR  The newest is served first, so the oldest may starve, and a sentinel overtakes all
       that waits. Good for depth-first work and for reusing what is still warm.

Run    python -m showcase.safe_queues.lifo_queue_demo
Specs  tests/safe_queues/test_lifo_queue.py
Next   simple_queue_demo.py: less, and safe where the others are not
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from dataclasses import dataclass
from queue import LifoQueue, Queue

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Script, play

log = get_logger()

SENTINEL = "evening"


@dataclass(frozen=True)
class Observed:
    """What became of the letters."""

    read: tuple[str, ...]
    unread: tuple[str, ...]


def a_day(make_queue: Callable[[], "Queue[str]"]) -> Observed:
    """Letters come while a clerk reads; in the evening a sentinel comes, and the clerk goes."""
    desk = make_queue()
    script = Script()
    read: list[str] = []

    def post() -> None:
        with script.line(1):
            desk.put("first")
            desk.put("second")
        with script.line(3):
            desk.put("third")
        with script.line(5):
            desk.put(SENTINEL)

    def clerk() -> None:
        with script.line(2):
            read.append(desk.get())
        with script.line(4):
            read.append(desk.get())
        with script.line(6):
            while (letter := desk.get()) != SENTINEL:
                read.append(letter)

    play(post, clerk)
    unread = tuple(desk.get() for _ in range(desk.qsize()))
    log.info("read: %s; unread: %s", ", ".join(read), ", ".join(unread) or "nothing")
    return Observed(tuple(read), unread)


def main() -> None:
    """The same day at two desks."""
    log.info("📬 Queue: in the order of arrival")
    a_day(Queue)
    log.info("📚 LifoQueue: from the top of the pile")
    a_day(LifoQueue)


if __name__ == "__main__":
    run(main)
