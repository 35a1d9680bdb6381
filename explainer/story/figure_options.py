"""What an author may write under `options` of a figure, by its kind. For people: `docs/authors/format.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from explainer.messages import _
from explainer.story.containers import ListOf, MapOf, Record
from explainer.story.fields import Choice, Date, Id, Notes, Spec, Text, wrong_type
from explainer.story.yaml_text import Node

ROLES = (
    *("key", "label", "group", "day", "day_precision", "time", "end", "end_said_on", "end_said_precision"),
    *("value", "low", "high", "status", "note", "fate", "replaced_on", "place", "where", "said_on"),
    *("said_precision", "sources", "open", "links", "from", "to"),
)
"""What a column may be read for."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decimal(Spec):
    """A number with a sign and a fraction."""

    def default(self) -> float | None:
        return None

    def read(self, node: Node, path: str, notes: Notes) -> float | None:
        if node.kind == "text" and node.plain and re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", node.value):
            return float(node.value)
        wrong_type(node, path, notes, _("a number"))
        return None


def _code(*, required: bool = False) -> Text:
    return Text(languages=False, required=required)


def _words() -> ListOf:
    return ListOf(item=_code(), one_is_enough=True)


def _columns() -> Record:
    return Record(fields={role: _words() for role in ROLES})


_ROWS: dict[str, Spec] = {
    "where": MapOf(value=_words()),
    "without": MapOf(value=_words()),
    "columns": _columns(),
    "status_also": MapOf(value=_words()),
}
_NAMED = ListOf(
    item=Record(
        fields={
            "id": _code(required=True),
            "label": Text(required=True),
            "glyph": Choice(words=("circle", "square", "triangle", "diamond", "cross", "star")),
        }
    )
)
_SPAN = Record(
    fields={"from": Date(only_days=True, required=True), "to": Date(only_days=True, required=True)}
)
_COMMON: dict[str, Spec] = {
    **_ROWS,
    "unit": Text(),
    "order": Choice(words=("day", "table")),
    "credit": Text(),
    "days": _SPAN,
}
_BESIDE: dict[str, Spec] = {"data": _code(required=True), **_ROWS}

_POINT = ListOf(item=Decimal())
_MAP: dict[str, Spec] = {
    "shapes": _code(required=True),
    "places": _code(),
    "layers": Record(
        fields={
            role: _words()
            for role in ("land", "region", "region-border", "border", "water", "river", "label")
        }
    ),
    "projection": Record(
        fields={
            "kind": Choice(words=("albers", "plain"), required=True, fallback="plain"),
            "parallels": _POINT,
            "centre": _POINT,
        }
    ),
    "views": ListOf(
        item=Record(
            fields={
                "id": Id(required=True),
                "label": Text(required=True),
                "fit": _code(),
                "centre": _POINT,
                "width_km": Decimal(),
            }
        )
    ),
    "frames": _SPAN,
    "frames_note": Text(),
    "shade": Record(fields={**_BESIDE, "means": Text(required=True)}),
    "events": Record(fields=_BESIDE),
}
_GROUPS: dict[str, Spec] = {"groups": _NAMED}

OPTIONS: dict[str, Record] = {
    "map": Record(fields=_COMMON | _MAP),
    "timeline": Record(
        fields=_COMMON
        | {
            "lanes": _NAMED,
            "clocks": ListOf(
                item=Record(fields={"label": Text(required=True), "offset": _code(required=True)})
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
            "people": _code(),
            "people_columns": _columns(),
            "ties": ListOf(
                item=Record(
                    fields={
                        "id": _code(required=True),
                        "label": Text(required=True),
                        "stroke": Choice(words=("heavy", "light", "dashed", "crossed")),
                    }
                )
            ),
            "start": _code(),
        }
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
