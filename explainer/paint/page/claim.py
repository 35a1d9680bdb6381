"""Versions of claims as rows, oldest first, each with its status in a sign and in words; and a source's dossier.

Nothing is struck out or ticked: the order is by date, the weight by status.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import BLANK, Line, parted, pieces_lines, text_lines, with_fact
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.wrapping import width, wrap_text
from explainer.paint.page import records
from explainer.paint.page.prose import Pen, nothing_by
from explainer.reading.evidence import (
    GROUPS,
    Bearing,
    carried,
    dossier,
    fate,
    group_words,
    how_sure,
    known,
    later_claims,
    later_days,
    said_after,
)
from explainer.reading.view import Entry
from explainer.story.model.ages import note_of
from explainer.story.model.dates import parts, said
from explainer.story.model.lens import contested, later_words, standing
from explainer.story.model.structs import Claim, Source, Version
from explainer.telling.names import differ_words, language_name, without_marks


class StatusMark(NamedTuple):
    """A status as it is drawn."""

    sign: str
    sign_style: str
    words: str
    words_style: str
    value_style: str

    @property
    def sign_run(self) -> Run:
        return Run(f"{self.sign} ", self.sign_style)

    @property
    def words_run(self) -> Run:
        return Run(self.words, self.words_style)


def status_mark(pen: Pen, claim: Claim, version: Version, on: str) -> StatusMark:
    """The status of a version, by the lens day where one is set."""
    signs = pen.signs
    found = fate(claim, version, on)
    day = _until(version, found.day, found.precision)
    match found.kind:
        case "stands":
            return StatusMark(signs.stands, "strong", _("stands"), "strong", "strong")
        case "opinion":
            return StatusMark(signs.opinion, "text", _("opinion"), "chrome", "text")
        case "disputed":
            return StatusMark(signs.disputed, "alert-sign", _("disputed"), "alert", "strong")
        case "withdrawn":
            words = _("withdrawn {date}").format(date=day) if day else _("withdrawn")
            return StatusMark(signs.withdrawn, "alert-sign", words, "alert", "alert")
        case "not-counted":
            return StatusMark(signs.replaced, "chrome", _("not counted"), "chrome", "text")
    words = _("until {date}").format(date=day) if day else _("replaced")
    return StatusMark(signs.replaced, "chrome", words, "chrome", "text")


def _until(version: Version, day: str, precision: str) -> str:
    """The day that ended a version; without its year where that is the year in which it was said."""
    if not day:
        return ""
    words = said(day, precision, brief=True)
    same = day[:4] == version.said_on[:4] and parts(day)[2]
    return words.rsplit(" ", 1)[0] if same else words


def said_days(versions: Sequence[Version]) -> list[str]:
    """The day each was said; the year in the first row and where it changes."""
    days: list[str] = []
    year = ""
    for version in versions:
        words = said(version.said_on, version.precision, brief=True)
        same = version.said_on[:4] == year and parts(version.said_on)[2] if version.said_on else False
        days.append(words.rsplit(" ", 1)[0] if same else words)
        year = version.said_on[:4] or year
    return days


def claim_record(pen: Pen, claim: Claim, measure: int) -> records.Record:
    """All that was said, oldest first; under a lens what was said later is folded to one row."""
    heard = known(claim, pen.on)
    stand = standing(claim, pen.on)
    lines: list[Line] = []
    dates = said_days(heard)
    for version, date in zip(heard, dates, strict=True):
        lines += _version(pen, claim, version, date, max(map(width, dates)) + 2, measure)
    if not heard and pen.on:
        lines += text_lines(nothing_said(pen.on), measure)
    later = said_after(claim, pen.on)
    if later:
        count = ngettext("{n} version, folded", "{n} versions, folded", len(later)).format(n=len(later))
        lines += ([BLANK] if lines else []) + folded_lines(later_days(tuple(later)), count, measure)
    why = differ_words(claim, folded=bool(later))
    if why and len(heard) > 1:
        lines += [BLANK, *text_lines(pen.text(why), measure)]
    count = ngettext("{n} version", "{n} versions", len(heard)).format(n=len(heard))
    stands = ngettext("{n} stands", "{n} stand", len(stand)).format(n=len(stand))
    return records.Record(pen.text(claim.question), f"{count} {pen.signs.dot} {stands}", lines)


def nothing_said(on: str) -> str:
    """The sentence that says that nobody had said anything by a day."""
    words = nothing_by(on)
    return words[:1].upper() + words[1:] + "."


def peek_words(pen: Pen, claim: Claim) -> str:
    """The peek line's words for a claim: `disputed · 6 versions`."""
    heard = len(known(claim, pen.on))
    if not heard:
        return _("said later")
    count = ngettext("{n} version", "{n} versions", heard).format(n=heard)
    return f"{_('disputed')} {pen.signs.dot} {count}" if contested(claim, pen.on) else count


