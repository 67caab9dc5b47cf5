"""Sphinx's settings. The sources are written by docs/build.py, into report/site-source/."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
project = "Python threading, as a specification that runs"
html_title = "🧵 Python threading"
html_theme = "furo"
html_static_path = [str(HERE / "_static")]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"priority": 300})]
html_search_scorer = str(HERE / "scorer.js")
html_favicon = str(HERE / "_static" / "favicon.svg")
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
exclude_patterns = ["path.json"]


def follow_the_reading_path(app: Any, name: str, template: str, context: Any, tree: Any) -> None:
    """`Next` and `previous` lead along the reading path, and not along the table of contents."""
    path = json.loads((Path(app.srcdir) / "path.json").read_text(encoding="utf-8"))
    if name not in path and name != "index":
        context["next"] = context["prev"] = None
        return
    place = path.index(name) if name in path else -1
    before = [*path[:place][-1:], *(["index"] if place == 0 else [])] if place >= 0 else []
    after = path[place + 1 : place + 2]
    for word, names in (("prev", before), ("next", after)):
        context[word] = names and {
            "link": app.builder.get_relative_uri(name, names[0]),
            "title": app.env.titles[names[0]].astext(),
        }


def name_the_levels(app: Any, name: str, template: str, context: Any, tree: Any) -> None:
    """A heading needs a level for those who listen to the page; furo's captions have none."""
    drawn = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = drawn.replace(
        'role="heading"', 'role="heading" aria-level="2"'
    )


def setup(app: Any) -> None:
    """Sphinx calls this."""
    app.connect("html-page-context", follow_the_reading_path)
    app.connect("html-page-context", name_the_levels, priority=900)  # after furo
