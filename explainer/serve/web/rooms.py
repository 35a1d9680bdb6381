"""A room in a browser: its door, its page, what is pressed there, and the line on which news comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web
from markupsafe import Markup

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.rooms.entering import spend
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.web.fragments import Parts, change, state_words
from explainer.serve.web.guest import WebGuest
from explainer.serve.web.guest_pages import LISTS, RECORDS, OwnPages
from explainer.serve.web.news_line import NewsLine, Told, fields, go, pressed, wants_json
from explainer.serve.web.page_shell import CODE, Shell
from explainer.serve.web.pages import Leaf, Pages, book_ready, title_of
from explainer.serve.web.session_owner import Forwarding
from explainer.serve.web.sessions import Session, Sessions, is_token, token_of
from explainer.workshop.stores.interface import RoomIsGone
from explainer.workshop.texts import folded, named

if TYPE_CHECKING:
    from explainer.reading.room import RoomView
    from explainer.serve.processes.worker_context import WorkerContext

AT_ONCE = 0.003
"""Seconds between two who come in, and for one between two presses: a hall of 200 is in within a second."""


def as_written(path: str) -> str:
    """The address of a room whose code is spelt in another way, such as `/MAPLE.42`; empty: it is none of that kind,
    such as a page that a room does not have."""
    found = named(path)
    if found is None:
        return ""
    at = f"/{found.role}-{found.code}" if found.role in ("lead", "show") else f"/{found.code}"
    return "" if f"{path}/".startswith(f"{at}/") else at


class Rooms:
    """The pages of rooms."""

    def __init__(self, host: WorkerContext, pages: Pages, shell: Shell, sessions: Sessions) -> None:
        self._host = host
        self._pages = pages
        self._shell = shell
        self._sessions = sessions
        self._forwarding = Forwarding()
        self._line = NewsLine(host)
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
        if not value:
            return None
        found = await self._forwarding.owned(request, self._sessions, value, body)
        if isinstance(found, Session):
            code = request.match_info.get("code")
            if code is not None and not await self._is_of(found.guest.live, code):
                return None  # in another room, or none, a cookie is worth nothing
            found.guest.touched()
        return found

    async def _is_of(self, live: LiveRoom, code: str) -> bool:
        """Whether a code is a room's: the one of now, or one it had that no other room has since."""
        return code == live.state.code or (code in live.state.former and await self._find(code) is None)

    # the door

    async def _room(self, request: web.Request) -> web.StreamResponse:
        code = request.match_info["code"]
        found = await self._session(request)
        if isinstance(found, web.StreamResponse):
            return found
        if found is not None:
            guest = found.guest
            if code != guest.live.state.code and not guest.live.state.closed:
                raise web.HTTPSeeOther(guest.prefix)  # the code was changed since
            return await self._page(found)
        if (there := as_written(request.path)) and await self._find(code) is None:
            raise web.HTTPFound(there)
        return await self._door(code)

    async def _find(self, code: str) -> LiveRoom | None:
        return await self._host.hub.find(code) if self._host.hub is not None else None

    async def _door(self, code: str, said: str = "", status: int = 200) -> web.Response:
        live = await self._find(code)
        if live is None:
            return self._shell.no_room(code)
        return self._shell.page(
            "web_door.html.j2", status=status, code=code, said=said, is_open=live.state.door_open,
            title=live.state.title or live.story.title,
        )  # fmt: skip

    async def _join(self, request: web.Request) -> web.StreamResponse:
        fields = await self._fields(request)
        code = request.match_info["code"]
        live = await self._find(code)
        if live is None:
            return self._shell.no_room(code)
        try:
            if said := await self._refusal(live, folded(fields.get("word", ""))):
                return await self._door(code, said, 403)
            await self._leave_another(request)
            async with self._coming:
                session = self._sessions.begin(live)
                await asyncio.sleep(AT_ONCE)
        except Cannot as cannot:
            return await self._door(code, str(cannot), 503)
        except RoomIsGone:
            return self._shell.no_room(code)
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
        if await spend(live, word):
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
            return go(request, f"/{request.match_info['code']}")
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
            answer = go(request, "/")
            answer.del_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")
            return answer
        if not wants_json(request):
            return go(request, guest.prefix)
        parts = await _parts(guest)
        said = guest.message or change(was, guest.view) or _moved(was, guest)
        return pressed(Told(parts, said, guest.is_sent()), refused=bool(guest.draft))

    async def _fields(self, request: web.Request) -> dict[str, str]:
        return await fields(request, self._host.settings)

    # news

    async def _events(self, request: web.Request) -> web.StreamResponse:
        found = await self._session(request)
        if isinstance(found, web.StreamResponse):
            return found
        guest = found.guest if found is not None else None
        return await self._line.answer(request, guest, _hearing(guest))


def _hearing(guest: WebGuest | None) -> Callable[[], Awaitable[Told]]:
    """What one line of a guest is told, each time from where it was told last."""
    view = guest.view if guest is not None else None

    async def now() -> Told:
        nonlocal view
        assert guest is not None and view is not None
        parts = await _parts(guest)
        was, view = view, guest.view
        return Told(parts, change(was, view), guest.is_sent())

    return now


async def _parts(guest: WebGuest) -> Parts:
    """The page of now. A day's book is made in a thread, and meanwhile the room may have gone on."""
    guest.leaf()
    await book_ready(guest.story, guest.on)
    return guest.parts()


def _moved(was: RoomView, guest: WebGuest) -> str:
    """After a move of one's own: how one is in the room now, where that is another."""
    now = state_words(guest.view)
    return now if now != state_words(was) else ""
