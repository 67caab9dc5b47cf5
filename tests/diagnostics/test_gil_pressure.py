"""🐢 GIL pressure: does a function let other threads run, or do they wake up late?

The story is told, and runs, in showcase/diagnostics/gil_pressure_demo.py.
"""

import hashlib
import inspect
import sys

import pytest

from showcase.diagnostics import gil_pressure_demo
from showcase.diagnostics.gil_pressure_demo import (
    compute,
    digest,
    gil_is_on,
    holds_others_up,
    wait,
)
from showcase.utils.stage import PATIENCE, switch_interval

WITH_GIL = gil_is_on()
A_MOMENT = 0.02
"""Seconds for what would not come in an hour either."""


def test_who_computes_in_python_holds_others_up_with_the_gil():
    """A thread whose Event is set needs the GIL to notice, and who computes gives it up only when
    it is asked to, a switch interval later; without the GIL nobody has to be asked.

    Docs: library/sys#sys.setswitchinterval
    """
    assert holds_others_up(compute, A_MOMENT if WITH_GIL else PATIENCE) is WITH_GIL


@pytest.mark.parametrize("work", [digest, wait])
def test_who_hashes_a_large_buffer_or_waits_lets_others_run(work):
    """The healthy twins: a blocking wait gives the GIL up, and so does hashlib for large data.

    Docs: library/hashlib#hashlib.hash.update, library/threading#threading.Event.wait
    """
    assert holds_others_up(work, PATIENCE) is False


@pytest.mark.needs("gil")
def test_the_work_is_done_until_the_other_thread_is_up():
    """Nobody is asked to give up the GIL meanwhile, and the work ends with the question.

    Docs: library/sys#sys.getswitchinterval
    """
    intervals = set()

    def work():
        intervals.add(sys.getswitchinterval())
        wait()

    assert holds_others_up(work, PATIENCE) is False
    assert intervals == {1000}
    assert sys.getswitchinterval() < 1


@pytest.mark.needs("gil")
def test_without_patience_no_work_is_done():
    """With patience=0 the work is not done even once, and others count as held up: a thread that
    was woken by Event.set() still needs the GIL to say so.

    Docs: library/threading#threading.Event.set
    """
    done = []

    assert holds_others_up(lambda: done.append("work"), patience=0) is True
    assert done == []


def test_a_second_is_what_a_function_gets_by_default():
    """The default patience of 1 second is plenty for a function that lets other threads run, on a
    machine that is not busy.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert inspect.signature(holds_others_up).parameters["patience"].default == 1


def test_the_switch_interval_is_put_back():
    """A block with a sys.setswitchinterval() of its own puts the former one back, even if it ends
    in an error.

    Docs: library/sys#sys.setswitchinterval
    """
    before = sys.getswitchinterval()
    with pytest.raises(KeyError):
        with switch_interval(0.03):
            inside = sys.getswitchinterval()
            raise KeyError

    assert (inside, sys.getswitchinterval()) == (pytest.approx(0.03), before)


def test_each_work_does_what_it_says():
    """The three kinds of work are what they are called: a sum of squares, a SHA-256 digest, and an
    Event.wait() in vain.

    Docs: library/hashlib#hashlib.sha256
    """
    assert compute() == 332833500
    assert digest() == hashlib.sha256(b"\0" * 1024 * 1024).digest()
    assert wait() is False


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase gil_pressure` prints, with the GIL and without.

    Docs: library/sys#sys.setswitchinterval
    """
    verdict = "❌ are held up" if WITH_GIL else "✅ can run"

    assert tell(gil_pressure_demo.main) == [
        f"MainThread | compute: others {verdict}",
        "MainThread | digest: others ✅ can run",
        "MainThread | wait: others ✅ can run",
    ]
