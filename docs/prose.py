"""✍️ From docstrings and the README to HTML: paragraphs, tables, code."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

GAP = re.compile("  +")
RULE = re.compile(r" *─[─ ]*─ *")
LEADS_ON = ("Run ", "Specs ", "Next ")
VERDICTS = frozenset("✅❌🔶❓⛔")


def code(text: str) -> str:
    """Python source, coloured."""
    lines = highlight(text, PythonLexer(), HtmlFormatter(nowrap=True))
    return f'<div class="highlight"><pre tabindex="0">{lines}</pre></div>'


def inline(text: str, link: Callable[[str], str | None] = lambda word: None) -> str:
    """Backticks, bold and italics of Markdown; `link` may know where a word in backticks leads."""

    def quoted(match: re.Match[str]) -> str:
        word = match[1]
        address = link(word)
        inner = f"<code>{word}</code>"
        return f'<a href="{address}">{inner}</a>' if address else inner

    text = escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", quoted, text)
    text = re.sub(r"(?<![\w*])\*\*(\w[^*]*)(?<=\S)\*\*(?!\w)", r"<strong>\1</strong>", text)
    text = re.sub(r"(?<![\w_])_(\w[^_]* [^_]*)_(?![\w_])", r"<em>\1</em>", text)
    return re.sub(r"(?<![\w*])\*(\w[^*]*)(?<=\w)\*(?![\w*])", r"<em>\1</em>", text)


def columns(text: str) -> list[str]:
    """A line as a list of columns on a screen: a wide sign fills two of them."""
    cells: list[str] = []
    for sign in text:
        if sign == "\ufe0f" and cells:  # the sign before it is shown as a picture, which is wide
            cells[-1] += sign
            cells.append("")
        else:
            cells.append(sign)
            if unicodedata.east_asian_width(sign) in "WF":
                cells.append("")
    return cells


def table_of(lines: list[str]) -> list[list[str]] | None:
    """The rows of a table drawn with ─ under its heads; None where it is no table."""
    rule = next((n for n, line in enumerate(lines) if RULE.fullmatch(line)), None)
    if not rule:
        return None
    starts = [match.start() for match in re.finditer("─+", lines[rule])][1:]
    signs = [columns(line) for line in lines]
    usual = [
        Counter(edge(row, start) or start for row in signs[rule + 1 :]).most_common(1)[0][0]
        for start in starts
    ]
    heads = [""] * (len(starts) + 1)
    rows: list[list[str]] = []
    for number, row in enumerate(signs):
        if number == rule:
            continue
        cells = cut(row, starts, usual)
        if number < rule:
            heads = [f"{head} {cell}".strip() for head, cell in zip(heads, cells, strict=True)]
        elif rows and row[0] == " ":
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return [heads, *rows]


def edge(signs: list[str], start: int) -> int:
    """Where a cell begins near `start`: behind two spaces, or with a verdict behind one; else 0."""
    near = [start, start - 1, start + 1, start - 2, start + 2]
    for place in near:
        if all(sign == " " for sign in signs[place - 2 : place]):
            text = (n for n, sign in enumerate(signs[place:], place) if sign != " ")
            return next(text, place)
    verdicts = (
        n for n in near if signs[n - 1 : n] == [" "] and VERDICTS.issuperset(signs[n : n + 1])
    )
    return next(verdicts, 0)


def cut(signs: list[str], starts: list[int], usual: list[int]) -> list[str]:
    """A line cut into cells: where the columns start, or else where the gaps are.

    A cell that fills its column ends before the usual place of the next. Where none begins there
    either, or only inside parentheses, the one before goes on, and the next is empty.
    """
    edges = [edge(signs, start) for start in starts]
    if not all(edges):
        for gap in ("  +", "   +"):
            split = re.split(gap, "".join(signs).strip())
            if len(split) == len(starts) + 1:
                return split
    cells, begin, owner = [""] * (len(starts) + 1), 0, 0
    for number, (end, place) in enumerate(zip(edges, usual, strict=True), 1):
        before = "".join(signs[begin:place])
        if end or (before.endswith(" ") and before.count("(") == before.count(")")):
            end = end or place
            cells[owner] = "".join(signs[begin:end]).strip()
            begin, owner = end, number
    cells[owner] = "".join(signs[begin:]).strip()
    return cells


def html_table(rows: list[list[str]], kind: str = "outcomes") -> str:
    """A table whose first row is its head."""
    heads, *body = rows
    return table([inline(head) for head in heads], [html_row(row) for row in body], kind)


def html_row(cells: list[str]) -> str:
    """Its cells; the last one reaches over the empty ones behind it."""
    full = max((n for n, cell in enumerate(cells, 1) if cell), default=len(cells))
    spans = len(cells) - full + 1
    wide = f' colspan="{spans}"' if spans > 1 else ""
    shown = [GAP.sub("\u2003", inline(cell)) for cell in cells[:full]]
    first = "".join(f"<td>{cell}</td>" for cell in shown[:-1])
    return f"{first}<td{wide}>{shown[-1]}</td>"


def table(heads: list[str], rows: list[str], kind: str = "") -> str:
    """A table that scrolls by itself where it is wider than the screen."""
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="table-wrapper {kind}" tabindex="0"><table class="docutils">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def blocks(text: str) -> list[list[str]]:
    """Paragraphs of a docstring."""
    return [block.splitlines() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]


def docstring(text: str) -> str:
    """A module's docstring from its second paragraph on, without what leads on from it."""
    made = []
    for lines in blocks(text)[1:]:
        if lines[0].startswith(LEADS_ON):
            continue
        if lines[0].startswith("TL;DR"):
            short = " ".join(line.strip() for line in lines).removeprefix("TL;DR").strip()
            made.append(f'<p class="tldr"><strong>TL;DR</strong> {inline(short)}</p>')
        elif lines[0].startswith("    "):
            rows = table_of([line[4:] for line in lines])
            made.append(html_table(rows) if rows else drawn([line[4:] for line in lines]))
        else:
            made.append(f"<p>{inline(' '.join(line.strip() for line in lines))}</p>")
    return "\n".join(made)


