"""The cockpit in a browser: the same `Leader` and the same view as in a terminal, as markup with buttons."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from explainer.export.report import to_html, to_markdown
from explainer.export.templating import fill
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.moves import choices
from explainer.serve.rooms.leading import ask_now
from explainer.serve.rooms.leading.cockpit_view import Moment, cockpit_view
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.rooms.outages import Network
from explainer.serve.rooms.stages import leaders_run
from explainer.serve.web.fragments import Parts
from explainer.serve.web.news_line import Told
from explainer.serve.web.session_owner import Elsewhere, Owned, Owning
from explainer.story.text import clean
from explainer.workshop.ballots import OWN_OPTIONS
from explainer.workshop.events import Poll
from explainer.workshop.stores.interface import StoreError
from explainer.workshop.texts import TASK, tidy
from explainer.workshop.track import plan_item

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

PARTS = ("room", "page", "poll", "asked", "crowd")
ACTIONS = frozenset(
    {
        "next", "back", "choose", "consent", "close", "poll", "close-poll", "reopen-poll", "reveal", "let-roam",
        "call-back", "mute", "hand-over", "lead", "show-warned", "close-door", "change-code", "join-words",
    }
)  # fmt: skip
"""What a button may ask for by itself."""
OF_QUESTION = frozenset({"approve", "mark-answered", "refuse", "delete-question", "show-question"})
NO_LIFE = 5.0
"""Seconds without an open line, or an answer from it, after which a page that had one gives no sign of life."""
BEAT = 1.0


class WebCockpit:
    """The cockpit of one browser."""

    def __init__(self, host: WorkerContext, live: LiveRoom, token: str) -> None:
        """
        Args:
            host, live: of the worker, and the room.
            token: of this cockpit; with it a browser that comes back, or goes on with another worker, keeps its chair.
        """
        self._host = host
        self._loop = asyncio.get_running_loop()
        self.live = live
        self.leader = Leader(live, token, changed=self._wake)
        self._network = Network()
        self.reports: dict[str, str] = {}
        """The report that was made before the room was closed, by ending; kept as long as this page is open."""
        self.streams: set[asyncio.Event] = set()
        self.had_stream = False
        self.goodbye = ""
        self.is_gone = False
        self.turn = asyncio.Lock()
        self.since = self._loop.time()
        self._answered = self.since
        self._serial = 0
        self._draft: Callable[[], Poll] | None = None
        """The question that is looked at before it is opened."""
        self.typed: dict[str, str] = {}
        """What was typed of it, by field."""
        self._asked: Action | None = None
        """What was asked about, and is done when it is pressed again."""

    # its life

    async def start(self) -> None:
        """Come to the room, and sit where the chair is free."""
        self._host.guests.add(self)
        try:
            await self.leader.begin()
        except StoreError:
            self.leader.message = _("Not connected to the room; it comes back by itself.")

    def let_go(self) -> None:
        """It is no longer here."""
        self.is_gone = True
        self._host.guests.discard(self)
        self._wake()

    def say_goodbye(self, words: str) -> None:
        """The server stops."""
        self.goodbye = words
        self._wake()

    def touched(self) -> None:
        self.since = self._answered = self._loop.time()

    @property
    def is_over(self) -> bool:
        """Nobody has asked for it for so long that it is let go."""
        limits = self._host.settings.limits
        is_brief = self.had_stream and not self.live.state.closed
        return self._idle > (limits.web_gone_seconds if is_brief else limits.web_here_seconds)

    @property
    def _idle(self) -> float:
        return 0.0 if self.streams else self._loop.time() - self.since

    def beat(self) -> None:
        """A second has passed: a page without script is no sign of silence, a line that is gone is."""
        silent = self._loop.time() - self._answered
        self.leader.is_alive = not self.had_stream or silent < NO_LIFE
        self._wake()

    def hearing(self) -> Callable[[], Awaitable[Told]]:
        """What one line is told: what a press came to once, not with each change of the room."""
        said = self.leader.message

        async def now() -> Told:
            nonlocal said
            told = await self.now()
            was, said = said, told.said
            return told._replace(said="" if said == was else said)

        return now

    def _wake(self) -> None:
        for stream in self.streams:
            stream.set()

    # what is pressed

    async def do(self, wish: str, fields: Callable[[str], str]) -> None:
        """One press; the leader's `message` says what came of it."""
        leader = self.leader
        leader.message = ""
        verb, _colon, argument = wish.removeprefix("lead:").partition(":")
        try:
            if verb in ACTIONS:
                leader.words = ()
                await self._do_or_ask(Action(verb, argument))
            elif verb in OF_QUESTION:
                self._choose(argument)
                await leader.do(Action(verb))
            else:
                await self._other(verb, argument, fields)
        except Cannot as cannot:
            leader.message = str(cannot)
        except StoreError:
            leader.message = _("Not connected to the room: nothing was done.")
        self._wake()

    async def _do_or_ask(self, action: Action) -> None:
        """Before a warned scene off the plan the first press asks, and the same again leads to its warning."""
        question = self.leader.asks_first(action)
        if question and action != self._asked:
            self.leader.message = _("{question} Press it again to lead to its warning.").format(
                question=question
            )
            self._asked = action
            return
        self._asked = None
        await self.leader.do(action)

    def _choose(self, name: str) -> None:
        """Take the question of the button in hand, wherever it stands by now."""
        at = next((at for at, row in enumerate(self.leader.queue) if row.id == name), -1)
        if at < 0:
            raise Cannot(_("That question is no longer here: nothing was done."))
        self.leader.chosen = at

    async def _other(self, verb: str, argument: str, fields: Callable[[str], str]) -> None:
        match verb:
            case "hold":
                await self.leader.hold(tidy(fields("task"), TASK))
            case "ask-now":
                await self._ask(argument, fields)
            case "plan":
                await self.leader.do(Action("plan", argument[:100]))
            case "close-room":
                await self.leader.close_room()
            case "report-and-close":
                await self._make_report()
                await self.leader.close_room()
            case _:
                raise Cannot(_("This button is not known here."))

    async def _ask(self, what: str, fields: Callable[[str], str]) -> None:
        """Look at a question as guests will see it, and then open it or put it away."""
        live = self.live
        if what == "open" and self._draft is not None:
            await self.leader.ask(self._draft())
        if what in ("open", "drop"):
            self._draft, self.typed = None, {}
            return
        kind = fields("kind") if what == "typed" else what
        names = ("question", *(f"option{n}" for n in range(1, OWN_OPTIONS + 1)))
        texts = [fields(name) for name in names]
        self.typed = dict(zip(names, texts, strict=True)) | {"kind": kind} if what == "typed" else {}
        made = partial(ask_now.poll_of, live.story, what=kind, texts=texts)
        made(live.state)  # says at once what is wrong with it
        self._draft = lambda: made(live.state)

    async def _make_report(self) -> None:
        """An open poll is counted before the report is made."""
        if self.live.state.uncounted_poll is not None:
            await self.leader.count()
        report = await self.leader.report()
        self.reports = {"html": clean(to_html(report)), "md": clean(to_markdown(report))}

    async def report(self, ending: str) -> str:
        """The report as a file of that ending: of now, or as it was made when the room was closed."""
        if self.live.state.closed and ending in self.reports:
            return self.reports[ending]
        made = await self.leader.report()
        return clean(await asyncio.to_thread(to_html if ending == "html" else to_markdown, made))

    # the page

    async def now(self) -> Told:
        """The page as it is now."""
        leader, live = self.leader, self.live
        now, clock, since = leader.now(), self._host.clock(), live.since_unreachable
        self._network.look(clock, live.crowd)
        view = cockpit_view(
            leader,
            Moment(
                int(now), time.strftime("%H:%M", time.localtime(now)), 0.0 if since is None else clock - since,
                trouble=self._network.trouble(clock),
            ),
        )  # fmt: skip
        values = {"view": view, "state": live.state, "words": leader.words, "has_report": bool(self.reports)}
        values |= _ways(leader) | self._asking()
        markup = {
            name: Markup(clean(fill("web_cockpit_parts.html.j2", part=name, **values)).strip())
            for name in PARTS
        }
        self._serial += 1
        return Told(Parts(_("Cockpit, {code}").format(code=view.code), markup), leader.message, self._serial)

    def _asking(self) -> dict[str, Any]:
        """The question that is looked at, and what can be asked without typing."""
        live = self.live
        try:
            rows = ask_now.asks(live.story, live.state)
            draft = self._draft() if self._draft is not None else None
        except Cannot:
            return {"draft": None, "asks": []}
        ready = [row for row in rows if row.action.argument.startswith((ask_now.TEXT, ask_now.AGAIN))]
        return {"draft": draft, "asks": [(row.action.argument, row.words) for row in ready]}

    @property
    def hold_task(self) -> str:
        """What the plan has people held on here."""
        item = plan_item(self.live.story, self.live.state)
        return item.hold if item is not None else ""


