"""Numbered lists and finding one's way: what a bare number answers once a person has called for one.

Scenes, terms and sources, search, jumps, trails, the date one reads at, and what a step cites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import claims, sentences
from explainer.linear.answers import LONG, SHORT, Item, Listed
from explainer.linear.sentences import choice_label, minutes_said, step_references, step_scenes
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import days
from explainer.reading.actions import Action
from explainer.reading.in_short import short_listing
from explainer.reading.lens import beside, read_as, words_on
from explainer.reading.lists import entries
from explainer.reading.moves import choices, minutes_left
from explainer.reading.run import Run
from explainer.reading.view import Entry, Listing, View
from explainer.story.model import dates
from explainer.story.model.prose import Reference, known_sources, paragraph_sources
from explainer.story.model.structs import Step, Story
from explainer.telling.names import place_name, sentence, source_name, thing_name, with_notes

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation
    from explainer.linear.words import Typed


def references_list(story: Story, run: Run, step: Step) -> Listed:
    """What can be opened from a step, as far as it can be read."""
    found = step_references(story.scenes[run.visit.scene], step, read_as(story, run, step))
    items = tuple(Item(r.kind, r.id, sentence(thing_name(story, r))) for r in found)
    items += tuple(
        Item("scene", key, sentence(_("{title}, a scene").format(title=story.scenes[key].title)))
        for key in step_scenes(story, step)
    )
    size = LONG if len(items) > SHORT else SHORT
    return Listed(_("References:"), items, size)


def rests_on_list(story: Story, step: Step, on: str) -> Listed:
    """The sources a step rests on; under a lens those of that day and before."""
    held = paragraph_sources(story, step)
    found = known_sources(story, step, on)
    if held and not found:
        raise Cannot(_("Cannot say what this rests on: all of it was said later."))
    if not found:
        raise Cannot(_("Cannot say what this rests on: it is a question or a picture."))
    items = tuple(Item("source", key, sentence(source_name(story.sources[key]))) for key in found)
    head = ngettext(_("Rests on: 1 source."), _("Rests on: {n} sources."), len(items)).format(n=len(items))
    return Listed(head, items)


def choices_list(story: Story, run: Run, enter: str) -> Listed:
    """The ways from here, with what is known of each."""
    offered = choices(story, run)
    items = tuple(Item("choice", str(n), choice_label(c, long=True)) for n, c in enumerate(offered, 1))
    return Listed(_("Choose:"), items, max(SHORT + 1, len(items)), enter)


def story_map(talk: Conversation, typed: Typed) -> list[str]:
    """All scenes by chapter, or those that fit the words: seen, here, minutes left."""
    story, run, words = talk.story, talk.run, typed.argument
    chapter = ""
    items: list[Item] = []
    for row in entries(View(story, run, listings=(Listing("story-map"),))):
        if row.kind == "chapter":
            chapter = sentence(_("Chapter {title}").format(title=story_chapter(story, row.id)))
        elif _fits(words, row.label, chapter):
            label = with_notes(
                row.label, _("you are here") if row.here else (_("seen") if row.seen else ""), _warned(row)
            )
            items.append(Item("scene", row.address, label, chapter))
            chapter = ""
    counted = ngettext(_("1 scene"), _("{n} scenes"), len(items)).format(n=len(items))
    if words:
        return talk.call(Listed(_count_found(counted, len(items)), tuple(items)))
    left = minutes_said(minutes_left(story, run))
    head = _("List: {counted}, {seen} seen, {left} left.").format(
        counted=counted, seen=len(run.seen), left=left
    )
    return talk.call(Listed(head, tuple(items)))


def story_chapter(story: Story, key: str) -> str:
    return next(chapter.title for chapter in story.chapters if chapter.id == key)


def _warned(row: Entry) -> str:
    return _("a warning first") if row.warned else ""


def _fits(words: str, *texts: str) -> bool:
    return all(any(word in text.casefold() for text in texts) for word in words.casefold().split())


def _count_found(counted: str, n: int) -> str:
    return _("List: {counted} found.").format(counted=counted.format(n=n))


def way(talk: Conversation, typed: Typed) -> list[str]:
    """The scenes in the order in which one came through them."""
    rows = entries(View(talk.story, talk.run, listings=(Listing("story-map", "way"),)))
    items = tuple(
        Item("scene", row.address, with_notes(row.label, _("you are here") if row.here else ""))
        for row in rows
    )
    head = ngettext(_("List: your way, 1 scene."), _("List: your way, {n} scenes."), len(items))
    return talk.call(Listed(head.format(n=len(items)), items))


def ending(talk: Conversation, typed: Typed) -> list[str]:
    """What was read and noted, and where to go on: at an end, or before it by its word."""
    head, before = [_("List: what you read, and what is left.")], ""
    items: list[Item] = []
    for row in entries(View(talk.story, talk.run, listings=(Listing("ending"),))):
        if row.kind == "heading":
            if before or row.id == "read":  # a group without rows
                head.append(before or row.label)
            before = "" if row.id == "read" else sentence(row.label)
        elif row.kind != "onward":  # Enter goes there
            kind = "scene" if row.kind == "use" else row.kind
            minutes = minutes_said(row.minutes) if row.minutes else ""
            label = with_notes(row.label, row.detail, minutes, _warned(row))
            items.append(Item(kind, row.address or row.id, label, before))
            before = ""
    tail = _("takeaway says what you take along.")
    return talk.call(Listed(" ".join(head), tuple(items), max(SHORT + 1, len(items)), tail))


def in_short(talk: Conversation, typed: Typed) -> list[str]:
    """The story in short, each line after what kind of knowledge it is; a number goes to its scene."""
    view = View(talk.story, talk.run)
    rows = entries(View(talk.story, talk.run, listings=(short_listing(view),)))
    items = tuple(Item("line", row.id, f"{row.detail}: {row.label}") for row in rows)
    head = ngettext(
        _("List: the story in short, 1 line."), _("List: the story in short, {n} lines."), len(items)
    )
    return talk.call(Listed(head.format(n=len(items)), items, LONG))


def open_line(talk: Conversation, number: str) -> list[str]:
    """To the scene of a line; where it has several, their list."""
    rows = entries(View(talk.story, talk.run, listings=(Listing("in-short", number),)))
    if len(rows) == 1:
        return talk.move(Action("go", rows[0].id))
    items = tuple(
        Item("scene", row.address, with_notes(row.label, _("you are here") if row.here else ""))
        for row in rows
    )
    head = ngettext(_("List: 1 scene tells it."), _("List: {n} scenes tell it."), len(items))
    return talk.call(Listed(head.format(n=len(items)), items))


def glossary(talk: Conversation, typed: Typed) -> list[str]:
    """All terms, or those that fit the words."""
    rows = entries(View(talk.story, talk.run, listings=(Listing("glossary", query=typed.argument),)))
    items = tuple(Item("term", row.id, with_notes(row.label, row.later)) for row in rows)
    counted = ngettext(_("1 term"), _("{n} terms"), len(items))
    return talk.call(Listed(_headed(counted, len(items), typed.argument), items))


def sources(talk: Conversation, typed: Typed) -> list[str]:
    """All sources, or those that fit the words."""
    rows = entries(View(talk.story, talk.run, listings=(Listing("sources", query=typed.argument),)))
    named = ((row, source_name(talk.story.sources[row.id])) for row in rows)
    items = tuple(Item("source", row.id, with_notes(name, row.later)) for row, name in named)
    counted = ngettext(_("1 source"), _("{n} sources"), len(items))
    return talk.call(Listed(_headed(counted, len(items), typed.argument), items))


def _headed(counted: str, n: int, words: str) -> str:
    return _count_found(counted, n) if words else _("List: {counted}.").format(counted=counted.format(n=n))


def _found_by_search(story: Story, words: str, on: str = "") -> Listed:
    """What a search finds, the best of each kind, then the rest; under a lens what was said later says so."""
    from explainer.story.search.finder import (  # the stemmer and the matcher load with the first search
        ALL,
        BEST,
        search,
    )

    results = search(story, words, ALL, on)
    best = [hit for group in results.groups for hit in group.hits[:BEST]]
    items: list[Item] = []
    for hit in (*best, *(hit for group in results.groups for hit in group.hits[BEST:])):
        if hit.kind == "scene":
            key = hit.address or hit.id
            items.append(Item("scene", key, with_notes(place_name(story, key), hit.later)))
        else:
            name = thing_name(story, Reference(hit.kind, hit.id, "", ""))
            items.append(Item(hit.kind, hit.id, with_notes(name, hit.later)))
    shown = words[:40]
    if results.corrected:
        shown = _("{word}, nearest to {typed}").format(word=results.corrected, typed=words[:40])
    return Listed(
        _("Search: {words}. {n} found.").format(words=shown.rstrip("."), n=len(items)), tuple(items)
    )


def _trails(story: Story) -> Listed:
    """The trails, each with its length."""
    items = tuple(
        Item(
            "trail",
            trail.id,
            with_notes(
                trail.title,
                ngettext(_("1 scene"), _("{n} scenes"), len(trail.scenes)).format(n=len(trail.scenes)),
            ),
        )
        for trail in story.trails.values()
    )
    return Listed(
        ngettext(_("List: 1 trail."), _("List: {n} trails."), len(items)).format(n=len(items)), items
    )


def _lens_days(story: Story) -> tuple[Item, ...]:
    """The days the story marks for the lens."""
    return tuple(
        Item("lens", day.on, sentence(", ".join(p for p in (dates.long(day.on), day.label) if p)))
        for day in story.lens_days
    )


def search(talk: Conversation, typed: Typed) -> list[str]:
    """What has the words, tried also as they stand under another layout."""
    if not typed.argument:
        raise Cannot(_("Cannot search for nothing: type search and words."))
    listed = _found_by_search(talk.story, typed.argument, talk.on)
    if not listed.items and typed.other:
        listed = _found_by_search(talk.story, typed.other, talk.on)
    return talk.call(listed)


def go(talk: Conversation, typed: Typed) -> list[str]:
    """To an address, a scene's title, or a step of this scene by its number."""
    wanted = typed.argument.strip()
    if not wanted:
        raise Cannot(_("Cannot go: type go and a scene; story-map says all."))
    by_title = [
        s.id
        for s in talk.story.scenes.values()
        if s.title.casefold().rstrip(".?!") == wanted.casefold().rstrip(".?!")
    ]
    if by_title:
        return talk.move(Action("go", by_title[0]))
    return talk.move(Action("go", wanted))


