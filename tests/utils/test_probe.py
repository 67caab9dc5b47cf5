"""🩺 The probe: a place, a price, options and a chart, for every diagnosis.

They are defined in showcase/utils/probe.py.
"""

import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from showcase.utils.probe import (
    ProbedLock,
    Site,
    bars,
    curves,
    draw,
    options,
    price,
    site,
    takes,
    visit,
    write,
)

MISSING = "a.svg needs matplotlib: python -m pip install matplotlib\n"


def test_a_site_is_the_line_that_a_frame_stands_on():
    """File, line and function of a frame; its str() is short, and yet enough to open it.

    Docs: library/sys#sys._getframe
    """
    frame = sys._getframe()
    here, line = site(frame), frame.f_lineno

    assert here == Site(__file__, line, "test_a_site_is_the_line_that_a_frame_stands_on")
    assert str(Site("/somewhere/tools.py", 7, "work")) == "work() (tools.py:7)"


def test_sites_can_be_sorted_and_counted():
    """By file, line and function; equal ones are the same key.

    Docs: library/dataclasses#dataclasses.dataclass
    """
    sites = [Site("b.py", 1, "g"), Site("a.py", 9, "f"), Site("a.py", 2, "g"), Site("a.py", 2, "g")]

    assert sorted(set(sites)) == [sites[2], sites[1], sites[0]]


def test_the_price_is_a_ratio_of_the_best_rounds_in_one_run():
    """Both are done in turn, equally often, and the round in which the machine was least busy with
    something else counts.

    Docs: library/time#time.perf_counter
    """
    done = []
    readings = iter([10.0, 19.0, 20.0, 26.0, 30.0, 32.0, 40.0, 49.0])

    def plain():
        done.append("p")

    def probed():
        done.append("q")

    assert price(plain, probed, readings.__next__, times=2, rounds=2) == 3.0
    assert "".join(done) == "ppqqppqq"


def test_a_price_is_measured_in_three_rounds_of_a_hundred():
    """A single call is shorter than the clock can tell, and a single round says little.

    Docs: library/time#time.perf_counter
    """
    done, readings = [], []

    def clock():
        readings.append(len(readings) ** 2)
        return readings[-1]

    price(lambda: done.append("p"), lambda: done.append("q"), clock)

    assert (done.count("p"), done.count("q")) == (300, 300)
    assert len(readings) == 12


def test_what_is_done_now_and_then_costs_what_its_best_round_took():
    """Three rounds of ten: seconds for one of them.

    Docs: library/time#time.perf_counter
    """
    done = []
    readings = iter([0.0, 9.0, 10.0, 15.0, 20.0, 27.0])

    assert takes(lambda: done.append("reading"), readings.__next__) == 0.5
    assert len(done) == 30


class Noted(ProbedLock):
    """Notes what it is told."""

    def __init__(self):
        self.notes = []

    def release(self):
        self.notes.append("released")

    def _acquire(self, here, blocking, timeout):
        self.notes.append((here.line, blocking, timeout))
        return True


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param((), (True, -1), id="acquire()"),
        pytest.param((False,), (False, -1), id="acquire(False)"),
        pytest.param((True, 0.5), (True, 0.5), id="acquire(True, 0.5)"),
    ],
)
def test_a_probed_lock_is_told_who_asks_and_how(arguments, told):
    """As Lock.acquire(blocking, timeout), with the line that called it.

    Docs: library/threading#threading.Lock.acquire
    """
    lock = Noted()
    line = sys._getframe().f_lineno + 1
    assert lock.acquire(*arguments) is True

    assert lock.notes == [(line, *told)]


