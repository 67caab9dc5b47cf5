"""⏸️ Interrupted waits: a signal comes while the main thread is blocked.

The story is told, and runs, in showcase/interpreter/interrupted_waits_demo.py.
"""

import _thread
import dataclasses
import os
import queue
import signal
from threading import RLock, main_thread

import pytest

from showcase.interpreter import _waits, interrupted_waits_demo
from showcase.interpreter._bell import BELL, blocking, handling, ring, ring_in_this_thread
from showcase.utils.stage import PATIENCE, switch_interval

posix = pytest.mark.needs("posix_signals")

HEARD = "handler in MainThread"
BROKEN = "the wait is broken off"
MAY_END = "the wait may end"
OVER = "the wait is over"


# Main is blocked ─────────────────────────────────────────────────────────────

LOCKS_AND_QUEUES = [
    pytest.param(_waits.on_lock, True, id="Lock.acquire"),
    pytest.param(lambda: _waits.on_lock(RLock), True, id="RLock.acquire"),
    pytest.param(_waits.on_condition, True, id="Condition.wait"),
    pytest.param(_waits.on_event, True, id="Event.wait"),
    pytest.param(_waits.on_semaphore, True, id="Semaphore.acquire"),
    pytest.param(_waits.on_barrier, 0, id="Barrier.wait"),
    pytest.param(_waits.on_queue, "item", id="Queue.get"),
    pytest.param(_waits.on_full_queue, None, id="Queue.put"),
    pytest.param(lambda: _waits.on_queue(queue.SimpleQueue), "item", id="SimpleQueue.get"),
    pytest.param(_waits.on_future, "item", id="Future.result"),
]
JOIN = pytest.param(_waits.on_thread, None, id="Thread.join")


@posix
@pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")
@pytest.mark.parametrize("timeout", [None, PATIENCE], ids=["no timeout", "timeout"])
@pytest.mark.parametrize(("make_wait", "outcome"), [*LOCKS_AND_QUEUES, JOIN])
def test_a_blocked_main_thread_runs_the_handler_and_waits_on(make_wait, outcome, timeout):
    """A signal interrupts a blocking call of the main thread; its handler runs at once, and then
    the call goes on waiting and ends as if there had been no signal.

    Docs: library/signal#execution-of-python-signal-handlers
    """
    interrupted = interrupted_waits_demo.interrupt(make_wait, timeout)
    assert interrupted.order == [HEARD, MAY_END, OVER]
    assert interrupted.outcome == outcome


@posix
@pytest.mark.parametrize(("make_wait", "outcome"), LOCKS_AND_QUEUES)
def test_a_handler_that_raises_breaks_the_wait_off_and_leaves_it_usable(make_wait, outcome):
    """An exception of the signal handler comes out of the blocking call; the same call on the same
    object then waits again, and succeeds.

    Docs: library/signal#note-on-signal-handlers-and-exceptions
    """
    interrupted = interrupted_waits_demo.interrupt(make_wait, timeout=PATIENCE, raises=True)
    assert interrupted.order == [HEARD, BROKEN, MAY_END, OVER]
    assert interrupted.outcome == outcome


