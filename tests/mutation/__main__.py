"""🦷 Plants faults one at a time, and tells which the suite notices."""

import argparse
import json
import os
import platform
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from showcase.utils.logger import cut_off
from tests.mutation.accepted import why_accepted
from tests.mutation.faults import Fault, Planter
from tests.mutation.targets import PROJECT, Target, scenarios, standard_library

REPORT = PROJECT / "report" / "mutation"
PYTEST = ("-x", "-q", "--tb=no", "--no-header", "-rfE", "-p", "no:randomly", "-p", "no:xdist")
NO_TESTS = 5  # pytest's exit code where nothing was collected
PATIENCE = "4"
"""Seconds after which a stuck scenario is given up: a fault must not cost a minute."""


@dataclass(frozen=True)
class Planted:
    """A fault, and the target it is planted in."""

    target: Target
    fault: Fault

    @property
    def key(self) -> str:
        """Names it in the results."""
        return f"{self.target.name}:{self.fault.key}"


@dataclass(frozen=True)
class Result:
    """What became of a fault."""

    key: str
    target: str
    line: int
    kind: str
    old: str
    new: str
    source: str
    noticed: bool
    by: str
    seconds: float
    reason: str


def plant_all(targets: Iterable[Target]) -> list[Planted]:
    """Every fault of the targets."""
    return [Planted(t, fault) for t in targets for fault in Planter(t.path.read_bytes()).faults()]


def run_specs(target: Target, source: bytes, limit: float, scope: str = "") -> tuple[bool, str]:
    """Run the target's specs on `source`: did they notice, and which was the first?"""
    with tempfile.TemporaryDirectory(prefix="fault-") as name:
        folder, environ = target.lay_out(Path(name), source)
        for stage in target.specs(scope):
            noticed, by = run_pytest(folder, environ, stage, limit)
            if noticed:
                return True, by
    return False, ""


def run_pytest(
    folder: Path, environ: dict[str, str], specs: list[str], limit: float
) -> tuple[bool, str]:
    """Run these specs until the first that is red."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *PYTEST, "-o", "timeout=20", *specs],
        cwd=folder,
        env={**os.environ, "SHOWCASE_PATIENCE": PATIENCE, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        out = "FAILED (the run hung, and was ended)"
    finally:
        end_all(process)
    first = re.search(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", out, re.MULTILINE)
    red = process.returncode not in (0, NO_TESTS)
    return red, first[1] if first else out.strip().rpartition("\n")[2]


def red_already(targets: Iterable[Target], limit: float) -> str:
    """Run the specs of the targets without any fault; the first that is red, or ""."""
    specs = [spec for target in targets for stage in target.specs() for spec in stage]
    red, by = run_pytest(PROJECT, {}, list(dict.fromkeys(specs)), limit)
    return by if red else ""


def end_all(process: subprocess.Popen[str]) -> None:
    """End a run and whatever it has started."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def try_fault(planted: Planted, limit: float) -> Result:
    """Plant one fault and see."""
    source = planted.target.path.read_bytes()
    begun = time.monotonic()
    fault = planted.fault
    noticed, by = run_specs(planted.target, fault.plant(source), limit, fault.scope)
    line = source.splitlines()[fault.line - 1].decode().strip()
    return Result(
        key=planted.key,
        target=planted.target.name,
        line=fault.line,
        kind=fault.kind,
        old=fault.old,
        new=fault.new,
        source=line,
        noticed=noticed,
        by=by if noticed else "",
        seconds=round(time.monotonic() - begun, 2),
        reason=why_accepted(planted.target.name, line, fault.kind, fault.new) or "",
    )


def score(results: Iterable[Result]) -> str:
    """Noticed of those that can be noticed."""
    counted = [r for r in results if r.noticed or not r.reason]
    noticed = sum(r.noticed for r in counted)
    share = f"{100 * noticed / len(counted):.1f} %" if counted else "nothing planted"
    return f"{noticed} of {len(counted)} noticed ({share})"


