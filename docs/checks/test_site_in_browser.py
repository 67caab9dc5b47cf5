"""🌐 The site in a real browser: it is found, read and searched, and nothing leaves the machine."""

import functools
import http.server
import re
import shutil
import threading
from pathlib import Path

import pytest

from showcase.synchronization import lock_demo

SITE = Path(__file__).parents[2] / "report" / "site"
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
PAGES = [
    "index.html",
    "synchronization/lock.html",
    "search.html",
    "teeth.html",
    "synchronization/index.html",
    "pitfalls_and_errors/lost_wakeup.html",
    "parallel_execution/thread_pool_executor.html",
    "pitfalls.html",
    "litmus.html",
    "guarantees.html",
    "api.html",
    "versions/index.html",
    "versions/synchronization.html",
    "benchmarks.html",
]
KB = 1000

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing."""

    def log_message(self, *_: object) -> None:
        """Not a word."""


@pytest.fixture(scope="session", name="root")
def _root():
    """The site, served on this machine."""
    handler = functools.partial(Quiet, directory=str(SITE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session", name="chromium")
def _chromium():
    """A browser without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(name="visit")
def _visit(chromium, root):
    """visit(page, ...) opens a page; what it complained about and asked for is noted."""
    contexts = []

    def visit(name, width=1280, scheme="light", address=root):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.requests, page.weight = [], [], 0
        page.on("console", lambda line: page.complaints.append(f"{line.type}: {line.text}"))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))

        def weigh(response):
            page.weight += int(response.headers.get("content-length", 0))

        page.on("response", weigh)
        page.goto(f"{address}{name}")
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 375])
def test_a_page_fits_the_screen_complains_of_nothing_and_asks_nobody(visit, root, name, width):
    """No sideways scrolling on a phone, no error in the console, no request to another machine."""
    page = visit(name, width)

    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen
    assert page.complaints == []
    assert [url for url in page.requests if not url.startswith((root, "data:"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_table_is_cut_on_a_desk(visit, name):
    """On a phone a wide one scrolls by itself; on a screen of 1280 pixels each is seen whole."""
    cut = """all => all.filter(table => table.scrollWidth > table.clientWidth + 1)
                       .map(table => table.innerText.slice(0, 80))"""

    assert visit(name).locator(".table-wrapper").evaluate_all(cut) == []


@pytest.mark.parametrize(
    ("name", "scheme"),
    [(name, "light") for name in PAGES] + [(name, "dark") for name in PAGES[:4]],
)
def test_a_page_is_accessible(visit, name, scheme):
    """axe finds nothing serious: contrast, names, roles, order."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(visit(name, scheme=scheme)).response["violations"]

    serious = [
        (v["id"], v["help"], [node["html"][:160] for node in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lost wakeup", "/pitfalls_and_errors/lost_wakeup.html"),
        ("barrier broken", "/synchronization/broken_barrier.html"),
    ],
)
def test_a_search_finds_the_page(visit, words, found):
    """The one that bears these words in its title is the first."""
    page = visit("index.html")
    page.fill("input.sidebar-search", words)
    page.press("input.sidebar-search", "Enter")

    first = page.locator("#search-results li a").first
    first.wait_for()
    links = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.href)")
    assert found in links[0]
    assert page.complaints == []


def test_the_site_works_from_a_disk_too(visit):
    """Opened as files, without a server: it reads and searches."""
    page = visit("search.html?q=lost+wakeup", address=f"{SITE.resolve().as_uri()}/")

    page.locator("#search-results li a").first.wait_for()
    assert page.complaints == []


def test_the_dark_is_dark_and_the_light_is_light(visit):
    """The colours follow the system."""
    lightness = {}
    for scheme in ("light", "dark"):
        colour = visit("synchronization/lock.html", scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        lightness[scheme] = sum(int(n) for n in colour[4:-1].split(",")[:3])

    assert lightness["dark"] < 200 < 600 < lightness["light"]


def test_a_claim_unfolds_by_keyboard(visit):
    """Tab reaches it, Enter opens it, and the spec stands there."""
    page = visit("synchronization/lock.html")
    claim = page.locator("details.claim").first
    claim.locator("summary").focus()
    page.keyboard.press("Enter")

    assert claim.evaluate("claim => claim.open")
    assert "def test_" in claim.inner_text()


def test_the_first_key_leads_past_the_navigation(visit):
    """Tab, Enter: who uses the keyboard need not walk through the whole list."""
    page = visit("synchronization/lock.html")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to content"


def test_an_address_leads_to_its_claim(visit):
    """A permanent address opens the page, and the claim is unfolded."""
    page = visit("claim/lock-threads-that-share-a-lock-take-turns.html")
    page.wait_for_url("**/synchronization/lock.html#*")

    claim = page.locator("details.claim[open]")
    assert claim.get_attribute("id") == "lock-threads-that-share-a-lock-take-turns"


def test_a_timeline_shows_who_holds_the_lock(visit):
    """A bar with the lock's name, told apart from running and waiting by its shape."""
    page = visit("synchronization/lock.html")
    bars = page.locator(".scene rect.holds")
    if page.locator(".scene rect").count() == 0:
        pytest.skip("the threads were not watched in this run: see tests/plugins/watch.py")

    heights = [
        page.locator(f".scene rect.{kind}").first.get_attribute("height")
        for kind in ("runs", "waits", "holds")
    ]
    assert bars.count() >= 4
    assert page.locator(".scene text.held").first.text_content().startswith("Lock")
    assert heights[0] not in heights[1:]
    assert (
        page.locator(".scene rect.waits").first.evaluate(
            "bar => getComputedStyle(bar).strokeDasharray"
        )
        != "none"
    )


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (390, False)])
def test_prose_stands_beside_code_where_there_is_room(visit, width, beside):
    """And above it on a phone."""
    page = visit("synchronization/lock.html", width)
    part = page.locator(".part:has(p)").first
    prose, code = (part.locator(s).first.bounding_box() for s in ("p", ".highlight"))

    assert (prose["x"] + prose["width"] <= code["x"]) is beside
    assert (prose["y"] + prose["height"] <= code["y"]) is not beside


def test_a_litmus_table_has_each_outcome_once_with_the_gil_and_without(visit):
    """IRIW, say, with its sixteen outcomes: each in a row, which is not split."""
    page = visit("litmus.html")
    table = page.locator("section#iriw table")
    outcomes = table.locator("tbody th").all_text_contents()

    assert len(outcomes) == len(set(outcomes)) == 16
    assert table.locator("thead th", has_text="with GIL").count() == 2
    assert table.locator("thead th", has_text="without GIL").count() == 2


def test_next_leads_along_the_reading_path(visit):
    """From Lock to the scenario that its own names, and back again."""
    named = re.search(r"^Next +(\w+?)_demo\.py", str(lock_demo.__doc__), re.MULTILINE)
    page = visit("synchronization/lock.html")
    page.click("a.next-page")
    assert page.url.endswith(f"/synchronization/{named[1]}.html")

    page.click("a.prev-page")
    assert page.url.endswith("/synchronization/lock.html")


@pytest.mark.parametrize(
    ("name", "limit"), [("index.html", 300), ("synchronization/lock.html", 500)]
)
def test_a_page_is_light(visit, name, limit):
    """With everything that it loads."""
    assert 0 < visit(name).weight < limit * KB


def test_each_concept_page_is_light():
    """Their own part of the weight; what they load is the same for all."""
    heavy = {p: p.stat().st_size for p in SITE.glob("*/*.html") if p.parent.name != "versions"}

    assert {p: size for p, size in heavy.items() if size > 400 * KB} == {}
