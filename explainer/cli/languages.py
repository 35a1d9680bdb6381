"""In which of a story's languages a command answers: the one it names, else for a reader theirs, else the story's."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from explainer.messages import _
from explainer.problems import UsageError
from explainer.reading.run import Run
from explainer.story.languages import in_language, match, original, own_name
from explainer.story.model import Story

_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of these the first that is set counts, as POSIX has it."""


def in_chosen(story: Story, language: str) -> Story:
    """The story in the language that was named; in its own where none was.

    Raises:
        UsageError: the story is not in it.
    """
    return in_language(story, code_of(story, language)) if language else story


def code_of(story: Story, language: str) -> str:
    """The code of a story's language, named by code or name.

    Raises:
        UsageError: the story is not in it.
    """
    found = match(story.languages or (story.language,), language)
    if not found:
        names = ", ".join(f"{code} ({own_name(code)})" for code in story.languages or (story.language,))
        said = _("This story is not in {language}; it is in: {names}.")
        raise UsageError(said.format(language=language, names=names))
    return found


def read_in(story: Story, run: Run, language: str, environment: Mapping[str, str]) -> tuple[Story, Run]:
    """The story as a reader reads it, and the run, which keeps what they named.

    Args:
        story: in any language.
        run: where they go on.
        language: what the line names; empty: nothing.
        environment: of this process.

    Raises:
        UsageError: the story is not in the language that was named.
    """
    if language:
        run = msgspec.structs.replace(run, language=code_of(story, language))
    kept = run.language if run.language in story.languages else ""
    return in_language(original(story), kept or of_locale(story, environment)), run


def of_locale(story: Story, environment: Mapping[str, str]) -> str:
    """The story's language that the reader's locale names; empty: none of them."""
    named = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    return match(story.languages, named) if named else ""
