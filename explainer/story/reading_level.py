"""How hard a story is to read: the Flesch-Kincaid grade of each scene and of the whole.

Measured are the story's own words: names (terms) and quotations are left out, since an author cannot change them. One
short word stands in for each, so that a sentence full of names does not seem a short one.
The grade itself comes from a package in the extra for authors; without it nothing is measured.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from explainer.story import lens
from explainer.story.model import Prose, Scene, Story
from explainer.story.records import reading_order
from explainer.story.references import step_prose
from explainer.story.words import STOP_WORDS

FEW = 40
"""Scenes with fewer words have no grade: one long sentence would make it."""

KNOWN = ("en", "de", "nl")
"""What the package in the extra for authors can count."""

_QUOTED = re.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"]*\"")
_SENTENCE_END = re.compile(r"(?<=[.!?])[)\]’']*\s+(?=\S)|\n+")
_WORD = re.compile(r"[^\W_]+(?:[’'.,:-][^\W_]+)*")
_LEFT_OUT = "it"

Sentence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Grades: years of school that a text asks for."""

    scenes: dict[str, float]
    """By scene, in the order of reading."""
    whole: float


class NoLibrary(Exception):
    """What measures is not installed, or does not know the story's language."""


class NotThisLanguage(NoLibrary):
    """Grades are only for languages whose syllables and years of school are known."""


def reading_level(story: Story, progress: Callable[[int, int], None] | None = None) -> Reading:
    """Measure a story.

    Args:
        story: the story.
        progress: called with scenes measured and scenes in all.

    Raises:
        NoLibrary: the extra for authors is missing, or knows nothing of the language.
    """
    language = story.language.split("-")[0]
    if language not in KNOWN:
        raise NotThisLanguage
    try:
        with warnings.catch_warnings():
            # Python 3.12 and newer warn of an escape in its Dutch word list where it is compiled for the first time.
            warnings.simplefilter("ignore", SyntaxWarning)
            from readability import getmeasures
            from readability.langdata import LANGDATA
    except ImportError as missing:
        raise NoLibrary from missing
    if language not in LANGDATA:
        raise NotThisLanguage

    def grade(sentences: list[Sentence]) -> float:
        text = "\n".join(" ".join(sentence) for sentence in sentences)
        return round(float(getmeasures(text, lang=language)["readability grades"]["Kincaid"]), 1)

    names = _names(story)
    scenes = {scene: list(_sentences(story, story.scenes[scene], names)) for scene in reading_order(story)}
    measured = {}
    for number, (key, own) in enumerate(scenes.items(), 1):
        if sum(map(len, own)) >= FEW:
            measured[key] = grade(own)
        if progress:
            progress(number, len(scenes))
    together = [sentence for own in scenes.values() for sentence in own]
    return Reading(measured, grade(together) if together else 0.0)


def _names(story: Story) -> frozenset[str]:
    """Words of people's and places' names, to be left out where a text writes them without a mark."""
    return frozenset(
        word
        for term in story.terms.values()
        if term.kind in ("person", "place")
        for name in (term.name, *term.also)
        for word in _WORD.findall(name)
        if word[:1].isupper() and word.casefold() not in STOP_WORDS
    )


def _sentences(story: Story, scene: Scene, names: frozenset[str]) -> Iterator[Sentence]:
    """The sentences of a scene, without what is left out."""
    for step in scene.steps:
        if step.kind not in ("text", "items"):
            continue
        for prose in step_prose(step):
            text = _QUOTED.sub(_placeholder, _said(story, prose))
            for sentence in _SENTENCE_END.split(text):
                words = tuple(_LEFT_OUT if word in names else word for word in _WORD.findall(sentence))
                if words:
                    yield words


def _placeholder(quoted: re.Match[str]) -> str:
    """A quotation that ends a sentence goes on ending it."""
    inside = quoted[0][1:-1].rstrip()
    return _LEFT_OUT + (inside[-1] if inside[-1:] in (".", "!", "?") else "")


def _said(story: Story, prose: Prose) -> str:
    words = []
    for span in prose:
        if span.kind == "claim" and span.ref in story.claims:
            words.append(lens.shown(story.claims[span.ref], span.on))
        elif span.kind == "term":
            words.append(_LEFT_OUT)
        else:
            words.append("\n" if span.kind == "break" else span.text)
    return "".join(words)
