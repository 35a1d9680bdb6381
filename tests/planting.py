"""Mistakes planted in a copy of a story: edits of its files, and the place at which each must be told.

A `Plant` is one mistake as edits of the text as it stands; several are written into one copy, and the expected
line is worked out from what the edits before it added or took away.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from explainer.story.load.entries import Where
from explainer.story.load.loader import Loaded, load
from explainer.story.load.yaml_text import Node

Told = tuple[str, int, str]
"""File, line and rule of a problem."""


@dataclass(frozen=True)
class Edit:
    """`text` in the place of what stands from `start` to `end`."""

    file: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Plant:
    """One mistake."""

    edits: tuple[Edit, ...]
    file: str
    at: int
    """Where it must be told: a place in the file as it stands now."""
    inside: int = 0
    """Further on, in the text that an edit at `at` puts there."""


class Ground:
    """A story to plant in: what was read of it, and small helps to edit it."""

    def __init__(self, folder: Path) -> None:
        self.loaded: Loaded = load(folder)
        assert self.loaded.story is not None
        self.story, self.parts = self.loaded.story, self.loaded.parts

    def where(self, kind: str, key: str) -> Where:
        found = self.parts.where(kind, key)
        assert found is not None
        return found

    def steps(self) -> Iterator[tuple[str, Where, int, Node]]:
        """Every step of every scene: scene id, place, index in the body, node."""
        for scene in self.story.scenes:
            where = self.where("scene", scene)
            for index in self.parts.step_indexes(scene):
                yield scene, where, index, where.node.at("body", index)

    def claims(self) -> Iterator[tuple[str, Where]]:
        for claim in self.story.claims:
            yield claim, self.where("claim", claim)

    def excerpts(self) -> Iterator[tuple[str, Where]]:
        for excerpt in self.story.excerpts:
            yield excerpt, self.where("excerpt", excerpt)


def key_of(node: Node, name: str) -> Node:
    """The node of a key itself, not of its value."""
    return next(key for key, _value in node.entries if key.value == name)


def take_out(where: Where, node: Node, name: str) -> Edit:
    """A whole key with its value, as far as the next thing in the file; the line before it stays whole."""
    text, key = where.document.text, key_of(node, name)
    start = text.rindex("\n", 0, key.start)
    rest = re.compile(rf"\n(?! {{{key.column}}}| {{{key.column - 1}}}-|\s*\n)").search(text, key.start)
    assert text[start + 1 : key.start].strip() == "", "the first key of an item cannot be taken out"
    return Edit(where.document.file, start, rest.start() if rest else len(text.rstrip()), "")


def put(where: Where, node: Node, text: str) -> Edit:
    """Another value in the place of a scalar or a list in brackets."""
    whole = where.document.text[node.start : node.end]
    tail = "\n" if whole.endswith("\n") else ""
    return Edit(where.document.file, node.start, node.end, text + tail)


def add_key(where: Where, node: Node, line: str) -> Edit:
    """A key more, behind the first line of a mapping; block style only."""
    key, text = node.entries[0][0], where.document.text
    end = end_of(where, node.entries[0][1])
    assert not node.flow and "\n" not in text[key.start : end]
    return Edit(where.document.file, end, end, "\n" + " " * (key.column - 1) + line)


def end_of(where: Where, node: Node) -> int:
    """The end of a value, without the line end that a block takes along."""
    text = where.document.text
    return node.start + len(text[node.start : node.end].rstrip())


def write(folder: Path, plants: Sequence[Plant]) -> set[tuple[str, int]]:
    """Write the story with mistakes over its copy; returns file and line of each."""
    by_file: dict[str, list[Edit]] = {}
    for edit in dict.fromkeys(edit for plant in plants for edit in plant.edits):
        by_file.setdefault(edit.file, []).append(edit)
    texts = {}
    for file, edits in by_file.items():
        edits.sort(key=lambda edit: (edit.start, edit.end))
        for one, other in itertools.pairwise(edits):
            assert one.end <= other.start, "two plants in one place"
        texts[file] = (folder / file).read_bytes().decode()
        for edit in reversed(edits):
            texts[file] = texts[file][: edit.start] + edit.text + texts[file][edit.end :]
        (folder / file).write_bytes(texts[file].encode())
    places = set()
    for plant in plants:
        text = texts.get(plant.file) or (folder / plant.file).read_text(encoding="utf-8")
        moved = _moved(by_file.get(plant.file, ()), plant.at) + plant.inside
        places.add((plant.file, text.count("\n", 0, moved) + 1))
    return places


def _moved(edits: Iterable[Edit], at: int) -> int:
    before = (edit for edit in edits if edit.end <= at and edit.start < at)
    return at + sum(len(edit.text) - (edit.end - edit.start) for edit in before)
