"""🧵 python -m showcase lists the scenarios; python -m showcase NAME runs one."""

import argparse
import importlib
import inspect
import sys
from functools import partial
from itertools import groupby

from showcase.utils.catalogue import ROOT, Catalogue, first_line
from showcase.utils.logger import cut_off, run


def main(arguments: list[str] | None = None) -> int:
    """List the scenarios, or run the one that is named; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m showcase", description=__doc__)
    parser.add_argument("name", nargs="?", help="a scenario, for instance: lock")
    parser.add_argument("options", nargs="*", help="of the scenario: --help tells which it has")
    given = sys.argv[1:] if arguments is None else arguments
    # What follows the name is the scenario's own.
    options = given[1:] if given and not given[0].startswith("-") else []
    name = parser.parse_args(given[: len(given) - len(options)]).name
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")

    catalogue = Catalogue()
    if name is None:
        for topic, scenarios in groupby(catalogue.scenarios, key=lambda s: s.topic):
            print(f"\n{topic}  {first_line(ROOT / topic / '__init__.py')}")
            for scenario in scenarios:
                print(f"  {scenario.name:<28}{scenario.says}")
        return 0
    try:
        scenario = catalogue.find(name)
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    story = importlib.import_module(scenario.module).main
    if "arguments" in inspect.signature(story).parameters:
        story = partial(story, options)
    elif options:
        print(f"{scenario.concept} takes no options: {' '.join(options)}", file=sys.stderr)
        return 2
    run(story)
    return 0


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # | head -1
        cut_off(sys.stdout)
        code = 0
    sys.exit(code)
