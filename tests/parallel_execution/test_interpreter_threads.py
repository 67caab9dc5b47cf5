"""🛶 Interpreters and threads: call another interpreter, and a queue in between (since 3.14).

The story is told, and runs, in showcase/parallel_execution/interpreter_threads_demo.py.
"""

import importlib.util
import queue
import threading
import time

import pytest

from showcase.parallel_execution import interpreter_threads_demo as demo
from showcase.parallel_execution.interpreter_threads_demo import Sent, Where
from showcase.utils.stage import PATIENCE, play, stands_in, until

INTERPRETER = "concurrent.interpreters.Interpreter"
QUEUE = "concurrent.interpreters.Queue"
since_3_14 = pytest.mark.since("3.14")


@pytest.mark.before("3.14")
@pytest.mark.pins("concurrent.interpreters")
def test_there_is_no_module_for_interpreters_yet():
    """There is no concurrent.interpreters before Python 3.14.

    Docs: library/concurrent.interpreters
    """
    assert importlib.util.find_spec("concurrent.interpreters") is None


# ── In which thread ──────────────────────────────────────────────────────────


@since_3_14
@pytest.mark.pins(f"{INTERPRETER}.call", f"{INTERPRETER}.call_in_thread")
@pytest.mark.parametrize(
    ("in_a_thread", "where"),
    [
        pytest.param(False, Where(True, False, True), id="call: in the caller's thread"),
        pytest.param(True, Where(False, True, True), id="call_in_thread: in the one it returns"),
    ],
)
def test_a_call_in_another_interpreter_starts_no_thread_unless_it_is_told_to(in_a_thread, where):
    """Interpreter.call() runs the function in the other interpreter in the thread of the caller;
    call_in_thread() runs it there in a new thread, which it returns.

    Docs: library/concurrent.interpreters#concurrent.interpreters.Interpreter.call,
    library/concurrent.interpreters#concurrent.interpreters.Interpreter.call_in_thread
    """
    assert demo.where_runs(in_a_thread) == where


@since_3_14
@pytest.mark.pins(f"{INTERPRETER}.call_in_thread")
def test_the_thread_of_another_interpreter_is_one_of_ours():
    """Interpreter.call_in_thread() returns a threading.Thread that was started by the caller's
    interpreter: it is no daemon, and its target, unlike its function, runs here.

    Docs: library/concurrent.interpreters#concurrent.interpreters.Interpreter.call_in_thread
    """
    with demo.an_interpreter() as other:
        thread = other.call_in_thread(int, "5")
        thread.join(PATIENCE)
    assert (type(thread), thread.daemon, thread.is_alive()) == (threading.Thread, False, False)
    assert thread.ident is not None


