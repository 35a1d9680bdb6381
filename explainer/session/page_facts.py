"""What an action of a guest meets on a view, as the machine needs it; for doors that have a view."""

from __future__ import annotations

from explainer.reading import run
from explainer.reading.view import Layout, View, current_place, in_hand
from explainer.session.inputs import Page
from explainer.session.room_page import front_of, in_warned, is_answered_here, text_asked
from explainer.story.model.prose import references


def page_of(view: View, layout: Layout, action: str) -> Page:
    """The page of a view.

    Args:
        view: what the guest sees, with the room on it.
        layout: of the page as it was last painted.
        action: what the guest does; only a doubt needs the line in hand.
    """
    if action == "doubt":
        return _doubtful_page(view, layout)
    return Page(
        front=front_of(view),
        screen=view.screen,
        is_covered=bool(view.sheets or view.hidden),
        is_warned=in_warned(view),
        has_cursor=view.cursor >= 0,
        sentence=_sentence(view),
        text=text_asked(view),
        run=view.run,
    )


def _sentence(view: View) -> int:
    room = view.room
    if room is None or room.poll is None or not is_answered_here(view, room):
        return -1
    at = view.listings[-1].selected
    return at if 0 <= at < len(room.poll.options) else -1


def _doubtful_page(view: View, layout: Layout) -> Page:
    place = current_place(view, layout)
    beside = [r for r in references(view.story.scenes[place.scene]) if r.step == place.step]
    held = in_hand(view)
    claims = [held.id] if held is not None and held.kind == "claim" else _claims(view, place.step)
    return Page(
        line=f"{place.scene}:{place.step}",
        claims=tuple(dict.fromkeys(claims)),
        beside=tuple(r.id for r in beside),
        is_marked=run.is_doubted(view.story, view.run, place),
    )


def _claims(view: View, step: str) -> list[str]:
    found = references(view.story.scenes[view.run.visit.scene])
    return [r.id for r in found if r.step == step and r.kind == "claim"]
