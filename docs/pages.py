"""📄 The pages: reStructuredText for what Sphinx should know, HTML for what it need not."""

import ast
import json
import re
import textwrap
import unicodedata
from collections import Counter, defaultdict
from functools import cached_property
from html import escape
from pathlib import Path

from docs import pictures
from docs.library import OWN, Library, Page
from docs.prose import (
    code,
    docstring,
    html_table,
    inline,
    markdown,
    paragraphs,
    table,
)
from docs.results import SIGNS, Run, Spec
from tests.pitfalls_and_errors.pitfalls import FAMILIES, FORCED_BY, Pitfall, nodeid
from tests.plugins import claims
from tests.plugins.source import PROJECT

WORDS = {"passed": "holds", "failed": "fails", "skipped": "skipped", "not run": "not run"}


def title(text: str, line: str = "=") -> str:
    """A heading, with what reStructuredText would read as markup taken literally."""
    literal = re.sub(r"([*`|_\\])", r"\\\1", text)
    width = sum(2 if unicodedata.east_asian_width(s) in "WF" else 1 for s in literal)
    return f"{literal}\n{line * width}\n\n"


def raw(html: str) -> str:
    """HTML that stands in the page as it is."""
    return f".. raw:: html\n\n{textwrap.indent(html, '   ')}\n\n"


def tick(verdict: str) -> str:
    """✓, ✗, – or ·, with a word for those who do not see it."""
    kind = verdict.replace(" ", "-")
    return f'<span class="tick {kind}" title="{WORDS[verdict]}">{SIGNS[verdict]}</span>'


def short(link: str) -> str:
    """A link into Python's documentation, as a few words."""
    page, _, anchor = link.removeprefix(claims.MANUAL).partition("#")
    return anchor or page.removesuffix(".html")


