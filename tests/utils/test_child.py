"""👶 A child interpreter always comes back, with what it said and how it ended.

It is defined in showcase/utils/child.py.
"""

import os
import select
import signal
import sys

import pytest

from showcase.utils.child import Child, in_a_child
from showcase.utils.stage import PATIENCE


def says_both() -> None:
    """Speak on both streams, and end with a code."""
    print("out 🧵")
    print("err", file=sys.stderr)
    sys.exit(3)


def says_its_settings() -> None:
    """Tell what the parent asked for."""
    print(sys.flags.utf8_mode, os.environ["FRUIT"])


def says_its_generation() -> None:
    """Tell how far down this interpreter stands."""
    print(os.environ["SHOWCASE_GENERATION"])


def says_its_handler() -> None:
    """Tell what Ctrl-C does here."""
    print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)


def ignores_ctrl_c_and_has_a_child() -> None:
    """Tell what Ctrl-C does in a child of one that ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(*in_a_child(says_its_handler).said)


def says_its_handler_of_sigquit() -> None:
    """Tell whether Ctrl-\\ ends this process."""
    print(signal.getsignal(signal.SIGQUIT) is signal.SIG_DFL)


def ignores_sigquit_and_has_a_child() -> None:
    """Tell what Ctrl-\\ does in a child of one that ignores it."""
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    print(*in_a_child(says_its_handler_of_sigquit).said)


def never_ends() -> None:
    """Say a word, and read from a pipe that nobody writes to."""
    print("begun")
    reader, _writer = os.pipe()
    os.read(reader, 1)


def forks_and_never_ends() -> None:
    """Two processes that wait for ever, with the same streams."""
    os.fork()
    never_ends()


def forks_and_ends() -> None:
    """Fork a process that waits for ever, with the same streams, and end."""
    if os.fork() == 0:
        never_ends()


def ends_and_leaves_a_grandchild() -> None:
    """Open a pipe for writing, fork a process that keeps it open for ever, and end."""
    os.open(os.environ["PIPE"], os.O_WRONLY)
    if os.fork() == 0:
        os.closerange(0, 3)
        reader, _writer = os.pipe()
        os.read(reader, 1)


def test_a_child_tells_its_exit_code_and_both_streams():
    """Exit code, standard output and standard error are kept apart.

    Docs: library/subprocess#subprocess.Popen
    """
    child = in_a_child(says_both)

    assert child == Child(exit_code=3, out="out 🧵\n", err="err\n")
    assert child.said == ["out 🧵"]


def test_a_child_takes_options_of_the_interpreter_and_variables():
    """Options come before the program, variables are added to the parent's.

    Docs: using/cmdline#command-line
    """
    assert in_a_child(says_its_settings, "-X", "utf8", FRUIT="apple").said == ["1 apple"]


def test_a_child_may_have_a_child_and_that_one_none(monkeypatch):
    """A module that runs when it is imported starts itself in each child: that must not go on.

    Docs: none, this is the showcase's own helper.
    """
    monkeypatch.setenv("SHOWCASE_GENERATION", "1")
    assert in_a_child(says_its_generation).said == ["2"]

    monkeypatch.setenv("SHOWCASE_GENERATION", "2")
    with pytest.raises(RuntimeError, match="a grandchild has no child: is something run by a mere"):
        in_a_child(says_its_generation)


def test_the_first_child_is_the_first_generation(monkeypatch):
    """Generations are counted from the process that nobody has started in this way.

    Docs: none, this is the showcase's own helper.
    """
    monkeypatch.delenv("SHOWCASE_GENERATION", raising=False)
    assert in_a_child(says_its_generation).said == ["1"]


def test_ctrl_c_works_in_a_child_even_where_its_parent_ignores_it():
    """A shell lets its background jobs ignore SIGINT, and a child would inherit that.

    Docs: library/signal#signal.SIGINT
    """
    assert in_a_child(ignores_ctrl_c_and_has_a_child).said == ["True"]


@pytest.mark.needs("posix_signals")
def test_sigquit_ends_a_child_even_where_its_parent_ignores_it():
    """A shell lets its background jobs ignore SIGQUIT as well.

    Docs: library/signal#signal.SIG_DFL
    """
    assert in_a_child(ignores_sigquit_and_has_a_child).said == ["True"]


def test_a_child_that_never_ends_is_killed_at_its_limit():
    """Its exit code is None, and what it said before is not lost.

    Docs: library/subprocess#subprocess.Popen.communicate
    """
    child = in_a_child(never_ends, limit=0.3)

    assert child.exit_code is None
    assert child.out in ("begun\n", "")  # "" where the limit was too short to begin


@pytest.mark.needs("fork")
def test_a_child_that_has_ended_leaves_nobody_behind(tmp_path):
    """The whole group is ended: a pipe that only a grandchild still holds open comes to its end.

    Docs: library/os#os.killpg
    """
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with open(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb") as held:
        assert in_a_child(ends_and_leaves_a_grandchild, PIPE=str(pipe)).exit_code == 0
        assert select.select([held], [], [], PATIENCE)[0]
        assert held.read() == b""


@pytest.mark.needs("fork")
@pytest.mark.parametrize(
    "left_behind",
    [
        pytest.param(forks_and_never_ends, id="the child does not end either"),
        pytest.param(forks_and_ends, id="the child has ended"),
    ],
)
def test_what_a_child_has_started_ends_at_the_limit(left_behind):
    """A grandchild holds the same pipes: were it spared, their end would never come.

    Docs: library/os#os.killpg
    """
    assert in_a_child(left_behind, limit=0.3).exit_code is None


def test_a_child_is_gone_before_an_interrupt_goes_on(monkeypatch):
    """Ctrl-C while a child runs: the child is killed and reaped, then the interrupt is raised.

    Docs: library/subprocess#subprocess.Popen.kill
    """
    import subprocess

    communicate, children = subprocess.Popen.communicate, []

    def interrupted(self, *args, **options):
        if not children:
            children.append(self)
            self._sigint_wait_secs = 0  # as if its end took longer than `with` waits
            raise KeyboardInterrupt
        return communicate(self, *args, **options)

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        in_a_child(never_ends)
    assert children[0].returncode is not None
