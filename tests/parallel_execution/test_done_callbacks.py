"""📞 add_done_callback: be called when a future is done, instead of waiting for it.

The story is told, and runs, in showcase/parallel_execution/done_callbacks_demo.py.
"""

from concurrent.futures import Future, as_completed, wait

import pytest

from showcase.parallel_execution import done_callbacks_demo as demo

ADD = "concurrent.futures.Future.add_done_callback"


def returned(future):
    future.set_result(42)


def raised(future):
    future.set_exception(ValueError("no"))


def cancelled_twice(future):
    future.cancel()
    future.cancel()


def cancelled_and_seen(future):
    future.cancel()
    future.set_running_or_notify_cancel()


every_end = pytest.mark.parametrize(
    "end",
    [returned, raised, Future.cancel, cancelled_twice, cancelled_and_seen],
    ids=lambda f: f.__name__,
)


@every_end
@pytest.mark.pins(f"{ADD}(fn)", "concurrent.futures.Future.cancel")
def test_callbacks_are_called_in_order_when_the_future_is_done(end):
    """Future.add_done_callback(fn) calls fn(future) once for each time that fn was added, in the
    order of the additions, whether the Future has a result, an exception or was cancelled.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    assert demo.calls_made(end) == [
        ("first", True, True),
        ("second", True, True),
        ("first", True, True),
        ("late", True, True),
    ]


@every_end
@pytest.mark.pins(f"{ADD}(fn)")
@pytest.mark.parametrize(
    ("added_before", "caller"),
    [
        pytest.param(True, "ender", id="added before: the thread that ends it"),
        pytest.param(False, "adder", id="added after: the thread that adds it"),
    ],
)
def test_a_callback_runs_in_the_thread_that_comes_last(end, added_before, caller):
    """A callback added by Future.add_done_callback() runs in the thread that ends or cancels the
    Future; if the Future is done already, it runs at once in the thread that adds it.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    assert demo.who_calls(end, added_before) == [caller]


@pytest.mark.pins(ADD)
def test_in_a_pool_the_worker_makes_the_call():
    """The callbacks of a call in a ThreadPoolExecutor run in its worker, not in the thread that
    submitted the call.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    assert demo.called_in_a_pool() == "worker_0, True"


@every_end
@pytest.mark.pins(ADD)
def test_a_future_can_be_asked_by_others_while_a_callback_runs(end):
    """While a callback of Future.add_done_callback() runs, another thread can call Future.done()
    and gets True: the Future's lock is free, and its state is set.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.others_may_ask(end) == [True]


def next_completed(future):
    return next(as_completed([future]))


def wait_for(future):
    return wait([future])


@pytest.mark.pins(ADD, "concurrent.futures.Future.result", "concurrent.futures.wait")
@pytest.mark.parametrize(
    ("end", "ask"),
    [
        (end, ask)
        for end in (returned, raised, Future.cancel)
        for ask in (Future.result, Future.exception, wait_for, next_completed)
        if end is not Future.cancel or ask in (Future.result, Future.exception)
    ],
    ids=lambda f: f.__name__,
)
def test_who_waits_for_a_future_does_not_wait_for_its_callbacks(end, ask):
    """A thread that waits in Future.result(), exception(), wait() or as_completed() goes on as soon
    as the Future is done, even while a callback of add_done_callback() still runs.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.who_leaves_first(end, ask) == ["waiter", "callback"]


@pytest.mark.pins(f"{ADD}(fn)")
def test_a_callback_that_adds_another_one_calls_it_at_once():
    """A callback that calls Future.add_done_callback(fn) of the same Future calls fn at once,
    before callbacks that were added earlier and have not been called yet.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    future, called = Future(), []

    def first(future):
        future.add_done_callback(lambda _: called.append("added by the first"))
        called.append("first")

    future.add_done_callback(first)
    future.add_done_callback(lambda _: called.append("second"))
    future.set_result(42)
    assert called == ["added by the first", "first", "second"]


@pytest.mark.pins(ADD)
@pytest.mark.parametrize("fails", ["first", "late"])
def test_an_error_in_a_callback_is_logged_and_ignored(caplog, fails):
    """An exception in a callback of Future.add_done_callback() is logged at level ERROR by the
    logger "concurrent.futures", and the next callback is called all the same.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    assert demo.calls_made(returned, fails) == demo.calls_made(returned)
    record = caplog.records[0]
    assert (record.name, record.levelname) == ("concurrent.futures", "ERROR")
    assert record.getMessage().startswith("exception calling callback for <Future at 0x")
    assert record.getMessage().endswith(" state=finished returned int>")
    assert repr(record.exc_info[1]) == f"ZeroDivisionError('{fails}')"


@pytest.mark.pins(ADD)
@pytest.mark.parametrize(
    ("workers", "order"),
    [
        pytest.param(1, ["the callback ends, True", "the next call begins"], id="it waits"),
        pytest.param(2, ["the next call begins", "the callback ends, True"], id="another worker"),
    ],
)
def test_a_callback_holds_up_its_worker(workers, order):
    """A ThreadPoolExecutor's worker begins its next call only after the callbacks of the last one
    have returned; another worker does not wait for them.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.order_in_a_pool_of(workers) == order


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase done_callbacks` prints, in this order on every run.

    Docs: library/concurrent.futures#concurrent.futures.Future.add_done_callback
    """
    assert tell(demo.main) == [
        "MainThread | 📞 added, then ended: called by ender",
        "MainThread | 📞 ended, then added: called by adder",
        "MainThread | 📞 in a pool: called by worker_0, True",
        "MainThread | 📞 order: first, second, first, late",
        "MainThread | ❌ workers: 1: the callback ends, True; the next call begins",
        "MainThread | ✅ workers: 2: the next call begins; the callback ends, True",
    ]
