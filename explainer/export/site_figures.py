"""The figures of the page: the reader's own pictures as SVG in two widths, and their values as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from explainer.export.book_records import FigurePart
from explainer.export.svg import page_svg
from explainer.messages import _, ngettext
from explainer.paint.cells import style
from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import STYLES, Profile
from explainer.paint.figures import captions, maps
from explainer.paint.figures.painters import inline
from explainer.paint.page.prose import Pen
from explainer.reading import figures
from explainer.reading.days import ribbon_days
from explainer.reading.evidence import fate_words, known
from explainer.story.figures.alt_text import day_text, row_text, status_text, twin, value_text
from explainer.story.figures.data import Datum, address_of, data, events, is_name, linked, shading
from explainer.story.model import dates
from explainer.story.model.ages import newest
from explainer.story.model.lens import shown
from explainer.story.model.structs import Claim, Figure, Story, Version

WIDE, NARROW = 80, 40
"""Cells across: for a page, and for a telephone."""
_HEIGHTS = {"map": (32, 17), "steps": (16, 24), "columns": (16, 24), "network": (48, 40)}
"""Rows at most, wide and narrow; the others take what they need."""
_TALL, _LONGEST = 400, 96


class Picture(NamedTuple):
    """A figure drawn."""

    wide: Markup
    narrow: Markup
    day: str
    """The day a map stands for, in words."""
    legend: str
    """What a map's signs mean; empty for the others, which say it themselves."""


class DataTable(NamedTuple):
    """A figure's values: columns that no row fills are left out."""

    heads: tuple[str, ...]
    rows: tuple[DataRow, ...]


class DataRow(NamedTuple):
    """One row: its texts, its sources, and the line that tells of it."""

    cells: tuple[str, ...]
    sources: tuple[str, ...]
    told: str
    """An address of the story, or empty."""


def picture(story: Story, part: FigurePart, scene_day: str) -> Picture:
    """A figure as a step of a scene shows it; a map without a day of its own stands for the scene's last one, since a
    page cannot be stepped from day to day."""
    figure = part.figure
    day = figures.day_at(figure, part.shows.get("day") or scene_day) if figure.kind == "map" else ""
    view = part.shows.get("view", "")
    drawn = []
    for columns, kind in ((WIDE, "wide"), (NARROW, "narrow")):
        rows = _rows(story, figure, columns, day, view, part.shows)
        drawn.append(Markup(page_svg(rows, columns, part.title, kind)) if rows else Markup(""))
    return Picture(drawn[0], drawn[1], dates.long(day) if day else "", _legend(story, figure, day))


def _legend(story: Story, figure: Figure, day: str) -> str:
    if figure.kind != "map":
        return ""
    frame = figures.frame(data(story, figure).rows, day)
    over = captions.spans(frame)
    signs = style.signs(Profile().glyphs)
    said = [
        f"{maps.state_sign(state, signs)} {captions.state_words(state, over)}"
        for state in figures.STATES
        if getattr(frame, state)
    ]
    if figures.shading(story, figure, day, ""):
        told = figure.options.get("shade")
        means = str(told.get("means", "")) if isinstance(told, dict) else _("in force")
        said.append(_("shaded: {means}").format(means=means))
    return "; ".join(said) + "."


def _rows(
    story: Story, figure: Figure, columns: int, day: str, view: str, shows: Mapping[str, str]
) -> tuple[Row, ...]:
    high = _HEIGHTS.get(figure.kind, (_TALL, _TALL))[columns == NARROW]
    if figure.kind == "map":
        frame = figures.frame(data(story, figure).rows, day)
        shaded = figures.shading(story, figure, day, "")
        rows = maps.draw(story, figure, frame, shaded, columns, high, Profile(), view=view).rows
    else:
        rows = inline(story, figure, columns, high, Profile(), shows=shows)
    while rows and _blank(rows[0]):
        rows = rows[1:]
    while rows and _blank(rows[-1]):
        rows = rows[:-1]
    if len(rows) > _LONGEST:  # a long timeline: the strip of its days; the table has the events
        end = next((at for at, row in enumerate(rows) if _blank(row)), len(rows))
        rows = rows[:end]
    return rows


def _blank(row: Row) -> bool:
    return not any(run.text.strip() or STYLES[run.style].ground != "paper" for run in row)


def table(story: Story, figure: Figure) -> DataTable:
    """The values of a figure in columns, whatever its kind; a network's names are told by its ties."""
    shown = linked(story, figure, data(story, figure)).rows
    if figure.kind == "network":
        ties = [datum for datum in shown if not is_name(datum)]
        return _table(ties, [(_("Tie"), lambda datum: row_text(story, figure, datum))], story)
    columns: list[tuple[str, Callable[[Datum], str]]] = [
        (_("Day"), day_text),
        (_("Hour"), lambda datum: datum.time[11:16] if "T" in datum.time else datum.time),
        (_("What"), lambda datum: datum.label),
        (_("Where"), lambda datum: datum.where),
        (_("Value"), _value),
        (_("Status"), lambda datum: status_text(datum.status) if datum.status else ""),
        (_("Note"), lambda datum: datum.note),
    ]
    rows = list(shown)
    if figure.options.get("shade"):
        rows += shading(story, figure).rows
    return _table(rows, columns, story)


