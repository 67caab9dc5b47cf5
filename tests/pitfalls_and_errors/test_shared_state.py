"""🧷 Shared state: shared without meaning to, and half-changed while somebody looks.

The story is told, and runs, in showcase/pitfalls_and_errors/shared_state_demo.py.
"""

import os
from threading import Lock

import pytest

from showcase.pitfalls_and_errors import shared_state_demo
from showcase.utils.stage import OpenDoor, play


def test_a_mutable_default_is_shared_by_all_threads_that_call():
    """A default value is made once, when the function is defined: two threads that call the
    function append to the same list.

    Docs: faq/programming#why-are-default-values-shared-between-objects
    """
    assert shared_state_demo.two_threads_collect(a_default_of_none=False) == [[1, 2], [1, 2]]


def test_a_default_of_none_gives_every_caller_a_list_of_its_own():
    """If the default is None, and the function makes a new list for it, each thread that calls the
    function has a list of its own.

    Docs: faq/programming#why-are-default-values-shared-between-objects
    """
    assert shared_state_demo.two_threads_collect(a_default_of_none=True) == [[1], [2]]


def test_threads_that_look_a_loop_variable_up_all_see_its_last_value():
    """A lambda looks its variable up when it runs: threads that are started after a loop all see
    the last value of the loop variable.

    Docs: reference/executionmodel#naming-and-binding
    """
    assert shared_state_demo.numbers_of_threads_from_a_loop(by_args=False) == [2, 2, 2]


@pytest.mark.pins("threading.Thread(args)")
def test_threads_that_are_given_the_loop_variable_as_args_see_each_its_own():
    """Thread(args=(number,)) keeps the value that the variable has when the Thread is made.

    Docs: library/threading#threading.Thread
    """
    assert shared_state_demo.numbers_of_threads_from_a_loop(by_args=True) == [0, 1, 2]


def test_a_buffer_that_is_used_again_changes_under_the_worker():
    """What a thread is given is a reference: it sees what another thread writes to a bytearray
    later, and a copy made with bytes() does not change.

    Docs: faq/programming#how-do-i-write-a-function-with-output-parameters-call-by-reference
    """
    assert shared_state_demo.worker_reads_a_buffer(a_copy=False) == "second"
    assert shared_state_demo.worker_reads_a_buffer(a_copy=True) == "first"


def test_two_threads_that_seek_in_one_file_read_from_the_wrong_place():
    """seek() and read() are two steps, and a file object has one position for all threads: if Bob
    seeks after Ann does, Ann reads the word of Bob, and Bob what follows it. With a file object
    each, both read their own.

    Docs: library/io#io.IOBase.seek
    """
    ann, bob = shared_state_demo.two_read_a_file(a_handle_each=False)
    assert (ann, bob) == ("six", ",te")
    ann, bob = shared_state_demo.two_read_a_file(a_handle_each=True)
    assert (ann, bob) == ("two", "six")


def test_a_lock_around_seek_and_read_keeps_the_position():
    """If a Lock is held for seek() and read() together, two threads can share a file object, and
    each reads its own word.

    Docs: library/io#io.IOBase.seek, library/threading#lock-objects
    """
    ann, bob = shared_state_demo.two_read_a_file(a_handle_each=False, door=Lock())
    assert (ann, bob) == ("two", "six")


@pytest.mark.needs("posix_signals")
def test_pread_takes_its_position_along(tmp_path):
    """os.pread() is one step: it reads at the offset that it is given, and neither uses nor changes
    the position that the descriptor has for all threads.

    Docs: library/os#os.pread
    """
    path = tmp_path / "words.txt"
    path.write_bytes(b"one,two,six,ten")
    with path.open("rb") as shared:
        number = shared.fileno()
        words = play(ann=lambda: os.pread(number, 3, 4), bob=lambda: os.pread(number, 3, 8))
        assert (words, os.lseek(number, 0, os.SEEK_CUR)) == ([b"two", b"six"], 0)


def test_a_reader_without_the_lock_sees_half_a_change():
    """A Lock that only the writer takes keeps no reader out: in the middle of a transfer the reader
    sees 80 of 100 missing.

    Docs: library/threading#lock-objects
    """
    assert shared_state_demo.seen_during_a_transfer(OpenDoor(), Lock()) == [20, 0]


def test_a_reader_under_the_same_lock_sees_the_change_whole():
    """A reader that takes the same Lock as the writer waits until the transfer is complete, and
    sees all of the 100.

    Docs: library/threading#lock-objects
    """
    lock = Lock()
    assert shared_state_demo.seen_during_a_transfer(lock, lock) == [20, 80]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase shared_state` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(shared_state_demo.main) == [
        "MainThread | ❌ a mutable default: they hold [1, 2] and [1, 2]",
        "MainThread | ✅ None, and a new list: they hold [1] and [2]",
        "MainThread | ❌ the loop's variable: [2, 2, 2]",
        "MainThread | ✅ args=(number,): [0, 1, 2]",
        "MainThread | ❌ the buffer itself: second",
        "MainThread | ✅ a copy of it: first",
        "MainThread | ❌ one handle: Ann reads 'six', Bob ',te'",
        "MainThread | ✅ a handle each: Ann reads 'two', Bob 'six'",
        "MainThread | ✅ a lock: Ann reads 'two', Bob 'six'",
        "MainThread | ❌ only the writer locks: [20, 0] is seen",
        "MainThread | ✅ both lock: [20, 80] is seen",
    ]
