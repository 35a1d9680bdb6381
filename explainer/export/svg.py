"""Painted rows as SVG: the very cells a terminal shows, for pages and docs.

Braille is drawn as dots and blocks as boxes, since fonts without them would push a line out of its place; other text is
held to its cells by its length.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from explainer.paint.cells.encoder import cells_of
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import PALETTES, STYLES, Palette, Profile, hex_of_index, ink
from explainer.story.text import RIGHT_TO_LEFT

WIDE, HIGH, MARGIN, FONT = 9, 19, 12, 15
"""A cell, the border and the letters, in pixels."""
_INK, _PAPER = "#D0D0D0", "#101010"
"""Stand for the terminal's own colours, where a depth leaves them."""
_SIGNS = {"red": "#CD0000", "grey": "#7F7F7F", "blue": "#5C8DFF"}
_DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of the dot of each bit of a braille sign."""
_QUARTERS = dict(zip("▘▝▀▖▌▞▛▗▚▐▜▄▙▟█", range(1, 16), strict=True))
_EIGHTHS = "▁▂▃▄▅▆▇"


THEMED = "page"
"""Stands in for a theme where the colours are the page's: roles of the palette, as classes of its style sheet."""


class Look(NamedTuple):
    """How cells of a style look; the colours are hex, or roles of the palette where the page brings them."""

    ink: str
    paper: str
    bold: bool
    underline: bool


def svg(rows: tuple[Row, ...], width: int, profile: Profile, title: str = "") -> str:
    """Rows as a picture that stands alone.

    Args:
        rows: what the painter made.
        width: columns of the screen.
        profile: its depth and theme.
        title: said to those who hear the picture; empty: none.
    """
    wide, high = width * WIDE + 2 * MARGIN, len(rows) * HIGH + 2 * MARGIN
    ground = look("text", profile.depth, profile.theme).paper
    named = f"<title>{html.escape(title)}</title>" if title else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'font-family="ui-monospace,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="{FONT}"'
        f'{" role=" + chr(34) + "img" + chr(34) if title else ""} xml:space="preserve">{named}',
        f'<rect width="100%" height="100%" fill="{ground}"/>',
    ]
    for y, row in enumerate(rows):
        parts += _row(row, width, y, profile, ground)
    return "\n".join([*parts, "</svg>", ""])


def row_svg(row: Row, width: int, y: int, profile: Profile) -> list[str]:
    """The elements of one row of a picture, for pictures that hold several screens."""
    return list(_row(row, width, y, profile, look("text", profile.depth, profile.theme).paper))


def page_svg(rows: tuple[Row, ...], width: int, title: str, kind: str = "") -> str:
    """Rows as a picture inside a page: colours are classes (`f-accent` fills, `s-accent` strokes), so that the page's
    style sheet turns it light or dark. Letters and their size are the page's too.

    Args:
        rows: what the painter made.
        width: columns of the picture.
        title: said to those who hear the picture.
        kind: a class of its own.
    """
    wide, high = width * WIDE, len(rows) * HIGH
    profile = Profile(theme=THEMED)
    parts = [
        f'<svg class="cells {kind}" width="{wide}" height="{high}" viewBox="{MARGIN} {MARGIN} {wide} {high}" '
        f'role="img" xml:space="preserve"><title>{html.escape(title)}</title>'
    ]
    for y, row in enumerate(rows):
        parts += _row(row, width, y, profile, "paper")
    return "\n".join([*parts, "</svg>"])


@lru_cache(maxsize=1_024)
def look(style: str, depth: str, theme: str) -> Look:
    """The colours of a style at a depth; the terminal's own are stood in for."""
    spec = STYLES[style]
    if theme == THEMED:
        return Look(spec.ink, spec.ground, spec.bold, spec.underline)
    if depth in ("16", "none"):
        front = _SIGNS.get(spec.sign, _INK) if depth == "16" else _INK
        front, back = (_PAPER, front) if spec.reverse else (front, _PAPER)
        return Look(front, back, spec.bold, spec.underline)
    inks = ink(theme, spec.ink), ink(theme, spec.ground)
    front, back = (one.hex if depth == "truecolor" else hex_of_index(one.number) for one in inks)
    return Look(front, back, spec.bold, spec.underline)


def _paint(what: str, colour: str) -> str:
    """`fill` or `stroke` in a colour: as an attribute, or as a class where it is a role."""
    return f'{what}="{colour}"' if colour.startswith("#") else f'class="{what[0]}-{colour}"'


def _row(row: Row, width: int, y: int, profile: Profile, ground: str) -> Iterator[str]:
    cells = cells_of(row, width)
    x = 0
    for style, group in groupby(cells, key=lambda cell: cell[1]):
        signs = [cell[0] for cell in group]
        seen = look(style, profile.depth, profile.theme)
        left, top, wide = MARGIN + x * WIDE, MARGIN + y * HIGH, len(signs) * WIDE
        if seen.paper != ground:
            yield f'<rect x="{left}" y="{top}" width="{wide}" height="{HIGH}" {_paint("fill", seen.paper)}/>'
        yield from _dots(signs, left, top, seen.ink)
        yield from _blocks(signs, left, top, seen.ink)
        yield from _text(signs, left, top, seen, spaced=profile.theme == THEMED)
        x += len(signs)


