"""🚨 Signals: whichever thread a signal comes in, the main thread handles it.

The story is told, and runs, in showcase/interpreter/signals_demo.py.
"""

import _thread
import os
import queue
import signal
import sys
from threading import RLock, get_ident, main_thread

import pytest

from showcase.interpreter import signals_demo
from showcase.interpreter.signals_demo import BELL, handling, ring, ring_in_this_thread
from showcase.utils.child import in_a_child
from showcase.utils.stage import PATIENCE, play

posix = pytest.mark.needs("posix_signals")
NAME = signal.Signals(BELL).name

HEARD = "handler in MainThread"
BROKEN = "the wait is broken off"
MAY_END = "the wait may end"
OVER = "the wait is over"


def ignore(number, frame):
    """A signal handler that does nothing."""


# Who may set a handler ───────────────────────────────────────────────────────


@pytest.mark.pins("signal.signal(signalnum, handler)", "signal.set_wakeup_fd(fd)")
@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: signal.signal(BELL, ignore), id="signal"),
        pytest.param(lambda: signal.set_wakeup_fd(-1), id="set_wakeup_fd"),
    ],
)
def test_only_the_main_thread_sets_handlers(call):
    """signal.signal() and signal.set_wakeup_fd() raise ValueError in any thread but the main one.

    Docs: library/signal#signal.signal, library/signal#signal.set_wakeup_fd
    """
    with pytest.raises(ValueError, match="only works in main thread of the main interpreter"):
        play(call)


@pytest.mark.since("3.14")
@pytest.mark.pins("signal.signal(signalnum, handler)")
def test_only_the_main_interpreter_sets_handlers():
    """signal.signal() raises ValueError in the main thread of a second interpreter, too.

    Docs: library/signal#signals-and-threads
    """
    child = in_a_child(signals_demo.say_what_another_interpreter_may_not)
    assert child.said == ["signal only works in main thread of the main interpreter"]


@pytest.mark.pins("signal.signal(signalnum, handler)", "signal.getsignal(signalnum)")
def test_setting_a_handler_returns_the_one_before():
    """signal.signal() returns the previous handler, and signal.getsignal() the present one.

    Docs: library/signal#signal.signal, library/signal#signal.getsignal
    """
    before = signal.getsignal(BELL)
    with handling(ignore):
        assert signal.getsignal(BELL) is ignore
        assert signal.signal(BELL, signal.SIG_IGN) is ignore
        assert signal.getsignal(BELL) is signal.SIG_IGN
    assert signal.getsignal(BELL) is before


@pytest.mark.pins("signal.getsignal(signalnum)")
def test_any_thread_may_ask_for_the_handler():
    """signal.getsignal() works in every thread: handlers belong to the process.

    Docs: library/signal#signal.getsignal
    """
    with handling(ignore):
        assert play(lambda: signal.getsignal(BELL)) == [ignore]


@pytest.mark.pins("signal.signal(signalnum, handler)")
def test_a_handler_is_something_that_can_be_called():
    """signal.signal() raises TypeError for anything but a callable, SIG_IGN and SIG_DFL.

    Docs: library/signal#signal.signal
    """
    with pytest.raises(TypeError, match="or a callable object"):
        signal.signal(BELL, "ignore")


# Who runs it ─────────────────────────────────────────────────────────────────


@pytest.mark.pins("signal.raise_signal(signum)", "os.kill(pid, sig)")
@pytest.mark.parametrize(
    "send",
    [
        pytest.param(ring_in_this_thread, id="raise_signal in a worker"),
        pytest.param(lambda: os.kill(os.getpid(), BELL), id="os.kill", marks=posix),
        pytest.param(
            lambda: signal.pthread_kill(get_ident(), BELL),
            id="pthread_kill of the worker",
            marks=[posix, pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")],
        ),
        pytest.param(
            lambda: _thread.interrupt_main(BELL),
            id="interrupt_main",
            marks=pytest.mark.pins("_thread.interrupt_main(signum)"),
        ),
    ],
)
def test_a_handler_runs_in_the_main_thread_whoever_gets_the_signal(send):
    """A Python signal handler runs in the main thread, even for a signal raised in a worker.

    Docs: library/signal#signals-and-threads, library/_thread#thread.interrupt_main
    """
    assert signals_demo.handled_in(send) == [f"{NAME} in MainThread"]


@pytest.mark.pins("_thread.interrupt_main(signum)")
def test_interrupt_main_simulates_ctrl_c_by_default():
    """_thread.interrupt_main() without a signum calls the handler of SIGINT, in the main thread.

    Docs: library/_thread#thread.interrupt_main
    """
    seen = signals_demo.handled_in(_thread.interrupt_main, signal.SIGINT)
    assert seen == ["SIGINT in MainThread"]


@pytest.mark.pins("_thread.interrupt_main(signum)")
@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL], ids=["SIG_IGN", "SIG_DFL"])
def test_interrupt_main_does_nothing_without_a_python_handler(handler):
    """_thread.interrupt_main(signum) sends no signal, so not even the default action is taken.

    Docs: library/_thread#thread.interrupt_main
    """
    with handling(handler):
        assert play(lambda: _thread.interrupt_main(BELL)) == [None]


