"""Names that must exist: every id a story mentions, and terms by any of their names."""

from __future__ import annotations

from dataclasses import replace

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.fields import Mention
from explainer.story.model import Prose, Span
from explainer.story.parts import Parts, Values
from explainer.story.spelling import nearest_hint


class TermNames:
    """Terms by id, name and other spellings; capitals make no difference."""

    def __init__(self, parts: Parts) -> None:
        self._ids: dict[str, str] = {}
        self._shared: set[str] = set()
        terms = [values for values, _where in parts.of("term")]
        for values in terms:
            self._ids[values["id"].casefold()] = values["id"]
        for field in ("name", "also"):
            for values in terms:
                for name in _names(values) if field == "name" else values[field]:
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
            place = (mention.file, mention.line, mention.column, mention.path)
            problems.append(Problem(*place, "error", message, hint, "shared-name"))
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
    place = (mention.file, mention.line, mention.column, mention.path)
    return [Problem(*place, "warning", message, hint, "markup-here")]


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
    rule = f"unknown-{mention.kinds[0]}"
    return Problem(mention.file, mention.line, mention.column, mention.path, "error", message, hint, rule)


def _elsewhere(mention: Mention, known: dict[str, set[str]]) -> str:
    """An id of another kind, put in the wrong place."""
    for kind, ids in known.items():
        if mention.id in ids:
            return _("There is a {kind} of this id.").format(kind=_(kind))
    return ""
