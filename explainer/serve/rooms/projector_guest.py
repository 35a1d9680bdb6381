"""The projector: the stage on a wall. Keys do nothing but leave; nothing private has a way onto it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.messages import _
from explainer.paint.room.projector import compose_projector
from explainer.serve.rooms.joining import join_lines
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.showing import projector_view
from explainer.serve.ssh.frame_sender import Shown
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.painted_guest import PaintedGuest
from explainer.serve.ssh.screen_guest import LEAVING
from explainer.story.model.translation import in_language
from explainer.workshop.events import Event

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext
    from explainer.serve.ssh.guest_session import GuestSession

BLANK, JOIN = b".", b"j"
"""Keys on the projector's own machine: all off, and the join lines on or off."""


class ProjectorGuest(PaintedGuest):
    """The handler of a projector."""

    def __init__(
        self, host: WorkerContext, line: GuestSession, terminal: GuestTerminal, live: LiveRoom
    ) -> None:
        super().__init__(host, line, terminal)
        self._live = live
        self._seq = 0
        self._is_blank = False
        self._shows_join = True
        self._is_here = False

    @property
    def stays(self) -> bool:
        """Nobody presses anything on a wall."""
        return not self._live.state.closed

    def start(self) -> None:
        self._end_hearing = self._live.listen(self)
        self._live.projectors += 1
        self._is_here = True
        super().start()

    # `Listener`

    def changed(self, news: tuple[Event, ...]) -> None:
        self._outbox.dirty()

    def behind(self, seq: int) -> bool:
        return self._seq < seq and not self._outbox.is_waiting

    # `PaintedGuest`

    def tell(self, words: str) -> None:
        """What is meant for a guest is not said on a wall."""

    def _now(self) -> Shown | None:
        self._ask()
        live, terminal = self._live, self._terminal
        self._seq = live.state.seq
        join = join_lines(live.state.code, self._host.settings) if self._shows_join else ()
        story = in_language(live.story, self._host.settings.language)
        view = projector_view(story, live.state, live.lately, join=join, blank=self._is_blank)
        frame = compose_projector(story, view, terminal.columns, terminal.rows, terminal.profile)
        return Shown(frame.rows, frame.cursor, frame.title)

    def _typed(self, typed: bytes) -> None:
        if self._ending is not None:
            return
        if typed in LEAVING:
            self._leave(_("The projector is off."), 0)
        elif typed == BLANK:
            self._is_blank = not self._is_blank
            self._outbox.dirty()
        elif typed == JOIN:
            self._shows_join = not self._shows_join
            self._outbox.dirty()

    def _left(self) -> None:
        if self._is_here:
            self._is_here = False
            self._live.projectors -= 1
            self._end_hearing()
