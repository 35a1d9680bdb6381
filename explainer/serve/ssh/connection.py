"""The SSH side of one connection: everyone is let in, no key is looked at, nothing but sessions is granted."""

from __future__ import annotations

import asyncio
import logging
import zlib
from typing import TYPE_CHECKING, Any

import asyncssh
from asyncssh import compression
from asyncssh.channel import SSHServerChannel
from asyncssh.connection import SSHConnection
from asyncssh.encryption import get_default_encryption_algs
from asyncssh.kex import get_default_kex_algs
from asyncssh.packet import SSHPacket
from asyncssh.saslprep import SASLPrepError, saslprep

from explainer.serve.processes.settings import Limits
from explainer.serve.ssh.guest_session import GuestSession
from explainer.serve.ssh.guest_terminal import ENVIRONMENT, LONGEST

if TYPE_CHECKING:
    from explainer.serve.processes.worker_context import WorkerContext

WINDOW = 64 * 1024
"""Bytes a client may send ahead: with asyncssh's 2 MiB one paste is in memory before it can be refused."""
READ_AT_ONCE = 4096
"""Bytes taken from one line in one turn of the loop. asyncio's 256 KiB hold 4,000 keys, each in a packet of its own:
0.34 s of decrypting (measured) in which nobody else has a turn."""
SQUEEZED = b"zlib@openssh.com"
PACKET = 256 * 1024
"""Bytes of a packet, as asyncssh and OpenSSH take them at most; also of one that was squeezed."""
WAITING_FULL = 256 * 1024
"""Bytes waiting for a client above which nothing more is read from it: each of its requests has an answer. A guest who
reads has 64 KiB at most."""
DEFERRED_FULL = 1_000
"""Packets that asyncssh holds back while keys are exchanged anew; a guest who does that has a dozen."""
EXCHANGES, EXCHANGES_IN = 20, 60.0
"""Exchanges of keys, and seconds in which one connection may begin so many: clients do one an hour or a GiB. One that
did 550 a second, over and over, took a whole core for itself and doubled the time of the others' keys (measured)."""
FAST = (b"mlkem", b"sntrup", b"curve25519", b"ecdh-sha2-nistp", b"diffie-hellman-group14")
"""Ways to exchange keys that are offered. An elliptic curve takes 1 ms, and all clients of the last ten years know one;
for older ones there is group14. 8,192 bits would take 37 ms in which nobody else has a turn."""
SLOW = b"chacha20"
"""A cipher that is not offered: 9 µs a packet where AES-GCM takes 2 (measured), for each page and each receipt of a
hall of 1,000. All clients that know it know AES too, at the least in counter mode."""
FIRST_PACKETS = 35_000
"""The same before a guest is let in: what any client may count on (RFC 4253, 6.1), and all that a handshake needs."""
LOGIN = 256
"""Characters of a login name. asyncssh looks at each of them: 0.3 s for a name as long as a packet, again and again."""
VERSION = "explainer"
KEEPALIVE, MISSED = 15, 4
"""Seconds between signs of life, and how many may be missed: a line that died without a word is parked."""


class GuestServer(asyncssh.SSHServer):
    """One connection; knows the login name, as asyncssh does, until it ends: a second session has its door too."""

    def __init__(self, host: WorkerContext) -> None:
        self._host = host
        self._login = ""
        self._connection: asyncssh.SSHServerConnection | None = None
        self._sessions: list[GuestSession] = []
        self._unused: asyncio.TimerHandle | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        vars(conn)["_max_recv_pktlen"] = FIRST_PACKETS
        transport: Any = getattr(conn, "_transport", None)
        if hasattr(transport, "max_size"):
            transport.max_size = READ_AT_ONCE
        if transport is not None:
            # asyncssh 2.24 does nothing when told that too much waits: who reads nothing is answered without end.
            transport.set_write_buffer_limits(WAITING_FULL)
            vars(conn).update(pause_writing=transport.pause_reading, resume_writing=transport.resume_reading)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._unused is not None:
            self._unused.cancel()

    def begin_auth(self, username: str) -> bool:
        """False lets a guest in before their client offers any key (measured with `BatchMode=yes`)."""
        self._login = username
        # `ssh -N`, or a channel on which nothing is asked for: neither is a guest, and both would stay for ever.
        seconds = self._host.settings.limits.login_seconds
        self._unused = asyncio.get_running_loop().call_later(seconds, self._end_unused)
        return False

    def auth_completed(self) -> None:
        if self._connection is not None:
            vars(self._connection)["_max_recv_pktlen"] = PACKET

    def session_requested(self) -> GuestSession | bool:
        """A session, while fewer than the limit are open."""
        if len(self._sessions) >= self._host.settings.limits.channels or self._connection is None:
            return False
        session = GuestSession(self._host, self._connection, self._login, self._session_ended)
        self._sessions.append(session)
        return session

    def _session_ended(self, session: GuestSession) -> None:
        """After the last session the connection ends too: nobody holds a place for nothing."""
        self._sessions.remove(session)
        if not self._sessions and self._connection is not None:
            self._connection.close()

    def _end_unused(self) -> None:
        if self._connection is not None and not any(session.opened for session in self._sessions):
            self._connection.abort()

    def connection_requested(self, *_request: Any) -> bool:
        return False

    def server_requested(self, *_request: Any) -> bool:
        return False

    def unix_connection_requested(self, *_request: Any) -> bool:
        return False

    def unix_server_requested(self, *_request: Any) -> bool:
        return False

    def tun_requested(self, *_request: Any) -> bool:
        return False

    def tap_requested(self, *_request: Any) -> bool:
        return False


