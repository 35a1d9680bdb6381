"""What has been read of a story before it is one: values by kind and id, each with its place in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from explainer.messages import _
from explainer.problems import Problem, Severity
from explainer.story.load.fields import Mention, Notes
from explainer.story.load.yaml_text import Document, Node
from explainer.story.model.structs import Prose, Span
from explainer.story.text import nearest_hint

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """One place of a file: a thing of the story, a field of it, one of a list."""

    document: Document
    node: Node
    path: str = ""
    """Its path in the file: empty for a scene and a plan, `terms[3]` for a term, `terms[3].name` for its name."""

    def at(self, *steps: str | int) -> Where:
        """The place below this one; where the file lacks it, what is told of it is told at the nearest above."""
        path = self.path
        for step in steps:
            path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
        return Where(self.document, self.node.at(*steps), path)

    def given(self, key: str) -> bool:
        """Whether the file says something under a key of this mapping."""
        return self.node.gives(key)

    def problem(
        self,
        message: str,
        hint: str = "",
        rule: str = "",
        severity: Severity = "error",
        *,
        node: Node | None = None,
        place: tuple[int, int] | None = None,
    ) -> Problem:
        """A problem of this place, told at its line, or at that of another node or place."""
        node = node or self.node
        line, column = place or (node.line, node.column)
        return Problem(self.document.file, line, column, self.path, severity, message, hint, rule)


def read_places(things: Iterable[Any]) -> list[int]:
    """The places in a list of those of its things that could be read."""
    return [place for place, thing in enumerate(things) if thing is not None]


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
        notes.problems.append(where.at(key).problem(message, hint, "duplicate-id", node=second))

    def of(self, kind: str) -> Iterator[tuple[Values, Where]]:
        """Every thing of a kind, in the order of the files."""
        yield from self.things.get(kind, {}).values()

    def of_kind(self, kind: str) -> Iterable[tuple[str, tuple[Values, Where]]]:
        """The same, each with its id."""
        return self.things.get(kind, {}).items()

    def where(self, kind: str, identifier: str) -> Where | None:
        found = self.things.get(kind, {}).get(identifier)
        return found[1] if found else None

    def step_indexes(self, scene: str) -> list[int]:
        """The places in `body` of a scene's steps: those that could be read."""
        return read_places(self.things["scene"][scene][0]["body"])

    def story_where(self) -> Where | None:
        if self.story_document is None or self.story_document.root is None:
            return None
        return Where(self.story_document, self.story_document.root)


# Names that must exist: every id a story mentions, and terms by any of their names.


class TermNames:
    """Terms by id, name and other spellings; capitals make no difference."""

    def __init__(self, parts: Parts) -> None:
        self._ids: dict[str, str] = {}
        self._shared: set[str] = set()
        terms = [values for values, _where in parts.of("term")]
        for values in terms:
            self._ids[values["id"].casefold()] = values["id"]
        for key in ("name", "also"):
            for values in terms:
                for name in _names(values) if key == "name" else values[key]:
                    known = self._ids.setdefault(name.casefold(), values["id"])
                    if known != values["id"] and known.casefold() != name.casefold():
                        self._shared.add(name.casefold())

    def find(self, name: str) -> str:
        """The id of a term; empty when there is none of that name."""
        return self._ids.get(name.casefold(), "")

    def is_shared(self, name: str) -> bool:
        """Whether a name belongs to several terms, so that it points at none of them."""
        return name.casefold() in self._shared

    def settle(self, prose: Prose) -> Prose:
        """Prose in which every term stands by its id."""
        return tuple(
            Span("term", span.text, self.find(span.ref) or span.ref) if span.kind == "term" else span
            for span in prose
        )

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._ids)


def _names(term: Values) -> list[str]:
    """A term's name in each of its languages."""
    others = (texts.get("name", "") for texts in (term.get("translations") or {}).values())
    return [term["name"], *filter(None, others)]


