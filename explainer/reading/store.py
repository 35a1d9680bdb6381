"""Keeping a run: on one's own machine after the reader agreed, or in a file the reader names.

The paths come from the caller. Writes are atomic (a temporary file in the same folder, then replace) and
versioned; two windows on one story take turns by a lock and keep what each has seen and written. A damaged file is
set aside, never overwritten.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.fitting import Kept, fit, stamped
from explainer.reading.merging import Window
from explainer.reading.run import Run
from explainer.reading.run_file import (
    NeedsPassphrase,
    RunUnreadable,
    WrongPassphrase,
    decode,
    encode,
    is_encrypted,
)
from explainer.story.model.structs import Story

__all__ = [
    "Kept", "NeedsPassphrase", "RunUnreadable", "Store", "WrongPassphrase", "decode", "encode", "fit", "is_encrypted",
    "read_file", "stamped", "write_file",
]  # fmt: skip


def write_file(path: Path, run: Run, passphrase: str = "") -> None:
    """Write a run, as `stamped` gives it, to a file, whole or not at all; encrypted where a passphrase is given.

    Raises:
        Cannot: the file cannot be written; what was there is still there.
    """
    try:
        _write_whole(path, encode(run, passphrase))
    except OSError as error:
        raise Cannot(_unsaved(error)) from error


def read_file(path: Path, story: Story, passphrase: str = "") -> Kept:
    """Read a run from a file the reader names.

    Raises:
        NeedsPassphrase, WrongPassphrase: it is encrypted.
        RunUnreadable: no such file, damaged, or of another story.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RunUnreadable(
            _("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    return fit(decode(raw, passphrase), story)


class Store:
    """The runs kept in one folder of this machine, one file a story; nothing is written before `agree`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._window = Window()

    @property
    def agreed(self) -> bool:
        """Whether the reader allowed this machine to keep their place."""
        return (self.folder / "agreed").is_file()

    def agree(self) -> None:
        """Remember that the reader agreed. The folder can be read by them alone.

        Raises:
            Cannot: the folder cannot be made or written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / "agreed").write_text(
                "The reader agreed that this machine keeps their place and notes.\n"
            )
        except OSError as error:
            raise Cannot(_unsaved(error)) from error

    def path(self, story_id: str) -> Path:
        return self.folder / f"{story_id}.run.json"

    def load(self, story: Story) -> Kept:
        """The kept run of a story, fitted to its edition; a damaged file is moved aside and said."""
        path = self.path(story.id)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return Kept(None)
        except OSError as error:
            return Kept(None, _("Your kept place cannot be read: {reason}.").format(reason=error.strerror))
        try:
            kept = fit(decode(raw), story)
        except RunUnreadable as error:
            try:
                aside = _set_aside(path)
            except Cannot:
                return Kept(None, _("Your kept place cannot be read: {reason}").format(reason=error))
            return Kept(
                None, _("Your kept place was damaged; it is set aside as {name}.").format(name=aside.name)
            )
        assert kept.run is not None
        self._window.loaded(raw, kept.run)
        return kept

    def save(self, run: Run, story: Story) -> None:
        """Keep a run. When another window kept one meanwhile, what it has seen, written and deleted is taken in.

        Raises:
            Cannot: the reader has not agreed, or the file cannot be written.
        """
        if not self.agreed:
            raise Cannot(_("Nothing is kept on this machine: you have not agreed to it."))
        path = self.path(run.story)
        with _turn(path):
            raw, held = self._held(path)
            merged = self._window.merged(stamped(story, run), raw, held, story)
            written = encode(merged)
            try:
                _write_whole(path, written)
            except OSError as error:
                raise Cannot(_unsaved(error)) from error
            self._window.saved(written, run)

    def _held(self, path: Path) -> tuple[bytes, Run | None]:
        """What lies in the file now; a damaged file is moved aside."""
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return b"", None
        except OSError as error:
            raise Cannot(_unsaved(error)) from error
        try:
            return raw, decode(raw)
        except RunUnreadable:
            _set_aside(path)
            return b"", None

    def forget(self) -> list[Path]:
        """Remove all that is kept here; the removed paths."""
        if not self.folder.is_dir():
            return []
        removed = sorted(path for path in self.folder.iterdir() if path.is_file())
        for path in removed:
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # something of another program lies there: leave the folder
            self.folder.rmdir()
        return removed


def _unsaved(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return _("Your place could not be saved: {reason}. Nothing else is lost.").format(reason=reason)


def _set_aside(path: Path) -> Path:
    """Rename a damaged file to the first free `NAME.damaged-N`.

    Raises:
        Cannot: it cannot be renamed; then nothing may be written in its place.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        raise Cannot(_unsaved(error)) from error
    return aside


def _write_whole(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Wait for one's turn to write; ten seconds at most, since a save takes milliseconds."""
    from filelock import FileLock, Timeout  # loaded with the first save, not with the app

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=10)
    except Timeout as error:
        raise Cannot(_("Your place could not be saved: another window is writing it. Try again.")) from error
    except OSError as error:
        raise Cannot(_unsaved(error)) from error
    try:
        yield
    finally:
        lock.release()
