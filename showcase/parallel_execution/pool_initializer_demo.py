"""🔑 initializer: what each worker of a pool does before its first call.

    each worker opens a connection once, and all its calls use it:

    where it is opened         2 workers, 6 calls
    ────────────────────────   ─────────────────────────────────────
    in the call                6 connections ❌
    in the initializer         2 connections ✅

    since 3.14, a context decides what a worker does at first, with each call, and in the end

TL;DR  Set up per thread what is dear or not thread-safe, and keep it in threading.local().

Run    python -m showcase.parallel_execution.pool_initializer_demo
Specs  tests/parallel_execution/test_pool_initializer.py
Next   broken_pool_demo.py: what if the initializer fails?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

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
    """Two workers do six calls, two at a time.

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


# 2 ── A worker context of one's own (Python 3.14) ─────────────────────────────


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
    log.info("🤝 two calls ran at the same time: %d times", opened.pairs)


if __name__ == "__main__":
    run(main)
