"""🫗 Unseen wait: a call that waits for somebody, though it does not look like it.

    what waits                               ❌                             ✅
    ───────────────────────────────────────  ─────────────────────────────  ─────────────────────
    `import`, while another thread is        a thread that the module's     start it after the
      importing the same module              top level starts and joins     import
                                             imports it: both wait
    a write to a pipe that is full           join() waits for the writer,   read first, then
                                             who waits for a reader         join()
    a child process that fills a pipe        wait() waits for it, and it    communicate()
                                             for a reader
    a write inside a write of one stream     RuntimeError: nobody could     write when the first
                                             ever go on                     has ended

TL;DR  An import runs a program, and a pipe is a bounded queue. No threads at import time, and
       somebody reads before anybody joins.

Run    python -m showcase.pitfalls_and_errors.unseen_wait_demo
Specs  tests/pitfalls_and_errors/test_unseen_wait.py
Next   circular_import_demo.py: two imports that wait for each other
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import io
import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from subprocess import PIPE, Popen, TimeoutExpired
from threading import Thread
from types import ModuleType
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()

SHORT = 0.01
"""Seconds that somebody waits in vain: in life it would be for ever."""


class Eager(MetaPathFinder, Loader):
    """Finds the module "eager", which runs a function at its top level.

    Args:
        top_level: that function.
    """

    def __init__(self, top_level: Callable[[], object]) -> None:
        self._top_level = top_level

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Where the module comes from: from here, if it is that one."""
        return spec_from_loader(name, self) if name == "eager" else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the top level of the module."""
        self._top_level()


def alive_after_join(at_import: bool) -> bool:
    """A thread imports a module, and the module waits for the thread: is it alive after join()?

    Args:
        at_import: it is started and joined in the module's top level, and not by whoever imports
            the module, after that. There join() would wait for ever, and is given a moment.
    """
    thread = Thread(target=import_module, args=("eager",))
    alive: list[bool] = []

    def start_and_join() -> None:
        thread.start()
        thread.join(SHORT if at_import else PATIENCE)
        alive.append(thread.is_alive())

    finder = Eager(top_level=start_and_join if at_import else bool)
    sys.meta_path.insert(0, finder)
    try:
        import_module("eager")
        if not at_import:
            start_and_join()
        thread.join()
    finally:
        sys.meta_path.remove(finder)
        del sys.modules["eager"]
    return alive[0]


def writer_of_a_pipe(size: int, read_first: bool, patience: float = PATIENCE) -> tuple[bool, int]:
    """A thread writes to a pipe: is it alive after join()? And how much comes out?

    Args:
        size: in bytes; a pipe holds 64 KiB on Linux, and less elsewhere.
        read_first: read all of it, then join, and not the other way round.
        patience: seconds to wait in join().
    """
    reading, writing = os.pipe()

    def writer() -> None:
        with open(writing, "wb") as file:
            file.write(bytes(size))

    thread = Thread(target=writer)
    thread.start()
    with open(reading, "rb") as file:
        if read_first:
            data = file.read()
            thread.join(patience)
            return thread.is_alive(), len(data)
        thread.join(patience)
        alive = thread.is_alive()
        data = file.read()
    thread.join()
    return alive, len(data)


def wait_for_a_child(size: int, patience: float = PATIENCE) -> tuple[str, int, int]:
    """A child process writes to a pipe, and nobody reads it: what does Popen.wait() say?

    Args:
        size: in bytes; a pipe holds 64 KiB on Linux, and less elsewhere.
        patience: seconds to wait in wait().

    Returns that, how much communicate() gets afterwards, and the exit code.
    """
    write = f"import sys; sys.stdout.write('x' * {size})"
    with Popen([sys.executable, "-S", "-E", "-c", write], stdout=PIPE) as child:
        try:
            said = f"exit code {child.wait(patience)}"
        except TimeoutExpired as error:
            said = type(error).__name__
        data, _ = child.communicate(timeout=PATIENCE)
        return said, len(data), child.returncode


def write_inside_a_write(at_once: bool) -> str:
    """While a stream is being written out, somebody writes to it: a signal handler, a finalizer.

    Args:
        at_once: there and then, and not when the first write has ended.

    Returns the error, or what has been written.
    """
    arrived: list[bytes] = []
    meanwhile: list[str] = []

    class Disk(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            arrived.append(bytes(data))
            if at_once:
                try:
                    stream.write(b"again")
                except RuntimeError as error:
                    meanwhile.append(type(error).__name__)
            return len(data)

    with io.BufferedWriter(Disk()) as stream:
        stream.write(b"once")
        stream.flush()
        if not at_once:
            stream.write(b"again")
    return ", ".join(meanwhile or [data.decode() for data in arrived])


def main() -> None:
    """❌ before ✅."""
    log.info("❌ started and joined at import: alive? %s", alive_after_join(at_import=True))
    log.info("✅ started and joined after it: alive? %s", alive_after_join(at_import=False))
    for size, patience in [(1_000, PATIENCE), (1_000_000, SHORT)]:
        alive, came = writer_of_a_pipe(size, read_first=False, patience=patience)
        log.info("❌ join, then read: alive? %s, %d bytes of %d", alive, came, size)
        alive, came = writer_of_a_pipe(size, read_first=True)
        log.info("✅ read, then join: alive? %s, %d bytes of %d", alive, came, size)
    said, came, _ = wait_for_a_child(1_000_000, SHORT)
    log.info("❌ wait() for a child: %s", said)
    log.info("✅ communicate() with it: %d bytes", came)
    log.info("❌ a write inside a write: %s", write_inside_a_write(at_once=True))
    log.info("✅ a write after a write: %s", write_inside_a_write(at_once=False))


if __name__ == "__main__":
    run(main)
