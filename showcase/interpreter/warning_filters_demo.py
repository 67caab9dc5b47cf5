"""⚠️ Warning filters: catch_warnings() in one thread, and the warnings of the others.

    one thread is inside catch_warnings() that     another thread    a thread that is
    turns warnings into errors                     that warns        started inside
    ────────────────────────────────────────────   ───────────────   ─────────────────
    before 3.14                                     ❌ gets an error   gets an error
    -X context_aware_warnings=0  (since 3.14)       ❌ gets an error   gets an error
    -X context_aware_warnings=1                     ✅ only warns      ❌ only warns
    … and -X thread_inherit_context=1               ✅ only warns      ✅ gets an error

    The two flags are on by default in a free-threaded build, and off in one with a GIL.

TL;DR  Filters are those of the whole process, unless the flag makes them a matter of the context.
       Set them once, in main, before there are threads.

Run    python -m showcase.interpreter.warning_filters_demo
Specs  tests/interpreter/test_warning_filters.py
Next   signals_demo.py: something that only the main thread may set
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import warnings
from typing import Any

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()

# The functions say_… are for in_a_child(): filters may be those of the whole process.


def warns() -> str:
    """Warn; returns "raised" if a filter makes an error of it, else "ignored"."""
    try:
        warnings.warn("mind the gap", stacklevel=1)
    except UserWarning:
        return "raised"
    return "ignored"


def warning_of_another_thread(started_inside: bool, record: bool = False) -> str:
    """One thread is inside catch_warnings() that turns warnings into errors; another one warns.

    Args:
        started_inside: the strict thread starts the other one, else main has started both.
        record: the strict thread collects warnings instead, with catch_warnings(record=True).

    Returns "raised" or "recorded" if the block of the first applies to the second, else "ignored".
    """
    strict_is_inside, other_is_done = Cue(), Cue()
    found: list[str] = []

    def strict() -> None:
        with warnings.catch_warnings(record=record) as caught:
            warnings.simplefilter("always" if record else "error")
            if started_inside:
                found.extend(play(warns))
            else:
                strict_is_inside.set()
                other_is_done.wait()
            if caught:
                found[0] = "recorded"

    def other() -> None:
        strict_is_inside.wait()
        found.append(warns())
        other_is_done.set()

    play(strict, *[other] * (not started_inside))
    return found[0]


def say_whose_filters_apply() -> None:
    """The flag; what becomes of the warnings of both kinds of threads, and of main's at the end."""
    warnings.simplefilter("ignore")
    beside, inside = (warning_of_another_thread(started_inside=how) for how in (False, True))
    print(getattr(sys.flags, "context_aware_warnings", None), beside, inside, warns())


def say_whose_warnings_are_recorded() -> None:
    """What becomes of the warnings of both kinds of threads beside catch_warnings(record=True)."""
    warnings.simplefilter("ignore")
    print(*(warning_of_another_thread(started_inside=how, record=True) for how in (False, True)))


def say_the_flags() -> None:
    """For a child: are the two flags of Python 3.14 on?"""
    flags: Any = sys.flags
    print(bool(flags.thread_inherit_context), bool(flags.context_aware_warnings))


def main() -> None:
    """❌ before ✅."""
    log.info("⚠️ a thread turns warnings into errors; another one warns, and one that it starts")
    aware, inherit = "context_aware_warnings", "thread_inherit_context"
    ways: list[tuple[str, list[str]]] = [
        ("❌ filters of the process", [f"{aware}=0", f"{inherit}=0"]),
        ("❌ filters of the context", [f"{aware}=1", f"{inherit}=0"]),
        ("✅ of the context, inherited", [f"{aware}=1", f"{inherit}=1"]),
    ]
    if not hasattr(sys.flags, aware):
        ways = [("❌ filters of the process", [])]
    for title, flags in ways:
        options = [option for flag in flags for option in ("-X", flag)]
        _, beside, inside, _ = in_a_child(say_whose_filters_apply, *options).said[0].split()
        log.info(title)
        log.info("    another one's warning is %s, one started inside: %s", beside, inside)


if __name__ == "__main__":
    run(main)
