"""📚 The site: built from what the suite has seen, with addresses that last.

It is made by docs/, from what tests/plugins/record.py writes down; `tox -e docs` checks it whole.
"""

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from docs import addresses, build, check, litmus, pictures, prose, results, tables
from docs.addresses import Line, assign, fingerprint
from showcase.synchronization import condition_demo, lock_demo, rlock_demo, semaphore_demo
from tests import new_concept
from tests.plugins import record, source, watch
from tests.plugins.inner import inner_python
from tests.plugins.source import PROJECT

OLD = "tests/a/test_lock.py::test_it_shuts"
SHUTS = "A Lock is shut while it is held."
BARE_BUILD = inner_python("-S", "-m", "docs.build", cwd=PROJECT)

# ── Addresses ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("spec", "claim"),
    [
        pytest.param("tests/a/test_lock.py::test_it_closes", SHUTS, id="a new name"),
        pytest.param("tests/b/test_door.py::test_it_shuts", "Shut, it says.", id="another file"),
        pytest.param("tests/b/test_door.py::test_it_closes", SHUTS, id="both"),
        pytest.param(OLD, "A Lock can be open, too.", id="another claim"),
    ],
)
def test_a_claim_keeps_its_address(spec, claim):
    """Whoever linked to a claim finds it: renamed, moved or reworded, it has the same address.

    Docs: none, this is the house's own rule.
    """
    table = [Line(OLD, fingerprint(SHUTS), "lock-it-shuts")]

    assert assign(table, {spec: claim, "tests/a/test_lock.py::test_new": "New."}).of == {
        spec: "lock-it-shuts",
        "tests/a/test_lock.py::test_new": "lock-new",
    }


def test_an_address_is_never_given_twice():
    """A claim that is gone keeps its address too, so an old link never leads to something else.

    Docs: none, this is the house's own rule.
    """
    table = [Line(OLD, fingerprint(SHUTS), "lock-it-shuts")]
    found = assign(table, {"tests/b/test_lock.py::test_it_shuts_now": "1", f"{OLD}!": "2"})

    assert found.former == table
    assert set(found.of.values()) == {"lock-it-shuts-now", "lock-it-shuts-2"}


def test_the_table_of_addresses_can_be_read_and_is_written_as_it_was(tmp_path):
    """A line for each spec, sorted; an address stands there only where it is an older one.

    Docs: none, this is the house's own rule.
    """
    found, claims = addresses.Addresses({OLD: "shut-for-good"}), {OLD: SHUTS}
    addresses.write(found, claims, tmp_path / "claims.txt")

    assert addresses.read(tmp_path / "claims.txt") == [
        Line(OLD, fingerprint(SHUTS), "shut-for-good")
    ]


def test_each_address_in_the_table_is_there_once():
    """docs/claims.txt is checked in: it remembers what links may lead to.

    Docs: none, this is the house's own rule.
    """
    lines = addresses.read()
    names = [line.address for line in lines]

    assert len(lines) > 1000
    assert [name for name in set(names) if names.count(name) > 1] == []


# ── What was recorded ────────────────────────────────────────────────────────


def a_run(folder, python, **outcomes):
    """Write the file of a run in which these specs had these outcomes."""
    head = {"python": python, "gil": True, "implementation": "cpython", "commit": "abc"}
    head |= {"platform": "Linux x86_64", "started": "2026-01-01 10:00"}
    specs = [
        {"spec": f"tests/a/test_a.py::{name}", "claim": name, "cases": {"": {"outcome": outcome}}}
        for name, outcome in outcomes.items()
    ]
    lines = "\n".join(json.dumps(line) for line in [head, *specs])
    (folder / f"{python}.jsonl").write_text(lines, encoding="utf-8")


def test_runs_of_several_machines_are_merged(tmp_path):
    """In the order of versions; a spec that a run did not have was not run there.

    Docs: none, this is the house's own rule.
    """
    a_run(tmp_path, "3.13.1t", test_x="passed")
    a_run(tmp_path, "3.10.2", test_x="failed")
    a_run(tmp_path, "3.9.9", test_x="passed", test_y="skipped")
    runs = results.read_runs(tmp_path)

    assert [run.short for run in runs] == ["3.9", "3.10", "3.13t"]
    x, y = runs[0].specs.values()
    assert [run.verdict_of(x)[0] for run in runs] == ["passed", "failed", "passed"]
    assert [run.verdict_of(y)[0] for run in runs] == ["skipped", "not run", "not run"]


