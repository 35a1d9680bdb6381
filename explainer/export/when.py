"""When and where a scene plays, in words that need no ribbon above them: the year always."""

from __future__ import annotations

from explainer.messages import _
from explainer.story.model import dates
from explainer.story.model.structs import Scene, Story


def when_words(story: Story, scene: Scene) -> str:
    """`2 to 3 February 1931, Skerry, Port Anna`; empty for a scene without a day or a place."""
    days = dates.when_words(scene.when)
    places = [_place(story, place) for place in scene.when.places if place != "none"]
    return ", ".join(part for part in (days, *places) if part)


def _place(story: Story, place: str) -> str:
    if place == "national":
        return _("nationwide")
    return story.places[place].name if place in story.places else place
