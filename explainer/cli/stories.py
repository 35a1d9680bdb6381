"""Opening the story a command is about: found, read with a word about progress, its faults told."""

from __future__ import annotations

from pathlib import Path

from explainer.cli.folders import allowed_cache
from explainer.cli.output import narrate
from explainer.cli.progress import HowFar
from explainer.cli.shipped import shipped_story
from explainer.messages import _, ngettext
from explainer.problems import ExplainerError, Problem, StoryFaulty, UsageError
from explainer.story.model.structs import Story

PATIENCE = 0.5
"""Seconds of silence before a slow start says what it does."""


class FaultsTold(ExplainerError):
    """The story has faults, and all of them have been printed: nothing more is to be said."""


def folder_of(named: str | None, *, quiet: bool = False) -> Path:
    """The folder a reader named, else the shipped story's.

    An author who stands in the folder of a story and names none is told that it is not the one meant, unless `quiet`.
    """
    if named:
        return Path(named)
    shipped = shipped_story()
    here = Path("story.yaml")
    if not quiet and here.is_file() and not here.samefile(shipped / "story.yaml"):
        narrate(
            _("This is the shipped story. The one in this folder is named by a dot, as in: explainer check .")
        )
    return shipped


def open_story(named: str | None, *, private: bool = False, quiet: bool = False) -> Story:
    """Read a story, from its compiled copy where that is fresh.

    Args:
        named: the folder, or None for the shipped story.
        private: nothing is written, not even a cache.
        quiet: say once that it takes a while, without a count that changes.

    Raises:
        FaultsTold: the story has faults; they were told on stderr.
    """
    from explainer.story.load import cache

    folder = folder_of(named)
    progress = Progress(quiet)
    try:
        return cache.open_story(folder, cache_folder=allowed_cache(private), progress=progress)
    except StoryFaulty as faults:
        progress.end()
        tell_faults(folder, faults.problems)
        raise FaultsTold from faults
    finally:
        progress.end()


def open_in(named: str | None, language: str) -> Story:
    """Read a story in the language that is named; in its own where none is.

    Raises:
        FaultsTold: the story has faults; they were told on stderr.
        UsageError: it is not in that language.
    """
    story = open_story(named)
    if not language:
        return story
    from explainer.export.as_text.asked import in_chosen  # not for a story in its own language

    return in_chosen(story, language)


def plan_id(story: Story, wanted: str) -> str:
    """The id of a run sheet: the story's first where none was named; empty: it has none.

    Raises:
        UsageError: the story has no such run sheet.
    """
    if not wanted:
        return next(iter(story.plans), "")
    if wanted not in story.plans:
        known = ", ".join(story.plans) or _("none")
        said = _("{plan} is no plan of this story; it has: {known}.")
        raise UsageError(said.format(plan=wanted, known=known))
    return wanted


def tell_faults(folder: Path, problems: tuple[Problem, ...]) -> None:
    """Print the mistakes of a story that cannot be read; its warnings stand in nobody's way here."""
    from explainer.story.load.render import render

    for problem in problems:
        if problem.severity == "error":
            narrate(render(folder, problem) + "\n")
    count = sum(problem.severity == "error" for problem in problems)
    said = ngettext(
        _("{folder}: {mistakes}; the story cannot be read until it is mended."),
        _("{folder}: {mistakes}; the story cannot be read until they are mended."),
        count,
    )
    narrate(said.format(folder=folder, mistakes=mistakes(count)))


def mistakes(count: int) -> str:
    """How many mistakes, in words."""
    return ngettext(_("1 mistake"), _("{n} mistakes"), count).format(n=count)


class Progress(HowFar):
    """Says how far the reading of a story is; quiet: once that it takes a while, without a count that changes."""

    def __init__(self, quiet: bool = False) -> None:
        text = _("Reading the story.") if quiet else _("Reading the story, {done} of {total} files")
        super().__init__(text, PATIENCE, once=quiet)
