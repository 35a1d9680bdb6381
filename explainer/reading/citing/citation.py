"""A line with its citation, as plain text: what `copy` puts on the clipboard, prints, or shows for selection.

Pure: text in the story's own words, its address and edition, the date it holds for, what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import quote

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.view import Layout, View, current_place, past_warning, source_in_hand
from explainer.story.model.ages import as_of
from explainer.story.model.dates import long, said
from explainer.story.model.lens import later_words, said_later, standing
from explainer.story.model.outline import Address, Lens, Place, parse_address
from explainer.story.model.prose import nothing_said, plain, uses
from explainer.story.model.structs import Excerpt, Figure, Source, Step, Story, Version
from explainer.story.text import clean, clean_line


def cite(view: View, layout: Layout, limit: int = 0) -> str:
    """What is in hand with its citation: a term or source on its own screen, an open excerpt, else the line.

    Args:
        view: the reader's view.
        layout: where the page began, for the line in hand.
        limit: bytes of UTF-8 at most; the quoted text gives way, never the citation. 0: no limit.

    Raises:
        Cannot: a warning or a folded paragraph is no line to cite.
    """
    story = view.story
    on = view.run.lens.on if view.run.lens else ""
    kind, key = _thing_in_hand(view)
    if kind:
        text, tail = _THINGS[kind](story, key, on)
    else:
        past_warning(view)
        text, tail = _line(story, current_place(view, layout), on)
    return within(clean(text), clean(tail), limit)


def _thing_in_hand(view: View) -> tuple[str, str]:
    """What the screen or the sheet in front is about, as kind and id; two empty texts: the line."""
    if view.listings:
        listing = view.listings[-1]
        if listing.screen == "document" and listing.subject in view.story.documents:
            sentences = view.story.documents[listing.subject].sentences
            if 0 <= listing.selected < len(sentences):
                return "excerpt", sentences[listing.selected].excerpt
            return "document", listing.subject
        if listing.screen == "sentence":
            return "excerpt", listing.subject.partition(":")[2]
        known = listing.screen in _THINGS and listing.screen != "excerpt"
        return (listing.screen, listing.subject) if known else ("", "")
    if source := source_in_hand(view):
        return "source", source
    if view.sheets and view.sheets[-1].kind in ("excerpt", "claim", "source"):
        return view.sheets[-1].kind, view.sheets[-1].id
    return "", ""


def thing(story: Story, kind: str, key: str, on: str = "") -> str:
    """An excerpt, a claim, a source, a term or a document with its citation.

    Raises:
        Cannot: it was said after the day.
    """
    text, tail = _THINGS[kind](story, key, on)
    return clean(f"{text}\n\n{tail}\n")


def address_of(story: Story, kind: str, key: str, on: str = "") -> str:
    """Where a reader comes back to a thing: the first line that uses it, with the lens; empty if none does."""
    found: tuple[str, ...] = getattr(uses(story), f"{kind}s").get(key, ())
    if not found:
        return ""
    return str(msgspec.structs.replace(parse_address(found[0]), lens=Lens(on) if on else None))


def citation(story: Story, place: Place, on: str = "") -> str:
    """The line at a place with its citation, as known on a day or as last checked.

    Raises:
        Cannot: the paragraph is folded under that day, or is no line to cite.
    """
    text, tail = _line(story, place, on)
    return clean(f"{text}\n\n{tail}\n")


def source_line(source: Source) -> str:
    """A source in one line, as a list of sources prints it."""
    date = said(source.date, source.date_precision)
    parts = [source.publisher, source.author, f"“{source.title}”", date]
    line = ", ".join(part for part in parts if part) + "."
    where = source.address or source.found
    if where:
        line += f" {where}"
    if source.archive:
        line += " " + _("Archived: {address}").format(address=source.archive)
    return line


def _line(story: Story, place: Place, on: str) -> tuple[str, str]:
    scene = story.scenes[place.scene]
    step = next((step for step in scene.steps if step.id == place.step), None)
    if step is None:
        raise Cannot(_("There is no line here to copy."))
    later = said_later(story, step, on)
    if later:
        raise Cannot(
            _("This paragraph is folded under your date: said later, {date}.").format(date=long(later))
        )
    step = as_of(story, step, on)
    address = Address(place, Lens(on) if on else None)
    where = f"{story.title}, “{scene.title}”, {address}. {edition_line(story, on)}"
    return step_text(story, step, on), _with_sources(where, story, step.rests_on)


def step_text(story: Story, step: Step, on: str = "", *, marks: bool = True) -> str:
    """What a step says, as plain text; the story's own prose in quotation marks, or without."""
    if step.kind == "quote":
        return quoted(story.excerpts[step.ref])
    if step.kind == "figure":
        figure = story.figures[step.ref]
        return f"{figure.title}. {_caption(story, figure, on)}"
    if step.guess is not None:
        return step.guess.question
    if step.kind == "document":
        document = story.documents[step.ref]
        return ", ".join(part for part in (document.title, document.note) if part)
    if step.items:
        return "\n".join(f"- {plain(story, item, on)}" for item in step.items)
    prose = plain(story, step.prose, on)
    return f"“{prose}”" if marks else prose


