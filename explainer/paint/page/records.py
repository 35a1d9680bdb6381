"""The record of a term, an excerpt or a source as rows, for sheets and for whole screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explainer.messages import _
from explainer.paint.cells.canvas import Line, field_lines, parted, pieces_lines, text_lines, with_fact
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.text_width import cut_tail, width
from explainer.paint.cells.wrapping import wrap_text
from explainer.paint.ink import Pen, translated, without_marks
from explainer.paint.page.chrome import hanging, warned_words
from explainer.reading.dossier import GROUPS, Bearing, carried, dossier, group_words, how_sure, later_claims
from explainer.reading.lists import Entry
from explainer.reading.versions import fate
from explainer.story.model.dates import parts, said, span
from explainer.story.model.lens import later_words
from explainer.story.model.prose import uses
from explainer.story.model.structs import Claim, Excerpt, Scene, Source, Term, Version
from explainer.telling.names import language_name


class Record(NamedTuple):
    """A title, one fact beside it, and rows."""

    title: str
    fact: str
    lines: list[Line]
    title_style: str = "strong"


def term_record(pen: Pen, term: Term, scene: Scene | None, measure: int) -> Record:
    """A term: its names, how to say it, what it is, and the posts a person held on the scene's day."""
    forms: list[Line] = []
    for form in term.forms:
        forms += with_fact(pen.verbatim(form.text), "text", language_name(form.language), measure)
    if term.say:
        forms += text_lines(_("say {sounds}").format(sounds=pen.text(term.say)), measure, "chrome")
    also = [name for name in term.also if name.casefold() != term.name.casefold()]
    if also:
        forms += text_lines(_("also {names}").format(names=pen.text(", ".join(also))), measure, "chrome")
    meaning = text_lines(pen.text(term.definition), measure)
    sources = [publisher for key in term.rests_on if (publisher := _publisher(pen, key))]
    rests = text_lines(_("Rests on"), measure, "chrome") if sources else []
    for name in dict.fromkeys(sources):
        rests += text_lines(name, measure)
    lines = parted((forms, meaning, _posts(pen, term, scene, measure), rests))
    return Record(pen.text(term.name), kind_name(term.kind), lines)


def kind_name(kind: str) -> str:
    """A term's kind in words."""
    return {
        "person": _("person"), "place": _("place"), "institution": _("institution"), "group": _("group"),
        "law": _("law"), "event": _("event"), "thing": _("thing"), "word": _("word"),
    }.get(kind, kind)  # fmt: skip


def _publisher(pen: Pen, key: str) -> str:
    source = pen.story.sources.get(key)
    return source_name(pen, source, brief=True) if source else ""


def source_name(pen: Pen, source: Source, *, brief: bool = False) -> str:
    """A source's publisher and date."""
    return f"{pen.verbatim(source.publisher)}, {source_date(source, brief=brief)}"


def source_date(source: Source, *, brief: bool = False) -> str:
    return said(source.date, source.date_precision, brief=brief)


def _posts(pen: Pen, term: Term, scene: Scene | None, measure: int) -> list[Line]:
    """The posts of a person, as they stood on the lens day, else on the scene's first one."""
    if not term.posts:
        return []
    from explainer.reading.posts import post_state, state_words  # loaded with the first person

    day = pen.on or (scene.when.start if scene is not None else "")
    heading = _("Posts on {date}").format(date=said(day, "day")) if day else _("Posts")
    lines = text_lines(heading, measure, "strong")
    for post in term.posts:
        state = post_state(pen.story, post, day, pen.on)
        if state.kind == "later":
            row = _("said later: {date}").format(date=said(state.start, "day"))
            lines += text_lines(f"{pen.signs.dot} {row}", measure, "chrome")
            continue
        signs = {"not-yet": pen.signs.dot, "no-longer": pen.signs.replaced, "": pen.signs.bullet}
        sign = signs.get(state.kind, pen.signs.dot if state.kind == "unrecorded" else pen.signs.stands)
        rows = with_fact(pen.text(post.post), "text", _years_held(state.start, state.end), measure - 2)
        lines += hanging(rows, (Run(f"{sign} ", "chrome"),))
        if words := state_words(state.kind):
            lines.append(Line((Run(words, "chrome"),), indent=2))
    return lines


def _years_held(start: str, end: str) -> str:
    if start and end:
        return span(start, end, brief=True)
    if start:
        return _("from {date}").format(date=said(start, "day", brief=True))
    return _("until {date}").format(date=said(end, "day", brief=True)) if end else ""