def check_references(parts: Parts) -> list[Problem]:
    """A problem for each mention of something that does not exist."""
    terms = TermNames(parts)
    known = _known(parts)
    problems = []
    for mention in parts.mentions:
        if mention.kinds == ("bare",):
            problems += _bare(mention, known)
            continue
        if "term" in mention.kinds and terms.is_shared(mention.id):
            message = _("several terms have the name `{name}`").format(name=mention.id)
            hint = _("Name the one you mean by its id: [[id|{name}]].").format(name=mention.id)
            problems.append(mention.problem(message, hint, "shared-name"))
            continue
        if "term" in mention.kinds and terms.find(mention.id):
            continue
        if any(mention.id in known[kind] for kind in mention.kinds) or _cannot_know(parts, mention):
            continue
        problems.append(_unknown(mention, known, terms, parts))
    return _once_where_none(problems, known, parts)


_PLACES = {
    "source": _("Sources stand in files of the folder sources/, under `sources:`."),
    "excerpt": _("Excerpts stand in files of the folder excerpts/, under `excerpts:`."),
    "claim": _("Claims stand in claims.yaml, under `claims:`."),
    "term": _("Terms stand in glossary.yaml, under `terms:`."),
    "figure": _("Figures stand in files of the folder figures/, under `figures:`."),
}
_FEW = 3
"""So many places that name something are each told, also where there is nothing of its kind."""


def _once_where_none(problems: list[Problem], known: dict[str, set[str]], parts: Parts) -> list[Problem]:
    """Where a whole kind is missing, as with a folder that was moved, its first place stands for all of them."""
    for kind, hint in _PLACES.items():
        told = [problem for problem in problems if problem.rule == f"unknown-{kind}"]
        if known[kind] or len(told) <= _FEW:
            continue
        first = min(told, key=lambda problem: (problem.file, problem.line, problem.column))
        message = _("there is no {kind} at all, and {n} places name one; the first names `{id}`")
        identifier = next(
            mention.id
            for mention in parts.mentions
            if (mention.file, mention.line, mention.column) == (first.file, first.line, first.column)
        )
        problems = [problem for problem in problems if problem not in told]
        said = message.format(kind=_(kind), n=len(told), id=identifier)
        problems.append(replace(first, message=said, hint=hint))
    return problems


def _known(parts: Parts) -> dict[str, set[str]]:
    kinds = ("scene", "term", "source", "excerpt", "claim", "figure", "document")
    known = {kind: set(parts.things.get(kind, ())) | parts.broken_ids.get(kind, set()) for kind in kinds}
    known["scene"] |= parts.broken_scenes.keys()
    head = parts.story or {}
    known["place"] = {place["id"] for place in head.get("places") or () if place}
    known["trail"] = {trail["id"] for trail in head.get("trails") or () if trail}
    return known


def _bare(mention: Mention, known: dict[str, set[str]]) -> list[Problem]:
    """`[id]` is plain text, and whoever wrote the id of an excerpt in it meant to cite that."""
    meant = f"[^{mention.id}]" if mention.id in known["excerpt"] else ""
    meant = meant or (f"[[{mention.id}]]" if mention.id in known["term"] else "")
    if not meant:
        return []
    message = _("`[{id}]` is printed as it stands here").format(id=mention.id)
    hint = _("To cite it, write {mark}; a bracket that is meant is \\[.").format(mark=meant)
    return [mention.problem(message, hint, "markup-here", "warning")]


def _cannot_know(parts: Parts, mention: Mention) -> bool:
    """Places and trails stand in `story.yaml`: when it cannot be read, that is said once and not at each of
    them.
    """
    return parts.story is None and mention.kinds[0] in ("place", "trail")


def _unknown(mention: Mention, known: dict[str, set[str]], terms: TermNames, parts: Parts) -> Problem:
    kind = _(" or ").join(_(one) for one in mention.kinds)
    message = _("there is no {kind} `{id}`").format(kind=kind, id=mention.id)
    choices = [word for one in mention.kinds for word in sorted(known[one])]
    if "term" in mention.kinds:
        choices += list(terms)
    hint = nearest_hint(mention.id, choices)
    renamed = ((parts.story or {}).get("renamed") or {}).get(mention.id)
    if renamed and "scene" in mention.kinds:
        hint = _("It was renamed: write `{id}`.").format(id=renamed)
    elif not hint:
        hint = _elsewhere(mention, known)
    return mention.problem(message, hint, f"unknown-{mention.kinds[0]}")


def _elsewhere(mention: Mention, known: dict[str, set[str]]) -> str:
    """An id of another kind, put in the wrong place."""
    for kind, ids in known.items():
        if mention.id in ids:
            return _("There is a {kind} of this id.").format(kind=_(kind))
    return ""
