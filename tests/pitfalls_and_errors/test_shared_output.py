"""🖨️ Shared output: one sys.stdout for all threads, and whoever replaces it replaces it for all.

The story is told, and runs, in showcase/pitfalls_and_errors/shared_output_demo.py.
"""

import sys

from showcase.pitfalls_and_errors import shared_output_demo


def test_redirect_stdout_gets_what_other_threads_print():
    """contextlib.redirect_stdout() replaces sys.stdout, of which there is one for all threads: what
    another thread prints meanwhile is captured as well.

    Docs: library/contextlib#contextlib.redirect_stdout
    """
    assert shared_output_demo.captured(to_the_stream=False) == "mine yours\n"


def test_a_stream_that_is_handed_over_is_not_redirected():
    """print(file=stream) does not use sys.stdout, so contextlib.redirect_stdout() in another thread
    does not capture what it prints.

    Docs: builtins/functions#print, library/contextlib#contextlib.redirect_stdout
    """
    assert shared_output_demo.captured(to_the_stream=True) == "mine "


def test_standard_output_is_put_back():
    """At the end of its block contextlib.redirect_stdout() sets sys.stdout to what it was before.

    Docs: library/contextlib#contextlib.redirect_stdout
    """
    before = sys.stdout
    shared_output_demo.captured(to_the_stream=True)
    assert sys.stdout is before


def test_patches_whose_ends_are_interleaved_leave_the_first_one_behind():
    """unittest.mock.patch.object() puts back the value that it has found: if the patch of another
    thread began first and ends first, that value is the other patch, which then stays for good.

    Docs: library/unittest.mock#patch-object
    """
    ann_sees, bob_sees, left = shared_output_demo.settings_of_two_patches(one_for_both=False)
    assert (ann_sees, bob_sees, left) == ("hers", "his", "hers")


def test_one_patch_around_all_threads_puts_the_original_back():
    """One unittest.mock.patch.object() that begins before the threads start, and ends after they
    have ended, holds for all of them, and puts the original back.

    Docs: library/unittest.mock#patch-object
    """
    ann_sees, bob_sees, left = shared_output_demo.settings_of_two_patches(one_for_both=True)
    assert (ann_sees, bob_sees, left) == ("for both", "for both", "the original")


def test_a_print_of_two_words_is_torn_apart():
    """print() writes a line with more than one call of write(): another thread may write after the
    first word.

    Docs: builtins/functions#print
    """
    assert shared_output_demo.what_two_prints_write(one_piece=False) == "myyour line\n line\n"


def test_a_line_that_is_written_in_one_piece_stays_whole():
    """If a line and its end are written with a single call of write(), another thread writes before
    or after that call.

    Docs: library/io#io.TextIOBase.write
    """
    assert shared_output_demo.what_two_prints_write(one_piece=True) == "my line\nyour line\n"


def test_the_demo_tells_this_story(tell):
    """❌ before ✅: what `python -m showcase shared_output` prints, in this order on every run.

    Docs: library/contextlib#contextlib.redirect_stdout
    """
    assert tell(shared_output_demo.main) == [
        "MainThread | ❌ redirect_stdout has 'mine yours\\n'",
        "MainThread | ✅ redirect_stdout has 'mine '",
        "MainThread | ❌ two patches: Ann sees 'hers', Bob 'his'; then there is 'hers'",
        "MainThread | ✅ one patch: Ann sees 'for both', Bob 'for both'; "
        "then there is 'the original'",
        "MainThread | ❌ two prints: 'myyour line\\n line\\n'",
        "MainThread | ✅ two writes: 'my line\\nyour line\\n'",
    ]
