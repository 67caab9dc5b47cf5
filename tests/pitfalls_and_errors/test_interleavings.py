"""🗓️ Interleavings: two increments can meet in six ways, and four of them lose one.

The story is told, and runs, in showcase/pitfalls_and_errors/interleavings_demo.py.
"""

from collections import Counter

import pytest

from showcase.pitfalls_and_errors import interleavings_demo


def test_an_update_is_lost_unless_one_read_and_write_end_before_the_other_begins():
    """The read and the write of one increment (R, W) and those of another (r, w) can be ordered in
    six ways: both increments count in two of them, and four lose one.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    totals = interleavings_demo.totals_by_schedule()
    assert totals == {"RWrw": 2, "RrWw": 1, "RrwW": 1, "rRWw": 1, "rRwW": 1, "rwRW": 2}
    assert Counter(totals.values()) == {1: 4, 2: 2}


@pytest.mark.parametrize("order", ["RWrw", "rwRW"])
def test_two_increments_one_after_the_other_both_count(order):
    """A schedule is serial if the read and the write of one thread come before those of the other:
    both increments count, whichever thread is first.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert interleavings_demo.total_of(order) == 2


@pytest.mark.parametrize("order", ["RrWw", "RrwW", "rRWw", "rRwW"])
def test_who_writes_last_writes_over_what_the_other_one_has_written(order):
    """If both threads have read before either writes, both write the same number, and one increment
    is lost, whichever thread reads or writes first.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert interleavings_demo.total_of(order) == 1


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase interleavings` prints, in this order on every run.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert tell(interleavings_demo.main) == [
        "MainThread | 🗓️ every order of two reads and two writes",
        "MainThread | ✅ RWrw: 2",
        "MainThread | ❌ RrWw: 1",
        "MainThread | ❌ RrwW: 1",
        "MainThread | ❌ rRWw: 1",
        "MainThread | ❌ rRwW: 1",
        "MainThread | ✅ rwRW: 2",
    ]
