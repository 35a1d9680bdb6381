"""A guest's place on a server: its phrase, said once and on demand, and the question at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.paint.cells.wrapping import width
from explainer.paint.page.layout import grid
from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.view import View

if TYPE_CHECKING:
    from explainer.reading.options import Parked
    from explainer.tui.screens.reading import ReadingScreen


def follow(screen: ReadingScreen, view: View) -> View:
    """Have a guest's run written as it changes; with the first move of their own the phrase is said, once."""
    options = screen.reader_app.options
    parked = options.parked
    if parked is None:
        return view
    if view.room is not None and view.room.follows and not parked.told:
        return view  # the leader moved them: nothing of their own is to be found again yet
    if view.run is not screen.view.run:
        parked.moved(view.run)
    if parked.told or view.run.visit == options.run.visit or not _is_free(view):
        return view
    parked.told = True
    columns, rows = screen.app.size
    return view_actions.say(view, _said(parked.phrase(), grid(columns, rows).block))


def fitted(parked: Parked | None, view: View, columns: int, rows: int) -> View:
    """The view with the phrase told in a form that fits: the window may be another than when it was told first."""
    if parked is None or not parked.told or view.message not in _told(parked.phrase()):
        return view
    return view_actions.say(view, _said(parked.phrase(), grid(columns, rows).block))


def _is_free(view: View) -> bool:
    """Whether the line of messages is free, on a page that is read: no warning, nothing open."""
    busy = view.message or view.hidden or view.listings or view.sheets
    return not busy and not view.run.visit.threshold


def _said(phrase: str, room: int) -> str:
    """The phrase in one line; it is never cut, so that in a narrow window only the key is named."""
    *told, least = _told(phrase)
    return next((words for words in told if width(words) <= room), least)


def _told(phrase: str) -> list[str]:
    """The forms in which it is told, the longest first."""
    forms = (
        _("Your phrase: {phrase}. It brings you back here for 30 minutes after you leave; P says it again."),
        _("Your phrase: {phrase}; P says what it is for."),
        _("Your phrase: {phrase}; P: more"),
        _("P says the phrase that brings you back here."),
        _("P: your phrase"),
    )
    return [form.format(phrase=phrase) for form in forms]


def phrase_text(screen: ReadingScreen) -> str:
    """The phrase and what it is for.

    Raises:
        Cannot: one reads on one's own machine.
    """
    parked = _parked(screen)
    parked.moved(screen.view.run)  # asked for before the first move: what the phrase names must be there
    parked.told = True
    stays = _("30 days") if parked.long else _("30 minutes")
    told = _(
        "This is your phrase. It brings you back to where you are for {time} after you leave or your connection"
        " breaks: log in here again as resume, and type it. Whoever has it can see what is yours; nobody can"
        " find it out for you."
    )
    return f"{parked.phrase()}\n\n{told.format(time=stays)}"


def _parked(screen: ReadingScreen) -> Parked:
    parked = screen.reader_app.options.parked
    if parked is None:
        raise Cannot(_("Only a place on a server has a phrase."))
    return parked


async def may_leave(screen: ReadingScreen) -> bool:
    """Ask a guest whether the place may be kept for long; without a yes nothing of it stays. False: they stay.

    Who said yes before is asked again, so that they can take it back; then it stays unless they say no.
    """
    parked = _parked(screen)
    if not parked.told and not parked.long:
        parked.forget()  # written, if at all, under a phrase that nobody knows
        return True
    from explainer.tui.screens.keep import KeepScreen

    answer = await screen.app.push_screen_wait(KeepScreen(screen.view.run, on_server=True, again=parked.long))
    if answer is None:
        return False
    if answer:
        parked.moved(screen.view.run)
        parked.keep_long()
    else:
        parked.forget()
    return True