@posix
@pytest.mark.parametrize(
    ("make_wait", "outcome"),
    [
        pytest.param(_waits.on_lock, False, id="Lock.acquire"),
        pytest.param(lambda: _waits.on_lock(RLock), False, id="RLock.acquire"),
        pytest.param(_waits.on_condition, False, id="Condition.wait"),
        pytest.param(_waits.on_event, False, id="Event.wait"),
        pytest.param(_waits.on_semaphore, False, id="Semaphore.acquire"),
        pytest.param(_waits.on_queue, "Empty", id="Queue.get"),
        pytest.param(_waits.on_full_queue, "Full", id="Queue.put"),
        pytest.param(
            lambda: _waits.on_queue(queue.SimpleQueue),
            "Empty",
            id="SimpleQueue.get",
            # Before that, a signal at the end of the timeout makes it wait for ever.
            marks=pytest.mark.since("3.13"),
        ),
        pytest.param(_waits.on_future, "TimeoutError", id="Future.result"),
        pytest.param(_waits.on_thread, None, id="Thread.join"),
    ],
)
def test_signals_do_not_shorten_or_stretch_a_timeout(make_wait, outcome):
    """A wait with a timeout that signals interrupt again and again still times out, and not before
    its timeout is over: each time it is resumed with the remaining time.

    Docs: library/_thread#thread.LockType.acquire
    """
    ended, seconds = interrupted_waits_demo.wait_under_fire(make_wait, timeout=0.02)
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
    """A signal that another thread receives does not wake the blocked main thread: the handler runs
    when the wait of the main thread is over. The same holds for the handler that
    _thread.interrupt_main() triggers.

    Docs: library/signal#execution-of-python-signal-handlers, library/_thread#thread.interrupt_main
    """
    assert interrupted_waits_demo.interrupt(_waits.on_event, send=send).order == [
        MAY_END,
        HEARD,
        OVER,
    ]


# System calls ────────────────────────────────────────────────────────────────

takes_signals = pytest.mark.skipif(
    not hasattr(signal, "sigtimedwait"), reason="sigtimedwait() is not there on this platform"
)


@pytest.fixture
def other_signal_blocked():
    """The main thread blocks SIGUSR2, so that it can wait for it; a late one is ignored."""
    with handling(signal.SIG_IGN, signal.SIGUSR2), blocking(signal.SIGUSR2):
        yield


@posix
@pytest.mark.pins("signal.signal(signalnum, handler)", "signal.raise_signal(signum)")
def test_a_signal_that_comes_again_before_it_is_handled_is_handled_once():
    """A signal only sets a flag: if other threads receive it three times before the main thread can
    run the handler, the handler runs once.

    Docs: library/signal#execution-of-python-signal-handlers
    """
    three_times = [signal.SIGUSR1] * 3
    assert interrupted_waits_demo.handled_after_a_wait(three_times) == [signal.SIGUSR1]


@posix
@pytest.mark.pins("signal.signal(signalnum, handler)", "signal.raise_signal(signum)")
def test_the_handlers_of_several_signals_run_in_the_order_of_their_numbers():
    """If several signals came before the main thread can run their handlers, it runs them in the
    order of the signals' numbers, and not in the order in which they came.

    Docs: undocumented, and all supported Pythons agree.
    """
    low, high = sorted([signal.SIGUSR1, signal.SIGUSR2])
    assert interrupted_waits_demo.handled_after_a_wait([high, low]) == [low, high]


@posix
@takes_signals
@pytest.mark.pins("signal.sigwaitinfo(sigset)", "signal.sigtimedwait(sigset, timeout)")
@pytest.mark.usefixtures("other_signal_blocked")
@pytest.mark.parametrize(
    "timeout",
    [pytest.param(None, id="sigwaitinfo"), pytest.param(PATIENCE, id="sigtimedwait")],
)
@pytest.mark.parametrize(
    ("raises", "order"),
    [
        pytest.param(False, [HEARD, MAY_END, OVER], id="the handler returns"),
        pytest.param(True, [HEARD, BROKEN, MAY_END, OVER], id="the handler raises"),
    ],
)
def test_a_wait_for_one_signal_is_resumed_after_another(timeout, raises, order):
    """If signal.sigwaitinfo() or signal.sigtimedwait() is interrupted by a signal that it does not
    wait for, that signal's handler runs, and the call is retried unless the handler raises.

    Docs: library/signal#signal.sigwaitinfo, library/signal#signal.sigtimedwait
    """
    interrupted = interrupted_waits_demo.interrupt(_waits.on_signal, timeout, raises)
    assert interrupted.order == order
    assert interrupted.outcome == signal.SIGUSR2


