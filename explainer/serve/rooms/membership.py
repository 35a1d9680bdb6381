"""One guest in a room: where they stand, what they answered, and what their page shows of it.

Ballots are drawn here, for this guest and this poll, and thrown away when the poll closes. They are in memory and in
the guest's own parked run, nowhere else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.room import PollView, RoomView, led
from explainer.reading.run import Run
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.mailbox import Answering
from explainer.serve.rooms.outages import Reach
from explainer.serve.rooms.pages import CONSENTED, ROUND, Kind, with_consent
from explainer.serve.rooms.showing import Own, room_view, shown_poll, shown_results
from explainer.serve.rooms.stages import visit_of
from explainer.story.model.translation import in_language, said_in
from explainer.workshop import guests
from explainer.workshop.events import Code, Event, Mode, PollOpened, PollRevealed
from explainer.workshop.guests import Away, GuestState

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

ROAMERS_AFTER, WITHIN = 0.2, 0.8
"""Seconds: of a leader's move those who roam see one row, and each has an app that paints its page for it. 100 in one
moment stop a worker for half a second: they are told after those who follow, one after the other."""
CALLED_AGAIN = 30.0
"""Seconds after which one who is asked back is asked once more."""


class Place(msgspec.Struct, array_like=True):
    """A guest's place in a room, as it is parked under their phrase."""

    room: str
    guest: GuestState


