"""🔬 Trace and profile functions: each thread has its own.

                                     main   a thread that   a thread     a thread of
    set with                                runs already    started now  _thread
    ──────────────────────────────   ────   ─────────────   ──────────   ───────────
    sys.settrace                      👁      –               –            –
    threading.settrace                –       –               👁           –
    threading.settrace_all_threads    👁      👁              👁           –
    sys.monitoring                    👁      👁              👁           👁

    The same table holds for setprofile. The last two lines are new in Python 3.12.

TL;DR  sys.settrace() watches the calling thread and threading.settrace() the threads to come;
       threading.settrace_all_threads() catches up with those that run already.

Run    python -m showcase.interpreter.trace_and_profile_demo
Specs  tests/interpreter/test_trace_and_profile.py
Next   thread_module_demo.py: what threading itself is made of
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import _thread
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from types import FrameType
from typing import Any

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

Hook = Callable[[FrameType, str, Any], Any]
"""What settrace and setprofile take: called with a frame, the name of the event, and its value."""


def greet(who: str) -> str:
    """A function to watch: one line, and a value."""
    return f"hello, {who}"


def stumble() -> None:
    """Another function to watch: one line, and an error."""
    raise ValueError("ouch")


@contextmanager
def hooks_restored() -> Iterator[None]:
    """Put back what a debugger or a coverage tool may have set, of this thread and of new ones."""
    trace, profile = sys.gettrace(), sys.getprofile()
    new_trace, new_profile = threading.gettrace(), threading.getprofile()
    try:
        yield
    finally:
        threading.settrace(new_trace)
        threading.setprofile(new_profile)
        sys.settrace(trace)
        sys.setprofile(profile)


# 1 ── Who is watched? ────────────────────────────────────────────────────────


def who_is_watched(set_hook: Callable[[Hook], object]) -> list[str]:
    """Four threads call `greet`; returns, by name, those in which the hook saw the call.

    Args:
        set_hook: called in the main thread, while the thread "early" runs already; the threads
            "late" (of threading) and "raw" (of _thread) are started after it.
    """
    seen: list[str] = []
    early_runs, hook_is_set, raw_is_done = Cue(), Cue(), Cue()

    def hook(frame: FrameType, event: str, value: Any) -> None:
        if event == "call" and frame.f_code is greet.__code__:
            seen.append(frame.f_locals["who"])

    def early() -> None:
        early_runs.set()
        hook_is_set.wait()
        greet("early")

    def raw() -> None:
        greet("raw")
        raw_is_done.set()

    thread = Thread(target=early, name="early", daemon=True)
    thread.start()
    early_runs.wait()
    with hooks_restored():
        set_hook(hook)
        greet("main")
        play(late=lambda: greet("late"))
        _thread.start_new_thread(raw, ())
        raw_is_done.wait()
        hook_is_set.set()
        thread.join(PATIENCE)
    return seen


def say_what_all_threads_does() -> None:
    """For a child: who is watched by the *_all_threads, and what gettrace() then remembers.

    In a child, since it sets a hook in every thread there is, those of a test runner included.
    """
    trace = threading.settrace_all_threads  # type: ignore[attr-defined, unused-ignore]
    profile = threading.setprofile_all_threads  # type: ignore[attr-defined, unused-ignore]
    print(*who_is_watched(trace))
    print(*who_is_watched(profile))
    print(*who_is_watched(lambda hook: (trace(hook), trace(None))))
    print(*who_is_watched(lambda hook: (profile(hook), profile(None))))

    def hook(frame: FrameType, event: str, value: Any) -> None:
        pass

    trace(hook)
    profile(hook)
    remembered = threading.gettrace() is threading.getprofile() is hook
    trace(None)
    profile(None)
    print(remembered)


def say_whom_monitoring_watches() -> None:
    """For a child: who is watched by sys.monitoring (3.12 and later)."""
    monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
    tool, calls = monitoring.PROFILER_ID, monitoring.events.PY_START

    def set_hook(hook: Hook) -> None:
        monitoring.use_tool_id(tool, "a scenario")
        monitoring.register_callback(tool, calls, lambda *_: hook(sys._getframe(1), "call", None))
        monitoring.set_events(tool, calls)

    print(*who_is_watched(set_hook))
    play(lambda: monitoring.set_events(tool, monitoring.events.NO_EVENTS))
    print(monitoring.get_events(tool) == monitoring.events.NO_EVENTS)


# 2 ── Which events? ──────────────────────────────────────────────────────────


def events_in_a_new_thread(set_hook: Callable[[Hook], None], call: Callable[[], Any]) -> list[str]:
    """The events that a hook sees in a new thread that calls `call` (its own frame only)."""
    events: list[str] = []

    def hook(frame: FrameType, event: str, value: Any) -> Hook:
        if frame.f_code is call.__code__:
            events.append(event)
        return hook  # it goes on being told about this frame: a trace function must say so

    def caller() -> None:
        with suppress(ValueError):
            call()

    with hooks_restored():
        set_hook(hook)
        play(caller)
    return events


# 3 ── Set, and taken away again ──────────────────────────────────────────────


def hooks_of_a_new_thread(set_hook: Callable[[Any], None], hook: Hook | None) -> list[Any]:
    """What sys.gettrace() and sys.getprofile() return in a thread started after set_hook(hook)."""
    with hooks_restored():
        set_hook(hook)
        (seen,) = play(reader=lambda: [sys.gettrace(), sys.getprofile()])
    return list(seen)


def main() -> None:
    """The table, row by row."""
    log.info("🔬 sys.settrace watches %s", who_is_watched(sys.settrace))
    log.info("🔬 threading.settrace watches %s", who_is_watched(threading.settrace))
    if sys.version_info >= (3, 12):
        traced, *_ = in_a_child(say_what_all_threads_does).said
        log.info("🔬 threading.settrace_all_threads watches %s", traced.split())
    log.info("👣 trace: %s", events_in_a_new_thread(threading.settrace, stumble))
    log.info("⏱️ profile: %s", events_in_a_new_thread(threading.setprofile, stumble))


if __name__ == "__main__":
    run(main)
