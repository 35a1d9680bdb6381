"""Numbered lists: what a bare number answers once a person has called for one."""

from __future__ import annotations

import msgspec

from explainer.linear import records
from explainer.linear.say import Told, choice_label, minutes_said, sentence, step_references, with_notes
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading.lists import Entry, entries
from explainer.reading.moves import choices
from explainer.reading.run import Run
from explainer.reading.view import Listing, View
from explainer.reading.way import minutes_left
from explainer.story.model import dates
from explainer.story.model.prose import Reference, paragraph_sources
from explainer.story.model.structs import Scene, Step, Story

SHORT, LONG = 5, 3
"""Items said at once: titles and terms are short, versions and quotations long."""
SHORT_WORDS = 35
"""Words of the first short items; more are no short items."""


class Item(msgspec.Struct, frozen=True):
    """One entry of a list."""

    kind: str
    """term, excerpt, claim, figure, source, scene (an address), choice, trail, lens, sentence (`document:excerpt`)."""
    id: str
    label: str
    before: str = ""
    """Said before its number: the chapter that begins here."""


class Listed(msgspec.Struct, frozen=True):
    """A list a person called for."""

    head: str
    items: tuple[Item, ...]
    size: int = SHORT
    tail: str = ""
    on: str = ""
    """The day by which its things are said, where that is not the reader's own."""

    @property
    def kind(self) -> str:
        """The kind of its items, when they have one; empty for a mixed or an empty list."""
        kinds = {item.kind for item in self.items}
        return kinds.pop() if len(kinds) == 1 else ""

    def told(self) -> Told:
        """Its number first, then the first items; the rest waits behind `more`."""
        size = self.size
        said = [f"{item.before} {number} {item.label}".strip() for number, item in enumerate(self.items, 1)]
        if size == SHORT and len(" ".join(said[:SHORT]).split()) > SHORT_WORDS:
            size = LONG
        now = " ".join((self.head, *said[:size], self.tail)).strip()
        return Told([now], said[size:], size, joined=True)


def references_list(story: Story, scene: Scene, step: Step) -> Listed:
    """What can be opened from a step."""
    found = step_references(scene, step)
    items = tuple(Item(r.kind, r.id, sentence(records.name(story, r))) for r in found)
    size = LONG if len(items) > SHORT else SHORT
    return Listed(_("References:"), items, size)


def rests_on_list(story: Story, step: Step) -> Listed:
    """The sources a step rests on."""
    found = paragraph_sources(story, step)
    if not found:
        raise Cannot(_("Cannot say what this rests on: it is a question or a picture."))
    items = tuple(Item("source", key, sentence(records.source_name(story.sources[key]))) for key in found)
    head = ngettext(_("Rests on: 1 source."), _("Rests on: {n} sources."), len(items)).format(n=len(items))
    return Listed(head, items)


def choices_list(story: Story, run: Run, enter: str) -> Listed:
    """The ways from here, with what is known of each."""
    offered = choices(story, run)
    items = tuple(Item("choice", str(n), choice_label(c, long=True)) for n, c in enumerate(offered, 1))
    return Listed(_("Choose:"), items, max(SHORT + 1, len(items)), enter)


def story_map(story: Story, run: Run, words: str) -> Listed:
    """All scenes by chapter: seen, here, minutes left."""
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
        return Listed(_found(counted, len(items)), tuple(items))
    left = minutes_said(minutes_left(story, run))
    head = _("List: {counted}, {seen} seen, {left} left.").format(
        counted=counted, seen=len(run.seen), left=left
    )
    return Listed(head, tuple(items))


def story_chapter(story: Story, key: str) -> str:
    return next(chapter.title for chapter in story.chapters if chapter.id == key)


def _warned(row: Entry) -> str:
    return _("a warning first") if row.warned else ""


def _fits(words: str, *texts: str) -> bool:
    return all(any(word in text.casefold() for text in texts) for word in words.casefold().split())


def _found(counted: str, n: int) -> str:
    return _("List: {counted} found.").format(counted=counted.format(n=n))


def way(story: Story, run: Run) -> Listed:
    """The scenes in the order in which one came through them."""
    rows = entries(View(story, run, listings=(Listing("story-map", "way"),)))
    items = tuple(
        Item("scene", row.address, with_notes(row.label, _("you are here") if row.here else ""))
        for row in rows
    )
    return Listed(
        ngettext(_("List: your way, 1 scene."), _("List: your way, {n} scenes."), len(items)).format(
            n=len(items)
        ),
        items,
    )


def glossary(story: Story, run: Run, words: str) -> Listed:
    """All terms, or those that fit the words."""
    rows = entries(View(story, run, listings=(Listing("glossary", query=words),)))
    items = tuple(Item("term", row.id, with_notes(row.label, row.later)) for row in rows)
    counted = ngettext(_("1 term"), _("{n} terms"), len(items))
    return Listed(_headed(counted, len(items), words), items)


def sources(story: Story, run: Run, words: str) -> Listed:
    """All sources, or those that fit the words."""
    rows = entries(View(story, run, listings=(Listing("sources", query=words),)))
    items = tuple(
        Item("source", row.id, with_notes(records.source_name(story.sources[row.id]), row.later))
        for row in rows
    )
    counted = ngettext(_("1 source"), _("{n} sources"), len(items))
    return Listed(_headed(counted, len(items), words), items)


def _headed(counted: str, n: int, words: str) -> str:
    return _found(counted, n) if words else _("List: {counted}.").format(counted=counted.format(n=n))


def found(story: Story, words: str, on: str = "") -> Listed:
    """What a search finds, the best group first; under a lens what was said later says so."""
    from explainer.story.search.finder import search  # the stemmer and the matcher load with the first search

    results = search(story, words, on=on)
    items: list[Item] = []
    for group in results.groups:
        for hit in group.hits:
            if hit.kind == "scene":
                key = hit.address or hit.id
                items.append(Item("scene", key, with_notes(records.place_name(story, key), hit.later)))
            else:
                name = records.name(story, Reference(hit.kind, hit.id, "", ""))
                items.append(Item(hit.kind, hit.id, with_notes(name, hit.later)))
    shown = words[:40]
    if results.corrected:
        shown = _("{word}, nearest to {typed}").format(word=results.corrected, typed=words[:40])
    return Listed(
        _("Search: {words}. {n} found.").format(words=shown.rstrip("."), n=len(items)), tuple(items)
    )


def trails(story: Story) -> Listed:
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


def lens_days(story: Story) -> tuple[Item, ...]:
    """The days the story marks for the lens."""
    return tuple(
        Item("lens", day.on, sentence(", ".join(p for p in (dates.long(day.on), day.label) if p)))
        for day in story.lens_days
    )
