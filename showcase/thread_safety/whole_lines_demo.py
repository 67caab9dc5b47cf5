"""🖨️ Whole lines: print() writes in pieces, and logging writes a line at a time.

A stream hands over to another thread after each piece that is written to it.

    how a thread writes "one two"         what stands in the stream when "other" is printed, too
    ────────────────────────────────────  ────────────────────────────────────────────────────
    print("one", "two")                    ❌ oneother / two
    print("one two")                       ❌ one twoother / (an empty line)
    print("one two\\n", end="")             ✅ one two / other
    stream.write("one two\\n")              ✅ one two / other
    logger.warning("one two")              ✅ one two / other: the handler has a lock

    Binary streams: two threads are in write() of a raw stream together, and never through an
    io.BufferedWriter, which has a lock.

TL;DR  Use logging. Or write each line with its end in one piece.

Run    python -m showcase.thread_safety.whole_lines_demo
Specs  tests/thread_safety/test_whole_lines.py
Next   shared_buffers_demo.py: bytes that two threads see
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import logging
from collections.abc import Callable
from io import BufferedWriter, RawIOBase, StringIO
from threading import Event
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Stop, in_the_middle
from showcase.utils.stage import Cue, OpenDoor, may_enter, play

log = get_logger()

SHORT = 0.02
"""Seconds for which the first thread looks out for the second one."""


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


class RawStream(RawIOBase):
    """Notes whether a second thread comes in while the first one is in write()."""

    def __init__(self) -> None:
        super().__init__()
        self.first_is_in, self.second_is_in = Cue(), Event()
        self.both_were_in = False

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """The first call stays here for a while, and looks whether there is another one."""
        if self.first_is_in.is_set():
            self.second_is_in.set()
        else:
            self.first_is_in.set()
            self.both_were_in = self.second_is_in.wait(SHORT)
        return len(data)


def both_are_in_the_write(buffered: bool) -> bool:
    """Two threads write to one binary stream; are they in the write() of its raw stream together?

    Args:
        buffered: there is an io.BufferedWriter around the raw stream.
    """
    raw = RawStream()
    stream = BufferedWriter(raw, buffer_size=1) if buffered else raw

    def first() -> None:
        stream.write(b"one")

    def second() -> None:
        raw.first_is_in.wait()
        stream.write(b"two")

    play(first, second)
    return raw.both_were_in


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
    for sign, buffered in [("❌ raw", False), ("✅ buffered", True)]:
        log.info("%s: both are in the write: %s", sign, both_are_in_the_write(buffered))


if __name__ == "__main__":
    run(main)