def test_results_from_elsewhere_are_merged_with_the_own_ones(tmp_path):
    """`python -m docs.build FOLDER …`: each machine has a folder, and two files may have one name.

    Docs: none, this is the house's own rule.
    """
    for machine, outcome in (("here", "passed"), ("there", "failed")):
        (tmp_path / machine).mkdir()
        a_run(tmp_path / machine, "3.13.1" if machine == "here" else "3.13.1t", test_x=outcome)
    runs = results.read_runs(tmp_path / "here", tmp_path / "there")

    assert [run.verdict_of(next(iter(run.specs.values())))[0] for run in runs] == [
        "passed",
        "failed",
    ]


def test_what_was_sampled_of_a_litmus_test_is_read_off_its_cases():
    """Program, variant, outcome: its verdict, in how many schedules, and how often it was seen.

    Docs: none, this is the house's own rule.
    """
    seen = {"IRIW (0, 1)": "🔶 interleaved: seen 7 of 100, 18 schedules"}
    spec = results.Spec({"cases": {"plain-IRIW": {"seen": seen}, "plain-other": {}}})

    assert litmus.sampled(spec) == {
        ("IRIW", "plain"): {"(0, 1)": litmus.Row("🔶", "interleaved", "7", "18")}
    }


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        pytest.param(["passed", "not run"], "", id="it holds"),
        pytest.param(["skipped: new in Python 3.13", "passed"], "new in Python 3.13", id="since"),
        pytest.param(
            ["passed", "skipped: until Python 3.13"], "how it was before Python 3.13", id="before"
        ),
        pytest.param(
            ["skipped: this interpreter runs with the GIL", "passed"],
            "only without the GIL",
            id="no GIL",
        ),
        pytest.param(
            ["skipped: frontrun 0.7.0 is needed, none is installed: pip install it", "passed"],
            "needs frontrun 0.7.0",
            id="a library",
        ),
        pytest.param(["failed", "passed"], "failed on 3.10", id="it fails"),
    ],
)
def test_where_pythons_differ_is_told_in_words(outcomes, words):
    """The reason why it was skipped, as seen from what the claim is about.

    Docs: none, this is the house's own rule.
    """
    verdicts = [outcome.partition(": ") for outcome in outcomes]
    runs = [
        SimpleNamespace(short=short, verdict_of=lambda _, v=v: (v[0], [v[2]] if v[2] else []))
        for short, v in zip(("3.10", "3.13"), verdicts, strict=True)
    ]

    assert tables.Tables.difference(SimpleNamespace(runs=runs), None) == words
    assert sorted(["new in 3.13", "new in 3.9"], key=tables.natural)[0] == "new in 3.9"


def test_a_fault_that_is_accepted_is_not_counted_as_missed():
    """As in the report of `tox -e mutation`: planted, noticed, accepted, and the share.

    Docs: none, this is the house's own rule.
    """
    kinds = [(True, ""), (True, ""), (False, ""), (False, "equivalent")]
    faults = [{"noticed": noticed, "reason": reason} for noticed, reason in kinds]

    assert tables.score(faults) == ["4", "2", "1", "66.7%"]


def test_a_run_is_written_down_with_its_claims_and_outcomes(request, tmp_path):
    """What `pytest --record` writes is what the site reads.

    Docs: none, this is the house's own option.
    """
    recorder, me = record.Recorder(request.config, tmp_path), request.node
    recorder.pytest_collection_finish(SimpleNamespace(items=[me]))
    for outcome, when in (("passed", "setup"), ("failed", "call"), ("passed", "teardown")):
        report = pytest.TestReport(me.nodeid, me.location, {}, outcome, None, when, duration=0.5)
        recorder.pytest_runtest_logreport(report)
    recorder.pytest_sessionfinish()

    (run,) = results.read_runs(tmp_path)
    (spec,) = run.specs.values()
    assert spec.name == me.nodeid
    assert spec.claim == "What `pytest --record` writes is what the site reads."
    assert (spec.verdict, spec.cases[""]["seconds"]) == ("failed", 1.5)
    assert (run.python, run.data["collected"]) == (record.interpreter(), 1)


@pytest.fixture(name="story", scope="module")
def _story():
    """What the threads of one shared Lock do, as it is recorded."""
    watcher = watch.Watcher()
    with watcher.watching(lock_demo):
        lock_demo.with_one_shared_lock()
    return watch.worth_telling(watcher.story)


