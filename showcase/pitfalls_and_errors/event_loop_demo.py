"""🔁 Event loop: one thread runs all coroutines, and nothing else may touch them.

    what is done to the loop                     ❌                        ✅
    ───────────────────────────────────────────  ────────────────────────  ──────────────────────
    a threading.Lock is held across an await,    it stops, and with it     asyncio.Lock, or
      and another coroutine takes it             whoever holds the lock    asyncio.to_thread()
    another thread calls loop.call_soon()        RuntimeError in debug     call_soon_threadsafe()
      or sets the result of a future             mode; else it sleeps on
    run_coroutine_threadsafe(…).result() in      waits for itself          await it; or ask from
      the loop's own thread                                                another thread

TL;DR  What blocks belongs in a thread, what comes from a thread goes through call_soon_threadsafe()
       or run_coroutine_threadsafe(), and a coroutine waits with `await` alone.

Run    python -m showcase.pitfalls_and_errors.event_loop_demo
Specs  tests/pitfalls_and_errors/test_event_loop.py
Next   thread_affinity_demo.py: other things that belong to one thread
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import asyncio
import concurrent.futures
from selectors import DefaultSelector, SelectorKey
from threading import Event, Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()

SHORT = 0.01
"""Seconds that somebody waits in vain: in life it would be for ever."""


# 1 ── A lock across an await ────────────────────────────────────────────────────


def two_coroutines(how: str) -> list[str]:
    """A coroutine holds a lock across an await; another one wants it, in the same thread.

    Args:
        how: "block": a threading.Lock, that both simply take; "to_thread": the second one takes
            it in a thread; "asyncio": an asyncio.Lock.

    Returns who did what, in order.
    """
    story: list[str] = []

    async def both() -> None:
        lock, lock_of_asyncio = Lock(), asyncio.Lock()
        is_held, second_has_come = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            story.append("the first holds it")
            is_held.set()
            await second_has_come.wait()
            story.append("the first gives it back")

        async def first() -> None:
            if how == "asyncio":
                async with lock_of_asyncio:
                    await hold()
            else:
                with lock:
                    await hold()

        async def second() -> None:
            await is_held.wait()
            second_has_come.set()
            if how == "asyncio":
                async with lock_of_asyncio:
                    story.append("the second has it")
            elif how == "to_thread":
                await asyncio.to_thread(lock.acquire)
                story.append("the second has it")
            elif not lock.acquire(timeout=SHORT):  # in life: for ever
                story.append("the second stops the loop, and so the first")

        await asyncio.gather(first(), second())

    asyncio.run(both())
    return story


# 2 ── From another thread ─────────────────────────────────────────────────────


def called_from_a_thread(threadsafe: bool, by_a_future: bool = False) -> list[str]:
    """Another thread wants a callback to be called by the loop, which is in debug mode.

    Args:
        threadsafe: through call_soon_threadsafe(), and not call_soon().
        by_a_future: it sets the result of a future, as Queue.put_nowait() and Event.set() of
            asyncio do for who waits; the callback is that of the future.

    Returns what that said, and what became of the callback.
    """
    called: list[str] = []

    async def ask() -> list[str]:
        loop = asyncio.get_running_loop()
        loop.slow_callback_duration = float("inf")  # no word about a slow machine
        call = loop.call_soon_threadsafe if threadsafe else loop.call_soon
        future: asyncio.Future[str] = loop.create_future()
        future.add_done_callback(lambda future: called.append(future.result()))
        try:
            if not by_a_future:
                await asyncio.to_thread(call, called.append, "called")
            elif threadsafe:
                await asyncio.to_thread(call, future.set_result, "called")
            else:
                await asyncio.to_thread(future.set_result, "called")
        except RuntimeError as error:
            return [type(error).__name__, *called, *["the result is set"] * future.done()]
        await asyncio.sleep(0)  # one round of the loop: the thread may have been that quick
        if by_a_future:
            await asyncio.wait([future], timeout=PATIENCE)  # it calls back in a later round
        return ["accepted", *called]

    return asyncio.run(ask(), debug=True)


class Bed(DefaultSelector):
    """Announces that the loop is going to sleep until somebody wakes it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_made = Cue()

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        """As ever. Once a loop has come here without a timeout, it has looked for callbacks."""
        if timeout is None:
            self.is_made.set()
        return super().select(timeout)


def is_heard_by_a_sleeping_loop(threadsafe: bool) -> bool:
    """The loop sleeps, and is not in debug mode; another thread gives it a callback: is it called?

    Args:
        threadsafe: through call_soon_threadsafe(), and not call_soon().
    """
    bed, called = Bed(), Event()
    loop = asyncio.SelectorEventLoop(bed)
    loop.set_debug(False)

    def caller() -> bool:
        bed.is_made.wait()
        if threadsafe:
            loop.call_soon_threadsafe(called.set)
            return called.wait(PATIENCE)
        loop.call_soon(called.set)
        return called.wait(SHORT)

    try:
        return loop.run_until_complete(loop.run_in_executor(None, caller))
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def answer_of_the_loop(own_thread: bool) -> str:
    """Ask the loop to run a coroutine, and block for its result.

    Args:
        own_thread: in the thread that the loop runs in, and not in another one.
    """

    async def answer() -> str:
        return "42"

    def block(loop: asyncio.AbstractEventLoop) -> str:
        future = asyncio.run_coroutine_threadsafe(answer(), loop)
        try:
            return future.result(SHORT if own_thread else None)
        except concurrent.futures.TimeoutError as error:
            return type(error).__name__

    async def ask() -> str:
        loop = asyncio.get_running_loop()
        return block(loop) if own_thread else await asyncio.to_thread(block, loop)

    return asyncio.run(ask())


def main() -> None:
    """❌ before ✅."""
    for title, how in [
        ("❌ a threading.Lock across await", "block"),
        ("✅ taken in a thread", "to_thread"),
        ("✅ an asyncio.Lock", "asyncio"),
    ]:
        log.info("%s: %s", title, ", ".join(two_coroutines(how)))
    for title, threadsafe in [("❌ call_soon", False), ("✅ call_soon_threadsafe", True)]:
        log.info("%s from a thread: %s", title, ", ".join(called_from_a_thread(threadsafe)))
        log.info("%s to a sleeping loop: %s", title, is_heard_by_a_sleeping_loop(threadsafe))
    log.info("❌ the loop asks itself: %s", answer_of_the_loop(own_thread=True))
    log.info("✅ another thread asks the loop: %s", answer_of_the_loop(own_thread=False))


if __name__ == "__main__":
    run(main)
