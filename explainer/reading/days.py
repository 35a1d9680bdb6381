"""Days as a reader types them, days to choose from, and who held which post on a day; for every front end."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.story.model.dates import MONTHS, first_day, last_day, long, parts, span
from explainer.story.model.lens import held
from explainer.story.model.structs import Post, Ribbon, Story

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST = 62
"""Days of a ribbon that are offered one by one; the painter draws no more."""


def day(text: str, story: Story) -> str:
    """A day as typed (`8 january`, `january 8 2022`, `2022-01-08`), as ISO text; the year may be left out.

    Raises:
        Cannot: the text names no day.
    """
    refused = Cannot(_("Cannot read {text} as a day. Type one like 31 January 2022.").format(text=text[:30]))
    iso = text.strip()
    if not _ISO.fullmatch(iso):
        iso = _from_words(text, story)
    try:
        if not parts(iso)[2]:
            raise refused
    except ValueError as error:
        raise refused from error
    return iso


def _from_words(text: str, story: Story) -> str:
    found = {"day": 0, "month": 0, "year": usual_year(story)}
    for word in text.casefold().replace(",", " ").replace(".", " ").split():
        if word.isascii() and word.isdecimal():
            found["year" if len(word) == 4 else "day"] = int(word[:4])
        else:
            found["month"] = _month(word)
    return f"{found['year']:04}-{found['month']:02}-{found['day']:02}"


def _month(word: str) -> int:
    for number, name in enumerate(MONTHS, 1):
        if len(word) > 2 and _(name).casefold().startswith(word):
            return number
    return 0


def usual_year(story: Story) -> int:
    """The year that a day without one is of: that of the story's ribbon, else of its first scene."""
    return parts(story.ribbon.start or story.scenes[story.start].when.start or story.checked_on)[0]


def ribbon_days(ribbon: Ribbon) -> tuple[str, ...]:
    """The days one can step through on a ribbon: each of its days, the last day of each of its years, or none."""
    if ribbon.kind == "none" or not ribbon.start:
        return ()
    first, last = first_day(ribbon.start), last_day(ribbon.end or ribbon.start)
    if ribbon.kind == "years":
        return tuple(f"{year}-12-31" for year in range(int(first[:4]), int(last[:4]) + 1))[:_MOST]
    found: list[str] = []
    now, end = date.fromisoformat(first), date.fromisoformat(last)
    while now <= end and len(found) < _MOST:
        text = now.isoformat()
        if not any(first_day(gap.start) <= text <= last_day(gap.end) for gap in ribbon.skip):
            found.append(text)
        now += timedelta(days=1)
    return tuple(found)


def step_day(ribbon: Ribbon, now: str, by: int) -> str:
    """The day before or after one: along the ribbon, and day by day beyond its ends or without one.

    Args:
        ribbon: the story's.
        now: a day; empty: before the ribbon's first one.
        by: -1 or 1.
    """
    known = ribbon_days(ribbon)
    if not now:
        return (known[0] if by > 0 else known[-1]) if known else ""
    ahead = [d for d in known if (d > now if by > 0 else d < now)]
    if ahead:
        return ahead[0] if by > 0 else ahead[-1]
    try:
        return (date.fromisoformat(now) + timedelta(days=by)).isoformat()
    except (OverflowError, ValueError):  # the first or the last day that a calendar has
        return now


def dates(story: Story) -> tuple[str, ...]:
    """The dates one steps through while reading: the days of the ribbon, and those that the story marks."""
    return tuple(sorted({*ribbon_days(story.ribbon), *(marked.on for marked in story.lens_days)}))


# Who held a post: under a lens a post that began later is folded, and an end that came later is not told.


class PostState(msgspec.Struct, frozen=True):
    """A post as it stood on a day."""

    kind: str
    """held, ends (that very day), no-longer, not-yet, unrecorded (no source we hold says since when), later (said
    after the lens day); empty without a day."""
    start: str = ""
    end: str = ""
    """Empty where no source gives it, and where it came after the lens day."""


def post_state(story: Story, post: Post, day: str, on: str = "") -> PostState:
    """How a post stood on a day.

    Args:
        story: the story.
        post: the post.
        day: the day that is asked about; empty: none.
        on: the lens day; then it is the day asked about.
    """
    day = on or day
    if on and post.start and first_day(post.start) > on:
        return PostState("later", post.start)
    end = "" if on and post.end and last_day(post.end) > on else post.end
    return PostState(_kind(story, post, end, day) if day else "", post.start, end)


def _kind(story: Story, post: Post, end: str, day: str) -> str:
    if post.start and first_day(post.start) > last_day(day):
        return "not-yet"
    if end and last_day(end) < first_day(day):
        return "no-longer"
    if not post.start and not held(story, post, last_day(day)):
        return "unrecorded"
    return "ends" if end and first_day(end) <= last_day(day) else "held"


def state_words(kind: str) -> str:
    """A state in words; empty where it has none."""
    return {
        "held": _("held that day"), "ends": _("ends this day"), "no-longer": _("no longer"),
        "not-yet": _("not yet"), "unrecorded": _("its start is in no source we hold"),
    }.get(kind, "")  # fmt: skip


def held_words(start: str, end: str) -> str:
    """From when to when a post was held, as far as a source gives it."""
    if start and end:
        return span(start, end)
    if start:
        return _("from {day}").format(day=long(start))
    if end:
        return _("until {day}").format(day=long(end))
    return _("dates not recorded")
