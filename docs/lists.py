"""🗂️ Where to find what: the front page, topics, pitfalls, and the map of public names."""

import re
from collections import defaultdict
from functools import cached_property
from html import escape
from pathlib import Path

from docs import pictures
from docs.library import OWN, Page
from docs.prose import html_table, inline, table
from docs.results import Spec
from docs.writing import Pages, raw, title
from tests.pitfalls_and_errors.pitfalls import FAMILIES, FORCED_BY, nodeid
from tests.plugins import claims

LOOK_UP = ("pitfalls", "litmus", "guarantees", "api", "versions/index", "benchmarks", "teeth")
FLAGS = re.MULTILINE | re.DOTALL


class Lists(Pages):
    """Pages that lead to claims."""

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
        text += raw(table(["you want to", "use", "because"], rows, "cards tools"))
        able = next((t for t in library.tables if "reusable" in t[0]), None)
        text += raw(html_table(able, "able")) if able else ""
        known = re.search(
            r"^## \S+ (What this suite is known for)\n\n(.+?)\n\n## ", library.readme, FLAGS
        )
        if known:
            items = re.split(r"^- ", known[2], flags=re.MULTILINE)[1:]
            links = "".join(f"<li>{inline(' '.join(i.split()), self.lookup)}</li>" for i in items)
            text += title(known[1], "-") + raw(f"<ul>{links}</ul>")
        text += title("The reading path", "-") + raw(self.whole_path())
        entries = "\n".join(f"   {topic}/index" for topic in library.topics if topic not in OWN)
        text += f".. toctree::\n   :hidden:\n   :caption: Read\n\n{entries}\n\n"
        pages = "\n".join(f"   {name}" for name in LOOK_UP)
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
        text = (
            ":hide-toc:\n\n"
            + title("Pitfalls")
            + raw(
                f'<p class="lead">{number} ways to go wrong. Each is forced to happen, in every'
                " run, and stands beside its cure.</p>"
                f'<p class="families">{" · ".join(self.family(f) for f in FAMILIES)}</p>'
            )
        )
        heads = ["what goes wrong", "forced by", "seen to go wrong", "seen to be cured"]
        for family, pitfalls in FAMILIES.items():
            rows = [
                f'<td id="{self.pitfall_names[pitfall]}">{inline(pitfall.name)}</td>'
                f'<td title="{escape(FORCED_BY[pitfall.forced_by])}">{pitfall.forced_by}</td>'
                f"<td>{self.seen(pitfall.shown)}</td><td>{self.seen(pitfall.cured)}</td>"
                for pitfall in pitfalls
            ]
            text += title(family.capitalize(), "-") + raw(table(heads, rows, "cards pitfalls"))
        words = "".join(
            f"<dt>{word}</dt><dd>{escape(meaning)}</dd>" for word, meaning in FORCED_BY.items()
        )
        text += title("What forces them", "-") + raw(f"<dl>{words}</dl>")
        self.write("pitfalls", text)

    def family(self, family: str) -> str:
        """A link to its heading, whose anchor Sphinx derives from its words."""
        anchor = "-".join(re.findall("[a-z0-9]+", family.lower()))
        return f'<a href="#{anchor}">{escape(family)}</a>'

    def seen(self, name: str) -> str:
        """A spec of the table of pitfalls, as a link; or that it was not part of this run."""
        spec = self.library.run.specs.get(nodeid(name))
        return self.link_to(spec, "") if spec else "not part of this run"

    @cached_property
    def api(self) -> dict[str, list[Spec]]:
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
                last = name.removeprefix(f"{module}.")
                entries.append(
                    f'<details class="name" id="{name}"><summary><code>'
                    f'<span class="module">{name.removesuffix(last)}</span>{last}'
                    f"{f'({escape(called)})' if called else ''}</code>"
                    f' <span class="badge">{len(specs)}</span></summary><ul>{items}</ul></details>'
                )
            text += raw("\n".join(entries))
        left_out = "".join(
            f"<li><code>{escape(n)}</code>: {escape(r)}</li>" for n, r in claims.EXCEPTIONS.items()
        )
        text += title("Left out", "-") + raw(f"<ul>{left_out}</ul>")
        self.write("api", text)
