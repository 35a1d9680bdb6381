"""Textual bindings made from the registry of actions alone: its keys, and those of other layouts."""

from __future__ import annotations

from functools import cache

from textual.binding import Binding

from explainer.reading.actions import ACTIONS, BY_ID, ROOM, ActionSpec, keys_under_layouts
from explainer.reading.view import View

TYPING = ("search", "glossary", "sources", "lens")
"""Screens with a line to type on; letters go there."""
WIDTHS = {"less_than_sign": "narrower", "greater_than_sign": "wider"}


@cache
def bindings() -> tuple[Binding, ...]:
    """One binding a key; the action is `act(ID, ARGUMENT)` of the reading screen.

    Textual runs the first binding of a key that applies: paging in what is open comes before reading on.
    """
    return tuple(
        Binding(
            _name(pressed), _call(spec, key), spec.description, show=False, id=_binding_id(spec, key, index)
        )
        for spec in sorted(ACTIONS, key=lambda spec: not spec.id.startswith("page-"))
        if not spec.full and not spec.in_cockpit
        for key in spec.keys
        for index, pressed in enumerate((key, *keys_under_layouts(key)))
    )


def _name(key: str) -> str:
    """A key as Textual names it in an event."""
    from textual.keys import (
        _character_to_key,
    )  # the only table of these names, and the one that events are named by

    return _character_to_key(key) if len(key) == 1 else key


def _call(spec: ActionSpec, key: str) -> str:
    argument = key if spec.id == "choose" or key == "tab" else WIDTHS.get(key, "")
    return f"act({spec.id!r}, {argument!r})"


def _binding_id(spec: ActionSpec, key: str, index: int) -> str:
    """`next.right`; under another layout `next.n-1`."""
    return f"{spec.id}.{key}" + (f"-{index}" if index else "")


def typing(view: View) -> bool:
    """Whether the screen in front has a line to type on: a list's, or that of a guess not yet compared."""
    if view.screen == "guess":
        from explainer.reading import guesses  # loaded with the first guess

        listing = view.listings[-1]
        return not listing.revealed and guesses.typed(guesses.guess_of(view.story, listing.subject))
    return view.screen in TYPING


def _answers(action: str, view: View) -> bool:
    """Whether one of a guess's keys has a meaning at its stage."""
    revealed = view.listings[-1].revealed
    if action == "change":
        return revealed
    return action in ("next-reference", "previous-reference", "guess") or (
        not typing(view) and not (revealed and action in ("lift", "choose"))
    )


def applies(action: str, view: View) -> bool:
    """Whether an action's keys work on the screen in front."""
    spec = BY_ID.get(action)
    if spec is None:
        return False
    if action in ("page-down", "page-up") and view.screen == "scene":
        return bool(view.sheets)
    if action in ("next", "back") and view.hidden:
        return True
    if view.screen == "guess" and "guess" in spec.screens:
        return _answers(action, view)
    if spec.screens == ROOM:
        return view.room is not None and (
            view.screen == "scene" or (action == "step-out" and not typing(view))
        )
    return view.screen in spec.screens or "any" in spec.screens
