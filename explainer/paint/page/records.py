"""The record of a term, an excerpt or a source as rows, for sheets and for whole screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.paint.cells.canvas import Line, field_lines, parted, pieces_lines, text_lines, with_fact
from explainer.paint.cells.rows import Row, Run
from explainer.paint.cells.wrapping import cut_tail, width
from explainer.paint.page.chrome import hanging, warned_words
from explainer.paint.page.prose import Pen
from explainer.reading.view import Entry
from explainer.story.model.ages import sources_known_on
from explainer.story.model.dates import said, span
from explainer.story.model.prose import uses
from explainer.story.model.structs import Excerpt, Scene, Source, Term
from explainer.telling.names import language_name, source_kind, translated, without_marks


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
    rests = text_lines(_("Rests on"), measure, "chrome") if term.rests_on else []
    known = sources_known_on(pen.story, term.rests_on, pen.on)
    for name in _named(pen, known):
        rests += text_lines(name, measure)
    if later := len(sources_known_on(pen.story, term.rests_on, "")) - len(known):
        words = ngettext("{n} source of a later day", "{n} sources of a later day", later).format(n=later)
        rests += text_lines(words, measure, "chrome")
    lines = parted((forms, meaning, _posts(pen, term, scene, measure), rests))
    return Record(pen.text(term.name), kind_name(term.kind), lines)


def kind_name(kind: str) -> str:
    """A term's kind in words."""
    return {
        "person": _("person"), "place": _("place"), "institution": _("institution"), "group": _("group"),
        "law": _("law"), "event": _("event"), "thing": _("thing"), "word": _("word"),
    }.get(kind, kind)  # fmt: skip


def _named(pen: Pen, keys: Iterable[str]) -> list[str]:
    """The sources of the lens day and before, each once."""
    known = sources_known_on(pen.story, keys, pen.on)
    return list(dict.fromkeys(source_name(pen, pen.story.sources[key], brief=True) for key in known))


def source_name(pen: Pen, source: Source, *, brief: bool = False) -> str:
    """A source's publisher and date."""
    return f"{pen.verbatim(source.publisher)}, {source_date(source, brief=brief)}"


def source_date(source: Source, *, brief: bool = False) -> str:
    return said(source.date, source.date_precision, brief=brief)


def _posts(pen: Pen, term: Term, scene: Scene | None, measure: int) -> list[Line]:
    """The posts of a person, as they stood on the lens day, else on the scene's first one."""
    if not term.posts:
        return []
    from explainer.reading.days import (
        post_state,
        state_words,  # loaded with the first person
    )

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
    parts = source_kind(source), source_date(source, brief=True)
    return f" {pen.signs.dot} ".join(part for part in parts if part)


def source_fields(pen: Pen, source: Source, measure: int, *, whole: bool) -> list[Line]:
    """The record of a source: who, when, how far to trust it, what may be kept, where it is."""
    label = 11 if measure >= 60 else 9
    by, language = publisher_and_author(pen, source), language_name(source.language)
    if source.carriage != "original":
        language = f"{language}, {source.carriage}"
    told = [(_("By"), f"{by} {pen.signs.dot} {_('in {language}').format(language=language)}")]
    if (
        whole or width(told[0][1]) > measure - label
    ):  # else the date stands in the title already; rows are dear
        day = source_date(source) if whole or measure < 60 else ""
        told = [(_("By"), by), (_("Date"), day), (_("In"), language)]
    repeats = ", ".join(_named(pen, source.repeats)) if whole else ""
    told += [(_("Trust"), pen.text(source.reliability)), (_("Repeats"), repeats)]
    return labelled(told, measure, label) + whereabouts(pen, source, measure, label)


def labelled(told: Iterable[tuple[str, str]], measure: int, label: int) -> list[Line]:
    """Labels with their values, a label's column so many cells wide; what has no value is left out."""
    return [line for name, value in told for line in field_lines(name, value, measure, label)]


def publisher_and_author(pen: Pen, source: Source) -> str:
    names = pen.verbatim(source.publisher), pen.verbatim(source.author) or _("no author named")
    return ", ".join(name for name in names if name)


def whereabouts(pen: Pen, source: Source, measure: int, label: int) -> list[Line]:
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
