"""Specs that hold other specs: lists, mappings, records with known keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from explainer.messages import _
from explainer.story.load.fields import (
    Choice,
    Date,
    Id,
    Language,
    Marked,
    Notes,
    Ref,
    Settle,
    Spec,
    Text,
    is_text,
    wrong_type,
)
from explainer.story.load.yaml_text import Node
from explainer.story.model.dates import split_hour
from explainer.story.text import nearest_hint

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Spec):
    """A list of one kind of thing."""

    item: Spec
    at_least: int = 0
    one_is_enough: bool = False
    """A single value may stand without the list."""

    def default(self) -> list[Any]:
        return []

    def read(self, node: Node, path: str, notes: Notes) -> list[Any]:
        if self.one_is_enough and node.kind == "text" and not node.is_null:
            return [self.item.read(node, path, notes)]
        if node.kind != "list":
            wrong_type(node, path, notes, _("a list"))
            return []
        if len(node.items) < self.at_least:
            notes.tell(node, path, _("the list is empty"), "", "missing-field")
        return [self.item.read(item, f"{path}[{number}]", notes) for number, item in enumerate(node.items)]

    def build(self, value: Any, settle: Settle) -> tuple[Any, ...]:
        """Leave out what could not be read; an empty text keeps its place among the others."""
        kept = value if isinstance(self.item, Text) else (one for one in value if one not in (None, ""))
        return tuple(self.item.build(one, settle) for one in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf(Spec):
    """A mapping with free keys."""

    value: Spec
    keys: Spec | None = None

    def default(self) -> dict[str, Any]:
        return {}

    def read(self, node: Node, path: str, notes: Notes) -> dict[str, Any]:
        if node.kind != "map":
            wrong_type(node, path, notes, _("a mapping"))
            return {}
        if self.keys:
            for key, _value in node.entries:
                # A key is a text in YAML's data too, whatever word it is.
                self.keys.read(replace(key, plain=False), f"{path}.{key.value}", notes)
        return {
            key.value: self.value.read(value, f"{path}.{key.value}", notes) for key, value in node.entries
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RefOr(Spec):
    """The id of something else, or a mapping that names it under `of` and says more."""

    fields: Mapping[str, Spec]

    def read(self, node: Node, path: str, notes: Notes) -> dict[str, Any]:
        """Always a mapping; `of` is empty where nothing could be read."""
        record = Record(fields=self.fields)
        if node.kind == "map":
            return record.read(node, path, notes) or {"of": ""}
        return {"of": self.fields["of"].read(node, path, notes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(Spec):
    """What a figure's kind needs: read once the kind is known, by `explainer.story.load.format_figures`."""

    def default(self) -> dict[str, Any]:
        return {}

    def read(self, node: Node, path: str, notes: Notes) -> dict[str, Any]:
        if node.kind != "map":
            wrong_type(node, path, notes, _("a mapping"))
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Spec):
    """A mapping with known keys."""

    fields: Mapping[str, Spec]
    entity: bool = False
    """A thing with an id of its own: translations are gathered for each."""

    makes: Callable[..., Any] = dict
    """The record of the story that the fields make; a mapping where more must be known to make it."""
    renames: Mapping[str, str] = field(default_factory=dict)
    """Fields that have another name in that record."""
    rules: Sequence[Schema] = ()
    """What its fields ask of each other, as JSON Schema for editors (`explainer.story.load.schema_rules`)."""

    def default(self) -> Any:
        return None

    def build(self, value: Any, settle: Settle) -> Any:
        if value is None:
            return None
        fields = self.fields.items()
        built = {self.renames.get(name, name): spec.build(value[name], settle) for name, spec in fields}
        if self.entity and value["translations"]:
            built["translations"] = value["translations"]
        return self.makes(**built)

    def blank(self) -> dict[str, Any]:
        """The values of a mapping that says nothing."""
        return {name: spec.default() for name, spec in self.fields.items()}

    def read(self, node: Node, path: str, notes: Notes) -> dict[str, Any] | None:
        if node.kind != "map":
            wrong_type(node, path, notes, _("a mapping with {keys}").format(keys=", ".join(self.fields)))
            return None
        if self.entity:
            notes.translations, notes.entity_path = {}, path
        values = self.blank()
        for key, value in node.entries:
            spec = self.fields.get(key.value)
            below = f"{path}.{key.value}" if path else key.value
            if spec is None:
                self._unknown(node, key, value, below, notes)
            elif not value.is_null:
                values[key.value] = spec.read(value, below, notes)
        self._missing(node, path, notes)
        if self.entity:
            values["translations"] = notes.translations
        return values

    def _missing(self, node: Node, path: str, notes: Notes) -> None:
        for name, spec in self.fields.items():
            value = node.get(name)
            if spec.required and (value is None or value.is_null):
                below = f"{path}.{name}" if path else name
                notes.tell(node, below, _("`{key}` is missing").format(key=name), spec.about, "missing-field")

    def _unknown(self, node: Node, key: Node, value: Node, path: str, notes: Notes) -> None:
        if node.flow and value.is_null:
            message = _("`{key}` is no key; a comma or colon ended the text before it").format(key=key.value)
            hint = _("Inside { } a text with a comma or a colon needs quotes.")
            notes.tell(key, path, message, hint, "unknown-key")
            return
        hint = nearest_hint(key.value, self.fields) or _("Keys here: {keys}.").format(
            keys=", ".join(self.fields)
        )
        notes.tell(key, path, _("`{key}` is not a known key").format(key=key.value), hint, "unknown-key")


