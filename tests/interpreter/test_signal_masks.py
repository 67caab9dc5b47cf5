"""🙉 Signal masks: each thread decides for itself which signals it lets in.

The story is told, and runs, in showcase/interpreter/signal_masks_demo.py.
"""

import errno
import functools
import os
import signal
from threading import get_ident

import pytest

from showcase.interpreter import signal_masks_demo
from showcase.interpreter._bell import BELL, blocking
from showcase.utils.child import in_a_child

pytestmark = pytest.mark.needs("posix_signals")


@functools.cache
def said_by(function):
    """What a child says: pure observation, so one is enough."""
    return in_a_child(function).said


@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
@pytest.mark.parametrize("how", [signal.SIG_BLOCK, signal.SIG_SETMASK], ids=["BLOCK", "SETMASK"])
def test_a_thread_blocks_signals_for_itself(how):
    """signal.pthread_sigmask() changes the mask of the calling thread and returns the old one.

    A thread that is started by this thread afterwards inherits the new mask; the main thread keeps
    its own.

    Docs: library/signal#signal.pthread_sigmask
    """
    seen = signal_masks_demo.blocked_in(how, by_main_before=False)
    assert seen == {"before": False, "old": False, "after": True, "child": True, "main": False}


@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
def test_a_thread_unblocks_signals_for_itself():
    """A new thread inherits the signal mask of its starter; signal.pthread_sigmask(SIG_UNBLOCK,
    ...) in the new thread leaves the starter's mask as it was.

    Docs: library/signal#signal.pthread_sigmask
    """
    seen = signal_masks_demo.blocked_in(signal.SIG_UNBLOCK, by_main_before=True)
    assert seen == {"before": True, "old": True, "after": False, "child": False, "main": True}


@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
def test_a_scenario_restores_the_mask_of_the_main_thread():
    """The mask of the main thread, which signal.pthread_sigmask(SIG_BLOCK, []) reads, is the same
    before and after a scenario that blocks a signal.

    Docs: library/signal#signal.pthread_sigmask
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    signal_masks_demo.blocked_in(signal.SIG_BLOCK, by_main_before=True)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


@pytest.mark.pins("signal.pthread_sigmask(how, mask)", "signal.Sigmasks")
def test_the_old_mask_is_a_set_of_named_signals():
    """signal.pthread_sigmask() and signal.sigpending() return sets of signal.Signals members;
    `how`, the first parameter of pthread_sigmask(), is a member of signal.Sigmasks.

    Docs: library/signal#module-contents, library/signal#signal.Sigmasks
    """
    assert {signal.SIG_BLOCK, signal.SIG_UNBLOCK, signal.SIG_SETMASK} == {*signal.Sigmasks}
    with blocking(BELL):
        (mask,) = (s for s in signal.pthread_sigmask(signal.SIG_BLOCK, []) if s == BELL)
        assert mask is signal.Signals(BELL)
        signal.raise_signal(BELL)
        (pending,) = signal.sigpending()
        assert pending is signal.sigwait([BELL]) is signal.Signals(BELL)


@pytest.mark.pins("signal.pthread_sigmask(how, mask)", "signal.valid_signals")
def test_a_full_mask_leaves_two_signals_out():
    """After a thread has blocked all signal.valid_signals(), SIGKILL and SIGSTOP alone are missing
    from its mask.

    Docs: library/signal#signal.pthread_sigmask, library/signal#signal.valid_signals
    """
    assert signal_masks_demo.not_blocked_by_a_full_mask() == {signal.SIGKILL, signal.SIGSTOP}


@pytest.mark.pins("signal.pthread_sigmask(how, mask)")
@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        pytest.param((99, [BELL]), OSError, id="no such way"),
        pytest.param((signal.SIG_BLOCK, [0]), ValueError, id="a number that no signal has"),
        pytest.param((signal.SIG_BLOCK, BELL), TypeError, id="no set"),
    ],
)
def test_pthread_sigmask_wants_a_way_and_a_set(arguments, refusal):
    """signal.pthread_sigmask() raises OSError for an unknown `how`, ValueError for a number that no
    signal has, and TypeError for a mask that is not iterable; the thread's mask stays as it was.

    Docs: undocumented, and all supported Pythons agree.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with pytest.raises(refusal):
        signal.pthread_sigmask(*arguments)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


@pytest.mark.pins("signal.pthread_sigmask(how, mask)", "signal.raise_signal(signum)")
def test_a_blocked_signal_is_handled_when_it_is_unblocked():
    """A blocked signal stays pending; when signal.pthread_sigmask(SIG_UNBLOCK, ...) returns in the
    main thread, its handler has run.

    Docs: library/signal#signal.pthread_sigmask
    """
    blocked = signal_masks_demo.raise_and_unblock(blocked=True)
    assert blocked == ["raised", "the handler", "unblocked"]
    not_blocked = signal_masks_demo.raise_and_unblock(blocked=False)
    assert not_blocked == ["the handler", "raised", "unblocked"]


@pytest.mark.pins("signal.sigpending", "signal.pthread_kill(thread_id, signalnum)")
def test_a_signal_to_a_thread_is_pending_for_that_thread_alone():
    """After signal.pthread_kill(), signal.sigpending() has the signal in the thread it was sent to,
    and in no other.

    Docs: library/signal#signal.sigpending, library/signal#signal.pthread_kill
    """
    after_pthread_kill, _ = said_by(signal_masks_demo.say_for_whom_it_is_pending)
    assert after_pthread_kill == "pthread_kill: worker"


@pytest.mark.pins("signal.sigpending", "os.kill(pid, sig)")
def test_a_signal_to_the_process_is_pending_for_all_who_block_it():
    """After os.kill(), every thread that blocks the signal finds it in signal.sigpending().

    Docs: library/signal#signal.sigpending
    """
    _, after_os_kill = said_by(signal_masks_demo.say_for_whom_it_is_pending)
    assert after_os_kill == "os.kill: main, worker"


@pytest.mark.pins("signal.pthread_kill(thread_id, signalnum)")
def test_pthread_kill_wants_the_number_of_a_signal():
    """signal.pthread_kill() raises OSError (EINVAL) for a number that no signal has.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(OSError) as caught:
        signal.pthread_kill(get_ident(), 10_000)
    assert caught.value.errno == errno.EINVAL


def test_without_signal_masks_the_demo_says_so(tell, monkeypatch):
    """signal.pthread_sigmask() exists on POSIX only; elsewhere the demo says so in one line.

    Docs: library/signal#signal.pthread_sigmask
    """
    monkeypatch.setattr(os, "name", "nt")
    (line,) = tell(signal_masks_demo.main)
    assert line == "MainThread | 🙉 threads have no signal masks on this platform"


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase signal_masks` prints, in this order on every run.

    Docs: library/signal#signal.pthread_sigmask
    """
    assert tell(signal_masks_demo.main) == [
        "MainThread | 🔔 not blocked: the handler, raised, unblocked",
        "MainThread | 🙉 blocked: raised, the handler, unblocked",
        "MainThread | 📬 pending after pthread_kill: worker",
        "MainThread | 📬 pending after os.kill: main, worker",
    ]
