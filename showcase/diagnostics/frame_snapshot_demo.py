"""📸 Frame snapshot: what is told of another thread was true when it was told.

    the question                          who answers
    ────────────────────────────────────  ─────────────────────────────────────────────
    does it still stand there?            ❌ a frame that was kept is yesterday's news
    where does it stand now?              ✅ sys._current_frames(), asked again
    which error is it dealing with?       ✅ sys._current_exceptions()[thread.ident]

TL;DR  Look at a frame at once, and never keep it: it keeps alive what its variables hold, too.

Run    python -m showcase.diagnostics.frame_snapshot_demo
Specs  tests/diagnostics/test_frame_snapshot.py
Next   stack_dump_demo.py: the same from C, when no thread can run at all.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
import threading
from types import FrameType
from typing import Any

from showcase.diagnostics.thread_inspection import look_at
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, live_stack, until

log = get_logger()


# 1 ── A frame is a snapshot ──────────────────────────────────────────────────


def kept_and_looked_up_again() -> tuple[str, str, str]:
    """A walker's frame is kept while it walks on: where does the kept one say it stands?

    Returns the innermost function by the kept frame, by one that was looked up again, and
    by one that was looked up when the walker had come home.
    """
    go_on, go_home = Cue(), Cue()

    def at_the_lake() -> None:
        go_on.wait()

    def on_the_summit() -> None:
        go_home.wait()

    def walk() -> None:
        at_the_lake()
        on_the_summit()

    frames: dict[str, FrameType] = {}

    def look_for(function: str) -> bool:
        frames.update((frame.f_code.co_name, frame) for frame in live_stack(walker))
        return function in frames

    walker = threading.Thread(target=walk, name="walker")
    walker.start()
    until(lambda: look_for("at_the_lake"), "the walker at the lake")
    go_on.set()
    kept = frames["at_the_lake"]
    until(lambda: look_for("on_the_summit"), "the walker on the summit")
    fresh = frames["on_the_summit"]
    go_home.set()
    walker.join(PATIENCE)
    return kept.f_code.co_name, fresh.f_code.co_name, look_at(walker).function


# 2 ── Which error is it dealing with? ────────────────────────────────────────


def errors_in_hand() -> tuple[Any, Any]:
    """One thread stands in an `except` block, another has no trouble.

    Returns what sys._current_exceptions() has for either of them: None for no error.
    """
    in_trouble, may_leave = Cue(), Cue()

    def clumsy() -> None:
        try:
            raise KeyError("spoon")
        except KeyError:
            in_trouble.set()
            may_leave.wait()

    def careful() -> None:
        may_leave.wait()

    cast = [threading.Thread(target=f, name=f.__name__) for f in (clumsy, careful)]
    for thread in cast:
        thread.start()
    name_of = {thread.ident: thread.name for thread in cast}
    errors = sys._current_exceptions() if in_trouble.wait() else {}
    may_leave.set()
    for thread in cast:
        thread.join(PATIENCE)
    error_of = {name_of.get(ident): error for ident, error in errors.items()}
    return error_of["clumsy"], error_of["careful"]


# 3 ── Who looks is seen ──────────────────────────────────────────────────────


def audited() -> None:
    """Print the events that an audit hook hears; a hook cannot be removed, so: in a child."""
    sys.addaudithook(lambda event, _: print(event) if event.startswith("sys._current") else None)
    sys._current_frames()
    sys._current_exceptions()


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    kept, fresh, at_home = kept_and_looked_up_again()
    log.info("❌ a frame that was kept: %s", kept)
    log.info("✅ looked up again: %s", fresh)
    log.info("✅ looked up when the thread has ended: %s", at_home or "nowhere")


if __name__ == "__main__":
    run(main)
