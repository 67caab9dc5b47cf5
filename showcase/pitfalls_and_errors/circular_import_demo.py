"""🥚 Circular import: two modules that import each other, and which was there first?

An import waits until the module is complete, even if another thread imports it. In a circle that
would be for ever, so the interpreter lets the wait go, and gives away half a module:

    the egg imports the chicken,           one thread            a thread for each
    which imports the egg
    ─────────────────────────────────────  ────────────────────  ───────────────────────────────
    `import` at the top level              ❌ one gets half      ❌ one gets half, and which one
                                                                 is a matter of luck
    import_module() at the top level       ❌ one gets half      ❌ _DeadlockError, until 3.14
    in a function that is called later     ✅ both whole         ✅ both whole

TL;DR  A circle of imports works by luck, and with threads it is another luck. Break it: a third
       module, or an import in the function that needs it.

Run    python -m showcase.pitfalls_and_errors.circular_import_demo
Specs  tests/pitfalls_and_errors/test_circular_import.py
Next   held_too_long_demo.py: a lock that everybody sees, and stands in line for
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

import importlib
import sys
from collections.abc import Callable, Collection
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from threading import Barrier
from types import ModuleType

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import PATIENCE, Cue, play, until

log = get_logger()

OTHER = {"chicken": "egg", "egg": "chicken"}
"""Each module, and the one that it imports."""


class Farm(MetaPathFinder, Loader):
    """Finds the two modules, which run a function at their top level.

    Args:
        top_level: gets the module, which is complete when it returns.
        names: of the two modules; a "basket" is a package.
    """

    def __init__(
        self, top_level: Callable[[ModuleType], object], names: Collection[str] = OTHER
    ) -> None:
        self._top_level, self._names = top_level, names

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Where the module comes from: from here, if it is one of the two."""
        if name not in self._names:
            return None
        return spec_from_loader(name, self, is_package=name == "basket")

    def exec_module(self, module: ModuleType) -> None:
        """Run the top level of the module."""
        self._top_level(module)


def import_both(
    threads: int, at_top_level: bool, how: Callable[[str], object] = __import__
) -> dict[str, str]:
    """Import both modules; each of them imports the other one.

    Args:
        threads: 1 imports first the chicken and then the egg; 2 import one each, and both are in
            the middle of it before anyone goes on.
        at_top_level: each imports the other one there, and not in a function that is called when
            the module is complete.
        how: the statement `import` calls __import__; the other way is import_module.

    Returns what each module has got: "whole", "half", or the name of an error.
    """
    got: dict[str, str] = {}
    both_have_begun = Barrier(threads)

    def import_the_other(name: str) -> None:
        try:
            how(OTHER[name])
        except RuntimeError as error:
            got[name] = type(error).__name__
        else:
            is_there = hasattr(sys.modules[OTHER[name]], "last_line")
            got[name] = "whole" if is_there else "half"

    def top_level(module: ModuleType) -> None:
        if threads == 2:
            both_have_begun.wait(PATIENCE)
        if at_top_level:
            import_the_other(module.__name__)
        module.last_line = "is run"  # type: ignore[attr-defined]

    def use(name: str) -> None:
        how(name)
        if not at_top_level:
            import_the_other(name)

    farm = Farm(top_level)
    sys.meta_path.insert(0, farm)
    try:
        if threads == 2:
            play(**{name: partial(use, name) for name in OTHER})
        else:
            for name in OTHER:
                use(name)
    finally:
        sys.meta_path.remove(farm)
        for name in OTHER:
            sys.modules.pop(name, None)
    return got


def import_a_package_and_its_module() -> dict[str, str]:
    """One thread imports a package that imports its submodule; another one, that submodule.

    The second one comes when the first one is in the middle of the package, which goes on when the
    second one waits for it, or is done.

    Returns what each has got: "whole", "half" (of the package), or the name of an error.
    """
    names = ("basket", "basket.egg")
    got: dict[str, str] = {}
    first_is_there = Cue()
    locks = importlib._bootstrap._module_locks  # type: ignore[attr-defined]

    def second_has_come() -> bool:
        return "basket.egg" in got or bool(locks["basket"]().waiters)

    def top_level(module: ModuleType) -> None:
        if module.__name__ == "basket":
            if not first_is_there.is_set():
                first_is_there.set()
                until(second_has_come, "the second thread")
            import_module("basket.egg")
        module.last_line = "is run"  # type: ignore[attr-defined]

    def use(name: str) -> None:
        try:
            __import__(name, fromlist=["last_line"])  # from basket.egg import last_line
        except RuntimeError as error:
            got[name] = type(error).__name__
        else:
            got[name] = "whole" if hasattr(sys.modules["basket"], "last_line") else "half"

    def second() -> None:
        first_is_there.wait()
        use("basket.egg")

    farm = Farm(top_level, names)
    sys.meta_path.insert(0, farm)
    try:
        play(second, first=lambda: use("basket"))
    finally:
        sys.meta_path.remove(farm)
        for name in names:
            sys.modules.pop(name, None)
    return got


def main() -> None:
    """❌ before ✅."""
    for how in (__import__, import_module):
        for threads in (1, 2):
            got = set(import_both(threads, at_top_level=True, how=how).values())
            name, told = how.__name__, ", ".join(got - {"whole"})
            log.info("❌ %s at the top level, threads: %d: somebody gets %s", name, threads, told)
    for threads in (1, 2):
        got = set(import_both(threads, at_top_level=False).values())
        log.info("✅ in a function, threads: %d: everybody gets %s", threads, ", ".join(got))


if __name__ == "__main__":
    run(main)
