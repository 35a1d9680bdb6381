"""Who may come in when: token buckets in memory, one an address, and a fair queue. Pure; the clock is handed in.

Addresses live here and nowhere else: in memory, and no longer than a minute after the last connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import struct
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

import msgspec

from explainer.messages import _
from explainer.serve.processes.settings import Limits

FORGOTTEN_AFTER = 60.0
"""Seconds: a bucket of 250 at 5 a second is full again after 50, so that forgetting it gives nothing away."""
SSH = "ssh"

Item = TypeVar("Item")


def key_of(host: str) -> str:
    """What is counted as one address: an IPv4 address, or the /64 of an IPv6 address.

    An IPv4 address that comes through an IPv6 socket (::ffff:192.0.2.1) is itself: else all of them were one /64.
    """
    try:
        address = address_of(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address itself, without its interface. Raises `ValueError`: it is none."""
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


class Counted:
    """What each connection counts as.

    One of a balancer counts as an address of its own: behind it are all guests, of whom it alone knows who is who.
    """

    def __init__(self, trusted: Iterable[str]) -> None:
        """
        Args:
            trusted: the balancers' addresses, as `address_of` writes them.
        """
        self._trusted = frozenset(trusted)
        self._numbers = count(1)

    def key(self, door: str, host: str) -> str:
        """The key of a connection from a host at a door."""
        with contextlib.suppress(ValueError):
            if self._trusted and str(address_of(host)) in self._trusted:
                return at_door(door, f"{host}#{next(self._numbers)}")
        return at_door(door, key_of(host))


def at_door(door: str, key: str) -> str:
    """What an address counts as at a door: a crowd of browsers keeps no other guest of its network out."""
    return key if door == SSH else f"{door} {key}"


def door_of(key: str) -> str:
    """The door at which such a key is counted."""
    return key.partition(" ")[0] if " " in key else SSH


@dataclass(frozen=True, slots=True)
class Admitted:
    """May be handed to a worker, after so many seconds."""

    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Refused:
    """May come again in so many seconds; 0: when another one of the same address has left."""

    again: float = 0.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    """Below zero: promised to those who wait."""
    filled: float
    open: int = 0
    left: float = 0.0


class Admission:
    """Counts connections by address."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        each = limits.lines_per_browser
        self._browsers = msgspec.structs.replace(
            limits,
            open_per_address=limits.open_per_address * each,
            burst_per_address=limits.burst_per_address * each,
            rate_per_address=limits.rate_per_address * each,
        )
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def arrive(self, key: str) -> Admitted | Refused:
        """A connection of an address came; unless it is refused, tell with `leave` when it goes."""
        now = self._clock()
        limits = self._of(key)
        bucket = self._filled(key, now)
        if bucket.open >= limits.open_per_address:
            return Refused()
        after = max(0.0, (1 - bucket.tokens) / limits.rate_per_address)
        if after > limits.waiting_seconds:
            return Refused(after)
        bucket.tokens -= 1
        bucket.open += 1
        return Admitted(after)

    def guessed(self, key: str) -> None:
        """A browser of an address tried what opens nothing: it costs as much of its door as a line costs of SSH's."""
        self._filled(key, self._clock()).tokens -= self._limits.lines_per_browser

    def leave(self, key: str) -> None:
        """A connection of an address is gone."""
        bucket = self._buckets.get(key)
        if bucket:
            bucket.open -= 1
            bucket.left = self._clock()

    def sweep(self) -> None:
        """Forget the addresses nobody is connected from."""
        now = self._clock()
        gone = [
            key
            for key, bucket in self._buckets.items()
            if bucket.open <= 0 and now - max(bucket.left, bucket.filled) >= FORGOTTEN_AFTER
        ]
        for key in gone:
            del self._buckets[key]

    def __len__(self) -> int:
        return len(self._buckets)

    def _of(self, key: str) -> Limits:
        return self._limits if door_of(key) == SSH else self._browsers

    def _filled(self, key: str, now: float) -> _Bucket:
        limits = self._of(key)
        burst = float(limits.burst_per_address)
        bucket = self._buckets.setdefault(key, _Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.filled) * limits.rate_per_address)
        bucket.filled = now
        return bucket


@dataclass(slots=True)
class _Held(Generic[Item]):
    item: Item
    ready: float
    until: float


class Waiting(Generic[Item]):
    """Connections without a worker yet. Addresses take turns, so that a flood from one delays no other."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[_Held[Item]]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, key: str, item: Item, ready: float, until: float) -> None:
        """Let it wait: not handed out before `ready`, given up at `until`."""
        self._lines.setdefault(key, deque()).append(_Held(item, ready, until))
        self._count += 1

    def take(self, now: float, may: Callable[[str], bool] = lambda key: True) -> tuple[str, Item] | None:
        """The next one whose time has come, of an address that may have one now."""
        for key in list(self._lines):
            if self._lines[key][0].ready <= now and may(key):
                held = self._lines[key].popleft()
                self._lines.move_to_end(key)
                self._shorter(key)
                return key, held.item
        return None

    def overdue(self, now: float) -> Iterator[tuple[str, Item]]:
        """Take out those who have waited too long."""
        for key in list(self._lines):
            line = self._lines[key]
            while line and line[0].until <= now:
                yield key, line.popleft().item
                self._count -= 1
            if not line:
                del self._lines[key]

    def next_time(self) -> float | None:
        """When the first one's time comes."""
        return min((line[0].ready for line in self._lines.values()), default=None)

    def _shorter(self, key: str) -> None:
        self._count -= 1
        if not self._lines[key]:
            del self._lines[key]


# Telling a client, before any handshake, why it cannot come in.

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
