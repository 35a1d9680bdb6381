"""A room in a browser: its door, its page, what is pressed there, and the line on which news comes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import msgspec
from aiohttp import web
from markupsafe import Markup

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.entering import spend
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.web.fragments import Parts, change, state_words
from explainer.serve.web.guest import WebGuest
from explainer.serve.web.guest_pages import LISTS, RECORDS, OwnPages
from explainer.serve.web.page_shell import Shell
from explainer.serve.web.pages import Leaf, Pages, book_ready, title_of
from explainer.serve.web.session_owner import MARK, Forwarding
from explainer.serve.web.sessions import Elsewhere, Session, Sessions, is_token, same_origin, token_of
from explainer.workshop.stores.interface import RoomIsGone

if TYPE_CHECKING:
    from explainer.reading.room import RoomView
    from explainer.serve.processes.worker_context import WorkerContext

CODE = "{code:[a-z]{1,24}-[0-9]{2}}"
HEARTBEAT = 2.0
"""Seconds: a browser that hears nothing for twice as long says that the line is gone."""
RETRY = 1_000
"""Milliseconds after which a browser whose line broke asks again."""
BODY_SECONDS = 10.0
OWNER_TRIES, OWNER_PAUSE = 60, 0.05
"""While a session goes from one worker to another."""
AT_ONCE = 0.003
"""Seconds between two who come in, and for one between two presses: a hall of 200 is in within a second."""


class Rooms:
    """The pages of rooms."""

    def __init__(self, host: WorkerContext, pages: Pages, shell: Shell, sessions: Sessions) -> None:
        self._host = host
        self._pages = pages
        self._shell = shell
        self._sessions = sessions
        self._forwarding = Forwarding()
        self._secure = host.settings.web_secure
        self._cookie = "__Host-session" if self._secure else "session"
        self._coming = asyncio.Lock()
        self._own = OwnPages(host, shell, self._session, self._beside)

    def routes(self) -> list[web.RouteDef]:
        at = f"/{CODE}"
        return [
            web.get(at, self._room),
            web.post(f"{at}/join", self._join),
            web.post(f"{at}/do", self._do),
            web.get(f"{at}/events", self._events, allow_head=False),
            web.get(f"{at}/{{kind:{RECORDS}}}/{{key}}", self._look),
            web.get(f"{at}/{{kind:{LISTS}|search}}", self._look),
            *self._own.routes(at),
        ]

    async def close(self) -> None:
        await self._forwarding.close()

    # whose page it is

    async def _session(self, request: web.Request, body: bytes = b"") -> Session | web.StreamResponse | None:
        """The guest of a request; an answer that another worker gave; None: nobody who is known."""
        value = request.cookies.get(self._cookie, "")
        for _try in range(OWNER_TRIES):
            found = await self._sessions.find(value) if value else None
            if not isinstance(found, Elsewhere):
                if found is not None:
                    found.guest.touched()
                return found
            if MARK in request.headers:
                raise web.HTTPMisdirectedRequest
            if found.address and found.address != self._sessions.owning.address:
                answer = await self._forwarding.pass_on(request, found.address, body)
                if answer is not None:
                    return answer
            await asyncio.sleep(OWNER_PAUSE)
        raise Cannot(_("Your place is being fetched. Open the page again in a moment."))

    # the door

    async def _room(self, request: web.Request) -> web.StreamResponse:
        code = request.match_info["code"]
        found = await self._session(request)
        if isinstance(found, web.StreamResponse):
            return found
        if found is not None:
            guest = found.guest
            if code == guest.live.state.code or await self._find(code) is None:
                if code != guest.live.state.code and not guest.live.state.closed:
                    raise web.HTTPSeeOther(guest.prefix)  # the code was changed since
                return await self._page(found)
        return await self._door(code)

    async def _find(self, code: str) -> LiveRoom | None:
        return await self._host.hub.find(code) if self._host.hub is not None else None

    async def _door(self, code: str, said: str = "", status: int = 200) -> web.Response:
        live = await self._find(code)
        if live is None:
            return self._not_found(code)
        return self._shell.page(
            "web_door.html.j2", status=status, code=code, said=said, is_open=live.state.door_open,
            title=live.state.title or live.story.title,
        )  # fmt: skip

    def _not_found(self, code: str) -> web.Response:
        """Never a near code; a closed room sounds like one that never was."""
        said = _("No open room has the code {code}. It looks like word-NN: ask for the card.")
        return self._shell.words(404, _("No such room"), said.format(code=code))

    async def _join(self, request: web.Request) -> web.StreamResponse:
        fields = await self._fields(request)
        code = request.match_info["code"]
        live = await self._find(code)
        if live is None:
            return self._not_found(code)
        try:
            if said := await self._refusal(live, fields.get("word", "").strip().lower()):
                return await self._door(code, said, 403)
            await self._leave_another(request)
            async with self._coming:
                session = self._sessions.begin(live)
                await asyncio.sleep(AT_ONCE)
        except Cannot as cannot:
            return await self._door(code, str(cannot), 503)
        except RoomIsGone:
            return self._not_found(code)
        answer = web.HTTPSeeOther(f"/{live.state.code}")
        answer.set_cookie(
            self._cookie, session.value, path="/", httponly=True, secure=self._secure, samesite="Strict"
        )
        raise answer

    async def _refusal(self, live: LiveRoom, word: str) -> str:
        """Why the door stays shut; empty: it opens."""
        if live.state.door_open:
            return ""
        if not word:
            return _("The door is closed. Ask the leader for a join word, and type it here.")
        if await spend(self._host, live, word):
            return ""
        return _("That join word was used already, or is none. Ask for another.")

    async def _leave_another(self, request: web.Request) -> None:
        """One browser is one guest: whoever comes in anew is no longer where they were."""
        value = request.cookies.get(self._cookie, "")
        found = await self._sessions.find(value) if value else None
        if isinstance(found, Session):
            found.guest.quit()
            self._sessions.left(found)

    # the page

    async def _page(self, session: Session) -> web.Response:
        guest = session.guest
        parts = await _parts(guest)
        answer = self._shell.page(
            "web_room.html.j2", parts=parts.markup, title=parts.title, digest=parts.digest, prefix=guest.prefix,
            token=token_of(session.value), on=guest.on, story=guest.story,
        )  # fmt: skip
        guest.is_sent()
        return answer

    async def _look(self, request: web.Request) -> web.StreamResponse:
        """A record, a list or a search: one stays in the room, and where one was."""
        found = await self._session(request)
        if isinstance(found, web.StreamResponse):
            return found
        if found is None:
            raise web.HTTPSeeOther(f"/{request.match_info['code']}")
        guest, kind = found.guest, request.match_info["kind"]
        key = request.query.get("q", "") if kind == "search" else request.match_info.get("key", "")
        guest.leaf()
        await book_ready(guest.story, guest.on)
        story = guest.story
        leaf = Leaf(kind, key, guest.prefix, guest.on, room=True)
        try:
            body, title = self._pages.markup(story, leaf), title_of(story, leaf)
        except KeyError:
            raise web.HTTPNotFound from None
        guest.looked(kind, key)
        return await self._beside(found, title, body)

    async def _beside(self, session: Session, title: str, body: Markup) -> web.Response:
        """A page beside the room's own: the room's news stand on it too."""
        guest = session.guest
        parts = await _parts(guest)
        return self._shell.page(
            "web_look.html.j2", parts=parts.markup, title=f"{title}, {guest.view.code}", body=body,
            story=guest.story, digest=parts.digest, prefix=guest.prefix, token=token_of(session.value),
            on=guest.on,
        )  # fmt: skip

    # what is pressed

    async def _do(self, request: web.Request) -> web.StreamResponse:
        fields = await self._fields(request)
        found = await self._session(request, await request.read())
        if isinstance(found, web.StreamResponse):
            return found
        if found is None:
            return self._go(request, f"/{request.match_info['code']}")
        if not is_token(found.value, fields.get("token", "")):
            raise web.HTTPForbidden
        guest = found.guest
        async with guest.turn:
            await book_ready(guest.story, guest.on)
            was = guest.view
            await guest.do(fields.get("do", ""), lambda name: fields.get(name, ""))
            await asyncio.sleep(AT_ONCE)
        if guest.is_over:
            self._sessions.left(found)
            answer = self._go(request, "/")
            answer.del_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")
            return answer
        if "application/json" not in request.headers.get("Accept", ""):
            return self._go(request, guest.prefix)
        return await self._news(guest, was)

    async def _news(self, guest: WebGuest, was: RoomView) -> web.Response:
        """The page after a press, for the script."""
        parts = await _parts(guest)
        said = guest.message or change(was, guest.view) or _moved(was, guest)
        data = {
            "title": parts.title,
            "said": said,
            "serial": guest.is_sent(),
            "parts": parts.markup,
            "refused": bool(guest.draft),
        }
        return web.Response(body=msgspec.json.encode(data, enc_hook=str), content_type="application/json")

    def _go(self, request: web.Request, address: str) -> web.Response:
        if "application/json" in request.headers.get("Accept", ""):
            return web.Response(body=msgspec.json.encode({"go": address}), content_type="application/json")
        return web.Response(status=303, headers={"Location": address})

    async def _fields(self, request: web.Request) -> dict[str, str]:
        """What a form sent.

        Raises:
            HTTPForbidden: it is no form of ours.
        """
        if not same_origin(request.headers, secure=self._secure):
            raise web.HTTPForbidden
        if request.content_type != "application/x-www-form-urlencoded":
            raise web.HTTPForbidden
        async with asyncio.timeout(BODY_SECONDS):
            raw = await request.read()
        try:
            found = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=32)
        except ValueError:
            raise web.HTTPForbidden from None
        return {name: values[-1] for name, values in found.items()}

    # news

    async def _events(self, request: web.Request) -> web.StreamResponse:
        found = await self._session(request)
        if isinstance(found, web.StreamResponse):
            return found
        response = web.StreamResponse(headers={"X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            if found is None:
                await response.write(_again())
            else:
                last = request.headers.get("Last-Event-ID", request.query.get("at", ""))
                await self._tell(response, found.guest, last)
            await response.write_eof()
        return response

    async def _tell(self, response: web.StreamResponse, guest: WebGuest, last: str) -> None:
        """News of the room until the browser is gone, or the guest is with another worker."""
        mine = asyncio.Event()
        guest.streams.add(mine)
        guest.had_stream = True
        shown: Parts | None = None
        view = guest.view
        try:
            await response.write(f"retry: {RETRY}\n\n".encode())
            while not guest.is_gone:
                mine.clear()
                parts = await _parts(guest)
                was, view = view, guest.view
                knows = shown is None and parts.digest == last
                serial = guest.is_sent()
                if not knows and (raw := parts.news(shown, change(was, view), serial)):
                    await self._write(response, raw)
                shown = parts
                if guest.goodbye:
                    await self._write(response, parts.news(parts, guest.goodbye))
                    return
                await self._until(response, mine)
        finally:
            guest.streams.discard(mine)
            guest.touched()

    async def _until(self, response: web.StreamResponse, mine: asyncio.Event) -> None:
        """The next change; meanwhile a sign of life, by which both ends notice a line that died."""
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await mine.wait()
                    return
            except TimeoutError:
                await self._write(response, b"event: beat\ndata: 1\n\n")

    async def _write(self, response: web.StreamResponse, raw: bytes) -> None:
        self._host.counters.bytes_sent += len(raw)
        async with asyncio.timeout(self._host.settings.limits.stalled_seconds):
            await response.write(raw)


async def _parts(guest: WebGuest) -> Parts:
    """The page of now. A day's book is made in a thread, and meanwhile the room may have gone on."""
    guest.leaf()
    await book_ready(guest.story, guest.on)
    return guest.parts()


def _moved(was: RoomView, guest: WebGuest) -> str:
    """After a move of one's own: how one is in the room now, where that is another."""
    now = state_words(guest.view)
    return now if now != state_words(was) else ""


def _again() -> bytes:
    said = _("This page is no longer known here. Open it again to come back into the room.")
    return f"data: {msgspec.json.encode({'said': said, 'again': True}).decode()}\n\n".encode()