@since_3_14
@pytest.mark.pins(f"{INTERPRETER}.call_in_thread", "concurrent.interpreters.ExecutionFailed")
def test_an_error_in_the_thread_of_another_interpreter_goes_to_the_excepthook(monkeypatch):
    """An exception of a function that Interpreter.call_in_thread() runs reaches nobody but
    threading.excepthook(), as an ExecutionFailed.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    errors = []
    monkeypatch.setattr(
        threading, "excepthook", lambda args: errors.append((args.exc_type.__name__, args.thread))
    )
    with demo.an_interpreter() as other:
        thread = other.call_in_thread(int, "x")
        thread.join(PATIENCE)
    assert errors == [("ExecutionFailed", thread)]


@since_3_14
@pytest.mark.pins("concurrent.interpreters.get_current", "concurrent.interpreters.get_main")
def test_a_thread_starts_in_the_interpreter_of_its_starter():
    """concurrent.interpreters.get_current() in a new threading.Thread is the interpreter whose code
    has started it.

    Docs: library/concurrent.interpreters#concurrency-and-parallelism
    """
    from concurrent import interpreters

    current = []
    thread = threading.Thread(target=lambda: current.append(interpreters.get_current()))
    thread.start()
    thread.join(PATIENCE)
    assert current == [interpreters.get_main()] == [interpreters.get_current()]


@since_3_14
@pytest.mark.pins(f"{INTERPRETER}.is_running", f"{INTERPRETER}.close")
def test_an_interpreter_that_runs_in_one_thread_refuses_all_others():
    """While a call runs in an Interpreter in one thread, is_running() is True, and call(), exec()
    and close() raise InterpreterError in another thread.

    Docs: library/concurrent.interpreters#concurrent.interpreters.Interpreter.is_running
    """
    refused = dict.fromkeys(("call", "exec", "close"), "InterpreterError")
    running = {"running meanwhile": "True", "running afterwards": "False"}
    assert demo.refusals_while_it_runs() == {**refused, **running}


@since_3_14
@pytest.mark.pins(f"{INTERPRETER}.close", "concurrent.interpreters.InterpreterNotFoundError")
def test_an_interpreter_that_was_closed_is_not_found():
    """Interpreter.call() raises InterpreterNotFoundError, a subclass of InterpreterError, once the
    interpreter is closed.

    Docs: library/concurrent.interpreters#concurrent.interpreters.InterpreterNotFoundError
    """
    from concurrent import interpreters

    with demo.an_interpreter() as other:
        assert other.call(int, "5") == 5
    with pytest.raises(interpreters.InterpreterNotFoundError):
        other.call(int, "5")
    assert interpreters.InterpreterNotFoundError.__bases__ == (interpreters.InterpreterError,)


# ── A queue between them ─────────────────────────────────────────────────────


@pytest.mark.pins(f"{QUEUE}.put", f"{QUEUE}.get")
@pytest.mark.parametrize(
    ("to_an_interpreter", "sent"),
    [
        pytest.param(False, Sent([1, 2], [1, 2], the_same=True), id="queue.Queue: the same list"),
        pytest.param(
            True,
            Sent([1], [1, 2], the_same=False),
            id="Queue of interpreters: a copy",
            marks=since_3_14,
        ),
    ],
)
def test_a_queue_of_interpreters_hands_copies_over(to_an_interpreter, sent):
    """A Queue of concurrent.interpreters that is passed to another interpreter is the same queue
    there: its get() waits for the put() of the other side. A list comes out as a copy; out of a
    queue.Queue between threads comes the list itself.

    Docs: library/concurrent.interpreters#concurrent.interpreters.Queue
    """
    assert demo.sent_there_and_back(to_an_interpreter) == sent


@since_3_14
@pytest.mark.pins(f"{QUEUE}.get", f"{INTERPRETER}.close")
def test_what_an_interpreter_has_put_is_lost_when_it_is_closed():
    """An item that is still in a Queue of concurrent.interpreters when the interpreter that put it
    is closed comes out as the constant UNBOUND instead.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    told = demo.new_queue()
    with demo.an_interpreter() as other:
        other.call(demo.say_where, told)
        other.call(demo.say_where, told)
        assert type(told.get_nowait()) is tuple
    assert (told.qsize(), repr(told.get_nowait()).rpartition(".")[2]) == (1, "UNBOUND")


@since_3_14
@pytest.mark.pins(QUEUE)
def test_a_queue_of_interpreters_keeps_no_count_of_tasks_and_is_never_shut_down():
    """A Queue of concurrent.interpreters has all public methods of queue.Queue but task_done(),
    join() and shutdown().

    Docs: library/concurrent.interpreters#concurrent.interpreters.Queue
    """
    methods = {name for name in vars(queue.Queue) if not name.startswith("_")}
    missing = {name for name in methods if not hasattr(demo.new_queue(), name)}
    assert missing == {"task_done", "join", "shutdown"}


@since_3_14
@pytest.mark.pins(
    "concurrent.interpreters.create_queue(maxsize)",
    "concurrent.interpreters.QueueEmpty",
    "concurrent.interpreters.QueueFull",
)
@pytest.mark.parametrize(
    ("items", "call", "error"),
    [
        (0, lambda q: q.get_nowait(), "QueueEmpty"),
        (0, lambda q: q.get(block=False, timeout=-1), "QueueEmpty"),
        (0, lambda q: q.get(timeout=0), "QueueEmpty"),
        (2, lambda q: q.put_nowait(3), "QueueFull"),
        (2, lambda q: q.put(3, block=False, timeout=-1), "QueueFull"),
        (2, lambda q: q.put(3, timeout=0), "QueueFull"),
        (0, lambda q: q.get(timeout=-1), "ValueError"),
        (0, lambda q: q.put(3, timeout=-1), "ValueError"),
    ],
    ids=[
        *("get_nowait", "get(block=False)", "get(timeout=0)"),
        *("put_nowait", "put(block=False)", "put(timeout=0)"),
        *("get(timeout=-1)", "put(timeout=-1)"),
    ],
)
def test_a_queue_of_interpreters_raises_errors_of_its_own(items, call, error):
    """At an empty or full Queue of concurrent.interpreters, get() and put() that do not wait raise
    QueueEmpty and QueueFull; a negative timeout is a ValueError, unless block is false.

    Docs: library/concurrent.interpreters#concurrent.interpreters.QueueEmpty,
    library/concurrent.interpreters#concurrent.interpreters.QueueFull
    """
    q = demo.new_queue(maxsize=2)
    for item in range(items):
        q.put(item)
    assert (q.qsize(), q.empty(), q.full()) == (items, items == 0, items == 2)
    with pytest.raises(Exception) as raised:
        call(q)
    assert (type(raised.value).__name__, q.qsize()) == (error, items)