@pytest.mark.pins("_thread.interrupt_main(signum)")
@pytest.mark.parametrize("signum", [0, -1, 10_000])
def test_interrupt_main_wants_the_number_of_a_signal(signum):
    """_thread.interrupt_main(signum) raises ValueError for a number that no signal has.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(ValueError, match="signal number out of range"):
        _thread.interrupt_main(signum)


@pytest.mark.pins("signal.raise_signal(signum)")
def test_a_signal_that_main_raises_is_handled_before_the_next_line():
    """signal.raise_signal() in the main thread returns when the handler has run.

    Docs: library/signal#signal.raise_signal
    """
    assert signals_demo.ring_while_main_runs() == ["before", "the handler", "after"]


@pytest.mark.pins("signal.default_int_handler(signalnum, frame)")
def test_the_handler_of_ctrl_c_raises_keyboard_interrupt():
    """signal.default_int_handler() raises KeyboardInterrupt, in the thread that runs it.

    Docs: library/signal#signal.SIGINT
    """
    with pytest.raises(KeyboardInterrupt):
        signal.default_int_handler(signal.SIGINT, None)


@pytest.mark.pins("signal.default_int_handler", "signal.raise_signal(signum)")
def test_keyboard_interrupt_hits_the_main_thread_only():
    """SIGINT raised in a worker becomes a KeyboardInterrupt in main, and the worker goes on.

    Docs: library/signal#signals-and-threads, library/_thread#thread.LockType.locked
    """
    child = in_a_child(signals_demo.say_who_is_interrupted)
    assert child.said == ["main: KeyboardInterrupt", "worker: I go on"]
    assert (child.exit_code, child.err) == (0, "")


def test_a_handler_cannot_have_a_lock_that_main_holds():
    """A Lock is shut for a handler while main holds it: waiting there would be a deadlock.

    An RLock lets the handler in, in the middle of what main was doing under it.

    Docs: library/signal#signals-and-threads
    """
    assert not signals_demo.lock_is_free_in_the_handler(signals_demo.Lock)
    assert signals_demo.lock_is_free_in_the_handler(RLock)


# Main is blocked ─────────────────────────────────────────────────────────────

LOCKS_AND_QUEUES = [
    pytest.param(signals_demo.on_lock, True, id="Lock.acquire"),
    pytest.param(lambda: signals_demo.on_lock(RLock), True, id="RLock.acquire"),
    pytest.param(signals_demo.on_condition, True, id="Condition.wait"),
    pytest.param(signals_demo.on_event, True, id="Event.wait"),
    pytest.param(signals_demo.on_semaphore, True, id="Semaphore.acquire"),
    pytest.param(signals_demo.on_barrier, 0, id="Barrier.wait"),
    pytest.param(signals_demo.on_queue, "item", id="Queue.get"),
    pytest.param(signals_demo.on_full_queue, None, id="Queue.put"),
    pytest.param(lambda: signals_demo.on_queue(queue.SimpleQueue), "item", id="SimpleQueue.get"),
    pytest.param(signals_demo.on_future, "item", id="Future.result"),
]
JOIN = pytest.param(signals_demo.on_thread, None, id="Thread.join")


@posix
@pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")
@pytest.mark.parametrize("timeout", [None, PATIENCE], ids=["no timeout", "timeout"])
@pytest.mark.parametrize(("make_wait", "outcome"), [*LOCKS_AND_QUEUES, JOIN])
def test_a_blocked_main_thread_runs_the_handler_and_waits_on(make_wait, outcome, timeout):
    """A signal interrupts the wait of the main thread, and after the handler the wait is resumed.

    The wait then ends as if nothing had been: no error, no early return, no lost wake-up.

    Docs: library/signal#execution-of-python-signal-handlers
    """
    interrupted = signals_demo.interrupt(make_wait, timeout)
    assert interrupted.order == [HEARD, MAY_END, OVER]
    assert interrupted.outcome == outcome


@posix
@pytest.mark.parametrize(("make_wait", "outcome"), LOCKS_AND_QUEUES)
def test_a_handler_that_raises_breaks_the_wait_off_and_leaves_it_usable(make_wait, outcome):
    """The handler's exception comes out of the wait; a second wait on the same object is as new.

    Docs: library/signal#note-on-signal-handlers-and-exceptions
    """
    interrupted = signals_demo.interrupt(make_wait, timeout=PATIENCE, raises=True)
    assert interrupted.order == [HEARD, BROKEN, MAY_END, OVER]
    assert interrupted.outcome == outcome


@posix
@pytest.mark.parametrize(
    ("make_wait", "outcome"),
    [
        pytest.param(signals_demo.on_lock, False, id="Lock.acquire"),
        pytest.param(lambda: signals_demo.on_lock(RLock), False, id="RLock.acquire"),
        pytest.param(signals_demo.on_condition, False, id="Condition.wait"),
        pytest.param(signals_demo.on_event, False, id="Event.wait"),
        pytest.param(signals_demo.on_semaphore, False, id="Semaphore.acquire"),
        pytest.param(signals_demo.on_queue, "Empty", id="Queue.get"),
        pytest.param(signals_demo.on_full_queue, "Full", id="Queue.put"),
        pytest.param(
            lambda: signals_demo.on_queue(queue.SimpleQueue),
            "Empty",
            id="SimpleQueue.get",
            # Before that, a signal at the end of the timeout makes it wait for ever.
            marks=pytest.mark.since("3.13"),
        ),
        pytest.param(signals_demo.on_future, "TimeoutError", id="Future.result"),
        pytest.param(signals_demo.on_thread, None, id="Thread.join"),
    ],
)
def test_signals_do_not_shorten_or_stretch_a_timeout(make_wait, outcome):
    """A resumed wait has the remaining time: however many signals come, it ends, and not early.

    Docs: library/_thread#thread.LockType.acquire
    """
    ended, seconds = signals_demo.wait_under_fire(make_wait, timeout=0.02)
    assert ended == outcome
    assert seconds >= 0.02 * 0.9


@posix
@pytest.mark.pins("signal.raise_signal(signum)", "_thread.interrupt_main(signum)")
@pytest.mark.parametrize(
    "send",
    [
        pytest.param(ring_in_this_thread, id="a signal that a worker gets"),
        pytest.param(lambda: _thread.interrupt_main(BELL), id="interrupt_main"),
    ],
)
def test_main_sleeps_on_when_the_signal_came_elsewhere(send):
    """Only a signal that reaches the main thread wakes it; any other is handled when it is awake.

    Docs: library/signal#execution-of-python-signal-handlers, library/_thread#thread.interrupt_main
    """
    assert signals_demo.interrupt(signals_demo.on_event, send=send).order == [MAY_END, HEARD, OVER]


@posix
@pytest.mark.pins("threading.Thread.join", "threading.Thread.is_alive")
def test_a_join_that_is_broken_off_leaves_the_thread_alive():
    """After a handler's exception in Thread.join(), is_alive() is True: the thread runs on.

    Before 3.13 it says False (gh-90882): join() took the running thread's lock for its own.

    Docs: library/threading#threading.Thread.is_alive
    """
    joined = signals_demo.broken_off_join()
    assert joined.was_running
    assert joined.is_alive is (sys.version_info >= (3, 13))
    assert not joined.is_alive_at_the_end


# A worker is blocked ─────────────────────────────────────────────────────────


@posix
@pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")
def test_a_blocked_worker_is_not_interrupted():
    """A signal sent to a worker in Lock.acquire() is handled in main; the worker waits on.

    Docs: library/signal#signal.pthread_kill
    """
    assert signals_demo.ring_a_blocked_worker() == [
        "handler in MainThread",
        "main: it is yours",
        "worker: I have the lock",
    ]


@posix
@pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")
def test_the_signal_0_only_checks():
    """signal.pthread_kill(ident, 0) sends nothing: it looks whether there is such a thread.

    Docs: library/signal#signal.pthread_kill
    """
    heard = []
    with handling(lambda number, frame: heard.append(number)):
        assert signal.pthread_kill(main_thread().ident, 0) is None
        assert heard == []
        ring(main_thread())
        assert heard == [BELL]


# Masks ───────────────────────────────────────────────────────────────────────


@posix
@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
@pytest.mark.parametrize("how", [signal.SIG_BLOCK, signal.SIG_SETMASK], ids=["BLOCK", "SETMASK"])
def test_a_thread_blocks_signals_for_itself(how):
    """signal.pthread_sigmask() changes the calling thread's mask and returns its old one.

    A thread that it starts afterwards inherits the new mask; the main thread keeps its own.

    Docs: library/signal#signal.pthread_sigmask
    """
    seen = signals_demo.blocked_in(how, by_main_before=False)
    assert seen == {"before": False, "old": False, "after": True, "child": True, "main": False}


@posix
@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
def test_a_thread_unblocks_signals_for_itself():
    """A thread starts with its starter's mask; SIG_UNBLOCK in it leaves the starter's as it was.

    Docs: library/signal#signal.pthread_sigmask
    """
    seen = signals_demo.blocked_in(signal.SIG_UNBLOCK, by_main_before=True)
    assert seen == {"before": True, "old": True, "after": False, "child": False, "main": True}


@posix
@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
def test_a_scenario_restores_the_mask_of_the_main_thread():
    """signal.pthread_sigmask(SIG_BLOCK, []) reads the mask and changes nothing.

    Docs: library/signal#signal.pthread_sigmask
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    signals_demo.blocked_in(signal.SIG_BLOCK, by_main_before=True)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


