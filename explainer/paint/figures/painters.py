"""Drawing a figure of any kind, on its own screen and among the text, and the order of keys along its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest

from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width as cells_of
from explainer.paint.figures.bands import draw_bands
from explainer.paint.figures.bars import draw_bars
from explainer.paint.figures.columns import chosen, draw_columns
from explainer.paint.figures.steps import draw_steps
from explainer.paint.figures.values import Options, Sight
from explainer.reading.figures import lens_day
from explainer.reading.view import View
from explainer.story.figures.data import Datum, Shown, data
from explainer.story.model.structs import Figure, Story


def sight_of(view: View) -> Sight:
    """What the reader brings to the figure in front."""
    listing = view.listings[-1]
    scenes = view.story.scenes
    filters: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    if listing.lane or listing.chapter or listing.place:
        from explainer.reading.figures import (
            filter_words,  # loaded with the first filter
            scenes_in,
        )

        filters, group = filter_words(view), scenes_in(view.story, listing.chapter)
    return Sight(
        on=lens_day(view),
        day=listing.day or scenes[view.run.visit.scene].when.start,
        here=view.run.visit.scene,
        seen=frozenset(view.run.seen),
        lane=listing.lane,
        group=group,
        place=listing.place,
        filters=filters,
        centre=listing.folded[-1] if listing.folded else "",
        measure=listing.measure,
    )


def drawn(
    view: View, figure: Figure, shown: Shown, width: int, height: int, profile: Profile, selected: str
) -> tuple[Row, ...]:
    """Return the rows of the figure in front."""
    return draw(figure.kind, shown, width, height, profile, selected, figure.options, sight_of(view))


def walked(view: View, figure: Figure, shown: Shown) -> tuple[str, ...]:
    """Return the keys of the rows in the order in which arrows go along them."""
    return order(figure.kind, shown, figure.options, sight_of(view))


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
    """Draw a figure of any kind but a map as at most `height` rows, none wider than `width`.

    Rows hold `datum:KEY` where keys and the mouse reach a value. The first cells of a row are the margin in which the
    hand hangs (`Sight.margin`); a screen puts them left of its text, a column of text asks for none.

    Args:
        kind: the figure's kind.
        shown: the figure's rows, under the lens.
        width: cells.
        height: rows.
        profile: the reader's terminal.
        selected: the key of the row in hand; empty for none.
        options: the figure's options.
        sight: the reader's state that the picture shows.

    Raises:
        ValueError: nothing is drawn as this kind.
    """
    return _painter(kind)(shown, width, height, profile, selected, options or {}, sight or Sight())


def _painter(kind: str) -> Draw:
    """Return the function that draws a kind; timelines and networks are loaded with the first of them."""
    if kind == "timeline":
        from explainer.paint.figures import timelines

        return timelines.draw
    if kind == "network":
        from explainer.paint.figures import networks

        return networks.draw
    # No story that was checked has another; a wrong picture would say what no source says.
    if kind not in _CHARTS:
        raise ValueError(f"no figure is drawn as {kind!r}")
    return _CHARTS[kind]


Draw = Callable[[Shown, int, int, Profile, str, Options, Sight], tuple[Row, ...]]
_CHARTS: dict[str, Draw] = {
    "steps": draw_steps,
    "bars": draw_bars,
    "columns": draw_columns,
    "bands": draw_bands,
}


def order(
    kind: str, shown: Shown, options: Options | None = None, sight: Sight | None = None
) -> tuple[str, ...]:
    """Return the keys of a figure in the order in which arrows walk through them."""
    if kind == "timeline":
        from explainer.paint.figures import timelines

        return timelines.order(shown, options, sight)
    if kind == "network":
        from explainer.paint.figures import networks

        return networks.order(shown, options, sight)
    return tuple(d.key for d in (chosen(shown, sight or Sight()) if kind == "columns" else shown.rows))


# A figure among the text: every cell leads to the figure's own screen, where keys and the mouse reach each value.

_LEAST_MAP = 6
"""Rows of a map among the text, whatever is said under it."""
_LOW, _GAP = 16, 2
"""Rows under which a map among the text has its words beside it, and the cells between them."""
LEAST = 32
"""Cells under which a picture says less than its sentence."""
HEIGHTS = {"map": 18, "steps": 12, "columns": 10, "timeline": 10, "network": 10, "bars": 12, "bands": 10}
"""Rows of a picture among the text, by kind; a table with fewer rows takes fewer."""


def inline(
    story: Story,
    figure: Figure,
    width: int,
    height: int,
    profile: Profile,
    *,
    on: str = "",
    day: str = "",
    here: str = "",
    seen: frozenset[str] = frozenset(),
    reference: str = "",
    shows: Mapping[str, str] | None = None,
) -> tuple[Row, ...]:
    """A figure's picture as at most `height` rows; none where the width is too small for one.

    Args:
        story: the story.
        figure: the figure.
        width: cells.
        height: rows.
        profile: what the terminal shows.
        on: the lens day, or empty.
        day: the scene's day.
        here: the scene.
        seen: scenes the reader has seen.
        reference: where every cell leads; empty: nowhere.
        shows: what the step opens the figure at: a map's part and day, a network's name.
    """
    if width < LEAST or height < 4:
        return ()
    told = shows or {}
    sight = Sight(on=on, day=day, here=here, seen=seen, centre=told.get("start", ""), margin=0)
    if figure.kind == "map":
        sight = sight._replace(day=told.get("day") or day)
        rows = _map(story, figure, width, height, profile, sight, told.get("view", ""))
    else:
        shown = data(story, figure, on)
        rows = _inked(draw(figure.kind, shown, width, height, profile, "", figure.options, sight))
    return tuple(_leading(row, reference) for row in rows)


def _map(
    story: Story, figure: Figure, width: int, height: int, profile: Profile, sight: Sight, view: str
) -> tuple[Row, ...]:
    """A map, and under it its day and what it does not name; loaded with the first map."""
    from explainer.paint.figures import captions, maps
    from explainer.paint.page.prose import Pen
    from explainer.reading import figures

    day = figures.day_at(figure, sight.day, sight.on)
    frame = figures.frame(data(story, figure, sight.on).rows, day)
    shaded = figures.shading(story, figure, day, sight.on)
    named = figures.STATES if view or width >= captions.BROAD else ("new",)  # a part of a map has few names
    pen, swatch = Pen(story, sight.on, profile.glyphs), maps.swatch(profile)
    low = width >= captions.BROAD and height < _LOW
    across = width * 5 // 9 if low else width

    def drawn(high: int) -> maps.Picture:
        return maps.draw(story, figure, frame, shaded, across, high, profile, view=view, named=named)

    def words(unnamed: tuple[Datum, ...], room: int, most: int) -> list[Row]:
        whole = maps.covers(story, figure, shaded)
        return captions.among_text(pen, figure, frame, shaded, unnamed, swatch, room, most, everywhere=whole)

    if low:  # a low map is a narrow one: its words stand beside it
        said = words((), width - across - _GAP, height)
        return _beside(_inked(drawn(height).rows), said, across + _GAP)
    if height < _LEAST_MAP + 2:
        return _inked(drawn(height).rows)
    said = words(drawn(height - 2).unnamed, width, height - _LEAST_MAP)
    picture = drawn(max(_LEAST_MAP, height - len(said)))
    return (*_inked(picture.rows), *words(picture.unnamed, width, max(len(said), 1)))


def _beside(picture: Sequence[Row], words: Sequence[Row], column: int) -> tuple[Row, ...]:
    """A picture with words at its right, which begin in one column."""
    rows = []
    for left, right in zip_longest(picture, words, fillvalue=()):
        blank = column - sum(cells_of(run.text) for run in left)
        rows.append((*left, Run(" " * blank, "text"), *right) if right else left)
    return tuple(rows)


def _inked(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Without the blank rows at both ends."""
    inked = [at for at, row in enumerate(rows) if any(run.text.strip() for run in row)]
    return rows[inked[0] : inked[-1] + 1] if inked else ()


def _leading(row: Row, reference: str) -> Row:
    """The same row, all of it leading to one place, without blanks at its right."""
    runs: list[Run] = []
    for run in row:
        if not run.text:  # it says how the row is read
            runs.append(run)
        elif runs and runs[-1].text and runs[-1].style == run.style:
            runs[-1] = Run(runs[-1].text + run.text, run.style, reference)
        else:
            runs.append(Run(run.text, run.style, reference))
    while runs and not runs[-1].text.strip() and runs[-1].style == "text":
        runs.pop()
    if runs and runs[-1].style == "text":
        runs[-1] = Run(runs[-1].text.rstrip(" "), "text", reference)
    return tuple(runs)
