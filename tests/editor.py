"""An editor's view of a story: each file as YAML 1.2 data, and what the schema of its kind says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from explainer.story.load import files, yaml_text
from explainer.story.load.json_schema import Schema
from explainer.story.load.yaml_text import Node

# The core schema of YAML 1.2: what editors read plain scalars with.
_NULL = re.compile(r"null|Null|NULL|~|")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_FRACTION = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_BASES = {"0o": 8, "0x": 16}


def data_of(node: Node) -> Any:
    """A node as an editor reads it."""
    if node.kind == "list":
        return [data_of(item) for item in node.items]
    if node.kind == "map":
        return {key.value: data_of(value) for key, value in node.entries}
    if not node.plain:
        return node.value
    if _NULL.fullmatch(node.value):
        return None
    if _BOOLEAN.fullmatch(node.value):
        return node.value.lower() == "true"
    if _INTEGER.fullmatch(node.value):
        return int(node.value, _BASES.get(node.value[:2], 10))
    if _NO_FRACTION.fullmatch(node.value):
        return float(node.value.replace(".", "").lower())
    return float(node.value) if _FLOAT.fullmatch(node.value) else node.value


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> Iterator[ValidationError]:
    """Editors match as JavaScript does: `$` is the very end, not also the place before a last line end."""
    if isinstance(value, str) and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_VALIDATOR = validators.extend(Draft202012Validator, {"pattern": _pattern})


class Editor:
    """One schema, ready to look at files with."""

    def __init__(self, schema: Schema) -> None:
        self._validator = _VALIDATOR(schema)

    def findings(self, data: Any) -> list[str]:
        """The paths and messages of what is underlined in a file."""
        return [f"{error.json_path}: {error.message}" for error in self._validator.iter_errors(data)]


def findings(folder: Path, schemas: dict[str, Schema]) -> dict[str, list[str]]:
    """What the schemas say of each file of a story: the paths and messages; files without a finding are left out.

    A file that is no YAML is no matter of a schema: an editor's parser tells of it.
    """
    found: dict[str, list[str]] = {}
    editors = {kind: Editor(schema) for kind, schema in schemas.items()}
    for name in files.survey(folder)[0]:
        data, purpose = files.read_bytes(folder, name), files.purpose(name)
        if files.apart(name) or purpose is None or not isinstance(data, bytes):
            continue
        root = yaml_text.compose(name, data).root
        if root is not None:
            told = editors[purpose].findings(data_of(root))
            found |= {name: told} if told else {}
    return found