class Membership(Answering):
    """Is the `RoomLink` of its front end, and what the room counts."""

    def __init__(
        self, host: WorkerContext, live: LiveRoom, guest: GuestState | None = None, language: str = ""
    ) -> None:
        """
        Args:
            host, live: of the worker, and the room.
            guest, language: of one who came back by their phrase; without: who comes now, and reads as all begin here.
        """
        self._host = host
        self.live = live
        self.story = in_language(live.story, language or host.settings.language)
        self._loop = asyncio.get_running_loop()
        self._away = ""
        self._passed: tuple[str, ...] = ()
        if guest is None:
            self.guest = guests.joined(live.state)
        else:
            self.guest, away = guests.back(guest, live.state)
            self._tell_away(away, was_out=self.guest.out)
        self.has_roamed = not guests.counts_as_following(self.guest)
        """Has moved by themselves at least once: their run is their own."""
        super().__init__()
        self._raised = ""
        """The panel that was called for."""
        self._page = 0
        """How often the panel in front was turned."""
        self._row = ""
        self._quit = False
        self._seen_seq = live.state.seq
        self._reach = Reach(live, host.clock, self.tell)
        self._turn = WITHIN * (len(live.members) % 32) / 32
        """When it is this roamer's turn to be told."""
        self._later: asyncio.TimerHandle | None = None
        self._viewed: GuestState | None = None
        """As the guest was when the view of now was worked out."""
        self._subscribers: list[Callable[[], None]] = []
        self._unlisten: Callable[[], None] | None = None
        self.shown_behind: Callable[[int], bool] = lambda seq: False
        """Whether this guest's page is older than the room; of the front end."""
        self.window: Callable[[], Kind | None] = lambda: None
        """The window of a guest who follows without an app; of the front end."""
        self.kept: Callable[[], None] = lambda: None
        """Called when the place is another, to be parked."""

    # its life

    def join(self) -> None:
        """From now on the guest counts, and hears of the room."""
        if self._unlisten is None:
            self._unlisten = self.live.listen(self)
            self.live.members.add(self)
            if self.guest.ballots:
                self.send(self._mail.find())

    def leave(self, *, dropped: bool) -> None:
        """The guest is gone; dropped: their line broke."""
        if self._unlisten is None:
            return
        self._unlisten()
        self._unlisten = None
        self.live.members.discard(self)
        self._reach.stop()
        if self._later is not None:
            self._later.cancel()
        if dropped and not self._quit:
            self.live.dropped()

    def parked(self) -> bytes:
        """The place as it is parked; nothing for one who left the room for good."""
        if self._quit or self.live.state.closed:
            return b""
        state = self.live.state
        kept = guests.to_park(guests.dropped(self.guest, state), state)
        return msgspec.msgpack.encode(Place(self.live.id, kept))

    # as the room counts them

    @property
    def follows(self) -> bool:
        return guests.counts_as_following(self.guest)

    @property
    def is_away(self) -> bool:
        return self._quit

    @property
    def scene(self) -> str:
        """Where they roam; those who follow, or stepped out, are counted at no scene."""
        return self._where if not self.guest.following and not self.guest.out else ""

    # `Listener`

    def changed(self, news: tuple[Event, ...]) -> None:
        state = self.live.state
        for event in news:
            self._hear(event)
        guest = guests.settled(self.guest, state)
        if guest.round and (state.stage is None or state.stage.scene != guest.round):
            guest = msgspec.structs.replace(guest, round="")
        if guests.is_over(guest, state):
            guest = msgspec.structs.replace(guest, out_of="")
            self._row = _("The room has left the scene with the warning: f follows.")
        self._set(guest)
        again = _("Connected again: you can answer now.")
        if self._reach.is_back():
            self._row = again
        if self.live.connected and self.live.store.reachable:
            self._mail.is_back(again)
        self._seen_seq = state.seq
        if self.follows:
            self.tell()
        elif self._later is None:
            self._later = self._loop.call_later(ROAMERS_AFTER + self._turn, self._tell_later)

    def _tell_later(self) -> None:
        self._later = None
        self.tell()

    def behind(self, seq: int) -> bool:
        return self._seen_seq < seq or self.shown_behind(seq)

    def _hear(self, event: Event) -> None:
        match event:
            case PollOpened():
                self._raised, self._page = "", 0
            case PollRevealed():
                self._page = 0
            case Mode(mode="lead"):
                if not self.follows and not self.guest.out:
                    self._row = _called()
                    self._loop.call_later(CALLED_AGAIN, self._call_again, self.live.state.mode_seq)
            case Mode(mode="free"):
                self._row = _("Go where you like; f returns.") if self.follows else self._row
            case Code():
                said = _("The room's code is now {code}; you need it to come back.")
                self._row = said.format(code=event.code)

    def _call_again(self, mode_seq: int) -> None:
        roams = not self.follows and not self.guest.out and self._unlisten is not None
        if roams and self.live.state.mode_seq == mode_seq:
            self._row = _called()
            self.tell()

    # `RoomLink`

    @property
    def view(self) -> RoomView:
        """Guests alike have the same object. Worked out once a change: it is asked for six times a turn."""
        live = self.live
        view = live.views.get(self)
        if view is None or self._viewed is not self.guest:
            view, self._viewed = self._alike(), self.guest
            live.views[self] = view
        return view

    def _alike(self) -> RoomView:
        live, own = self.live, self._own()
        key = (self.story.language, own)
        view = live.views.get(key)
        if view is None:
            view = live.views[key] = room_view(self.story, live.state, live.lately, own)
        return view

    def _own(self) -> Own:
        live, state, guest = self.live, self.live.state, self.guest
        found = shown_poll(state, live.lately)
        name = found.poll.id if found is not None else ""
        option, sent = self._mail.answer_of(name)
        standing = guests.standing(guest, state, live.story)
        gone_round = standing == "warning" and bool(guest.round) and state.stage is not None
        return Own(
            state="following" if gone_round else standing,
            own=option,
            own_state=sent,
            said=self._mail.said.get(name, ""),
            front=self._panel == "front",
            page=self._page,
            late=found is not None and guests.came_late(guest, found),
            ready=guest.ready if self._ready_seq == state.mode_seq else "",
            pace=guests.pace_faded(guest, self._loop.time()).pace,
            asked=tuple((self._mail.texts.get(ticket, ""), fate) for ticket, fate in guest.asked.items()),
            question_own=live.lately.question in guest.asked,
            row=self._row,
            away=self._away,
            passed=self._passed,
            connected=not self._reach.is_told,
            waited=self._reach.is_waited,
        )

    @property
    def results(self) -> tuple[PollView, ...]:
        return shown_results(self.story, self.live.state)

    def speak(self, language: str) -> None:
        self.story = in_language(self.live.story, language)
        self._viewed = None

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        self._subscribers.append(changed)
        return lambda: self._subscribers.remove(changed) if changed in self._subscribers else None

    def tell(self) -> None:
        """The page is another now: whoever shows it is told."""
        self.live.views.pop(self, None)
        for changed in list(self._subscribers):
            try:
                changed()
            except Exception as error:
                self._host.crashed(error)

    def _set(self, guest: GuestState) -> None:
        if guest is not self.guest:
            self.guest = guest
            self.kept()

    def _become(self, guest: GuestState) -> None:
        self._set(guest)
        self.tell()

    @property
    def run(self) -> Run:
        """Of the page of one who follows and has nothing of their own on it."""
        stage = self.live.state.stage
        scene, guest = stage.scene if stage else "", self.guest
        if scene and scene == guest.round:
            return self.live.pages.way(ROUND)
        return self.live.pages.way(CONSENTED if scene in guest.consented else "")

    def page(self, run: Run) -> Run:
        state = self.live.state
        if not self.follows or state.stage is None or state.closed:
            return run
        run = with_consent(run, self.guest.consented)
        return led(self.live.story, run, visit_of(state.stage), state.stage.lens, self.guest.round)

    def moved(self, run: Run) -> None:
        state = self.live.state
        if self.guest.round and state.stage is not None and self.guest.round == state.stage.scene:
            return  # on the detour's pages one still follows
        guest = guests.moved(self.guest, state)
        self._where = run.visit.scene
        if guest is not self.guest:
            self.has_roamed, self._raised = True, ""
            self._become(guest)

    def looking(self, is_looking: bool) -> None:
        guest = guests.looks(self.guest, self.live.state, is_looking)
        if guest is not self.guest:
            self.guest = guest
            self.tell()

    def follow(self) -> None:
        if self.live.state.closed:
            raise Cannot(_("The room is closed; you can read on alone."))
        was_out = self.guest.out
        guest, away = guests.follows(self.guest, self.live.state)
        self._row = ""
        self._tell_away(away, was_out=was_out)
        self._become(guest)

    def _tell_away(self, away: Away, *, was_out: bool) -> None:
        """What passed while they were not here: in one sentence, and by name."""
        story = self.story
        titles = tuple(story.scenes[scene].title for scene in away.scenes if scene in story.scenes)
        self._away = guests.away_sentence(away, was_out=was_out)
        self._passed = (*titles, *(said_in(story, poll) for poll in away.polls))

    def step_out(self) -> None:
        self._row = self._away = ""
        self._passed = ()
        self.has_roamed = True
        self._become(guests.steps_out(self.guest, self.live.state, self.live.story))

    def quit(self) -> None:
        self._quit = True
        self.kept()
        self.leave(dropped=False)

    def noticed(self) -> None:
        """The guest pressed a key: what was news was read."""
        if self._row or self._away:
            self._row = self._away = ""
            self._passed = ()
            self.tell()

    def consented(self, scene: str) -> None:
        self._become(guests.consents(self.guest, scene))

    def went_round(self, scene: str) -> None:
        self._become(guests.goes_round(self.guest, scene))

    # the panel

    @property
    def _panel(self) -> str:
        """How the poll or result of now stands on this guest's page."""
        found = shown_poll(self.live.state, self.live.lately)
        return guests.panel(self.guest, self.live.state, self.live.story, found, raised=self._raised)

    def bring_front(self, front: bool) -> None:
        """Bring the panel of a poll or of a result to the front, or put it down to a row; in front already: turn it.

        Raises:
            Cannot: there is none, or it waits beside a warned scene.
        """
        found = shown_poll(self.live.state, self.live.lately)
        if found is None:
            if front:
                raise Cannot(_("No poll is open."))
            return
        if not front:
            self._raised, self._page = "", 0
            self._become(guests.puts_down(self.guest, found))
            return
        self._page = self._page + 1 if self._panel == "front" else 0
        self._raised = guests.panel_name(found)
        if self._panel == "row" and not self.guest.looking:
            self._raised = ""
            raise Cannot(_("The poll waits until the leader goes on from here."))
        self._become(guests.brings_up(self.guest))

    # of its box

    def say(self, row: str) -> None:
        """One line of news for this guest."""
        self._row = row
        self.tell()

    def send(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done behind the guest's back."""
        self._host.background(work)


def _called() -> str:
    return _("The leader asks you back: f.")
