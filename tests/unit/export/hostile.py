"""A story whose every text is one given text: what an author might write to break out of its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from explainer.story.load.loader import read_story
from explainer.story.model.structs import Span, Story
from tests.make_story import write_random_story
from tests.tiny import ASKING, write_story

ROOT = Path(__file__).parents[3]
_TEXTS = {
    "about", "address", "archive", "asks", "author", "bridge", "carrier", "corrections", "definition", "detail",
    "differ", "found", "issuer", "label", "name", "next_label", "note", "original", "outcome", "post",
    "publisher", "question", "recap", "reliability", "report_errors", "rights", "short", "speaker", "text",
    "title", "translation_by", "twin", "unit", "value", "what", "why", "words",
}  # fmt: skip


def tiny(folder: Path) -> Story:
    """The tiny story with a document and guesses."""
    return read_story(write_story(folder, ASKING))


def shipped() -> Story:
    """The story that ships."""
    return read_story(ROOT / "scenes")


def random_one(folder: Path, scenes: int = 12, seed: int = 7) -> Story:
    """A random story."""
    return read_story(write_random_story(folder, scenes, seed))


STORIES: dict[str, Callable[[Path], Story]] = {
    "tiny": tiny,
    "random": random_one,
    "shipped": lambda _folder: shipped(),
}


def planted(story: Story, text: str) -> Story:
    """The story with every text that is not empty replaced; what it says of itself stays one paragraph."""
    made = _planted(story, text)
    assert isinstance(made, Story)
    return msgspec.structs.replace(made, about=" ".join(text.split()))


class Plain:
    """The tiny story, with a name that a failing test can print."""

    def __init__(self, folder: Path) -> None:
        self.story = tiny(folder)

    def __repr__(self) -> str:
        return "the tiny story"


def _planted(thing: Any, text: str) -> Any:
    if isinstance(thing, Span):
        return msgspec.structs.replace(thing, text=text) if thing.text else thing
    if isinstance(thing, msgspec.Struct):
        values = {name: getattr(thing, name) for name in thing.__struct_fields__}
        changed = {
            name: text if name in _TEXTS and isinstance(value, str) and value else _planted(value, text)
            for name, value in values.items()
            if name not in ("translations", "options", "assets", "stored", "ribbon")
        }
        if "options" in values and isinstance(values["options"], tuple):
            changed["options"] = tuple(text for _option in values["options"])
        return msgspec.structs.replace(thing, **changed)
    if isinstance(thing, tuple):
        return tuple(_planted(one, text) for one in thing)
    if isinstance(thing, dict):
        return {key: _planted(one, text) for key, one in thing.items()}
    return thing
