"""A claim's versions as rows, oldest first, each with its fate in a sign and in words.

Nothing is struck out or ticked: the order is by date, the weight by status.
"""

from __future__ import annotations

from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells import width
from explainer.paint.ink import Pen, nothing_by
from explainer.paint.lines import BLANK, Line, pieces_lines, text_lines
from explainer.paint.records import Record
from explainer.paint.rows import Run
from explainer.paint.wrap import wrap_text
from explainer.story.dates import counts_from, parts, said
from explainer.story.lens import contested, standing
from explainer.story.model import Claim, Version


class Fate(NamedTuple):
    """What became of a version: the sign and the words say the same."""

    sign: str
    sign_style: str
    words: str
    words_style: str
    value_style: str


def claim_record(pen: Pen, claim: Claim, measure: int) -> Record:
    """All that was said, oldest first; under a lens what was said later is folded to one row."""
    known = [v for v in claim.versions if not pen.on or _known(v, pen.on)]
    stand = standing(claim, pen.on)
    lines: list[Line] = []
    dates = _dates(known)
    for version, date in zip(known, dates, strict=True):
        lines += _version(pen, claim, version, version in stand, date, max(map(width, dates)) + 2, measure)
    if not known and pen.on:
        words = nothing_by(pen.on)
        lines += text_lines(words[:1].upper() + words[1:] + ".", measure)
    later = [v for v in claim.versions if v not in known]
    if later:
        lines += ([BLANK] if lines else []) + _folded(later, measure)
    why = claim.differ or _why(claim)
    if why and len(known) > 1:
        lines += [BLANK, *text_lines(pen.text(why), measure)]
    count = ngettext("{n} version", "{n} versions", len(known)).format(n=len(known))
    stands = ngettext("{n} stands", "{n} stand", len(stand)).format(n=len(stand))
    return Record(pen.text(claim.question), f"{count} {pen.signs.dot} {stands}", lines)


def peek_words(pen: Pen, claim: Claim) -> str:
    """What the peek line says of a claim: `disputed · 6 versions`."""
    count = ngettext("{n} version", "{n} versions", len(claim.versions)).format(n=len(claim.versions))
    return f"{_('disputed')} {pen.signs.dot} {count}" if contested(claim) else count


def _known(version: Version, on: str) -> bool:
    day = counts_from(version.said_on, version.precision)
    return bool(day) and day <= on


def _why(claim: Claim) -> str:
    reasons = {
        "fact": _("in what is known"),
        "definition": _("in what is counted or meant"),
        "interest": _("in who gains from the answer"),
    }
    words = [reasons[gap] for gap in claim.gap if gap in reasons]
    return _("They differ {how}.").format(how=_(" and ").join(words)) if words else ""


def fate_of(pen: Pen, claim: Claim, version: Version, stands: bool) -> Fate:
    """What became of a version, by the lens day where one is set."""
    signs = pen.signs
    if version.status == "disputed":
        return Fate(signs.disputed, "alert-sign", _("disputed"), "alert", "strong")
    if version.status == "opinion" and stands:
        return Fate(signs.opinion, "text", _("opinion"), "chrome", "text")
    if stands:
        return Fate(signs.stands, "strong", _("stands"), "strong", "strong")
    if version.status == "retracted":
        day = _until(claim, version) if version.withdrawn_on else ""
        words = _("withdrawn {date}").format(date=day) if day else _("withdrawn")
        return Fate(signs.withdrawn, "alert-sign", words, "alert", "alert")
    day = _until(claim, version)
    words = _("until {date}").format(date=day) if day else _("replaced")
    return Fate(signs.replaced, "chrome", words, "chrome", "text")


def _until(claim: Claim, version: Version) -> str:
    """The day that ended a version; without its year where that is the year in which it was said."""
    successor = next((v for v in claim.versions if v.id == version.replaced_by), None)
    day, precision = version.withdrawn_on, "day"
    if not day and successor:
        day, precision = successor.said_on, successor.precision
    if not day:
        return ""
    words = said(day, precision, brief=True)
    same = day[:4] == version.said_on[:4] and parts(day)[2]
    return words.rsplit(" ", 1)[0] if same else words


def _dates(versions: list[Version]) -> list[str]:
    """The day each was said; the year in the first row and where it changes."""
    dates: list[str] = []
    year = ""
    for version in versions:
        words = said(version.said_on, version.precision, brief=True)
        same = version.said_on[:4] == year and parts(version.said_on)[2] if version.said_on else False
        dates.append(words.rsplit(" ", 1)[0] if same else words)
        year = version.said_on[:4] or year
    return dates


def _version(
    pen: Pen, claim: Claim, version: Version, stands: bool, date: str, date_cells: int, measure: int
) -> list[Line]:
    fate = fate_of(pen, claim, version, stands)
    narrow = measure < 56
    indent = 2 if narrow else date_cells + 2
    value = pen.text(version.value)
    fact = f"{fate.words}"
    room = measure - indent - width(fact) - 2
    if narrow:
        rows = wrap_text(value, measure - indent, fate.value_style)
        head = Line(
            (Run(f"{fate.sign} ", fate.sign_style), Run(date, "chrome")), (Run(fact, fate.words_style),)
        )
        lines = [head, *(Line(row, indent=indent) for row in rows)]
    else:
        rows = wrap_text(value, room, fate.value_style)
        start = (Run(date.ljust(date_cells), "chrome"), Run(f"{fate.sign} ", fate.sign_style))
        lines = [Line((*start, *rows[0]), (Run(fact, fate.words_style),))] if rows else []
        lines += [Line(row, indent=indent) for row in rows[1:]]
    lines += text_lines(_who(pen, version, measure - indent), measure, "chrome", indent=indent)
    if version.note:
        lines += text_lines(pen.text(version.note), measure, "chrome", indent=indent)
    if version.outcome:
        label = Run(f"{_('Outcome:')} ", "chrome")
        lines += pieces_lines((label, Run(pen.text(version.outcome), "text")), measure, indent=indent)
    return lines


def _who(pen: Pen, version: Version, room: int) -> str:
    """Who first said it, and where we read it, should that be another and have room."""
    who = pen.text(version.issuer)
    if version.carrier and version.carrier != version.issuer:
        both = who + _(", in {carrier}").format(carrier=pen.verbatim(version.carrier))
        return both if width(both) <= room else who
    return who


def _folded(later: list[Version], measure: int) -> list[Line]:
    dated = [v for v in later if v.said_on and v.precision]
    count = ngettext("{n} version, folded", "{n} versions, folded", len(later)).format(n=len(later))
    if not dated:
        return [Line((Run(_("said on an unknown day"), "text"),), (Run(count, "chrome"),))]
    first, last = said(dated[0].said_on, dated[0].precision), said(dated[-1].said_on, dated[-1].precision)
    days = first if first == last else _("{first} to {last}").format(first=first, last=last)
    row = _("said later: {date}").format(date=days)
    if width(row) + width(count) + 2 <= measure:
        return [Line((Run(row, "text"),), (Run(count, "chrome"),))]
    return [*text_lines(row, measure), Line((Run(count, "chrome"),))]
