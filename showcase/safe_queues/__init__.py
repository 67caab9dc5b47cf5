"""📬 Work handed from thread to thread, nothing lost and nothing twice.

Here is what the scenarios of this topic share: who waits at a queue is seen, and not guessed.
"""

import threading

from showcase.utils.stage import stands_in, until


def parked(name: str) -> int:
    """How many threads of that name wait on a Condition, where a queue keeps those who wait.

    Such a thread holds the queue's mutex until it is queued, so it is in its place when the
    next call of the queue gets the mutex.
    """
    return sum(t.name == name and stands_in(t, "wait") for t in threading.enumerate())


def until_parked(name: str, count: int) -> int:
    """Wait until `count` threads of that name wait. Returns how many do."""
    seen: list[int] = []

    def enough() -> bool:
        seen.append(parked(name))
        return seen[-1] >= count

    until(enough, f"{count} × {name} waits")
    return seen[-1]
