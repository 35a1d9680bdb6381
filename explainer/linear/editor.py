"""A line editor that needs a terminal to obey CR, LF, BS and space, and nothing else.

Text goes in as it comes, text to send comes out; no terminal, no process, no clock: a terminal's session and a
server use it alike, and so does `TERM=dumb`. After a line was entered nothing more is read of what was given
until `begin`: a paste of several lines is answered line by line, as if each had been typed.

Why own code: prompt_toolkit and asyncssh's editor move the cursor by escape sequences; readline is one for the
whole process, owns its terminal, and does not exist on Windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.linear.keystrokes import Key, Keystrokes, Stroke
from explainer.linear.typed_line import TypedLine, Window
from explainer.paint.cells import text_width

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
    """The reader ended the input: Ctrl+C or Ctrl+D on an empty line."""


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
                return Fed(out + self._draw() + self._close(), ended=True)
            out += self._strike(stroke)
        return Fed(out + self._draw())

    def no_more(self) -> None:
        """Nothing came for a moment after an Escape: it was that key alone."""
        self._keys.no_more()

    def resize(self, width: int) -> str:
        """The window has another width; a line that it may have broken is drawn anew."""
        self._width = width if width > 0 else UNKNOWN
        self._measure()
        broken = not self.empty and text_width.width(self._prompt) + self._window.used >= self._width
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
        self._window.room = max(_NARROWEST, self._width - text_width.width(self._prompt) - 1)

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
            rows[0] += " " * (text_width.width(self._prompt) - text_width.width(rows[0]))
        return "".join(f"{row}{NEW_LINE}" for row in rows)
