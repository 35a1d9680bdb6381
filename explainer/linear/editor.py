"""A line editor that needs a terminal to obey CR, LF, BS and space, and nothing else.

Text goes in as it comes, text to send comes out; no terminal, no process, no clock: a terminal's session and a
server use it alike, and so does `TERM=dumb`. After a line was entered nothing more is read of what was given
until `begin`: a paste of several lines is answered line by line, as if each had been typed.

Why own code: prompt_toolkit and asyncssh's editor move the cursor by escape sequences; readline is one for the
whole process, owns its terminal, and does not exist on Windows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explainer.linear.keystrokes import Key, Keystrokes, Stroke
from explainer.linear.words import INTERRUPT
from explainer.paint.cells import wrapping

# A line as it is typed: characters with a cursor among them, and what of them a window shows. Pure.

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
        if wrapping.cell_width(character) == 0:
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
        while end < len(faces) and used + wrapping.width(faces[end]) <= self.room:
            used += wrapping.width(faces[end])
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
            at += wrapping.width(face)
        return out


def _width(faces: list[str]) -> int:
    return sum(wrapping.width(face) for face in faces)


PROMPT = "> "
NEW_LINE = "\r\n"
HISTORY = 200
"""Lines that are remembered, as long as the connection lasts; they are written nowhere."""
UNKNOWN = 80
"""Cells of a window that does not tell its width."""
_NARROWEST = 4
"""Cells for what is typed, in however narrow a window."""


@dataclass(frozen=True, slots=True)
class Fed:
    """What came of some input."""

    output: str = ""
    """To be sent to the terminal."""
    line: str | None = None
    """A line was entered."""
    ended: bool = False
    """The reader ended the input: Ctrl+D on an empty line. Ctrl+C there enters the line `INTERRUPT`."""


class Editor:
    """One reader's input line."""

    def __init__(self, width: int = UNKNOWN, prompt: str = PROMPT, encoding: str = "utf-8") -> None:
        """
        Args:
            width: cells of the window; 0 when it does not tell.
            prompt: what stands before the line; may be empty.
            encoding: of the terminal; characters it has not are shown as a question mark.
        """
        self._prompt = prompt
        self._encoding = encoding
        self._keys = Keystrokes()
        self._line = TypedLine()
        self._window = Window(self._face)
        self._width = width if width > 0 else UNKNOWN
        self._reading = False
        self._secret = False
        self._history: list[str] = []
        self._recalled = 0
        self._draft = ""
        self._kept: list[str] = []
        self._measure()

    @property
    def escape(self) -> bool:
        """Whether an Escape waits for the rest of its key; `no_more` says that none came."""
        return self._keys.escape

    @property
    def empty(self) -> bool:
        """Whether nothing is typed."""
        return not self._line.clusters

    @property
    def is_idle(self) -> bool:
        """Whether a line is waited for, and nothing of it is typed: news may be said."""
        return self._reading and not self._secret and self.empty and not self._keys.half

    # what the caller says

    def begin(self, *, secret: bool = False) -> Fed:
        """Wait for a line: news that was kept, the prompt, and what has been typed ahead.

        Args:
            secret: nothing of the line is shown, and the lines before are not offered.
        """
        said = self._said(self._kept)
        self._kept = []
        self._line = TypedLine()
        self._reading, self._secret = True, secret
        self._recalled, self._draft = len(self._history), ""
        self._window.forget()
        fed = self.feed("")
        return Fed(said + self._prompt + fed.output, fed.line, fed.ended)

    def feed(self, text: str) -> Fed:
        """Take in what came from the terminal, up to the end of a line."""
        self._keys.give(text)
        out = ""
        while self._reading and (stroke := self._keys.take()) is not None:
            if stroke == "enter" and isinstance(stroke, Key):
                return Fed(out + self._draw() + self._close(), self._line.text)
            if stroke in ("interrupt", "end-of-input") and isinstance(stroke, Key) and self.empty:
                line = INTERRUPT if stroke == "interrupt" else None
                return Fed(out + self._draw() + self._close(), line, ended=line is None)
            out += self._strike(stroke)
        return Fed(out + self._draw())

    def no_more(self) -> None:
        """Nothing came for a moment after an Escape: it was that key alone."""
        self._keys.no_more()

    def resize(self, width: int) -> str:
        """The window has another width; a line that it may have broken is drawn anew."""
        self._width = width if width > 0 else UNKNOWN
        self._measure()
        broken = not self.empty and wrapping.width(self._prompt) + self._window.used >= self._width
        return NEW_LINE + self.redraw() if broken else ""

    def redraw(self) -> str:
        """The prompt and the line once more, on a fresh row; empty while no line is waited for."""
        if not self._reading:
            return ""
        self._window.forget()
        return self._prompt + self._draw()

    def remember(self, line: str) -> None:
        """Offer this line again at the Up key. The caller says so; nothing is remembered by itself."""
        line = line.strip()
        if line and line not in self._history[-1:]:
            self._history = [*self._history, line][-HISTORY:]

    def announce(self, lines: Sequence[str]) -> str:
        """News that nobody asked for: said at once at an empty line, else kept until the reply to that line.

        Of what is kept only the newest is.
        """
        if not self.is_idle:
            self._kept = list(lines)
            return ""
        said = self._said(lines)
        return f"\r{said}{self.redraw()}" if said else ""

    # what happens at a key

    def _strike(self, stroke: Stroke) -> str:
        if not isinstance(stroke, Key):
            if stroke:
                self._line.insert(stroke)
            return ""
        if stroke == "interrupt":
            self._line.to(len(self._line.clusters))
            out = self._draw() + NEW_LINE
            self._line = TypedLine()
            self._recalled, self._draft = len(self._history), ""
            return out + self.redraw()
        if stroke == "redraw":
            return NEW_LINE + self.redraw()
        if stroke in ("up", "down"):
            self._recall(-1 if stroke == "up" else 1)
        else:
            self._line.edit("delete" if stroke == "end-of-input" else stroke)
        return ""

    def _recall(self, by: int) -> None:
        """An earlier line, or a later one; after the latest the one that was being typed."""
        wanted = min(max(0, self._recalled + by), len(self._history))
        if self._secret or wanted == self._recalled:
            return
        if self._recalled == len(self._history):
            self._draft = self._line.text
        self._recalled = wanted
        self._line.put(self._history[wanted] if wanted < len(self._history) else self._draft)

    def _close(self) -> str:
        self._reading = False
        return NEW_LINE

    # what is shown

    def _draw(self) -> str:
        return "" if self._secret or not self._reading else self._window.draw(self._line)

    def _measure(self) -> None:
        """The last column stays free: a terminal goes to its next row when it is written to."""
        self._window.room = max(_NARROWEST, self._width - wrapping.width(self._prompt) - 1)

    def _face(self, cluster: str) -> str:
        """A character as this terminal can show it."""
        try:
            cluster.encode(self._encoding)
        except UnicodeEncodeError:
            return "?"
        return cluster

    def _said(self, lines: Sequence[str]) -> str:
        """Lines, as the caller wrapped them; the first is not shorter than the prompt it is written over."""
        rows = [row for line in lines for row in line.split("\n")]
        if rows:
            rows[0] += " " * (wrapping.width(self._prompt) - wrapping.width(rows[0]))
        return "".join(f"{row}{NEW_LINE}" for row in rows)
