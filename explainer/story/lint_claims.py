"""The evidence lint of claims: two issuers with two sources, versions whose fate adds up, words that are their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explainer.messages import _
from explainer.problems import Problem
from explainer.story import lens
from explainer.story.lint_sources import is_carried, roots
from explainer.story.model import AsKnown, Claim, Story, Version
from explainer.story.parts import Parts, Where
from explainer.story.records import links


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
        for version, number in zip(claim.versions, _read(parts, claim.id), strict=True):
            found += _words(story, version, where, number)
        for number, correction in enumerate(claim.as_known):
            found += _as_known(claim, correction, where, number)
        if claim.id not in used:
            message = _("no scene leads to the claim `{id}`").format(id=claim.id)
            hint = _("Name it in a text with {{{id}}} or {{^{id}}}; or take it out.").format(id=claim.id)
            node = where.node.get("id") or where.node
            found.append(where.problem(node, "id", message, hint, "unused-claim", "warning"))
        yield from (Found(problem, claim.id) for problem in found)


def _read(parts: Parts, claim: str) -> list[int]:
    """The places of the versions that could be read."""
    return [number for number, one in enumerate(parts.things["claim"][claim][0]["versions"]) if one]


def _issuers(story: Story, claim: Claim, where: Where) -> Iterator[Problem]:
    """A contested claim has two sources with different issuers, and somebody speaks against what is disputed."""
    if not lens.contested(claim):
        return
    node = where.node.get("id") or where.node
    if not any(_apart(story, one, other) for one in claim.versions for other in claim.versions):
        message = _("the contested claim `{id}` has no two sources with different issuers").format(
            id=claim.id
        )
        hint = _("Add the other side's version with its source; or waive `one-issuer` with a reason.")
        yield where.problem(node, "versions", message, hint, "one-issuer")
        return
    heard = [version for version in claim.versions if version.status not in ("superseded", "retracted")]
    if not any(_apart(story, one, other) for one in heard for other in heard):
        message = _("whoever opens the contested claim `{id}` finds one side only").format(id=claim.id)
        hint = _("One version that stands, is disputed or is an opinion must be another issuer's.")
        yield where.problem(node, "versions", message, hint, "no-opponent")


def _apart(story: Story, one: Version, other: Version) -> bool:
    """Whether two versions have different issuers and do not rest on one source alone."""
    if one.issuer == other.issuer:
        return False
    sources = {root for key in (*one.source, *other.source) for root in roots(story, key)}
    return len(sources) > 1


def _fates(claim: Claim, where: Where) -> Iterator[Problem]:
    """A version that was replaced does not stand, and one that is superseded says by which."""
    for number, version in enumerate(claim.versions):
        at = ("versions", number, "status")
        path = f"versions[{number}].status"
        written = where.node.at("versions", number).get("status")
        if written is not None and written.value != version.status:  # told as no status
            continue
        if version.status in ("standing", "disputed") and (version.replaced_by or version.withdrawn_on):
            message = _("`{id}` was replaced or withdrawn and is said to stand").format(id=version.id)
            hint = _("Write superseded or retracted.")
            yield where.problem(where.node.at(*at), path, message, hint, "superseded")
        elif version.status == "superseded" and not version.replaced_by:
            given = where.node.at("versions", number).get("replaced_by")
            if given is None or given.is_null:
                message = _("`{id}` is superseded, by nothing").format(id=version.id)
                hint = _("Name the version that replaced it: `replaced_by:`.")
                yield where.problem(where.node.at(*at), path, message, hint, "superseded")


def _differ(claim: Claim, where: Where) -> Iterator[Problem]:
    given = where.node.get("differ")
    if len(claim.versions) > 1 and not claim.differ and (given is None or given.is_null):
        message = _("the versions of `{id}` differ, and nothing says why").format(id=claim.id)
        hint = _("Add `differ:` with one sentence: what each counts, when, or what each wants.")
        yield where.problem(where.node.get("id") or where.node, "differ", message, hint, "differ")


def _words(story: Story, version: Version, where: Where, number: int) -> Iterator[Problem]:
    """Words out of a copy, a relay or a machine translation are nobody's own without their carrier."""
    if not version.quoted or version.carrier:
        return
    if version.source and all(is_carried(story, key) for key in version.source):
        message = _("`{id}` gives words out of a {carriage} as {issuer}'s own").format(
            id=version.id, carriage=_(story.sources[version.source[0]].carriage), issuer=version.issuer
        )
        hint = _("Name the `carrier:`; or write `quoted: false` and report it in our words.")
        node = where.node.at("versions", number, "quoted")
        yield where.problem(node, f"versions[{number}].quoted", message, hint, "carried-words")


def _as_known(claim: Claim, correction: AsKnown, where: Where, number: int) -> Iterator[Problem]:
    """Each version that a correction takes in or leaves out against the rule has its reason."""
    node, path = where.node.at("as_known", number), f"as_known[{number}]"
    by_rule = {version.id for version in lens.by_rule(claim, correction.on)}
    unexplained = sorted((by_rule ^ set(correction.versions)) - set(correction.reasons))
    known = {version.id for version in claim.versions}
    if unexplained and known >= set(correction.versions):
        message = _("the correction for {day} gives no reason for {versions}").format(
            day=correction.on, versions=", ".join(unexplained)
        )
        hint = _("Add `reasons: {{{id}: why}}`.").format(id=unexplained[0])
        yield where.problem(node, f"{path}.reasons", message, hint, "as-known-reason")
    elif not correction.reasons:
        message = _("the correction for {day} gives no reason").format(day=correction.on)
        yield where.problem(node, f"{path}.reasons", message, _("Add `reasons:`."), "as-known-reason")