def watched_closely(spec):
    """Where that is possible without disturbing what is watched."""
    return pytest.mark.needs("gil")(pytest.mark.since("3.13")(spec))


@watched_closely
def test_a_story_tells_who_waited_while_others_went_on(story):
    """A wait in which nothing else happened is left out: it is not worth telling.

    Docs: library/threading#threading.setprofile
    """
    assert [does for who, does, _ in story if who == "second"][:3] == ["starts", "waits", "goes"]
    assert ("second", "waits", "Event.wait") in story
    assert watch.worth_telling([("a", "waits", "x"), ("a", "goes", "")]) == []
    assert sys.getprofile() is None


@watched_closely
def test_a_story_tells_who_holds_the_lock(story):
    """Lock 1 is held by the first thread until it has written, and then by the second one.

    Docs: reference/compound_stmts#the-with-statement
    """
    told = [event for event in story if event[1] in ("holds", "frees", "says")]

    assert told == [
        ("first", "holds", "Lock 1"),
        ("first", "says", "I read 0"),
        ("second", "says", "the door is shut, so I wait"),
        ("first", "says", "I write 1"),
        ("first", "frees", "Lock 1"),
        ("second", "holds", "Lock 1"),
        ("second", "says", "I read 1"),
        ("second", "says", "I write 2"),
        ("second", "frees", "Lock 1"),
    ]


@watched_closely
@pytest.mark.parametrize(
    ("module", "kinds"),
    [
        pytest.param(semaphore_demo, {"Semaphore", "BoundedSemaphore"}, id="semaphore_demo"),
        pytest.param(condition_demo, {"Condition"}, id="condition_demo"),
        pytest.param(rlock_demo, {"RLock"}, id="rlock_demo"),
    ],
)
def test_what_is_held_goes_by_its_kind(module, kinds, caplog):
    """The locks inside of a Condition, an Event or a Queue are not told of, what holds them is.

    Docs: library/threading#module-threading
    """
    watcher = watch.Watcher()
    with watcher.watching(module):
        module.main()
    held = {words.split()[0] for _, does, words in watcher.story if does == "holds"}

    assert kinds <= held <= kinds | {"Lock"}


@watched_closely
def test_a_module_is_as_before_when_it_was_watched(story):
    """Its functions run their own code again.

    Docs: reference/datamodel#function.__code__
    """
    assert not hasattr(lock_demo, "_entering")
    assert "_entering" not in lock_demo.held_after_acquire_and_release.__code__.co_names


def test_recording_refuses_to_run_in_several_processes():
    """One line and exit code 4, as for any usage error.

    Docs: none, this is the house's own option.
    """
    options = {"record": "somewhere", "dist": "load"}
    config = SimpleNamespace(getoption=lambda name, default=None: options.get(name, default))

    with pytest.raises(pytest.UsageError, match=r"one process: leave -n .* away$"):
        record.pytest_configure(config)


def test_recording_into_what_is_no_folder_is_refused_before_anything_runs(tmp_path):
    """One line and exit code 4, as for any usage error: it is not lost after minutes of running.

    Docs: none, this is the house's own option.
    """
    (tmp_path / "results").touch()
    options = {"record": "results"}
    config = SimpleNamespace(
        getoption=lambda name, default=None: options.get(name, default),
        invocation_params=SimpleNamespace(dir=tmp_path),
    )

    with pytest.raises(pytest.UsageError, match=r"^--record cannot make .*results: File exists$"):
        record.pytest_configure(config)


def test_recording_into_a_folder_that_cannot_be_written_is_refused_as_well(tmp_path, monkeypatch):
    """The folder is there, and belongs to somebody else.

    Docs: library/os#os.access
    """
    monkeypatch.setattr(record.os, "access", lambda path, mode: False)
    config = SimpleNamespace(
        getoption=lambda name, default=None: {"record": "."}.get(name, default),
        invocation_params=SimpleNamespace(dir=tmp_path),
    )

    with pytest.raises(pytest.UsageError, match=r"^--record cannot write into "):
        record.pytest_configure(config)


# ── What is drawn and written ────────────────────────────────────────────────


