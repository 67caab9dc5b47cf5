"""🥖 Bounded buffer: a producer waits for room, a consumer waits for an item.

The story is told, and runs, in showcase/synchronization/bounded_buffer_demo.py.
"""

import pytest

from showcase.synchronization import bounded_buffer_demo
from showcase.synchronization.bounded_buffer_demo import Closed, Morning, Shelf


@pytest.mark.parametrize("room", [1, 2, 4])
@pytest.mark.pins("threading.Condition", "threading.Condition.notify", "threading.Condition.wait")
def test_a_producer_waits_while_the_buffer_is_full(room):
    """A bounded buffer made of two Conditions on one lock makes its producer wait while it is full,
    loses no item, and keeps their order.

    Docs: library/threading#condition-objects
    """
    assert bounded_buffer_demo.baker_and_customer(room, list("abcde")) == Morning(
        on_the_shelf_when_the_baker_waited=list("abcde")[:room], sold=list("abcde")
    )


@pytest.mark.pins("threading.Condition.notify_all")
@pytest.mark.parametrize("customers", [1, 3])
def test_closing_sends_every_consumer_home(customers):
    """The end of the work concerns every waiting consumer, so closing the buffer takes
    Condition.notify_all().

    Docs: library/threading#threading.Condition.notify_all
    """
    assert bounded_buffer_demo.closing_time(customers) == (customers, ["went home"] * customers)


def test_what_was_produced_before_the_end_is_still_consumed():
    """A bounded buffer that has been closed still hands out the items that it holds, and only then
    raises Closed.

    Docs: library/threading#condition-objects
    """
    shelf = Shelf(room=1)
    shelf.put("the last loaf")
    shelf.close()

    assert shelf.get() == "the last loaf"
    with pytest.raises(Closed):
        shelf.get()


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase bounded_buffer` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(bounded_buffer_demo.main) == [
        "MainThread | 🥖 a shelf for 2, and 5 loaves",
        "MainThread | the baker waited with a, b on the shelf",
        "MainThread | ✅ sold: a, b, c, d, e",
        "MainThread | 🌙 closing time, and 3 customers still wait",
        "MainThread | ✅ they say: went home, went home, went home",
    ]
