"""🧵 The page of a concept: what it is, how it is shown, what it said, what is claimed about it."""

import ast
from collections import defaultdict
from html import escape

from docs import pictures
from docs.library import Page
from docs.prose import code, docstring, inline, paragraphs
from docs.results import Run, Spec
from docs.writing import Pages, raw, sentence, short, tick, title

IMPORTS = (ast.Import, ast.ImportFrom)
MOST_PITFALLS = 12


def drawn_as(words: str) -> str:
    """What was aligned with spaces keeps them."""
    return ' class="drawn"' if "  " in words.strip() else ""


class Concepts(Pages):
    """A page for each file of specs."""

    def concept(self, page: Page) -> None:
        """What it is, how it is shown, what it said, what is claimed about it."""
        text = ":hide-toc:\n\n" + title(page.title)
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
            f'<pre class="command" tabindex="0">{runs}\npytest --topic {page.concept}</pre>'
            f'<p class="words">Also found as: {escape(", ".join(page.words))}.</p>'
        )
        if page.shown:
            text += self.scenario(page)
            text += self.story(page)
        text += self.claims(page)
        self.write(page.name, text)

    def chosen_for(self, page: Page) -> str:
        """When to use it and when not: rows of the README's tables, each with its proof."""
        tools = self.library.tools
        mine = {use for _, use, spec in tools if spec.file == page.file}
        rivals = {
            use
            for _, answers in pictures.DECISION
            for _, use in answers
            if mine & {other for _, other in answers}
        }
        text = self.choices("✅ Pick it when you want to …", mine)
        text += self.choices("↪️ Pick another when you want to …", rivals - mine)
        heads, *rows = next((t for t in self.library.tables if "reusable" in t[0]), [[]])
        facts = "".join(
            f"<dt>{escape(head)}</dt><dd>{inline(cell)}</dd>"
            for tool, *cells in rows
            if tool.strip("`") in mine
            for head, cell in zip(heads[1:], cells, strict=True)
        )
        text += f'<div><p>What it can do</p><dl class="facts">{facts}</dl></div>' if facts else ""
        pitfalls = dict.fromkeys(p for spec in page.specs for p in self.cures.get(spec.name, ()))
        items = "".join(
            f'<li><a href="../pitfalls.html#{self.pitfall_names[pitfall]}">'
            f"{inline(pitfall.name)}</a></li>"
            for pitfall in list(pitfalls)[:MOST_PITFALLS]
        )
        text += f"<div><p>🕳️ What it helps against</p><ul>{items}</ul></div>" if items else ""
        return f'<div class="chosen">{text}</div>' if text else ""

    def choices(self, says: str, uses: set[str]) -> str:
        """Some rows of "pick the right tool"."""
        items = "".join(
            f"<li>{escape(want)}: <code>{escape(use)}</code>,"
            f' <a href="{self.place(spec, "../")}">proved</a></li>'
            for want, use, spec in self.library.tools
            if use in uses
        )
        return f"<div><p>{says}</p><ul>{items}</ul></div>" if items else ""

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
            text += raw(
                f'<div class="part" id="in-{part.name}"><div>{prose}</div>{code(part.source)}</div>'
            )
        return text

    def story(self, page: Page) -> str:
        """What the scenario's main() said, and what its threads did meanwhile, scene by scene."""
        text = title("What it says when it runs", "-")
        told, run = self.told_in(page)
        if not told:
            return text + raw("<p>Its story was not told in this run.</p>")
        watched = any(kind != "says" for _, kind, _ in told)
        legend = (
            f"{pictures.key()} A lane for each thread, from left to right in the order in which it"
            f" happened on Python {run.short}: a step is no measure of time."
            if watched
            else "Only its words were kept: it looks at its own frames, or ran on a Python"
            " that cannot be watched."
        )
        text += raw(f'<p class="legend">{legend}</p>')
        number = 0
        for scene in pictures.scenes(told):
            text += raw(self.scene(scene, number))
            number += sum(kind == "says" for _, kind, _ in scene)
        return text

    def told_in(self, page: Page) -> tuple[pictures.Story, Run]:
        """The story of a scenario: of the own run, or of another one that watched its threads."""
        own = self.library.run
        demos_first = sorted(page.specs, key=lambda spec: "_demo_tells_" not in spec.function)
        for run in (own, *reversed(self.runs)):
            for spec in demos_first:
                there = run.specs.get(spec.name)
                if there and any(kind != "says" for _, kind, _ in there.story):
                    return there.story, run
        return next((spec.story for spec in demos_first if spec.story), []), own

    def scene(self, scene: pictures.Story, number: int) -> str:
        """The picture of a scene, and the lines that are said in it, from `number` on."""
        lanes = pictures.lanes_of(scene)
        said = [(thread, words) for thread, kind, words in scene if kind == "says"]
        lines = "".join(
            f'<li><span class="who t{lanes.index(thread) % pictures.COLOURS}">'
            f"{escape(thread)}</span> <span{drawn_as(words)}>{escape(words)}</span></li>"
            for thread, words in said
        )
        drawn = ""
        if len(lanes) > 1 or any(kind == "holds" for _, kind, _ in scene):
            picture = pictures.timeline(scene, number)
            left_out = f'<p class="legend">Drawn: {picture.left_out}.</p>' * bool(picture.left_out)
            drawn = (
                '<div class="scroll" tabindex="0" role="region" aria-label="Timeline, from line'
                f' {number + 1}">{picture.svg}</div>{left_out}'
            )
        listed = f'<ol class="said" start="{number + 1}">{lines}</ol>' * bool(said)
        return f'<div class="scene">{drawn}{listed}</div>'

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
