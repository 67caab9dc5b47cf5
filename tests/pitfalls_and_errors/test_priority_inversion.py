"""🚑 Priority inversion: the urgent job waits for those that are not urgent at all.

The story is told, and runs, in showcase/pitfalls_and_errors/priority_inversion_demo.py.
"""

import pytest

from showcase.pitfalls_and_errors import priority_inversion_demo


def test_an_urgent_job_waits_for_medium_jobs_when_a_low_one_holds_its_lock():
    """Priority inversion: one worker takes jobs from a PriorityQueue. An urgent job needs a Lock
    that a low job holds, and the low one cannot release it before the medium jobs, which come
    first, are done.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["a medium", "b medium", "low", "urgent"]
    assert priority_inversion_demo.order_of_completion(inherit=False) == order


def test_a_holder_that_inherits_the_urgency_ends_the_inversion():
    """Priority inheritance: the job that holds a Lock which an urgent job needs is put into the
    PriorityQueue with the priority of the urgent one, and so comes before the medium jobs.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["low", "urgent", "a medium", "b medium"]
    assert priority_inversion_demo.order_of_completion(inherit=True) == order


@pytest.mark.pins("queue.PriorityQueue")
def test_a_priority_queue_does_not_interrupt_a_job_that_has_begun():
    """A PriorityQueue orders only the items that are in it: an urgent item is taken when the
    running job has ended.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["first half", "second half", "urgent"]
    assert priority_inversion_demo.order_of_work(in_parts=False) == order


def test_a_long_job_in_parts_lets_an_urgent_one_in_between():
    """If a long job puts its second part back into the PriorityQueue, an urgent item is taken
    before that part.

    Docs: library/queue#queue.PriorityQueue
    """
    order = ["first half", "urgent", "second half"]
    assert priority_inversion_demo.order_of_work(in_parts=True) == order


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase priority_inversion` prints, on every run.

    Docs: library/queue#queue.PriorityQueue
    """
    assert tell(priority_inversion_demo.main) == [
        "MainThread | ❌ priority inversion: a medium, b medium, low, urgent",
        "MainThread | ✅ priority inheritance: low, urgent, a medium, b medium",
        "MainThread | ❌ a long job: first half, second half, urgent",
        "MainThread | ✅ a long job in parts: first half, urgent, second half",
    ]