@posix
@pytest.mark.pins("signal.sigwait(sigset)", "signal.sigpending")
def test_a_thread_takes_a_blocked_signal_with_sigwait():
    """A blocked signal is pending for its thread; signal.sigwait() removes and returns it.

    Its Python handler does not run.

    Docs: library/signal#signal.sigwait, library/signal#signal.sigpending
    """
    waited = signals_demo.sigwait_in_a_thread()
    assert waited == signals_demo.Waited(BELL, True, False, False)
    assert isinstance(waited.returned, signal.Signals)


@posix
@pytest.mark.pins("signal.sigwait(sigset)", "os.kill(pid, sig)")
def test_one_thread_may_be_there_for_the_signals_of_the_process():
    """Blocked in all threads, a signal to the process goes to the one that calls sigwait().

    Docs: library/signal#signal.sigwait
    """
    child = in_a_child(signals_demo.sigwait_for_the_process)
    assert (child.exit_code, child.said) == (0, ["listener: SIGUSR1", "main goes on"])


# The wakeup fd ───────────────────────────────────────────────────────────────


@posix
@pytest.mark.pins("signal.set_wakeup_fd(fd, warn_on_full_buffer)")
def test_the_wakeup_fd_gets_the_number_of_each_signal():
    """signal.set_wakeup_fd(fd): a signal with a Python handler is written to fd as one byte.

    Docs: library/signal#signal.set_wakeup_fd
    """
    assert signals_demo.bytes_on_the_wakeup_fd() == [NAME]


