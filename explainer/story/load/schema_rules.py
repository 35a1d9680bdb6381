"""What fields of one thing ask of each other, in JSON Schema: the rules of the loader that an editor can see.

The formats (`explainer.story.load.format_scenes` and its neighbours) are written with them. Each rule says exactly what
the check says, or less: an editor never underlines what the check takes.
"""

from __future__ import annotations

from itertools import combinations

from explainer.story.load.containers import Schema

_SOMETHING = ["string", "number", "boolean", "object", "array"]
"""All but null."""
SOME: Schema = {"type": "array", "minItems": 1}
TWO: Schema = {"type": "array", "minItems": 2}
MAPPING: Schema = {"type": "object"}
_FINE = {"day": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "month": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}


def given(*names: str) -> Schema:
    """The fields are there, and not `null`."""
    return {"required": list(names), "properties": {name: {"type": _SOMETHING} for name in names}}


def none(*names: str) -> Schema:
    """None of the fields says anything."""
    return {"properties": {name: {"type": "null"} for name in names}}


def holds(name: str, schema: Schema) -> Schema:
    """The field is there and is what a schema says."""
    return {"required": [name], "properties": {name: schema}}


def word(name: str, *words: str) -> Schema:
    """The field is one of some words."""
    return holds(name, {"enum": list(words)})


def only(name: str, schema: Schema) -> Schema:
    """The field, where it is there, is what a schema says."""
    return {"properties": {name: schema}}


def when(condition: Schema, then: Schema) -> Schema:
    return {"if": condition, "then": then}


def unless(condition: Schema, then: Schema) -> Schema:
    return when({"not": condition}, then)


def both(*schemas: Schema) -> Schema:
    return {"allOf": list(schemas)}


def either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def exactly_one(names: tuple[str, ...]) -> Schema:
    """Exactly one of some fields is given: neither none nor two of them.

    Out of a plain `oneOf` editors would make an offer for each branch, beside those for the fields themselves; they
    make none out of what is not to be.
    """
    return {"not": either(none(*names), *(given(*pair) for pair in combinations(names, 2)))}


RESTS = holds("rests_on", SOME)
"""The thing names its sources."""
UNMARKED: Schema = {"type": "string", "not": {"pattern": r"\[\^"}}
"""A text that cites no excerpt: its sources are written, since nothing gives them."""


def as_fine(date: str, precision: str, *, unless_said: str = "") -> list[Schema]:
    """A date is as fine as it says that it is."""
    rules = []
    for fine, pattern in _FINE.items():
        said = word(precision, fine)
        if fine == unless_said:
            said = either(said, {"not": given(precision)})
        # An editor reads a year as a number; the pattern alone would let it pass.
        rules.append(when(said, only(date, {"type": ["string", "null"], "pattern": pattern})))
    return rules
