"""What is a guest's own, on pages beside the room's: the takeaway, and the phrase for going on over SSH."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web
from markupsafe import Markup

from explainer.export.templating import fill
from explainer.messages import _
from explainer.serve.web.page_shell import Shell
from explainer.serve.web.sessions import Session
from explainer.serve.web.take_along import KINDS

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

Finder = Callable[[web.Request], Awaitable[Session | web.StreamResponse | None]]
Beside = Callable[[Session, str, Markup], Awaitable[web.Response]]


class OwnPages:
    """Of one worker. None of them is kept by a browser, or written here."""

    def __init__(self, host: WorkerContext, shell: Shell, find: Finder, beside: Beside) -> None:
        """
        Args:
            host, shell: of the worker.
            find: the session of a request, or the answer that another worker gave.
            beside: makes a page of the room out of a title and its markup.
        """
        self._host = host
        self._shell = shell
        self._find = find
        self._beside = beside

    def routes(self, at: str) -> list[web.RouteDef]:
        return [
            web.get(f"{at}/takeaway", self._takeaway),
            web.get(f"{at}/takeaway.{{ending:html|md|txt}}", self._file),
            web.get(f"{at}/phrase", self._phrase),
            web.get("/takeaway", self._alone),
        ]

    async def _own(self, request: web.Request) -> Session | web.StreamResponse:
        found = await self._find(request)
        if found is None:
            raise web.HTTPSeeOther(f"/{request.match_info['code']}")
        return found

    async def _takeaway(self, request: web.Request) -> web.StreamResponse:
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        return await self._beside(found, _("Takeaway"), Markup(await found.guest.takeaway()))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        ending = request.match_info["ending"]
        text = await found.guest.takeaway(ending)
        told = {"Content-Disposition": f'attachment; filename="takeaway.{ending}"'}
        return web.Response(text=text, content_type=KINDS[ending], charset="utf-8", headers=told)

    async def _phrase(self, request: web.Request) -> web.StreamResponse:
        """On a page that was asked for, and nowhere else: not in its title or address, nor in what is read out."""
        found = await self._own(request)
        if isinstance(found, web.StreamResponse):
            return found
        phrase = await found.guest.ask_phrase()
        minutes = round(self._host.settings.limits.parked_seconds / 60)
        is_closed = found.guest.live.state.closed
        body = Markup(fill("web_phrase.html.j2", phrase=phrase, minutes=minutes, is_closed=is_closed))
        return await self._beside(found, _("Your phrase"), body)

    async def _alone(self, request: web.Request) -> web.StreamResponse:
        """Of the room in which this browser is, if it is in one."""
        found = await self._find(request)
        if isinstance(found, web.StreamResponse):
            return found
        if found is not None:
            raise web.HTTPSeeOther(f"{found.guest.prefix}/takeaway")
        said = _(
            "Who reads alone in a browser is not known to this server: it has no way of yours that you could take"
            " along. In a room it has one, as long as you are in it; over SSH too."
        )
        return self._shell.words(200, _("Takeaway"), said)
