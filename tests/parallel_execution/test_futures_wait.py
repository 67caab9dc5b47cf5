"""🚥 wait: until one has ended, one has raised, or all have ended.

The story is told, and runs, in showcase/parallel_execution/futures_wait_demo.py.
"""

from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    Future,
    ThreadPoolExecutor,
    as_completed,
    wait,
)

import pytest

from showcase.parallel_execution import futures_wait_demo as demo
from showcase.parallel_execution.futures_wait_demo import Waited, cancelled, error, value
from showcase.utils.stage import PATIENCE, play

WAIT = "concurrent.futures.wait"
AS_COMPLETED = "concurrent.futures.as_completed"
FOUND = {"before": "", "meanwhile": "waiting"}

every_end = pytest.mark.parametrize("end", [value, error, cancelled], ids=lambda f: f.__name__)
before_or_meanwhile = pytest.mark.parametrize("when", ["before", "meanwhile"])


@every_end
@before_or_meanwhile
@pytest.mark.pins(f"{WAIT}(fs, return_when)", "concurrent.futures.FIRST_COMPLETED")
def test_first_completed_returns_as_soon_as_one_has_ended(when, end):
    """concurrent.futures.wait(return_when=FIRST_COMPLETED) returns when one Future has a result,
    has an exception or was cancelled, though another one is pending.

    Docs: library/concurrent.futures#concurrent.futures.FIRST_COMPLETED
    """
    seen = demo.wait_for_two(FIRST_COMPLETED, **{when: {"a": end}})
    assert seen == Waited(done="a", not_done="b", to_the_end=False, found=FOUND[when])


@before_or_meanwhile
@pytest.mark.pins(f"{WAIT}(fs, return_when)", "concurrent.futures.FIRST_EXCEPTION")
def test_first_exception_returns_as_soon_as_one_has_raised(when):
    """concurrent.futures.wait(return_when=FIRST_EXCEPTION) returns when one Future has an
    exception, though another one is pending.

    Docs: library/concurrent.futures#concurrent.futures.FIRST_EXCEPTION
    """
    seen = demo.wait_for_two(FIRST_EXCEPTION, **{when: {"a": error}})
    assert seen == Waited(done="a", not_done="b", to_the_end=False, found=FOUND[when])


@before_or_meanwhile
@pytest.mark.pins(f"{WAIT}(timeout, return_when)", "concurrent.futures.FIRST_EXCEPTION")
@pytest.mark.parametrize("end", [value, cancelled], ids=lambda f: f.__name__)
def test_first_exception_waits_on_when_one_has_returned_or_was_cancelled(when, end):
    """concurrent.futures.wait(return_when=FIRST_EXCEPTION) goes on waiting for the second Future
    when the first has a result or was cancelled.

    Docs: library/concurrent.futures#concurrent.futures.FIRST_EXCEPTION
    """
    assert demo.wait_for_two(FIRST_EXCEPTION, **{when: {"a": end}}, timeout=0.03).to_the_end


@every_end
@before_or_meanwhile
@pytest.mark.pins(f"{WAIT}(timeout, return_when)", "concurrent.futures.ALL_COMPLETED")
def test_all_completed_waits_on_when_one_has_ended(when, end):
    """concurrent.futures.wait(return_when=ALL_COMPLETED) goes on waiting for the second Future
    when the first is done, even if that one has an exception.

    Docs: library/concurrent.futures#concurrent.futures.ALL_COMPLETED
    """
    assert demo.wait_for_two(ALL_COMPLETED, **{when: {"a": end}}, timeout=0.03).to_the_end


@pytest.mark.pins(f"{WAIT}(return_when)")
@pytest.mark.parametrize(
    ("return_when", "end"),
    [
        pytest.param(ALL_COMPLETED, value, id="ALL_COMPLETED: values"),
        pytest.param(ALL_COMPLETED, error, id="ALL_COMPLETED: errors"),
        pytest.param(ALL_COMPLETED, cancelled, id="ALL_COMPLETED: cancelled"),
        pytest.param(FIRST_EXCEPTION, value, id="FIRST_EXCEPTION: values"),
        pytest.param(FIRST_EXCEPTION, cancelled, id="FIRST_EXCEPTION: cancelled"),
    ],
)
@pytest.mark.parametrize(
    ("before", "meanwhile"), [("ab", ""), ("a", "b"), ("", "ab")], ids=["before", "half", "later"]
)
def test_wait_returns_when_all_have_ended(return_when, end, before, meanwhile):
    """concurrent.futures.wait() returns when all Futures are done, with ALL_COMPLETED and, if
    none has an exception, with FIRST_EXCEPTION; Futures that were done before count.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    seen = demo.wait_for_two(return_when, dict.fromkeys(before, end), dict.fromkeys(meanwhile, end))
    found = "waiting" if meanwhile else ""
    assert seen == Waited(done="ab", not_done="", to_the_end=False, found=found)


@pytest.mark.pins(f"{WAIT}(return_when)", "concurrent.futures.FIRST_COMPLETED")
def test_first_completed_returns_all_that_are_done_already():
    """concurrent.futures.wait(return_when=FIRST_COMPLETED) returns every Future that is done
    already, not only one.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    seen = demo.wait_for_two(FIRST_COMPLETED, before={"a": value, "b": error})
    assert seen == Waited(done="ab", not_done="", to_the_end=False)


