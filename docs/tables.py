"""📊 What runs have seen: versions, planted faults, benchmarks."""

import json
import re
from collections import defaultdict
from html import escape
from pathlib import Path
from typing import Any

from docs.prose import html_table, inline, markdown, table
from docs.results import Spec
from docs.writing import Pages, raw, tick, title
from tests.mutation.accepted import why_accepted

MATRIX = """tox run -e py310,py311,py312,py313,py314,py315,py313t -- --record=report/results
tox -e docs"""
"""How to fill the whole table of versions."""


IN_WORDS = {
    "this interpreter runs with the GIL": "only without the GIL",
    "this interpreter runs without the GIL": "only with the GIL",
}
"""Why a spec was skipped, as seen from what it is about."""
LIBRARY = re.compile(r"(\S+ [\d.]+) is needed, .*")


def natural(text: str) -> list[tuple[int, str]]:
    """Sorts 3.9 before 3.10."""
    return [(int(part or 0), word) for word, part in re.findall(r"(\D*)(\d*)", text)]


def score(faults: list[dict[str, Any]]) -> list[str]:
    """Planted, noticed, accepted, and the share of those that should be noticed."""
    seen = sum(bool(fault["noticed"]) for fault in faults)
    accepted = sum(bool(fault["reason"]) and not fault["noticed"] for fault in faults)
    rate = f"{seen / (len(faults) - accepted):.1%}" if len(faults) > accepted else "–"
    return [str(len(faults)), str(seen), str(accepted), rate]


def listed(title: str, faults: list[dict[str, Any]]) -> str:
    """Some faults, folded."""
    items = "".join(
        f"<li><code>{escape(f['target'])}:{f['line']}</code> {escape(f['kind'])}: "
        f"<code>{escape(f['old'])}</code> → <code>{escape(f['new'])}</code>"
        f"{': ' + escape(f['reason']) if f['reason'] else ''}</li>"
        for f in faults
    )
    head = f"<summary>{title}: {len(faults)}</summary>"
    return f"<details>{head}<ul>{items}</ul></details>" if faults else ""


