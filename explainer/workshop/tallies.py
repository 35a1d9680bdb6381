"""The tallies of the pace: one for each minute, so that a press fades also when the worker that counted it has died.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explainer.story.model import lens
from explainer.story.model.graph import is_warned
from explainer.story.model.prose import later_references, readable_steps, references
from explainer.story.model.structs import Claim, Story
from explainer.workshop.guests import PACE, PACE_LASTS

MINUTE = 60
PACE_PREFIX = "pace:"
"""How these tallies begin; the rest is the minute."""


def pace_tally(at: float) -> str:
    """The tally of a press on the pace; one for each minute, so that it fades also when its worker dies.

    Args:
        at: seconds since the epoch, for which all workers have one clock.
    """
    return f"{PACE_PREFIX}{int(at // MINUTE)}"


def pace_now(at: float, tallies: dict[str, dict[str, int]]) -> dict[str, int]:
    """What counts on the pace: of the minute of now and the five before it, since a press comes within its minute.

    A worker that lives withdraws each press after `PACE_LASTS`; of one that died they count a minute longer at most.

    Args:
        at: seconds since the epoch.
        tallies: of all minutes, by name.
    """
    now, counts = int(at // MINUTE), dict.fromkeys(PACE, 0)
    for minute in range(now - PACE_LASTS // MINUTE, now + 2):  # the next one: another worker's clock is ahead
        for how, number in tallies.get(f"{PACE_PREFIX}{minute}", {}).items():
            counts[how] = counts.get(how, 0) + number
    return {how: number for how, number in counts.items() if number}


# Whose voice a source is where a scene tells what is contested: so that a room can be told how many heard
# another one. Never a gate: nobody has to open anything, and nothing here is said of one guest. Pure.

OPPOSED = "opposed"
"""The tally of those who heard another side anywhere in the room."""


def opposed_tally(scene: str) -> str:
    """The tally of those who heard another side in one scene."""
    return f"{OPPOSED}:{scene}"


def opposed_scenes(tallies: Iterable[str]) -> set[str]:
    """The scenes in which one of these tallies counts."""
    return {name.removeprefix(f"{OPPOSED}:") for name in tallies if name.startswith(f"{OPPOSED}:")}


def opposing(story: Story, scene: str) -> dict[str, frozenset[str]]:
    """Return what can be opened in a scene, by whose voice it is: `excerpt:ID` and `source:ID`, by side.

    A source through which two sides speak is neither's. Empty where nothing contested is told, where one side alone
    has a voice, and in a warned scene: who opens something there has chosen to read it, and nobody counts that.
    """
    if scene not in story.scenes or is_warned(story, scene):
        return {}
    cited = _cited(story, scene)
    claims = [story.claims[key] for kind, key in cited if kind == "claim" and key in story.claims]
    contested = [claim for claim in claims if lens.contested(claim)]
    if not contested:
        return {}
    found: dict[str, set[str]] = {}
    excerpts = [key for kind, key in cited if kind == "excerpt" and key in story.excerpts]
    for side, thing in (*_of_excerpts(story, excerpts), *_of_claims(contested)):
        found.setdefault(side, set()).add(thing)
    shared = {
        thing
        for side, things in found.items()
        for other, others in found.items()
        if side != other
        for thing in things & others
    }
    sides = {side: frozenset(things - shared) for side, things in sorted(found.items()) if things - shared}
    return sides if len(sides) > 1 else {}


def _cited(story: Story, scene: str) -> list[tuple[str, str]]:
    """Return what can be opened from the scene's lines, as kind and id, once each."""
    steps = readable_steps(story.scenes[scene])
    later = [reference for step in steps for reference in later_references(story, step)]
    return list(dict.fromkeys((one.kind, one.id) for one in (*references(story.scenes[scene]), *later)))


def _of_excerpts(story: Story, excerpts: list[str]) -> Iterator[tuple[str, str]]:
    for key in excerpts:
        excerpt = story.excerpts[key]
        yield excerpt.side, f"excerpt:{key}"
        yield excerpt.side, f"source:{excerpt.source}"


def _of_claims(claims: list[Claim]) -> Iterator[tuple[str, str]]:
    for claim in claims:
        for version in lens.standing(claim):
            yield from ((version.side, f"source:{source}") for source in version.source)


def side_of(story: Story, scene: str, kind: str, key: str) -> str:
    """Return whose voice a thing is that was opened in a scene; empty where that says nothing."""
    thing = f"{kind}:{key}"
    return next((side for side, things in opposing(story, scene).items() if thing in things), "")
