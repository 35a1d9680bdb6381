"""Guests over SSH by the hundred, with asyncssh: hostile ones who follow a plan, and what may be in what they get."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

import asyncssh

from benchmarks.ssh_guest import Guest
from explainer.serve.ssh.terminal_input import ASK_RECEIPT
from tests.e2e.fuzzing import MARK, Act, Frame, Packet, Pause, Plan, Request, Resize, mark_of

PATIENCE = 30.0
"""Seconds a plan may take: a visitor who is held up longer shows a server that hangs."""

# what a guest may get

_SEQUENCES = re.compile(
    rb"\x1b\[(?:\d{0,3};\d{1,3})?H|\x1b\[K|\x1b\[3?J|\x1b\[\d{1,3}C|\x1b\[(?:\d{1,3}(?:;\d{1,3})*)?m"
    rb"|\x1b\[\?(?:25|1000|1006|1049|2004|2026)[hl]|\x1b\[8[hl]|\x1b\[[06] q|\x1b\[2[23];2t"
    rb"|\x1b\[5n|\x1b\]11;\?\x1b\\|\x1b\[\?2026\$p|\x1b\[>0q|\x1b\[c"
    rb"|\x1b\]2;(?P<title>[^\x00-\x1f\x7f]{0,200})\x07|\x1b\]8;;(?P<address>[\x21-\x7e]{0,300})\x1b\\"
    rb"|\x1b\]52;c;[A-Za-z0-9+/=]{0,11000}\x07"
)
"""All that the server has to say to a terminal beside words."""
_UNFINISHED = re.compile(
    rb"(?:\x1b(?:\[[0-9;?>$ ]*|\](?:(?:2|8|11|52)(?:;[^\x07\x1b]*\x1b?)?|1|5)?)?|[\xc2-\xf4][\x80-\xbf]{0,2})\Z"
)
_ACTS = re.compile("[\x00-\x06\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that act on a terminal; CR, LF, BS and the bell are linear mode's own."""


def faults_in(raw: bytes, number: int, *, cut: bool = False) -> list[str]:
    """What a guest got and should not have.

    Args:
        raw: every byte they got.
        number: of the guest; what bears another's mark has leaked.
        cut: the line dropped at any byte.
    """
    faults = [f"mark of guest {int(mark)}" for mark in set(MARK.findall(raw)) if int(mark) != number]
    for found in _SEQUENCES.finditer(raw):
        if b"zqf" in (found["title"] or b"") + (found["address"] or b""):
            faults.append(f"a mark in {found[0]!r}")
    rest = _SEQUENCES.sub(b"", _UNFINISHED.sub(b"", raw) if cut else raw)
    try:
        text = rest.decode()
    except UnicodeDecodeError as error:
        faults.append(f"no UTF-8: {rest[max(0, error.start - 40) : error.end + 20]!r}")
        text = rest.decode("utf-8", "replace")
    if acts := _ACTS.search(text):
        faults.append(f"delivered: {text[max(0, acts.start() - 40) : acts.end() + 40]!r}")
    return faults


# connecting


@lru_cache(maxsize=8)
def client_options(version: str = "") -> asyncssh.SSHClientConnectionOptions:
    """Made once: making them takes longer than a handshake. Nothing of the user's own configuration is read."""
    named = {"client_version": version} if version else {}
    return asyncssh.SSHClientConnectionOptions(
        username="reader",
        known_hosts=None,
        client_keys=None,
        config=[],
        agent_path=None,
        preferred_auth="none",
        **named,
    )


class _Named(asyncssh.SSHClient):
    """Logs in under any bytes: asyncssh's own clients only send names that are well formed."""

    def __init__(self, login: bytes) -> None:
        self._login = login

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        cast(Any, conn)._username = self._login


async def connected(port: int, login: bytes) -> asyncssh.SSHClientConnection:
    """A connection, its handshake done."""
    return await asyncssh.connect(
        "127.0.0.1", port, options=client_options(), client_factory=lambda: _Named(login)
    )


# hostile guests


