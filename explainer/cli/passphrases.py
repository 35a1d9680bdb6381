"""Asking for a passphrase: unseen on a terminal, one line of the input where that is piped."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.cli.output import is_terminal, narrate
from explainer.messages import _
from explainer.problems import Cannot

if TYPE_CHECKING:
    from explainer.reading.storage.store import Kept
    from explainer.story.model.structs import Story

TRIES = 3


def read_run(file: Path, story: Story) -> Kept:
    """The run of a file; where it is encrypted the passphrase is asked for, three times on a terminal.

    Raises:
        RunUnreadable: no such file, damaged, of another story, or the passphrase is not its own.
        Cannot: no passphrase was given.
    """
    from explainer.reading.storage.store import NeedsPassphrase, WrongPassphrase, read_file

    try:
        return read_file(file, story)
    except NeedsPassphrase:  # it is asked for
        pass
    for left in range(TRIES - 1, -1, -1):
        try:
            return read_file(file, story, ask(_("Passphrase of {file}: ").format(file=file)))
        except WrongPassphrase as wrong:
            if not left or not is_terminal(sys.stdin):
                raise
            narrate(str(wrong))
    raise AssertionError("the last try returns or raises")


def new() -> str:
    """A passphrase for a file to be written; on a terminal it is typed twice.

    Raises:
        Cannot: none was given, or the two differ.
    """
    given = ask(_("Passphrase: "))
    if not given:
        raise Cannot(_("An empty passphrase protects nothing; leave --passphrase out to save without one."))
    if is_terminal(sys.stdin) and ask(_("The same again: ")) != given:
        raise Cannot(_("The two were not the same; nothing was written."))
    return given


def ask(prompt: str) -> str:
    """One passphrase, without the line's end.

    Raises:
        Cannot: the input ended before one came.
    """
    try:
        line = _unseen(prompt) if is_terminal(sys.stdin) else _piped()
    except EOFError as ended:
        raise Cannot(_("A passphrase is needed, and none was given.")) from ended
    return line.rstrip("\r\n")


def _unseen(prompt: str) -> str:
    import getpass  # only where somebody types one

    return getpass.getpass(prompt)


def _piped() -> str:
    # The stream itself, not its descriptor: linear mode goes on with the line after. Its way with bytes that are no
    # text is linear mode's too, since it cannot be changed any more once something was read.
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise EOFError
    if "\ufffd" in line:
        raise Cannot(_("The passphrase holds bytes that are no text here."))
    return line