def _value(datum: Datum) -> str:
    known = any(number is not None for number in (datum.value, datum.low, datum.high))
    return value_text(datum) if known or (datum.unit and datum.open) else ""


def _table(
    rows: Sequence[Datum], columns: list[tuple[str, Callable[[Datum], str]]], story: Story
) -> DataTable:
    filled = [(head, cell) for head, cell in columns if any(cell(datum) for datum in rows)]
    made = []
    for datum in rows:
        scene = next((link for link in datum.links if link in story.scenes), "")
        made.append(
            DataRow(
                tuple(cell(datum) for _head, cell in filled),
                tuple(key for key in datum.sources if key in story.sources),
                address_of(story, datum, scene) if scene else "",
            )
        )
    return DataTable(tuple(head for head, _cell in filled), tuple(made))


# What the page shows under each day of the lens, worked out when it is built: its script only switches.
# Everything here comes from the rules of the story's lens; a table holds a value for the days on which it
# changes.

NEVER = "9999-12-31"
"""The day from which a thing without a date can be read under a lens: never."""
_T = TypeVar("_T")
Table = list[tuple[str, _T]]
"""Values by the day from which they hold."""


def switches(story: Story) -> dict[str, Any]:
    """All that the script needs, as plain values."""
    pen = Pen(story, "", "braille")
    return {
        "claims": {key: claim_words(pen, claim) for key, claim in story.claims.items()},
        "fates": {
            key: {version.id: version_words(claim, version) for version in claim.versions}
            for key, claim in story.claims.items()
        },
        "figures": {key: figure_words(pen, figure) for key, figure in story.figures.items()},
        "ribbon": [day for day in ribbon_days(story.ribbon) if not story.as_of or day <= story.as_of],
        "months": [_(month) for month in dates.MONTHS],
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "known": _("As known on {day}"),
        "nothing": _("no source we hold says this by {day}"),
        "later": _("said later: {date}"),
        "sentence": ngettext("{n} sentence said later", "{n} sentences said later", 1),
        "sentences": ngettext("{n} sentence said later", "{n} sentences said later", 2),
        "show": _("Show it"),
        "fold": _("Fold it"),
        "off": _("The date is off: everything stands as last checked."),
        "count": _("As known on {day}. {n} parts of the page were said later and are folded."),
    }


def claim_words(pen: Pen, claim: Claim) -> Table[str]:
    """What `{claim}` prints, by day; empty where nothing stands."""
    return _changes(_days(claim), lambda day: pen.text(shown(claim, day)))


def version_words(claim: Claim, version: Version) -> Table[str | None]:
    """What had become of a version, by day; None while it was not yet said."""

    def on(day: str) -> str | None:
        return fate_words(claim, version, day) if version in known(claim, day) else None

    return _changes(_days(claim), on)


def figure_words(pen: Pen, figure: Figure) -> dict[str, Any]:
    """A figure's twin by day: its lines once, and for each day what it says and which lines it has."""
    story = pen.story
    rows = [row for part in _parts(story, figure) for row in part]
    found = {dates.counts_from(row.said_on, row.said_precision) for row in rows}
    found |= {newest(story, figure.rests_on)}  # from then on its author's own words stand
    lines: dict[str, int] = {}

    def on(day: str) -> tuple[str, str, tuple[int, ...]]:
        words = twin(story, figure, day)
        numbers = tuple(lines.setdefault(pen.text(line), len(lines)) for line in words.rows)
        return pen.text(words.says), words.later, numbers

    days = _changes(found - {""}, on)
    return {"lines": list(lines), "days": days}


def _parts(story: Story, figure: Figure) -> Iterable[tuple[Any, ...]]:
    yield data(story, figure).rows
    if figure.options.get("shade"):
        yield shading(story, figure).rows
    if figure.options.get("events"):
        yield events(story, figure).rows


def _days(claim: Claim) -> set[str]:
    """The days on which what stands can change."""
    found = {dates.counts_from(v.said_on, v.precision) for v in claim.versions}
    found |= {dates.counts_from(v.withdrawn_on, "day") for v in claim.versions}
    for correction in claim.as_known:  # it holds for its own day alone
        found |= {correction.on, (date.fromisoformat(correction.on) + timedelta(days=1)).isoformat()}
    return found - {""}


def _changes(days: Iterable[str], on: Callable[[str], _T]) -> Table[_T]:
    table: Table[_T] = []
    for day in sorted(days):
        value = on(day)
        if not table or table[-1][1] != value:
            table.append((day, value))
    return table
