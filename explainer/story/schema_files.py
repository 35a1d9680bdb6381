"""The schemas of one story as files, so that editors complete its own ids: `FOLDER/.schema/<kind>.json`.

A story with mistakes has them too, with the ids of whatever could be read. A hidden folder is no part of a story.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path

from explainer.messages import _
from explainer.story import loader
from explainer.story.json_schema import KINDS, Schema, json_schema
from explainer.story.parts import Parts, Values

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
    known = story_ids(parts or loader.load(folder).parts)
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
    known = story_ids(loader.load(folder).parts)
    return json_schema(kind, known, next(iter(known.get("story", {})), ""))


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
