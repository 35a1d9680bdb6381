"""The JSON records of a story: what `list`, `show` and other programs get.

Fields and their order are a contract; a link is always an id; what is not known is null, never an empty text.
Other programs rely on every name here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from explainer.story.model.lens import claims_in, contested, standing
from explainer.story.model.prose import later_references, minutes, references, step_prose, step_sources
from explainer.story.model.structs import (
    Branch,
    Claim,
    Excerpt,
    Figure,
    Scene,
    Source,
    Story,
    Term,
    Trail,
    Version,
)

Record = dict[str, Any]

KINDS = ("scene", "term", "source", "excerpt", "claim", "figure", "trail")


class Links:
    """What each scene uses, and which scenes use each thing; worked out once for a story."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.of_scene: dict[str, dict[str, tuple[str, ...]]] = {}
        self.uses: dict[str, dict[str, list[str]]] = {
            kind: {} for kind in ("term", "source", "excerpt", "claim", "figure")
        }
        for scene_id in reading_order(story):
            links = _links_of(story, story.scenes[scene_id])
            self.of_scene[scene_id] = links
            for kind, ids in links.items():
                for key in ids:
                    self.uses.get(kind, {}).setdefault(key, []).append(scene_id)

    def scenes(self, kind: str, key: str) -> list[str]:
        """The scenes that use a term, source, excerpt, claim or figure, in the order of reading."""
        return list(self.uses[kind].get(key, ()))


_kept: list[Links] = []
"""The last few stories asked for, found by identity: a story never changes."""


def links(story: Story) -> Links:
    """The links of a story, kept for the next call."""
    for known in _kept:
        if known.story is story:
            return known
    made = Links(story)
    _kept[:] = [made, *_kept[:3]]
    return made


def reading_order(story: Story) -> tuple[str, ...]:
    """Every scene: those the story orders first, then what it does not name."""
    rest = (scene for scene in story.scenes if scene not in story.order)
    return (*story.order, *rest)


def _links_of(story: Story, scene: Scene) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {"term": [], "excerpt": [], "claim": [], "figure": []}
    for reference in references(scene):
        found[reference.kind].append(reference.id)
    for step in scene.steps:
        if step.kind == "facilitator":
            found["claim"].extend(key for prose in step_prose(step) for key in claims_in(prose))
        if step.guess and step.guess.of:
            found["claim" if step.guess.of in story.claims else "figure"].append(step.guess.of)
        for reference in later_references(story, step):
            found[reference.kind].append(reference.id)
    rests_on = [key for step in scene.steps for key in step_sources(story, step)]
    cited = [story.excerpts[key].source for key in found["excerpt"] if key in story.excerpts]
    return {
        **{kind: tuple(dict.fromkeys(keys)) for kind, keys in found.items()},
        "rests_on": tuple(dict.fromkeys(rests_on)),
        "source": tuple(dict.fromkeys([*rests_on, *cited])),
    }


def scene_record(story: Story, scene: Scene) -> Record:
    used = links(story).of_scene[scene.id]
    warning = scene.warning
    return {
        "id": scene.id,
        "title": scene.title,
        "chapter": scene.chapter,
        "when": {
            "from": _text("T".join(filter(None, (scene.when.start, scene.when.start_hour)))),
            "to": _text("T".join(filter(None, (scene.when.end, scene.when.end_hour)))),
            "places": list(scene.when.places),
        },
        "words": scene.words,
        "minutes": minutes(scene.words),
        "branches": [_branch(branch) for branch in scene.branches],
        "next": _text(scene.next),
        "home": _text(scene.home),
        "ending": scene.ending,
        "warning": warning and {"text": warning.text, "detour": warning.detour, "bridge": warning.bridge},
        "terms": list(used["term"]),
        "excerpts": list(used["excerpt"]),
        "claims": list(used["claim"]),
        "figures": list(used["figure"]),
        "rests_on": list(used["rests_on"]),
    }


def _branch(branch: Branch) -> Record:
    if branch.trail:
        return {"label": branch.label, "trail": branch.trail}
    return {"label": branch.label, "to": branch.to}