def test_a_probed_lock_is_released_at_the_end_of_a_block():
    """`with` waits for as long as it takes, and binds what acquire() returns.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    lock = Noted()
    line = sys._getframe().f_lineno + 1
    with lock as entered:
        lock.notes.append("inside")

    assert lock.notes == [(line, True, -1), "inside", "released"]
    assert entered is True


def test_what_a_probed_lock_notes_is_up_to_its_subclass():
    """Taking and giving back are not there yet.

    Docs: none, this is the showcase's own base class.
    """
    for method in (ProbedLock().acquire, ProbedLock().release):
        with pytest.raises(NotImplementedError):
            method()


def test_a_visit_goes_in_and_out():
    """What is measured of a lock is a `with` block with nothing in it, each time anew.

    Docs: library/threading#using-locks-conditions-and-semaphores-in-the-with-statement
    """
    seen = []

    @contextmanager
    def door():
        seen.append("in")
        yield
        seen.append("out")

    walk = visit(door())
    assert seen == []
    walk()
    assert seen == ["in", "out"]


def test_options_are_files_and_none_is_asked_for_by_default():
    """--chart FILE is always there; others are named by the scenario.

    Docs: library/argparse#argparse.ArgumentParser
    """
    given = options("…", ["--chart", "a.svg", "--trace", "b.json"], trace="export")

    assert vars(given) == {"chart": "a.svg", "trace": "b.json"}
    assert vars(options("…", [], trace="export")) == {"chart": None, "trace": None}


def test_options_are_explained(capsys):
    """--help says what the program does, and what each option is for.

    Docs: library/argparse#argparse.ArgumentParser
    """
    with pytest.raises(SystemExit, match="0"):
        options("counts sheep", ["--help"], trace="for Perfetto")
    said = capsys.readouterr().out

    assert "counts sheep" in said
    assert "draw it, with matplotlib" in said
    assert "for Perfetto" in said


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(["--chart"], "argument --chart: expected one argument", id="no file"),
        pytest.param(
            ["--chart", "a.txt"],
            "argument --chart: 'a.txt' does not end in .svg, .png, .pdf",
            id="no picture",
        ),
        pytest.param(["--chrat", "a.svg"], "unrecognized arguments: --chrat a.svg", id="a slip"),
        pytest.param(["--ch", "a.svg"], "unrecognized arguments: --ch a.svg", id="half a word"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_code_2(capsys, arguments, reason):
    """On standard error, without usage and traceback; it begins with the file of the program.

    Docs: library/argparse#argparse.ArgumentParser.error
    """
    with pytest.raises(SystemExit) as end:
        options("…", arguments)
    said = capsys.readouterr()

    assert (end.value.code, said.out) == (2, "")
    assert said.err == f"test_probe.py: {reason}\n"


def test_a_file_that_cannot_be_written_is_one_line_and_exit_code_2(tmp_path, capsys):
    """The line names the file and the reason of the system.

    Docs: library/argparse#argparse.ArgumentParser.exit
    """
    file = str(tmp_path / "nowhere" / "a.svg")
    with pytest.raises(SystemExit) as end:
        write(file, lambda name: Path(name).write_text("…"))

    assert end.value.code == 2
    assert capsys.readouterr().err == f"cannot write {file}: No such file or directory\n"


def test_without_matplotlib_a_chart_is_one_line_that_says_how_to_get_it(tell, monkeypatch, capsys):
    """A chart is an extra: without it there is text, where there is any, and exit code 2, since
    the file that was asked for is not there.

    Docs: library/sys#sys.modules
    """
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    painted = []

    assert tell(lambda: draw("a.svg", painted.append), exit_code=2) == []
    assert capsys.readouterr().err == MISSING
    assert tell(lambda: draw("a.svg", painted.append, ["Ann ██", "Ben █"]), exit_code=2) == [
        "MainThread |    Ann ██",
        "MainThread |    Ben █",
    ]
    assert (capsys.readouterr().err, painted) == (MISSING, [])


def test_without_a_file_nothing_is_drawn_and_nothing_is_said(tell):
    """matplotlib takes a second to import: only who asks for a chart pays for it.

    Docs: library/sys#sys.modules
    """
    assert tell(lambda: draw(None, pytest.fail)) == []


def test_with_matplotlib_the_axes_are_painted_and_the_figure_is_saved(tell, monkeypatch):
    """In this order, and then the file is named.

    Docs: library/sys#sys.modules
    """
    seen = []
    figure = SimpleNamespace(subplots=lambda: "the axes", savefig=seen.append)
    module = ModuleType("matplotlib.figure")
    module.Figure = lambda **size: seen.append(size) or figure
    monkeypatch.setitem(sys.modules, "matplotlib", ModuleType("matplotlib"))
    monkeypatch.setitem(sys.modules, "matplotlib.figure", module)

    assert tell(lambda: draw("a.svg", seen.append, ["text"])) == ["MainThread | 📊 a.svg"]
    assert seen == [{"figsize": (9, 4), "layout": "constrained"}, "the axes", "a.svg"]
    draw("a.svg", seen.append, inches=7)
    assert seen[3]["figsize"] == (9, 7)


def test_bars_for_a_terminal_are_as_long_as_the_numbers():
    """The greatest fills the width; what is negative has no bar, and nothing has no line.

    Docs: none, this is the showcase's own chart.
    """
    assert bars({"busy": 4.0, "id": 1.0, "no": 0, "gone": -1}, "s", width=8) == [
        "busy  ████████  4 s",
        "id    ██        1 s",
        "no              0 s",
        "gone            -1 s",
    ]
    assert bars({"a": 1234.5}, "ms") == ["a  " + "█" * 24 + "  1.23e+03 ms"]
    assert (bars({"a": 0}, "s", 1), bars({}, "s")) == (["a     0 s"], [])


def test_curves_for_a_terminal_share_a_scale():
    """Eight heights of blocks, and the numbers behind them.

    Docs: none, this is the showcase's own chart.
    """
    assert curves({"leak": [0, 3.5, 7], "ok": [1, 1, 1]}) == [
        "leak  ▁▅█  0, 3.5, 7",
        "ok    ▂▂▂  1, 1, 1",
    ]
    assert (curves({"a": [0, 0]}), curves({})) == (["a  ▁▁  0, 0"], [])
