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
    ("line", "event"),
    [
        (0, "sys.settrace []"),
        (2, "sys.setprofile []"),
        (4, "os.fork []"),
        (6, "signal.pthread_kill ['its ident', 0]"),
    ],
)
def test_a_hook_that_main_has_added_hears_of_a_worker_in_that_worker(line, event):
    """sys.addaudithook(hook) is for all threads: the hook gets the event and its arguments, and is
    called by the thread that raises it.

    Docs: library/sys#sys.addaudithook, library/signal#signal.pthread_kill, library/sys#sys.settrace
    """
    assert child().said[line : line + 2] == [f"{event} in worker", "done"]


@pytest.mark.pins("sys.addaudithook(hook)", "os.kill(pid, sig)")
def test_a_hook_that_raises_refuses_what_a_thread_was_about_to_do():
    """The exception of a hook comes out of the audited call in that thread, which has done nothing:
    a process that is sent SIGKILL lives on.

    Docs: library/sys#sys.addaudithook, library/sys#sys.audit
    """
    assert child().said[8:10] == ["os.kill ['its process', 9] in worker", "refused"]
    assert child().exit_code == 0


@pytest.mark.pins("sys.addaudithook(hook)")
def test_a_hook_stays():
    """A hook cannot be removed: of two hooks for an event, the older one is still called.

    Docs: library/sys#sys.addaudithook
    """
    assert child().said[10:] == ["sys.settrace [] in worker"] * 2 + ["done"]


def test_a_platform_without_fork_is_told_so(tell, monkeypatch):
    """os.fork() and signal.pthread_kill() are for POSIX.

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
