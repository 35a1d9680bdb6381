"""A claim: what its versions said and when, its screen of rows, and where each row leads."""

from __future__ import annotations

import re

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.entries import Entry
from explainer.reading.run import Run
from explainer.reading.view import Layout, Listing, View
from explainer.story.model.dates import MONTHS, counts_from, long, said
from explainer.story.model.lens import said_by, standing
from explainer.story.model.structs import Claim, Story, Version

# its versions

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


# its screen

_replace = msgspec.structs.replace

OPENED = "later"
"""In a listing's `folded`: what was said after the lens day is shown all the same."""


def claim_entries(story: Story, run: Run, listing: Listing) -> tuple[Entry, ...]:
    """The versions, oldest first; under a lens those said later are one row, and follow it once opened."""
    claim = story.claims[listing.subject]
    on = run.lens.on if run.lens else ""
    rows = [_version_entry(version) for version in known(claim, on)]
    after = said_after(claim, on) if on else ()
    if after:
        shown = OPENED in listing.folded
        rows.append(Entry("later", claim.id, later_days(after), str(len(after)), folded=not shown))
        rows += [_version_entry(version) for version in after] if shown else []
    return tuple(rows)


def _version_entry(version: Version) -> Entry:
    return Entry("version", version.id, version.short or version.value, version.issuer)


def version_in_hand(view: View) -> tuple[Claim, Version | None]:
    """The claim in front and the version its row in hand is; None for the row of those said later."""
    listing = view.listings[-1]
    claim = view.story.claims[listing.subject]
    rows = claim_entries(view.story, view.run, listing)
    if not rows:
        return claim, None
    row = rows[min(max(listing.selected, 0), len(rows) - 1)]
    return claim, next((v for v in claim.versions if row.kind == "version" and v.id == row.id), None)


def step(view: View, by: int, layout: Layout) -> View:
    """To the next version, after the rest of what is said of the one in hand."""
    listing = view.listings[-1]
    if by > 0 and layout.overflow:  # all of it with one key, as far as it has room
        by = min(max(by, layout.rows), layout.overflow)
        return _front(view, _replace(listing, top=listing.top + by))
    if by < 0 and listing.top:
        return _front(view, _replace(listing, top=max(0, listing.top + by)))
    last = len(claim_entries(view.story, view.run, listing)) - 1
    selected = min(max(listing.selected + by, 0), max(0, last))
    top = 0 if selected != listing.selected else listing.top
    return _front(view, _replace(listing, selected=selected, top=top))


def show_later(view: View, entry: Entry) -> View:
    """Show what was said after the lens day, and keep the day; or fold it again."""
    listing = view.listings[-1]
    folded = () if OPENED in listing.folded else (OPENED,)
    return _front(view, _replace(listing, folded=folded, top=0))


def into_source(view: View, entry: Entry) -> View:
    """The record of a version's first source."""
    version = version_in_hand(view)[1]
    if version is None or not version.source:
        raise Cannot(_("No source is recorded for this version."))
    return _put(view, Listing("source", version.source[0]))


def into_sources(view: View) -> View:
    """All sources of the version in hand; the record itself where it has one."""
    claim, version = version_in_hand(view)
    if version is None or not version.source:
        raise Cannot(_("No source is in hand; a version has its own."))
    if len(version.source) == 1:
        return _put(view, Listing("source", version.source[0]))
    return _put(view, Listing("sources", f"{claim.id}:{version.id}"))


def sources_of(story: Story, subject: str) -> tuple[str, ...]:
    """The sources of a version named as `claim:version`; empty for no such version."""
    claim, _colon, key = subject.partition(":")
    versions = story.claims[claim].versions if claim in story.claims else ()
    return next((version.source for version in versions if version.id == key), ())


def _put(view: View, listing: Listing) -> View:
    key = f"source:{listing.subject}"
    run = view.run
    if listing.screen == "source" and key not in run.opened:
        run = _replace(run, opened=(*run.opened, key))
    return _replace(view, run=run, listings=(*view.listings, listing))


def _front(view: View, listing: Listing) -> View:
    return _replace(view, listings=(*view.listings[:-1], listing))
