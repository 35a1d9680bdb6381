"""YAML with positions, and without YAML's surprises.

One file becomes a tree of `Node`. Every scalar stays the text that its author wrote: nothing turns into a
boolean, a number or a date. Anchors, aliases and tags are refused, so a small file cannot grow in memory.
What one line spoils is told and mended in memory, so that the rest of the file is still read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import yaml

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.load import files, yaml_mistakes

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 30
_MENDS = 50
_NULL = ("", "null", "Null", "NULL", "~")
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")
"""Words without quotes that are no text in YAML 1.2, with which editors read: yes, no and on are texts there."""
_CUT = re.compile(r"[ ]+#(?P<rest>[^\n]*)")
_COMMENT = re.compile(r"[ ]{2,}#[ ]")


@dataclass(slots=True)
class Node:
    """A text, a list or a mapping, and where it stands."""

    kind: Literal["text", "list", "map"]
    line: int
    column: int
    start: int
    """Index of its first character in the document's text."""
    end: int
    value: str = ""
    plain: bool = False
    """A scalar without quotes, no block."""
    told: bool = False
    """Its value could not be taken, which has been told."""
    flow: bool = False
    """A list or mapping in brackets."""
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Node, Node]] = field(default_factory=list)

    @property
    def is_null(self) -> bool:
        """`null`, `~` or nothing, without quotes."""
        return self.kind == "text" and self.plain and self.value in _NULL

    @property
    def truth(self) -> bool | None:
        """What `true` or `false` without quotes says; None for anything else."""
        if self.kind != "text" or not self.plain or self.value not in (*_TRUE, *_FALSE):
            return None
        return self.value in _TRUE

    @property
    def is_number(self) -> bool:
        """Whether editors read a number here, however it is written: `7`, `007`, `1e3`, `0x1f`."""
        return self.kind == "text" and self.plain and bool(_NUMBER.fullmatch(self.value))

    def get(self, key: str) -> Node | None:
        """The value under a key of a mapping."""
        return next((value for name, value in self.entries if name.value == key), None)

    def gives(self, key: str) -> bool:
        """Whether a mapping says something under a key: `null` says nothing."""
        value = self.get(key)
        return value is not None and not value.is_null

    def at(self, *steps: str | int) -> Node:
        """The node down a path, as far as the path exists."""
        node = self
        for step in steps:
            below: Node | None = None
            if isinstance(step, str):
                below = node.get(step)
            elif 0 <= step < len(node.items):
                below = node.items[step]
            if below is None:
                return node
            node = below
        return node


def _places(text: str, node: Node, words: list[str]) -> list[int]:
    """Where some words stand inside a node, whatever blanks are between them."""
    if len(words) > 1:
        pattern = r"\s+".join(re.escape(word) for word in words)
        return [node.start + match.start() for match in re.finditer(pattern, text[node.start : node.end])]
    found: list[int] = []
    at = text.find(words[0], node.start, node.end) if words else -1
    while at >= 0:  # a pattern for each of a story's marks took a sixth of the time of a check
        found.append(at)
        at = text.find(words[0], at + len(words[0]), node.end)
    return found


@dataclass(slots=True)
class Document:
    """One file of a story. `root` is None when it holds nothing that could be read."""

    file: str
    text: str
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    _line_starts: list[int] = field(default_factory=list)
    _found: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    """Places of words inside a node, kept: a text may hold thousands of marks."""

    def locate(self, node: Node, snippet: str, occurrence: int = 0) -> tuple[int, int]:
        """Where the n-th occurrence of some words stands inside a node; the node's own place if it is not
        found.
        """
        key = (node.start, snippet)
        if key not in self._found:
            self._found[key] = _places(self.text, node, snippet.split())
        found = self._found[key]
        return self.place(found[occurrence]) if occurrence < len(found) else (node.line, node.column)

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a place in the text."""
        if not self._line_starts:
            self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(self._line_starts, index)
        return line, index - self._line_starts[line - 1] + 1

    def cut_off(self, node: Node) -> tuple[int, int, bool] | None:
        """Where ` #` ends a plain text: line, column, and whether it looks like a comment meant as one.

        Two spaces before the sign and one behind it, as those who format YAML write it, are a comment for sure.
        """
        if not node.plain or node.is_null:
            return None
        found = _CUT.match(self.text, node.end)
        if not found or _COMMENT.match(found[0]):
            return None
        line, column = self.place(found.start("rest") - 1)
        return line, column, found["rest"][:1] in ("", " ")


def compose(file: str, data: bytes) -> Document:
    """Read one YAML file; all that is wrong with it as YAML stands in the document's problems."""
    text, problems = files.decode(file, data)
    text, found = files.tabs(file, text)
    document = Document(file, text, None, problems + found)
    mended = text
    builder = _Builder(file)
    for _attempt in range(_MENDS):
        builder = _Builder(file)
        try:
            for event in yaml.parse(mended, Loader=_LOADER):
                builder.take(event)
        except yaml.YAMLError as fault:
            trap = yaml_mistakes.diagnose(fault, mended)
            if trap.instead or not found:  # a tab that was told explains what follows from it
                document.problems.append(trap.problem(file))
            if not trap.instead:
                break
            mended = mended[: trap.at] + trap.instead + mended[trap.at + len(trap.instead) :]
        else:
            document.root = _root(builder)
            break
    document.problems += builder.problems
    return document


