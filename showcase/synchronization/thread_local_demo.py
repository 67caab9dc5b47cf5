"""📓 threading.local: one object that holds separate values for each thread.

Three threads write into the same notebook, and read it again when all have written.

    the notebook             first reads   second reads   third reads
    ───────────────────────  ────────────  ─────────────  ────────────
    📖 a plain object        third ❌      third ❌       third
    📓 a threading.local     first ✅      second ✅      third ✅

TL;DR  What is local cannot be seen by others, so it needs no lock. A new thread finds it empty.
       A value lives as long as its thread, and in a pool that is longer than a task.

Run    python -m showcase.synchronization.thread_local_demo
Specs  tests/synchronization/test_thread_local.py
Next   local_subclass_demo.py: what if a thread should not find it empty?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import current_thread, local
from types import SimpleNamespace
from typing import Any
from weakref import ref

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Script, play

log = get_logger()

# 1 ── Everyone writes, then everyone reads ───────────────────────────────────


def pages_read(notebook: Any) -> list[str]:
    """Three threads write their name into `notebook.page`, one after the other, and then read it.

    Returns what the first, the second and the third one read.
    """
    script = Script()

    def writer(place: int) -> str:
        with script.line(place):
            notebook.page = current_thread().name
            log.info("I write my name")
        with script.line(place + 3):
            page: str = notebook.page
            log.info("I read %r", page)
        return page

    return play(first=partial(writer, 1), second=partial(writer, 2), third=partial(writer, 3))


# 2 ── A visitor ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Visit:
    """What another thread found, and what it left behind for us."""

    visitor_found: dict[str, Any]
    visitor_had: dict[str, Any]
    we_have: dict[str, Any]


def visit(notebook: Any, does: Callable[[Any], object], **ours: Any) -> Visit:
    """Write our values into `notebook`, and let another thread look and then `does(notebook)`."""
    vars(notebook).update(ours)

    def visitor() -> tuple[dict[str, Any], dict[str, Any]]:
        found = dict(vars(notebook))
        does(notebook)
        return found, dict(vars(notebook))

    ((found, had),) = play(visitor)
    return Visit(found, had, dict(vars(notebook)))


def found_one_after_the_other(notebook: Any, threads: int) -> list[dict[str, Any]]:
    """Threads that begin when the one before has ended; returns what each of them found."""

    def guest(number: int) -> dict[str, Any]:
        found = dict(vars(notebook))
        notebook.page = number
        return found

    return [play(partial(guest, number))[0] for number in range(threads)]


def found_by_the_second_task_of_a_worker(notebook: Any) -> dict[str, Any]:
    """Two tasks in a pool of one thread: the first writes a page, the second looks."""
    second_is_submitted = Cue()

    def first() -> None:
        if second_is_submitted.wait():
            notebook.page = "from the first task"

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(first)
        found = pool.submit(lambda: dict(vars(notebook)))
        second_is_submitted.set()
        return found.result()


# 3 ── How long a value lives ─────────────────────────────────────────────────


class Page:
    """Something that a weak reference can point at."""


def is_alive(page: "ref[Page]") -> bool:
    """Is the page still there?"""
    gc.collect()  # without the GIL, what another thread has made may stay until then
    return page() is not None


def outlives_its_thread(notebook: Any) -> bool:
    """Is a value still there when the thread that wrote it has ended?"""

    def writer() -> ref[Page]:
        notebook.page = Page()
        return ref(notebook.page)

    (page,) = play(writer)
    vars(notebook)  # the one in pure Python keeps the values it was used for last until now
    return is_alive(page)


def outlives_the_local(make_notebook: Callable[[], Any]) -> tuple[bool, set[str]]:
    """The object goes while a thread that wrote into it still runs.

    Returns whether its value is still there, and what has been left on the Thread object.
    """
    notebooks = [make_notebook()]
    has_written, notebook_is_gone = Cue(), Cue()
    pages: list[ref[Page]] = []

    def writer() -> set[str]:
        before = set(vars(current_thread()))
        notebooks[0].page = Page()
        pages.append(ref(notebooks[0].page))
        has_written.set()
        notebook_is_gone.wait()
        return set(vars(current_thread())) - before

    def owner() -> bool:
        has_written.wait()
        notebooks.clear()
        alive = is_alive(pages[0])
        notebook_is_gone.set()
        return alive

    alive, left = play(owner, writer)
    return alive, left


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, notebook in [("📖 a plain object", SimpleNamespace()), ("📓 a local", local())]:
        log.info("%s", title)
        read = pages_read(notebook)
        verdict = "✅ each read its own" if len(set(read)) == 3 else "❌ each read the last one"
        log.info("%s: %s", verdict, ", ".join(read))

    log.info("🏊 and in a pool?")
    found = found_by_the_second_task_of_a_worker(local())
    log.info("❌ the next task finds a page %s", found["page"])


if __name__ == "__main__":
    run(main)
