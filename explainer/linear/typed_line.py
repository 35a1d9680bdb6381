"""A line as it is typed: characters with a cursor among them, and what of them a window shows. Pure."""

from __future__ import annotations

from collections.abc import Callable

from explainer.paint.cells import text_width

LONGEST = 10_000
"""Characters of a line; what is typed beyond them is dropped. More than are read, so that a cut is said."""
_MARKS = 8
"""Combining marks on one character; more are dropped."""


class TypedLine:
    """Characters, each with the marks that stand on it: the cursor never comes between the two."""

    def __init__(self) -> None:
        self.clusters: list[str] = []
        self.cursor = 0

    @property
    def text(self) -> str:
        """What is typed."""
        return "".join(self.clusters)

    def put(self, text: str) -> None:
        """Another text instead, the cursor at its end."""
        self.clusters, self.cursor = [], 0
        for character in text:
            self.insert(character)

    def insert(self, character: str) -> None:
        """A character at the cursor; a combining mark joins the character before it."""
        if text_width.cell_width(character) == 0:
            if self.cursor and len(self.clusters[self.cursor - 1]) <= _MARKS:
                self.clusters[self.cursor - 1] += character
        elif len(self.clusters) < LONGEST:
            self.clusters.insert(self.cursor, character)
            self.cursor += 1

    def edit(self, key: str) -> bool:
        """Do what an editing key does; whether it is one."""
        deed = _DEEDS.get(key)
        if deed is not None:
            deed(self)
        return deed is not None

    def cut(self, start: int, end: int) -> None:
        """Remove what stands between two places; the cursor stays where the rest closes up."""
        start, end = max(0, start), min(end, len(self.clusters))
        if start < end:
            del self.clusters[start:end]
            self.cursor = start

    def word_left(self) -> int:
        """Where the word before the cursor begins."""
        at = self.cursor
        while at and self.clusters[at - 1] == " ":
            at -= 1
        while at and self.clusters[at - 1] != " ":
            at -= 1
        return at

    def word_right(self) -> int:
        """Where the word after the cursor ends."""
        at, most = self.cursor, len(self.clusters)
        while at < most and self.clusters[at] == " ":
            at += 1
        while at < most and self.clusters[at] != " ":
            at += 1
        return at

    def to(self, place: int) -> None:
        """The cursor elsewhere, as far as there is a line."""
        self.cursor = min(max(0, place), len(self.clusters))


_DEEDS: dict[str, Callable[[TypedLine], None]] = {
    "left": lambda line: line.to(line.cursor - 1),
    "right": lambda line: line.to(line.cursor + 1),
    "home": lambda line: line.to(0),
    "end": lambda line: line.to(len(line.clusters)),
    "word-left": lambda line: line.to(line.word_left()),
    "word-right": lambda line: line.to(line.word_right()),
    "backspace": lambda line: line.cut(line.cursor - 1, line.cursor),
    "delete": lambda line: line.cut(line.cursor, line.cursor + 1),
    "cut-left": lambda line: line.cut(0, line.cursor),
    "cut-right": lambda line: line.cut(line.cursor, len(line.clusters)),
    "cut-word": lambda line: line.cut(line.word_left(), line.cursor),
    "cut-next-word": lambda line: line.cut(line.cursor, line.word_right()),
}


class Window:
    """The part of a line that fits beside the prompt, drawn with backspaces, characters and spaces alone."""

    def __init__(self, face: Callable[[str], str]) -> None:
        self._face = face
        self.room = 1
        self.forget()

    def forget(self) -> None:
        """The region is blank, the cursor at its left."""
        self._start = 0
        self._drawn: list[str] = []
        self._column = 0

    @property
    def used(self) -> int:
        """Cells that are drawn."""
        return _width(self._drawn)

    def draw(self, line: TypedLine) -> str:
        """What to send so that the window shows the line; only from the first cell that differs."""
        faces = [self._face(cluster) for cluster in line.clusters]
        self._scroll(faces, line.cursor)
        shown = self._fitting(faces)
        target = _width(faces[self._start : line.cursor])
        if shown == self._drawn:
            return self._move(target)
        same = next(
            (at for at, pair in enumerate(zip(shown, self._drawn, strict=False)) if pair[0] != pair[1]),
            min(len(shown), len(self._drawn)),
        )
        out = self._move(_width(self._drawn[:same])) + "".join(shown[same:])
        spare = max(0, _width(self._drawn) - _width(shown))
        self._drawn, self._column = shown, _width(shown) + spare
        return out + " " * spare + self._move(target)

    def _scroll(self, faces: list[str], cursor: int) -> None:
        """Half a window at a time: a speech program says again what is drawn again."""
        if _width(faces) <= self.room:
            self._start = 0
        elif cursor <= self._start or _width(faces[self._start : cursor]) > self.room:
            start = cursor
            while start and _width(faces[start - 1 : cursor]) <= self.room // 2:
                start -= 1
            self._start = start

    def _fitting(self, faces: list[str]) -> list[str]:
        end, used = self._start, 0
        while end < len(faces) and used + text_width.width(faces[end]) <= self.room:
            used += text_width.width(faces[end])
            end += 1
        return faces[self._start : end]

    def _move(self, column: int) -> str:
        """Left by backspaces, right by saying again what stands there."""
        before, self._column = self._column, column
        if column <= before:
            return "\b" * (before - column)
        out, at = "", 0
        for face in self._drawn:
            if at >= column:
                break
            out += face if at >= before else ""
            at += text_width.width(face)
        return out


def _width(faces: list[str]) -> int:
    return sum(text_width.width(face) for face in faces)
