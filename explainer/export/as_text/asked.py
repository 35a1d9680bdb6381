"""What a command names: a kind, an id, a day, a language of the story; and what is said where there is none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.export.as_text.lines import PROGRAM
from explainer.messages import _
from explainer.problems import Cannot, UsageError
from explainer.story.model import json_records
from explainer.story.model.structs import Story
from explainer.story.model.translation import in_language, match, own_name
from explainer.story.text import clean_line

if TYPE_CHECKING:
    from explainer.reading.actions import ActionSpec


# The kinds of things that can be listed and shown, and finding one by its id.

KINDS = (*json_records.KINDS, "action")


def kind_named(word: str) -> str:
    """The kind meant; the plural is understood too.

    Raises:
        UsageError: there is no such kind.
    """
    lower = word.lower()
    found = lower if lower in KINDS else lower.removesuffix("s")
    if found not in KINDS:
        raise UsageError(_("{word} is no kind; there are {kinds}.").format(word=word, kinds=", ".join(KINDS)))
    return found


def whole_day(value: str) -> str:
    """A day as typed for a lens; empty for none.

    Raises:
        UsageError: it is no whole day.
    """
    from explainer.story.model.dates import parts

    try:
        whole = not value or parts(value)[2]
    except ValueError as error:
        raise UsageError(f"{error}.") from error
    if not whole:
        raise UsageError(_("{date} is no whole day; write it as 2022-01-08.").format(date=value))
    return value


def action_record(spec: ActionSpec) -> dict[str, Any]:
    """One entry of the registry, in the fields of the contract."""
    lacks = (("full-screen", spec.full), ("linear", spec.linear))
    return {
        "id": spec.id,
        "keys": list(spec.keys),
        "description": spec.description,
        "screens": list(spec.screens),
        "front_ends": [front_end for front_end, reason in lacks if not reason],
    }


def action_records() -> list[dict[str, Any]]:
    """The registry of actions as records."""
    from explainer.reading.actions import ACTIONS

    return [action_record(spec) for spec in ACTIONS]


def resolve(story: Story, kind: str, key: str, program: str = PROGRAM) -> str:
    """The id meant: itself, a renamed scene's new one, or a term's by its name.

    Raises:
        Cannot: the story has no such thing; the message names the nearest.
    """
    known = json_records.things(story, kind)
    if key in known:
        return key
    if kind in ("scene", "trail") and story.renamed.get(key) in known:
        return story.renamed[key]
    if kind == "term":
        for term in story.terms.values():
            if key.casefold() in (name.casefold() for name in (term.name, *term.also)):
                return term.id
    raise Cannot(unknown(kind, key, list(known), program))


def unknown(kind: str, key: str, known: list[str], program: str = PROGRAM) -> str:
    """What is said about an id that is none, with the nearest one there is."""
    import difflib  # loaded for a mistake, not with every command

    nearest = difflib.get_close_matches(key, known, 1, cutoff=0.5)
    if nearest:
        hint = _("Did you mean {id}?").format(id=nearest[0])
    else:
        hint = _("{command} lists all.").format(command=f"{program}list {kind}")
    return _("There is no {kind} {id}. {hint}").format(kind=kind, id=key, hint=hint)


# The language of a story that a command names: for the program's own commands and for those over SSH.

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
