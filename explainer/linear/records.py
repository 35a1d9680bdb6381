"""What is said of a thing that was opened: a term, an excerpt, a claim, a figure, a whole source."""

from __future__ import annotations

from collections.abc import Callable

from explainer.linear.say import (
    Told,
    announced,
    figure_lines,
    foreign,
    in_language,
    sentence,
    step_at,
    translated,
)
from explainer.messages import _
from explainer.paint.cells.glyphs import language_name
from explainer.problems import Cannot
from explainer.reading.posts import post_state, state_words
from explainer.reading.run import Visit
from explainer.story.figures.alt_text import twin
from explainer.story.model import dates
from explainer.story.model.lens import later_words
from explainer.story.model.prose import Reference, uses
from explainer.story.model.structs import Excerpt, Post, Source, Story


def told(story: Story, kind: str, key: str, on: str) -> Told:
    """What is said when a thing is opened."""
    return _TELLERS[kind](story, key, on)


def name(story: Story, reference: Reference) -> str:
    """A reference as an item of a list: `lightkeeper, a term`, `Port Gazette, 3 February 1931, a report`."""
    if reference.kind == "term":
        return f"{reference.label or story.terms[reference.id].name}, {_('a term')}"
    if reference.kind == "claim":
        return f"{story.claims[reference.id].question.rstrip('?')}, {_('a claim')}"
    if reference.kind == "figure":
        figure = story.figures[reference.id]
        article = {"map": _("a map"), "timeline": _("a timeline")}.get(figure.kind, _("a chart"))
        return f"{figure.title}, {article}"
    if reference.kind == "source":
        return source_name(story.sources[reference.id])
    excerpt = story.excerpts[reference.id]
    form = _("a quote") if excerpt.form == "quote" else _("a report")
    return f"{source_name(story.sources[excerpt.source])}, {form}"


def source_name(source: Source) -> str:
    """`Port Gazette, 3 February 1931`; a name in another script is announced by its language."""
    return f"{_publisher(source)}, {dates.said(source.date, source.date_precision)}"


def _publisher(source: Source) -> str:
    name = source.publisher
    return (
        f"{in_language(source.language)}: {name}"
        if any(ord(c) > 0x24F for c in name if c.isalpha())
        else name
    )


def place_name(story: Story, address: str) -> str:
    """`The bridge at noon, step 2`; steps are counted as a reader meets them."""
    scene, _colon, step = address.partition(":")
    title = story.scenes[scene].title
    if not step:
        return title
    return _("{title}, step {n}").format(title=title, n=step_at(story, Visit(scene, step)) + 1)


# terms


def _term(story: Story, key: str, on: str) -> Told:
    term = story.terms[key]
    say = _("Say {how}.").format(how=term.say) if term.say else ""
    head = _("Term: {name}, {kind}.").format(name=term.name, kind=_kinds().get(term.kind, term.kind))
    now = [" ".join(part for part in (head, sentence(term.definition), say) if part)]
    rest = [_post(story, post, on) for post in term.posts]
    if term.forms and any(foreign(form.text) for form in term.forms):
        languages = ", ".join(dict.fromkeys(language_name(form.language) for form in term.forms))
        rest.append(_("Name in {languages}: original says it.").format(languages=languages))
    rest.extend(_used(story, uses(story).terms.get(key, ())))
    rest.extend(_rests_on(story, term.rests_on))
    return Told([*now, _("more says the rest.")] if rest else now, rest)


def _kinds() -> dict[str, str]:
    return {
        "person": _("a person"), "place": _("a place"), "institution": _("an institution"),
        "group": _("a group"), "law": _("a law"), "event": _("an event"),
        "thing": _("a thing"), "word": _("a word"),
    }  # fmt: skip


def _post(story: Story, post: Post, on: str) -> str:
    """`Post: keeper, from 1925 to 2 February 1931.`; under the lens as it stood on that day."""
    state = post_state(story, post, on, on)
    if state.kind == "later":
        return _("Said later: {day}, a post.").format(day=dates.long(state.start))
    start = dates.long(state.start) if state.start else ""
    end = dates.long(state.end) if state.end else ""
    if start and end:
        held = _("from {start} to {end}").format(start=start, end=end)
    elif start or end:
        held = _("from {start}").format(start=start) if start else _("until {end}").format(end=end)
    else:
        held = "" if on else _("dates not held")
    parts = (post.post, held, state_words(state.kind) if on else "")
    return sentence(_("Post: {post}").format(post=", ".join(part for part in parts if part)))


def _used(story: Story, addresses: tuple[str, ...]) -> list[str]:
    if not addresses:
        return []
    places = ". ".join(place_name(story, address) for address in addresses)
    return [sentence(_("Used in: {places}").format(places=places))]


