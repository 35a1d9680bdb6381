"""The evidence lint: whether every side can be heard, and whether words and values are whose and what they seem.

Beside `explainer.story.evidence`, which asks whether a text rests on anything at all. A rule that a claim may
waive with a reason (`waive: [{rule, reason}]`) stands in `schema.WAIVABLE`; a waiver that waives nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import lint_claims, lint_scenes, lint_sources
from explainer.story.model import RuleWaiver, Story
from explainer.story.parts import Parts


@dataclass(frozen=True, slots=True)
class RuleWaiverFound:
    """A rule of evidence that a claim need not keep."""

    claim: str
    file: str
    line: int
    waiver: RuleWaiver


def check_lint(story: Story, parts: Parts) -> list[Problem]:
    """Every problem the evidence lint finds."""
    used: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    for found in (*lint_claims.lint_claims(story, parts), *lint_scenes.lint_scenes(story, parts)):
        waived = {waiver.rule for waiver in story.claims[found.claim].waived} if found.claim else set()
        if found.problem.rule in waived:
            used.add((found.claim, found.problem.rule))
        else:
            problems.append(found.problem)
    problems += lint_sources.lint_sources(story, parts)
    return [*problems, *_idle_waivers(story, parts, used)]


def rule_waivers(story: Story, parts: Parts) -> tuple[RuleWaiverFound, ...]:
    """All rules that claims waive, for an editor to read."""
    found = []
    for claim in story.claims.values():
        where = parts.where("claim", claim.id)
        for number, waiver in enumerate(claim.waived):
            line = where.node.at("waive", number).line if where else 0
            found.append(RuleWaiverFound(claim.id, where.document.file if where else "", line, waiver))
    return tuple(found)


def voices(story: Story) -> dict[str, dict[str, int]]:
    """How often each side has a voice in the scenes that tell a contested claim, by scene."""
    return lint_scenes.voices(story)


def _idle_waivers(story: Story, parts: Parts, used: set[tuple[str, str]]) -> Iterator[Problem]:
    for claim in story.claims.values():
        where = parts.where("claim", claim.id)
        for number, waiver in enumerate(claim.waived):
            if where and waiver.rule and (claim.id, waiver.rule) not in used:
                message = _("the waiver of `{rule}` waives nothing").format(rule=waiver.rule)
                node, path = where.node.at("waive", number), f"waive[{number}]"
                yield where.problem(node, path, message, _("Delete it."), "unused-waiver", "warning")
