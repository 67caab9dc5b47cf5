"""🧷 Shared state: shared without meaning to, and half-changed while somebody looks.

    the mistake                                ❌                       ✅
    ─────────────────────────────────────────  ───────────────────────  ───────────────────────
    a mutable default: def f(seen=[])           one list for all         seen=None, then a new one
    a lambda in a loop, started after it        all get the last one     args=(number,)
    a buffer handed over, then used again       the worker sees the new  hand over a copy
    a file handle: seek, then read              reads the other's place  a handle each, a lock
    the writer locks, the reader does not       sees half a change       both lock

TL;DR  What a thread is given, it shares. Hand over copies, and lock the readers, too.

Run    python -m showcase.pitfalls_and_errors.shared_state_demo
Specs  tests/pitfalls_and_errors/test_shared_state.py
Next   deadlock_demo.py: what if one lock is not enough?
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from io import StringIO
from threading import Lock, Thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, Door, OpenDoor, may_enter, play

log = get_logger()


def two_threads_collect(a_default_of_none: bool) -> list[list[int]]:
    """Two threads call a function that collects numbers in a list: what does each of them hold?

    Args:
        a_default_of_none: `seen=None`, and a new list for each call, and not `seen=[]`.
    """

    def shared(number: int, seen: list[int] = []) -> list[int]:  # noqa: B006 - the mistake
        seen.append(number)
        return seen

    def apart(number: int, seen: list[int] | None = None) -> list[int]:
        return shared(number, [] if seen is None else seen)

    collect = apart if a_default_of_none else shared
    return [sorted(seen) for seen in play(ann=lambda: collect(1), bob=lambda: collect(2))]


def numbers_of_threads_from_a_loop(by_args: bool) -> list[int]:
    """Three threads are made in a loop over 0, 1, 2, and started after it: what do they see?

    Args:
        by_args: hand the number over, and not look the loop's variable up.
    """
    may_look = Cue()
    seen: list[int] = []
    threads: list[Thread] = []

    def look(number: int) -> None:
        if may_look.wait():
            seen.append(number)

    for number in range(3):
        if by_args:
            threads.append(Thread(target=look, args=(number,)))
        else:
            threads.append(Thread(target=lambda: look(number)))  # noqa: B023 - the mistake
    for thread in threads:
        thread.start()
    may_look.set()
    for thread in threads:
        thread.join()
    return sorted(seen)


def worker_reads_a_buffer(a_copy: bool) -> str:
    """A buffer is handed to a worker, and used again before the worker looks: what does it read?

    Args:
        a_copy: hand over bytes(buffer), which nobody can change.
    """
    buffer = bytearray(b"first")
    handed_over: bytes | bytearray = bytes(buffer) if a_copy else buffer
    is_used_again = Cue()

    def worker() -> str:
        is_used_again.wait()
        return handed_over.decode()

    def owner() -> None:
        buffer[:] = b"second"
        is_used_again.set()

    return str(play(worker, owner)[0])


def two_read_a_file(a_handle_each: bool, door: Door | None = None) -> list[str]:
    """Ann seeks the second word, Bob the third; then Ann reads, then Bob: what do they get?

    Args:
        door: what each of them takes for both steps; Bob comes after Ann if he finds it shut.
    """
    door = door or OpenDoor()
    text = "one,two,six,ten"
    mine = StringIO(text)
    yours = StringIO(text) if a_handle_each else mine
    ann_has_sought, bob_is_settled, ann_has_read = Cue(), Cue(), Cue()

    def ann() -> str:
        with door:
            mine.seek(4)
            ann_has_sought.set()
            bob_is_settled.wait()
            word = mine.read(3)
        ann_has_read.set()
        return word

    def bob() -> str:
        ann_has_sought.wait()
        if not may_enter(door):
            bob_is_settled.set()
        with door:
            yours.seek(8)
            bob_is_settled.set()
            ann_has_read.wait()
            return yours.read(3)

    bobs, anns = play(bob, ann)
    return [anns, bobs]


def seen_during_a_transfer(readers_door: Door, writers_door: Door) -> list[int]:
    """80 of 100 are moved from one account to another: what a reader sees meanwhile.

    Args:
        readers_door: what the reader takes for reading both accounts.
        writers_door: what the writer takes for changing both.
    """
    accounts = [100, 0]
    is_half_done, reader_is_settled = Cue(), Cue()

    def writer() -> None:
        with writers_door:
            accounts[0] -= 80
            is_half_done.set()
            reader_is_settled.wait()
            accounts[1] += 80

    def reader() -> list[int]:
        is_half_done.wait()
        if not may_enter(readers_door):
            reader_is_settled.set()
        with readers_door:
            seen = accounts.copy()
        reader_is_settled.set()
        return seen

    seen: list[int] = play(reader, writer)[0]
    return seen


def main() -> None:
    """❌ before ✅."""
    log.info("❌ a mutable default: they hold %s and %s", *two_threads_collect(False))
    log.info("✅ None, and a new list: they hold %s and %s", *two_threads_collect(True))
    log.info("❌ the loop's variable: %s", numbers_of_threads_from_a_loop(by_args=False))
    log.info("✅ args=(number,): %s", numbers_of_threads_from_a_loop(by_args=True))
    log.info("❌ the buffer itself: %s", worker_reads_a_buffer(a_copy=False))
    log.info("✅ a copy of it: %s", worker_reads_a_buffer(a_copy=True))
    log.info("❌ one handle: Ann reads %r, Bob %r", *two_read_a_file(a_handle_each=False))
    log.info("✅ a handle each: Ann reads %r, Bob %r", *two_read_a_file(a_handle_each=True))
    log.info("✅ a lock: Ann reads %r, Bob %r", *two_read_a_file(False, Lock()))
    lock = Lock()
    log.info("❌ only the writer locks: %s is seen", seen_during_a_transfer(OpenDoor(), lock))
    log.info("✅ both lock: %s is seen", seen_during_a_transfer(lock, lock))


if __name__ == "__main__":
    run(main)
