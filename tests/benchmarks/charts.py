"""📈 Charts: SVG that takes its colours from the page, and reads in black and white as well.

They are narrow, so that they can be read on a phone; labels stand above what they label. Bars have
hatches and dots have shapes: nothing depends on a colour.
"""

import io
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from tests.benchmarks.page import slug
from tests.benchmarks.report import Group, amdahl, seconds, verdict
from tests.benchmarks.runs import Bench, Trouble
from tests.benchmarks.statistic import Ratio, times

WIDTH = 5.0
"""Inches: 360 units of the picture, so about as many as a phone has."""
TEXT = 11.5
LOGARITHMIC = 12.0
"""Where the longest is so many times the shortest, bars would be stumps: dots, and a log axis."""

# matplotlib knows no variables: it gets a colour that stands for one, which is put in afterwards.
COLOURS = {
    "#010101": "var(--ink, #1c2024)",
    "#020202": "var(--soft, #5b6470)",
    "#030303": "var(--line, #dfe3e8)",
    "#040404": "var(--bar, #9db8d9)",
    "#050505": "var(--base, #5f7f9f)",
    "#060606": "var(--mark, #1f5fa8)",
    "#070707": "var(--card, #ffffff)",
    "#080808": "var(--slower, #b3431a)",
    "#090909": "var(--faster, #1b7a4b)",
}
INK, SOFT, LINE, BAR, BASE, MARK, PAPER, SLOWER, FASTER = COLOURS

HALO = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}
"""Keeps lines from running through a label."""


def plotter() -> Any:
    """matplotlib, set up for these pages. Raises Trouble where it is missing."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise Trouble(
            "charts need matplotlib (pip install -r requirements-report.txt); "
            "--no-charts writes the tables alone"
        ) from error
    matplotlib.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "benchmarks",
            "font.family": ["DejaVu Sans"],
            "font.size": TEXT,
            "hatch.linewidth": 0.7,
            "text.color": INK,
            "axes.edgecolor": SOFT,
            "axes.labelcolor": SOFT,
            "xtick.color": SOFT,
            "ytick.color": SOFT,
        }
    )
    return Figure


def as_svg(figure: Any, title: str, description: str) -> str:
    """The picture as an element of a page, with words for who cannot see it."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    text = drawn.getvalue()
    text = text[text.index("<svg") :].strip()
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL)
    text = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", text, flags=re.DOTALL)
    name = slug(title)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    for stand_in, variable in COLOURS.items():
        text = text.replace(stand_in, variable)
    box = re.search(r'viewBox="[^"]+"', text)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'{box[0] if box else ""} role="img" aria-labelledby="{name}-t {name}-d" '
        'style="stroke-linejoin: round; stroke-linecap: butt">'
        f'<title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>'
    )
    return opening + text[text.index(">") + 1 :]


def chart(group: Group) -> str:
    """The picture of a group: speed-up against workers, or a row for each variant."""
    figure = scaling(group) if group.workers else rows(group)
    numbers = "; ".join(f"{b.name}: {seconds(b.median)}" for b in group.benches)
    return as_svg(figure, group.name, f"{verdict(group)} Medians: {numbers}.")


