"""What has been read of a story before it is one: values by kind and id, each with its place in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from explainer.messages import _
from explainer.problems import Problem, Severity
from explainer.story.fields import Mention, Notes
from explainer.story.yaml_text import Document, Node

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """The node of one thing of the story."""

    document: Document
    node: Node
    prefix: str = ""
    """Its path in the file: empty for a scene and a plan, `terms[3]` for a term."""

    def problem(
        self,
        node: Node,
        path: str,
        message: str,
        hint: str = "",
        rule: str = "",
        severity: Severity = "error",
    ) -> Problem:
        """A problem at a node below this one; `path` is inside it."""
        return self.problem_at((node.line, node.column), path, message, hint, rule, severity)

    def problem_at(
        self,
        place: tuple[int, int],
        path: str,
        message: str,
        hint: str,
        rule: str,
        severity: Severity = "error",
    ) -> Problem:
        whole = ".".join(part for part in (self.prefix, path) if part)
        return Problem(self.document.file, *place, whole, severity, message, hint, rule)


@dataclass(slots=True)
class Parts:
    """All that the files of a story hold."""

    story: Values | None = None
    story_document: Document | None = None
    story_broken: bool = False
    things: dict[str, dict[str, tuple[Values, Where]]] = field(default_factory=dict)
    """By kind and id: scene, term, source, excerpt, claim, figure, document, plan."""
    changes: list[Values] = field(default_factory=list)
    read: list[tuple[Document, str]] = field(default_factory=list)
    """Every file that could be read, with its purpose."""
    mentions: list[Mention] = field(default_factory=list)
    broken_ids: dict[str, set[str]] = field(default_factory=dict)
    """Ids in files that could not be read."""
    broken_scenes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Scenes whose file could not be read, with the scenes it seems to lead to."""

    broken_folders: set[str] = field(default_factory=set)
    """Their folders."""

    def add(
        self,
        kind: str,
        identifier: str,
        values: Values,
        document: Document,
        node: Node,
        notes: Notes,
        prefix: str = "",
    ) -> None:
        """Keep one thing; the second of a name is told with both places and left out."""
        same_kind = self.things.setdefault(kind, {})
        where = Where(document, node, prefix)
        if identifier not in same_kind:
            same_kind[identifier] = values, where
            return
        key = kind if kind in ("scene", "plan") else "id"
        other = same_kind[identifier][1]
        first = other.node.get(key) or other.node
        message = _("the {kind} `{id}` is already in {file}:{line}").format(
            kind=kind, id=identifier, file=other.document.file, line=first.line
        )
        second = node.get(key) or node
        hint = _("Give one of the two another id.")
        notes.problems.append(where.problem(second, key, message, hint, "duplicate-id"))

    def of(self, kind: str) -> Iterator[tuple[Values, Where]]:
        """Every thing of a kind, in the order of the files."""
        yield from self.things.get(kind, {}).values()

    def where(self, kind: str, identifier: str) -> Where | None:
        found = self.things.get(kind, {}).get(identifier)
        return found[1] if found else None

    def step_indexes(self, scene: str) -> list[int]:
        """The places in `body` of a scene's steps: those that could be read."""
        body = self.things["scene"][scene][0]["body"]
        return [index for index, step in enumerate(body) if step is not None]

    def story_where(self) -> Where | None:
        if self.story_document is None or self.story_document.root is None:
            return None
        return Where(self.story_document, self.story_document.root)
