"""The whole story as one HTML file: needs no network, and no script to be read.

Its parts are templates beside this file; what the lens shows on each day is worked out here, and the script switches.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
from markupsafe import Markup, escape

from explainer.export import book_text, site_figures, site_ways
from explainer.export.book import make_book
from explainer.export.book_records import (
    Block,
    Book,
    BookScene,
    Choice,
    DocumentPart,
    FigurePart,
    LinePart,
    Paragraph,
    Piece,
)
from explainer.export.site_figures import NEVER, DataTable, Picture, switches
from explainer.export.svg import colours
from explainer.export.templating import fill
from explainer.messages import _, ngettext
from explainer.paint.page.records import kind_name
from explainer.story.model import dates
from explainer.story.model.ages import newest, record_day
from explainer.story.model.lens import later, later_said
from explainer.story.model.structs import Figure, Post, Source, Story, Version
from explainer.story.text import clean, escape_json
from explainer.telling.evidence import ClaimEntry, ExcerptEntry, SourceEntry, TermEntry
from explainer.telling.names import language_name

# Paragraphs of a book as HTML: what can be opened is a button with a popover, or a link to the whole record.
# Where a browser knows popovers it shows the button, else the link: never both, so that a keyboard and a screen
# reader meet each once.

_JOINER = "\u2060"
"""No line ends before a mark."""


def anchor(kind: str, key: str) -> str:
    """The id of a record in the page. The dot keeps it apart from the ids of scenes, which hold none."""
    return f"{kind}.{key}"


def opener(kind: str, key: str, words: str | Markup, name: str = "", *, href: str = "") -> Markup:
    """The button and the link that open a record.

    Args:
        kind: excerpt, claim or term.
        key: its id.
        words: what is shown.
        href: of the whole record; empty: it stands on the same page.
        name: said in place of it; it holds what is shown. Put once, at the button: most of a page's browsers show
            that, and in the others the script gives it to the link.
    """
    target = anchor(kind, key)
    label = Markup(' aria-label="{}"').format(name) if name else ""
    return Markup(
        '<a class="to" href="{href}">{words}</a>'
        '<button class="pop" popovertarget="pop.{target}"{label}>{words}</button>'
    ).format(target=target, href=href or f"#{target}", label=label, words=words)


class Setter:
    """Sets the paragraphs of a book."""

    def __init__(self, book: Book, record: Callable[[str, str], str] = lambda kind, key: "") -> None:
        """
        Args:
            book: whose words are set.
            record: the address of a record, by its kind and id; empty: on the same page.
        """
        self._book = book
        self._record = record

    def paragraph(self, pieces: Paragraph) -> Markup:
        """One paragraph, without its element."""
        return Markup("").join(self._piece(piece) for piece in pieces)

    def opener(self, kind: str, key: str, words: str | Markup, name: str = "") -> Markup:
        """What opens a record."""
        return opener(kind, key, words, name, href=self._record(kind, key))

    def _piece(self, piece: Piece) -> Markup:
        match piece.kind:
            case "strong":
                return Markup("<strong>{}</strong>").format(piece.text)
            case "emphasis":
                return Markup("<em>{}</em>").format(piece.text)
            case "term":
                return self.opener("term", piece.ref, piece.text)
            case "claim":
                switched = "" if piece.on else Markup(' data-claim="{}"').format(piece.ref)
                return Markup('<span class="claim"{}>{}</span>').format(switched, piece.text)
            case "excerpt":
                return self.cited(piece.ref, piece.label)
            case "mark":
                return self._lettered(piece)
        return escape(piece.text)

    def cited(self, key: str, label: str) -> Markup:
        """The number of an excerpt."""
        source = self._book.sources[self._book.excerpts[key].excerpt.source]
        name = _("{n}: source, {publisher}").format(n=label, publisher=source.source.publisher)
        return Markup('{}<span class="mark">{}</span>').format(
            _JOINER, self.opener("excerpt", key, label, name)
        )

    def _lettered(self, piece: Piece) -> Markup:
        contested = Markup('<span class="sign" aria-hidden="true">≠</span>') if piece.contested else ""
        words = Markup("{}{}").format(piece.label, contested)
        form = _("{letter}: disputed, all versions") if piece.contested else _("{letter}: all versions")
        opened = self.opener("claim", piece.ref, words, form.format(letter=piece.label))
        return Markup('{}<span class="mark">{}</span>').format(_JOINER, opened)


_FOLDER = Path(__file__).resolve().parent / "templates"
_OPENS = re.compile(r'popovertarget="pop\.([^"]+)"')


def make_site(story: Story) -> str:
    """The page as text, to be written as UTF-8; the same story makes the same page."""
    book = make_book(story)
    style = colours() + "\n" + (_FOLDER / "site.css").read_text(encoding="utf-8")
    code = (_FOLDER / "site.js").read_text(encoding="utf-8")
    script = code.replace(
        "__SWITCHES__", _literal(escape_json(msgspec.json.encode(switches(story)).decode()))
    )
    page = Page(story, book)
    made = fill(
        "site.html.j2",
        book=book,
        page=page,
        cards=page.cards(),
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        _=_,
        ngettext=ngettext,
    )
    return clean(made)


def _literal(json: str) -> str:
    """JSON that can stand in a script of a page: nothing in it ends the script."""
    return json.replace("<", "\\u003c")


def _policy(style: str, script: str) -> str:
    """The page may load nothing, send nothing, and run its own script alone."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class Cards(NamedTuple):
    """What a page's lines can open in place."""

    excerpts: tuple[tuple[str, ExcerptEntry], ...]
    terms: tuple[TermEntry, ...]
    claims: tuple[tuple[str, ClaimEntry], ...]


