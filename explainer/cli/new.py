"""`explainer new FOLDER`: a small story that shows each feature once, to be changed piece by piece into one's own.

The story stands beside this module in `starter/`, as files that `explainer check` reads like any others. Nothing is
ever written over, and nothing half: the files are made whole under a hidden name first, then renamed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from explainer.cli.output import narrate
from explainer.messages import _
from explainer.problems import Cannot
from explainer.story.load.fields import IDENTIFIER

STARTER = Path(__file__).with_name("starter")
DEFAULT = "my-story"
"""The story's id where the folder's name is none."""
STORY = "story.yaml"


@click.command(
    "new",
    help=_(
        "Make a small story in the new or empty FOLDER: one of everything, with comments, ready to read and to change."
    ),
)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    _refuse(folder)
    with _told(folder):
        make(folder)
    said = _("A story stands in {folder}. Its README.md says where to begin.")
    narrate(said.format(folder=folder.resolve().name))
    for words in next_commands(folder):
        narrate(f"  {words}")


def next_commands(folder: Path) -> tuple[str, ...]:
    """Return the next commands to type, a line each, safe to paste into a shell."""
    named = shlex.quote(str(folder))
    if named.startswith("-"):  # it would be taken for an option
        named = f"./{named}"
    return (
        _("explainer check {folder}").format(folder=named),
        _("explainer read {folder}").format(folder=named),
        _("explainer preview {folder}").format(folder=named),
    )


def make(folder: Path) -> None:
    """Write the starter into a folder that does not exist or is empty, whole or not at all.

    With it come its schemas, so that an editor completes its ids from the first line on.

    Raises:
        OSError: it cannot be written there, or something came to stand there meanwhile; nothing is left behind.
    """
    from explainer.story.load.json_schema import write_schemas  # brings the loader; `--help` needs none

    empty = folder.is_dir()
    stage = Path(
        tempfile.mkdtemp(prefix=".explainer-new-", dir=folder if empty else folder.absolute().parent)
    )
    try:
        _fill(stage, folder.resolve().name)
        write_schemas(stage)
        if empty:
            _move_in(stage, folder)
        else:
            os.rename(stage, folder)  # fails where something else stands there by now
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _refuse(folder: Path) -> None:
    """Refuse a folder that cannot take a story, before anything is written."""
    if not os.path.lexists(folder):
        parent = folder.absolute().parent
        if not parent.is_dir():
            raise Cannot(_("There is no folder {folder} to make it in.").format(folder=parent))
        return
    if not folder.is_dir():
        raise Cannot(_("{folder} is there already, and is no folder.").format(folder=folder))
    with _told(folder):
        if any(folder.iterdir()):
            said = _("{folder} is not empty, and nothing in it is written over. Name a new folder.")
            raise Cannot(said.format(folder=folder))


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = _("{folder} cannot be written: {reason}.")
        raise Cannot(said.format(folder=folder, reason=error.strerror or error)) from error


def _fill(stage: Path, name: str) -> None:
    """Copy the starter under the story's own id and title, with the rights that new files get."""
    mask = os.umask(0)
    os.umask(mask)
    for source in sorted(STARTER.rglob("*")):
        target = stage / source.relative_to(STARTER)
        if source.is_dir():
            target.mkdir()
        elif "__pycache__" not in source.parts:
            target.write_bytes(source.read_bytes())
    _name(stage / STORY, name if IDENTIFIER.fullmatch(name) else DEFAULT)
    stage.chmod(0o777 & ~mask)  # a temporary folder is for its maker alone


def _name(file: Path, identifier: str) -> None:
    """Give the story its id and title; in quotes, since a folder may be called 2024 or null."""
    title = identifier.replace("-", " ").capitalize()
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^story: \S+", lambda _found: f"story: {_quoted(identifier)}", text)
    text = re.sub(r"(?m)^title: .+$", lambda _found: f"title: {_quoted(title)}", text)
    file.write_text(text, encoding="utf-8", newline="\n")


def _quoted(text: str) -> str:
    return text if text[0].isalpha() and text.lower() not in _NOT_TEXT else json.dumps(text)


_NOT_TEXT = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")


def _move_in(stage: Path, folder: Path) -> None:
    """Rename each piece into a folder that is there already: it may be the one the shell stands in.

    The story's own file comes last: a folder without it is no story yet.
    """
    moved: list[Path] = []
    try:
        for piece in sorted(stage.iterdir(), key=lambda path: path.name == STORY):
            target = folder / piece.name
            if os.path.lexists(target):
                raise FileExistsError(0, _("something came to stand in it"))
            os.rename(piece, target)
            moved.append(target)
        stage.rmdir()
    except BaseException:
        for path in moved:
            with contextlib.suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
