"""The SSH side of a connection against a client that means harm; what asyncssh gives is where we take it from."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from asyncssh import compression
from asyncssh.constants import MSG_GLOBAL_REQUEST, MSG_IGNORE, MSG_USERAUTH_REQUEST
from asyncssh.packet import Boolean, String, UInt32

from explainer.serve.processes.ipc import pair
from explainer.serve.processes.worker import Worker
from explainer.serve.ssh import connection as module
from explainer.serve.ssh.connection import (
    DEFERRED_FULL,
    EXCHANGES,
    FIRST_PACKETS,
    LOGIN,
    PACKET,
    SQUEEZED,
    WAITING_FULL,
    holds_back,
)
from tests.unit.serve.guests import until
from tests.unit.serve.sessions import Serve, ended, opened

MANY = 100 * 1024 * 1024


async def test_what_a_client_squeezed_is_read(serve: Serve) -> None:
    served = await serve()
    async with await served.connect(compression_algs=["zlib@openssh.com"]) as connection:
        process = await opened(connection)
        for size in (10, 30_000, 100_000):
            connection.send_packet(MSG_IGNORE, String(bytes(size)))
        process.stdin.write(b"x" * 5_000)
        await asyncio.sleep(0.1)
        process.stdin.write(b"q")
        assert (await ended(process))[1] == 7
    assert served.handlers[0].typed.startswith(b"x" * 5_000)


async def test_a_packet_that_swells_ends_its_connection_and_no_other(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as other:
        neighbour = await opened(other)
        bomb = await served.connect(compression_algs=["zlib@openssh.com"])
        await opened(bomb)
        bomb.send_packet(MSG_IGNORE, String(bytes(MANY)))  # 100 KiB on the way
        async with asyncio.timeout(30):
            await bomb.wait_closed()
        assert served.handlers[1].events == ["lost"]
        neighbour.stdin.write(b"q")
        assert (await ended(neighbour))[1] == 7


def test_nothing_is_inflated_beyond_a_packet(serve: Serve) -> None:
    import zlib

    squeezed = zlib.compressobj()
    small = squeezed.compress(b"small") + squeezed.flush(zlib.Z_SYNC_FLUSH)
    large = squeezed.compress(bytes(MANY)) + squeezed.flush(zlib.Z_SYNC_FLUSH)
    inflated = compression.get_decompressor(SQUEEZED)
    assert inflated is not None
    assert inflated.decompress(small) == b"small"
    assert inflated.decompress(large) is None
    assert compression.get_decompressor(SQUEEZED).decompress(b"no zlib") is None  # type: ignore[union-attr]


async def test_a_login_name_of_any_length_is_not_even_looked_at(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as other, await served.connect("n" * LOGIN) as connection:
        neighbour = await opened(other)
        for length in (LOGIN, LOGIN + 1):
            assert not connection.is_closed()
            name = "n" * length
            connection.send_packet(
                MSG_USERAUTH_REQUEST, String(name), String("ssh-connection"), String("none")
            )
            await asyncio.sleep(0.1)
        async with asyncio.timeout(30):
            await connection.wait_closed()
        neighbour.stdin.write(b"q")
        assert (await ended(neighbour))[1] == 7


async def test_before_one_is_let_in_packets_are_small(serve: Serve) -> None:
    served = await serve()
    for length, closes in ((FIRST_PACKETS, False), (FIRST_PACKETS + 1, True)):
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(b"SSH-2.0-test\r\n" + length.to_bytes(4, "big") + bytes(12))
        try:
            await asyncio.wait_for(reader.read(-1), 30.0 if closes else 1.0)
            ended_at_once = True
        except TimeoutError:
            ended_at_once = False
        assert ended_at_once == closes
        writer.close()


def test_what_is_replaced_is_still_where_it_was() -> None:
    """A version of asyncssh that moved it would leave us open without a word."""
    from asyncssh import connection

    assert SQUEEZED in compression._cmp_decompressors
    assert connection.saslprep("anna") == "anna"  # type: ignore[attr-defined,unused-ignore]
    assert "_deferred_packets" in connection.SSHConnection.__init__.__code__.co_names
    assert not connection.SSHConnection.pause_writing.__code__.co_names, "now it does something of its own"
    assert connection.SSHConnection._send_kexinit is not asyncssh.SSHServerConnection._send_kexinit
    assert "_send_kexinit" in connection.SSHConnection._process_kexinit.__code__.co_names
    assert "_max_recv_pktlen" in connection.SSHConnection.__init__.__code__.co_names
    assert connection._DEFAULT_RECV_PKTLEN == PACKET  # type: ignore[attr-defined,unused-ignore]


def begin_exchange(connection: Any) -> None:
    connection._send_kexinit()
    connection._kexinit_sent = True


async def exchange(connection: Any) -> None:
    """Begin one as a client may at any time, and wait for its end."""
    begin_exchange(connection)
    await until(lambda: connection._kex is None and connection._kex_complete)


async def test_keys_are_exchanged_anew_but_not_over_and_over(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EXCHANGES_IN", 1_000_000.0)
    served = await serve()
    async with await served.connect() as other:
        neighbour = await opened(other)
        connection = await served.connect()
        process = await opened(connection)
        for _time in range(EXCHANGES - 1):  # the first was the handshake
            await exchange(connection)
        process.stdin.write(b"x")
        await until(lambda: served.handlers[1].typed == b"x")
        begin_exchange(connection)
        async with asyncio.timeout(30):
            await connection.wait_closed()
        assert served.handlers[1].events == ["lost"]
        neighbour.stdin.write(b"q")
        assert (await ended(neighbour))[1] == 7
    assert not served.host.counters.crashes


async def test_exchanges_long_ago_count_no_more(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXCHANGES_IN", 0.0)
    served = await serve()
    async with await served.connect() as connection:
        process = await opened(connection)
        for _time in range(EXCHANGES + 5):
            await exchange(connection)
        process.stdin.write(b"q")
        assert (await ended(process))[1] == 7


@pytest.mark.parametrize(
    ("way", "offered"),
    [
        ("curve25519-sha256", True),
        ("ecdh-sha2-nistp256", True),
        ("diffie-hellman-group14-sha256", True),
        ("diffie-hellman-group18-sha512", False),
        ("diffie-hellman-group-exchange-sha256", False),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
async def test_no_slow_way_to_exchange_keys_is_offered(serve: Serve, way: str, offered: bool) -> None:
    served = await serve()
    try:
        async with await served.connect(kex_algs=[way]) as connection:
            process = await opened(connection)
            process.stdin.write(b"q")
            assert (await ended(process))[1] == 7
            let_in = True
    except asyncssh.KeyExchangeFailed:
        let_in = False
    assert let_in is offered


X11 = (Boolean(False), String("MIT-MAGIC-COOKIE-1"), String("0" * 32), UInt32(0))


@pytest.mark.parametrize(("name", "arguments"), [(b"auth-agent-req@openssh.com", ()), (b"x11-req", X11)])
async def test_neither_agent_nor_display_is_taken_from_a_guest(
    serve: Serve, name: bytes, arguments: tuple[bytes, ...]
) -> None:
    """As the client asks for it, whatever its own side has to offer."""
    served = await serve()
    async with await served.connect() as connection:
        process = await opened(connection)
        assert not await process.channel._make_request(name, *arguments)
        process.stdin.write(b"q")
        await ended(process)


async def test_no_socket_of_the_servers_files_is_reached(serve: Serve, tmp_path: Path) -> None:
    served = await serve()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        listener.settimeout(0.2)
        async with await served.connect() as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_unix_connection(str(tmp_path / "socket"))
        with pytest.raises(TimeoutError):
            listener.accept()


async def narrow(served: Any) -> asyncssh.SSHClientConnection:
    """A client between whom and the server little fits into the kernel, as the front sees to it for guests."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", served.port))
    chosen: dict[str, Any] = {"known_hosts": None, "client_keys": None, "config": [], "agent_path": None}
    return await asyncssh.connect(sock=line, username="anna", **chosen)


