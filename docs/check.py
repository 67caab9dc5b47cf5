"""🔗 Is the site sound? Each link and anchor leads somewhere, each claim stands there once."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
LOADED = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")}


@dataclass
class Read(HTMLParser):
    """What a page links to, loads and names, and whether its elements are nested."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    claims: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what it names and where it leads."""
        given = {key: value or "" for key, value in attributes}
        if "id" in given:
            self.names[given["id"]] += 1
        if tag == "details" and "claim" in given.get("class", "").split():
            self.claims.append(given["id"])
        for key, value in given.items():
            if tag == "a" and key == "href":
                self.links.append(value)
            elif (tag, key) in LOADED and given.get("rel") not in ("canonical",):
                self.loads.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """A closed element of SVG."""
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and it should be the last that was opened."""
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif not (tag == "p" or (self.open and self.open[-1] in ("p", "li"))):
            self.faults.append(f"</{tag}> inside <{self.open[-1] if self.open else ''}>")


def read_page(path: Path) -> Read:
    """One page."""
    read = Read()
    read.feed(path.read_text(encoding="utf-8"))
    return read


def problems_of(site: Path, claims: dict[str, str]) -> list[str]:
    """What is wrong with the site, line by line; `claims` is what was collected, by address."""
    pages = {path.resolve(): read_page(path) for path in sorted(site.rglob("*.html"))}
    problems = []
    for path, page in pages.items():
        name = path.relative_to(site.resolve()).as_posix()
        problems += [
            f"{name}: two elements have the id {i}" for i, n in page.names.items() if n > 1
        ]
        problems += [f"{name}: {fault}" for fault in page.faults]
        problems += [
            f"{name}: {link} leads nowhere" for link in page.links if is_broken(link, path, pages)
        ]
        for load in page.loads:
            address = urlsplit(load)
            if address.scheme not in ("", "data") or address.netloc:
                problems.append(f"{name}: {load} is loaded from another machine")
            elif address.path and not (path.parent / unquote(address.path)).exists():
                problems.append(f"{name}: {load} is not there")
    count = Counter(claim for page in pages.values() for claim in page.claims)
    problems += [
        f"{spec} is on the site {count[a]} times" for a, spec in claims.items() if count[a] != 1
    ]
    problems += [f"the claim {a} was not collected" for a in count if a not in claims]
    return problems


def is_broken(link: str, path: Path, pages: dict[Path, Read]) -> bool:
    """Does a link to somewhere on the site lead nowhere?"""
    address = urlsplit(link)
    if address.scheme or address.netloc:
        return False
    target = (path.parent / unquote(address.path)).resolve() if address.path else path
    if target not in pages:
        return not target.is_file()
    anchor = unquote(address.fragment)
    return bool(anchor) and anchor not in pages[target].names