def _ways(leader: Leader) -> dict[str, Any]:
    """The ways that branch off here, by number, and whether the room stands at a warning."""
    state, story = leader.live.state, leader.live.story
    if state.stage is None:
        return {"ways": [], "stage": None}
    found = choices(story, leaders_run(story, state))
    return {"ways": [(way.label, bool(way.warned)) for way in found], "stage": state.stage}


class Cockpits:
    """The cockpits that one worker has; each is with one worker at a time."""

    def __init__(self, host: WorkerContext, owning: Owning, admitted: Callable[[str], Any]) -> None:
        """
        Args:
            host: of the worker.
            owning: of the worker.
            admitted: room and token of a cookie; None: it opens nothing.
        """
        self.owning = owning
        self._host = host
        self._admitted = admitted
        self._here: dict[str, tuple[WebCockpit, Owned]] = {}
        self._opening = asyncio.Lock()
        self._beating = asyncio.get_running_loop().create_task(self._beat())

    async def find(self, value: str) -> WebCockpit | Elsewhere | None:
        """The cockpit of a cookie: here, at another worker, or none."""
        name = _name(value)
        async with self._opening:
            if (found := self._here.get(name)) is not None:
                return found[0]
            owned = self.owning.take(name)
            if isinstance(owned, str):
                return Elsewhere(owned)  # also of a room that is closed by now, whose report is kept there
            try:
                admitted = await self._admitted(value)
            except BaseException:
                owned.release()
                raise
            if admitted is None:
                owned.release()
                return None
            made = WebCockpit(self._host, *admitted)
            self._here[name] = made, owned
            await made.start()
            return made

    async def leave(self, value: str) -> None:
        """Whoever led goes: the chair is empty at once."""
        await self._end(_name(value), clean=True)

    async def _end(self, name: str, *, clean: bool) -> None:
        found = self._here.pop(name, None)
        if found is None:
            return
        cockpit, owned = found
        cockpit.let_go()
        try:
            await cockpit.leader.end(clean=clean)
        finally:
            owned.release()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                for name, (cockpit, _owned) in list(self._here.items()):
                    cockpit.beat()
                    if cockpit.is_over:
                        await self._end(name, clean=False)
            except Exception as error:
                self._host.crashed(error)

    async def hand_over(self) -> None:
        """The worker ends: all of them go on with another one, in the same chair."""
        for name in list(self._here):
            await self._end(name, clean=False)

    async def close(self) -> None:
        self._beating.cancel()
        await self.hand_over()


def _name(value: str) -> str:
    return hashlib.sha512(b"explainer web cockpit " + value.encode()).hexdigest()[:64]
