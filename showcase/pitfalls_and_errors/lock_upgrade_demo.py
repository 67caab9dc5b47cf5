"""🆙 Lock upgrade: two readers hold the lock, and each wants to be the only one.

One piece is left in stock. Two buyers look, both under the lock for readers, and see it.

    from looking to buying                    ❌                      ✅
    ────────────────────────────────────────  ──────────────────────  ──────────────────────────
    both keep their place, and wait until     each waits for the
      they are alone                          other, for ever
    one may wait to be alone, the other is                            one buys, the other looks
      refused, leaves and comes again                                 again: sold out
    leave as a reader, come as a writer       sold twice
    the same, and look again                                          sold once

TL;DR  What was seen under a lock for readers is a hint, once that lock is given back. And at
       most one at a time may keep it while he waits for more.

Run    python -m showcase.pitfalls_and_errors.lock_upgrade_demo
Specs  tests/pitfalls_and_errors/test_lock_upgrade.py
Next   broken_invariant_demo.py: each datum is guarded, and the rule between them is not
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from dataclasses import dataclass
from threading import Barrier, Condition

from showcase.pitfalls_and_errors.broken_invariant_demo import Gap, in_the_middle
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, play, until

log = get_logger()


class ReadWriteLock:
    """Many readers or one writer; and a reader can become the writer, if all others leave.

    Args:
        one_upgrade: refuse a reader who wants to be alone while another one waits for that.
    """

    def __init__(self, one_upgrade: bool) -> None:
        self.changed = Condition()
        self.readers = 0
        self.upgrading = 0
        self.called_off = False
        self._one_upgrade = one_upgrade

    def enter(self) -> None:
        """Come in as a reader, once nobody is the writer or waits to be."""
        with self.changed:
            self.changed.wait_for(lambda: not self.upgrading)
            self.readers += 1

    def leave(self, as_writer: bool = False) -> None:
        """Leave, as whatever one is."""
        with self.changed:
            self.readers -= 1
            self.upgrading -= as_writer
            self.changed.notify_all()

    def upgrade(self) -> bool:
        """From a reader to the writer, when all others have left; False if that cannot be."""
        with self.changed:
            may = not (self.upgrading and self._one_upgrade)
            if may:
                self.upgrading += 1
                self.changed.wait_for(lambda: self.readers == 1 or self.called_off)
            return may and not self.called_off


@dataclass(frozen=True)
class Sale:
    """What became of some pieces, and of those who wanted one."""

    sold: int
    looks: int
    """How often somebody has looked for a piece."""
    still_inside: int
    """Readers and writers that have not left."""
    waited_for_each_other: bool = False


def buyers_upgrade(one_upgrade: bool, stock: int = 1, buyers: int = 2) -> Sale:
    """Buyers see a piece, and keep their place until they are alone.

    Args:
        one_upgrade: only one at a time may do so.
        stock: how many pieces there are.
        buyers: how many come together, and all but one of them come together once more.

    When two wait for each other, a third party calls both off.
    """
    shop = ReadWriteLock(one_upgrade)
    looks: list[int] = []
    all_have_looked, all_others_are_back = Barrier(buyers), Barrier(buyers - 1)

    def look() -> int:
        looks.append(stock)
        return stock

    def buyer() -> bool:
        nonlocal stock
        shop.enter()
        seen = look()
        all_have_looked.wait(PATIENCE)
        while seen:
            if shop.upgrade():
                stock -= 1
                shop.leave(as_writer=True)
                return True
            shop.leave(as_writer=shop.called_off)
            if shop.called_off:
                return False
            shop.enter()  # when the writer is through
            all_others_are_back.wait(PATIENCE)
            seen = look()
        shop.leave()
        return False

    def third_party() -> bool:
        if one_upgrade:
            return False
        until(lambda: shop.upgrading == 2, "both of them waiting")
        with shop.changed:  # only wait() gives it up: nobody else is there to change anything
            shop.called_off = True
            shop.changed.notify()  # who is woken leaves, and so wakes the other one
            return shop.readers == 2

    stuck, *bought = play(third_party, **{f"buyer {n}": buyer for n in range(buyers)})
    return Sale(sum(bought), len(looks), shop.readers + shop.upgrading, stuck)


def two_buyers_come_back(look_again: bool) -> Sale:
    """A buyer sees the last piece, leaves, and comes back as a writer; another one was faster.

    Args:
        look_again: is it still there?
    """
    shop = ReadWriteLock(one_upgrade=look_again)  # which is not the question here
    stock = 1
    looks: list[int] = []

    def look() -> int:
        looks.append(stock)
        return stock

    def buyer(gap: Gap = bool) -> bool:
        nonlocal stock
        shop.enter()
        seen = look()
        shop.leave()
        gap()
        shop.enter()
        shop.upgrade()
        if look_again:
            seen = look()
        stock -= bool(seen)
        shop.leave(as_writer=True)
        return bool(seen)

    bought = in_the_middle(buyer, buyer)
    return Sale(bought.count(True), len(looks), shop.readers + shop.upgrading)


def main() -> None:
    """❌ before ✅."""
    for title, one_upgrade in [("❌ both wait to be alone", False), ("✅ one at a time", True)]:
        sale = buyers_upgrade(one_upgrade)
        stuck = "for ever, but for us" if sale.waited_for_each_other else "not for each other"
        log.info("%s: they wait %s; sold: %d", title, stuck, sale.sold)
    log.info("❌ leave, come back, buy: sold: %d", two_buyers_come_back(look_again=False).sold)
    log.info("✅ leave, come back, look, buy: sold: %d", two_buyers_come_back(look_again=True).sold)


if __name__ == "__main__":
    run(main)
