"""📣 Publication: a reference is seen as soon as it is stored, ready or not.

The story is told, and runs, in showcase/pitfalls_and_errors/publication_demo.py.
"""

from showcase.pitfalls_and_errors import publication_demo


def test_an_object_that_is_stored_before_it_is_complete_is_seen_half_built():
    """A dictionary is visible to other threads as soon as a shared variable refers to it: a reader
    may find one entry of two.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert publication_demo.seen_while_it_is_filled(publish_last=False) == [
        "host",
        "host and port",
    ]


def test_an_object_that_is_stored_last_is_seen_complete_or_not_at_all():
    """If a dictionary is filled through a local variable, and the shared variable is set after
    that, a reader finds nothing yet, and later the complete dictionary.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert publication_demo.seen_while_it_is_filled(publish_last=True) == [
        "nothing yet",
        "host and port",
    ]


def test_a_thread_that_is_started_in_the_middle_of_init_misses_attributes():
    """If __init__ calls Thread.start() before it has assigned all attributes, the thread may get
    AttributeError for one that is assigned later.

    Docs: library/threading#threading.Thread.start
    """
    assert publication_demo.Greeter(start_last=False).heard == "AttributeError"
    assert publication_demo.Greeter(start_last=True).heard == "hello world"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase publication` prints, in this order on every run.

    Docs: undocumented, and all supported Pythons agree.
    """
    assert tell(publication_demo.main) == [
        "MainThread | ❌ published first: one sees host; then host and port",
        "MainThread | ✅ published last: one sees nothing yet; then host and port",
        "MainThread | ❌ a thread started too early hears AttributeError",
        "MainThread | ✅ a thread started last hears hello world",
    ]
