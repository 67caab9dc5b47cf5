"""🧹 Nothing leaks: whatever a test leaves behind fails that test, and is named.

Looked at before the first fixture is set up and after the last one is torn down: threads,
child processes, open files, and every hook and setting of the interpreter that threads share.
Settings are put back, so that one leak does not fail the tests after it.
"""

import faulthandler
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

STRAGGLER = 1.0
"""Seconds that a non-daemon thread gets at the very end, before the run is ended for it."""

PROC = "/proc/self"


@dataclass(frozen=True)
class Setting:
    """A hook or setting of the whole interpreter: how to read it, how to put it back."""

    name: str
    read: Callable[[], Any]
    restore: Callable[[Any], object]


SETTINGS = (
    Setting("switch interval", sys.getswitchinterval, sys.setswitchinterval),
    Setting("sys.excepthook", lambda: sys.excepthook, lambda v: setattr(sys, "excepthook", v)),
    Setting(
        "sys.unraisablehook",
        lambda: sys.unraisablehook,
        lambda v: setattr(sys, "unraisablehook", v),
    ),
    Setting(
        "threading.excepthook",
        lambda: threading.excepthook,
        lambda v: setattr(threading, "excepthook", v),
    ),
    Setting("trace function", sys.gettrace, sys.settrace),
    Setting("profile function", sys.getprofile, sys.setprofile),
    Setting("trace function of new threads", threading.gettrace, threading.settrace),
    Setting("profile function of new threads", threading.getprofile, threading.setprofile),
    Setting("stack size of new threads", threading.stack_size, threading.stack_size),
    Setting("recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
    Setting("garbage collection", gc.isenabled, lambda on: gc.enable() if on else gc.disable()),
    Setting("working directory", os.getcwd, os.chdir),
)


_SIGNALS = signal.valid_signals() & set(signal.Signals)


def signal_handlers() -> dict[signal.Signals, Any]:
    """The handler of every signal; None is one that was not installed from Python."""
    return {number: signal.getsignal(number) for number in _SIGNALS}


def alarm_is_over(before: Any, now: Any) -> bool:
    """pytest-timeout takes its handler of SIGALRM away as soon as a test has failed."""
    return getattr(before, "__module__", "") == "pytest_timeout" and now == signal.SIG_DFL


def child_processes() -> dict[Hashable, str]:
    """The children of this process, by pid, with what tells them apart for a reader."""
    if os.path.exists(f"{PROC}/task"):  # Linux: cheap enough to do before and after each test
        children: dict[Hashable, str] = {}
        for thread in os.listdir(f"{PROC}/task"):
            try:
                with open(f"{PROC}/task/{thread}/children", encoding="ascii") as listing:
                    pids = listing.read().split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # that thread has just ended
            children.update((int(pid), f"child process {pid}") for pid in pids)
        return children
    import psutil  # elsewhere it is the way, and a slower one

    return {p.pid: f"child process {p.pid}" for p in psutil.Process().children(recursive=True)}


def open_files() -> dict[Hashable, str]:
    """The open descriptors of this process, by number and target."""
    if os.path.exists(f"{PROC}/fd"):
        files: dict[Hashable, str] = {}
        for name in os.listdir(f"{PROC}/fd"):
            try:
                target = os.readlink(f"{PROC}/fd/{name}")
            except FileNotFoundError:
                continue  # the descriptor of this very listing
            files[name, target] = f"open file {name} -> {target}"
        return files
    import psutil

    return {(f.fd, f.path): f"open file {f.fd} -> {f.path}" for f in psutil.Process().open_files()}


def threads() -> dict[Hashable, str]:
    """The threads that `threading` knows, with their names."""
    return {t: f"thread {t.name!r}{' (daemon)' * t.daemon}" for t in threading.enumerate()}


@dataclass
class Traces:
    """What can be left behind, as it was at one moment."""

    things: dict[Hashable, str] = field(
        default_factory=lambda: {**threads(), **child_processes(), **open_files()}
    )
    settings: list[Any] = field(default_factory=lambda: [s.read() for s in SETTINGS])
    handlers: dict[signal.Signals, Any] = field(default_factory=signal_handlers)

    def left_since(self, before: "Traces") -> list[str]:
        """What is there now and was not before, in words; settings are put back."""
        left = [name for thing, name in self.things.items() if thing not in before.things]
        for setting, old, new in zip(SETTINGS, before.settings, self.settings, strict=True):
            if new is not old and new != old:
                left.append(f"{setting.name}: {new!r} instead of {old!r}")
                setting.restore(old)
        for number, handler in self.handlers.items():
            old = before.handlers[number]
            if handler is not old and handler != old and not alarm_is_over(old, handler):
                left.append(f"handler of {number.name}: {handler!r}")
                signal.signal(number, old or signal.SIG_DFL)
        return left


def where(thread: threading.Thread) -> str:
    """The line on which a thread stands: the end of its live stack."""
    frame = sys._current_frames().get(thread.ident or 0)
    return "".join(traceback.format_stack(frame)[-3:]) if frame else ""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays: looking for garbage in it only costs time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """The collected suite is no garbage: specs that call gc.collect() need not look through it.

    Where nothing is run, nobody need look through it at all, up to the end.
    """
    if session.config.option.collectonly:
        gc.freeze()
        return (yield)
    gc.collect()
    gc.freeze()
    try:
        return (yield)
    finally:
        gc.unfreeze()


_before = pytest.StashKey[Traces]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Look before the first fixture of the test is set up."""
    item.stash[_before] = Traces()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Look again after its last fixture is torn down, and fail the test for what is left."""
    result = yield
    before = item.stash[_before]
    left = Traces().left_since(before)
    if left:
        stacks = [
            f"{name} stands at\n{where(thread)}"
            for thread, name in threads().items()
            if isinstance(thread, threading.Thread) and thread not in before.things
        ]
        pytest.fail("\n".join(["left behind by this test: " + ", ".join(left), *stacks]), False)
    return result


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """A non-daemon thread that was left waiting must not keep the run from ending.

    After the summary the interpreter would join it for ever. It is named instead, and
    faulthandler, which needs no thread that can run, ends the process with all the stacks.
    """
    left = [
        thread.name
        for thread in threading.enumerate()
        if thread is not threading.main_thread() and not thread.daemon
    ]
    if left and sys.__stderr__ is not None:
        print("still running after the last test:", *left, file=sys.__stderr__, flush=True)
        faulthandler.dump_traceback_later(STRAGGLER, exit=True, file=sys.__stderr__)
