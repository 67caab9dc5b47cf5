"""🥷 Stolen wake-up: the call was heard, and there is nothing left.

The story is told, and runs, in showcase/pitfalls_and_errors/stolen_wakeup_demo.py.
"""

from showcase.pitfalls_and_errors import stolen_wakeup_demo


def test_a_waiter_that_does_not_look_again_goes_on_with_nothing():
    """A thread that tests the state with `if` before Condition.wait() goes on after any notify(),
    although what it waits for has not come.

    Docs: library/threading#condition-objects, library/threading#threading.Condition.wait
    """
    assert stolen_wakeup_demo.woken_for_nothing(loop=False) is False


def test_a_waiter_that_looks_again_sleeps_through_a_wake_up_for_nothing():
    """A `while` loop around Condition.wait() tests the state after each wake-up, and ends only when
    what the thread waits for has come.

    Docs: library/threading#condition-objects, library/threading#threading.Condition.wait
    """
    assert stolen_wakeup_demo.woken_for_nothing(loop=True) is True


def test_a_third_thread_takes_what_a_waiter_was_woken_for():
    """Condition.notify() does not pass the lock on: a third thread that already waits for the lock
    may get it first and take the item, and the woken thread, which does not test again, finds none.

    Docs: library/threading#threading.Condition.notify
    """
    third, guest = stolen_wakeup_demo.stolen_wakeup(loop=False)
    assert (third, guest) == ("the first dish", "nothing")


def test_a_waiter_that_looks_again_gets_the_next_one():
    """Condition.wait_for() tests again after a wake-up: if another thread has taken the item
    meanwhile, it waits once more, and the waiter gets the next item.

    Docs: library/threading#threading.Condition.wait_for
    """
    third, guest = stolen_wakeup_demo.stolen_wakeup(loop=True)
    assert (third, guest) == ("the first dish", "the second dish")


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase stolen_wakeup` prints, in this order on every run.

    Docs: library/threading#condition-objects
    """
    assert tell(stolen_wakeup_demo.main) == [
        "MainThread | ❌ woken in an `if`: there is bread False",
        "MainThread | ✅ woken in a `while`: there is bread True",
        "MainThread | ❌ stolen, in an `if`: the third one gets the first dish, the guest nothing",
        "MainThread | ✅ stolen, in a `while`: the third one gets the first dish, "
        "the guest the second dish",
    ]
