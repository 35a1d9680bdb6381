"""A source as text: its dossier."""

from __future__ import annotations

from explainer.export.as_text.lines import Lines
from explainer.export.as_text.things import as_known, say_scenes, shown_words
from explainer.messages import _
from explainer.paint.cells.glyphs import language_name
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
from explainer.story.model import dates, json_records
from explainer.story.model.lens import later_words
from explainer.story.model.structs import Source, Story


def say_source(out: Lines, story: Story, key: str, on: str) -> None:
    """What it is, how sure we are, what the story takes from it, what it bears on, who repeats it."""
    found = dossier(story, key, on)
    source = found.source
    out.wrapped(source.title)
    folded = later_words(story, "source", key, on)
    as_known(out, on, folded)
    out.line()
    out.field(_("Publisher"), source.publisher)
    out.field(_("Author"), source.author)
    out.field(_("Date"), dates.said(source.date, source.date_precision))
    out.field(_("Language"), language_name(source.language))
    out.field(_("Kind"), source.kind)
    out.field(_("Carriage"), f"{source.carriage}. {carried(source)}")
    out.field(_("Address"), source.address or _("none recorded"))
    out.field(_("Archive"), source.archive or _("none recorded"))
    out.field(_("Found"), source.found)
    out.field(_("Rights"), source.rights)
    out.field(_("How sure we are"), how_sure(source))
    _say_taken(out, story, found, on)
    _say_bearings(out, _("Claims it supports:"), found.supports, on, found.later)
    _say_bearings(out, _("What others say to the same questions:"), found.against, on)
    _say_others(out, _("It repeats:"), found.repeats)
    _say_others(out, _("Merely repeated by:"), found.repeated_by)
    say_scenes(out, story, _("Used in"), json_records.links(story).scenes("source", key))


def _say_taken(out: Lines, story: Story, found: Dossier, on: str) -> None:
    if found.excerpts:
        out.line()
        out.line(_("The story takes from it:"))
    for excerpt in found.excerpts:
        words = later_words(story, "excerpt", excerpt.id, on) or shown_words(excerpt)
        out.wrapped(f"{words} ({excerpt.id})", "  ", "    ")


def _say_bearings(out: Lines, heading: str, bearings: tuple[Bearing, ...], on: str, later: int = 0) -> None:
    if bearings or later:
        out.line()
        out.line(heading)
    for bearing in bearings:
        out.wrapped(f"{bearing.claim.question} ({bearing.claim.id})", "  ", "    ")
        for version in bearing.versions:
            status = status_words(bearing.claim, version, on)
            out.wrapped(f"{value_line(version)}. {status[:1].upper()}{status[1:]}.", "    ", "      ")
    if later:
        out.wrapped(later_claims(later), "  ")


def _say_others(out: Lines, heading: str, sources: tuple[Source, ...]) -> None:
    if sources:
        out.line()
        out.line(heading)
    for source in sources:
        day = dates.said(source.date, source.date_precision)
        out.wrapped(f"{source.publisher}, {source.title}, {day} ({source.id})", "  ", "    ")
