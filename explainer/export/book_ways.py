"""Where one can go from a scene of a book, in words that do not know how the book is set."""

from __future__ import annotations

import re
from typing import NamedTuple

from explainer.export.book_records import Book, BookScene, TermEntry
from explainer.messages import _
from explainer.story.clean import clean_line

_SPACE = re.compile(r"\s+")


class Way(NamedTuple):
    """One way on: what is asked or said, the scene it leads to, the trail it begins."""

    label: str
    target: str
    trail: str = ""


def ways(book: Book, scene: BookScene) -> tuple[Way, ...]:
    """The ways from the end of a scene: the choices, then the way on; none where the story ends."""
    found = [
        Way(_joined(choice.label, choice.detail), choice.target, choice.trail) for choice in scene.choices
    ]
    onward = scene.onward
    if onward.kind == "scene" and all(
        (choice.label, choice.target) != (onward.label, onward.target) for choice in scene.choices
    ):
        found.append(Way(_("Next: {label}").format(label=onward.label), onward.target))
    elif onward.kind == "return":
        found += returned(book, onward.returns, onward.target)
    return tuple(found)


def ways_round(book: Book, scene: BookScene) -> tuple[Way, ...]:
    """The ways past a warned scene."""
    if scene.warning is None:
        return ()
    return returned(book, scene.warning.returns, scene.warning.detour, _("Go on without it"))


def returned(book: Book, returns: tuple[tuple[str, str], ...], home: str, label: str = "") -> tuple[Way, ...]:
    """Where a side scene leads back to: one way where all roads meet, else one for each scene one came from."""
    targets = dict.fromkeys([target for _fork, target in returns] or [home])
    if not returns or targets == {home: None}:
        return (Way(label or _("Back to the way"), home),)
    found = []
    for target in targets:
        came = [book.scenes[fork].number for fork, on in returns if on == target]
        numbers = _(" or ").join(str(number) for number in came)
        words = _("From {numbers}").format(numbers=numbers)
        found.append(Way(f"{label}; {words[:1].lower()}{words[1:]}" if label else words, target))
    if home not in targets:
        found.append(Way(_("From elsewhere"), home))
    return tuple(found)


def _joined(label: str, detail: str) -> str:
    return f"{label} ({detail})" if detail else label


def one_line(text: str) -> str:
    """A text on one line, with nothing in it that acts."""
    return clean_line(_SPACE.sub(" ", text))


def source_keys(book: Book, keys: tuple[str, ...]) -> tuple[str, ...]:
    """`S3`, `S12`: what cites a source; its number counts by first use in the book."""
    return tuple(f"S{book.sources[key].number}" for key in keys if key in book.sources)


def glossary(book: Book, behind: bool) -> list[TermEntry]:
    """The terms by name: of the open scenes, or those that warned scenes alone use."""
    found = (entry for entry in book.terms.values() if book.behind(entry.scenes) == behind)
    return sorted(found, key=lambda entry: (entry.name.casefold(), entry.term.id))


def before_turn(label: str) -> str:
    """A way's label as it stands before "turn to": with a colon, unless it ends by itself."""
    return label if label.endswith(("?", "!", ".", "…", ")")) else f"{label}:"


def sentence(text: str) -> str:
    """A text as a sentence: with a capital and an end."""
    text = one_line(text).strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "?", "!", "…", ".”", "?”", "!”")) else f"{text}."
