"""🆙 Lock upgrade: two readers hold the lock, and each wants to be the only one.

The story is told, and runs, in showcase/pitfalls_and_errors/lock_upgrade_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import lock_upgrade_demo
from showcase.pitfalls_and_errors.lock_upgrade_demo import Sale


def test_two_readers_who_both_wait_to_be_alone_wait_for_each_other():
    """A reader-writer lock in which readers may upgrade deadlocks when two of them do: each waits
    for the other to leave.

    Docs: none, the standard library has no reader-writer lock.
    """
    sale = lock_upgrade_demo.buyers_upgrade(one_upgrade=False)
    assert sale == Sale(sold=0, looks=2, still_inside=0, waited_for_each_other=True)


@pytest.mark.parametrize(("stock", "buyers", "looks"), [(1, 2, 3), (2, 2, 3), (1, 4, 7)])
def test_one_upgrade_at_a_time_lets_the_other_look_again(stock, buyers, looks):
    """If only one reader at a time may upgrade, the readers that are refused leave, so that the one
    becomes the writer; they come in again all at once, and see what the writer has changed.

    Docs: none, the standard library has no reader-writer lock.
    """
    sale = lock_upgrade_demo.buyers_upgrade(one_upgrade=True, stock=stock, buyers=buyers)
    assert sale == Sale(sold=stock, looks=looks, still_inside=0)


def test_what_was_read_before_the_lock_was_given_back_is_stale():
    """If a reader leaves a reader-writer lock and comes back as a writer, another thread may have
    changed meanwhile what was read.

    Docs: none, the standard library has no reader-writer lock.
    """
    sale = lock_upgrade_demo.two_buyers_come_back(look_again=False)
    assert sale == Sale(sold=2, looks=2, still_inside=0)


def test_a_second_look_as_a_writer_closes_the_gap():
    """If a writer reads again what it has read as a reader, nobody can change that before it
    writes: the last piece is sold once.

    Docs: none, the standard library has no reader-writer lock.
    """
    sale = lock_upgrade_demo.two_buyers_come_back(look_again=True)
    assert sale == Sale(sold=1, looks=4, still_inside=0)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase lock_upgrade` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(lock_upgrade_demo.main) == [
        "MainThread | ❌ both wait to be alone: they wait for ever, but for us; sold: 0",
        "MainThread | ✅ one at a time: they wait not for each other; sold: 1",
        "MainThread | ❌ leave, come back, buy: sold: 2",
        "MainThread | ✅ leave, come back, look, buy: sold: 1",
    ]
