"""A story read while its author works on it: which version is shown, what is wrong with the newest, where one is.

Pure. Who watches the folder makes a `Reading` of each save; the last good version stays on the page until another one
can be read, and one stays at the step one was at, or goes to the one that was edited.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Literal, Protocol

import msgspec

from explainer.messages import _, ngettext
from explainer.problems import Problem
from explainer.reading.language import story_of
from explainer.reading.previewing.place import carry, changed_step, enter
from explainer.reading.view import OwnKey, OwnKeys, View
from explainer.story.model.structs import Story

_replace = msgspec.structs.replace

MISTAKES, STAY, PANES, LOOK = "mistakes", "stay", "panes", "look"
KEYS: dict[str, OwnKey] = {
    MISTAKES: OwnKey("f2", _("mistakes and warnings; the line each stands in"), _("mistakes")),
    STAY: OwnKey("f3", _("stay, or follow saves: whether a save elsewhere takes you there"), _("stay")),
    PANES: OwnKey("f6", _("looks side by side: one, two or three, as many as have room"), _("panes")),
    LOOK: OwnKey("f7", _("the next look"), _("look")),
}
"""The keys that a preview adds to a reader's. Function keys: letters are a reader's. The page of the keys, the foot of
the screen and the bindings are made of them; a test compares the page of the docs."""
LACKING: dict[str, str] = {
    "linear": _("The linear text is one of the looks: F7 goes to it."),
    "phrase": _("Nothing is kept of a preview, and so it has no phrase."),
    "save": _("Nothing is kept of a preview, and so there is nothing to save."),
}
"""Actions of readers that a preview has not, with the reason."""
OWN = OwnKeys(_("In this preview"), tuple(KEYS.values()), tuple(LACKING))


class Reading(msgspec.Struct, frozen=True):
    """What one reading of the folder gave."""

    story: Story | None
    """None: it cannot be read until its mistakes are mended."""
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]
    """The text of each file of YAML, to show the line of a problem."""
    saved: tuple[str, ...] = ()
    """The files that were saved since the reading before, the last one last; empty for the first."""
    made_of: object = None
    """What its source read, to check that and nothing newer."""


Going = Callable[[], None]
"""Called again and again by work in a thread: returns while the work is wanted, raises `GivenUp` once it is not."""


class GivenUp(Exception):
    """Work in a thread was stopped, since nobody waits for it any more."""


class Walk(msgspec.Struct, frozen=True):
    """What the full walk through a story met."""

    problems: tuple[Problem, ...]
    said: str
    """How far it came."""
    is_whole: bool
    """It came to every state that a reader can come to."""


Stage = Literal["checking", "walking", "walked", "short", "not walked"]
"""How far the checks of a reading are: evidence and rules are still checked; every way is still walked; it was; it was
as far as the bound allows; none is, since mistakes are to be mended first."""


class Found(msgspec.Struct, frozen=True):
    """What is wrong with a reading, as far as it is known."""

    problems: tuple[Problem, ...]
    stage: Stage = "walked"
    said: str = ""
    """How far the walk came."""


def checked(problems: tuple[Problem, ...]) -> Found:
    """What is known once a reading was checked: a story in order is walked next, as `check` does it."""
    faulty = any(problem.severity == "error" for problem in problems)
    return Found(problems, "not walked" if faulty else "walking")


def walked(problems: tuple[Problem, ...], walk: Walk) -> Found:
    """What is known once every way was walked too."""
    return Found((*problems, *walk.problems), "walked" if walk.is_whole else "short", walk.said)


class Source(Protocol):
    """The folder, for a front end that must not read one itself."""

    def read(self, saved: tuple[str, ...]) -> Reading:
        """Read what changed. Takes milliseconds; to be called off the loop, from one thread at a time."""

    def examine(self, reading: Reading, going: Going) -> tuple[Problem, ...]:
        """All that is wrong with a reading, evidence too. Takes longer; to be called off the loop.

        Raises:
            GivenUp: by `going`.
        """

    def walk(self, reading: Reading, going: Going) -> Walk:
        """The faults that only a full walk through a story in order shows. Takes seconds; to be called off the loop.

        Raises:
            GivenUp: by `going`.
        """

    def saves(self) -> AsyncIterator[tuple[str, ...]]:
        """The names of the files of each save, the last one last; empty where anything may have changed."""

    def linear(self, view: View, columns: int) -> tuple[str, ...]:
        """The page of a view as linear mode says it, in lines of at most so many cells."""


class Preview(msgspec.Struct, frozen=True):
    """What an author is told beside the page."""

    problems: tuple[Problem, ...] = ()
    """Of the newest reading: mistakes before warnings, those of the file saved last first."""
    texts: Mapping[str, str] = {}
    behind: bool = False
    """The page is of an earlier reading: the newest cannot be shown."""
    started: bool = False
    """A version could be read, and is on the page."""
    stage: Stage = "walked"
    """How far the checks are."""
    said: str = ""
    """How far the walk came; empty until it ended."""
    stays: bool = False
    """A save in another place leaves one where one is."""
    saved: str = ""
    """The file saved last."""

    @property
    def mistakes(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.mistakes


def settled(before: Reading, now: Reading) -> bool:
    """Whether a reading is shown at once. One that may be half of a save waits for the rest of it.

    An editor that truncates leaves an empty file for a moment, one that renames leaves none: the first is a mistake,
    the second a file less than there was.
    """
    return now.story is not None and before.texts.keys() <= now.texts.keys()


def first(reading: Reading, *, stays: bool) -> Preview:
    """The state in which a preview begins."""
    return took(Preview(stays=stays), reading)


def took(preview: Preview, reading: Reading) -> Preview:
    """The state after a reading; what `examined` adds is still to come."""
    saved = reading.saved[-1] if reading.saved else preview.saved
    good = reading.story is not None
    return _replace(
        preview,
        problems=_ordered(reading.problems, saved),
        texts=reading.texts,
        behind=preview.started and not good,
        started=preview.started or good,
        stage="checking",
        said="",
        saved=saved,
    )


def examined(preview: Preview, found: Found) -> Preview:
    """The state once more is known; what reading told stands before what follows from it."""
    told = frozenset(preview.problems)
    ordered = sorted(found.problems, key=lambda problem: problem not in told)
    return _replace(preview, problems=_ordered(ordered, preview.saved), stage=found.stage, said=found.said)


def _ordered(problems: Iterable[Problem], saved: str) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda p: (p.severity != "error", p.file != saved)))


def counted(preview: Preview) -> str:
    """`2 mistakes, 1 warning`; `no mistakes`."""
    parts = []
    if preview.mistakes:
        parts.append(ngettext(_("1 mistake"), _("{n} mistakes"), preview.mistakes))
    if preview.warnings:
        parts.append(ngettext(_("1 warning"), _("{n} warnings"), preview.warnings))
    counts = iter(n for n in (preview.mistakes, preview.warnings) if n)
    return ", ".join(part.format(n=next(counts)) for part in parts) or _("no mistakes")


def status(preview: Preview, *, brief: bool = False) -> str:
    """One line about the newest reading; in brief for a narrow window."""
    if preview.behind:
        said = _("{counts}, old page") if brief else _("{counts}; last good page shown")
        return said.format(counts=counted(preview))
    if not preview.started:
        return _("{counts}; there is nothing to read yet").format(counts=counted(preview))
    file = "" if brief else PurePosixPath(preview.saved).name
    return ", ".join(part for part in (file, known(preview, brief=brief)) if part)


def known(preview: Preview, *, brief: bool = False) -> str:
    """What is known of the newest reading; as long as a check runs, nobody is told that nothing is wrong."""
    if preview.stage == "checking" and not preview.problems:
        return _("checking")
    if preview.stage == "walking" and not preview.problems:
        return _("ways not yet walked")
    counts = counted(preview)
    if preview.stage not in ("walking", "short"):
        return counts
    if brief:
        return _("{counts} so far").format(counts=counts)
    more = _("ways not yet walked") if preview.stage == "walking" else _("the walk stopped short")
    return f"{counts}, {more}"


def beside(preview: Preview) -> str:
    """What is to be known beside the list of mistakes: that more may come, or that not all was looked at."""
    return {
        "checking": _("Not all is checked yet."),
        "walking": _("The ways through the story are not yet walked."),
        "walked": "" if preview.problems else preview.said,
        "short": preview.said,
        "not walked": _("The ways through the story are walked once the mistakes are mended."),
    }[preview.stage]


class Followed(msgspec.Struct, frozen=True):
    """Where a save has taken a view."""

    view: View
    said: str = ""
    """What to say where one is at another place than one would think; empty: nothing."""
    edited: str = ""
    """The step that was edited, which should be in sight; empty: none, or one stays."""


def followed(view: View, reading: Reading, *, stays: bool) -> Followed:
    """The view on a newer story: at its step, or in the scene whose file was saved last.

    Args:
        view: on the last good version.
        reading: of which the story is there.
        stays: stay in this scene, and at this step, whatever was saved.
    """
    assert reading.story is not None
    before = view.story
    story = story_of(reading.story, view.run, before.language)
    carried, said = carry(view, story)
    scene = edited_scene(story, reading.saved, carried.run.visit.scene)
    if stays or not scene:
        return Followed(carried, said)
    step = changed_step(before, story, scene)
    if scene == carried.run.visit.scene:
        return Followed(carried, said, step if not carried.run.visit.threshold else "")
    return Followed(enter(carried, scene, step), said)


def edited_scene(story: Story, saved: tuple[str, ...], here: str = "") -> str:
    """The scene whose file was saved last, or the one where one is if several were saved at once; empty: none."""
    found = ""
    for name in saved:
        path = PurePosixPath(name)
        scene = story.scenes.get(path.stem)
        if scene is not None and len(path.parts) == 2 and path.parts[0] == scene.chapter:
            if scene.id == here:
                return here
            found = scene.id
    return found
