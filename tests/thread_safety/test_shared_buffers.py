"""🧱 Shared buffers: bytes that two threads see, and who may change their number.

The story is told, and runs, in showcase/thread_safety/shared_buffers_demo.py.
"""

import operator
from threading import Lock

import pytest

from showcase.thread_safety import shared_buffers_demo
from showcase.thread_safety.shared_buffers_demo import (
    append,
    copied_while_filled,
    held_while_changed,
    overwrite,
    read_while_changed,
)

each_change = pytest.mark.parametrize(
    ("change", "left"),
    [pytest.param(append, b"abc!", id="append"), pytest.param(overwrite, b"Xbc", id="write")],
)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(append, id="append"),
        pytest.param(lambda buffer: buffer.extend(b"!"), id="extend"),
        pytest.param(lambda buffer: buffer.insert(0, 1), id="insert"),
        pytest.param(lambda buffer: buffer.pop(), id="pop"),
        pytest.param(lambda buffer: buffer.remove(ord("a")), id="remove"),
        pytest.param(lambda buffer: buffer.clear(), id="clear"),
        pytest.param(lambda buffer: buffer.__setitem__(slice(0, 0), b"!"), id="slice"),
        pytest.param(lambda buffer: buffer.resize(9), id="resize", marks=pytest.mark.since("3.14")),
    ],
)
def test_a_bytearray_keeps_its_size_while_another_thread_views_it(change):
    """Whatever would resize a bytearray raises BufferError while a memoryview of it exists, in
    whatever thread: append(), extend(), insert(), pop(), remove(), clear(), the assignment of a
    slice and, since Python 3.14, resize().

    Docs: builtins/threadsafety#thread-safety-for-memoryview-objects
    """
    assert held_while_changed(memoryview, change) == (b"abc", "BufferError", b"abc")


@pytest.mark.parametrize(
    "hold",
    [
        pytest.param(memoryview, id="memoryview"),
        pytest.param(lambda buffer: memoryview(buffer).toreadonly(), id="read-only"),
    ],
)
def test_a_memoryview_shows_what_another_thread_writes(hold):
    """A memoryview is no copy: a byte that is written into the bytearray after the view was made is
    read through the view, and through a read-only one as well.

    Docs: builtins/threadsafety#thread-safety-for-memoryview-objects
    """
    assert held_while_changed(hold, overwrite) == (b"Xbc", None, b"Xbc")


def test_a_memoryview_that_another_thread_has_released_cannot_be_read():
    """memoryview.release() ends the view for all threads: a thread that reads it afterwards gets
    ValueError.

    Docs: builtins/stdtypes#memoryview.release,
        builtins/threadsafety#thread-safety-for-memoryview-objects
    """
    assert shared_buffers_demo.read_while_released() == ("ValueError", None)


@pytest.mark.since("3.12")
@pytest.mark.parametrize(
    ("read", "before", "after"),
    [
        pytest.param(operator.add, b"abcabc", b"Xbcabc", id="+"),
        pytest.param(operator.eq, True, False, id="=="),
        pytest.param(operator.ge, True, False, id=">="),
    ],
)
def test_a_bytearray_that_is_added_or_compared_can_be_written_but_not_resized(read, before, after):
    """While a bytearray is added to, or compared with, another buffer it lends out its own bytes:
    another thread's append() raises BufferError, and a byte that it writes is read. Under a Lock
    both come afterwards. An object can lend its bytes with __buffer__() since Python 3.12.

    Docs: builtins/threadsafety#thread-safety-for-bytearray-objects
    """
    assert read_while_changed(read, append) == (before, "BufferError")
    assert read_while_changed(read, overwrite) == (after, None)
    assert read_while_changed(read, append, Lock()) == (before, None)
    assert read_while_changed(read, overwrite, Lock()) == (before, None)


@pytest.mark.before("3.12")
def test_there_was_no_buffer_written_in_python():
    """Before Python 3.12 a __buffer__() in a class is not called: no code of yours runs while a
    bytearray is added to another buffer.

    Docs: reference/datamodel#object.__buffer__
    """
    with pytest.raises(TypeError, match="can't concat"):
        read_while_changed(operator.add, append)


@each_change
@pytest.mark.parametrize(
    "hold",
    [
        pytest.param(bytes, id="bytes()"),
        pytest.param(bytearray.copy, id="copy()"),
        pytest.param(lambda buffer: buffer[:], id="[:]"),
        pytest.param(lambda buffer: iter(buffer.copy()), id="iter(copy())"),
    ],
)
def test_a_copy_hinders_nobody_and_shows_no_change(hold, change, left):
    """bytes(buffer), buffer.copy() and buffer[:] are read, and walked through, as they were made,
    and the bytearray may be written and may grow meanwhile.

    Docs: builtins/threadsafety#thread-safety-for-bytearray-objects
    """
    assert held_while_changed(hold, change) == (b"abc", None, left)


@each_change
def test_an_iteration_over_a_bytearray_goes_through_what_another_thread_changes(change, left):
    """An iterator of a bytearray looks each byte up when it gets there: a byte that another thread
    writes or appends meanwhile is among them. No error tells of the change.

    Docs: builtins/threadsafety#thread-safety-for-bytearray-objects
    """
    assert held_while_changed(iter, change) == (left, None, left)


@each_change
def test_under_a_lock_a_view_is_read_before_it_changes(change, left):
    """With one Lock around the use of a memoryview, and around the change of its bytearray, the
    thread that changes it waits until the view is gone.

    Docs: library/threading#lock-objects, builtins/threadsafety#thread-safety-for-memoryview-objects
    """
    assert held_while_changed(memoryview, change, Lock()) == (b"abc", None, left)


def test_a_buffer_that_is_filled_byte_by_byte_is_seen_half_filled():
    """Each write of a byte into a bytearray is safe, but several of them are not one step: a copy
    that another thread makes is half new, half old. Under a Lock it is all new.

    Docs: builtins/threadsafety#thread-safety-for-bytearray-objects
    """
    assert copied_while_filled() == b"bbaa"
    assert copied_while_filled(Lock()) == b"bbbb"


def test_a_bytearray_is_extended_in_one_piece_even_from_a_generator():
    """bytearray.extend() draws all from the generator first: unlike a list's, it is not seen half
    done, and another thread's byte stands before the new ones.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert shared_buffers_demo.extended_while_appended() == (b"ab", b"ab!xy")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase shared_buffers` prints, in this order on every run.

    Docs: builtins/threadsafety#thread-safety-for-bytearray-objects
    """
    assert tell(shared_buffers_demo.main) == [
        "MainThread | ✅ a view, append: read b'abc', said BufferError, left b'abc'",
        "MainThread | ❌ a view, overwrite: read b'Xbc', said None, left b'Xbc'",
        "MainThread | ✅ a copy, append: read b'abc', said None, left b'abc!'",
        "MainThread | ✅ a copy, overwrite: read b'abc', said None, left b'Xbc'",
        "MainThread | ✅ a view, under a lock: read b'abc', said None, left b'Xbc'",
        "MainThread | ❌ a view, released: read ValueError, said None",
        "MainThread | ❌ copied while it is filled: b'bbaa'",
        "MainThread | ✅ under a lock: b'bbbb'",
        "MainThread | ✅ extend(generator): seen b'ab', left b'ab!xy'",
    ]
