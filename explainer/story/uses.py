"""Where a story uses what: made once an edition, for lists, records and checks."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from explainer.story.model import Story
from explainer.story.references import later_references, references, step_sources


class Uses(msgspec.Struct, frozen=True):
    """Where a story uses what: `scene:step` addresses by term, excerpt, source and claim id."""

    terms: dict[str, tuple[str, ...]]
    excerpts: dict[str, tuple[str, ...]]
    claims: dict[str, tuple[str, ...]]
    sources: dict[str, tuple[str, ...]]


def uses(story: Story) -> Uses:
    """The index of a story's uses, made once an edition."""
    return _uses(_Handle(story))


class _Handle:
    """A story as a key of a cache: by its edition, since a record full of dictionaries has no hash."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.key = (story.id, story.edition.digest)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Handle) and self.key == other.key


@lru_cache(maxsize=4)
def _uses(handle: _Handle) -> Uses:
    story = handle.story
    found: dict[str, dict[str, list[str]]] = {"term": {}, "excerpt": {}, "claim": {}, "source": {}}

    def note(kind: str, key: str, address: str) -> None:
        places = found[kind].setdefault(key, [])
        if address not in places:
            places.append(address)

    for scene_id in story.order:
        scene = story.scenes[scene_id]
        later = [reference for step in scene.steps for reference in later_references(story, step)]
        for reference in (*references(scene), *later):
            if reference.kind in found:
                note(reference.kind, reference.id, f"{scene_id}:{reference.step}")
            if reference.kind == "excerpt":
                note("source", story.excerpts[reference.id].source, f"{scene_id}:{reference.step}")
        for step in scene.steps:
            for key in step_sources(story, step):
                note("source", key, f"{scene_id}:{step.id}")
    return Uses(
        *({k: tuple(v) for k, v in found[kind].items()} for kind in ("term", "excerpt", "claim", "source"))
    )
