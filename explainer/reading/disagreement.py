"""The screen of a claim: its versions as rows, those said later folded to one, and where each row leads."""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.lists import Entry
from explainer.reading.run import Run
from explainer.reading.versions import known, later_days, said_after
from explainer.reading.view import Layout, Listing, View
from explainer.story.model.structs import Claim, Story, Version

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
