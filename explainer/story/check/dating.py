"""Does a sentence tell what was said only after its age? Its dates and its numbers are looked for in what is younger.

The lens shows a sentence from the day of its newest mark on (`explainer.story.model.ages`). One that says more than its
marks carry would tell it too early.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.check import facts
from explainer.story.figures.data import data, events, shading
from explainer.story.load.entries import Parts, Where
from explainer.story.model.ages import ages, excerpt_day, newest, undated, whole_day
from explainer.story.model.dates import counts_from, long
from explainer.story.model.json_records import links
from explainer.story.model.structs import Figure, Step, Story

_TELLING = 2
"""Digits from which a number is looked for."""


class Newer(NamedTuple):
    """A date or number in a sentence that is newer than the sentence."""

    fact: facts.Fact
    age: str
    since: str
    """The day from which it can be told."""


class Told(NamedTuple):
    """What the excerpts and claims of a scene say, each thing with its day."""

    numbers: dict[str, str]
    """The first day on which each number was said."""

    @classmethod
    def of(cls, story: Story, *scenes: str) -> Told:
        used = [links(story).of_scene[scene] for scene in scenes]
        found: dict[str, str] = {}
        for key in dict.fromkeys(key for one in used for key in one["excerpt"]):
            excerpt = story.excerpts.get(key)
            if excerpt:
                _take(found, (excerpt.text, excerpt.original, excerpt.date), excerpt_day(story, excerpt))
        for key in dict.fromkeys(key for one in used for key in one["claim"]):
            for version in story.claims[key].versions if key in story.claims else ():
                day = counts_from(version.said_on, version.precision) or undated(story)
                _take(found, (version.value, version.short, version.words, version.said_on), day)
        return cls(found)


def _take(found: dict[str, str], texts: Iterable[str], day: str) -> None:
    for fact in (fact for text in texts for fact in facts.facts(text)):
        parts = [str(part) for one in fact.days for part in one if part]
        for number in filter(None, (fact.number, fact.or_number, *parts)):
            found[number] = min(day, found.get(number, day))


def newer_facts(story: Story, told: Told, step: Step) -> Iterator[Newer]:
    """What a step says too early, sentence by sentence."""
    whole = whole_day(story, step) if step.guess else ""
    for sentence, day in ages(story, step):
        age = max(day, whole)
        if not age:
            continue
        text = "".join(span.text if span.kind != "claim" else "\ufffc" for span in sentence)
        for fact in facts.facts(text):
            since = _since(told, fact, age)
            if since:
                yield Newer(fact, age, since)


def _since(told: Told, fact: facts.Fact, age: str) -> str:
    """The day from which a fact can be told, when that is after the age of its sentence."""
    if fact.days:
        return _last(fact) if _last(fact) > age else ""
    if sum(character.isdigit() for character in fact.number) < _TELLING or fact.kind == "ordinal":
        return ""
    if fact.number.isdigit() and len(fact.number) == 4 and "1000" < fact.number <= age[:4]:
        return ""  # a year that has been
    days = [told.numbers[number] for number in (fact.number, fact.or_number) if number in told.numbers]
    return min(days) if days and min(days) > age else ""


def _last(fact: facts.Fact) -> str:
    """The last full day of a date; empty where none has its year, month and day."""
    return max((f"{y:04}-{m:02}-{d:02}" for y, m, d in fact.days if y and m and d), default="")


def problem_of(found: Newer, where: Where, place: tuple[int, int] | None = None) -> Problem:
    """What is told of it, and how to mend it."""
    kind = _("the date") if found.fact.days else _("the number")
    message = _("{kind} `{words}` is newer than its sentence, which is of {age}").format(
        kind=kind, words=found.fact.surface, age=long(found.age)
    )
    if not found.fact.days:
        message = _("{message}: what this scene cites says it from {day} on").format(
            message=message, day=long(found.since)
        )
    hint = _(
        "Put the mark of what says it in this sentence, or tell it in a sentence of its own; or waive it with a reason."
    )
    return where.problem(message, hint, "newer-than-sentence", place=place)


# figures


def check_captions(story: Story, parts: Parts) -> Iterator[Problem]:
    """Captions and titles that tell later things than the newest row of their figure."""
    for figure in story.figures.values():
        where = parts.where("figure", figure.id)
        if where is None:
            continue
        newest_row = _newest_row(story, figure)
        for field, text in (("title", figure.title), ("twin", figure.twin)):
            for fact in facts.facts(text):
                if _last(fact) > newest_row:
                    yield _caption(where.at(field), fact, newest_row)


def _caption(at: Where, fact: facts.Fact, newest_row: str) -> Problem:
    message = _("the date `{words}` is newer than the newest row of the figure, {day}").format(
        words=fact.surface, day=long(newest_row)
    )
    hint = _("Say what the rows say; or add the row, with its source and the day it was said.")
    return at.problem(message, hint, "newer-than-rows", place=at.document.locate(at.node, fact.surface))


def _newest_row(story: Story, figure: Figure) -> str:
    """The newest day on which a row was said, or that a row is of; of a figure without days its newest source."""
    days: list[str] = []
    with suppress(KeyError, ValueError, TypeError, IndexError):  # a table that cannot be read has been told
        rows = [row for part in (data, events, shading) for row in part(story, figure).rows]
        days += [counts_from(row.said_on[:10], row.said_precision) for row in rows]
        days += [row.day for row in rows if len(row.day) == len("2022-01-05")]
    return max((day for day in days if day), default=newest(story, figure.rests_on))
