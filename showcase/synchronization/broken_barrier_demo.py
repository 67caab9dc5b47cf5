"""💔 Broken barrier: one party gives up, and nobody gets through any more.

Three parties meet in every round. In round 2 the third never comes, and somebody gives up
waiting for it. That breaks the barrier for everyone, and it stays broken until somebody acts.

    between the rounds              round 1     round 2     round 3
    ──────────────────────────────  ──────────  ──────────  ──────────
    🙈 nobody looks                 through     broken      broken  ❌
    🧑‍🏫 the coordinator resets it     through     broken      through ✅

TL;DR  Give wait() a timeout, so that a missing party cannot hang the others; abort() where you
       know that it will not come; and let one coordinator reset() what is broken.

Run    python -m showcase.synchronization.broken_barrier_demo
Specs  tests/synchronization/test_broken_barrier.py
Next   reusable_barrier_demo.py: what if somebody is back before all have left?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Barrier

from showcase.synchronization.barrier_demo import A_MOMENT, BROKEN, arrive
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()


def three_rounds(coordinator_resets: bool) -> list[tuple[str, ...]]:
    """Three parties and three rounds; the third party stays away from round 2.

    Returns, round by round, how it went for the first, the second and the third.
    """
    barrier = Barrier(3, action=lambda: log.info("🎬 I am the last, so we are all here"))
    everyone = ("first", "second", "third")
    outcomes = []
    for number, comers in enumerate((everyone, everyone[:2], everyone), 1):
        outcomes.append(one_round(barrier, comers))
        log.info("round %d: %s", number, ", ".join(outcomes[-1]))
        if coordinator_resets and barrier.broken:
            barrier.reset()  # everyone has left it: play() has returned
    return outcomes


def one_round(barrier: Barrier, comers: tuple[str, ...]) -> tuple[str, ...]:
    """Let the parties arrive in this order; they soon give up if one is missing."""
    patience = None if len(comers) == barrier.parties else A_MOMENT

    def party(place: int) -> str:
        until(lambda: barrier.broken or barrier.n_waiting == place, "it is my turn")
        return arrive(barrier, patience)

    # The last one starts first: the order is made by until(), not by luck.
    cast = {comers[place]: partial(party, place) for place in reversed(range(len(comers)))}
    return tuple(play(**cast)[::-1])


@dataclass(frozen=True)
class Aftermath:
    """What a disturbance left behind."""

    waiters: list[str]
    barrier_is_broken: bool
    next_round: list[str]


def disturbed(*steps: Callable[[Barrier], object]) -> Aftermath:
    """Two threads wait for two more, and then another takes these steps, each on the barrier."""
    barrier = Barrier(4)

    def waiter() -> str:
        return arrive(barrier)

    def disturber() -> None:
        until(lambda: barrier.n_waiting == 2, "the waiters are there")
        for step in steps:
            step(barrier)

    _, *saw = play(disturber, waiter, waiter)
    broken = barrier.broken
    return Aftermath(saw, broken, play(*[partial(arrive, barrier)] * barrier.parties))


def action_that_fails(error: BaseException) -> dict[str, object]:
    """The action raises `error` in the thread that arrives last.

    Returns what the last one saw, what the first one saw, and whether the barrier is broken.
    """

    def action() -> None:
        raise error

    barrier = Barrier(2, action)

    def last() -> BaseException | None:
        until(lambda: barrier.n_waiting == 1, "the first is there")
        try:
            barrier.wait()
        except BaseException as caught:
            return caught
        return None

    saw = play(last, first=partial(arrive, barrier))
    return {"last": saw[0], "first": saw[1], "broken": barrier.broken}


def gives_up(barrier: Barrier, timeout: float | None) -> float:
    """Wait alone at a barrier, until BrokenBarrierError; returns the seconds it took.

    Args:
        barrier: for two, perhaps with a timeout of its own.
        timeout: what is given to wait(); None leaves it to the barrier.
    """
    start = time.monotonic()
    arrive(barrier, timeout)
    return time.monotonic() - start


def main() -> None:
    """❌ before ✅."""
    for title, coordinator_resets in [
        ("🙈 nobody looks after the barrier", False),
        ("🧑‍🏫 a coordinator resets it", True),
    ]:
        log.info("%s", title)
        last_round = three_rounds(coordinator_resets)[-1]
        log.info("❌ broken for good" if BROKEN in last_round else "✅ they meet again")


if __name__ == "__main__":
    run(main)
