"""📌 Claims: what a spec says, where Python's documentation says it, which names it pins.

A docstring is the claim; its last paragraph points at the documentation:

    Docs: library/threading#threading.Lock.release
    Docs: undocumented, and all supported Pythons agree.

The marker `pins("threading.Lock.acquire(blocking, timeout)")` names what is pinned in a way
that a machine can read: tests/house/test_traceability.py checks that nothing is missing.
"""

import inspect
import re
from dataclasses import dataclass

import pytest

MANUAL = "https://docs.python.org/3/"
_PAGE = re.compile(r"[a-z]+/[\w.-]+(#[\w.-]+)?")
_PIN = re.compile(r"([\w.]+?)(?:\((.*)\))?")


@dataclass(frozen=True)
class Claim:
    """What a spec's docstring says."""

    text: str
    docs: str

    @property
    def links(self) -> list[str]:
        """The addresses in Python's documentation."""
        pages = [p.strip() for p in self.docs.split(",")]
        return [
            MANUAL + page.replace("#", ".html#") if "#" in page else f"{MANUAL}{page}.html"
            for page in pages
            if _PAGE.fullmatch(page)
        ]


def claim_of(item: pytest.Item) -> Claim:
    """The claim of a spec, its line breaks folded."""
    text = inspect.getdoc(getattr(item, "function", None)) or ""
    claim, _, docs = text.partition("Docs:")
    return Claim(" ".join(claim.split()), " ".join(docs.split()))


def pins_of(item: pytest.Item) -> list[tuple[str, tuple[str, ...]]]:
    """The public names that a spec pins, each with the parameters that it pins."""
    pins = []
    for mark in item.iter_markers("pins"):
        for text in mark.args:
            match = _PIN.fullmatch(text)
            if match is None:
                raise pytest.UsageError(f"{item.nodeid}: pins({text!r}) is not name(parameter, …)")
            parameters = tuple(p.strip() for p in (match[2] or "").split(",") if p.strip())
            pins.append((match[1], parameters))
    return pins
