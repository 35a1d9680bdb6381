"""Passing a browser's request on to the worker that has its session, and the answer back as it comes."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
from aiohttp import web

PASSED_ON = ("Host", "Cookie", "Content-Type", "Origin", "Sec-Fetch-Site", "Accept", "Last-Event-ID")
"""What a page of a session depends on; nothing else of a browser is passed on, and nothing of its address is there."""
BACK = ("Content-Type", "Content-Disposition", "Location", "Set-Cookie", "X-Accel-Buffering")
MARK = "X-Explainer-Passed-On"
PIECE = 64 * 1024
REACHED = 2.0
"""Seconds to reach a worker of the same machine."""


class Forwarding:
    """Of one worker; a line to each other one."""

    def __init__(self) -> None:
        self._clients: dict[str, aiohttp.ClientSession] = {}

    async def pass_on(self, request: web.Request, address: str, body: bytes) -> web.StreamResponse | None:
        """The owner's answer; None: the owner is gone, or has let the session go.

        Args:
            request: of the browser.
            address: of the owner's socket.
            body: what the browser sent.
        """
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        client = self._client(address)
        try:
            async with client.request(
                request.method, f"http://worker{request.rel_url}", headers={**headers, MARK: "1"}, data=body,
                allow_redirects=False,
            ) as answer:  # fmt: skip
                if answer.status == 421:
                    return None
                return await _returned(request, answer)
        except aiohttp.ClientConnectorError:
            await self._forget(address)
            return None

    async def close(self) -> None:
        for address in list(self._clients):
            await self._forget(address)

    async def _forget(self, address: str) -> None:
        client = self._clients.pop(address, None)
        if client is not None:
            await client.close()

    def _client(self, address: str) -> aiohttp.ClientSession:
        client = self._clients.get(address)
        if client is None:
            client = self._clients[address] = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(address, limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=REACHED),
                auto_decompress=False,
                skip_auto_headers=("User-Agent", "Accept-Encoding"),
            )
        return client


async def _returned(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status)
    for name in BACK:
        for value in answer.headers.getall(name, ()):
            response.headers.add(name, value)
    await response.prepare(request)
    # The owner was killed while it told: the browser's line ends too, and comes back by itself.
    with contextlib.suppress(aiohttp.ClientError, asyncio.IncompleteReadError):
        async for piece in answer.content.iter_chunked(PIECE):
            await response.write(piece)
    with contextlib.suppress(ConnectionError):
        await response.write_eof()
    return response
