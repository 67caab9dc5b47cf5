"""🗝️ Fork and locks: the child gets the locks as they are, and not the threads that hold them.

    in the child of os.fork()              it is
    ────────────────────────────────────   ──────────────────────────────────────────────
    a lock that another thread held         ❌ held for ever: who could release it?
    … and that was taken for the fork       ✅ free
    a thread pool                           ❌ without its workers: tasks wait for ever
    … that is made in the child             ✅ as any other
    what threading needs for itself         ✅ made new: threads can be started

TL;DR  What a thread was in the middle of when another one forked stays half done in the child.
       os.register_at_fork() is for a library that can bring its locks to rest before.

Run    python -m showcase.interpreter.fork_locks_demo
Specs  tests/interpreter/test_fork_locks.py
Next   audit_events_demo.py: a hook that hears of all threads
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from threading import Event, Lock, Thread
from typing import Any

from showcase.interpreter._forked import forked
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, may_enter

log = get_logger()

# The functions say_… are for in_a_child(): they fork, and so does nothing else.


# 1 ── Locks ──────────────────────────────────────────────────────────────────


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

    thread = Thread(target=holder)
    thread.start()
    held = has_it.wait()
    if taken_for_the_fork:
        os.register_at_fork(
            before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release
        )
        os.register_at_fork(before=let_go.set)  # called first: the last hook before is the first
    answer = forked(lambda: may_enter(lock))
    let_go.set()
    thread.join(PATIENCE)
    return f"held: {held}, free in the child: {answer}, in the parent: {may_enter(lock)}"


def say_whether_locks_are_free() -> None:
    """The broken twin and the cure."""
    print(free_in_the_child(taken_for_the_fork=False))
    print(free_in_the_child(taken_for_the_fork=True))


# 2 ── Hooks ──────────────────────────────────────────────────────────────────


def say_the_order_of_hooks() -> None:
    """Register two hooks of each kind and fork; print what was called, by child and by parent."""
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


def say_which_hooks_a_subprocess_calls() -> None:
    """Start a subprocess, and one that calls a function before it becomes the other program."""
    called: list[str] = []
    os.register_at_fork(
        before=lambda: called.append("before"),
        after_in_parent=lambda: called.append("parent"),
        after_in_child=lambda: called.append("child"),
    )
    subprocess.run(["true"], check=True)
    print("subprocess:", *called)
    subprocess.run(["true"], check=True, preexec_fn=lambda: print("child:", *called, flush=True))
    print("with preexec_fn:", *called)


# 3 ── What threading makes new ───────────────────────────────────────────────


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
    slow = Thread(target=int)
    started = slow._started = SlowStart()  # type: ignore[attr-defined]
    holds, let_go = Cue(), Cue()

    def holder() -> None:
        with early._started._cond, threading._active_limbo_lock:  # type: ignore[attr-defined]
            holds.set()
            let_go.wait()

    def free() -> list[bool]:
        locks = [early._started._cond, threading._active_limbo_lock]  # type: ignore[attr-defined]
        return [may_enter(lock) for lock in locks]

    def look() -> str:
        seen = f"threads: {threading.active_count()}, slow: {slow.is_alive()}, free: {free()}"
        try:
            early.start()
            outcome = "started"
        except RuntimeError as error:
            outcome = str(error)
        return f"{seen}, early: {outcome}"

    Thread(target=slow.start).start()
    is_starting = started.is_starting.wait()
    thread = Thread(target=holder)
    thread.start()
    held = holds.wait()
    print(f"held: {held}, free: {free()}")
    print("child:", forked(look))
    let_go.set()
    thread.join(PATIENCE)
    print(f"slow, starting: {is_starting}, and still: {slow in threading.enumerate()}")
    started.go_on.set()


# 4 ── Pools ──────────────────────────────────────────────────────────────────


def say_which_pools_work() -> None:
    """The child of a process with a pool uses that pool, and then a pool of its own."""
    is_busy, stop = Cue(), Event()

    def task() -> None:
        is_busy.set()
        stop.wait()

    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(task)
        began = is_busy.wait()  # and so the worker stands in a task, and not in a lock of the pool

        def inherited() -> Any:
            try:
                return pool.submit(int).result(0.05)
            except TimeoutError:
                return "nobody came"

        def its_own() -> Any:
            with ThreadPoolExecutor() as own:
                return own.submit(int, "7").result(PATIENCE)

        print("inherited:", forked(inherited))
        print("its own:", forked(its_own))
        print(f"the task of the parent began: {began}, and runs: {future.running()}")
        stop.set()


def main() -> None:
    """❌ before ✅."""
    if not hasattr(os, "fork"):
        log.info("🗝️ there is no fork() on this platform")
        return
    for title, say in [
        (
            "❌ a lock that a thread holds, then ✅ one taken for the fork",
            say_whether_locks_are_free,
        ),
        ("🪝 hooks", say_the_order_of_hooks),
        ("🏊 pools", say_which_pools_work),
    ]:
        log.info(title)
        for line in in_a_child(say).said:
            log.info("    %s", line)


if __name__ == "__main__":
    run(main)
