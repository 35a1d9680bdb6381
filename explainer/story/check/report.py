"""Every check of a story in one run: what `explainer check` shows and what a compiled story has passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.check import evidence, limits, lint, run_sheet_rules, translations
from explainer.story.check import evidence as evidence_module
from explainer.story.check.lint import unused
from explainer.story.load import loader
from explainer.story.load.entries import Parts, Where
from explainer.story.load.loader import Kept, Loaded, Progress, load
from explainer.story.model import graph
from explainer.story.model.graph import is_warned, reachable, reached, rings, turned, ways_out
from explainer.story.model.structs import AsKnown, Scene, Story, Waiver
from explainer.story.model.walks import ARROW, Routes

# The way: every scene can be reached and leads somewhere; else a problem tells the way there. These
# faults stop a story from being read. What only shows once a reader's ways of return and trails are followed as
# well is proved by `explainer.reading.proofs`.


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
    check_way,
    evidence.check_evidence,
    evidence_module.check_documents,
    limits.check_limits,
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
        for index, step in zip(loaded.parts.step_indexes(scene.id), scene.steps, strict=False):
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
