"""🧑‍🍳 A subclass of Thread: the work and its result in one object.

    your class                                     what happens
    ─────────────────────────────────────────────  ────────────────────────────────────
    run() returns the result                        ❌ nobody gets it
    run() sets self.result, you look too early      ❌ None
    run() sets self.result, you look after join()   ✅ the result
    __init__ without super().__init__()             ❌ the thread refuses everything
    __init__ calls super().__init__() first         ✅ a thread like any other
    a target for a class with its own run()         ❌ the target is never called
    run() calls super().run()                       ✅ the target is called

TL;DR  Override __init__ (and call super().__init__() first) and run(), and nothing else. Keep
       the result in an attribute; read it after join().

Run    python -m showcase.parallel_execution.thread_class_demo
Specs  tests/parallel_execution/test_thread_class.py
Next   exceptions_in_threads.py: what becomes of an error that nobody catches.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from collections.abc import Callable, Iterable, Iterator
from threading import Thread, current_thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, stands_in, until

log = get_logger()


# 1 ── A result in an attribute ───────────────────────────────────────────────


class Sum(Thread):
    """Adds up in a thread of its own; `result` is None until it has been joined."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(name="adder")
        self.numbers = numbers
        self.result: int | None = None

    def run(self) -> None:
        """What start() has the new thread do."""
        self.result = sum(self.numbers)
        log.info("I have added up: %d", self.result)


class ForgetfulSum(Sum):
    """The broken twin returns the result, and start() has long been back."""

    def run(self) -> int:  # type: ignore[override]
        """Return the sum, which reaches nobody."""
        total = sum(self.numbers)
        log.info("I return %d", total)
        return total


def result_of(make_thread: Callable[[Iterable[int]], Sum]) -> tuple[int | None, int | None]:
    """Add up 1, 2 and 3; return `.result` as it is while the thread works, and after join()."""
    caller = current_thread()

    def numbers() -> Iterator[int]:
        yield 1
        until(lambda: stands_in(caller, "join"), "the caller waits")
        yield 2
        yield 3

    thread = make_thread(numbers())
    thread.start()
    early = thread.result
    thread.join(PATIENCE)
    return early, thread.result


# 2 ── super().__init__() comes first ─────────────────────────────────────────


class Unborn(Thread):
    """A thread whose constructor does not call the constructor of Thread."""

    def __init__(self) -> None:
        pass


class Touched(Thread):
    """A thread whose constructor sets one of the attributes that every Thread has."""

    def __init__(self, attribute: str, value: object, base_first: bool) -> None:
        if base_first:
            super().__init__()
        setattr(self, attribute, value)


# 3 ── run() and target ───────────────────────────────────────────────────────


class OwnRun(Thread):
    """Its run() replaces the one that would call the target."""

    def run(self) -> None:
        """Log a line, and do not call the target."""
        log.info("I run what my class says")


class OwnRunAndTarget(OwnRun):
    """Its run() does something of its own, and then what any Thread does."""

    def run(self) -> None:
        """Log the line, then let Thread.run() call the target."""
        super().run()
        Thread.run(self)


def who_calls_the_target(make_thread: type[Thread]) -> list[str]:
    """Start a thread of that class with a target; return who called the target."""
    called_by = []
    may_call = Cue()

    def target() -> None:
        if may_call.wait():
            called_by.append(current_thread().name)

    thread = make_thread(target=target, name="worker")
    thread.start()
    may_call.set()
    thread.join(PATIENCE)
    return called_by


# ── The guided tour ──────────────────────────────────────────────────────────


def main() -> None:
    """❌ before ✅."""
    for title, make_thread in [("returns the sum", ForgetfulSum), ("keeps the sum", Sum)]:
        log.info("🧮 run() %s", title)
        early, result = result_of(make_thread)
        log.info("%s early %s, after join() %s", "✅" if result == 6 else "❌", early, result)

    log.info("🎯 a target, and a class with its own run()")
    log.info("❌ the target was called by %s", who_calls_the_target(OwnRun))
    log.info("🎯 a target, and a run() that calls Thread's run() as well")
    log.info("✅ the target was called by %s", who_calls_the_target(OwnRunAndTarget))

    log.info("👶 __init__ without super().__init__()")
    try:
        Unborn().start()
    except RuntimeError as refusal:
        log.info("❌ %s", refusal)
    log.info("👶 __init__ with super().__init__() first")
    log.info("✅ my name is %s", Touched("name", "Grace", base_first=True).name)


if __name__ == "__main__":
    run(main)
