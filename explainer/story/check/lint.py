"""The evidence lint: whether every side can be heard, and whether words and values are whose and what they seem.

Beside `explainer.story.check.evidence`, which asks whether a text rests on anything at all. A rule that a claim may
waive with a reason (`waive: [{rule, reason}]`) stands in `WAIVABLE`; a waiver that waives nothing is told.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.check import facts
from explainer.story.figures.data import data, events, shading
from explainer.story.load.entries import Parts, Where, read_places
from explainer.story.load.format_story import SIDES
from explainer.story.model import lens
from explainer.story.model.dates import first_day
from explainer.story.model.graph import reached
from explainer.story.model.json_records import links
from explainer.story.model.prose import step_prose
from explainer.story.model.structs import (
    AsKnown,
    Claim,
    Excerpt,
    Figure,
    RuleWaiver,
    Scene,
    Step,
    Story,
    Version,
)

# What a story holds and no scene leads to.


def unused(story: Story) -> dict[str, tuple[str, ...]]:
    """Terms, sources, excerpts, claims and figures that nothing of a scene leads to, by kind.

    A source is also used by a claim's version, a term, a figure or a row of one, or a used source that repeats its
    words.
    """
    uses = links(story).uses
    named = {kind: set(ids) for kind, ids in uses.items()}
    for claim in named["claim"] & story.claims.keys():
        for version in story.claims[claim].versions:
            named["source"].update(version.source)
            named["term"].update(version.accuses)
    for term in story.terms.values():
        named["source"].update(term.rests_on, *(post.source for post in term.posts))
    for figure in story.figures.values():
        named["source"] |= _sources_of(story, figure)
    named["source"] = reached(named["source"], partial(_repeated, story))
    held: dict[str, Mapping[str, object]] = {
        "term": story.terms,
        "source": story.sources,
        "excerpt": story.excerpts,
        "claim": story.claims,
        "figure": story.figures,
    }
    return {kind: tuple(key for key in things if key not in named[kind]) for kind, things in held.items()}


def _sources_of(story: Story, figure: Figure) -> set[str]:
    """What a figure and its rows rest on."""
    found = set(figure.rests_on)
    for part in (data, shading, events):
        with contextlib.suppress(KeyError, ValueError):  # a table that could not be read has been told
            found.update(key for datum in part(story, figure).rows for key in datum.sources)
    return found


def _repeated(story: Story, source: str) -> tuple[str, ...]:
    return story.sources[source].repeats if source in story.sources else ()


# The evidence lint of sources and excerpts: what nothing uses, and whose words a quote really holds.


def lint_sources(story: Story, parts: Parts) -> Iterator[Problem]:
    """Every problem with sources and excerpts."""
    for key in unused(story)["source"]:
        where = parts.where("source", key)
        if where:
            message = _("nothing uses the source `{id}`").format(id=key)
            hint = _("Take something from it, name it in `repeats`, or delete it.")
            yield where.at("id").problem(message, hint, "unused-source", "warning")
    for excerpt in story.excerpts.values():
        where = parts.where("excerpt", excerpt.id)
        if where and _is_borrowed(story, excerpt):
            source = story.sources[excerpt.source]
            message = _("a quote out of a {carriage} is given as the words of {speaker}").format(
                carriage=_(source.carriage), speaker=excerpt.speaker
            )
            hint = _("Add `carrier:`, where the words were read; or report them in our words.")
            yield where.at("speaker").problem(message, hint, "carried-words")


def is_carried(story: Story, source: str) -> bool:
    """Whether a source holds words at second hand: a copy, a relay, a translation."""
    return source in story.sources and story.sources[source].carriage != "original"


def roots(story: Story, source: str) -> frozenset[str]:
    """The sources whose words a source merely repeats, down to the first; itself if it repeats none."""
    found = {key for key in reached([source], partial(_repeated, story)) if not _repeated(story, key)}
    return frozenset(found or {source})


def _is_borrowed(story: Story, excerpt: Excerpt) -> bool:
    """A quote at second hand that names neither its carrier nor lets the carrier speak for itself."""
    if excerpt.form != "quote" or excerpt.carrier or not is_carried(story, excerpt.source):
        return False
    publisher = story.sources[excerpt.source].publisher
    return publisher.casefold() not in excerpt.speaker.casefold()


# The evidence lint of claims: two issuers with two sources, versions whose fate adds up, words that are their
# own.


@dataclass(frozen=True, slots=True)
class Found:
    """A problem, and the claim whose waiver may take it away."""

    problem: Problem
    claim: str = ""


def lint_claims(story: Story, parts: Parts) -> Iterator[Found]:
    """Every problem with the claims."""
    used = links(story).uses["claim"]
    for claim in story.claims.values():
        where = parts.where("claim", claim.id)
        if where is None:
            continue
        found = [*_issuers(story, claim, where), *_fates(claim, where), *_differ(claim, where)]
        places = read_places(parts.things["claim"][claim.id][0]["versions"])
        for version, number in zip(claim.versions, places, strict=True):
            found += _words(story, version, where.at("versions", number))
        for number, correction in enumerate(claim.as_known):
            found += _as_known(claim, correction, where.at("as_known", number))
        if claim.id not in used:
            message = _("no scene leads to the claim `{id}`").format(id=claim.id)
            hint = _("Name it in a text with {{{id}}} or {{^{id}}}; or take it out.").format(id=claim.id)
            found.append(where.at("id").problem(message, hint, "unused-claim", "warning"))
        yield from (Found(problem, claim.id) for problem in found)


def _issuers(story: Story, claim: Claim, where: Where) -> Iterator[Problem]:
    """A contested claim has two sources with different issuers, and somebody speaks against what is disputed."""
    if not lens.contested(claim):
        return
    at, node = where.at("versions"), where.node.at("id")
    if not any(_apart(story, one, other) for one in claim.versions for other in claim.versions):
        message = _("the contested claim `{id}` has no two sources with different issuers").format(
            id=claim.id
        )
        hint = _("Add the other side's version with its source; or waive `one-issuer` with a reason.")
        yield at.problem(message, hint, "one-issuer", node=node)
        return
    heard = [version for version in claim.versions if version.status not in ("superseded", "retracted")]
    if not any(_apart(story, one, other) for one in heard for other in heard):
        message = _("whoever opens the contested claim `{id}` finds one side only").format(id=claim.id)
        hint = _("One version that stands, is disputed or is an opinion must be another issuer's.")
        yield at.problem(message, hint, "no-opponent", node=node)


def _apart(story: Story, one: Version, other: Version) -> bool:
    """Whether two versions have different issuers and do not rest on one source alone."""
    if one.issuer == other.issuer:
        return False
    sources = {root for key in (*one.source, *other.source) for root in roots(story, key)}
    return len(sources) > 1


def _fates(claim: Claim, where: Where) -> Iterator[Problem]:
    """A version that was replaced does not stand, and one that is superseded says by which."""
    for number, version in enumerate(claim.versions):
        at = where.at("versions", number)
        written = at.node.get("status")
        if written is not None and written.value != version.status:  # told as no status
            continue
        if version.status in ("standing", "disputed") and (version.replaced_by or version.withdrawn_on):
            message = _("`{id}` was replaced or withdrawn and is said to stand").format(id=version.id)
            yield at.at("status").problem(message, _("Write superseded or retracted."), "superseded")
        elif version.status == "superseded" and not version.replaced_by and not at.given("replaced_by"):
            message = _("`{id}` is superseded, by nothing").format(id=version.id)
            hint = _("Name the version that replaced it: `replaced_by:`.")
            yield at.at("status").problem(message, hint, "superseded")


def _differ(claim: Claim, where: Where) -> Iterator[Problem]:
    if len(claim.versions) > 1 and not claim.differ and not where.given("differ"):
        message = _("the versions of `{id}` differ, and nothing says why").format(id=claim.id)
        hint = _("Add `differ:` with one sentence: what each counts, when, or what each wants.")
        yield where.at("differ").problem(message, hint, "differ", node=where.node.at("id"))


def _words(story: Story, version: Version, where: Where) -> Iterator[Problem]:
    """Words out of a copy, a relay or a machine translation are nobody's own without their carrier."""
    if not version.quoted or version.carrier:
        return
    if version.source and all(is_carried(story, key) for key in version.source):
        message = _("`{id}` gives words out of a {carriage} as {issuer}'s own").format(
            id=version.id, carriage=_(story.sources[version.source[0]].carriage), issuer=version.issuer
        )
        hint = _("Name the `carrier:`; or write `quoted: false` and report it in our words.")
        yield where.at("quoted").problem(message, hint, "carried-words")