def _is_braille(sign: str) -> bool:
    return len(sign) == 1 and 0x2800 <= ord(sign) <= 0x28FF


def _dots(signs: list[str], left: int, top: int, colour: str) -> Iterator[str]:
    """Braille as one path of round points."""
    points = [
        (left + x * WIDE + (WIDE * (1 + 2 * column)) / 4, top + (HIGH * (1 + 2 * line)) / 8)
        for x, sign in enumerate(signs)
        if _is_braille(sign)
        for bit, (column, line) in enumerate(_DOTS)
        if ord(sign) - 0x2800 >> bit & 1
    ]
    if not points:
        return
    if colour.startswith("#"):
        steps = "".join(f"M{x:g} {y:g}h0" for x, y in points)
        yield (f'<path d="{steps}" stroke="{colour}" stroke-width="2.4" stroke-linecap="round" fill="none"/>')
    else:  # each from the one before: half as long; how it is drawn is the page's
        before = [(0.0, 0.0), *points]
        steps = "".join(f"m{x - a:g} {y - b:g}h0" for (a, b), (x, y) in zip(before, points, strict=False))
        yield f'<path d="{steps}" class="s-{colour}"/>'


def _blocks(signs: list[str], left: int, top: int, colour: str) -> Iterator[str]:
    """Quarter blocks, and eighths from below, as boxes of one path."""
    boxes: list[str] = []
    for x, sign in enumerate(signs):
        at = left + x * WIDE
        if sign in _QUARTERS:
            for bit, (right, lower) in enumerate(((0, 0), (1, 0), (0, 1), (1, 1))):
                if _QUARTERS[sign] >> bit & 1:
                    boxes.append(_box(at + right * WIDE / 2, top + lower * HIGH / 2, WIDE / 2, HIGH / 2))
        elif sign and sign in _EIGHTHS:
            tall = HIGH * (_EIGHTHS.index(sign) + 1) / 8
            boxes.append(_box(at, top + HIGH - tall, WIDE, tall))
    if boxes:
        yield f'<path d="{"".join(boxes)}" {_paint("fill", colour)}/>'


def _box(x: float, y: float, wide: float, high: float) -> str:
    return f"M{x:g} {y:g}h{wide:g}v{high:g}h{-wide:g}z"


def _text(signs: list[str], left: int, top: int, seen: Look, *, spaced: bool) -> Iterator[str]:
    """Words and signs, held to their cells; drawn signs leave blanks.

    Letters are as wide as each other, so that spacing alone holds them, which a page (`spaced`) need not say at each
    word; other signs may come from another font and are made narrower or wider.
    """
    plain = ["\u00a0" if _drawn(sign) else sign for sign in signs]
    text = "".join(plain)
    bare = text.strip(" \u00a0")
    if not bare:
        return
    inked = [index for index, sign in enumerate(plain) if sign not in (" ", "\u00a0")]
    lead, cells = inked[0], inked[-1] + 1 - inked[0]
    bold = ' font-weight="bold"' if seen.bold else ""
    line = ' text-decoration="underline"' if seen.underline else ""
    adjusted = "" if spaced and bare.isascii() else ' lengthAdjust="spacingAndGlyphs"'
    if RIGHT_TO_LEFT.search(bare):  # the painter ordered it; a browser would turn it round once more
        adjusted += ' direction="ltr" unicode-bidi="bidi-override"'
    yield (
        f'<text x="{left + lead * WIDE}" y="{top + FONT - 1}" {_paint("fill", seen.ink)}{bold}{line} '
        f'textLength="{cells * WIDE}"{adjusted}>{html.escape(bare)}</text>'
    )


def _drawn(sign: str) -> bool:
    return _is_braille(sign) or sign in _QUARTERS or (bool(sign) and sign in _EIGHTHS)


# The colours of the page: the reader's own palettes, as variables of its style sheet and classes of its
# pictures.

_LOOKS = ("light", "dark", "high-contrast")
"""What a reader can choose; without a choice the page follows the system."""


def colours() -> str:
    """The rules: light, dark where the system asks for it, each by the reader's own choice, light on paper."""
    light, dark, high = (_variables(PALETTES[name]) for name in _LOOKS)
    rules = [
        f":root{{color-scheme:light;{light}}}",
        f"@media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}",
        f"@media (prefers-contrast:more) and (prefers-color-scheme:dark){{:root{{{high}}}}}",
        f":root:has(.look-light:checked){{color-scheme:light;{light}}}",
        f":root:has(.look-dark:checked){{color-scheme:dark;{dark}}}",
        f":root:has(.look-high-contrast:checked){{color-scheme:dark;{high}}}",
        f"@media print{{:root,:root:has(input:checked){{color-scheme:light;{light}}}}}",
    ]
    rules.append(".cells [class^=s-]{stroke-width:2.4;stroke-linecap:round;fill:none}")
    for role in Palette._fields:
        rules.append(f".f-{role}{{fill:var(--{role})}}.s-{role}{{stroke:var(--{role})}}")
    return "\n".join(rules)


def _variables(palette: Palette) -> str:
    return ";".join(f"--{role}:{one.hex}" for role, one in zip(Palette._fields, palette, strict=True))
