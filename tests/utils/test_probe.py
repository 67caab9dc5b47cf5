"""🩺 The probe: a place, a price, options and a chart, for every diagnosis.

They are defined in showcase/utils/probe.py.
"""

import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from showcase.utils.probe import Site, draw, options, price, site, visit, write

MISSING = "MainThread | matplotlib is not installed: python -m pip install matplotlib"


def test_a_site_is_the_line_that_a_frame_stands_on():
    """File, line and function of a frame; its str() is short, and yet enough to open it.

    Docs: library/sys#sys._getframe
    """
    frame = sys._getframe()
    here, line = site(frame), frame.f_lineno

    assert here == Site(__file__, line, "test_a_site_is_the_line_that_a_frame_stands_on")
    assert str(Site("/somewhere/tools.py", 7, "work")) == "work() (tools.py:7)"


def test_the_price_is_a_ratio_in_one_run():
    """Both are done equally often, one after the other, and only the two times are compared.

    Docs: library/time#time.perf_counter
    """
    done = []
    readings = iter([10.0, 12.0, 20.0, 26.0])
    ratio = price(lambda: done.append("p"), lambda: done.append("q"), readings.__next__, times=2)

    assert (ratio, done) == (3.0, ["p", "p", "q", "q"])


def test_a_price_is_measured_by_a_thousand_repetitions():
    """A single call is shorter than the clock can tell.

    Docs: library/time#time.perf_counter
    """
    done = []
    price(lambda: done.append("p"), lambda: done.append("q"))

    assert (done.count("p"), done.count("q")) == (1000, 1000)


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
    """On standard error, without usage and traceback.

    Docs: library/argparse#argparse.ArgumentParser.error
    """
    with pytest.raises(SystemExit) as end:
        options("…", arguments)
    said = capsys.readouterr()

    assert (end.value.code, said.out) == (2, "")
    assert said.err.endswith(f": {reason}\n")
    assert said.err.count("\n") == 1


def test_a_file_that_cannot_be_written_is_one_line_and_exit_code_2(tmp_path, capsys):
    """The line names the file and the reason of the system.

    Docs: library/argparse#argparse.ArgumentParser.exit
    """
    file = str(tmp_path / "nowhere" / "a.svg")
    with pytest.raises(SystemExit) as end:
        write(file, lambda name: Path(name).write_text("…"))

    assert end.value.code == 2
    assert capsys.readouterr().err == f"cannot write {file}: No such file or directory\n"


def test_without_matplotlib_a_chart_is_one_line_that_says_how_to_get_it(tell, monkeypatch):
    """A chart is an extra: nothing else is lost without it.

    Docs: library/sys#sys.modules
    """
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    painted = []

    assert tell(lambda: draw("a.svg", painted.append)) == [MISSING]
    assert painted == []


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

    assert tell(lambda: draw("a.svg", seen.append)) == ["MainThread | 📊 a.svg"]
    assert seen == [{"figsize": (9, 4), "layout": "constrained"}, "the axes", "a.svg"]
