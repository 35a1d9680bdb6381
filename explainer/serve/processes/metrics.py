"""Figures about a server: sums only, nothing of any guest. Prometheus text, and one line for the operator."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.serve.processes.listening import Address

_PREFIX = "explainer_"


class Counters(msgspec.Struct):
    """What one worker counts. Whoever does a thing adds to its field; a crash is told through `Host.crashed`."""

    joined: int = 0
    """Connections that finished their handshake."""
    left: int = 0
    failed_handshakes: int = 0
    turned_away: int = 0
    """Guests who were told that the server is full."""
    commands: int = 0
    linear: int = 0
    apps_started: int = 0
    frames: int = 0
    frames_skipped: int = 0
    """Frames that a slow terminal never got, because a newer one came."""
    bytes_sent: int = 0
    keys_dropped: int = 0
    pastes_cut: int = 0
    stalled: int = 0
    """Guests cut off who read nothing for too long."""
    idled: int = 0
    parked: int = 0
    resumed: int = 0
    wrong_phrases: int = 0
    crashes: int = 0
    guests: int = 0
    """Here at this moment."""
    apps: int = 0
    """Guests with an app of their own at this moment."""
    lag_ms: int = 0
    """The longest time in the last second that the worker was busy with one thing."""

    def add(self, other: Counters) -> None:
        """Add another worker's figures to these."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def end(self, ended: Counters) -> None:
        """Keep the sums of a worker that is gone: what it held at the moment is gone with it."""
        for name in self.__struct_fields__:
            if name not in MOMENTARY:
                setattr(self, name, getattr(self, name) + getattr(ended, name))


MOMENTARY = frozenset(("guests", "apps", "lag_ms"))


class FrontFigures(msgspec.Struct):
    """What the front counts itself."""

    workers: int = 0
    connections: int = 0
    """Open at this moment."""
    waiting: int = 0
    """Of them those without a worker yet."""
    refused_address: int = 0
    """Too many of one address at once."""
    refused_full: int = 0
    """No worker had room."""
    workers_lost: int = 0
    reloads: int = 0


_FRONT_MOMENTARY = frozenset(("workers", "connections", "waiting"))


def prometheus(front: FrontFigures, sums: Counters, worst_lag_ms: int) -> str:
    """All figures in the text format that Prometheus reads."""
    lines: list[str] = []
    for name in front.__struct_fields__:
        _metric(lines, name, getattr(front, name), name in _FRONT_MOMENTARY)
    for name in sums.__struct_fields__:
        if name != "lag_ms":
            _metric(lines, name, getattr(sums, name), name in MOMENTARY)
    _metric(lines, "lag_seconds", worst_lag_ms / 1000, momentary=True)
    return "\n".join(lines) + "\n"


def _metric(lines: list[str], name: str, value: float, momentary: bool) -> None:
    full = _PREFIX + name + ("" if momentary else "_total")
    lines.append(f"# TYPE {full} {'gauge' if momentary else 'counter'}")
    lines.append(f"{full} {value}")


def one_line(front: FrontFigures, sums: Counters) -> str:
    """For the operator who asks with a signal."""
    said = _(
        "{workers} workers, {connections} connections ({waiting} waiting), {guests} guests ({apps} with an app),"
        " {joined} came, refused {address} (address) and {full} (full), {crashes} crashes, {lost} workers lost"
    )
    return said.format(
        workers=front.workers,
        connections=front.connections,
        waiting=front.waiting,
        guests=sums.guests,
        apps=sums.apps,
        joined=sums.joined,
        address=front.refused_address,
        full=front.refused_full + sums.turned_away,
        crashes=sums.crashes,
        lost=front.workers_lost,
    )


def place_of(error: BaseException) -> str:
    """Where something failed: type, module and line of the innermost frame of ours; no message, no values.

    An error's own words may hold what a guest sent, so they go nowhere.
    """
    found = ("?", 0)
    trace = error.__traceback__
    while trace:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        if found[0] == "?" or str(module).startswith("explainer."):
            found = (str(module), trace.tb_lineno)
        trace = trace.tb_next
    return f"{type(error).__name__} in {found[0]}, line {found[1]}"


# The figures for Prometheus, over HTTP on an address of this machine alone.

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


# What to say when a module is missing: which extra brings a library, or where the program itself is not whole.

_EXTRAS = {
    "asyncssh": "ssh", "cryptography": "ssh", "psutil": "ssh", "segno": "ssh", "aiohttp": "web", "valkey": "cluster"
}  # fmt: skip
"""Libraries that are installed with an extra alone, and its name."""


def missing_library(error: ModuleNotFoundError) -> str:
    """A sentence for the operator.

    Any other module is one of ours, or one that is always installed: no extra brings it, and it would be no help to
    say so.
    """
    extra = _EXTRAS.get((error.name or "").partition(".")[0])
    if extra:
        said = _(
            "{name} is not installed. In the folder of the Makefile: make setup, or pip install '.[{extra}]'."
        )
        return said.format(name=error.name, extra=extra)
    said = _("Cannot start: {name} is missing ({place}). Install explainer anew.")
    return said.format(name=error.name or "?", place=place_of(error))
