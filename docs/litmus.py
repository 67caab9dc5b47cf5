"""🧪 Pages of thread safety: litmus tests and their outcomes, and what built-in types promise."""

import importlib
import re
from dataclasses import dataclass
from html import escape

from docs.library import Page
from docs.prose import docstring, inline, table
from docs.results import Run, Spec
from docs.writing import Pages, raw, title

SEEN = re.compile(r"(\S+) (.+): seen (\d+) of (\d+), (\d+) schedules")
VERDICTS = {
    "✅": "acceptable",
    "🔶": "interesting: legal, and a surprise to many",
    "❓": "unpromised: forbidden with the GIL, and without it no word rules it out",
    "⛔": "forbidden, in every build",
}


@dataclass(frozen=True)
class Row:
    """An outcome of a variant, as one run has sampled it."""

    verdict: str
    why: str
    seen: str
    schedules: str


def sampled(spec: Spec | None) -> dict[tuple[str, str], dict[str, Row]]:
    """From the name of a program and its variant to its outcomes."""
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for key, case in spec.cases.items() if spec else ():
        variant, _, name = key.partition("-")
        rows = {}
        for outcome, text in case.get("seen", {}).items():
            if match := SEEN.fullmatch(text):
                verdict, why, seen, _, schedules = match.groups()
                rows[outcome.removeprefix(name).strip()] = Row(verdict, why, seen, schedules)
        if rows:
            found[name, variant] = rows
    return found


class Safety(Pages):
    """Pages that gather what the specs of thread_safety have seen."""

    def litmus(self) -> None:
        """Every program, every outcome: judged, explored, and sampled with the GIL and without."""
        text = (
            ":hide-toc:\n\n"
            + title("Litmus tests")
            + raw(
                '<p class="lead">Tiny programs of threads. Every outcome is judged before the first'
                " run; then all schedules are explored, and real threads are sampled.</p>"
                '<p class="legend">Seen: how often, of 100 runs of real threads. '
                + " · ".join(f"{sign} {escape(words)}" for sign, words in VERDICTS.items())
                + "</p>"
            )
        )
        written = [self.programs(page) for page in self.library.path]
        text += "".join(written) or raw("<p>No outcomes were sampled in this run.</p>")
        self.write("litmus", text)

    def programs(self, page: Page) -> str:
        """The programs of one file of specs."""
        for spec in page.specs:
            if not page.scenario or not sampled(spec):
                continue
            runs = [self.one_with(spec, gil=True), self.one_with(spec, gil=False)]
            families = importlib.import_module(page.scenario.module).FAMILIES
            text = title(page.title, "-") + raw(
                f'<p>{inline(page.definition)} <a href="{page.name}.html">All claims about'
                f' them</a>, and <a href="{self.place(spec)}">the one that samples them</a>.</p>'
            )
            for name, family in families.items():
                text += title(name, "~") + raw(self.outcomes(name, family, spec, runs))
            return text
        return ""

    def one_with(self, spec: Spec, gil: bool) -> Run | None:
        """A run with the GIL or without that has sampled it; the own one, if it can be."""
        runs = [self.library.run, *reversed(self.runs)]
        fit = (run for run in runs if run.data["gil"] is gil)
        return next((run for run in fit if sampled(run.specs.get(spec.name))), None)

    def outcomes(self, name: str, family: object, spec: Spec, runs: list[Run | None]) -> str:
        """A row for each outcome, and side by side what the two variants make of it."""
        seen = [sampled(run.specs.get(spec.name)) if run else {} for run in runs]
        known = next(by_run for by_run in seen if by_run)
        variants = [variant for program, variant in known if program == name]
        heads = ["outcome"]
        for variant in variants:
            heads += [f"<em>{escape(variant)}</em>", "schedules"]
            heads += [
                f"seen {kind} GIL" + (f", {escape(run.short)}" if run else "")
                for run, kind in zip(runs, ("with", "without"), strict=True)
            ]
        rows = []
        for outcome in known[name, variants[0]]:
            cells = ""
            for variant in variants:
                row = known[name, variant][outcome]
                title_ = escape(f"{VERDICTS[row.verdict]} ({row.why})")
                cells += f'<td title="{title_}">{row.verdict}</td><td>{number(row.schedules)}</td>'
                for by_run in seen:
                    here = by_run.get((name, variant), {}).get(outcome)
                    cells += f"<td>{number(here.seen) if here else 'not run'}</td>"
            rows.append(f'<th scope="row"><code>{escape(outcome)}</code></th>{cells}')
        actors = getattr(family, "actors", None)
        shown = (
            f"<code>{escape(' │ '.join(actors))}</code>, all 0 at first; the outcome is"
            f" <code>{escape(str(getattr(family, 'outcome', '')))}</code>"
            if actors
            else inline(str(getattr(family, "make", family).__doc__).strip())
        )
        return f'<p class="program">{shown}</p>{table(heads, rows, "litmus")}'

    def guarantees(self) -> None:
        """What the built-in types promise: the tables of their scenarios, and who proves them."""
        text = title("Guarantees") + raw(
            '<p class="lead">What the built-in types and the standard library promise when threads'
            " share them, and what they do not. Each table is proved by the claims beside it.</p>"
        )
        for page in self.library.topics.get("thread_safety", ()):
            if page.concept.startswith(("litmus", "explored")):
                continue
            text += title(page.title, "-") + raw(
                f"<p>{inline(page.definition)}"
                f' <a href="{page.name}.html">{self.tally(page.specs)}</a></p>'
                f"{docstring(page.prose)}"
            )
        self.write("guarantees", text)


def number(text: str) -> str:
    """Nothing stands back."""
    return f'<span class="none">{text}</span>' if text == "0" else text
