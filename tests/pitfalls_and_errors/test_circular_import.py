"""🥚 Circular import: two modules that import each other, and which was there first?

The story is told, and runs, in showcase/pitfalls_and_errors/circular_import_demo.py.
"""

import sys
from importlib import import_module

import pytest

from showcase.pitfalls_and_errors import circular_import_demo
from showcase.pitfalls_and_errors.circular_import_demo import (
    import_a_package_and_its_module,
    import_both,
)

WHOLE = {"chicken": "whole", "egg": "whole"}


@pytest.mark.parametrize("how", [__import__, import_module], ids=["import", "import_module"])
def test_one_thread_gives_half_a_module_to_the_second_one_of_a_circle(how):
    """In a circular import in one thread, the second module finds the first one in sys.modules
    before its last line was run, and gets it as it is, without waiting.

    Docs: reference/import#loading
    """
    got = import_both(1, at_top_level=True, how=how)
    assert got == {"chicken": "whole", "egg": "half"}


def test_two_threads_that_import_a_circle_get_half_a_module():
    """Two threads that each import one of two modules which import each other would wait for each
    other; the import system sees that, and lets one `import` go on with a module whose last line
    was not run.

    Docs: undocumented, and all supported Pythons agree.
    """
    got = import_both(2, at_top_level=True)

    assert set(got) == {"chicken", "egg"}
    assert "half" in got.values()
    assert set(got.values()) <= {"half", "whole"}


@pytest.mark.before("3.15")
def test_import_module_in_a_circle_of_two_threads_raised_until_314():
    """Until Python 3.14, if two threads import two modules which import each other,
    importlib.import_module() raises _DeadlockError, a RuntimeError, in at least one of them.

    Docs: library/importlib#importlib.import_module
    """
    got = import_both(2, at_top_level=True, how=import_module)

    assert set(got) == {"chicken", "egg"}
    assert "_DeadlockError" in got.values()
    assert set(got.values()) <= {"_DeadlockError", "whole"}


@pytest.mark.since("3.15")
def test_import_module_in_a_circle_of_two_threads_gives_half_a_module_since_315():
    """Since Python 3.15, if two threads import two modules which import each other,
    importlib.import_module() gives one of them a module whose last line was not run.

    Docs: library/importlib#importlib.import_module
    """
    got = import_both(2, at_top_level=True, how=import_module)

    assert set(got) == {"chicken", "egg"}
    assert "half" in got.values()
    assert set(got.values()) <= {"half", "whole"}


@pytest.mark.since("3.15")
def test_who_imports_a_submodule_waits_for_its_package_since_3_15():
    """If one thread imports a package that imports its submodule, and another one meanwhile imports
    a name from that submodule, the second one waits since Python 3.15: both get the whole package.

    Docs: whatsnew/3.15#other-language-changes
    """
    assert import_a_package_and_its_module() == {"basket": "whole", "basket.egg": "whole"}


@pytest.mark.before("3.15")
def test_who_imported_a_submodule_got_in_the_way_of_its_package_until_3_14():
    """If one thread imports a package that imports its submodule, and another one meanwhile imports
    a name from that submodule, then until Python 3.14 the second one goes on with half a package,
    or, in later patches of 3.14, the first one gets a _DeadlockError (gh-83065).

    Docs: whatsnew/3.15#other-language-changes
    """
    assert import_a_package_and_its_module() in (
        {"basket": "whole", "basket.egg": "half"},
        {"basket": "_DeadlockError", "basket.egg": "whole"},
    )


@pytest.mark.parametrize("how", [__import__, import_module], ids=["import", "import_module"])
@pytest.mark.parametrize("threads", [1, 2])
def test_an_import_in_a_function_gets_the_whole_module(threads, how):
    """If a module imports the other one of a circle in a function, and the function is called when
    the module itself is complete, the import waits for the other module to be complete.

    Docs: faq/programming#what-are-the-best-practices-for-using-import-in-a-module
    """
    assert import_both(threads, at_top_level=False, how=how) == WHOLE


def test_the_modules_of_the_scenario_are_forgotten():
    """The scenario leaves sys.meta_path as it was, and its modules not in sys.modules: the next
    import of them runs them again.

    Docs: library/sys#sys.modules, library/sys#sys.meta_path
    """
    before = sys.meta_path.copy()
    import_both(1, at_top_level=True)

    assert sys.meta_path == before
    assert not {"chicken", "egg"} & set(sys.modules)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase circular_import` prints, in this order on every run.

    Docs: reference/import#loading
    """
    half = "half" if sys.version_info >= (3, 15) else "_DeadlockError"
    assert tell(circular_import_demo.main) == [
        "MainThread | ❌ __import__ at the top level, threads: 1: somebody gets half",
        "MainThread | ❌ __import__ at the top level, threads: 2: somebody gets half",
        "MainThread | ❌ import_module at the top level, threads: 1: somebody gets half",
        f"MainThread | ❌ import_module at the top level, threads: 2: somebody gets {half}",
        "MainThread | ✅ in a function, threads: 1: everybody gets whole",
        "MainThread | ✅ in a function, threads: 2: everybody gets whole",
    ]
