"""The door for browsers of one worker: takes connections that the front has accepted, and serves them with aiohttp."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from explainer.messages import _
from explainer.serve.web import plainly
from explainer.serve.web.fragments import PartsMaker
from explainer.serve.web.guest_pages import Alone
from explainer.serve.web.hall import Hall
from explainer.serve.web.page_shell import (
    HEADERS,
    NAME,
    Assets,
    Handler,
    Shell,
    in_words,
    known_host,
    with_headers,
)
from explainer.serve.web.pages import Pages
from explainer.serve.web.rooms import Rooms, as_written
from explainer.serve.web.sessions import Sessions

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

IDLE = 10.0
"""Seconds for which a line stays open after a page: then a browser has its line for news alone."""
ENDING = 1.0
"""Seconds for answers under way when the worker ends."""
_NOWHERE = logging.getLogger("explainer.serve.web.nowhere")
"""aiohttp would log requests that it does not understand, with what was in them."""


class _Requests(web.RequestHandler):
    """aiohttp's own protocol, but that it tells nobody what it did not understand: it would say it back word by word,
    and name itself and its version."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("half of another answer was sent")
        status = status if status in (400, 413) else 500
        said = _("This was not understood.") if status < 500 else _("This could not be answered.")
        answer = web.Response(
            status=status, text=f"{said}\n", headers={**HEADERS, "Cache-Control": "no-store"}
        )
        answer.force_close()
        return answer


class Watched(asyncio.Protocol):
    """aiohttp's own protocol, and when its line is gone; a line on which nobody asks is cut."""

    def __init__(
        self, inner: asyncio.Protocol, closed: asyncio.Future[None], guessed: Callable[[], None]
    ) -> None:
        self._inner = inner
        self._closed = closed
        self.guessed = guessed
        self.has_asked = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        try:
            self._inner.connection_lost(exc)
        finally:
            if not self._closed.done():
                self._closed.set_result(None)


class WebDoor:
    """One a worker."""

    def __init__(self, host: WorkerContext, tls: ssl.SSLContext | None) -> None:
        """
        Args:
            host: of the worker.
            tls: what browsers are met with; None: in the clear.
        """
        self._host = host
        self._tls = tls
        self._sessions: Sessions | None = None
        self._rooms: Rooms | None = None
        self._hall: Hall | None = None
        self._runner: web.AppRunner | None = None
        self._inside: asyncio.Server | None = None

    async def open(self) -> None:
        """Make the pages ready, and let other workers reach this one."""
        host, pages = self._host, Pages()
        assets = Assets()
        shell = Shell(host.story, assets, host.settings.code_digits)
        sessions = self._sessions = Sessions(host, PartsMaker(pages))
        rooms = self._rooms = Rooms(host, pages, shell, sessions)
        hall = self._hall = Hall(host, pages, shell, sessions.owning)
        limit = host.settings.limits.web_body_bytes
        app = web.Application(
            middlewares=[_asked, in_words(shell, host.crashed), known_host],
            client_max_size=limit,
            logger=_NOWHERE,
        )
        app[NAME] = host.settings.name
        app.on_response_prepare.append(with_headers)
        app.add_routes([web.get("/style.css", assets.answer), web.get("/script.js", assets.answer)])
        app.add_routes([*Alone(host.story, pages, shell).routes(), *hall.routes(), *rooms.routes()])
        _NOWHERE.propagate = False
        _NOWHERE.addHandler(logging.NullHandler())
        _NOWHERE.setLevel(logging.CRITICAL + 1)
        self._runner = web.AppRunner(
            app, access_log=None, logger=_NOWHERE, shutdown_timeout=ENDING, handler_cancellation=True
        )
        await self._runner.setup()
        await self._listen_inside(sessions.owning.address)

    async def _listen_inside(self, address: str) -> None:
        loop = asyncio.get_running_loop()
        self._inside = await loop.create_unix_server(self._requests, address)
        os.chmod(address, 0o600)

    def _requests(self) -> _Requests:
        assert self._runner is not None and self._runner.server is not None
        return _Requests(
            self._runner.server, loop=asyncio.get_running_loop(), keepalive_timeout=IDLE, logger=_NOWHERE,
            access_log=_NOWHERE,
        )  # fmt: skip

    async def serve(
        self, line: socket.socket, entered: Callable[[], None], guessed: Callable[[], None]
    ) -> None:
        """One connection, from its handshake to its end.

        Args:
            line: of the browser.
            entered: called once its handshake is over.
            guessed: called each time that it tries what opens nothing.

        Raises:
            OSError: the handshake came to nothing.
        """
        if self._runner is None:
            return
        loop, limits = asyncio.get_running_loop(), self._host.settings.limits
        if self._tls is not None and await plainly.speaks_plainly(line, limits.login_seconds):
            await plainly.sent_on(line, limits.login_seconds, self._host.settings.name)
            return
        closed: asyncio.Future[None] = loop.create_future()
        transport, watched = await loop.connect_accepted_socket(
            lambda: Watched(self._requests(), closed, guessed), line, ssl=self._tls,
            ssl_handshake_timeout=limits.login_seconds if self._tls else None,
            ssl_shutdown_timeout=ENDING if self._tls else None,
        )  # fmt: skip
        entered()
        self._host.counters.joined += 1
        silent = loop.call_later(limits.login_seconds, _cut_if_silent, transport, watched)
        try:
            await closed
        finally:
            silent.cancel()
            transport.abort()
            self._host.counters.left += 1

    def drain(self) -> None:
        """New guests read another edition: whoever is in a room goes on with another worker, which keeps theirs."""
        if self._sessions is not None:
            self._sessions.hand_over()
        if self._hall is not None:
            self._host.background(self._hall.hand_over())
        if self._runner is not None and self._runner.server is not None:
            self._runner.server.pre_shutdown()

    async def close(self) -> None:
        """The worker ends; those in rooms were told."""
        if self._inside is not None:
            self._inside.close()
        if self._hall is not None:
            await self._hall.close()
        if self._sessions is not None:
            await self._sessions.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._rooms is not None:
            await self._rooms.close()


def _cut_if_silent(transport: asyncio.Transport, watched: Watched) -> None:
    if not watched.has_asked:
        transport.abort()


@web.middleware
async def _asked(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Browsers' own lines: see that something is asked, forgive how a code is spelt, and count what opens nothing.

    A wrong code, word or secret costs a line: so many come in a second from one address as over SSH, where each is
    a line from the beginning.
    """
    transport = request.transport
    watched = transport.get_protocol() if transport is not None else None
    if isinstance(watched, Watched):
        watched.has_asked = True
    answer = await handler(request)
    is_nowhere = answer.status == 404 and request.match_info.http_exception is not None
    if is_nowhere and (there := as_written(request.path)):
        raise web.HTTPFound(there)
    if isinstance(watched, Watched) and "code" in request.match_info and answer.status in (403, 404):
        answer.force_close()
        watched.guessed()
    return answer
