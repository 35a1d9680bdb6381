"""One version of a claim in full: its own words or ours, who said it and where we read it, what replaced it."""

from __future__ import annotations

from explainer.messages import _
from explainer.paint.fates import fate_mark
from explainer.paint.ink import Pen, without_marks
from explainer.paint.lines import Line, field_lines, parted, text_lines
from explainer.paint.records import source_date
from explainer.reading.versions import fate
from explainer.story.dates import said
from explainer.story.model import Claim, Version
from explainer.telling.names import language_name

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
    note = text_lines(pen.text(_sentence(version.note)), measure)
    if not airy:
        form = _("Said by {issuer}; read in {carrier}.") if issuer else _("Read in {carrier}.")
        said_by = form.format(issuer=pen.text(version.issuer), carrier=_read_in(pen, version))
        return [*words, *text_lines(said_by, measure), *note]
    fields = [
        *field_lines(_("Said by"), pen.text(version.issuer), measure, _LABEL),
        *field_lines(_("Read in"), _read_in(pen, version), measure, _LABEL),
        *field_lines(_("Replaced"), _replaced(pen, claim, version, on), measure, _LABEL),
    ]
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
    """Where we read it: the carrier, else the publisher of the first source."""
    carrier = version.carrier
    source = pen.story.sources.get(version.source[0]) if version.source else None
    if not carrier and source is not None:
        carrier = source.publisher
    if source is None:
        return pen.verbatim(carrier)
    return f"{pen.verbatim(carrier)}, {source_date(source)}"


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
            rows += text_lines(
                f"{pen.verbatim(source.publisher)}, {source_date(source, brief=True)}", measure, indent=0
            )
    return rows if len(rows) > 1 else []


def _sentence(text: str) -> str:
    """A note as a sentence of its own."""
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".?!。？！؟۔" else text + "."


def heading(pen: Pen, claim: Claim, version: Version, on: str) -> tuple[str, str, str]:
    """Sign with what it prints, its style, and its fate in words."""
    mark = fate_mark(pen, claim, version, on)
    return f"{mark.sign} {pen.text(version.short or version.value)}", mark.value_style, mark.words
