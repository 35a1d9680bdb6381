"""A browser in a room: a guest like all others, whose page is markup. Knows no connection: browsers come and go."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading import run as run_module
from explainer.reading.actions import Action
from explainer.reading.language import chosen, said
from explainer.reading.moves import apply
from explainer.reading.room import RoomView
from explainer.reading.run import Run
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.rooms.entering import first_run
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.mailbox import DOUBT
from explainer.serve.rooms.membership import Membership
from explainer.serve.web import pages
from explainer.serve.web.fragments import Look, Parts, PartsMaker
from explainer.serve.web.pages import Leaf
from explainer.serve.web.scene_moves import along, backwards, onwards, towards
from explainer.serve.web.take_along import Phrase, as_file, as_page, may_be_named
from explainer.session.inputs import Input, Press, Say, Session
from explainer.session.machine import carried_out, step
from explainer.story.model.outline import Place
from explainer.story.model.prose import readable_steps, references
from explainer.story.model.structs import Story
from explainer.workshop.guests import GuestState

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext


_replace = msgspec.structs.replace

SENDING = 1.0
"""Seconds that a page waits for an answer to be counted, so that one without script says so at once."""
TYPED = 2_000
"""Characters of a draft that are kept; a question is cut at its own limit."""


class WebGuest:
    """Made with the session, ended with it."""

    def __init__(
        self,
        host: WorkerContext,
        live: LiveRoom,
        maker: PartsMaker,
        parked: ParkedRun,
        guest: GuestState | None = None,
        run: Run | None = None,
        *,
        has_phrase: bool = False,
    ) -> None:
        """
        Args:
            host, live: of the worker, and the room.
            maker: of pages.
            parked: takes the run and the place.
            guest, run, has_phrase: of one who comes back.
        """
        self._host = host
        self._maker = maker
        self._loop = asyncio.get_running_loop()
        self.live = live
        self.member = Membership(host, live, guest, run.language if run is not None else "")
        self.parked = parked
        self.phrase = Phrase(host, self.member.parked, parked.phrase(), self.member.say, asked=has_phrase)
        parked.place, self.member.kept = self.phrase.in_place, self._place_changed
        self.run = self.member.page(run) if run is not None else first_run(self.member)
        self.draft = ""
        self.message = ""
        self._session = Session(doubted=_doubted(self.member.guest))
        self.streams: set[asyncio.Event] = set()
        """One for each open line of this browser: set when the page is another."""
        self.goodbye = ""
        self.is_gone = False
        """With another worker, or nowhere."""
        self.turn = asyncio.Lock()
        """One press after the other."""
        self.since = self._loop.time()
        """When the last page or line of it was asked for, or the last line closed."""
        self.had_stream = False
        self._sent_seq = self._sent = 0
        self.member.shown_behind = self._is_behind
        self._end_hearing = self.member.subscribe(self._wake)

    # its life

    def start(self) -> None:
        """From now on it counts, and is kept."""
        self.member.join()
        self._host.guests.add(self)
        self._keep()

    def _keep(self) -> None:
        self.parked.moved(self.run)
        self.phrase.moved(self.run)

    def _place_changed(self) -> None:
        self.parked.place_changed()
        self.phrase.place_changed()

    def end(self, *, dropped: bool) -> None:
        """It is no longer here; its place is kept for a while."""
        self.is_gone = True
        self._end_hearing()
        self.member.leave(dropped=dropped)
        self._keep()  # the scenes through which they only followed
        self.parked.left()
        self.phrase.left()
        self._host.guests.discard(self)
        self._wake()

    def quit(self) -> None:
        """It left the room for good: nothing is kept."""
        self.is_gone = True
        self.member.quit()
        self._end_hearing()
        self.parked.forget()
        self.phrase.forget()
        self._host.guests.discard(self)
        self._wake()

    def say_goodbye(self, words: str) -> None:
        """The server stops; the line is told, and comes back by itself once there is one again."""
        self.goodbye = words
        self._wake()

    @property
    def is_over(self) -> bool:
        return self.member.is_away

    def touched(self) -> None:
        self.since = self._loop.time()

    # the page

    @property
    def view(self) -> RoomView:
        return self.member.view

    @property
    def story(self) -> Story:
        """In the language that this guest reads."""
        return self.member.story

    @property
    def on(self) -> str:
        """The day it reads by."""
        return self.run.lens.on if self.run.lens else ""

    @property
    def prefix(self) -> str:
        return f"/{self.live.state.code}"

    def leaf(self) -> Leaf:
        """What stands on the page now."""
        self.run = run = self.member.page(self.run)
        view, visit = self.view, run.visit
        base = Leaf("scene", visit.scene, self.prefix, self.on, room=True, bridge=visit.bridge)
        at_leader = view.follows and view.leader_scene == visit.scene
        if visit.threshold:
            return _replace(base, kind="warning", bridge="", way_back=not at_leader)
        if at_leader:
            step = visit.step or next(
                (one.id for one in readable_steps(self.live.story.scenes[visit.scene])), ""
            )
            return _replace(base, kind="step", step=step, recap=visit.recap, opened=view.opened)
        return base

    def look(self) -> Look:
        """All that the page depends on."""
        leaf = self.leaf()
        return Look(self.view, leaf, self.message, self.draft, tuple(sorted(self._session.doubted)))

    def parts(self) -> Parts:
        """The page as of now."""
        return self._maker.parts(self.story, self.look())

    def is_sent(self) -> int:
        """The page of now is on its way to the browser; which of its pages it is."""
        self._sent_seq = self.live.state.seq
        self._sent += 1
        return self._sent

    def _is_behind(self, seq: int) -> bool:
        return self._sent_seq < seq or (self.had_stream and not self.streams)

    def _wake(self) -> None:
        for stream in self.streams:
            stream.set()

    # what the guest does

    async def do(self, wish: str, fields: Callable[[str], str]) -> None:
        """One press of a button. What stands in the way is said on the page.

        Args:
            wish: what the button says, such as `follow` or `scene:ID`.
            fields: what else the form holds, by name.
        """
        self.member.noticed()
        self.message = ""
        self.draft = fields("text")[:TYPED]
        verb, _colon, argument = wish.partition(":")
        try:
            await self._do(verb, argument, fields)
        except Cannot as cannot:
            self.message = str(cannot)
        if not self.is_gone:
            self._keep()
        self._wake()

    async def _do(self, verb: str, argument: str, fields: Callable[[str], str]) -> None:
        member = self.member
        match verb:
            case "follow":
                member.follow()
            case "step-out":
                member.step_out()
            case "leave":
                self.quit()
            case "answer":
                await self._answer(fields("option"))
            case "ready" | "slower" | "faster":
                self._press(verb, argument)
            case "doubt":
                self._doubt(argument)
            case "ask":
                member.ask(self.draft)
                self.draft = ""
            case "language":
                self._speak(argument)
            case "consent":
                self._consent()
            case "round":
                self._go_round()
            case _:
                self._move(verb, argument, fields)

    def _speak(self, code: str) -> None:
        """Read on in another language: no move, and nobody is told."""
        self.run = _replace(self.run, language=chosen(self.story, code))
        self.member.speak(self.run.language)
        self.message = said(self.story)

    async def _answer(self, option: str) -> None:
        if not option.isdecimal():
            raise Cannot(_("Choose an answer first."))
        told = asyncio.Event()
        stop = self.member.subscribe(told.set)
        try:
            self.member.answer(int(option[:4]))
            # Whoever reads "counted" may change it also after a crash: the ballot's number is kept by then.
            await self.parked.written()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SENDING):
                    while (poll := self.view.poll) is not None and poll.own_state == "sending":
                        told.clear()
                        await told.wait()
        finally:
            stop()

    def _doubt(self, key: str) -> None:
        story = self.live.story
        scene, _colon, step = key.partition(":")
        known = key in story.claims or (
            scene in story.scenes and step in {one.id for one in story.scenes[scene].steps}
        )
        if not known:
            raise Cannot(_("There is no such line here."))
        self._press("doubt", key)
        self._mark_doubt(key)

    def _press(self, action: str, argument: str) -> None:
        """Carry out what the machine makes of a button.

        Raises:
            Cannot: it is not possible; then nothing was done.
        """
        session, effects = step(self._session, Input(Press(action, argument), self.view))
        told = [effect for effect in effects if isinstance(effect, Say)]
        if any(said.is_refusal for said in told):
            raise Cannot(told[0].told(str))
        carried_out(self.member, effects)
        self._session = session
        self.message = " ".join(said.told(str) for said in told)

    def _mark_doubt(self, key: str) -> None:
        """The line's own mark, for the guest's eyes: it stands while anything on the line is doubted."""
        story, leaf = self.story, self.leaf()
        found = [r for r in references(story.scenes[leaf.key]) if r.kind == "claim"]
        step = next((r.step for r in found if r.id == key and leaf.step in ("", r.step)), "")
        scene, colon, of_line = key.partition(":")
        place = Place(scene, of_line) if colon else Place(leaf.key, step)
        if not place.step:
            return  # a claim that is not on this page
        wanted = key in self._session.doubted or any(
            r.id in self._session.doubted for r in found if r.step == place.step
        )
        if run_module.is_doubted(story, self.run, place) != wanted:
            self.run = run_module.toggle_doubt(story, self.run, place)

    # what is taken along

    async def takeaway(self, ending: str = "") -> str:
        """The guest's takeaway: as a file of that ending, or as markup of a page."""
        self.leaf()
        story, run, results = self.story, self.run, self.member.results
        await pages.book_ready(story, self.on)
        if ending:
            return await self._maker.in_turn(as_file, story, run, results, ending)
        return await self._maker.in_turn(as_page, story, run, results, self.prefix)

    def looked(self, kind: str, key: str) -> None:
        """A record was opened: the room counts who heard another side; a claim or a term stands in the takeaway."""
        self.member.opened(kind, key)
        opened = f"{kind}:{key}"
        if kind not in ("claim", "term") or opened in self.run.opened:
            return
        if may_be_named(self.live.story, self.run, kind, key):
            self.run = _replace(self.run, opened=(*self.run.opened, opened))

    async def ask_phrase(self) -> str:
        """The phrase under which the guest can go on over SSH; made if there was none."""
        self.leaf()
        found = self.phrase.ask(self.run)
        self.parked.place_changed()  # another worker must know it too
        await self.phrase.written()
        return found

    # moving

    @property
    def _at_leaders_warning(self) -> bool:
        view, visit = self.view, self.run.visit
        return view.follows and visit.threshold and view.leader_scene == visit.scene

    def _consent(self) -> None:
        self.run = self.member.page(self.run)
        scene, leaders = self.run.visit.scene, self._at_leaders_warning
        self._went(apply(self.live.story, self.run, Action("consent")), own=not leaders)
        self.member.consented(scene)

    def _go_round(self) -> None:
        self.run = self.member.page(self.run)
        scene, leaders = self.run.visit.scene, self._at_leaders_warning
        if not self.run.visit.threshold:
            raise Cannot(_("There is no warning here."))
        if leaders:
            self.member.went_round(scene)
        self._went(onwards(self.live.story, self.run), own=not leaders)

    def _move(self, verb: str, argument: str, fields: Callable[[str], str]) -> None:
        story, run = self.live.story, self.member.page(self.run)
        match verb:
            case "next" if self._is_at_leaders_step(run):
                found = run  # the rest of the scene first, as on every other page
            case "next":
                found = onwards(story, run)
            case "back":
                found = backwards(story, run)
            case "scene":
                found = towards(story, run, argument)
            case "trail":
                found = along(story, run, argument)
            case "lens":
                found = apply(story, run, Action("lens", fields("on")[:10]))
            case _:
                raise Cannot(_("This button is not known here."))
        self._went(found, own=True)

    def _is_at_leaders_step(self, run: Run) -> bool:
        view, visit = self.view, run.visit
        more = view.leader_step < view.leader_steps
        return view.follows and view.leader_scene == visit.scene and not visit.threshold and more

    def _went(self, run: Run, *, own: bool) -> None:
        """
        Raises:
            Cannot: the guest is held.
        """
        if own:
            self.member.moved(run)
        self.run = run
        self._keep()


def _doubted(guest: GuestState) -> frozenset[str]:
    """What one who comes back had marked: one press more takes it back."""
    return frozenset(name.removeprefix(DOUBT) for name in guest.tallies if name.startswith(DOUBT))
