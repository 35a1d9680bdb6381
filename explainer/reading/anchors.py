"""Anchors: a step kept by its id and its first words, and found again by both after the story was edited.

A note must never come to stand beside words it was not written for. An anchor that is not found is lost, and
said to be lost.
"""

from __future__ import annotations

import msgspec

from explainer.story.model import Story
from explainer.story.place import Place

KEPT_WORDS = 12
"""First words of a step that are kept: enough to tell two steps apart, few enough to survive most edits."""


class Anchor(msgspec.Struct, frozen=True, array_like=True):
    """A step as it was when something was fixed to it."""

    scene: str
    step: str
    words: str = ""
    """The first words of its text, plain; empty for a step without text (a figure, a guess)."""

    @property
    def place(self) -> Place:
        return Place(self.scene, self.step)


class Found(msgspec.Struct, frozen=True):
    """Where an anchor leads in the story as it is now."""

    place: Place | None
    """None: lost."""
    how: str
    """same; edited (the step is there, its first words changed a little); moved (to another step or scene); lost."""


def anchor(story: Story, place: Place) -> Anchor:
    """The anchor of a step."""
    raise NotImplementedError


def find(story: Story, kept: Anchor) -> Found:
    """Where an anchor leads now."""
    raise NotImplementedError
