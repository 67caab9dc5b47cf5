"""🧵 Thread: a flow of control of its own, inside the same program.

    what you write                         what happens
    ─────────────────────────────────────  ─────────────────────────────────────────
    📞 thread.run()                         ❌ the caller does the work itself
    🧵 thread.start()                       ✅ a new thread does it
    👀 read the result after start()        ❌ it is not there yet
    🤝 read the result after join()         ✅ it is there
    🐌 start(), join(), start(), join(), …  ❌ one thread after another
    🚀 start all of them, then join all     ✅ all at once

TL;DR  start() begins the work in a new thread and comes back at once; join() waits for its
       end. Start all, then join all.

Run    python -m showcase.parallel_execution.basic_thread_demo
Specs  tests/parallel_execution/test_basic_thread.py
Next   thread_with_args.py: how a thread gets its work, and how the result comes back.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable
from threading import Thread, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()


# 1 ── start() and run() ──────────────────────────────────────────────────────


def who_does_the_work(call: Callable[[Thread], None]) -> str:
    """Let a thread named "worker" do something, and return the name of who did it.

    Args:
        call: Thread.start, which makes a new thread of control, or Thread.run, which is only
            the work itself: whoever calls it does it.
    """
    names = []

    def work() -> None:
        log.info("I do the work")
        names.append(current_thread().name)

    thread = Thread(target=work, name="worker")
    call(thread)
    if thread.is_alive():
        thread.join(PATIENCE)
    return names[0]


def what_start_leaves_running() -> tuple[bool, bool]:
    """Is the thread alive as soon as start() is back, and again once it was joined?"""
    may_leave = Cue()
    thread = Thread(target=may_leave.wait, name="worker")
    thread.start()
    after_start = thread.is_alive()
    may_leave.set()
    thread.join(PATIENCE)
    return after_start, thread.is_alive()


# 2 ── join() before you look ─────────────────────────────────────────────────


def what_the_caller_sees(join_first: bool) -> tuple[list[str], list[str]]:
    """A thread puts "soup" on the table; return what the caller finds there, and in the end.

    Args:
        join_first: wait for the cook before looking.
    """
    table: list[str] = []
    caller_is_at_the_table = Cue()

    def cook() -> None:
        caller_is_at_the_table.wait()  # a slow cook: the caller always gets there first
        table.append("soup")

    thread = Thread(target=cook, name="cook")
    thread.start()
    if join_first:
        caller_is_at_the_table.set()
        thread.join(PATIENCE)
    seen = table.copy()
    caller_is_at_the_table.set()
    thread.join(PATIENCE)
    return seen, table


# 3 ── Start all, then join all ───────────────────────────────────────────────


class PatientThread(Thread):
    """A thread that is busy until somebody waits for its end."""

    def __init__(self, name: str) -> None:
        self._may_leave = Cue()
        super().__init__(target=self._may_leave.wait, name=name)

    def join(self, timeout: float | None = PATIENCE) -> None:
        """Let it leave, and wait until it has."""
        self._may_leave.set()
        super().join(timeout)


def most_at_work_at_once(number: int, join_at_once: bool) -> tuple[int, int]:
    """Start `number` threads; return how many were alive together at most, and in the end.

    Args:
        number: of threads.
        join_at_once: join each thread right after its start, instead of all at the end.
    """
    threads = [PatientThread(f"worker {n}") for n in range(number)]
    alive = []
    for thread in threads:
        thread.start()
        alive.append(sum(t.is_alive() for t in threads))
        if join_at_once:
            thread.join()
    for thread in threads:
        thread.join()
    return max(alive), sum(t.is_alive() for t in threads)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("📞 thread.run()")
    log.info("❌ done by %s", who_does_the_work(Thread.run))
    log.info("🧵 thread.start()")
    log.info("✅ done by %s", who_does_the_work(Thread.start))

    early, _ = what_the_caller_sees(join_first=False)
    served, _ = what_the_caller_sees(join_first=True)
    log.info("👀 on the table after start(): ❌ %s", early)
    log.info("🤝 on the table after join(): ✅ %s", served)

    number = 3
    one_by_one, _ = most_at_work_at_once(number, join_at_once=True)
    together, _ = most_at_work_at_once(number, join_at_once=False)
    log.info("🐌 %d threads, each joined after its start: ❌ %d at once", number, one_by_one)
    log.info("🚀 %d threads, joined at the end: ✅ %d at once", number, together)


if __name__ == "__main__":
    run(main)
