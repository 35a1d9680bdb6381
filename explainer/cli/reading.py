"""Reading a story, without click: run, passphrase, language and front end. `explainer` alone starts here."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.cli.output import is_terminal, narrate
from explainer.cli.stories import open_story, state_folder
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.options import ReaderOptions
from explainer.story.model.structs import Story

if TYPE_CHECKING:
    from explainer.reading.run import Run
    from explainer.reading.storage.store import Kept


_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of these the first that is set counts, as POSIX has it."""


def read_in(story: Story, run: Run, language: str, environment: Mapping[str, str]) -> tuple[Story, Run]:
    """Return the story in the language that is named, else the one chosen before, else the locale's; and the run, which
    keeps what was named.

    Args:
        story: in any language.
        run: where they go on.
        language: what the line names; empty: nothing.
        environment: of this process.

    Raises:
        UsageError: the story is not in the language that was named.
    """
    from msgspec.structs import replace as changed  # a story of one language needs none of these

    from explainer.export.as_text.asked import code_of
    from explainer.story.model.translation import in_language, original

    if language:
        run = changed(run, language=code_of(story, language))
    kept = run.language if run.language in story.languages else ""
    return in_language(original(story), kept or of_locale(story, environment)), run


def of_locale(story: Story, environment: Mapping[str, str]) -> str:
    """The story's language that the reader's locale names; empty: none of them."""
    from explainer.story.model.translation import match

    named = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    return match(story.languages, named) if named else ""


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
            return read_file(file, story, ask_passphrase(_("Passphrase of {file}: ").format(file=file)))
        except WrongPassphrase as wrong:
            if not left or not is_terminal(sys.stdin):
                raise
            narrate(str(wrong))
    raise AssertionError("the last try returns or raises")


def new_passphrase() -> str:
    """A passphrase for a file to be written; on a terminal it is typed twice.

    Raises:
        Cannot: none was given, or the two differ.
    """
    given = ask_passphrase(_("Passphrase: "))
    if not given:
        raise Cannot(_("An empty passphrase protects nothing; leave --passphrase out to save without one."))
    if is_terminal(sys.stdin) and ask_passphrase(_("The same again: ")) != given:
        raise Cannot(_("The two were not the same; nothing was written."))
    return given


def ask_passphrase(prompt: str) -> str:
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


def read_shipped() -> int:
    """The shipped story from the kept place or its start: what `explainer` without a word does; the exit code."""
    reason = linear_reason(False, os.environ)
    story = open_story(None, quiet=bool(reason))
    return start(begin_reading(story, private=False, resume=None), reason)


def linear_reason(asked: bool, environment: Mapping[str, str]) -> str:
    """Why one reads line by line, as the first line says it; empty for full screen."""
    if asked:
        return _("you typed --linear")
    if environment.get("EXPLAINER_LINEAR", "") not in ("", "0"):
        return _("EXPLAINER_LINEAR is set")
    if environment.get("TERM") == "dumb":
        return _("this is TERM=dumb")
    if not is_terminal(sys.stdin) or not is_terminal(sys.stdout):
        return _("there is no terminal")
    return ""


def begin_reading(story: Story, *, private: bool, resume: Path | None, language: str = "") -> ReaderOptions:
    """Where the reader goes on: in the file they named, at their kept place, or at the start.

    Raises:
        UsageError: the story is not in the language that was named.
    """
    from explainer.reading.run import begin
    from explainer.reading.storage.store import Kept, Store

    store = None if private else Store(state_folder())
    kept = Kept(None)
    if resume:
        # loaded with a file

        kept = read_run(resume, story)
    elif store and store.agreed:
        kept = store.load(story)
    run = kept.run or begin(story)
    if language or len(story.languages) > 1:
        # not for a story of one language

        story, run = read_in(story, run, language, os.environ)
    return ReaderOptions(
        story,
        run,
        store,
        private,
        message=kept.message,
        news=kept.news,
        moved=kept.moved,
        resumed=kept.run is not None,
    )


def start(options: ReaderOptions, reason: str) -> int:
    """Start the front end; the exit code."""
    _open_closed_streams()
    if reason:
        from explainer.linear import session

        collect_from_now()
        return session.run(options, reason)
    from explainer.tui import app

    def go_linear(run: Run, glyphs: str) -> int:
        return start(replace(options, run=run, glyphs=glyphs), _("you chose it"))

    return app.run(replace(options, go_linear=go_linear), collect_from_now)


def collect_from_now() -> None:
    """Search for garbage again: in what comes from now on, for modules and story stay for good."""
    gc.freeze()
    gc.enable()


def _open_closed_streams() -> None:
    """Let a program that was started without a stdin or stdout (`<&-`) read and write nothing."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 - lives as long as the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
