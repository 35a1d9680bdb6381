"""What stands on a day: the lens rule of a claim, and of a paragraph.

A version stands on day D if it was said on or before D and was neither replaced nor withdrawn by then. Without a lens
every version that is not superseded or retracted stands, dated or not. `as_known` corrects the rule for one day.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _, ngettext
from explainer.story.model.ages import date_of, undated, whole_day
from explainer.story.model.dates import counts_from, first_day, last_day, said
from explainer.story.model.sentences import ends
from explainer.story.model.structs import Claim, Post, Source, Span, Step, Story, Term, Version


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
    shorts = shorts_of(standing(claim, on))
    if len(shorts) < 2:
        return "".join(shorts)
    if claim.language in ("", "en") and "".join(shorts).isascii():
        return ", ".join(shorts[:-1]) + " or " + shorts[-1]
    from explainer.story.text import either  # not for plain English

    return either(shorts, claim.language or "en")


def shorts_of(versions: Iterable[Version]) -> list[str]:
    """The `short` of each version, once."""
    return list(dict.fromkeys(version.short or version.value for version in versions))


def said_later(story: Story, step: Step, on: str) -> str:
    """The day from which any of a step can be read under a lens, when that is after it; else empty.

    A step of prose is as old as the oldest of its sentences (`explainer.story.model.ages`), which fold one by one.
    """
    day = whole_day(story, step) if on else ""
    return day if day > on else ""


def later_text(text: str) -> str:
    """What stands in the place of a text without marks that is later as a whole: its sentences are counted."""
    return run_words(Span("later", str(len(ends(text)))))


def claims_in(spans: tuple[Span, ...]) -> tuple[str, ...]:
    """Ids of the claims that prose names, in order, once each."""
    return tuple(dict.fromkeys(span.ref for span in spans if span.kind in ("claim", "mark")))


# What was said only after the lens day: sources, excerpts, claims, and lines of scenes, each by its own date.
# Terms are explained at every date; only the posts of a person depend on it. What has no date is never said
# later: it says nothing that the lens could place.


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
    date, precision = _date(story, kind, key, on) if on else ("", "")
    day = counts_from(date, precision) if precision else date
    return (date, precision) if day and day > on else ("", "")


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
    """When a thing was said; what has no date counts from the checking, and no day is printed of it."""
    if kind == "source" and key in story.sources:
        source = story.sources[key]
        return _or_undated(story, source.date, source.date_precision)
    if kind == "excerpt" and key in story.excerpts:
        excerpt = story.excerpts[key]
        if excerpt.date:
            return excerpt.date, excerpt.date_precision
        return _date(story, "source", excerpt.source, on)
    if kind == "figure" and key in story.figures:
        return _earliest(story, story.figures[key].rests_on)
    if kind == "claim" and key in story.claims:
        found = [(v.said_on, v.precision) for v in story.claims[key].versions]
        dated = [date for date in found if counts_from(*date)]
        return min(dated, key=lambda date: counts_from(*date), default=(undated(story), ""))
    if kind == "scene":
        return _of_line(story, key, on)
    return "", ""


def _or_undated(story: Story, date: str, precision: str) -> tuple[str, str]:
    return (date, precision) if counts_from(date, precision) else (undated(story), "")


def _earliest(story: Story, keys: tuple[str, ...]) -> tuple[str, str]:
    """The date of the earliest source: a picture shows its rows one by one."""
    found = [story.sources[key] for key in keys if key in story.sources]
    dated = [(source.date, source.date_precision) for source in found]
    return min((d for d in dated if counts_from(*d)), key=lambda date: counts_from(*date), default=("", ""))


def _of_line(story: Story, address: str, on: str) -> tuple[str, str]:
    scene, _colon, step = address.partition(":")
    steps = story.scenes[scene].steps if scene in story.scenes else ()
    folded = next((found for found in steps if found.id == step and said_later(story, found, on)), None)
    return date_of(story, folded, said_later(story, folded, on)) if folded else ("", "")


def fold_words(story: Story, step: Step, on: str) -> str:
    """What stands in the place of a step that was said later as a whole: `said later: 15 January 2022`."""
    day = said_later(story, step, on)
    return later_said(*date_of(story, step, day)) if day else ""


def run_words(span: Span) -> str:
    """What stands in the place of a run of sentences: `2 sentences said later`."""
    count = int(span.text)
    return ngettext("{n} sentence said later", "{n} sentences said later", count).format(n=count)


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
