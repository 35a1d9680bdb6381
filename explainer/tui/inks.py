"""Painted rows as Textual's strips: a style's name becomes a Rich style for the palette and depth at hand.

At depth `none` no style holds a colour, not even the default one: that too would be a colour sequence.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import STYLES, Ink, Profile, ink
from explainer.paint.cells.style import Style as Named
from explainer.story.text import RIGHT_TO_LEFT

ADDRESS = "address:"
NEAR = 2
"""Cells within which a click finds a mark; a row counts as two, being as high as two cells are wide."""
_SIGNS = {"red": 1, "grey": 8, "blue": 12}


@lru_cache(maxsize=2_048)
def rich_style(name: str, depth: str, theme: str, address: str = "") -> Style:
    """The Rich style of a style's name; an address becomes a link that the terminal, never we, may open."""
    style = STYLES[name]
    foreground, background = _colours(style, depth, theme)
    return Style(
        color=foreground,
        bgcolor=background,
        bold=style.bold or None,
        underline=style.underline or None,
        reverse=(style.reverse and depth in ("16", "none")) or None,
        link=_printable(address.removeprefix(ADDRESS)) or None,
    )


def _colours(style: Named, depth: str, theme: str) -> tuple[Color | None, Color | None]:
    if depth == "none":
        return None, None
    if depth == "16":
        return (Color.from_ansi(_SIGNS[style.sign]) if style.sign else None), None
    return _colour(ink(theme, style.ink), depth), _colour(ink(theme, style.ground), depth)


def _colour(found: Ink, depth: str) -> Color:
    return Color.parse(found.hex) if depth == "truecolor" else Color.from_ansi(found[1])


def _printable(address: str) -> str:
    return "".join(character for character in address if character.isprintable() and character != " ")


@lru_cache(maxsize=1_024)
def strip(row: Row, width: int, profile: Profile) -> Strip:
    """A painted row as a strip of exactly `width` cells."""
    depth, theme = profile.depth, profile.theme
    segments = [
        Segment(text, rich_style(style, depth, theme, reference if reference.startswith(ADDRESS) else ""))
        for text, style, reference in row
    ]
    used = sum(cell_len(segment.text) for segment in segments)
    if used < width:
        segments.append(Segment(" " * (width - used), rich_style("text", depth, theme)))
    made = Strip(segments, max(used, width))
    return made.crop(0, width) if used > width else made


def turns(text: str, profile: Profile) -> bool:
    """Whether a text that is being typed is seen in another order than it is typed in."""
    return not text.isascii() and profile.bidi == "ours" and RIGHT_TO_LEFT.search(text) is not None


def written(parts: tuple[tuple[str, str], ...], profile: Profile) -> list[Segment]:
    """A line that is being typed, in parts with the names of their styles."""
    if turns("".join(text for text, _style in parts), profile):
        from explainer.paint.cells.bidi import typed  # loaded with the first right-to-left letter

        parts = tuple((run.text, run.style) for run in typed(parts))
    return [Segment(text, rich_style(style, profile.depth, profile.theme)) for text, style in parts if text]


def reference_at(row: Row, column: int) -> str:
    """What a click or the mouse finds at a column of a painted row; empty: nothing."""
    end = 0
    for run in row:
        end += cell_len(run.text)
        if column < end:
            return run.reference
    return ""


def mark_near(rows: tuple[Row, ...], column: int, row: int) -> str:
    """The nearest mark of a picture within two cells of a place between them; empty: none."""
    best, found = NEAR + 1, ""
    for y in range(max(0, row - NEAR // 2), min(len(rows), row + NEAR // 2 + 1)):
        end = 0
        for run in rows[y]:
            start, end = end, end + cell_len(run.text)
            if not run.reference.startswith("datum:"):
                continue
            away = max(start - column, column - end + 1, 0, 2 * abs(y - row))
            if away < best:
                best, found = away, run.reference
    return found
