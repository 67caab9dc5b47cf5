"""🍴 Fork: the child gets a copy of everything, and of one thread only.

    in the child of os.fork()              it is
    ────────────────────────────────────   ──────────────────────────────────────────────
    the thread that called fork()           ✅ the main thread now, and the only one
    all other threads                       ❌ gone in mid-step: no `finally`, not alive
    a lock that another thread held         ❌ held for ever: who could release it?
    … and that was taken for the fork       ✅ free
    a thread pool                           ❌ without its workers: tasks wait for ever
    what threading needs for itself         ✅ made new: threads can be started

TL;DR  Fork before there are threads, or start a new interpreter instead ("spawn"). Since 3.12
       a fork of a process with several threads is a DeprecationWarning.

Run    python -m showcase.interpreter.fork_demo
Specs  tests/interpreter/test_fork.py
Next   gil_demo.py: one thread at a time, and what that is worth
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import _thread
import atexit
import os
import select
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from threading import Event, Lock, Thread, current_thread, main_thread
from typing import Any

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, may_enter, play

log = get_logger()

# The functions say_… are for in_a_child(): they fork, and so does nothing else.


def forked(look: Callable[[], Any], leave: Callable[[int], Any] = os._exit) -> str:
    """Fork, look around in the child, and wait for it.

    Args:
        look: called in the child; what it returns comes back as text, an error by its name.
        leave: how the child ends, with 5 as its exit code.

    Returns the text and, where it is not 5, the exit code; "it hung" for a child that did
    nothing within PATIENCE.
    """
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # see say_when_fork_warns
        pid = os.fork()
    if pid == 0:
        signal.alarm(round(PATIENCE))  # a fuse of its own: nobody may be left to end it
        try:
            seen = str(look())
        except Exception as error:
            seen = type(error).__name__
        os.write(writer, seen.encode())
        os.close(writer)
        leave(5)
    os.close(writer)
    if not select.select([reader], [], [], PATIENCE)[0]:
        os.kill(pid, signal.SIGKILL)
    text = os.read(reader, 4096).decode() or "it hung"
    os.close(reader)
    exit_code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return text if exit_code == 5 else f"{text}, exit code {exit_code}"


# 1 ── Who survives ───────────────────────────────────────────────────────────


def say_who_survives() -> None:
    """Fork in the main thread, in a worker and in two raw threads, beside a waiting thread.

    Prints, for each child: is this the main thread, of which class, under which name, is it a
    daemon; how many threads there are; whether the waiting one is alive, which is joined too.
    """
    stop, is_waiting = Event(), Cue()

    def wait() -> None:
        is_waiting.set()
        stop.wait()

    waiter = Thread(target=wait)
    waiter.start()
    is_waiting.wait()

    def look() -> str:
        me = current_thread()
        waiter.join()
        kind = "daemon" if me.daemon else "no daemon"
        who = f"{type(me).__name__} {me.name}, {kind}, main: {me is main_thread()}"
        return f"{who}, threads: {threading.active_count()}, waiter alive: {waiter.is_alive()}"

    def in_a_raw_thread(prepare: Callable[[], Any]) -> str:
        answers: list[str] = []
        done = Cue()

        def raw() -> None:
            prepare()
            answers.append(forked(look))
            done.set()

        _thread.start_new_thread(raw, ())
        done.wait()
        return answers[0]

    print("main:", forked(look))
    print("worker:", *play(worker=lambda: forked(look)))
    print("raw:", in_a_raw_thread(int))
    name = in_a_raw_thread(lambda: setattr(current_thread(), "name", "Dummy"))
    print("raw, known to threading:", name)
    print("parent:", f"main: {current_thread() is main_thread()}, waiter: {waiter.is_alive()}")
    stop.set()
    waiter.join(PATIENCE)


def say_which_ids_are_new() -> None:
    """Is the child's Thread.ident, and its Thread.native_id, that of the thread it runs in?"""

    def look() -> str:
        me = current_thread()
        native = me.native_id == threading.get_native_id()
        return f"ident: {me.ident == threading.get_ident()}, native_id: {native}"

    print(forked(look))


# 2 ── Locks ──────────────────────────────────────────────────────────────────


def free_in_the_child(taken_for_the_fork: bool) -> str:
    """A thread holds a lock while main forks. Can the child have the lock?

    Args:
        taken_for_the_fork: a hook takes the lock before each fork, which waits for the holder,
            and two more hooks release it afterwards, in the parent and in the child.
    """
    lock = Lock()
    has_it, let_go = Cue(), Cue()

    def holder() -> None:
        with lock:
            has_it.set()
            let_go.wait()

    thread = Thread(target=holder, daemon=True)
    thread.start()
    has_it.wait()
    if taken_for_the_fork:
        os.register_at_fork(
            before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release
        )
        os.register_at_fork(before=let_go.set)  # called first: the last hook before is the first
    answer = forked(lambda: may_enter(lock))
    let_go.set()
    thread.join(PATIENCE)
    return f"child: {answer}, parent: {may_enter(lock)}"


def say_whether_locks_are_free() -> None:
    """The broken twin and the cure."""
    print(free_in_the_child(taken_for_the_fork=False))
    print(free_in_the_child(taken_for_the_fork=True))


