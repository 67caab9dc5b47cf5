"""📬 Arguments go in with the Thread, results come back through a queue.

    what you write                       what the thread, or its caller, gets
    ───────────────────────────────────  ─────────────────────────────────────────
    Thread(target=work("a"))              ❌ called on the spot, by the caller
    Thread(target=work, args=("ab"))      ❌ a string is no tuple: work("a", "b")
    Thread(target=work, args=("ab",))     ✅ work("ab")
    Thread(target=work, kwargs={"n": 1})  ✅ work(n=1)
    return value                          ❌ nobody gets the value of a target
    results.put((number, value))          ✅ the caller gets each value, and whose it is

TL;DR  Pass arguments with args= and kwargs=. A Thread has no return value: hand a queue in,
       and put each result there together with what it belongs to.

Run    python -m showcase.parallel_execution.thread_with_args
Specs  tests/parallel_execution/test_thread_with_args.py
Next   thread_class_demo.py: a thread that carries its own result.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread, current_thread
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE

log = get_logger()


def see_through(*threads: Thread) -> None:
    """Start them all, then wait for the end of all."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)


# 1 ── Arguments ──────────────────────────────────────────────────────────────


def what_the_target_gets(**arguments: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Start a Thread with these constructor arguments; return what its target was called with.

    Args:
        arguments: `args` and `kwargs` of Thread, both or one or none.
    """
    calls = []

    def target(*args: Any, **kwargs: Any) -> None:
        calls.append((args, kwargs))

    see_through(Thread(target=target, name="worker", **arguments))
    return calls[0]


def who_evaluates_the_target(call_it: bool) -> str:
    """Return the name of the thread that ran `work`.

    Args:
        call_it: write `target=work()`, which runs it here and passes on its None.
    """
    names = []

    def work() -> None:
        names.append(current_thread().name)

    target: Callable[[], None] | None = work() if call_it else work  # type: ignore[func-returns-value]
    see_through(Thread(target=target, name="worker"))
    return names[0]


def the_thread_changes_the_callers_list(copy: bool) -> list[str]:
    """A thread appends to its argument; return what the caller's own list holds afterwards.

    Args:
        copy: hand over a copy. Arguments are passed as references, as in any call.
    """
    basket = ["apple"]
    see_through(Thread(target=basket.copy().append if copy else basket.append, args=("worm",)))
    return basket


# 2 ── Results ────────────────────────────────────────────────────────────────


def squares(numbers: Iterable[int]) -> dict[int, int]:
    """Square each number in a thread of its own; return the squares by number.

    The results come in any order, so each brings along what it belongs to.
    """
    results: SimpleQueue[tuple[int, int]] = SimpleQueue()

    def square(number: int) -> None:
        results.put((number, number * number))

    threads = [Thread(target=square, args=(n,), name=f"square of {n}") for n in numbers]
    see_through(*threads)
    return dict(results.get_nowait() for _ in threads)


# 3 ── What a Thread lets go of ───────────────────────────────────────────────


class Parcel:
    """Can be called, carried along, and watched through a weak reference."""

    def __init__(self, explodes: bool) -> None:
        self.explodes = explodes

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing with anything, or raise ZeroDivisionError."""
        if self.explodes:
            raise ZeroDivisionError


class Forgiving(Thread):
    """A thread that forgives its target a ZeroDivisionError, and remembers it."""

    forgave = False

    def run(self) -> None:
        """Call the target."""
        try:
            super().run()
        except ZeroDivisionError:
            self.forgave = True


@dataclass(frozen=True)
class Held:
    """Did a Thread hold on to what it was given?"""

    before_its_start: bool
    after_its_end: bool
    it_ended_in_an_error: bool


def held(arguments: Callable[[Parcel], dict[str, Any]], explodes: bool) -> Held:
    """Watch an object that a Thread gets to carry.

    Args:
        arguments: for Thread, made of the object.
        explodes: the target ends with an exception.
    """
    parcel = Parcel(explodes)
    watch = weakref.ref(parcel)
    thread = Forgiving(**{"target": Parcel(explodes), **arguments(parcel)})
    del parcel
    before = watch() is not None
    see_through(thread)
    return Held(before, watch() is not None, thread.forgave)


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    log.info("📬 target=work(): ❌ work was done by %s", who_evaluates_the_target(call_it=True))
    log.info("📬 target=work: ✅ work was done by %s", who_evaluates_the_target(call_it=False))

    log.info('✂️ args=("ab"): ❌ %s', what_the_target_gets(args=("ab"))[0])
    log.info('📬 args=("ab",): ✅ %s', what_the_target_gets(args=("ab",))[0])
    log.info('📬 kwargs={"n": 1}: ✅ %s', what_the_target_gets(kwargs={"n": 1})[1])

    log.info("🪱 the caller's own list: ❌ %s", the_thread_changes_the_callers_list(copy=False))
    log.info("🍎 a copy for the thread: ✅ %s", the_thread_changes_the_callers_list(copy=True))

    log.info("🧮 results through a queue: ✅ %s", sorted(squares([2, 3, 4]).items()))


if __name__ == "__main__":
    run(main)