# Short names for the specs that the fields of many kinds of file are made of. The first argument is always
# `about`: what the field holds, in plain words. Editors show it beside the field, the reference for authors
# prints it, and `explainer check` gives it as the hint where a needed field is missing.

text, language, prose, date = Text, Language, Marked, Date
code = partial(Text, languages=False)
"""A text that is the same in every language: an address, a path, a name in its own script."""
own_id = partial(Id, required=True)
day = partial(Date, only_days=True)
moment = partial(Date, hours=True)


def ref(kind: str, about: str, *, required: bool = False) -> Ref:
    return Ref(kinds=(kind,), about=about, required=required)


def refs(kind: str, about: str, *, required: bool = False) -> ListOf:
    return ListOf(item=Ref(kinds=(kind,)), about=about, required=required)


def with_hours(record: Callable[..., Any]) -> Callable[..., Any]:
    """Make a record that has the days and the hours of two moments apart; without a second one both are the first."""

    def make(start: str, end: str, **others: Any) -> Any:
        (first, at), (last, until) = split_hour(start), split_hour(end or start)
        return record(start=first, end=last, start_hour=at, end_hour=until, **others)

    return make


def one_of(about: str, words: Mapping[str, str], *, required: bool = False, fallback: str = "") -> Choice:
    """One of a few words, each with its meaning."""
    return Choice(
        about=about, words=tuple(words), meanings=tuple(words.values()), required=required, fallback=fallback
    )


def listed(
    about: str,
    fields: Mapping[str, Spec],
    makes: Callable[..., Any] = dict,
    *,
    required: bool = False,
    at_least: int = 0,
    renames: Mapping[str, str] | None = None,
    rules: Sequence[Schema] = (),
) -> ListOf:
    """A list of mappings with known keys."""
    item = Record(fields=fields, makes=makes, renames=renames or {}, rules=rules)
    return ListOf(item=item, about=about, required=required, at_least=at_least)


# Where readers write when a story is wrong: the field `corrections:` of `story.yaml`.

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
EMAIL = re.compile(rf"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_HOST}")
"""An e-mail address as people write one; quoted local parts and a `%` would need escaping in a link."""
PAGE = re.compile(rf"https://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][!-~]*)?")
LONGEST = 254
"""Characters of an address: the longest e-mail address that mail servers take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Spec):
    """An e-mail address, or a page over https."""

    def read(self, node: Node, path: str, notes: Notes) -> str:
        if not is_text(node):
            wrong_type(node, path, notes, _("an e-mail address or a page"))
            return ""
        text = node.value.strip()
        if not text:
            return ""  # said by hand what an absent field says: there is none
        if len(text) <= LONGEST and (EMAIL.fullmatch(text) or PAGE.fullmatch(text)):
            return text
        message = _("`{text}` is neither an e-mail address nor a page over https").format(text=text[:LONGEST])
        notes.tell(node, path, message, _hint(text), "bad-address")
        return ""


def _hint(text: str) -> str:
    if text.startswith("mailto:"):
        return _("Leave out `mailto:`.")
    if text.startswith("http://"):
        return _("Write https://; over http anybody on the way reads what is reported.")
    return _("Write one address, such as corrections@example.org or https://example.org/errors.")
