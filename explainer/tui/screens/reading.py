"""The screen one reads on: keys, mouse and typing become actions, the desk makes the next view."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import events, work
from textual.binding import BindingType
from textual.message import Message

from explainer.messages import _
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import DEPTHS, GLYPHS, THEMES, after
from explainer.paint.compose import compose
from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.room import PollView
from explainer.reading.view import Layout, View
from explainer.tui import compat, parking
from explainer.tui.keeping import to_be_kept, what_is_lost, with_drafts, worth_keeping
from explainer.tui.keys import applies, bindings, typing
from explainer.tui.screens.painted import Painted
from explainer.tui.screens.pointing import Pointing

if TYPE_CHECKING:
    from explainer.tui.rooming import Rooming

_replace = msgspec.structs.replace

CLIPBOARD_LIMIT = 8_192
"""Bytes: more than that many terminals drop without a word."""
NARROWEST, WIDEST, STEP = 40, 72, 8
COLOURED = DEPTHS[:2]
_PICKING = ("next-reference", "previous-reference", "page-down", "page-up")


class ReadingScreen(Pointing, Painted[None], inherit_bindings=False):
    """Holds the reader's view; every key, click and typed word goes through `act`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    class NotKept(Message):
        """A run could not be written."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class RoomChanged(Message):
        """The room shows something else now."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view
        self.rooming: Rooming | None = None
        """Of a guest in a room."""
        self._query: Any = None
        """The line to type on, while its screen is in front."""
        self._before_hover: int | None = None
        """What was in hand before the mouse came upon something."""
        self._picking = False
        """The last key went along a list: the cursor is on the row in hand, not where one types."""
        self._playing: Any = None
        """The timer of a figure whose days go by."""
        self._mouse_free = False
        self._copied = ""
        self._told_not_kept = False
        self.drafts: dict[str, str] = {}
        """Notes begun and left, by the line or note they belong to; in memory only."""
        self._told_lost = False
        self._takeaway: Any = None
        """The text of what one takes along, as it was made last."""
        self._own: dict[str, Callable[[Action], Awaitable[None] | None]] = {
            "theme": self._theme, "glyphs": self._glyphs, "width": self._width,
            "free-mouse": self._free_mouse, "copy": self._copy, "linear": self._linear,
            "palette": self._palette, "quit": self._quit, "play": self._play,
            "note": self._keepsake, "save": self._keepsake, "guesses": self._guesses,
            "phrase": self._phrase, "question": self._question,
            **dict.fromkeys(("follow", "answer", "ready", "slower", "faster", "step-out"), self._in_room),
        }  # fmt: skip

    def painted(self, width: int, height: int) -> Frame:
        view = self.view
        if view.screen == "takeaway" and not view.hidden:
            from explainer.tui.note_screens import with_takeaway

            view, self._takeaway = with_takeaway(view, width, height, self._takeaway, self.shown_in_room)
        view = parking.fitted(self.reader_app.options.parked, view, width, height)
        return compose(view, width, height, self.profile())

    @property
    def shown_in_room(self) -> tuple[PollView, ...]:
        """Results that the reader's room was shown."""
        return () if self.rooming is None else self.rooming.link.results

    @property
    def layout_found(self) -> Layout:
        return self.page.frame.layout

    def on_mount(self) -> None:
        if (link := self.reader_app.options.room) is not None:
            from explainer.tui.rooming import Rooming

            self.rooming = Rooming(self, link)
        self.call_after_refresh(self._first_frame_shown)

    def on_unmount(self) -> None:
        if self.rooming is not None:
            self.rooming.end()

    async def on_reading_screen_room_changed(self) -> None:
        if self.rooming is not None:
            await self.rooming.show_change()

    def on_screen_resume(self, _event: Any = None) -> None:
        if self.rooming is not None:  # what the room changed while a question was in front
            self.post_message(self.RoomChanged())

    def _first_frame_shown(self) -> None:
        """What need not delay the first frame."""
        self.reader_app.name_window(self.page.frame.title)
        self.page.point()
        if not self.reader_app.options.theme and self.profile().depth in COLOURED:
            self.reader_app.ask_background()

    # actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action != "act":
            return True
        return applies(str(parameters[0]), self.view)

    async def action_act(self, action: str, argument: str = "") -> None:
        await self.act(Action(action, argument))

    async def act(self, action: Action) -> None:
        """Do what a reader asked for; what is not possible is said on the room line."""
        self._before_hover = None
        self._picking = action.id in _PICKING
        self._stop_playing()
        try:
            own = None if self.view.hidden else self._own.get(action.id)
            if self.rooming is not None and await self.rooming.takes(action):
                return
            if own is None:
                await self.show(view_actions.perform(self.view, action, self.layout_found))
            elif (waiting := own(action)) is not None:
                await waiting
        except Cannot as cannot:
            await self.say(str(cannot))

    async def say(self, message: str) -> None:
        """Say something on the room line, until the next key."""
        await self.show(view_actions.say(self.view, message))

    async def show(self, view: View) -> None:
        """Take a view and paint it; at a new scene and a new note the run is kept, if runs are."""
        if self.rooming is not None:
            view = self.rooming.goes(self.view, view)
        if self.reader_app.options.parked is not None:
            view = parking.follow(self, view)
        before, self.view = self.view, view
        if view.story is not before.story:
            self.reader_app.profile = _replace(self.profile(), language=view.story.language)
        self.page.repaint()
        await self._place_query()
        self.reader_app.name_window("" if view.hidden else self.page.frame.title)
        if view.hidden and not before.hidden:
            self.call_after_refresh(self.reader_app.send, compat.CLEAR_SCROLLBACK)
        if to_be_kept(before.run, view.run) and self.reader_app.keeper.keeps:
            self.run_worker(partial(self._keep, view), thread=True, group="keep", exit_on_error=False)

    def _keep(self, view: View) -> None:
        try:
            self.reader_app.keeper.keep(view.run)
        except Cannot as cannot:
            self.post_message(self.NotKept(str(cannot)))

    async def on_reading_screen_not_kept(self, message: NotKept) -> None:
        await self.say(message.reason)

    # the app's own actions

    async def _theme(self, _action: Action) -> None:
        if self.profile().depth not in COLOURED:
            raise Cannot(_("This terminal's own colours are used; a theme needs 256 colours."))
        theme = after(THEMES, self.profile().theme)
        await self._look(theme=theme, said=_("theme: {name}").format(name=theme.replace("-", " ")))

    async def _glyphs(self, _action: Action) -> None:
        glyphs = after(GLYPHS, self.profile().glyphs)
        names = {
            "braille": _("all signs"),
            "blocks": _("no braille"),
            "plain": _("no braille or blocks"),
            "ascii": _("ASCII alone"),
        }
        await self._look(glyphs=glyphs, said=_("signs: {name}").format(name=names[glyphs]))

    async def _width(self, action: Action) -> None:
        by = -STEP if action.argument == "narrower" else STEP
        measure = min(max(self.profile().measure + by, NARROWEST), WIDEST)
        await self._look(measure=measure, said=_("text at most {n} wide").format(n=measure))

    async def _look(self, said: str, **changes: Any) -> None:
        self.reader_app.profile = _replace(self.profile(), **changes)
        await self.say(said)

    async def background_is(self, light: bool) -> None:
        """The terminal told its background; it decides until the reader does."""
        theme = "light" if light else "dark"
        if self.profile().theme == "dark" != theme:
            self.reader_app.profile = _replace(self.profile(), theme=theme)
            self.page.repaint()

    async def _free_mouse(self, _action: Action) -> None:
        self._mouse_free = not self._mouse_free
        self.reader_app.take_mouse(not self._mouse_free)
        freed, taken = (
            _("The mouse is yours for selecting; u takes it back."),
            _("The mouse works here again."),
        )
        await self.say(freed if self._mouse_free else taken)

    async def _copy(self, _action: Action) -> None:
        from explainer.reading.citing.citation import to_copy

        text, said = to_copy(self.view, self.layout_found, CLIPBOARD_LIMIT)
        if text == self._copied and self.view.message == said:
            self._show_for_selection(text)
            return
        self.reader_app.copy_to_clipboard(text)
        self._copied = text
        await self.say(said)

    def _show_for_selection(self, text: str) -> None:
        from explainer.tui.screens.keep import CopiedScreen

        self.view = view_actions.say(self.view, "")
        self.app.push_screen(CopiedScreen(text, self._mouse_free))

    def _linear(self, _action: Action) -> None:
        if self.reader_app.options.go_linear is None:
            raise Cannot(_("Line by line is not possible from here; start with --linear."))
        self.reader_app.exit("linear")

    async def _ask_palette(self) -> None:
        from explainer.tui.screens.palette import PaletteScreen

        chosen = await self.app.push_screen_wait(PaletteScreen(self.view))
        if chosen is not None:
            await self.act(chosen)

    def _palette(self, _action: Action) -> None:
        self._aside("dialog", self._ask_palette)

    def _keepsake(self, action: Action) -> None:
        from explainer.tui.note_screens import begin

        writing = partial(begin, self, action)
        if self.rooming is not None:
            writing = partial(self.rooming.undisturbed, writing)
        self._aside("keepsake", writing)

    def _aside(self, group: str, work: Any) -> None:
        """Run what asks, as `work` makes it once the worker runs: one cancelled before leaves nothing never awaited."""
        self.run_worker(self.reader_app.asking(work), exclusive=True, group=group)

    async def _guesses(self, _action: Action) -> None:
        from explainer.tui.note_screens import toggle_guesses

        await self.show(toggle_guesses(self.view))

    def _question(self, _action: Action) -> None:
        if self.rooming is not None:
            from explainer.tui.note_screens import ask

            self._aside("keepsake", partial(ask, self.rooming))

    def _in_room(self, _action: Action) -> None:
        """In a room these keys are the room's (`Rooming.takes`); alone they mean nothing."""

    def _phrase(self, _action: Action) -> None:
        from explainer.tui.screens.keep import CopiedScreen

        self.app.push_screen(CopiedScreen(parking.phrase_text(self), self._mouse_free))

    def _stop_playing(self) -> bool:
        """Let the days of a figure stand; whether they went by."""
        if self._playing is None:
            return False
        self._playing.stop()
        self._playing = None
        return True

    def _play(self, _action: Action) -> None:
        if not self.profile().motion:
            raise Cannot(_("Motion is off; the arrows go from day to day."))
        self._playing = self.set_interval(1.0, self._play_on)

    async def _play_on(self) -> None:
        """The next day; the last one ends it."""
        try:
            await self.show(view_actions.perform(self.view, Action("next-day"), self.layout_found))
        except Cannot:
            self._stop_playing()

    def _quit(self, _action: Action) -> None:
        self.leave()

    @work(exclusive=True, group="dialog")
    async def leave(self) -> None:
        """Quit; at the first time something was read, ask whether the place may be kept."""
        keeper = self.reader_app.keeper
        parked = self.reader_app.options.parked
        lost = "" if self._told_lost else what_is_lost(keeper, self.view.run, self.drafts, parked)
        if lost:
            self._told_lost = True
            await self.say(lost)
            return
        await self.show(with_drafts(self.view, self.drafts))
        self.drafts.clear()
        if self.rooming is not None and not self.rooming.alone:
            self.rooming.leave()
            self.reader_app.exit("left")
            return
        if parked is not None and not await parking.may_leave(self):
            return
        if keeper.may_ask and worth_keeping(self.view.run):
            from explainer.tui.screens.keep import KeepScreen

            answer = await self.app.push_screen_wait(KeepScreen(self.view.run))
            if answer is None:
                return
            if answer and not await self._kept(keeper.agree):
                return
        if keeper.keeps and not await self._kept(partial(keeper.keep, self.view.run)):
            return
        self.reader_app.exit("left")

    async def _kept(self, write: Callable[[], None]) -> bool:
        """Write something at the end; a failure is said once, and the next quit leaves all the same."""
        try:
            write()
        except Cannot as cannot:
            if self._told_not_kept:
                return True
            self._told_not_kept = True
            await self.say(str(cannot))
            return False
        return True

    # typing

    def claims(self, event: events.Key) -> bool:
        """Whether a key that reached the app is no binding: the screen is hidden, or one types."""
        if self.view.hidden:
            closing: Any = partial(self.act, Action("close"))
            self.run_worker(closing, exclusive=True, group="key")
            return True
        if self._stop_playing():
            return True
        if typing(self.view) and self._query is not None and event.is_printable and event.character:
            self._query.insert_text_at_cursor(event.character)
            return True
        return False

    async def _place_query(self) -> None:
        """The line to type on stands where the painter left room for it, on its screens alone."""
        wanted = typing(self.view) and not self.view.hidden
        if wanted and self._query is None:
            from explainer.tui.widgets.query import QueryLine

            self._query = QueryLine(self.profile)
            await self.mount(self._query)
        elif not wanted and self._query is not None:
            line, self._query = self._query, None
            await line.remove()
        if self._query is not None:
            typed = self.view.listings[-1].query
            caret = not self._picking or self.page.frame.cursor is None
            self._query.take(self.page.frame, typed, caret=caret, arrows=self.view.screen != "lens")

    async def on_input_changed(self, _event: Any) -> None:
        # What stands there now, not what the event tells: letters that came meanwhile would be taken back.
        if self._query is not None and self._query.value != self.view.listings[-1].query:
            self._picking = False
            await self.show(view_actions.query(self.view, self._query.value))

    async def on_input_submitted(self, event: Any) -> None:
        await self.act(Action("guess" if self.view.screen == "guess" else "open"))

    def on_resize(self) -> None:
        if self._query is not None:
            self.call_after_refresh(self._place_query)
