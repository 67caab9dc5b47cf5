"""🎒 Context variables: what a thread carries along, and what it finds when it starts.

    a value that main has set, read in                         is there
    ────────────────────────────────────────────────────────   ────────
    Thread(target)                                              ❌ (✅ without the GIL, see below)
    Thread(copy_context().run, args=(target,))                  ✅
    Thread(target, context=copy_context())      since 3.14      ✅
    pool.submit(task)                                           ❌ the last task's value is
    pool.submit(copy_context().run, task)                       ✅

    Since 3.14 `-X thread_inherit_context=1` lets every thread start with a copy of the context
    of the one that calls start(); a free-threaded build does so by default.

TL;DR  A ContextVar is per context, and each thread has a context of its own that lives as long
       as the thread. Hand a copy along: `copy_context().run`.

Run    python -m showcase.interpreter.context_vars_demo
Specs  tests/interpreter/test_context_vars.py
Next   warning_filters_demo.py: something else that may be a matter of the context
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, ContextVar, copy_context
from threading import Thread

from showcase.utils.child import in_a_child
from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play

log = get_logger()

user: ContextVar[str] = ContextVar("user", default="nobody")
"""Context variables are made at the top of a module: a context keeps them alive for ever."""

MakeThread = Callable[[Callable[[], None]], Thread]


# 1 ── A new thread ───────────────────────────────────────────────────────────


def plain(target: Callable[[], None]) -> Thread:
    """❌ The thread has a context of its own, and it is empty (unless threads inherit)."""
    return Thread(target=target)


def with_a_copy(target: Callable[[], None]) -> Thread:
    """✅ The thread runs its target in a copy of this context. Works in every version."""
    return Thread(target=copy_context().run, args=(target,))


def with_context(target: Callable[[], None]) -> Thread:
    """✅ The same, since 3.14."""
    return Thread(target=target, context=copy_context())  # type: ignore[call-arg, unused-ignore]


def with_an_empty_context(target: Callable[[], None]) -> Thread:
    """🧹 The thread starts with nothing, whatever the flag says. Since 3.14."""
    return Thread(target=target, context=Context())  # type: ignore[call-arg, unused-ignore]


def value_in_a_new_thread(make_thread: MakeThread) -> tuple[str, ...]:
    """Set "alice", make a thread, set "bob", start the thread, which sets "mallory", set "carol".

    Returns what the thread reads at first and at its end, and what this thread reads at its end.
    """
    found: list[str] = []
    starter_has_set = Cue()

    def reader() -> None:
        found.append(user.get())
        user.set("mallory")
        starter_has_set.wait()
        found.append(user.get())

    def scenario() -> tuple[str, ...]:
        user.set("alice")
        thread = make_thread(reader)
        user.set("bob")
        thread.start()
        user.set("carol")
        starter_has_set.set()
        thread.join(PATIENCE)
        return *found, user.get()

    return copy_context().run(scenario)  # in a copy, so that our caller's value stays


def say_what_is_inherited() -> None:
    """For a child: the flag, and what a plain thread finds."""
    flag = getattr(sys.flags, "thread_inherit_context", None)
    print(flag, value_in_a_new_thread(plain)[0])


# 2 ── A worker of a pool, which has one context for all its tasks ────────────


def value_in_the_next_task(hand_a_copy: bool) -> str:
    """The first task of a one-worker pool sets "alice"; returns what the second, of "bob", reads.

    Args:
        hand_a_copy: submit `copy_context().run` with the task, instead of the bare task.
    """

    bob_is_in_the_queue = Cue()

    def task_of_alice() -> None:
        user.set("alice")
        bob_is_in_the_queue.wait()

    def scenario() -> str:
        with ThreadPoolExecutor(max_workers=1) as pool:
            for name, task in [("eve", task_of_alice), ("bob", user.get)]:
                user.set(name)
                call = (copy_context().run, task) if hand_a_copy else (task,)
                future = pool.submit(*call)
            bob_is_in_the_queue.set()
            return str(future.result(PATIENCE))

    return copy_context().run(scenario)


# 3 ── One context, two threads ───────────────────────────────────────────────


def enter_from_two_threads(at_the_same_time: bool) -> str:
    """Two threads run in one Context; returns what the second one reads, or its error.

    Args:
        at_the_same_time: the second enters while the first is still inside, else after it.
    """
    context = Context()
    first_is_inside, second_is_done = Cue(), Cue()

    def set_alice() -> None:
        user.set("alice")
        first_is_inside.set()
        if at_the_same_time:
            second_is_done.wait()

    def first() -> None:
        context.run(set_alice)

    def second() -> str:
        try:
            return context.run(user.get)
        except RuntimeError as error:
            return f"RuntimeError: {str(error).partition(':')[0]}"
        finally:
            second_is_done.set()

    if at_the_same_time:
        return str(play(first, lambda: first_is_inside.wait() and second())[1])
    play(first)
    return str(play(second)[0])


# 4 ── Tokens ─────────────────────────────────────────────────────────────────


def reset_by_another_thread(same_context: bool) -> str:
    """One thread has set "alice"; another one uses the token, to undo that.

    Args:
        same_context: the other thread runs in the Context that was set in, not in its own.

    Returns the outcome, and what the Context says in the end.
    """
    context = Context()
    (token,) = play(setter=lambda: context.run(user.set, "alice"))

    def resetter() -> str:
        try:
            if same_context:
                context.run(user.reset, token)
            else:
                user.reset(token)
        except ValueError as error:
            return type(error).__name__
        return "reset"

    (outcome,) = play(resetter)
    return f"{outcome}, {context.run(user.get)}"


def main() -> None:
    """❌ before ✅."""
    log.info("🎒 main has set alice, then bob; a new thread reads")
    if not getattr(sys.flags, "thread_inherit_context", False):
        log.info("❌ plain: %s", value_in_a_new_thread(plain)[0])
    log.info("✅ in a copy of main's context: %s", value_in_a_new_thread(with_a_copy)[0])
    (said,) = in_a_child(say_what_is_inherited, "-X", "thread_inherit_context=1").said
    log.info("🚩 plain, with -X thread_inherit_context=1 (3.14 and later): flag %s", said)
    log.info("🏊 a task of bob, in a worker that ran a task of alice")
    log.info("❌ plain: %s", value_in_the_next_task(hand_a_copy=False))
    log.info("✅ in a copy of bob's context: %s", value_in_the_next_task(hand_a_copy=True))
    log.info("👥 one context for two threads")
    log.info("❌ at the same time: %s", enter_from_two_threads(at_the_same_time=True))
    log.info("✅ one after the other: %s", enter_from_two_threads(at_the_same_time=False))
    log.info("🎟️ a token from set()")
    log.info("❌ used in another context: %s", reset_by_another_thread(same_context=False))
    log.info("✅ used in its own: %s", reset_by_another_thread(same_context=True))


if __name__ == "__main__":
    run(main)
