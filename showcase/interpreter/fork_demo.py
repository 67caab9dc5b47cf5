"""🍴 Fork: the child gets a copy of everything, and of one thread only.

    in the child of os.fork()              it is
    ────────────────────────────────────   ──────────────────────────────────────────────
    all other threads                       ❌ gone in mid-step: no `finally`, not alive
    the thread that called fork()           ✅ the main thread now, and the only one

    the child ends with                    atexit handlers
    ────────────────────────────────────   ──────────────────────────────────────────────
    sys.exit()                              ❌ run in the child, and in the parent again
    os._exit()                              ✅ run once, in the parent

TL;DR  Fork before there are threads, or start a new interpreter instead ("spawn"). Since 3.12
       a fork of a process with several threads is a DeprecationWarning.

Run    python -m showcase.interpreter.fork_demo
Specs  tests/interpreter/test_fork.py
Next   fork_locks_demo.py: what the lost threads have left behind
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import _thread
import atexit
import os
import sys
import threading
import warnings
from collections.abc import Callable
from threading import Event, Thread, current_thread, main_thread
from typing import Any

from showcase.interpreter._forked import forked
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()

# The functions say_… are for in_a_child(): they fork, and so does nothing else.


# 1 ── Who survives ───────────────────────────────────────────────────────────


def say_who_survives() -> None:
    """Fork in the main thread, in a worker and in two raw threads, beside a waiting thread.

    Prints, for each child: is this the main thread, of which class, under which name, is it a
    daemon; how many threads there are; whether the waiting one is alive, which is joined too.
    """
    stop = Event()
    waiter = Thread(target=stop.wait)
    waiter.start()

    def look() -> str:
        me = current_thread()
        kind = "daemon" if me.daemon else "no daemon"
        who = f"{type(me).__name__} {me.name}, {kind}, main: {me is main_thread()}"
        before = f"threads: {threading.active_count()}, waiter alive: {waiter.is_alive()}"
        joined = play(joiner=waiter.join)
        return f"{who}, {before}, joined: {joined}"

    def in_a_raw_thread(kind: Callable[[], str]) -> str:
        answers: list[str] = []
        done = Cue()

        def raw() -> None:
            answers.append(f"{kind()}: {forked(look)}")
            done.set()

        _thread.start_new_thread(raw, ())
        done.wait()
        return answers[0]

    print("main:", forked(look))
    print("worker:", *play(worker=lambda: forked(look)))
    print(in_a_raw_thread(lambda: "raw"))
    print(in_a_raw_thread(lambda: type(current_thread()).__name__))
    print("parent:", f"main: {current_thread() is main_thread()}, waiter: {waiter.is_alive()}")
    stop.set()


def say_which_ids_are_new() -> None:
    """Is the child's Thread.ident, and its Thread.native_id, that of the thread it runs in?"""

    def look() -> str:
        me = current_thread()
        native = me.native_id == threading.get_native_id()
        return f"ident: {me.ident == threading.get_ident()}, native_id: {native}"

    print(forked(look))


def say_whose_values_a_local_has() -> None:
    """Main and a worker write to a threading.local(), and fork; what do their children read?"""
    notebook = threading.local()
    notebook.page = "of main"

    def worker() -> str:
        notebook.page = "of the worker"
        return forked(lambda: notebook.page)

    print("main:", forked(lambda: notebook.page))
    print("worker:", *play(worker))


# 2 ── Where a fork is not wanted ─────────────────────────────────────────────


def _warnings() -> list[list[str]]:
    """What os.fork() and os.forkpty() warn of, right now."""

    def warnings_of(fork: Callable[[], int]) -> list[str]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            pid = fork()
            if pid == 0:
                os._exit(5)
        exit_code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        names = [w.category.__name__ for w in caught if "multi-threaded" in str(w.message)]
        return names if exit_code == 5 else [*names, f"exit code {exit_code}"]

    return [warnings_of(os.fork), warnings_of(lambda: os.forkpty()[0])]


def say_when_fork_warns() -> None:
    """The warnings of os.fork() and of os.forkpty(): alone, and beside a Thread."""
    print("alone:", *_warnings())
    Thread(target=Event().wait, daemon=True).start()
    print("with a thread:", *_warnings())


def say_when_fork_warns_of_a_raw_thread() -> None:
    """The same beside a thread of _thread, which threading does not know."""
    _thread.start_new_thread(Event().wait, ())
    print("with a raw thread:", *_warnings())


def say_what_comes_of_a_warning_that_is_an_error() -> None:
    """DeprecationWarning is an error, and there is a Thread: what os.fork() does, and a child."""
    Thread(target=Event().wait, daemon=True).start()
    warnings.simplefilter("error")
    parent = os.getpid()
    try:
        os.fork()
        outcome = "returns"
    except DeprecationWarning:
        outcome = "raises"
    if os.getpid() != parent:
        os._exit(5)
    print(f"os.fork() {outcome}, the child: {os.waitstatus_to_exitcode(os.wait()[1])}")


def say_whether_another_interpreter_forks() -> None:
    """os.fork() in a second interpreter of the process (3.14 and later)."""
    from concurrent import interpreters  # type: ignore[attr-defined, unused-ignore]

    try:
        interpreters.create().exec("import os; os.fork()")
    except interpreters.ExecutionFailed as error:
        print(f"{error.excinfo.type.__name__}: {error.excinfo.msg}")


# 3 ── How a child ends ───────────────────────────────────────────────────────


def _end_a_child(leave: Callable[[int], Any]) -> None:
    """The parent has an atexit handler, and a thread that is no daemon and waits."""
    stop = Event()
    parent = os.getpid()
    atexit.register(lambda: print("atexit in", "the parent" if os.getpid() == parent else "it"))
    thread = Thread(target=stop.wait)
    thread.start()
    try:
        is_child = forked(os.getppid, leave) == str(parent)
        print(f"child: {is_child}, thread of the parent: {thread.is_alive()}")
    finally:
        stop.set()


def say_how_exit_ends_a_child() -> None:
    """sys.exit(): the child ends as any interpreter does."""
    _end_a_child(sys.exit)


def say_how_exit_at_once_ends_a_child() -> None:
    """os._exit(): the child ends at once."""
    _end_a_child(os._exit)


def say_whether_fork_works_at_exit() -> None:
    """An atexit handler forks."""

    def handler() -> None:
        try:
            answer = forked(lambda: "forked")
        except RuntimeError as error:
            answer = str(error)
        print(answer)

    atexit.register(handler)


def main() -> None:
    """❌ before ✅."""
    if not hasattr(os, "fork"):
        log.info("🍴 there is no fork() on this platform")
        return
    for title, say in [
        ("🍴 who survives", say_who_survives),
        ("❌ the child ends with sys.exit()", say_how_exit_ends_a_child),
        ("✅ the child ends with os._exit()", say_how_exit_at_once_ends_a_child),
    ]:
        log.info(title)
        for line in in_a_child(say).said:
            log.info("    %s", line)


if __name__ == "__main__":
    run(main)
