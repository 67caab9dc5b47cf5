"""🥀 Starvation: everyone gets on, but for one who never gets a turn.

    who starves                              ❌                        ✅
    ───────────────────────────────────────  ────────────────────────  ─────────────────────────
    ✍️ the writer, by overlapping readers     last, after any number    a waiting writer bars new
                                             of readers                readers: second

Nothing is blocked for good, and each lock is given back in time: it is the rule of who comes next
that never names one of them. Lock and Semaphore make no promise of fairness.

TL;DR  Ask of each rule: can somebody wait while others overtake without end? Then bound it.

Run    python -m showcase.pitfalls_and_errors.starvation_demo
Specs  tests/pitfalls_and_errors/test_starvation.py
Next   priority_inversion_demo.py: even the most urgent may have to wait
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()


class ReadWriteLock:
    """Many readers or one writer.

    Args:
        writers_first: does a waiting writer keep new readers out?
    """

    def __init__(self, writers_first: bool) -> None:
        self._writers_first = writers_first
        self._changed = Condition()
        self._readers = 0
        self._writers_waiting = 0

    @contextmanager
    def read(self, on_waiting: Callable[[], object]) -> Iterator[None]:
        """Share it with other readers; `on_waiting` is called before a wait."""
        with self._changed:
            while self._writers_first and self._writers_waiting:
                on_waiting()
                self._changed.wait()
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def write(self, on_waiting: Callable[[], object]) -> Iterator[None]:
        """Have it alone; `on_waiting` is called before a wait."""
        with self._changed:
            self._writers_waiting += 1
            while self._readers:
                on_waiting()
                self._changed.wait()
            self._writers_waiting -= 1
            try:
                yield  # with the condition's own lock: nobody comes in
            finally:
                self._changed.notify_all()


def readers_before_the_writer(readers: int, writers_first: bool) -> int:
    """How many readers overtake a writer, when each of them leaves only after the next has come?

    Args:
        readers: how many there are; the writer comes after the first of them.
        writers_first: does a waiting writer keep new readers out?
    """
    door = ReadWriteLock(writers_first)
    writer_waits, nobody = Cue(), Cue()
    nobody.set()  # nobody comes after the last one
    has_come = [*(Cue() for _ in range(readers)), nobody]  # is inside, or waits because it has to
    entered: list[str] = []

    def reader(number: int) -> None:
        if number:
            writer_waits.wait()
        with door.read(on_waiting=has_come[number].set):
            entered.append("reader")
            has_come[number].set()
            has_come[number + 1].wait()

    def writer() -> None:
        has_come[0].wait()
        with door.write(on_waiting=writer_waits.set):
            entered.append("writer")

    def part(number: int) -> Callable[[], None]:
        return lambda: reader(number)

    play(writer, **{f"reader-{number}": part(number) for number in range(readers)})
    return entered.index("writer")


def order_behind_two_writers() -> list[str]:
    """While somebody reads, a writer, a reader and another writer come: who goes in when?"""
    door = ReadWriteLock(writers_first=True)
    is_inside, writer_waits, reader_waits, all_wait = Cue(), Cue(), Cue(), Cue()
    entered: list[str] = []

    def somebody() -> None:
        with door.read(on_waiting=bool):
            is_inside.set()
            all_wait.wait()

    def writer() -> None:
        is_inside.wait()
        with door.write(on_waiting=writer_waits.set):
            entered.append("writer")

    def reader() -> None:
        writer_waits.wait()
        with door.read(on_waiting=reader_waits.set):
            entered.append("reader")

    def another_writer() -> None:
        reader_waits.wait()
        with door.write(on_waiting=all_wait.set):
            entered.append("writer")

    play(another_writer, reader, writer, somebody)
    return entered


def main() -> None:
    """❌ before ✅."""
    for title, writers_first in [("❌ readers first", False), ("✅ writers first", True)]:
        for readers in (2, 5):
            before = readers_before_the_writer(readers, writers_first)
            log.info("%s: the writer waits for %d of %d", title, before, readers)
    log.info("✅ behind two writers: %s", ", ".join(order_behind_two_writers()))


if __name__ == "__main__":
    run(main)
