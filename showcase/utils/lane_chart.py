"""📊 Lane chart: lanes as bars, with the names of the locks in them.

    draw("lanes.svg", partial(paint, {"my program": timeline.spans()}))

Specs  tests/utils/test_lane_chart.py
"""

from typing import Any

from showcase.utils.lanes import HOLDS, LIES, RUNS, SIGNALS, WAITS, Span, levels, threads_of

STYLES: dict[str, tuple[float, dict[str, str]]] = {
    RUNS: (0.1, {"color": "0.6"}),
    WAITS: (0.6, {"color": "1", "hatch": "////"}),
    HOLDS: (0.8, {"color": "0.2"}),
}
"""Height and look of a bar: to be told apart without colours."""


def paint(programs: dict[str, list[Span]], axes: Any, unit: str = "seconds") -> None:
    """All lanes below each other: grey while a thread runs, hatched if it waits, black if it holds.

    What it waits for or holds stands in the bar. Below the lanes are the levels, as numbers.
    """
    labels: list[str] = []
    for program, spans in programs.items():
        labels.append(f"{program}:")
        for who in threads_of(spans):
            for span in spans:
                if span.who == who and span.does != LIES:
                    _paint_span(span, len(labels), axes)
            labels.append(who)
        for label, steps in levels(spans).items():
            _paint_steps(steps, len(labels), axes)
            labels.append(label)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_xlabel(f"{unit}  (grey: runs, hatched: waits for, black: holds, ▼ signals)")


def _paint_span(span: Span, row: int, axes: Any) -> None:
    if span.does == SIGNALS:
        axes.plot(span.begun, row, "v", color="1", markeredgecolor="0")
        _write(span.what, span.begun, row - 0.4, axes)
    elif span.begun < span.ended:
        height, style = STYLES[span.does]
        axes.barh(row, span.ended - span.begun, height, span.begun, edgecolor="0.2", **style)
        if span.what:
            _write(f" {span.what}", span.begun, row, axes, "left", span.does == HOLDS)


def _paint_steps(steps: list[tuple[float, int]], row: int, axes: Any) -> None:
    most = max(number for _, number in steps)
    moments = [moment for moment, _ in steps]
    for (begun, number), ended in zip(steps, moments[1:], strict=False):
        axes.barh(row, ended - begun, 0.8 * number / most, begun, color="0.85", edgecolor="0.2")
        _write(number, (begun + ended) / 2, row, axes)


def _write(
    text: object, x: float, y: float, axes: Any, ha: str = "center", white: bool = False
) -> None:
    paper = {"facecolor": "1", "edgecolor": "none", "pad": 1}
    look: dict[str, Any] = {"color": "1"} if white else {"bbox": paper}
    axes.text(x, y, text, ha=ha, va="center", fontsize=8, **look)
