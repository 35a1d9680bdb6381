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

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.anchors import Anchor
from explainer.reading.run import Mine, Note, Run, mine, with_mine
from explainer.reading.storage.files import (
    NeedsPassphrase,
    RunUnreadable,
    WrongPassphrase,
    decode,
    encode,
    is_encrypted,
)
from explainer.reading.storage.updating import Kept, fit, placed, stamped, union
from explainer.story.model.structs import Story

# Two windows on one story: what each saw and wrote is kept, and what one deleted does not come back. A window
# never learns what the others wrote. So each save is a merge of three: what this window had when it last read
# or wrote the file, what it has now, and what lies in the file. A note may have another number in the file than
# in the window, where two windows gave out the same one.

_replace = msgspec.structs.replace


class Window:
    """What one window knows of the file it shares with others."""

    def __init__(self) -> None:
        self._based_on: bytes | None = None
        """The bytes this window last read or wrote; another window wrote when the file holds others."""
        self._taken_in: Run | None = None
        """What other windows had seen and opened when this one last found their bytes."""
        self._before = Mine()
        """What was the reader's own in this window at that time."""
        self._numbers: dict[int, int] = {}
        """The number in the file of each note this window ever kept there."""

    def loaded(self, raw: bytes, run: Run) -> None:
        """The window begins with this run, read from these bytes."""
        self._based_on, self._before = raw, mine(run)
        self._numbers = {note.number: note.number for note in run.notes}

    def saved(self, raw: bytes, run: Run) -> None:
        """The run of this window was written, as part of these bytes."""
        self._based_on, self._before = raw, mine(run)

    def merged(self, run: Run, raw: bytes, held: Run | None, story: Story) -> Run:
        """What is to be written.

        Args:
            run: this window's run.
            raw: the bytes in the file.
            held: the run in them; None where there is none.
            story: the story, to find the lines of another window's notes.
        """
        own = run
        if self._taken_in is not None:  # this window's run never learns what was taken in at its saves before
            run = _united(run, self._taken_in)
        if held is None:
            self._numbers = {note.number: note.number for note in run.notes}
            return run
        if raw != self._based_on:
            run = self._taken_in = _united(run, held)
        theirs = placed(mine(held), story)
        notes, last = self._notes(own, theirs.notes, held.last_note)
        now, was = mine(own), self._before
        return _replace(
            with_mine(
                run,
                Mine(
                    notes,
                    _marks(was.bookmarks, now.bookmarks, theirs.bookmarks),
                    _marks(was.doubts, now.doubts, theirs.doubts),
                ),
            ),
            last_note=last,
        )

    def _notes(self, run: Run, held: tuple[Note, ...], last: int) -> tuple[tuple[Note, ...], int]:
        """The notes to write, and the highest number given out."""
        before = {note.number: note.text for note in self._before.notes}
        ours = {note.number: note for note in run.notes}
        known = {file: window for window, file in self._numbers.items()}
        kept: dict[int, Note] = {}
        for note in held:
            number = known.get(note.number, note.number if ours.get(note.number) == note else 0)
            now = ours.get(number)
            how = _settled(before.get(number), now.text if now else None, note.text)
            if how != "gone":
                kept[note.number] = _replace(now, number=note.number) if now and how == "ours" else note
            if now and how != "both":
                self._numbers[number] = note.number
                del ours[number]
        last = max((last, *(note.number for note in held)))
        for number, note in sorted(ours.items()):
            if before.get(number) == note.text:
                continue  # deleted in another window
            wanted = self._number(number, kept, last)
            kept[wanted] = _replace(note, number=wanted)
            last = max(last, wanted)
        return tuple(kept[number] for number in sorted(kept)), max(last, run.last_note)

    def _number(self, number: int, taken: dict[int, Note], last: int) -> int:
        """The number in the file of a note that is not there: its own of before, or one that no note ever had."""
        before = self._numbers.get(number)
        if before is None or before in taken:
            before = number if before is None and number > last else max((last, *taken)) + 1
        self._numbers[number] = before
        return before


def _settled(was: str | None, now: str | None, held: str) -> str:
    """Whose text of a note in the file is kept: ours, theirs, both, or none: `gone`."""
    if now is None:
        return "gone" if was == held else "theirs"
    if held in (now, was):
        return "ours"
    return "theirs" if was == now else "both"


def _marks(
    before: tuple[Anchor, ...], now: tuple[Anchor, ...], held: tuple[Anchor, ...]
) -> tuple[Anchor, ...]:
    """Bookmarks or doubts of two windows: set in either, not taken back in either."""
    still = [one for one in held if one in now or one not in before]
    new = [one for one in now if one not in held and one not in before]
    found = (*still, *new)
    return now if set(found) == set(now) else found


def _united(run: Run, other: Run) -> Run:
    """A run with what another has seen and opened."""
    return _replace(
        run,
        seen=union(run.seen, other.seen),
        opened=union(run.opened, other.opened),
        consented=union(run.consented, other.consented),
        guesses={**other.guesses, **run.guesses},
        marks={**other.marks, **run.marks},
    )


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