def test_a_timeline_has_a_lane_for_each_thread_and_a_number_for_each_line():
    """A line while it runs, dashed while it waits, and a bar with a name for what it holds.

    Docs: none, this is the house's own rule.
    """
    story = [
        ["a", "starts", ""],
        ["a", "holds", "Lock 7"],
        ["a", "says", "hi"],
        ["a", "waits", "x"],
        ["b", "says", "<ho>"],
    ]
    svg = pictures.timeline(story, number=4).svg

    shapes = [svg.count(f'class="{kind}"') for kind in ("name", "says", "waits", "holds")]
    assert shapes == [2, 2, 1, 1]
    assert all(f">{words}</text>" in svg for words in ("5", "Lock"))
    assert "&lt;ho&gt;" in svg


def test_a_long_story_is_drawn_in_short_steps_and_its_dots_stand_apart():
    """What is held too short for its name leaves it to the title.

    Docs: none, this is the house's own rule.
    """
    held = [["a", "holds", "Lock"], ["a", "frees", "Lock"]]
    svg = pictures.timeline([*held * 70, *[["a", "says", "hi"]] * 2]).svg
    left, right = map(int, re.findall(r'<circle cx="(\d+)"', svg))

    assert right - left >= pictures.DOT > pictures.STEPS[0]
    assert svg.count("<title>holds Lock</title>") == 70 > svg.count(">Lock</text>")


def test_two_locks_in_a_picture_are_told_apart():
    """By number, in the order of appearance; a lock that is alone needs none.

    Docs: none, this is the house's own rule.
    """
    story = [["a", "holds", "Lock 3"], ["b", "waits", "Lock 9"], ["b", "holds", "Condition 2"]]

    assert [words for _, _, words in pictures.numbered(story)] == ["Lock 1", "Lock 2", "Condition"]
    assert [words for _, _, words in pictures.numbered(story[:1])] == ["Lock"]
    assert pictures.brief("BoundedSemaphore 2") == "BS2"


def test_a_story_is_cut_into_scenes_where_the_next_one_is_announced():
    """By the one who tells it, while nobody else is there; a verdict belongs to what it judges, and
    who only sums up ends a scene with it.

    Docs: none, this is the house's own rule.
    """
    m = "MainThread"
    one = [[m, "says", "one"], ["a", "starts", ""], [m, "says", "busy"], ["a", "ends", ""]]
    two = [[m, "says", "two"], ["b", "starts", ""], ["b", "ends", ""], [m, "says", "✅"]]

    assert pictures.scenes([*one, [m, "says", "❌ bad"], *two]) == [
        [*one, [m, "says", "❌ bad"]],
        two,
    ]
    assert pictures.scenes([["a", "starts", ""], ["a", "ends", ""], *one[:1], *two[1:]]) == [
        [["a", "starts", ""], ["a", "ends", ""], *one[:1]],
        two[1:],
    ]
    assert pictures.scenes([]) == []


def test_every_tool_of_the_decision_is_a_row_of_the_readme():
    """The diagram has the tools of the table, each of them once.

    Docs: none, this is the house's own rule.
    """
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    tables = prose.markdown_tables(readme)
    rows = next(table for table in tables if table[0][-1] == "proved by")[1:]
    tools = [tool for _, answers in pictures.DECISION for _, tool in answers]

    assert sorted(tools) == sorted(use.strip("`") for _, use, _ in rows)


def test_a_table_that_is_drawn_in_a_docstring_becomes_one():
    """Wide signs do not shift its columns, and a line that is indented goes on with the one above.

    Docs: none, this is the house's own rule.
    """
    lines = [
        "the door       balance",
        "─────────────  ────────",
        "🚪 no lock      1  ❌",
        "🎟️ for two      1  ❌",
        "               for ever",
        "🎫 for those     2  ✅",
        "  who pay",
    ]
    assert prose.table_of(lines) == [
        ["the door", "balance"],
        ["🚪 no lock", "1  ❌"],
        ["🎟️ for two", "1  ❌ for ever"],
        ["🎫 for those who pay", "2  ✅"],
    ]


def test_a_cell_may_fill_its_column_and_the_last_one_may_go_on():
    """One space is enough before the usual place of a cell; an empty cell gives its room away.

    Docs: none, this is the house's own rule.
    """
    lines = [
        "next() of    both at once      in turn",
        "───────────  ────────────────  ────────────────",
        "zip()        a and b: swapped  b and a",
        "pairwise()   a and d: no pair  b and c",
        "batched()    a and b: no order c and d",
        "a generator ✅ a, then b         nothing",
        "an order     (it ends, even in no turn at all)",
    ]
    rows = prose.table_of(lines)

    assert rows[3:] == [
        ["batched()", "a and b: no order", "c and d"],
        ["a generator", "✅ a, then b", "nothing"],
        ["an order", "(it ends, even in no turn at all)", ""],
    ]
    assert '<td colspan="2">(it ends' in prose.html_table(rows)


