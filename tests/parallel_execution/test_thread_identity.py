"""🪪 Identity: who am I, who is the main thread, who else is there?

The story is told, and runs, in showcase/parallel_execution/thread_identity_demo.py.
"""

import os
import threading
from threading import Thread, current_thread, get_ident, get_native_id, main_thread

import pytest

from showcase.parallel_execution import thread_identity_demo
from showcase.parallel_execution.thread_identity_demo import Census, identify


@pytest.mark.pins("threading.current_thread")
def test_a_thread_finds_its_own_thread_object():
    """threading.current_thread() returns the very Thread object whose start() began the thread.

    Docs: library/threading#threading.current_thread
    """
    for thread, papers in identify(2):
        assert papers.thread is thread


@pytest.mark.pins(
    "threading.get_ident",
    "threading.get_native_id",
    "threading.Thread.ident",
    "threading.Thread.native_id",
)
def test_a_thread_and_the_others_agree_on_its_numbers():
    """Inside a thread, threading.get_ident() and get_native_id() return the ident and native_id
    of its Thread object, which keeps both after the end of the thread.

    Docs: library/threading#threading.Thread.ident, library/threading#threading.Thread.native_id
    """
    for thread, papers in identify(2):
        assert (thread.ident, thread.native_id) == (papers.ident, papers.native_id)


@pytest.mark.parametrize("attribute", ["ident", "native_id"])
def test_threads_that_are_alive_together_have_different_numbers(attribute):
    """No two threads that are alive at the same time, the main thread included, have the same
    Thread.ident or the same Thread.native_id.

    Docs: library/threading#threading.get_ident, library/threading#threading.get_native_id
    """
    numbers = {getattr(thread, attribute) for thread, papers in identify(3)}
    assert len(numbers | {getattr(main_thread(), attribute)}) == 4


@pytest.mark.pins("threading.Thread.ident", "threading.Thread.native_id")
@pytest.mark.parametrize("attribute", ["ident", "native_id"])
def test_the_numbers_of_a_thread_cannot_be_assigned(attribute):
    """Thread.ident and Thread.native_id are read-only: assigning to one raises AttributeError.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(AttributeError):
        setattr(Thread(), attribute, 1)


@pytest.mark.pins("threading.get_ident", "threading.Thread.ident")
def test_an_ident_comes_again_after_the_end_of_its_thread():
    """Thread.ident may be used again: of threads that run one after the other, two have the same
    ident.

    Docs: library/threading#threading.get_ident, library/threading#threading.Thread.ident
    """
    *earlier, last = thread_identity_demo.idents_one_after_the_other()
    assert last in earlier


def test_an_ident_is_a_nonzero_integer():
    """threading.get_ident() returns an int other than 0.

    Docs: library/threading#threading.get_ident
    """
    assert isinstance(get_ident(), int)
    assert get_ident() != 0


@pytest.mark.pins("threading.get_native_id", "threading.Thread.native_id")
def test_a_native_id_is_a_non_negative_integer():
    """threading.get_native_id() and the Thread.native_id of a thread that was started are ints,
    and not negative.

    Docs: library/threading#threading.get_native_id, library/threading#threading.Thread.native_id
    """
    numbers = [get_native_id(), *(thread.native_id for thread, papers in identify(2))]
    assert [type(number) for number in numbers] == [int] * 3
    assert min(numbers) >= 0


@pytest.mark.needs("proc")
def test_the_native_id_is_the_number_that_the_system_knows():
    """On Linux threading.get_native_id() is the id of a task of this process, and the main
    thread's Thread.native_id is the process id.

    Docs: library/threading#threading.get_native_id
    """
    assert str(get_native_id()) in os.listdir("/proc/self/task")
    assert main_thread().native_id == os.getpid()


@pytest.mark.pins("threading.main_thread")
def test_everyone_agrees_on_the_main_thread():
    """threading.main_thread() returns the same Thread object in every thread.

    Docs: library/threading#threading.main_thread
    """
    assert {papers.main_thread for thread, papers in identify(2)} == {main_thread()}


def test_the_main_thread_is_a_thread_like_the_others():
    """The main thread is an instance of a subclass of Thread: it is alive, knows its ident and
    native_id, and has a repr like that of any other Thread.

    Docs: library/threading#threading.main_thread
    """
    main = main_thread()
    assert isinstance(main, Thread)
    assert current_thread() is main
    assert (main.ident, main.native_id) == (get_ident(), get_native_id())
    assert main.is_alive()
    assert repr(main) == f"<_MainThread(MainThread, started {get_ident()})>"


def test_the_main_thread_cannot_be_started():
    """Thread.start() of the main thread raises RuntimeError, as for any thread that runs already.

    Docs: library/threading#threading.Thread.start
    """
    with pytest.raises(RuntimeError, match="threads can only be started once"):
        main_thread().start()


@pytest.mark.pins("threading.enumerate", "threading.active_count")
def test_enumerate_lists_the_threads_that_are_alive():
    """threading.enumerate() has the main thread, the workers and the daemons that are alive, and
    no Thread that has ended or was never started; threading.active_count() is its length.

    Docs: library/threading#threading.enumerate, library/threading#threading.active_count
    """
    census, left = thread_identity_demo.take_a_census()
    assert left == 0
    assert census == Census(
        came=["imp 😈", "worker"],
        main_thread_is_listed=True,
        count_went_up_by=2,
        count_is_length=True,
    )


def test_enumerate_returns_a_new_list_each_time():
    """threading.enumerate() returns a new list each time: changing the list does not change what
    the next call returns.

    Docs: undocumented, and all supported Pythons agree.
    """
    census = threading.enumerate()
    assert isinstance(census, list)
    census.clear()
    assert main_thread() in threading.enumerate()


@pytest.mark.pins("threading.currentThread", "threading.activeCount")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("currentThread", "current_thread", id="currentThread"),
        pytest.param("activeCount", "active_count", id="activeCount"),
    ],
)
def test_a_camel_case_function_is_a_deprecated_alias(old, new):
    """threading.currentThread() and activeCount() return what current_thread() and active_count()
    do, with a DeprecationWarning that names the caller's file.

    Docs: library/threading#threading.current_thread, library/threading#threading.active_count
    """
    with pytest.warns(DeprecationWarning, match=rf"{old}\(\) is deprecated, use {new}") as warned:
        assert getattr(threading, old)() == getattr(threading, new)()
    assert warned[0].filename == __file__


def test_is_alive_has_no_other_name():
    """Thread.isAlive(), the old camelCase name of Thread.is_alive(), was removed in Python 3.9.

    Docs: whatsnew/3.9#removed
    """
    assert not hasattr(Thread, "isAlive")


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase thread_identity` prints, in this order on every run.

    Docs: library/threading#reference
    """
    assert tell(thread_identity_demo.main) == [
        "MainThread | 🪪 I am MainThread",
        "MainThread | 👑 I am the main thread: True",
        "MainThread | 🪪 worker 0 says that it is worker 0",
        "MainThread | 🔢 two threads, two numbers: True",
        "MainThread | 👥 one to come, a worker, a daemon, one that has ended: "
        "['imp 😈', 'worker'] are there",
        "MainThread | 🧮 active_count() went up by 2",
    ]
