"""🏁 as_completed: each future when it ends, the fastest first.

The story is told, and runs, in showcase/parallel_execution/wait_as_completed_demo.py.
"""

from concurrent.futures import as_completed

import pytest

from showcase.parallel_execution import wait_as_completed_demo as demo
from showcase.parallel_execution.futures_wait_demo import cancelled, error, value

AS_COMPLETED = "concurrent.futures.as_completed"

every_end = pytest.mark.parametrize("end", [value, error, cancelled], ids=lambda f: f.__name__)


@pytest.mark.pins(f"{AS_COMPLETED}(fs)")
def test_the_fastest_comes_first():
    """as_completed gives futures of any executor as they end; a loop over the list does not.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert demo.order_given(iter) == ["slow", "fast"]
    assert demo.order_given(as_completed) == ["fast", "slow"]


@pytest.mark.pins(f"{AS_COMPLETED}(fs)")
@pytest.mark.parametrize("order", ["abcd", "dcba", "cadb"])
def test_futures_are_given_in_the_order_in_which_they_ended(order):
    """as_completed keeps the order of completion, also of those that end before it is asked.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert demo.given_in_order_of(order) == order


@every_end
@pytest.mark.pins(f"{AS_COMPLETED}(fs)")
def test_as_completed_sleeps_until_the_next_future_ends(end):
    """as_completed wakes up for a value, an error or a cancellation, and goes back to sleep.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert demo.given_while_it_waits(end) == (["second", "first"], [True, True])


@pytest.mark.pins(f"{AS_COMPLETED}(timeout)", "concurrent.futures.TimeoutError")
@pytest.mark.parametrize("timeout", [0, 0.03])
def test_as_completed_raises_when_its_time_is_up(timeout):
    """as_completed(timeout=...) gives what is done, then raises TimeoutError with what is missing.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    late = demo.give_until_it_is_late(timeout)
    assert (late.given, late.said) == ("a", "1 (of 2) futures unfinished")
    assert late.seconds >= timeout * 0.9


@pytest.mark.pins(f"{AS_COMPLETED}(timeout)")
@pytest.mark.parametrize(
    ("pause", "given", "said"),
    [
        pytest.param(99, "ab", "", id="in time"),
        pytest.param(101, "a", "1 (of 2) futures unfinished", id="too late"),
    ],
)
def test_the_timeout_of_as_completed_is_for_all_of_them(clock, pause, given, said):
    """as_completed(timeout=100) limits the whole: who asks later than that gets a TimeoutError.

    That holds even for a future that was done in time, though the documentation
    promises the error only for a result that is not there.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    late = demo.give_until_it_is_late(100, after_the_first=lambda: clock(pause), all_end=True)
    assert (late.given, late.said) == (given, said)


@pytest.mark.pins(f"{AS_COMPLETED}(timeout)")
def test_the_clock_of_as_completed_starts_when_the_first_is_asked_for(clock):
    """as_completed is a generator, and so its timeout does not run from the call, as documented.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    late = demo.give_until_it_is_late(
        100, before_the_first=lambda: clock(200), after_the_first=lambda: clock(50), all_end=True
    )
    assert (late.given, late.said, late.seconds) == ("ab", "", pytest.approx(250))


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase wait_as_completed` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.as_completed
    """
    assert tell(demo.main) == [
        "MainThread | ❌ in the order of the list: slow, fast",
        "MainThread | ✅ as completed: fast, slow",
        "MainThread | ⏰ as_completed, for 0 s: 1 (of 2) futures unfinished",
    ]