def _version(
    pen: Pen, claim: Claim, version: Version, date: str, date_cells: int, measure: int
) -> list[Line]:
    fate = status_mark(pen, claim, version, pen.on)
    narrow = measure < 56
    indent = 2 if narrow else date_cells + 2
    value = pen.text(version.value)
    if narrow:
        lines = [Line((fate.sign_run, Run(date, "chrome")), (fate.words_run,))]
        lines += text_lines(value, measure, fate.value_style, indent=indent)
    else:
        lines = dated_value(fate, date, date_cells, value, measure)
    lines += text_lines(_who(pen, version, measure - indent), measure, "chrome", indent=indent)
    if note := note_of(pen.story, version, pen.on):
        lines += text_lines(pen.text(note), measure, "chrome", indent=indent)
    return lines + outcome_lines(pen, version, measure, indent)


def outcome_lines(pen: Pen, version: Version, measure: int, indent: int, item: int = -1) -> list[Line]:
    """A denial, a withdrawal or a verdict, under its version."""
    if not version.outcome:
        return []
    pieces = Run(f"{_('Outcome:')} ", "chrome"), Run(pen.text(version.outcome), "text")
    return pieces_lines(pieces, measure, indent=indent, item=item)


def dated_value(
    mark: StatusMark, date: str, dates: int, value: str, measure: int, item: int = -1
) -> list[Line]:
    """A version's day, sign and words, with what became of it at the right; days have a column of their own."""
    indent = dates + 2
    rows = wrap_text(value, measure - indent - width(mark.words) - 2, mark.value_style)
    start = Run(date.ljust(dates), "chrome"), mark.sign_run
    lines = [Line((*start, *rows[0]), (mark.words_run,), item=item)] if rows else []
    return lines + [Line(row, indent=indent, item=item) for row in rows[1:]]


def _who(pen: Pen, version: Version, room: int) -> str:
    """The first who said it, and the carrier, should that be another and have room."""
    who = pen.text(version.issuer)
    if version.carrier and version.carrier != version.issuer:
        both = who + _(", in {carrier}").format(carrier=pen.verbatim(version.carrier))
        return both if width(both) <= room else who
    return who


def folded_lines(words: str, count: str, measure: int, item: int = -1) -> list[Line]:
    """One row for versions that were said later, with their number; two rows where one has no room for both.

    In a table, which has items, the count stands at the right edge there too.
    """
    fact: Row = (Run(count, "chrome"),)
    if width(words) + width(count) + 2 <= measure:
        return [Line((Run(words, "text"),), fact, item=item)]
    return [*text_lines(words, measure, item=item), Line((), fact, item=item) if item >= 0 else Line(fact)]


# One version of a claim in full: its own words or ours, who said it and where we read it, what replaced it.

_LABEL = 10


