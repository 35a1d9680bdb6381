"""What is said of a thing that was opened: a term, an excerpt, a claim, a figure, a whole source."""

from __future__ import annotations

from collections.abc import Callable

from explainer.linear.say import (
    Told,
    announced,
    figure_label,
    foreign,
    in_language,
    nothing_said,
    sentence,
    step_at,
    translated,
)
from explainer.messages import _, ngettext
from explainer.paint.glyphs import language_name
from explainer.problems import Cannot
from explainer.reading.run import Visit
from explainer.story import dates
from explainer.story.lens import standing
from explainer.story.model import Claim, Excerpt, Post, Source, Story, Version
from explainer.story.references import Reference
from explainer.story.uses import uses


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
    rest = [_post(post) for post in term.posts]
    if term.forms and any(foreign(form.text) for form in term.forms):
        languages = ", ".join(language_name(form.language) for form in term.forms)
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


def _post(post: Post) -> str:
    start = dates.long(post.start) if post.start else ""
    end = dates.long(post.end) if post.end else ""
    if start and end:
        held = _("from {start} to {end}").format(start=start, end=end)
    elif start or end:
        held = _("from {start}").format(start=start) if start else _("until {end}").format(end=end)
    else:
        held = _("dates not held")
    return sentence(_("Post: {post}, {held}").format(post=post.post, held=held))


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
    return Told([_source_line(source), f"{body} {_('more says the whole record.')}"], rest)


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
    source = story.sources[key]
    return Told([_source_line(source)], [*_record(story, source), *_taken(story, source)])


def _record(story: Story, source: Source) -> list[str]:
    """The record of a source, field by field; the address comes last, since it is spelt letter by letter."""
    repeats = ". ".join(source_name(story.sources[key]) for key in source.repeats if key in story.sources)
    found = (
        announced(_("Title"), source.title, source.language) if source.title else "",
        _field(_("Author: {text}"), source.author or _("none named")),
        _field(_("Reliability: {text}"), source.reliability),
        _field(_("Carriage: {text}"), source.carriage),
        _field(_("Repeats: {text}"), repeats),
        _field(_("Rights: {text}"), source.rights),
        _field(_("Found: {text}"), source.found),
        _field(_("Archive: {text}"), source.archive or _("none recorded")),
        _("Address: {text}").format(text=source.address) if source.address else "",
    )
    return [line for line in found if line]


def _field(form: str, text: str) -> str:
    return sentence(form.format(text=text)) if text else ""


def _taken(story: Story, source: Source) -> list[str]:
    """What the story takes from a source, and where it leans on it."""
    lines = []
    for excerpt in story.excerpts.values():
        if excerpt.source == source.id:
            form = _("Quote: “{text}”") if excerpt.form == "quote" else _("Report, in our words: {text}")
            lines.append(sentence(form.format(text=" ".join(excerpt.text.split()))))
    return [*lines, *_used(story, uses(story).sources.get(source.id, ()))]


# claims


def _claim(story: Story, key: str, on: str) -> Told:
    claim = story.claims[key]
    heard = [(n, v) for n, v in enumerate(claim.versions, 1) if not on or _said_by(v, on)]
    stands = stands_lines(claim, on)
    versions = [f"{_head(n, len(claim.versions))} {_version(claim, v)}" for n, v in heard]
    words = [line for n, v in heard if (line := _words(story, n, v))]
    later = len(claim.versions) - len(heard)
    if later:
        words.append(_("Said later or undated: {n}. lens off says them.").format(n=later))
    return Told([_claim_line(claim), *stands[:3]], [*stands[3:], *versions, *words])


def _said_by(version: Version, on: str) -> bool:
    day = dates.counts_from(version.said_on, version.precision)
    return bool(day) and day <= on


def _claim_line(claim: Claim) -> str:
    count = len(claim.versions)
    versions = ngettext(_("1 version"), _("{n} versions"), count).format(n=count)
    days = _days([v.said_on for v in claim.versions if v.said_on])
    said = _("said {days}").format(days=days) if days else ""
    return f"{sentence(_('Claim: {question}').format(question=claim.question))} " + sentence(
        ", ".join(part for part in (versions, said) if part)
    )


