"""Whether a story is in balance: how long its ways are, what its claims rest on, who speaks and who is not heard.

Figures, no verdicts: each has its rule here and in `docs/authors/balance.md`, and an author decides what to do. Pure
functions over a story that is in order.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from explainer.messages import _
from explainer.story.check.lint import roots
from explainer.story.load.format_story import SIDES
from explainer.story.model import lens
from explainer.story.model.json_records import links, reading_order
from explainer.story.model.prose import minutes, step_prose
from explainer.story.model.structs import Claim, Excerpt, Prose, Scene, Source, Story, Version
from explainer.story.model.walks import Way, ways
from explainer.story.search.stems import STOP_WORDS

SECOND_HAND = ("copy", "relay", "machine translation")
"""Carriages whose words may not be those of the page they came from. A translation by people is not among them."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims, by what the versions rest on that a reader still hears: not superseded, not retracted."""

    heard: tuple[str, ...]
    """The claims that scenes tell."""
    one_source: tuple[str, ...]
    """All their versions lead back to one source; a source that repeats another is the other."""
    weak: tuple[str, ...]
    """All their versions rest on weak sources alone."""
    weak_versions: tuple[str, ...]
    """`claim:version`: it rests on weak sources alone, and another version of its claim does not."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The excerpts that a part of the story cites, each once."""

    excerpts: int
    present: int
    """Whose speaker was there: the side `present`."""
    first_hand: int
    """Of these: out of a source that is itself at first hand, its carriage `original`."""
    sides: Mapping[str, int]
    """By side."""


@dataclass(frozen=True, slots=True)
class ChapterBalance:
    """What one chapter rests on."""

    id: str
    title: str
    sources: Mapping[str, int]
    """By kind: how many sources its scenes rest on or cite, each once."""
    weak: int
    """How many of these are weak."""
    voices: Voices


@dataclass(frozen=True, slots=True)
class Stretch:
    """Scenes in a row that tell what is contested, and in which one side alone speaks."""

    way: Way
    side: str
    scenes: tuple[str, ...]
    words: int

    @property
    def minutes(self) -> int:
        return minutes(self.words)


@dataclass(frozen=True, slots=True)
class Balance:
    """All figures of one story."""

    ways: tuple[Way, ...]
    claims: Claims
    weak_sources: Mapping[str, tuple[str, ...]]
    """The weak ones among the sources that scenes and told claims rest on, each with the reasons."""
    chapters: tuple[ChapterBalance, ...]
    voices: Voices
    """Of the whole story."""
    stretch: Stretch | None
    """The longest of the main way and the trails; None: another side is heard in every scene that needs it."""


def balance(story: Story) -> Balance:
    """The figures of a story that is in order."""
    found = ways(story)
    claims = _claims(story)
    used = [links(story).of_scene[scene]["source"] for scene in story.scenes]
    told = [version.source for key in claims.heard for version in _heard(story.claims[key])]
    reasons = {
        key: weaknesses(story.sources[key])
        for key in dict.fromkeys(chain(*used, *told))
        if key in story.sources
    }
    return Balance(
        ways=found,
        claims=claims,
        weak_sources={key: why for key, why in reasons.items() if why},
        chapters=_chapters(story),
        voices=_voices(story, tuple(story.scenes)),
        stretch=_longest_stretch(story, [way for way in found if way.kind in ("main", "trail")]),
    )


def weaknesses(source: Source) -> tuple[str, ...]:
    """Why a source is weak, in words; empty: it is not.

    Weak is a source of the kind repost, one that is a copy, a relay or a machine translation, one that merely repeats
    another, and one whose date is not known.
    """
    found = []
    if source.kind == "repost":
        found.append(_("a repost"))
    if source.carriage in SECOND_HAND:
        found.append(_("a {carriage}").format(carriage=_(source.carriage)))
    if source.repeats:
        found.append(_("repeats another"))
    if not source.date or source.date_precision == "unknown":
        found.append(_("date unknown"))
    return tuple(found)


def _heard(claim: Claim) -> tuple[Version, ...]:
    """The versions that stand; of a claim that was taken back whole, all."""
    return lens.standing(claim) or claim.versions