def version_lines(
    pen: Pen,
    claim: Claim,
    version: Version,
    measure: int,
    on: str,
    *,
    airy: bool = False,
    issuer: bool = True,
) -> list[Line]:
    """All of a version but its outcome, which stands in its row.

    Args:
        pen: how text is written.
        claim: the claim.
        version: one of its versions.
        measure: width of the rows.
        on: the lens day, for what became of it.
        airy: blank rows between its parts, and its sources one by one.
        issuer: say who said it; not where the row in hand stands right above.
    """
    words = _words(pen, version, measure)
    note = text_lines(pen.text(_sentence(note_of(pen.story, version, on))), measure)
    if not airy:
        form = _("Said by {issuer}; read in {carrier}.") if issuer else _("Read in {carrier}.")
        said_by = form.format(issuer=pen.text(version.issuer), carrier=_read_in(pen, version))
        return [*words, *text_lines(said_by, measure), *note]
    told = [
        (_("Said by"), pen.text(version.issuer)), (_("Read in"), _read_in(pen, version)),
        (_("Replaced"), _replaced(pen, claim, version, on)),
    ]  # fmt: skip
    fields = records.labelled(told, measure, _LABEL)
    return parted((words, fields, note, _sources(pen, version, measure)))


def _words(pen: Pen, version: Version, measure: int) -> list[Line]:
    """Their own words with ours under them, or ours alone; each says which."""
    ours = _("In our words: {words}").format(words=pen.text(version.value))
    if not version.quoted:
        words = version.words or version.value
        if words == version.short:  # the row and the heading have them
            return text_lines(_("In our words."), measure)
        return text_lines(_("In our words: {words}").format(words=pen.text(words)), measure)
    signs = pen.signs
    quoted = f"{signs.quote}{without_marks(pen.verbatim(version.words).strip())}{signs.unquote}"
    source = pen.story.sources.get(version.source[0]) if version.source else None
    lines = text_lines(quoted, measure)
    if source is not None and source.language not in ("", pen.story.language):
        language = _("in {language}").format(language=language_name(source.language))
        return lines + text_lines(f"{language} {signs.dot} {ours[:1].lower()}{ours[1:]}", measure, "chrome")
    if version.value.casefold().strip(' ."') != version.words.casefold().strip(' ."'):
        lines += text_lines(ours, measure, "chrome")
    return lines


def _read_in(pen: Pen, version: Version) -> str:
    """The carrier in which we read it, else the publisher of the first source."""
    carrier = version.carrier
    source = pen.story.sources.get(version.source[0]) if version.source else None
    if not carrier and source is not None:
        carrier = source.publisher
    if source is None:
        return pen.verbatim(carrier)
    return f"{pen.verbatim(carrier)}, {records.source_date(source)}"


def _replaced(pen: Pen, claim: Claim, version: Version, on: str) -> str:
    found = fate(claim, version, on)
    if found.by < 0:
        return ""
    after = claim.versions[found.by]
    day = said(after.said_on, after.precision)
    return _("by {value}, {day}").format(value=pen.text(after.short or after.value), day=day)


def _sources(pen: Pen, version: Version, measure: int) -> list[Line]:
    rows = text_lines(_("Sources"), measure, "chrome")
    for key in version.source:
        if source := pen.story.sources.get(key):
            rows += text_lines(records.source_name(pen, source, brief=True), measure)
    return rows if len(rows) > 1 else []


def _sentence(text: str) -> str:
    """A note as a sentence of its own."""
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".?!。？！؟۔" else text + "."


def heading(pen: Pen, claim: Claim, version: Version, on: str) -> tuple[str, str, str]:
    """Sign with what it prints, its style, and its fate in words."""
    mark = status_mark(pen, claim, version, on)
    return f"{mark.sign} {pen.text(version.short or version.value)}", mark.value_style, mark.words


# A source's dossier: its record in words, then what the story takes from it and what it bears on.

_MOST = 4
"""Versions of others shown under one question; the claim's own screen has all."""


def dossier_lines(
    pen: Pen, source: Source, found: tuple[Entry, ...], selected: int, measure: int
) -> list[Line]:
    """All rows of the screen.

    Args:
        pen: how to write.
        source: the source.
        found: the rows that lead somewhere, as `explainer.reading.evidence` gives them.
        selected: the one in hand: an excerpt is then shown in its surroundings.
        measure: width for rows.
    """
    whole = dossier(pen.story, source.id, pen.on)
    bearings = {("supports", b.claim.id): b for b in whole.supports}
    bearings |= {("against", b.claim.id): b for b in whole.against}
    groups = [_source_record(pen, source, measure)]
    for name in GROUPS:
        rows = [(index, entry) for index, entry in enumerate(found) if entry.group == name]
        lines: list[Line] = []
        for index, entry in rows:
            lines += [Line()] if lines and name == "taken" else []  # a quotation is a paragraph, not a row
            lines += _entry(pen, entry, index, bearings, measure, index == selected)
        if name == "supports" and whole.later:
            lines += text_lines(later_claims(whole.later), measure, "chrome")
        groups.append([*text_lines(group_words(name), measure, "chrome"), *lines] if lines else [])
    return parted(groups)


