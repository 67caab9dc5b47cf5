"""🕰️ Stale answer: it was true when it was asked, and is not when it is used.

    the question                        what comes in between          the cure
    ──────────────────────────────────  ─────────────────────────────  ─────────────────────────
    lock.locked()? no: acquire()        another thread takes it        acquire(blocking=False)
    thread.is_alive()? put(job)         it ends, and nobody does it    submit() to a pool, which
                                                                       refuses what is too late
    key in a weak mapping? mapping[key] the last reference goes        get(), and keep it
    is the file open? os.close(number)  closed, and its number given   a file object, which
                                        to another file                closes once
    the same as before? then go on      A, B, A: it was away, and      count the changes
                                        came back (ABA)

TL;DR  Do not ask first. Act, in one step, and let that step tell how it went.

Run    python -m showcase.pitfalls_and_errors.stale_answer_demo
Specs  tests/pitfalls_and_errors/test_stale_answer.py
Next   event_misuse_demo.py: an Event is no lock, and no counter
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from weakref import WeakValueDictionary

from showcase.pitfalls_and_errors.broken_invariant_demo import Gap, in_the_middle
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()


def take_a_lock_that_was_free(look_first: bool) -> list[bool]:
    """Take a lock unless it is held; another thread takes it at the first opportunity.

    Args:
        look_first: ask locked() first, and not acquire(blocking=False) at once.

    Returns what was told: for two steps that it is free, and then that it is not to be had;
    acquire() would wait there.
    """
    lock = Lock()
    told: list[bool] = []

    def take(gap: Gap) -> None:
        if look_first:
            told.append(not lock.locked())
            gap()
        told.append(lock.acquire(blocking=False))
        gap()

    in_the_middle(take, lambda: lock.acquire(blocking=False))
    return told


def job_that_comes_too_late(look_first: bool) -> str:
    """A worker is sent home just before somebody has a job for it: what becomes of the job?

    Args:
        look_first: ask is_alive() of a thread, then put the job into its queue; and not submit()
            to a pool in one step.
    """
    jobs: SimpleQueue[str] = SimpleQueue()
    worker = Thread(target=jobs.get)  # it does one job
    pool = ThreadPoolExecutor(max_workers=1)
    worker.start()

    def hand_over(gap: Gap) -> str:
        if look_first:
            was_alive = worker.is_alive()
            gap()
            jobs.put("mine")
            alive = worker.is_alive()
            return f"alive: {was_alive}, then {alive}, jobs for nobody: {jobs.qsize()}"
        gap()
        try:
            pool.submit(bool)
        except RuntimeError as error:
            return type(error).__name__
        return "accepted"

    def send_home() -> None:
        jobs.put("the last one")
        worker.join(PATIENCE)
        pool.shutdown()

    return str(in_the_middle(hand_over, send_home)[0])


class Picture:
    """Something that a weak mapping can hold."""


def use_a_cached_picture(keep_it: bool) -> str:
    """A weak mapping has a picture; its only owner drops it, and then it is used.

    Args:
        keep_it: get() it for the look, and keep what that returns: a strong reference.
    """
    cache: WeakValueDictionary[str, Picture] = WeakValueDictionary()
    owned: list[Picture] = []
    is_there, has_looked, is_dropped = Cue(), Cue(), Cue()

    def owner() -> None:
        owned.append(Picture())
        cache["key"] = owned[0]
        is_there.set()
        has_looked.wait()
        owned.clear()
        is_dropped.set()

    def user() -> str:
        is_there.wait()
        kept = cache.get("key") if keep_it else None
        found = "key" in cache
        has_looked.set()
        is_dropped.wait()
        try:
            picture = cache["key"]
        except KeyError as error:
            return f"found {found}, then {type(error).__name__}"
        return f"found {found}, then used {picture is kept}"

    return str(play(user, owner)[0])


def close_a_file_twice(by_number: bool) -> str:
    """A file is closed twice; between the two another one is opened. What is left of that one?

    Only where no other thread opens or closes files: the lowest free number is given again.

    Args:
        by_number: os.close(number), and not close() of a file object.
    """
    with open(os.devnull, "rb") as first:
        number = os.dup(first.fileno()) if by_number else first.fileno()
        close: Callable[[], None] = partial(os.close, number) if by_number else first.close
        close()
        with open(os.devnull, "rb") as stranger:
            was_given_again = stranger.fileno() == number
            close()
            try:
                stranger.read()
            except OSError:
                os.dup2(first.fileno(), number)  # so that its `with` can close it
                return f"number given again: {was_given_again}, then closed under the stranger"
    return f"number given again: {was_given_again}, and the stranger is open"


def pop_after_a_detour(count: bool) -> str:
    """Pop the top of the stack A, B, C, if it still is what it was; B is taken out meanwhile.

    Another thread pops A and B, and pushes A again.

    Args:
        count: compare a number as well that grows with every change.

    Returns the stack in the end, which should be "C".
    """
    below = {"A": "B", "B": "C", "C": ""}
    top = ("A", 0)

    def compare_and_set(seen: tuple[str, int], new: str) -> bool:
        nonlocal top  # in life all this is one step, under a lock or in the processor
        is_the_same = top == seen if count else top[0] == seen[0]
        if is_the_same:
            top = (new, top[1] + 1)
        return is_the_same

    def pop(gap: Gap = bool) -> str:
        while True:
            seen = top
            new = below[seen[0]]
            gap()
            if compare_and_set(seen, new):
                return seen[0]

    def detour() -> None:
        a = pop()
        pop()
        below[a] = top[0]
        compare_and_set(top, a)

    in_the_middle(pop, detour)
    stack, at = "", top[0]
    while at:
        stack, at = stack + at, below[at]
    return stack


def main() -> None:
    """❌ before ✅."""
    log.info("❌ it is free: %s, it is mine: %s", *take_a_lock_that_was_free(look_first=True))
    log.info("✅ it is mine: %s", *take_a_lock_that_was_free(look_first=False))
    log.info("❌ is_alive(), then a job: %s", job_that_comes_too_late(look_first=True))
    log.info("✅ submit() to a pool: %s", job_that_comes_too_late(look_first=False))
    log.info("❌ `key in` a weak mapping: %s", use_a_cached_picture(keep_it=False))
    log.info("✅ get(), and keep it: %s", use_a_cached_picture(keep_it=True))
    log.info("❌ os.close(number), twice: %s", close_a_file_twice(by_number=True))
    log.info("✅ file.close(), twice: %s", close_a_file_twice(by_number=False))
    log.info("❌ A is on top again: the stack is %s", pop_after_a_detour(count=False))
    log.info("✅ A is on top again, two changes later: the stack is %s", pop_after_a_detour(True))


if __name__ == "__main__":
    run(main)
