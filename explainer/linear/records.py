"""What is said of a thing that was opened: a term, an excerpt, a claim, a figure, a whole source."""

from __future__ import annotations

from collections.abc import Callable

from explainer.linear import claims
from explainer.linear.answers import Item, Listed, Told
from explainer.linear.sentences import figure_lines, translated
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.days import post_state, state_words
from explainer.reading.evidence import (
    GROUPS,
    Bearing,
    Dossier,
    carried,
    dossier,
    how_sure,
    later_claims,
    status_words,
    value_line,
)
from explainer.story.figures.alt_text import twin
from explainer.story.model import dates
from explainer.story.model.ages import sources_known_on
from explainer.story.model.lens import later_words
from explainer.story.model.prose import uses
from explainer.story.model.structs import Excerpt, Post, Source, Story
from explainer.telling.names import (
    announced,
    foreign,
    in_language,
    language_name,
    place_name,
    publisher_name,
    sentence,
    source_kind,
    source_name,
)


def told(story: Story, kind: str, key: str, on: str) -> Told:
    """What is said when a thing is opened."""
    return TELLERS[kind](story, key, on)


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
    rest.extend(_rests_on(story, term.rests_on, on))
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


def _rests_on(story: Story, sources: tuple[str, ...], on: str) -> list[str]:
    named = ". ".join(source_name(story.sources[key]) for key in sources_known_on(story, sources, on))
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
    rest = [*_surroundings(excerpt, source), *record_lines(story, source.id)]
    if later := later_words(story, "excerpt", key, on):
        said_later = sentence(later[:1].upper() + later[1:])
        return Told([_source_line(source), f"{said_later} {_('more says it all the same.')}"], [body, *rest])
    return Told([_source_line(source), f"{body} {_('more says the whole record.')}"], rest)


def where_from(story: Story, key: str) -> Told:
    """Where a quotation is from, for one who has just heard its words."""
    excerpt = story.excerpts[key]
    source = story.sources[excerpt.source]
    line = f"{_source_line(source)} {_('more says the whole record.')}"
    return Told([line], [*_surroundings(excerpt, source), *record_lines(story, source.id)])


def _source_line(source: Source) -> str:
    day = dates.said(source.date, source.date_precision)
    said = ", ".join(part for part in (publisher_name(source), source_kind(source), day) if part)
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
    return Told([_source_line(story.sources[key])], dossier_lines(story, key, on))


# a source's dossier: what it is, how sure we are; then what leans on it and what speaks beside it


def record_lines(story: Story, key: str, on: str = "") -> list[str]:
    """The record, field by field; the address comes last, since it is spelt letter by letter."""
    source = story.sources[key]
    folded = later_words(story, "source", key, on)
    found = (
        sentence(folded[:1].upper() + folded[1:]),
        announced(_("Title"), source.title, source.language) if source.title else "",
        _field(_("Author: {text}"), source.author or _("none named")),
        _field(_("Carriage: {text}"), carried(source)),
        _field(_("How sure: {text}"), how_sure(source)),
        _field(_("Rights: {text}"), source.rights),
        _field(_("Found: {text}"), source.found),
        _field(_("Archive: {text}"), source.archive or _("none recorded")),
        _("Address: {text}").format(text=source.address) if source.address else "",
    )
    return [line for line in found if line]


def _field(form: str, text: str) -> str:
    return sentence(form.format(text=text)) if text else ""


def dossier_items(story: Story, key: str, on: str = "") -> tuple[Item, ...]:
    """What leans on a source and what speaks beside it, each as something that can be opened."""
    found = dossier(story, key, on)
    items: list[Item] = []
    for group in GROUPS:
        rows = _rows(story, found, group, on)
        items += [
            Item(kind, ident, label, _heading(group) if not index else "")
            for index, (kind, ident, label) in enumerate(rows)
        ]
    return tuple(items)


def dossier_listed(story: Story, key: str, on: str = "") -> Listed:
    """The same as a list whose numbers can be typed."""
    return Listed(
        _("Source: {name}").format(name=source_name(story.sources[key])), dossier_items(story, key, on)
    )


