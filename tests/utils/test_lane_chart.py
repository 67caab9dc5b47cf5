"""📊 Lane chart: lanes as bars, with the names of the locks in them.

They are defined in showcase/utils/lane_chart.py.
"""

from types import SimpleNamespace

import pytest

from showcase.utils.lane_chart import STYLES, paint
from showcase.utils.lanes import HOLDS, LIES, RUNS, SIGNALS, WAITS, Span


def painted(spans):
    """What is drawn for the spans of one program: bars, texts, markers and the axes."""
    bars, texts, markers, axes = [], [], [], []
    paint(
        {"it": spans},
        SimpleNamespace(
            barh=lambda y, width, height, left, **look: bars.append((y, left, width, height, look)),
            text=lambda x, y, text, **look: texts.append((x, y, text, look)),
            plot=lambda x, y, *marker, **look: markers.append((x, y, *marker, look)),
            set_yticks=lambda places, names: axes.append((list(places), names)),
            invert_yaxis=lambda: axes.append("upside down"),
            set_xlabel=axes.append,
        ),
    )
    return SimpleNamespace(bars=bars, texts=texts, markers=markers, axes=axes)


SPANS = [
    Span("Ann", RUNS, "", 0, 4),
    Span("Ann", HOLDS, "pen", 0, 2),
    Span("Ben", WAITS, "pen", 1, 2),
]
SMALL = {"va": "center", "fontsize": 8}
ON_PAPER = {**SMALL, "bbox": {"facecolor": "1", "edgecolor": "none", "pad": 1}}


def test_who_holds_a_lock_is_a_black_bar_with_its_name():
    """The name of what is held is white on black, of what is waited for black on white paper.

    Docs: none, this is the showcase's own chart.
    """
    assert painted(SPANS).texts == [
        (0, 1, " pen", {**SMALL, "ha": "left", "color": "1"}),
        (1, 2, " pen", {**ON_PAPER, "ha": "left"}),
    ]


def test_what_a_thread_does_is_told_apart_without_colours():
    """Bars differ in height, brightness and hatching.

    Docs: none, this is the showcase's own chart.
    """
    assert painted(SPANS).bars == [
        (1, 0, 4, 0.1, {"edgecolor": "0.2", "color": "0.6"}),
        (1, 0, 2, 0.8, {"edgecolor": "0.2", "color": "0.2"}),
        (2, 1, 1, 0.6, {"edgecolor": "0.2", "color": "1", "hatch": "////"}),
    ]
    assert len({height for height, _ in STYLES.values()}) == 3


def test_each_thread_has_a_row_below_the_name_of_its_program():
    """From top to bottom, and the x axis has a unit and a legend.

    Docs: none, this is the showcase's own chart.
    """
    assert painted(SPANS).axes == [
        ([0, 1, 2], ["it:", "Ann", "Ben"]),
        "upside down",
        "seconds  (grey: runs, hatched: waits for, black: holds, ▼ signals)",
    ]


def test_a_second_program_goes_on_below_the_first():
    """With rows of its own.

    Docs: none, this is the showcase's own chart.
    """
    rows = []
    ignore = dict.fromkeys(["text", "invert_yaxis", "set_xlabel"], lambda *_, **__: None)
    paint(
        {"one": SPANS[:1], "two": SPANS[:1]},
        SimpleNamespace(
            barh=lambda y, *_, **__: rows.append(y),
            set_yticks=lambda _, names: rows.append(names),
            **ignore,
        ),
    )
    assert rows == [1, 3, ["one:", "Ann", "two:", "Ann"]]


def test_a_signal_is_a_marker_with_its_name_above_the_lane():
    """It has no length, and is seen on a black bar, too.

    Docs: none, this is the showcase's own chart.
    """
    seen = painted([Span("Ann", SIGNALS, "it.set", 2, 2)])

    assert seen.markers == [(2, 1, "v", {"color": "1", "markeredgecolor": "0"})]
    assert seen.texts == [(2, 0.6, "it.set", {**ON_PAPER, "ha": "center"})]


@pytest.mark.parametrize("does", [RUNS, WAITS, HOLDS])
def test_what_took_no_time_is_not_drawn(does):
    """A bar without a length would only be a stroke that looks like a signal.

    Docs: none, this is the showcase's own chart.
    """
    seen = painted([Span("Ann", does, "pen", 2, 2)])
    assert (seen.bars, seen.texts) == ([], [])


def test_levels_are_bars_as_high_as_the_number_that_stands_in_them():
    """The highest fills the row; what lies in a buffer has no lane of its own.

    Docs: none, this is the showcase's own chart.
    """
    seen = painted([Span("item 0", LIES, "box", 0, 4), Span("item 1", LIES, "box", 1, 2)])
    namesake = painted([Span("Ann", RUNS, "", 0, 4), Span("Ann", LIES, "box", 0, 4)])

    look = {"color": "0.85", "edgecolor": "0.2"}
    assert len(namesake.bars) == 1
    assert seen.axes[0] == ([0, 1], ["it:", "in the box"])
    assert seen.bars == [(1, 0, 1, 0.4, look), (1, 1, 1, 0.8, look), (1, 2, 2, 0.4, look)]
    assert [text[:3] for text in seen.texts] == [(0.5, 1, 1), (1.5, 1, 2), (3, 1, 1)]
