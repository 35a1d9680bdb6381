"""The looks that an author sees a page in: a size, a depth of colour, a theme, a set of signs, or the linear text.

`80x24/light, 40x15/16, 80x24/none/ascii, linear`: looks are parted by commas, the words of a look by slashes, in
any order, each of a kind at most once; what is not said is that of the author's own terminal.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from explainer.messages import _
from explainer.paint.cells.style import DEPTHS, GLYPHS, THEMES, Profile
from explainer.paint.page.layout import LEAST_HEIGHT, LEAST_WIDTH, MOST_HEIGHT, MOST_WIDTH
from explainer.problems import UsageError

LINEAR = "linear"
USUAL = "80x24/dark, 40x15/16, 80x24/none/ascii, 80x24/light, linear"
MOST = 12
"""Looks: with more of them one would press the key that changes them for ever."""
_STANDARD = (80, 24)
_SIZE = re.compile(r"([0-9]{1,4})x([0-9]{1,4})")


class Look(msgspec.Struct, frozen=True):
    """One look. An empty word is as the author's own terminal has it."""

    columns: int = _STANDARD[0]
    rows: int = _STANDARD[1]
    depth: str = ""
    theme: str = ""
    glyphs: str = ""
    linear: bool = False

    def profile(self, own: Profile) -> Profile:
        """The profile to paint with: never more colours or signs than the terminal at hand can show."""
        depth, glyphs = _lesser(DEPTHS, self.depth, own.depth), _lesser(GLYPHS, self.glyphs, own.glyphs)
        return msgspec.structs.replace(own, depth=depth, theme=self.theme or own.theme, glyphs=glyphs)


def _lesser(ladder: tuple[str, ...], wanted: str, own: str) -> str:
    """The one further down a ladder."""
    return max(wanted or own, own, key=ladder.index)


def label(look: Look, own: Profile) -> str:
    """`80x24 · 16 colours · ASCII`: the size, and what differs from the terminal's own."""
    depths = {
        "truecolor": _("truecolour"), "256": _("256 colours"), "16": _("16 colours"), "none": _("no colour"),
    }  # fmt: skip
    glyphs = {
        "braille": _("all signs"), "blocks": _("no braille"), "plain": _("plain signs"), "ascii": _("ASCII"),
    }  # fmt: skip
    profile = look.profile(own)
    words = [f"{look.columns}x{look.rows}"]
    if look.linear:
        return " · ".join([*words, _("linear text")])
    if look.theme and profile.depth in DEPTHS[:2]:
        words.append({"high-contrast": _("high contrast")}.get(look.theme, look.theme))
    words += [depths[profile.depth]] if look.depth else []
    words += [glyphs[profile.glyphs]] if look.glyphs else []
    return " · ".join(words)


def parse_looks(text: str) -> tuple[Look, ...]:
    """The looks of a `--profiles` option.

    Raises:
        UsageError: it is not one; the message names the word.
    """
    looks = tuple(_look(part.strip()) for part in text.split(",") if part.strip())
    if not looks:
        raise UsageError(_("--profiles names no look; such as {usual}.").format(usual=USUAL))
    if len(looks) > MOST:
        raise UsageError(
            _("--profiles names {n} looks; {most} are the most.").format(n=len(looks), most=MOST)
        )
    return looks


def _look(text: str) -> Look:
    found: dict[str, str] = {}
    for word in text.split("/"):
        word = word.strip().lower()
        kind = _kind(word)
        if not kind:
            raise UsageError(_unknown(word, text))
        if kind in found:
            said = _("{look} says two of a kind: {one} and {other}.")
            raise UsageError(said.format(look=text, one=found[kind], other=word))
        found[kind] = word
    columns, rows = _size(found["size"]) if "size" in found else _STANDARD
    if "linear" in found and found.keys() & {"depth", "theme", "glyphs"}:
        raise UsageError(_("{look}: linear text has no colours and no signs.").format(look=text))
    words = {kind: found.get(kind, "") for kind in ("depth", "theme", "glyphs")}
    return Look(columns, rows, **words, linear="linear" in found)


