"""Wall and cockpit in a browser, for halls whose computers have no `ssh`: their doors, where the leader's secret is
asked, and their pages."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from explainer.export.card import to_html
from explainer.serve.rooms.join_card import card_of
from explainer.serve.rooms.leading.leader_secret import refusal
from explainer.serve.rooms.live import LiveRoom
from explainer.serve.web.cockpit import Cockpits, WebCockpit
from explainer.serve.web.news_line import NewsLine, Told, fields, go, pressed, wants_json
from explainer.serve.web.page_shell import CODE, Shell
from explainer.serve.web.pages import Pages
from explainer.serve.web.session_owner import Forwarding, Owning
from explainer.serve.web.sessions import is_token, token_of
from explainer.serve.web.wall import WebWall
from explainer.workshop.track import plan_of

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

AT = f"/{{role:show|lead}}-{CODE}"
_PASS = re.compile(r"([0-9a-f]{1,64})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")
KINDS = {"html": "text/html", "md": "text/markdown"}


class Hall:
    """The doors of those who lead, or show a room on a wall."""

    def __init__(self, host: WorkerContext, pages: Pages, shell: Shell, owning: Owning) -> None:
        self._host = host
        self._pages = pages
        self._shell = shell
        self._secure = host.settings.web_secure
        self._forwarding = Forwarding()
        self._line = NewsLine(host)
        self._cockpits = Cockpits(host, owning, lambda value: self._admitted(value, "lead"))
        self._walls: set[WebWall] = set()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(AT, self._open),
            web.post(AT, self._enter),
            web.get(f"{AT}/events", self._events, allow_head=False),
            web.get(f"{AT}/here", self._here),
            web.post(f"{AT}/do", self._do),
            web.get(f"{AT}/card.html", self._card),
            web.get(f"{AT}/report.{{ending:html|md}}", self._report),
        ]

    async def hand_over(self) -> None:
        """Whatever is shown goes on with another worker."""
        for wall in list(self._walls):
            wall.let_go()
        await self._cockpits.hand_over()

    async def close(self) -> None:
        for wall in list(self._walls):
            wall.let_go()
        await self._cockpits.close()
        await self._forwarding.close()

    # who may come in: whoever typed the secret has a cookie that says so, of one room and one role

    def _cookie(self, role: str) -> str:
        return f"__Host-{role}" if self._secure else role

    async def _admitted(self, value: str, role: str) -> tuple[LiveRoom, str] | None:
        """The room that a cookie opens, and the token in it; None: it opens nothing."""
        match = _PASS.fullmatch(value)
        if match is None or self._host.hub is None:
            return None
        room, token, seal = match.groups()
        live = await self._host.hub.enter(room)
        if live is None or not hmac.compare_digest(seal, _seal(live, role, token)):
            return None
        return live, token

    async def _may(self, request: web.Request) -> tuple[LiveRoom, str] | None:
        role = request.match_info["role"]
        return await self._admitted(request.cookies.get(self._cookie(role), ""), role)

    async def _find(self, code: str) -> LiveRoom | None:
        return await self._host.hub.find(code) if self._host.hub is not None else None

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        """The secret was typed."""
        typed = (await fields(request, self._host.settings)).get("secret", "")
        role, code = request.match_info["role"], request.match_info["code"]
        live = await self._find(code)
        if live is None:
            return self._shell.no_room(code)
        if said := await refusal(self._host, typed, live.record.secret):
            return self._door(role, live, said, 403)
        token = secrets.token_hex(16)
        answer = web.Response(status=303, headers={"Location": f"/{role}-{live.state.code}"})
        answer.set_cookie(
            self._cookie(role), f"{live.id}.{token}.{_seal(live, role, token)}", path="/", httponly=True,
            secure=self._secure, samesite="Strict",
        )  # fmt: skip
        return answer

    def _door(self, role: str, live: LiveRoom, said: str = "", status: int = 200) -> web.Response:
        return self._shell.page(
            "web_secret.html.j2", status=status, role=role, code=live.state.code, said=said,
            title=live.state.title or live.story.title,
        )  # fmt: skip

    # the pages

    async def _open(self, request: web.Request) -> web.StreamResponse:
        role, code = request.match_info["role"], request.match_info["code"]
        found = await self._own(request) if role == "lead" else await self._shown(request)
        if isinstance(found, web.StreamResponse):
            return found
        if found is not None:
            live = found.live
            if live.state.code != code and not live.state.closed:
                raise web.HTTPSeeOther(f"/{role}-{live.state.code}")  # the code was changed since
            return await (
                self._cockpit(request, found) if isinstance(found, WebCockpit) else self._wall(found)
            )
        live_here = await self._find(code)
        return self._door(role, live_here) if live_here is not None else self._shell.no_room(code)

    async def _shown(self, request: web.Request) -> WebWall | None:
        """The wall of a browser; None: it has none."""
        admitted, live = await self._may(request), await self._find(request.match_info["code"])
        if admitted is None or (live is not None and live is not admitted[0]):
            return None
        return WebWall(self._host, admitted[0], self._pages)

    async def _wall(self, wall: WebWall) -> web.Response:
        told, live = await wall.now(), wall.live
        code = live.state.code
        return self._shell.page(
            "web_wall.html.j2",
            parts=told.parts.markup,
            title=told.parts.title,
            digest=told.parts.digest,
            prefix=f"/show-{code}",
            story=live.story,
        )

    async def _own(self, request: web.Request, body: bytes = b"") -> WebCockpit | web.StreamResponse | None:
        """The cockpit of a browser; an answer that another worker gave; None: it has none."""
        value = request.cookies.get(self._cookie("lead"), "")
        if request.match_info["role"] != "lead" or not _PASS.fullmatch(value):
            return None
        found = await self._forwarding.owned(request, self._cockpits, value, body)
        if isinstance(found, WebCockpit):
            code = request.match_info["code"]
            if code != found.live.state.code and await self._find(code) is not None:
                return None  # another room's
            found.touched()
        return found

    async def _cockpit(self, request: web.Request, found: WebCockpit) -> web.Response:
        told = await found.now()
        code, value = found.live.state.code, request.cookies[self._cookie("lead")]
        return self._shell.page(
            "web_cockpit.html.j2", parts=told.parts.markup, title=told.parts.title, digest=told.parts.digest,
            prefix=f"/lead-{code}", token=token_of(value), story=found.live.story, hold=found.hold_task,
            plan=plan_of(found.live.story, found.live.state), code=code, typed=found.typed,
        )  # fmt: skip

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["role"] == "lead":
            found = await self._own(request)
            if isinstance(found, web.StreamResponse):
                return found
            return await self._line.answer(request, found, found.hearing() if found is not None else _nothing)
        wall = await self._shown(request)
        if wall is None:
            return await self._line.answer(request, None, _nothing)
        self._walls.add(wall)
        wall.start()
        try:
            return await self._line.answer(request, wall, wall.now)
        finally:
            self._walls.discard(wall)

    async def _here(self, request: web.Request) -> web.StreamResponse:
        """A cockpit's page answers what it hears on its line."""
        found = await self._own(request)
        return found if isinstance(found, web.StreamResponse) else web.Response(status=204)

    async def _do(self, request: web.Request) -> web.StreamResponse:
        given = await fields(request, self._host.settings)
        found = await self._own(request, await request.read())
        if isinstance(found, web.StreamResponse):
            return found
        if found is None:
            return go(request, request.path.removesuffix("/do"))
        value = request.cookies[self._cookie("lead")]
        if not is_token(value, given.get("token", "")):
            raise web.HTTPForbidden
        if given.get("do") == "lead:quit":
            await self._cockpits.leave(value)
            answer = go(request, "/")
            answer.del_cookie(
                self._cookie("lead"), path="/", secure=self._secure, httponly=True, samesite="Strict"
            )
            return answer
        async with found.turn:
            await found.do(given.get("do", ""), lambda name: given.get(name, ""))
        if not wants_json(request):
            return go(request, f"/lead-{found.live.state.code}")
        return pressed(await found.now())

    async def _card(self, request: web.Request) -> web.StreamResponse:
        """The join card, to print: it holds nothing that guests may not read."""
        admitted = await self._may(request)
        if admitted is None:
            raise web.HTTPSeeOther(request.path.removesuffix("/card.html"))
        host, live = self._host, admitted[0]
        short = bool(live.story.in_short)
        card = card_of(live.state.code, live.state.title, host.settings, host.public, in_short=short)
        told = {"Content-Disposition": f'attachment; filename="join-card-{live.state.code}.html"'}
        return web.Response(text=to_html(card), content_type="text/html", charset="utf-8", headers=told)

    async def _report(self, request: web.Request) -> web.StreamResponse:
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        if found is None:
            raise web.HTTPSeeOther(request.path.rpartition("/")[0])
        ending = request.match_info["ending"]
        told = {"Content-Disposition": f'attachment; filename="report.{ending}"'}
        text = await found.report(ending)
        return web.Response(text=text, content_type=KINDS[ending], charset="utf-8", headers=told)


async def _nothing() -> Told:
    raise AssertionError("nothing is told of a page that is not known")


def _seal(live: LiveRoom, role: str, token: str) -> str:
    """What nobody can make who has not the room's own hash of the secret."""
    made = hmac.digest(live.record.secret, f"{role} {live.id} {token}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