def _caption(story: Story, figure: Figure, on: str) -> str:
    if not on:
        return figure.twin
    from explainer.story.figures.alt_text import caption  # only a date needs the figure's table

    return caption(story, figure, on)


def quoted(excerpt: Excerpt) -> str:
    """An excerpt: a quotation in marks with its original, or our report without; who said it, and when."""
    date = said(excerpt.date, excerpt.date_precision)
    if excerpt.form != "quote":
        return f"{excerpt.text} ({_('our report')}; {excerpt.speaker}, {date})"
    text = f"“{excerpt.text}”"
    if excerpt.original:
        by = excerpt.translation_by
        whose = _("our translation") if by in ("", "ours") else _("translation: {by}").format(by=by)
        text = f"“{excerpt.original}”\n{text} ({whose})"
    return f"{text}\n{excerpt.speaker}, {date}"


def _excerpt(story: Story, key: str, on: str) -> tuple[str, str]:
    excerpt = story.excerpts[key]
    _refuse_later(story, "excerpt", key, on)
    return quoted(excerpt), _with_sources(_where(story, "excerpt", key, on), story, (excerpt.source,))


def _claim(story: Story, key: str, on: str) -> tuple[str, str]:
    claim = story.claims[key]
    stand = standing(claim, on)
    lines = [claim.question]
    for version in stand:
        day = said(version.said_on, version.precision)
        other = version.carrier not in ("", version.issuer)
        carrier = _("in {name}").format(name=version.carrier) if other else ""
        by = ", ".join(
            part for part in (f"{version.issuer[:1].upper()}{version.issuer[1:]}", day, carrier) if part
        )
        lines.append(f"{standing_label(version)}: {_full(version.value)} {by}.")
        lines += [_("Outcome: {text}").format(text=_full(version.outcome))] if version.outcome else []
    if not stand:
        nothing = nothing_said(on)
        lines.append(f"{nothing[:1].upper()}{nothing[1:]}.")
    keys = dict.fromkeys(key for version in stand for key in version.source)
    return "\n".join(lines), _with_sources(_where(story, "claim", key, on), story, keys)


def standing_label(version: Version) -> str:
    """What a version that was neither replaced nor withdrawn is called in front of its words."""
    return {"disputed": _("Disputed"), "opinion": _("An opinion")}.get(version.status, _("Stands"))


def _full(text: str) -> str:
    return text if text.endswith((".", "?", "!", "”")) else f"{text}."


def _source(story: Story, key: str, on: str) -> tuple[str, str]:
    _refuse_later(story, "source", key, on)
    return source_line(story.sources[key]), _where(story, "source", key, on)


def _document(story: Story, key: str, on: str) -> tuple[str, str]:
    document = story.documents[key]
    where = f"{story.title}, {_('document')} {key}. {edition_line(story, on)}"
    text = ". ".join(part.rstrip(".") for part in (document.title, document.note) if part)
    return f"{text}.", _with_sources(where, story, (document.source,))


def _term(story: Story, key: str, on: str) -> tuple[str, str]:
    term = story.terms[key]
    forms = ", ".join(form.text for form in term.forms)
    name = f"{term.name} ({forms})" if forms else term.name
    return f"{name}: {term.definition}", _with_sources(_where(story, "term", key, on), story, term.rests_on)


def _where(story: Story, kind: str, key: str, on: str) -> str:
    """The story, what of it, its address, the edition and the dates it holds for."""
    named = {
        "excerpt": _("excerpt"), "claim": _("claim"), "source": _("source"), "term": _("term"),
    }[kind]  # fmt: skip
    address = address_of(story, kind, key, on)
    cited = _("{kind} at {address}").format(kind=named, address=address) if address else named
    return f"{story.title}, {cited}. {edition_line(story, on)}"


