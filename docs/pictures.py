"""🖼️ Pictures, as SVG that stands in the page: lanes of threads, and the choice of a tool."""

import re
from dataclasses import dataclass
from html import escape

MOST_EVENTS, MOST_LANES = 150, 14
"""What a picture can hold. What is left out is told below it."""
WIDE, STEPS, DOT = 860, (11, 40), 17
"""How wide a picture should be, how short and long a step may be for that; what a dot needs."""
LANE, HELD, MARGIN = 26, 15, 8
"""Heights: of a lane, of each thing that is held below it; and what is left free."""
LETTER, SMALL = 7.2, 5.6
"""Width of a letter in a lane's name, and in a bar."""
COLOURS = 8

Story = list[list[str]]
"""Events: a thread, what it does, in which words."""


@dataclass(frozen=True)
class Timeline:
    """A picture, and what it leaves out, in words."""

    svg: str
    left_out: str


def teller_of(story: Story) -> str:
    """Who tells it: the main thread, if it is in it."""
    threads = list(dict.fromkeys(thread for thread, _, _ in story))
    return "MainThread" if "MainThread" in threads else "".join(threads[:1])


def lanes_of(story: Story) -> list[str]:
    """The threads of a story: who tells it, and then the others in the order of appearance."""
    return list(dict.fromkeys([teller_of(story), *(thread for thread, _, _ in story)]))


def scenes(story: Story) -> list[Story]:
    """The story, cut where the one who tells it is alone, and something new begins.

    Whoever begins by speaking announces each scene, if not with a verdict; else, and behind a
    verdict, the first who does something begins a new one.
    """
    cut: list[Story] = [[]] if story else []
    others = set[str]()
    teller = teller_of(story)
    announces = bool(story) and story[0][1] == "says"
    for event, after in zip(story, [*story[1:], LAST], strict=False):
        thread, does, words = event
        told = cut[-1][-1] if cut[-1] else LAST
        if does == "says":
            is_new = announces and thread == teller and words[:1] not in VERDICTS
            is_new = is_new and (after[1] != "says" or after[0] != teller)
        else:
            is_new = told[:2] == [teller, "says"] and (told[2][:1] in JUDGED or not announces)
        if is_new and not others and any(e[1] != "says" for e in cut[-1]):
            cut.append([])
        cut[-1].append(event)
        others = others | {thread} if does == "starts" else others
        others = others - {thread} if does == "ends" else others
    return cut


JUDGED, VERDICTS, LAST = ("✅", "❌"), "✅❌🔶❓", ["", "says", ""]


def numbered(story: Story) -> Story:
    """The same; "Lock 7" is called "Lock" if there is no other one in it, or else "Lock 1"."""
    named = re.compile(r"\w+ \d+")
    labels = [w for _, k, w in story if k in ("waits", "holds") and named.fullmatch(w)]
    kinds: dict[str, list[str]] = {}
    for label in dict.fromkeys(labels):
        kinds.setdefault(label.split()[0], []).append(label)
    new = {
        label: f"{kind} {number}" if len(alike) > 1 else kind
        for kind, alike in kinds.items()
        for number, label in enumerate(alike, 1)
    }
    return [
        [who, does, words if does == "says" else new.get(words, words)]
        for who, does, words in story
    ]


def timeline(story: Story, number: int = 0) -> Timeline:
    """Lanes for threads, from left to right what happened in order: a step is no measure of time.

    A line is a thread from its start to its end, dashed while it waits; a thick bar below it is
    what it holds; a numbered dot is a line that it says.

    Args:
        number: how many lines were said before.
    """
    shown = numbered(story)[:MOST_EVENTS]
    lanes = lanes_of(shown)[:MOST_LANES]
    if not shown:
        return Timeline("", "")
    left = MARGIN * 2 + LETTER * min(18, max(map(len, lanes)))
    step = min(STEPS[1], max(STEPS[0], (WIDE - left) / (len(shown) + 1)))
    places: list[tuple[float, list[str]]] = []
    x = left
    for before, event in zip([LAST, *shown], shown, strict=False):
        x += max(step, DOT) if before[:2] == event[:2] == [event[0], "says"] else step
        number += event[1] == "says"
        places.append((x, [*event, str(number)]))
    width = x + step + MARGIN
    room = SMALL * max([len(words) for _, does, words in shown if does == "holds"], default=0)
    drawn, y = [], MARGIN / 2
    for row, name in enumerate(lanes):
        lane = Lane(name, y, left, width - MARGIN)
        drawn.append(f'<g class="t{row % COLOURS}">{lane.drawn(places)}</g>')
        y += lane.height
    height = y + MARGIN / 2
    width += room
    told = f"{len(lanes)} threads, {len(shown)} steps"
    svg = (
        f'<svg class="timeline" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" role="img" aria-label="{told}">{"".join(drawn)}</svg>'
    )
    left_out = []
    if len(story) > len(shown):
        left_out.append(f"the first {len(shown)} of {len(story)} steps")
    if len(lanes_of(shown)) > len(lanes):
        left_out.append(f"the first {len(lanes)} of {len(lanes_of(shown))} threads")
    return Timeline(svg, " and ".join(left_out))


