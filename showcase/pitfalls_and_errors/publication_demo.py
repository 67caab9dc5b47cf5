"""📣 Publication: a reference is seen as soon as it is stored, ready or not.

    what others see while it is made            ❌                          ✅
    ──────────────────────────────────────────  ──────────────────────────  ──────────────────────
    stored first, filled in after that          seen half-built             filled in, then stored
    a thread started in __init__                AttributeError              start it at the end
      (`self` escapes)

TL;DR  Build it in a local variable, and store it last. What starts threads does so last, too.

Run    python -m showcase.pitfalls_and_errors.publication_demo
Specs  tests/pitfalls_and_errors/test_publication.py
Next   cache_stampede_demo.py: all of them compute what one could have kept for all
"""

if not __package__: __import__("sys").path.append(__file__.rpartition("showcase")[0])  # fmt: skip

from threading import Thread

from showcase.utils.logger import get_logger, run
from showcase.utils.stage import Cue, play

log = get_logger()


def seen_while_it_is_filled(publish_last: bool) -> list[str]:
    """Another thread looks while a dictionary of settings is filled in: what does it find?

    Args:
        publish_last: store the reference when the dictionary is complete, and not before.

    Returns what it finds, and what it would find a moment later.
    """
    settings: dict[str, str] | None = None
    half_done, has_looked = Cue(), Cue()

    def maker() -> None:
        nonlocal settings
        mine: dict[str, str] = {}
        if not publish_last:
            settings = mine
        mine["host"] = "localhost"
        half_done.set()
        has_looked.wait()
        mine["port"] = "8080"
        settings = mine

    def look() -> str:
        return "nothing yet" if settings is None else " and ".join(settings)

    def reader() -> str:
        half_done.wait()
        seen = look()
        has_looked.set()
        return seen

    return [play(reader, maker)[0], look()]


class Greeter:
    """Starts a thread that reads an attribute.

    Args:
        start_last: start it when the attribute is there, and not before.
    """

    heard: str

    def __init__(self, start_last: bool) -> None:
        may_look, has_looked = Cue(), Cue()

        def greet() -> None:
            try:
                self.heard = f"hello {may_look.wait() and self.name}"
            except AttributeError as error:
                self.heard = type(error).__name__
            has_looked.set()

        thread = Thread(target=greet)
        if not start_last:
            thread.start()
            may_look.set()
            has_looked.wait()
        self.name = "world"
        if start_last:
            thread.start()
            may_look.set()
        thread.join()


def main() -> None:
    """❌ before ✅."""
    log.info("❌ published first: one sees %s; then %s", *seen_while_it_is_filled(False))
    log.info("✅ published last: one sees %s; then %s", *seen_while_it_is_filled(True))
    log.info("❌ a thread started too early hears %s", Greeter(start_last=False).heard)
    log.info("✅ a thread started last hears %s", Greeter(start_last=True).heard)


if __name__ == "__main__":
    run(main)
