"""🏁 Race condition: the result depends on who comes first.

The story is told, and runs, in showcase/pitfalls_and_errors/race_condition_demo.py.
"""

from collections import Counter

import pytest

from showcase.pitfalls_and_errors import race_condition_demo
from showcase.pitfalls_and_errors.race_condition_demo import Observed, an_item
from tests.plugins.inner import inner_pytest

BOTH_COUNTED = Observed(total=2, second_was_turned_away=True)
ONE_LOST = Observed(total=1, second_was_turned_away=False)

PLACES = [
    pytest.param(race_condition_demo.an_attribute, id="attribute"),
    pytest.param(lambda: an_item([0], 0), id="list item"),
    pytest.param(lambda: an_item({"visits": 0}, "visits"), id="dict item"),
    pytest.param(lambda: an_item(Counter(), "visits"), id="Counter item"),
    pytest.param(race_condition_demo.a_variable, id="closure variable"),
]


@pytest.mark.parametrize("place", PLACES)
def test_two_unlocked_increments_lose_one(place):
    """`x += 1` reads, adds and writes: what another thread writes between the read and the write is
    written over.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert race_condition_demo.without_a_lock(place) == ONE_LOST


@pytest.mark.parametrize("place", PLACES)
def test_two_increments_under_one_lock_both_count(place):
    """If the read and the write of `x += 1` are under one Lock, the second thread reads what the
    first one has written.

    Docs: library/threading#lock-objects
    """
    assert race_condition_demo.with_one_shared_lock(place) == BOTH_COUNTED


@pytest.mark.parametrize(
    "broken_twin",
    [
        pytest.param(race_condition_demo.with_a_fresh_lock_per_call, id="a new lock per call"),
        pytest.param(race_condition_demo.with_a_lock_each, id="a lock each"),
        pytest.param(race_condition_demo.with_one_careless_thread, id="only one thread locks"),
    ],
)
def test_a_lock_that_is_not_shared_loses_an_update_all_the_same(broken_twin):
    """A Lock excludes only threads that acquire the same Lock: a new Lock for each call, a Lock for
    each thread, and a thread that takes none all lose an update.

    Docs: library/threading#lock-objects
    """
    assert broken_twin() == ONE_LOST


@pytest.mark.repeat(25)
def test_a_forced_race_loses_an_update_in_every_repetition():
    """A race whose steps are forced into an order loses an update in each of 25 runs out of 25.

    Docs: faq/library#what-kinds-of-global-value-mutation-are-thread-safe
    """
    assert race_condition_demo.without_a_lock() == ONE_LOST


@pytest.mark.repeat(25)
def test_the_locked_twin_of_the_forced_race_loses_nothing_in_any_repetition():
    """The forced race under one shared Lock keeps both updates in each of 25 runs out of 25.

    Docs: library/threading#lock-objects
    """
    assert race_condition_demo.with_one_shared_lock() == BOTH_COUNTED


TEN_TIMES = inner_pytest(
    """
    from showcase.pitfalls_and_errors import race_condition_demo
    def test_unlocked(): assert race_condition_demo.without_a_lock().total == 2
    def test_locked(): assert race_condition_demo.with_one_shared_lock().total == 2
    """,
    *("--count=10", "-q"),
)


def test_repetition_detects_the_forced_race_and_acquits_its_locked_twin():
    """pytest --count 10: a spec that wants both updates fails 10 of 10 times without the Lock, and
    passes 10 of 10 times with it.

    Docs: none, see the option --count of pytest-repeat.
    """
    run = TEN_TIMES.run
    assert run.out.splitlines()[-1].startswith("10 failed, 10 passed")
    assert run.out.count("assert 1 == 2") >= 10


def test_counting_apart_and_adding_up_at_the_end_needs_no_lock():
    """Threads that each keep a count of their own share nothing, so the counts are added up after
    Thread.join() without a Lock.

    Docs: library/threading#threading.Thread.join
    """
    assert race_condition_demo.with_a_count_each() == 2


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase race_condition` prints, in this order on every run.

    Docs: library/threading#lock-objects
    """
    assert tell(race_condition_demo.main) == [
        "MainThread | ❌ 🚪 no lock: counted to 1",
        "MainThread | ❌ 🆕 a new lock for each call: counted to 1",
        "MainThread | ❌ 🔑 a lock each: counted to 1",
        "MainThread | ❌ 🙈 only the first locks: counted to 1",
        "MainThread | ✅ 🔒 one lock, shared: counted to 2",
        "MainThread | ✅ 🧮 a count each: counted to 2",
    ]
