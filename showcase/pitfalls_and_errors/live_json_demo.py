"""📸 Live JSON: a picture of something that moves.

json.dumps() goes through a dict or a list step by step, and calls your code on the way (default=,
for what it does not know). Another thread makes a change meanwhile, and what is written is
neither what was there before nor what is there afterwards:

    written, and the change            up to 3.11         3.12               3.13 and later
    ─────────────────────────────────  ─────────────────  ─────────────────  ─────────────────
    a dict, a new key                  as it was      ✅  ❌ with the new    ❌ with the new
    a dict, money from one to another  as it was      ✅  ❌ one half        ❌ one half
    the same, with indent=             ❌ one half        ❌ one half        ❌ one half
    a new key, with indent=            ❌ RuntimeError    ❌ RuntimeError    ❌ with the new
    a dict, with sort_keys=True        as it was      ✅  as it was      ✅  as it was      ✅
    a list, a new item                 ❌ with the new    ❌ with the new    ❌ with the new
    a list, the first item removed     ❌ one skipped     ❌ one skipped     ❌ one skipped
    any of them, a copy                as it was      ✅  as it was      ✅  as it was      ✅

TL;DR  Make a copy under the lock that the changes are made under, and write the copy.

Run    python -m showcase.pitfalls_and_errors.live_json_demo
Specs  tests/pitfalls_and_errors/test_live_json.py
Next   shared_state_demo.py: shared without meaning to
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.middle import in_the_middle

log = get_logger()


class Stamp:
    """Something that JSON does not know: default= is asked what to write."""


@dataclass(frozen=True)
class Change:
    """What is written, and what another thread does to it in the middle."""

    make: Callable[[], Any]
    change: Callable[[Any], object]


def pay(accounts: dict[str, Any]) -> None:
    """Ann pays Bob 10: all the money is there before, and afterwards."""
    accounts["Ann"] -= 10
    accounts["Bob"] += 10


CHANGES = {
    "a new key": Change(lambda: {"at": Stamp(), "Ann": 5}, lambda d: d.update(Bob=5)),
    "a payment": Change(lambda: {"Ann": 50, "at": Stamp(), "Bob": 50}, pay),
    "a new item": Change(lambda: [Stamp(), 1, 2], lambda items: items.append(3)),
    "the first item out": Change(lambda: [Stamp(), 1, 2], lambda items: items.pop(0)),
}


def written(name: str, a_copy: bool = False, **how: Any) -> Any:
    """Write the thing of that name in CHANGES; in the middle another thread changes it.

    Args:
        a_copy: write things.copy().
        how: goes to json.dumps().

    Returns what was written, read back; the name of an error if one was raised.
    """
    change = CHANGES[name]
    things = change.make()

    def dumps(stop: Callable[[], object]) -> Any:
        def default(_: Stamp) -> str:
            stop()
            return "now"

        return json.loads(json.dumps(things.copy() if a_copy else things, default=default, **how))

    text, _ = in_the_middle(dumps, lambda: change.change(things))
    return text


def main() -> None:
    """❌ before ✅."""
    for name in CHANGES:
        log.info("❌ %s: %s", name, written(name))
        log.info("✅ %s, a copy: %s", name, written(name, a_copy=True))
    for how in ({"indent": 2}, {"sort_keys": True}):
        log.info("🔧 a new key, %s: %s", how, written("a new key", **how))


if __name__ == "__main__":
    run(main)