def bare(axes: Any) -> None:
    """Take away the frame."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=3, labelsize=TEXT - 1)


def rows(group: Group) -> Any:
    """A row for each variant: its name and its median above a bar, or above a dot."""
    benches, base, floor = group.benches, group.baseline, group.floor
    middles = [bench.median for bench in benches]
    figure = plotter()(figsize=(WIDTH, 0.5 * len(benches) + 0.75))
    axes = figure.subplots()
    figure.subplots_adjust(0.02, 0.56 / figure.get_figheight(), 0.94, 1.0)
    logarithmic = max(middles) > LOGARITHMIC * min(middles)
    for place, bench in enumerate(benches):
        (draw_dot if logarithmic else draw_bar)(axes, place, bench, group)
        height = place - 0.41
        kind = " (baseline)" if bench is base else " (floor)" if bench is floor else ""
        across = axes.get_yaxis_transform()
        style = {"va": "center", "transform": across, "bbox": HALO, "zorder": 5}
        axes.text(0, height, bench.name + kind, ha="left", **style)
        axes.text(1, height, seconds(bench.median), ha="right", **style)
    axes.axvline(base.median, color=INK, linestyle=(0, (3, 3)), linewidth=1, zorder=1)
    if logarithmic:
        axes.set_xscale("log")
        low = min(bench.quartiles[0] for bench in benches)
        axes.set_xlim(low / 1.6, max(bench.quartiles[1] for bench in benches) * 1.6)
        axes.grid(axis="x", color=LINE, linewidth=0.8)
    else:
        axes.set_xlim(0, max(bench.quartiles[1] for bench in benches) * 1.05)
        axes.locator_params(axis="x", nbins=5)
    axes.set_axisbelow(True)
    axes.set_ylim(len(benches) - 0.55, -0.68)
    axes.set_yticks([])
    scale = "logarithmic" if logarithmic else "linear"
    axes.set_xlabel(f"for each {group.unit} ({scale}; whiskers: quartiles)", fontsize=TEXT - 1)
    tidy(axes)
    bare(axes)
    axes.minorticks_off()
    return figure


def tidy(axes: Any) -> None:
    """No more than five labels on an axis, and short ones."""

    def short(value: float, _: object) -> str:
        return re.sub(r"(\.\d*?)0+ ", r"\1 ", seconds(value)).replace(". ", " ") if value else "0"

    axes.xaxis.set_major_formatter(short)
    if axes.get_xscale() == "log":
        from matplotlib.ticker import LogLocator

        axes.xaxis.set_major_locator(LogLocator(10, numticks=6))
        low, high = axes.get_xlim()
        if high / low < 100:
            axes.xaxis.set_major_locator(LogLocator(10, subs=(1, 3), numticks=6))


def draw_bar(axes: Any, place: int, bench: Bench, group: Group) -> None:
    """A bar, with whiskers from quartile to quartile."""
    base, floor = bench is group.baseline, bench is group.floor
    axes.barh(
        place,
        bench.median,
        height=0.34,
        color=BASE if base else PAPER if floor else BAR,
        edgecolor=INK,
        linewidth=0.8,
        hatch="" if base else "...." if floor else "////",
        zorder=2,
    )
    whiskers(axes, place, bench)


def draw_dot(axes: Any, place: int, bench: Bench, group: Group) -> None:
    """A dot, with whiskers from quartile to quartile."""
    base, floor = bench is group.baseline, bench is group.floor
    whiskers(axes, place, bench)
    axes.plot(
        bench.median,
        place,
        marker="s" if base else "D" if floor else "o",
        markersize=7.5,
        markerfacecolor=BASE if base else PAPER if floor else BAR,
        markeredgecolor=INK,
        zorder=4,
    )


def whiskers(axes: Any, place: int, bench: Bench) -> None:
    """From quartile to quartile."""
    first, third = bench.quartiles
    reach = [[bench.median - first], [third - bench.median]]
    axes.errorbar(
        bench.median, place, xerr=reach, fmt="none", ecolor=INK, capsize=3, linewidth=1.2, zorder=3
    )


def scaling(group: Group) -> Any:
    """Speed-up against workers, beside the ideal line and Amdahl's law."""
    speed_ups = group.workers
    workers = list(speed_ups)
    benches = {int(b.info["workers"]): b for b in group.benches if b.info.get("workers")}
    cores = int(next((b.info["cores"] for b in benches.values() if b.info.get("cores")), 0))
    most = cores or max(workers)
    fit = {n: s for n, s in speed_ups.items() if n <= most}
    serial = amdahl(fit)
    figure = plotter()(figsize=(WIDTH, 3.4))
    axes = figure.subplots()
    figure.subplots_adjust(0.11, 0.155, 0.97, 0.97)
    ideal = [min(n, most) for n in workers]
    law = [1 / (serial + (1 - serial) / min(n, most)) for n in workers]
    one = benches[1].median
    spans = [benches[n].quartiles for n in workers]
    below = [max(0.0, s - one / q3) for s, (_, q3) in zip(speed_ups.values(), spans, strict=True)]
    above = [max(0.0, one / q1 - s) for s, (q1, _) in zip(speed_ups.values(), spans, strict=True)]
    at = f"ideal ({cores} cores)" if cores else "ideal"
    axes.plot(workers, ideal, color=SOFT, linestyle=(0, (5, 3)), linewidth=1.3, label=at)
    law_label = f"Amdahl, {serial:.1%} serial"
    axes.plot(workers, law, color=MARK, linestyle=":", linewidth=1.8, label=law_label)
    axes.errorbar(
        workers,
        list(speed_ups.values()),
        yerr=[below, above],
        color=INK,
        marker="o",
        markersize=7,
        markerfacecolor=BAR,
        capsize=3,
        linewidth=1.4,
        label="measured",
    )
    axes.set_xscale("log", base=2)
    if max([*ideal, *speed_ups.values()]) > 4:
        axes.set_yscale("log", base=2)
    else:
        axes.set_ylim(0, max([*ideal, *speed_ups.values()]) * 1.25)
    axes.set_xticks(workers, [str(n) for n in workers])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.minorticks_off()
    axes.grid(color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("workers", fontsize=TEXT - 1)
    axes.set_ylabel("times as fast as one", fontsize=TEXT - 1)
    axes.legend(frameon=False, fontsize=TEXT - 1, loc="upper left" if not cores else "lower right")
    bare(axes)
    axes.spines["left"].set_visible(True)
    return figure


Line = tuple[str, Ratio | None]
"""A heading, or a variant with its ratio."""


def forest(lines: Sequence[Line], title: str, before: str, after: str) -> str:
    """Two runs in one picture: a row for each benchmark, left of 1 faster, right of it slower."""
    figure = plotter()(figsize=(WIDTH, 0.215 * len(lines) + 0.95))
    axes = figure.subplots()
    tall = figure.get_figheight()
    found = [r for _, r in lines if r]
    longest = max(len(text) for text, r in lines if r)
    left = min(0.54, 0.03 + 0.017 * longest)  # a letter's width, as a share of the picture's
    figure.subplots_adjust(left, 0.5 / tall, 0.97, 1 - 0.42 / tall)
    reach = min(20.0, max([2.2, *(max(r.value, 1 / r.value) * 1.3 for r in found)]))
    shapes = {"slower": (">", SLOWER), "faster": ("<", FASTER), "noise": ("o", PAPER)}
    across = axes.get_yaxis_transform()
    for place, (text, found_ratio) in enumerate(lines):
        if found_ratio is None:
            start = (0.01 - left) / (0.97 - left)  # at the left edge of the picture
            heading = {"weight": "bold", "va": "center", "bbox": HALO, "zorder": 4}
            axes.text(start, place, text, transform=across, clip_on=False, **heading)
            continue
        marker, colour = shapes[found_ratio.verdict]
        low, high = max(found_ratio.low, 1 / reach), min(found_ratio.high, reach)
        axes.text(-0.04, place, text, va="center", ha="right", transform=across, fontsize=TEXT - 1)
        axes.plot([low, high], [place, place], color=SOFT, linewidth=1.2, zorder=2)
        axes.plot(
            min(max(found_ratio.value, 1 / reach), reach),
            place,
            marker=marker,
            markersize=6.5,
            markerfacecolor=colour,
            markeredgecolor=INK,
            markeredgewidth=0.8,
            zorder=3,
        )
    axes.axvline(1, color=INK, linewidth=1)
    axes.set_xscale("log")
    axes.set_xlim(0.88 / reach, reach / 0.88)
    axes.set_ylim(len(lines) - 0.3, -0.7)
    axes.set_yticks([])
    marks = (0.05, 0.2, 1, 5, 20) if reach > 5 else (0.2, 0.5, 1, 2, 5)
    ticks = [t for t in marks if 1 / reach <= t <= reach]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.grid(axis="x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel(f"time, in times of {before}", fontsize=TEXT - 1)
    for x, text, side in ((0.0, "◀ faster", "left"), (1.0, "slower ▶", "right")):
        axes.text(x, 1 + 0.12 / tall, text, transform=axes.transAxes, ha=side, color=SOFT)
    bare(axes)
    told = "; ".join(f"{text}: {times(r.value)}" for text, r in lines if r)
    return as_svg(figure, title, f"Time of {after} in times of {before}. {told}.")


def save(svg: str, folder: Path, title: str) -> Path:
    """Write a picture beside the Markdown, and return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug(title)}.svg"
    background = '<rect width="100%" height="100%" fill="#ffffff"/>'
    end = svg.index("</desc>") + len("</desc>")
    path.write_text(svg[:end] + background + svg[end:], encoding="utf-8")
    return path
