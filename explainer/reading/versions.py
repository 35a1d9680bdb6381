"""The versions of a claim as a reader meets them: known by a day or said later, and what became of each.

Pure: every front end takes order, fates and folds from here, so that they cannot differ.
"""

from __future__ import annotations

import re

import msgspec

from explainer.messages import _
from explainer.story.model.dates import MONTHS, counts_from, long, said
from explainer.story.model.lens import said_by, standing
from explainer.story.model.structs import Claim, Version

_COUNT = re.compile(
    r"""(?P<count>["“]?(?:(?:over|about|at\ least|more\ than|up\ to|nearly)\ )?[0-9][0-9.,]*[0-9]?"""
    r"""(?:[-–][0-9][0-9.,]*)?\+?["”]?)(?:[:,]?\ (?P<what>.*))?""",
    re.VERBOSE | re.DOTALL,
)
_LONGEST_COUNT = 12


class Fate(msgspec.Struct, frozen=True):
    """What became of a version."""

    kind: str
    """stands, opinion, disputed, replaced, withdrawn, or not-counted (said by the day, set aside by the editors)."""
    day: str = ""
    """The day that ended it, where that is known and not after the lens day."""
    precision: str = ""
    by: int = -1
    """The index of the version that replaced it."""


def known(claim: Claim, on: str = "") -> tuple[Version, ...]:
    """The versions said by a day, and those that the editors count for it; all of them without a day."""
    stands = standing(claim, on)
    return tuple(v for v in claim.versions if said_by(v, on) or v in stands)


def said_after(claim: Claim, on: str) -> tuple[Version, ...]:
    """The versions said after a day, or on none that is recorded."""
    heard = known(claim, on)
    return tuple(v for v in claim.versions if v not in heard)


def later_days(versions: tuple[Version, ...]) -> str:
    """`said later: 9 January 2022 to 5 January 2023`."""
    dated = [v for v in versions if v.said_on and v.precision]
    if not dated:
        return _("said on a day that is not recorded")
    by_day = sorted(dated, key=lambda v: counts_from(v.said_on, v.precision))
    first, last = (said(v.said_on, v.precision) for v in (by_day[0], by_day[-1]))
    days = first if first == last else _("{first} to {last}").format(first=first, last=last)
    return _("said later: {date}").format(date=days)


def fate(claim: Claim, version: Version, on: str = "") -> Fate:
    """What became of a version; on a day only what had become of it by then."""
    if version in standing(claim, on):
        return Fate(version.status if version.status in ("disputed", "opinion") else "stands")
    if version.status == "disputed" and not version.replaced_by and not version.withdrawn_on:
        return Fate("disputed")
    ids = [other.id for other in claim.versions]
    index = ids.index(version.replaced_by) if version.replaced_by in ids else -1
    ended, precision = version.withdrawn_on, "day"
    if not ended and index >= 0:
        ended, precision = claim.versions[index].said_on, claim.versions[index].precision
    if on and not "" < counts_from(ended, precision) <= on:
        return Fate("not-counted")
    if (
        version.status == "retracted" or version.withdrawn_on
    ):  # the day of its successor is not that of its end
        return Fate("withdrawn", version.withdrawn_on, "day", index)
    return Fate("replaced", ended, precision, index)


def fate_words(claim: Claim, version: Version, on: str = "", *, dated: bool = True) -> str:
    """What became of a version, as a sentence; `dated`: with the day of the one that replaced it."""
    found = fate(claim, version, on)
    if found.kind == "withdrawn":
        return _("Withdrawn {day}.").format(day=long(found.day)) if found.day else _("Withdrawn.")
    if found.kind == "replaced":
        if found.by < 0:
            return _("Superseded.")
        if not dated:
            return _("Superseded by {n}.").format(n=found.by + 1)
        day = said(found.day, found.precision)
        return _("Superseded by {n}, {day}.").format(n=found.by + 1, day=day)
    return {
        "disputed": _("Disputed."), "opinion": _("An opinion."), "not-counted": _("Not counted for that day."),
    }.get(found.kind, _("Stands."))  # fmt: skip


def split_value(text: str) -> tuple[str, str]:
    """A version's value as a count and what is counted: `225`, `bodies in morgues`; no count: an empty one.

    A day of a month is no count.
    """
    found = _COUNT.fullmatch(text.strip())
    what = (found["what"] or "").strip() if found else ""
    if not found or len(found["count"]) > _LONGEST_COUNT or what.startswith(MONTHS):
        return "", text
    return found["count"].strip(" ,"), what
