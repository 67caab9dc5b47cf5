"""📊 The benchmark report: what is told of saved runs, and what is not.

Made-up runs, so that the right answer is known. tests/benchmarks measures real ones.
"""

import json
import random
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec

import pytest

from tests.benchmarks import compare, measure, report, runs
from tests.benchmarks.__main__ import main
from tests.benchmarks.statistic import ratio, times

STEADY = [1.0, 1.01, 0.99, 1.02, 0.98, 1.0, 1.01, 0.99]


def bench(group, name, rounds, **info):
    """A benchmark as pytest-benchmark saves it."""
    return {
        "group": group,
        "name": f"test_it[{name}]",
        "param": name,
        "params": {"way": name},
        "extra_info": info,
        "stats": {"data": rounds},
    }


@pytest.fixture(name="save")
def _save(tmp_path):
    """save("3.13", bench(...), ...): the file of a run with that label."""

    def save(label, *benches, folder="Linux", **more):
        number = len(list(tmp_path.rglob("*.json"))) + 1
        path = tmp_path / folder / f"{number:04}_{label}.json"
        path.parent.mkdir(exist_ok=True)
        machine = {"python_version": "3.13.0", "python_implementation": "CPython", "gil": True}
        data = {"machine_info": machine, "commit_info": {}, "benchmarks": list(benches), **more}
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return save


def times_of(factor, rounds=STEADY):
    """The same rounds, so many times as long."""
    return [seconds * factor for seconds in rounds]


def group_of(path):
    """The only group of a saved run."""
    ((name, benches),) = runs.load(path).groups.items()
    return report.Group(name, benches)


# 1 ── One run ────────────────────────────────────────────────────────────────


def test_a_saved_run_is_read_as_groups_of_variants_in_the_order_in_which_they_ran(save):
    """A variant is called by the parameter in which it differs from the others of its group.

    Docs: none, see pytest-benchmark.
    """
    path = save("x", bench("io", "pool", STEADY), bench("cpu", "a", [1]), bench("io", "raw", [2]))
    groups = runs.load(path).groups

    assert {g: [b.name for b in benches] for g, benches in groups.items()} == {
        "io": ["pool", "raw"],
        "cpu": ["a"],
    }


def test_a_run_that_was_saved_without_its_rounds_is_told_by_its_summary(save):
    """--benchmark-autosave keeps quartiles and no rounds.

    Docs: none, see pytest-benchmark.
    """
    known = bench("io", "pool", [])
    known["stats"] = {"min": 1.0, "q1": 2.0, "median": 3.0, "q3": 4.0, "max": 9.0}
    (only,) = runs.load(save("x", known)).benches

    assert (only.median, only.quartiles) == (3.0, (2.0, 4.0))


def test_the_table_has_a_time_for_one_unit_and_its_ratio_to_the_named_baseline(save):
    """A round of 100 tasks is told as one task.

    Docs: none, this is the house's own rule.
    """
    told = {"items": 100, "unit": "task", "baseline": "raw"}
    path = save("x", bench("io", "pool", times_of(0.5), **told), bench("io", "raw", STEADY, **told))
    table = report.table(group_of(path))

    assert table.rows == [
        ["pool", "5.00 ms", "4.90 ms", "2%", "0.50 ×"],
        ["raw", "10.0 ms", "9.80 ms", "2%", "baseline"],
    ]
    assert "each task" in table.caption
    assert "raw" in table.caption