class Writer:
    """Writes the sources of the site."""

    def __init__(self, library: Library, runs: list[Run], folder: Path) -> None:
        self.library = library
        self.runs = runs
        self.folder = folder
        self.api = self.names_of_the_api()

    # ── Ways from page to page ────────────────────────────────────────────────

    def write(self, name: str, text: str) -> None:
        """Write a page."""
        path = self.folder / f"{name}.rst"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def address(self, spec: Spec) -> str:
        """The permanent address of a claim."""
        return self.library.addresses.of[spec.name]

    def place(self, spec: Spec, root: str = "") -> str:
        """Where a claim stands, seen from a page whose way to the front page is `root`."""
        return f"{root}{self.library.pages[spec.file].name}.html#{self.address(spec)}"

    def link_to(self, spec: Spec, root: str) -> str:
        """A claim as a link with its verdict."""
        return (
            f'{tick(spec.verdict)} <a href="{self.place(spec, root)}">{inline(spec.claim)}</a>'
            f"{self.badges(spec)}"
        )

    def badges(self, spec: Spec) -> str:
        """For which Pythons and machines it speaks, where not for all; its time, if it is slow."""
        seconds = sum(case["seconds"] for case in spec.cases.values())
        words = [
            spec.versions,
            *(f"needs {n.replace('_', ' ')}" for n in spec.data.get("needs", ())),
        ]
        words += [f"{seconds:.1f} s"] if seconds > 1 else []
        return "".join(f' <span class="badge">{escape(word)}</span>' for word in words if word)

    def lookup(self, root: str, words: str) -> str | None:
        """The address of a spec or a file that the README names in backticks."""
        if spec := self.library.spec_named(words):
            return self.place(spec, root)
        if words.startswith("showcase/"):
            for page in self.library.path:
                if page.scenario and words.endswith(f"/{page.scenario.name}.py"):
                    return f"{root}{page.name}.html"
        return None

    # ── A concept ─────────────────────────────────────────────────────────────

    def concept(self, page: Page) -> None:
        """What it is, how it is shown, what it said, what is claimed about it."""
        text = title(page.title)
        if page.scenario:
            where = f"step {page.step} of {len(self.library.path)} on the reading path"
            runs = f"python -m {page.scenario.module}"
        else:
            where = "about the project itself"
            runs = f"pytest {page.file}"
        lead = f'<p class="lead">{inline(page.definition)}</p>' if page.definition else ""
        text += raw(
            f'<p class="where">{where} · {self.tally(page.specs)}</p>{lead}'
            f"{docstring(page.prose)}{self.chosen_for(page)}"
            f'<p class="words">Run it: <code>{runs}</code>,'
            f" <code>pytest --topic {page.concept}</code>."
            f" Also found as: {escape(', '.join(page.words))}.</p>"
        )
        if page.shown:
            text += self.scenario(page)
            text += self.story(page)
        text += self.claims(page)
        self.write(page.name, text)

    def tally(self, specs: list[Spec]) -> str:
        """How many claims, and how they fared."""
        count = Counter(spec.verdict for spec in specs)
        words = [
            f"{count[v]} {w}"
            for v, w in (("failed", "failed"), ("skipped", "skipped here"))
            if count[v]
        ]
        number = f"{len(specs)} claim{'s' * (len(specs) != 1)}"
        return ", ".join([number, *words]) if words else f"{number}, all hold"

    def chosen_for(self, page: Page) -> str:
        """The rows of "pick the right tool" that are proved here."""
        rows = [
            (want, use, spec) for want, use, spec in self.library.tools if spec.file == page.file
        ]
        items = "".join(
            f"<li>{escape(want)}: <code>{escape(use)}</code>, "
            f'<a href="#{self.address(spec)}">proved below</a></li>'
            for want, use, spec in rows
        )
        return (
            f'<div class="chosen"><p>Pick it when you want to …</p><ul>{items}</ul></div>'
            if items
            else ""
        )

    def scenario(self, page: Page) -> str:
        """Its functions, each with its prose above its code, in the sections of the module."""
        source = page.shown
        if source is None:
            return ""
        text = title("The scenario", "-")
        first = source.parts[0].node.lineno if source.parts else len(source.lines)
        imports = [n for n in source.tree.body if isinstance(n, IMPORTS) and n.lineno < first]
        head = "\n".join("\n".join(source.lines[n.lineno - 1 : n.end_lineno]) for n in imports)
        text += raw(f"<details><summary>What it imports</summary>{code(head)}</details>")
        section = ""
        for part in source.parts:
            if part.section != section:
                section = part.section
                text += title(section, "~")
            if part.name == "log":
                continue
            prose = paragraphs(part.prose) if part.prose and part.is_defined else ""
            text += raw(f'<div class="part" id="in-{part.name}">{prose}{code(part.source)}</div>')
        return text

    def story(self, page: Page) -> str:
        """What the scenario's main() said, and what its threads did meanwhile."""
        stories = [spec.story for spec in page.specs if spec.story]
        text = title("What it says when it runs", "-")
        if not stories:
            return text + raw("<p>Its story was not told in this run.</p>")
        story = max(stories, key=len)
        picture = pictures.timeline(story)
        lanes = pictures.lanes_of(story)
        said = [(thread, words) for thread, kind, words in story if kind == "says"]
        lines = "".join(
            f'<li><span class="who t{lanes.index(thread) % pictures.COLOURS}">'
            f"{escape(thread)}</span> <span>{escape(words)}</span></li>"
            for thread, words in said
        )
        left_out = f" Shown are {picture.left_out}." if picture.left_out else ""
        return text + raw(
            '<div class="scroll" tabindex="0" role="region" aria-label="Timeline">'
            f"{picture.svg}</div>"
            '<p class="legend">A lane for each thread, from left to right in the order in which it'
            " happened: solid while it runs, pale while it waits, a number where it speaks."
            f'{left_out}</p><ol class="said">{lines}</ol>'
        )

    def claims(self, page: Page) -> str:
        """The claims, in the sections of the file of specs."""
        text = title("The claims", "-")
        sections: dict[str, list[Spec]] = defaultdict(list)
        for spec in page.specs:
            part = page.tests.named.get(spec.function)
            sections[part.section if part else ""].append(spec)
        for section, specs in sections.items():
            text += title(section, "~") if section else ""
            text += raw("\n".join(self.claim(page, spec) for spec in specs))
        beside = [part for part in page.tests.parts if not part.is_spec]
        if beside:
            sources = "\n\n".join(part.source for part in beside)
            text += raw(
                f"<details><summary>What the specs share</summary>{code(sources)}</details>"
            )
        return text

    def claim(self, page: Page, spec: Spec) -> str:
        """A claim, and folded below it the spec that has just passed."""
        address = self.address(spec)
        part = page.tests.named.get(spec.function)
        links = "".join(
            f'<a href="{escape(link)}">{escape(short(link))}</a> ' for link in spec.data["links"]
        )
        docs = (
            f"Python documents it: {links}" if links else f"Documented: {escape(spec.data['docs'])}"
        )
        names = list(dict.fromkeys(name for name, _ in spec.data["pins"]))
        pins = " ".join(f'<a href="../api.html#{n}"><code>{n}</code></a>' for n in names)
        shows = self.shows(page, spec)
        pitfalls = ", ".join(
            f'<a href="../pitfalls.html#{self.pitfall_names[pitfall]}">{inline(pitfall.name)}</a>'
            for pitfall in self.cures.get(spec.name, ())
        )
        return (
            f'<details class="claim {spec.verdict}" id="{address}"><summary>{tick(spec.verdict)}'
            f' <span class="says">{inline(spec.claim)}{self.badges(spec)}{sentence(spec)}</span>'
            "</summary>"
            f'<div class="proof"><p><code>{escape(spec.function)}</code>{self.cases(spec)}</p>'
            + (code(part.source) if part else "")
            + f"<p>{docs}</p>"
            + (f"<p>It pins {pins}</p>" if pins else "")
            + (f"<p>It uses {shows}</p>" if shows else "")
            + (f"<p>Pitfalls: {pitfalls}</p>" if pitfalls else "")
            + f'<p class="permanent"><a href="../claim/{address}.html">Permanent address</a> · line'
            f" {part.line if part else '?'} of <code>{escape(spec.file)}</code></p>"
            "</div></details>"
        )

    def cases(self, spec: Spec) -> str:
        """Its parameter sets, each with its verdict, and the reasons of those that were skipped."""
        named = {key: case for key, case in spec.cases.items() if key}
        items = " ".join(
            f'<span class="case">{tick(case["outcome"])} {escape(key)}</span>'
            for key, case in named.items()
        )
        reasons = f" Skipped: {escape('; '.join(spec.reasons))}." if spec.reasons else ""
        return f'<span class="cases">{items}</span>{reasons}' if items else reasons

    def shows(self, page: Page, spec: Spec) -> str:
        """The functions of its scenario that a spec uses."""
        if not page.scenario or spec.function not in page.tests.named:
            return ""
        used = page.tests.shown_by(spec.function).get(page.scenario.path, set())
        there = [part.name for part in page.shown.parts] if page.shown else []
        return " ".join(
            f'<a href="#in-{name}"><code>{name}</code></a>'
            for name in there
            if name in used and name != "log"
        )

    # ── Lists ─────────────────────────────────────────────────────────────────

    def topic(self, topic: str, pages: list[Page]) -> None:
        """A topic: its concepts, each in a line."""
        heading = self.library.topic_heading(topic)
        name, _, says = heading.partition(": ")
        text = title(name) + raw(f'<p class="lead">{inline(says[:1].upper() + says[1:])}</p>')
        rows = "".join(
            f'<li><a href="../{page.name}.html">{escape(page.title)}</a>'
            f' <span class="says">{inline(page.definition)}</span>'
            f' <span class="badge">{self.tally(page.specs)}</span></li>'
            for page in pages
        )
        text += raw(f'<ul class="concepts">{rows}</ul>')
        entries = "\n".join(f"   /{page.name}" for page in pages)
        self.write(f"{topic}/index", f"{text}.. toctree::\n   :hidden:\n\n{entries}\n")

    def front(self) -> None:
        """The front page, most of it read off the README."""
        library, run = self.library, self.library.run
        name = re.search(r"^# (.+)$", library.readme, re.MULTILINE)
        intro = re.search(r"^# .+\n\n((?:.+\n)+)", library.readme)
        first, second = re.findall(r"(?:^|\n)([^\n]+:)\n\n```bash\n(.+?)\n```", library.readme)[:2]
        text = title(name[1] if name else "Threads")
        concepts = len(library.path)
        seen = f"{len(run.specs)} claims about {concepts} concepts, seen to hold on {run.python}"
        text += raw(
            f'<p class="lead">{inline(" ".join(intro[1].split()) if intro else "")}</p>'
            f'<p class="where">{seen}, {run.data["started"]} UTC. '
            f'<a href="versions/index.html">On other Pythons</a></p>'
        )
        for says, command in (first, second):
            text += raw(
                f'<p>{inline(says)}</p><pre class="command" tabindex="0">{escape(command)}</pre>'
            )
        lead_on = library.path[0].name
        text += raw(f'<p class="begin"><a href="{lead_on}.html">Begin to read →</a></p>')
        text += title("Which tool?", "-") + raw(
            pictures.decision({use: self.place(spec) for _, use, spec in library.tools})
        )
        text += title("Pick the right tool", "-")
        rows = [
            f"<td>{escape(want)}</td><td><code>{escape(use)}</code></td>"
            f"<td>{self.link_to(spec, '')}</td>"
            for want, use, spec in library.tools
        ]
        text += raw(table(["you want to", "use", "because"], rows))
        able = next((t for t in library.tables if "reusable" in t[0]), None)
        text += raw(html_table(able, "able")) if able else ""
        text += title("The reading path", "-") + raw(self.whole_path())
        entries = "\n".join(f"   {topic}/index" for topic in library.topics if topic not in OWN)
        text += f".. toctree::\n   :hidden:\n   :caption: Read\n\n{entries}\n\n"
        pages = "\n".join(
            f"   {name}" for name in ("pitfalls", "api", "versions/index", "benchmarks", "teeth")
        )
        text += f".. toctree::\n   :hidden:\n   :caption: Look up\n\n{pages}\n\n"
        own = "\n".join(f"   {topic}/index" for topic in library.topics if topic in OWN)
        text += f".. toctree::\n   :hidden:\n   :caption: The project\n\n{own}\n" if own else ""
        self.write("index", text)

    def whole_path(self) -> str:
        """All concepts in the order of reading, those of the README in bold."""
        main = [Path(row[-1].strip("`")).stem for table in self.library.tables for row in table]
        items = []
        for page in self.library.path:
            bold = page.scenario is not None and page.scenario.name in main
            link = f'<a href="{page.name}.html">{escape(page.title)}</a>'
            says = f' <span class="says">{inline(page.definition)}</span>'
            items.append(f"<li>{'<strong>' + link + '</strong>' + says if bold else link}</li>")
        return f'<ol class="path">{"".join(items)}</ol>'

    def pitfalls(self) -> None:
        """Family by family: what goes wrong, what forces it, which specs show it and cure it."""
        number = sum(map(len, FAMILIES.values()))
        text = title("Pitfalls") + raw(
            f'<p class="lead">{number} ways to go wrong. Each is forced to happen, in every run,'
            " and stands beside its cure.</p>"
        )
        heads = ["what goes wrong", "forced by", "seen to go wrong", "seen to be cured"]
        for family, pitfalls in FAMILIES.items():
            rows = [
                f'<td id="{self.pitfall_names[pitfall]}">{inline(pitfall.name)}</td>'
                f'<td title="{escape(FORCED_BY[pitfall.forced_by])}">{pitfall.forced_by}</td>'
                f"<td>{self.seen(pitfall.shown)}</td><td>{self.seen(pitfall.cured)}</td>"
                for pitfall in pitfalls
            ]
            text += title(family.capitalize(), "-") + raw(table(heads, rows, "pitfalls"))
        words = "".join(
            f"<dt>{word}</dt><dd>{escape(meaning)}</dd>" for word, meaning in FORCED_BY.items()
        )
        text += title("What forces them", "-") + raw(f"<dl>{words}</dl>")
        self.write("pitfalls", text)

    def seen(self, name: str) -> str:
        """A spec of the table of pitfalls, as a link; or that it was not part of this run."""
        spec = self.library.run.specs.get(nodeid(name))
        return self.link_to(spec, "") if spec else "not part of this run"

    @cached_property
    def pitfall_names(self) -> dict[Pitfall, str]:
        """The anchor of each pitfall."""
        return {
            pitfall: "-".join(re.findall("[a-z0-9]+", f"{family} {pitfall.name}".lower()))
            for family, pitfalls in FAMILIES.items()
            for pitfall in pitfalls
        }

    @cached_property
    def cures(self) -> dict[str, list[Pitfall]]:
        """From the name of a spec to the pitfalls that it shows or cures."""
        cures: dict[str, list[Pitfall]] = defaultdict(list)
        for pitfall in self.pitfall_names:
            for name in {pitfall.shown, pitfall.cured}:
                cures[nodeid(name)].append(pitfall)
        return cures

    def names_of_the_api(self) -> dict[str, list[Spec]]:
        """From each public name to the specs that pin it."""
        api: dict[str, list[Spec]] = {name: [] for name in claims.public_names()}
        for spec in self.library.run.specs.values():
            for name in dict.fromkeys(name for name, _ in spec.data["pins"]):
                api.setdefault(name, []).append(spec)
        return api

    def api_map(self) -> None:
        """Every public name, and what is claimed about it."""
        public = claims.public_names()
        text = title("API map") + raw(
            f'<p class="lead">{len(self.api)} public names, and what is claimed about each.</p>'
        )
        modules: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.api, key=str.lower):
            known = [m for m in claims.MODULES if name.startswith(f"{m}.")]
            modules[known[0] if known else name.partition(".")[0]].append(name)
        for module in sorted(modules, key=lambda m: (m not in claims.MODULES, m)):
            text += title(module, "-")
            entries = []
            for name in modules[module]:
                specs = self.api[name]
                called = ", ".join(public.get(name, ()))
                items = "".join(f"<li>{self.link_to(spec, '')}</li>" for spec in specs)
                entries.append(
                    f'<details class="name" id="{name}"><summary><code>{name}'
                    f"{f'({escape(called)})' if called else ''}</code>"
                    f' <span class="badge">{len(specs)}</span></summary><ul>{items}</ul></details>'
                )
            text += raw("\n".join(entries))
        left_out = "".join(
            f"<li><code>{escape(n)}</code>: {escape(r)}</li>" for n, r in claims.EXCEPTIONS.items()
        )
        text += title("Left out", "-") + raw(f"<ul>{left_out}</ul>")
        self.write("api", text)

    # ── Tables of runs ────────────────────────────────────────────────────────

    def versions(self) -> None:
        """Claim by Python, from the runs that were recorded."""
        heads = [escape(run.short) for run in self.runs]
        text = title("Versions") + raw(
            '<p class="lead">What holds where: each cell is a run that was recorded, or a dot.</p>'
            f'<p class="legend">{tick("passed")} held · {tick("failed")} failed · '
            f"{tick('skipped')} skipped, and why · {tick('not run')} not run</p>"
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
            table(columns, known)
            + "<p>More of them: run <code>pytest --record=report/results</code> with another Python"
            " or on another machine, put its file beside the others, and build the site again.</p>"
        )
        everywhere = [s for s in self.library.run.specs.values() if self.differs(s)]
        text += title("Where Pythons differ", "-")
        text += raw(
            f"<p>{len(everywhere)} claims that do not hold, or do not apply, everywhere:</p>"
        )
        text += raw(self.matrix(heads, everywhere, reasons=True))
        text += title("All of them", "-")
        topics = {t: self.library.topic_heading(t).partition(": ")[0] for t in self.library.topics}
        items = "".join(
            f'<li><a href="{topic}.html">{escape(name)}</a></li>' for topic, name in topics.items()
        )
        entries = "\n".join(f"   {t}" for t in topics)
        text += raw(f"<ul>{items}</ul>") + f".. toctree::\n   :hidden:\n\n{entries}\n"
        self.write("versions/index", text)
        for topic, pages in self.library.topics.items():
            text = title(f"{topics[topic]}: versions")
            for page in pages:
                text += title(page.title, "-") + raw(self.matrix(heads, page.specs, reasons=False))
            self.write(f"versions/{topic}", text)

    def differs(self, spec: Spec) -> bool:
        """Is there a run in which it did anything but hold?"""
        return any(run.verdict_of(spec)[0] not in ("passed", "not run") for run in self.runs)

    def matrix(self, heads: list[str], specs: list[Spec], reasons: bool) -> str:
        """A row for each claim, a cell for each run."""
        rows = []
        for spec in specs:
            seen = [run.verdict_of(spec) for run in self.runs]
            cells = "".join(f"<td>{tick(verdict)}</td>" for verdict, _ in seen)
            why = "; ".join(sorted({reason for _, why in seen for reason in why}))
            aside = f'<span class="aside">{escape(why)}</span>' if reasons and why else ""
            link = f'<a href="{self.place(spec, "../")}">{inline(spec.claim)}</a>'
            rows.append(f'<th scope="row">{link}{aside}</th>{cells}')
        return table(["claim", *heads], rows, "matrix")

    # ── Reports of others ─────────────────────────────────────────────────────

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

    def noticed(self, faults: list[dict[str, str]]) -> str:
        """How many faults were noticed, module by module, and which were not."""
        targets: dict[str, list[dict[str, str]]] = defaultdict(list)
        for fault in faults:
            targets[fault["target"]].append(fault)
        rows = [["module", "faults planted", "noticed", ""]]
        for target, planted in sorted(targets.items()):
            number = sum(bool(fault["noticed"]) for fault in planted)
            rows.append(
                [f"`{target}`", str(len(planted)), str(number), f"{number / len(planted):.0%}"]
            )
        total = sum(bool(fault["noticed"]) for fault in faults)
        survivors = "".join(
            f"<li><code>{escape(f['target'])}:{f['line']}</code> {escape(f['kind'])}: "
            f"<code>{escape(f['old'])}</code> → <code>{escape(f['new'])}</code>"
            f"{': ' + escape(f['reason']) if f.get('reason') else ''}</li>"
            for f in faults
            if not f["noticed"]
        )
        return (
            f"<p>{total} of {len(faults)} noticed ({total / len(faults):.1%}).</p>"
            f"{html_table(rows, 'teeth')}"
            "<details><summary>Not noticed, and why that may be right</summary>"
            f"<ul>{survivors}</ul></details>"
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
                text += title(words, "-" if level < 3 else "~") if level else raw(words)
        else:
            text += raw("<p>Not run here. <code>tox -e bench</code> runs them.</p>")
        self.write("benchmarks", text)


def sentence(spec: Spec) -> str:
    """The name of a spec, which says what happens where the claim says why."""
    words = spec.function.removeprefix("test_").replace("_", " ")
    return f'<span class="aside">{escape(words)}</span>'


IMPORTS = (ast.Import, ast.ImportFrom)


def write_all(library: Library, runs: list[Run], folder: Path) -> Writer:
    """Write the sources of all pages; the writer knows where each claim stands."""
    writer = Writer(library, runs, folder)
    writer.front()
    for topic, pages in library.topics.items():
        writer.topic(topic, pages)
        for page in pages:
            writer.concept(page)
    writer.pitfalls()
    writer.api_map()
    writer.versions()
    writer.benchmarks(PROJECT / "report" / "benchmarks")
    writer.teeth(PROJECT / "report" / "mutation")
    path = [page.name for page in library.path]
    (folder / "path.json").write_text(json.dumps(path), encoding="utf-8")
    return writer