@since_3_14
@pytest.mark.pins("concurrent.interpreters.create_queue(maxsize)", f"{QUEUE}.put")
def test_a_full_queue_of_interpreters_makes_put_wait():
    """put() at a full Queue of concurrent.interpreters waits until a get() frees a slot.

    Docs: library/concurrent.interpreters#concurrent.interpreters.create_queue
    """
    q, writers = demo.new_queue(maxsize=1), []
    q.put("first")

    def writer():
        writers.append(threading.current_thread())
        q.put("second", timeout=PATIENCE)

    def reader():
        until(lambda: any(stands_in(thread, "put") for thread in writers), "the writer waits")
        return q.get_nowait()

    assert play(writer, reader)[1] == "first"
    assert q.get_nowait() == "second"


@since_3_14
@pytest.mark.pins("concurrent.interpreters.create_queue(maxsize)", f"{QUEUE}.full")
@pytest.mark.parametrize("maxsize", [0, -1])
def test_a_queue_of_interpreters_with_a_maxsize_of_zero_or_less_is_never_full(maxsize):
    """With a maxsize of 0, which is the default, or less a Queue of concurrent.interpreters is
    unbounded, and full() is False.

    Docs: library/concurrent.interpreters#concurrent.interpreters.create_queue
    """
    q = demo.new_queue(maxsize)
    for number in range(20):
        q.put_nowait(number)
    assert (q.qsize(), q.full()) == (20, False)


@since_3_14
@pytest.mark.pins("concurrent.interpreters.QueueEmpty", "concurrent.interpreters.QueueFull")
def test_except_empty_catches_the_error_of_a_queue_of_interpreters():
    """QueueEmpty and QueueFull of concurrent.interpreters are subclasses of queue.Empty and
    queue.Full.

    Docs: library/concurrent.interpreters#concurrent.interpreters.QueueEmpty,
    library/concurrent.interpreters#concurrent.interpreters.QueueFull
    """
    from concurrent import interpreters

    assert issubclass(interpreters.QueueEmpty, queue.Empty)
    assert issubclass(interpreters.QueueFull, queue.Full)


@since_3_14
@pytest.mark.pins(f"{QUEUE}.get")
@pytest.mark.parametrize(("timeout", "seconds"), [(0.9, 0), (1, 1), (1.9, 1)])
def test_a_queue_of_interpreters_waits_for_whole_seconds_only(clock, monkeypatch, timeout, seconds):
    """The timeout of get() of a Queue of concurrent.interpreters is cut down to whole seconds: with
    timeout=0.9 it does not wait at all.

    Docs: undocumented, and all Pythons since 3.14 agree.
    """
    from concurrent import interpreters

    naps = []
    monkeypatch.setattr(time, "sleep", lambda nap: (naps.append(nap), clock(nap)))
    with pytest.raises(interpreters.QueueEmpty):
        demo.new_queue().get(timeout=timeout)
    assert sum(naps) == pytest.approx(seconds, abs=0.05)


THREADS = [
    "MainThread | 📬 sent to a thread: [1, 2] is ours then",
    "MainThread |    [1, 2] came back, the same list? True",
]


@since_3_14
def test_the_demo_tells_this_story(tell):
    """What `python -m showcase interpreter_threads` prints, in this order on every run since Python
    3.14.

    Docs: library/concurrent.interpreters#basic-usage
    """
    assert tell(demo.main) == [
        *THREADS,
        "MainThread | 📬 sent to an interpreter: [1] is ours then",
        "MainThread |    [1, 2] came back, the same list? False",
        "MainThread | 🛶 call: in our thread? True",
        "MainThread | 🛶 call_in_thread: in our thread? False",
        "MainThread | 🚷 a second call meanwhile: InterpreterError",
    ]


@pytest.mark.before("3.14")
def test_the_demo_tells_that_something_is_missing(tell):
    """What `python -m showcase interpreter_threads` prints, in this order on every run before
    Python 3.14.

    Docs: library/concurrent.interpreters#basic-usage
    """
    missing = "MainThread | 🛶 this Python has no concurrent.interpreters: it came with 3.14"
    assert tell(demo.main) == [*THREADS, missing]
