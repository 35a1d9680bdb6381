"""Paragraphs of a book as HTML: what can be opened is a button with a popover, or a link to the whole record.

Where a browser knows popovers it shows the button, else the link: never both, so that a keyboard and a screen reader
meet each once.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from explainer.export.book_records import Book, Paragraph, Piece
from explainer.messages import _

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
