"""Rows to bytes for a terminal: the whole frame, or only what changed; the same everywhere a frame is sent.

Sequences are sent only where a style changes, and only the part of it that does. A line is cleared with the
paper as background, so that blanks cost nothing. With depth `none` no colour sequence is ever sent: only bold,
underline, reverse.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import STYLES, Profile, ink
from explainer.paint.cells.wrapping import cell_width, clean, width

_SAFE_ADDRESS = re.compile(r"[^\x21-\x7e]|[;\\]")
_SIXTEEN = {"red": "31", "grey": "90", "blue": "94", "": "39"}
_NEAR = 5
"""Unchanged cells between two changes that are cheaper sent again than jumped over."""
_GAP = 8
"""Blank cells from which on a jump is cheaper than spaces."""

Pen = tuple[str, str, bool, bool, bool]
"""Ink, ground, bold, underline, reverse, as a terminal has them now."""
_UNKNOWN: Pen = ("?", "?", False, False, False)

Cell = tuple[str, str, str]
"""A character (with its combining ones), its style, its address; empty: the right half of a wide one."""


def encode(
    rows: tuple[Row, ...],
    columns: int,
    profile: Profile,
    previous: tuple[Row, ...] | None = None,
    *,
    cursor: tuple[int, int] | None = None,
    synchronised: bool = False,
    fills: bool = True,
) -> bytes:
    """The bytes that show rows on a terminal.

    Args:
        rows: what is to be shown, as many as the terminal has.
        columns: the terminal's width.
        profile: its colours and theme.
        previous: what it shows now, by this encoder at this size and profile; None: nothing is known.
        cursor: column and row of the real cursor, shown as a thin bar; None hides it.
        synchronised: the terminal knows synchronised output.
        fills: the terminal fills what it clears with the background; else blanks are sent.
    """
    out = _Writer(columns, profile, fills)
    if previous is None or len(previous) != len(rows):
        out.whole(rows)
    else:
        for index, (row, before) in enumerate(zip(rows, previous, strict=True)):
            if row != before:
                out.changed(index, row, before)
    out.finish()
    shown = f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H\x1b[6 q\x1b[?25h" if cursor else ""
    hidden = "\x1b[?25l" if out.parts else ""
    text = hidden + "".join(out.parts) + shown
    if synchronised and text:
        text = f"\x1b[?2026h{text}\x1b[?2026l"
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=1_024)
def pen_of(style: str, depth: str, theme: str) -> Pen:
    """How a style is shown at a depth: the parameters of its sequence."""
    spec = STYLES[style]
    if depth == "none":
        return ("", "", spec.bold, spec.underline, spec.reverse)
    if depth == "16":
        return (_SIXTEEN[spec.sign], "", spec.bold, spec.underline, spec.reverse)
    front, back = ink(theme, spec.ink), ink(theme, spec.ground)
    if depth == "256":
        return (f"38;5;{front.number}", f"48;5;{back.number}", spec.bold, spec.underline, False)
    return (f"38;2;{_rgb(front.hex)}", f"48;2;{_rgb(back.hex)}", spec.bold, spec.underline, False)


def _rgb(colour: str) -> str:
    return ";".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))


def safe_address(address: str) -> str:
    """An address that ends no sequence: what is not plain ASCII is written as %XX."""
    return _SAFE_ADDRESS.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode("utf-8", "replace")), address)


class _Writer:
    """Writes to one terminal, knowing what its pen is."""

    def __init__(self, columns: int, profile: Profile, fills: bool) -> None:
        self.columns = columns
        self.depth = profile.depth
        self.theme = profile.theme
        self.fills = fills or profile.depth in ("16", "none")
        self.parts: list[str] = []
        self.pen: Pen = _UNKNOWN
        self.address = ""

    def whole(self, rows: tuple[Row, ...]) -> None:
        self.parts.append("\x1b[0m\x1b[H")
        self.pen = ("39" if self.depth == "16" else "", "", False, False, False)
        for index, row in enumerate(rows):
            if index:
                self.parts.append("\r\n")
            self._cleared(row)

    def _cleared(self, row: Row) -> None:
        """One row from its first column on: clear it with the paper, then jump over long blanks."""
        cells = cells_of(row, self.columns)
        if not self.fills:
            self._cells(cells + [(" ", "text", "")] * (self.columns - len(cells)))
            return
        self._paper()
        self.parts.append("\x1b[K")
        self._cells(cells[: _inked(cells)], jump=True)

    def _paper(self) -> None:
        """A pen with the paper as its ground and no underline: what is cleared may take both."""
        if self.depth in ("truecolor", "256"):
            ground = pen_of("text", self.depth, self.theme)[1]
            if self.pen[1] != ground or self.pen[3]:
                self.style("text")
        elif self.pen[3] or self.pen[4] or self.pen == _UNKNOWN:
            self.style("text")

    def changed(self, index: int, row: Row, before: Row) -> None:
        """What differs in one row, span by span; its rest is cleared where it is blank now."""
        new, old = cells_of(row, self.columns), cells_of(before, self.columns)
        end = _inked(new) if self.fills else self.columns
        last = max(len(new), len(old))
        blank: Cell = (" ", "text", "")
        new += [blank] * (max(last, end) - len(new))
        old += [blank] * (len(new) - len(old))
        for start, stop in _spans(new, old):
            clears = self.fills and stop > end
            self.parts.append(f"\x1b[{index + 1};{start + 1}H")
            self._cells(new[start : min(stop, end) if clears else stop])
            if clears:
                self._paper()
                self.parts.append("\x1b[K")
                break

    def _cells(self, cells: list[Cell], *, jump: bool = False) -> None:
        for (style, address), group in groupby(cells, key=lambda cell: (cell[1], cell[2])):
            text = "".join(cell[0] for cell in group)
            if jump and style == "text" and len(text) >= _GAP and not text.strip(" "):
                self.parts.append(f"\x1b[{len(text)}C")
                continue
            self._write(text, style, address)

    def _write(self, text: str, style: str, address: str) -> None:
        if not text.strip(" ") and not address:
            self._blank_style(style)
        else:
            self.style(style)
        if address != self.address:
            self.parts.append(f"\x1b]8;;{safe_address(address)}\x1b\\")
            self.address = address
        self.parts.append(text)

    def _blank_style(self, style: str) -> None:
        """Blanks show only their ground, and an underline or reverse; the ink may stay what it is."""
        wanted = pen_of(style, self.depth, self.theme)
        if wanted[1] != self.pen[1] or wanted[3:] != self.pen[3:]:
            self.style(style)

    def style(self, style: str) -> None:
        """Change the pen: only what differs is sent."""
        wanted, now = pen_of(style, self.depth, self.theme), self.pen
        if wanted == now:
            return
        codes: list[str] = []
        if now == _UNKNOWN:
            codes.append("0")
            now = ("39" if self.depth == "16" else "", "", False, False, False)
        switches = (
            ("1", "22", wanted[2], now[2]),
            ("4", "24", wanted[3], now[3]),
            ("7", "27", wanted[4], now[4]),
        )
        codes += [on if now_on else off for on, off, now_on, was_on in switches if now_on != was_on]
        codes += [new for new, old in ((wanted[0], now[0]), (wanted[1], now[1])) if new and new != old]
        if codes:
            self.parts.append(f"\x1b[{';'.join(codes)}m")
        self.pen = wanted

    def finish(self) -> None:
        if self.address:
            self.parts.append("\x1b]8;;\x1b\\")
            self.address = ""


def cells_of(row: Row, columns: int) -> list[Cell]:
    """A row cell by cell, cut at the terminal's width; clean, whoever made it."""
    cells: list[Cell] = []
    for run in row:
        cells.extend(_cells_of_run(run))
    if len(cells) > columns:
        cut = columns if cells[columns][0] else columns - 1
        return cells[:cut]
    return cells


