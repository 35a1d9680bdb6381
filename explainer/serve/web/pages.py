"""What stands on a page, as markup: a scene, a step, a warning, a record, a list. The builders are the export's own.

A page without a room links by addresses; in a room what leads elsewhere is a button, since to look changes nothing
and to go there is a move of one's own.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import msgspec
from markupsafe import Markup

from explainer.export.book import make_book
from explainer.export.book_records import Book, BookScene, Choice
from explainer.export.site import Page
from explainer.export.site_ways import grouped
from explainer.export.templating import fill
from explainer.messages import _, ngettext
from explainer.reading.endings import end_title, ending_entries
from explainer.reading.moves import choices
from explainer.reading.run import Run
from explainer.story.model import dates
from explainer.story.model.structs import Story
from explainer.story.search.finder import Hit, search
from explainer.story.text import clean

# The stories of a worker as books, each as last checked and under the days that someone reads it by.

BOOKS_KEPT = 8
"""Books kept: some MiB each. One day of one story takes 90 ms to make, so it is made in a thread."""
_books: OrderedDict[tuple[int, str], tuple[Story, Book]] = OrderedDict()
"""By a story's number and day; the story is kept, so that its number stays its own."""


def warm_books(story: Story) -> None:
    """Make the book that everybody opens; before workers are forked, so that they share it."""
    _put(story, "", make_book(story))


async def book_ready(story: Story, on: str) -> None:
    """Have a book made, unless it is."""
    if (id(story), on) not in _books:
        _put(story, on, await asyncio.to_thread(make_book, story, on))


def book_of(story: Story, on: str) -> Book:
    """A book; made now if nobody had it made."""
    found = _books.get((id(story), on))
    if found is None:
        warmed = make_book(story, on)
        _put(story, on, warmed)
        return warmed
    _books.move_to_end((id(story), on))
    return found[1]


def _put(story: Story, on: str, made: Book) -> None:
    _books[(id(story), on)] = (story, made)
    while len(_books) > BOOKS_KEPT:
        _books.popitem(last=False)


MOST = 512
"""Pieces of markup kept: what a hall sees at once is made once."""
LONGEST = 200
"""Characters of what is searched for."""
FOUND = 12
"""Things of each kind that a search lists."""


class Leaf(msgspec.Struct, frozen=True):
    """What is asked for; equal leaves of one story have the same markup."""

    kind: str
    """front, scene, step, wall, warning, round, claim, term, source, claims, terms, sources, story, in-short, about or
    search."""
    key: str = ""
    """The scene's or record's id; what is searched for."""
    prefix: str = ""
    """Before every address: of a room, and of a day."""
    on: str = ""
    """The day it is read by (ISO); empty: as last checked."""
    room: bool = False
    step: str = ""
    bridge: str = ""
    """The warned scene that one went round to come here."""
    recap: bool = False
    opened: str = ""
    """What the leader has open, as `kind:id`."""
    way_back: bool = False
    """At a warning: one may go back to where one was."""


class WebPage(Page):
    """What the templates ask for, on a page of its own."""

    heading = "h1"
    is_one_file = False

    def __init__(self, story: Story, book: Book, leaf: Leaf) -> None:
        self.on = leaf.on
        self._prefix = leaf.prefix
        self._room = leaf.room
        self.so_far = f"{leaf.prefix}/so-far" if leaf.room else ""
        self.contents = f"{leaf.prefix}/story"
        super().__init__(story, book)

    def record(self, kind: str, key: str) -> str:
        if kind == "excerpt":
            source = self._book.excerpts[key].excerpt.source
            return f"{self._prefix}/source/{source}#{self.anchor(kind, key)}"
        return f"{self._prefix}/{kind}/{key}"

    def scene_link(self, address: str, words: str | Markup, looks: str = "") -> Markup:
        if self._room:
            return self._button(f"scene:{address}", words, looks)
        scene, colon, _step = address.partition(":")
        named = Markup(' class="{}"').format(looks) if looks else ""
        place = f"#{address}" if colon else ""
        return Markup('<a{} href="{}">{}</a>').format(named, f"{self._prefix}/scene/{scene}{place}", words)

    def choice_link(self, choice: Choice) -> Markup:
        if self._room and choice.trail:
            return self._button(f"trail:{choice.trail}", choice.label, "")
        return self.scene_link(choice.target, choice.label)

    def opens_at_steps(self, scene: BookScene) -> bool:
        return True

    def _button(self, wish: str, words: str | Markup, looks: str) -> Markup:
        return Markup('<button form="do" name="do" value="{}" class="{}">{}</button>').format(
            wish, f"link {looks}".strip(), words
        )


