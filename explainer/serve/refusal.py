"""Telling an SSH client, before any handshake, why it cannot come in."""

from __future__ import annotations

import struct

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