class Visitor:
    """One guest who follows a plan."""

    def __init__(self, port: int, plan: Plan) -> None:
        self.port = port
        self.plan = plan
        self.sent = 0
        """Inputs that went out."""
        self.raw = b""
        """All that came back."""
        self._guest = Guest(answers=plan.answers, keeps=True)

    async def visit(self) -> None:
        """Come, act, go; who is put out before the end sends no more."""
        kind = self.plan.kind
        with contextlib.suppress(OSError, asyncssh.Error):
            if kind == "knock":
                await self._knock()
            elif kind == "handshake":
                await self._break_off()
            else:
                await self._come_in()
        self.raw = bytes(self._guest.raw or b"")

    def faults(self) -> list[str]:
        """What came back and should not have."""
        plan = self.plan
        return [
            f"guest {plan.number} ({plan.kind}): {one}" for one in faults_in(self.raw, plan.number, cut=True)
        ]

    def got_far(self) -> bool:
        return self.raw.count(ASK_RECEIPT) >= 5 or mark_of(self.plan.number) in self.raw

    async def _knock(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for act in self.plan.acts:
                writer.write(cast(bytes, act))
                self.sent += 1
                await asyncio.sleep(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(2_000), 0.02)
        finally:
            writer.transport.abort()

    async def _break_off(self) -> None:
        """The line drops in the middle of a real handshake: somewhere in its three milliseconds."""
        self.sent += 1
        coming = asyncio.ensure_future(connected(self.port, self.plan.login))
        done, _coming = await asyncio.wait((coming,), timeout=(self.plan.number % 40) / 8_000)
        coming.cancel()
        if done:
            coming.result().abort()

    async def _come_in(self) -> None:
        plan, guest = self.plan, self._guest
        line = guest.connection = await connected(self.port, plan.login)
        try:
            window: dict[str, Any] = {} if plan.term is None else {
                "request_pty": "force", "term_type": plan.term, "term_size": plan.size
            }  # fmt: skip
            command = cast(Any, plan.command)
            await line.create_session(
                lambda: guest, command, env=cast(Any, plan.environment), encoding=None, **window
            )
            self.sent += 1
            await self._act()
            await self._go()
        finally:
            line.abort()

    async def _act(self) -> None:
        for at, act in enumerate(self.plan.acts):
            if self._guest.over.is_set():
                return
            if isinstance(act, Pause):
                await asyncio.sleep(act.seconds)
                continue
            if isinstance(act, Frame):
                await self._frame(act.seconds)
                continue
            self._do(act)
            self.sent += 1
            if at % 8 == 7:
                await self._taken(256 * 1024)

    async def _frame(self, seconds: float) -> None:
        # These are not asked for receipts, by which frames are counted.
        mute = (self.plan.term or b"").startswith((b"vt", b"linux"))
        with contextlib.suppress(TimeoutError, ConnectionError):
            await self._guest.frame(len(self._guest.ends), min(seconds, 0.1) if mute else seconds)

    def _do(self, act: Act) -> None:
        channel, line = cast(Any, self._guest.channel), cast(Any, self._guest.connection)
        if isinstance(act, bytes):
            self._guest.write(act)
        elif isinstance(act, Resize):
            self._guest.resize(act.columns, act.rows)
        elif isinstance(act, Request) and not self._guest.over.is_set():
            channel._send_request(act.kind, act.body)
        elif isinstance(act, Packet):
            line.send_packet(act.kind, act.body)

    async def _taken(self, most: int) -> None:
        """Until no more than so many bytes wait here: what waits is sent in other pieces than it was typed in."""
        await asyncio.sleep(0)
        channel = self._guest.channel
        while not self._guest.over.is_set() and channel.get_write_buffer_size() > most:
            await asyncio.sleep(0.005)

    async def _go(self) -> None:
        """As the plan has it; after the server has read everything, unless the line drops at once."""
        plan, guest = self.plan, self._guest
        if plan.end == "cut" or guest.over.is_set():
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._taken(0)
        line = cast(Any, guest.connection)
        asked = asyncio.ensure_future(line._make_global_request(b"zq-read@localhost"))
        over = asyncio.ensure_future(guest.over.wait())
        await asyncio.wait((asked, over), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for one in (asked, over):
            one.cancel()
        with contextlib.suppress(TimeoutError):
            await guest.settle(0.15, 3.0)  # keys that wait for an app are played to it, frames are drawn
        if plan.end == "eof" and not guest.over.is_set():
            with contextlib.suppress(OSError, TimeoutError):
                guest.channel.write_eof()
                await asyncio.wait_for(guest.over.wait(), 0.5)


class Crowd:
    """Visitors, so many at a time, until so many inputs went out."""

    def __init__(self, port: int, plans: Iterator[Plan], at_once: int = 6) -> None:
        self._port = port
        self._plans = plans
        self._at_once = at_once
        self.inputs: Counter[str] = Counter()
        self.guests: Counter[str] = Counter()
        self.faults: list[str] = []
        self.late: list[int] = []
        """Visitors whose plan took too long."""
        self.reached: Counter[str] = Counter()
        """Of each kind those who got far: five frames, or their own words again."""

    async def send(self, inputs: int) -> None:
        """Send at least so many inputs more."""
        goal = self.inputs.total() + inputs

        async def one_after_another() -> None:
            while self.inputs.total() < goal and (plan := next(self._plans, None)) is not None:
                visitor = Visitor(self._port, plan)
                try:
                    await asyncio.wait_for(visitor.visit(), 4 * PATIENCE)
                except TimeoutError:
                    self.late.append(plan.number)
                self.inputs[plan.kind] += visitor.sent
                self.guests[plan.kind] += 1
                self.faults += visitor.faults()
                self.reached[plan.kind] += visitor.got_far()

        await asyncio.gather(*(one_after_another() for _ in range(self._at_once)))


def free_port() -> int:
    """A port nobody listens on; below those that the kernel gives to any line, one of which might take it meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
