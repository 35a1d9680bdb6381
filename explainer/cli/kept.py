"""`explainer save`, `takeaway` and `forget`: what to do with what is kept on this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.cli.options import language_option, story_option
from explainer.cli.output import narrate, say, say_whole, width
from explainer.cli.reading import new_passphrase, read_run
from explainer.cli.stories import SERVED, cache_folder, open_story, state_folder
from explainer.messages import _, ngettext
from explainer.problems import Cannot, UsageError

if TYPE_CHECKING:
    from explainer.reading.run import Run
    from explainer.story.model.structs import Story


def kept_run(story: Story, file: Path | None = None) -> Run:
    """The run of a file, else the one kept here; what moved in it is narrated.

    Raises:
        Cannot: none is kept.
        RunUnreadable: the file holds none that can be read.
    """
    if file is not None:
        kept = read_run(file, story)
    else:
        from explainer.reading.storage.store import Store

        kept = Store(state_folder()).load(story)
    for line in dict.fromkeys((kept.message, *kept.moved)):
        if line:
            narrate(line)
    if kept.run is None:
        said = _("No place in {title} is kept on this machine: read it, and agree when you quit.")
        raise Cannot(said.format(title=story.title))
    return kept.run


@click.command(
    "save",
    help=_(
        "Copy your kept place and notes in the story to FILE; explainer --resume FILE goes on from it, on this"
        " machine or another."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--passphrase",
    "locked",
    is_flag=True,
    help=_("Ask for a passphrase, or read a line of it where the input is piped, and encrypt the file."),
)
@story_option
def save_command(file: Path, locked: bool, folder: str | None) -> None:
    from explainer.reading.storage.store import stamped, write_file

    story = open_story(folder)
    run = kept_run(story)
    passphrase = new_passphrase() if locked else ""
    _spare(file, passphrase)
    write_file(file, stamped(story, run), passphrase)
    said = _("Saved to {file}, encrypted.") if locked else _("Saved to {file}.")
    on = _("explainer --resume {file} goes on from there.")
    narrate(f"{said} {on}".format(file=file))
    if not locked:
        narrate(_("Whoever has the file can read it; --passphrase encrypts it."))


def _spare(file: Path, passphrase: str) -> None:
    """An older run may be replaced by a newer one; a file of another kind, or one that does not open, may not."""
    from explainer.reading.storage.files import may_hold_a_run

    try:
        may_hold_a_run(file, passphrase)
    except Cannot as error:
        raise UsageError(f"{file}: {error}") from error


@click.command(
    "takeaway",
    help=_(
        "Print what you take along: your way, notes and doubts, the claims you met with citations, the terms you"
        " opened. It is private: think before you carry it."
    ),
)
@click.option(
    "--to",
    "form",
    type=click.Choice(("text", "markdown", "html")),
    default="text",
    show_default=True,
    help=_("In which form."),
)
@click.option("--guesses", is_flag=True, help=_("With your guesses, beside the record."))
@story_option
@language_option
@click.option(
    "--resume",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=_("Of the run in a file that save wrote, not of the one kept here."),
)
def takeaway_command(
    form: str, guesses: bool, folder: str | None, language: str, resume: Path | None
) -> None:
    from datetime import date

    from explainer.export.takeaway import gather
    from explainer.export.takeaway_forms import FORMS, to_text

    story = open_story(folder)
    run = kept_run(story, resume)
    if len(story.languages) > 1 or language:
        from explainer.export.as_text.asked import in_chosen
        from explainer.reading.language import story_of

        story = in_chosen(story, language) if language else story_of(story, run)
    taken = gather(story, run, guesses=guesses, now_on=date.today().isoformat())
    made = to_text(taken, width()) if form == "text" else FORMS[form](taken)
    say_whole(made, utf8=form != "text")  # an HTML page says that it is UTF-8


@click.command(
    "forget",
    help=_(
        "Remove places, notes, caches and crash reports from this machine; lists what it removed."
        " A server's state in its usual folder goes too, but not while that server runs."
    ),
)
def forget_command() -> None:
    from explainer.serve.processes.state_files import is_locked

    served = state_folder() / SERVED
    left = (served,) if is_locked(served) else ()
    removed = 0
    for folder in (state_folder(), cache_folder()):
        for path in _remove(folder, left):
            say(str(path))
            removed += 1
    if removed or not left:
        told = ngettext(_("Removed: 1 file."), _("Removed: {n} files."), removed).format(n=removed)
        narrate(told if removed else _("Nothing was kept on this machine."))
    if left:
        said = _("A server is running: {folder} is still there. Stop the server, then forget again.")
        raise Cannot(said.format(folder=served))


def _remove(folder: Path, left: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Remove a folder of ours file by file, the names as they go; a link is removed, not followed.

    Args:
        folder: which may be missing.
        left: folders in it that stay as they are.

    Raises:
        Cannot: something could not be removed.
    """
    if not folder.is_dir():
        return
    try:
        found = [path for path in sorted(folder.rglob("*")) if not any(map(path.is_relative_to, left))]
        for path in found:
            if path.is_symlink() or not path.is_dir():
                path.unlink()
                yield path
        for path in (*reversed(found), folder):  # what lies in a folder comes behind it
            if path.is_dir():
                with contextlib.suppress(OSError):  # one that stays is in it
                    path.rmdir()
    except OSError as error:
        said = _("{path} could not be removed: {reason}.")
        raise Cannot(said.format(path=error.filename, reason=error.strerror)) from error