def _as_known(claim: Claim, correction: AsKnown, where: Where) -> Iterator[Problem]:
    """Each version that a correction takes in or leaves out against the rule has its reason."""
    at = where.at("reasons")
    by_rule = {version.id for version in lens.by_rule(claim, correction.on)}
    unexplained = sorted((by_rule ^ set(correction.versions)) - set(correction.reasons))
    known = {version.id for version in claim.versions}
    if unexplained and known >= set(correction.versions):
        message = _("the correction for {day} gives no reason for {versions}").format(
            day=correction.on, versions=", ".join(unexplained)
        )
        hint = _("Add `reasons: {{{id}: why}}`.").format(id=unexplained[0])
        yield at.problem(message, hint, "as-known-reason", node=where.node)
    elif not correction.reasons:
        message = _("the correction for {day} gives no reason").format(day=correction.on)
        yield at.problem(message, _("Add `reasons:`."), "as-known-reason", node=where.node)


# The evidence lint of scenes: old values as if they stood, contested values without their mark, one side alone.

_TELLING = 3
"""Digits a number needs to be known again: a 12 may count anything, a 5,120 hardly."""


def lint_scenes(story: Story, parts: Parts) -> Iterator[Found]:
    """Every problem with how scenes tell claims."""
    values = _Values(story)
    for scene in story.scenes.values():
        where = parts.where("scene", scene.id)
        if where is None:
            continue
        for index, step in zip(parts.step_indexes(scene.id), scene.steps, strict=False):
            at = where.at("body", index, step.kind)
            yield from _pinned(story, scene, step, at)
            yield from _unmarked(story, values, step, at)
    for scene_id, sides in voices(story).items():
        where = parts.where("scene", scene_id)
        if where and len(sides) < 2:
            only = next(iter(sides), "")
            message = _("the scene tells a contested claim, and only one side has a voice: {side}").format(
                side=_(only) or _("none")
            )
            hint = _("Cite an excerpt of another side, or a claim in which one speaks.")
            yield Found(where.at("scene").problem(message, hint, "one-side", "warning"))


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


