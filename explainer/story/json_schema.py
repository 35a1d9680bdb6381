"""JSON Schema of a story's files, for editors; made from the same specs that the loader reads with.

A schema can be made for any story, or for one: then every place that names a scene, source, claim, ... lists the ids
that this story has, each with its title. What a schema cannot say (a date outside its scene, a number without an
excerpt, a way that never ends) only `explainer check` tells.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explainer.messages import _
from explainer.story import fields
from explainer.story.contact import EMAIL, LONGEST, PAGE, Contact
from explainer.story.containers import ListOf, MapOf, Options, Record, RefOr
from explainer.story.figure_options import LARGEST, OFFSET, Decimal, Offset
from explainer.story.language_codes import LANGUAGE
from explainer.story.schema import FILES
from explainer.story.schema_rules import rules_at

KINDS = tuple(FILES)
"""What there is a schema for: the first keys of the files."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
Ids = Mapping[str, Mapping[str, str]]
"""By kind (scene, term, source, ...) each id with its title. A kind that is left out is not known."""

IDENTIFIER = f"^{fields.IDENTIFIER.pattern}$"
_LANGUAGE = f"^{LANGUAGE}$"
_YEAR = "(?!0000)[0-9]{4}"
_FOURTH = "(0[48]|[2468][048]|[13579][26])"
_LEAP = f"([0-9]{{2}}{_FOURTH}|({_FOURTH}|00)00)"
_MONTH_DAY = (
    "(02-(0[1-9]|1[0-9]|2[0-8])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))"
)
_DAY = f"({_YEAR}-{_MONTH_DAY}|(?!0000){_LEAP}-02-29)"
DAY = f"^{_DAY}$"
MONTH = f"^{_YEAR}-(0[1-9]|1[0-2])$"
DATE = f"^({_YEAR}(-(0[1-9]|1[0-2]))?|{_DAY})$"
MOMENT = f"^({_YEAR}(-(0[1-9]|1[0-2]))?|{_DAY}(T([01][0-9]|2[0-3])(:[0-5][0-9])?)?)$"


def json_schema(kind: str, ids: Ids | None = None, story: str = "") -> Schema:
    """The schema of one kind of file.

    Args:
        kind: one of `KINDS`.
        ids: what one story has, by kind; without it any id is taken that is written as ids are.
        story: the id of that story, for the schema's own name.

    Raises:
        KeyError: there is no such kind; `KINDS` names them.
    """
    maker = _Maker(kind, ids or {})
    schema = maker.make(FILES[kind], kind)
    head: Schema = {
        "$schema": DIALECT,
        "$id": ":".join(filter(None, ("urn:explainer:schema", story, kind))),
        "title": _("explainer: {kind}").format(kind=kind),
    }
    return head | schema | ({"$defs": maker.definitions} if maker.definitions else {})


