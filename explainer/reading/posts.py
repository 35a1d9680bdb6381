"""Which posts a person held on a day: the same answer in every front end.

Under a lens a post that began later is folded, and an end that came later is not told.
"""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.story.model.dates import first_day, last_day, long, span
from explainer.story.model.lens import held
from explainer.story.model.structs import Post, Story


class PostState(msgspec.Struct, frozen=True):
    """A post as it stood on a day."""

    kind: str
    """held, ends (that very day), no-longer, not-yet, unrecorded (no source we hold says since when), later (said
    after the lens day); empty without a day."""
    start: str = ""
    end: str = ""
    """Empty where no source gives it, and where it came after the lens day."""


def post_state(story: Story, post: Post, day: str, on: str = "") -> PostState:
    """How a post stood on a day.

    Args:
        story: the story.
        post: the post.
        day: the day that is asked about; empty: none.
        on: the lens day; then it is the day asked about.
    """
    day = on or day
    if on and post.start and first_day(post.start) > on:
        return PostState("later", post.start)
    end = "" if on and post.end and last_day(post.end) > on else post.end
    return PostState(_kind(story, post, end, day) if day else "", post.start, end)


def _kind(story: Story, post: Post, end: str, day: str) -> str:
    if post.start and first_day(post.start) > last_day(day):
        return "not-yet"
    if end and last_day(end) < first_day(day):
        return "no-longer"
    if not post.start and not held(story, post, last_day(day)):
        return "unrecorded"
    return "ends" if end and first_day(end) <= last_day(day) else "held"


def state_words(kind: str) -> str:
    """A state in words; empty where it has none."""
    return {
        "held": _("held that day"), "ends": _("ends this day"), "no-longer": _("no longer"),
        "not-yet": _("not yet"), "unrecorded": _("its start is in no source we hold"),
    }.get(kind, "")  # fmt: skip


def held_words(start: str, end: str) -> str:
    """From when to when a post was held, as far as a source gives it."""
    if start and end:
        return span(start, end)
    if start:
        return _("from {day}").format(day=long(start))
    if end:
        return _("until {day}").format(day=long(end))
    return _("dates not recorded")