@dataclass
class Lane:
    """One thread: how it runs and waits, below that what it holds, and the lines that it says."""

    name: str
    top: float
    left: float
    right: float
    height: float = LANE

    def drawn(self, places: list[tuple[float, list[str]]]) -> str:
        """Its part of the picture."""
        y = self.top + LANE / 2
        label = self.name if len(self.name) <= 18 else f"{self.name[:17]}…"
        mine = [(x, event) for x, event in places if event[0] == self.name]
        bars, dots, held = list[str](), list[str](), list[tuple[str, float, float]]()
        is_there = all(event[1] != "starts" for _, event in mine)
        since, waits_for = (self.left if is_there else None), ""
        holds: dict[str, float] = {}
        for x, (_, does, words, number) in mine:
            if does == "says":
                dots.append(spoken(x, y, number, words))
                since = x if since is None else since
            elif does == "holds":
                holds[words] = x
            elif does == "frees":
                held.append((words, holds.pop(words, self.left), x))
            else:
                if since is not None:
                    bars.append(bar(since, x, y, waits_for))
                since = None if does == "ends" else x
                waits_for = words if does == "waits" else ""
        end = self.right if since is not None else mine[-1][0]
        if since is not None:
            bars.append(bar(since, end, y, waits_for))
        held += [(what, x, self.right) for what, x in holds.items()]
        rows: list[float] = []
        held.sort(key=lambda one: one[1])
        for place, (what, start, stop) in enumerate(held, 1):
            row = next((n for n, free in enumerate(rows) if free <= start), len(rows))
            rows[row : row + 1] = [stop]
            room = held[place][1] - stop if place < len(held) else self.right
            bars.append(hold(what, start, stop, self.top + LANE - 3 + row * HELD, room))
        self.height = LANE + HELD * len(rows)
        return (
            f'<line class="rail" x1="{self.left:.0f}" x2="{self.right:.0f}" y1="{y}" y2="{y}"/>'
            f'<text class="name" x="{MARGIN}" y="{y + 4}">{escape(label)}'
            f"<title>{escape(self.name)}</title></text>{''.join(bars + dots)}"
        )


def bar(start: float, end: float, y: float, waits_for: str) -> str:
    """From `start` to `end` the thread runs, or waits for something."""
    wide = max(2, end - start)
    if not waits_for:
        return (
            f'<rect class="runs" x="{start:.0f}" y="{y - 3}" width="{wide:.0f}" height="6"'
            ' rx="3"><title>runs</title></rect>'
        )
    words = waits_for.removeprefix("Condition.").removeprefix("Thread.")
    fits = len(words) * SMALL + 18 < wide
    text = f'<text class="for" x="{start + 10:.0f}" y="{y + 3}">{escape(words)}</text>' * fits
    return (
        f'<g><rect class="waits" x="{start + 1:.0f}" y="{y - 6}" width="{wide - 2:.0f}"'
        f' height="12" rx="6"/>{text}<title>waits for {escape(waits_for)}</title></g>'
    )


def hold(what: str, start: float, end: float, y: float, room: float) -> str:
    """From `start` to `end` the thread holds it.

    Its name stands inside or, if there is room, beside; else it is shortened, or left to a title.
    """
    wide = max(4, end - start)
    inside, beside = len(what) * SMALL + 6 < wide, len(what) * SMALL + 6 < room
    kind, x = ("held beside", start + wide + 3) if beside > inside else ("held", start + 3)
    name = what if inside or beside else brief(what)
    fits = inside or beside or len(name) * SMALL + 3 < wide
    text = f'<text class="{kind}" x="{x:.0f}" y="{y + 9.2:.1f}">{escape(name)}</text>' * fits
    return (
        f'<g><rect class="holds" x="{start:.0f}" y="{y}" width="{wide:.0f}" height="12" rx="2"/>'
        f"{text}<title>holds {escape(what)}</title></g>"
    )


def brief(what: str) -> str:
    """ "BS2" for "BoundedSemaphore 2"."""
    return "".join(re.findall("[A-Z0-9]", what)) or what[:2]


def spoken(x: float, y: float, number: str, words: str) -> str:
    """A numbered dot: a line of the story."""
    return (
        f'<g class="says"><circle cx="{x:.0f}" cy="{y}" r="8"/>'
        f'<text x="{x:.0f}" y="{y + 3.5}">{number}</text><title>{escape(words)}</title></g>'
    )


KEY = (
    '<span class="key"><svg viewBox="0 -2 34 18" width="34" height="18" class="timeline t0"'
    ' aria-hidden="true">{}</svg> {}</span>'
)


def key() -> str:
    """What the shapes mean: they can be told apart without colours."""
    shapes = [
        (bar(2, 32, 7, ""), "runs"),
        (bar(1, 33, 7, "it"), "waits, and for what"),
        (hold("", 2, 32, 1, 0), "holds, and what (L1: Lock 1)"),
        (spoken(17, 7, "1", ""), "says line 1"),
    ]
    return "".join(
        KEY.format(shape.replace("<title></title>", ""), words) for shape, words in shapes
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