# A run of 72 cells takes 5 KiB here: 8,192 of them would be 44 MiB of a worker, and no turn of 80 windows is sooner.
@lru_cache(maxsize=1_024)
def _cells_of_run(run: Run) -> tuple[Cell, ...]:
    address = run.reference[8:] if run.reference.startswith("address:") else ""
    text = clean(run.text)
    if width(text) == len(text) and text.isascii():
        return tuple((character, run.style, address) for character in text)
    cells: list[Cell] = []
    for character in text:
        wide = cell_width(character)
        if not wide:
            if cells:
                at = -1 if cells[-1][0] else -2
                cells[at] = (cells[at][0] + character, run.style, address)
            continue
        cells.append((character, run.style, address))
        if wide == 2:
            cells.append(("", run.style, address))
    return tuple(cells)


def _inked(cells: list[Cell]) -> int:
    """Cells up to the last that is not blank paper."""
    end = len(cells)
    while end and cells[end - 1] == (" ", "text", ""):
        end -= 1
    return end


def changed_spans(row: Row, before: Row, columns: int) -> list[tuple[int, int]]:
    """Where two rows differ as shown: first columns, and the columns after the last ones."""
    new, old = cells_of(row, columns), cells_of(before, columns)
    blank: Cell = (" ", "text", "")
    longest = max(len(new), len(old))
    return _spans(new + [blank] * (longest - len(new)), old + [blank] * (longest - len(old)))


def _spans(new: list[Cell], old: list[Cell]) -> list[tuple[int, int]]:
    """Where two rows differ: starts and ends, near ones joined, never inside a wide character."""
    spans: list[tuple[int, int]] = []
    for index, (one, other) in enumerate(zip(new, old, strict=True)):
        if one == other:
            continue
        start, stop = index, index + 1
        while start and (not new[start][0] or not old[start][0]):
            start -= 1
        while stop < len(new) and (not new[stop][0] or not old[stop][0]):
            stop += 1
        if spans and start - spans[-1][1] <= _NEAR:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]))
        else:
            spans.append((start, stop))
    return spans
