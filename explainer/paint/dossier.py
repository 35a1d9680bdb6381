"""A source's dossier as rows: its record in words, then what the story takes from it and what it bears on."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.fates import fate_mark
from explainer.paint.ink import Pen
from explainer.paint.lines import Line, field_lines, parted, pieces_lines, text_lines, with_fact
from explainer.paint.listing import use_lines
from explainer.paint.records import address_field, excerpt_words, source_date, source_title, surroundings
from explainer.paint.rows import Row, Run
from explainer.paint.wrap import wrap_text
from explainer.reading.dossier import GROUPS, Bearing, carried, dossier, group_words, how_sure, later_claims
from explainer.reading.lists import Entry
from explainer.story.dates import said
from explainer.story.later import later_words
from explainer.story.model import Source, Version
from explainer.telling.names import language_name

MOST = 4
"""Versions of others shown under one question; the claim's own screen has all."""


def dossier_lines(
    pen: Pen, source: Source, found: tuple[Entry, ...], selected: int, measure: int
) -> list[Line]:
    """All rows of the screen.

    Args:
        pen: how to write.
        source: the source.
        found: the rows that lead somewhere, as `explainer.reading.dossier` gives them.
        selected: the one in hand: an excerpt is then shown in its surroundings.
        measure: width for rows.
    """
    whole = dossier(pen.story, source.id, pen.on)
    bearings = {("supports", b.claim.id): b for b in whole.supports}
    bearings |= {("against", b.claim.id): b for b in whole.against}
    groups = [_record(pen, source, measure)]
    for name in GROUPS:
        rows = [(index, entry) for index, entry in enumerate(found) if entry.group == name]
        lines: list[Line] = []
        for index, entry in rows:
            lines += [Line()] if lines and name == "taken" else []  # a quotation is a paragraph, not a row
            lines += _entry(pen, entry, index, bearings, measure, in_hand=index == selected)
        if name == "supports" and whole.later:
            lines += text_lines(later_claims(whole.later), measure, "chrome")
        groups.append([*text_lines(group_words(name), measure, "chrome"), *lines] if lines else [])
    return parted(groups)


def _record(pen: Pen, source: Source, measure: int) -> list[Line]:
    """What it is, and how sure we are of it; the address last, as one looks it up last."""
    label = 14 if measure >= 60 else 9
    names = (pen.verbatim(source.publisher), pen.verbatim(source.author) or _("no author named"))
    none = _("none recorded")
    folded = later_words(pen.story, "source", source.id, pen.on)
    is_it = f"{source.kind}, {_('in {language}').format(language=language_name(source.language))}"
    lines = source_title(pen, source, measure)
    lines += text_lines(folded, measure, "accent-strong") if folded else []
    lines.append(Line())
    lines += field_lines(_("By"), ", ".join(name for name in names if name), measure, label)
    lines += field_lines(_("Date"), source_date(source), measure, label)
    lines += field_lines(_("What it is"), is_it, measure, label) if measure >= 60 else []
    lines += field_lines(_("In"), language_name(source.language), measure, label) if measure < 60 else []
    lines += field_lines(_("Carriage"), pen.text(carried(source)), measure, label)
    sure = _("How sure") if measure >= 60 else _("Trust")
    lines += field_lines(sure, pen.text(how_sure(source)), measure, label)
    lines += address_field(pen, _("Address"), source.address, measure, label, pen.text(source.found) or none)
    lines += address_field(pen, _("Archive"), source.archive, measure, label, none)
    return lines + field_lines(_("Rights"), pen.text(source.rights), measure, label)


def _entry(
    pen: Pen,
    entry: Entry,
    index: int,
    bearings: dict[tuple[str, str], Bearing],
    measure: int,
    *,
    in_hand: bool,
) -> list[Line]:
    if entry.kind == "excerpt":
        return _taken(pen, entry, index, measure, in_hand=in_hand)
    if entry.kind == "claim":
        return _bearing(pen, bearings[(entry.group, entry.id)], index, measure)
    if entry.kind == "source":
        other = pen.story.sources[entry.id]
        named = f"{pen.verbatim(other.publisher)}, {source_date(other, brief=True)}: "
        pieces = (Run(named, "text"), Run(pen.verbatim(other.title), "chrome"))
        return pieces_lines(pieces, measure, item=index)
    return use_lines(pen, entry, index, measure)


def _taken(pen: Pen, entry: Entry, index: int, measure: int, *, in_hand: bool) -> list[Line]:
    excerpt = pen.story.excerpts[entry.id]
    folded = later_words(pen.story, "excerpt", entry.id, pen.on)
    if folded:
        return with_fact(pen.text(excerpt.speaker), "chrome", folded, measure, item=index, fact_style="text")
    lines = excerpt_words(pen, excerpt, measure, item=index)
    return lines + surroundings(pen, excerpt, measure, item=index) if in_hand else lines


def _bearing(pen: Pen, bearing: Bearing, index: int, measure: int) -> list[Line]:
    """A question, and under it the versions that are meant: sign, value, who, when, and the fate at the right."""
    lines = text_lines(pen.text(bearing.claim.question), measure, item=index)
    for version in bearing.versions[:MOST]:
        lines += _version(pen, bearing, version, index, measure)
    if len(bearing.versions) > MOST:
        more = _("and {n} more").format(n=len(bearing.versions) - MOST)
        lines += text_lines(more, measure, "chrome", indent=4, item=index)
    return lines


def _version(pen: Pen, bearing: Bearing, version: Version, index: int, measure: int) -> list[Line]:
    mark = fate_mark(pen, bearing.claim, version, pen.on)
    day = said(version.said_on, version.precision, brief=True)
    words = f"{pen.text(version.value)}"
    who = f"{pen.text(version.issuer)}, {day}"
    fact: Row = (Run(mark.words, mark.words_style),)
    room = measure - 4 - (len(mark.words) + 2 if measure >= 56 else 0)
    rows = wrap_text(words, room, "text")
    lines = [Line(row, indent=4, item=index) for row in rows]
    if lines:
        lines[0] = Line((Run(f"{mark.sign} ", mark.sign_style), *rows[0]), indent=2, item=index)
    if measure >= 56:
        lines[0] = lines[0]._replace(right=fact)
        return lines + text_lines(who, measure, "chrome", indent=4, item=index)
    pieces = (Run(mark.words, mark.words_style), Run(f" {pen.signs.dot} {who}", "chrome"))
    return lines + pieces_lines(pieces, measure, indent=4, item=index)
