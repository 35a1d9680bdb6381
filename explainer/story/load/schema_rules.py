"""What fields of one thing ask of each other, as JSON Schema: the rules of the loader that an editor can see.

Each rule says exactly what the check says, or less: an editor never underlines what the check takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

from explainer.story.check.entities import NUMBERS
from explainer.story.check.run_sheet_rules import MOST_OPTIONS
from explainer.story.load.fields import Spec
from explainer.story.load.format_figures import NEEDED, OPTIONS
from explainer.story.load.format_scenes import POLLS
from explainer.story.load.format_story import STEP_KINDS

Schema = dict[str, Any]
Make = Callable[[Spec, str], Schema]

_SOMETHING = ["string", "number", "boolean", "object", "array"]
"""All but null."""
_NOT_EMPTY: Schema = {"type": "array", "minItems": 1}
_TWO: Schema = {"type": "array", "minItems": 2}
_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef"
"""Of ASCII, Arabic, Persian, Devanagari, Bengali: a pattern of an editor knows the first alone by a short name."""
_NUMBER = rf"^\s*[{_DIGIT}][{_DIGIT}.,\s]*$"
_SOME_DATE = r"^\s*[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\s*$"
_FINE = {"day": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "month": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}


def rules_at(path: str, make: Make) -> list[Schema]:
    """The rules of the mapping at a place of a file, such as `scene.body[]`; `make` makes the schema of a field."""
    if path == "figures.figures[]":
        return _figure_rules(path, make)
    return _RULES.get(path, [])


def _given(*names: str) -> Schema:
    """The fields are there, and not `null`."""
    return {"required": list(names), "properties": {name: {"type": _SOMETHING} for name in names}}


def _is(name: str, *words: str) -> Schema:
    return {"required": [name], "properties": {name: {"enum": list(words)}}}


def _only(name: str, schema: Schema) -> Schema:
    return {"properties": {name: schema}}


def _when(condition: Schema, then: Schema) -> Schema:
    return {"if": condition, "then": then}


def _unless(condition: Schema, then: Schema) -> Schema:
    return _when({"not": condition}, then)


def _one_of(names: tuple[str, ...]) -> Schema:
    """Exactly one of some fields is given: neither none nor two of them.

    Out of a plain `oneOf` editors would make an offer for each branch, beside those for the fields themselves; they
    make none out of what is not to be.
    """
    two = [_given(*pair) for pair in combinations(names, 2)]
    return {"not": _either(_none(*names), *two)}


def _both(*schemas: Schema) -> Schema:
    return {"allOf": list(schemas)}


def _either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _none(*names: str) -> Schema:
    return {"properties": {name: {"type": "null"} for name in names}}


def _answers(pattern: str) -> Schema:
    """One answer or a list of them, each written in one way; a number without quotes is read as one."""
    one: Schema = {"pattern": pattern, "minimum": 0}
    return {"anyOf": [{"type": "array", "items": one}, {"not": {"type": "array"}} | one]}


_RESTS: Schema = {"required": ["rests_on"], "properties": {"rests_on": _NOT_EMPTY}}

_STEP: list[Schema] = [
    _one_of(STEP_KINDS),
    _when(_either(*(_given(kind) for kind in ("text", "quote", "items"))), _RESTS),
    _when(_only("guess", {"type": "object"} | _given("note")) | {"required": ["guess"]}, _RESTS),
]

_SCENE: list[Schema] = [
    _when(_is("next", "return"), _given("home")),
    _when(
        {"required": ["warning"], "properties": {"warning": {"type": "object"} | _is("detour", "return")}},
        _given("home"),
    ),
    _when({"required": ["ending"], "properties": {"ending": {"const": True}}}, _none("next")),
    # An editor says `Missing property "next"`; told as one of two, it would only say that neither fits.
    _unless({"required": ["ending"], "properties": {"ending": {"const": True}}}, _given("next")),
    _when(
        {"required": ["warning"], "properties": {"warning": {"type": "object"}}},
        _only("body", {"items": _only("guess", {"type": "null"})}),
    ),
]

_GUESS: list[Schema] = [
    _unless(_given("of"), _given("question")),
    _when(
        _is("kind", "choice", "recall", "order"), {"required": ["options"], "properties": {"options": _TWO}}
    ),
    _when(_is("kind", "recall"), _given("note")),
    _unless(_given("of"), _given("answer")),
    _when(_both(_is("kind", *NUMBERS), {"not": _given("options")}), _only("answer", _answers(_NUMBER))),
    _when(_both(_is("kind", "date"), {"not": _given("options")}), _only("answer", _answers(_SOME_DATE))),
]

_UNWAIVED: Schema = {
    "not": {
        "required": ["waive"],
        "properties": {
            "waive": {"type": "array", "contains": {"type": "object"} | _is("rule", "superseded")}
        },
    }
}
"""The claim does not waive the rule that what was replaced is called so."""
_FATE = {
    "items": _both(
        _when(_is("status", "superseded"), _given("replaced_by")),
        _when(_is("status", "standing", "disputed"), _none("replaced_by", "withdrawn_on")),
    )
}

_CLAIM: list[Schema] = [
    _when(_only("versions", {"type": "array", "minItems": 2}), _given("differ")),
    _when(_UNWAIVED, _only("versions", _FATE)),
]


def _precision(date: str, precision: str, *, unless_said: str = "") -> list[Schema]:
    """A date is as fine as it says that it is."""
    rules = []
    for word, pattern in _FINE.items():
        said = _is(precision, word)
        if word == unless_said:
            said = _either(said, {"not": _given(precision)})
        # An editor reads a year as a number; the pattern alone would let it pass.
        rules.append(_when(said, _only(date, {"type": ["string", "null"], "pattern": pattern})))
    return rules


def _poll_rules() -> list[Schema]:
    first: Schema = {"not": _given("before")}
    belongs = (
        ("options", ("choice", "branch")),
        ("branches", ("branch",)),
        ("right", ("choice",)),
        ("of", ("choice", "sentence")),
    )
    return [
        _when(first, _given("question")),
        *(
            _when(_is("kind", *(kind for kind in POLLS if kind not in kinds)), _none(field))
            for field, kinds in belongs
        ),
        _when(
            _both(first, _is("kind", "choice")),
            {
                "required": ["options"],
                "properties": {"options": _TWO | {"maxItems": MOST_OPTIONS, "uniqueItems": True}},
            },
        ),
        _when(_both(first, _is("kind", "sentence")), _given("of")),
        _when(
            _both(first, _is("kind", "branch")),
            {"required": ["options"], "properties": {"options": _TWO | {"maxItems": MOST_OPTIONS}}},
        ),
        _when(
            _is("kind", "branch"),
            {"required": ["branches"], "properties": {"branches": _TWO | {"uniqueItems": True}}},
        ),
        _when(_both(first, _given("right")), _given("source")),
        _when(_given("line"), _given("right")),
    ]


_SOME_HALF: Schema = {
    "required": ["halves"],
    "properties": {"halves": {"type": "array", "contains": {"type": "array", "minItems": 1}}},
}
_ITEM: list[Schema] = [
    _only("minutes", {"minimum": 1}),
    _when(_is("mode", "lead", "roam"), _unless(_SOME_HALF, _given("scenes"))),
    _when(_is("mode", "lead", "pause"), _only("halves", {"type": ["array", "null"], "maxItems": 0})),
    _when(_is("mode", "roam"), _only("halves", {"not": {"type": "array", "minItems": 1, "maxItems": 1}})),
]

_SENTENCE: list[Schema] = [
    _when(
        _both(_given("verdict"), {"not": _is("verdict", "none")}),
        _given("record"),
    ),
    _when(_either(_given("record"), _given("early")), _RESTS),
]


def _figure_rules(path: str, make: Make) -> list[Schema]:
    """What a figure of each kind may be told, and the columns it cannot be drawn without."""
    rules = []
    for kind, record in OPTIONS.items():
        columns = _given(*NEEDED[kind])
        if either := {"map": ("place", "group"), "bars": ("value", "low")}.get(kind):
            columns = _both(columns, _either(*(_given(name) for name in either)))
        options = make(record, f"{path}.options.{kind}")
        needed = {"required": ["columns"], "properties": {"columns": {"type": "object"} | columns}}
        then = {"required": ["options"], "properties": {"options": _both(options, needed)}}
        rules.append(_when(_is("kind", kind), then))
    return rules


_PAIR: Schema = {"type": "array", "minItems": 2, "maxItems": 2}
_WIDTH: Schema = {"type": "number", "exclusiveMinimum": 0}
_VIEW = _unless(
    _given("fit"), {"required": ["centre", "width_km"], "properties": {"centre": _PAIR, "width_km": _WIDTH}}
)
_PEOPLE = _when(
    _given("people"),
    {
        "required": ["people_columns"],
        "properties": {"people_columns": {"type": "object"} | _given("key", "label", "group", "sources")},
    },
)
_ALBERS = _when(
    _is("kind", "albers"),
    {"required": ["parallels", "centre"], "properties": {"parallels": _PAIR, "centre": _PAIR}},
)

_RULES: Mapping[str, list[Schema]] = {
    "scene": _SCENE,
    "scene.body[]": _STEP,
    "scene.body[].guess": _GUESS,
    "scene.branches[]": [_one_of(("to", "trail"))],
    "story.trails[]": [_only("scenes", {"uniqueItems": True})],
    "story.ribbon": [_when(_is("kind", "days", "hours", "years"), _given("from", "to"))],
    "sources.sources[]": _precision("date", "date_precision"),
    "excerpts.excerpts[]": [
        *_precision("date", "date_precision", unless_said="day"),
        _when(_both(_is("form", "quote"), _given("original")), _given("translation_by")),
    ],
    "claims.claims[]": _CLAIM,
    "claims.claims[].versions[]": _precision("said_on", "precision"),
    "claims.claims[].as_known[]": [_given("reasons") | _only("reasons", {"minProperties": 1})],
    "documents.documents[].sentences[]": _SENTENCE,
    "figures.figures[].options.map.views[]": [_VIEW],
    "figures.figures[].options.map.projection": [_ALBERS],
    "figures.figures[].options.network": [_PEOPLE],
    "plan.items[]": _ITEM,
    "plan.items[].leave_out": [_only("saves", {"minimum": 1})],
    "plan.items[].ask[]": _poll_rules(),
}
