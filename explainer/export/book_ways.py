"""What the forms of a book share: where one can go from a scene, and what stands in its lists; no form is known."""

from __future__ import annotations

import re
from typing import NamedTuple

from explainer.export.book_records import Book, BookScene, ClaimEntry, SourceEntry, TermEntry
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


def listed_claims(book: Book, behind: bool) -> list[ClaimEntry]:
    """The claims: of the open scenes, or what warned scenes alone tell of."""
    return [entry for entry in book.claims.values() if book.behind(entry.scenes) == behind]


def listed_sources(book: Book, behind: bool) -> list[SourceEntry]:
    """The sources by number: those of warned scenes alone, whose very titles may be hard to read, or all others."""
    open_ones = _cited_openly(book)
    found = (
        entry
        for key, entry in book.sources.items()
        if (book.behind(entry.scenes) and key not in open_ones) == behind
    )
    return sorted(found, key=lambda entry: entry.number)


def _cited_openly(book: Book) -> set[str]:
    """The sources on which rests what stands before the warned scenes: a picture's row, a term, a version."""
    blocks = [block for scene in book.open_scenes for block in scene.blocks]
    found = {key for block in blocks for key in block.rests_on}
    found |= {key for block in blocks if block.figure for key in block.figure.sources}
    for entry in glossary(book, behind=False):
        found |= {*entry.term.rests_on, *(key for post in entry.posts for key in post.sources)}
    for claim in listed_claims(book, behind=False):
        found |= {key for version in claim.versions for key in version.version.source}
    return found


def before_turn(label: str) -> str:
    """A way's label as it stands before "turn to": with a colon, unless it ends by itself."""
    return label if label.endswith(("?", "!", ".", "…", ")")) else f"{label}:"


def sentence(text: str) -> str:
    """A text as a sentence: with a capital and an end."""
    text = one_line(text).strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "?", "!", "…", ".”", "?”", "!”")) else f"{text}."
