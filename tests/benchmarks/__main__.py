"""📊 Measure, save and tell: what threads cost, and what they bring.

python -m tests.benchmarks                            measure, save, write the report
python -m tests.benchmarks --label before             the same, saved under that name
python -m tests.benchmarks --against before           and compare with that run
python -m tests.benchmarks compare 3.10 3.15          two saved runs, side by side
python -m tests.benchmarks report [before]            the report of a saved run, again
python -m tests.benchmarks list                       what was saved
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import compare, report, runs
from tests.benchmarks.measure import interpreter
from tests.benchmarks.page import slug
from tests.benchmarks.report import Group
from tests.benchmarks.runs import PROJECT, STORAGE, Run, Trouble

REPORT = PROJECT / "report" / "benchmarks"
COMMANDS = ("run", "report", "compare", "list")
QUIET = ("-q", "--no-header", "--benchmark-quiet", "-o", "console_output_style=classic")
IN_ORDER = ("-p", "no:randomly", "-p", "no:xdist")
NOTHING = ("-W", "ignore:Not saving anything")  # it is told in one line, below


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """The command line; without a command it measures, and what is left is for pytest."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--no-charts", action="store_true", help="tables alone, no matplotlib")
    shared.add_argument("--storage", type=Path, default=STORAGE, help="where runs are saved")
    shared.add_argument("--report", type=Path, default=REPORT, help="where pages are written")
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", parents=[shared], help="measure (when no command is named)")
    run.add_argument("--label", default=interpreter(), help="its name (default: %(default)s)")
    run.add_argument("--against", metavar="LABEL", help="compare with this saved run")
    again = commands.add_parser("report", parents=[shared], help="the report of a saved run")
    again.add_argument("label", nargs="?", metavar="LABEL", help="default: the newest")
    both = commands.add_parser("compare", parents=[shared], help="two saved runs, side by side")
    both.add_argument("before", metavar="BEFORE")
    both.add_argument("after", metavar="AFTER")
    commands.add_parser("list", parents=[shared], help="what was saved")
    wanted = [*arguments]
    if not wanted or wanted[0] not in (*COMMANDS, "-h", "--help"):
        wanted.insert(0, "run")
    options, others = parser.parse_known_args(wanted)
    if others and options.command != "run":
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    return options, others


def measure(label: str, storage: Path, others: Sequence[str]) -> tuple[int, Path]:
    """Run the benchmarks with a bar, and save them: pytest's exit code, and the file."""
    try:
        import pytest

        from tests.benchmarks.progress import Progress
    except ImportError as error:
        files = "-r requirements.txt -r requirements-report.txt"
        raise Trouble(f"measuring needs {error.name} (pip install {files})") from error
    path = runs.place_for(label, storage)
    arguments = [str(Path(__file__).parent), f"--rootdir={PROJECT}", f"--benchmark-json={path}"]
    code = pytest.main([*arguments, *QUIET, *IN_ORDER, *NOTHING, *others], plugins=[Progress()])
    whole = code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if not whole or not path.exists() or not path.stat().st_size:
        path.unlink(missing_ok=True)
        raise Trouble("it was not measured to the end, so nothing was saved")
    return int(code), path


def write_report(run: Run, folder: Path, with_charts: bool) -> Path:
    """index.html and report.md, with a chart for each group, and links to comparisons."""
    folder.mkdir(parents=True, exist_ok=True)
    others = {f"⚖️ {p.stem.replace('-', ' ')}": p.name for p in folder.glob("*-against-*.html")}
    drawn: dict[str, str] = {}
    if with_charts:
        from tests.benchmarks import charts

        drawn = {n: charts.chart(Group(n, benches)) for n, benches in run.groups.items()}
        files = {n: charts.save(svg, folder / "charts", n) for n, svg in drawn.items()}
    page = folder / "index.html"
    page.write_text(
        report.as_html(run, (lambda group: drawn[group.name]) if with_charts else None, others),
        encoding="utf-8",
    )
    (folder / "report.md").write_text(
        report.as_markdown(
            run, (lambda group: files[group.name].relative_to(folder)) if with_charts else None
        ),
        encoding="utf-8",
    )
    return page


def write_comparison(before: Run, after: Run, folder: Path, with_charts: bool) -> Path:
    """One page, one chart, one file of Markdown for the two."""
    folder.mkdir(parents=True, exist_ok=True)
    both = compare.Comparison.of(before, after)
    title, name = compare.title(both), slug(compare.title(both))
    svg = place = ""
    if with_charts:
        from tests.benchmarks import charts

        svg = charts.forest(compare.lines(both), title, *both.names)
        place = charts.save(svg, folder / "charts", title).relative_to(folder).as_posix()
    page = folder / f"{name}.html"
    page.write_text(compare.as_html(both, svg), encoding="utf-8")
    (folder / f"{name}.md").write_text(compare.as_markdown(both, place), encoding="utf-8")
    print(compare.summary(both))
    return page


def carry_out(options: argparse.Namespace, others: Sequence[str]) -> int:
    """Do what was asked for."""
    with_charts = not options.no_charts
    if options.command == "list":
        for path in runs.saved(options.storage):
            print(f"{runs.label_of(path):<16} {path}")
        if not runs.saved(options.storage):
            print(none_saved(options.storage))
        return 0
    if with_charts:
        from tests.benchmarks import charts

        charts.plotter()  # before minutes are spent on measuring
    if options.command == "compare":
        before, after = (
            runs.load(runs.find(label, options.storage))
            for label in (options.before, options.after)
        )
        print("→", write_comparison(before, after, options.report, with_charts))
        return 0
    code, against = 0, None
    if options.command == "run":
        if options.against:
            against = runs.load(runs.find(options.against, options.storage))
        options.report.mkdir(parents=True, exist_ok=True)  # before measuring, too
        code, path = measure(options.label, options.storage, others)
    else:
        path = newest(options.label, options.storage)
    run = runs.load(path)
    if against:
        print("→", write_comparison(against, run, options.report, with_charts))
    if code:
        print(f"pytest ended with {code}: see above; what was measured is told", file=sys.stderr)
    print("saved", path)
    print("→", write_report(run, options.report, with_charts))
    return code


def newest(label: str | None, storage: Path) -> Path:
    """The run of that label, or the newest of all."""
    if label:
        return runs.find(label, storage)
    known = runs.saved(storage)
    if not known:
        raise Trouble(none_saved(storage))
    return known[-1]


def none_saved(storage: Path) -> str:
    """What there is to do where nothing was saved."""
    return f"no run was saved in {storage} yet: tox -e bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where everything held, 1 where a claim did not, 2 where nothing could be done."""
    try:
        return carry_out(*parse(sys.argv[1:] if arguments is None else arguments))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
    except OSError as error:  # a folder that cannot be written, say
        print(f"cannot use {error.filename}: {error.strerror}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
