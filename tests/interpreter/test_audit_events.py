"""🕵️ Audit events: an auditing hook hears of all threads, in the thread that it is about.

The story is told, and runs, in showcase/interpreter/audit_events_demo.py.
"""

import functools
import os

import pytest

from showcase.interpreter import audit_events_demo
from showcase.utils.child import in_a_child

pytestmark = pytest.mark.needs("fork", "posix_signals")

TOLD = [
    "sys.settrace [] in worker",
    "done",
    "sys.setprofile [] in worker",
    "done",
    "os.fork [] in worker",
    "done",
    "signal.pthread_kill ['its ident', 0] in worker",
    "done",
    "os.kill ['its process', 9] in worker",
    "refused",
    "sys.settrace [] in worker",
    "sys.settrace [] in worker",
    "done",
]


@functools.cache
def child():
    """What an interpreter says that has hooks: they stay for ever, so it is not this one."""
    return in_a_child(audit_events_demo.say_what_is_announced)


@pytest.mark.pins("sys.addaudithook(hook)")
@pytest.mark.parametrize(
    "event",
    [
        "sys.settrace []",
        "sys.setprofile []",
        "os.fork []",
        "signal.pthread_kill ['its ident', 0]",
    ],
)
def test_a_hook_that_main_has_added_hears_of_a_worker_in_that_worker(event):
    """sys.addaudithook(hook) adds a hook for all threads: it is called with each event and the
    event's arguments, in the thread that raises the event.

    Docs: library/sys#sys.addaudithook, library/signal#signal.pthread_kill, library/sys#sys.settrace
    """
    assert f"{event} in worker\ndone\n" in child().out


@pytest.mark.pins("sys.addaudithook(hook)", "os.kill(pid, sig)")
def test_a_hook_that_raises_refuses_what_a_thread_was_about_to_do():
    """An exception raised by an audit hook comes out of the audited call, and the call does
    nothing: os.kill() raises it in the worker, and the process gets no SIGKILL.

    Docs: library/sys#sys.addaudithook, library/sys#sys.audit
    """
    assert "os.kill ['its process', 9] in worker\nrefused\n" in child().out
    assert child().exit_code == 0


@pytest.mark.pins("sys.addaudithook(hook)")
def test_a_hook_stays_when_another_one_is_added():
    """A second sys.addaudithook() does not replace the first: with two hooks for sys.settrace, one
    call of sys.settrace() is reported twice.

    Docs: library/sys#sys.addaudithook
    """
    *_, first, second, outcome = child().said
    assert first == second == "sys.settrace [] in worker"
    assert outcome == "done"


def test_without_fork_the_demo_says_so(tell, monkeypatch):
    """os.fork() and signal.pthread_kill() exist on POSIX only; elsewhere the demo says so in one
    line.

    Docs: library/os#os.fork
    """
    monkeypatch.setattr(os, "name", "nt")
    (line,) = tell(audit_events_demo.main)
    assert line == "MainThread | 🕵️ there is nothing to fork and to kill on this platform"


def test_the_demo_tells_this_story(tell):
    """What `python -m showcase audit_events` prints, in this order on every run.

    Docs: library/sys#sys.addaudithook
    """
    assert tell(audit_events_demo.main) == [f"MainThread | 🕵️ {line}" for line in TOLD]
