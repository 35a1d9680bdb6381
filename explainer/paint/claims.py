"""A claim's versions as rows, oldest first, each with its fate in a sign and in words.

Nothing is struck out or ticked: the order is by date, the weight by status.
"""

from __future__ import annotations

from collections.abc import Sequence

from explainer.messages import _, ngettext
from explainer.paint.cells import text_width
from explainer.paint.cells.canvas import BLANK, Line, pieces_lines, text_lines
from explainer.paint.cells.rows import Run
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.fates import fate_mark, said_days
from explainer.paint.ink import Pen, nothing_by
from explainer.paint.records import Record
from explainer.reading.versions import known, later_days, said_after
from explainer.story.lens import contested, standing
from explainer.story.model import Claim, Version


def claim_record(pen: Pen, claim: Claim, measure: int) -> Record:
    """All that was said, oldest first; under a lens what was said later is folded to one row."""
    heard = known(claim, pen.on)
    stand = standing(claim, pen.on)
    lines: list[Line] = []
    dates = said_days(heard)
    for version, date in zip(heard, dates, strict=True):
        lines += _version(pen, claim, version, date, max(map(text_width, dates)) + 2, measure)
    if not heard and pen.on:
        words = nothing_by(pen.on)
        lines += text_lines(words[:1].upper() + words[1:] + ".", measure)
    later = said_after(claim, pen.on)
    if later:
        lines += ([BLANK] if lines else []) + _folded(later, measure)
    why = differ_words(claim, folded=bool(later))
    if why and len(heard) > 1:
        lines += [BLANK, *text_lines(pen.text(why), measure)]
    count = ngettext("{n} version", "{n} versions", len(heard)).format(n=len(heard))
    stands = ngettext("{n} stands", "{n} stand", len(stand)).format(n=len(stand))
    return Record(pen.text(claim.question), f"{count} {pen.signs.dot} {stands}", lines)


def peek_words(pen: Pen, claim: Claim) -> str:
    """What the peek line says of a claim: `disputed · 6 versions`."""
    heard = len(known(claim, pen.on))
    if not heard:
        return _("said later")
    count = ngettext("{n} version", "{n} versions", heard).format(n=heard)
    return f"{_('disputed')} {pen.signs.dot} {count}" if contested(claim, pen.on) else count


def differ_words(claim: Claim, *, folded: bool = False) -> str:
    """Why the versions differ, in one sentence.

    Args:
        claim: the claim.
        folded: some versions are folded by the lens. The author's sentence knows them, so that only the kind of
            gap is said.
    """
    if claim.differ and not folded:
        return claim.differ
    reasons = {
        "fact": _("in what is known"),
        "definition": _("in what is counted or meant"),
        "interest": _("in who gains from the answer"),
    }
    words = [reasons[gap] for gap in claim.gap if gap in reasons]
    return _("They differ {how}.").format(how=_(" and ").join(words)) if words else ""


def _version(
    pen: Pen, claim: Claim, version: Version, date: str, date_cells: int, measure: int
) -> list[Line]:
    fate = fate_mark(pen, claim, version, pen.on)
    narrow = measure < 56
    indent = 2 if narrow else date_cells + 2
    value = pen.text(version.value)
    fact = f"{fate.words}"
    room = measure - indent - text_width(fact) - 2
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
        return both if text_width(both) <= room else who
    return who


def _folded(later: Sequence[Version], measure: int) -> list[Line]:
    count = ngettext("{n} version, folded", "{n} versions, folded", len(later)).format(n=len(later))
    row = later_days(tuple(later))
    if text_width(row) + text_width(count) + 2 <= measure:
        return [Line((Run(row, "text"),), (Run(count, "chrome"),))]
    return [*text_lines(row, measure), Line((Run(count, "chrome"),))]
