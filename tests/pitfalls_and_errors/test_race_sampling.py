"""🎲 Race sampling: a stress test may lose updates, or never; only the bounds are certain.

The story is told, and runs, in showcase/pitfalls_and_errors/race_sampling_demo.py. How often a
sample lost something is written to the log and to the report, and is never asserted.
"""

import logging
import sys
import threading
from unittest.mock import MagicMock

import pytest

from showcase.pitfalls_and_errors import race_sampling_demo
from showcase.pitfalls_and_errors.race_sampling_demo import plainly, under_a_lock, with_a_call

RUNS, EACH = 5, 4000
ALL = 2 * EACH


@pytest.mark.parametrize(
    "switch_interval", [pytest.param(None, id="as it is"), pytest.param(1e-6, id="1 µs")]
)
@pytest.mark.parametrize("add", [plainly, with_a_call], ids=lambda add: add.__name__)
def test_an_unforced_race_stays_between_two_and_all(add, switch_interval, record_property):
    """Two threads that count with `count += 1` and no Lock may lose updates, but at least 2 are
    left, and none is counted twice. How many samples lost some is reported and not asserted, since
    no sample must show a race.

    Docs: library/sys#sys.setswitchinterval
    """
    totals = [
        race_sampling_demo.sample(add, EACH, switch_interval=switch_interval) for _ in range(RUNS)
    ]
    lossy = sum(total < ALL for total in totals)
    record_property("runs that lost an update", f"{lossy} of {RUNS}")
    logging.getLogger("showcase").info("%s: %d of %d lost some", add.__name__, lossy, RUNS)
    assert all(2 <= total <= ALL for total in totals), totals


@pytest.mark.pins("sys.setswitchinterval", "sys.getswitchinterval")
def test_the_locked_twin_loses_nothing_however_often_threads_change():
    """Under a Lock all increments of three threads are counted, also at a switch interval of 1 µs.

    Docs: library/threading#lock-objects, library/sys#sys.setswitchinterval
    """
    before = sys.getswitchinterval()
    total = race_sampling_demo.sample(under_a_lock, EACH, threads=3, switch_interval=1e-6)
    assert total == 3 * EACH
    assert sys.getswitchinterval() == before


@pytest.mark.parametrize(
    ("add", "steps"),
    [(plainly, []), (with_a_call, []), (under_a_lock, ["__enter__", "__exit__"])],
    ids=["plainly", "with_a_call", "under_a_lock"],
)
def test_only_the_locked_twin_takes_the_lock(add, steps):
    """No sample can prove that a Lock is taken: a mock in the place of the Lock, which records each
    __enter__() and __exit__(), can.

    Docs: library/threading#lock-objects
    """
    count = race_sampling_demo.Count()
    count.lock = MagicMock()
    add(count)
    assert ([name for name, *_ in count.lock.mock_calls], count.value) == (steps, 1)


def test_a_sample_runs_at_the_switch_interval_that_it_was_given():
    """sys.setswitchinterval() holds for the whole process: the threads of a sample see it too.

    Docs: library/sys#sys.setswitchinterval
    """
    seen = []
    race_sampling_demo.sample(
        lambda count: seen.append(sys.getswitchinterval()), 1, threads=2, switch_interval=1e-4
    )
    assert seen == [pytest.approx(1e-4)] * 2


def test_nobody_counts_in_a_sample_before_all_threads_are_there():
    """A Barrier at the start makes the threads of a sample overlap: without it the first thread
    might be done before the second begins, and the sample would say nothing.

    Docs: library/threading#barrier-objects
    """
    before = threading.active_count()
    present = []
    race_sampling_demo.sample(lambda count: present.append(threading.active_count()), 1, threads=3)
    assert present[0] == before + 3


@pytest.mark.parametrize("increments", [2, 3, 100])
def test_the_worst_schedule_leaves_two_of_any_number_of_increments(increments):
    """In the worst schedule of two threads that count without a Lock, one thread writes 1 over all
    increments of the other but its last, and the other one, which then reads this 1, writes 2 over
    all the rest.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    left, made = race_sampling_demo.fewest_left(increments)
    assert (left, made) == (2, 2 * increments)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase race_sampling` prints; no sample is told as a fact.

    Docs: library/threading#lock-objects
    """
    assert tell(race_sampling_demo.main) == [
        "MainThread | 🎲 two threads count 1000 each, and nobody forces anything",
        "MainThread | 🎲 between 2 and 2000? True; more is not promised",
        "MainThread | ❌ the worst schedule leaves 2 of 2000",
        "MainThread | ✅ under a lock it is 2000",
    ]
