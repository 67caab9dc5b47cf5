"""🔑 initializer: what each worker of a pool does before its first call.

    each worker opens a connection once, and all its calls use it:

    where it is opened         2 workers, 6 calls
    ────────────────────────   ─────────────────────────────────────
    in the call                6 connections ❌
    in the initializer         2 connections ✅

    an initializer that fails breaks the pool: whoever waits, and whoever comes, meets
    BrokenThreadPool

TL;DR  Set up per thread what is dear or not thread-safe, and keep it in threading.local().

Run    python -m showcase.parallel_execution.pool_initializer_demo
Specs  tests/parallel_execution/test_pool_initializer.py
Next   interpreter_pool_demo.py: an interpreter for each worker
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from showcase.parallel_execution.executor_shutdown_demo import Leave, stays_in
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()


# 1 ── Once per worker ────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Opened:
    """Who opened a connection, and which connection each call used."""

    by: list[str]
    used: list[str]
    pairs: int
    """How often two calls ran at the same time."""


def connections(in_the_initializer: bool) -> Opened:
    """Two workers and six calls, of which two at a time run together.

    Args:
        in_the_initializer: is a connection opened there, or by each call?
    """
    mine = threading.local()
    by: list[str] = []
    pairs: list[str] = []
    workers = 2
    all_are_here = threading.Barrier(workers, lambda: pairs.append("together"))

    def connect(prefix: str, to: str) -> None:
        by.append(threading.current_thread().name)
        mine.connection = f"{prefix} to {to}"

    def call(_: int) -> str:
        if not in_the_initializer:
            connect("connection", "db")
        all_are_here.wait(PATIENCE)
        connection: str = mine.connection
        return connection

    options: dict[str, Any] = {"initializer": connect, "initargs": ("connection", "db")}
    with ThreadPoolExecutor(workers, "worker", **options if in_the_initializer else {}) as pool:
        used = list(pool.map(call, range(6)))
    return Opened(sorted(by), used, len(pairs))


# 2 ── An initializer that fails ──────────────────────────────────────────────


@dataclass(frozen=True)
class Broken:
    """What a failing initializer left behind."""

    waiting: list[str]
    """What became of the three calls that waited: their error, or their value."""
    submit: str
    """What one more submit met; "accepted" if nothing."""
    message: str
    """What both said."""
    worker_left: bool
    """Without a shutdown."""


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
    """The initializer fails when its pool is not there any more, or has been left.

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


class SlowName(str):
    """A name for threads that takes its time, the second time: in the middle of a submit."""

    def __init__(self, _: str) -> None:
        self.asked_for, self.go_on = Cue(), Cue()
        self.times = 0

    def __str__(self) -> str:
        self.times += 1
        if self.times == 2:
            self.asked_for.set()
            self.go_on.wait()
        return "slow"


def break_in_the_middle_of_a_submit() -> list[bool]:
    """The initializer of the first worker fails while the second worker is being hired.

    Returns whether the first call was broken by then, and whether it was in the end.
    """
    name, gate = SlowName("slow"), Cue()
    workers: list[threading.Thread] = []

    def initialize() -> None:
        workers.append(threading.current_thread())
        if gate.wait():
            fails()

    with ThreadPoolExecutor(thread_name_prefix=name, initializer=initialize) as pool:
        first = pool.submit(int)

        def submits() -> None:
            pool.submit(int)

        def looks_on() -> bool:
            if name.asked_for.wait():
                gate.set()
            waits = stays_in("_initializer_failed", workers, left=first.done)
            name.go_on.set()
            return not waits

        _, too_early = play(submits, looks_on)
        return [too_early, first.exception(PATIENCE) is not None]


# 3 ── A worker context of one's own (Python 3.14) ─────────────────────────────


def with_a_context(**options: Any) -> list[str]:
    """Replace what a worker does around its calls, with ThreadPoolExecutor.prepare_context.

    Args:
        options: keywords for prepare_context, given to the pool.

    Returns what the context was told, in order. Needs Python 3.14.
    """
    told: list[str] = []

    class Context:
        def __init__(self, greeting: str) -> None:
            self.greeting = greeting

        def initialize(self) -> None:
            told.append(f"{self.greeting}, {threading.current_thread().name}")

        def run(self, task: Any) -> Any:
            told.append(f"run {task}")
            return task.upper()

        def finalize(self) -> None:
            told.append("finalize")

    class Pool(ThreadPoolExecutor):
        @classmethod
        def prepare_context(cls, initializer: Any, initargs: Any, *, greeting: str) -> Any:
            def create_context() -> Context:
                return Context(greeting)

            def resolve_task(function: Any, args: Any, kwargs: Any) -> str:
                return f"{function.__name__}{args}{kwargs}"

            return create_context, resolve_task

    with Pool(thread_name_prefix="worker", **options) as pool:
        told.append(str(pool.submit(pow, 2, 5, mod=10).result(PATIENCE)))
    return told


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for where, verdict in [(False, "❌ in the call"), (True, "✅ in the initializer")]:
        opened = connections(in_the_initializer=where)
        log.info("%s: %d connections for %d calls", verdict, len(opened.by), len(opened.used))
    broken = start_with(int)
    log.info("✅ it succeeds: %s; submit: %s", ", ".join(broken.waiting), broken.submit)


if __name__ == "__main__":
    run(main)
