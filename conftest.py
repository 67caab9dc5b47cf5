"""What every spec gets. Each plugin is a module of its own, and has specs in tests/house/."""

pytest_plugins = [
    "pytester",
    "tests.plugins.hygiene",  # nothing leaks, and the run always ends
    "tests.plugins.topics",  # pytest --topic lock, pytest --topics, and the words of the field
    "tests.plugins.conditions",  # since("3.13"), before("3.13"), needs("fork")
    "tests.plugins.inner",  # inner runs of pytest and Python, started beside the suite
    "tests.plugins.story",  # the `tell` fixture: what a scenario's main() narrates
    "tests.plugins.timing",  # benchmarks run only when asked for
    "tests.plugins.claims",  # pytest --api: from a public name to the specs that pin it
    "tests.plugins.pitfalls",  # pytest --pitfalls: what goes wrong, and the specs that show it
    "tests.plugins.reading",  # pytest --spec: the claims as prose
    "tests.plugins.record",  # pytest --record FOLDER: what was seen, for the site
    "tests.plugins.explain",  # pytest --explain CLAIM: one spec whole
]