def _source_record(pen: Pen, source: Source, measure: int) -> list[Line]:
    """A source's record: what it is, and how sure we are of it."""
    wide = measure >= 60
    label = 14 if wide else 9
    folded = later_words(pen.story, "source", source.id, pen.on)
    language = language_name(source.language)
    is_it = f"{source.kind}, {_('in {language}').format(language=language)}"
    told = [
        (_("By"), records.publisher_and_author(pen, source)), (_("Date"), records.source_date(source)),
        (_("What it is"), is_it) if wide else (_("In"), language),
        (_("Carriage"), pen.text(carried(source))),
        (_("How sure") if wide else _("Trust"), pen.text(how_sure(source))),
    ]  # fmt: skip
    lines = records.source_title(pen, source, measure)
    lines += text_lines(folded, measure, "accent-strong") if folded else []
    fields = records.labelled(told, measure, label)
    return [*lines, Line(), *fields, *records.whereabouts(pen, source, measure, label)]


def _entry(
    pen: Pen, entry: Entry, index: int, bearings: dict[tuple[str, str], Bearing], measure: int, in_hand: bool
) -> list[Line]:
    if entry.kind == "claim":
        return _bearing(pen, bearings[(entry.group, entry.id)], index, measure)
    if entry.kind == "source":
        other = pen.story.sources[entry.id]
        named = Run(f"{records.source_name(pen, other, brief=True)}: ", "text")
        return pieces_lines((named, Run(pen.verbatim(other.title), "chrome")), measure, item=index)
    if entry.kind != "excerpt":
        return records.use_lines(pen, entry, index, measure)
    excerpt = pen.story.excerpts[entry.id]
    if folded := later_words(pen.story, "excerpt", entry.id, pen.on):
        return with_fact(pen.text(excerpt.speaker), "chrome", folded, measure, item=index, fact_style="text")
    lines = records.excerpt_words(pen, excerpt, measure, item=index)
    return lines + records.excerpt_context(pen, excerpt, measure, item=index) if in_hand else lines


def _bearing(pen: Pen, bearing: Bearing, index: int, measure: int) -> list[Line]:
    """A question, and under it the versions that are meant: sign, value, who, when, and the fate at the right."""
    lines = text_lines(pen.text(bearing.claim.question), measure, item=index)
    for version in bearing.versions[:_MOST]:
        lines += _bearing_version(pen, bearing, version, index, measure)
    if len(bearing.versions) > _MOST:
        more = _("and {n} more").format(n=len(bearing.versions) - _MOST)
        lines += text_lines(more, measure, "chrome", indent=4, item=index)
    return lines


def _bearing_version(pen: Pen, bearing: Bearing, version: Version, index: int, measure: int) -> list[Line]:
    mark = status_mark(pen, bearing.claim, version, pen.on)
    wide = measure >= 56
    who = f"{pen.text(version.issuer)}, {said(version.said_on, version.precision, brief=True)}"
    room = measure - 4 - (len(mark.words) + 2 if wide else 0)
    rows = wrap_text(pen.text(version.value), room, "text")
    lines = [Line(row, indent=4, item=index) for row in rows]
    if lines:
        fact = (mark.words_run,) if wide else ()
        lines[0] = Line((mark.sign_run, *rows[0]), fact, indent=2, item=index)
    if wide:
        return lines + text_lines(who, measure, "chrome", indent=4, item=index)
    pieces = (mark.words_run, Run(f" {pen.signs.dot} {who}", "chrome"))
    return lines + pieces_lines(pieces, measure, indent=4, item=index)
