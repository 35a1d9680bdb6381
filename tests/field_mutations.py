"""A story's files with one field written otherwise: as another type, as a word of YAML, left out, or doubled.

Files are taken as trees and written again in flow style, so that a value of any type can stand in any place; each
scalar stays as its author wrote it, in quotes or without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explainer.story.load import files, yaml_text
from explainer.story.load.yaml_text import Node

_BARE = re.compile(r"[\w.+-][\w.:+-]*", re.ASCII)


@dataclass(frozen=True)
class Scalar:
    """A text as YAML: `source` is what stands in the file."""

    source: str


Tree = Scalar | list["Tree"] | dict[str, "Tree"]
Path_ = tuple[str | int, ...]


def tree_of(node: Node) -> Tree:
    if node.kind == "list":
        return [tree_of(item) for item in node.items]
    if node.kind == "map":
        return {key.value: tree_of(value) for key, value in node.entries}
    bare = node.is_null or (node.plain and _BARE.fullmatch(node.value) and not node.value.endswith(":"))
    # Facts are looked for in the file itself, where an escaped line end inside "10 January" would part the two.
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", node.value.strip()) if "\n" in node.value else node.value
    return Scalar((node.value or "null") if bare else json.dumps(text, ensure_ascii=False))


def written(tree: Tree, depth: int = 0) -> str:
    """A tree as YAML; each entry of the outermost mapping, and each thing of a list below, on a line of its own."""
    if isinstance(tree, Scalar):
        return tree.source
    apart = ",\n" + " " * (depth + 1) if depth < 3 else ", "
    if isinstance(tree, list):
        return "[" + apart.join(written(item, depth + 1) for item in tree) + "]"
    pairs = (
        f"{json.dumps(key, ensure_ascii=False)}: {written(value, depth + 1)}" for key, value in tree.items()
    )
    return "{" + apart.join(pairs) + "}"


BARE = {
    "true": "true", "True": "True", "FALSE": "FALSE", "yes": "yes", "no": "no", "On": "On",
    "zero": "0", "three": "3", "minus": "-3", "fraction": "3.5", "large": "12345678901",
    "leading zeros": "007", "exponent": "1e3", "hexadecimal": "0x1F", "octal": "0o17",
    "endless": ".inf", "no number": ".nan",
    "year": "2022", "year nought": "0000", "early year": "0079", "month": "2022-01", "day": "2022-01-05",
    "no day": "2022-02-30", "leap day": "2024-02-29", "no leap day": "2023-02-29",
    "hour": "2022-01-05T16:30", "no hour": "2022-01-05T25", "clock": "12:30:00",
    "spaced date": "2022-01-05 12:30:00", "null": "null", "Null": "Null", "tilde": "~",
    "word": "surely-no-such-word",
}  # fmt: skip
QUOTED = {
    "quoted true": "true", "quoted three": "3", "quoted year": "2022", "nothing in quotes": "", "blanks": "  ",
    "capital": "No Id", "two lines": "one\ntwo", "line end": "2022-01-05\n", "padded": " 2022-01-05 ",
    "arabic digits": "\u0662\u0660\u0662\u0662", "unknown mark": "So [[no-such-term]] was it.",
}  # fmt: skip
LONG = "A long text of many words. " * 400
WHOLE: dict[str, Tree] = {
    **{name: Scalar(source) for name, source in BARE.items()},
    **{name: Scalar(json.dumps(text, ensure_ascii=False)) for name, text in QUOTED.items()},
    "long": Scalar(json.dumps(LONG)),
    "empty list": [],
    "empty mapping": {},
    "list of null": [Scalar("null")],
    "list of one word": [Scalar("surely")],
    "list of two": [Scalar("surely"), Scalar("surely")],
    "list of lists": [[]],
    "list of mappings": [{}],
    "mapping": {"surely": Scalar("surely")},
    "languages": {"en": Scalar("surely"), "ru": Scalar("surely")},
    "language of null": {"en": Scalar("surely"), "ru": Scalar("null")},
    "language of true": {"en": Scalar("surely"), "ru": Scalar("true")},
    "country": {"en": Scalar("surely"), "kz": Scalar("surely")},
    "true as a key": {"true": Scalar("surely")},
}
"""What is put in the place of a field, by name."""


@dataclass(frozen=True, eq=False)
class Mutation:
    """One field of one file, written otherwise."""

    file: str
    place: str
    """`scene.body[].text`: equal for all fields of one kind."""
    name: str
    path: Path_
    value: Tree
    whole: Tree

    @property
    def text(self) -> str:
        """The whole file; worked out for those alone that are tried, of hundreds of thousands."""
        return written(_put(self.whole, self.path, self.value)) + "\n"


def trees(folder: Path) -> Iterator[tuple[str, str, Tree]]:
    """Name, purpose and tree of each file of a story."""
    for name in files.survey(folder)[0]:
        purpose, data = files.purpose(name), files.read_bytes(folder, name)
        if purpose is None or files.apart(name) or not isinstance(data, bytes):
            continue
        root = yaml_text.compose(name, data).root
        assert root is not None
        yield name, purpose, tree_of(root)


def mutations(name: str, purpose: str, tree: Tree) -> Iterator[Mutation]:
    """Every field of a file in every other way."""
    for path, place, below in _walk(tree, (), purpose):
        if path:
            for how, value in WHOLE.items():
                yield Mutation(name, place, how, path, value, tree)
        for how, value in _inside(below):
            yield Mutation(name, place, how, path, value, tree)


def _inside(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """A list or a mapping with something more or less in it."""
    if isinstance(tree, list) and tree:
        yield "null more", [*tree, Scalar("null")]
        yield "first twice", [tree[0], *tree]
        yield "without first", tree[1:]
        yield "first alone, no list", tree[0]
    if isinstance(tree, dict):
        yield "key more", tree | {"surplus": Scalar("surely")}
        for key in tree:
            yield f"without {key}", {name: value for name, value in tree.items() if name != key}
            yield f"misspelt {key}", {f"{name}x" if name == key else name: v for name, v in tree.items()}


def _walk(tree: Tree, path: Path_, place: str) -> Iterator[tuple[Path_, str, Tree]]:
    yield path, place, tree
    if isinstance(tree, list):
        for number, item in enumerate(tree):
            yield from _walk(item, (*path, number), f"{place}[]")
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _walk(value, (*path, key), f"{place}.{key}")


def _put(tree: Tree, path: Path_, value: Tree) -> Tree:
    if not path:
        return value
    step, *rest = path
    if isinstance(tree, list):
        return [_put(item, tuple(rest), value) if n == step else item for n, item in enumerate(tree)]
    assert isinstance(tree, dict)
    return {key: _put(item, tuple(rest), value) if key == step else item for key, item in tree.items()}