def uses_of_term(pen: Pen, term: Term, here: str, measure: int, most: int = 4) -> list[Line]:
    """The other scenes in which a term is used; warned ones say so."""
    found = dict.fromkeys(address.partition(":")[0] for address in uses(pen.story).terms.get(term.id, ()))
    scenes = [pen.story.scenes[key] for key in found if key != here]
    if not scenes:
        return []
    lines = text_lines(_("In this story"), measure, "chrome")
    for scene in scenes[:most]:
        lines += text_lines(pen.text(scene.title), measure)
        if scene.warning is not None:
            mark = (Run(" ", "text"), *warned_words(pen))
            if sum(width(run.text) for run in (*lines[-1].runs, *mark)) <= measure:
                lines[-1] = lines[-1]._replace(runs=(*lines[-1].runs, *mark))
            else:
                lines.append(Line(mark[1:], indent=2))
    if len(scenes) > most:
        lines += text_lines(_("and {n} more").format(n=len(scenes) - most), measure, "chrome")
    return lines


def excerpt_words(pen: Pen, excerpt: Excerpt, measure: int, *, item: int = -1) -> list[Line]:
    """An excerpt: a quotation in its own words first, then in English; or our words, labelled so."""
    signs = pen.signs
    if excerpt.form != "quote":
        label = Run(f"{_('In our words:')} ", "chrome")
        lines = pieces_lines((label, Run(pen.text(excerpt.text), "text")), measure, item=item)
    else:
        lines = []
        words = f"{signs.quote}{without_marks(pen.verbatim(excerpt.text).strip())}{signs.unquote}"
        if excerpt.original and excerpt.original.strip() != excerpt.text.strip():
            original = f"{signs.quote}{without_marks(pen.verbatim(excerpt.original).strip())}{signs.unquote}"
            lines = text_lines(original, measure, item=item)
        lines += text_lines(words, measure, item=item)
        if excerpt.translation_by:
            lines += text_lines(translated(excerpt, pen), measure, "chrome", item=item)
    day = said(excerpt.date, excerpt.date_precision) if excerpt.date else ""
    who = ", ".join(p for p in (pen.text(excerpt.speaker), day) if p)
    return lines + text_lines(who, measure, "chrome", item=item)


def source_fact(pen: Pen, source: Source) -> str:
    return f"{source.kind} {pen.signs.dot} {source_date(source, brief=True)}"


def source_fields(pen: Pen, source: Source, measure: int, *, whole: bool) -> list[Line]:
    """The record of a source: who, when, how far to trust it, what may be kept, where it is."""
    label = 11 if measure >= 60 else 9
    by, language = _by(pen, source), language_name(source.language)
    if source.carriage != "original":
        language = f"{language}, {source.carriage}"
    told = [(_("By"), f"{by} {pen.signs.dot} {_('in {language}').format(language=language)}")]
    if (
        whole or width(told[0][1]) > measure - label
    ):  # else the date stands in the title already; rows are dear
        day = source_date(source) if whole or measure < 60 else ""
        told = [(_("By"), by), (_("Date"), day), (_("In"), language)]
    repeats = ", ".join(_publisher(pen, key) for key in source.repeats) if whole else ""
    told += [(_("Trust"), pen.text(source.reliability)), (_("Repeats"), repeats)]
    return labelled(told, measure, label) + _whereabouts(pen, source, measure, label)


def labelled(told: Iterable[tuple[str, str]], measure: int, label: int) -> list[Line]:
    """Labels with their values, a label's column so many cells wide; what has no value is left out."""
    return [line for name, value in told for line in field_lines(name, value, measure, label)]


def _by(pen: Pen, source: Source) -> str:
    names = pen.verbatim(source.publisher), pen.verbatim(source.author) or _("no author named")
    return ", ".join(name for name in names if name)


def _whereabouts(pen: Pen, source: Source, measure: int, label: int) -> list[Line]:
    """A source's addresses and rights; they stand last, as one looks them up last."""
    none = _("none recorded")
    lines = address_field(pen, _("Address"), source.address, measure, label, pen.text(source.found) or none)
    lines += address_field(pen, _("Archive"), source.archive, measure, label, none)
    return lines + field_lines(_("Rights"), pen.text(source.rights), measure, label)


def address_field(pen: Pen, label: str, address: str, measure: int, cells: int, none: str) -> list[Line]:
    if not address:
        return field_lines(label, none, measure, cells)
    shown = address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    shown = cut_tail(shown, measure - cells, pen.signs.ellipsis)
    head = Run(label + " " * max(1, cells - width(label)), "chrome")
    return [Line((head, Run(shown, "address", f"address:{address}")))]


def source_title(pen: Pen, source: Source, measure: int) -> list[Line]:
    """A source's title as it stands; one that is our description stands in round brackets already."""
    return text_lines(pen.verbatim(source.title), measure)


_AROUND = 160
"""Characters of the stored text shown before and after an excerpt."""


