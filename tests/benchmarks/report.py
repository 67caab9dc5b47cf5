"""📋 One run, told: per group a table, a chart and a sentence, as HTML and as Markdown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from tests.benchmarks.page import Table, fact_list, page, slug
from tests.benchmarks.runs import Bench, Run
from tests.benchmarks.statistic import Ratio, ratio, times

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
OUTCOMES = {"passed": "✅", "failed": "❌", "skipped": "⏭️"}


def seconds(value: float) -> str:
    """A time for a reader: three figures, and a unit that fits."""
    size, unit = next((u for u in UNITS if value >= u[0] * 0.9995), UNITS[-1])
    figure = value / size
    decimals = 2 if figure < 9.995 else 1 if figure < 99.95 else 0
    return f"{figure:.{decimals}f} {unit}"


@dataclass(frozen=True)
class Row:
    """A variant beside its baseline."""

    bench: Bench
    ratio: Ratio | None
    """Its time, in times of the baseline's; None for the floor, and for the baseline itself."""


@dataclass(frozen=True)
class Group:
    """A group of a run, with what follows from its numbers."""

    name: str
    benches: list[Bench]

    def _named(self, role: str) -> Bench | None:
        name = self.benches[0].info.get(role)
        return next((bench for bench in self.benches if bench.name == name), None)

    @property
    def baseline(self) -> Bench:
        """What the others are compared with: the one that is named so, or the first."""
        return self._named("baseline") or self.benches[0]

    @property
    def floor(self) -> Bench | None:
        """What measures the harness alone."""
        return self._named("floor")

    @property
    def unit(self) -> str:
        """What a time is given for."""
        return str(self.benches[0].info.get("unit") or "round")

    @property
    def note(self) -> str:
        """What the reader has to know of the work."""
        return str(self.benches[0].info.get("note") or "")

    def net(self, bench: Bench) -> list[float]:
        """The rounds less the floor at its best; at least a tenth is left, where both are noise."""
        floor = min(self.floor.rounds) if self.floor else 0.0
        return [max(seconds - floor, seconds / 10) for seconds in bench.rounds]

    @cached_property
    def rows(self) -> list[Row]:
        """All variants, in the order in which they ran."""
        base = self.net(self.baseline)
        alone = [id(self.baseline), id(self.floor)]
        return [Row(b, None if id(b) in alone else self.beside(b, base)) for b in self.benches]

    def beside(self, bench: Bench, base: list[float]) -> Ratio:
        """A variant beside the rounds of the baseline."""
        return ratio(base, self.net(bench), max(bench.crowd, self.baseline.crowd))

    @property
    def workers(self) -> dict[int, float]:
        """Speed-up by number of workers, where that is what the variants are."""
        found = {int(b.info["workers"]): b.median for b in self.benches if b.info.get("workers")}
        one = found.get(1)
        return {n: one / found[n] for n in sorted(found)} if one else {}


def amdahl(speed_ups: dict[int, float]) -> float:
    """The serial fraction that fits these speed-ups best: 1/S = s + (1 - s)/n, by least squares."""
    points = [(1 - 1 / n, 1 / speed_up - 1 / n) for n, speed_up in speed_ups.items() if n > 1]
    below = sum(x * x for x, _ in points)
    return min(1.0, max(0.0, sum(x * y for x, y in points) / below)) if below else 1.0


def verdict(group: Group) -> str:
    """What the group says, in a sentence or two."""
    rows = [row for row in group.rows if row.ratio]
    base = group.baseline.name
    if group.workers:
        return scaling_verdict(group)
    if not rows:
        return f"{base}: {seconds(group.baseline.median)} for each {group.unit}."
    said = []
    fastest = min(rows, key=lambda row: row.ratio.value if row.ratio else 1.0)
    slowest = max(rows, key=lambda row: row.ratio.value if row.ratio else 1.0)
    if fastest.ratio and fastest.ratio.verdict == "faster":
        said.append(f"Fastest: {fastest.bench.name}, {speed(fastest.ratio)} as fast as {base}.")
    if slowest.ratio and slowest.ratio.verdict == "slower":
        said.append(
            f"Slowest: {slowest.bench.name}, {times(slowest.ratio.value)} the time of {base}."
        )
    alike = [row.bench.name for row in rows if row.ratio and row.ratio.verdict == "noise"]
    if not said:
        said.append(f"Beyond noise, nothing here is faster or slower than {base}.")
    elif alike:
        said.append(f"Not told apart from {base}: {listed(alike)}.")
    return " ".join(said) + throughput(group, fastest.bench) + fairness(group)


def speed(ratio: Ratio) -> str:
    """How many times as fast."""
    return times(1 / ratio.value)


