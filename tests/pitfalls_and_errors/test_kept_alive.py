"""🧟 Kept alive: the work is done, and what it has used is still there.

The story is told, and runs, in showcase/pitfalls_and_errors/kept_alive_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import kept_alive_demo


def test_an_exception_in_a_future_keeps_the_locals_of_the_job():
    """A Future keeps the exception of its job, and with the traceback of the exception the frames
    of the job and their local variables.

    Docs: library/traceback#traceback.clear_frames
    """
    assert kept_alive_demo.local_of_a_failed_job(clear=False) is False


def test_clear_frames_lets_the_locals_go():
    """traceback.clear_frames() drops the local variables of all frames in a traceback, so an object
    that only they refer to is gone.

    Docs: library/traceback#traceback.clear_frames
    """
    assert kept_alive_demo.local_of_a_failed_job(clear=True) is True


def test_a_future_that_is_dropped_takes_the_locals_of_the_job_along():
    """When nobody has a reference to a Future or to its exception any more, the local variables of
    its failed job are gone with them.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert kept_alive_demo.local_of_a_failed_job(clear=False, drop=True) is True


@pytest.mark.pins("concurrent.futures.Future.result")
def test_each_raise_of_the_same_exception_makes_its_traceback_longer():
    """Each call of Future.result() raises the same exception object again, and makes its traceback
    longer.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert kept_alive_demo.lengths_of_a_traceback(3, a_new_one=False) == [4, 8, 12]


def test_a_new_exception_has_a_traceback_of_its_own():
    """If each reader of a Future raises a new exception `from` the one that Future.exception()
    returns, the traceback of each has the same length.

    Docs: library/concurrent.futures#concurrent.futures.Future.exception
    """
    assert kept_alive_demo.lengths_of_a_traceback(3, a_new_one=True) == [2, 2, 2]


def test_the_variable_of_a_loop_keeps_the_last_job():
    """In `while job := jobs.get()` the variable refers to the last job for as long as the worker
    waits for the next one.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert kept_alive_demo.last_job_of_a_worker(let_go=False) is False


def test_a_worker_that_deletes_its_job_lets_it_go():
    """If a worker executes `del job` before it waits in Queue.get() again, the job is gone.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert kept_alive_demo.last_job_of_a_worker(let_go=True) is True


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase kept_alive` prints, in this order on every run.

    Docs: library/traceback#traceback.clear_frames
    """
    assert tell(kept_alive_demo.main) == [
        "MainThread | ❌ an exception is kept: its local is gone? False",
        "MainThread | ✅ its frames are cleared: its local is gone? True",
        "MainThread | ✅ nothing is kept: its local is gone? True",
        "MainThread | ❌ the same one again: a traceback of 4, 8, 12 entries",
        "MainThread | ✅ a new one: a traceback of 2, 2, 2 entries",
        "MainThread | ❌ the loop has the last job: it is gone? False",
        "MainThread | ✅ the loop lets it go: it is gone? True",
    ]
