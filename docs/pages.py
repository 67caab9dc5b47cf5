"""📄 All pages: reStructuredText for what Sphinx should know, HTML for what it need not."""

import json
from pathlib import Path

from docs.concepts import Concepts
from docs.library import Library
from docs.lists import Lists
from docs.litmus import Safety
from docs.results import Run
from docs.tables import Tables
from tests.plugins.source import PROJECT


class Writer(Concepts, Lists, Safety, Tables):
    """Writes the sources of the site."""


def write_all(library: Library, runs: list[Run], folder: Path) -> Writer:
    """Write the sources of all pages; the writer knows where each claim stands."""
    writer = Writer(library, runs, folder)
    writer.front()
    for topic, pages in library.topics.items():
        writer.topic(topic, pages)
        for page in pages:
            writer.concept(page)
    writer.pitfalls()
    writer.litmus()
    writer.guarantees()
    writer.api_map()
    writer.versions()
    writer.benchmarks(PROJECT / "report" / "benchmarks")
    writer.teeth(PROJECT / "report" / "mutation")
    path = [page.name for page in library.path]
    (folder / "path.json").write_text(json.dumps(path), encoding="utf-8")
    return writer
