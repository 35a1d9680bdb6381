"""A guest of a room with a screen: thin as long as they follow, with an app of their own for what is their own.

Thin, they are a record and an outbox: frames and bytes are those of all with windows alike, and the few keys of a
room are answered without an app, so that a vote never waits for one.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.paint.compose import compose
from explainer.paint.page.chrome import key_label
from explainer.problems import Cannot
from explainer.reading.actions import BY_ID, Action
from explainer.reading.moves import apply
from explainer.reading.options import ReaderOptions
from explainer.reading.room import led
from explainer.reading.run import Run, Visit
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.rooms.keys import ESCAPES, bytes_of, keys_in, meanings
from explainer.serve.rooms.membership import Membership
from explainer.serve.rooms.pages import Kind, with_consent
from explainer.serve.ssh.frame_sender import Shown
from explainer.serve.ssh.guest_app import GuestApp
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.screen_guest import LEAVING, ScreenGuest
from explainer.session.inputs import Effect, Input, Moved, Open, Perform, Press, Say, Session
from explainer.session.inputs import Shown as PageShown
from explainer.session.machine import carried_out, fronted, panel_key, plain_page, step

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession

REST = 60.0
"""Seconds back with the leader, nothing open, after which the app is put away."""
LOOK = 5.0
_NOTHING = Action("")
_WARNING = {
    sign: action for action in ("consent", "next") for key in BY_ID[action].keys for sign in bytes_of(key)
}
"""What a key does at a warning that the room stands at."""
_DIGITS = tuple(str(number).encode() for number in range(1, 10))
_OF_THE_APP = ("doubt", "question", "quit")
"""Actions of a room that ask first, or need the line in hand."""


class RoomGuest(ScreenGuest):
    """The handler of such a guest."""

    def __init__(
        self,
        host: WorkerContext,
        line: GuestSession,
        terminal: GuestTerminal,
        options: ReaderOptions,
        parked: ParkedRun,
        member: Membership,
    ) -> None:
        super().__init__(host, line, terminal, options, parked)
        self._member = member
        self._own: Run = options.run
        """The guest's own run, as of when they last had a page of their own."""
        self._met: list[str] = []
        """The scenes to which they followed since then; scenes alone, since this is kept for each of a hall."""
        self._has_begun = member.live.state.stage is not None
        self._drawn: tuple[object, ...] = ()
        self._drawn_seq = 0
        self._page: tuple[int, bool, str] = (0, True, "")
        self._session = Session()
        self._is_of_page = False
        """The message in front is about the page of now, and goes with it: frames are again those of all."""
        self._resting = False
        self._calm_since: float | None = None
        member.shown_behind, member.window = self._is_behind, self._window
        self._end_hearing = member.subscribe(self._room_changed)

    @property
    def _patience(self) -> float:
        return self._host.settings.limits.stalled_room_seconds

    @property
    def stays(self) -> bool:
        """A follower presses nothing for an hour; only when the room is over silence means that nobody is there."""
        return not self._member.live.state.closed

    def start(self) -> None:
        self._member.join()
        self._note_panel()
        # A panel that a guest finds on coming takes a digit at once: it did not come while they pressed something else.
        self._session = msgspec.structs.replace(self._session, since=float("-inf"))
        super().start()

    # the room

    def _window(self) -> Kind | None:
        """What frames are drawn ahead for; None: this guest's are not those of others."""
        if not self.is_thin or not self._member.follows or self._has_own:
            return None
        terminal = self._terminal
        return Kind(terminal.columns, terminal.rows, terminal.profile, terminal.synchronized, terminal.fills)

    @property
    def is_thin(self) -> bool:
        return self._reading is None

    def _room_changed(self) -> None:
        view = self._member.view
        page = (id(self._run()), self._member.live.connected, panel_key(view))
        if page != self._page:
            self._page = page
            if self._is_of_page:  # a phrase stays until the next key
                self._unsay()
        self._show_page()

    def _note_way(self) -> None:
        """Their way is what they were shown: the room's own is longer for who came late or went elsewhere."""
        if not self.is_thin or self._has_own or not self._member.view.follows:
            return
        visit = self._member.run.visit
        last = self._met[-1] if self._met else self._own.visit.scene if self._has_begun else ""
        if self._member.live.state.stage is not None and not visit.threshold and visit.scene != last:
            self._met.append(visit.scene)

    def _caught_up(self) -> Run:
        """Their own run with the scenes to which they followed since it was last theirs."""
        story, run = self._member.live.story, with_consent(self._own, self._member.guest.consented)
        for scene in self._met:
            run = led(story, run, Visit(scene))
            if not self._has_begun:  # the page before the first was none
                self._has_begun = True
                run = msgspec.structs.replace(run, past=(), seen=(scene,))
        self._met.clear()
        self._own = self._member.page(run)
        return self._own

    def _is_behind(self, seq: int) -> bool:
        return (
            self.is_thin
            and self._drawn_seq < seq
            and not self._outbox.is_waiting
            and self._what() != self._drawn
        )

    def _what(self) -> tuple[object, ...]:
        return (id(self._run()), fronted(self._session, self._member.view), self._view.message)

    def _run(self) -> Run:
        """The run whose page is shown without an app."""
        member = self._member
        if member.view.follows and not self._has_own:
            return member.run
        self._own = member.page(self._own)
        return self._own

    @property
    def _has_own(self) -> bool:
        """Whether something of the guest's own may stand on a page."""
        run = self._own
        return bool(run.notes or run.bookmarks or run.doubts or run.guesses or run.marks)

    def _thin(self) -> Shown | None:
        member, terminal = self._member, self._terminal
        self._drawn, self._drawn_seq = self._what(), member.live.state.seq
        run, room = self._run(), fronted(self._session, member.view)
        size = (terminal.columns, terminal.rows)
        shared = run is member.run and not self._view.message
        pages = member.live.pages
        if shared:
            frame = pages.frame(run, room, size, terminal.profile)
        else:
            view = msgspec.structs.replace(
                pages.view(run, room, terminal.profile.language), message=self._view.message
            )
            frame = compose(view, *size, terminal.profile)
        return Shown(frame.rows, frame.cursor, frame.title, shared)

    # keys without an app

    def _typed(self, typed: bytes) -> None:
        if not typed or self._ending is not None or not self.is_thin:
            super()._typed(typed)
            return
        if typed in LEAVING:
            self._member.quit()
            self._leave("", 0)
            return
        keys = keys_in(typed)
        for number, key in enumerate(keys):
            try:
                if not self._press(key):
                    self._begin_app(b"".join(keys[number:]))
                    return
            except Cannot as cannot:
                self.tell(str(cannot))
                self._is_of_page = True

    def _press(self, key: bytes) -> bool:
        """Answer one key without an app; False: it needs one.

        Raises:
            Cannot: it is not possible here.
        """
        self._member.noticed()
        self._unsay()
        action = self._meaning(key)
        if action.id == "phrase":
            self._say_phrase()
            return True
        what: Press | Moved = Press(action.id, action.argument)
        session, effects = self._stepped(what)
        if action.id in _WARNING.values() and effects == (Perform(action.id),):
            run = self._run()
            session, effects = self._stepped(Moved(run, apply(self._member.live.story, run, action)))
        if action.id in _OF_THE_APP or any(isinstance(effect, Perform | Open) for effect in effects):
            return False
        left = carried_out(self._member, effects)
        self._session = session
        self._show_page()
        for effect in left:
            if isinstance(effect, Say):
                self.tell(effect.told(self._label))
                self._is_of_page = True
        return True

    def _meaning(self, key: bytes) -> Action:
        """The action of a key on the page of now; of those that need an app only what a calm page answers."""
        state = self._member.view.state
        if state == "warning" and key in _WARNING:
            return Action(_WARNING[key])
        if key in ESCAPES:
            return Action("close")
        if key in _DIGITS:
            return Action("choose", key.decode())
        found = meanings("room").get(key, _NOTHING)
        if found is _NOTHING and state == "out":
            return meanings("scene").get(key, _NOTHING)
        return found

    def _stepped(self, what: Press | Moved | PageShown) -> tuple[Session, tuple[Effect, ...]]:
        """What the machine makes of an input on the page of one who has nothing open."""
        view, story = self._member.view, self._member.live.story
        is_warned = story.scenes[self._run().visit.scene].warning is not None
        page = plain_page(self._session, view, is_warned=is_warned)
        return step(self._session, Input(what, view, page, self._loop.time()))

    def _show_page(self) -> None:
        """The page may be another: it is painted if it looks other."""
        self._note_way()
        self._note_panel()
        if self.is_thin and self._what() != self._drawn:
            self._outbox.dirty()

    def _note_panel(self) -> None:
        """Note since when a panel is in front."""
        if self._member.view.poll is not None or self._session.front:
            self._session = self._stepped(PageShown())[0]

    def _label(self, action: str) -> str:
        return key_label(action, self._terminal.profile.glyphs)

    def _say_phrase(self) -> None:
        self._parked.moved(self._caught_up())
        self._parked.told = True
        self.tell(_("Your phrase: {phrase}; it brings you back here.").format(phrase=self._parked.phrase()))

    def _unsay(self) -> None:
        self._is_of_page = False
        if self._view.message:
            self._view = msgspec.structs.replace(self._view, message="")
            self._outbox.dirty()

    # the app, made at the place

    def _begin_app(self, typed: bytes) -> None:
        self._options = dataclasses.replace(self._options, run=self._caught_up())
        super()._typed(typed)
        if self._reading is not None:
            self._calm_since = None
            self._later("rest", LOOK, self._look)

    def _look(self) -> None:
        """Put the app away once its guest has followed for a while with nothing open."""
        self._later("rest", LOOK, self._look)
        app = self._app
        if app is None or not app.is_ready:
            return
        if not self._is_calm(app):
            self._calm_since = None
        elif self._calm_since is None:
            self._calm_since = self._loop.time()
        elif self._loop.time() - self._calm_since >= REST:
            self._resting = True
            app.stop(0)

    def _is_calm(self, app: GuestApp) -> bool:
        reading = app.reading
        view = reading.view
        plain = app.screen is reading and not view.listings and not view.hidden and not reading.drafts
        own_sheet = bool(view.sheets) and not view.led
        return plain and not own_sheet and self._member.view.follows and not self._intake.pasting

    def _over(self, app: GuestApp) -> None:
        if self._resting and app.failure is None and self._ending is None and not self._gone:
            self._resting = False
            self._app = self._reading = None
            self._own = app.reading.view.run
            self._member.looking(False)
            self._terminal.profile = app.profile
            self._later("rest", 0.0, self._look)
            self._outbox.dirty()
            return
        self._own = app.reading.view.run
        if app.return_value != "linear" and not app.failure:
            self._member.quit()
        super()._over(app)

    def _go_linear(self) -> None:
        """Line by line in the same room."""
        from explainer.serve.rooms.linear_room import RoomLinearGuest

        def become() -> None:
            options = dataclasses.replace(self._options, message="")
            reason, parked = _("you chose it"), self._parked
            member, terminal = self._member, self._terminal
            self._host.counters.linear += 1
            self._line.become(
                RoomLinearGuest(self._host, self._line, terminal, options, parked, reason, member)
            )

        self._end(become)

    # the end

    def _put_away(self) -> None:
        super()._put_away()
        self._end_hearing()

    def _left(self) -> None:
        self._member.leave(dropped=True)
        super()._left()
