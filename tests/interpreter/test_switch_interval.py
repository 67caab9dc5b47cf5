"""⏲️ Switch interval: how long a thread may run on while another one waits for the GIL.

The story is told, and runs, in showcase/interpreter/switch_interval_demo.py.
"""

import sys

import pytest

from showcase.interpreter import switch_interval_demo
from showcase.utils.child import in_a_child


@pytest.mark.pins("sys.getswitchinterval")
def test_an_interpreter_starts_with_five_milliseconds():
    """sys.getswitchinterval() returns seconds, and 0.005 unless sys.setswitchinterval() was called.

    Docs: library/sys#sys.getswitchinterval
    """
    assert in_a_child(switch_interval_demo.say_the_default).said == ["0.005"]


@pytest.mark.pins("sys.setswitchinterval(interval)", "sys.getswitchinterval")
def test_the_switch_interval_belongs_to_the_whole_interpreter():
    """The interval that one thread sets with sys.setswitchinterval() is what
    sys.getswitchinterval() returns in every other thread.

    Docs: library/sys#sys.setswitchinterval
    """
    assert switch_interval_demo.set_in_one_thread_read_in_another(0.02) == [0.02, 0.02]


@pytest.mark.pins("sys.setswitchinterval(interval)")
@pytest.mark.parametrize("interval", [0.5, 1, 1e-6], ids=["a float", "an int", "a microsecond"])
def test_any_positive_number_of_seconds_is_a_switch_interval(interval):
    """sys.setswitchinterval() takes a float or an int of seconds, down to one microsecond, and
    sys.getswitchinterval() returns the same number.

    Docs: library/sys#sys.setswitchinterval
    """
    with switch_interval_demo.switch_interval(interval):
        assert sys.getswitchinterval() == interval


@pytest.mark.pins("sys.setswitchinterval(interval)")
@pytest.mark.parametrize("interval", [0, 0.0, -0.005], ids=["0", "0.0", "negative"])
def test_a_switch_interval_that_is_not_positive_is_refused(interval):
    """sys.setswitchinterval() raises ValueError for zero and for a negative number, and the
    interval stays as it was.

    Docs: undocumented, and all supported Pythons agree.
    """
    before = sys.getswitchinterval()
    with pytest.raises(ValueError, match="strictly positive"):
        sys.setswitchinterval(interval)
    assert sys.getswitchinterval() == before


@pytest.mark.pins("sys.setswitchinterval(interval)")
@pytest.mark.parametrize("interval", ["0.01", None, 1j], ids=["str", "None", "complex"])
def test_a_switch_interval_that_is_no_real_number_is_refused(interval):
    """sys.setswitchinterval() raises TypeError for anything but a real number, and the interval
    stays as it was.

    Docs: undocumented, and all supported Pythons agree.
    """
    before = sys.getswitchinterval()
    with pytest.raises(TypeError, match="must be real number"):
        sys.setswitchinterval(interval)
    assert sys.getswitchinterval() == before


@pytest.mark.pins("sys.setswitchinterval(interval)")
def test_the_switch_interval_is_given_by_position_only():
    """sys.setswitchinterval(interval=...) raises TypeError: the parameter is positional-only.

    Docs: undocumented, and all supported Pythons agree.
    """
    with pytest.raises(TypeError, match="keyword"):
        sys.setswitchinterval(interval=0.005)


@pytest.mark.pins("sys.setswitchinterval(interval)")
def test_a_block_puts_the_switch_interval_back_even_after_an_error():
    """An interval set with sys.setswitchinterval() outlives an error in the block that it was meant
    for, unless the old interval is restored in `finally`.

    Docs: library/sys#sys.setswitchinterval
    """
    assert switch_interval_demo.survives_an_error(careful=False)
    assert not switch_interval_demo.survives_an_error(careful=True)


def test_the_block_that_changes_the_switch_interval_takes_its_seconds_from_the_caller():
    """sys.getswitchinterval() returns the given seconds inside the block and the old ones after it,
    with `finally` and without, if no error is raised.

    Docs: library/sys#sys.getswitchinterval
    """
    before = sys.getswitchinterval()
    for block in switch_interval_demo.switch_interval, switch_interval_demo.switch_interval_by_hand:
        with block(0.25):
            assert sys.getswitchinterval() == 0.25
        assert sys.getswitchinterval() == before


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase switch_interval` prints, in this order on every run.

    Docs: library/sys#sys.setswitchinterval
    """
    assert tell(switch_interval_demo.main) == [
        "MainThread | ⏲️ an interpreter starts with 0.005 s",
        "MainThread | 🌍 one thread sets 0.02: the others read [0.02, 0.02]",
        "MainThread | ❌ set by hand, then an error: does it stay? True",
        "MainThread | ✅ set by `with`, then an error: does it stay? False",
    ]
