"""⚖️ Two runs, told apart: what became faster or slower, beyond noise."""

from dataclasses import dataclass
from html import escape
from math import log

from tests.benchmarks.page import Table, fact_list, page
from tests.benchmarks.report import crowd, facts, listed, seconds
from tests.benchmarks.runs import Bench, Run, Trouble
from tests.benchmarks.statistic import CONFIDENCE, WORTH_TELLING, Ratio, ratio, times

SIGNS = {"slower": "▶ ", "faster": "◀ ", "noise": ""}
HOW = (
    f"The ratio of the medians, with its {CONFIDENCE:.0%} bootstrap interval over the saved "
    "rounds, "
    "widened by how far the two halves of each side drifted apart, or by how crowded the machine "
    "was, whichever is more. Faster or slower is only what "
    f"lies beyond 1 by more than {WORTH_TELLING - 1:.0%} with the whole interval, and with the "
    "ratio of the best rounds too: other programs make medians longer, and best rounds hardly."
)


@dataclass(frozen=True)
class Pair:
    """The same benchmark in two runs."""

    before: Bench
    after: Bench
    ratio: Ratio


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side."""

    before: Run
    after: Run
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, before: Run, after: Run) -> "Comparison":
        """Pair what both have measured. Raises Trouble where that is nothing."""
        known = {bench.key: bench for bench in before.benches if not bench.is_floor}
        both = [(known[bench.key], bench) for bench in after.benches if bench.key in known]
        if not both:
            raise Trouble(f"{before.path} and {after.path} have no benchmark in common")
        return cls(
            before,
            after,
            tuple(
                Pair(old, new, ratio(old.rounds, new.rounds, max(old.crowd, new.crowd)))
                for old, new in both
            ),
        )

    @property
    def names(self) -> tuple[str, str]:
        """How to call the two: their labels, or their files where the labels are the same."""
        if self.before.label != self.after.label:
            return self.before.label, self.after.label
        return self.before.path.stem, self.after.path.stem

    def with_verdict(self, verdict: str) -> list[Pair]:
        """Those that became "faster" or "slower", the greatest change first."""
        chosen = [pair for pair in self.pairs if pair.ratio.verdict == verdict]
        return sorted(chosen, key=lambda pair: -abs(log(pair.ratio.value)))

    @property
    def groups(self) -> dict[str, list[Pair]]:
        """The pairs by group."""
        groups: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            groups.setdefault(pair.after.group, []).append(pair)
        return groups

    @property
    def alone(self) -> list[str]:
        """What only one of the two has measured."""
        both = {pair.after.key for pair in self.pairs}
        benches = [b for run in (self.before, self.after) for b in run.benches if not b.is_floor]
        return [": ".join(bench.key) for bench in benches if bench.key not in both]


def summary(comparison: Comparison) -> str:
    """The whole in two sentences."""
    before, after = comparison.names
    slower, faster = comparison.with_verdict("slower"), comparison.with_verdict("faster")
    noise = len(comparison.pairs) - len(slower) - len(faster)
    said = (
        f"Of {len(comparison.pairs)} benchmarks {len(faster)} became faster from “{before}” to "
        f"“{after}”, {len(slower)} became slower, and {noise} cannot be told from noise."
    )
    most = [
        f"“{pair.after.group}: {pair.after.name}” with {times(pair.ratio.value)} the time"
        for some in (faster, slower)
        for pair in some[:1]
    ]
    if most:
        said += f" The greatest change{'s' * (len(most) > 1)}: {listed(most)}."
    return said


def tables(comparison: Comparison) -> dict[str, Table]:
    """A table for each group."""
    before, after = comparison.names
    return {
        group: Table(
            caption=f"Medians, and the time of {after} in times of {before}: ◀ faster, ▶ slower, "
            "and no sign where it may be noise.",
            head=["variant", before, after, "ratio", "interval"],
            rows=[
                [
                    pair.after.name,
                    seconds(pair.before.median),
                    seconds(pair.after.median),
                    SIGNS[pair.ratio.verdict] + times(pair.ratio.value),
                    f"{times(pair.ratio.low)} – {times(pair.ratio.high)}".replace(" ×", ""),
                ]
                for pair in pairs
            ],
            kinds=tuple(pair.ratio.verdict for pair in pairs),
        )
        for group, pairs in comparison.groups.items()
    }


def lines(comparison: Comparison) -> list[tuple[str, Ratio | None]]:
    """What the chart has a row for: groups, and their variants."""
    drawn: list[tuple[str, Ratio | None]] = []
    for group, pairs in comparison.groups.items():
        drawn.append((group, None))
        drawn += [(pair.after.name, pair.ratio) for pair in pairs]
    return drawn


def title(comparison: Comparison) -> str:
    """What stands above."""
    before, after = comparison.names
    return f"{after} against {before}"


def as_html(comparison: Comparison, chart: str = "") -> str:
    """One page that needs nothing else."""
    runs = zip(comparison.names, (comparison.before, comparison.after), strict=True)
    sides = "".join(f"<h2>{escape(name)}</h2>{fact_list(facts(run))}" for name, run in runs)
    alone = (
        f'<p class="note">In one of the two only: {escape("; ".join(comparison.alone))}.</p>'
        if comparison.alone
        else ""
    )
    figure = f"<figure>{chart}</figure>" if chart else ""
    crowds = dict.fromkeys(filter(None, (crowd(comparison.before), crowd(comparison.after))))
    hints = "".join(f'<p class="hint">{escape(text)}</p>' for text in crowds)
    body = "".join(
        f"<section><h2>{escape(group)}</h2>{table.html()}</section>"
        for group, table in tables(comparison).items()
    )
    return page(
        title(comparison),
        f"<h1>⚖️ {escape(title(comparison))}</h1>"
        f'<p class="verdict">{escape(summary(comparison))}</p><p class="note">{HOW}</p>'
        f"{hints}"
        f"<section>{sides}</section><section><h2>All in one</h2>{figure}{alone}</section>{body}",
    )


def as_markdown(comparison: Comparison, chart: str = "") -> str:
    """The same for a pull request."""
    parts = [f"# ⚖️ {title(comparison)}", f"**{summary(comparison)}**", HOW]
    for name, run in zip(comparison.names, (comparison.before, comparison.after), strict=True):
        parts += [f"**{name}:** " + "; ".join(f"{k}: {v}" for k, v in facts(run).items())]
    if chart:
        parts.append(f"![{title(comparison)}: chart of the tables below]({chart})")
    for group, table in tables(comparison).items():
        parts += [f"## {group}", table.markdown()]
    if comparison.alone:
        parts.append(f"In one of the two only: {'; '.join(comparison.alone)}.")
    return "\n\n".join(parts) + "\n"
