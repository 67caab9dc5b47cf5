"""🖨️ Whole lines: print() writes in pieces, and logging writes a line at a time.

A stream hands over to another thread after each piece that is written to it.

    how a thread writes "one two"         what stands in the stream when "other" is printed, too
    ────────────────────────────────────  ────────────────────────────────────────────────────
    print("one", "two")                    ❌ oneother / two
    print("one two")                       ❌ one twoother / (an empty line)
    print("one two\\n", end="")             ✅ one two / other
    stream.write("one two\\n")              ✅ one two / other
    logger.warning("one two")              ✅ one two / other: the handler has a lock
    disk.write(…) until all is written     ❌ oneother / (an empty line) two
    BufferedWriter(disk).write(…)          ✅ one two / other: the buffered stream has a lock

TL;DR  Use logging. Or write each line with its end in one piece, to a buffered stream.

Run    python -m showcase.thread_safety.whole_lines_demo
Specs  tests/thread_safety/test_whole_lines.py
Next   shared_buffers_demo.py: bytes that two threads see
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import logging
from collections.abc import Callable
from io import BufferedWriter, RawIOBase, StringIO
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Stop, in_the_middle
from showcase.utils.stage import Cue, OpenDoor, may_enter, play

log = get_logger()


class Stream(StringIO):
    """Hands over after each piece that is written to it, and counts the pieces."""

    stop: Stop = bool
    pieces = 0

    def write(self, text: str) -> int:
        """Write a piece."""
        self.pieces += 1
        written = super().write(text)
        self.stop()
        return written


WAYS: dict[str, Callable[[Stream], Any]] = {
    "print in two": lambda stream: print("one", "two", file=stream),
    "print": lambda stream: print("one two", file=stream),
    "print with its end": lambda stream: print("one two\n", end="", file=stream),
    "write": lambda stream: stream.write("one two\n"),
}


def written(way: str) -> list[str]:
    """Write "one two" in that way of WAYS, while another thread prints; returns the lines."""
    stream = Stream()

    def write(stop: Stop) -> None:
        stream.stop = stop
        WAYS[way](stream)

    in_the_middle(write, lambda: print("other", file=stream))
    return stream.getvalue().splitlines()


def logged(with_its_lock: bool) -> tuple[list[str], bool]:
    """The same with two messages to one logging handler.

    Args:
        with_its_lock: as it is; or with the lock taken away, which makes no sense in life.

    Returns the lines, and whether the second thread had to wait for the first one.
    """
    stream = Stream()
    handler = logging.StreamHandler(stream)
    if not with_its_lock:
        handler.lock = OpenDoor()  # type: ignore[assignment]
    logger = logging.Logger("of its own")
    logger.addHandler(handler)
    in_the_midst, other_is_settled = Cue(), Cue()

    def stop() -> None:
        if not in_the_midst.is_set():
            in_the_midst.set()
            other_is_settled.wait()

    def first() -> None:
        stream.stop = stop
        logger.warning("one two")

    def second() -> bool:
        in_the_midst.wait()
        has_to_wait = not may_enter(handler.lock)  # type: ignore[arg-type]
        if has_to_wait:
            other_is_settled.set()
        logger.warning("other")
        other_is_settled.set()
        return has_to_wait

    waited, _ = play(second, first)
    return stream.getvalue().splitlines(), waited


class Disk(RawIOBase):
    """Takes three bytes at a time, and hands over after that."""

    stop: Stop = bool
    taken = b""

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Take the first three."""
        self.taken += bytes(data[:3])
        self.stop()
        return len(data[:3])


def saved(buffered: bool) -> list[str]:
    """Two threads save a line, by a BufferedWriter or by writing to the disk until all is written.
    The second one begins when three bytes of the first are saved. Returns the lines on the disk."""
    disk = Disk()
    in_the_midst, other_is_settled = Cue(), Cue()

    def stop() -> None:
        disk.stop = bool
        in_the_midst.set()
        other_is_settled.wait()

    with BufferedWriter(disk) as stream:

        def save(line: bytes) -> None:
            if buffered:
                stream.write(line)
                stream.flush()
            while line and not buffered:
                line = line[disk.write(line) :]

        def first() -> None:
            disk.stop = stop
            save(b"one two\n")

        def second() -> None:
            in_the_midst.wait()
            if buffered:  # it will have to wait for the first one, who has to go on
                other_is_settled.set()
            save(b"other\n")
            other_is_settled.set()

        play(first, second)
    return disk.taken.decode().splitlines()


def pieces(way: str) -> int:
    """How many pieces the stream is given in that way of WAYS."""
    stream = Stream()
    WAYS[way](stream)
    return stream.pieces


def main() -> None:
    """❌ before ✅."""
    for way in WAYS:
        lines = written(way)
        sign = "✅" if lines == ["one two", "other"] else "❌"
        log.info("%s %s, %d pieces: %s", sign, way, pieces(way), " / ".join(lines))
    for sign, with_its_lock in [("❌", False), ("✅", True)]:
        lines, waited = logged(with_its_lock)
        log.info("%s logging: %s, the second one waited: %s", sign, " / ".join(lines), waited)
    for sign, way, buffered in [("❌", "raw", False), ("✅", "buffered", True)]:
        log.info("%s %s: %s", sign, way, " / ".join(saved(buffered)))


if __name__ == "__main__":
    run(main)
