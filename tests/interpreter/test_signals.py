"""🚨 Signals: whichever thread a signal comes in, the main thread handles it.

The story is told, and runs, in showcase/interpreter/signals_demo.py.
"""

import _thread
import os
import signal
from threading import RLock, get_ident, main_thread

import pytest

from showcase.interpreter import _waits, signals_demo
from showcase.interpreter._bell import BELL, handling, ring, ring_in_this_thread
from showcase.utils.child import in_a_child
from showcase.utils.stage import play

posix = pytest.mark.needs("posix_signals")
NAME = signal.Signals(BELL).name


pidfds = pytest.mark.skipif(
    not hasattr(signal, "pidfd_send_signal"), reason="signal.pidfd_send_signal is on Linux only"
)


def ignore(number, frame):
    """A signal handler that does nothing."""


def ring_the_process_that_a_descriptor_refers_to():
    """Send the signal to this process by a file descriptor, and not by its number (Linux)."""
    descriptor = os.pidfd_open(os.getpid())
    try:
        signal.pidfd_send_signal(descriptor, BELL)
    finally:
        os.close(descriptor)


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
    assert child.said == ["ValueError: signal only works in main thread of the main interpreter"]


@pytest.mark.pins("signal.signal(signalnum, handler)", "signal.getsignal(signalnum)")
def test_setting_a_handler_returns_the_one_before():
    """signal.signal() returns the previous handler, and signal.getsignal() the current one.

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
            ring_the_process_that_a_descriptor_refers_to,
            id="pidfd_send_signal",
            marks=[pidfds, pytest.mark.pins("signal.pidfd_send_signal(pidfd, sig)")],
        ),
        pytest.param(
            lambda: _thread.interrupt_main(BELL),
            id="interrupt_main",
            marks=pytest.mark.pins("_thread.interrupt_main(signum)"),
        ),
    ],
)
def test_a_handler_runs_in_the_main_thread_whoever_gets_the_signal(send):
    """A Python signal handler runs in the main thread, even if another thread raised or received
    the signal.

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
    """_thread.interrupt_main(signum) only runs a Python handler: if the signal is ignored or has
    its default action, nothing happens, and the process lives on.

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
    """When signal.raise_signal() returns in the main thread, the handler has already run.

    Docs: library/signal#signal.raise_signal
    """
    assert signals_demo.ring_while_main_runs() == ["before", "the handler", "after"]


@pytest.mark.pins("signal.signal(signalnum, handler)")
def test_a_handler_stays_and_is_told_the_number_and_the_frame_of_main():
    """A signal handler is called with the signal's number and the current frame of the main thread,
    even if a worker received the signal, and stays installed for the next signal.

    Docs: library/signal#signal.signal, library/signal#general-rules
    """
    assert signals_demo.frames_of_the_handler() == [(BELL, True), (BELL, True)]


@pytest.mark.pins("signal.default_int_handler(signalnum, frame)")
def test_the_handler_of_ctrl_c_raises_keyboard_interrupt():
    """signal.default_int_handler(), the default handler of SIGINT, raises KeyboardInterrupt.

    Docs: library/signal#signal.SIGINT
    """
    with pytest.raises(KeyboardInterrupt):
        signal.default_int_handler(signal.SIGINT, None)


@pytest.mark.pins("signal.default_int_handler", "signal.raise_signal(signum)")
def test_keyboard_interrupt_hits_the_main_thread_only():
    """SIGINT raised in a worker becomes a KeyboardInterrupt in the main thread; the worker runs on.

    Docs: library/signal#signals-and-threads
    """
    child = in_a_child(signals_demo.say_who_is_interrupted)
    assert child.said == ["main: KeyboardInterrupt", "worker: I go on"]
    assert (child.exit_code, child.err) == (0, "")


@pytest.mark.since("3.14")
@pytest.mark.pins("sys.remote_exec(pid, script)")
def test_remote_code_runs_in_the_main_thread_as_a_handler_does():
    """If a worker calls sys.remote_exec() for its own process, the code runs in the main thread.

    Docs: library/sys#sys.remote_exec
    """
    (said,) = in_a_child(signals_demo.say_who_runs_remote_code).said
    if said in ("PermissionError", "RuntimeError"):
        pytest.skip("this machine lets no process attach to itself")
    assert said == "MainThread"


def test_a_handler_cannot_have_a_lock_that_main_holds():
    """A signal handler cannot acquire a Lock that the main thread holds: to block there would be a
    deadlock. An RLock it can acquire, in the middle of what main does under that RLock.

    Docs: library/signal#signals-and-threads
    """
    assert not signals_demo.lock_is_free_in_the_handler(signals_demo.Lock)
    assert signals_demo.lock_is_free_in_the_handler(RLock)


# A worker is blocked ─────────────────────────────────────────────────────────


@posix
@pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")
@pytest.mark.parametrize(
    "make_wait",
    [
        pytest.param(_waits.on_lock, id="Lock.acquire"),
        pytest.param(_waits.on_event, id="Event.wait"),
        pytest.param(_waits.on_read, id="os.read: no InterruptedError"),
    ],
)
def test_a_blocked_worker_is_not_interrupted(make_wait):
    """A signal sent to a worker in Lock.acquire(), or in a system call such as os.read(), is
    handled in the main thread; the worker goes on waiting for the Lock, or for something to read.

    Docs: library/signal#signal.pthread_kill
    """
    assert signals_demo.ring_a_blocked_worker(make_wait) == [
        "handler in MainThread",
        "main: it is yours",
        "worker: I have it",
    ]


@posix
@pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")
def test_the_signal_0_only_checks():
    """signal.pthread_kill(ident, 0) sends no signal to the thread: no handler runs, while a real
    signal makes its handler run.

    Docs: library/signal#signal.pthread_kill
    """
    heard = []
    with handling(lambda number, frame: heard.append(number)):
        assert signal.pthread_kill(main_thread().ident, 0) is None
        assert heard == []
        ring(main_thread())
        assert heard == [BELL]


@posix
def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase signals` prints, in this order on every run.

    Docs: library/signal#signals-and-threads
    """
    assert tell(signals_demo.main) == [
        "MainThread | 🚨 a worker raises it: ['SIGUSR1 in MainThread']",
        "MainThread | ❌ a Lock that main holds, in the handler: False",
        "MainThread | ✅ an RLock that main holds, in the handler: True",
        "MainThread | ✅ a worker is blocked: "
        "handler in MainThread, main: it is yours, worker: I have it",
        "MainThread | ⌨️ main: KeyboardInterrupt",
        "MainThread | ⌨️ worker: I go on",
    ]
