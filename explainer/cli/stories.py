"""The story that a command is about, and the folders of this program: where they are, and how a story is opened."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import explainer
from explainer.cli.output import HowFar, narrate
from explainer.messages import _, ngettext
from explainer.problems import Cannot, ExplainerError, Problem, StoryFaulty, UsageError
from explainer.story.model import run_sheets
from explainer.story.model.run_sheets import Plan
from explainer.story.model.structs import Story

NAME = "explainer"
SERVED = "server"
"""In the state folder: where a server keeps its own, unless told otherwise."""


def state_folder() -> Path:
    """Where runs and notes are kept."""
    return _folder("XDG_STATE_HOME", ".local/state", "state")


def cache_folder() -> Path:
    """Where compiled stories and crash reports are kept."""
    return _folder("XDG_CACHE_HOME", ".cache", "cache")


def _folder(variable: str, usual: str, kind: str) -> Path:
    if sys.platform.startswith("linux"):
        # What platformdirs answers here, without its 15 ms of import: half of what `list` may take in all.
        base = os.environ.get(variable, "").strip()
        return (Path(base) if os.path.isabs(base) else _home(variable) / usual) / NAME
    import platformdirs

    made = platformdirs.user_state_path if kind == "state" else platformdirs.user_cache_path
    return made(NAME, appauthor=False)


def _home(variable: str) -> Path:
    """The user's own folder.

    Raises:
        Cannot: they have none, as the user that systemd makes for a service alone.
    """
    try:
        return Path.home()
    except RuntimeError as error:
        said = _("This user has no home folder to keep things in: set {variable}, or read with --private.")
        raise Cannot(said.format(variable=variable)) from error


def allowed_cache(private: bool = False) -> Path | None:
    """The cache folder if it may be written: the reader agreed once, and this is no private reading."""
    try:
        agreed = not private and (state_folder() / "agreed").is_file()
        return cache_folder() if agreed else None
    except Cannot:  # without a home folder nothing was agreed to
        return None


def shipped_story() -> Path:
    """The folder of the story that comes with the program.

    Raises:
        UsageError: this installation has none.
    """
    package = Path(explainer.__file__).parent
    for folder in (package / "shipped_story", package.parent / "scenes"):
        if (folder / "story.yaml").is_file():
            return folder
    raise UsageError(_("No story came with this installation; name a story's folder."))


READING_PATIENCE = 0.5
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


def plan_id(story: Story, wanted: str, minutes: int | None = None) -> str:
    """The name of the plan that is meant; empty: the story has none.

    Args:
        story: whose plans they are.
        wanted: an id; empty: the longest, or the one for so many minutes.
        minutes: to which it is cut by what may be left out; what goes is told on stderr. None: it is led whole.

    Raises:
        UsageError: there is no such plan, or none can be cut so far.
    """
    plans = story.plans
    if wanted and wanted not in plans:
        said = _("{plan} is no plan of this story; it has: {known}.")
        raise UsageError(said.format(plan=wanted, known=", ".join(plans) or _("none")))
    if minutes is None or not plans:
        return wanted or max(plans, key=lambda key: plans[key].minutes, default="")
    name = run_sheets.for_minutes({wanted: plans[wanted]} if wanted else plans, minutes)
    plan = run_sheets.named(plans, name)
    if plan is None:
        least = min(run_sheets.cut(plans[key], 0).minutes for key in ([wanted] if wanted else plans))
        said = _("No plan can be cut to {n} minutes; with all left out that may be, {least} are needed.")
        raise UsageError(said.format(n=minutes, least=least))
    narrate(plan_told(plan, minutes))
    return name


def plan_told(plan: Plan, minutes: int) -> str:
    """Which plan it is, and what went to make it fit."""
    said = [
        _("Plan: {title}, {n} of {minutes} minutes.").format(
            title=plan.title, n=plan.minutes, minutes=minutes
        )
    ]
    return "\n".join([*said, *(_("  left out of {what}").format(what=what) for what in plan.left_out)])


def tell_faults(folder: Path, problems: tuple[Problem, ...]) -> None:
    """Print the mistakes of a story that cannot be read; its warnings stand in nobody's way here."""
    from explainer.story.load.files import render

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
        super().__init__(text, READING_PATIENCE, once=quiet)
