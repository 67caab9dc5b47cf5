"""🐌 Lock contention: who had to wait for which lock, where, and behind whom.

The story is told, and runs, in showcase/diagnostics/lock_contention_demo.py.
"""

import sys
from functools import partial
from itertools import accumulate, chain, cycle
from types import SimpleNamespace

import pytest

from showcase.diagnostics import lock_contention_demo
from showcase.diagnostics.lock_contention_demo import (
    Ledger,
    MeteredLock,
    Row,
    Wait,
    office,
    paint,
)
from showcase.utils.probe import Site, site
from showcase.utils.stage import may_enter, play

HERE, THERE = Site("a.py", 1, "here"), Site("b.py", 2, "there")


def seen(ledger):
    """Lock, function, asked and waited of every row."""
    return [(row.lock, row.site.function, row.asked, row.waited) for row in ledger.report()]


def test_contention_is_found_with_its_lock_its_place_and_who_is_in_the_way():
    """If a report is written while its Lock is held, the ledger counts the waits of the two threads
    that ask for that Lock, and names the function that held it.

    Docs: library/threading#lock-objects
    """
    ledger = office(report_under_the_lock=True)

    assert seen(ledger) == [
        ("accounts", "deposit", 2, 2),
        ("accounts", "write_report", 2, 0),
        ("journal", "deposit", 2, 0),
    ]
    assert [wait.behind.function for wait in ledger.waits] == ["write_report"] * 2


def test_a_lock_that_is_given_back_in_time_is_no_contention():
    """If the report is written after its Lock was released, the Lock is asked for as often, and
    found free every time: the ledger has no wait.

    Docs: library/threading#lock-objects
    """
    ledger = office(report_under_the_lock=False)

    assert seen(ledger) == [
        ("accounts", "deposit", 2, 0),
        ("accounts", "write_report", 2, 0),
        ("journal", "deposit", 2, 0),
    ]
    assert ledger.waits == []
    assert ledger.queued == []


@pytest.mark.parametrize(
    ("arguments", "waits"),
    [
        pytest.param({"blocking": False}, 0, id="a try is no wait"),
        pytest.param({"timeout": 0.01}, 1, id="a wait that is given up is one"),
    ],
)
def test_who_does_not_get_the_lock_has_waited_only_if_it_was_willing_to(arguments, waits):
    """On a held Lock acquire(blocking=False) returns False without a wait, and acquire(timeout=...)
    returns False after a wait, which is counted.

    Docs: library/threading#threading.Lock.acquire
    """
    ledger = Ledger()
    lock = MeteredLock("lock", ledger)

    with lock:
        assert play(lambda: lock.acquire(**arguments)) == [False]
    assert (len(ledger.asked), len(ledger.waits)) == (2, waits)


def test_the_time_of_a_wait_is_the_time_until_it_is_over():
    """A wait for a MeteredLock lasts from the reading of the clock when it begins to the one when
    it ends, even if Lock.acquire() times out.

    Docs: library/threading#threading.Lock.acquire
    """
    ledger = Ledger(iter([3.0, 10.0]).__next__)
    lock = MeteredLock("lock", ledger)

    with lock:
        play(lambda: lock.acquire(timeout=0.001))
    assert [wait.seconds for wait in ledger.waits] == [7.0]


def test_a_metered_lock_is_a_lock():
    """A MeteredLock excludes other threads inside its `with` block, as a Lock does, and is free
    afterwards; `with lock as x` binds True, the result of acquire().

    Docs: library/threading#threading.Lock
    """
    lock = MeteredLock("lock", Ledger())
    with lock as entered:
        inside = play(lambda: may_enter(lock))

    assert (entered, inside, may_enter(lock)) == (True, [False], True)


def test_each_place_that_asks_for_a_lock_is_told_apart():
    """The report has one row for each line that asks for a MeteredLock, be it by `with` or by
    acquire().

    Docs: none, this is the showcase's own instrument.
    """
    ledger = Ledger()
    lock = MeteredLock("lock", ledger)
    first = site(sys._getframe()).line
    with lock:
        pass
    lock.acquire()

    assert [row.site.line - first for row in ledger.report()] == [1, 3]
    assert {row.site.file for row in ledger.report()} == {__file__}


def test_where_most_had_to_wait_comes_first():
    """The report adds up the waits and their seconds for each Lock and place, names the holders,
    and begins with the place of the most waits.

    Docs: none, this is the showcase's own instrument.
    """
    ledger = Ledger()
    ledger.asked += [("a", HERE), ("b", HERE), ("b", HERE), ("b", THERE)]
    ledger.waits += [Wait("b", HERE, THERE, 1.0), Wait("b", HERE, HERE, 2.0)]

    assert ledger.report() == [
        Row("b", HERE, 2, 2, 3.0, ("here() (a.py:1)", "there() (b.py:2)")),
        Row("a", HERE, 1, 0, 0, ()),
        Row("b", THERE, 1, 0, 0, ()),
    ]


def test_a_chart_shows_the_seconds_of_each_lock_and_place():
    """The contention chart has a bar for each Lock and place, as long as the milliseconds that
    threads waited there; the first row of the report is on top.

    Docs: none, this is the showcase's own chart.
    """
    drawn = []
    axes = SimpleNamespace(
        barh=lambda names, widths, color: drawn.append((names, widths)),
        invert_yaxis=lambda: drawn.append("upside down"),
        set_xlabel=drawn.append,
    )
    paint([Row("b", HERE, 2, 2, 3.0, ()), Row("a", THERE, 1, 0, 0, ())], axes)

    assert drawn == [
        (["b\nhere() (a.py:1)", "a\nthere() (b.py:2)"], [3000, 0]),
        "upside down",
        "milliseconds waited",
    ]


def test_the_demo_tells_this_story(tell, monkeypatch):
    """❌ before ✅: what `python -m showcase lock_contention` prints, but for the numbers.

    Docs: library/threading#lock-objects
    """
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    rows = {row.site.function: row.site for row in office(True).report()}
    deposit, report = rows["deposit"], rows["write_report"]
    clock = chain([0.0, 1.0, 2.0, 3.5], accumulate(cycle([3.0, 1.0, 3.0, 5.0]))).__next__

    assert tell(partial(lock_contention_demo.main, ["--chart", "a.svg"], clock), exit_code=2) == [
        "MainThread | ❌ the report under the lock: 2.500 s waited",
        f"MainThread |    accounts: 2 of 2 had to wait in {deposit}, behind {report}",
        f"MainThread |    accounts: 0 of 2 had to wait in {report}",
        f"MainThread |    journal: 0 of 2 had to wait in {deposit}",
        "MainThread | ✅ after it: 0.000 s waited",
        f"MainThread |    accounts: 0 of 2 had to wait in {deposit}",
        f"MainThread |    accounts: 0 of 2 had to wait in {report}",
        f"MainThread |    journal: 0 of 2 had to wait in {deposit}",
        "MainThread | the probe: 5.0 × a plain Lock",
        f"MainThread |    accounts in {deposit}       {'█' * 24}  2.5e+03 ms waited",
        f"MainThread |    accounts in {report}  {' ' * 24}  0 ms waited",
        f"MainThread |    journal in {deposit}        {' ' * 24}  0 ms waited",
    ]
