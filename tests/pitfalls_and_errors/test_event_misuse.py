"""📣 Event misuse: an Event is one bit that stays. It is no lock, no counter, and no letter.

The story is told, and runs, in showcase/pitfalls_and_errors/event_misuse_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import event_misuse_demo


@pytest.mark.pins("threading.Event.set", "threading.Event.clear", "threading.Event.is_set")
@pytest.mark.parametrize("announced", [2, 3])
def test_an_event_that_is_set_again_does_not_count(announced):
    """Event.set() on an Event that is set changes nothing: several announcements are one.

    Docs: library/threading#threading.Event.set
    """
    assert event_misuse_demo.jobs_done(announced, counted=False) == 1


@pytest.mark.pins("threading.Semaphore.release", "threading.Semaphore.acquire(blocking)")
@pytest.mark.parametrize("announced", [0, 2, 3])
def test_a_semaphore_counts_what_was_announced(announced):
    """Each Semaphore.release() is good for one acquire(), whenever that comes.

    Docs: library/threading#threading.Semaphore.release
    """
    assert event_misuse_demo.jobs_done(announced, counted=True) == announced


def test_an_event_that_is_looked_at_and_set_is_no_lock():
    """Event.is_set() and Event.set() are two steps: both threads find nobody inside.

    Docs: library/threading#threading.Event.is_set
    """
    assert event_misuse_demo.let_in(a_lock=False) == [True, True, False]


def test_a_lock_lets_one_in_in_one_step():
    """Lock.acquire(blocking=False) looks and takes at once: the second is told False.

    Docs: library/threading#threading.Lock.acquire
    """
    assert event_misuse_demo.let_in(a_lock=True) == [True, False, False]


@pytest.mark.pins("threading.Event.wait(timeout)")
def test_an_event_that_is_set_and_cleared_is_missed_by_who_comes_later():
    """Event.clear() takes the announcement back: only who was parked in wait() has heard it.

    Docs: library/threading#threading.Event.clear
    """
    seen = event_misuse_demo.starts_of_a_latecomer(rounds_are_counted=False)
    assert seen == [True, False, False]


def test_a_number_of_rounds_is_not_missed():
    """Compare the number of rounds with the one that was seen last, as in Condition.wait_for():
    who is late is in time, and nobody starts twice.

    Docs: library/threading#threading.Condition.wait_for
    """
    seen = event_misuse_demo.starts_of_a_latecomer(rounds_are_counted=True)
    assert seen == [True, True, False]


def test_one_event_for_several_answers_wakes_those_whose_answer_is_not_there():
    """Event.set() wakes everybody, and says nothing of what for.

    Docs: library/threading#threading.Event.set
    """
    got = event_misuse_demo.answers_of_two_requests(a_future_each=False)
    assert got == ["for Ann", "nothing"]


def test_a_future_for_each_answer_wakes_who_asked():
    """Future.result() waits for its own result, and brings it along.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    got = event_misuse_demo.answers_of_two_requests(a_future_each=True)
    assert got == ["for Ann", "for Bob"]


@pytest.mark.pins("threading.Event.clear", "threading.Event.set")
def test_clearing_an_event_after_the_work_wipes_out_a_newer_set():
    """A job that came between handling and Event.clear() is left, and the event does not say so.

    Docs: library/threading#threading.Event.clear
    """
    assert event_misuse_demo.jobs_by_round(clear_first=False) == [["first"]]


def test_clearing_an_event_before_the_work_keeps_a_newer_set():
    """Cleared first, the event is set again by whatever comes while the work is done.

    Docs: library/threading#threading.Event.clear
    """
    assert event_misuse_demo.jobs_by_round(clear_first=True) == [["first"], ["second"]]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase event_misuse` prints, in this order on every run.

    Docs: library/threading#event-objects
    """
    assert tell(event_misuse_demo.main) == [
        "MainThread | ❌ 2 jobs, an Event: 1 done",
        "MainThread | ✅ 2 jobs, a Semaphore: 2 done",
        "MainThread | ❌ 3 jobs, an Event: 1 done",
        "MainThread | ✅ 3 jobs, a Semaphore: 3 done",
        "MainThread | ❌ an Event as a lock: 2 are let in",
        "MainThread | ✅ a Lock: 1 is let in",
        "MainThread | ❌ set(), then clear(): a latecomer starts: False",
        "MainThread | ✅ rounds are counted: a latecomer starts: True",
        "MainThread | ❌ handle, then clear(): [['first']]",
        "MainThread | ✅ clear(), then handle: [['first'], ['second']]",
        "MainThread | ❌ one Event for all: Ann reads 'for Ann', Bob 'nothing'",
        "MainThread | ✅ a Future each: Ann reads 'for Ann', Bob 'for Bob'",
    ]