def test_a_ratio_is_formed_after_the_floor_is_taken_off(save):
    """A loop that costs 1 by itself makes 3 and 5 differ by two, and not by five thirds.

    Docs: none, this is the house's own rule.
    """
    told = {"baseline": "Lock", "floor": "loop"}
    parts = {"loop": 1.0, "Lock": 3.0, "RLock": 5.0}
    path = save("x", *(bench("locks", n, [s] * 5, **told) for n, s in parts.items()))

    assert [row[-1] for row in report.table(group_of(path)).rows] == [
        "floor",
        "baseline",
        "2.00 ×",
    ]


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        pytest.param(
            {"pool": 0.25, "asyncio": 1.0, "slow": 3.0},
            "Fastest: pool, 4.00 × as fast as raw. Slowest: slow, 3.00 × the time of raw. "
            "Not told apart from raw: asyncio.",
            id="faster, slower and the same",
        ),
        pytest.param(
            {"pool": 1.02},
            "Beyond noise, nothing here is faster or slower than raw.",
            id="noise",
        ),
        pytest.param({}, "raw: 1.00 s for each round.", id="alone"),
    ],
)
def test_the_verdict_names_the_fastest_and_the_slowest_beyond_noise(save, others, sentence):
    """What lies within the spread is neither.

    Docs: none, this is the house's own rule.
    """
    variants = {"raw": 1.0, **others}
    path = save("x", *(bench("io", n, times_of(f), baseline="raw") for n, f in variants.items()))

    assert report.verdict(group_of(path)) == sentence


def test_a_serial_fraction_of_ten_percent_is_found_again(save):
    """By Amdahl's law 4 workers are 1 / (0.1 + 0.9 / 4) times as fast.

    Docs: none, see Amdahl's law.
    """
    path = save(
        "x", *(bench("io", n, times_of(0.1 + 0.9 / n), workers=n, variant=n) for n in (1, 2, 4))
    )

    assert report.amdahl(group_of(path).workers) == pytest.approx(0.1)
    assert report.verdict(group_of(path)) == (
        "4 workers are 3.08 × as fast as one. By Amdahl's law, 10.0% of the work is serial."
    )


def test_queues_are_told_in_items_a_second(save):
    """Half a microsecond an item is two million a second.

    Docs: none, this is the house's own rule.
    """
    factors = {"Queue": 2e-6, "SimpleQueue": 5e-7}
    path = save("x", *(bench("q", n, times_of(f), rate="items") for n, f in factors.items()))

    assert report.verdict(group_of(path)) == (
        "Fastest: SimpleQueue, 4.00 × as fast as Queue. "
        "Items a second: Queue 500,000, SimpleQueue 2,000,000."
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.3, "12.3 s"), (0.9996, "1.00 s"), (0.0123, "12.3 ms"), (4.56e-7, "456 ns")],
)
def test_a_time_has_three_figures_and_a_unit_that_fits(value, text):
    """Nobody counts zeros behind a point.

    Docs: none, this is the house's own rule.
    """
    assert report.seconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(123.4, "123 ×"), (12.34, "12.3 ×"), (1.234, "1.23 ×"), (0.00123, "0.0012 ×")],
)
def test_a_ratio_is_told_with_the_figures_that_say_something(value, text):
    """A thousandth is not 0.00.

    Docs: none, this is the house's own rule.
    """
    assert times(value) == text


# 2 ── Two runs ───────────────────────────────────────────────────────────────


def test_a_real_slowdown_is_told():
    """Twice the time in every round is slower, and seen from the other side it is faster.

    Docs: none, this is the house's own rule.
    """
    assert ratio(STEADY, times_of(2)).value == pytest.approx(2)
    assert ratio(STEADY, times_of(2)).verdict == "slower"
    assert ratio(times_of(2), STEADY).verdict == "faster"


def test_noise_is_not_told():
    """Of twenty pairs drawn from one and the same spread, none became faster or slower.

    Docs: none, this is the house's own rule.
    """
    chance = random.Random(1)
    pairs = [[[chance.lognormvariate(0, 0.2) for _ in range(10)] for _ in "ab"] for _ in range(20)]

    assert {ratio(*pair).verdict for pair in pairs} == {"noise"}