class Page:
    """What the templates ask for."""

    contents = "#page.contents"
    """Where the list of scenes is."""
    heading = "h4"
    """Of a record."""
    is_one_file = True
    so_far = ""
    """The address of a page on what the reader read; empty: nobody knows them."""
    on = ""
    """The day under which the page is made (ISO); of the one file always empty, since its script folds."""

    def __init__(self, story: Story, book: Book) -> None:
        self._story = story
        self._book = book
        self._setter = Setter(book, self.record)
        self.anchor = anchor
        self.opener = self._setter.opener
        self.cited = self._setter.cited
        self.kind_name = kind_name
        self.language_name = language_name
        self.never = NEVER
        self.checked_on = dates.long(story.checked_on) if story.checked_on else ""
        self.lens_days = [(day.on, dates.long(day.on), day.label) for day in story.lens_days]
        self.sources = sorted(book.sources.values(), key=lambda entry: entry.number)
        self.terms = sorted(book.terms.values(), key=lambda entry: (entry.name.casefold(), entry.term.id))
        behind = (book_text.listed_sources(book, True), book_text.glossary(book, True))
        self._hard_sources = {entry.source.id for entry in behind[0]}
        self._hard_terms = {entry.term.id for entry in behind[1]}

    def record(self, kind: str, key: str) -> str:
        """The address of a record."""
        return f"#{anchor(kind, key)}"

    def scene_link(self, address: str, words: str | Markup, looks: str = "") -> Markup:
        """What leads to a scene, or to a step of one; `looks` is its class."""
        named = Markup(' class="{}"').format(looks) if looks else ""
        return Markup('<a{} href="#{}">{}</a>').format(named, address, words)

    def scene_link_around(self, address: str, caller: Callable[[], Markup]) -> Markup:
        """The same around what a template holds."""
        return self.scene_link(address, caller())

    def choice_link(self, choice: Choice) -> Markup:
        """What takes a choice."""
        return self.scene_link(choice.target, choice.label)

    def cards(self, shown: str | None = None) -> Cards:
        """What can be opened in place: of the whole story, or from markup that is shown."""
        book = self._book
        if shown is None:
            return Cards(
                tuple((key, entry) for key, entry in book.excerpts.items() if entry.scenes),
                tuple(entry for entry in self.terms if entry.scenes),
                tuple((key, entry) for key, entry in book.claims.items() if entry.scenes),
            )
        found = set(_OPENS.findall(shown))
        return Cards(
            tuple((key, entry) for key, entry in book.excerpts.items() if anchor("excerpt", key) in found),
            tuple(entry for entry in self.terms if anchor("term", entry.term.id) in found),
            tuple((key, entry) for key, entry in book.claims.items() if anchor("claim", key) in found),
        )

    def opens_at_steps(self, scene: BookScene) -> bool:
        """Whether the steps of a scene have addresses on the page: of a warned one its warning has them."""
        return scene.warning is None

    def folded(self, block: Block) -> str:
        """What stands in place of a block that was said after the day of the page; empty: the block itself."""
        if not self.on or block.kind == "figure" or not block.earliest or block.earliest <= self.on:
            return ""
        return _sentence(_("said later: {date}").format(date=block.earliest_words))

    def later_than_shown(self, kind: str, key: str) -> str:
        """The same for a source or an excerpt."""
        date, precision = later(self._story, kind, key, "0001-01-01")
        if not self.on or dates.counts_from(date, precision) <= self.on:
            return ""
        return _sentence(later_said(date, precision))

    def prose(self, paragraph: Paragraph) -> Markup:
        """A paragraph's words with what can be opened from them."""
        return self._setter.paragraph(paragraph)

    def paragraphs(self, block: Block) -> list[Markup]:
        """The paragraphs of a block; on the page that folds by itself each sentence says how old it is."""
        if not self.is_one_file or not block.dated:
            return [self.prose(paragraph) for paragraph in block.paragraphs]
        return [self._dated(paragraph) for paragraph in block.dated]

    def line(self, line: LinePart) -> Markup:
        """A line of the story in short, or of what no source says, in the same way."""
        return self._dated(line.dated) if self.is_one_file and line.dated else self.prose(line.paragraph)

    def _dated(self, sentences: tuple[tuple[str, Paragraph], ...]) -> Markup:
        said = Markup('<span class="said" data-since="{}">{}</span>')
        return Markup("").join(said.format(day, self.prose(sentence)) for day, sentence in sentences)

    def since(self, part: DocumentPart, number: int) -> str:
        """The day from which a verdict of a document can be read."""
        return record_day(self._story, part.document, part.document.sentences[number - 1])

    def as_checked(self) -> Markup:
        """From which day what is told as last checked can be read: what came before, and what stands at an end."""
        return _later(self._story.checked_on, _("said later"))

    def note_later(self, version: Version) -> Markup:
        """From which day the note on a version can be read."""
        return _later(newest(self._story, version.source) if version.source else "", _("said later"))

    def picture(self, part: FigurePart, scene: str) -> Picture:
        """A figure drawn for its place."""
        when = self._story.scenes[scene].when
        return site_figures.picture(self._story, part, when.end or when.start)

    def table(self, figure: Figure) -> DataTable:
        """A figure's values."""
        return site_figures.table(self._story, figure)

    def doors(self) -> list[site_ways.Door]:
        """The ways in."""
        return site_ways.doors(self._story, self._book)

    def trails_at(self, scene: str) -> list[tuple[str, str]]:
        """The trails through a scene that go on: title, and the next stop."""
        return site_ways.trails_at(self._book, scene)

    def closings(self, scene: str) -> list[site_ways.Closing]:
        """What stands at an end."""
        return site_ways.closings(self._story, self._book, scene, self.on)

    def trail_link(self, trail: str, first: str, words: str) -> Markup:
        """What leads onto a trail."""
        return self.choice_link(Choice(words, "", first, trail))

    def place_in_story(self, scene: str) -> str:
        """`12 of 40`."""
        return _("{n} of {total}").format(n=self._book.scenes[scene].number, total=len(self._book.scenes))

    def hard(self, scenes: tuple[str, ...]) -> str:
        """The title of the warned scene that alone uses a record; empty where a scene without warning does."""
        return self._book.scenes[scenes[0]].title if self._book.behind(scenes) else ""

    def hard_source(self, entry: SourceEntry) -> str:
        """The same for a source, whose very title may be hard to read; empty also where it is cited openly."""
        return self.hard(entry.scenes) if entry.source.id in self._hard_sources else ""

    def hard_term(self, entry: TermEntry) -> str:
        """The same for a term."""
        return self.hard(entry.scenes) if entry.term.id in self._hard_terms else ""

    def block_later(self, block: Block) -> Markup:
        """From which day a block can be read."""
        return _later(block.earliest, _("said later: {date}").format(date=block.earliest_words))

    def later(self, kind: str, key: str) -> Markup:
        """From which day a source or an excerpt can be read."""
        date, precision = later(self._story, kind, key, "0001-01-01")
        return _later(dates.counts_from(date, precision), later_said(date, precision))

    def sentence_later(self, part: DocumentPart, number: int) -> Markup:
        """From which day the record of a document's sentence can be read."""
        day = self.since(part, number)
        return _later(day, later_said(day, "day"))

    def post_later(self, post: Post) -> Markup:
        """From which day a post can be read: one that began later is folded."""
        return _later(dates.first_day(post.start), later_said(post.start, "day"))

    def source_words(self, key: str) -> Markup:
        """A source where it is only named: `Publisher, 5 January 2022`.

        The date is a line of its own to the browser, here and in the templates: behind a right-to-left name it would
        part the day from its month.
        """
        entry = self._book.sources[key]
        date = Markup("<bdi>{}</bdi>").format(entry.date) if entry.date else ""
        return Markup(", ").join(part for part in (entry.source.publisher, date) if part)

    def source_fields(self, source: Source) -> list[tuple[str, str]]:
        """The record of a source, but for its addresses."""
        entry = self._book.sources[source.id]
        carried = "" if source.carriage == "original" else f", {source.carriage}"
        fields = [
            (_("By"), ", ".join(name for name in (source.author, source.publisher) if name)),
            (_("Date"), entry.date),
            (_("Language"), f"{entry.language}{carried}"),
            (_("Kind"), entry.kind),
            (_("How sure"), source.reliability),
            (_("Rights"), source.rights),
        ]
        return [(label, text) for label, text in fields if text]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _later(day: str, words: str) -> Markup:
    if not day:
        return Markup("")
    if words == later_said(day, "day"):  # the script says so by itself
        return Markup(' data-from="{}"').format(day)
    return Markup(' data-from="{}" data-later="{}"').format(day, words)
