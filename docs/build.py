"""🏗️ python -m docs.build: report/site/ from the files in report/results/. See `tox -e docs`.

Every spec that was collected stands on the site exactly once, every claim on it was collected,
and every link inside it leads somewhere: otherwise the build fails.
"""

import argparse
import shutil
import subprocess
import sys
from html import escape
from importlib.util import find_spec
from pathlib import Path

try:
    from docs import addresses, pages
    from docs.check import problems_of
    from docs.library import Library
    from docs.results import Run, read_runs
    from tests.plugins.record import interpreter
    from tests.plugins.source import PROJECT
except ImportError as error:
    sys.exit(f"{error.name} is missing: pip install -r requirements-docs.txt")

SITE = PROJECT / "report" / "site"
SOURCE = PROJECT / "report" / "site-source"
MOVED = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{claim}</title>
<meta http-equiv="refresh" content="0; url=../{place}"></head>
<body><p><a href="../{place}">{claim}</a></p></body></html>
"""
GONE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>No longer claimed</title></head>
<body><p>{spec} is no longer part of the specification. <a href="../index.html">What is</a></p>
</body></html>
"""


def write_addresses(library: Library, writer: pages.Writer) -> None:
    """A small page for each address that leads to where its claim stands today."""
    folder = SITE / "claim"
    folder.mkdir()
    for spec in library.run.specs.values():
        place, claim = writer.place(spec), escape(spec.claim)
        page = folder / f"{writer.address(spec)}.html"
        page.write_text(MOVED.format(place=place, claim=claim), encoding="utf-8")
    for line in library.addresses.former:
        text = GONE.format(spec=escape(line.spec))
        (folder / f"{line.address}.html").write_text(text, encoding="utf-8")


def make_room() -> None:
    """Remove the old site; where the new one cannot be written, say so in a line and give up."""
    for folder in (SOURCE, SITE):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        SOURCE.mkdir(parents=True)
    except OSError as error:
        raise SystemExit(f"cannot write {error.filename}: {error.strerror}") from error


def own_of(runs: list[Run]) -> Run:
    """The run that the pages tell of: that of this interpreter, or else the one with most specs."""
    mine = [run for run in runs if run.python == interpreter()]
    return max(mine or runs, key=lambda run: len(run.specs))


def main() -> int:
    """Build the site; the exit code is 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m docs.build", description=__doc__)
    parser.add_argument("--results", type=Path, default=PROJECT / "report" / "results")
    parser.add_argument("others", nargs="*", type=Path, help="folders of results, to be merged")
    options = parser.parse_args()
    if not find_spec("sphinx"):  # said before the old site is removed
        print("sphinx is missing: pip install -r requirements-docs.txt", file=sys.stderr)
        return 1
    if empty := [folder for folder in options.others if not any(folder.rglob("*.jsonl"))]:
        print(f"no results in {empty[0]}: pytest --record FOLDER writes them", file=sys.stderr)
        return 1
    runs = read_runs(options.results, *options.others)
    if not runs:
        print("no results: run pytest --record=report/results first", file=sys.stderr)
        return 1
    own = own_of(runs)
    library = Library(own)
    make_room()
    writer = pages.write_all(library, runs, SOURCE)
    sphinx = ["-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-j", "auto"]
    command = [sys.executable, *sphinx, "-c", str(PROJECT / "docs"), str(SOURCE), str(SITE)]
    if subprocess.run(command, cwd=PROJECT).returncode:
        return 1
    write_addresses(library, writer)
    for chart in (PROJECT / "report" / "benchmarks").rglob("*.svg"):
        (SITE / "charts").mkdir(exist_ok=True)
        shutil.copy(chart, SITE / "charts")
    found = problems_of(SITE, {writer.address(spec): spec.name for spec in own.specs.values()})
    if own.data.get("collected", len(own.specs)) != len(own.specs):
        found.append(f"{own.data['collected']} specs were collected, and {len(own.specs)} were run")
    for problem in found:
        print(problem, file=sys.stderr)
    written = {line.spec for line in addresses.read()}
    if new := [spec for spec in own.specs if spec not in written]:
        print(f"{len(new)} claims are new: python -m docs.addresses writes their addresses down")
    where = SITE.relative_to(PROJECT).as_posix()
    print(f"{where}: claims: {len(own.specs)}, runs: {len(runs)}, problems: {len(found)}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
