"""A line with its citation, as plain text: what `copy` puts on the clipboard, prints, or shows for selection.

Pure: text in the story's own words, its address and edition, the date it holds for, what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.desk import current_place
from explainer.reading.view import Layout, View
from explainer.story.clean import clean
from explainer.story.dates import long, said
from explainer.story.lens import said_later
from explainer.story.model import Excerpt, Source, Step, Story, Term
from explainer.story.place import Address, Lens, Place
from explainer.story.plain import plain


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
    subject = view.listings[-1].subject if view.listings else ""
    if view.screen == "term" and subject in story.terms:
        text, tail = _term(story, story.terms[subject])
    elif view.screen == "source" and subject in story.sources:
        text, tail = source_line(story.sources[subject]), _edition(story, "")
    elif not view.listings and view.sheets and view.sheets[-1].kind == "excerpt":
        text, tail = _excerpt(story, story.excerpts[view.sheets[-1].id])
    else:
        if view.run.visit.threshold:
            raise Cannot(_("Read the scene or go round it first."))
        text, tail = _line(story, current_place(view, layout), view.run.lens.on if view.run.lens else "")
    return _within(clean(text), clean(tail), limit)


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
    address = Address(place, Lens(on) if on else None)
    where = f"{story.title}, “{scene.title}”, {address}. {_edition(story, on)}"
    return step_text(story, step, on), _with_sources(where, story, step.rests_on)


def step_text(story: Story, step: Step, on: str = "") -> str:
    """What a step says, as plain text."""
    if step.kind == "quote":
        return quoted(story.excerpts[step.ref])
    if step.kind == "figure":
        figure = story.figures[step.ref]
        return f"{figure.title}. {figure.twin}"
    if step.guess is not None:
        return step.guess.question
    if step.items:
        return "\n".join(f"- {plain(story, item, on)}" for item in step.items)
    return f"“{plain(story, step.prose, on)}”"


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


def _excerpt(story: Story, excerpt: Excerpt) -> tuple[str, str]:
    where = f"{story.title}, {_('excerpt')} {excerpt.id}. {_edition(story, '')}"
    return quoted(excerpt), _with_sources(where, story, (excerpt.source,))


def _term(story: Story, term: Term) -> tuple[str, str]:
    forms = ", ".join(form.text for form in term.forms)
    name = f"{term.name} ({forms})" if forms else term.name
    where = f"{story.title}, {_('term')} {term.id}. {_edition(story, '')}"
    return f"{name}: {term.definition}", _with_sources(where, story, term.rests_on)


def _edition(story: Story, on: str) -> str:
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


def _within(text: str, tail: str, limit: int) -> str:
    whole = f"{text}\n\n{tail}\n"
    raw = whole.encode()
    if not limit or len(raw) <= limit:
        return whole
    room = max(0, limit - len(f"…\n\n{tail}\n".encode()))
    cut = text.encode()[:room].decode(errors="ignore").rsplit(" ", 1)[0]
    return f"{cut}…\n\n{tail}\n".encode()[:limit].decode(errors="ignore")
