"""The graph of a story's scenes: order of reading, where a reader is led, forks, what can be reached, what goes round.

The one place of these rules. Readers follow them through `explainer.reading.moves`, the shortest ways and the longest
through `explainer.story.model.walks`; checks follow them through drafts too, so a name that leads nowhere gives an
empty text. `reached` and `rings` walk any graph: that of scenes, of sources that repeat others, of a reader's states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from explainer.story.model.structs import Branch, Scene, Story

Node = TypeVar("Node", bound=Hashable)


def reached(begun: Iterable[Node], edges: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """All that can be come to from some nodes, these included; `edges` gives what a node leads to."""
    pending = list(begun)
    found: set[Node] = set()
    while pending:
        here = pending.pop()
        if here not in found:
            found.add(here)
            pending += edges(here)
    return found


def turned(edges: Mapping[Node, Iterable[Node]]) -> defaultdict[Node, list[Node]]:
    """The same graph with every edge the other way round."""
    back: defaultdict[Node, list[Node]] = defaultdict(list)
    for node, targets in edges.items():
        for target in targets:
            back[target].append(node)
    return back


def rings(step: Mapping[Node, Node]) -> Iterator[tuple[Node, ...]]:
    """The cycles of a function from node to node, each once, from the node at which one comes into it first."""
    done: set[Node] = set()
    for start in step:
        walk: dict[Node, None] = {}
        here = start
        while here in step and here not in done and here not in walk:
            walk[here] = None
            here = step[here]
        if here in walk:
            passed = tuple(walk)
            yield passed[passed.index(here) :]
        done.update(walk)


def reading_order(scenes: Mapping[str, Scene], start: str, chapters: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Scene ids in the order of reading: each scene, then its side scenes, then its `next`.

    A side scene is a branch's target that leads back with `next: return`. Ways off the main one follow, each from
    its own beginning, in the order of the files. Chapters keep together, in their own order.
    """
    order: dict[str, None] = {}

    def walk(here: str) -> None:
        while here in scenes and here not in order:
            order[here] = None
            for branch in scenes[here].branches:
                if branch.to in scenes and scenes[branch.to].next == "return":
                    order.setdefault(branch.to)
            here = scenes[here].next

    walk(start)
    followers = {scene.next for scene in scenes.values()}
    for beginning in (*(scene for scene in scenes if scene not in followers), *scenes):
        walk(beginning)
    rank = {chapter: number for number, chapter in enumerate(chapters)}
    return tuple(sorted(order, key=lambda scene: rank.get(scenes[scene].chapter, len(rank))))


def trail_now(story: Story, name: str) -> str:
    """A trail's id as it is now."""
    return name if name in story.trails else story.renamed.get(name, name)


def ways_out(scene: Scene) -> tuple[str, ...]:
    """Every scene that one can go to from a scene by itself."""
    named = [scene.next, scene.home, *(branch.to for branch in scene.branches)]
    if scene.warning:
        named.append(scene.warning.detour)
    return tuple(dict.fromkeys(way for way in named if way and way != "return"))


def reachable(story: Story, more: Mapping[str, tuple[str, ...]] | None = None) -> frozenset[str]:
    """The scenes that a reader can come to, from the start or on a trail.

    Args:
        story: the story.
        more: ways out of scenes that could not be read.
    """
    ways = dict(more or {}) | {scene.id: ways_out(scene) for scene in story.scenes.values()}
    begun = [story.start, *(scene for trail in story.trails.values() for scene in trail.scenes)]
    return frozenset(reached(begun, lambda here: ways.get(here, ())) & story.scenes.keys())


def warned_ahead(story: Story, scene_id: str) -> tuple[str, ...]:
    """The warned scenes that a scene's branches and its `next` lead to."""
    scene = story.scenes[scene_id]
    targets = (*(first_scene(story, branch) for branch in scene.branches), scene.next)
    return tuple(dict.fromkeys(target for target in targets if is_warned(story, target)))


def first_scene(story: Story, branch: Branch) -> str:
    """The scene that a branch leads to: its own, or the first of its trail."""
    if branch.to:
        return branch.to
    trail = story.trails.get(branch.trail)
    return trail.scenes[0] if trail and trail.scenes else ""


def is_warned(story: Story, scene_id: str) -> bool:
    scene = story.scenes.get(scene_id)
    return bool(scene and scene.warning)


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
