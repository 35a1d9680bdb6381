"""Keeping a run: on one's own machine after the reader agreed, or in a file the reader names.

The paths come from the caller. Writes are atomic (a temporary file in the same folder, then replace) and
versioned; two windows on one story take turns by a lock and keep what each has seen. A damaged file is set
aside, never overwritten.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from explainer.messages import _
from explainer.problems import Cannot, ExplainerError
from explainer.reading.run import Fork, Run, Visit, begin
from explainer.story.dates import parts
from explainer.story.model import Story
from explainer.story.place import Lens

FORMAT = 1
_replace = msgspec.structs.replace


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run as it lies in a file; JSON, so that a reader can see what is kept about them."""

    explainer_run: int
    run: Run


class Kept(msgspec.Struct, frozen=True):
    """What was found: a run or none, and what must be said about it."""

    run: Run | None
    message: str = ""
    news: tuple[str, ...] = ()
    """Scenes this reader had read that have changed since, to be told of once."""


class RunUnreadable(ExplainerError):
    """A run file that cannot be read; the message says why in one sentence."""


def encode(run: Run) -> bytes:
    """A run as the bytes of a file."""
    return msgspec.json.format(msgspec.json.encode(_File(FORMAT, run)), indent=1) + b"\n"


def decode(raw: bytes) -> Run:
    """A run from the bytes of a file.

    Raises:
        RunUnreadable: damaged, not a run, or written by a newer version.
    """
    try:
        found = msgspec.json.decode(raw, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RunUnreadable(
            _("This file holds no run that can be read: {reason}.").format(reason=error)
        ) from error
    if found.explainer_run != FORMAT:
        raise RunUnreadable(_("This run was written by another version of explainer; take the newer one."))
    return found.run


def write_file(path: Path, run: Run) -> None:
    """Write a run to a file, whole or not at all.

    Raises:
        Cannot: the file cannot be written; what was there is still there.
    """
    try:
        _write_whole(path, encode(run))
    except OSError as error:
        raise Cannot(_unsaved(error)) from error


def read_file(path: Path, story: Story) -> Kept:
    """Read a run from a file the reader names.

    Raises:
        RunUnreadable: no such file, damaged, or of another story.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RunUnreadable(
            _("{path} cannot be read: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    return fit(decode(raw), story)


def fit(run: Run, story: Story) -> Kept:
    """A run on the story as it is now: renamed scenes are followed, lost ones are said.

    A run of this very edition is fitted too: a file may be older than its stamp says, or written by hand, and
    a place that does not exist, or one behind a warning never consented to, must not be entered.

    Raises:
        RunUnreadable: the run is of another story.
    """
    if run.story != story.id:
        raise RunUnreadable(_("This run belongs to another story, {id}.").format(id=run.story))
    fitting = _Fitting(story, run)
    here = fitting.visit(run.visit)
    start = begin(story)
    seen = fitting.scenes(run.seen)
    moved = _replace(
        run,
        edition=story.edition,
        visit=here or start.visit,
        past=fitting.visits(run.past),
        ahead=fitting.visits(run.ahead),
        forks=tuple(
            Fork(v, story.renamed.get(fork.taken, fork.taken))
            for fork in run.forks
            if (v := fitting.visit(fork.visit))
        ),
        left_at=fitting.scene(run.left_at) if run.left_at else "",
        lens=_real(run.lens),
        seen=seen if here else _union(start.seen, seen),
        consented=fitting.scenes(run.consented),
        guesses={fitting.address(address): guess for address, guess in run.guesses.items()},
        marks={key: excerpt for key, excerpt in run.marks.items() if key in story.documents},
        unfolded=tuple(fitting.address(address) for address in run.unfolded),
        changed=fitting.scenes(run.changed),
    )
    from explainer.reading.corrections import brought_up  # loaded with a kept run, not with the first page

    moved, news = brought_up(moved, story, run.edition.version)
    return Kept(moved, _moved_message(here is None, fitting.lost), news)


class _Fitting:
    """Follows what a run names into a story as it is now, and notes what is lost."""

    def __init__(self, story: Story, run: Run) -> None:
        self.story = story
        self.consented = {story.renamed.get(name, name) for name in run.consented}
        self.lost: list[str] = []

    def scene(self, name: str) -> str:
        name = self.story.renamed.get(name, name)
        if name in self.story.scenes:
            return name
        if name not in self.lost:
            self.lost.append(name)
        return ""

    def scenes(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found for name in names if (found := self.scene(name))))

    def visit(self, old: Visit) -> Visit | None:
        name = self.scene(old.scene)
        if not name:
            return None
        scene = self.story.scenes[name]
        kept = old.step in {step.id for step in scene.steps}
        return_to = self.story.renamed.get(old.return_to, old.return_to)
        bridge = self.story.renamed.get(old.bridge, old.bridge)
        bridged = bridge in self.story.scenes and self.story.scenes[bridge].warning is not None
        return _replace(
            old,
            scene=name,
            step=old.step if kept else "",
            offset=old.offset if kept else 0,
            threshold=scene.warning is not None and (old.threshold or name not in self.consented),
            trail=old.trail if old.trail in self.story.trails else "",
            bridge=bridge if bridged else "",
            return_to=return_to if return_to in self.story.scenes else "",
        )

    def visits(self, old: tuple[Visit, ...]) -> tuple[Visit, ...]:
        return tuple(now for visit in old if (now := self.visit(visit)))

    def address(self, old: str) -> str:
        scene, colon, step = old.partition(":")
        return self.story.renamed.get(scene, scene) + colon + step


def _real(lens: Lens | None) -> Lens | None:
    """The lens, when its day exists."""
    try:
        return lens if lens and parts(lens.on)[2] else None
    except ValueError:
        return None


def _moved_message(place_lost: bool, lost: list[str]) -> str:
    if place_lost:
        return _(
            "The story has changed and the scene you were in is gone; you are at its start."
            " What you have seen is kept."
        )
    if lost:
        return _("The story has changed since; no longer in it: {scenes}.").format(scenes=", ".join(lost))
    return ""


class Store:
    """The runs kept in one folder of this machine, one file a story; nothing is written before `agree`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._based_on: bytes | None = None
        """The bytes this window last read or wrote; another window wrote when the file holds others."""
        self._taken_in: Run | None = None
        """What other windows had seen and opened when this one last found their bytes."""

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
        self._based_on = raw
        return kept

    def save(self, run: Run) -> None:
        """Keep a run. When another window kept one meanwhile, what it has seen and opened is taken in.

        Raises:
            Cannot: the reader has not agreed, or the file cannot be written.
        """
        if not self.agreed:
            raise Cannot(_("Nothing is kept on this machine: you have not agreed to it."))
        path = self.path(run.story)
        with _turn(path):
            run = self._merged(path, run)
            raw = encode(run)
            try:
                _write_whole(path, raw)
            except OSError as error:
                raise Cannot(_unsaved(error)) from error
        self._based_on = raw

    def _merged(self, path: Path, run: Run) -> Run:
        if self._taken_in is not None:  # this window's run never learns what was taken in at its saves before
            run = _united(run, self._taken_in)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return run
        if raw == self._based_on:
            return run
        try:
            self._taken_in = _united(run, decode(raw))
        except RunUnreadable:
            _set_aside(path)
            return run
        return self._taken_in

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


def _united(run: Run, other: Run) -> Run:
    """A run with what another has seen and opened."""
    return _replace(
        run,
        seen=_union(run.seen, other.seen),
        opened=_union(run.opened, other.opened),
        consented=_union(run.consented, other.consented),
        guesses={**other.guesses, **run.guesses},
        marks={**other.marks, **run.marks},
    )


def _union(mine: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*other, *mine)))


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
