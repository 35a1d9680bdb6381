"""Whether every scene can be reached and leads somewhere, as problems at their place."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import graph
from explainer.story.model import Story
from explainer.story.parts import Parts, Where


def check_way(story: Story, parts: Parts) -> list[Problem]:
    """Dead ends, scenes that nothing reaches, ways that never end."""
    return [*_dead_ends(story, parts), *_unreachable(story, parts), *_endless(story, parts)]


def _dead_ends(story: Story, parts: Parts) -> Iterator[Problem]:
    for scene in graph.dead_ends(story):
        where = parts.where("scene", scene)
        if where is None or _is_given(where, "next") or _is_given(where, "ending"):
            continue  # a value that could not be read has been told
        message = _("the scene leads nowhere and is no ending")
        hint = _("Add `next:`, or `ending: true` where the story ends on purpose.")
        yield where.problem(where.node.get("scene") or where.node, "next", message, hint, "dead-end")


def _is_given(where: Where, key: str) -> bool:
    node = where.node.get(key)
    return node is not None and not node.is_null and node.value != "false"


def _unreachable(story: Story, parts: Parts) -> Iterator[Problem]:
    if not story.start:
        return
    for scene in graph.unreachable(story, parts.broken_scenes):
        where = parts.where("scene", scene)
        if where:
            message = _("nothing leads to the scene `{id}`").format(id=scene)
            hint = _("Name it in a `next`, a branch or a trail; or delete its file.")
            yield where.problem(where.node.get("scene") or where.node, "scene", message, hint, "unreachable")


def _endless(story: Story, parts: Parts) -> Iterator[Problem]:
    for ring in graph.endless(story):
        scene = story.scenes[ring[0]]
        where = parts.where("scene", scene.id)
        if where is None:
            continue
        by_detour = any(graph.is_warned(story, member) for member in ring)
        named = " -> ".join([*ring, ring[0]])
        if by_detour:
            message = _("the way round by the detour never comes to an ending: {ring}").format(ring=named)
        else:
            message = _("`next` never comes to an ending: {ring}").format(ring=named)
        key = "warning" if scene.warning and by_detour else "next"
        yield where.problem(where.node.at(key), key, message, _("Let one of them lead on."), "endless")
