"""🕵️ Audit events: an auditing hook hears of all threads, in the thread that it is about.

    sys.addaudithook(hook)                     …
    ────────────────────────────────────────   ────────────────────────────────────────────
    added in one thread                        ✅ called for the events of every thread
    a worker calls something that is audited   the hook runs in that worker, before it happens
    the hook raises                            ✅ the call does not happen
    is no longer wanted                        ❌ it stays for ever

TL;DR  A hook is called by any thread, and by several at the same time, so it must be thread-safe.
       It sees, and can refuse, what threads do to each other.

Run    python -m showcase.interpreter.audit_events_demo
Specs  tests/interpreter/test_audit_events.py
Next   gil_demo.py: one thread at a time, and what that is worth
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
import signal
import sys
from collections.abc import Callable
from threading import current_thread, get_ident
from typing import Any

from showcase.interpreter._forked import forked
from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play

log = get_logger()

# A hook stays for ever, so what adds one is for in_a_child().


def report(wanted: str, call: Callable[[], Any], refuse: bool = False) -> None:
    """main adds a hook, and a worker calls `call`. Prints what the hook hears, and the outcome.

    Args:
        wanted: the event to listen to.
        call: what is audited.
        refuse: the hook raises PermissionError.
    """
    parent = os.getpid()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == wanted and os.getpid() == parent:
            known = {get_ident(): "its ident", parent: "its process"}
            heard = [known.get(value, value) for value in arguments]
            print(f"{event} {heard} in {current_thread().name}")
            if refuse:
                raise PermissionError

    def worker() -> str:
        try:
            call()
        except PermissionError:
            return "refused"
        return "done"

    sys.addaudithook(hook)
    print(*play(worker))


def say_what_is_announced() -> None:
    """What a worker does to itself, to the process and to a thread; a refusal; and once more."""
    report("sys.settrace", lambda: sys.settrace(None))
    report("sys.setprofile", lambda: sys.setprofile(None))
    report("os.fork", lambda: forked(os.getpid))
    report("signal.pthread_kill", lambda: signal.pthread_kill(get_ident(), 0))
    report("os.kill", lambda: os.kill(os.getpid(), signal.SIGKILL), refuse=True)
    report("sys.settrace", lambda: sys.settrace(None))


def main() -> None:
    """Who hears what."""
    if os.name != "posix":
        log.info("🕵️ there is nothing to fork and to kill on this platform")
        return
    for line in in_a_child(say_what_is_announced).said:
        log.info("🕵️ %s", line)


if __name__ == "__main__":
    run(main)
