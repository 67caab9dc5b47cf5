"""⏲️ Switch interval: how long a thread may run on while another one waits for the GIL.

    set in …                 seen in …                       after an error
    ──────────────────────   ─────────────────────────────   ──────────────────────────
    any thread               every thread: it is global      ❌ set by hand: it stays
                                                              ✅ `with`: it is put back

TL;DR  5 ms by default, in seconds, and one value for the whole interpreter. A test that makes
       it tiny to shake a race loose must put it back, so wrap it in `with`.

Run    python -m showcase.interpreter.switch_interval_demo
Specs  tests/interpreter/test_switch_interval.py
Next   current_frames_demo.py: where every thread is, right now
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play

log = get_logger()


@contextmanager
def switch_interval(seconds: float) -> Iterator[None]:
    """✅ Set the switch interval for a block, and put the old one back however it ends."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def switch_interval_by_hand(seconds: float) -> Iterator[None]:
    """❌ The broken twin: an error skips the line that puts the old one back."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    yield
    sys.setswitchinterval(before)


def survives_an_error(careful: bool) -> bool:
    """Is the interval still the changed one after an error in the block?

    Args:
        careful: use `switch_interval`, else its broken twin.
    """
    block = switch_interval if careful else switch_interval_by_hand
    with switch_interval(0.01):  # whatever happens inside, the scenario leaves no trace
        with suppress(ZeroDivisionError), block(0.02):
            1 / 0
        return sys.getswitchinterval() == 0.02


def set_in_one_thread_read_in_another(seconds: float) -> list[float]:
    """One thread sets the interval; returns what the next one and this one then read."""

    def setter() -> None:
        sys.setswitchinterval(seconds)

    with switch_interval(0.01):
        play(setter)
        return [*play(sys.getswitchinterval), sys.getswitchinterval()]


def say_the_default() -> None:
    """For a child: the interval that an interpreter starts with."""
    print(sys.getswitchinterval())


def main() -> None:
    """❌ before ✅."""
    log.info("⏲️ an interpreter starts with %s s", *in_a_child(say_the_default).said)
    seen = set_in_one_thread_read_in_another(0.02)
    log.info("🌍 one thread sets 0.02: the others read %s", seen)
    log.info("❌ set by hand, then an error: does it stay? %s", survives_an_error(careful=False))
    log.info("✅ set by `with`, then an error: does it stay? %s", survives_an_error(careful=True))


if __name__ == "__main__":
    run(main)
