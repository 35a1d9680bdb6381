"""Every check of a story in one run: what `explainer check` shows and what a compiled story has passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explainer.problems import Problem
from explainer.story.check import evidence, lint, reachability, run_sheet_rules, translations
from explainer.story.check import evidence as evidence_module
from explainer.story.check.lint import unused
from explainer.story.load import loader
from explainer.story.load.loader import Kept, Loaded, Progress, load
from explainer.story.model import graph
from explainer.story.model.structs import AsKnown, Story, Waiver


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


_CHECKS = (
    reachability.check_way,
    evidence.check_evidence,
    evidence_module.check_documents,
    run_sheet_rules.check_plans,
    lint.check_lint,
    translations.check_languages,
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


# Reading one folder again and again while its author works on it. Composing and validating a file is most of
# the work of a reading, so that each file is kept as it was read and read anew only when its bytes are others.
# What a reading gives is what a fresh one would (a test edits a story at random and compares the two).


class Reloader:
    """One folder, with its files as they were read last. Not to be called from two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: Kept = {}

    def read(self, progress: Progress | None = None) -> Loaded:
        """Read what changed; the story, or why there is none. Takes a tenth of a fresh reading."""
        return load(self.folder, progress, self._kept)

    def examine(self, loaded: Loaded, checking: Progress | None = None) -> tuple[Problem, ...]:
        """All that is wrong with a story that was read: what reading found, evidence, ways, rules.

        Args:
            loaded: what was read.
            checking: called with checks begun and checks in all.
        """
        return check_loaded(loaded, checking).problems

    def data(self) -> dict[str, bytes]:
        """The bytes of each file of YAML as it was read last, by its name."""
        return {name: read.data for name, read in self._kept.items()}
