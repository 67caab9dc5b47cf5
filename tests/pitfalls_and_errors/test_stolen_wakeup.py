"""🥷 Stolen wake-up: the call was heard, and there is nothing left.

The story is told, and runs, in showcase/pitfalls_and_errors/stolen_wakeup_demo.py.
"""

from showcase.pitfalls_and_errors import stolen_wakeup_demo


def test_a_waiter_that_does_not_look_again_goes_on_with_nothing():
    """notify_all() may be about something else: `if` around Condition.wait() is a bug.

    Docs: library/threading#threading.Condition.notify_all
    """
    assert stolen_wakeup_demo.woken_for_nothing(loop=False) is False


def test_a_waiter_that_looks_again_sleeps_through_a_wake_up_for_nothing():
    """`while` around Condition.wait() ends only when the state is what was waited for.

    Docs: library/threading#threading.Condition.wait
    """
    assert stolen_wakeup_demo.woken_for_nothing(loop=True) is True


def test_a_third_thread_takes_what_a_waiter_was_woken_for():
    """Condition.notify() hands the lock to nobody: who stands in line for it comes first, and the
    woken thread that does not look again goes on with nothing.

    Docs: library/threading#threading.Condition.notify
    """
    assert stolen_wakeup_demo.stolen_wakeup(loop=False) == ["the first dish", "nothing"]


def test_a_waiter_that_looks_again_gets_the_next_one():
    """A Condition.wait() in a `while` loop survives a stolen wake-up: it waits once more, and
    nothing is lost.

    Docs: library/threading#condition-objects
    """
    got = stolen_wakeup_demo.stolen_wakeup(loop=True)
    assert got == ["the first dish", "the second dish"]


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
