"""Whether every scene can be reached and leads somewhere, as problems at their place with the way there.

These faults stop a story from being read. What only shows once a reader's ways of return and trails are followed as
well is proved by `explainer.reading.proofs`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.load.entries import Parts, Where
from explainer.story.model.graph import is_warned, reachable, reached, rings, turned, ways_out
from explainer.story.model.structs import Scene, Story
from explainer.story.model.walks import ARROW, Routes


def check_way(story: Story, parts: Parts) -> list[Problem]:
    """Dead ends, scenes that nothing reaches, ways that never end."""
    routes = Routes(story)
    return [
        *_dead_ends(story, parts, routes),
        *_unreachable(story, parts, routes),
        *_endless(story, parts, routes),
    ]


def with_way(message: str, way: str) -> str:
    """A message with the choices that lead to its place, where any do."""
    return _("{message}; the way there: {way}").format(message=message, way=way) if way else message


def _dead_ends(story: Story, parts: Parts, routes: Routes) -> Iterator[Problem]:
    for scene in story.scenes.values():
        where = parts.where("scene", scene.id)
        if scene.next or scene.ending or where is None:
            continue
        if _is_given(where, "next") or _is_given(where, "ending"):
            continue  # a value that could not be read has been told
        message = with_way(_("the scene leads nowhere and is no ending"), routes.to(scene.id))
        hint = _("Add `next:`, or `ending: true` where the story ends on purpose.")
        yield where.at("next").problem(message, hint, "dead-end", node=where.node.at("scene"))


def _is_given(where: Where, key: str) -> bool:
    node = where.node.get(key)
    return node is not None and not node.is_null and node.truth is not False


def _unreachable(story: Story, parts: Parts, routes: Routes) -> Iterator[Problem]:
    if not story.start:
        return
    for lost in unreachable(story, parts.broken_scenes):
        where = parts.where("scene", lost.scenes[0])
        if where:
            message, hint = _lost(lost, _read_before(story, lost.scenes[0], routes))
            yield where.at("scene").problem(message, hint, "unreachable")


def _lost(lost: Lost, before: str) -> tuple[str, str]:
    """What is lost, and what would have to lead there."""
    if len(lost.scenes) == 1:
        message = _("nothing leads to the scene {id}").format(id=_named(lost.scenes))
        hint = _("Name it in a `next`, a branch or a trail{where}; or delete its file.")
    else:
        message = _("the scenes {ids} lead only to each other, and nothing leads to one of them").format(
            ids=_named(lost.scenes)
        )
        hint = _("Name one of them in a `next`, a branch or a trail{where}; or delete their files.")
    if lost.behind:
        message = _("{message}; only from there one comes to {ids}").format(
            message=message, ids=_named(lost.behind)
        )
    where = _(", perhaps of {id}, which is read before").format(id=_named([before])) if before else ""
    return message, hint.format(where=where)


def _named(scenes: Sequence[str]) -> str:
    return ", ".join(f"`{scene}`" for scene in scenes)


def _read_before(story: Story, scene: str, routes: Routes) -> str:
    """The scene of the same chapter that stands before, of those that can be read."""
    chapter, read = story.scenes[scene].chapter, routes.read
    before = story.order[: story.order.index(scene)] if scene in story.order else ()
    near = (other for other in reversed(before) if other in read and story.scenes[other].chapter == chapter)
    return next(near, "")


def _endless(story: Story, parts: Parts, routes: Routes) -> Iterator[Problem]:
    for ring in endless(story):
        warned = [scene for scene in ring.scenes if is_warned(story, scene)] if ring.by_detour else []
        # Where the detour stands, if that is what leads round.
        scene = story.scenes[(warned or ring.scenes)[0]]
        where = parts.where("scene", scene.id)
        if where is None:
            continue
        message = endless_words(ring.scenes, by_detour=ring.by_detour, has_exit=ring.has_exit)
        message = with_way(message, routes.to(routes.nearest(ring.scenes)))
        hint = _("Lead one of them out of the ring, or end the story at one with `ending: true`.")
        yield where.at("warning" if warned else "next").problem(message, hint, "endless")


def endless_words(ring: tuple[str, ...], *, by_detour: bool, has_exit: bool) -> str:
    """What is said of a ring of scenes, whether links show it or only a walk."""
    named = ARROW.join([*ring, ring[0]])
    if by_detour:
        message = _("the way round by the detour never comes to an ending: {ring}").format(ring=named)
    else:
        message = _("`next` never comes to an ending: {ring}").format(ring=named)
    return message if has_exit else _("{message}, and no branch leads out of it").format(message=message)


# what is found, before it is told


class Lost(NamedTuple):
    """Scenes that nothing leads to."""

    scenes: tuple[str, ...]
    """One, or several that lead only to each other."""
    behind: tuple[str, ...]
    """What they alone lead to."""


def unreachable(story: Story, more: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Lost, ...]:
    """The scenes that nothing leads to, in the order of the files: each group once, with what is lost with it."""
    known = reachable(story, more)
    lost = [scene for scene in story.scenes if scene not in known]
    ways = defaultdict[str, list[str]](list)
    for scene in lost:
        ways[scene] = [to for to in ways_out(story.scenes[scene]) if to not in known]
    covered: set[str] = set()
    first: dict[str, None] = {}
    for scene in lost:
        if scene not in covered:
            behind = reached([scene], ways.__getitem__)
            for other in [other for other in first if other in behind]:
                del first[other]  # what leads to it stands further down in the files
            covered |= behind
            first[scene] = None
    back = turned(ways)
    return tuple(_lost_with(story, scene, ways, back) for scene in first)


def _lost_with(
    story: Story, scene: str, ways: Mapping[str, list[str]], back: Mapping[str, list[str]]
) -> Lost:
    # Nothing else leads to the first of them: whatever leads to it is led to by it.
    among = reached([scene], back.__getitem__)
    behind = reached([scene], ways.__getitem__)
    held = [other for other in story.scenes if other in behind]
    return Lost(
        tuple(other for other in held if other in among), tuple(other for other in held if other not in among)
    )


class Ring(NamedTuple):
    """Scenes that lead round and round."""

    scenes: tuple[str, ...]
    by_detour: bool
    """Only for who goes round the warned scenes."""
    has_exit: bool
    """A branch leads out of it to an ending."""


def endless(story: Story) -> tuple[Ring, ...]:
    """Rings of scenes in which `next`, pressed again and again, never comes to an ending.

    Two ways are followed: with consent to every warned scene, and round every warned scene by its detour.
    """
    with_consent = {scene.id: _onward(scene, scene.next) for scene in story.scenes.values()}
    around = {
        scene.id: (_onward(scene, scene.warning.detour if scene.warning else scene.next))
        for scene in story.scenes.values()
    }
    ending = _to_an_ending(story)
    found: dict[frozenset[str], Ring] = {}
    for by_detour, step in ((False, with_consent), (True, around)):
        for ring in rings(step):
            found.setdefault(frozenset(ring), Ring(ring, by_detour, any(scene in ending for scene in ring)))
    return tuple(found.values())


def _to_an_ending(story: Story) -> set[str]:
    """The scenes from which some way leads to an ending."""
    ways: dict[str, list[str]] = {}
    for scene in story.scenes.values():
        trails = [story.trails[branch.trail] for branch in scene.branches if branch.trail in story.trails]
        ways[scene.id] = [*ways_out(scene), *(stop for trail in trails for stop in trail.scenes)]
    return reached([scene.id for scene in story.scenes.values() if scene.ending], turned(ways).__getitem__)


def _onward(scene: Scene, target: str) -> str:
    return scene.home if target == "return" else target