def drawn(lines: list[str]) -> str:
    """An indented block that is no table: drawn where it has gaps, else a remark."""
    if any(re.search(r"\S   *\S", line) for line in lines):
        plain = escape("\n".join(lines))
        return f'<pre class="drawn" tabindex="0">{plain}</pre>'
    return f"<p>{inline(' '.join(line.strip() for line in lines))}</p>"


def paragraphs(text: str) -> str:
    """A function's docstring; its arguments as a list."""
    made = []
    for lines in blocks(text):
        if lines[0].strip() in ("Args:", "Arguments:"):
            items = [re.sub(r"^(\S+?): ", r"`\1`: ", line) for line in joined(lines[1:])]
            inner = "".join(f"<li>{inline(item)}</li>" for item in items)
            made.append(f"<ul>{inner}</ul>")
        else:
            made.append(f"<p>{inline(' '.join(line.strip() for line in lines))}</p>")
    return "\n".join(made)


def joined(lines: list[str]) -> list[str]:
    """Lines of one indentation, each with those below it that are indented further."""
    items: list[str] = []
    margin = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
    for line in lines:
        if items and len(line) - len(line.lstrip()) > margin:
            items[-1] += f" {line.strip()}"
        else:
            items.append(line.strip())
    return items


def markdown_tables(text: str) -> list[list[list[str]]]:
    """Every table of a Markdown text."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not inside:
            found.append([])
        inside = True
        if not all(re.fullmatch(":?-+:?", cell) for cell in cells):
            found[-1].append(cells)
    return found


def markdown(text: str, picture: Callable[[str], str]) -> list[tuple[int, str]]:
    """A report in Markdown: headings as (level, text), all else as (0, HTML).

    Args:
        picture: the address on the site of a picture that is named.
    """
    made: list[tuple[int, str]] = []
    for lines in blocks(text):
        first = lines[0]
        if match := re.fullmatch(r"(#+) (.+)", first):
            made.append((len(match[1]), match[2]))
        elif first.startswith("|"):
            made += [(0, html_table(rows)) for rows in markdown_tables("\n".join(lines))]
        elif match := re.fullmatch(r"!\[(.*)\]\((.+)\)", first):
            place, words = escape(picture(match[2])), escape(match[1])
            made.append((0, f'<p class="chart"><img src="{place}" alt="{words}"></p>'))
        elif first.startswith("- "):
            items = "".join(f"<li>{inline(line[2:].strip())}</li>" for line in lines)
            made.append((0, f"<ul>{items}</ul>"))
        else:
            made.append((0, f"<p>{inline(' '.join(lines))}</p>"))
    return made
