"""🏝️ InterpreterPoolExecutor: each worker has an interpreter of its own (since 3.14).

Each worker is a thread with an interpreter of its own, and so with its own GIL, its own
modules and its own objects. What goes there and comes back is a copy.

    a call …                          in a thread pool     in an interpreter pool
    ───────────────────────────────   ──────────────────   ──────────────────────────────
    sets an attribute of `sys`        everyone sees it     its own worker sees it ✅
    appends to a list it was given    the list grows       a copy grows, and is lost ❌
    raises an error                   the error itself     a copy; its cause tells the rest
    is a closure over such a list     is called            NotShareableError

TL;DR  The same submit, map and shutdown, on several cores even with a GIL, for functions
       that need nothing but their arguments and give back plain data.

Run    python -m showcase.parallel_execution.interpreter_pool_demo
Specs  tests/parallel_execution/test_interpreter_pool.py
Next   interpreter_threads_demo.py: an interpreter without a pool
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import concurrent.futures
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()

HERE = "__import__('concurrent.interpreters').interpreters.get_current().id"
"""The number of the interpreter that evaluates this."""


def interpreter_pool(workers: int | None = None, **options: Any) -> ThreadPoolExecutor:
    """A new InterpreterPoolExecutor. Raises AttributeError before Python 3.14."""
    pool: ThreadPoolExecutor = concurrent.futures.InterpreterPoolExecutor(  # type: ignore[attr-defined]
        workers, **options
    )
    return pool


MakePool = Callable[..., ThreadPoolExecutor]


# 1 ── Islands ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Mark:
    """Who sees an attribute that a call has set in a module."""

    in_the_worker: bool
    here: bool


def leave_a_mark(make_pool: MakePool, module: str = "sys") -> Mark:
    """A call sets `showcase_mark` in a module: is it there for the next call, and for us?

    Args:
        make_pool: makes the pool that runs the call.
        module: the name of a module that every interpreter has imported.
    """
    look = f"hasattr(__import__({module!r}), 'showcase_mark')"
    with make_pool(1) as pool:
        try:
            pool.submit(exec, f"import {module} as m; m.showcase_mark = True").result(PATIENCE)
            return Mark(pool.submit(eval, look).result(PATIENCE), eval(look))
        finally:
            vars(sys.modules[module]).pop("showcase_mark", None)


def list_after_an_append(make_pool: MakePool) -> list[int]:
    """Our list, after a call has appended 2 to it."""
    ours = [1]
    with make_pool() as pool:
        pool.submit(list.append, ours, 2).result(PATIENCE)
    return ours


def interpreters_of_two_workers() -> set[int]:
    """The numbers of the interpreters of two workers, and of ours."""
    read_end, write_end = os.pipe()
    try:
        with interpreter_pool() as pool:
            # The first call reads from a pipe, so that a second worker is hired.
            first = pool.submit(eval, f"__import__('os').read({read_end}, 1) and {HERE}")
            second = pool.submit(eval, HERE)
            numbers = {eval(HERE), second.result(PATIENCE)}
            os.write(write_end, b"!")
            return numbers | {first.result(PATIENCE)}
    finally:
        os.close(read_end)
        os.close(write_end)


def interpreters_of_a_pool() -> tuple[int, int]:
    """Return how many more interpreters there are while a pool has a worker, and after its
    shutdown.
    """
    from concurrent import interpreters  # type: ignore[attr-defined]

    before = len(interpreters.list_all())
    with interpreter_pool() as pool:
        pool.submit(int).result(PATIENCE)
        more = len(interpreters.list_all()) - before
    return more, len(interpreters.list_all()) - before


# 2 ── What crosses the water, and what does not ──────────────────────────────


@dataclass(frozen=True)
class Failed:
    """The error of a call, and the error that stands behind it."""

    error: str
    cause: str


def error_of(call: Callable[..., Any], *args: Any, make_pool: MakePool) -> Failed:
    """Return the exception of a call as it arrives in the caller, and its __cause__."""
    with make_pool() as pool:
        error = pool.submit(call, *args).exception(PATIENCE)
        return Failed(repr(error), type(error.__cause__).__name__ if error else "")


def call_a_closure(make_pool: MakePool) -> str:
    """Submit a function that uses a local list: return its result, or the name of its error."""
    ours = [1]

    def closure() -> int:
        return sum(ours)

    with make_pool() as pool:
        future = pool.submit(closure)
        error = future.exception(PATIENCE)
        return type(error).__name__ if error else str(future.result())


def initialised(code: str) -> list[str]:
    """Run `code` as initializer, and evaluate what it has put into builtins.

    Returns what the first call returned or raised, and whether one more submit was accepted.
    """
    with interpreter_pool(initializer=exec, initargs=(code,)) as pool:
        future = pool.submit(eval, "__import__('builtins').harbour")
        error = future.exception(PATIENCE)
        told = [type(error).__name__ if error else future.result()]
        try:
            pool.submit(int).result(PATIENCE)
            told.append("accepted")
        except RuntimeError as refused:
            told.append(type(refused).__name__)
        return told


def worker_name(**options: Any) -> str:
    """The name of the thread of a worker."""
    with interpreter_pool(**options) as pool:
        pool.submit(int).result(PATIENCE)
        return min(thread.name for thread in pool._threads)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """The same calls in both pools."""
    pools: dict[str, MakePool] = {"threads": ThreadPoolExecutor}
    if hasattr(concurrent.futures, "InterpreterPoolExecutor"):
        pools["interpreters"] = interpreter_pool
    else:
        log.info("🏝️ this Python has no InterpreterPoolExecutor: it came with 3.14")
    for kind, make_pool in pools.items():
        log.info("🏝️ %s: the mark is here? %s", kind, leave_a_mark(make_pool).here)
        log.info("   our list: %s", list_after_an_append(make_pool))
        log.info("   a closure: %s", call_a_closure(make_pool))


if __name__ == "__main__":
    run(main)
