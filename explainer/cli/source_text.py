"""A source as text: its dossier."""

from __future__ import annotations

from explainer.cli.output import say, say_wrapped
from explainer.cli.thing_text import as_known, say_field, say_scenes, shown_words
from explainer.messages import _
from explainer.paint.glyphs import language_name
from explainer.reading.dossier import (
    Bearing,
    Dossier,
    carried,
    dossier,
    how_sure,
    later_claims,
    status_words,
    value_line,
)
from explainer.story import dates, records
from explainer.story.later import later_words
from explainer.story.model import Source, Story


def say_source(story: Story, key: str, on: str) -> None:
    """What it is, how sure we are, what the story takes from it, what it bears on, who repeats it."""
    found = dossier(story, key, on)
    source = found.source
    say_wrapped(source.title)
    folded = later_words(story, "source", key, on)
    as_known(on, folded)
    say()
    say_field(_("Publisher"), source.publisher)
    say_field(_("Author"), source.author)
    say_field(_("Date"), dates.said(source.date, source.date_precision))
    say_field(_("Language"), language_name(source.language))
    say_field(_("Kind"), source.kind)
    say_field(_("Carriage"), f"{source.carriage}. {carried(source)}")
    say_field(_("Address"), source.address or _("none recorded"))
    say_field(_("Archive"), source.archive or _("none recorded"))
    say_field(_("Found"), source.found)
    say_field(_("Rights"), source.rights)
    say_field(_("How sure we are"), how_sure(source))
    _say_taken(story, found, on)
    _say_bearings(_("Claims it supports:"), found.supports, on, found.later)
    _say_bearings(_("What others say to the same questions:"), found.against, on)
    _say_others(_("It repeats:"), found.repeats)
    _say_others(_("Merely repeated by:"), found.repeated_by)
    say_scenes(story, _("Used in"), records.links(story).scenes("source", key))


def _say_taken(story: Story, found: Dossier, on: str) -> None:
    if found.excerpts:
        say()
        say(_("The story takes from it:"))
    for excerpt in found.excerpts:
        words = later_words(story, "excerpt", excerpt.id, on) or shown_words(excerpt)
        say_wrapped(f"{words} ({excerpt.id})", "  ", "    ")


def _say_bearings(heading: str, bearings: tuple[Bearing, ...], on: str, later: int = 0) -> None:
    if bearings or later:
        say()
        say(heading)
    for bearing in bearings:
        say_wrapped(f"{bearing.claim.question} ({bearing.claim.id})", "  ", "    ")
        for version in bearing.versions:
            status = status_words(bearing.claim, version, on)
            say_wrapped(f"{value_line(version)}. {status[:1].upper()}{status[1:]}.", "    ", "      ")
    if later:
        say_wrapped(later_claims(later), "  ")


def _say_others(heading: str, sources: tuple[Source, ...]) -> None:
    if sources:
        say()
        say(heading)
    for source in sources:
        day = dates.said(source.date, source.date_precision)
        say_wrapped(f"{source.publisher}, {source.title}, {day} ({source.id})", "  ", "    ")
