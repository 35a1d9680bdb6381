"""The language of a story that a command names: for the program's own commands and for those over SSH."""

from __future__ import annotations

from explainer.messages import _
from explainer.problems import UsageError
from explainer.story.clean import clean_line
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language, match, own_name

_SAID = 40
"""Characters of what was named that an answer repeats."""


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
        raise UsageError(said.format(language=clean_line(language)[:_SAID], names=names))
    return found
