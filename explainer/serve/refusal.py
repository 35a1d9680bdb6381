"""Telling a client, before any handshake, why it cannot come in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

from explainer.messages import _
from explainer.serve.admission import SSH, Refused

LINGER = 1.0
"""Seconds for a client to read why it was refused; closing at once would reset the line and lose the words."""
LINGERING = 256
VERSION = b"SSH-2.0-explainer\r\n"
_DISCONNECT = 1
_TOO_MANY_CONNECTIONS = 12
_BLOCK = 8


def refusal(words: str) -> bytes:
    """A version line and a disconnect message, which is allowed in the clear before the key exchange.

    Lines before the version would be simpler, but OpenSSH shows them with -v alone (tried with 10.0); the words of a
    disconnect it prints: `Received disconnect from HOST port 2222:12: …`.
    """
    text = words.encode()
    body = struct.pack("!BII", _DISCONNECT, _TOO_MANY_CONNECTIONS, len(text)) + text + struct.pack("!I", 0)
    padding = _BLOCK - (len(body) + 5) % _BLOCK
    if padding < 4:
        padding += _BLOCK
    return VERSION + struct.pack("!IB", len(body) + padding + 1, padding) + body + bytes(padding)


def too_many(decision: Refused) -> str:
    """Why one more of an address was refused."""
    if decision.again:
        return _("Too many came from your network at once. Try again in half a minute.")
    return _("Too many from your network are here. Try again when one of them has left.")


def web_refusal(words: str) -> bytes:
    """The same for a browser that speaks in the clear; what comes before TLS no browser reads."""
    body = f"{words}\n".encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 60\r\n"
        f"Cache-Control: no-store\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


class Refusals:
    """Lines that were told, and are closed a moment later."""

    def __init__(self, *, web_secure: bool = False) -> None:
        """
        Args:
            web_secure: browsers come over TLS: theirs are closed without a word.
        """
        self._web_secure = web_secure
        self._lingering: set[socket.socket] = set()

    def tell(self, line: socket.socket, words: str, door: str = SSH) -> None:
        """Refuse one, without waiting for it."""
        if door != SSH and self._web_secure:
            line.close()
            return
        with contextlib.suppress(OSError):
            line.send(refusal(words) if door == SSH else web_refusal(words))
            line.shutdown(socket.SHUT_WR)
        if len(self._lingering) >= LINGERING:
            line.close()
            return
        self._lingering.add(line)
        asyncio.get_running_loop().call_later(LINGER, self._let_go, line)

    def close(self) -> None:
        """The server ends."""
        for line in self._lingering:
            line.close()
        self._lingering.clear()

    def _let_go(self, line: socket.socket) -> None:
        self._lingering.discard(line)
        line.close()
