"""Short names for the specs that the fields of many kinds of file are made of.

The first argument is always `about`: what the field holds, in plain words. Editors show it beside the field, the
reference for authors prints it, and `explainer check` gives it as the hint where a needed field is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from explainer.story.containers import ListOf, Record
from explainer.story.fields import Choice, Date, Id, Language, Marked, Ref, Spec, Text


def text(about: str, *, required: bool = False, paragraphs: bool = False) -> Text:
    """A text without marks, in one language or in several."""
    return Text(about=about, required=required, paragraphs=paragraphs)


def code(about: str, *, required: bool = False) -> Text:
    """A text that is the same in every language: an address, a path, a name in its own script."""
    return Text(about=about, required=required, languages=False)


def language(about: str, *, required: bool = False) -> Language:
    """The code of a language."""
    return Language(about=about, required=required)


def prose(about: str) -> Marked:
    """A text in which terms, excerpts and claims are read."""
    return Marked(about=about)


def own_id(about: str) -> Id:
    """The id of the thing itself; it must be given."""
    return Id(about=about, required=True)


def ref(kind: str, about: str, *, required: bool = False) -> Ref:
    return Ref(kinds=(kind,), about=about, required=required)


def refs(kind: str, about: str, *, required: bool = False) -> ListOf:
    return ListOf(item=Ref(kinds=(kind,)), about=about, required=required)


def day(about: str, *, required: bool = False) -> Date:
    """A whole day."""
    return Date(only_days=True, about=about, required=required)


def date(about: str, *, required: bool = False) -> Date:
    """A day, a month or a year."""
    return Date(about=about, required=required)


def moment(about: str, *, required: bool = False) -> Date:
    """A day, a month or a year, or an hour of a day."""
    return Date(hours=True, about=about, required=required)


def one_of(about: str, words: Mapping[str, str], *, required: bool = False, fallback: str = "") -> Choice:
    """One of a few words, each with its meaning."""
    return Choice(
        about=about, words=tuple(words), meanings=tuple(words.values()), required=required, fallback=fallback
    )


def listed(about: str, fields: dict[str, Spec], *, required: bool = False, at_least: int = 0) -> ListOf:
    """A list of mappings with known keys."""
    return ListOf(item=Record(fields=fields), about=about, required=required, at_least=at_least)
