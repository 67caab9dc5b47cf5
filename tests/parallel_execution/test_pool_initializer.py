"""🔑 initializer: what each worker of a pool does before its first call.

The story is told, and runs, in showcase/parallel_execution/pool_initializer_demo.py.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.parallel_execution import pool_initializer_demo as demo
from showcase.parallel_execution.pool_initializer_demo import Broken

POOL = "concurrent.futures.ThreadPoolExecutor"
BROKEN = "concurrent.futures.thread.BrokenThreadPool"


def failures(caplog):
    """What was logged, with the error that it is about."""
    return [f"{record.getMessage()} {record.exc_info[1]}" for record in caplog.records]


@pytest.mark.pins(f"{POOL}(initializer, initargs)")
def test_each_worker_runs_the_initializer_once():
    """ThreadPoolExecutor calls initializer(*initargs) in every worker that it hires.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.connections(in_the_initializer=True).by == ["worker_0", "worker_1"]
    assert len(demo.connections(in_the_initializer=False).by) == 6
    assert demo.connections(in_the_initializer=False).pairs == 3


@pytest.mark.pins(f"{POOL}(initializer, initargs)")
def test_the_initializer_is_over_before_the_first_call():
    """Every call of a worker finds what the initializer has put into threading.local().

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.connections(in_the_initializer=True).used == ["connection to db"] * 6


@pytest.mark.pins(f"{POOL}(initializer)")
def test_an_initializer_that_cannot_be_called_is_refused():
    """ThreadPoolExecutor raises TypeError at once for an initializer that is not callable.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="initializer must be a callable"):
        ThreadPoolExecutor(1, initializer="connect")


# ── an initializer that fails ────────────────────────────────────────────────


@pytest.mark.pins(f"{POOL}(initializer)", BROKEN, "concurrent.futures.BrokenExecutor")
@pytest.mark.parametrize("initializer", [demo.fails, demo.exits], ids=lambda f: f.__name__)
def test_an_initializer_that_fails_breaks_the_pool(initializer):
    """Waiting calls and every further submit raise BrokenThreadPool; the worker has left.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert demo.start_with(int) == Broken(["0", "1", "2"], "accepted", "", worker_left=False)
    assert demo.start_with(initializer) == Broken(
        waiting=["BrokenThreadPool"] * 3,
        submit="BrokenThreadPool",
        message="A thread initializer failed, the thread pool is not usable anymore",
        worker_left=True,
    )


@pytest.mark.pins(f"{POOL}(initializer)")
def test_the_error_of_an_initializer_is_logged_as_critical(caplog):
    """The logger concurrent.futures has the error of the initializer, with its traceback.

    Docs: undocumented, and all supported Pythons agree.
    """
    demo.start_with(demo.fails)
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("concurrent.futures", "CRITICAL")
    assert record.getMessage() == "Exception in initializer:"
    assert repr(record.exc_info[1]) == "OSError('no connection')"


@pytest.mark.pins(f"{POOL}(initializer)", "concurrent.futures.Executor.shutdown(wait)")
@pytest.mark.parametrize(
    ("leave", "call"),
    [
        pytest.param(lambda pool: None, "BrokenThreadPool", id="it is in use"),
        pytest.param(
            lambda pool: pool.shutdown(wait=False), "BrokenThreadPool", id="it was shut down"
        ),
        pytest.param(None, "never done", id="it was dropped: the call is never done"),
    ],
)
def test_an_initializer_may_fail_when_its_pool_has_ended(caplog, leave, call):
    """The end of the pool is no further error; the calls of a dropped one stay open for ever.

    Docs: undocumented, and all supported Pythons agree.
    """
    left = []
    assert demo.fail_too_late(leave and (lambda pool: left.append(leave(pool)))) == call
    assert left == [None] * bool(leave)
    assert failures(caplog) == ["Exception in initializer: no connection"]


@pytest.mark.pins(f"{POOL}(initializer)", "concurrent.futures.Executor.submit")
def test_a_pool_does_not_break_in_the_middle_of_a_submit(caplog):
    """The failing worker waits for a submit in progress, so that the new call is broken as well.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert demo.break_in_the_middle_of_a_submit() == [False, True]
    assert set(failures(caplog)) == {"Exception in initializer: no connection"}


# ── a worker context of one's own ────────────────────────────────────────────


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(ctxkwargs)", f"{POOL}.prepare_context(initializer, initargs)")
def test_a_pool_can_prepare_a_context_of_its_own():
    """prepare_context decides what a worker does at first, with each call, and in the end.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor.prepare_context
    """
    assert demo.with_a_context(greeting="hello") == [
        "hello, worker_0",
        "run pow(2, 5){'mod': 10}",
        "POW(2, 5){'MOD': 10}",
        "finalize",
    ]


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}.prepare_context(initializer, initargs)")
def test_the_context_of_a_plain_pool_calls_initializer_and_function():
    """ThreadPoolExecutor.prepare_context returns a maker of contexts, and a maker of tasks.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor.prepare_context
    """
    told = []
    create_context, resolve_task = ThreadPoolExecutor.prepare_context(told.append, ("hello",))
    context = create_context()
    context.initialize()
    assert told == ["hello"]
    assert context.run(resolve_task(pow, (2, 5), {"mod": 10})) == 2


@pytest.mark.since("3.14")
@pytest.mark.pins(f"{POOL}(ctxkwargs)")
def test_a_plain_pool_takes_no_keywords_for_its_context():
    """ThreadPoolExecutor(**ctxkwargs) hands them to prepare_context, and that knows none itself.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    with pytest.raises(TypeError, match=r"prepare_context\(\).*greeting"):
        ThreadPoolExecutor(1, greeting="hello")


@pytest.mark.before("3.14")
@pytest.mark.pins(f"{POOL}.prepare_context", f"{POOL}(ctxkwargs)")
def test_a_pool_has_no_context_yet():
    """ThreadPoolExecutor.prepare_context and its keywords came with 3.14.

    Docs: library/concurrent.futures#concurrent.futures.ThreadPoolExecutor
    """
    assert not hasattr(ThreadPoolExecutor, "prepare_context")
    with pytest.raises(TypeError, match="unexpected keyword argument 'greeting'"):
        demo.with_a_context(greeting="hello")


def test_the_demo_tells_this_story(tell):
    """A connection per call, and a connection per worker; a pool whose initializer succeeds.

    Docs: library/concurrent.futures#threadpoolexecutor
    """
    assert tell(demo.main) == [
        "MainThread | ❌ in the call: 6 connections for 6 calls",
        "MainThread | ✅ in the initializer: 2 connections for 6 calls",
        "MainThread | ✅ it succeeds: 0, 1, 2; submit: accepted",
    ]
