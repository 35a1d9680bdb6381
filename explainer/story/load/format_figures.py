"""What an author may write under `options` of a figure, by its kind. For people: `docs/authors/format.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from explainer.messages import _
from explainer.story.load import schema_rules as rule
from explainer.story.load.containers import (
    ListOf,
    MapOf,
    Record,
    Schema,
    code,
    day,
    listed,
    one_of,
    own_id,
    text,
)
from explainer.story.load.fields import Choice, Notes, Spec, is_text, wrong_type
from explainer.story.load.yaml_text import Node

NEEDED: dict[str, tuple[str, ...]] = {
    "map": ("label", "day", "sources"),
    "timeline": ("label", "day", "sources"),
    "steps": ("day", "value", "sources"),
    "columns": ("day", "value", "sources"),
    "bars": ("label", "sources"),
    "bands": ("label", "day", "sources"),
    "network": ("from", "to", "sources"),
}
"""The columns that a figure of a kind cannot be drawn without."""
EITHER = {"map": ("place", "group"), "bars": ("value", "low")}
"""Pairs of columns of which either will do."""

LARGEST = 999_999_999
_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,9}(?:\.[0-9]*)?|\.[0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decimal(Spec):
    """A number with a sign and a fraction."""

    def default(self) -> float | None:
        return None

    def read(self, node: Node, path: str, notes: Notes) -> float | None:
        if node.is_number and _DECIMAL.fullmatch(node.value):
            return float(node.value)
        wrong_type(node, path, notes, _("a number"))
        return None


OFFSET = "[+-](?:0?[0-9]|1[0-4])(?::[0-5][0-9])?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset(Spec):
    """The distance of a clock from UTC."""

    def read(self, node: Node, path: str, notes: Notes) -> str:
        if not is_text(node):
            wrong_type(node, path, notes, _("a distance from UTC"))
        elif not re.fullmatch(OFFSET, node.value):
            message = _("`{text}` is no distance from UTC").format(text=node.value)
            notes.tell(node, path, message, _("Write it as +06:00 or -03:30."), "bad-offset")
        return node.value


_ROLE_WORDS = {
    "key": "An id of the row; its number if there is none.",
    "label": "What it is.",
    "group": "The lane, group, series or band it belongs to; on a map the region that is filled.",
    "day": "When: a day, a month, a year, or a day with its hour, 2022-01-05T16:30+06:00.",
    "day_precision": "How exact `day` is: day, about, month or year.",
    "time": "The time of day in words: evening.",
    "end": "When it ended.",
    "end_said_on": "When the end was said; until then the row has none.",
    "end_said_precision": "How exact `end_said_on` is.",
    "value": "The number.",
    "low": "The least that it may be; without `high` it is “at least”.",
    "high": "The most that it may be.",
    "status": "standing, superseded, retracted, disputed or opinion.",
    "note": "More about it.",
    "fate": "What became of it.",
    "replaced_on": "The day from which a superseded or retracted row no longer stood.",
    "place": "Places of the map, with ; between them.",
    "where": "The place as printed.",
    "said_on": "When it was said; without it the row is never shown to a reader who has set a date.",
    "said_precision": "How exact `said_on` is; a day unless said.",
    "sources": "Ids of sources, with ; between them; needed in every figure.",
    "open": "What is not known; printed with “?”.",
    "links": "Ids of scenes and terms, with ; between them.",
    "from": "A tie: where it begins.",
    "to": "A tie: where it ends.",
}
ROLES = tuple(_ROLE_WORDS)
"""What a column may be read for."""


def _words(about: str) -> ListOf:
    return ListOf(item=code("One of them."), one_is_enough=True, about=about)


def _columns(about: str) -> Record:
    fields: dict[str, Spec] = {
        role: _words(f"The column, or columns, for: {said}") for role, said in _ROLE_WORDS.items()
    }
    return Record(fields=fields, about=about)


def _by_column(about: str) -> MapOf:
    return MapOf(value=_words("The words of its cells."), about=about)


_ROWS: dict[str, Spec] = {
    "where": _by_column("Only rows whose cell is one of these, by column."),
    "without": _by_column("Leaves out rows whose cell is one of these, by column."),
    "columns": _columns("Which column of the table is read for what."),
    "status_also": _by_column("A column and the words of its cells that say the status themselves."),
}
_GLYPHS = Choice(
    words=("circle", "square", "triangle", "diamond", "cross", "star"), about="The sign it is drawn with."
)


def _named(about: str) -> ListOf:
    fields: dict[str, Spec] = {
        "id": code("The word that stands in the table.", required=True),
        "label": text("The words that are printed for it.", required=True),
        "glyph": _GLYPHS,
    }
    return listed(about, fields)


def _span(about: str) -> Record:
    fields: dict[str, Spec] = {
        "from": day("The first day.", required=True),
        "to": day("The last day.", required=True),
    }
    return Record(fields=fields, about=about)


_COMMON: dict[str, Spec] = {
    **_ROWS,
    "unit": text("What is counted: boats, tenge a litre."),
    "order": one_of(
        "The order of the rows.", {"day": "By their days.", "table": "As they stand in the table."}
    ),
    "credit": text("Whom the table or the shapes are owed to; printed with the figure."),
    "days": _span("The days of the figure: a row outside is a mistake."),
}
_BESIDE: dict[str, Spec] = {
    "data": code("The path of the table in the story's folder.", required=True),
    **_ROWS,
}


def _point(about: str) -> ListOf:
    return ListOf(item=Decimal(about="Degrees."), about=about)


_VIEW: dict[str, Spec] = {
    "id": own_id("The view's id."),
    "label": text("The words that are printed for it.", required=True),
    "fit": code("What fills the view: the name of a layer of the shapes, or a layer and an id."),
    "centre": _point("Without `fit`: longitude and latitude of the middle."),
    "width_km": Decimal(about="Without `fit`: how many kilometres are seen from left to right."),
}
_PAIR: Schema = {"type": "array", "minItems": 2, "maxItems": 2}
_WIDTH: Schema = {"type": "number", "exclusiveMinimum": 0}
_SHOWN = rule.unless(
    rule.given("fit"),
    {"required": ["centre", "width_km"], "properties": {"centre": _PAIR, "width_km": _WIDTH}},
)
_ALBERS = rule.when(
    rule.word("kind", "albers"),
    {"required": ["parallels", "centre"], "properties": {"parallels": _PAIR, "centre": _PAIR}},
)
_PEOPLE = rule.when(
    rule.given("people"),
    rule.holds("people_columns", rule.MAPPING | rule.given("key", "label", "group", "sources")),
)
_MAP: dict[str, Spec] = {
    "shapes": code("The path of the GeoJSON file with the shapes.", required=True),
    "places": code("The path of the GeoJSON file with the places."),
    "layers": Record(
        about="Which layers of the shapes are drawn as what.",
        fields={
            "land": _words("Land."),
            "region": _words("Regions, which can be filled."),
            "region-border": _words("Borders of regions."),
            "border": _words("Borders of states."),
            "water": _words("Seas and lakes."),
            "river": _words("Rivers."),
            "label": _words("Names."),
        },
    ),
    "projection": Record(
        about="How the round earth is laid flat.",
        fields={
            "kind": one_of(
                "The way.",
                {
                    "albers": "Areas keep their size: for a wide country.",
                    "plain": "Degrees as they are: for a city.",
                },
                required=True,
                fallback="plain",
            ),
            "parallels": _point("albers: the two parallels that keep their length."),
            "centre": _point("albers: longitude and latitude of the middle."),
        },
        rules=[_ALBERS],
    ),
    "views": listed("The parts one can look at, the first at the beginning.", _VIEW, rules=[_SHOWN]),
    "frames": _span("The days that one steps through."),
    "frames_note": text("What the days have in common: clock times are those of the capital."),
    "shade": Record(
        about="A state that holds for whole regions, such as a curfew.",
        fields={**_BESIDE, "means": text("What the filling means.", required=True)},
    ),
    "events": Record(about="What happened at the places, day by day.", fields=_BESIDE),
}
_GROUPS: dict[str, Spec] = {
    "groups": _named("The groups, in their order; one with a glyph is drawn as marks of its own.")
}
_CLOCK: dict[str, Spec] = {
    "label": text("Whose clock it is.", required=True),
    "offset": Offset(about="Its distance from UTC: +06:00.", required=True),
}
_TIE: dict[str, Spec] = {
    "id": code("The word that stands in the table.", required=True),
    "label": text("The words that are printed for it.", required=True),
    "stroke": Choice(words=("heavy", "light", "dashed", "crossed"), about="The line it is drawn with."),
}

OPTIONS: dict[str, Record] = {
    "map": Record(fields=_COMMON | _MAP),
    "timeline": Record(
        fields=_COMMON
        | {
            "lanes": _named("The lanes, from the top."),
            "clocks": listed(
                "The clocks on which hours are shown; the first gives the date of a row.", _CLOCK
            ),
        }
    ),
    "steps": Record(fields=_COMMON | _GROUPS),
    "bars": Record(fields=_COMMON | _GROUPS),
    "columns": Record(fields=_COMMON | _GROUPS),
    "bands": Record(fields=_COMMON | _GROUPS),
    "network": Record(
        fields=_COMMON
        | {
            "people": code("The path of a table of the names; without it they are those in `from` and `to`."),
            "people_columns": _columns("Which column of that table is read for what."),
            "ties": listed("The kinds of ties.", _TIE),
            "start": code("The id of the name in the middle."),
        },
        rules=[_PEOPLE],
    ),
}
"""The options of each kind of figure."""


def read_options(kind: str, node: Node, path: str, notes: Notes) -> dict[str, Any]:
    """A figure's options, without what was left out."""
    values = OPTIONS[kind].read(node, path, notes)
    return _filled(values) if values else {}


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            value = _filled(value)
        elif isinstance(value, list):
            value = [_filled(item) if isinstance(item, dict) else item for item in value]
        if value not in (None, "", [], {}):
            kept[key] = value
    return kept