def narrowed(served: Any) -> Any:
    """The server's side of it, once a session is open."""
    server = served.lines[-1]._connection
    server._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)
    return server


async def test_who_asks_and_reads_no_answer_is_not_read_from_for_long(serve: Serve) -> None:
    served = await serve()
    connection = await narrow(served)
    await opened(connection)
    server = narrowed(served)
    line: Any = connection._transport
    line.pause_reading()
    asked = most = 0
    for _turn in range(20_000):
        if asked < 20_000 and line.get_write_buffer_size() < 20_000:
            for _request in range(100):
                connection.send_packet(MSG_GLOBAL_REQUEST, String("anything@example.org"), Boolean(True))
            asked += 100
        await asyncio.sleep(0)
        most = max(most, server._transport.get_write_buffer_size())
    assert most > WAITING_FULL / 2, "it came so far that it matters"
    assert most < 2 * WAITING_FULL
    connection.abort()


async def test_who_reads_late_is_read_from_again(serve: Serve) -> None:
    served = await serve()
    async with await narrow(served) as connection:
        process = await opened(connection)
        server = narrowed(served)
        connection._transport.pause_reading()  # type: ignore[union-attr]
        for _piece in range(20):
            served.lines[0]._channel.write(b"x" * 60_000)  # past what the window and the socket take
        await asyncio.sleep(0.1)
        assert server._transport.get_write_buffer_size() > WAITING_FULL
        connection._transport.resume_reading()  # type: ignore[union-attr]
        said = 0
        async with asyncio.timeout(30):
            while said < 20 * 60_000:
                said += len(await process.stdout.read(65_536))
        process.stdin.write(b"q")
        assert (await ended(process))[1] == 7


async def test_who_begins_an_exchange_of_keys_and_does_not_end_it_is_cut(serve: Serve) -> None:
    served = await serve()
    connection = await served.connect()
    await opened(connection)
    server: Any = served.lines[0]._connection
    assert not holds_back(server)
    server._kex_complete = False  # as from the client's beginning until its end
    for _request in range(DEFERRED_FULL + 10):
        connection.send_packet(MSG_GLOBAL_REQUEST, String("anything@example.org"), Boolean(True))
    await until(lambda: holds_back(server))
    channel = pair()[0]
    worker = Worker(channel, served.host.settings, served.host.story, None, served.host.parking)  # type: ignore[arg-type]
    worker._host, worker._connections = served.host, {1: server}
    ticking = asyncio.create_task(worker._tick())
    async with asyncio.timeout(30):
        await connection.wait_closed()
    ticking.cancel()
    channel.close()
