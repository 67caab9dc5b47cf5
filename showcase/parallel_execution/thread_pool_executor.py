"""🏊 ThreadPoolExecutor: a crew of threads that takes call after call.

`submit` writes a call on a list and returns a Future at once. A thread of the crew is hired
only when nobody is idle, and only until `max_workers` are there; the rest of the list waits.

    submitted                        who works
    ──────────────────────────────   ────────────────────────────────────────────
    2 calls, room for 5 threads       2 threads: no more than there is work
    5 calls, room for 2 threads       2 threads, and 3 calls wait their turn
    2 calls, the first one is done    1 thread: the idle one is asked first
    2 calls, the first one goes on    2 threads
    a call that fails                 the error goes to its Future; the thread goes on ✅

TL;DR  Submit many small calls, leave the threads to the pool, and use `with`.

Run    python -m showcase.parallel_execution.thread_pool_executor
Specs  tests/parallel_execution/test_thread_pool_executor.py
Next   pool_lifetime_demo.py: what keeps a pool, and what ends it
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, NoReturn

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, until

log = get_logger()


# 1 ── How many threads come, and what they are called ────────────────────────


@dataclass(frozen=True)
class Crew:
    """Who was there while all submitted calls stood behind one gate."""

    names: tuple[str, ...]
    """The pool's threads, in the order in which they were hired."""
    daemons: int
    waiting: int
    """Calls that nobody had begun."""
    done: int
    """Calls that were done in the end."""


def crew(calls: int, **options: Any) -> Crew:
    """Submit `calls` calls that wait behind one gate, and look who has come to do them.

    Args:
        calls: how many.
        options: for ThreadPoolExecutor.
    """
    gate = Cue()
    begun: SimpleQueue[str] = SimpleQueue()
    outsiders = set(threading.enumerate())

    def call() -> bool:
        begun.put("I have begun")
        return gate.wait()

    with ThreadPoolExecutor(**options) as pool:
        try:
            futures = [pool.submit(call) for _ in range(calls)]
            hired = set(threading.enumerate()) - outsiders  # listed in the order of their arrival
            workers = sorted(hired, key=lambda thread: thread.name)
            at_work = [begun.get(timeout=PATIENCE) for _ in workers]
            waiting = calls - len(at_work) - begun.qsize()
        finally:
            gate.set()
    done = sum(future.result() for future in futures)
    return Crew(tuple(t.name for t in workers), sum(t.daemon for t in workers), waiting, done)


def hired_for_two_calls(first_is_done: bool) -> list[str]:
    """Submit a second call while the first one's thread is idle, or while it is busy.

    Returns the names of all threads that were hired.
    """
    gate = Cue()
    outsiders = set(threading.enumerate())
    with ThreadPoolExecutor(thread_name_prefix="worker") as pool:
        first = pool.submit(gate.wait)
        if first_is_done:
            gate.set()
            # The pool tells nobody that a worker is idle; it counts them here.
            until(lambda: pool._idle_semaphore._value >= 1, "an idle worker")
        pool.submit(int).result(PATIENCE)
        gate.set()
        hired = set(threading.enumerate()) - outsiders
        return sorted(thread.name for thread in hired if first.result(PATIENCE))


# 2 ── A call that fails, and a worker that is lost ───────────────────────────


@dataclass(frozen=True)
class AfterAnError:
    """What a failed call left behind."""

    error: BaseException | None
    same_thread_goes_on: bool


def fail_and_go_on(error: BaseException) -> AfterAnError:
    """Raise `error` in the only worker, and submit another call."""

    def fails() -> NoReturn:
        raise error

    gate = Cue()
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(lambda: threading.get_ident() if gate.wait() else None)
        failed = pool.submit(fails)
        after = pool.submit(threading.get_ident)
        gate.set()
        return AfterAnError(
            failed.exception(PATIENCE), before.result(PATIENCE) == after.result(PATIENCE)
        )


def worker_after_a_meddler(meddles: bool) -> tuple[bool, list[bool]]:
    """Is the worker still there when somebody else has set the result of its running call?

    set_result belongs to the worker. It finds the future finished, and that ends the worker.

    Returns that, and what the call has waited for.
    """
    begun, gate = threading.Barrier(2), Cue()
    waited: list[bool] = []

    def call() -> None:
        begun.wait(PATIENCE)
        waited.append(gate.wait())

    with ThreadPoolExecutor() as pool:
        worker = pool.submit(threading.current_thread).result(PATIENCE)
        future: Future[Any] = pool.submit(call)
        begun.wait(PATIENCE)
        if meddles:
            future.set_result("mine")
        gate.set()
        worker.join(PATIENCE * meddles)
        alive = worker.is_alive()
    return alive, waited


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """How the crew grows."""
    for calls, room in [(2, 5), (5, 2)]:
        seen = crew(calls, max_workers=room, thread_name_prefix="worker")
        log.info(
            "🏊 %d calls, room for %d: %s at work, %d waiting",
            calls, room, ", ".join(seen.names), seen.waiting,
        )  # fmt: skip
    for state, done in [("goes on", False), ("is done", True)]:
        log.info("🥱 the first call %s: %s", state, " and ".join(hired_for_two_calls(done)))
    failed = fail_and_go_on(ZeroDivisionError("oh"))
    log.info("💥 %r is in the future", failed.error)
    log.info("✅ the same thread goes on? %s", failed.same_thread_goes_on)


if __name__ == "__main__":
    run(main)
