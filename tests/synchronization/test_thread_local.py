"""📓 threading.local: one object, and in each thread it holds other values.

The story is told, and runs, in showcase/synchronization/thread_local_demo.py.
"""

import _threading_local
import threading
from types import SimpleNamespace

import pytest

from showcase.synchronization import thread_local_demo
from showcase.synchronization.thread_local_demo import Visit, visit

LOCALS = [
    pytest.param(threading.local, id="local"),
    pytest.param(_threading_local.local, id="local in pure Python"),
]
every_local = pytest.mark.parametrize("local", LOCALS)


def look(notebook):
    """Do nothing more than that."""


# ── Values of one's own ──


def test_a_plain_object_shows_everyone_what_was_written_last():
    """An attribute of an ordinary object is shared: the last thread writes over the others.

    Docs: library/threading#thread-local-data
    """
    assert thread_local_demo.pages_read(SimpleNamespace()) == ["third", "third", "third"]


@pytest.mark.pins("threading.local")
@every_local
def test_each_thread_reads_what_it_has_written_itself(local):
    """The attributes of a threading.local have a value for each thread.

    Docs: library/threading#thread-local-data, library/threading#threading.local
    """
    assert thread_local_demo.pages_read(local()) == ["first", "second", "third"]


@every_local
def test_another_thread_finds_it_empty(local):
    """What the main thread put into a threading.local does not exist in any other thread.

    Docs: library/threading#thread-local-data
    """
    assert visit(local(), look, page=1).visitor_found == {}


@every_local
def test_a_name_that_was_set_in_another_thread_only_is_an_attribute_error(local):
    """Reading an attribute of a threading.local that this thread never set raises AttributeError.

    Docs: library/threading#thread-local-data
    """
    with pytest.raises(AttributeError, match="page"):
        visit(local(), lambda notebook: notebook.page, page=1)


@every_local
def test_what_another_thread_writes_leaves_ours_alone(local):
    """A threading.local changes for the current thread only.

    Docs: library/threading#thread-local-data
    """

    def write(notebook):
        notebook.page = 2

    assert visit(local(), write, page=1) == Visit({}, {"page": 2}, {"page": 1})


@every_local
def test_what_another_thread_deletes_leaves_ours_alone(local):
    """An attribute of a threading.local is deleted for the current thread only.

    Docs: library/threading#thread-local-data
    """

    def write_and_delete(notebook):
        notebook.page = notebook.ink = 2
        del notebook.page

    seen = visit(local(), write_and_delete, page=1, ink=1)
    assert seen == Visit({}, {"ink": 2}, {"page": 1, "ink": 1})


@every_local
def test_deleting_what_this_thread_does_not_have_is_an_attribute_error(local):
    """`del` cannot reach into another thread's part of a threading.local.

    Docs: library/threading#thread-local-data
    """
    with pytest.raises(AttributeError, match="page"):
        visit(local(), lambda notebook: delattr(notebook, "page"), page=1)


# ── Its dictionary ──


@every_local
def test_its_dict_is_that_of_the_current_thread(local):
    """threading.local.__dict__ holds this thread's attributes; what is put there is an attribute.

    Docs: library/threading#thread-local-data
    """
    notebook = local()
    notebook.page = 1
    notebook.__dict__.setdefault("ink", []).append("blue")
    assert notebook.__dict__ == {"page": 1, "ink": ["blue"]}
    assert notebook.ink == ["blue"]


@every_local
def test_its_dict_is_still_ours_in_another_thread(local):
    """A __dict__ that was read from a threading.local stays with the thread it was read in.

    Docs: library/threading#thread-local-data
    """
    notebook = local()
    ours = notebook.__dict__
    visit(notebook, lambda _: ours.update(page="from afar"))
    assert notebook.page == "from afar"


@every_local
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda notebook: setattr(notebook, "__dict__", {}), id="assign"),
        pytest.param(lambda notebook: delattr(notebook, "__dict__"), id="delete"),
    ],
)
def test_its_dict_can_neither_be_replaced_nor_deleted(local, change):
    """threading.local.__dict__ is read-only, since there is one for each thread.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(AttributeError, match=f"{local.__name__}' .*'__dict__' is read-only"):
        change(local())


# ── How long a value lives ──


@pytest.mark.parametrize(
    ("make_notebook", "outlives"),
    [pytest.param(SimpleNamespace, True, id="plain object: yes")]
    + [pytest.param(*local.values, False, id=f"{local.id}: no") for local in LOCALS],
)
def test_a_value_ends_with_the_thread_that_wrote_it(make_notebook, outlives):
    """threading.local holds on to no value of a thread that has ended; a shared object does.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_local_demo.outlives_its_thread(make_notebook()) is outlives


@every_local
def test_a_value_ends_with_the_local_even_if_its_thread_goes_on(local):
    """When a threading.local goes, it takes the values of all threads along, and leaves no trace.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_local_demo.outlives_the_local(local) == (False, set())


def test_a_plain_object_hands_on_what_the_thread_before_has_left():
    """An ordinary object outlives the threads that wrote into it, and so does what they wrote.

    Docs: library/threading#thread-local-data
    """
    found = thread_local_demo.found_one_after_the_other(SimpleNamespace(), threads=3)
    assert found == [{}, {"page": 0}, {"page": 1}]


@every_local
def test_no_thread_inherits_from_one_that_has_ended(local):
    """Every new thread finds a threading.local empty, also if it gets the place of an older one.

    Docs: library/threading#thread-local-data
    """
    assert thread_local_demo.found_one_after_the_other(local(), threads=5) == [{}] * 5


@every_local
def test_a_worker_of_a_pool_keeps_its_values_from_task_to_task(local):
    """A threading.local goes by thread, not by task: the worker's next task finds it filled.

    Docs: library/threading#thread-local-data
    """
    found = thread_local_demo.found_by_the_second_task_of_a_worker(local())
    assert found == {"page": "from the first task"}


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase thread_local` prints, in this order on every run.

    Docs: library/threading#thread-local-data
    """
    everyone_writes = [
        "first | I write my name",
        "second | I write my name",
        "third | I write my name",
    ]
    assert tell(thread_local_demo.main) == [
        "MainThread | 📖 a plain object",
        *everyone_writes,
        "first | I read 'third'",
        "second | I read 'third'",
        "third | I read 'third'",
        "MainThread | ❌ each read the last one: third, third, third",
        "MainThread | 📓 a local",
        *everyone_writes,
        "first | I read 'first'",
        "second | I read 'second'",
        "third | I read 'third'",
        "MainThread | ✅ each read its own: first, second, third",
        "MainThread | 🏊 and in a pool?",
        "MainThread | ❌ the next task finds a page from the first task",
    ]