def _pinned(story: Story, scene: Scene, step: Step, where: Where) -> Iterator[Found]:
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
                place = where.document.locate(where.node, f"{{{claim.id}@{span.on}}}")
                yield Found(where.problem(message, hint, "superseded", place=place), claim.id)


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


def _unmarked(story: Story, values: _Values, step: Step, where: Where) -> Iterator[Found]:
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
                place = where.document.locate(where.node, fact.surface)
                yield Found(where.problem(message, hint, "no-opponent", place=place), claim.id)


def _numbers(text: str) -> set[str]:
    return {fact.number for fact in facts.facts(text) if _is_telling(fact)}


def _is_telling(fact: facts.Fact) -> bool:
    digits = sum(character.isdigit() for character in fact.number)
    year = fact.number.isdigit() and len(fact.number) == 4 and fact.number[:2] in ("19", "20")
    return fact.kind == "number" and digits >= _TELLING and not year


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
    for found in (*lint_claims(story, parts), *lint_scenes(story, parts)):
        waived = {waiver.rule for waiver in story.claims[found.claim].waived} if found.claim else set()
        if found.problem.rule in waived:
            used.add((found.claim, found.problem.rule))
        else:
            problems.append(found.problem)
    problems += lint_sources(story, parts)
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


def _idle_waivers(story: Story, parts: Parts, used: set[tuple[str, str]]) -> Iterator[Problem]:
    for claim in story.claims.values():
        where = parts.where("claim", claim.id)
        for number, waiver in enumerate(claim.waived):
            if where and waiver.rule and (claim.id, waiver.rule) not in used:
                message = _("the waiver of `{rule}` waives nothing").format(rule=waiver.rule)
                at = where.at("waive", number)
                yield at.problem(message, _("Delete it."), "unused-waiver", "warning")
