"""JSON Schema of a story's files, for editors; made from the same specs that the loader reads with."""

from __future__ import annotations

from typing import Any

from explainer.story import fields
from explainer.story.contact import EMAIL, LONGEST, PAGE, Contact
from explainer.story.containers import ListOf, MapOf, Options, Record, RefOr
from explainer.story.figure_options import OPTIONS, Decimal
from explainer.story.schema import FILES

KINDS = tuple(FILES)
"""What there is a schema for: the first keys of the files."""

_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"

Schema = dict[str, Any]


def json_schema(kind: str) -> Schema:
    """The schema of one kind of file.

    Raises:
        KeyError: there is no such kind; `KINDS` names them.
    """
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"explainer: {kind}"}
    return head | _schema(FILES[kind])


def _schema(spec: fields.Spec) -> Schema:
    schema = _holding(spec) or _single(spec)
    if spec.about:
        schema = {"description": spec.about} | schema
    return schema


def _holding(spec: fields.Spec) -> Schema | None:
    if isinstance(spec, Record):
        properties = {name: _nullable(below) for name, below in spec.fields.items()}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [name for name, below in spec.fields.items() if below.required]
        return schema | ({"required": required} if required else {})
    if isinstance(spec, RefOr):
        return {"anyOf": [_schema(spec.fields["of"]), _schema(Record(fields=spec.fields))]}
    if isinstance(spec, ListOf):
        items: Schema = {"type": "array", "items": _schema(spec.item)}
        if spec.at_least:
            items["minItems"] = spec.at_least
        return {"anyOf": [items, _schema(spec.item)]} if spec.one_is_enough else items
    if isinstance(spec, MapOf):
        return {"type": "object", "additionalProperties": _schema(spec.value)}
    return _options() if isinstance(spec, Options) else None


def _options() -> Schema:
    """Whatever figures of any kind may be told; the loader knows which kind takes what."""
    known = {name: below for record in OPTIONS.values() for name, below in record.fields.items()}
    properties = {name: _nullable(below) for name, below in sorted(known.items())}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _nullable(spec: fields.Spec) -> Schema:
    """A field that may be absent may also be `null`."""
    schema = _schema(spec)
    return schema if spec.required else {"anyOf": [schema, {"type": "null"}]}


def _single(spec: fields.Spec) -> Schema:
    if isinstance(spec, fields.Text):
        # An editor reads 2022 as a number and true as a boolean; the loader takes both as they are written.
        text: Schema = {"type": ["string", "number", "boolean"]}
        languages = {"type": "object", "additionalProperties": {"type": "string"}}
        return {"anyOf": [text, languages]} if spec.languages else text
    if isinstance(spec, Contact):
        address = f"^(?:{EMAIL.pattern}|{PAGE.pattern})?$"
        return {"type": "string", "pattern": address, "maxLength": LONGEST}
    if isinstance(spec, fields.Choice):
        return {"enum": list(spec.words)}
    if isinstance(spec, fields.Flag):
        return {"type": "boolean"}
    if isinstance(spec, Decimal):
        return {"type": "number"}
    if isinstance(spec, fields.Number):
        return {"type": "integer", "minimum": 0}
    if isinstance(spec, fields.Date):
        return {"type": ["string", "integer"], "pattern": _DAY if spec.only_days else _DATE}
    pattern = f"^{fields.IDENTIFIER.pattern}$"
    if isinstance(spec, fields.Id) and spec.ordinals:
        pattern = "^(?=.*[a-z])" + fields.IDENTIFIER.pattern + "$"
    return {"type": "string", "pattern": pattern}