def _days(said: list[str]) -> str:
    """From the first to the last day; a month counts only where it lies outside of the days."""
    exact = sorted(day for day in said if dates.parts(day)[2]) or sorted(said)
    if not exact:
        return ""
    start, end = exact[0], exact[-1]
    for day in said:
        start = day if dates.last_day(day) < dates.first_day(start) else start
        end = day if dates.first_day(day) > dates.last_day(end) else end
    return dates.span(start, end)


def stands_lines(claim: Claim, on: str) -> list[str]:
    """What stands: one line for each version, under a lens said as of that day."""
    label = _("Stands on that day:") if on else _("Stands:")
    lines = [f"{label} {_version(claim, version, status=False)}" for version in standing(claim, on)]
    return lines or [nothing_said(on)]


def _head(number: int, total: int) -> str:
    return _("{n} of {total}.").format(n=number, total=total)


def _version(claim: Claim, version: Version, *, status: bool = True) -> str:
    """`12 boats. Harbour office, 8 February 1931. Superseded by 3.`, with its outcome in the same line."""
    day = dates.said(version.said_on, version.precision)
    relayed = status and version.carrier not in ("", version.issuer)
    carrier = _("carried by {name}").format(name=version.carrier) if relayed else ""
    parts = [sentence(version.value), sentence(", ".join(p for p in (version.issuer, day, carrier) if p))]
    if status:
        parts.append(_status(claim, version))
    if version.outcome:
        parts.append(sentence(_("Outcome: {text}").format(text=version.outcome)))
    return " ".join(part for part in parts if part)


def _status(claim: Claim, version: Version) -> str:
    ids = [v.id for v in claim.versions]
    if version.replaced_by in ids:
        return _("Superseded by {n}.").format(n=ids.index(version.replaced_by) + 1)
    if version.status == "retracted":
        if version.withdrawn_on:
            return _("Withdrawn {day}.").format(day=dates.long(version.withdrawn_on))
        return _("Withdrawn.")
    said = {"superseded": _("Superseded."), "disputed": _("Disputed."), "opinion": _("An opinion.")}
    return said.get(version.status, _("Stands."))


def _words(story: Story, number: int, version: Version) -> str:
    """The source's words for a version, and the note on it, where they say more than its line."""
    source = story.sources.get(version.source[0]) if version.source else None
    label = _("Words of {n}").format(n=number) if version.quoted else _("Version {n}").format(n=number)
    parts = []
    if version.words and version.words != version.value:
        text = f"“{version.words}”" if version.quoted else version.words
        parts.append(announced(label, text, source.language if source else ""))
    if version.note:
        parts.append(sentence(_("Note on {n}: {text}").format(n=number, text=version.note)))
    if parts and source:
        parts.append(sentence(_("Source: {name}").format(name=source_name(source))))
    return " ".join(parts)


# figures, originals


def _figure(story: Story, key: str, on: str) -> Told:
    figure = story.figures[key]
    head = sentence(f"{figure_label(figure.kind)}: {figure.title}")
    rest = _rests_on(story, figure.rests_on)
    return Told([f"{head} {sentence(figure.twin)}"], rest)


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
        found = _original_versions(story, story.claims[key])
    elif kind == "source" and story.sources[key].language != story.language:
        found = [announced(_("Title"), story.sources[key].title, story.sources[key].language)]
    if not found:
        raise Cannot(_("Cannot say an original: we hold none here."))
    return found


def _original_versions(story: Story, claim: Claim) -> list[str]:
    lines = []
    for number, version in enumerate(claim.versions, 1):
        source = story.sources.get(version.source[0]) if version.source else None
        if version.quoted and source and source.language != story.language:
            lines.append(announced(_("Words of {n}").format(n=number), f"“{version.words}”", source.language))
    return lines
