"""🎒 Context: which context variables a thread starts with.

    Thread(context=…)           the thread sees              its changes are seen
    ──────────────────────────  ───────────────────────────  ──────────────────────────────
    until 3.13: no such thing   defaults only                by nobody
    None, flag off              defaults only                by nobody
    None, flag on               what start()'s caller has    by nobody
    Context()                   defaults only                in that context
    copy_context()              what its maker had           in that copy
    None, in a pool, flag on    ❌ what the first caller of submit() has, in every task
    a context, twice at once    ❌ RuntimeError in the second thread

    the flag: sys.flags.thread_inherit_context, set with -X thread_inherit_context=1; it is
    on by default where the GIL is off

TL;DR  Say what you mean: context=copy_context() to pass everything on, context=Context()
       to pass on nothing. Both work the same with and without the flag.

Run    python -m showcase.parallel_execution.thread_context_demo
Specs  tests/parallel_execution/test_thread_context.py
Next   thread_with_args.py: the plain way to hand something over.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from showcase.utils.child import Child, in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()

T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """The values of one context variable; "nobody" is its default."""

    in_the_thread: str
    by_the_caller_afterwards: str
    in_the_context_afterwards: str


def caller_of_start(make_context: Callable[[], Context] | None = None) -> Seen:
    """Let a caller set a variable, and a thread look at it and change it.

    The caller is "Ann" when it makes the Thread and "Bob" when it starts it; the thread
    becomes "Cleo".

    Args:
        make_context: called by "Ann" for Thread(context=…); None leaves the argument out.
    """
    user = ContextVar("user", default="nobody")
    names: SimpleQueue[str] = SimpleQueue()
    in_the_thread = []

    def work() -> None:
        name = names.get(timeout=PATIENCE)
        in_the_thread.append(user.get())
        user.set(name)

    def caller() -> Seen:
        user.set("Ann")
        context = make_context() if make_context else Context()
        if make_context:
            thread = Thread(target=work, name="worker", context=context)  # type: ignore[call-arg]
        else:
            thread = Thread(target=work, name="worker")
        user.set("Bob")
        thread.start()
        names.put("Cleo")
        thread.join(PATIENCE)
        return Seen(in_the_thread[0], user.get(), context.get(user, "nobody"))

    return copy_context().run(caller)


def run_of_a_subclass_sees(context: Context, look: Callable[[], T]) -> T:
    """Return what `look` returns in the run() of a Thread subclass that has this context."""
    may_look = Cue()
    seen = []

    class Worker(Thread):
        def run(self) -> None:
            if may_look.wait():
                seen.append(look())

    worker = Worker(name="worker", context=context)  # type: ignore[call-arg]
    worker.start()
    may_look.set()
    worker.join(PATIENCE)
    return seen[0]


def two_threads_in(first: Context, second: Context) -> list[str]:
    """Start a second thread while the first is in its context; return what becomes of it."""
    outcome: list[str] = []
    orders: SimpleQueue[str] = SimpleQueue()
    may_end = Cue()
    before = threading.excepthook
    threading.excepthook = lambda args: outcome.append(str(args.exc_value).partition(":")[0])
    try:
        one = Thread(target=may_end.wait, name="one", context=first)  # type: ignore[call-arg]
        two = Thread(
            target=lambda: outcome.append(orders.get(timeout=PATIENCE)),
            context=second,  # type: ignore[call-arg]
        )
        one.start()
        two.start()
        orders.put("it runs")
        two.join(PATIENCE)
        in_time = len(outcome)
        may_end.set()
        one.join(PATIENCE)
    finally:
        threading.excepthook = before
    return [*outcome[:in_time], *(f"too late: {what}" for what in outcome[in_time:])]


def _caller_of_start() -> None:
    print(caller_of_start().in_the_thread)


def with_the_flag(value: int | None = None) -> Child:
    """Let an interpreter say what a thread sees if no context is given (3.14+).

    Args:
        value: of -X thread_inherit_context; None leaves it out.
    """
    option = [] if value is None else ["-X", f"thread_inherit_context={value}"]
    return in_a_child(_caller_of_start, *option)


def values_in_two_tasks(hand_a_copy: bool) -> list[str]:
    """Ann submits a task to a pool of one worker, then Bob does: what does each task see?

    Args:
        hand_a_copy: submit `copy_context().run` with the task, and not the bare task.
    """

    user = ContextVar("user", default="nobody")

    def scenario() -> list[str]:
        seen = []
        with ThreadPoolExecutor(max_workers=1) as pool:
            for name in ("Ann", "Bob"):
                user.set(name)
                call = (copy_context().run, user.get) if hand_a_copy else (user.get,)
                seen.append(str(pool.submit(*call).result(PATIENCE)))
        return seen

    return copy_context().run(scenario)


def _values_in_two_tasks() -> None:
    print(values_in_two_tasks(hand_a_copy=False), values_in_two_tasks(hand_a_copy=True))


def pool_with_the_flag() -> Child:
    """Let an interpreter whose threads inherit say what the tasks of a pool see (3.14+)."""
    return in_a_child(_values_in_two_tasks, "-X", "thread_inherit_context=1")


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Nothing, a copy, an empty one."""
    log.info("🎒 I was Ann when I made the thread, and am Bob when I start it")
    if not hasattr(sys.flags, "thread_inherit_context"):  # until 3.13
        log.info("no context: it sees %s", caller_of_start().in_the_thread)
        log.info("Thread(context=…) is new in Python 3.14")
        return
    for title, make_context in [
        ("context=Context()", Context),
        ("context=copy_context()", copy_context),
    ]:
        seen = caller_of_start(make_context)
        log.info("%s: it sees %s", title, seen.in_the_thread)
        log.info("it becomes Cleo, and I am still %s", seen.by_the_caller_afterwards)
        log.info("in the context is %s", seen.in_the_context_afterwards)


if __name__ == "__main__":
    run(main)
