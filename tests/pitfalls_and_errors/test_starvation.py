"""🥀 Starvation: everyone gets on, but for one who never gets a turn.

The story is told, and runs, in showcase/pitfalls_and_errors/starvation_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import starvation_demo


@pytest.mark.parametrize("readers", [2, 5, 20])
def test_overlapping_readers_starve_a_writer(readers):
    """A reader-writer lock that lets readers in whenever readers are inside makes the writer wait
    for each of them, as long as one comes before the last one leaves.

    Docs: none, the standard library has no reader-writer lock.
    """
    assert starvation_demo.readers_before_the_writer(readers, writers_first=False) == readers


@pytest.mark.parametrize("readers", [2, 5, 20])
def test_a_waiting_writer_that_bars_new_readers_is_next(readers):
    """In a reader-writer lock with writer preference, a writer waits only for the readers that were
    inside before it came.

    Docs: none, the standard library has no reader-writer lock.
    """
    assert starvation_demo.readers_before_the_writer(readers, writers_first=True) == 1


def test_a_reader_waits_for_every_writer_that_waits():
    """In a reader-writer lock with writer preference it is readers that can starve: a reader waits
    for every waiting writer, even for one that came after the reader.

    Docs: none, the standard library has no reader-writer lock.
    """
    assert starvation_demo.order_behind_two_writers() == ["writer", "writer", "reader"]


def test_an_error_under_a_reader_writer_lock_leaves_it_open_for_all():
    """A lock made with @contextmanager has to be released in a `finally` clause, so that an
    exception in the block does not leave it held.

    Docs: library/contextlib#contextlib.contextmanager
    """
    door = starvation_demo.ReadWriteLock(writers_first=True)
    for enter in (door.read, door.write):
        with pytest.raises(ZeroDivisionError), enter(pytest.fail):
            1 / 0
    with door.write(on_waiting=lambda: pytest.fail("somebody is still inside")):
        pass


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase starvation` prints, in this order on every run.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert tell(starvation_demo.main) == [
        "MainThread | ❌ readers first: the writer waits for 2 of 2",
        "MainThread | ❌ readers first: the writer waits for 5 of 5",
        "MainThread | ✅ writers first: the writer waits for 1 of 2",
        "MainThread | ✅ writers first: the writer waits for 1 of 5",
        "MainThread | ✅ behind two writers: writer, writer, reader",
    ]
