"""Checks of a story in several languages: what is not translated, and evidence that a translation lost.

What is missing is one warning for a language and a file. A translation that marks other terms, excerpts or claims than
the story's own text is an error: what a paragraph rests on must not depend on the language one reads it in. One that
tells other numbers is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from explainer.messages import _, ngettext
from explainer.problems import Problem
from explainer.story.check.facts import differing
from explainer.story.load import markup
from explainer.story.load.containers import ListOf, MapOf, Options, Record
from explainer.story.load.entries import Parts, TermNames, Where
from explainer.story.load.fields import Spec, Text
from explainer.story.load.format_figures import OPTIONS
from explainer.story.load.format_story import FILES
from explainer.story.load.yaml_text import Node
from explainer.story.model.structs import Story
from explainer.story.model.translation import is_language, own_name

SHOWN = 3
"""Texts that a warning names; it counts the others."""
_APART = ("sources",)
"""Purposes of files whose texts stay as they were printed."""
_NOT_READ = ("waive", "as_known", "answer", "credit", "say")
"""Keys under which nothing is read as prose of the story, or follows from what is translated."""
_MARKS = {"term": "[[{id}]]", "excerpt": "[^{id}]", "claim": "{{{id}}}"}

_Mark = tuple[str, str, str]
"""Kind, id, and the day that it is pinned to."""


class _Found(NamedTuple):
    """One text of a file that may stand in several languages."""

    at: Where
    spec: Text
    beside: Node
    """The mapping it stands in."""

    @property
    def own(self) -> Node:
        """The text in the story's own language."""
        node = self.at.node
        return node.entries[0][1] if node.kind == "map" and node.entries else node

    @property
    def others(self) -> Iterator[tuple[str, Where]]:
        """The text in each of the other languages."""
        for key, value in self.at.node.entries[1:]:
            yield key.value, replace(self.at, node=value, path=f"{self.at.path}.{key.value}")


def check_languages(story: Story, parts: Parts) -> Iterator[Problem]:
    """Every problem of a story's languages; none where it has one."""
    if not _is_translated(parts):
        return
    names = TermNames(parts)
    known = is_language(story.language)  # else that was told, and no text can be in it
    for document, purpose in parts.read:
        if document.root is None:
            continue
        # A mapping with nothing in it has been told as no text.
        texts = _texts(FILES[purpose], Where(document, document.root), document.root)
        found = [one for one in texts if one.at.node.entries or one.at.node.kind != "map"]
        found = [one for one in found if not one.at.node.is_null]
        for one in found:
            if known:
                yield from _own_first(one, story.language)
            yield from _marks(one, names)
            yield from _numbers(one)
        if known and purpose not in _APART:
            for language in story.languages[1:]:
                yield from _missing(found, language, story)


def _is_translated(parts: Parts) -> bool:
    """Whether a text stands in several languages anywhere: the walk through every text is for such stories."""
    held = [values for kind in parts.things.values() for values, _where in kind.values()]
    return any(values.get("translations") for values in (*held, parts.story or {}, *parts.changes))


def _texts(spec: Spec, at: Where, beside: Node) -> Iterator[_Found]:
    """Every text below a place that may stand in several languages."""
    if isinstance(spec, Text):
        if spec.languages:
            yield _Found(at, spec, beside)
    elif isinstance(spec, Record):
        for key, _value in at.node.entries:
            below = spec.fields.get(key.value)
            if isinstance(below, Options):
                kind = at.node.get("kind")
                below = OPTIONS.get(kind.value) if kind is not None else None
            if below is not None and key.value not in _NOT_READ:
                yield from _texts(below, at.at(key.value), at.node)
    elif isinstance(spec, ListOf):
        for number in range(len(at.node.items)):
            yield from _texts(spec.item, at.at(number), beside)
    elif isinstance(spec, MapOf):
        for key, _value in at.node.entries:
            yield from _texts(spec.value, at.at(key.value), at.node)


def _own_first(one: _Found, own: str) -> Iterator[Problem]:
    """The first language of a mapping is the story's."""
    key = one.at.node.entries[0][0] if one.at.node.entries else None
    if key is not None and key.value != own and is_language(key.value):
        message = _("the first language here is `{found}`, that of the story is `{own}`")
        hint = _("Write the story's own language first: {own} is what stands where others are missing.")
        yield one.at.problem(
            message.format(found=key.value, own=own), hint.format(own=own), "own-language", node=key
        )


