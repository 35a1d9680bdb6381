"""What readers see of the shipped story's evidence: sentences, and no key of the research."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from explainer.export.book_text import to_markdown, to_text
from explainer.export.handout import to_handout
from explainer.export.site import make_site
from explainer.export.takeaway import gather
from explainer.export.takeaway_forms import FORMS
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story

_KEY = re.compile(r"(?<![\w/.-])(?:b-[a-z0-9-]+|[a-z]+(?:-[a-z]+)*-\d{4}-[a-z0-9-]+|v\d+)(?![\w/])")
"""A source's or a version's id."""


@pytest.fixture(scope="module")
def shipped() -> Story:
    return read_story(Path(__file__).parents[4] / "scenes")


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _texts(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _texts(value)


def test_no_text_names_a_key_of_the_research(shipped: Story) -> None:
    for kind in ("sources", "claims", "excerpts", "terms"):
        for text in _texts(msgspec.to_builtins(getattr(shipped, kind))):
            if " " in text:
                assert not _KEY.search(text), text


def test_the_rights_of_a_source_are_words_for_readers(shipped: Story) -> None:
    for source in shipped.sources.values():
        assert not _KEY.search(source.rights), source.rights
        assert "may be quoted" not in source.rights, "what an editor may do is no word for a reader"


_OWN = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")
_ADDRESS = re.compile(
    r"https?://\S+|<(style|script)\b.*?</\1>|<[^<>]*>|\]\([^()]*\)|@misc\{[^,]*,", re.DOTALL
)
"""What is no word of a page: addresses, markup, targets of links, and the key that BibTeX asks for."""


def _told(text: str) -> set[str]:
    """The words of a document that could be keys."""
    return set(_OWN.findall(_ADDRESS.sub(" ", text)))


def _keys(story: Story) -> set[str]:
    """All ids but those of scenes, which readers have as addresses, and those that are words of the text."""
    kinds = (story.sources, story.claims, story.excerpts, story.figures, story.terms, story.documents)
    versions = {version.id for claim in story.claims.values() for version in claim.versions}
    found = {key for kind in kinds for key in kind} | versions
    words = {
        "new-kazakhstan",
        "january-events",
    }  # these stand in a text, and in the second line of an address
    return {key for key in found if _OWN.fullmatch(key)} - set(story.scenes) - words


@pytest.mark.parametrize("form", list(FORMS))
def test_no_key_stands_in_what_a_reader_takes_along(shipped: Story, form: str) -> None:
    opened = (*(f"claim:{key}" for key in shipped.claims), *(f"term:{key}" for key in shipped.terms))
    run = msgspec.structs.replace(begin(shipped), seen=tuple(shipped.scenes), opened=opened)
    found = FORMS[form](gather(shipped, run, guesses=True))
    assert not _told(found) & _keys(shipped)


@pytest.mark.parametrize("make", [to_text, to_markdown, make_site, to_handout])
def test_no_key_stands_in_a_whole_story(shipped: Story, make: Callable[[Story], str]) -> None:
    found = _told(make(shipped)) & _keys(shipped)
    assert not found


def test_notes_and_outcomes_of_versions_are_sentences(shipped: Story) -> None:
    for claim in shipped.claims.values():
        for version in claim.versions:
            for text in filter(None, (version.note, version.outcome)):
                assert text[0].isupper() or text[0].isdigit(), (claim.id, version.id, text)
                assert text.endswith("."), (claim.id, version.id, text)
