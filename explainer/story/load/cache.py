"""The compiled story: msgpack beside or instead of YAML, so that a reader starts at once.

Two copies may exist: one inside the story's folder (`.compiled/`, made by a build) and one in the user's cache
folder. Neither is trusted: each must match the names, sizes and times of the folder's files, or their hash; the
wheel's copy holds no times and is matched by the hash alone. What does not fit, or cannot be read, is rebuilt from
the YAML. No copy holds anything of a reader. This module is imported at every start, so it takes in nothing heavy:
YAML and Markdown only to rebuild.
"""

from __future__ import annotations

import contextlib
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from explainer.messages import _
from explainer.problems import StoryFaulty
from explainer.story.load import files
from explainer.story.load.files import render
from explainer.story.model import structs
from explainer.story.model.lazy import came_from, index_file
from explainer.story.model.structs import Story
from explainer.story.text import clean_line

COMPILED = Path(".compiled") / "story.msgpack"
_FORMAT = 7
"""To be raised when the loader makes another story of the same files."""
_SETTLED = 2_000_000_000
"""Nanoseconds: a file changed so shortly before the copy was written may have changed once more since."""

_LARGE = 2_000_000
"""Bytes: a smaller story is decoded at once, in 5 ms."""

Progress = Callable[[int, int], None]
Stamps = tuple[tuple[str, int, int, int], ...]


class _Compiled(msgspec.Struct, array_like=True):
    """What a copy holds; the story stays raw until the rest fits."""

    format: str
    digest: str
    stamps: Stamps
    story: msgspec.Raw
    check: int
    """A sum over the encoded story: of a large one most is decoded later, when it is too late to read YAML instead."""


def open_story(folder: Path, *, cache_folder: Path | None, progress: Progress | None = None) -> Story:
    """The story of a folder, as fast as can be.

    Args:
        folder: the story's folder.
        cache_folder: the user's cache folder for stories; None when nothing may be written there.
        progress: called with files done and files in all while the story is read from YAML.

    Raises:
        StoryFaulty: the story has errors; the exception carries every problem.
    """
    if not folder.is_dir():
        return _rebuild(folder, None, [], progress)
    entries = files.list_files(str(folder))
    stamps = _stamps(entries)
    digest = ""
    if copy := _read(folder / COMPILED):
        fits = copy.stamps == stamps and _is_settled(folder / COMPILED, entries)
        digest = "" if fits else files.content_digest(folder, entries)
        if (fits or copy.digest == digest) and (story := _decode(copy)):
            return came_from(story, folder / COMPILED)
    target = cache_file(folder, cache_folder) if cache_folder else None
    if target and (copy := _read(target)):
        fits = copy.stamps == stamps and _is_settled(target, entries)
        if not fits:
            digest = digest or files.content_digest(folder, entries)
        if (fits or copy.digest == digest) and (story := _decode(copy)):
            if not fits:
                _write(target, _Compiled(copy.format, copy.digest, stamps, copy.story, copy.check))
            return came_from(story, target)
    return _rebuild(folder, target, entries, progress)


def cache_file(folder: Path, cache_folder: Path) -> Path:
    """Where the user's copy of a folder's story stands."""
    import hashlib

    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]
    return cache_folder / f"story-{name}.msgpack"


def compile_story(folder: Path, out: Path, progress: Progress | None = None, *, timed: bool = False) -> Story:
    """Check a folder and write its compiled story to a file.

    Args:
        folder: the story's folder.
        out: the file to write.
        progress: called with files done and files in all.
        timed: note the names, sizes and times of the files, so that a start on this machine need not hash them.
            A copy that travels with its story is matched by content alone.

    Raises:
        StoryFaulty: the story has errors.
        OSError: the file cannot be written.
    """
    entries = files.list_files(str(folder))
    digest = files.content_digest(folder, entries)  # before they are read: a file may be saved meanwhile
    stamps = _stamps(entries) if timed else ()
    story = _checked(folder, progress)
    out.parent.mkdir(parents=True, exist_ok=True)
    _replace(out, msgspec.msgpack.encode(_compiled(story, digest, stamps)))
    _keep_index(story, out)
    return came_from(story, out)


