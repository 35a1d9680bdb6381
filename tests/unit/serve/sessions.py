"""Sessions with a real SSH client in the same loop: a handler that records, and how a guest opens and ends one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import asyncssh

from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.guest_session import GuestSession
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import Line
from explainer.serve.ssh.login import Door
from explainer.serve.ssh.terminal_input import ASK_RECEIPT

OPTIONS: list[asyncssh.SSHServerConnectionOptions] = []


class Recorder:
    """A handler that writes down what it is told."""

    restores = b"<whole>"

    def __init__(self, line: Line, door: Door, terminal: GuestTerminal | None) -> None:
        self.line = line
        self.door = door
        self.terminal = terminal
        self.typed = b""
        self.sizes: list[tuple[int, int]] = []
        self.told: list[str] = []
        self.events: list[str] = []

    def start(self) -> None:
        self.line.write(b"hello\r\n")

    def feed(self, data: bytes) -> None:
        self.typed += data
        if b"boom" in self.typed:
            raise RuntimeError("what the guest typed: boom")
        if data == b"q":
            self.line.close(7)

    def resize(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))

    def eof(self) -> None:
        self.events.append("eof")
        self.line.write(b"answered")
        self.line.close(0)

    def lost(self) -> None:
        self.events.append("lost")

    def tell(self, words: str) -> None:
        self.told.append(words)
        self.line.write(b"told" + ASK_RECEIPT)

    def say_goodbye(self, words: str) -> None:
        self.events.append("goodbye")
        self.line.write(words.encode())
        self.line.close(0)


class Served:
    """A server in this loop, and what its guests' handlers are."""

    def __init__(self, host: WorkerContext, port: int) -> None:
        self.host = host
        self.port = port
        self.handlers: list[Any] = []
        self.lines: list[GuestSession] = []
        self.make: Callable[..., Any] = Recorder

    async def connect(self, login: str = "anna", **options: Any) -> asyncssh.SSHClientConnection:
        chosen = {
            "username": login,
            "known_hosts": None,
            "client_keys": None,
            "config": [],
            "agent_path": None,
        }
        return await asyncssh.connect("127.0.0.1", self.port, **{**chosen, **options})


Serve = Callable[..., Any]


async def opened(
    connection: asyncssh.SSHClientConnection, **options: Any
) -> asyncssh.SSHClientProcess[bytes]:
    options = {"term_type": "xterm", "term_size": (80, 24), **options}
    process = await connection.create_process(encoding=None, **options)
    async with asyncio.timeout(30):
        assert (await process.stdout.readline()).startswith(b"hello")
    return process


async def ended(process: asyncssh.SSHClientProcess[bytes]) -> tuple[bytes, int | None]:
    async with asyncio.timeout(30):
        said = await process.stdout.read()
        await process.wait_closed()
    return said, process.exit_status
