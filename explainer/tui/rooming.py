"""A guest in a room: what the room changes comes as a message between two keys, what the guest does goes to the room.

The guest's own act comes first: nothing that is open, typed or asked is taken away; the page goes on where the leader
is once it is closed. Answers are the room's to count: this holds a draft, what was put down, and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from explainer.paint.page.chrome import key_label
from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.guess_actions import open_step
from explainer.reading.room import RoomLink
from explainer.reading.view import Layout, View
from explainer.session.inputs import (
    Effect,
    Input,
    Looks,
    Moved,
    Open,
    Perform,
    Press,
    PutAway,
    Say,
    Session,
    Shown,
)
from explainer.session.machine import carried_out, fronted, step
from explainer.session.page_facts import page_of
from explainer.session.room_page import is_looking, joined, opened_anew

if TYPE_CHECKING:
    from explainer.tui.screens.reading import ReadingScreen

_replace = msgspec.structs.replace

_ASKING_FIRST = ("quit", "question")
"""Actions that have a screen of their own before the room hears of them."""


class Rooming:
    """One guest's screen in a room."""

    def __init__(self, screen: ReadingScreen, link: RoomLink) -> None:
        self.screen = screen
        self.link = link
        self.session = Session()
        self.draft = ""
        """A question begun and not sent; in memory only."""
        self._leading = False
        """A change of the room is being shown: no move of the guest."""
        self._waiting = False
        """A change is on its way already."""
        self._writing = False
        """A note is being written, of the page as it was; until it is kept, nothing moves."""
        self._end = link.subscribe(self._changed)

    @property
    def alone(self) -> bool:
        """Whether the room is closed and the guest reads on."""
        return self.session.alone

    def end(self) -> None:
        """No more changes."""
        self._end()

    # what the room changes

    def _changed(self) -> None:
        if not self._waiting:
            self._waiting = True
            self.screen.post_message(self.screen.RoomChanged())

    async def show_change(self) -> None:
        """Show the room as it is now; while a question or the palette is in front it waits."""
        self._waiting = False
        screen = self.screen
        if self.alone or self._writing or screen.app.screen is not screen:
            return
        self._leading = True
        try:
            await screen.show(self._joined(screen.view))
        finally:
            self._leading = False

    def _joined(self, view: View) -> View:
        room = fronted(self.session, self.link.view)
        run = self.link.page(view.run) if room.follows else view.run
        view = joined(view, room, run)
        self._step(Shown(), view)
        return view

    async def undisturbed(self, write: Callable[[], Awaitable[None]]) -> None:
        """Let something be written beside a line; then show what the room changed meanwhile."""
        self._writing = True
        try:
            await write()
        finally:
            self._writing = False
            self._changed()

    # what the guest does

    def goes(self, before: View, view: View) -> View:
        """The view to be shown after something of the guest's own; the room is told what it must know.

        Raises:
            Cannot: the guest is held on the page.
        """
        if self.alone:
            return _replace(view, room=None)
        if self._leading:
            self._step(Looks(is_looking(view)), view)
            return view
        turned = view.story is not before.story
        if turned:  # the same line in another language: no move
            self.link.speak(view.story.language)
        view = _replace(view, room=fronted(self.session, self.link.view))
        if not turned and (view.run.visit != before.run.visit or view.run.lens != before.run.lens):
            self._step(Moved(before.run, view.run, reaches=view.cursor >= 0), view)
        self._step(Looks(is_looking(view), tuple(opened_anew(before, view))), view)
        return _replace(self._joined(view), message=view.message)

    async def takes(self, action: Action) -> bool:
        """Whether the room takes an action in place of the page; then it is done.

        Raises:
            Cannot: it is not possible here.
        """
        view = self.screen.view
        if view.hidden or action.id in _ASKING_FIRST:
            return False
        if not self.session.alone:
            self.link.noticed()
        effects = self._step(Press(action.id, action.argument), view, action.id)
        if effects == (Perform(action.id, action.argument),):
            return False
        await self._carry_out(view, effects)
        return True

    def ask(self, text: str) -> str:
        """Send a question to the leader, and return what is said of it; without a text, look whether one may be typed.

        Raises:
            Cannot: it may not be asked.
        """
        effects = self._step(Press("question", text), self.screen.view)
        return "".join(effect.told(self.label) for effect in effects if isinstance(effect, Say))

    def _step(self, what: Press | Moved | Looks | Shown, view: View, action: str = "") -> tuple[Effect, ...]:
        """Let the machine decide, and make its calls; what is left is for the page.

        Raises:
            Cannot: it is not possible; then nothing was done.
        """
        room = view.room or self.link.view
        page = page_of(view, self.screen.layout_found, action)
        session, effects = step(self.session, Input(what, room, page, time.monotonic()))
        for effect in effects:
            if isinstance(effect, Say) and effect.is_refusal:
                raise Cannot(effect.told(self.label))
        left = carried_out(self.link, effects)
        self.session = session
        return left

    async def _carry_out(self, view: View, effects: tuple[Effect, ...]) -> None:
        """Show what effects make of the page."""
        layout, is_own = self.screen.layout_found, self.session.alone
        view = view_actions.say(view, "")
        for effect in effects:
            match effect:
                case Say():
                    view = view_actions.say(view, effect.told(self.label))
                case Perform():
                    view, is_own = (
                        view_actions.perform(view, Action(effect.action, effect.argument), layout),
                        True,
                    )
                case Open():
                    view, is_own = open_step(view, effect.step, Layout()), True
                case PutAway():
                    view = _put_away(view, effect)
        await (self.screen.show(view) if is_own else self.show_own(view))
        if self.session.alone:
            self.end()

    async def show_own(self, view: View) -> None:
        """Show a view without taking the place it stands at for a move of the guest's."""
        self._leading = True
        try:
            await self.screen.show(_replace(self._joined(view), message=view.message))
        finally:
            self._leading = False

    def leave(self) -> None:
        """Out of the room at once; nothing is asked, and nothing stays of a guest who was not told a phrase to keep."""
        parked = self.screen.reader_app.options.parked
        if parked is not None and not parked.long:
            parked.forget()
        self.end()
        self._step(Press("quit"), self.screen.view)

    def label(self, action: str) -> str:
        """The key of an action, as it is shown."""
        return key_label(action, self.screen.profile().glyphs)


def _put_away(view: View, effect: PutAway) -> View:
    view = _replace(view, sheets=(), listings=(), led="", cursor=-1)
    if effect.to_top:
        view = _replace(view, run=_replace(view.run, visit=_replace(view.run.visit, offset=0)))
    return view