@posix
@pytest.mark.pins("signal.set_wakeup_fd(fd, warn_on_full_buffer)")
def test_a_full_wakeup_fd_is_reported_unless_nobody_wants_to_know():
    """set_wakeup_fd(fd, warn_on_full_buffer=True) reports a byte that did not fit, False does not.

    Docs: library/signal#signal.set_wakeup_fd
    """
    loud = signals_demo.bytes_on_the_wakeup_fd(warn_on_full_buffer=True, full=True)
    quiet = signals_demo.bytes_on_the_wakeup_fd(warn_on_full_buffer=False, full=True)
    assert (loud, quiet) == (["BlockingIOError"], [])


@posix
@pytest.mark.pins("signal.set_wakeup_fd(fd)")
def test_a_wakeup_fd_must_not_block():
    """signal.set_wakeup_fd() raises ValueError for a blocking fd; else it returns the one before.

    Docs: library/signal#signal.set_wakeup_fd
    """
    with signals_demo._pipe() as (_, writer):
        with pytest.raises(ValueError, match="must be in non-blocking mode"):
            signal.set_wakeup_fd(writer)
        os.set_blocking(writer, False)
        before = signal.set_wakeup_fd(writer)
        assert signal.set_wakeup_fd(before) == writer


@posix
def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase signals` prints, in this order on every run.

    Docs: library/signal#signals-and-threads
    """
    assert tell(signals_demo.main) == [
        "MainThread | 🚨 a worker raises it: ['SIGUSR1 in MainThread']",
        "MainThread | ❌ a Lock that main holds, in the handler: False",
        "MainThread | ✅ an RLock that main holds, in the handler: True",
        "MainThread | ❌ main is blocked, a worker gets it: "
        "the wait may end, handler in MainThread, the wait is over",
        "MainThread | ❌ main is blocked, the handler raises: "
        "handler in MainThread, the wait is broken off, the wait may end, the wait is over",
        "MainThread | ✅ main is blocked, main gets it: "
        "handler in MainThread, the wait may end, the wait is over",
        "MainThread | ✅ a worker is blocked: "
        "handler in MainThread, main: it is yours, worker: I have the lock",
        "MainThread | ⌨️ main: KeyboardInterrupt",
        "MainThread | ⌨️ worker: I go on",
    ]
