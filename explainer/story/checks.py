"""Every check of a story in one run: what `explainer check` shows and what a compiled story has passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explainer.problems import Problem
from explainer.story import (
    document_checks,
    evidence,
    graph,
    language_checks,
    lint,
    loader,
    plan_checks,
    way_checks,
)
from explainer.story.model import AsKnown, Story, Waiver
from explainer.story.unused import unused


@dataclass(frozen=True, slots=True)
class WaiverFound:
    """A number or date that an author let stand without an excerpt."""

    scene: str
    step: str
    file: str
    line: int
    waiver: Waiver


@dataclass(frozen=True, slots=True)
class AsKnownFound:
    """A correction of the lens rule."""

    claim: str
    file: str
    line: int
    correction: AsKnown


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    problems: tuple[Problem, ...]
    waivers: tuple[WaiverFound, ...] = ()
    as_known: tuple[AsKnownFound, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many scenes, words, terms, sources, excerpts, claims, figures, trails; `errors` and `warnings`."""
    unused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Terms, sources, excerpts, claims and figures that no scene leads to, by kind."""
    rule_waivers: tuple[lint.RuleWaiverFound, ...] = ()
    voices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """For each scene with a contested claim: how often each side has a voice."""
    story: Story | None = None
    """The story; None when there is an error."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The text of each file, to show the line of a problem."""


Progress = Callable[[int, int], None]

_CHECKS = (
    way_checks.check_way,
    evidence.check_evidence,
    document_checks.check_documents,
    plan_checks.check_plans,
    lint.check_lint,
    language_checks.check_languages,
)


def check(folder: Path, progress: Progress | None = None, checking: Progress | None = None) -> Report:
    """Read a folder and check everything that can be wrong with it.

    Args:
        folder: the story's folder.
        progress: called with files read and files in all.
        checking: called with checks begun and checks in all, once the files are read.
    """
    return check_loaded(loader.load(folder, progress), checking)


def check_loaded(loaded: loader.Loaded, checking: Progress | None = None) -> Report:
    """Check everything that can be wrong with a story as it was read."""
    draft = loaded.draft
    if draft is None:
        return Report(loaded.problems, counts=_severities(loaded.problems), texts=loaded.sources_text)
    problems = list(loaded.problems)
    for number, told in enumerate(_CHECKS, 1):
        if checking:
            checking(number, len(_CHECKS))
        problems += told(draft, loaded.parts)
    ordered = loader.sort_problems(problems)
    faulty = any(problem.severity == "error" for problem in ordered)
    return Report(
        ordered,
        waivers=_waivers(draft, loaded),
        as_known=_as_known(draft, loaded),
        counts=_counts(draft) | _severities(ordered),
        unused=unused(draft),
        rule_waivers=lint.rule_waivers(draft, loaded.parts),
        voices=lint.voices(draft),
        story=None if faulty else draft,
        texts=loaded.sources_text,
    )


def _waivers(story: Story, loaded: loader.Loaded) -> tuple[WaiverFound, ...]:
    found = []
    for scene in story.scenes.values():
        where = loaded.parts.where("scene", scene.id)
        for index, step in zip(loaded.parts.step_indexes(scene.id), scene.steps, strict=True):
            for place, waiver in enumerate(step.waived):
                node = where.node.at("body", index, "waive", place) if where else None
                file = where.document.file if where else ""
                found.append(WaiverFound(scene.id, step.id, file, node.line if node else 0, waiver))
    return tuple(found)


def _as_known(story: Story, loaded: loader.Loaded) -> tuple[AsKnownFound, ...]:
    found = []
    for claim in story.claims.values():
        where = loaded.parts.where("claim", claim.id)
        for number, correction in enumerate(claim.as_known):
            line = where.node.at("as_known", number).line if where else 0
            found.append(AsKnownFound(claim.id, where.document.file if where else "", line, correction))
    return tuple(found)


def _counts(story: Story) -> dict[str, int]:
    return {
        "scenes": len(story.scenes),
        "words": sum(scene.words for scene in story.scenes.values()),
        "terms": len(story.terms),
        "sources": len(story.sources),
        "excerpts": len(story.excerpts),
        "claims": len(story.claims),
        "figures": len(story.figures),
        "trails": len(story.trails),
        "forks": sum(1 for scene in story.scenes.values() if scene.branches),
        "unreachable": len(story.scenes) - len(graph.reachable(story)),
    }


def _severities(problems: tuple[Problem, ...]) -> dict[str, int]:
    errors = sum(1 for problem in problems if problem.severity == "error")
    return {"errors": errors, "warnings": len(problems) - errors}
