"""What readers see of the shipped story's evidence: sentences, and no key of the research."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

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


def test_notes_and_outcomes_of_versions_are_sentences(shipped: Story) -> None:
    for claim in shipped.claims.values():
        for version in claim.versions:
            for text in filter(None, (version.note, version.outcome)):
                assert text[0].isupper() or text[0].isdigit(), (claim.id, version.id, text)
                assert text.endswith("."), (claim.id, version.id, text)
