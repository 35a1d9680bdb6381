"""Terms, sources, excerpts, figures, trails and actions as text to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from explainer.export.as_text.lines import Lines
from explainer.messages import _, ngettext
from explainer.reading.citing.citation import standing_label
from explainer.reading.days import held_words, post_state
from explainer.reading.evidence import (
    Bearing,
    Dossier,
    carried,
    dossier,
    fate_words,
    how_sure,
    known,
    later_claims,
    status_words,
    tally_words,
    value_line,
)
from explainer.reading.in_short import mark_word
from explainer.story.model import dates, json_records
from explainer.story.model.ages import note_of, source_day
from explainer.story.model.lens import contested, later_words, posts_held, standing
from explainer.story.model.prose import in_short_step, nothing_said, plain
from explainer.story.model.structs import Claim, Excerpt, Source, Story, Term, Version
from explainer.telling.names import capital, language_name, sentence


def source_line(source: Source) -> str:
    """A source in one line: who, what, when."""
    return (
        f"{source.publisher}, {source.title}, {dates.said(source.date, source.date_precision)} ({source.id})"
    )


def as_known(out: Lines, on: str, folded: str = "") -> None:
    """The day that a thing is shown for, and that it was said later, where it was."""
    if on:
        out.line(_("As known on {day}.").format(day=dates.long(on)))
    if folded:
        out.line(f"{folded[:1].upper()}{folded[1:]}.")


def say_sources(out: Lines, story: Story, label: str, keys: Iterable[str]) -> None:
    """The sources that something rests on, a line each."""
    found = [story.sources[key] for key in keys]
    if found:
        out.line()
        out.line(f"{label}:")
    for source in found:
        out.wrapped(source_line(source), "  ", "    ")


def say_scenes(out: Lines, story: Story, label: str, keys: Iterable[str]) -> None:
    """Scenes by title, with their ids."""
    found = [story.scenes[key] for key in keys]
    if found:
        out.line()
        out.line(f"{label}:")
    for scene in found:
        out.wrapped(f"{scene.title} ({scene.id})", "  ", "    ")


def _say_term(out: Lines, story: Story, key: str, on: str) -> None:
    term = story.terms[key]
    out.line(term.name)
    as_known(out, on)
    for form in term.forms:
        out.field(form.language, form.text)
    out.field(_("Say"), term.say)
    out.field(_("Also"), ", ".join(term.also))
    out.line()
    out.paragraphs(term.definition)
    _say_posts(out, story, term, on)
    known = (source for source in term.rests_on if not on or source_day(story, source) <= on)
    say_sources(out, story, _("Rests on"), known)
    say_scenes(out, story, _("Used in"), json_records.links(story).scenes("term", key))


def _say_posts(out: Lines, story: Story, term: Term, on: str) -> None:
    """All posts; on a day first those held, then how many others there are."""
    held = posts_held(story, term, on) if on else term.posts
    if term.posts:
        out.line()
        out.line(_("Posts on that day:") if on else _("Posts:"))
    if term.posts and not held:
        out.wrapped(_("No source we hold gives one for that day."), "  ")
    for post in held:
        state = post_state(story, post, on, on)  # an end after the day is not told
        known = not on or state.start or state.end
        days = f", {held_words(state.start, state.end)}" if known else ""
        out.wrapped(f"{post.post}{days}", "  ", "    ")
    others = len(term.posts) - len(held)
    if others:
        said = ngettext("{n} post of other days.", "{n} posts of other days.", others)
        out.wrapped(said.format(n=others), "  ")


def _say_source(out: Lines, story: Story, key: str, on: str) -> None:
    # the dossier reads more than other things need

    say_source(out, story, key, on)


def shown_words(excerpt: Excerpt) -> str:
    """A quotation between marks, a report as what it is."""
    return f"“{excerpt.text}”" if excerpt.form == "quote" else excerpt.text


def _say_excerpt(out: Lines, story: Story, key: str, on: str) -> None:
    excerpt = story.excerpts[key]
    folded = later_words(story, "excerpt", key, on)
    as_known(out, on, folded)
    if folded:  # who and where stay in sight, the words do not
        out.field(_("Said by"), excerpt.speaker)
        say_sources(out, story, _("Source"), (excerpt.source,))
        return
    form = _("Quote") if excerpt.form == "quote" else _("Report, in our words")
    out.field(form, shown_words(excerpt))
    if excerpt.original:
        out.field(_("Original, {language}").format(language=excerpt.language), f"“{excerpt.original}”")
    out.field(_("Translation"), excerpt.translation_by)
    out.field(_("Said by"), excerpt.speaker)
    out.field(_("Said on"), dates.said(excerpt.date, excerpt.date_precision))
    say_sources(out, story, _("Source"), (excerpt.source,))
    say_scenes(out, story, _("Used in"), json_records.links(story).scenes("excerpt", key))


def _say_figure(out: Lines, story: Story, key: str, on: str) -> None:
    from explainer.story.figures.alt_text import twin  # only a figure needs its table

    figure = story.figures[key]
    folded = later_words(story, "figure", key, on)
    words = twin(story, figure, on)
    out.wrapped(words.title)
    as_known(out, on, folded)
    out.line()
    if not folded:
        out.paragraphs(words.says)
        out.line()
    for row in words.rows:
        out.wrapped(row, "- ", "  ")
    for text in (words.later, words.stands_for if not on else "", words.credit):
        if text:
            out.wrapped(text)
    out.line()
    out.field(_("Kind"), figure.kind)
    out.field(_("Table"), figure.data)
    say_sources(out, story, _("Rests on"), words.sources)
    say_scenes(out, story, _("Used in"), json_records.links(story).scenes("figure", key))


def _say_trail(out: Lines, story: Story, key: str, on: str) -> None:
    trail = story.trails[key]
    made = json_records.trail_record(story, trail)
    out.wrapped(trail.title)
    if trail.detail:
        out.wrapped(trail.detail)
    out.line(_("{n} scenes, {minutes} minutes").format(n=len(trail.scenes), minutes=made["minutes"]))
    say_scenes(out, story, _("Scenes"), trail.scenes)
    out.line()
    out.wrapped(_("{command} reads it.").format(command=out.command(f"read --trail {key}")))


def _say_short(out: Lines, story: Story, key: str, on: str) -> None:
    """One line of the story in short, after what kind of knowledge it is, with its scenes."""
    number, line = json_records.things(story, "in-short")[key]
    words = " ".join(plain(story, in_short_step(story, on).items[number - 1], on).split())
    out.wrapped(f"{mark_word(line.mark)}: {words}", f"{number}. ", "   ")
    for scene in line.scenes:
        out.wrapped(f"{story.scenes[scene].title} ({scene})", "   - ", "     ")


def say_action(out: Lines, record: dict[str, Any]) -> None:
    """One entry of the registry."""
    out.wrapped(f"{record['id']}: {record['description']}", rest="  ")
    out.field(_("Keys"), ", ".join(record["keys"]) or _("none"))
    out.field(_("Screens"), ", ".join(record["screens"]))
    out.field(_("Front ends"), ", ".join(record["front_ends"]))


SAYERS: dict[str, Callable[[Lines, Story, str, str], None]] = {
    "term": _say_term,
    "source": _say_source,
    "excerpt": _say_excerpt,
    "figure": _say_figure,
    "trail": _say_trail,
    "in-short": _say_short,
}


# A source as text: its dossier.


def say_source(out: Lines, story: Story, key: str, on: str) -> None:
    """What it is, how sure we are, what the story takes from it, what it bears on, who repeats it."""
    found = dossier(story, key, on)
    source = found.source
    out.wrapped(source.title)
    folded = later_words(story, "source", key, on)
    as_known(out, on, folded)
    out.line()
    out.field(_("Publisher"), source.publisher)
    out.field(_("Author"), source.author)
    out.field(_("Date"), dates.said(source.date, source.date_precision))
    out.field(_("Language"), language_name(source.language))
    out.field(_("Kind"), source.kind)
    out.field(_("Carriage"), f"{source.carriage}. {carried(source)}")
    out.field(_("Address"), source.address or _("none recorded"))
    out.field(_("Archive"), source.archive or _("none recorded"))
    out.field(_("Found"), source.found)
    out.field(_("Rights"), source.rights)
    out.field(_("How sure we are"), how_sure(source))
    _say_taken(out, story, found, on)
    _say_bearings(out, _("Claims it supports:"), found.supports, on, found.later)
    _say_bearings(out, _("What others say to the same questions:"), found.against, on)
    _say_others(out, _("It repeats:"), found.repeats)
    _say_others(out, _("Merely repeated by:"), found.repeated_by)
    say_scenes(out, story, _("Used in"), json_records.links(story).scenes("source", key))


def _say_taken(out: Lines, story: Story, found: Dossier, on: str) -> None:
    if found.excerpts:
        out.line()
        out.line(_("The story takes from it:"))
    for excerpt in found.excerpts:
        words = later_words(story, "excerpt", excerpt.id, on) or shown_words(excerpt)
        out.wrapped(f"{words} ({excerpt.id})", "  ", "    ")


def _say_bearings(out: Lines, heading: str, bearings: tuple[Bearing, ...], on: str, later: int = 0) -> None:
    if bearings or later:
        out.line()
        out.line(heading)
    for bearing in bearings:
        out.wrapped(f"{bearing.claim.question} ({bearing.claim.id})", "  ", "    ")
        for version in bearing.versions:
            status = status_words(bearing.claim, version, on)
            out.wrapped(f"{value_line(version)}. {status[:1].upper()}{status[1:]}.", "    ", "      ")
    if later:
        out.wrapped(later_claims(later), "  ")


def _say_others(out: Lines, heading: str, sources: tuple[Source, ...]) -> None:
    if sources:
        out.line()
        out.line(heading)
    for source in sources:
        day = dates.said(source.date, source.date_precision)
        out.wrapped(f"{source.publisher}, {source.title}, {day} ({source.id})", "  ", "    ")


# A claim as text: what stands, then every version with its fate; under a date only what was said by then.


def say_claim(out: Lines, story: Story, claim: Claim, on: str) -> None:
    """The whole claim, as last checked or as known on a day."""
    out.wrapped(claim.question)
    stands = standing(claim, on)
    heard = known(claim, on)
    if heard:
        form = ngettext("{n} version: {counts}.", "{n} versions: {counts}.", len(heard))
        out.wrapped(form.format(n=len(heard), counts=tally_words(claim, on)))
    if contested(claim, on):
        out.line(_("Contested."))
    out.line()
    day = on or story.checked_on
    if on:
        out.line(_("As known on {day}.").format(day=dates.long(day)))
    elif day:
        out.line(_("As checked on {day}.").format(day=dates.long(day)))
    for version in stands:
        out.field(standing_label(version), f"{sentence(version.value)} {_who_and_when(version)}.")
    if not stands:
        nothing = nothing_said(on)
        out.wrapped(sentence(nothing[:1].upper() + nothing[1:]))
    _say_reasons(out, claim, on)
    for number, version in enumerate(claim.versions, 1):
        if version in heard:
            _say_version(out, story, claim, number, version, on)
    later = len(claim.versions) - len(heard)
    if later:
        out.line()
        out.line(
            _("Said later, or without a date: {n} of {total} versions.").format(
                n=later, total=len(claim.versions)
            )
        )
    say_scenes(out, story, _("Used in"), json_records.links(story).scenes("claim", claim.id))


def _say_reasons(out: Lines, claim: Claim, on: str) -> None:
    """Where the rule of the date was corrected by hand, why."""
    numbers = {version.id: number for number, version in enumerate(claim.versions, 1)}
    for correction in claim.as_known:
        if on and correction.on == on:
            for key, reason in correction.reasons.items():
                out.field(_("Set by the editors, version {n}").format(n=numbers.get(key, key)), reason)


def _who_and_when(version: Version) -> str:
    who = capital(version.issuer)
    if version.carrier not in ("", version.issuer):
        who = _("{issuer}, by {carrier}").format(issuer=who, carrier=version.carrier)
    return f"{who}, {dates.said(version.said_on, version.precision)}"


def _say_version(out: Lines, story: Story, claim: Claim, number: int, version: Version, on: str) -> None:
    out.line()
    out.wrapped(version.value, f"{number}. ")
    out.wrapped(f"{_who_and_when(version)}. {fate_words(claim, version, on)}", "   ")
    if version.words and version.words != version.value:
        words = (
            f"“{version.words}”"
            if version.quoted
            else sentence(_("In our words: {words}").format(words=version.words))
        )
        out.wrapped(words, "   ")
    if version.outcome:
        out.wrapped(sentence(_("Outcome: {text}").format(text=version.outcome)), "   ")
    if note := note_of(story, version, on):
        out.wrapped(sentence(_("Note: {note}").format(note=note)), "   ")
    for key in version.source:
        source = story.sources[key]
        day = dates.said(source.date, source.date_precision)
        out.wrapped(f"{source.publisher}, {day} ({key})", "   ", "     ")