def _kind(word: str) -> str:
    kinds = {"depth": DEPTHS, "theme": THEMES, "glyphs": GLYPHS, "linear": (LINEAR,)}
    if _SIZE.fullmatch(word):
        return "size"
    return next((kind for kind, words in kinds.items() if word in words), "")


def _size(word: str) -> tuple[int, int]:
    columns, rows = (int(number) for number in word.split("x"))
    if not (LEAST_WIDTH <= columns <= MOST_WIDTH and LEAST_HEIGHT <= rows <= MOST_HEIGHT):
        said = _("{size}: a look has {least} to {most} cells.")
        least, most = f"{LEAST_WIDTH}x{LEAST_HEIGHT}", f"{MOST_WIDTH}x{MOST_HEIGHT}"
        raise UsageError(said.format(size=word, least=least, most=most))
    return columns, rows


def _unknown(word: str, text: str) -> str:
    import difflib  # loaded for a mistake

    known = (*DEPTHS, *THEMES, *GLYPHS, LINEAR)
    near = difflib.get_close_matches(word, known, 1)
    hint = _("Did you mean {name}?").format(name=near[0]) if near else ""
    said = _("{word} in {look} is no size such as 80x24 and none of: {words}. {hint}")
    return said.format(word=word or "//", look=text, words=", ".join(known), hint=hint).strip()


# Looks side by side: where each stands on the screen, and how much of it is seen. A pane is never squeezed: one
# that is larger than its room is cut, which its caption says, and `…` stands where a row goes on. The first
# pane begins in the corner of the screen, so that its places are those of the screen.

LEAST_COLUMNS, LEAST_ROWS = 24, 8
"""Of a pane that is cut: less of a page tells nothing about it."""
CAPTION = 1
"""Rows under each pane, for its name."""


class Pane(NamedTuple):
    """A look and the part of the screen where it is seen."""

    look: Look
    x: int
    y: int
    columns: int
    """Cells that are seen of it, at most its own."""
    rows: int

    @property
    def seen(self) -> float:
        """The share of it that is seen."""
        return self.columns * self.rows / (self.look.columns * self.look.rows)


def arrange(looks: tuple[Look, ...], columns: int, rows: int) -> tuple[Pane, ...]:
    """Panes for as many of the looks as have room, in their order; the first always has.

    Each stands to the right of another one or below it, where most of it is seen.
    """
    panes: list[Pane] = []
    for look in looks:
        if not panes:
            panes.append(Pane(look, 0, 0, min(look.columns, columns), min(look.rows, max(1, rows - CAPTION))))
            continue
        found = [pane for at in _corners(panes, columns) if (pane := _placed(look, at, panes, columns, rows))]
        if found:
            panes.append(max(found, key=lambda pane: (round(pane.seen, 3), -pane.y, -pane.x)))
    return tuple(panes)


def _corners(panes: list[Pane], columns: int) -> list[tuple[int, int]]:
    """Places where a pane may begin: with a column between where there is one to spare, and without."""
    found: list[tuple[int, int]] = []
    for pane in panes:
        found += [(pane.x + pane.columns + gap, pane.y) for gap in (1, 0)]
        found.append((pane.x, pane.y + pane.rows + CAPTION))
    return [(x, y) for x, y in dict.fromkeys(found) if x < columns]


def _placed(look: Look, at: tuple[int, int], panes: list[Pane], columns: int, rows: int) -> Pane | None:
    """A look at a place, as much of it as the screen and the others leave; None: too little."""
    x, y = at
    right, bottom = columns, rows - CAPTION
    for other in panes:
        beside = other.x < x + look.columns and x < other.x + other.columns
        if beside and other.y <= y < other.y + other.rows + CAPTION:
            if other.x <= x:
                return None
            right = min(right, other.x)
        elif beside and other.y > y:
            bottom = min(bottom, other.y - CAPTION)
    pane = Pane(look, x, y, min(look.columns, right - x), min(look.rows, bottom - y))
    if pane.columns < min(LEAST_COLUMNS, look.columns) or pane.rows < min(LEAST_ROWS, look.rows):
        return None
    return pane
