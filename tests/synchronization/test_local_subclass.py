"""🗂️ A local of your own: its __init__ runs once in each thread that uses it.

The story is told, and runs, in showcase/synchronization/local_subclass_demo.py.
"""

import _threading_local
import threading

import pytest

from showcase.synchronization import local_subclass_demo
from showcase.utils.stage import play

LOCALS = [
    pytest.param(threading.local, id="local"),
    pytest.param(_threading_local.local, id="local in pure Python"),
]
every_local = pytest.mark.parametrize("local", LOCALS)


def test_init_of_an_ordinary_class_runs_in_the_thread_that_makes_the_object():
    """The __init__ of an ordinary class runs once, in the thread that creates the object, whichever
    threads use the object later.

    Docs: library/threading#thread-local-data
    """
    calls, seen = local_subclass_demo.initialised_in(object)
    assert calls == [("MainThread", "me", 3)]
    assert seen == [*["me"] * 6, "did not look"]


@every_local
def test_init_of_a_subclass_runs_once_in_each_thread_with_the_same_arguments(local):
    """The __init__ of a threading.local subclass runs again in each other thread when that thread
    first uses the object, with the arguments that the object was created with.

    Docs: library/threading#thread-local-data
    """
    calls, seen = local_subclass_demo.initialised_in(local)
    assert calls == [("MainThread", "me", 3), ("first", "me", 3), ("second", "me", 3)]
    assert seen == [*["me"] * 6, "did not look"]


@every_local
def test_a_thread_that_never_looks_never_runs_init(local):
    """The __init__ of a threading.local subclass runs on first use in a thread, and not when the
    thread starts.

    Docs: library/threading#thread-local-data
    """
    calls, seen = local_subclass_demo.initialised_in(local)
    assert seen[-1] == "did not look"
    assert "third" not in [thread for thread, *_ in calls]


@every_local
@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda notebook: notebook.brand, id="read a class attribute"),
        pytest.param(lambda notebook: notebook.close(), id="call a method"),
        pytest.param(lambda notebook: notebook.__dict__, id="read the __dict__"),
        pytest.param(lambda notebook: setattr(notebook, "page", 1), id="set an attribute"),
    ],
)
def test_any_use_in_a_thread_runs_init_there(local, use):
    """The first use of a threading.local subclass in a thread runs __init__, whatever is used: an
    attribute of the class, a method and the __dict__ as well.

    Docs: library/threading#thread-local-data
    """
    calls = []

    class Notebook(local):
        brand = "plain"

        def __init__(self):
            calls.append("init")

        def close(self):
            calls.append("close")

    notebook = Notebook()
    play(lambda: use(notebook))
    assert calls[:2] == ["init", "init"]


@every_local
@pytest.mark.parametrize(
    ("part", "other_found", "we_have"),
    [
        pytest.param("attribute", None, "ours", id="attribute: not shared"),
        pytest.param("slot", "ours", "theirs", id="slot: shared"),
        pytest.param("class attribute", "plain", "ruled", id="class attribute: shared"),
        pytest.param("property", "plain ours", "ruled theirs", id="property of these: shared"),
    ],
)
def test_only_what_is_kept_in_its_dict_is_local(local, part, other_found, we_have):
    """Slots and class attributes of a threading.local subclass are shared by all threads; an
    instance attribute, kept in __dict__, is not.

    Docs: library/threading#thread-local-data
    """
    assert local_subclass_demo.shared_by_a_subclass(local)[part] == (other_found, we_have)


@every_local
def test_a_class_attribute_is_the_default_value_in_each_thread(local):
    """A class attribute of a threading.local subclass is what a thread reads until it sets its own
    value, also in the methods of the class.

    Docs: library/threading#thread-local-data
    """

    class Notebook(local):
        number = 2

        def squared(self):
            return self.number**2

    notebook = Notebook()
    notebook.number = 3
    assert (notebook.squared(), play(notebook.squared)) == (9, [4])


@every_local
def test_what_init_puts_into_a_local_is_there_for_each_thread_even_if_another_deletes_it(local):
    """The __init__ of a threading.local subclass fills the dictionary of each thread: an attribute
    that one thread deletes is missing in that thread alone.

    Docs: library/threading#thread-local-data
    """

    class Notebook(local):
        def __init__(self, /, **values):
            self.__dict__.update(values)

    notebook = Notebook(color="red")
    del notebook.color
    assert play(lambda: notebook.color) == ["red"]
    with pytest.raises(AttributeError, match="'Notebook' object has no attribute 'color'"):
        notebook.color


@every_local
@pytest.mark.parametrize(
    ("args", "kwargs"), [((1,), {}), ((), {"page": 1})], ids=["by position", "by keyword"]
)
@pytest.mark.parametrize("subclassed", [False, True], ids=["itself", "subclass without __init__"])
def test_arguments_without_an_init_of_its_own_are_refused(local, args, kwargs, subclassed):
    """threading.local, and a subclass of it without an __init__, raise TypeError for arguments.

    Docs: undocumented, and all supported Pythons agree.
    """
    cls = type("Notebook", (local,), {}) if subclassed else local
    with pytest.raises(TypeError, match="Initialization arguments are not supported"):
        cls(*args, **kwargs)


@pytest.mark.parametrize(
    ("local", "second_look"),
    [
        pytest.param(threading.local, "ZeroDivisionError", id="local: is run again"),
        pytest.param(_threading_local.local, "AttributeError", id="pure Python: is not"),
    ],
)
def test_an_init_that_fails_in_a_thread_is_run_again_on_the_next_use(local, second_look):
    """If the __init__ of a threading.local subclass raises in a thread, the next use in that thread
    runs it again. The pure Python local does not: it takes the thread for initialised.

    Docs: undocumented, and all supported Pythons agree.
    """
    looks = local_subclass_demo.second_look_after_a_failed_init(local)
    assert looks == ("ZeroDivisionError", second_look)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase local_subclass` prints, in this order on every run.

    Docs: library/threading#thread-local-data
    """
    assert tell(local_subclass_demo.main) == [
        "MainThread | 👋 who runs the __init__ of a subclass?",
        "MainThread | ❌ object: MainThread",
        "MainThread | ✅ local: MainThread, first, second",
        "MainThread | 🔍 what does another thread find?",
        "MainThread | slot: 'ours'",
        "MainThread | attribute: None",
        "MainThread | class attribute: 'plain'",
        "MainThread | property: 'plain ours'",
    ]
