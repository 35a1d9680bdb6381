"""Citations of an excerpt, a claim or a source as BibTeX and as CSL-JSON, beside the plain one.

Each says the story's edition, the day it was checked, the lens if one is set, and the address to come back to. A
source is cited as itself, an excerpt as the source that holds it, a claim as a part of the story.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from explainer.messages import _
from explainer.reading.citing import citation
from explainer.story.model.dates import parts
from explainer.story.model.structs import Source, Story
from explainer.story.text import clean

KINDS = ("excerpt", "claim", "source")
FORMATS = ("plain", "bibtex", "csl-json")

_CSL_TYPES = {
    "news": "article-newspaper", "analysis": "article-magazine", "official": "document", "ngo": "report",
    "academic": "article-journal", "encyclopedia": "entry-encyclopedia",
}  # fmt: skip
_WEB_PAGE = "webpage"


class Cited(msgspec.Struct, frozen=True):
    """What is cited, before it has a form; what is not known is empty."""

    key: str
    kind: str
    """The type of a CSL item."""
    title: str
    note: str
    """The words, the story's edition, the dates it holds for, the address, the archive."""
    author: str = ""
    publisher: str = ""
    within: str = ""
    """The work it is a part of."""
    edition: str = ""
    """Of the work it is a part of."""
    date: str = ""
    language: str = ""
    url: str = ""
    archive: str = ""


def cite_as(story: Story, kind: str, key: str, form: str, on: str = "") -> str:
    """A citation of one thing, with a line end.

    Args:
        story: the story it is of.
        kind: excerpt, claim or source.
        key: its id.
        form: plain, bibtex or csl-json.
        on: the lens day; empty: as last checked.

    Raises:
        Cannot: it was said after the lens day.
    """
    text = citation.thing(story, kind, key, on)
    if form == "plain":
        return text
    cited = cited_thing(story, kind, key, text)
    return bibtex(cited) if form == "bibtex" else csl_json(cited)


def cited_thing(story: Story, kind: str, key: str, text: str) -> Cited:
    """What a citation is about; `text` is the plain one, which holds all that a form has no field for."""
    note = _note(kind, text)
    if kind == "claim":
        claim = story.claims[key]
        return Cited(
            f"{story.id}-{key}", "entry", claim.question, note, within=story.title,
            edition=str(story.edition), date=story.checked_on, language=story.language,
        )  # fmt: skip
    if kind == "source":
        return _source(story.sources[key], key, note)
    source = story.sources[story.excerpts[key].source]
    return _source(source, f"{source.id}-{key}", note)


def _note(kind: str, text: str) -> str:
    """The plain citation without what the other fields say: a claim's question, a source's own line."""
    words, tail = text.rstrip().split("\n\n", 1)
    said = words.splitlines()[1:] if kind == "claim" else [] if kind == "source" else words.splitlines()
    lines = [*said, *tail.splitlines()] if kind == "claim" else [*said, tail.splitlines()[0]]
    return " ".join(_ended(line.removeprefix("- ")) for line in lines if line)


def _ended(line: str) -> str:
    return line if line.endswith((".", ":", "?", "!")) or "://" in line.rsplit(" ", 1)[-1] else f"{line}."


def _source(source: Source, key: str, note: str) -> Cited:
    return Cited(
        key, _CSL_TYPES.get(source.kind, _WEB_PAGE), source.title, note, author=source.author,
        publisher=source.publisher, date=source.date, language=source.language,
        url=source.address, archive=source.archive,
    )  # fmt: skip


# BibTeX

_ESCAPED = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
"""One sign for one command; letters of other scripts stay, as today's BibTeX programs read UTF-8."""
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def bibtex(cited: Cited) -> str:
    """One `@misc` entry: the one type that every style knows and that holds a web page."""
    year, month, day = parts(cited.date) if cited.date else (0, 0, 0)
    fields = {
        "title": f"{{{_escaped(cited.title)}}}",
        "author": f"{{{_escaped(cited.author)}}}"
        if cited.author
        else "",  # braces: one name, whatever its commas
        "publisher": _escaped(cited.publisher),
        "booktitle": _escaped(cited.within),
        "edition": _escaped(cited.edition),
        "year": f"{year:04}" if year else "",
        "month": str(month) if month else "",
        "day": str(day) if day else "",
        "language": _escaped(cited.language),
        "howpublished": _escaped(_("Not found on the web")) if not cited.url and not cited.within else "",
        "url": cited.url.translate(_IN_ADDRESS),
        "archive": cited.archive.translate(_IN_ADDRESS),
        "note": _escaped(cited.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@misc{{{cited.key},", *lines, "}")) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"\s+", " ", clean(text)).strip().translate(_ESCAPED)


# CSL-JSON


def csl_json(cited: Cited) -> str:
    """A list with one CSL item, as reference managers import it."""
    number = [part for part in (parts(cited.date) if cited.date else ()) if part]
    item: dict[str, Any] = {
        "id": cited.key,
        "type": cited.kind,
        "title": clean(cited.title),
        "author": [{"literal": clean(cited.author)}] if cited.author else None,
        "publisher": clean(cited.publisher),
        "container-title": clean(cited.within),
        "edition": cited.edition,
        "issued": {"date-parts": [number]} if number else None,
        "language": cited.language,
        "URL": cited.url,
        "archive_location": cited.archive,
        "note": cited.note,
    }
    shown = {name: value for name, value in item.items() if value}
    return json.dumps([shown], ensure_ascii=False, indent=2) + "\n"
