"""Charts from a figure's rows: steps, bars, columns, bands. Everything is printed; no hue means anything alone.

Rows of a chart hold `datum:KEY` where keys and the mouse reach a value. The first cells of a row are the margin in
which the hand hangs (`Sight.margin`); a screen puts them left of its text, a column of text asks for none.
"""

from __future__ import annotations

from collections.abc import Callable

from explainer.paint.bands import draw_bands
from explainer.paint.bars import draw_bars
from explainer.paint.columns import chosen, draw_columns, measures
from explainer.paint.rows import Row
from explainer.paint.sight import Options, Sight, peek
from explainer.paint.steps import draw_steps
from explainer.paint.style import Profile
from explainer.story.figures.data import Shown

__all__ = ["Sight", "draw", "measures", "order", "peek"]

Draw = Callable[[Shown, int, int, Profile, str, Options, Sight], tuple[Row, ...]]
_PAINTERS: dict[str, Draw] = {
    "steps": draw_steps,
    "bars": draw_bars,
    "columns": draw_columns,
    "bands": draw_bands,
}


def draw(
    kind: str,
    shown: Shown,
    width: int,
    height: int,
    profile: Profile,
    selected: str = "",
    options: Options | None = None,
    sight: Sight | None = None,
) -> tuple[Row, ...]:
    """A chart as at most `height` rows, none wider than `width`.

    Args:
        kind: steps, bars, columns or bands.
        shown: the figure's rows, under the lens.
        width: cells.
        height: rows.
        profile: what the terminal shows.
        selected: the key of the row in hand; empty for none.
        options: the figure's options.
        sight: what the reader brings.

    Raises:
        ValueError: no chart is of this kind.
    """
    # No story that was checked has another; a wrong picture would say what no source says.
    if kind not in _PAINTERS:
        raise ValueError(f"no figure is drawn as {kind!r}")
    return _PAINTERS[kind](shown, width, height, profile, selected, options or {}, sight or Sight())


def order(
    kind: str, shown: Shown, options: Options | None = None, sight: Sight | None = None
) -> tuple[str, ...]:
    """The keys of a chart in the order in which arrows walk through them."""
    rows = shown.rows
    if kind == "columns":
        rows = chosen(shown, sight or Sight())
    return tuple(d.key for d in rows)
