"""🔥 Polling: to ask again and again, and how long one means to wait.

The story is told, and runs, in showcase/pitfalls_and_errors/polling_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import polling_demo


def test_a_loop_around_is_set_asks_as_often_as_it_can():
    """`while not event.is_set(): pass` calls Event.is_set() again and again, until the Event is
    set.

    Docs: library/threading#threading.Event.is_set
    """
    asked, is_set = polling_demo.asked_in_vain(wait=False)
    assert (asked, is_set) == (99, True)


def test_wait_does_not_ask_at_all():
    """Event.wait() waits until another thread calls set(), without a single call of is_set().

    Docs: library/threading#threading.Event.wait
    """
    asked, is_set = polling_demo.asked_in_vain(wait=True)
    assert (asked, is_set) == (0, True)


@pytest.mark.parametrize(("alarms", "seconds"), [(0, 10), (1, 15), (3, 25)])
def test_the_whole_timeout_after_each_wake_up_adds_up(alarms, seconds):
    """`while not ready: condition.wait(10)` waits for ten seconds again after each false alarm. A
    clock of the scenario adds the seconds up.

    Docs: library/threading#threading.Condition.wait
    """
    assert polling_demo.waited(alarms, until_a_deadline=False) == seconds


@pytest.mark.parametrize("alarms", [0, 1, 3])
def test_what_is_left_until_a_deadline_does_not_grow(alarms):
    """If each Condition.wait() in a loop gets what is left until one deadline, the thread gives up
    after ten seconds, whatever false alarms come.

    Docs: library/threading#threading.Condition.wait
    """
    assert polling_demo.waited(alarms, until_a_deadline=True) == 10


@pytest.mark.parametrize("timeout", [4, 20])
def test_the_timeout_is_what_was_asked_for(timeout):
    """Without a false alarm a loop around Condition.wait(timeout) gives up after the timeout; with
    a deadline it does so in spite of false alarms.

    Docs: library/threading#threading.Condition.wait
    """
    assert polling_demo.waited(0, until_a_deadline=False, timeout=timeout) == timeout
    assert polling_demo.waited(2, until_a_deadline=True, timeout=timeout) == timeout


@pytest.mark.parametrize("threads", [1, 3])
def test_a_timeout_for_each_of_several_joins_adds_up(threads):
    """`for thread in threads: thread.join(10)` takes ten seconds for each thread that does not end.
    A clock of the scenario adds the seconds up.

    Docs: library/threading#threading.Thread.join
    """
    assert polling_demo.waited_for(threads, until_a_deadline=False) == 10 * threads


@pytest.mark.parametrize("threads", [1, 3])
def test_one_deadline_for_all_joins_is_kept(threads):
    """If each Thread.join() gets what is left until one deadline, all of them together take ten
    seconds.

    Docs: library/threading#threading.Thread.join
    """
    assert polling_demo.waited_for(threads, until_a_deadline=True) == 10


@pytest.mark.parametrize(("set_back", "seconds"), [(5, 3609), (9, 3609), (10, 9)])
def test_a_deadline_on_the_time_of_day_is_moved_with_the_clock(set_back, seconds):
    """A deadline on time.time() moves when the time of day is set: if that is set back by an hour,
    a loop gives up an hour later.

    Docs: library/time#time.time
    """
    assert polling_demo.gave_up_after(time_of_day=True, set_back=set_back) == seconds


@pytest.mark.parametrize("set_back", [5, 9, 10])
def test_a_deadline_on_the_monotonic_clock_stays(set_back):
    """time.monotonic() cannot go backwards: a deadline on it stays when the time of day is set
    back.

    Docs: library/time#time.monotonic
    """
    assert polling_demo.gave_up_after(time_of_day=False, set_back=set_back) == 9


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase polling` prints, in this order on every run.

    Docs: library/threading#threading.Event.wait
    """
    assert tell(polling_demo.main) == [
        "MainThread | ❌ a loop around is_set(): asks in vain 99 times",
        "MainThread | ✅ wait(): asks in vain 0 times",
        "MainThread | ❌ the whole timeout again, 0 false alarms: gives up after 10 s",
        "MainThread | ❌ the whole timeout again, 1 false alarms: gives up after 15 s",
        "MainThread | ❌ the whole timeout again, 3 false alarms: gives up after 25 s",
        "MainThread | ✅ what is left again, 0 false alarms: gives up after 10 s",
        "MainThread | ✅ what is left again, 1 false alarms: gives up after 10 s",
        "MainThread | ✅ what is left again, 3 false alarms: gives up after 10 s",
        "MainThread | ❌ join(10) for each of 1 threads: 10 seconds",
        "MainThread | ❌ join(10) for each of 3 threads: 30 seconds",
        "MainThread | ✅ a deadline of 1 threads: 10 seconds",
        "MainThread | ✅ a deadline of 3 threads: 10 seconds",
        "MainThread | ❌ a deadline on time(): gives up after 3609 s",
        "MainThread | ✅ a deadline on monotonic(): gives up after 9 s",
    ]
