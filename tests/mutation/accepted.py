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


ACCEPTED: tuple[Accepted, ...] = (
    Accepted(
        "showcase.safe_queues.priority_queue_demo",
        "q.put(wrap(1, Job(name)))",
        "all jobs are equally urgent, and 2 is as equal as 1",
        new="(1 + 1)",
    ),
    Accepted(
        "showcase.safe_queues.simple_queue_demo",
        "os.getppid()  # any system call: a signal that is on its way arrives now, not later",
        "closes a gap of microseconds that no spec can open at will",
    ),
    Accepted(
        "showcase.synchronization.iterator_helpers_demo",
        "return second_is_done.is_set() or len(looks) > 100  # nothing that it could do but wait",
        "101 looks find what 100 looks find",
        new="(100 + 1)",
    ),
    Accepted(
        "showcase.synchronization.iterator_helpers_demo",
        "return second_is_done.is_set() or len(looks) > 100  # nothing that it could do but wait",
        "101 looks find what 100 looks find",
        new="len(looks) >= 100",
    ),
    Accepted(
        "showcase.synchronization.thread_local_demo",
        "gc.collect()  # without the GIL, what another thread has made may stay until then",
        "with the GIL the page is freed at once, so that only a free-threaded build needs it",
    ),
    Accepted(
        "showcase.synchronization.timeouts_demo",
        "may_end.set()",
        "without it the task ends by its own limit: later, and with the same outcome",
    ),
)


def why_accepted(target: str, line: str, kind: str, new: str) -> str | None:
    """The reason for which this fault may survive, or None."""
    for one in ACCEPTED:
        here = (one.target, one.line) == (target, line.strip())
        if here and one.kind in ("", kind) and one.new in ("", new):
            return one.reason
    return None