def dossier_lines(story: Story, key: str, on: str = "", *, numbered: bool = False) -> list[str]:
    """A source's record, then a line for each item of its dossier, its heading before the first of a group."""
    items = [
        " ".join(part for part in (item.before, str(number) if numbered else "", item.label) if part)
        for number, item in enumerate(dossier_items(story, key, on), 1)
    ]
    later = dossier(story, key, on).later
    also = [sentence(_("Supports also: {text}").format(text=later_claims(later)))] if later else []
    return [*record_lines(story, key, on), *items, *also]


def _heading(group: str) -> str:
    return {
        "taken": _("Taken from it:"), "supports": _("Claims it supports:"),
        "against": _("What others say to the same questions:"), "repeats": _("It repeats:"),
        "repeated-by": _("Merely repeated by:"), "used": _("Used in:"),
    }[group]  # fmt: skip


def _rows(story: Story, found: Dossier, group: str, on: str) -> list[tuple[str, str, str]]:
    match group:
        case "taken":
            return [("excerpt", excerpt.id, _taken(story, excerpt, on)) for excerpt in found.excerpts]
        case "supports":
            return [("claim", b.claim.id, _bearing(b, on)) for b in found.supports]
        case "against":
            return [("claim", b.claim.id, _bearing(b, on)) for b in found.against]
        case "used":
            return [("scene", line, sentence(place_name(story, line))) for line in found.lines]
    others = found.repeats if group == "repeats" else found.repeated_by
    return [("source", other.id, sentence(source_name(other))) for other in others]


def _taken(story: Story, excerpt: Excerpt, on: str) -> str:
    folded = later_words(story, "excerpt", excerpt.id, on)
    if folded:
        return sentence(f"{excerpt.speaker}, {folded}")
    form = _("Quote: “{text}”") if excerpt.form == "quote" else _("Report, in our words: {text}")
    return sentence(form.format(text=" ".join(excerpt.text.split())))


def _bearing(bearing: Bearing, on: str) -> str:
    said = [sentence(bearing.claim.question)]
    for version in bearing.versions:
        status = status_words(bearing.claim, version, on)
        said.append(f"{sentence(value_line(version))} {sentence(status[:1].upper() + status[1:])}")
    return " ".join(said)


# claims, figures, originals


def _claim(story: Story, key: str, on: str) -> Told:
    return claims.claim_told(story, story.claims[key], on)


def _figure(story: Story, key: str, on: str) -> Told:
    figure = story.figures[key]
    rows = [sentence(row) for row in twin(story, figure, on).rows]
    return Told([*figure_lines(story, figure, on)], [*rows, *_rests_on(story, figure.rests_on, on)])


TELLERS: dict[str, Callable[[Story, str, str], Told]] = {
    "term": _term, "excerpt": _excerpt, "source": _source, "claim": _claim, "figure": _figure,
}  # fmt: skip


def original(story: Story, kind: str, key: str, on: str = "") -> list[str]:
    """The words in their own language, each announced by its name.

    Raises:
        Cannot: there is nothing in another language.
    """
    found: list[str] = []
    if later := later_words(story, kind, key, on) if kind in ("excerpt", "source") else "":
        raise Cannot(sentence(later[:1].upper() + later[1:]))
    if kind == "excerpt" and story.excerpts[key].original:
        excerpt = story.excerpts[key]
        found = [sentence(f"{language_name(excerpt.language)}: {excerpt.original}")]
    elif kind == "term":
        found = [sentence(f"{language_name(form.language)}: {form.text}") for form in story.terms[key].forms]
    elif kind == "claim":
        found = claims.original_words(story, story.claims[key], on)
    elif kind == "source" and story.sources[key].language != story.language:
        found = [announced(_("Title"), story.sources[key].title, story.sources[key].language)]
    if not found:
        raise Cannot(_("Cannot say an original: we hold none here."))
    return found
