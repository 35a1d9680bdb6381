"""From a folder of YAML to a story, or to every problem that stands in the way.

`load` reads and resolves; what a story needs beyond that (evidence, a way that leads somewhere) is checked by
`explainer.story.check.report`, which begins here. A faulty story is still drafted as far as it can be, so that one
run reports every mistake.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from explainer.messages import _
from explainer.problems import Problem, StoryFaulty
from explainer.story.check import entities
from explainer.story.check.figure_files import check_figures
from explainer.story.load import entries, files
from explainer.story.load import files as files_module
from explainer.story.load.build import build_story
from explainer.story.load.entries import Parts
from explainer.story.load.fields import Notes
from explainer.story.load.format_story import ENTITY, FILES
from explainer.story.load.yaml_text import Document, compose
from explainer.story.model.structs import Story

Progress = Callable[[int, int], None]

_ID_LINE = re.compile(r"^[ ]*(?:-[ ]+)?id:[ ]*['\"]?([a-z0-9-]+)", re.MULTILINE)
_WAY_LINE = re.compile(r"\b(?:next|to|detour|home):[ ]*['\"]?([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file as it was read by itself: what depends on other files is not in it."""

    data: bytes
    document: Document
    values: dict[str, Any] | None
    """None: it could not be read, or has no purpose."""
    notes: Notes


Kept = dict[str, FileRead]
"""By name: what a reading of the same folder read last, for the next one to take where the bytes are the same."""


@dataclass(slots=True)
class Loaded:
    """What reading a folder gave."""

    story: Story | None
    """The story; None when there is an error."""
    problems: tuple[Problem, ...]
    sources_text: Mapping[str, str]
    """The text of each YAML file, to show the line of a problem."""
    draft: Story | None = None
    """The story as far as it could be read, for further checks; None when `story.yaml` cannot be read."""
    parts: Parts = field(default_factory=Parts)


def load(folder: Path, progress: Progress | None = None, kept: Kept | None = None) -> Loaded:
    """Read a folder; collects every problem of all files before it builds the story.

    Args:
        folder: the story's folder.
        progress: called with files done and files in all.
        kept: files as they were read last; filled anew. A file whose bytes are the same is not read again, and
            the outcome is that of a fresh reading.
    """
    names, problems = files.survey(folder)
    parts = Parts()
    texts: dict[str, str] = {}
    for read in _read_files(folder, names, progress, {} if kept is None else kept):
        texts[read.document.file] = read.document.text
        problems += read.document.problems
        problems += _take(read, parts)
    if names and "story.yaml" not in texts and not any(p.file == "story.yaml" for p in problems):
        hint = _("A story begins with a file story.yaml.")
        problems.append(
            Problem("story.yaml", 0, 0, "", "error", _("there is no story.yaml"), hint, "missing-field")
        )
    problems += entries.check_references(parts)
    problems += entities.check_entities(parts)
    problems += _stored_texts(folder, parts)
    told, assets = check_figures(folder, parts)
    problems += told
    draft = None
    if parts.story is not None:
        draft = build_story(parts, files.content_digest(folder, files.list_files(str(folder))), assets)
    ordered = sort_problems(problems)
    faulty = draft is None or any(problem.severity == "error" for problem in ordered)
    return Loaded(None if faulty else draft, ordered, texts, draft, parts)


def read_story(folder: Path, progress: Progress | None = None) -> Story:
    """Read a folder that must be in order.

    Raises:
        StoryFaulty: it is not; the exception carries every problem.
    """
    loaded = load(folder, progress)
    if loaded.story is None:
        raise StoryFaulty(loaded.problems)
    return loaded.story