def _root(builder: _Builder) -> Node | None:
    if builder.root is not None and not builder.root.is_null:
        return builder.root
    message, hint = _("the file is empty"), _("Write its first key, or delete the file.")
    builder.problems.append(Problem(builder.file, 0, 0, "", "error", message, hint, "empty-file"))
    return None


class _Builder:
    """Makes nodes from parser events with a stack of its own: depth cannot overflow Python's."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[Node] = []
        self._keys: list[Node | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._refuse_anchor(event)
        if isinstance(event, yaml.ScalarEvent):
            self._attach(self._scalar(event))
        elif isinstance(event, yaml.AliasEvent):
            node = _node("text", event)
            node.told = True
            self._attach(node)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            node = self._open.pop()
            node.end = _mark(event.end_mark).index
            self._keys.pop()
            self._attach(node)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                hint = _("Delete the line with ---, or make it two files.")
                self._tell(event, _("a second document in one file"), hint, "two-documents")

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        node = _node("list" if isinstance(event, yaml.SequenceStartEvent) else "map", event)
        node.flow = bool(event.flow_style)
        if len(self._open) == _DEEPEST:
            hint = _("Nothing in a story needs more than a few levels.")
            self._tell(event, _("nested more than {n} deep").format(n=_DEEPEST), hint, "too-deep")
        self._open.append(node)
        self._keys.append(None)

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        node = _node("text", event)
        node.value = event.value
        node.plain = event.style is None or event.style == ""
        for bad in files.FORBIDDEN.finditer(event.value):
            problem = files.control_problem(self.file, node.line, node.column, "", bad[0])
            self.problems.append(problem)
            node.value = files.FORBIDDEN.sub("\ufffd", event.value)
        return node

    def _attach(self, node: Node) -> None:
        if not self._open:
            self.root = self.root or node
        elif self._open[-1].kind == "list":
            self._open[-1].items.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = node
        else:
            self._entry(self._open[-1], self._keys[-1], node)
            self._keys[-1] = None

    def _entry(self, mapping: Node, key: Node, value: Node) -> None:
        if key.kind != "text":
            hint = _("A text that begins with a bracket needs quotes, or a block after |.")
            self._tell(key, _("a key that is no text"), hint, "key-no-text")
            return
        first = next((name for name, _value in mapping.entries if name.value == key.value), None)
        if first is not None:
            message = _("`{key}` stands twice: here and in line {line}").format(
                key=key.value, line=first.line
            )
            self._tell(key, message, _("Keep one of the two."), "duplicate-key")
            return
        mapping.entries.append((key, value))

    def _refuse_anchor(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            message = _("`{sign}{name}`: anchors and aliases are not allowed").format(
                sign=sign, name=event.anchor
            )
            hint = _("Write the value out; put a text that begins with & or * in quotes.")
            self._tell(event, message, hint, "anchor")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            hint = _("Leave it out; put a text that begins with ! in quotes.")
            self._tell(event, _("`{tag}`: YAML tags are not allowed").format(tag=tag), hint, "tag")

    def _tell(self, at: yaml.Event | Node, message: str, hint: str, rule: str) -> None:
        node = at if isinstance(at, Node) else _node("text", at)
        self.problems.append(Problem(self.file, node.line, node.column, "", "error", message, hint, rule))


def _node(kind: Literal["text", "list", "map"], event: yaml.Event) -> Node:
    start, end = _mark(event.start_mark), _mark(event.end_mark)
    return Node(kind, start.line + 1, start.column + 1, start.index, end.index)


def _mark(mark: Any) -> yaml.Mark:
    """Events always carry marks here; the type of PyYAML only says that they may."""
    return cast(yaml.Mark, mark)


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every node below and with this one, with its path."""
    yield path, node
    for number, item in enumerate(node.items):
        yield from walk(item, f"{path}[{number}]")
    for key, value in node.entries:
        yield from walk(value, f"{path}.{key.value}" if path else key.value)
