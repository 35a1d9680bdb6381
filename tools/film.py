"""Several screens as one picture that plays: SVG and CSS alone, so that a page shows it as it shows any image.

It plays once and then rests on its key frame; that one stands from the start where a reader wants no motion.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from explainer.export.svg import FONT, HIGH, MARGIN, WIDE, Look, look, row_svg
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import STYLES, Profile
from tools.cells import Cell

PROFILE = Profile(depth="truecolor", theme="dark")
_CAPTION = 2 * HIGH
"""Height of what is said below the screen, in pixels."""


class Still(NamedTuple):
    """One screen, how many seconds it stands, and what is said below it."""

    rows: tuple[Row, ...]
    seconds: float
    said: str


def film(stills: Sequence[Still], width: int, title: str, key: int) -> str:
    """Screens as a picture that plays once.

    Args:
        stills: the screens, all of the same number of rows.
        width: columns of a screen.
        title: said to those who hear the picture, before what is said below each screen.
        key: the screen, from 0, that stands where nothing moves, and at the end.
    """
    rows = len(stills[0].rows)
    wide, high = width * WIDE + 2 * MARGIN, rows * HIGH + 2 * MARGIN + _CAPTION
    ground = look("text", PROFILE.depth, PROFILE.theme).paper
    heard = html.escape(". ".join(dict.fromkeys(still.said for still in stills)) + ".")
    layers = _layers(stills, width)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'font-family="ui-monospace,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="{FONT}" role="img" '
        f'xml:space="preserve"><title>{html.escape(title)}</title><desc>{heard}</desc>',
        f"<style>{_style(stills, layers)}</style>",
        f'<rect width="100%" height="100%" fill="{ground}"/>',
    ]
    for number, (seen, drawn) in enumerate(layers.items()):
        kept = " k" if key in seen else ""
        parts += [f'<g class="f f{number}{kept}">', *drawn, "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _layers(stills: Sequence[Still], width: int) -> dict[tuple[int, ...], list[str]]:
    """What is drawn, by the screens in which it is seen: a row that several share is drawn once."""
    rows: dict[tuple[int, Row], list[int]] = {}
    said: dict[str, list[int]] = {}
    for number, still in enumerate(stills):
        for place in enumerate(still.rows):
            rows.setdefault(place, []).append(number)
        said.setdefault(still.said, []).append(number)
    layers: dict[tuple[int, ...], list[str]] = {}
    for (y, row), seen in rows.items():
        layers.setdefault(tuple(seen), []).extend(row_svg(row, width, y, PROFILE))
    for words, seen in said.items():
        layers.setdefault(tuple(seen), []).append(_said(words, len(stills[0].rows) * HIGH + 2 * MARGIN))
    return {seen: drawn for seen, drawn in layers.items() if drawn}


def _said(words: str, top: int) -> str:
    quiet = look("chrome", PROFILE.depth, PROFILE.theme).ink
    return f'<text x="{MARGIN + 4 * WIDE}" y="{top + FONT}" fill="{quiet}">{html.escape(words)}</text>'


def _style(stills: Sequence[Still], layers: Iterable[tuple[int, ...]]) -> str:
    """When each layer is seen. Without motion only the key frame is, which needs no rule that could fail."""
    total = sum(still.seconds for still in stills)
    starts = list(accumulate((still.seconds for still in stills), initial=0.0))
    rules = []
    for number, seen in enumerate(layers):
        turns = [
            (starts[at], "visible" if at in seen else "hidden")
            for at in range(len(stills))
            if at == 0 or (at in seen) != (at - 1 in seen)
        ]
        steps = "".join(f"{100 * at / total:.4g}%{{visibility:{word}}}" for at, word in turns)
        rules.append(f"@keyframes p{number}{{{steps}}}.f{number}{{animation:p{number} {total:g}s step-end}}")
    moving = "@media (prefers-reduced-motion:no-preference){" + "".join(rules) + "}"
    return ".f{visibility:hidden}.k{visibility:visible}" + moving


@cache
def _styles() -> dict[Look, str]:
    """The painter's styles by how they look; of several that look the same, the first."""
    found: dict[Look, str] = {}
    for name in STYLES:
        found.setdefault(look(name, PROFILE.depth, PROFILE.theme), name)
    return found


def style_of(cell: Cell) -> str:
    """The painter's style of a cell that a terminal shows.

    Raises:
        KeyError: no style looks so; the picture would be wrong.
    """
    text = look("text", PROFILE.depth, PROFILE.theme)
    ink, paper = cell.ink or text.ink, cell.paper or text.paper
    seen = Look(ink.upper(), paper.upper(), cell.bold, cell.underline)
    if not cell.character.strip() and not cell.underline:  # blanks have no ink
        seen = Look(text.ink, seen.paper, False, False)
        return next((name for one, name in _styles().items() if one.paper == seen.paper), "text")
    return _styles()[seen]
