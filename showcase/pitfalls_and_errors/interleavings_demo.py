"""🗓️ Interleavings: two increments can meet in six ways, and four of them lose one.

Two threads, A and B; each of them reads (R, r) and then writes one more (W, w).

    RWrw  rwRW                 ✅  one is over before the other begins: 2
    RrWw  RrwW  rRWw  rRwW     ❌  both have read before one has written: 1

TL;DR  What is not one step can be parted by any step of another thread. So look at all orders,
       and not at those that you have seen.

Run    python -m showcase.pitfalls_and_errors.interleavings_demo
Specs  tests/pitfalls_and_errors/test_interleavings.py
Next   race_sampling_demo.py: why a stress test may never show it
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from itertools import permutations

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Script, play

log = get_logger()


def totals_by_schedule() -> dict[str, int]:
    """The total after each order of two reads and two writes: "RrWw" is A, B, A, B."""
    orders = {"".join(order) for order in permutations("RWrw")}
    return {
        order: total_of(order)
        for order in sorted(orders)
        if order.index("R") < order.index("W") and order.index("r") < order.index("w")
    }


def total_of(order: str) -> int:
    """Two increments in the given order: capitals are thread A's read and write."""
    total = 0
    script = Script()

    def increment(read: str, write: str) -> None:
        nonlocal total
        with script.line(order.index(read) + 1):
            seen = total
        with script.line(order.index(write) + 1):
            total = seen + 1

    play(a=lambda: increment("R", "W"), b=lambda: increment("r", "w"))
    return total


def main() -> None:
    """Every order of two reads and two writes."""
    log.info("🗓️ every order of two reads and two writes")
    for order, total in totals_by_schedule().items():
        log.info("%s %s: %d", "✅" if total == 2 else "❌", order, total)


if __name__ == "__main__":
    run(main)
