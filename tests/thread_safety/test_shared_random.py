"""🎲 Shared randomness: safe to call from all threads, and still not what one expects.

The story is told, and runs, in showcase/thread_safety/shared_random_demo.py.
"""

from threading import Lock

import pytest

from showcase.thread_safety import shared_random_demo
from showcase.thread_safety.shared_random_demo import drawn, two_draw


def test_two_threads_can_get_the_same_number_from_gauss():
    """Random.gauss() keeps every second number for its next call: two threads that look before
    either of them takes it both return it.

    Docs: library/random#random.gauss
    """
    assert two_draw("gauss") is True


@pytest.mark.parametrize(
    ("method", "make_lock"),
    [
        pytest.param("normalvariate", bool, id="normalvariate()"),
        pytest.param("gauss", Lock, id="gauss() under a lock"),
    ],
)
def test_normalvariate_and_a_lock_give_each_thread_a_number_of_its_own(method, make_lock):
    """Random.normalvariate() keeps nothing between two calls; and with a Lock around gauss() the
    second thread finds that the number is taken.

    Docs: library/random#random.normalvariate, library/random#random.gauss
    """
    assert two_draw(method, make_lock() or None) is False


def test_with_one_seed_for_all_threads_the_order_of_the_draws_decides():
    """A seed makes the sequence of a Random reproducible, not who draws which part of it.

    Docs: library/random#random.seed, library/random#notes-on-reproducibility
    """
    assert drawn(one_each=False, ann_is_first=True) == [[34, 216], [145, 205]]
    assert drawn(one_each=False, ann_is_first=False) == [[145, 205], [34, 216]]


@pytest.mark.parametrize("ann_is_first", [True, False], ids=["first", "second"])
def test_with_a_random_of_its_own_a_thread_draws_the_same_every_time(ann_is_first):
    """Each thread has a Random of its own with a seed of its own: no other thread takes numbers
    from it, whichever draws first.

    Docs: library/random#random.Random, library/random#notes-on-reproducibility
    """
    assert drawn(one_each=True, ann_is_first=ann_is_first) == [[34, 145], [244, 220]]


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase shared_random` prints, in this order on every run.

    Docs: library/random#random.gauss
    """
    assert tell(shared_random_demo.main) == [
        "MainThread | ❌ gauss() in two threads: the same number? True",
        "MainThread | ✅ under a lock: the same number? False",
        "MainThread | ✅ normalvariate(): the same number? False",
        "MainThread | ❌ one seed for both: Ann draws [34, 216], Bob [145, 205]",
        "MainThread | ❌ one seed for both: Ann draws [145, 205], Bob [34, 216]",
        "MainThread | ✅ a seed each: Ann draws [34, 145], Bob [244, 220]",
        "MainThread | ✅ a seed each: Ann draws [34, 145], Bob [244, 220]",
    ]
