"""An inner pytest run that only its spec knows how to call; see tests/plugins/inner.py."""

import pytest

from tests.plugins.inner import Run, carry_out, inner_pytest, inner_suite


@pytest.fixture(scope="session")
def inner():
    """inner(source, *arguments): run pytest on a file of its own, with the plugins of the house."""

    def inner(source: str, *arguments: str, plugin: str = "tests.plugins.hygiene") -> Run:
        return carry_out(vars(inner_pytest(source, "-p", plugin, *arguments)))

    return inner


@pytest.fixture(scope="session")
def suite():
    """suite(*arguments): run this project's own suite, or a part of it."""
    return lambda *arguments, **environ: carry_out(vars(inner_suite(*arguments, **environ)))
