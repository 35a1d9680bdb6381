"""A terminal that obeys CR, LF, backspace and characters alone, and fails at anything else; an editor before it."""

from __future__ import annotations

from explainer.linear.editor import Editor, Fed
from explainer.paint.cells import wrapping


class Dumb:
    """Rows of cells; a wide character takes two, the right one empty; nothing may reach the last column."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.rows: list[list[str]] = [[" "] * width]
        self.column = 0

    def write(self, text: str) -> None:
        for character in text:
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.rows.append([" "] * self.width)
            elif character == "\b":
                assert self.column > 0, "a backspace beyond the left edge"
                self.column -= 1
            else:
                self._put(character)

    def _put(self, character: str) -> None:
        assert character.isprintable(), repr(character)
        wide = wrapping.cell_width(character)
        if wide == 0:
            self.rows[-1][self.column - 1] += character
            return
        self.rows[-1][self.column] = character
        if wide == 2:
            self.rows[-1][self.column + 1] = ""
        self.column += wide
        assert self.column < self.width, "the last column was written to"

    def row(self, at: int = -1) -> str:
        return "".join(self.rows[at]).rstrip()

    @property
    def text(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.rows]


class Seat:
    """An editor and its terminal."""

    def __init__(self, width: int = 40, encoding: str = "utf-8", secret: bool = False) -> None:
        self.editor = Editor(width, encoding=encoding)
        self.terminal = Dumb(width)
        self.last = self.begin(secret=secret)

    def _shown(self, fed: Fed) -> Fed:
        self.terminal.write(fed.output)
        self.last = fed
        return fed

    def begin(self, secret: bool = False) -> Fed:
        if self.cursor:
            self.terminal.write("\r\n")
        return self._shown(self.editor.begin(secret=secret))

    def type(self, *texts: str) -> Fed:
        for text in texts:
            self._shown(self.editor.feed(text))
        return self.last

    def line(self) -> str | None:
        return self.type("\r").line

    @property
    def cursor(self) -> int:
        return self.terminal.column


LEFT, RIGHT, UP, DOWN, HOME, END, DELETE = (
    "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x1b[H", "\x1b[F", "\x1b[3~",
)  # fmt: skip
