"""🖼️ The page around tables and charts: one file, light and dark, wide and narrow, no network."""

import re
from dataclasses import dataclass
from html import escape

STYLE = """
:root{color-scheme:light dark;--paper:#fdfdfb;--card:#fff;--ink:#1c2024;--soft:#5b6470;
--line:#dfe3e8;--bar:#9db8d9;--base:#5f7f9f;--mark:#1f5fa8;--slower:#b3431a;--faster:#1b7a4b}
@media(prefers-color-scheme:dark){:root{--paper:#14171a;--card:#1c2126;--ink:#e8eaed;
--soft:#a3acb8;--line:#343b43;--bar:#48658a;--base:#7f9fc2;--mark:#8ab8ee;--slower:#f0916b;
--faster:#6fd3a0}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1180px;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0 1.2rem}
h2{font-size:1.2rem;line-height:1.3;margin:0 0 .5rem}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;
padding:1.2rem;margin:1.2rem 0;scroll-margin-top:1rem}
a{color:var(--mark)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.4rem 1.5rem;margin:0}
dl div{display:flex;gap:.6rem;border-bottom:1px solid var(--line);padding:.2rem 0}
dl+h2{margin-top:1.4rem}
dt{color:var(--soft);min-width:4.8rem}dd{margin:0;overflow-wrap:anywhere}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:1.2rem 0}
nav a{display:block;padding:.2rem .7rem;border:1px solid var(--line);border-radius:99px;
text-decoration:none;font-size:.9rem;background:var(--card)}
.verdict{font-size:1.05rem;font-weight:600;margin:.2rem 0 .4rem}
.note,.hint,small{color:var(--soft);font-size:.88rem;margin:.2rem 0 .6rem}
.claims{list-style:none;padding:0;margin:0}.claims li{display:flex;gap:.7rem;padding:.45rem 0;
border-top:1px solid var(--line)}.claims li:first-child{border:0}.claims small{display:block}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.5rem;align-items:start}
figure{margin:0}figure svg{display:block;width:100%;height:auto;max-width:620px;margin:0 auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{caption-side:bottom;text-align:left;color:var(--soft);font-size:.82rem;padding-top:.5rem}
th,td{text-align:right;padding:.28rem .45rem;border-bottom:1px solid var(--line);
white-space:nowrap}
th:first-child{text-align:left;white-space:normal;font-weight:500}
thead th{color:var(--soft);font-weight:500;font-size:.85rem}
tr.slower td:nth-child(4){color:var(--slower);font-weight:600}
tr.faster td:nth-child(4){color:var(--faster);font-weight:600}
@media(max-width:820px){.pair{grid-template-columns:minmax(0,1fr)}main{padding:1rem .6rem 3rem}
section{padding:.9rem .7rem}h1{font-size:1.4rem}
table{font-size:.82rem}th,td{padding:.25rem .22rem}}
@media print{section{break-inside:avoid}nav{display:none}}
"""


@dataclass(frozen=True)
class Table:
    """A table, for both kinds of page."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    kinds: tuple[str, ...] = ()
    """A class for each row: "slower", "faster"."""

    def html(self) -> str:
        """With a caption, and headings that are said to be headings."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.head)
        body = ""
        for number, (first, *cells) in enumerate(self.rows):
            kind = f' class="{self.kinds[number]}"' if self.kinds else ""
            rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            body += f'<tr{kind}><th scope="row">{escape(first)}</th>{rest}</tr>'
        return (
            f'<div class="wide"><table><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def markdown(self) -> str:
        """With its caption below."""
        lines = [self.head, ["---", *["--:"] * (len(self.head) - 1)], *self.rows]
        cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
        return "\n".join([*(f"| {' | '.join(c)} |" for c in cells), "", f"_{self.caption}_"])


def slug(text: str) -> str:
    """A name that can stand in an id, or be a file's."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")


def fact_list(facts: dict[str, str]) -> str:
    """Names and values."""
    pairs = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )
    return f"<dl>{pairs}</dl>"


def page(title: str, body: str) -> str:
    """A whole document."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )
