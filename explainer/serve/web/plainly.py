"""A browser that speaks in the clear at the door that has TLS: it is told where the same page is."""

from __future__ import annotations

import asyncio
import re
import socket

from explainer.messages import _
from explainer.serve.web.page_shell import is_known

HANDSHAKE = 0x16
"""The first byte of every TLS connection."""
MOST = 8 * 1024
"""Bytes of a request's head."""
_ASKED = re.compile(rb"[A-Z]{3,10} (/[!-~]*) HTTP/1\.[01]\r\n")
_PORT = rb"(?::[0-9]{1,5})?"
_HOST = re.compile(
    rb"\r\nhost:[ \t]*((?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])" + _PORT + rb")[ \t]*\r\n",
    re.IGNORECASE,
)


async def speaks_plainly(line: socket.socket, seconds: float) -> bool:
    """Whether what comes is no TLS; nothing is taken off the line.

    Raises:
        TimeoutError: nothing came.
        OSError: the line is gone.
    """
    loop, comes = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(line, comes.set)
    try:
        async with asyncio.timeout(seconds):
            await comes.wait()
    finally:
        loop.remove_reader(line)
    first = line.recv(1, socket.MSG_PEEK)
    return bool(first) and first[0] != HANDSHAKE


async def sent_on(line: socket.socket, seconds: float, name: str = "") -> None:
    """Answer one request with the same address over TLS; what is none gets one line of words.

    Args:
        line: of the browser.
        seconds: that it may take.
        name: of the server; empty: it has none.

    Raises:
        TimeoutError: it never ended.
        OSError: the line is gone.
    """
    loop, head = asyncio.get_running_loop(), b""
    async with asyncio.timeout(seconds):
        while b"\r\n\r\n" not in head and len(head) < MOST and (piece := await loop.sock_recv(line, MOST)):
            head += piece
        await loop.sock_sendall(line, answer(head, name))
        line.shutdown(socket.SHUT_WR)


def answer(head: bytes, name: str = "") -> bytes:
    """The answer to a request's head."""
    asked, host = _ASKED.match(head), _HOST.search(head)
    status, where = "400 Bad Request", b""
    if asked is not None and host is not None and is_known(host[1].decode("ascii"), name):
        status, where = "308 Permanent Redirect", b"Location: https://" + host[1] + asked[1] + b"\r\n"
    body = (_("This server speaks https here.") + "\n").encode()
    told = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n".encode()
    return told + where + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
