"""🖨️ Shared output: one sys.stdout for all threads, and whoever replaces it replaces it for all.

    the mistake                                 ❌                          ✅
    ──────────────────────────────────────────  ──────────────────────────  ─────────────────────
    contextlib.redirect_stdout(), to capture    it gets everybody's         print(file=…)
      what I print
    two patches whose ends are interleaved      the second end puts back    one patch, around
      (redirect_stdout, mock.patch, …)          what the first had put in   both threads
    print("two", "words")                       four writes: somebody       one write()
                                                comes in between

TL;DR  Hand the stream over to whoever prints, write whole lines, patch before there are threads.

Run    python -m showcase.pitfalls_and_errors.shared_output_demo
Specs  tests/pitfalls_and_errors/test_shared_output.py
Next   unfinished_work_demo.py: cut off in the middle
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from contextlib import nullcontext, redirect_stdout
from io import StringIO
from types import SimpleNamespace
from unittest.mock import patch

from showcase.pitfalls_and_errors.broken_invariant_demo import Gap, in_the_middle
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()


def captured(to_the_stream: bool) -> str:
    """A thread captures its own output; another one prints meanwhile. What is captured?

    Args:
        to_the_stream: that one prints to a stream that it was given, and not to sys.stdout.
    """
    mine, yours = StringIO(), StringIO()

    def capture(gap: Gap) -> None:
        with redirect_stdout(mine):
            print("mine", end=" ")
            gap()

    in_the_middle(capture, lambda: print("yours", file=yours if to_the_stream else None))
    return mine.getvalue()


def settings_of_two_patches(one_for_both: bool) -> list[str]:
    """Ann patches a setting, Bob patches it, too; Ann's patch ends before Bob's.

    Args:
        one_for_both: whoever starts the two patches it, and none of them does.

    Returns what Ann sees, what Bob sees, and what is left.
    """
    settings = SimpleNamespace(host="the original")
    ann_is_in, bob_is_in, ann_is_out = Cue(), Cue(), Cue()

    def patched(name: str, has_begun: Cue, may_end: Cue) -> str:
        with nullcontext() if one_for_both else patch.object(settings, "host", name):
            seen: str = settings.host
            has_begun.set()
            may_end.wait()
        return seen

    def ann() -> str:
        seen = patched("hers", ann_is_in, bob_is_in)
        ann_is_out.set()
        return seen

    def bob() -> str:
        ann_is_in.wait()
        return patched("his", bob_is_in, ann_is_out)

    with patch.object(settings, "host", "for both") if one_for_both else nullcontext():
        bob_sees, ann_sees = play(bob, ann)
    return [ann_sees, bob_sees, settings.host]


def what_two_prints_write(one_piece: bool) -> str:
    """Two threads write a line to the same terminal; the second when the first has begun.

    Args:
        one_piece: write() a line with its end, and not print() two words.
    """
    written: list[str] = []

    def first(gap: Gap) -> None:
        class Terminal:
            def write(self, text: str) -> None:
                written.append(text)
                gap()

        if one_piece:
            Terminal().write("my line\n")
        else:
            print("my", "line", file=Terminal())

    in_the_middle(first, lambda: written.append("your line\n"))
    return "".join(written)


def main() -> None:
    """❌ before ✅."""
    log.info("❌ redirect_stdout has %r", captured(to_the_stream=False))
    log.info("✅ redirect_stdout has %r", captured(to_the_stream=True))
    for title, one_for_both in [("❌ two patches", False), ("✅ one patch", True)]:
        seen = settings_of_two_patches(one_for_both)
        log.info("%s: Ann sees %r, Bob %r; then there is %r", title, *seen)
    log.info("❌ two prints: %r", what_two_prints_write(one_piece=False))
    log.info("✅ two writes: %r", what_two_prints_write(one_piece=True))


if __name__ == "__main__":
    run(main)
