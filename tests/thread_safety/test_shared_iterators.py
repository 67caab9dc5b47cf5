"""🔗 Shared iterators: two threads draw from one, and rows and sums are torn.

The story is told, and runs, in showcase/thread_safety/shared_iterators_demo.py.
"""

import itertools
import os
from threading import Lock

import pytest

from showcase.thread_safety import shared_iterators_demo
from showcase.thread_safety.shared_iterators_demo import Drawn, two_draw
from showcase.utils.stage import play

TORN = {
    "enumerate": Drawn((1, "a"), (0, "b"), [(2, "c"), (3, "d")]),
    "zip": Drawn(("a", 1), ("b", 0), [("c", 2), ("d", 3)]),
    "zip_longest": Drawn(("a", 1), ("b", 0), [("c", 2), ("d", 3)]),
    "compress": Drawn("c", "b", ["d"]),
    "cycle": Drawn("a", "b", ["c", "d", "b", "a"]),
    "pairwise": Drawn(("a", "d"), ("b", "c"), []),
    "generator": Drawn("a", "ValueError", ["b", "c", "d"]),
}
WHOLE = {
    "enumerate": Drawn((0, "a"), (1, "b"), [(2, "c"), (3, "d")]),
    "zip": Drawn(("a", 0), ("b", 1), [("c", 2), ("d", 3)]),
    "zip_longest": Drawn(("a", 0), ("b", 1), [("c", 2), ("d", 3)]),
    "compress": Drawn("a", "c", ["d"]),
    "cycle": Drawn("a", "b", ["c", "d", "a", "b"]),
    "pairwise": Drawn(("a", "b"), ("b", "c"), [("c", "d")]),
    "generator": Drawn("a", "b", ["c", "d"]),
    "map": Drawn("a", "b", ["c", "d"]),
    "filter": Drawn("a", "b", ["c", "d"]),
    "islice": Drawn("a", "b", ["c"]),
    "chain": Drawn("a", "b", ["c", "d", "e"]),
}


@pytest.mark.parametrize("kind", TORN)
def test_an_iterator_that_two_threads_share_tears_what_it_yields(kind):
    """One thread calls next() while another one is in the middle of it. enumerate(), zip(),
    zip_longest() and pairwise() yield the wrong number or partner, compress() leaves out the wrong
    item, and cycle() repeats the items in another order; a generator raises ValueError.

    Docs: howto/free-threading-python#iterators
    """
    assert two_draw(kind) == TORN[kind]


@pytest.mark.parametrize("kind", WHOLE)
def test_a_lock_around_next_keeps_the_steps_whole(kind):
    """With a Lock around next(), the second thread waits until the first one has its value: numbers
    and partners fit, and no item is left out.

    Docs: library/threading#lock-objects, howto/free-threading-python#iterators
    """
    assert two_draw(kind, Lock()) == WHOLE[kind]


@pytest.mark.parametrize("kind", ["map", "filter", "islice", "chain"])
def test_an_iterator_without_notes_passes_each_item_to_one_thread(kind):
    """map(), filter(), islice() and chain() keep no item between two steps: here their source gives
    each item once, and so do they. The documentation does not promise it.

    Docs: howto/free-threading-python#iterators
    """
    assert two_draw(kind) == WHOLE[kind]


@pytest.mark.since("3.12")
def test_a_batch_that_two_threads_fill_is_a_mixture():
    """itertools.batched(letters, 2) collects item by item: while one thread has "a" another one
    takes "b" and "c", so that "a" and "d" make a batch. New in Python 3.12.

    Docs: library/itertools#itertools.batched, howto/free-threading-python#iterators
    """
    assert two_draw("batched") == Drawn(("a", "d"), ("b", "c"), [])
    assert two_draw("batched", Lock()) == Drawn(("a", "b"), ("c", "d"), [])


@pytest.mark.before("3.12")
def test_there_was_no_batched():
    """Before Python 3.12 itertools has no batched().

    Docs: library/itertools#itertools.batched
    """
    assert not hasattr(itertools, "batched")