def excerpt_context(pen: Pen, excerpt: Excerpt, measure: int, *, item: int = -1) -> list[Line]:
    """The excerpt among the words around it, of a source whose text is stored."""
    source = pen.story.sources[excerpt.source]
    if source.stored is None or excerpt.form != "quote":
        return []
    stored = " ".join(source.stored.text.split())
    words = " ".join((excerpt.original or excerpt.text).split())
    at = stored.find(words)
    if at < 0:
        return []
    before, after = stored[max(0, at - _AROUND) : at], stored[at + len(words) : at + len(words) + _AROUND]
    before = before.partition(" ")[2] if at > _AROUND else before
    after = after.rpartition(" ")[0] if at + len(words) + _AROUND < len(stored) else after
    dots = "..." if pen.glyphs == "ascii" else "…"
    pieces = [
        Run(pen.verbatim(f"{dots} {before}" if at > _AROUND else before), "chrome"),
        Run(pen.verbatim(words), "text"),
        Run(pen.verbatim(f"{after} {dots}"), "chrome"),
    ]
    heading = text_lines(_("in its surroundings:"), measure, "chrome", item=item)
    return heading + pieces_lines(pieces, measure, item=item)


class StatusMark(NamedTuple):
    """A fate as it is drawn."""

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


def use_lines(pen: Pen, entry: Entry, index: int, measure: int) -> list[Line]:
    """A line of a scene that leads there: seen or not, where one is, warned."""
    right: Row = ()
    if entry.here:
        right = (Run(_("you are here"), "chrome"),)
    elif entry.warned:
        right = warned_words(pen)
    mark = pen.signs.stands if entry.seen else pen.signs.replaced
    rows = text_lines(pen.text(entry.label), measure - 2 - (14 if right else 0))
    lines = [line._replace(indent=2, item=index) for line in rows]
    if lines:
        lines[0] = lines[0]._replace(runs=(Run(f"{mark} ", "chrome"), *lines[0].runs), indent=0, right=right)
    return lines


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
            lines += _entry(pen, entry, index, bearings, measure, index == selected)
        if name == "supports" and whole.later:
            lines += text_lines(later_claims(whole.later), measure, "chrome")
        groups.append([*text_lines(group_words(name), measure, "chrome"), *lines] if lines else [])
    return parted(groups)


def _record(pen: Pen, source: Source, measure: int) -> list[Line]:
    """A source's record: what it is, and how sure we are of it."""
    wide = measure >= 60
    label = 14 if wide else 9
    folded = later_words(pen.story, "source", source.id, pen.on)
    language = language_name(source.language)
    is_it = f"{source.kind}, {_('in {language}').format(language=language)}"
    told = [
        (_("By"), _by(pen, source)), (_("Date"), source_date(source)),
        (_("What it is"), is_it) if wide else (_("In"), language),
        (_("Carriage"), pen.text(carried(source))),
        (_("How sure") if wide else _("Trust"), pen.text(how_sure(source))),
    ]  # fmt: skip
    lines = source_title(pen, source, measure)
    lines += text_lines(folded, measure, "accent-strong") if folded else []
    return [*lines, Line(), *labelled(told, measure, label), *_whereabouts(pen, source, measure, label)]


def _entry(
    pen: Pen, entry: Entry, index: int, bearings: dict[tuple[str, str], Bearing], measure: int, in_hand: bool
) -> list[Line]:
    if entry.kind == "claim":
        return _bearing(pen, bearings[(entry.group, entry.id)], index, measure)
    if entry.kind == "source":
        other = pen.story.sources[entry.id]
        named = Run(f"{source_name(pen, other, brief=True)}: ", "text")
        return pieces_lines((named, Run(pen.verbatim(other.title), "chrome")), measure, item=index)
    if entry.kind != "excerpt":
        return use_lines(pen, entry, index, measure)
    excerpt = pen.story.excerpts[entry.id]
    if folded := later_words(pen.story, "excerpt", entry.id, pen.on):
        return with_fact(pen.text(excerpt.speaker), "chrome", folded, measure, item=index, fact_style="text")
    lines = excerpt_words(pen, excerpt, measure, item=index)
    return lines + excerpt_context(pen, excerpt, measure, item=index) if in_hand else lines


def _bearing(pen: Pen, bearing: Bearing, index: int, measure: int) -> list[Line]:
    """A question, and under it the versions that are meant: sign, value, who, when, and the fate at the right."""
    lines = text_lines(pen.text(bearing.claim.question), measure, item=index)
    for version in bearing.versions[:_MOST]:
        lines += _version(pen, bearing, version, index, measure)
    if len(bearing.versions) > _MOST:
        more = _("and {n} more").format(n=len(bearing.versions) - _MOST)
        lines += text_lines(more, measure, "chrome", indent=4, item=index)
    return lines


def _version(pen: Pen, bearing: Bearing, version: Version, index: int, measure: int) -> list[Line]:
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
