"""🌀 Mutation during iteration: someone changes it while someone walks through it.

The story is told, and runs, in showcase/pitfalls_and_errors/mutation_during_iteration_demo.py.
"""

import copy
import pickle

import pytest

from showcase.pitfalls_and_errors import mutation_during_iteration_demo
from showcase.pitfalls_and_errors.mutation_during_iteration_demo import CHANGES, walk_through


@pytest.mark.parametrize(
    "change",
    ["dict, a new key", "set, a new item", "deque, a new item", "OrderedDict, one to the end"],
)
def test_a_change_under_way_makes_the_next_step_raise(change):
    """If another thread adds to a dict, set or deque during an iteration, or moves a key of an
    OrderedDict, the next step of the iterator raises RuntimeError.

    Docs: builtins/stdtypes#dictionary-view-objects, library/collections#collections.deque
    """
    assert walk_through(change) == [1, "RuntimeError"]


def test_a_dict_that_keeps_its_size_lets_the_change_pass_unnoticed():
    """A dict iterator only compares sizes: if another thread removes one key and adds another, the
    iteration goes on, without the one and with the other.

    Docs: builtins/stdtypes#dictionary-view-objects
    """
    assert walk_through("dict, one out and one in") == [1, 2, 9]


def test_a_list_that_loses_an_earlier_item_makes_the_walker_skip_one():
    """A list iterator counts positions: if another thread removes an item that was visited, all
    later items move up by one place, and the iteration skips one.

    Docs: builtins/stdtypes#lists
    """
    assert walk_through("list, an earlier item out") == [1, 3]


def test_a_list_that_grows_is_walked_through_to_its_new_end():
    """A list iterator looks at the length on each step: an item that another thread appends during
    the iteration is visited as well.

    Docs: builtins/stdtypes#lists
    """
    assert walk_through("list, a new item") == [1, 2, 3, 9]


def test_each_change_is_one_step_of_one_collection():
    """The changes of the scenario do what their names say: a new item, an item removed, one key
    exchanged for another, or a key moved to the end.

    Docs: builtins/stdtypes#typesmapping, library/collections#collections.OrderedDict
    """

    def changed(how):
        things = how.make()
        how.change(things)
        return list(things)

    assert {name: changed(how) for name, how in CHANGES.items()} == {
        "dict, a new key": [1, 2, 3, 9],
        "dict, one out and one in": [1, 2, 9],
        "set, a new item": list({1, 2, 3, 9}),
        "deque, a new item": [1, 2, 3, 9],
        "OrderedDict, one to the end": [2, 3, 1],
        "list, an earlier item out": [2, 3],
        "list, a new item": [1, 2, 3, 9],
    }


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_is_walked_through_as_it_was_made(change):
    """`for thing in list(things)` iterates over a copy that no other thread can change.

    Docs: builtins/stdtypes#list
    """
    assert walk_through(change, through_a_copy=True) == [1, 2, 3]


@pytest.mark.parametrize(
    "how", [copy.deepcopy, pickle.dumps], ids=["copy.deepcopy", "pickle.dumps"]
)
def test_deepcopy_and_pickle_walk_through_a_dict_as_well(how):
    """copy.deepcopy() and pickle.dumps() iterate over a dict and call methods of its values: if
    another thread adds a key meanwhile, they raise RuntimeError. With a dict.copy() that was made
    before, they do not.

    Docs: library/copy#copy.deepcopy, library/pickle#pickle.dumps
    """
    assert mutation_during_iteration_demo.traverse(how, a_snapshot=False) == "RuntimeError"
    assert mutation_during_iteration_demo.traverse(how, a_snapshot=True) == "ok"


def test_what_is_appended_during_a_sort_is_lost():
    """list.sort() empties the list while it sorts: if another thread appends an item meanwhile,
    sort() raises ValueError, and the item is lost.

    Docs: builtins/stdtypes#list.sort
    """
    lost = ("ValueError", [1, 2, 3])
    assert mutation_during_iteration_demo.append_while_sorting(in_place=True) == lost


def test_what_is_appended_while_a_sorted_copy_is_made_stays():
    """sorted() sorts a new list: an item that another thread appends to the original one meanwhile
    stays there.

    Docs: builtins/functions#sorted
    """
    kept = ("ok", [3, 1, 2, 9])
    assert mutation_during_iteration_demo.append_while_sorting(in_place=False) == kept


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase mutation_during_iteration` prints, on every run.

    Docs: builtins/exceptions#RuntimeError
    """
    assert tell(mutation_during_iteration_demo.main) == [
        "MainThread | ❌ dict, a new key: [1, 'RuntimeError']",
        "MainThread | ❌ dict, one out and one in: [1, 2, 9]",
        "MainThread | ❌ set, a new item: [1, 'RuntimeError']",
        "MainThread | ❌ deque, a new item: [1, 'RuntimeError']",
        "MainThread | ❌ OrderedDict, one to the end: [1, 'RuntimeError']",
        "MainThread | ❌ list, an earlier item out: [1, 3]",
        "MainThread | ❌ list, a new item: [1, 2, 3, 9]",
        *(f"MainThread | ✅ through a copy, {change}: [1, 2, 3]" for change in CHANGES),
        "MainThread | ❌ deepcopy: RuntimeError",
        "MainThread | ✅ deepcopy of a snapshot: ok",
        "MainThread | ❌ dumps: RuntimeError",
        "MainThread | ✅ dumps of a snapshot: ok",
        "MainThread | ❌ append during sort(): ValueError, [1, 2, 3]",
        "MainThread | ✅ append during sorted(): ok, [3, 1, 2, 9]",
    ]
