"""📣 Event misuse: an Event is one bit that stays. It is no lock, no counter, and no letter.

The story is told, and runs, in showcase/pitfalls_and_errors/event_misuse_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import event_misuse_demo


@pytest.mark.pins("threading.Event.set", "threading.Event.clear", "threading.Event.is_set")
@pytest.mark.parametrize("announced", [2, 3])
def test_an_event_that_is_set_again_does_not_count(announced):
    """Event.set() on an Event that is set changes nothing: a worker that clears the Event for each
    job does one job, however many were announced.

    Docs: library/threading#threading.Event.set
    """
    assert event_misuse_demo.jobs_done(announced, counted=False) == 1


@pytest.mark.pins("threading.Semaphore.release", "threading.Semaphore.acquire(blocking)")
@pytest.mark.parametrize("announced", [0, 2, 3])
def test_a_semaphore_counts_what_was_announced(announced):
    """Each Semaphore.release() allows one acquire(), whenever it comes: a worker does as many jobs
    as were announced.

    Docs: library/threading#threading.Semaphore.release
    """
    assert event_misuse_demo.jobs_done(announced, counted=True) == announced


def test_an_event_that_is_looked_at_and_set_is_no_lock():
    """Event.is_set() and Event.set() are two steps: two threads may both find the Event not set,
    and both go in.

    Docs: library/threading#threading.Event.is_set, library/threading#threading.Event.set
    """
    first, second, third = event_misuse_demo.let_in(a_lock=False)
    assert (first, second, third) == (True, True, False)


def test_a_lock_lets_one_in_in_one_step():
    """Lock.acquire(blocking=False) tests and takes the Lock in one step: the first thread gets
    True, and all others get False.

    Docs: library/threading#threading.Lock.acquire
    """
    first, second, third = event_misuse_demo.let_in(a_lock=True)
    assert (first, second, third) == (True, False, False)


@pytest.mark.pins("threading.Event.wait(timeout)")
def test_an_event_that_is_set_and_cleared_is_missed_by_who_comes_later():
    """If an Event is set and cleared before a thread calls Event.wait(), the thread waits in vain.

    Docs: library/threading#threading.Event.clear, library/threading#threading.Event.wait
    """
    was_set, starts, again = event_misuse_demo.starts_of_a_latecomer(rounds_are_counted=False)
    assert (was_set, starts, again) == (True, False, False)


def test_a_number_of_rounds_is_not_missed():
    """A thread that compares the number of rounds with the number it saw last, as in the predicate
    of Condition.wait_for(), starts once for a round that was begun before it came.

    Docs: library/threading#threading.Condition.wait_for
    """
    was_set, starts, again = event_misuse_demo.starts_of_a_latecomer(rounds_are_counted=True)
    assert (was_set, starts, again) == (True, True, False)


def test_one_event_for_several_answers_wakes_those_whose_answer_is_not_there():
    """Event.set() wakes all threads that wait for the Event: if one Event stands for several
    answers, a thread may wake before its own answer is there.

    Docs: library/threading#threading.Event.set
    """
    got = event_misuse_demo.answers_of_two_requests(a_future_each=False)
    assert got == ["for Ann", "nothing"]


def test_a_future_for_each_answer_wakes_who_asked():
    """Future.result() waits for the answer of one request, and returns it: with a Future each,
    every thread gets its own answer.

    Docs: library/concurrent.futures#concurrent.futures.Future.result
    """
    got = event_misuse_demo.answers_of_two_requests(a_future_each=True)
    assert got == ["for Ann", "for Bob"]


@pytest.mark.pins("threading.Event.clear", "threading.Event.set")
def test_clearing_an_event_after_the_work_wipes_out_a_newer_set():
    """If a worker calls Event.clear() after its work, the set() for a job that came during the work
    is lost, and the job is never done.

    Docs: library/threading#threading.Event.clear
    """
    assert event_misuse_demo.jobs_by_round(clear_first=False) == [["first"]]


def test_clearing_an_event_before_the_work_keeps_a_newer_set():
    """If a worker calls Event.clear() before its work, the set() for a job that comes during the
    work stays, and the job is done in the next round.

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
