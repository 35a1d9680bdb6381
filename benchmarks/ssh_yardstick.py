"""The yardstick: asyncssh with nothing behind it. Lets everyone in; a session answers each key with the same bytes.

Its cipher is the one that our server and these guests agree on.

Started as `python -m benchmarks.ssh_yardstick`; says its port in its first line, ends with its standard input.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import asyncssh

from benchmarks.ssh_guest import FRAME_ENDS, RECEIPT

PAGE = b"x" * 2300 + FRAME_ENDS
"""As many bytes as the page of a story in the median."""
TO_ALL = b"!"
"""Typed before a number: so many bytes to all who are here, as a leader's turn sends them."""
_here: set[_Session] = set()


class _Session(asyncssh.SSHServerSession[bytes]):
    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def pty_requested(self, term_type: str, term_size: Any, term_modes: Any) -> bool:
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        self._channel.write(PAGE)

        _here.add(self)

    def data_received(self, data: bytes, datatype: Any) -> None:
        typed = data.replace(RECEIPT, b"")
        if typed.startswith(TO_ALL):
            page = b"x" * (int(typed[1:]) - len(FRAME_ENDS)) + FRAME_ENDS
            for other in _here:
                other._channel.write(page)
        elif typed:
            self._channel.write(PAGE)

    def connection_lost(self, exc: Exception | None) -> None:
        _here.discard(self)


class _Server(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False

    def session_requested(self) -> _Session:
        return _Session()


async def _serve() -> None:
    options = asyncssh.SSHServerConnectionOptions(
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        server_factory=_Server, config=[], encoding=None, line_editor=False,
        encryption_algs=["aes256-gcm@openssh.com"], gss_host=None, agent_forwarding=False, rdns_lookup=False,
    )  # fmt: skip
    listener = await asyncssh.listen("127.0.0.1", 0, options=options, backlog=512)
    print(listener.get_port(), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    listener.close()


if __name__ == "__main__":
    asyncssh.set_log_level("CRITICAL")
    asyncio.run(_serve())
