"""📓 threading.local: one object that holds separate values for each thread.

The story is told, and runs, in showcase/synchronization/thread_local_demo.py.
"""

import _threading_local
import gc
import threading
import weakref
from types import SimpleNamespace

import pytest

from showcase.synchronization import thread_local_demo
from showcase.synchronization.thread_local_demo import Visit, visit
from showcase.utils.stage import play

LOCALS = [
    pytest.param(threading.local, id="local"),
    pytest.param(_threading_local.local, id="local in pure Python"),
]
every_local = pytest.mark.parametrize("local", LOCALS)


def look(notebook):
    """Do nothing more: visit() looks by itself."""


# ── Values of one's own ──


def test_a_plain_object_shows_everyone_what_was_written_last():
    """An attribute of an ordinary object is shared by all threads: the last write replaces the
    others.

    Docs: library/threading#thread-local-data
    """
    assert thread_local_demo.pages_read(SimpleNamespace()) == ["third", "third", "third"]


@pytest.mark.pins("threading.local")
@every_local
def test_each_thread_reads_what_it_has_written_itself(local):
    """An attribute of a threading.local has a separate value in each thread.

    Docs: library/threading#thread-local-data, library/threading#threading.local
    """
    assert thread_local_demo.pages_read(local()) == ["first", "second", "third"]


@every_local
def test_another_thread_finds_a_local_empty(local):
    """Attributes of a threading.local that the main thread has set do not exist in another thread.

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
    """Setting an attribute of a threading.local changes its value in the current thread only.

    Docs: library/threading#thread-local-data
    """

    def write(notebook):
        notebook.page = 2

    assert visit(local(), write, page=1) == Visit({}, {"page": 2}, {"page": 1})


@every_local
def test_what_another_thread_deletes_leaves_ours_alone(local):
    """Deleting an attribute of a threading.local deletes it in the current thread only.

    Docs: library/threading#thread-local-data
    """

    def write_and_delete(notebook):
        notebook.page = notebook.ink = 2
        del notebook.page

    seen = visit(local(), write_and_delete, page=1, ink=1)
    assert seen == Visit({}, {"ink": 2}, {"page": 1, "ink": 1})


@every_local
def test_deleting_what_this_thread_does_not_have_is_an_attribute_error(local):
    """Deleting an attribute of a threading.local that only another thread has set raises
    AttributeError.

    Docs: library/threading#thread-local-data
    """
    with pytest.raises(AttributeError, match="page"):
        visit(local(), lambda notebook: delattr(notebook, "page"), page=1)


@every_local
def test_a_del_finds_ours_though_another_thread_used_the_local_last(local):
    """Deleting an attribute of a threading.local deletes that of the current thread, even if
    another thread was the last to set it.

    Docs: library/threading#thread-local-data
    """
    notebook = local()
    notebook.page = 1
    play(lambda: setattr(notebook, "page", 2))
    del notebook.page
    assert not hasattr(notebook, "page")


# ── Its dictionary ──


@every_local
def test_the_dict_of_a_local_is_that_of_the_current_thread(local):
    """threading.local.__dict__ holds the attributes of the current thread, and a key that is added
    to it becomes an attribute.

    Docs: library/threading#thread-local-data
    """
    notebook = local()
    notebook.page = 1
    notebook.__dict__.setdefault("ink", []).append("blue")
    assert notebook.__dict__ == {"page": 1, "ink": ["blue"]}
    assert notebook.ink == ["blue"]
    assert play(lambda: notebook.__dict__) == [{}]


@every_local
def test_a_dict_of_a_local_is_still_ours_in_another_thread(local):
    """A __dict__ that has been read from a threading.local belongs to the thread that read it, even
    if another thread changes it.

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
def test_the_dict_of_a_local_can_neither_be_replaced_nor_deleted(local, change):
    """threading.local.__dict__ is read-only: assigning to it and deleting it raise AttributeError.

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
    """A threading.local keeps no value of a thread that has ended, while an ordinary object does.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_local_demo.outlives_its_thread(make_notebook()) is outlives


@every_local
def test_a_value_ends_with_the_local_even_if_its_thread_goes_on(local):
    """When a threading.local is deleted, the value that a running thread keeps in it is freed, and
    the Thread object has no new attribute left from it.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert thread_local_demo.outlives_the_local(local) == (False, set())


@every_local
def test_a_value_that_refers_to_its_local_does_not_keep_it(local):
    """A threading.local that one of its own values refers to is freed by the garbage collector,
    with that value.

    Docs: undocumented, and all supported Pythons agree.
    """

    class Page:
        """Something that can be referred to weakly."""

    notebook, page = local(), Page()
    notebook.page, page.notebook = page, notebook
    reference = weakref.ref(page)
    del notebook, page
    gc.collect()
    assert reference() is None


def test_a_plain_object_hands_on_what_the_thread_before_has_left():
    """An ordinary object keeps what a thread has written into it after that thread has ended.

    Docs: library/threading#thread-local-data
    """
    found = thread_local_demo.found_one_after_the_other(SimpleNamespace(), threads=3)
    assert found == [{}, {"page": 0}, {"page": 1}]


@every_local
def test_no_thread_inherits_from_one_that_has_ended(local):
    """A new thread finds a threading.local empty, also after the threads that filled it have ended.

    Docs: library/threading#thread-local-data
    """
    assert thread_local_demo.found_one_after_the_other(local(), threads=5) == [{}] * 5


@every_local
def test_a_worker_of_a_pool_keeps_its_values_from_task_to_task(local):
    """The values of a threading.local belong to a thread and not to a task: the next task of the
    same pool worker finds them.

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
