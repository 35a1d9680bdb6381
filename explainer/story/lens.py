"""What stands on a day: the lens rule of a claim, and of a paragraph.

A version stands on day D if it was said on or before D and was neither replaced nor withdrawn by then. Without a lens
every version that is not superseded or retracted stands, dated or not. `as_known` corrects the rule for one day.
"""

from __future__ import annotations

from explainer.story.dates import counts_from
from explainer.story.model import Claim, Span, Step, Story, Version


def standing(claim: Claim, on: str = "") -> tuple[Version, ...]:
    """The versions that stand on a day (ISO), or as last checked when `on` is empty; in the order of saying."""
    if not on:
        return tuple(v for v in claim.versions if v.status not in ("superseded", "retracted"))
    for correction in claim.as_known:
        if correction.on == on:
            return tuple(v for v in claim.versions if v.id in correction.versions)
    return by_rule(claim, on)


def by_rule(claim: Claim, on: str) -> tuple[Version, ...]:
    """What stands on a day by the rule alone, without corrections."""
    return tuple(v for v in claim.versions if _stands(claim, v, on))


def _stands(claim: Claim, version: Version, on: str) -> bool:
    said_on = counts_from(version.said_on, version.precision)
    if not said_on or said_on > on:
        return False
    gone = [counts_from(version.withdrawn_on, "day")]
    if version.replaced_by:
        successor = next(v for v in claim.versions if v.id == version.replaced_by)
        gone.append(counts_from(successor.said_on, successor.precision))
    return not any(day and day <= on for day in gone)


def contested(claim: Claim, on: str = "") -> bool:
    """Whether a claim has a disputed version, or versions of two issuers standing at once.

    On a day only what was said by then counts: a claim that the author calls contested is so from the day on which
    its versions part.
    """
    if claim.contested is not None and not (on and claim.contested):
        return claim.contested
    if on:
        heard = standing(claim, on)
        return any(v.status == "disputed" for v in heard) or len({v.issuer for v in heard}) > 1
    if any(v.status == "disputed" for v in claim.versions):
        return True
    return len({v.issuer for v in standing(claim)}) > 1


def shown(claim: Claim, on: str = "") -> str:
    """What `{claim}` prints: the `short` of what stands, joined; empty when nothing stands on that day."""
    shorts: list[str] = []
    for version in standing(claim, on):
        text = version.short or version.value
        if text not in shorts:
            shorts.append(text)
    if len(shorts) < 2:
        return "".join(shorts)
    if claim.language in ("", "en") and "".join(shorts).isascii():
        return ", ".join(shorts[:-1]) + " or " + shorts[-1]
    from explainer.story.conjunctions import either  # not for plain English

    return either(shorts, claim.language or "en")


def said_later(story: Story, step: Step, on: str) -> str:
    """The day from which a step can be read under a lens, when that is after it; else empty.

    A step is as old as the earliest source it rests on. A step whose sources are all undated is never folded: it
    says nothing that the lens could place.
    """
    if not on or not step.rests_on:
        return ""
    days = [
        day
        for key in step.rests_on
        if (source := story.sources.get(key)) and (day := counts_from(source.date, source.date_precision))
    ]
    earliest = min(days, default="")
    return earliest if earliest > on else ""


def claims_in(spans: tuple[Span, ...]) -> tuple[str, ...]:
    """Ids of the claims that prose names, in order, once each."""
    return tuple(dict.fromkeys(span.ref for span in spans if span.kind in ("claim", "mark")))
