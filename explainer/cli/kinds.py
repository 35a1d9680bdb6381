"""The kinds of things that `list` and `show` know, and finding one by its id."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from explainer.cli.options import offer
from explainer.messages import _
from explainer.problems import Cannot
from explainer.story import records
from explainer.story.model import Story

if TYPE_CHECKING:
    from explainer.reading.actions import ActionSpec

KINDS = (*records.KINDS, "action")


def kind_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """`KIND`, for commands about things of one kind."""
    return click.argument("kind", metavar="KIND", callback=_kind, shell_complete=offer("kinds"))(command)


def _kind(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """The kind meant; the plural is understood too."""
    word = value.lower()
    found = word if word in KINDS else word.removesuffix("s")
    if found not in KINDS:
        raise click.BadParameter(
            _("{word} is no kind; there are {kinds}.").format(word=value, kinds=", ".join(KINDS))
        )
    return found


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


def all_records(story: Story, kind: str) -> list[dict[str, Any]]:
    """All records of a kind."""
    if kind == "action":
        return action_records()
    return list(records.records(story, kind))


def action_records() -> list[dict[str, Any]]:
    """The registry of actions as records."""
    from explainer.reading.actions import ACTIONS

    return [action_record(spec) for spec in ACTIONS]


def resolve(story: Story, kind: str, key: str) -> str:
    """The id meant: itself, a renamed scene's new one, or a term's by its name.

    Raises:
        Cannot: the story has no such thing; the message names the nearest.
    """
    known = records.things(story, kind)
    if key in known:
        return key
    if kind == "scene" and story.renamed.get(key) in known:
        return story.renamed[key]
    if kind == "term":
        for term in story.terms.values():
            if key.casefold() in (name.casefold() for name in (term.name, *term.also)):
                return term.id
    raise Cannot(unknown(kind, key, list(known)))


def unknown(kind: str, key: str, known: list[str]) -> str:
    """What is said about an id that is none, with the nearest one there is."""
    import difflib  # loaded for a mistake, not with every command

    nearest = difflib.get_close_matches(key, known, 1, cutoff=0.5)
    if nearest:
        hint = _("Did you mean {id}?").format(id=nearest[0])
    else:
        hint = _("explainer list {kind} lists all.").format(kind=kind)
    return _("There is no {kind} {id}. {hint}").format(kind=kind, id=key, hint=hint)
