"""Textual's strips as painted rows: what widgets of its own draw goes through our encoder too.

A style's name is found again through the Rich style that was made from it. Names that look alike at a depth are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.style import Style
from textual.strip import Strip

from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import STYLES
from explainer.tui.inks import ADDRESS, rich_style

PLAIN = "text"
_Look = tuple[object, object, bool, bool, bool]


def rows_of(strips: Iterable[Strip], depth: str, theme: str) -> tuple[Row, ...]:
    """Rows that look as the strips do, in the styles of a depth and a theme."""
    names = _names(depth, theme)
    return tuple(
        tuple(
            Run(text, names.get(_look(style), PLAIN), f"{ADDRESS}{style.link}" if style.link else "")
            if style is not None
            else Run(text, PLAIN)
            for text, style, control in strip
            if text and not control
        )
        for strip in strips
    )


@lru_cache(maxsize=16)
def _names(depth: str, theme: str) -> dict[_Look, str]:
    """Looks to names; blanks of the plain style are what the encoder clears instead of sending."""
    names = {_look(rich_style(name, depth, theme)): name for name in STYLES}
    names[_look(rich_style(PLAIN, depth, theme))] = PLAIN
    return names


def _look(style: Style) -> _Look:
    return style.color, style.bgcolor, bool(style.bold), bool(style.underline), bool(style.reverse)
