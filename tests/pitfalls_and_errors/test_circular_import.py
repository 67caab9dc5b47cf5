"""🥚 Circular import: two modules that import each other, and which was there first?

The story is told, and runs, in showcase/pitfalls_and_errors/circular_import_demo.py.
"""

import sys
from importlib import import_module

import pytest

from showcase.pitfalls_and_errors import circular_import_demo
from showcase.pitfalls_and_errors.circular_import_demo import import_both

WHOLE = {"chicken": "whole", "egg": "whole"}


@pytest.mark.parametrize("how", [__import__, import_module], ids=["import", "import_module"])
def test_one_thread_gives_half_a_module_to_the_second_one_of_a_circle(how):
    """The chicken imports the egg, whose `import chicken` finds the module in sys.modules, and does
    not wait for its own thread to complete it.

    Docs: reference/import#loading
    """
    got = import_both(1, at_top_level=True, how=how)
    assert got == {"chicken": "whole", "egg": "half"}


def test_two_threads_that_import_a_circle_get_half_a_module():
    """Each thread waits for the module of the other, a deadlock; the import system sees that, and
    lets an `import` statement go on with a module whose last line has not been run.

    Docs: undocumented, and all supported Pythons agree.
    """
    got = import_both(2, at_top_level=True)

    assert set(got) == {"chicken", "egg"}
    assert "half" in got.values()
    assert set(got.values()) <= {"half", "whole"}


@pytest.mark.before("3.15")
def test_import_module_in_a_circle_of_two_threads_raised_until_314():
    """importlib.import_module() noticed the same deadlock, and told it: RuntimeError, by the name
    of _DeadlockError, in at least one of the two threads.

    Docs: library/importlib#importlib.import_module
    """
    got = import_both(2, at_top_level=True, how=import_module)

    assert set(got) == {"chicken", "egg"}
    assert "_DeadlockError" in got.values()
    assert set(got.values()) <= {"_DeadlockError", "whole"}


@pytest.mark.since("3.15")
def test_import_module_in_a_circle_of_two_threads_gives_half_a_module_since_315():
    """importlib.import_module() does as the `import` statement does, since Python 3.15.

    Docs: library/importlib#importlib.import_module
    """
    got = import_both(2, at_top_level=True, how=import_module)

    assert "half" in got.values()
    assert set(got.values()) <= {"half", "whole"}


@pytest.mark.parametrize("how", [__import__, import_module], ids=["import", "import_module"])
@pytest.mark.parametrize("threads", [1, 2])
def test_an_import_in_a_function_gets_the_whole_module(threads, how):
    """When it is called, its own module is complete, and nobody waits for that any more: the
    import waits for the other thread, and gets all of the other module.

    Docs: faq/programming#what-are-the-best-practices-for-using-import-in-a-module
    """
    assert import_both(threads, at_top_level=False, how=how) == WHOLE


def test_the_modules_of_the_scenario_are_forgotten():
    """sys.meta_path and sys.modules are what they were: the next import is a first one.

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
