"""🥞 Stack size: how much room the next threads get for their calls.

    threading.stack_size(…)   returns            the next threads get
    ────────────────────────  ─────────────────  ───────────────────────────────────────────
    256 * 1024                what it was         256 KiB
    0                         what it was         what the platform gives by default
    nothing                   what it was   ❌   … the same: to ask is to set it back to 0
    less than 32 KiB          ❌ ValueError       as before
    more than there is        what it was         ❌ start() raises RuntimeError

TL;DR  Leave it alone unless you start thousands of threads, or recurse deeply in one. Set
       it, start, and set it back.

Run    python -m showcase.parallel_execution.stack_size_demo
Specs  tests/parallel_execution/test_stack_size.py
Next   thread_context_demo.py: which context variables a thread starts with.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()

KIB = 1024
TOO_MUCH = 2**62
"""More bytes than any machine can address."""


@contextmanager
def stack_size(size: int) -> Iterator[None]:
    """Threads that are started inside the block get a stack of that size."""
    before = threading.stack_size(size)
    try:
        yield
    finally:
        threading.stack_size(before)


# 1 ── Setting, asking ────────────────────────────────────────────────────────


def answers_to(*sizes: int | None) -> list[int]:
    """Call threading.stack_size() with each of `sizes` in turn; return what it returned.

    Args:
        sizes: in bytes; None stands for a call without an argument.
    """
    with stack_size(0):
        return [
            threading.stack_size() if size is None else threading.stack_size(size) for size in sizes
        ]


def setting_after_a_refusal(size: int) -> tuple[str, int]:
    """Set 256 KiB, then a size that is refused; return the refusal and the size then in force."""
    with stack_size(256 * KIB):
        answer = "it was accepted"
        try:
            threading.stack_size(size)
        except ValueError as refusal:
            answer = str(refusal)
        return answer, threading.stack_size()


# 2 ── Using ──────────────────────────────────────────────────────────────────


def start_with(size: int) -> str:
    """Start a thread while a stack size is set; return "it ran", or what start() says.

    The Thread object is made before: what counts is the size at the start.

    Args:
        size: in bytes.
    """
    letters: SimpleQueue[str] = SimpleQueue()
    ran: list[str] = []
    thread = Thread(target=lambda: ran.append(letters.get(timeout=PATIENCE)), name="worker")
    with stack_size(size):
        try:
            thread.start()
        except RuntimeError as refusal:
            return str(refusal)
    letters.put("it ran")
    thread.join(PATIENCE)
    return ran[0]


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Set it, use it, and do not ask twice."""
    size = 256 * KIB
    log.info("🥞 a stack of %d bytes: %s", size, start_with(size))
    log.info("🥞 a stack of 4 million TiB: ❌ %s", start_with(TOO_MUCH))
    log.info("🥞 set to %d bytes, asked twice: ❌ %s", size, answers_to(size, None, None)[1:])


if __name__ == "__main__":
    run(main)