def _keep_index(story: Story, copy: Path) -> None:
    """Write the index down if that is possible; without it the first search builds it."""
    from explainer.story.search.index import Index

    with contextlib.suppress(OSError, ValueError):
        _replace(index_file(copy), Index.of(story).written(story))


def _rebuild(
    folder: Path, target: Path | None, entries: list[files.Entry], progress: Progress | None
) -> Story:
    # Before they are read: of a file saved meanwhile the copy would hold the old words under the new hash.
    digest = files.content_digest(folder, entries) if target else ""
    story = _checked(folder, progress)
    if target and _write(target, _compiled(story, digest, _stamps(entries))):
        _keep_index(story, target)
        came_from(story, target)
    return story


def _compiled(story: Story, digest: str, stamps: Stamps) -> _Compiled:
    encoded = msgspec.msgpack.encode(story)
    return _Compiled(_format(), digest, stamps, msgspec.Raw(encoded), zlib.crc32(encoded))


def _checked(folder: Path, progress: Progress | None) -> Story:
    from explainer.story.check.report import check

    report = check(folder, progress)
    if report.story is None:
        raise StoryFaulty(report.problems)
    return report.story


def _read(path: Path) -> _Compiled | None:
    """The copy in a file, if it is one of this version; the story in it is not looked at yet."""
    try:
        copy = msgspec.msgpack.decode(path.read_bytes(), type=_Compiled)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return copy if copy.format == _format() else None


def _decode(copy: _Compiled) -> Story | None:
    raw = memoryview(copy.story)
    if zlib.crc32(raw) != copy.check:
        return None
    try:
        if raw.nbytes > _LARGE:
            from explainer.story.model.lazy import take_apart

            return take_apart(copy.story)
        return msgspec.msgpack.decode(copy.story, type=Story)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _stamps(entries: list[files.Entry]) -> Stamps:
    return tuple((entry.name, entry.size, entry.modified, entry.changed) for entry in entries)


def _is_settled(copy: Path, entries: list[files.Entry]) -> bool:
    if not entries:  # the wheel's copy notes no times: a folder without files has the same
        return False
    try:
        written = copy.stat().st_mtime_ns
    except OSError:
        return False
    return all(max(entry.modified, entry.changed) + _SETTLED < written for entry in entries)


def _write(target: Path, copy: _Compiled) -> bool:
    """Keep a copy if that is possible; a full or read-only disk must not stop a reader. Whether it is kept."""
    with contextlib.suppress(OSError, ValueError):
        # for the reader alone: its names tell which story was opened
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _replace(target, msgspec.msgpack.encode(copy))
        return True
    return False


def _replace(target: Path, data: bytes) -> None:
    import tempfile  # brings shutil and random along; loaded only to write

    handle, name = tempfile.mkstemp(prefix=".story-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _format() -> str:
    """The version of the format: our number, and a print of the model's fields, so that no change is
    forgotten.
    """
    shape = [
        (record.__name__, record.__struct_fields__, sorted(record.__annotations__.items()))
        for record in structs.Record.__subclasses__()
    ]
    return f"{_FORMAT}-{zlib.crc32(repr(shape).encode()):08x}"


# Checks a story and writes its compiled copy beside it: `python -m explainer.story.load.cache [--timed] FOLDER`.
# Run by the build of the wheel and by `make`; the same check that `explainer check` runs stands before the
# writing, so that no faulty story is shipped.


def main(arguments: list[str]) -> int:
    """Exit code: 0 written, 1 the story has faults, 2 wrong usage."""
    timed = arguments[:1] == ["--timed"]
    arguments = arguments[timed:]
    if len(arguments) != 1:
        sys.stderr.write(_("Usage: python -m explainer.story.load.cache [--timed] FOLDER") + "\n")
        return 2
    folder = Path(arguments[0])
    try:
        story = compile_story(folder, folder / COMPILED, timed=timed)
    except StoryFaulty as faulty:
        for problem in faulty.problems:
            sys.stderr.write(render(folder, problem) + "\n")
        return 1
    except OSError as fault:
        sys.stderr.write(
            _("The compiled story cannot be written: {why}").format(why=clean_line(str(fault))) + "\n"
        )
        return 1
    sys.stderr.write(_("Compiled {n} scenes of {story}.").format(n=len(story.scenes), story=story.id) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