def sort_problems(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by file, line and column."""
    return tuple(
        sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.column, p.severity, p.message))
    )


def _read_files(folder: Path, names: list[str], progress: Progress | None, kept: Kept) -> Iterator[FileRead]:
    """Each file that holds a part of the story; `kept` then holds these and no other."""
    before = dict(kept)
    kept.clear()
    for number, name in enumerate(names, 1):
        if progress:
            progress(number, len(names))
        if files.apart(name):
            continue
        data = files.read_bytes(folder, name)
        if isinstance(data, Problem):
            document = Document(name, "", None, [data])
            yield FileRead(b"", document, None, Notes(document))
        else:
            kept[name] = _read(name, data, before.get(name))
            yield kept[name]


def _read(name: str, data: bytes, before: FileRead | None) -> FileRead:
    """Compose and validate one file by its purpose; as it was read before where its bytes are the same."""
    if before is not None and before.data == data:
        return before
    document = compose(name, data)
    notes = Notes(document)
    purpose = files.purpose(name)
    values = FILES[purpose].read(document.root, "", notes) if purpose and document.root else None
    return FileRead(data, document, values, notes)


def _take(read: FileRead, parts: Parts) -> list[Problem]:
    """Put what a file holds into the parts: copies, since later checks write into them."""
    document, notes = read.document, Notes(read.document, [*read.notes.problems])
    name = document.file
    purpose = files.purpose(name)
    if purpose is None:
        return [_no_purpose(document)]
    parts.mentions += read.notes.mentions
    if read.values is None or document.root is None:
        _salvage(document, purpose, parts)
        return notes.problems
    values = dict(read.values)
    parts.read.append((document, purpose))
    if purpose == "story":
        parts.story, parts.story_document = values, document
    elif purpose == "scene":
        chapter, stem = PurePosixPath(name).parts[0], PurePosixPath(name).stem
        values["chapter"], values["stem"] = chapter, stem
        parts.add("scene", values["scene"] or stem, values, document, document.root, notes)
    elif purpose == "plan":
        values["stem"] = PurePosixPath(name).stem
        parts.add("plan", values["plan"] or values["stem"], values, document, document.root, notes)
    elif purpose == "changes":
        parts.changes += [change for change in values["changes"] if change]
    else:
        for number, entity in enumerate(values[purpose]):
            if entity and entity["id"]:
                node = document.root.at(purpose, number)
                parts.add(
                    ENTITY[purpose], entity["id"], {**entity}, document, node, notes, f"{purpose}[{number}]"
                )
    return notes.problems


def _no_purpose(document: Document) -> Problem:
    message = _("no file of a story has this name or place")
    hint = _(
        "Scenes are <chapter>/<scene>.yaml, lists glossary.yaml, claims.yaml, sources/, excerpts/, figures/, "
        "documents/, run sheets plans/<plan>.yaml."
    )
    return Problem(document.file, 0, 0, "", "error", message, hint, "file-name")


def _salvage(document: Document, purpose: str, parts: Parts) -> None:
    """The ids of a file that could not be read: naming them elsewhere is no second mistake."""
    if purpose == "scene":
        ways = tuple(_WAY_LINE.findall(document.text))
        parts.broken_scenes[PurePosixPath(document.file).stem] = ways
        parts.broken_folders.add(PurePosixPath(document.file).parts[0])
    elif purpose in ENTITY:
        parts.broken_ids.setdefault(ENTITY[purpose], set()).update(_ID_LINE.findall(document.text))
    elif purpose == "story":
        parts.story_broken = True


def _stored_texts(folder: Path, parts: Parts) -> list[Problem]:
    """Read the stored text of each source that has one, and compare its hash."""
    problems = []
    for values, where in parts.of("source"):
        stored = values["stored"]
        if not stored or not stored["file"]:
            continue
        fault = files.check_file(folder, stored["file"])
        data = fault or files.read_bytes(folder, stored["file"])
        if isinstance(data, Problem):
            message = f"{stored['file']}: {data.message}"
            problems.append(where.at("stored", "file").problem(message, data.hint, data.rule))
            continue
        text, faults = files_module.decode(stored["file"], data)
        problems += faults
        values["stored"] = {**stored, "text": text}
        actual = hashlib.sha256(data).hexdigest()
        if stored["sha256"] and stored["sha256"].lower() != actual:
            message = _("the stored text is not the one that was hashed: {file}").format(file=stored["file"])
            hint = _("Its sha256 is {hash}.").format(hash=actual)
            problems.append(where.at("stored", "sha256").problem(message, hint, "hash"))
    return problems
