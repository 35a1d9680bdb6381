"""Whether a story is in balance: how long its ways are, what its claims rest on, who speaks and who is not heard.

Figures, no verdicts: each has its rule here and in `docs/authors/balance.md`, and an author decides what to do. Pure
functions over a story that is in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from explainer.messages import _
from explainer.story import lens
from explainer.story.lint_sources import roots
from explainer.story.model import Claim, Excerpt, Source, Story, Version
from explainer.story.pace import minutes
from explainer.story.records import links
from explainer.story.schema import SIDES
from explainer.story.ways import Way, ways

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
