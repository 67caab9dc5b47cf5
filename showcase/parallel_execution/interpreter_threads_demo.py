"""🛶 Interpreters and threads: call another interpreter, and a queue in between (since 3.14).

An interpreter has no thread of its own: a call runs there in the thread that makes it, or in a
new one. What the two have to say to each other goes through a queue of interpreters.

    Interpreter.call              in the thread of the caller, who gets the result
    Interpreter.call_in_thread    in a new thread; nobody gets the result ❌
    a list in a queue             is a copy there, and ours stays as it is
    interpreters.Queue            is the same queue there: it carries the results ✅

TL;DR  One call at a time for each interpreter. For more, or for results without a queue, take
       an InterpreterPoolExecutor.

Run    python -m showcase.parallel_execution.interpreter_threads_demo
Specs  tests/parallel_execution/test_interpreter_threads.py
Next   threading_vs_executor.py: by hand, or with a pool
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Queue
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, stands_in, until

log = get_logger()


@contextmanager
def an_interpreter() -> Iterator[Any]:
    """A new interpreter, closed at the end of the block. Raises ImportError before Python 3.14."""
    from concurrent import interpreters  # type: ignore[attr-defined]

    interpreter = interpreters.create()
    try:
        yield interpreter
    finally:
        interpreter.close()


def new_queue(maxsize: int = 0) -> Any:
    """A new queue between interpreters. Raises ImportError before Python 3.14."""
    from concurrent import interpreters  # type: ignore[attr-defined]

    return interpreters.create_queue(maxsize)


# 1 ── In which thread, and in which interpreter ──────────────────────────────


def say_where(told: Any) -> None:
    """Put the thread and the interpreter that run this into a queue of interpreters."""
    import threading
    from concurrent import interpreters  # type: ignore[attr-defined]

    told.put((threading.get_ident(), interpreters.get_current().id))


@dataclass(frozen=True)
class Where:
    """Where a function was run: in which thread, and in which interpreter."""

    in_ours: bool
    in_the_new_one: bool
    in_the_other_interpreter: bool


def where_runs(in_a_thread: bool) -> Where:
    """Call a function in another interpreter.

    Args:
        in_a_thread: by call_in_thread(), and not by call().
    """
    told = new_queue()
    with an_interpreter() as other:
        new = None
        if in_a_thread:
            new = other.call_in_thread(say_where, told)
            new.join(PATIENCE)
        else:
            other.call(say_where, told)
        thread, interpreter = told.get_nowait()
        return Where(
            thread == threading.get_ident(),
            new is not None and thread == new.ident,
            interpreter == other.id,
        )


# 2 ── A queue between them ───────────────────────────────────────────────────


def add_two(jobs: Any, results: Any) -> None:
    """In another interpreter: append 2 to the list that comes, and send it back."""
    job = jobs.get(timeout=50)  # a fuse: this function knows no names of ours
    job.append(2)
    results.put(job)


@dataclass(frozen=True)
class Sent:
    """A list of ours after it was sent, the one that came back, and whether they are the same."""

    ours: list[int]
    theirs: list[int]
    the_same: bool


def sent_there_and_back(to_an_interpreter: bool) -> Sent:
    """Send a list to another thread, which appends to it; a thread of ours waits for it.

    Args:
        to_an_interpreter: does the other thread run in another interpreter?

    Raises TimeoutError if our thread did not wait.
    """
    make_queue: Callable[[], Any] = new_queue if to_an_interpreter else Queue
    jobs, results, ours = make_queue(), make_queue(), [1]
    readers: list[threading.Thread] = []
    it_has_come_back = Cue()

    def reader() -> list[int]:
        readers.append(threading.current_thread())
        got: list[int] = results.get(timeout=PATIENCE)
        it_has_come_back.set()
        return got

    def sender() -> None:
        until(lambda: any(stands_in(thread, "get") for thread in readers), "the reader waits")
        jobs.put(ours)

    def worker() -> None:
        if not to_an_interpreter:
            add_two(jobs, results)
            return
        with an_interpreter() as other:
            other.call_in_thread(add_two, jobs, results).join(PATIENCE)
            it_has_come_back.wait()  # what is in the queue ends with the interpreter that put it

    theirs = play(reader, sender, worker)[0]
    return Sent(ours, theirs, theirs is ours)


# 3 ── One at a time ──────────────────────────────────────────────────────────


def begin_and_wait(begun: Any, may_end: Any) -> None:
    """In another interpreter: say that it has begun, and go on when it is told to."""
    begun.put("begun")
    may_end.get(timeout=50)


def refusals_while_it_runs() -> dict[str, str]:
    """While a call runs in another interpreter: what does a second caller meet?

    Returns the name of the error for each method, and what is_running() says: meanwhile, and
    afterwards.
    """
    begun, may_end = new_queue(), new_queue()
    met = {}
    with an_interpreter() as other:
        thread = other.call_in_thread(begin_and_wait, begun, may_end)
        begun.get(timeout=PATIENCE)
        attempts = {
            "call": lambda: other.call(int),
            "exec": lambda: other.exec("pass"),
            "close": other.close,
        }
        for name, attempt in attempts.items():
            try:
                attempt()
                met[name] = "accepted"
            except Exception as error:
                met[name] = type(error).__name__
        met["running meanwhile"] = str(other.is_running())
        may_end.put("go on")
        thread.join(PATIENCE)
        met["running afterwards"] = str(other.is_running())
    return met


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """What comes back, where it runs, and who is refused."""
    there_are_interpreters = sys.version_info >= (3, 14)
    for kind, to_an_interpreter in (("a thread", False), ("an interpreter", True)):
        if to_an_interpreter <= there_are_interpreters:
            sent = sent_there_and_back(to_an_interpreter)
            log.info("📬 sent to %s: %s is ours then", kind, sent.ours)
            log.info("   %s came back, the same list? %s", sent.theirs, sent.the_same)
    if not there_are_interpreters:
        log.info("🛶 this Python has no concurrent.interpreters: it came with 3.14")
        return
    log.info("🛶 call: in our thread? %s", where_runs(in_a_thread=False).in_ours)
    log.info("🛶 call_in_thread: in our thread? %s", where_runs(in_a_thread=True).in_ours)
    log.info("🚷 a second call meanwhile: %s", refusals_while_it_runs()["call"])


if __name__ == "__main__":
    run(main)