def test_the_source_of_a_spec_leads_to_its_scenario():
    """Which functions of the scenario a spec uses is read off its source.

    Docs: none, this is the house's own rule.
    """
    tests = source.source_of(PROJECT / "tests" / "synchronization" / "test_lock.py")
    ((path, names),) = tests.shown_by("test_threads_that_share_a_lock_take_turns").items()

    assert path.name == "lock_demo.py"
    parts = source.source_of(path).reached_from(names)
    assert {"with_one_shared_lock", "two_deposits"} <= {part.name for part in parts}


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        pytest.param('<a href="b.html">', "b.html leads nowhere", id="a page"),
        pytest.param('<a href="#x">', "#x leads nowhere", id="an anchor"),
        pytest.param('<p id="x"></p><p id="x"></p>', "two elements have the id x", id="an id"),
        pytest.param(
            '<script src="https://x.org/y.js"></script>',
            "is loaded from another machine",
            id="a script",
        ),
        pytest.param("<div><b></div>", "</div> inside <b>", id="nesting"),
        pytest.param(
            '<details class="claim" id="c"></details>',
            "the claim c was not collected",
            id="a claim",
        ),
        pytest.param("", "tests/x.py::test_x is on the site 0 times", id="a spec"),
    ],
)
def test_a_fault_of_the_site_is_found(html, problem, tmp_path):
    """The build fails by name: a dead link, a strange claim, a spec that is missing.

    Docs: none, this is the house's own rule.
    """
    claim = '<details class="claim" id="one"></details>'
    (tmp_path / "a.html").write_text(claim * (problem.count("0 times") == 0) + html)
    known = {"one": "tests/x.py::test_x"}

    assert [problem in line for line in check.problems_of(tmp_path, known)] == [True]


def test_a_sound_site_has_no_fault(tmp_path):
    """The other side: what is in order is not complained about.

    Docs: none, this is the house's own rule.
    """
    (tmp_path / "a.html").write_text(
        '<a href="a.html#one">x</a><details class="claim" id="one"></details>'
    )
    assert check.problems_of(tmp_path, {"one": "tests/x.py::test_x"}) == []


# ── A new concept ────────────────────────────────────────────────────────────


@pytest.fixture(name="grown")
def _grown(tmp_path, monkeypatch):
    """The two files of the template, loaded: the scenario and its specs."""
    (tmp_path / "showcase" / "synchronization").mkdir(parents=True)
    (tmp_path / "tests" / "synchronization").mkdir(parents=True)
    for topic in ("utils", "synchronization"):
        (tmp_path / "showcase" / topic).mkdir(exist_ok=True)
        (tmp_path / "showcase" / topic / "__init__.py").touch()
    paths = new_concept.write(tmp_path, "synchronization", "turnstile")
    import showcase.synchronization as package

    spaces = []
    for path, name in zip(paths, ("turnstile_demo", "test_turnstile"), strict=True):
        module = type(sys)(f"showcase.synchronization.{name}")
        module.__package__, module.__file__ = "showcase.synchronization", str(path)
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
        monkeypatch.setattr(package, name, module, raising=False)
        spaces.append(module)
    return spaces


def test_the_template_is_green_at_once(grown, tell):
    """`python -m tests.new_concept TOPIC NAME`: a scenario with its broken twin, and its specs.

    Docs: none, this is the house's own rule.
    """
    demo, specs = grown
    for name, spec in vars(specs).items():
        if name.startswith("test_"):
            spec(tell) if name == "test_the_demo_tells_this_story" else spec()

    assert demo.what_is_read(reader_waits=True) != demo.what_is_read(reader_waits=False)