class Pages:
    """Of one worker."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[int, Leaf], tuple[Story, Markup]] = OrderedDict()

    def markup(self, story: Story, leaf: Leaf) -> Markup:
        """A leaf's markup.

        Raises:
            KeyError: the story has no such thing.
        """
        key = (id(story), leaf)
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
            return found[1]
        made = _make(story, leaf)
        if leaf.kind != "search":
            self._made[key] = (story, made)
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        return made


def so_far(story: Story, run: Run, prefix: str) -> Markup:
    """What a guest read, what of it is disputed, what nobody has said, where to go on: of this guest alone."""
    on = run.lens.on if run.lens else ""
    book = book_of(story, on)
    page = WebPage(story, book, Leaf("so-far", prefix=prefix, on=on, room=True))
    offered, rows = choices(story, run), []
    for row in ending_entries(story, run):
        if row.kind == "choice":
            choice = offered[int(row.id) - 1]
            kind = "trail" if choice.kind == "trail" else "onward"
            row = msgspec.structs.replace(row, kind=kind, id=choice.target, address=choice.target)
        rows.append(row)
    values = {
        "book": book,
        "page": page,
        "title": end_title(story, run),
        "groups": grouped(story, tuple(rows)),
    }
    return Markup(clean(fill("web_so_far.html.j2", **values)))


def title_of(story: Story, leaf: Leaf) -> str:
    """The page's title, without the story's.

    Raises:
        KeyError: the story has no such thing.
    """
    named = {
        "story": _("Contents"), "in-short": _("In short"), "claims": _("Claims"), "terms": _("Terms"),
        "sources": _("Sources"),
        "about": _("About, licence and credits"), "search": _("Search"), "front": "",
    }  # fmt: skip
    if leaf.kind in named:
        return named[leaf.kind]
    if leaf.kind == "warning":
        return _("Before the next scene")
    titles: dict[str, Callable[[], str]] = {
        "claim": lambda: story.claims[leaf.key].question,
        "term": lambda: story.terms[leaf.key].name,
        "source": lambda: _source_title(story, leaf.key),
    }
    return titles.get(leaf.kind, lambda: story.scenes[leaf.key].title)()


def _source_title(story: Story, key: str) -> str:
    """A hard source's very title may be hard to read: the page's title does not tell it."""
    return _("Source {n}").format(n=book_of(story, "").sources[key].number)


def _make(story: Story, leaf: Leaf) -> Markup:
    book = book_of(story, leaf.on)
    page = WebPage(story, book, leaf)
    values: dict[str, Any] = {"book": book, "page": page, "leaf": leaf, "ngettext": ngettext}
    values["day"] = dates.long(leaf.on) if leaf.on else ""
    values |= _of(story, book, page, leaf)
    body = fill("web_leaf.html.j2", **values)
    if leaf.kind == "wall":
        return Markup(clean(body))  # nothing on it is opened
    cards = fill("web_cards.html.j2", **values, cards=page.cards(body))
    return Markup(clean(body + cards))


def _of(story: Story, book: Book, page: WebPage, leaf: Leaf) -> dict[str, Any]:
    """Return what a leaf's own template needs beside the book."""
    match leaf.kind:
        case "scene" | "warning" | "round" | "step" | "wall":
            return _scene(book, leaf)
        case "claim":
            claim = book.claims[leaf.key]
            return {"key": leaf.key, "entry": claim, "hard": page.hard(claim.scenes)}
        case "term":
            term = book.terms[leaf.key]
            return {"entry": term, "hard": page.hard_term(term)}
        case "source":
            source = book.sources[leaf.key]
            return {"entry": source, "source": source.source, "closed": page.hard_source(source)}
        case "search":
            words = leaf.key[:LONGEST]
            found = search(story, words, FOUND, leaf.on) if words.strip() else None
            return {"words": words, "found": found, "is_hard": lambda hit: _is_hard(book, hit)}
    return {}


def _is_hard(book: Book, hit: Hit) -> bool:
    """Return whether what was found belongs to warned scenes alone: then its words are not told."""
    if hit.kind == "scene":
        return book.behind((hit.id,))
    shelves: dict[str, dict[str, Any]] = {
        "claim": book.claims, "term": book.terms, "source": book.sources, "excerpt": book.excerpts,
    }  # fmt: skip
    return book.behind(shelves[hit.kind][hit.id].scenes)


def _scene(book: Book, leaf: Leaf) -> dict[str, Any]:
    scene = book.scenes[leaf.key]
    bridge = book.scenes.get(leaf.bridge)
    values: dict[str, Any] = {
        "chapter": next((one.title for one in book.chapters if leaf.key in one.scenes), ""),
        "bridge": bridge.warning.bridge if bridge is not None and bridge.warning else "",
        "before": None,
        "opened": None,
        "ends": False,
    }
    if leaf.kind in ("step", "wall"):
        ids = [block.id for block in scene.blocks]
        at = ids.index(leaf.step) if leaf.step in ids else 0
        before = msgspec.structs.replace(scene, blocks=scene.blocks[:at], recap="")
        values["before"] = before if at else None
        shown = scene.blocks[at : at + 1]
        scene = msgspec.structs.replace(
            scene, blocks=shown, recap=scene.recap if leaf.recap else "", asks="" if at else scene.asks
        )
        values["opened"] = _opened(book, leaf.opened)
        values["ends"] = scene.onward.kind == "end" and at == len(ids) - 1
    return values | {"scene": scene}


def _opened(book: Book, opened: str) -> tuple[str, str, Any] | None:
    """Return what the leader has open, where it has a page here."""
    kind, _colon, key = opened.partition(":")
    shelf: dict[str, dict[str, Any]] = {
        "excerpt": book.excerpts, "claim": book.claims, "term": book.terms, "source": book.sources,
    }  # fmt: skip
    entry = shelf.get(kind, {}).get(key)
    return None if entry is None else (kind, key, entry)