@pytest.mark.pins(f"{WAIT}(timeout)")
@pytest.mark.parametrize("timeout", [0, 0.03])
@pytest.mark.parametrize("return_when", [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED])
def test_wait_gives_up_in_silence(return_when, timeout):
    """concurrent.futures.wait() raises nothing when its timeout expires: it returns the pending
    Futures as not_done.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    seen = demo.wait_for_two(return_when, timeout=timeout)
    assert seen == Waited(done="", not_done="ab", to_the_end=True)


@pytest.mark.pins(f"{WAIT}(fs)")
def test_wait_returns_a_pair_of_sets_with_names():
    """concurrent.futures.wait() returns a named 2-tuple of sets: done, then not_done.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    done, pending = Future(), Future()
    value(done)
    waited = wait([pending, done], 0)
    assert waited == ({done}, {pending})
    assert (waited.done, waited.not_done) == ({done}, {pending})
    assert type(waited).__name__ == "DoneAndNotDoneFutures"


@pytest.mark.pins(f"{WAIT}(fs)")
def test_wait_takes_a_call_that_runs_for_not_done():
    """The set not_done that concurrent.futures.wait() returns has the pending Futures and the
    running ones.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    pending, running = Future(), Future()
    running.set_running_or_notify_cancel()
    assert wait([pending, running], 0) == (set(), {pending, running})
    value(running)
    assert wait([pending, running], 0) == ({running}, {pending})


@pytest.mark.pins(f"{WAIT}(fs)")
def test_wait_takes_futures_of_several_executors():
    """concurrent.futures.wait() accepts Futures that come from different executors.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        futures = {one.submit(int), other.submit(int)}
        assert wait(futures, PATIENCE) == (futures, set())


@pytest.mark.pins(f"{WAIT}(fs)", f"{AS_COMPLETED}(fs)")
def test_a_future_that_is_named_twice_comes_once():
    """concurrent.futures.wait() and as_completed() accept any iterable of Futures, and give a
    Future once even if it is there twice.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    future = Future()
    assert wait(iter([future, future]), 0) == (set(), {future})
    value(future)
    assert wait(iter([future, future])) == ({future}, set())
    assert list(as_completed(iter([future, future]))) == [future]


@pytest.mark.pins(f"{WAIT}(fs, return_when)", f"{AS_COMPLETED}(fs)")
@pytest.mark.parametrize("return_when", [FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED])
def test_there_is_nothing_to_wait_for_in_an_empty_list(return_when):
    """concurrent.futures.wait([]) returns two empty sets and as_completed([]) gives nothing:
    neither of them waits.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert wait([], return_when=return_when) == (set(), set())
    assert list(as_completed([])) == []


@pytest.mark.pins(f"{WAIT}(return_when)")
def test_wait_refuses_an_unknown_return_when():
    """concurrent.futures.wait() raises ValueError for an unknown return_when, unless there is no
    Future to wait for.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(ValueError, match="Invalid return condition: 'SOON'"):
        wait([Future()], return_when="SOON")
    assert wait([], return_when="SOON") == (set(), set())


@pytest.mark.pins(f"{WAIT}(return_when)")
def test_a_wait_that_is_refused_leaves_no_lock_and_no_waiter_behind():
    """concurrent.futures.wait() that raises ValueError releases the locks of the Futures: another
    thread can end them. No waiter is left on them.

    Docs: undocumented, and all supported Pythons agree.
    """
    future = Future()
    with pytest.raises(ValueError):
        wait([future], return_when="SOON")
    play(lambda: value(future))
    assert (future.done(), future._waiters) == (True, [])


@pytest.mark.pins(
    "concurrent.futures.FIRST_COMPLETED",
    "concurrent.futures.FIRST_EXCEPTION",
    "concurrent.futures.ALL_COMPLETED",
)
def test_the_three_conditions_are_their_names():
    """FIRST_COMPLETED, FIRST_EXCEPTION and ALL_COMPLETED of concurrent.futures are strings that
    equal their names.

    Docs: undocumented, and all supported Pythons agree.
    """
    names = ("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED")
    assert names == (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED)


@pytest.mark.pins(WAIT, AS_COMPLETED, "concurrent.futures.Future.set_running_or_notify_cancel")
def test_a_cancelled_future_is_not_done_until_its_executor_has_seen_it():
    """After Future.cancel() alone, done() is True, but concurrent.futures.wait() counts the
    Future as done only when its executor has called Future.set_running_or_notify_cancel().

    Docs: library/concurrent.futures#concurrent.futures.Future.set_running_or_notify_cancel
    """
    future = Future()
    future.cancel()
    assert (future.done(), wait([future], 0)) == (True, (set(), {future}))
    future.set_running_or_notify_cancel()
    assert wait([future], 0) == ({future}, set())
    assert list(as_completed([future], 0)) == [future]


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase futures_wait` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.wait
    """
    assert tell(demo.main) == [
        "MainThread | 🏁 FIRST_COMPLETED: done 'a', not done 'b'",
        "MainThread | 🏁 FIRST_EXCEPTION: done 'b', not done 'a'",
        "MainThread | 🏁 ALL_COMPLETED: done 'ab', not done ''",
    ]