def write_report(results: list[Result], file: Path) -> None:
    """The scores and the survivors, as Markdown."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [f"# 🦷 Teeth: {score(results)}", "", f"{python}, {platform.system()}", ""]
    lines += ["| target | noticed | accepted survivors | median seconds |", "|---|---|---|---|"]
    for target in dict.fromkeys(r.target for r in results):
        own = [r for r in results if r.target == target]
        accepted = sum(bool(r.reason) and not r.noticed for r in own)
        middle = sorted(r.seconds for r in own)[len(own) // 2]
        lines.append(f"| `{target}` | {score(own)} | {accepted} | {middle:.1f} |")
    kinds = Counter(r.kind for r in results)
    lines += ["", "| fault | noticed |", "|---|---|"]
    lines += [f"| {kind} | {score([r for r in results if r.kind == kind])} |" for kind in kinds]
    for title, wanted in (("Survivors", False), ("Accepted survivors", True)):
        some = [r for r in results if not r.noticed and bool(r.reason) is wanted]
        lines += ["", f"## {title}: {len(some)}", ""]
        for r in some:
            why = f" — {r.reason}" if r.reason else ""
            lines.append(f"- `{r.target}:{r.line}` {r.kind}: `{r.old}` → `{r.new}`{why}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="tox -e mutation --", description=__doc__)
    parser.add_argument("targets", nargs="*", help="parts of targets' names (all, by default)")
    parser.add_argument("--list", action="store_true", help="list the targets and plant nothing")
    parser.add_argument("--sample", type=int, metavar="N", help="plant only N faults")
    parser.add_argument("--seed", type=int, default=1, help="which N (default: 1)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="runs at once")
    parser.add_argument("--limit", type=float, default=180, help="seconds for a fault")
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    options = parser.parse_args(arguments)
    sample = 1 if options.sample is None else options.sample
    if options.workers < 1 or options.limit <= 0 or sample < 1:
        parser.error("--workers, --limit and --sample are at least 1")
    return options


def choose(words: list[str]) -> list[Target]:
    """The targets that the words name: a whole name is exact, a part may mean several."""
    targets = standard_library() + scenarios()
    chosen: list[Target] = []
    for word in words:
        exact = [target for target in targets if target.name == word]
        found = exact or [target for target in targets if word in target.name]
        if not found:
            raise SystemExit(f"no target's name holds {word!r}: tox -e mutation -- --list")
        chosen += [target for target in found if target not in chosen]
    return chosen or targets


def main(arguments: list[str] | None = None) -> int:
    """Plant the faults; 0 where all that could be noticed were."""
    options = parse(arguments)
    targets = choose(options.targets)
    planted = plant_all(targets)
    if options.list:
        count = Counter(p.target.name for p in planted)
        try:
            print("\n".join(f"{count[t.name]:>5}  {t.name}" for t in targets), flush=True)
        except BrokenPipeError:  # | head -1
            cut_off(sys.stdout)
        return 0
    if options.sample and options.sample < len(planted):
        planted = random.Random(options.seed).sample(planted, options.sample)

    try:
        from tqdm import tqdm
    except ImportError:
        print(
            "the progress bar needs tqdm: pip install tqdm, or run tox -e mutation", file=sys.stderr
        )
        return 2

    file = REPORT / f"results-{platform.python_version()}.jsonl"
    try:
        REPORT.mkdir(parents=True, exist_ok=True)
        if options.fresh:
            file.unlink(missing_ok=True)
        file.touch()
    except OSError as error:
        print(f"cannot write {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    known = {r.key: r for r in load(file)}
    todo = [p for p in planted if p.key not in known]

    red = red_already({p.target: None for p in todo}, options.limit) if todo else ""
    if red:
        print(f"the specs are red without any fault: {red}", file=sys.stderr)
        return 2

    with ThreadPoolExecutor(options.workers) as pool, file.open("a", encoding="utf-8") as log:
        futures = [pool.submit(try_fault, p, options.limit) for p in todo]
        try:
            bar = tqdm(as_completed(futures), total=len(futures), unit="fault", disable=None)
            for future in bar:
                result = future.result()
                known[result.key] = result
                log.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
                log.flush()
                if not result.noticed and not result.reason:
                    bar.write(
                        f"survived: {result.target}:{result.line} {result.old} → {result.new}"
                    )
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            print("\ninterrupted: the same command goes on from here", file=sys.stderr)
            return 130

    results = [known[p.key] for p in planted]
    write_report(results, REPORT / "index.md")
    print(score(results), f"→ {REPORT / 'index.md'}")
    return 0 if all(r.noticed or r.reason for r in results) else 1


def load(file: Path) -> list[Result]:
    """What was found before, with today's reasons."""
    results = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            data = json.loads(line)
            data["reason"] = (
                why_accepted(data["target"], data["source"], data["kind"], data["new"]) or ""
            )
            results.append(Result(**data))
        except (ValueError, TypeError, KeyError):
            continue  # a line that was cut off when the run ended
    return results


if __name__ == "__main__":
    sys.exit(main())
