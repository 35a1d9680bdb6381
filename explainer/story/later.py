"""What was said only after the lens day: sources, excerpts, claims, and lines of scenes, each by its own date.

Terms are explained at every date; only the posts of a person depend on it. What has no date is never said later:
it says nothing that the lens could place.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _
from explainer.story.dates import counts_from, first_day, last_day, said
from explainer.story.lens import said_later as step_said_later
from explainer.story.model import Excerpt, Post, Source, Story, Term, Version


def said_by(version: Version, on: str) -> bool:
    """Whether a version was said by a day; without a day all were."""
    day = counts_from(version.said_on, version.precision)
    return not on or (bool(day) and day <= on)


def later(story: Story, kind: str, key: str, on: str) -> tuple[str, str]:
    """The date (ISO) and its precision from which a thing can be read, when that is after the day; else empty.

    Args:
        story: the story.
        kind: source, excerpt, claim, figure, or scene (an address, `scene:step`); anything else is never said later.
        key: its id.
        on: the lens day; empty: nothing is later.
    """
    found = _date(story, kind, key, on) if on else ("", "")
    day = counts_from(*found)
    return found if day and day > on else ("", "")


def later_words(story: Story, kind: str, key: str, on: str) -> str:
    """`said later: 15 January 2022`; empty where a thing can be read."""
    date, precision = later(story, kind, key, on)
    return later_said(date, precision) if date else ""


def later_said(date: str, precision: str) -> str:
    """`said later: 15 January 2022`; what has no date is never shown under a lens, and says so."""
    if not date or not precision:
        return _("said on a day that is not recorded")
    return _("said later: {date}").format(date=said(date, precision))


def _date(story: Story, kind: str, key: str, on: str) -> tuple[str, str]:
    if kind == "source" and key in story.sources:
        return story.sources[key].date, story.sources[key].date_precision
    if kind == "excerpt" and key in story.excerpts:
        return _of_excerpt(story, story.excerpts[key])
    if kind == "figure" and key in story.figures:
        return _earliest(story, story.figures[key].rests_on)
    if kind == "claim" and key in story.claims:
        return _first([(v.said_on, v.precision) for v in story.claims[key].versions])
    if kind == "scene":
        return _of_line(story, key, on)
    return "", ""


def _of_excerpt(story: Story, excerpt: Excerpt) -> tuple[str, str]:
    """When the words were said; where that is not known, when the source is from."""
    if excerpt.date:
        return excerpt.date, excerpt.date_precision
    source = story.sources[excerpt.source]
    return source.date, source.date_precision


def _earliest(story: Story, keys: tuple[str, ...]) -> tuple[str, str]:
    """The date of the earliest source, as for a paragraph."""
    found = [story.sources[key] for key in keys if key in story.sources]
    return _first([(source.date, source.date_precision) for source in found])


def _first(dates: list[tuple[str, str]]) -> tuple[str, str]:
    return min((d for d in dates if counts_from(*d)), key=lambda date: counts_from(*date), default=("", ""))


def _of_line(story: Story, address: str, on: str) -> tuple[str, str]:
    scene, _colon, step = address.partition(":")
    steps = story.scenes[scene].steps if scene in story.scenes else ()
    folded = next((found for found in steps if found.id == step and step_said_later(story, found, on)), None)
    return _earliest(story, folded.rests_on) if folded else ("", "")


def first_source(story: Story, keys: Iterable[str]) -> Source | None:
    """The earliest of some sources, by the day from which each counts; None where none is dated."""
    found = [story.sources[key] for key in keys if key in story.sources]
    dated = [source for source in found if counts_from(source.date, source.date_precision)]
    return min(dated, key=lambda source: counts_from(source.date, source.date_precision), default=None)


def posts_held(story: Story, term: Term, on: str) -> tuple[Post, ...]:
    """The posts held on a day, as far as sources we hold date them."""
    return tuple(post for post in term.posts if held(story, post, on))


def held(story: Story, post: Post, on: str) -> bool:
    """Whether a post was held on a day. One without a recorded start is not, before the first day that we hold
    anything about it: its earliest source, or its end.
    """
    start = first_day(post.start) if post.start else _first_heard(story, post)
    end = last_day(post.end) if post.end else "9999-12-31"
    return bool(start) and start <= on <= end


def _first_heard(story: Story, post: Post) -> str:
    found = [story.sources[key] for key in post.source if key in story.sources]
    days = [counts_from(source.date, source.date_precision) for source in found]
    return min([day for day in (*days, last_day(post.end) if post.end else "") if day], default="")
