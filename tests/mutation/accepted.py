"""🤝 Accepted survivors: faults that no spec can notice, each with its reason.

The key is the target, and the line of source that carries the fault. `kind` and `new` may be
left out where every fault on that line is of the same sort.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """A fault that stays, or all faults on a line."""

    target: str
    line: str
    reason: str
    kind: str = ""
    new: str = ""


ACCEPTED: tuple[Accepted, ...] = ()


def why_accepted(target: str, line: str, kind: str, new: str) -> str | None:
    """The reason for which this fault may survive, or None."""
    for one in ACCEPTED:
        here = (one.target, one.line) == (target, line.strip())
        if here and one.kind in ("", kind) and one.new in ("", new):
            return one.reason
    return None
