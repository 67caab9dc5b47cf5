"""🌉 Loops and threads: what crosses from an event loop into a thread, and back.

    from a coroutine into a thread                 context variables   if it is cancelled
    ────────────────────────────────────────────   ─────────────────   ─────────────────────────────
    loop.run_in_executor(None, function)           ❌ do not come       ❌ the function runs on
    asyncio.to_thread(function)                    ✅ come along        ❌ the function runs on

    from a thread into a loop
    ────────────────────────────────────────────   ──────────────────────────────────────────
    asyncio.run_coroutine_threadsafe(coroutine)    ✅ a Future of the result, and to cancel it
    an asyncio.Event that another loop waits for   ❌ RuntimeError
    asyncio.run(coroutine)                         ✅ a loop of one's own, beside all the others

TL;DR  A thread has one loop, and a loop one thread. asyncio.to_thread() and
       asyncio.run_coroutine_threadsafe() are the bridges.

Run    python -m showcase.parallel_execution.loops_and_threads_demo
Specs  tests/parallel_execution/test_loops_and_threads.py
Next   pitfalls_and_errors/event_loop_demo.py: what happens without the bridges
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import asyncio
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from threading import Barrier, current_thread
from typing import Any, TypeVar

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

T = TypeVar("T")

page: ContextVar[str] = ContextVar("page", default="blank")


# 1 ── From a loop into a thread ──────────────────────────────────────────────


def read_in_a_thread(to_thread: bool) -> tuple[bool, str]:
    """A coroutine sets the context variable `page`, and has it read in a thread.

    Args:
        to_thread: by asyncio.to_thread(), and not by loop.run_in_executor().

    Returns whether that was another thread, and what it has read.
    """
    thread_of_the_loop = current_thread()

    def read() -> tuple[bool, str]:
        return current_thread() is not thread_of_the_loop, page.get()

    async def ask() -> tuple[bool, str]:
        page.set("written")
        if to_thread:
            return await asyncio.to_thread(read)
        return await asyncio.get_running_loop().run_in_executor(None, read)

    return asyncio.run(ask())


class Pool(ThreadPoolExecutor):
    """Announces that somebody shuts it down."""

    def __init__(self) -> None:
        super().__init__()
        self.is_closing = Cue()

    def shutdown(self, *args: Any, **kwargs: Any) -> None:
        """As ever."""
        self.is_closing.set()
        super().shutdown(*args, **kwargs)


def cancelled_call() -> list[str]:
    """A coroutine waits for a function in a thread, and is cancelled.

    Returns who did what, in order.
    """
    story: list[str] = []
    has_begun, pool = Cue(), Pool()

    def function() -> None:
        has_begun.set()
        pool.is_closing.wait()
        story.append("the function ends")

    async def cancel() -> None:
        asyncio.get_running_loop().set_default_executor(pool)
        task = asyncio.create_task(asyncio.to_thread(function))
        await asyncio.to_thread(has_begun.wait)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            story.append("the coroutine is cancelled")

    asyncio.run(cancel())
    return [*story, "asyncio.run() returns"]


# 2 ── From a thread into a loop ──────────────────────────────────────────────


def beside_a_loop(act: Callable[[asyncio.AbstractEventLoop], T]) -> T:
    """Run a loop in this thread, and `act` on it in another one; returns what `act` returns."""

    async def serve() -> T:
        return await asyncio.to_thread(act, asyncio.get_running_loop())

    return asyncio.run(serve())


def error_of(coroutine: Callable[[], Coroutine[Any, Any, Any]]) -> tuple[type, str]:
    """A thread hands a coroutine to a loop of another one, and waits for it.

    Returns the type of the future that the thread gets, and the error in it.
    """

    def ask(loop: asyncio.AbstractEventLoop) -> tuple[type, str]:
        future = asyncio.run_coroutine_threadsafe(coroutine(), loop)
        return type(future), repr(future.exception(PATIENCE))

    return beside_a_loop(ask)


def cancelled_from_a_thread() -> list[str]:
    """A thread hands a coroutine to a loop, and cancels it there. Returns what came of it."""
    story: list[str] = []
    is_waiting, has_ended = Cue(), Cue()

    async def coroutine() -> None:
        is_waiting.set()
        try:
            await asyncio.Event().wait()
        finally:
            story.append(f"the coroutine gets {type(sys.exc_info()[1]).__name__}")
            has_ended.set()

    def caller(loop: asyncio.AbstractEventLoop) -> bool:
        future = asyncio.run_coroutine_threadsafe(coroutine(), loop)
        is_waiting.wait()
        return future.cancel() and has_ended.wait() and future.cancelled()

    return [f"the future is cancelled: {beside_a_loop(caller)}", *story]


# 3 ── One loop, one thread ───────────────────────────────────────────────────


def said_to_another_thread(act: Callable[[asyncio.AbstractEventLoop], object]) -> str:
    """A loop runs, and another thread acts on it.

    Returns "accepted", or what the RuntimeError says.
    """

    def try_to(loop: asyncio.AbstractEventLoop) -> str:
        try:
            act(loop)
        except RuntimeError as error:
            return str(error)
        return "accepted"

    return beside_a_loop(try_to)


def loops_of_two_threads() -> tuple[asyncio.AbstractEventLoop, asyncio.AbstractEventLoop]:
    """Two threads call asyncio.run() at the same time; returns the loops of their coroutines."""
    both_run = Barrier(2)

    async def look() -> asyncio.AbstractEventLoop:
        both_run.wait(PATIENCE)
        return asyncio.get_running_loop()

    first, second = play(lambda: asyncio.run(look()), lambda: asyncio.run(look()))
    return first, second


def event_of_two_loops() -> str:
    """The loop of one thread waits for an asyncio.Event; so does that of another one, in vain.

    Returns what the error says.
    """
    event, loops, is_parked = asyncio.Event(), [], Cue()

    async def wait() -> None:
        loops.append(asyncio.get_running_loop())
        loops[0].call_soon(is_parked.set)  # it is called when the coroutine waits
        await asyncio.wait_for(event.wait(), PATIENCE)

    def first() -> None:
        asyncio.run(wait())

    def second() -> str:
        is_parked.wait()
        try:
            asyncio.run(asyncio.wait_for(event.wait(), PATIENCE))
        except RuntimeError as error:
            return str(error)
        finally:
            loops[0].call_soon_threadsafe(event.set)
        return "accepted"

    return str(play(first, second)[1])


def main() -> None:
    """❌ before ✅."""
    log.info("✅ asyncio.to_thread(): the page is %s", read_in_a_thread(to_thread=True)[1])
    log.info("❌ its coroutine is cancelled: %s", ", ".join(cancelled_call()))
    log.info("✅ cancelled from a thread: %s", ", ".join(cancelled_from_a_thread()))
    log.info("❌ an asyncio.Event of two loops: %s", event_of_two_loops().rpartition("> ")[2])
    first, second = loops_of_two_threads()
    log.info("✅ asyncio.run() in two threads: %d loops", len({first, second}))


if __name__ == "__main__":
    run(main)
