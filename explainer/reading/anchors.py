"""Anchors: a step kept by its id and its first words, and found again by both after the story was edited.

A note must never come to stand beside words it was not written for. An anchor that is not found is lost, and
said to be lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from explainer.messages import _
from explainer.story.model.outline import Place
from explainer.story.model.prose import plain, readable_steps
from explainer.story.model.structs import Scene, Step, Story

KEPT_WORDS = 12
"""First words of a step that are kept: enough to tell two steps apart, few enough to survive most edits."""

ALIKE = 85
"""Per cent of alikeness from which two texts are one text reworded.

Measured over a story of 258 steps with text: the first words of two different steps are alike by 82 at most, and
in 4 pairs of 33,153 by more than 74; one word of twelve changed leaves about 92, two about 85.
"""

LEAST_WORDS = 5
"""Shorter texts are found by the very same words alone: with so few, one word changed is another text."""

_THINGS = ("figure", "document")
"""Kinds of steps that show a thing instead of words; it stands in their place, as `figure:ID`."""


class Anchor(msgspec.Struct, frozen=True, array_like=True):
    """A step as it was when something was fixed to it."""

    scene: str
    step: str
    words: str = ""
    """The first words of its text, plain; `figure:ID` or `document:ID` for a step that shows one."""

    @property
    def place(self) -> Place:
        return Place(self.scene, self.step)


class Found(msgspec.Struct, frozen=True):
    """Where an anchor leads in the story as it is now."""

    place: Place | None
    """None: lost."""
    how: str
    """same; edited (the step is there, its first words changed a little); moved (to another step or scene); lost."""


LOST = Found(None, "lost")


def anchor(story: Story, place: Place) -> Anchor:
    """The anchor of a step; of the scene's first where the place names none."""
    place = stepped(story, place)
    step = _step(story.scenes[place.scene], place.step)
    return Anchor(place.scene, place.step, first_words(story, step) if step else "")


def stepped(story: Story, place: Place) -> Place:
    """A place with its step named; without one only in a scene that has none."""
    if place.step:
        return place
    steps = readable_steps(story.scenes[place.scene])
    return Place(place.scene, steps[0].id if steps else "")


def find(story: Story, kept: Anchor) -> Found:
    """Where an anchor leads now: to its id with its words, else to its words, else nowhere.

    Its words may be of any language of the story: it was set in the one that was read then.
    """
    found = _find(story, kept)
    if found.how == "same" or len(story.languages) < 2:
        return found
    from explainer.story.model.translation import forms  # a story of one language never needs it

    every = [found, *(_find(form, kept) for form in forms(story) if form is not story)]
    return min(every, key=lambda one: _SURER.index(one.how))


_SURER = ("same", "edited", "moved", "lost")
"""What is found, the surest first, where its words are looked for in several languages."""


def _find(story: Story, kept: Anchor) -> Found:
    scene = story.scenes.get(scene_now(story, kept.scene))
    step = _step(scene, kept.step) if scene else None
    if scene and not kept.step:
        return Found(Place(scene.id), "same") if not readable_steps(scene) else LOST
    now = first_words(story, step) if step else ""
    if scene and step and now == kept.words and (now or _named(step)):
        return Found(Place(scene.id, step.id), "same")
    if not kept.words:
        return LOST
    every = _words_of_steps(story)
    own = [(place, text) for place, text in every if scene and place.scene == scene.id]
    if moved := _only(place for place, text in own if text == kept.words):
        return Found(moved, "moved")
    if scene and step and _edited(step, now, kept.words):
        return Found(Place(scene.id, step.id), "edited")
    return _elsewhere(kept.words, own, every)


def scene_now(story: Story, name: str) -> str:
    """A scene's id as it is now; `renamed` may have been written more than once."""
    for _turn in story.renamed:
        if name in story.scenes or name not in story.renamed:
            break
        name = story.renamed[name]
    return name


def first_words(story: Story, step: Step) -> str:
    """The first words of a step as the story prints them without a lens, or the thing that it shows."""
    if step.kind in _THINGS:
        return f"{step.kind}:{step.ref}"
    if step.kind == "quote":
        text = story.excerpts[step.ref].text if step.ref in story.excerpts else ""
    elif step.guess is not None:
        text = step.guess.question
    else:
        text = " ".join(plain(story, prose) for prose in (step.prose, *step.items))
    return " ".join(text.split()[:KEPT_WORDS])


def spoken(words: str, story: Story) -> str:
    """Kept words as a reader is shown them: a thing by its title, if the story still has it."""
    kind, _colon, key = words.partition(":")
    if kind == "figure":
        title = story.figures[key].title if key in story.figures else key
        return _("the figure {title}").format(title=title)
    if kind == "document":
        title = story.documents[key].title if key in story.documents else key
        return _("the text {title}").format(title=title)
    return words


def _step(scene: Scene, name: str) -> Step | None:
    return next((step for step in scene.steps if step.id == name), None)


def _named(step: Step) -> bool:
    """Whether a step has an id of its own; an ordinal alone says nothing after an edit."""
    return not step.id.isdecimal()


def _thing(words: str) -> str:
    """The kind of thing that stands for the words of a step; empty where they are words."""
    kind, colon, key = words.partition(":")
    return kind if colon and kind in _THINGS and " " not in key else ""


def _edited(step: Step, now: str, kept: str) -> bool:
    """Whether the step with the anchor's id is the anchor's step reworded."""
    if _thing(kept):
        return _named(step) and _thing(now) == _thing(kept)
    return alike(now, kept)


def alike(one: str, other: str) -> bool:
    """Whether two first words are one text, the same or reworded a little."""
    if one == other:
        return True
    if min(len(one.split()), len(other.split())) < LEAST_WORDS or _thing(one) or _thing(other):
        return False
    from rapidfuzz import fuzz  # loaded with the first step that is not where it was

    return fuzz.ratio(one, other) >= ALIKE


_Texts = tuple[tuple[Place, str], ...]


def _elsewhere(words: str, own: Iterable[tuple[Place, str]], every: _Texts) -> Found:
    """The one step that has the words, or words alike: the very same first, those of the own scene first."""
    same = [place for place, text in every if text == words]
    if same:
        only = _only(same)
        return Found(only, "moved") if only else LOST
    for texts in (own, every):
        near = [place for place, text in texts if alike(text, words)]
        if near:
            only = _only(near)
            return Found(only, "moved") if only else LOST
    return LOST


def _only(places: Iterable[Place]) -> Place | None:
    """The one place; of two no one can say which was meant."""
    found = list(places)
    return found[0] if len(found) == 1 else None


class _Handle:
    """A story as a key of a cache: this very record, since one full of dictionaries has no hash."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def __hash__(self) -> int:
        return id(self.story)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Handle) and other.story is self.story


def _words_of_steps(story: Story) -> _Texts:
    return _read(_Handle(story))


@lru_cache(maxsize=4)
def _read(handle: _Handle) -> _Texts:
    """The first words of every step a reader sees; made with the first anchor that is not where it was."""
    story = handle.story
    return tuple(
        (Place(scene.id, step.id), first_words(story, step))
        for scene in story.scenes.values()
        for step in readable_steps(scene)
    )