def _claims(story: Story) -> Claims:
    uses = links(story).uses["claim"]
    heard = tuple(key for key in story.claims if key in uses)
    one_source, weak, weak_versions = [], [], []
    for key in heard:
        versions = _heard(story.claims[key])
        if len({root for version in versions for one in version.source for root in roots(story, one)}) == 1:
            one_source.append(key)
        faint = [version for version in versions if _is_weak(story, version)]
        if len(faint) == len(versions):
            weak.append(key)
        else:
            weak_versions += [f"{key}:{version.id}" for version in faint]
    return Claims(heard, tuple(one_source), tuple(weak), tuple(weak_versions))


def _is_weak(story: Story, version: Version) -> bool:
    return all(weaknesses(story.sources[key]) for key in version.source if key in story.sources)


def _chapters(story: Story) -> tuple[ChapterBalance, ...]:
    found = []
    for chapter in story.chapters:
        scenes = tuple(scene.id for scene in story.scenes.values() if scene.chapter == chapter.id)
        keys = dict.fromkeys(chain(*(links(story).of_scene[scene]["source"] for scene in scenes)))
        sources = [story.sources[key] for key in keys if key in story.sources]
        kinds = Counter(source.kind for source in sources)
        weak = sum(1 for source in sources if weaknesses(source))
        most_first = dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
        found.append(ChapterBalance(chapter.id, chapter.title, most_first, weak, _voices(story, scenes)))
    return tuple(found)


def _voices(story: Story, scenes: Sequence[str]) -> Voices:
    keys = dict.fromkeys(chain(*(links(story).of_scene[scene]["excerpt"] for scene in scenes)))
    excerpts = [story.excerpts[key] for key in keys if key in story.excerpts]
    present = [excerpt for excerpt in excerpts if excerpt.side == "present"]
    sides = Counter(excerpt.side for excerpt in excerpts)
    return Voices(
        len(excerpts),
        len(present),
        sum(1 for excerpt in present if _is_first_hand(story, excerpt)),
        {side: sides[side] for side in SIDES},
    )


def _is_first_hand(story: Story, excerpt: Excerpt) -> bool:
    source = story.sources.get(excerpt.source)
    return source is not None and source.carriage == "original"


def _sides(story: Story, scene: str) -> tuple[frozenset[str], bool]:
    """Who speaks in a scene (excerpts cited, versions that stand of contested claims), and whether it tells one."""
    used = links(story).of_scene[scene]
    disputed = [claim for key in used["claim"] if (claim := story.claims.get(key)) and lens.contested(claim)]
    cited = (story.excerpts[key].side for key in used["excerpt"] if key in story.excerpts)
    told = (version.side for claim in disputed for version in lens.standing(claim))
    return frozenset((*cited, *told)), bool(disputed)


def _longest_stretch(story: Story, along: Sequence[Way]) -> Stretch | None:
    """The longest stretch without an opposing voice, by words; of two as long the first."""
    speak = {scene: _sides(story, scene) for scene in story.scenes}
    found = [stretch for way in along for stretch in _stretches(story, way, speak)]
    return max(found, key=lambda stretch: stretch.words, default=None)


def _stretches(story: Story, way: Way, speak: Mapping[str, tuple[frozenset[str], bool]]) -> list[Stretch]:
    """Each stretch of a way that cannot be made longer: one side speaks, and something contested is told.

    It begins and ends with a scene in which that side speaks: scenes in which nobody does count between these only.
    """
    found: list[Stretch] = []
    run: list[str] = []
    side = ""
    tells = False

    def close() -> None:
        while run and not speak[run[-1]][0]:
            run.pop()
        if run and tells:
            found.append(Stretch(way, side, tuple(run), sum(story.scenes[scene].words for scene in run)))

    for scene in way.scenes:
        sides, disputes = speak[scene]
        if len(sides) > 1 or (sides and side and side not in sides):
            close()
            run, side, tells = [], "", False
        if len(sides) == 1:
            (side,) = sides
            run.append(scene)
            tells = tells or disputes
        elif not sides and run:
            run.append(scene)
    close()
    return found


# How hard a story is to read: the Flesch-Kincaid grade of each scene and of the whole. Measured are the story's
# own words: names (terms) and quotations are left out, since an author cannot change them. One short word
# stands in for each, so that a sentence full of names does not seem a short one. The grade itself comes from a
# package in the extra for authors; without it nothing is measured.

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
