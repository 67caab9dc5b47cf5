"""🖼️ Pictures, as SVG that stands in the page: lanes of threads, and the choice of a tool."""

from dataclasses import dataclass
from html import escape

MOST_EVENTS, MOST_LANES = 150, 14
"""What a picture can hold. What is left out is told below it."""
STEP, LANE, MARGIN = 15, 30, 8
NAME = 7.2
"""Width of a letter in a lane's name."""
COLOURS = 8


@dataclass(frozen=True)
class Timeline:
    """A picture, and what it leaves out, in words."""

    svg: str
    left_out: str


def lanes_of(story: list[list[str]]) -> list[str]:
    """The threads of a story, in the order of appearance."""
    return list(dict.fromkeys(thread for thread, _, _ in story))


def timeline(story: list[list[str]]) -> Timeline:
    """Lanes for threads, from left to right what happened in order: a step is no measure of time.

    A bar is a thread from its start to its end, pale while it waits; a numbered dot is a line
    that it says.
    """
    shown = story[:MOST_EVENTS]
    lanes = lanes_of(shown)[:MOST_LANES]
    if not shown:
        return Timeline("", "")
    left = MARGIN * 2 + NAME * min(18, max(map(len, lanes)))
    width = left + STEP * (len(shown) + 1) + MARGIN
    height = LANE * len(lanes) + MARGIN
    drawn = [
        f'<svg class="timeline" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}"'
        f' height="{height}" role="img" aria-label="{len(lanes)} threads, {len(shown)} steps">'
    ]
    for row, name in enumerate(lanes):
        drawn.append(lane(name, row, shown, left, width))
    drawn.append("</svg>")
    left_out = []
    if len(story) > len(shown):
        left_out.append(f"the first {len(shown)} of {len(story)} steps")
    if len(lanes_of(shown)) > len(lanes):
        left_out.append(f"the first {len(lanes)} of {len(lanes_of(shown))} threads")
    return Timeline("".join(drawn), ", ".join(left_out))


def lane(name: str, row: int, story: list[list[str]], left: float, width: float) -> str:
    """One thread: its bars, and on them the lines that it says."""
    y = MARGIN / 2 + LANE * row + LANE / 2
    colour = f"t{row % COLOURS}"
    label = name if len(name) <= 18 else f"{name[:17]}…"
    drawn = [
        f'<g class="{colour}">'
        f'<line class="rail" x1="{left:.0f}" x2="{width:.0f}" y1="{y}" y2="{y}"/>'
        f'<text class="name" x="{MARGIN}" y="{y + 4}">{escape(label)}'
        f"<title>{escape(name)}</title></text>"
    ]
    number = 0
    bars, dots = [], []
    runs = all(kind != "starts" for thread, kind, _ in story if thread == name)
    since, waits_in = (left if runs else None), ""
    for step, (thread, kind, words) in enumerate(story, 1):
        number += kind == "says"
        if thread != name:
            continue
        x = left + STEP * step
        if kind == "says":
            dots.append(spoken(x, y, number, words))
            if since is None:
                since = x  # a thread that nobody has seen start
            continue
        if since is not None:
            bars.append(bar(since, x, y, waits_in))
        since, waits_in = (None if kind == "ends" else x), words if kind == "waits" else ""
    if since is not None:
        bars.append(bar(since, width - MARGIN, y, waits_in))
    return "".join([*drawn, *bars, *dots, "</g>"])


def bar(start: float, end: float, y: float, waits_in: str) -> str:
    """From `start` to `end` the thread runs, or waits."""
    kind, tip = ("waits", f"waits in {waits_in}") if waits_in else ("runs", "runs")
    return (
        f'<rect class="{kind}" x="{start:.0f}" y="{y - 5}" width="{max(2, end - start):.0f}"'
        f' height="10" rx="5"><title>{escape(tip)}</title></rect>'
    )


def spoken(x: float, y: float, number: int, words: str) -> str:
    """A numbered dot: a line of the story."""
    return (
        f'<g class="says"><circle cx="{x:.0f}" cy="{y}" r="8"/>'
        f'<text x="{x:.0f}" y="{y + 3.5}">{number}</text><title>{escape(words)}</title></g>'
    )


# ── Which tool? ───────────────────────────────────────────────────────────────

DECISION: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "Do threads change the same data?",
        [
            ("one at a time", "Lock"),
            ("… and its holder comes in again", "RLock"),
            ("at most N at a time", "Semaphore"),
            ("each keeps its own instead", "local"),
        ],
    ),
    (
        "Do they wait for something to happen?",
        [
            ("a yes or no, for everyone", "Event"),
            ("until something is true", "Condition"),
            ("for each other, round by round", "Barrier"),
            ("for a time to be over", "Timer"),
        ],
    ),
    (
        "Do they hand things over?",
        [
            ("first come, first served", "Queue"),
            ("a fast producer must be slowed", "Queue(maxsize)"),
            ("the urgent first", "PriorityQueue"),
            ("the newest first", "LifoQueue"),
            ("from a destructor or signal handler", "SimpleQueue"),
        ],
    ),
    (
        "Do you want results back?",
        [
            ("in the order of the inputs", "Executor.map"),
            ("the fastest first", "as_completed"),
            ("one, or its error, later", "Future"),
        ],
    ),
]
"""Question, and which answer leads to which tool: each tool is a row of the README's table."""


def decision(links: dict[str, str]) -> str:
    """The diagram; a tool is a link to the page that proves it."""
    width, question, row, gap = 460, 40, 34, 26
    height = sum(question + row * len(answers) + gap for _, answers in DECISION) + 8
    drawn = [
        f'<svg class="decision" viewBox="0 0 {width} {height}" role="group"'
        ' aria-label="Which tool? Four questions lead to sixteen tools.">'
    ]
    y = 4.0
    for number, (asked, answers) in enumerate(DECISION):
        last = y + question + row * len(answers) - row / 2
        drawn.append(f'<path class="branch" d="M24 {y + question} V{last}"/>')
        if number < len(DECISION) - 1:
            below = y + question + row * len(answers) + gap
            drawn.append(f'<path class="no" d="M8 {y + question / 2} V{below + question / 2} h4"/>')
            drawn.append(f'<text class="no" x="16" y="{below - 8}">no, or not only: ask on</text>')
        drawn.append(
            f'<rect class="question" x="8" y="{y}" width="448" height="{question}" rx="10"/>'
        )
        drawn.append(f'<text class="question" x="24" y="{y + 26}">{escape(asked)}</text>')
        y += question
        for words, tool in answers:
            middle = y + row / 2
            drawn.append(f'<path class="branch" d="M24 {middle} H36"/>')
            drawn.append(f'<text class="answer" x="42" y="{middle + 5}">{escape(words)}</text>')
            drawn.append(
                f'<a href="{escape(links[tool])}"><rect class="tool" x="304" y="{middle - 13}"'
                f' width="152" height="26" rx="13"/>'
                f'<text class="tool" x="380" y="{middle + 5}">{escape(tool)}</text></a>'
            )
            y += row
        y += gap
    drawn.append("</svg>")
    return "".join(drawn)
