"""Terms, sources, excerpts, figures, trails and actions as text to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from explainer.cli.output import say, say_paragraphs, say_wrapped
from explainer.messages import _, ngettext
from explainer.reading.posts import post_state
from explainer.story import dates, records
from explainer.story.later import later_words, posts_held
from explainer.story.model import Excerpt, Source, Story, Term


def say_field(label: str, value: str) -> None:
    """One labelled line; nothing when there is no value."""
    if value:
        say_wrapped(value, f"{label}: ", "  ")


def source_line(source: Source) -> str:
    """A source in one line: who, what, when."""
    return (
        f"{source.publisher}, {source.title}, {dates.said(source.date, source.date_precision)} ({source.id})"
    )


def as_known(on: str, folded: str = "") -> None:
    """The day that a thing is shown for, and that it was said later, where it was."""
    if on:
        say(_("As known on {day}.").format(day=dates.long(on)))
    if folded:
        say(f"{folded[:1].upper()}{folded[1:]}.")


def say_sources(story: Story, label: str, keys: Iterable[str]) -> None:
    """The sources that something rests on, a line each."""
    found = [story.sources[key] for key in keys]
    if found:
        say()
        say(f"{label}:")
    for source in found:
        say_wrapped(source_line(source), "  ", "    ")


def say_scenes(story: Story, label: str, keys: Iterable[str]) -> None:
    """Scenes by title, with their ids."""
    found = [story.scenes[key] for key in keys]
    if found:
        say()
        say(f"{label}:")
    for scene in found:
        say_wrapped(f"{scene.title} ({scene.id})", "  ", "    ")


def _say_term(story: Story, key: str, on: str) -> None:
    term = story.terms[key]
    say(term.name)
    as_known(on)
    for form in term.forms:
        say_field(form.language, form.text)
    say_field(_("Say"), term.say)
    say_field(_("Also"), ", ".join(term.also))
    say()
    say_paragraphs(term.definition)
    _say_posts(story, term, on)
    say_sources(story, _("Rests on"), term.rests_on)
    say_scenes(story, _("Used in"), records.links(story).scenes("term", key))


def _say_posts(story: Story, term: Term, on: str) -> None:
    """All posts; on a day first those held, then how many others there are."""
    held = posts_held(story, term, on) if on else term.posts
    if term.posts:
        say()
        say(_("Posts on that day:") if on else _("Posts:"))
    if term.posts and not held:
        say_wrapped(_("No source we hold gives one for that day."), "  ")
    for post in held:
        state = post_state(story, post, on, on)  # an end after the day is not told
        known = not on or state.start or state.end
        days = f", {_days(state.start, state.end)}" if known else ""
        say_wrapped(f"{post.post}{days}", "  ", "    ")
    others = len(term.posts) - len(held)
    if others:
        said = ngettext("{n} post of other days.", "{n} posts of other days.", others)
        say_wrapped(said.format(n=others), "  ")


def _days(start: str, end: str) -> str:
    if start and end:
        return dates.span(start, end)
    if start:
        return _("from {day}").format(day=dates.long(start))
    if end:
        return _("until {day}").format(day=dates.long(end))
    return _("dates not recorded")


def _say_source(story: Story, key: str, on: str) -> None:
    from explainer.cli.source_text import say_source  # the dossier reads more than other things need

    say_source(story, key, on)


def shown_words(excerpt: Excerpt) -> str:
    """A quotation between marks, a report as what it is."""
    return f"“{excerpt.text}”" if excerpt.form == "quote" else excerpt.text


def _say_excerpt(story: Story, key: str, on: str) -> None:
    excerpt = story.excerpts[key]
    folded = later_words(story, "excerpt", key, on)
    as_known(on, folded)
    if folded:  # who and where stay in sight, the words do not
        say_field(_("Said by"), excerpt.speaker)
        say_sources(story, _("Source"), (excerpt.source,))
        return
    form = _("Quote") if excerpt.form == "quote" else _("Report, in our words")
    say_field(form, shown_words(excerpt))
    if excerpt.original:
        say_field(_("Original, {language}").format(language=excerpt.language), f"“{excerpt.original}”")
    say_field(_("Translation"), excerpt.translation_by)
    say_field(_("Said by"), excerpt.speaker)
    say_field(_("Said on"), dates.said(excerpt.date, excerpt.date_precision))
    say_sources(story, _("Source"), (excerpt.source,))
    say_scenes(story, _("Used in"), records.links(story).scenes("excerpt", key))


def _say_figure(story: Story, key: str, on: str) -> None:
    from explainer.story.twin import twin  # only a figure needs its table

    figure = story.figures[key]
    folded = later_words(story, "figure", key, on)
    words = twin(story, figure, on)
    say_wrapped(words.title)
    as_known(on, folded)
    say()
    if not folded:
        say_paragraphs(words.says)
        say()
    for row in words.rows:
        say_wrapped(row, "- ", "  ")
    for text in (words.later, words.stands_for if not on else "", words.credit):
        if text:
            say_wrapped(text)
    say()
    say_field(_("Kind"), figure.kind)
    say_field(_("Table"), figure.data)
    say_sources(story, _("Rests on"), words.sources)
    say_scenes(story, _("Used in"), records.links(story).scenes("figure", key))


def _say_trail(story: Story, key: str, on: str) -> None:
    trail = story.trails[key]
    made = records.trail_record(story, trail)
    say_wrapped(trail.title)
    if trail.detail:
        say_wrapped(trail.detail)
    say(_("{n} scenes, {minutes} minutes").format(n=len(trail.scenes), minutes=made["minutes"]))
    say_scenes(story, _("Scenes"), trail.scenes)
    say()
    say_wrapped(_("explainer --trail {id} reads it.").format(id=key))


def say_action(record: dict[str, Any]) -> None:
    """One entry of the registry."""
    say_wrapped(f"{record['id']}: {record['description']}", rest="  ")
    say_field(_("Keys"), ", ".join(record["keys"]) or _("none"))
    say_field(_("Screens"), ", ".join(record["screens"]))
    say_field(_("Front ends"), ", ".join(record["front_ends"]))


SAYERS: dict[str, Callable[[Story, str, str], None]] = {
    "term": _say_term,
    "source": _say_source,
    "excerpt": _say_excerpt,
    "figure": _say_figure,
    "trail": _say_trail,
}
