"""The fields that `--as-known-on` adds to a record: what stands on that day, and what was said later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.story.model.json_records import stands
from explainer.story.model.lens import later, posts_held, said_by, standing
from explainer.story.model.prose import readable_steps, references
from explainer.story.model.structs import Scene, Story

if TYPE_CHECKING:
    from explainer.story.search.finder import Hit


def under_lens(story: Story, hit: Hit, on: str) -> dict[str, Any]:
    """For one hit of a search: as `show` gives them for the thing itself; for a line of a scene, of that line."""
    if hit.kind == "scene":
        date = later(story, "scene", hit.address, on)[0]
        return {"stands": not date, "said_later": date or None}
    return lens_fields(story, hit.kind, hit.id, on)


def lens_fields(story: Story, kind: str, key: str, on: str) -> dict[str, Any]:
    """`stands` and `said_later` of one thing on a day.

    claim: ids of the versions that stand, and of those said later or undated. scene: by claim id the versions that
    stand, and by step id the day from which a folded step can be read. term: the posts held that day, by name; its
    definition stands at every date. source, excerpt, figure: true or false, and the date from which it can be read.
    A trail is the same at every date.
    """
    if kind == "claim":
        claim = story.claims[key]
        return {
            "stands": stands(claim, on),
            "said_later": [version.id for version in claim.versions if not said_by(version, on)],
        }
    if kind == "scene":
        return _scene(story, story.scenes[key], on)
    if kind == "term":
        return {"stands": [post.post for post in posts_held(story, story.terms[key], on)], "said_later": None}
    if kind == "trail":
        return {"stands": True, "said_later": None}
    date = later(story, kind, key, on)[0]
    return {"stands": not date, "said_later": date or None}


def _scene(story: Story, scene: Scene, on: str) -> dict[str, Any]:
    claims = dict.fromkeys(r.id for r in references(scene) if r.kind == "claim")
    days = (
        (step.id, later(story, "scene", f"{scene.id}:{step.id}", on)[0]) for step in readable_steps(scene)
    )
    return {
        "stands": {key: [version.id for version in standing(story.claims[key], on)] for key in claims},
        "said_later": {step: day for step, day in days if day},
    }
