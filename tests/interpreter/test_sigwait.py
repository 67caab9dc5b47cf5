"""👂 sigwait(): a thread that is there for signals, instead of a handler that interrupts main.

The story is told, and runs, in showcase/interpreter/sigwait_demo.py.
"""

import os
import signal
import sys
import time
from fractions import Fraction

import pytest

from showcase.interpreter import sigwait_demo
from showcase.interpreter._bell import BELL
from showcase.utils.child import in_a_child

pytestmark = pytest.mark.needs("posix_signals")

takes_signals = pytest.mark.skipif(
    not hasattr(signal, "sigtimedwait"), reason="sigtimedwait() is not there on this platform"
)


@pytest.mark.pins("signal.sigwait(sigset)", "signal.sigpending")
def test_a_thread_takes_a_blocked_signal_with_sigwait():
    """A signal that its thread blocks is pending; signal.sigwait() returns the signal and removes
    it from the pending ones, and no Python handler runs.

    Docs: library/signal#signal.sigwait, library/signal#signal.sigpending
    """
    waited = sigwait_demo.take_in_a_thread()
    assert waited == sigwait_demo.Waited(
        returned=BELL, pending_before=True, pending_after=False, handler_ran=False
    )
    assert isinstance(waited.returned, signal.Signals)


@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
def test_a_signal_that_is_unblocked_instead_is_handled():
    """If a worker unblocks its pending signal with signal.pthread_sigmask() instead of taking it
    with sigwait(), the Python handler runs.

    Docs: library/signal#signal.pthread_sigmask
    """
    waited = sigwait_demo.take_in_a_thread(
        lambda signals: signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    )
    assert (waited.pending_before, waited.pending_after, waited.handler_ran) == (True, False, True)


@pytest.mark.pins("signal.sigwait(sigset)", "os.kill(pid, sig)")
def test_one_thread_may_be_there_for_the_signals_of_the_process():
    """If all threads block a signal, one that is sent to the process is taken by the thread that
    calls signal.sigwait().

    Docs: library/signal#signal.sigwait
    """
    child = in_a_child(sigwait_demo.sigwait_for_the_process)
    assert (child.exit_code, child.said) == (0, ["listener: SIGUSR1", "main goes on"])


@takes_signals
@pytest.mark.pins("signal.sigwaitinfo(sigset)", "signal.sigtimedwait(sigset, timeout)")
@pytest.mark.parametrize(
    "take",
    [
        pytest.param(lambda signals: signal.sigwaitinfo(signals), id="sigwaitinfo"),
        pytest.param(lambda signals: signal.sigtimedwait(signals, 0), id="sigtimedwait, 0 s"),
        pytest.param(lambda signals: signal.sigtimedwait(signals, 10), id="sigtimedwait, 10 s"),
    ],
)
def test_a_thread_takes_a_blocked_signal_and_learns_who_sent_it(take):
    """signal.sigwaitinfo() and signal.sigtimedwait() take a pending signal and return its number
    and the process and user that sent it; no Python handler runs.

    Docs: library/signal#signal.sigwaitinfo, library/signal#signal.sigtimedwait
    """
    waited = sigwait_demo.take_in_a_thread(take)
    info = waited.returned
    assert (info.si_signo, info.si_pid, info.si_uid) == (BELL, os.getpid(), os.getuid())
    assert (waited.pending_before, waited.pending_after, waited.handler_ran) == (True, False, False)


@takes_signals
@pytest.mark.pins("signal.sigtimedwait(sigset, timeout)")
@pytest.mark.parametrize("timeout", [0, 0.02])
def test_sigtimedwait_gives_up_when_its_time_is_over(timeout):
    """signal.sigtimedwait() returns None if no signal comes, and not before its timeout is over;
    with a timeout of 0 it only polls.

    Docs: library/signal#signal.sigtimedwait
    """
    start = time.monotonic()
    assert sigwait_demo.poll_in_a_thread(timeout) is None
    assert time.monotonic() - start >= timeout * 0.9


@takes_signals
@pytest.mark.pins("signal.sigtimedwait(sigset, timeout)")
def test_sigtimedwait_wants_a_time_that_is_not_negative():
    """signal.sigtimedwait() raises ValueError for a negative timeout.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(ValueError, match="timeout must be non-negative"):
        signal.sigtimedwait([BELL], -0.5)


@takes_signals
@pytest.mark.pins("signal.sigtimedwait(timeout)")
def test_sigtimedwait_takes_any_real_number_since_3_15():
    """signal.sigtimedwait(timeout=Fraction(1, 100)) works since Python 3.15, and raises TypeError
    before.

    Docs: library/signal#signal.sigtimedwait
    """
    if sys.version_info >= (3, 15):
        assert sigwait_demo.poll_in_a_thread(Fraction(1, 100)) is None
    else:
        with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
            sigwait_demo.poll_in_a_thread(Fraction(1, 100))


@pytest.mark.pins("signal.pause", "signal.pthread_kill(thread_id, signalnum)")
def test_a_paused_thread_wakes_up_when_the_signal_comes_in_that_thread():
    """signal.pause() in a worker returns None when the worker has received a signal, whose handler
    runs in the main thread.

    Docs: library/signal#signal.pause, library/signal#signals-and-threads
    """
    assert sigwait_demo.pause_in_a_worker() == ([None], {"MainThread"})


def test_without_sigwait_the_demo_says_so(tell, monkeypatch):
    """signal.sigwait() exists on POSIX only; elsewhere the demo says so in one line.

    Docs: library/signal#signal.sigwait
    """
    monkeypatch.setattr(os, "name", "nt")
    (line,) = tell(sigwait_demo.main)
    assert line == "MainThread | 👂 no thread can wait for a signal on this platform"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase sigwait` prints, in this order on every run.

    Docs: library/signal#signal.sigwait
    """
    assert tell(sigwait_demo.main) == [
        "MainThread | ❌ after pause() the handler runs in MainThread",
        "MainThread | ✅ after sigwait() a handler has run: False",
        "MainThread | 👂 listener: SIGUSR1",
        "MainThread | 👂 main goes on",
    ]
