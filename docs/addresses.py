"""📮 Permanent addresses: a claim keeps its address when its spec is renamed or moved.

An address is made once, of a concept and a name: lock-threads-that-share-a-lock-take-turns.
docs/claims.txt has a line for each spec that ever had one: the spec, a fingerprint of its claim,
and the address where it is another than this spec would get today. A spec that is gone hands its
address on to the one that took its place: the same claim under another name, or the same name
in another file. `python -m docs.addresses` writes down what is new.
"""

import hashlib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.plugins.source import PROJECT, source_of
from tests.plugins.topics import modules

TABLE = PROJECT / "docs" / "claims.txt"


def fresh_address(spec: str) -> str:
    """`lock-threads-take-turns` for tests/synchronization/test_lock.py::test_threads_take_turns."""
    path, _, name = spec.partition("::")
    concept = Path(path).stem.removeprefix("test_")
    words = f"{concept} {name.rpartition('::')[2].removeprefix('test_')}"
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def fingerprint(claim: str) -> str:
    """What stays the same when a claim is wrapped or punctuated in another way."""
    words = " ".join(re.findall(r"\w+", claim.lower()))
    return hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()[:8]


@dataclass(frozen=True)
class Line:
    """A line of the table."""

    spec: str
    fingerprint: str
    address: str


@dataclass
class Addresses:
    """The addresses of all claims."""

    of: dict[str, str] = field(default_factory=dict)
    """The address of each spec that there is."""
    former: list[Line] = field(default_factory=list)
    """What is no longer stated."""


def assign(table: Iterable[Line], claims: dict[str, str]) -> Addresses:
    """Give each spec its address.

    Args:
        table: what was written down.
        claims: what each spec says now.
    """
    found = Addresses()
    orphans = []
    for line in table:
        if line.spec in claims:
            found.of[line.spec] = line.address
        else:
            orphans.append(line)
    for line in orphans:
        heir = heir_of(line, {s: c for s, c in claims.items() if s not in found.of})
        if heir:
            found.of[heir] = line.address
        else:
            found.former.append(line)
    taken = {*found.of.values(), *(line.address for line in found.former)}
    for spec in claims:
        if spec not in found.of:
            address, number = fresh_address(spec), 2
            while address in taken:
                address, number = f"{fresh_address(spec)}-{number}", number + 1
            found.of[spec] = address
            taken.add(address)
    return found


def heir_of(line: Line, claims: dict[str, str]) -> str | None:
    """The one spec without an address that took this one's place, if there is just one."""
    name = line.spec.partition("::")[2]
    same_claim = [spec for spec, claim in claims.items() if fingerprint(claim) == line.fingerprint]
    same_name = [spec for spec in claims if spec.partition("::")[2] == name]
    return next((heirs[0] for heirs in (same_claim, same_name) if len(heirs) == 1), None)


def read(path: Path = TABLE) -> list[Line]:
    """What was written down."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return [Line(row[0], row[1], [*row, fresh_address(row[0])][2]) for row in rows]


def write(found: Addresses, claims: dict[str, str], path: Path = TABLE) -> None:
    """Write the table, sorted, so that two people's new claims rarely touch the same line."""
    lines = [Line(spec, fingerprint(claims[spec]), a) for spec, a in found.of.items()]
    text = "# Written by python -m docs.addresses: spec, fingerprint of its claim, older address\n"
    for line in sorted([*lines, *found.former], key=lambda line: line.spec):
        older = f" {line.address}" if line.address != fresh_address(line.spec) else ""
        text += f"{line.spec} {line.fingerprint}{older}\n"
    path.write_text(text, encoding="utf-8")


def claims_in_source() -> dict[str, str]:
    """Every spec of the project and its claim, without running anything."""
    return {
        f"{path.relative_to(PROJECT).as_posix()}::{part.name}": part.prose.partition("\n\nDocs:")[0]
        for path in modules()
        if path.parent.name != "benchmarks"
        for part in source_of(path).parts
        if part.is_spec
    }


def main() -> int:
    """Bring the table up to date, and tell what has changed."""
    if sys.argv[1:]:
        print(f"usage: python -m docs.addresses (it writes {TABLE.name})", file=sys.stderr)
        return 2
    before, claims = read(), claims_in_source()
    found = assign(before, claims)
    try:
        write(found, claims)
    except OSError as error:
        print(f"cannot write {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    new = set(found.of.values()) - {line.address for line in before}
    print(f"{len(found.of)} claims, {len(new)} new addresses, {len(found.former)} former ones")
    return 0


if __name__ == "__main__":
    sys.exit(main())
