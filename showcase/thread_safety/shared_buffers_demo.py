"""🧱 Shared buffers: bytes that two threads see, and who may change their number.

    while one thread …                    another one …    then
    ────────────────────────────────────  ───────────────  ─────────────────────────────────────
    holds a memoryview of a bytearray      resizes it       ✅ BufferError: nothing moves under it
    holds a memoryview of a bytearray      writes a byte    ❌ the view shows it: it is no copy
    holds a memoryview of a bytearray      releases it      ❌ ValueError: it is of no use to anyone
    adds or compares it with a buffer      appends          ✅ BufferError, as with a view
    adds or compares it with a buffer      writes a byte    ❌ that byte is read, half way
    holds bytes(…) of a bytearray          writes, appends  ✅ a copy is a copy
    walks through it                       writes, appends  ❌ the iterator meets the new byte
    fills it, byte by byte                 copies it        ❌ half old, half new
    extends it from a generator            appends          ✅ the new bytes come in one piece
    writes, adds or fills, under a lock    waits            ✅ all old, or all new

TL;DR  A view shares, a copy does not. The size of a bytearray is safe while somebody views it; what
       stands in it needs a lock. Who made a view releases it when the others are done.

Run    python -m showcase.thread_safety.shared_buffers_demo
Specs  tests/thread_safety/test_shared_buffers.py
Next   README.md: the reading path
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from threading import Lock
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import Stop, in_the_middle, stopping
from showcase.utils.stage import Door

log = get_logger()


def append(buffer: bytearray) -> None:
    """One byte more."""
    buffer.append(ord("!"))


def overwrite(buffer: bytearray) -> None:
    """Another first byte."""
    buffer[0] = ord("X")


def held_while_changed(
    hold: Callable[[bytearray], Any],
    change: Callable[[bytearray], Any],
    door: Door | None = None,
) -> tuple[bytes, Any, bytes]:
    """A bytearray is changed while another thread holds it in some way, and reads it after that.

    Args:
        hold: memoryview, iter, or a way to copy.
        change: append or overwrite.
        door: what both take.

    Returns what is read, what the change returned (the name of an error), and what is left.
    """
    buffer = bytearray(b"abc")

    def read(stop: Stop) -> bytes:
        held = hold(buffer)
        stop()
        return bytes(held)

    seen, said = in_the_middle(read, lambda: change(buffer), door)
    return seen, said, bytes(buffer)


class Exporter:
    """Lends three bytes, and hands over when it is asked for them (since Python 3.12)."""

    stop: Stop = bool

    def __buffer__(self, flags: int) -> memoryview:
        self.stop()
        return memoryview(b"abc")


def read_while_changed(
    read: Callable[[bytearray, Any], Any],
    change: Callable[[bytearray], Any],
    door: Door | None = None,
) -> tuple[Any, Any]:
    """A bytearray is changed while it is added to, or compared with, a buffer of the same bytes.

    Args:
        read: operator.add or a comparison.
        change: append or overwrite.
        door: what both take.

    Returns what `read` returned, and what the change returned (the name of an error).
    """
    buffer, other = bytearray(b"abc"), Exporter()

    def operation(stop: Stop) -> Any:
        other.stop = stop
        return read(buffer, other)

    return in_the_middle(operation, lambda: change(buffer), door)


def read_while_released() -> tuple[Any, Any]:
    """One thread reads a memoryview that another one has released: what each of them gets."""
    view = memoryview(bytearray(b"abc"))

    def read(stop: Stop) -> bytes:
        stop()
        return bytes(view)

    return in_the_middle(read, view.release)


def copied_while_filled(door: Door | None = None) -> bytes:
    """A buffer of "aaaa" is filled with "bbbb", byte by byte, and copied in the middle of that."""
    buffer = bytearray(b"aaaa")

    def fill(stop: Stop) -> None:
        for position, byte in enumerate(b"bbbb"):
            if position == 2:
                stop()
            buffer[position] = byte

    return bytes(in_the_middle(fill, lambda: bytes(buffer), door)[1])


def extended_while_appended() -> tuple[bytes, bytes]:
    """A generator extends "ab" by "xy", and another thread looks and appends in the middle.

    Returns what that thread saw, and what is left.
    """
    buffer = bytearray(b"ab")

    def look_and_append() -> bytes:
        seen = bytes(buffer)
        append(buffer)
        return seen

    def extend(stop: Stop) -> None:
        buffer.extend(stopping(b"xy", stop))

    seen = bytes(in_the_middle(extend, look_and_append)[1])
    return seen, bytes(buffer)


def main() -> None:
    """❌ before ✅."""
    for sign, change in [("✅", append), ("❌", overwrite)]:
        told = (change.__name__, *held_while_changed(memoryview, change))
        log.info("%s a view, %s: read %s, said %s, left %s", sign, *told)
    for change in (append, overwrite):
        told = (change.__name__, *held_while_changed(bytes, change))
        log.info("✅ a copy, %s: read %s, said %s, left %s", *told)
    locked = held_while_changed(memoryview, overwrite, Lock())
    log.info("✅ a view, under a lock: read %s, said %s, left %s", *locked)
    log.info("❌ a view, released: read %s, said %s", *read_while_released())
    log.info("❌ copied while it is filled: %s", copied_while_filled())
    log.info("✅ under a lock: %s", copied_while_filled(Lock()))
    log.info("✅ extend(generator): seen %s, left %s", *extended_while_appended())


if __name__ == "__main__":
    run(main)