@pytest.mark.parametrize(
    "after",
    [
        pytest.param([1.0, *[1.8] * 7], id="others were busy: the best round is as good as ever"),
        pytest.param([0.98, 1.0, 1.0, 1.02, 1.5, 1.5, 1.5, 1.5], id="it drifted while it ran"),
        pytest.param(times_of(1.03), id="sure, and too little to be worth telling"),
    ],
)
def test_what_the_machine_may_have_done_is_no_slowdown(after):
    """Medians alone would tell something else.

    Docs: none, this is the house's own rule.
    """
    assert ratio(STEADY, after).value > 1.02
    assert ratio(STEADY, after).verdict == "noise"


def test_on_a_crowded_machine_only_what_is_greater_than_the_crowd_is_told(save):
    """With half a core for itself a run may take twice as long, for no other reason.

    Docs: none, this is the house's own rule.
    """
    factors = {"raw": 1.0, "pool": 0.6, "asyncio": 0.2}
    path = save("x", *(bench("io", n, times_of(f), crowd=2.0) for n, f in factors.items()))

    assert report.verdict(group_of(path)) == (
        "Fastest: asyncio, 5.00 × as fast as raw. Not told apart from raw: pool."
    )


def test_a_comparison_pairs_what_both_runs_have_and_names_the_rest(save):
    """InterpreterPoolExecutor, say, is in newer Pythons only.

    Docs: none, this is the house's own rule.
    """
    old = save("3.10", bench("io", "pool", STEADY), bench("io", "raw", STEADY))
    new = save("3.15", bench("io", "raw", times_of(0.5)), bench("io", "new", STEADY))
    both = compare.Comparison.of(runs.load(old), runs.load(new))

    assert [(pair.after.name, pair.ratio.verdict) for pair in both.pairs] == [("raw", "faster")]
    assert both.alone == ["io: pool", "io: new"]
    assert compare.title(both) == "3.15 against 3.10"
    assert compare.summary(both).startswith(
        "Of 1 benchmarks 1 became faster from “3.10” to “3.15”, 0 became slower, and 0 cannot be "
    )


# 3 ── Where runs are ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("label", ["before", "0003", "0003_before"])
def test_a_label_means_the_newest_run_of_that_name(save, tmp_path, label):
    """Its number or its whole name mean just that one.

    Docs: none, this is the house's own rule.
    """
    save("before", bench("io", "pool", STEADY))
    save("after", bench("io", "pool", STEADY))
    newest = save("before", bench("io", "pool", STEADY), folder="Darwin")

    assert runs.find(label, tmp_path) == newest


def test_builds_without_the_gil_have_a_folder_of_their_own(tmp_path, monkeypatch):
    """pytest-benchmark's folders tell only versions apart; numbers go up within a folder.

    Docs: none, see pytest-benchmark.
    """
    monkeypatch.setattr(runs, "interpreter", lambda: "3.13t")
    first = runs.place_for("3.13t", tmp_path)
    first.write_text("{}")

    assert "-3.13t-" in first.parent.name
    assert [first.name, runs.place_for("x", tmp_path).name] == ["0001_3.13t.json", "0002_x.json"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("", "is no JSON", id="cut off"),
        pytest.param("[1, 2]", "no saved run of pytest-benchmark", id="other JSON"),
        pytest.param('{"benchmarks": [{}]}', "no saved run of pytest-benchmark", id="foreign"),
        pytest.param('{"benchmarks": [], "machine_info": {}}', "no benchmarks", id="empty"),
        pytest.param(None, "no saved run is called", id="missing"),
    ],
)
def test_a_file_that_is_no_saved_run_gets_one_line(tmp_path, capsys, content, told):
    """No traceback, and an exit code that is not 0.

    Docs: none, this is the house's own rule.
    """
    path = tmp_path / "foreign.json"
    if content is not None:
        path.write_text(content)
    code = main(["report", str(path), "--no-charts", "--storage", str(tmp_path)])

    (line,) = capsys.readouterr().err.splitlines()
    assert code == 2
    assert told in line


