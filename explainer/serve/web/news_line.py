"""The line on which a browser hears what has changed on a page, and the form by which it presses."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import parse_qs

import msgspec
from aiohttp import web

from explainer.messages import _
from explainer.serve.web.fragments import Parts
from explainer.serve.web.sessions import same_origin

if TYPE_CHECKING:
    from explainer.serve.processes.settings import Settings
    from explainer.serve.processes.worker_context import WorkerContext

HEARTBEAT = 2.0
"""Seconds: a browser that hears nothing for twice as long says that the line is gone."""
RETRY = 1_000
"""Milliseconds after which a browser whose line broke asks again."""


class Told(NamedTuple):
    """The page of now, as one line has it."""

    parts: Parts
    said: str = ""
    """One sentence on what changed."""
    serial: int = 0


class Page(Protocol):
    """Whatever has a page that goes on by itself."""

    streams: set[asyncio.Event]
    had_stream: bool
    goodbye: str
    is_gone: bool

    def touched(self) -> None: ...


class NewsLine:
    """Of one worker."""

    def __init__(self, host: WorkerContext) -> None:
        self._host = host

    async def answer(
        self, request: web.Request, page: Page | None, now: Callable[[], Awaitable[Told]]
    ) -> web.StreamResponse:
        """News until the browser is gone, or the page is with another worker.

        Args:
            request: of the browser.
            page: whose news; None: it is known here no longer.
            now: the page of now; called once for each change.
        """
        response = web.StreamResponse(headers={"X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            if page is None:
                await response.write(_again())
            else:
                last = request.headers.get("Last-Event-ID", request.query.get("at", ""))
                await self._tell(response, page, now, last)
            await response.write_eof()
        return response

    async def _tell(
        self, response: web.StreamResponse, page: Page, now: Callable[[], Awaitable[Told]], last: str
    ) -> None:
        mine = asyncio.Event()
        page.streams.add(mine)
        page.had_stream = True
        shown: Parts | None = None
        due = asyncio.get_running_loop().time() + HEARTBEAT
        try:
            await response.write(f"retry: {RETRY}\n\n".encode())
            while not page.is_gone:
                mine.clear()
                parts, said, serial = await now()
                knows = shown is None and parts.digest == last
                if not knows and (raw := parts.news(shown, said, serial)):
                    due = await self._write(response, raw)
                shown = parts
                if page.goodbye:
                    await self._write(response, parts.news(parts, page.goodbye))
                    return
                due = await self._until(response, mine, due)
        finally:
            page.streams.discard(mine)
            page.touched()

    async def _until(self, response: web.StreamResponse, mine: asyncio.Event, due: float) -> float:
        """The next change; meanwhile a sign of life, by which both ends notice a line that died.

        Returns when the next sign is due, also where changes come that are none on this page.
        """
        while True:
            try:
                async with asyncio.timeout_at(due):
                    await mine.wait()
                    return due
            except TimeoutError:
                due = await self._write(response, b"event: beat\ndata: 1\n\n")

    async def _write(self, response: web.StreamResponse, raw: bytes) -> float:
        """Write, and return when the next sign of life is due."""
        self._host.counters.bytes_sent += len(raw)
        async with asyncio.timeout(self._host.settings.limits.stalled_seconds):
            await response.write(raw)
        return asyncio.get_running_loop().time() + HEARTBEAT


def _again() -> bytes:
    said = _("This page is no longer known here. Open it again to come back into the room.")
    return f"data: {msgspec.json.encode({'said': said, 'again': True}).decode()}\n\n".encode()


async def fields(request: web.Request, settings: Settings) -> dict[str, str]:
    """What a form sent.

    Raises:
        HTTPForbidden: it is no form of ours.
        HTTPRequestTimeout: it comes too slowly.
    """
    if not same_origin(request.headers, secure=settings.web_secure):
        raise web.HTTPForbidden
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPForbidden
    try:
        async with asyncio.timeout(settings.limits.web_body_seconds):
            raw = await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    try:
        found = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=32)
    except ValueError:
        raise web.HTTPForbidden from None
    return {name: values[-1] for name, values in found.items()}


def wants_json(request: web.Request) -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return "application/json" in request.headers.get("Accept", "")


def go(request: web.Request, address: str) -> web.Response:
    """On to another page, for the script as for a browser."""
    if wants_json(request):
        return web.Response(body=msgspec.json.encode({"go": address}), content_type="application/json")
    return web.Response(status=303, headers={"Location": address})


def pressed(told: Told, *, refused: bool = False) -> web.Response:
    """The page after a press, for the script."""
    data = {
        "title": told.parts.title, "said": told.said, "serial": told.serial, "parts": told.parts.markup,
        "refused": refused,
    }  # fmt: skip
    return web.Response(body=msgspec.json.encode(data, enc_hook=str), content_type="application/json")