def _refuse_later(story: Story, kind: str, key: str, on: str) -> None:
    words = later_words(story, kind, key, on)
    if words:
        raise Cannot(_("This is folded under your date: {words}.").format(words=words))


_THINGS: dict[str, Callable[[Story, str, str], tuple[str, str]]] = {
    "excerpt": _excerpt, "claim": _claim, "source": _source, "term": _term, "document": _document,
}  # fmt: skip


def edition_line(story: Story, on: str) -> str:
    checked = _("as checked on {date}").format(date=long(story.checked_on)) if story.checked_on else ""
    known = _("As known on {date}").format(date=long(on)) if on else ""
    dates = "; ".join(part for part in (known, checked) if part)
    dates = dates[:1].upper() + dates[1:]
    edition = _("Edition {edition}.").format(edition=story.edition)
    return f"{edition} {dates}." if dates else edition


def _with_sources(where: str, story: Story, keys: Iterable[str]) -> str:
    lines = [source_line(story.sources[key]) for key in keys if key in story.sources]
    if not lines:
        return where
    return "\n".join((where, _("Rests on:"), *(f"- {line}" for line in lines)))


def within(text: str, tail: str, limit: int) -> str:
    """A text and what must stand behind it, in at most `limit` bytes of UTF-8: the text gives way. 0: no limit."""
    whole = f"{text}\n\n{tail}\n"
    raw = whole.encode()
    if not limit or len(raw) <= limit:
        return whole
    room = max(0, limit - len(f"…\n\n{tail}\n".encode()))
    cut = text.encode()[:room].decode(errors="ignore").rsplit(" ", 1)[0]
    return f"{cut}…\n\n{tail}\n".encode()[:limit].decode(errors="ignore")


# Reports of an error in the story. Nothing is sent from here: a link is a text that a reader may follow.


def where_to_write(story: Story) -> str:
    """One sentence: the story's address for corrections, or that it names none."""
    if not story.corrections:
        return _("This story names no address for corrections.")
    return _("Corrections: {address}").format(address=clean_line(story.corrections))


def how_to_report(story: Story) -> str:
    """Where to write, then the story's own words on it, as one paragraph."""
    own = " ".join(story.report_errors.split())
    where = where_to_write(story)
    return f"{where if where.endswith('.') else f'{where}.'} {own}".strip()


def link(story: Story, subject: str = "") -> str:
    """The address as a link, `mailto:` or https; empty where the story names none, or something else.

    Args:
        story: whose address.
        subject: the subject of a mail, such as the line that is meant; a page is named as it is.
    """
    address = story.corrections
    if address.startswith("https://"):
        return address
    if "@" not in address:  # whatever scheme it may have, it is no link
        return ""
    return f"mailto:{quote(address, safe='@+')}" + (f"?subject={quote(subject, safe='')}" if subject else "")


def line_meant(view: View) -> Place:
    """The line that a reader comes from; the whole scene at a warning, where no line was read."""
    visit = view.run.visit
    return Place(visit.scene) if visit.threshold else current_place(view, Layout())


def named(story: Story, place: Place) -> str:
    """`scene:step, edition 0.2 (0123456789ab)`: what tells exactly which words are meant."""
    return _("{address}, edition {edition}").format(address=Address(place), edition=story.edition)


def report(view: View, limit: int = 0) -> str:
    """A report to copy: the line's words as this edition has them, which line it is, what to add, where to write.

    The reader's day and notes are left out: a correction is about the story as it stands.

    Args:
        view: the reader's view.
        limit: bytes of UTF-8 at most; the words give way. 0: no limit.
    """
    story, place = view.story, line_meant(view)
    scene = story.scenes[place.scene]
    step = next((step for step in scene.steps if step.id == place.step), None)
    on = view.run.lens.on if view.run.lens else ""
    readable = step is not None and as_of(story, step, on) is step
    words = step_text(story, step) if step is not None and readable else scene.title
    tail = (
        f"{story.title}, “{scene.title}”, {named(story, place)}.",
        _("What is wrong, and what the better source says:"),
        how_to_report(story),
    )
    return within(clean(words), clean("\n\n".join(tail)), limit)


def to_copy(view: View, layout: Layout, limit: int = 0) -> tuple[str, str]:
    """What `copy` takes, and what is said of it: a report on the screen about the story, else a citation.

    Raises:
        Cannot: what is in hand is no line to cite.
    """
    if view.screen == "about":
        return report(view, limit), _("copied, to report an error; again shows it for selection")
    return cite(view, layout, limit), _("copied with its citation; again shows it for selection")
