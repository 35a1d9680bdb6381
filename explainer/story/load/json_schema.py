"""JSON Schema of a story's files, for editors; made from the same specs that the loader reads with.

A schema can be made for any story, or for one: then every place that names a scene, source, claim, ... lists the ids
that this story has, each with its title. What a schema cannot say (a date outside its scene, a number without an
excerpt, a way that never ends) only `explainer check` tells.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from explainer.messages import _
from explainer.story.load import fields
from explainer.story.load import schema_rules as rule
from explainer.story.load.containers import (
    EMAIL,
    LONGEST,
    PAGE,
    Contact,
    ListOf,
    MapOf,
    Options,
    Record,
    RefOr,
    Schema,
)
from explainer.story.load.entries import Parts, Values
from explainer.story.load.format_figures import EITHER, LARGEST, NEEDED, OFFSET, OPTIONS, Decimal, Offset
from explainer.story.load.format_story import FILES
from explainer.story.model.translation import LANGUAGE

KINDS = tuple(FILES)
"""What there is a schema for: the first keys of the files."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"

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
    schema = maker.make(FILES[kind])
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

    def make(self, spec: fields.Spec) -> Schema:
        """The schema of a field."""
        schema = self._holding(spec)
        if schema is None:
            schema = self._single(spec)
        if spec.about:
            schema = {"description": spec.about} | schema
        return schema

    def _holding(self, spec: fields.Spec) -> Schema | None:
        if isinstance(spec, Record):
            return self._record(spec)
        if isinstance(spec, RefOr):
            return {"anyOf": [self.make(spec.fields["of"]), self._record(Record(fields=spec.fields))]}
        if isinstance(spec, ListOf):
            items: Schema = {"type": "array", "items": self.make(spec.item)}
            if spec.at_least:
                items["minItems"] = spec.at_least
            return {"anyOf": [items, self.make(_alone(spec.item))]} if spec.one_is_enough else items
        if isinstance(spec, MapOf):
            mapping: Schema = {"type": "object", "additionalProperties": self.make(spec.value)}
            if spec.keys:
                mapping["propertyNames"] = {"pattern": IDENTIFIER}
            return mapping
        # What a figure may be told depends on its kind: the rules of the figure say it.
        return {"type": "object"} if isinstance(spec, Options) else None

    def _record(self, spec: Record) -> Schema:
        properties = {name: self._field(below) for name, below in spec.fields.items()}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [name for name, below in spec.fields.items() if below.required]
        if required:
            schema["required"] = required
        rules = [*spec.rules, *self._figure_rules(spec)]
        return schema | ({"allOf": rules} if rules else {})

    def _figure_rules(self, spec: Record) -> Iterator[Schema]:
        """What a figure of each kind may be told, and the columns it cannot be drawn without."""
        for kind, record in OPTIONS.items() if isinstance(spec.fields.get("options"), Options) else ():
            columns = rule.given(*NEEDED[kind])
            if kind in EITHER:
                columns = rule.both(columns, rule.either(*(rule.given(name) for name in EITHER[kind])))
            needed = rule.holds("columns", rule.MAPPING | columns)
            yield rule.when(
                rule.word("kind", kind), rule.holds("options", rule.both(self.make(record), needed))
            )

    def _field(self, spec: fields.Spec) -> Schema:
        """A field that may be absent may also be `null`."""
        schema = self.make(spec)
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


# The schemas of one story as files, so that editors complete its own ids: `FOLDER/.schema/<kind>.json`. A story
# with mistakes has them too, with the ids of whatever could be read. A hidden folder is no part of a story.

FOLDER = ".schema"
"""Where a story's schemas stand, in its own folder."""
_LONGEST = 120
"""Characters of a title beside an id: a line of an editor's list."""


def write_schemas(folder: Path, parts: Parts | None = None) -> list[Path]:
    """Write the schema of each kind of file for the story in a folder; a file that says the same is left alone.

    Args:
        folder: the story's folder.
        parts: what was read of it, where somebody has just done so; else it is read here.

    Returns:
        The files, in the order of `KINDS`.

    Raises:
        OSError: a file cannot be written, or the folder of the schemas is a link.
    """
    known = story_ids(parts or _read(folder))
    story = next(iter(known.get("story", {})), "")
    target = folder / FOLDER
    if target.is_symlink():  # a story that came from elsewhere must not say where files are written
        raise OSError(_("{folder} is a link, no folder").format(folder=target))
    target.mkdir(exist_ok=True)
    written = []
    for kind in KINDS:
        path = target / f"{kind}.json"
        _write(path, json_text(json_schema(kind, known, story)))
        written.append(path)
    return written


def story_schema(kind: str, folder: Path) -> Schema:
    """The schema of one kind of file for the story in a folder.

    Raises:
        KeyError: there is no such kind.
    """
    known = story_ids(_read(folder))
    return json_schema(kind, known, next(iter(known.get("story", {})), ""))


def _read(folder: Path) -> Parts:
    from explainer.story.load.loader import load  # a schema for any story needs none of it

    return load(folder).parts


def json_text(schema: Schema) -> str:
    """A schema as it stands in a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    """Replace a file at once, so that an editor never reads half of it."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if path.read_text(encoding="utf-8") == text:
            return
    aside = path.with_suffix(f".{os.getpid()}.new")
    aside.unlink(missing_ok=True)
    try:
        with aside.open("x", encoding="utf-8") as file:  # never through a link that the story brought along
            file.write(text)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def story_ids(parts: Parts) -> dict[str, dict[str, str]]:
    """The ids of each kind with their titles, as far as they could be read.

    A kind of which nothing can be known (trails and places where `story.yaml` cannot be read) is left out.
    """
    known: dict[str, dict[str, str]] = {}
    for kind, title in _TITLES.items():
        known[kind] = {values["id"]: _cut(title(values)) for values, _where in parts.of(kind)}
    known["scene"] = {
        key: _cut(values["title"]) for key, (values, _where) in parts.things.get("scene", {}).items()
    }
    for kind, keys in parts.broken_ids.items():
        known.setdefault(kind, {}).update({key: "" for key in sorted(keys) if key not in known.get(kind, {})})
    known["scene"].update({key: "" for key in parts.broken_scenes if key not in known["scene"]})
    known["term"].update(dict(_other_names(parts, set(known["term"]))))
    if parts.story is not None:
        known["story"] = {parts.story["story"]: _cut(parts.story["title"])} if parts.story["story"] else {}
        known["place"] = {one["id"]: _cut(one["name"]) for one in parts.story["places"] if one and one["id"]}
        known["trail"] = {one["id"]: _cut(one["title"]) for one in parts.story["trails"] if one and one["id"]}
    return known


def _term(values: Values) -> str:
    return f"{values['name']}: {values['definition']}"


def _source(values: Values) -> str:
    return ", ".join(filter(None, (values["title"], values["publisher"], values["date"])))


def _excerpt(values: Values) -> str:
    return f"{values['speaker']}: {values['text']}"


_TITLES: dict[str, Callable[[Values], str]] = {
    "term": _term,
    "source": _source,
    "excerpt": _excerpt,
    "claim": itemgetter("question"),
    "figure": itemgetter("title"),
    "document": itemgetter("title"),
}


def _other_names(parts: Parts, ids: set[str]) -> Iterator[tuple[str, str]]:
    """A term may also be named by its name and its other spellings."""
    for values, _where in parts.of("term"):
        for name in (values["name"], *values["also"]):
            if name and name not in ids:
                yield name, values["id"]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