@pytest.mark.parametrize(
    ("topic", "name", "refusal"),
    [
        ("synchronisation", "turnstile", "there is no topic 'synchronisation': there are diag"),
        ("synchronization", "lock", "'lock' is there already: tests/synchronization/test_lock.py"),
        ("synchronization", "lock_demo", "'lock_demo' is no name for a concept"),
        ("synchronization", "2fast", "'2fast' is no name for a concept"),
        ("synchronization", "test_it", "'test_it' is no name for a concept"),
        ("synchronization", "_hidden", "'_hidden' is no name for a concept"),
        ("synchronization", "été", "'été' is no name for a concept"),
        ("synchronization", "../up", "'../up' is no name for a concept"),
    ],
)
def test_the_template_refuses_a_slip_in_one_line(topic, name, refusal, capsys):
    """Nothing is written over, and exit code 2 is for the one who typed.

    Docs: none, this is the house's own rule.
    """
    assert new_concept.main([topic, name]) == 2
    assert capsys.readouterr().err.startswith(refusal)


def test_a_folder_of_the_template_that_cannot_be_written_is_one_line(monkeypatch, capsys):
    """It is named with the reason of the system, and exit code 2.

    Docs: library/exceptions#OSError
    """

    def write_text(path, text, encoding):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(new_concept.Path, "write_text", write_text)

    assert new_concept.main(["synchronization", "turnstile"]) == 2
    said = capsys.readouterr().err
    assert said.endswith("turnstile_demo.py: Permission denied\n")
    assert said.startswith("cannot write ")


def test_the_template_runs_as_a_file_by_the_one_line_that_every_scenario_has():
    """It is the line of lock_demo, letter by letter: the house looks for it in each scenario.

    Docs: library/sys#sys.path
    """
    (line,) = [line for line in new_concept.SCENARIO.splitlines() if "sys" in line]

    assert line in Path(lock_demo.__file__).read_text(encoding="utf-8").splitlines()


def test_the_addresses_are_not_written_by_a_slip(monkeypatch, capsys):
    """`python -m docs.addresses --help` is answered with its usage, and writes nothing.

    Docs: library/sys#sys.argv
    """
    monkeypatch.setattr(sys, "argv", ["docs.addresses", "--help"])
    monkeypatch.setattr(addresses, "write", pytest.fail)

    assert addresses.main() == 2
    assert capsys.readouterr().err.startswith("usage: python -m docs.addresses (it writes claims")


def test_where_the_site_or_the_addresses_cannot_be_written_a_line_says_so(
    tmp_path, monkeypatch, capsys
):
    """A file stands where a folder should be: it is named, and the exit code is not 0.

    Docs: library/exceptions#OSError
    """
    place = tmp_path / "file"
    place.touch()
    monkeypatch.setattr(build, "SOURCE", place / "site-source")
    monkeypatch.setattr(build, "SITE", place / "site")
    with pytest.raises(SystemExit, match=r"^cannot write .*site-source: Not a directory$"):
        build.make_room()

    monkeypatch.setattr(sys, "argv", ["docs.addresses"])
    monkeypatch.setattr(addresses, "write", lambda *_: place.mkdir())
    assert addresses.main() == 1
    assert capsys.readouterr().err == f"cannot write {place}: File exists\n"


def test_a_folder_without_results_is_not_merged_in_silence(tmp_path, monkeypatch, capsys):
    """`python -m docs.build FOLDER`: a slip in the name of a folder is one line.

    Docs: none, this is the house's own rule.
    """
    monkeypatch.setattr(sys, "argv", ["docs.build", str(tmp_path)])
    monkeypatch.setattr(build, "find_spec", lambda name: True)
    monkeypatch.setattr(build.shutil, "rmtree", pytest.fail)

    assert build.main() == 1
    assert capsys.readouterr().err.startswith(f"no results in {tmp_path}: pytest --record")


def test_without_pytest_the_build_says_how_to_get_it():
    """`python -S` has no site-packages: one line, and no traceback.

    Docs: using/cmdline#cmdoption-S
    """
    run = BARE_BUILD.run

    assert (run.exit_code, run.out) == (1, "")
    assert run.err == "pytest is missing: pip install -r requirements-docs.txt\n"


def test_without_sphinx_the_build_says_how_to_get_it_and_keeps_the_old_site(monkeypatch, capsys):
    """`python -m docs.build` looks for sphinx before it removes anything.

    Docs: library/importlib#importlib.util.find_spec
    """
    monkeypatch.setattr(sys, "argv", ["docs.build"])
    monkeypatch.setattr(build, "find_spec", lambda name: None)
    monkeypatch.setattr(build.shutil, "rmtree", pytest.fail)

    assert build.main() == 1
    expected = "sphinx is missing: pip install -r requirements-docs.txt\n"
    assert capsys.readouterr().err == expected
