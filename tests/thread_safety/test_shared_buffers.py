"""🧱 Shared buffers: bytes that two threads see, and who may change their number.

The story is told, and runs, in showcase/thread_safety/shared_buffers_demo.py.
"""

from threading import Lock

import pytest

from showcase.thread_safety import shared_buffers_demo
from showcase.thread_safety.shared_buffers_demo import (
    append,
    copied_while_filled,
    held_while_changed,
    overwrite,
)

each_change = pytest.mark.parametrize(
    ("change", "left"),
    [pytest.param(append, b"abc!", id="append"), pytest.param(overwrite, b"Xbc", id="write")],
)


def test_a_bytearray_keeps_its_size_while_another_thread_views_it():
    """bytearray.append() raises BufferError while a memoryview of it exists, in whatever thread.

    Docs: builtins/threadsafety#thread-safety-for-memoryview-objects
    """
    assert held_while_changed(memoryview, append) == (b"abc", "BufferError", b"abc")


def test_a_memoryview_shows_what_another_thread_writes():
    """A memoryview is no copy: a byte that is written after it was made is read through it.

    Docs: builtins/threadsafety#thread-safety-for-memoryview-objects
    """
    assert held_while_changed(memoryview, overwrite) == (b"Xbc", None, b"Xbc")


@each_change
def test_a_copy_hinders_nobody_and_shows_no_change(change, left):
    """bytes(buffer) is read as it was made, and the bytearray may grow meanwhile.

    Docs: builtins/threadsafety#thread-safety-for-bytearray-objects
    """
    assert held_while_changed(bytes, change) == (b"abc", None, left)


@each_change
def test_under_a_lock_a_view_is_read_before_it_changes(change, left):
    """With one Lock around the view and around the change, the writer waits until the view is gone.

    Docs: library/threading#lock-objects, builtins/threadsafety#thread-safety-for-memoryview-objects
    """
    assert held_while_changed(memoryview, change, Lock()) == (b"abc", None, left)


def test_a_buffer_that_is_filled_byte_by_byte_is_seen_half_filled():
    """Each write of a byte is safe, a row of them is not one step; under a Lock it is.

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
        "MainThread | ❌ copied while it is filled: b'bbaa'",
        "MainThread | ✅ under a lock: b'bbbb'",
        "MainThread | ✅ extend(generator): seen b'ab', left b'ab!xy'",
    ]
