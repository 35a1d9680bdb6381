"""The evidence lint of scenes: old values as if they stood, contested values without their mark, one side alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import facts, lens
from explainer.story.dates import first_day
from explainer.story.lint_claims import Found
from explainer.story.model import Claim, Scene, Step, Story, Version
from explainer.story.parts import Parts, Where
from explainer.story.records import links
from explainer.story.references import step_prose
from explainer.story.schema import SIDES

_TELLING = 3
"""Digits a number needs to be known again: a 12 may count anything, a 5,120 hardly."""


def lint_scenes(story: Story, parts: Parts) -> Iterator[Found]:
    """Every problem with how scenes tell claims."""
    values = _Values(story)
    for scene in story.scenes.values():
        where = parts.where("scene", scene.id)
        if where is None:
            continue
        for index, step in zip(parts.step_indexes(scene.id), scene.steps, strict=True):
            yield from _pinned(story, scene, step, where, index)
            yield from _unmarked(story, values, step, where, index)
    for scene_id, sides in voices(story).items():
        where = parts.where("scene", scene_id)
        if where and len(sides) < 2:
            only = next(iter(sides), "")
            message = _("the scene tells a contested claim, and only one side has a voice: {side}").format(
                side=_(only) or _("none")
            )
            hint = _("Cite an excerpt of another side, or a claim in which one speaks.")
            node = where.node.get("scene") or where.node
            yield Found(where.problem(node, "scene", message, hint, "one-side", "warning"))


def voices(story: Story) -> dict[str, dict[str, int]]:
    """How often each side speaks in the scenes that tell a contested claim: excerpts cited, versions that stand."""
    found: dict[str, dict[str, int]] = {}
    for scene_id in story.order:
        used = links(story).of_scene[scene_id]
        disputed = [
            claim for key in used["claim"] if (claim := story.claims.get(key)) and lens.contested(claim)
        ]
        if not disputed:
            continue
        count = Counter(story.excerpts[key].side for key in used["excerpt"] if key in story.excerpts)
        count.update(version.side for claim in disputed for version in lens.standing(claim))
        found[scene_id] = {side: count[side] for side in SIDES if count[side]}
    return found


def _pinned(story: Story, scene: Scene, step: Step, where: Where, index: int) -> Iterator[Found]:
    """A value of an earlier day, replaced since, printed in a scene that begins after that day."""
    for prose in step_prose(step):
        for span in prose:
            claim = story.claims.get(span.ref) if span.kind == "claim" and span.on else None
            if claim is None or not scene.when.start or span.on >= first_day(scene.when.start):
                continue
            gone = [v for v in lens.standing(claim, span.on) if v.status in ("superseded", "retracted")]
            if gone:
                message = _("`{mark}` prints what was replaced before this scene begins: {short}").format(
                    mark=f"{{{claim.id}@{span.on}}}", short=gone[0].short or gone[0].value
                )
                hint = _("Pin a day inside the scene, or print what stands: {{{id}}}.").format(id=claim.id)
                yield _at(
                    where, index, step, f"{{{claim.id}@{span.on}}}", message, hint, "superseded", claim.id
                )


class _Values:
    """The numbers of contested claims, by the source that gives them."""

    def __init__(self, story: Story) -> None:
        self._by_number: dict[str, list[tuple[Claim, Version]]] = {}
        for claim in story.claims.values():
            for version in claim.versions if lens.contested(claim) else ():
                for number in _numbers(version.short or version.value):
                    self._by_number.setdefault(number, []).append((claim, version))

    def of(self, number: str, cited: set[str]) -> list[Claim]:
        """The claims of which one of the cited sources gives this number."""
        found = self._by_number.get(number, ())
        return [claim for claim, version in found if cited & set(version.source)]


def _unmarked(story: Story, values: _Values, step: Step, where: Where, index: int) -> Iterator[Found]:
    """A contested value in a text that does not carry the claim: the other side is out of reach there."""
    if step.kind not in ("text", "items"):
        return
    proses = tuple(step_prose(step))
    here = {key for prose in proses for key in lens.claims_in(prose)}
    cited = {
        story.excerpts[span.ref].source
        for prose in proses
        for span in prose
        if span.kind == "excerpt" and span.ref in story.excerpts
    }
    text = "\n".join("".join(span.text for span in prose) for prose in proses)
    told: set[str] = set()
    for fact in facts.facts(text):
        for claim in values.of(fact.number, cited) if _is_telling(fact) else ():
            if claim.id not in here and claim.id not in told:
                told.add(claim.id)
                message = _("`{words}` is a contested value, and the other versions are not in reach").format(
                    words=fact.surface
                )
                hint = _("Put the claim's mark behind it: {{^{id}}}.").format(id=claim.id)
                yield _at(where, index, step, fact.surface, message, hint, "no-opponent", claim.id)


def _numbers(text: str) -> set[str]:
    return {fact.number for fact in facts.facts(text) if _is_telling(fact)}


def _is_telling(fact: facts.Fact) -> bool:
    digits = sum(character.isdigit() for character in fact.number)
    year = fact.number.isdigit() and len(fact.number) == 4 and fact.number[:2] in ("19", "20")
    return fact.kind == "number" and digits >= _TELLING and not year


def _at(
    where: Where, index: int, step: Step, words: str, message: str, hint: str, rule: str, claim: str
) -> Found:
    node = where.node.at("body", index, step.kind)
    place = where.document.locate(node, words)
    problem: Problem = where.problem_at(place, f"body[{index}].{step.kind}", message, hint, rule)
    return Found(problem, claim)