class Tables(Pages):
    """Pages of results."""

    def versions(self) -> None:
        """Claim by Python, from the runs that were recorded."""
        heads = [escape(run.short) for run in self.runs]
        text = (
            ":hide-toc:\n\n"
            + title("Versions")
            + raw(
                '<p class="lead">What holds where: each cell is a recorded run, or a dot.</p>'
                f'<p class="legend">{tick("passed")} held \u2003 {tick("failed")} failed \u2003 '
                f"{tick('skipped')} skipped, and why \u2003 {tick('not run')} not run</p>"
            )
        )
        known = [
            f"<td>{escape(run.short)}</td>"
            f"<td>{escape(run.data['implementation'])} {escape(run.python)}</td>"
            f"<td>{escape(run.data['platform'])}</td><td>{run.data['started']} UTC</td>"
            f"<td>{escape(run.data['commit'] or 'unknown')}</td><td>{len(run.specs)}</td>"
            for run in self.runs
        ]
        columns = ["", "interpreter", "platform", "when", "commit", "specs"]
        text += title("The runs", "-") + raw(
            table(columns, known, "runs") + "<p>All Pythons, one after the other:</p>"
            f'<pre class="command" tabindex="0">{MATRIX}</pre>'
            "<p>Another machine: run <code>pytest --record=report/results</code> there, and bring"
            " its folder along (a folder for each machine; those of a CI matrix are merged at"
            " once):</p>"
            '<pre class="command" tabindex="0">python -m docs.build results-from-elsewhere/</pre>'
        )
        text += title("Where Pythons differ", "-")
        differ, nowhere = defaultdict[str, list[Spec]](list), defaultdict[str, list[Spec]](list)
        for spec in self.library.run.specs.values():
            if words := self.difference(spec):
                skipped = {run.verdict_of(spec)[0] for run in self.runs} <= {"skipped", "not run"}
                (nowhere if skipped else differ)[words].append(spec)
        number = sum(map(len, differ.values()))
        if len(self.runs) > 1:
            text += raw(f"<p>{number} claims do not hold, or do not apply, everywhere.</p>")
        else:
            text += raw("<p>Only one Python was run: record another one.</p>")
        text += self.grouped(heads, differ)
        if nowhere:
            text += title("Skipped in all of these runs", "-") + self.grouped(heads, nowhere)
        text += title("All of them", "-")
        topics = {t: self.library.topic_heading(t).partition(": ")[0] for t in self.library.topics}
        items = "".join(
            f'<li><a href="{topic}.html">{escape(name)}</a></li>' for topic, name in topics.items()
        )
        entries = "\n".join(f"   {t}" for t in topics)
        text += raw(f"<ul>{items}</ul>") + f".. toctree::\n   :hidden:\n\n{entries}\n"
        self.write("versions/index", text)
        for topic, pages in self.library.topics.items():
            text = ":hide-toc:\n\n" + title(f"{topics[topic]}: versions")
            for page in pages:
                text += title(page.title, "-") + raw(self.matrix(heads, page.specs))
            self.write(f"versions/{topic}", text)

    def grouped(self, heads: list[str], groups: dict[str, list[Spec]]) -> str:
        """A table for each reason."""
        return "".join(
            title(words[:1].upper() + words[1:], "~") + raw(self.matrix(heads, groups[words]))
            for words in sorted(groups, key=natural)
        )

    def difference(self, spec: Spec) -> str:
        """Why it did not hold everywhere, in words; "" where it held wherever it was run."""
        seen = [(run, *run.verdict_of(spec)) for run in self.runs]
        failed = [run.short for run, verdict, _ in seen if verdict == "failed"]
        if failed:
            return f"failed on {', '.join(failed)}"
        reasons = {r for _, verdict, why in seen for r in why if verdict == "skipped"}
        short = (LIBRARY.sub(r"needs \1", IN_WORDS.get(reason, reason)) for reason in reasons)
        words = "; ".join(sorted(short))
        return re.sub(r"^until (Python [\d.]+)$", r"how it was before \1", words[:1] + words[1:])

    def matrix(self, heads: list[str], specs: list[Spec]) -> str:
        """A row for each claim, a cell for each run."""
        rows = []
        for spec in specs:
            seen = [run.verdict_of(spec) for run in self.runs]
            cells = "".join(
                f'<td title="{escape("; ".join(why)) if verdict == "skipped" else verdict}">'
                f"{tick(verdict)}</td>"
                for verdict, why in seen
            )
            link = f'<a href="{self.place(spec, "../")}">{inline(spec.claim)}</a>'
            rows.append(f'<th scope="row">{link}</th>{cells}')
        return table(["claim", *heads], rows, "matrix")

    def teeth(self, reports: Path) -> None:
        """What planted faults have shown."""
        text = title("Teeth") + raw(
            '<p class="lead">A suite that cannot fail proves nothing: faults are planted, one at a'
            " time, in copies of Python's own modules and of the scenarios, and the specs have to"
            " notice.</p>"
        )
        files = sorted(reports.glob("results-*.jsonl"))
        if not files:
            text += raw("<p>Not run here. <code>tox -e mutation</code> plants them.</p>")
        for path in files:
            lines = path.read_text(encoding="utf-8").splitlines()
            faults = list({f["key"]: f for f in map(json.loads, lines)}.values())
            text += title(f"Python {path.stem.removeprefix('results-')}", "-") + raw(
                self.noticed(faults)
            )
        self.write("teeth", text)

    def noticed(self, faults: list[dict[str, Any]]) -> str:
        """How many faults were noticed, module by module; which were not, and why that is right."""
        targets: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for fault in faults:
            fault["reason"] = why_accepted(*(fault[k] for k in ("target", "source", "kind", "new")))
            targets[fault["target"]].append(fault)
        rows = [["module", "faults planted", "noticed", "accepted", "score"]]
        rows += [[f"`{target}`", *score(planted)] for target, planted in sorted(targets.items())]
        planted, seen, accepted, rate = score(faults)
        left = [fault for fault in faults if not fault["noticed"]]
        return (
            f"<p>{seen} of {planted} noticed, {accepted} accepted with a reason: {rate}.</p>"
            f"{html_table(rows, 'teeth')}"
            + listed("Not noticed", [fault for fault in left if not fault["reason"]])
            + listed("Accepted, and why", [fault for fault in left if fault["reason"]])
        )

    def benchmarks(self, reports: Path) -> None:
        """The latest report, if there is one."""
        text = title("Benchmarks")
        report = reports / "report.md"
        if report.exists():
            text += raw(
                '<p class="lead">Measured on one machine: compare the ratios, not the numbers.</p>'
            )
            told = markdown(report.read_text(encoding="utf-8"), lambda p: f"charts/{Path(p).name}")
            for level, words in told[1:] if told and told[0][0] == 1 else told:
                part = f'<div class="measured">{words}</div>'
                text += title(words, "-" if level < 3 else "~") if level else raw(part)
        else:
            text += raw("<p>Not run here. <code>tox -e bench</code> runs them.</p>")
        self.write("benchmarks", text)