@posix
@takes_signals
@pytest.mark.pins("signal.sigtimedwait(sigset, timeout)")
@pytest.mark.usefixtures("other_signal_blocked")
def test_other_signals_do_not_shorten_or_stretch_a_wait_for_one():
    """signal.sigtimedwait(), interrupted again and again by other signals, ends by its timeout, and
    not before.

    Its result is not asserted: it is None, or garbage if another signal comes at the very end,
    since all supported Pythons then fill the result from uninitialised memory.

    Docs: library/signal#signal.sigtimedwait
    """
    _, seconds = interrupted_waits_demo.wait_under_fire(_waits.on_signal, timeout=0.02)
    assert seconds >= 0.02 * 0.9


@posix
@pytest.mark.pins("signal.siginterrupt(signalnum, flag)")
def test_a_system_call_is_interrupted_by_default():
    """By default, and after signal.siginterrupt(signalnum, True), a signal interrupts os.read() in
    the main thread: the handler runs at once, and the read is retried.

    Docs: library/signal#signal.siginterrupt
    """
    interrupted = interrupted_waits_demo.interrupt(_waits.on_read)
    assert (interrupted.order, interrupted.outcome) == ([HEARD, MAY_END, OVER], b"item")


@posix
@pytest.mark.needs("gil")
@pytest.mark.pins("signal.siginterrupt(signalnum, flag)")
def test_a_system_call_that_is_restarted_keeps_the_handler_waiting():
    """After signal.siginterrupt(signalnum, False) a signal does not interrupt os.read() in the main
    thread: the handler does not run before os.read() returns.

    Docs: library/signal#signal.siginterrupt
    """
    with switch_interval(1000):  # main keeps its turn until it is in os.read()
        interrupted = interrupted_waits_demo.interrupt(
            lambda: _waits.on_read(interruptible=False), send=lambda: ring(main_thread())
        )
    assert (interrupted.order, interrupted.outcome) == ([MAY_END, HEARD, OVER], b"item")


@posix
@pytest.mark.needs("gil")
@pytest.mark.pins("signal.siginterrupt(signalnum, flag)", "signal.signal(signalnum, handler)")
def test_setting_a_handler_lets_its_signal_interrupt_system_calls_again():
    """signal.signal() undoes signal.siginterrupt(signalnum, False): the signal interrupts os.read()
    in the main thread again, so that the new handler runs at once.

    Docs: library/signal#signal.siginterrupt
    """

    def make_wait():
        wait = _waits.on_read(interruptible=False)

        def set_the_handler_and_read(timeout):
            signal.signal(BELL, signal.getsignal(BELL))
            return wait.block(timeout)

        return dataclasses.replace(wait, block=set_the_handler_and_read)

    with switch_interval(1000):  # main keeps its turn until it is in os.read()
        interrupted = interrupted_waits_demo.interrupt(make_wait)
    assert (interrupted.order, interrupted.outcome) == ([HEARD, MAY_END, OVER], b"item")


def test_without_signals_between_threads_the_demo_says_so(tell, monkeypatch):
    """signal.pthread_kill() exists on POSIX only; elsewhere the demo says so in one line.

    Docs: library/signal#signal.pthread_kill
    """
    monkeypatch.setattr(os, "name", "nt")
    (line,) = tell(interrupted_waits_demo.main)
    assert line == "MainThread | ⏸️ there are no signals between threads on this platform"


@posix
def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase interrupted_waits` prints, in this order on every run.

    Docs: library/signal#execution-of-python-signal-handlers
    """
    assert tell(interrupted_waits_demo.main) == [
        "MainThread | ❌ main is blocked, a worker gets it: "
        "the wait may end, handler in MainThread, the wait is over",
        "MainThread | ❌ main is blocked, the handler raises: "
        "handler in MainThread, the wait is broken off, the wait may end, the wait is over",
        "MainThread | ✅ main is blocked, main gets it: "
        "handler in MainThread, the wait may end, the wait is over",
    ]