def listed(names: list[str]) -> str:
    """ "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def throughput(group: Group, fastest: Bench) -> str:
    """How many a second, where that is what a reader thinks in."""
    what = group.baseline.info.get("rate")
    if not what:
        return ""
    told = [
        f"{bench.name} {float(f'{1 / bench.median:.2g}'):,.0f}"
        for bench in (group.baseline, fastest)
    ]
    return f" {str(what).capitalize()} a second: {', '.join(dict.fromkeys(told))}."


def fairness(group: Group) -> str:
    """Who got the most turns, where that was counted."""
    counted = [b for b in group.benches if int(b.info.get("threads") or 0) > 1]
    if not counted:
        return ""
    fair = 1 / int(counted[0].info["threads"])
    shares = ", ".join(f"{b.name} {b.info['greediest']:.0%}" for b in counted)
    return f" Share of the greediest thread, where {fair:.0%} would be fair: {shares}."


def scaling_verdict(group: Group) -> str:
    """The best speed-up, and the serial fraction."""
    speed_ups = group.workers
    best = max(speed_ups, key=lambda n: speed_ups[n])
    cores = int(next((b.info["cores"] for b in group.benches if b.info.get("cores")), 0))
    fit = {n: s for n, s in speed_ups.items() if not cores or n <= cores}
    limits = f" up to the {cores} cores" if cores else ""
    (row,) = (row for row in group.rows if row.bench.info.get("workers") == best)
    if not row.ratio or row.ratio.verdict != "faster":
        return f"Beyond noise, more workers bring no speed-up ({speed_ups[best]:.2f} × at best)."
    return (
        f"{best} workers are {speed_ups[best]:.2f} × as fast as one. By Amdahl's law"
        f"{limits}, {amdahl(fit):.1%} of the work is serial."
    )


def table(group: Group) -> Table:
    """The numbers of a group."""
    base, floor = group.baseline, group.floor
    less = f", less the floor ({floor.name})" if floor else ""
    last = "how many times as fast it is" if group.workers else f"the time in times of {base.name}"
    lines = []
    for row in group.rows:
        if row.bench is base:
            compared = "baseline"
        elif row.ratio is None:
            compared = "floor"
        else:
            compared = times(1 / row.ratio.value if group.workers else row.ratio.value)
        lines.append(
            [
                row.bench.name,
                seconds(row.bench.median),
                seconds(min(row.bench.rounds)),
                f"{row.bench.spread:.0%}",
                compared,
            ]
        )
    return Table(
        caption=(
            f"Time for each {group.unit}: the median and the best of the rounds, the distance of "
            f"the quartiles as a share of the median, and {last}{less}."
        ),
        head=["variant", "median", "best", "spread", "speed-up" if group.workers else "ratio"],
        rows=lines,
    )


def facts(run: Run) -> dict[str, str]:
    """The machine and the moment."""
    machine = run.machine
    cpu = machine.get("cpu") or {}
    before, after = (machine.get("load") or [None, None])[:2]
    return {
        "Python": run.python,
        "Machine": f"{machine.get('system', '?')} {machine.get('machine', '')}".strip(),
        "CPU": f"{cpu.get('brand_raw') or machine.get('processor') or '?'}, "
        f"{machine.get('cpu_count') or cpu.get('count') or '?'} cores",
        "Load": "not told by this system" if before is None else f"{before} before, {after} after",
        "Commit": str(run.commit.get("id") or "none")[:10]
        + " (changed)" * bool(run.commit.get("dirty")),
        "Measured": run.when[:16].replace("T", " "),
        "Label": run.label,
    }


def crowd(run: Run) -> str:
    """A word of caution where others were at work as well."""
    before = (run.machine.get("load") or [None])[0]
    cores = run.machine.get("cpu_count") or 0
    if not before or not cores or before <= cores:
        return ""
    return (
        f"{run.label}: the machine was busy before this began (load {before} on {cores} cores). "
        "So spreads are wide, and small differences are taken for noise."
    )


Charts = Callable[[Group], str] | None


def as_html(run: Run, draw: Charts = None, others: dict[str, str] | None = None) -> str:
    """The whole report as one page that needs nothing else."""
    groups = [Group(name, benches) for name, benches in run.groups.items()]
    parts = [f"<h1>🧵 What threads cost, and what they bring</h1>{fact_list(facts(run))}"]
    if crowd(run):
        parts.append(f'<p class="hint">{escape(crowd(run))}</p>')
    if draw is None:
        parts.append('<p class="hint">Tables only: these charts need matplotlib.</p>')
    links = "".join(f'<li><a href="#{slug(g.name)}">{escape(g.name)}</a></li>' for g in groups)
    more = "".join(
        f'<li><a href="{escape(file)}">{escape(text)}</a></li>'
        for text, file in (others or {}).items()
    )
    parts.append(f'<nav aria-label="Groups"><ul>{links}{more}</ul></nav>')
    if run.claims:
        parts.append(claims_html(run))
    for group in groups:
        chart = draw(group) if draw else ""
        figure = f"<figure>{chart}</figure>" if chart else ""
        note = f'<p class="note">{escape(group.note)}</p>' if group.note else ""
        parts.append(
            f'<section id="{slug(group.name)}"><h2>{escape(group.name)}</h2>'
            f'<p class="verdict">{escape(verdict(group))}</p>{note}'
            f'<div class="pair">{figure}{table(group).html()}</div></section>'
        )
    return page(f"Benchmarks: {run.python}", "".join(parts))


def claims_html(run: Run) -> str:
    """What was claimed, and whether it held."""
    items = "".join(
        f"<li><span>{OUTCOMES.get(c.get('outcome', ''), '?')}</span> "
        f"<div>{escape(c.get('claim', ''))} "
        f"<small>{escape(c.get('measured', ''))}</small></div></li>"
        for c in run.claims
    )
    return f'<section id="claims"><h2>Claims</h2><ul class="claims">{items}</ul></section>'


def as_markdown(run: Run, charts: Callable[[Group], Path] | None = None) -> str:
    """The same for a pull request."""
    lines = ["# 🧵 What threads cost, and what they bring", ""]
    lines += [f"- **{key}:** {value}" for key, value in facts(run).items()]
    if run.claims:
        lines += ["", "## Claims", ""]
        lines += [
            f"- {OUTCOMES.get(c.get('outcome', ''), '?')} {c.get('claim')} _{c.get('measured')}_"
            for c in run.claims
        ]
    for name, benches in run.groups.items():
        group = Group(name, benches)
        lines += ["", f"## {name}", "", f"**{verdict(group)}**", ""]
        if group.note:
            lines += [group.note, ""]
        if charts:
            lines += [f"![{name}: chart of the table below]({charts(group).as_posix()})", ""]
        lines += [table(group).markdown()]
    return "\n".join(lines) + "\n"
