"""🧾 The HTML is valid, as a strict parser sees it."""

from pathlib import Path

import html5lib
import pytest

SITE = Path(__file__).parents[2] / "report" / "site"

PAGES = [path for path in sorted(SITE.rglob("*.html")) if path.parent.name != "claim"]


@pytest.mark.parametrize("name", [path.relative_to(SITE).as_posix() for path in PAGES])
def test_a_page_is_valid_html(name):
    """html5lib follows the parsing rules of the standard, and notes where a page does not."""
    parser = html5lib.HTMLParser()
    parser.parse((SITE / name).read_text(encoding="utf-8"))

    assert [(where, error) for where, error, _ in parser.errors] == []