def _rests_on(story: Story, sources: tuple[str, ...]) -> list[str]:
    named = ". ".join(source_name(story.sources[key]) for key in sources)
    return [sentence(_("Rests on: {sources}").format(sources=named))] if named else []


# excerpts and sources


def _excerpt(story: Story, key: str, on: str) -> Told:
    excerpt = story.excerpts[key]
    source = story.sources[excerpt.source]
    words = " ".join(excerpt.text.split())
    if excerpt.form == "quote":
        said = dates.said(excerpt.date, excerpt.date_precision)
        head = sentence(_("Quote: {speaker}, {day}").format(speaker=excerpt.speaker, day=said))
        body = f"{head} “{words}”{translated(excerpt)}"
    else:
        body = sentence(_("Report, in our words: {text}").format(text=words))
    rest = [*_surroundings(excerpt, source), *_record(story, source)]
    if later := later_words(story, "excerpt", key, on):
        said_later = sentence(later[:1].upper() + later[1:])
        return Told([_source_line(source), f"{said_later} {_('more says it all the same.')}"], [body, *rest])
    return Told([_source_line(source), f"{body} {_('more says the whole record.')}"], rest)


def where_from(story: Story, key: str) -> Told:
    """Where a quotation is from, for one who has just heard its words."""
    excerpt = story.excerpts[key]
    source = story.sources[excerpt.source]
    line = f"{_source_line(source)} {_('more says the whole record.')}"
    return Told([line], [*_surroundings(excerpt, source), *_record(story, source)])


def _source_line(source: Source) -> str:
    kinds = {
        "news": _("news"), "analysis": _("analysis"), "official": _("official"),
        "ngo": _("a rights group or the like"), "academic": _("academic"),
        "encyclopedia": _("an encyclopedia"), "repost": _("a repost"),
    }  # fmt: skip
    day = dates.said(source.date, source.date_precision)
    said = ", ".join(part for part in (_publisher(source), kinds.get(source.kind, ""), day) if part)
    return sentence(_("Source: {said}, {language}").format(said=said, language=in_language(source.language)))


def _surroundings(excerpt: Excerpt, source: Source) -> list[str]:
    """Some words before and after the excerpt, where the source's text is stored."""
    stored = " ".join(source.stored.text.split()) if source.stored else ""
    words = " ".join((excerpt.original or excerpt.text).split())
    at = stored.find(words) if words else -1
    if at < 0:
        return []
    before = " ".join(stored[:at].split()[-25:])
    after = " ".join(stored[at + len(words) :].split()[:25])
    return [
        announced(label, text, source.language)
        for label, text in ((_("Before it"), before), (_("After it"), after))
        if text
    ]


def _source(story: Story, key: str, on: str) -> Told:
    from explainer.linear import dossier  # it takes the names of things from here

    items = dossier.said_items(dossier.dossier_items(story, key, on), numbered=False)
    rest = [*dossier.record_lines(story, key, on), *items, dossier.later_line(story, key, on)]
    return Told([_source_line(story.sources[key])], [line for line in rest if line])


def _record(story: Story, source: Source, on: str = "") -> list[str]:
    from explainer.linear import dossier

    return dossier.record_lines(story, source.id, on)


# claims, figures, originals


def _claim(story: Story, key: str, on: str) -> Told:
    from explainer.linear import claims  # it takes the names of sources from here

    return claims.claim_told(story, story.claims[key], on)


def _figure(story: Story, key: str, on: str) -> Told:
    figure = story.figures[key]
    rows = [sentence(row) for row in twin(story, figure, on).rows]
    return Told([*figure_lines(story, figure, on)], [*rows, *_rests_on(story, figure.rests_on)])


_TELLERS: dict[str, Callable[[Story, str, str], Told]] = {
    "term": _term, "excerpt": _excerpt, "source": _source, "claim": _claim, "figure": _figure,
}  # fmt: skip


def original(story: Story, kind: str, key: str) -> list[str]:
    """The words in their own language, each announced by its name.

    Raises:
        Cannot: there is nothing in another language.
    """
    found: list[str] = []
    if kind == "excerpt" and story.excerpts[key].original:
        excerpt = story.excerpts[key]
        found = [sentence(f"{language_name(excerpt.language)}: {excerpt.original}")]
    elif kind == "term":
        found = [sentence(f"{language_name(form.language)}: {form.text}") for form in story.terms[key].forms]
    elif kind == "claim":
        from explainer.linear import claims

        found = claims.original_words(story, story.claims[key])
    elif kind == "source" and story.sources[key].language != story.language:
        found = [announced(_("Title"), story.sources[key].title, story.sources[key].language)]
    if not found:
        raise Cannot(_("Cannot say an original: we hold none here."))
    return found
