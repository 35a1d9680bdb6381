"""A guest in a room: what the room changes comes as a message between two keys, what the guest does goes to the room.

The guest's own act comes first: nothing that is open, typed or asked is taken away; the page goes on where the leader
is once it is closed. Answers are the room's to count: this holds a draft, what was put down, and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.paint.page.chrome import key_label
from explainer.problems import Cannot
from explainer.reading import run as run_module
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.guess_actions import open_step
from explainer.reading.room import RoomLink, RoomView
from explainer.reading.rooming import (
    at_rooms_warning,
    front_of,
    in_warned,
    is_answered_here,
    is_looking,
    joined,
    opened_anew,
    text_asked,
)
from explainer.reading.view import View, current_place, in_hand
from explainer.story.model.prose import references

if TYPE_CHECKING:
    from explainer.tui.screens.reading import ReadingScreen

_replace = msgspec.structs.replace

DEAF = 1.0
"""Seconds in which a panel that came by itself takes no digit: it was meant for something else."""
_TICKS = ("done", "stuck", "working")
_TOUCHES = (*view_actions.MOVES, "open", "rests-on", "choices", "next-reference", "previous-reference")
"""Actions on a page that is not there while one is out, waits, or the room is closed."""


class Rooming:
    """One guest's screen in a room."""

    def __init__(self, screen: ReadingScreen, link: RoomLink) -> None:
        self.screen = screen
        self.link = link
        self.alone = False
        """The room is closed and the guest reads on."""
        self.draft = ""
        """A question begun and not sent; in memory only."""
        self._down: set[str] = set()
        """Panels put down, by poll and phase."""
        self._raised = ""
        """The panel that the guest brought to the front."""
        self._front = ""
        self._since = 0.0
        """Since when the panel of `_front` is in front."""
        self._was_looking = False
        self._doubted: set[str] = set()
        self._leading = False
        """A change of the room is being shown: no move of the guest."""
        self._waiting = False
        """A change is on its way already."""
        self._writing = False
        """A note is being written, of the page as it was; until it is kept, nothing moves."""
        self._end = link.subscribe(self._changed)

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
        room = self._fronted(self.link.view)
        run = self.link.page(view.run) if room.follows else view.run
        return self._with_front(joined(view, room, run))

    def _fronted(self, room: RoomView) -> RoomView:
        """The room with what the guest put down, put down."""
        poll = room.poll
        if poll is not None:
            key = f"{poll.id}:{poll.phase}"
            room = _replace(
                room, poll=_replace(poll, front=key == self._raised or (poll.front and key not in self._down))
            )
        return _replace(room, question="") if room.question in self._down else room

    def _with_front(self, view: View) -> View:
        """Note since when a panel is in front."""
        front = self._key(view) if front_of(view) == "poll" else ""
        if front != self._front:
            self._front = front
            self._since = 0.0 if front == self._raised else time.monotonic()
        return view

    def _key(self, view: View) -> str:
        room = view.room
        return f"{room.poll.id}:{room.poll.phase}" if room is not None and room.poll is not None else ""

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
            self._tell_looking(view)
            return view
        turned = view.story is not before.story
        if turned:  # the same line in another language: no move
            self.link.speak(view.story.language)
        view = _replace(view, room=self._fronted(self.link.view))
        moved = not turned and (view.run.visit != before.run.visit or view.run.lens != before.run.lens)
        if moved:
            self._moves(before, view)
        for kind, key in opened_anew(before, view):
            self.link.opened(kind, key)
        self._tell_looking(view)
        message = view.message
        return _replace(self._joined(view), message=message)

    def _tell_looking(self, view: View) -> None:
        looks = is_looking(view)
        if looks != self._was_looking:
            self._was_looking = looks
            self.link.looking(looks)

    def _moves(self, before: View, view: View) -> None:
        old, visit, room = before.run.visit, view.run.visit, self.link.view
        entered = old.threshold and visit.scene == old.scene and not visit.threshold
        if entered:
            self.link.consented(visit.scene)
        if not room.follows:
            self.link.moved(view.run)
        elif at_rooms_warning(_replace(before, room=room)) and visit.bridge == old.scene:
            self.link.went_round(old.scene)
        elif not entered and not self._turns_the_leaders_step(before, view):
            if room.state == "held":
                raise Cannot(held_words(self.screen.profile().glyphs))
            self.link.moved(view.run)

    def _turns_the_leaders_step(self, before: View, view: View) -> bool:
        """A step longer than the window is read page by page without leaving the room."""
        old, visit = before.run.visit, view.run.visit
        here = visit.scene == old.scene == self.link.view.leader_scene
        return here and visit.step == old.step and bool(old.step) and view.run.lens == before.run.lens

    async def takes(self, action: Action) -> bool:
        """Whether the room takes an action in place of the page; then it is done.

        Raises:
            Cannot: it is not possible here.
        """
        view = self.screen.view
        if self.alone or view.room is None or view.hidden:
            return False
        self.link.noticed()
        if action.id == "doubt":
            await self._doubt(view)
            return True
        if view.screen == "document" and action.id == "open" and (at := self._sentence(view)) >= 0:
            self.link.answer(at)
            await self.screen.show(view_actions.say(view, _("your answer: sentence {n}").format(n=at + 1)))
            return True
        if view.screen != "scene" or view.sheets:
            return False
        if view.room.state in ("out", "waiting", "closed") and action.id in _TOUCHES:
            return await self._on_a_calm_page(view, action)
        front = front_of(view)
        if action.id == "close" and front in ("poll", "result", "question") and view.cursor < 0:
            self._put_down(view, front)
            await self.screen.show(view)
            return True
        if action.id == "open" and not action.argument and view.cursor < 0 and (text := text_asked(view)):
            await self.screen.show(open_step(view, text))
            return True
        if action.id == "choose" and front:
            await self._digit(view, front, action.argument)
            return True
        return False

    def _put_down(self, view: View, front: str) -> None:
        self._raised = ""
        if front == "question" and view.room is not None:
            self._down.add(view.room.question)
        else:
            self._down.add(self._key(view))
            self.link.bring_front(False)

    def _sentence(self, view: View) -> int:
        """The sentence in hand as an answer to a poll on this very text; -1: there is none."""
        room, listing = self.link.view, view.listings[-1]
        if room.poll is None or not is_answered_here(view, room):
            return -1
        return listing.selected if 0 <= listing.selected < len(room.poll.options) else -1

    async def _on_a_calm_page(self, view: View, action: Action) -> bool:
        state = self.link.view.state
        if state == "out":
            raise Cannot(_("You stepped out; {key} brings you back.").format(key=self.label("follow")))
        if action.id not in view_actions.MOVES:
            raise Cannot(_("There is nothing to open on this page."))
        if state == "closed":
            self.alone = True
            self.end()
            await self.screen.show(view)
            return True
        if action.id != "next":
            return False
        self.link.moved(view.run)
        await self.screen.show(view)
        return True

    async def _digit(self, view: View, front: str, argument: str) -> None:
        poll = view.room.poll if view.room is not None else None
        if front == "task":
            raise Cannot(held_words(self.screen.profile().glyphs))
        number = int(argument) if argument.isdecimal() else 0
        if poll is None or front == "question" or not (front == "poll" or poll.targets):
            raise Cannot(_("Esc puts this away first."))
        if time.monotonic() - self._since < DEAF and front == "poll":
            return
        if poll.kind == "sentence" and front == "poll":
            raise Cannot(_("On the text, Enter on a sentence answers."))
        if not 1 <= number <= len(poll.options):
            raise Cannot(_("There are {n} answers: 1 to {n}.").format(n=len(poll.options)))
        if front == "poll":
            self.link.answer(number - 1)
            await self.screen.show(view_actions.say(view, ""))
        else:
            where = Action("go", poll.targets[number - 1])
            await self.screen.show(view_actions.perform(view, where, self.screen.layout_found))

    async def act(self, action: Action) -> None:
        """Follow, answer, ready, slower, faster, step-out: keys of the room alone."""
        view, said = self.screen.view, ""
        if self.alone or view.room is None:
            raise Cannot(_("There is no room here."))
        match action.id:
            case "follow":
                self.link.follow()
                run = _replace(view.run, visit=_replace(view.run.visit, offset=0))
                view = _replace(view, run=run, sheets=(), listings=(), led="", cursor=-1)
            case "step-out":
                self.link.step_out()
                view = _replace(view, sheets=(), listings=(), led="", cursor=-1)
            case "answer":
                view = self._raise(view)
            case "ready":
                said = self._ready()
            case _:
                self.link.pace(action.id)
                said = {
                    "slower": _("Pace: slower, for five minutes."),
                    "faster": _("Pace: faster, for five minutes."),
                }[action.id]
        await self.show_own(_replace(view, message=said))

    async def show_own(self, view: View) -> None:
        """Show a view without taking the place it stands at for a move of the guest's."""
        self._leading = True
        try:
            await self.screen.show(_replace(self._joined(view), message=view.message))
        finally:
            self._leading = False

    def _raise(self, view: View) -> View:
        poll = self.link.view.poll
        if poll is None or (poll.phase != "open" and poll.result is None):
            raise Cannot(_("No poll is open."))
        if in_warned(view):
            raise Cannot(_("The poll waits until the leader goes on from here."))
        self.link.bring_front(True)
        self._raised = f"{poll.id}:{poll.phase}"
        self._down.discard(self._raised)
        return _replace(view, sheets=(), listings=(), cursor=-1)

    def _ready(self) -> str:
        now = self.link.view.ready
        how = _TICKS[(_TICKS.index(now) + 1) % len(_TICKS)] if now in _TICKS else _TICKS[0]
        self.link.ready(how)
        return {
            "done": _("Ready: done. The leader sees how many, not who."),
            "stuck": _("Ready: stuck. The leader sees how many, not who."),
            "working": _("Ready: working. The leader sees how many, not who."),
        }[how]

    async def _doubt(self, view: View) -> None:
        """Mark the line for oneself, and count the doubt of its claim in the room."""
        place = current_place(view, self.screen.layout_found)
        keys = self._doubtful(view, place.step) or [f"{place.scene}:{place.step}"]
        if len(keys) > 1:
            raise Cannot(
                _("This line has {n} claims: Tab to one, then {key}.").format(
                    n=len(keys), key=self.label("doubt")
                )
            )
        on = keys[0] not in self._doubted
        self.link.doubt(keys[0], on)
        (self._doubted.add if on else self._doubted.discard)(keys[0])
        others = {r.id for r in references(view.story.scenes[place.scene]) if r.step == place.step}
        wanted = on or bool(self._doubted & others)
        if run_module.is_doubted(view.story, view.run, place) != wanted:
            view = view_actions.perform(view, Action("doubt"), self.screen.layout_found)
        said = _("doubt: marked, and counted without you; {key} again takes it back")
        said = said.format(key=self.label("doubt"))
        await self.screen.show(view_actions.say(view, said if on else _("the doubt is taken back")))

    def _doubtful(self, view: View, step: str) -> list[str]:
        """The claim in hand, else those of a step."""
        held = in_hand(view)
        if held is not None and held.kind == "claim":
            return [held.id]
        found = references(view.story.scenes[view.run.visit.scene])
        return list(dict.fromkeys(r.id for r in found if r.step == step and r.kind == "claim"))

    def leave(self) -> None:
        """Out of the room at once; nothing is asked, and nothing stays of a guest who was not told a phrase to keep."""
        parked = self.screen.reader_app.options.parked
        if parked is not None and not parked.long:
            parked.forget()
        self.end()
        self.link.quit()

    def label(self, action: str) -> str:
        """The key of an action, as it is shown."""
        return key_label(action, self.screen.profile().glyphs)


def held_words(glyphs: str) -> str:
    """Why a move waits."""
    key = key_label("ready", glyphs)
    return _("Hold: {key} when you are done. Looking works; moves wait.").format(key=key)
