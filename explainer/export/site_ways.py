"""Ways into a page's story and out of it: the doors at its front, the trails through a scene, what stands at an end."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from explainer.export.book_records import Book
from explainer.messages import _
from explainer.reading.endings import closing_entries, closing_title
from explainer.reading.moves import whole_minutes
from explainer.reading.view import Entry
from explainer.story.model.structs import Story
from explainer.story.text import curled, has_curled_marks

Groups = tuple[tuple[Entry, tuple[Entry, ...]], ...]
"""Headings, each with its rows."""


class Door(NamedTuple):
    """A way in."""

    label: str
    detail: str
    target: str
    minutes: int
    """0: not said."""


class Closing(NamedTuple):
    """What stands at the end of the story, or of a trail, for a reader whom the page does not know."""

    title: str
    trail: str
    groups: Groups


def doors(story: Story, book: Book) -> list[Door]:
    """The ways in: the choices of the start, which stands on this page after them and is read first."""
    start = book.scenes[book.start]
    trails = {trail.trail.id: trail for trail in book.trails}
    found = []
    for choice in start.choices:
        trail = trails.get(choice.trail)
        whole = not trail and choice.target == start.onward.target
        target = trail.scenes[0] if trail else start.id if whole else choice.target
        minutes = trail.minutes if trail else whole_minutes(story) if whole else 0
        found.append(Door(choice.label, choice.detail, target, minutes))
    return found or [Door(_("Begin"), "", start.id, whole_minutes(story))]


def trails_at(book: Book, scene: str) -> list[tuple[str, str]]:
    """The trails through a scene that go on: title, and the next stop."""
    found = []
    for trail in book.trails:
        if scene in trail.scenes[:-1]:
            found.append((trail.title, trail.scenes[trail.scenes.index(scene) + 1]))
    return found


def closings(story: Story, book: Book, scene: str, on: str) -> list[Closing]:
    """What ends with a scene: trails, and the story itself, unless the scene is the end of a trail off its way."""
    ending = [trail.trail.id for trail in book.trails if trail.scenes[-1:] == (scene,)]
    is_off = bool(ending) and scene not in story.order[-1:]
    if book.scenes[scene].onward.kind == "end" and not is_off:
        ending.insert(0, "")
    return [
        Closing(
            curl(story, closing_title(story, trail)), trail, grouped(story, closing_entries(story, on, trail))
        )
        for trail in ending
    ]


def grouped(story: Story, entries: tuple[Entry, ...]) -> Groups:
    """Each heading with the rows under it, in the marks of pages."""
    groups: list[tuple[Entry, list[Entry]]] = []
    for entry in entries:
        told = msgspec.structs.replace(
            entry, label=curl(story, entry.label), detail=curl(story, entry.detail)
        )
        if entry.kind == "heading":
            groups.append((told, []))
        else:
            groups[-1][1].append(told)
    return tuple((heading, tuple(rows)) for heading, rows in groups)


def curl(story: Story, text: str) -> str:
    """Words of the story as pages have them."""
    return curled(text) if has_curled_marks(story.language) else text
