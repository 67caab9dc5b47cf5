"""🏗️ Pipeline: three stages, two queues between them, and an end that is passed on.

    source → q1 → middle → q2 → sink

    the middle stage meets a bad item           the other two stages
    ──────────────────────────────────────────  ─────────────────────────────────────
    😵 and dies there                            ❌ source and sink wait for ever
    🧹 and cleans up on both sides first         ✅ both leave; the error is reported

TL;DR  A stage that ends, for whatever reason, owes both neighbours something: the sentinel
       to the one that reads from it, and a drained inbox to the one that writes to it.

Run    python -m showcase.safe_queues.pipeline_demo
Specs  tests/safe_queues/test_pipeline.py
Next   basic_thread_demo.py: where do the threads come from?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Queue
from typing import Any

from showcase.safe_queues import parked
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play, until

log = get_logger()

DONE = object()
"""The sentinel: no item can be equal to it by chance."""

Stage = Callable[[Callable[[Any], Any], "Queue[Any]", "Queue[Any]"], None]


def items_of(inbox: "Queue[Any]") -> Iterable[Any]:
    """What comes out of a queue, until the sentinel."""
    return iter(inbox.get, DONE)


# 1 ── The stage in the middle ────────────────────────────────────────────────


def careless_stage(work: Callable[[Any], Any], inbox: "Queue[Any]", outbox: "Queue[Any]") -> None:
    """😵 Passes the end on, if nothing happens before."""
    for item in items_of(inbox):
        outbox.put(work(item))
    outbox.put(DONE)


def careful_stage(work: Callable[[Any], Any], inbox: "Queue[Any]", outbox: "Queue[Any]") -> None:
    """🧹 Passes the end on, whatever happens."""
    try:
        for item in items_of(inbox):
            outbox.put(work(item))
    except BaseException:
        for _ in items_of(inbox):  # or the stage before would wait at a full queue
            pass
        raise
    finally:
        outbox.put(DONE)  # or the stage after would wait at an empty one


# 2 ── The whole line ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Observed:
    """What came out, and who was stuck."""

    results: tuple[Any, ...]
    error: str
    stuck: tuple[str, ...]


def pipeline(
    numbers: Iterable[Any], stage: Stage, work: Callable[[Any], Any] = lambda n: n * n
) -> Observed:
    """Send `numbers` through three stages, with room for one item before the middle one.

    Args:
        numbers: what the source sends.
        stage: how the middle stage does its work.
        work: what the middle stage makes of each item.
    """
    q1: Queue[Any] = Queue(maxsize=1)
    q2: Queue[Any] = Queue()
    results: list[Any] = []
    errors: list[str] = []
    gone: list[str] = []

    def source() -> None:
        for number in numbers:
            q1.put(number)
        q1.put(DONE)
        gone.append("source")

    def middle() -> None:
        try:
            stage(work, q1, q2)
        except Exception as error:
            errors.append(type(error).__name__)
        gone.append("middle")

    def sink() -> None:
        for item in items_of(q2):
            results.append(item)
        gone.append("sink")

    def observer() -> Observed:
        until(lambda: "middle" in gone, "the middle stage has ended")
        # From here on q1 stays full if it is full, and q2 stays empty if it is empty, so who is
        # seen waiting there afterwards waits for ever.
        stuck_if = {"source": q1.full, "sink": q2.empty}
        until(
            lambda: all(n in gone or (at() and parked(n)) for n, at in stuck_if.items()),
            "the other two have gone, or wait for ever",
        )
        stuck = tuple(name for name in stuck_if if name not in gone)
        if "source" in stuck:  # let both go home
            for _ in items_of(q1):
                pass
        if "sink" in stuck:
            q2.put(DONE)
        return Observed(tuple(results), ", ".join(errors) or "none", stuck)

    observed: Observed = play(observer, source, middle, sink)[0]
    stuck = ", ".join(observed.stuck) or "nobody"
    log.info("results: %s, error: %s, stuck: %s", observed.results, observed.error, stuck)
    return observed


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    bad = (1, 2, "three", "four", "five")
    log.info("😵 ❌ the middle stage dies of a bad item")
    pipeline(bad, careless_stage)
    log.info("🧹 ✅ it drains its inbox and passes the sentinel on")
    pipeline(bad, careful_stage)
    log.info("🏗️ ✅ no bad item")
    pipeline(range(1, 6), careful_stage)


if __name__ == "__main__":
    run(main)
