"""🔄 Livelock: everyone is busy giving way, and nobody gets on.

Two polite threads need two locks. Each takes its own, tries the other's, finds it taken, gives
its own back, waits out a few rounds, and tries again. Barriers keep them in step, so each run is
the same.

    rounds to wait out         outcome
    ─────────────────────────  ──────────────────────────────────────────
    🙇 none and none            ❌ ten rounds, ten tries each, no progress
    🙇 two and two              ❌ four tries each, and still in step
    🎩 none and one             ✅ both are through after three rounds
    ☝️ the same lock first      ✅ both are through after two rounds

No thread is ever blocked here: a deadlock detector finds nothing, and the CPU is busy.

TL;DR  Giving back cures a deadlock only if the threads do not try again in step: fix the order,
       or let them wait for different times (random ones, in practice).

Run    python -m showcase.pitfalls_and_errors.livelock_demo
Specs  tests/pitfalls_and_errors/test_livelock.py
Next   starvation_demo.py: all get on, but for one
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from dataclasses import dataclass
from threading import Barrier, Lock

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, play

log = get_logger()


@dataclass(frozen=True)
class Observed:
    """What two polite threads achieved."""

    through_in_round: list[int]
    """Who got both locks, and when; empty: nobody ever did."""
    tries: list[int]
    """How often each of them tried. No try ever waited."""


def two_polite_threads(
    back_off: tuple[int, int] = (0, 0), same_order: bool = False, rounds: int = 10
) -> Observed:
    """Let two threads try for two locks, in step, for `rounds` rounds.

    Args:
        back_off: how many rounds each of the two waits out after a try that failed.
        same_order: both take the same lock first, and not each its own.
    """
    left, right = Lock(), Lock()
    in_step = Barrier(2)
    through: list[int] = []

    def polite(first: Lock, second: Lock, pause: int) -> int:
        tries = waits = 0
        needs_both = True
        for number in range(1, rounds + 1):
            trying = needs_both and waits == 0
            waits = max(0, waits - 1)
            holds_one = trying and first.acquire(blocking=False)
            in_step.wait(PATIENCE)  # everyone has taken what he could
            if holds_one and second.acquire(blocking=False):
                second.release()
                through.append(number)
                needs_both = False
            elif trying:
                waits = pause
            tries += trying
            in_step.wait(PATIENCE)  # everyone has tried for the other one
            if holds_one:
                first.release()
            in_step.wait(PATIENCE)  # everyone has given back
        return tries

    tries = play(
        alphonse=lambda: polite(left, right, back_off[0]),
        gaston=lambda: polite(*((left, right) if same_order else (right, left)), back_off[1]),
    )
    return Observed(through, tries)


def main() -> None:
    """❌ before ✅."""
    for title, observed in [
        ("🙇 try again at once", two_polite_threads()),
        ("🙇 both wait out two rounds", two_polite_threads((2, 2))),
        ("🎩 one of them waits out a round", two_polite_threads((0, 1))),
        ("☝️ the same lock first", two_polite_threads(same_order=True)),
    ]:
        if observed.through_in_round:
            log.info("✅ %s: through in rounds %d and %d", title, *observed.through_in_round)
        else:
            log.info("❌ %s: not through after %d and %d tries", title, *observed.tries)


if __name__ == "__main__":
    run(main)
