"""🫗 Unseen wait: a call that waits for somebody, though it does not look like it.

The story is told, and runs, in showcase/pitfalls_and_errors/unseen_wait_demo.py.
"""

import sys

import pytest

from showcase.pitfalls_and_errors import unseen_wait_demo
from showcase.utils.stage import PATIENCE


def test_a_thread_that_is_joined_at_import_waits_for_the_import():
    """If the top level of a module starts a thread that imports the same module, and joins it, the
    thread waits until the import is complete, and the import waits in Thread.join() for the thread.

    Docs: library/threading#threading.Thread.join, reference/import#loading
    """
    assert unseen_wait_demo.alive_after_join(at_import=True) is True


def test_a_thread_that_is_started_after_the_import_ends():
    """A thread that imports a module whose import is complete finds it in sys.modules: the thread
    ends, and Thread.join() returns.

    Docs: library/threading#threading.Thread.join, library/sys#sys.modules
    """
    assert unseen_wait_demo.alive_after_join(at_import=False) is False


def test_the_module_of_the_scenario_is_forgotten():
    """The scenario leaves sys.meta_path as it was, and its module not in sys.modules: the next
    import of that module runs it again.

    Docs: library/sys#sys.modules, library/sys#sys.meta_path
    """
    before = sys.meta_path.copy()
    unseen_wait_demo.alive_after_join(at_import=False)
    assert (sys.meta_path, "eager" in sys.modules) == (before, False)


def test_joining_the_writer_of_a_full_pipe_is_a_deadlock():
    """A thread that writes more than a pipe can hold waits for a reader: a reader that calls
    Thread.join() before it reads would wait for ever.

    Docs: library/os#os.pipe, library/subprocess#subprocess.Popen.wait
    """
    alive, read = unseen_wait_demo.writer_of_a_pipe(1_000_000, read_first=False, patience=0.01)
    assert (alive, read) == (True, 1_000_000)


def test_a_writer_whose_output_fits_into_the_pipe_can_be_joined_before_it_is_read():
    """What fits into the buffer of a pipe is written although nobody reads, so a test with little
    output shows no deadlock between Thread.join() and the writer.

    Docs: library/os#os.pipe
    """
    alive, read = unseen_wait_demo.writer_of_a_pipe(1_000, read_first=False)
    assert (alive, read) == (False, 1_000)


def test_reading_before_joining_lets_the_writer_end():
    """If a pipe is read until its writing end is closed, and the writer is joined after that,
    Thread.join() returns. Popen.communicate() reads and waits in the same order.

    Docs: library/subprocess#subprocess.Popen.communicate
    """
    alive, read = unseen_wait_demo.writer_of_a_pipe(1_000_000, read_first=True)
    assert (alive, read) == (False, 1_000_000)


@pytest.mark.parametrize(
    ("size", "patience", "said"),
    [
        pytest.param(1_000, PATIENCE, "exit code 0", id="it fits into the pipe"),
        pytest.param(1_000_000, 0.01, "TimeoutExpired", id="it does not"),
    ],
)
def test_waiting_for_a_child_that_fills_a_pipe_is_a_deadlock(size, patience, said):
    """A child process that writes more to a pipe than that can hold waits for a reader:
    Popen.wait() would wait for ever. Popen.communicate() reads, and so the child ends.

    Docs: library/subprocess#subprocess.Popen.wait, library/subprocess#subprocess.Popen.communicate
    """
    assert unseen_wait_demo.wait_for_a_child(size, patience) == (said, size, 0)


def test_a_write_inside_a_write_of_the_same_stream_is_refused():
    """A buffered stream has a lock: a thread that writes to an io.BufferedWriter in the middle of
    its own write to it, in a signal handler say, gets RuntimeError.

    Docs: library/io#reentrancy
    """
    assert unseen_wait_demo.write_inside_a_write(at_once=True) == "RuntimeError"


def test_a_write_after_a_write_arrives():
    """If a write to an io.BufferedWriter is put off until the write that was interrupted has ended,
    both arrive in the stream.

    Docs: library/io#reentrancy
    """
    assert unseen_wait_demo.write_inside_a_write(at_once=False) == "once, again"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase unseen_wait` prints, in this order on every run.

    Docs: library/threading#threading.Thread.join
    """
    assert tell(unseen_wait_demo.main) == [
        "MainThread | ❌ started and joined at import: alive? True",
        "MainThread | ✅ started and joined after it: alive? False",
        "MainThread | ❌ join, then read: alive? False, 1000 bytes of 1000",
        "MainThread | ✅ read, then join: alive? False, 1000 bytes of 1000",
        "MainThread | ❌ join, then read: alive? True, 1000000 bytes of 1000000",
        "MainThread | ✅ read, then join: alive? False, 1000000 bytes of 1000000",
        "MainThread | ❌ wait() for a child: TimeoutExpired",
        "MainThread | ✅ communicate() with it: 1000000 bytes",
        "MainThread | ❌ a write inside a write: RuntimeError",
        "MainThread | ✅ a write after a write: once, again",
    ]
