"""🕳️ pytest --pitfalls: what goes wrong, what forces it, which specs show it and which cure it."""

import pytest

from tests.pitfalls_and_errors.pitfalls import FAMILIES, FORCED_BY, nodeid


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option."""
    group = parser.getgroup("the showcase")
    group.addoption("--pitfalls", action="store_true", help="list the pitfalls, and run nothing")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """--pitfalls: print the table; nothing needs to be collected for that."""
    if not config.getoption("pitfalls"):
        return None
    for family, pitfalls in FAMILIES.items():
        print(f"\n{family} ({len(pitfalls)})")
        for pitfall in pitfalls:
            print(f"  {pitfall.name} [{pitfall.forced_by}]")
            print(f"    shown  {nodeid(pitfall.shown)}")
            print(f"    cured  {nodeid(pitfall.cured)}")
    print()
    for word, meaning in FORCED_BY.items():
        print(f"  {word:<8}{meaning}")
    print(f"{sum(map(len, FAMILIES.values()))} pitfalls in {len(FAMILIES)} families")
    return 0
