"""🧵 python -m showcase lists the scenarios; python -m showcase NAME runs one."""

import argparse
import importlib
import sys
from itertools import groupby

from showcase.utils.catalogue import ROOT, Catalogue, first_line
from showcase.utils.logger import run


def main(arguments: list[str] | None = None) -> int:
    """List the scenarios, or run the one that is named; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m showcase", description=__doc__)
    parser.add_argument("name", nargs="?", help="a scenario, for instance: lock")
    name = parser.parse_args(arguments).name
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
    run(importlib.import_module(scenario.module).main)
    return 0


if __name__ == "__main__":
    sys.exit(main())