def test_two_threads_accumulate_one_number_less():
    """itertools.accumulate() reads its total, adds to it, and stores the sum: when two threads read
    before either of them stores, one number is lost. Under a Lock none is.

    Docs: howto/free-threading-python#iterators
    """
    assert shared_iterators_demo.two_accumulate() == Drawn(1, 1, [2])
    assert shared_iterators_demo.two_accumulate(Lock()) == Drawn(1, 2, [3])


def test_a_directory_listing_that_another_thread_closes_ends_early(tmp_path):
    """os.scandir() gives an iterator; when another thread calls its close(), the next step of the
    iteration ends it, though entries are left.

    Docs: library/os#os.scandir, library/os#os.scandir.close
    """
    for name in ("a", "b", "c"):
        (tmp_path / name).touch()
    with os.scandir(tmp_path) as closed, os.scandir(tmp_path) as left_open:
        next(closed), next(left_open)
        play(closed.close)
        assert (len([*closed]), len([*left_open])) == (0, 2)


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase shared_iterators` prints, in this order on every run.

    Docs: howto/free-threading-python#iterators
    """
    batched = [
        "MainThread | ❌ no lock, batched: ('a', 'd') and ('b', 'c'), then []",
        "MainThread | ✅ a lock, batched: ('a', 'b') and ('c', 'd'), then []",
    ]
    assert tell(shared_iterators_demo.main) == [
        "MainThread | ❌ no lock, enumerate: (1, 'a') and (0, 'b'), then [(2, 'c'), (3, 'd')]",
        "MainThread | ✅ a lock, enumerate: (0, 'a') and (1, 'b'), then [(2, 'c'), (3, 'd')]",
        "MainThread | ❌ no lock, zip: ('a', 1) and ('b', 0), then [('c', 2), ('d', 3)]",
        "MainThread | ✅ a lock, zip: ('a', 0) and ('b', 1), then [('c', 2), ('d', 3)]",
        "MainThread | ❌ no lock, zip_longest: ('a', 1) and ('b', 0), then [('c', 2), ('d', 3)]",
        "MainThread | ✅ a lock, zip_longest: ('a', 0) and ('b', 1), then [('c', 2), ('d', 3)]",
        "MainThread | ❌ no lock, compress: c and b, then ['d']",
        "MainThread | ✅ a lock, compress: a and c, then ['d']",
        "MainThread | ❌ no lock, cycle: a and b, then ['c', 'd', 'b', 'a']",
        "MainThread | ✅ a lock, cycle: a and b, then ['c', 'd', 'a', 'b']",
        "MainThread | ❌ no lock, pairwise: ('a', 'd') and ('b', 'c'), then []",
        "MainThread | ✅ a lock, pairwise: ('a', 'b') and ('b', 'c'), then [('c', 'd')]",
        "MainThread | ❌ no lock, generator: a and ValueError, then ['b', 'c', 'd']",
        "MainThread | ✅ a lock, generator: a and b, then ['c', 'd']",
        "MainThread | ✅ no lock, map: a and b, then ['c', 'd']",
        "MainThread | ✅ a lock, map: a and b, then ['c', 'd']",
        "MainThread | ✅ no lock, filter: a and b, then ['c', 'd']",
        "MainThread | ✅ a lock, filter: a and b, then ['c', 'd']",
        "MainThread | ✅ no lock, islice: a and b, then ['c']",
        "MainThread | ✅ a lock, islice: a and b, then ['c']",
        "MainThread | ✅ no lock, chain: a and b, then ['c', 'd', 'e']",
        "MainThread | ✅ a lock, chain: a and b, then ['c', 'd', 'e']",
        *(batched if hasattr(itertools, "batched") else []),
        "MainThread | ❌ no lock, accumulate: 1 and 1, then [2]",
        "MainThread | ✅ a lock, accumulate: 1 and 2, then [3]",
    ]
