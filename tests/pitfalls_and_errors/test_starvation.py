"""🥀 Starvation: everyone gets on, but for one who never gets a turn.

The story is told, and runs, in showcase/pitfalls_and_errors/starvation_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import starvation_demo


@pytest.mark.parametrize("readers", [2, 5, 20])
def test_overlapping_readers_starve_a_writer(readers):
    """A reader-writer lock that lets readers in whenever readers are inside makes the writer wait
    for each of them, as long as one comes before the last one leaves.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert starvation_demo.readers_before_the_writer(readers, writers_first=False) == readers


@pytest.mark.parametrize("readers", [2, 5, 20])
def test_a_waiting_writer_that_bars_new_readers_is_next(readers):
    """In a reader-writer lock with writer preference, a writer waits only for the readers that were
    inside before it came.

    Docs: library/threading#threading.Condition.notify_all
    """
    assert starvation_demo.readers_before_the_writer(readers, writers_first=True) == 1


def test_a_reader_waits_for_every_writer_that_waits():
    """With writer preference the starvation changes sides: a reader is behind all the writers, even
    one that came later.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert starvation_demo.order_behind_two_writers() == ["writer", "writer", "reader"]


def test_an_error_under_a_reader_writer_lock_leaves_it_open_for_all():
    """A lock made with @contextmanager gives itself back in `finally`, or an error would keep it.

    Docs: library/contextlib#contextlib.contextmanager
    """
    door = starvation_demo.ReadWriteLock(writers_first=True)
    for enter in (door.read, door.write):
        with pytest.raises(ZeroDivisionError), enter(pytest.fail):
            1 / 0
    with door.write(on_waiting=lambda: pytest.fail("somebody is still inside")):
        pass


def test_an_urgent_job_waits_for_medium_jobs_when_a_low_one_holds_its_lock():
    """Priority inversion: the low job cannot give the Lock back before the medium jobs are done.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["a medium", "b medium", "low", "urgent"]
    assert starvation_demo.order_of_completion(inherit=False) == order


def test_a_holder_that_inherits_the_urgency_ends_the_inversion():
    """Priority inheritance: who holds what an urgent job needs is as urgent as that job.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["low", "urgent", "a medium", "b medium"]
    assert starvation_demo.order_of_completion(inherit=True) == order


@pytest.mark.pins("queue.PriorityQueue")
def test_a_priority_queue_does_not_interrupt_a_job_that_has_begun():
    """A PriorityQueue orders what is in the queue: an urgent item comes after the running job.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["first half", "second half", "urgent"]
    assert starvation_demo.order_of_work(in_parts=False) == order


def test_a_long_job_in_parts_lets_an_urgent_one_in_between():
    """What goes back into the PriorityQueue between its parts can be overtaken there.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["first half", "urgent", "second half"]
    assert starvation_demo.order_of_work(in_parts=True) == order


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
        "MainThread | ❌ priority inversion: a medium, b medium, low, urgent",
        "MainThread | ✅ priority inheritance: low, urgent, a medium, b medium",
        "MainThread | ❌ a long job: first half, second half, urgent",
        "MainThread | ✅ a long job in parts: first half, urgent, second half",
    ]
