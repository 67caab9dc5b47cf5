"""🪝 Excepthook: what is called when an exception ends a thread, and what if it fails itself.

    what happens in a thread          who is told
    ────────────────────────────────  ─────────────────────────────────────────────────
    any exception                     threading.excepthook(args), which prints it
    SystemExit                        the same, and the default hook prints nothing ❌
    … and the hook itself fails       sys.excepthook gets the hook's exception
    a hook, or sys.stderr, is None    what was there when the Thread was made ✅

TL;DR  A hook of your own must not fail: log, and return. The one that Python comes with is
       threading.__excepthook__.

Run    python -m showcase.parallel_execution.excepthook_demo
Specs  tests/parallel_execution/test_excepthook.py
Next   thread_lifecycle_demo.py: the states of a thread, and what each refuses.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from io import StringIO
from threading import Thread
from typing import Any

from showcase.parallel_execution.exceptions_in_threads import Accident, crash, replaced
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()


@dataclass(frozen=True)
class Aftermath:
    """What was left of a crash. "Former" is what was in place when the Thread was made."""

    told: list[tuple[str, BaseException | None]]
    """Which hook was told of which exception, in order."""
    printed: str
    """What stood on sys.stderr."""
    printed_on_the_former: str
    """What stood on the former sys.stderr."""


def crash_without(
    *gone: str,
    kind: type[BaseException] = Accident,
    hook_fails_with: BaseException | None = None,
    default_hook: bool = False,
) -> Aftermath:
    """A thread is made, then everything that it might report to is replaced, then it crashes.

    Args:
        gone: what is replaced by None: "threading.excepthook", "sys.excepthook", "sys.stderr".
        kind: what the thread crashes with.
        hook_fails_with: what threading.excepthook raises, if anything.
        default_hook: the hook that Python comes with takes the place of threading.excepthook.
    """
    told: list[tuple[str, BaseException | None]] = []
    former_paper, paper = StringIO(), StringIO()

    def hook_called(name: str) -> Callable[[Any], None]:
        def hook(args: Any) -> None:
            told.append((name, args.exc_value))
            if "threading" in name and hook_fails_with is not None:
                raise hook_fails_with

        return hook

    def sys_hook_called(name: str) -> Callable[..., None]:
        return lambda kind, error, traceback: told.append((name, error))

    former = {
        "threading.excepthook": hook_called("former threading.excepthook"),
        "sys.excepthook": sys_hook_called("former sys.excepthook"),
        "sys.stderr": former_paper,
    }
    present = {
        "threading.excepthook": hook_called("threading.excepthook"),
        "sys.excepthook": sys_hook_called("sys.excepthook"),
        "sys.stderr": paper,
    }
    if default_hook:
        present["threading.excepthook"] = threading.__excepthook__
    present.update(dict.fromkeys(gone))

    with ExitStack() as stack:
        last_resort = hook_called("sys.unraisablehook")
        stack.enter_context(replaced(sys, "unraisablehook", last_resort))
        for setting in (former, present):
            for name, value in setting.items():
                module, _, attribute = name.partition(".")
                stack.enter_context(replaced(sys.modules[module], attribute, value))
            if setting is former:
                thread = Thread(target=crash, args=(kind,), name="worker")
        thread.start()
        thread.join(PATIENCE)
    return Aftermath(told, paper.getvalue(), former_paper.getvalue())


def main() -> None:
    """What a hook prints, and who is told when it fails."""
    log.info("🖨️ what the default hook prints")
    for kind in (Accident, SystemExit):
        lines = crash_without(kind=kind, default_hook=True).printed.splitlines()
        log.info("%s: %s", kind.__name__, [*lines[:1], *lines[-1:]])

    log.info("🪝 the hook fails as well")
    for hook, error in crash_without(hook_fails_with=KeyError("and now the hook")).told:
        log.info("%s is told of %r", hook, error)


if __name__ == "__main__":
    run(main)