def trail(talk: Conversation, typed: Typed) -> list[str]:
    """The trails, or onto one by its title or id."""
    if not typed.argument:
        return talk.call(_trails(talk.story))
    wanted = typed.argument.casefold()
    by_title = [t.id for t in talk.story.trails.values() if t.title.casefold() == wanted]
    if not by_title and wanted not in talk.story.trails:
        raise Cannot(_("Cannot take that trail: this story lacks it. trail says all."))
    return talk.move(Action("trail", by_title[0] if by_title else wanted))


def lens(talk: Conversation, typed: Typed) -> list[str]:
    """Read as known on a day, or no longer; alone: the day, and those the story marks."""
    wanted = typed.argument
    if wanted:
        return set_lens(talk, "off" if wanted in ("off", _("off")) else days.day(wanted, talk.story))
    now = (
        sentences.lens_line(talk.on)
        if talk.on
        else _("Date: none. Type lens and a day, such as lens 8 january.")
    )
    marked = _lens_days(talk.story)
    return talk.call(Listed(now, marked)) if marked else [now]


def date_step(talk: Conversation, typed: Typed) -> list[str]:
    """The date before or after that of now, as `[` and `]` do it on a screen."""
    return set_lens(talk, beside(talk.story, talk.run, -1 if typed.word == "date-before" else 1))


def set_lens(talk: Conversation, day: str) -> list[str]:
    """Read as known on a day, or no longer; when a claim is in hand, say what stands on that day, else the line anew
    where it reads otherwise.
    """
    hand, before = talk.in_hand, talk.on
    own = talk.move(Action("lens", day))
    lines = (
        [sentences.lens_line(talk.on)]
        if talk.on
        else [_("Date: none. You read what stands as last checked.")]
    )
    lines = [*own, *lines]
    if hand and hand[0] == "claim":
        talk.in_hand = hand
        return [*lines, *claims.stands_lines(talk.story.claims[hand[1]], talk.on)[:3]]
    if talk.step and words_on(talk.story, talk.step, before) != words_on(talk.story, talk.step, talk.on):
        lines += talk.step_lines(counted=False)
    return lines
