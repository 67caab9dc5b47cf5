"""📝 Log records: which thread says it, which thread writes it, and what a fork leaves of it.

    a thread logs through                 it is written by    what happens when it is slow to write
    ───────────────────────────────────   ─────────────────   ─────────────────────────────────────
    a handler of its own                  the same thread     ❌ whoever logs has to wait
    QueueHandler and QueueListener        another thread      ✅ it is put into a queue
    … and nobody calls listener.stop()    a daemon thread     ❌ the rest is lost at exit

TL;DR  logging locks what it shares, even across a fork. To keep slow handlers away from busy
       threads, let a QueueListener write, and stop it before the end.

Run    python -m showcase.interpreter.log_records_demo
Specs  tests/interpreter/test_log_records.py
Next   thread_safety/whole_lines_demo.py: the lock that keeps lines whole
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import QueueHandler, QueueListener
from queue import Queue
from threading import Event, Thread, current_thread, main_thread
from typing import Any

from showcase.interpreter._forked import forked
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, may_enter, play, stands_in, until

log = get_logger()


@dataclass(frozen=True)
class Note:
    """A record that was written."""

    message: str
    thread: str | None
    """The name of the thread that has logged it, as the record says."""
    written_by: str
    """The name of the thread that has written it."""


class Notebook(logging.Handler):
    """Writes notes, when it may."""

    def __init__(self, before_each: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.before_each = before_each
        self.notes: list[Note] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Write one note."""
        self.before_each()
        self.notes.append(Note(record.getMessage(), record.threadName, current_thread().name))


class Listener(QueueListener):
    """Announces that somebody stops it."""

    def __init__(self, *handlers: logging.Handler) -> None:
        self.records: Queue[Any] = Queue()
        super().__init__(self.records, *handlers)
        self.is_stopping = Cue()

    def enqueue_sentinel(self) -> None:
        """As ever."""
        self.is_stopping.set()
        super().enqueue_sentinel()


def logger_with(handler: logging.Handler) -> logging.Logger:
    """A logger that nobody else knows."""
    logger = logging.Logger("of this scenario")
    logger.addHandler(handler)
    return logger


# 1 ── Who says it, who writes it ─────────────────────────────────────────────


def written(
    through_a_listener: bool, make_handler: Callable[[Queue[Any]], QueueHandler] = QueueHandler
) -> Note:
    """A thread called "writer" logs a list, and changes it afterwards.

    Args:
        through_a_listener: the writer only puts it into a queue.
        make_handler: of the handler that does so.
    """
    is_changed = Cue()
    notebook = Notebook(is_changed.wait if through_a_listener else int)
    listener = Listener(notebook)
    logger = logger_with(make_handler(listener.records) if through_a_listener else notebook)
    items = ["first"]

    def writer() -> None:
        logger.warning("items: %s", items)
        items.append("second")
        is_changed.set()

    listener.start()
    play(writer)
    listener.stop()
    return notebook.notes[0]


def written_when_it_was_stopped(records: int) -> int:
    """So many records are in the queue when a listener is stopped; returns how many it writes."""
    notebook = Notebook()
    listener = Listener(notebook)
    notebook.before_each = listener.is_stopping.wait
    logger = logger_with(QueueHandler(listener.records))
    listener.start()
    for number in range(records):
        logger.warning("record %d", number)
    listener.stop()
    return len(notebook.notes)


# 2 ── The end, and a fork ────────────────────────────────────────────────────


def say_what_is_written_at_exit() -> None:
    """For a child: two records for a listener that nobody stops; the first is being written."""
    is_writing = Cue()

    def write_slowly() -> None:
        is_writing.set()
        until(lambda: stands_in(main_thread(), "shutdown"), "main is in logging.shutdown()")
        print("the first is written")

    def is_wanted(record: logging.LogRecord) -> bool:
        return record.getMessage() == "record 1" or Event().wait()

    notebook = Notebook(write_slowly)
    notebook.addFilter(is_wanted)
    listener = Listener(notebook)
    logger = logger_with(QueueHandler(listener.records))
    listener.start()
    for number in (1, 2):
        logger.warning("record %d", number)
    is_writing.wait()
    print("main ends")


def say_whether_a_forked_child_can_log() -> None:
    """For a child: it forks while another thread is writing, and holds the lock of its handler."""
    is_writing, go_on = Cue(), Cue()

    def write_slowly() -> None:
        is_writing.set()
        go_on.wait()

    notebook = Notebook(write_slowly)
    logger = logger_with(notebook)
    thread = Thread(target=logger.warning, args=("from the parent",))
    thread.start()
    is_writing.wait()

    def is_free() -> bool:
        assert notebook.lock is not None
        return may_enter(notebook.lock)

    print(f"free in the parent: {is_free()}, in the child: {forked(is_free)}")
    go_on.set()


def main() -> None:
    """❌ before ✅."""
    for title, through_a_listener in [("❌ a handler", False), ("✅ a listener", True)]:
        note = written(through_a_listener)
        by_itself = note.written_by == note.thread
        log.info("%s: %s, from %s", title, note.message, note.thread)
        log.info("    written by the same thread: %s", by_itself)
    log.info("✅ stopped: %d of 3 are written", written_when_it_was_stopped(records=3))
    if hasattr(os, "fork"):
        for line in in_a_child(say_whether_a_forked_child_can_log).said:
            log.info("🍴 the lock of a handler: %s", line)


if __name__ == "__main__":
    run(main)
