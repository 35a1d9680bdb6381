"""Specs that hold other specs: lists, mappings, records with known keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from explainer.messages import _
from explainer.story.fields import Notes, Spec, wrong_type
from explainer.story.spelling import nearest_hint
from explainer.story.yaml_text import Node


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
    """What a figure's kind needs: read once the kind is known, by `explainer.story.figure_options`."""

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

    def default(self) -> Any:
        return None

    def read(self, node: Node, path: str, notes: Notes) -> dict[str, Any] | None:
        if node.kind != "map":
            wrong_type(node, path, notes, _("a mapping with {keys}").format(keys=", ".join(self.fields)))
            return None
        if self.entity:
            notes.translations, notes.entity_path = {}, path
        values = {name: spec.default() for name, spec in self.fields.items()}
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
