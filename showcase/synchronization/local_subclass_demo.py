"""🗂️ A local of your own: its __init__ runs once in each thread that uses it.

    class Notebook(…)                   the __init__ runs for
    ──────────────────────────────────  ──────────────────────────────────────────────────
    an ordinary class                   the thread that makes the object, and no other ❌
    threading.local                     each thread, when it first looks ✅

    of a threading.local                another thread
    ──────────────────────────────────  ──────────────────────────────────────────────────
    an attribute                        has its own
    a class attribute, a slot           finds what all share

TL;DR  What every thread needs goes into the __init__ of a subclass. What is not kept in the
       object's __dict__ is not local.

Run    python -m showcase.synchronization.local_subclass_demo
Specs  tests/synchronization/test_local_subclass.py
Next   iterator_helpers_demo.py: one iterator for several threads.
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from threading import current_thread, local
from typing import Any

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import play

log = get_logger()


def initialised_in(base: type) -> tuple[list[tuple[str, str, int]], list[str]]:
    """Subclass `base`, make one object, and look at it twice in each of three threads.

    Args:
        base: threading.local; with `object`, __init__ runs only where the object is made.

    Returns the calls of __init__, as (thread, owner, size), and the owners that were seen.
    """
    calls = []

    class Notebook(base):  # type: ignore[misc]  # the base is what varies
        def __init__(self, owner: str, size: int) -> None:
            calls.append((current_thread().name, owner, size))
            self.owner = owner

    notebook = Notebook("me", size=3)

    def look() -> list[str]:
        return [notebook.owner, notebook.owner]

    def does_not_look() -> list[str]:
        return ["did not look"]

    seen = [*look(), *play(first=look)[0], *play(second=look)[0], *play(third=does_not_look)[0]]
    return calls, seen


def shared_by_a_subclass(base: type) -> dict[str, tuple[Any, Any]]:
    """Another thread changes an attribute, a slot and the class.

    Returns for each of them what the other thread found, and what we have afterwards.
    """

    class Notebook(base):  # type: ignore[misc]
        __slots__ = ("slot",)
        brand = "plain"

        @property
        def label(self) -> str:
            """Goes through the object, from the inside."""
            return f"{self.brand} {self.slot}"

    notebook = Notebook()
    notebook.slot = "ours"
    notebook.page = "ours"

    def visitor() -> tuple[Any, Any, Any, Any]:
        found = notebook.slot, getattr(notebook, "page", None), notebook.brand, notebook.label
        notebook.slot = notebook.page = "theirs"
        Notebook.brand = "ruled"
        return found

    ((slot, page, brand, label),) = play(visitor)
    return {
        "slot": (slot, notebook.slot),
        "attribute": (page, notebook.page),
        "class attribute": (brand, notebook.brand),
        "property": (label, notebook.label),
    }


def second_look_after_a_failed_init(base: type) -> tuple[str, str]:
    """The subclass's __init__ fails in another thread; returns the errors of two looks there."""

    class Notebook(base):  # type: ignore[misc]
        def __init__(self) -> None:
            if current_thread().name == "visitor":
                raise ZeroDivisionError

    notebook = Notebook()

    def look() -> str:
        try:
            return str(notebook.owner)
        except Exception as error:
            return type(error).__name__

    def visitor() -> tuple[str, str]:
        return look(), look()

    ((first, second),) = play(visitor)
    return first, second


def main() -> None:
    """❌ before ✅."""
    log.info("👋 who runs the __init__ of a subclass?")
    for verdict, base in [("❌ object", object), ("✅ local", local)]:
        log.info("%s: %s", verdict, ", ".join(thread for thread, *_ in initialised_in(base)[0]))
    log.info("🔍 what does another thread find?")
    for part, (found, _) in shared_by_a_subclass(local).items():
        log.info("%s: %r", part, found)


if __name__ == "__main__":
    run(main)
