"""Where a reader is led: the rules of `next`, of a return and of the way round a warning.

The one place of these rules. Readers follow them through `explainer.reading.way`; the checks follow them through drafts
too, so a name that leads nowhere gives an empty text here.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.story.model import Story


class At(NamedTuple):
    """Where a reader is, as far as it decides what follows."""

    scene: str
    trail: str = ""
    """The trail they are on, also while off it by a branch."""
    return_to: str = ""
    """In a side scene: the fork whose own next it returns to."""


def next_stop(story: Story, at: At) -> str:
    """The stop of the trail after this one; empty off the trail and at its last."""
    trail = story.trails.get(at.trail) if at.trail else None
    if trail is None or at.scene not in trail.scenes:
        return ""
    after = trail.scenes[trail.scenes.index(at.scene) + 1 :]
    return after[0] if after else ""


def own_next(story: Story, at: At) -> str:
    """What comes after: the trail's next, the scene's `next`, or where a side scene returns; else empty."""
    stop = next_stop(story, at)
    if stop:
        return stop
    scene = story.scenes[at.scene]
    return returned(story, at) if scene.next == "return" else scene.next


def returned(story: Story, at: At) -> str:
    """Where a side scene returns: to the own next of its fork, or to its `home`."""
    fork = story.scenes.get(at.return_to)
    if fork and at.return_to != at.scene and fork.next != "return":
        return own_next(story, At(at.return_to, at.trail))
    return story.scenes[at.scene].home


def way_round(story: Story, at: At) -> str:
    """Where the detour of a warned scene leads: on a trail to its next stop, also from the warning of one."""
    stop = next_stop(story, at)
    scene = story.scenes[at.scene]
    if stop or scene.warning is None:
        return stop
    target = returned(story, at) if scene.warning.detour == "return" else scene.warning.detour
    return target or scene.home or story.start


def after_stop(story: Story, at: At) -> str:
    """The trail that one is still on after `next`: at its last stop it is over."""
    trail = story.trails.get(at.trail)
    return "" if trail and trail.scenes and trail.scenes[-1] == at.scene else at.trail


def first_of_trail(story: Story, trail_id: str, here: str) -> str:
    """The stop at which a trail is taken: its first, or its second for who stands at the first."""
    trail = story.trails.get(trail_id)
    if trail is None or not trail.scenes:
        return ""
    return trail.scenes[1] if trail.scenes[0] == here and len(trail.scenes) > 1 else trail.scenes[0]
