"""📝 Log records: which thread says it, which thread writes it, and what a fork leaves of it.

The story is told, and runs, in showcase/interpreter/log_records_demo.py.
"""

import logging
import sys
import threading
from logging.handlers import QueueHandler

import pytest

from showcase.interpreter import log_records_demo, signals_demo
from showcase.interpreter.log_records_demo import Listener, Note, Notebook, logger_with
from showcase.utils.child import in_a_child
from showcase.utils.stage import PATIENCE, play


def test_a_record_knows_the_thread_that_has_logged_it():
    """LogRecord.thread and LogRecord.threadName are the ident and the name of the thread that calls
    the logger.

    Docs: library/logging#logrecord-attributes
    """
    records = []
    notebook = Notebook()
    notebook.addFilter(lambda record: records.append((record.thread, record.threadName)))
    (ident,) = play(writer=lambda: logger_with(notebook).warning("!") or threading.get_ident())
    assert records == [(ident, "writer")]


def test_the_threads_of_records_can_be_left_out(monkeypatch):
    """With logging.logThreads = False a LogRecord has None as its thread and threadName.

    Docs: howto/logging#optimization
    """
    monkeypatch.setattr(logging, "logThreads", False)
    record = logging.LogRecord("of this spec", logging.INFO, __file__, 1, "!", (), None)
    assert (record.thread, record.threadName) == (None, None)


def test_a_handler_writes_in_the_thread_that_logs():
    """A logger calls Handler.emit() in the thread that logs, before the logging call returns.

    Docs: library/logging#logging.Handler.handle
    """
    note = log_records_demo.written(through_a_listener=False)
    assert note == Note("items: ['first']", thread="writer", written_by="writer")


def test_a_listener_writes_in_a_thread_of_its_own():
    """Through a QueueHandler and a QueueListener a record is written in the listener's thread, and
    still names the thread that has logged it.

    Docs: library/logging.handlers#logging.handlers.QueueListener
    """
    note = log_records_demo.written(through_a_listener=True)
    assert note.thread == "writer"
    assert "_monitor" in note.written_by


def test_a_queue_handler_formats_the_message_in_the_thread_that_logs():
    """QueueHandler.prepare() merges the arguments into the message before it is put into the queue:
    what the thread does to an argument after that does not change what is written.

    Docs: library/logging.handlers#logging.handlers.QueueHandler.prepare
    """

    class Hasty(QueueHandler):
        def prepare(self, record):
            return record

    for make_handler, items in [(QueueHandler, ["first"]), (Hasty, ["first", "second"])]:
        note = log_records_demo.written(True, make_handler)
        assert note.message == f"items: {items}"


def test_stopping_a_listener_waits_until_all_is_written():
    """QueueListener.stop() returns when the listener's thread has handled all records that were in
    the queue, and has ended.

    Docs: library/logging.handlers#logging.handlers.QueueListener.stop
    """
    before = threading.active_count()
    assert log_records_demo.written_when_it_was_stopped(records=5) == 5
    assert threading.active_count() == before


def test_a_listener_that_is_not_stopped_loses_records_at_exit():
    """The thread of a QueueListener is a daemon: without QueueListener.stop() the interpreter ends
    without writing the records that are still in the queue.

    Docs: library/logging.handlers#logging.handlers.QueueListener.stop
    """
    child = in_a_child(log_records_demo.say_what_is_written_at_exit)
    assert (child.said[-1], child.exit_code) == ("the first is written", 0)


def test_a_record_that_is_being_written_at_exit_is_waited_for():
    """logging.shutdown(), which runs at exit, takes the lock of each handler: it waits for a thread
    that is writing, even for a daemon, whose record is written.

    Docs: undocumented, and all supported Pythons agree.
    """
    child = in_a_child(log_records_demo.say_what_is_written_at_exit)
    assert child.said == ["main ends", "the first is written"]


def test_a_listener_that_runs_cannot_be_started_again():
    """QueueListener.start() raises RuntimeError if the listener is running: since Python 3.14, and
    since 3.13.4 (gh-132106). Before, it starts a second thread.

    Docs: library/logging.handlers#logging.handlers.QueueListener.start
    """
    refuses = sys.version_info >= (3, 13, 4)
    before = {*threading.enumerate()}
    listener = Listener()
    listener.start()
    if refuses:
        with pytest.raises(RuntimeError, match="already started"):
            listener.start()
    else:
        listener.start()
        listener.enqueue_sentinel()  # each thread takes one
    threads = {*threading.enumerate()} - before
    listener.stop()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(threads) == (1 if refuses else 2)


def test_a_listener_is_a_context_manager_since_3_14():
    """`with QueueListener(...)` starts the listener, and stops it at the end of the block; before
    Python 3.14 a QueueListener is no context manager.

    Docs: library/logging.handlers#logging.handlers.QueueListener
    """
    before = threading.active_count()
    if sys.version_info >= (3, 14):
        with Listener() as listener:
            assert threading.active_count() == before + 1
        assert listener.is_stopping.is_set()
        assert threading.active_count() == before
    else:
        assert not hasattr(Listener, "__enter__")


@pytest.mark.needs("fork")
@pytest.mark.pins("os.fork")
def test_a_forked_child_can_log_although_another_thread_was_writing():
    """The lock of a logging.Handler is made new in the child of os.fork(): it is free there, though
    another thread of the parent held it.

    Docs: undocumented, and all supported Pythons agree.
    """
    child = in_a_child(log_records_demo.say_whether_a_forked_child_can_log)
    assert child.said == ["free in the parent: False, in the child: True"]
    assert child.err == ""


def test_a_signal_handler_can_log_though_main_is_writing():
    """The lock of a logging.Handler is reentrant: a signal handler can acquire it in the middle of
    what the main thread writes, although the documentation warns that it may not.

    Docs: library/logging#thread-safety
    """
    assert signals_demo.lock_is_free_in_the_handler(lambda: logging.Handler().lock)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase log_records` prints, in this order on every run.

    Docs: library/logging#thread-safety
    """
    fork = ["🍴 the lock of a handler: free in the parent: False, in the child: True"]
    assert tell(log_records_demo.main) == [
        f"MainThread | {line}"
        for line in [
            "❌ a handler: items: ['first'], from writer",
            "    written by the same thread: True",
            "✅ a listener: items: ['first'], from writer",
            "    written by the same thread: False",
            "✅ stopped: 3 of 3 are written",
            *(fork if hasattr(log_records_demo.os, "fork") else []),
        ]
    ]
