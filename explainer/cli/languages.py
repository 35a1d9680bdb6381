"""In which of a story's languages a reader reads: the one they name, else the one they chose, else their locale's."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from explainer.export.as_text.asked import code_of
from explainer.reading.run import Run
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language, match, original

_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of these the first that is set counts, as POSIX has it."""


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