# 3 ── Hooks, and the warning ─────────────────────────────────────────────────


def say_the_order_of_hooks() -> None:
    """Three hooks of each kind are registered; prints what was called in the child and in here."""
    called: list[str] = []
    parent = os.getpid()

    def hook(name: str) -> Callable[[], None]:
        return lambda: called.append(f"{name}{'' if os.getpid() == parent else ' in the child'}")

    for number in (1, 2):
        os.register_at_fork(
            before=hook(f"before {number}"),
            after_in_parent=hook(f"parent {number}"),
            after_in_child=hook(f"child {number}"),
        )
    print(forked(lambda: ", ".join(called)))
    print(", ".join(called))


def say_when_fork_warns() -> None:
    """The warnings of a fork, without and with another thread."""

    def warnings_of_a_fork() -> list[str]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            pid = os.fork()
            if pid == 0:
                os._exit(0)
        os.waitpid(pid, 0)
        return [w.category.__name__ for w in caught if "multi-threaded" in str(w.message)]

    print("alone:", warnings_of_a_fork())
    stop = Event()
    thread = Thread(target=stop.wait)
    thread.start()
    print("with a thread:", warnings_of_a_fork())
    stop.set()
    thread.join(PATIENCE)


# 4 ── What threading makes new ───────────────────────────────────────────────


class SlowStart(Cue):
    """A thread sets an Event when it has started. This one lets it stand there for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.is_starting, self.go_on = Cue(), Cue()

    def set(self) -> None:
        """Say that the thread is starting, and wait."""
        self.is_starting.set()
        self.go_on.wait()
        super().set()


def say_what_threading_repairs() -> None:
    """Fork while other threads hold the locks that threading has for itself.

    One thread is halfway through its start, and another one stands as if in the middle of
    threading.enumerate() and of starting `early`, which the child then starts.
    """
    early = Thread(target=int)
    slow = Thread(target=int, daemon=True)
    started = slow._started = SlowStart()  # type: ignore[attr-defined]
    holds, let_go = Cue(), Cue()

    def holder() -> None:
        with early._started._cond, threading._active_limbo_lock:  # type: ignore[attr-defined]
            holds.set()
            let_go.wait()

    def look() -> str:
        threads = threading.active_count()
        lock_is_free = may_enter(early._started._cond)  # type: ignore[attr-defined]
        try:
            early.start()
            early.join()
            outcome = "started"
        except RuntimeError as error:
            outcome = str(error)
        return f"threads: {threads}, slow: {slow.is_alive()}, {lock_is_free}, early: {outcome}"

    starter = Thread(target=slow.start, daemon=True)
    starter.start()
    started.is_starting.wait()
    thread = Thread(target=holder, daemon=True)
    thread.start()
    holds.wait()
    print(forked(look))
    let_go.set()
    started.go_on.set()
    for other in (thread, starter, slow):
        other.join(PATIENCE)


# 5 ── How a child ends ───────────────────────────────────────────────────────


def _end_a_child(leave: Callable[[int], Any]) -> None:
    """The parent has an atexit handler, and a thread that is no daemon and waits."""
    stop = Event()
    parent = os.getpid()
    atexit.register(lambda: print("atexit in", "the parent" if os.getpid() == parent else "it"))
    thread = Thread(target=stop.wait)
    thread.start()
    try:
        print("child:", forked(os.getppid, leave) == str(parent))
    finally:
        stop.set()


def say_how_exit_ends_a_child() -> None:
    """sys.exit(): the child ends as any interpreter does."""
    _end_a_child(sys.exit)


def say_how_exit_at_once_ends_a_child() -> None:
    """os._exit(): it is gone."""
    _end_a_child(os._exit)


def say_whether_fork_works_at_exit() -> None:
    """An atexit handler forks."""

    def handler() -> None:
        try:
            print(forked(lambda: "forked"))
        except RuntimeError as error:
            print(error)

    atexit.register(handler)


# 6 ── Pools ──────────────────────────────────────────────────────────────────


def say_which_pools_work() -> None:
    """The child of a process with a pool uses that pool, and then a pool of its own."""
    is_busy, stop = Cue(), Event()

    def task() -> None:
        is_busy.set()
        stop.wait()

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(task)
        is_busy.wait()  # and so the worker stands in a task, and not in a lock of the pool

        def inherited() -> Any:
            try:
                return pool.submit(int).result(0.05)
            except TimeoutError:
                return "nobody came"

        def its_own() -> Any:
            with ThreadPoolExecutor(max_workers=1) as own:
                return own.submit(int, "7").result(PATIENCE)

        print("inherited:", forked(inherited))
        print("its own:", forked(its_own))
        stop.set()


def main() -> None:
    """❌ before ✅."""
    if not hasattr(os, "fork"):
        log.info("🍴 there is no fork() on this platform")
        return
    for title, say in [
        (
            "❌ a lock that a thread holds, then ✅ one taken for the fork",
            say_whether_locks_are_free,
        ),
        ("🍴 who survives", say_who_survives),
        ("🪝 hooks", say_the_order_of_hooks),
        ("🏊 pools", say_which_pools_work),
    ]:
        log.info(title)
        for line in in_a_child(say).said:
            log.info("    %s", line)


if __name__ == "__main__":
    run(main)
