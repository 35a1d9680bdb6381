"""The JSON records of a story: what `list`, `show` and other programs get.

Fields and their order are a contract; a link is always an id; what is not known is null, never an empty text.
Other programs rely on every name here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from explainer.story.model.lens import claims_in, contested, standing
from explainer.story.model.prose import (
    later_references,
    minutes,
    not_known,
    plain,
    references,
    step_prose,
    step_sources,
    trail_minutes,
)
from explainer.story.model.structs import (
    Claim,
    Excerpt,
    Figure,
    InShort,
    Scene,
    Source,
    Story,
    Term,
    Trail,
)

Record = dict[str, Any]
Numbered = tuple[int, InShort]
"""A line of the story in short, with its number."""

KINDS = ("scene", "term", "source", "excerpt", "claim", "figure", "trail", "in-short")


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


def _told(thing: Any, *names: str) -> Record:
    """Some fields of a thing as JSON has them: what is not known is null."""
    held = {name: getattr(thing, name) for name in names}
    return {
        name: list(value) if isinstance(value, tuple) else None if value == "" else value
        for name, value in held.items()
    }


def scene_record(story: Story, scene: Scene) -> Record:
    used, foot = links(story).of_scene[scene.id], not_known(scene)
    when = scene.when
    return {
        **_told(scene, "id", "title", "chapter"),
        "when": {
            "from": "T".join(filter(None, (when.start, when.start_hour))) or None,
            "to": "T".join(filter(None, (when.end, when.end_hour))) or None,
            "places": list(when.places),
        },
        "words": scene.words,
        "minutes": minutes(scene.words),
        "branches": [
            {"label": branch.label, "trail": branch.trail}
            if branch.trail
            else {"label": branch.label, "to": branch.to}
            for branch in scene.branches
        ],
        **_told(scene, "next", "home", "ending"),
        "warning": scene.warning and _told(scene.warning, "text", "detour", "bridge"),
        "terms": list(used["term"]),
        "excerpts": list(used["excerpt"]),
        "claims": list(used["claim"]),
        "figures": list(used["figure"]),
        "rests_on": list(used["rests_on"]),
        "not_known": [" ".join(plain(story, line).split()) for line in foot.items] if foot else [],
    }


def term_record(story: Story, term: Term) -> Record:
    posts = [
        {"post": post.post, "from": post.start or None, "to": post.end or None, "source": list(post.source)}
        for post in term.posts
    ]
    return {
        **_told(term, "id", "name", "kind", "definition"),
        "forms": [_told(form, "language", "text") for form in term.forms],
        "living": term.living,
        "posts": posts,
        "scenes": links(story).scenes("term", term.id),
    }


def source_record(story: Story, source: Source) -> Record:
    return {
        **_told(source, "id", "title", "publisher", "author", "date", "date_precision", "language", "kind"),
        **_told(source, "address", "archive", "rights", "reliability", "carriage", "repeats"),
        "scenes": links(story).scenes("source", source.id),
    }


def excerpt_record(story: Story, excerpt: Excerpt) -> Record:
    return {
        **_told(excerpt, "id", "source", "form", "text", "speaker", "side", "date", "language", "original"),
        **_told(excerpt, "translation_by"),
        "scenes": links(story).scenes("excerpt", excerpt.id),
    }


def claim_record(story: Story, claim: Claim) -> Record:
    return {
        **_told(claim, "id", "question", "gap"),
        "contested": contested(claim),
        "scenes": links(story).scenes("claim", claim.id),
        "as_known": [_told(day, "on", "versions", "reasons") for day in claim.as_known],
        "versions": [
            _told(version, "id", "value", "short", "words", "quoted", "issuer", "carrier", "side", "said_on")
            | _told(version, "precision", "source", "status", "replaced_by", "withdrawn_on", "accuses")
            | _told(version, "outcome", "note")
            for version in claim.versions
        ],
    }


def stands(claim: Claim, on: str) -> list[str]:
    """Ids of the versions that stand on a day: the field that `show claim --as-known-on` adds."""
    return [version.id for version in standing(claim, on)]


def figure_record(story: Story, figure: Figure) -> Record:
    return {
        **_told(figure, "id", "kind", "data", "title", "twin"),
        "scenes": links(story).scenes("figure", figure.id),
    }


def trail_record(story: Story, trail: Trail) -> Record:
    return {
        **_told(trail, "id", "title"),
        "minutes": trail_minutes(story, trail),
        "scenes": list(trail.scenes),
    }


def in_short_record(story: Story, line: Numbered) -> Record:
    number, held = line
    text = " ".join(plain(story, held.text).split())
    return {"id": str(number), "text": text, **_told(held, "mark", "scenes")}


_MAKERS: dict[str, tuple[str, Callable[[Story, Any], Record]]] = {
    "scene": ("scenes", scene_record),
    "term": ("terms", term_record),
    "source": ("sources", source_record),
    "excerpt": ("excerpts", excerpt_record),
    "claim": ("claims", claim_record),
    "figure": ("figures", figure_record),
    "trail": ("trails", trail_record),
    "in-short": ("in_short", in_short_record),
}


def things(story: Story, kind: str) -> dict[str, Any]:
    """Everything of one kind by id; scenes in the order of reading, the rest in that of the files."""
    if kind == "scene":
        return {scene: story.scenes[scene] for scene in reading_order(story)}
    if kind == "in-short":
        return {str(number): (number, line) for number, line in enumerate(story.in_short, 1)}
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