class _Maker:
    """Makes one schema; what stands in many places of it is defined once."""

    def __init__(self, kind: str, ids: Ids) -> None:
        self._kind, self._ids = kind, ids
        self.definitions: Schema = {}

    def make(self, spec: fields.Spec, path: str) -> Schema:
        """The schema of a field. `path` is its place in the file: `scene.body[].guess`."""
        schema = self._holding(spec, path)
        if schema is None:
            schema = self._single(spec)
        if spec.about:
            schema = {"description": spec.about} | schema
        return schema

    def _holding(self, spec: fields.Spec, path: str) -> Schema | None:
        if isinstance(spec, Record):
            return self._record(spec, path)
        if isinstance(spec, RefOr):
            return {
                "anyOf": [self.make(spec.fields["of"], path), self._record(Record(fields=spec.fields), path)]
            }
        if isinstance(spec, ListOf):
            items: Schema = {"type": "array", "items": self.make(spec.item, f"{path}[]")}
            if spec.at_least:
                items["minItems"] = spec.at_least
            return {"anyOf": [items, self.make(_alone(spec.item), path)]} if spec.one_is_enough else items
        if isinstance(spec, MapOf):
            mapping: Schema = {"type": "object", "additionalProperties": self.make(spec.value, f"{path}.*")}
            if spec.keys:
                mapping["propertyNames"] = {"pattern": IDENTIFIER}
            return mapping
        # What a figure may be told depends on its kind: the rules of the figure say it.
        return {"type": "object"} if isinstance(spec, Options) else None

    def _record(self, spec: Record, path: str) -> Schema:
        properties = {name: self._field(below, f"{path}.{name}") for name, below in spec.fields.items()}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [name for name, below in spec.fields.items() if below.required]
        if required:
            schema["required"] = required
        rules = rules_at(path, self.make)
        return schema | ({"allOf": rules} if rules else {})

    def _field(self, spec: fields.Spec, path: str) -> Schema:
        """A field that may be absent may also be `null`."""
        schema = self.make(spec, path)
        if spec.required:
            return schema
        kind = schema.get("type")
        if kind and "enum" not in schema:
            kinds = [kind] if isinstance(kind, str) else list(kind)
            return schema | {"type": [*kinds, "null"]}
        about = {"description": schema.pop("description")} if "description" in schema else {}
        return about | {"anyOf": [*schema.get("anyOf", [schema]), {"type": "null"}]}

    def _single(self, spec: fields.Spec) -> Schema:
        if isinstance(spec, fields.Text):
            return self._text(spec)
        if isinstance(spec, Contact):
            address = rf"^\s*(?:{EMAIL.pattern}|{PAGE.pattern})?\s*$"
            return {"type": "string", "pattern": address, "maxLength": LONGEST}
        if isinstance(spec, fields.Choice):
            meanings = {"enumDescriptions": list(spec.meanings)} if spec.meanings else {}
            return {"type": "string", "enum": list(spec.words), **meanings}
        if isinstance(spec, fields.Flag):
            return {"type": "boolean"}
        if isinstance(spec, Offset):
            # An editor reads +6 as a number.
            return {"type": ["string", "integer"], "pattern": f"^{OFFSET}$", "minimum": -14, "maximum": 14}
        if isinstance(spec, Decimal):
            return {"type": "number", "exclusiveMinimum": -LARGEST - 1, "exclusiveMaximum": LARGEST + 1}
        if isinstance(spec, fields.Number):
            return {"type": "integer", "minimum": 0, "maximum": 999_999}
        if isinstance(spec, fields.Language):
            said = _("A language is written as its code, such as en, ru, kk or zh-Hans.")
            return {"type": "string", "pattern": _LANGUAGE, "patternErrorMessage": said}
        if isinstance(spec, fields.Date):
            return _date(spec)
        if isinstance(spec, fields.Ref):
            return self._ref(spec)
        return _id(spec)

    def _text(self, spec: fields.Text) -> Schema:
        # An editor reads 2022 as a number; the loader takes it as it is written.
        text: Schema = {"type": ["string", "number"], "pattern": r"\S"}
        if not spec.languages:
            return text
        self.definitions["languages"] = {
            "description": _("The same text in several languages; the story's own comes first."),
            "type": "object",
            "propertyNames": {"pattern": _LANGUAGE},
            "additionalProperties": text,
            "minProperties": 1,
        }
        return {"anyOf": [text, {"$ref": "#/$defs/languages"}]}

    def _ref(self, spec: fields.Ref) -> Schema:
        choices: list[Schema] = [{"$ref": f"#/$defs/{kind}"} for kind in spec.kinds]
        for kind in spec.kinds:
            self.definitions[kind] = self._known(kind)
        if spec.words:
            choices.append({"type": "string", "enum": list(spec.words)})
        return choices[0] if len(choices) == 1 else {"anyOf": choices}

    def _known(self, kind: str) -> Schema:
        """The ids of one kind: those of the story at hand, or any."""
        known = self._ids.get(kind)
        if known is None:
            # A term may be named by any of its names, which need not look like ids.
            return {"type": ["string", "integer"]} | ({} if kind == "term" else {"pattern": IDENTIFIER})
        if not known:
            return {"not": {}, "description": _("The story has nothing of this kind yet.")}
        # An editor reads an id of digits alone as a number, as it does 007, 1e3 and 0x1f.
        numbers = {number: title for key, title in known.items() if (number := _as_number(key)) is not None}
        return {"enum": [*known, *numbers], "enumDescriptions": [*known.values(), *numbers.values()]}


def _alone(spec: fields.Spec) -> fields.Spec:
    """What may stand without its list: one text, never a mapping by language, which is read as no list."""
    return replace(spec, languages=False) if isinstance(spec, fields.Text) else spec


_BASES = {"0x": 16, "0o": 8}


def _as_number(key: str) -> int | float | None:
    """The number that an editor reads where an id stands without quotes; None where it reads a text."""
    with contextlib.suppress(ValueError):
        return int(key, _BASES.get(key[:2], 10))
    with contextlib.suppress(ValueError, OverflowError):
        return float(key) if key[:1].isdigit() and math.isfinite(float(key)) else None
    return None


def _date(spec: fields.Date) -> Schema:
    if spec.only_days:
        said = _("A day is written as 2022-01-05.")
        return {"type": "string", "pattern": DAY, "patternErrorMessage": said}
    said = _("A day is written as 2022-01-05, a month as 2022-01, a year as 2022.")
    pattern = DATE
    if spec.hours:
        said = _(
            "A day is written as 2022-01-05, an hour of it as 2022-01-05T16:30; a month as 2022-01, a year as 2022."
        )
        pattern = MOMENT
    years = {"minimum": 1, "maximum": 9999}  # an editor reads a year as a number, 0079 as 79
    return {"type": ["string", "integer"], "pattern": pattern, "patternErrorMessage": said, **years}


def _id(spec: fields.Spec) -> Schema:
    said = _("Ids are small letters, digits and single hyphens, such as city-hall.")
    if isinstance(spec, fields.Id) and spec.ordinals:
        return {"type": "string", "pattern": "^(?=.*[a-z-])" + IDENTIFIER[1:], "patternErrorMessage": said}
    return {"type": ["string", "integer"], "pattern": IDENTIFIER, "minimum": 0, "patternErrorMessage": said}
