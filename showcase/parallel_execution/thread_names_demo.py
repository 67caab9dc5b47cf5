"""🏷️ Thread names: who is who in a log.

    Thread(…)                       thread.name
    ──────────────────────────────  ──────────────────────────────────────────────────
    Thread()                        "Thread-7"             ❌ which one was that?
    Thread(target=download)         "Thread-8 (download)"  better
    Thread(name="download page 3")  "download page 3"      ✅ that one
    Thread(name=3)                  "3"                    any object: its str()

    thread.name = "new name"        at any time; two threads may have the same name

TL;DR  Give every thread a name that says what it is for: names cost nothing, and logs,
       tracebacks, debuggers and (since 3.14) the tools of the system show them.

Run    python -m showcase.parallel_execution.thread_names_demo
Specs  tests/parallel_execution/test_thread_names.py
Next   thread_identity_demo.py: who am I, who is the main thread, who else is there?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import re
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any

from showcase.utils.child import Child, in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()


# 1 ── Names by default ───────────────────────────────────────────────────────


def numbers_of_unnamed_threads(*names: str | None) -> list[int]:
    """Make a Thread for each of `names`; return the numbers of those that had none.

    The count starts over at the first of them.
    """
    threads = [Thread(), *(Thread(name=name) for name in names)]
    found = [re.fullmatch(r"Thread-(\d+)", thread.name) for thread in threads]
    numbers = [int(match[1]) for match in found if match]
    return [number - numbers[0] for number in numbers[1:]]


def name_with_target(target: Callable[[], Any]) -> str:
    """Return the default name of a thread with that target, with N for its number."""
    return re.sub(r"^Thread-\d+", "Thread-N", Thread(target=target).name)


def _first_name() -> None:
    print(Thread().name)


def first_name() -> Child:
    """Return what the first unnamed thread of an interpreter is called."""
    return in_a_child(_first_name)


# 2 ── The name that the system knows ─────────────────────────────────────────


def name_in_the_system(thread: Thread) -> str:
    """Return the name by which Linux knows a live thread (`top -H` and `ps -L` show it).

    Bytes that are half of a character are shown as U+FFFD.
    """
    file = Path(f"/proc/self/task/{thread.native_id}/comm")
    return file.read_text("utf-8", errors="replace").removesuffix("\n")


def names_of(name: str, new_name: str | None = None, by: str = "itself") -> tuple[str, str]:
    """Start a thread and perhaps rename it; return its names then: in Python, in the system.

    Args:
        name: of the thread.
        new_name: what it is renamed to, if at all.
        by: who renames it: "itself" or "another" thread.
    """
    ready: SimpleQueue[Thread] = SimpleQueue()
    may_end = Cue()

    def rename(thread: Thread) -> None:
        if new_name is not None:
            thread.name = new_name

    def work() -> None:
        if by == "itself":
            rename(current_thread())
        ready.put(current_thread())
        may_end.wait()

    thread = Thread(target=work)
    thread.name = name  # not Thread(name=…), which makes a number out of an empty name
    thread.start()
    worker = ready.get(timeout=PATIENCE)
    if by == "another":
        rename(worker)
    seen = worker.name, name_in_the_system(worker)
    may_end.set()
    thread.join(PATIENCE)
    return seen


def _rename_the_main_thread() -> None:
    file = Path("/proc/self/comm")
    print(file.read_text(), end="")
    main_thread().name = "boss"
    print(file.read_text(), end="")


def process_with_a_renamed_main_thread() -> Child:
    """Name the main thread "boss"; return how Linux calls the process before and afterwards."""
    return in_a_child(_rename_the_main_thread)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """From no name to a good one."""
    log.info("🏷️ no name, no target: ❌ Thread-1, Thread-2, …")
    log.info("🏷️ with a target: %s", name_with_target(main))
    log.info("🏷️ with a name: ✅ %s", Thread(target=main, name="download page 3").name)
    log.info("🏷️ the name can be any object: %r", Thread(name=3).name)  # type: ignore[arg-type]
    log.info("👑 the main thread: %s", main_thread().name)

    def work() -> None:
        log.info("I was given this name")
        current_thread().name = "a new name"
        log.info("and now I have taken another one")

    play(work)


if __name__ == "__main__":
    run(main)