def term_record(story: Story, term: Term) -> Record:
    return {
        "id": term.id,
        "name": term.name,
        "kind": term.kind,
        "definition": term.definition,
        "forms": [{"language": form.language, "text": form.text} for form in term.forms],
        "living": term.living,
        "posts": [
            {"post": post.post, "from": _text(post.start), "to": _text(post.end), "source": list(post.source)}
            for post in term.posts
        ],
        "scenes": links(story).scenes("term", term.id),
    }


def source_record(story: Story, source: Source) -> Record:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "author": _text(source.author),
        "date": _text(source.date),
        "date_precision": source.date_precision,
        "language": source.language,
        "kind": source.kind,
        "address": _text(source.address),
        "archive": _text(source.archive),
        "rights": _text(source.rights),
        "reliability": _text(source.reliability),
        "carriage": source.carriage,
        "repeats": list(source.repeats),
        "scenes": links(story).scenes("source", source.id),
    }


def excerpt_record(story: Story, excerpt: Excerpt) -> Record:
    return {
        "id": excerpt.id,
        "source": excerpt.source,
        "form": excerpt.form,
        "text": excerpt.text,
        "speaker": _text(excerpt.speaker),
        "side": _text(excerpt.side),
        "date": _text(excerpt.date),
        "language": _text(excerpt.language),
        "original": _text(excerpt.original),
        "translation_by": _text(excerpt.translation_by),
        "scenes": links(story).scenes("excerpt", excerpt.id),
    }


def claim_record(story: Story, claim: Claim) -> Record:
    return {
        "id": claim.id,
        "question": claim.question,
        "gap": list(claim.gap),
        "contested": contested(claim),
        "scenes": links(story).scenes("claim", claim.id),
        "as_known": [
            {"on": day.on, "versions": list(day.versions), "reasons": dict(day.reasons)}
            for day in claim.as_known
        ],
        "versions": [_version(version) for version in claim.versions],
    }


def stands(claim: Claim, on: str) -> list[str]:
    """Ids of the versions that stand on a day: the field that `show claim --as-known-on` adds."""
    return [version.id for version in standing(claim, on)]


def _version(version: Version) -> Record:
    return {
        "id": version.id,
        "value": version.value,
        "short": _text(version.short),
        "words": _text(version.words),
        "quoted": version.quoted,
        "issuer": version.issuer,
        "carrier": _text(version.carrier),
        "side": _text(version.side),
        "said_on": _text(version.said_on),
        "precision": _text(version.precision),
        "source": list(version.source),
        "status": version.status,
        "replaced_by": _text(version.replaced_by),
        "withdrawn_on": _text(version.withdrawn_on),
        "accuses": list(version.accuses),
        "outcome": _text(version.outcome),
        "note": _text(version.note),
    }


def figure_record(story: Story, figure: Figure) -> Record:
    return {
        "id": figure.id,
        "kind": figure.kind,
        "data": _text(figure.data),
        "title": figure.title,
        "twin": figure.twin,
        "scenes": links(story).scenes("figure", figure.id),
    }


def trail_record(story: Story, trail: Trail) -> Record:
    words = sum(story.scenes[scene].words for scene in trail.scenes if scene in story.scenes)
    return {"id": trail.id, "title": trail.title, "minutes": minutes(words), "scenes": list(trail.scenes)}


_MAKERS: dict[str, tuple[str, Callable[[Story, Any], Record]]] = {
    "scene": ("scenes", scene_record),
    "term": ("terms", term_record),
    "source": ("sources", source_record),
    "excerpt": ("excerpts", excerpt_record),
    "claim": ("claims", claim_record),
    "figure": ("figures", figure_record),
    "trail": ("trails", trail_record),
}


def things(story: Story, kind: str) -> dict[str, Any]:
    """Everything of one kind by id; scenes in the order of reading, the rest in that of the files."""
    if kind == "scene":
        return {scene: story.scenes[scene] for scene in reading_order(story)}
    return dict(getattr(story, _MAKERS[kind][0]))


def record(story: Story, kind: str, key: str) -> Record:
    """One thing as its record.

    Raises:
        KeyError: the story has no such thing.
    """
    return _MAKERS[kind][1](story, things(story, kind)[key])


def records(story: Story, kind: str) -> Iterable[Record]:
    """All records of one kind."""
    return [_MAKERS[kind][1](story, thing) for thing in things(story, kind).values()]


def _text(text: str) -> str | None:
    return text or None
