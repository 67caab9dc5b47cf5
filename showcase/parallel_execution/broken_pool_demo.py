"""💥 Broken pool: one worker could not be set up, and the whole pool is unusable.

    the initializer of a worker     the calls that wait     one more submit
    ──────────────────────────────  ──────────────────────  ─────────────────────────
    fails                           BrokenThreadPool ❌      BrokenThreadPool ❌
    succeeds                        have their results ✅    accepted ✅
    fails when the pool was         are never done ❌
      dropped before

TL;DR  An initializer that may fail should try again itself, since its pool does not. Its error is
       in the log, and not in the futures.

Run    python -m showcase.parallel_execution.broken_pool_demo
Specs  tests/parallel_execution/test_broken_pool.py
Next   interpreter_pool_demo.py: an interpreter for each worker
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue

from showcase.parallel_execution.executor_shutdown_demo import Leave, SlowName, stays_in
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()


@dataclass(frozen=True)
class Broken:
    """What a failing initializer left behind."""

    waiting: list[str]
    """What became of the three pending calls: their errors, or their values."""
    submit: str
    """The error of one more submit, or "accepted"."""
    message: str
    """The message of all these errors."""
    worker_left: bool
    """Has the worker ended before a shutdown?"""


def start_with(initializer: Callable[[], object]) -> Broken:
    """Submit three calls while the only worker is still in its initializer, and one more after.

    Args:
        initializer: what it does in the end.
    """
    gate = Cue()
    workers: list[threading.Thread] = []

    def initialize() -> None:
        workers.append(threading.current_thread())
        if gate.wait():
            initializer()

    def look(future: Future[str]) -> str:
        error = future.exception(PATIENCE)
        return type(error).__name__ if error else future.result()

    with ThreadPoolExecutor(1, initializer=initialize) as pool:
        futures = [pool.submit(str, number) for number in range(3)]
        gate.set()
        waiting = [look(future) for future in futures]
        submit, message = "accepted", ""
        try:
            pool.submit(int)
        except RuntimeError as error:
            submit, message = type(error).__name__, str(error)
            workers[0].join(PATIENCE)
        messages = {message, *(str(future.exception() or "") for future in futures)}
        return Broken(waiting, submit, " / ".join(messages), not workers[0].is_alive())


def fails() -> None:
    """An initializer that cannot do its work."""
    raise OSError("no connection")


def exits() -> None:
    """An initializer that wants to end the program."""
    raise SystemExit


def fail_too_late(leave: Leave | None) -> str:
    """Let the initializer fail after its pool was shut down or dropped.

    Args:
        leave: done to the pool before, for instance ThreadPoolExecutor.shutdown with wait=False;
            None for a pool that is dropped.

    Returns what became of a call that waited.
    """
    begun: SimpleQueue[threading.Thread] = SimpleQueue()
    gate = Cue()

    def initialize() -> None:
        begun.put(threading.current_thread())
        if gate.wait():
            fails()

    pool = ThreadPoolExecutor(initializer=initialize)
    future = pool.submit(int)
    worker = begun.get(timeout=PATIENCE)
    if leave:
        leave(pool)
    else:
        del pool
    gate.set()
    worker.join(PATIENCE)
    return type(future.exception()).__name__ if future.done() else "never done"


def break_in_the_middle_of_a_submit() -> list[bool]:
    """The initializer of the first worker fails while the second worker is being hired.

    Returns whether the first call was broken by then, and whether the first and the second call
    were broken in the end.
    """
    name, gate = SlowName("slow"), Cue()
    workers: list[threading.Thread] = []

    def initialize() -> None:
        workers.append(threading.current_thread())
        if gate.wait():
            fails()

    with ThreadPoolExecutor(thread_name_prefix=name, initializer=initialize) as pool:
        name.go_on.set()
        first = pool.submit(int)
        name.asked_for.clear()
        name.go_on.clear()  # the next name takes its time

        def submits() -> Future[int]:
            return pool.submit(int)

        def looks_on() -> bool:
            if name.asked_for.wait():
                gate.set()
            waits = stays_in("_initializer_failed", workers, left=first.done)
            name.go_on.set()
            return not waits

        second, too_early = play(submits, looks_on)
        return [too_early, *(call.exception(PATIENCE) is not None for call in (first, second))]


def main() -> None:
    """❌ before ✅."""
    logger = logging.getLogger("concurrent.futures")
    logger.disabled = True  # it would show the traceback of the initializer
    broken = start_with(fails)
    logger.disabled = False
    log.info("❌ it fails: %s; submit: %s", ", ".join(broken.waiting), broken.submit)
    log.info("%s", broken.message)
    whole = start_with(int)
    log.info("✅ it succeeds: %s; submit: %s", ", ".join(whole.waiting), whole.submit)


if __name__ == "__main__":
    run(main)
