"""🫗 Unseen wait: a call that waits for somebody, though it does not look like it.

The story is told, and runs, in showcase/pitfalls_and_errors/unseen_wait_demo.py.
"""

import sys

from showcase.pitfalls_and_errors import unseen_wait_demo


def test_a_thread_that_is_joined_at_import_waits_for_the_import():
    """An import waits until the module is complete; the module waits in join() for that thread.

    Docs: library/threading, reference/import
    """
    assert unseen_wait_demo.alive_after_join(at_import=True) is True


def test_a_thread_that_is_started_after_the_import_ends():
    """The module is complete: the thread's import finds it, and join() returns.

    Docs: library/threading#threading.Thread.join
    """
    assert unseen_wait_demo.alive_after_join(at_import=False) is False


def test_the_module_of_the_scenario_is_forgotten():
    """sys.meta_path and sys.modules are what they were: the next import is a first one.

    Docs: library/sys#sys.modules, library/sys#sys.meta_path
    """
    before = sys.meta_path.copy()
    unseen_wait_demo.alive_after_join(at_import=False)
    assert (sys.meta_path, "eager" in sys.modules) == (before, False)


def test_joining_the_writer_of_a_full_pipe_is_a_deadlock():
    """A pipe holds so many bytes: the writer waits for a reader, who waits in Thread.join().

    Docs: library/os#os.pipe, library/subprocess#subprocess.Popen.wait
    """
    seen = unseen_wait_demo.writer_of_a_pipe(1_000_000, read_first=False, patience=0.01)
    assert seen == (True, 1_000_000)


def test_a_small_test_does_not_find_it():
    """What fits into the buffer of the pipe is written although nobody reads, so a test with little
    output does not hang.

    Docs: library/os#os.pipe
    """
    assert unseen_wait_demo.writer_of_a_pipe(1_000, read_first=False) == (False, 1_000)


def test_reading_before_joining_lets_the_writer_end():
    """Read until the other end is closed, and then join: that is what communicate() does.

    Docs: library/subprocess#subprocess.Popen.communicate
    """
    assert unseen_wait_demo.writer_of_a_pipe(1_000_000, read_first=True) == (False, 1_000_000)


def test_a_write_inside_a_write_of_the_same_stream_is_refused():
    """A buffered stream has a lock; its own thread would wait for itself, and gets RuntimeError.

    Docs: library/io#reentrancy
    """
    assert unseen_wait_demo.write_inside_a_write(at_once=True) == "RuntimeError"


def test_a_write_after_a_write_arrives():
    """Whoever interrupts a write notes what is to be written, and somebody writes it later.

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
        "MainThread | ❌ a write inside a write: RuntimeError",
        "MainThread | ✅ a write after a write: once, again",
    ]
