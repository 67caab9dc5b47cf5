"""🪪 Identity: who am I, who is the main thread, who else is there?

    question                         answer
    ───────────────────────────────  ─────────────────────────────────────────────────────
    which Thread object am I?         threading.current_thread()
    what number has Python for me?    threading.get_ident(), and thread.ident for others
    what number has the system?       threading.get_native_id(), and thread.native_id
    who was there first?              threading.main_thread(), the same for everyone
    who is there now?                 threading.enumerate(): the main thread, workers,
                                      daemons; not those to come, not those that have ended
    how many are there?               threading.active_count(): as many as enumerate() has

TL;DR  Numbers are unique among the threads that are alive, and may be used again later.
       Keep the Thread object if you need to know who it was.

Run    python -m showcase.parallel_execution.thread_identity_demo
Specs  tests/parallel_execution/test_thread_identity.py
Next   foreign_threads_demo.py: threads that `threading` has not started.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import threading
from dataclasses import dataclass
from threading import Thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue

log = get_logger()


# 1 ── Seen from inside, seen from outside ────────────────────────────────────


@dataclass(frozen=True)
class Papers:
    """What a thread can find out about itself by asking `threading`."""

    thread: Thread
    ident: int
    native_id: int
    main_thread: Thread


def papers() -> Papers:
    """Let the current thread find out who it is."""
    me, ident, native_id = (
        threading.current_thread(),
        threading.get_ident(),
        threading.get_native_id(),
    )
    return Papers(me, ident, native_id, threading.main_thread())


def identify(number: int) -> list[tuple[Thread, Papers]]:
    """Let `number` threads that are alive together find out who they are.

    Returns each Thread object with the papers that were made out inside that thread.
    """
    made_out: dict[int, Papers] = {}
    found: dict[int, Papers] = {}
    everyone_is_there = threading.Barrier(number, lambda: found.update(made_out))

    def work(which: int) -> None:
        made_out[which] = papers()
        everyone_is_there.wait(PATIENCE)

    threads = [Thread(target=work, args=(n,), name=f"worker {n}") for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return [(thread, found[n]) for n, thread in enumerate(threads)]


def idents_one_after_the_other() -> list[int | None]:
    """Run one thread after the other until one has the ident of an earlier one; return them all."""
    idents: list[int | None] = []
    while len(set(idents)) == len(idents) < 1000:
        [(thread, _)] = identify(1)
        idents.append(thread.ident)
    return idents


# 2 ── Who is there? ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Census:
    """Who was counted while a worker and a daemon were alive."""

    came: list[str]
    """Those in enumerate() who had not been there before; a daemon is marked."""
    main_thread_is_listed: bool
    count_went_up_by: int
    count_is_length: bool


def take_a_census() -> tuple[Census, int]:
    """Make a thread of each kind: one to come, one that works, a daemon, one that has ended.

    Returns who was counted, and how many more there were when all had been joined.
    """
    before, count = threading.enumerate(), threading.active_count()
    may_end, first_may_end = Cue(), Cue()
    threads = {
        "to come": Thread(name="to come"),
        "worker": Thread(target=may_end.wait, name="worker"),
        "imp": Thread(target=may_end.wait, name="imp", daemon=True),
        "ended": Thread(target=first_may_end.wait, name="ended"),
    }
    for name in ("worker", "imp", "ended"):
        threads[name].start()
    first_may_end.set()
    threads["ended"].join(PATIENCE)

    now = threading.enumerate()
    census = Census(
        came=sorted(t.name + " 😈" * t.daemon for t in now if t not in before),
        main_thread_is_listed=threading.main_thread() in now,
        count_went_up_by=threading.active_count() - count,
        count_is_length=threading.active_count() == len(now),
    )
    may_end.set()
    for name in ("worker", "imp"):
        threads[name].join(PATIENCE)
    return census, threading.active_count() - count


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """Questions and answers."""
    me = papers()
    log.info("🪪 I am %s", me.thread.name)
    log.info("👑 I am the main thread: %s", me.thread is me.main_thread)

    (one, its_papers), (other, _) = identify(2)
    log.info("🪪 %s says that it is %s", one.name, its_papers.thread.name)
    log.info("🔢 two threads, two numbers: %s", one.ident != other.ident)

    census, _ = take_a_census()
    log.info("👥 one to come, a worker, a daemon, one that has ended: %s are there", census.came)
    log.info("🧮 active_count() went up by %d", census.count_went_up_by)


if __name__ == "__main__":
    run(main)
