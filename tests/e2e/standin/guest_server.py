"""A guest is told the process that serves it and the story's edition, and may send one word at a time."""

from __future__ import annotations

import os
import time
from typing import Any

import asyncssh

from explainer.serve.processes.worker_context import WorkerContext


def server_options(key: asyncssh.SSHKey, login_seconds: float) -> asyncssh.SSHServerConnectionOptions:
    return asyncssh.SSHServerConnectionOptions(
        server_host_keys=[key], encoding=None, line_editor=False, login_timeout=login_seconds
    )


def holds_back(connection: asyncssh.SSHServerConnection) -> bool:
    return False


class GuestServer(asyncssh.SSHServer):
    def __init__(self, host: WorkerContext) -> None:
        self._host = host

    def begin_auth(self, username: str) -> bool:
        return False

    def session_requested(self) -> GuestSession:
        return GuestSession(self._host)


class GuestSession(asyncssh.SSHServerSession[bytes]):
    def __init__(self, host: WorkerContext) -> None:
        self._host = host
        self._channel: Any = None

    def connection_made(self, chan: Any) -> None:
        self._channel = chan

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        return True

    def session_started(self) -> None:
        if self._host.full:
            self._host.counters.turned_away += 1
            self._close(b"full\n", 75)
            return
        self._host.guests.add(self)
        self._channel.write(f"{os.getpid()} {self._host.story.title}\n".encode())

    def data_received(self, data: bytes, datatype: Any) -> None:
        for word in data.split(b"\n")[:-1]:
            self._hear(word)

    def _hear(self, word: bytes) -> None:
        if word == b"leave":
            self._close(b"left\n", 0)
        elif word == b"fail":
            try:
                raise ValueError("a secret that a guest typed")
            except ValueError as error:
                self._host.crashed(error)
        elif word == b"print":
            print("a secret that a guest typed")
        elif word == b"busy":
            time.sleep(1)
        else:
            self._channel.write(b"heard " + word + b"\n")

    def say_goodbye(self, words: str) -> None:
        self._close(words.encode() + b"\n", 0)

    def _close(self, words: bytes, code: int) -> None:
        self._channel.write(words)
        self._channel.exit(code)
