"""The figures for Prometheus, over HTTP on an address of this machine alone."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.addresses import Address

_REQUEST = 4096
_PATIENCE = 2.0


async def serve_metrics(address: Address, text: Callable[[], str]) -> asyncio.Server:
    """Answer `GET /metrics` until the server that is returned is closed.

    Raises:
        Cannot: the address is taken or not ours.
    """
    try:
        return await asyncio.start_server(
            functools.partial(_answer, text), address.host, address.port, limit=_REQUEST
        )
    except OSError as error:
        said = _("Cannot listen on {address}: {reason}.")
        reason = error.strerror or str(error)
        raise Cannot(said.format(address=address, reason=reason)) from error


async def _answer(
    text: Callable[[], str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
        async with asyncio.timeout(_PATIENCE):
            request = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n", 1)[0]
        if request.split(b" ")[:2] == [b"GET", b"/metrics"]:
            status, body = "200 OK", text().encode()
        else:
            status, body = "404 Not Found", b"Only /metrics is here.\n"
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        async with asyncio.timeout(_PATIENCE):
            await writer.drain()
    writer.close()