# what a translation marks


def _marks(one: _Found, names: TermNames) -> Iterator[Problem]:
    own = _marked(one.own, names) if one.spec.marks else {}
    for language, at in one.others if one.spec.marks else ():
        other = _marked(at.node, names)
        lost, more = _named(own, other), _named(other, own)
        if lost or more:
            message = _("the text in {language} does not mark what the story's own marks: {parts}").format(
                language=own_name(language), parts=_apart(lost, more)
            )
            hint = _(
                "A translation keeps every term, excerpt and claim; the words beside them and their order are free."
            )
            yield at.problem(message, hint, "translation-marks")


def _marked(node: Node, names: TermNames) -> dict[_Mark, None]:
    """What a text marks, each once. `{claim}` and `{^claim}` are one: both lead to its versions."""
    found: dict[_Mark, None] = {}
    for mark in markup.parse(node.value).marks:
        ref = (names.find(mark.ref) or mark.ref) if mark.kind == "term" else mark.ref
        pinned = mark.snippet.partition("@")[2].rstrip("}") if mark.kind == "claim" else ""
        found[(mark.kind, ref, pinned)] = None
    return found


def _named(these: dict[_Mark, None], those: dict[_Mark, None]) -> str:
    """The marks that only the first has, as an author writes them."""
    return ", ".join(
        _MARKS[kind].format(id=f"{ref}@{pinned}" if pinned else ref)
        for kind, ref, pinned in these
        if (kind, ref, pinned) not in those
    )


def _apart(lost: str, more: str) -> str:
    """What only one of two texts has, in words; one of both may be empty."""
    parts = [
        _("it lacks {what}").format(what=lost) if lost else "",
        _("it has {what} besides").format(what=more) if more else "",
    ]
    return _(" and ").join(part for part in parts if part)


# what numbers a translation tells


def _numbers(one: _Found) -> Iterator[Problem]:
    for language, at in one.others:
        waived = _waived(one.beside)
        found = differing(one.own.value, at.node.value)
        lost, more = (", ".join(n for n in side if n not in waived) for side in found)
        if lost or more:
            message = _("the text in {language} tells other numbers than the story's own: {parts}").format(
                language=own_name(language), parts=_apart(lost, more)
            )
            hint = _(
                "Sources are looked up for the story's own words alone; or waive the number with a reason."
            )
            yield at.problem(message, hint, "translation-numbers", "warning")


def _waived(step: Node) -> set[str]:
    waived = step.get("waive") if step.kind == "map" else None
    items = waived.items if waived is not None else ()
    return {text.value for item in items if (text := item.get("text")) is not None}


# what is not translated


def _missing(found: list[_Found], language: str, story: Story) -> Iterator[Problem]:
    missing = [one for one in found if _lacks(one, language, story)]
    if not missing:
        return
    named = ", ".join(
        _("{path} (line {line})").format(path=one.at.path, line=one.at.node.line) for one in missing[:SHOWN]
    )
    form = ngettext(
        "{n} text is not in {language} yet: {named}",
        "{n} texts are not in {language} yet: {named}",
        len(missing),
    )
    message = form.format(n=len(missing), language=own_name(language), named=named)
    if len(missing) > SHOWN:
        message += ", …"
    hint = _(
        "Where one is missing, readers of {language} see the story's own words, and are told so."
    ).format(language=own_name(language))
    yield missing[0].at.problem(message, hint, "untranslated", "warning")


def _lacks(one: _Found, language: str, story: Story) -> bool:
    """Whether a text with words in it, that is no source's own, has none in a language."""
    if not any(letter.isalpha() for letter in one.own.value):
        return False
    if any(key.value == language for key, _value in one.at.node.entries):
        return False
    return not _is_quoted(one, language, story)


def _is_quoted(one: _Found, language: str, story: Story) -> bool:
    """Whether these are a source's words: of a claim's version, or of a quotation in the very language."""
    key = one.at.path.rpartition(".")[2]
    if key == "words":
        quoted = one.beside.get("quoted")
        return quoted is not None and quoted.value == "true"
    identifier = one.beside.get("id")
    excerpt = story.excerpts.get(identifier.value) if key == "text" and identifier is not None else None
    if excerpt is None or excerpt.form != "quote":
        return False
    source = story.sources.get(excerpt.source)
    spoken = excerpt.language or (source.language if source else "")
    return spoken.partition("-")[0] == language.partition("-")[0]