def test_an_unknown_label_gets_one_line_that_names_the_known_ones(save, tmp_path, capsys):
    """Before anything is measured.

    Docs: none, this is the house's own rule.
    """
    save("before", bench("io", "pool", STEADY))
    code = main(["--against", "befor", "--no-charts", "--storage", str(tmp_path)])

    assert code == 2
    assert capsys.readouterr().err == "no saved run is called 'befor'; there are: before\n"


def test_without_matplotlib_one_line_says_how_to_go_on(save, tmp_path, capsys, monkeypatch):
    """It says so before minutes are spent on measuring.

    Docs: none, see matplotlib.
    """
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    path = save("before", bench("io", "pool", STEADY))
    code = main(["report", str(path), "--report", str(tmp_path / "report")])

    (line,) = capsys.readouterr().err.splitlines()
    assert code == 2
    assert "requirements-report.txt" in line
    assert "--no-charts" in line
    assert not (tmp_path / "report").exists()


def test_without_what_measures_one_line_says_how_to_get_it(tmp_path, capsys, monkeypatch):
    """pytest and tqdm are extras for who only reads saved runs.

    Docs: library/exceptions#ImportError.name
    """
    for module in ("tests.benchmarks.progress", "tqdm"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    folders = ["--storage", str(tmp_path), "--report", str(tmp_path / "report")]

    assert main(["--no-charts", *folders]) == 2
    assert capsys.readouterr().err.startswith("measuring needs tqdm (pip install -r requirements")


def test_a_folder_that_cannot_be_written_gets_one_line_before_anything_is_measured(
    tmp_path, capsys
):
    """A file stands where the folder of the report should be.

    Docs: none, this is the house's own rule.
    """
    place = tmp_path / "report"
    place.touch()
    code = main(["--no-charts", "--storage", str(tmp_path), "--report", str(place)])

    assert code == 2
    assert capsys.readouterr().err == f"cannot use {place}: File exists\n"


def test_where_no_run_was_saved_the_list_says_how_to_save_one(tmp_path, capsys):
    """An empty list is no error, and yet not nothing.

    Docs: none, this is the house's own rule.
    """
    assert main(["list", "--storage", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"no run was saved in {tmp_path} yet: tox -e bench\n"


# 4 ── How it was measured ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("middle", "cpu", "outside", "slowdown"),
    [
        pytest.param(0.8, 2.0, False, 4.0, id="who computes waits for a core"),
        pytest.param(0.8, 0.0, True, 1.0, id="who waits for a server needs none"),
        pytest.param(0.8, 1.0, True, 1.6, id="who does both needs one now and then"),
        pytest.param(0.0005, 2.0, False, 1.0, id="a short round fits into a time slice"),
    ],
)
def test_what_a_crowd_may_have_cost_depends_on_what_is_done(middle, cpu, outside, slowdown):
    """A spin that took four times its CPU seconds had a quarter of a core.

    Docs: library/time#time.thread_time
    """
    crowd = measure.Crowd()
    crowd.wall, crowd.cpu = 4.0, 1.0

    assert crowd.slowdown(middle, 8.0 + 4.0, cpu + 1.0, outside) == slowdown


def test_the_sides_of_a_ratio_are_measured_in_turns_until_the_claim_holds():
    """Each side is warmed up, and other programs disturb all of them alike.

    Docs: none, this is the house's own rule.
    """
    order = []
    sides = {name: lambda name=name: order.append(name) for name in "ab"}
    rounds = measure.in_turns(sides, lambda rounds: len(rounds["a"].seconds) == 7, seconds=50)

    assert order == ["a", "b"] * 8
    assert [len(side.seconds) for side in rounds.values()] == [7, 7]


def test_a_claim_that_does_not_hold_is_given_up():
    """After so many seconds, and never before the least number of rounds.

    Docs: library/time#time.monotonic
    """
    rounds = measure.in_turns({"a": list}, lambda rounds: False, at_least=3, seconds=0)

    assert len(rounds["a"].seconds) == 3


# 5 ── Pages ──────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """What a page consists of; an element that is closed in the wrong order is an error."""

    VOID = ("meta", "link", "img", "br", "input")

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.references = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Note it."""
        self.tags.append(tag)
        named = dict(attributes)
        self.ids += [named["id"]] if "id" in named else []
        self.references += [named[k] for k in ("href", "src", "xlink:href") if k in named]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        """An element of SVG that has nothing in it."""
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        """It must be the one that was opened last."""
        assert self.open.pop() == tag


def assert_stands_alone(text):
    """Well-formed, every id once, every link within, and nothing from a network."""
    page = Page(text)
    ids = set(page.ids)
    assert page.open == []
    assert len(page.ids) == len(ids)
    assert [r for r in page.references if not (r[:1] == "#" and r[1:] in ids)] == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.tags.count("h1") == 1
    assert page.tags.count("table") == page.tags.count("caption") > 0
    return page


CLAIMS = [
    {"claim": "It <holds>.", "group": "io", "measured": "2 of 2", "outcome": "passed"},
    {"claim": "It does not.", "group": "io", "measured": "1 of 2", "outcome": "failed"},
]


def test_the_report_is_one_page_that_needs_nothing_else(save, tmp_path):
    """What was claimed is told with its outcome, and names are text and never markup.

    Docs: none, this is the house's own rule.
    """
    path = save("x", bench("a < b", "<i>", STEADY), bench("a < b", "pool", STEADY), claims=CLAIMS)
    assert main(["report", str(path), "--no-charts", "--report", str(tmp_path / "report")]) == 0
    text = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")

    assert_stands_alone(text)
    assert "✅</span> <div>It &lt;holds&gt;." in text
    assert "❌</span> <div>It does not." in text
    assert "CPython 3.13.0, with the GIL" in text


def test_the_comparison_is_one_page_that_needs_nothing_else(save, tmp_path):
    """It is called after the two runs, so that a folder holds many.

    Docs: none, this is the house's own rule.
    """
    labels = ("3.10", "3.15")
    for factor, label in enumerate(labels, 1):
        save(label, bench("io", "pool", times_of(factor)))
    places = ["--storage", str(tmp_path), "--report", str(tmp_path / "report")]
    assert main(["compare", *labels, "--no-charts", *places]) == 0
    text = (tmp_path / "report" / "3.15-against-3.10.html").read_text(encoding="utf-8")

    assert_stands_alone(text)
    assert "▶ 2.00 ×" in text


def test_in_markdown_every_line_of_a_table_has_as_many_cells_as_its_head(save, tmp_path):
    """A bar in a name is none between cells.

    Docs: none, see GitHub Flavored Markdown.
    """
    path = save("x", bench("io", "a|b", STEADY), bench("io", "pool", times_of(2)), claims=CLAIMS)
    assert main(["report", str(path), "--no-charts", "--report", str(tmp_path / "report")]) == 0
    text = (tmp_path / "report" / "report.md").read_text(encoding="utf-8")

    lines = [line.replace("\\|", "") for line in text.splitlines() if line.startswith("|")]
    assert [line.count("|") for line in lines] == [6] * 4
    assert "| pool | 2.00 s | 1.96 s | 2% | 2.00 × |" in text


def test_a_chart_has_words_for_who_cannot_see_it_and_colours_from_the_page(save, tmp_path):
    """Needs matplotlib, which is an extra: requirements-report.txt.

    Docs: none, see matplotlib.
    """
    if not find_spec("matplotlib"):
        pytest.skip("charts need matplotlib: requirements-report.txt")
    path = save("x", bench("io", "raw", STEADY), bench("io", "pool", times_of(0.01)))
    command = [sys.executable, "-m", "tests.benchmarks", "report", path, "--report"]
    # In a process of its own, as matplotlib keeps its fonts open.
    subprocess.run([*command, tmp_path / "report"], cwd=runs.PROJECT, check=True, timeout=50)
    text = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")

    page = assert_stands_alone(text)
    assert page.tags.count("svg") == page.tags.count("desc") == 1
    assert "var(--ink" in text
    assert "#010101" not in text