def holds_back(connection: asyncssh.SSHServerConnection) -> bool:
    """Whether a client began an exchange of keys and lets answers pile up behind it instead of ending it."""
    return len(getattr(connection, "_deferred_packets", ())) > DEFERRED_FULL


def server_options(
    key: asyncssh.SSHKey, login_seconds: float | None = None
) -> asyncssh.SSHServerConnectionOptions:
    """The options of every connection, made once: making them takes longer than a handshake.

    Args:
        key: of the host.
        login_seconds: after which a handshake that is not over is broken off.
    """
    _silence()
    compression._cmp_decompressors[SQUEEZED] = _Inflated
    vars(asyncssh.connection)["saslprep"] = _login_of
    return asyncssh.SSHServerConnectionOptions(
        server_host_keys=[key],
        server_version=VERSION,
        # Not the interpreter's default: no file of the operator's decides what guests may do.
        config=[],
        public_key_auth=False,
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_auth=False,
        gss_kex=False,
        gss_host=None,
        allow_pty=True,
        line_editor=False,
        encoding=None,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        sftp_factory=None,
        rdns_lookup=False,
        window=WINDOW,
        login_timeout=Limits().login_seconds if login_seconds is None else login_seconds,
        keepalive_interval=KEEPALIVE,
        keepalive_count_max=MISSED,
        encryption_algs=[way.decode() for way in get_default_encryption_algs() if not way.startswith(SLOW)],
        kex_algs=[way.decode() for way in get_default_kex_algs() if way.startswith(FAST)],
        # The guest's choice: 0.2 ms a page, a tenth of the bytes.
        compression_algs=["none", SQUEEZED.decode()],
    )


def _silence() -> None:
    """asyncssh logs addresses, names and command lines; here nothing of it is kept or passed on."""
    asyncssh.set_log_level("CRITICAL")
    logger = logging.getLogger("asyncssh")
    logger.propagate = False
    logger.handlers = [logging.NullHandler()]
    SSHServerChannel._process_env_request = _told_only  # type: ignore[method-assign,assignment]
    asyncssh.SSHServerConnection._send_kexinit = _begin_exchange  # type: ignore[method-assign,assignment]


def _begin_exchange(connection: asyncssh.SSHServerConnection) -> None:
    """Answer a client that begins to exchange keys, or begin by ourselves; not over and over.

    Raises:
        ProtocolError: this is one too many: the connection ends.
    """
    own, now = vars(connection), asyncio.get_running_loop().time()
    lately = [began for began in own.get(_BEGAN, ()) if now - began < EXCHANGES_IN]
    if len(lately) >= EXCHANGES:
        raise asyncssh.ProtocolError("Keys exchanged too often")
    own[_BEGAN] = [*lately, now]
    SSHConnection._send_kexinit(connection)


def _told_only(channel: SSHServerChannel[Any], packet: SSHPacket) -> bool:
    """Keep of a client's environment what tells about its terminal.

    asyncssh 2.24 keeps every variable a client sends, without limit, for as long as the session lives.
    """
    name, value = packet.get_string(), packet.get_string()
    packet.check_end()
    if name in _NAMES and len(value) <= LONGEST:
        channel._env[name] = value
        return True
    return False


def _login_of(name: str) -> str:
    """A login name as asyncssh reads it; of one that is too long the connection is ended."""
    if len(name) > LOGIN:
        raise SASLPrepError("too long")
    return saslprep(name)


class _Inflated:
    """What a client squeezed, whole or not at all.

    asyncssh 2.24 inflates whatever comes: a packet of 256 KiB became 250 MiB and stopped a worker for 1.7 s.
    """

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes) -> bytes | None:
        """None ends the connection."""
        try:
            found = self._stream.decompress(data, PACKET)
        except zlib.error:
            return None
        return found if len(found) < PACKET else None


_BEGAN = "_explainer_exchanges"
_NAMES = frozenset(name.encode() for name in ENVIRONMENT)
