"""The SSH side of a connection against a client that means harm; what asyncssh gives is where we take it from."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import asyncssh
import pytest
from asyncssh import compression
from asyncssh.constants import MSG_IGNORE, MSG_USERAUTH_REQUEST
from asyncssh.packet import Boolean, String, UInt32

from explainer.serve.connection import FIRST_PACKETS, LOGIN, PACKET, SQUEEZED
from tests.unit.serve.test_session import Serve, ended, opened, serve

__all__ = ["serve"]
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
        async with asyncio.timeout(20):
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
        async with asyncio.timeout(5):
            await connection.wait_closed()
        neighbour.stdin.write(b"q")
        assert (await ended(neighbour))[1] == 7


async def test_before_one_is_let_in_packets_are_small(serve: Serve) -> None:
    served = await serve()
    for length, closes in ((FIRST_PACKETS, False), (FIRST_PACKETS + 1, True)):
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(b"SSH-2.0-test\r\n" + length.to_bytes(4, "big") + bytes(12))
        try:
            await asyncio.wait_for(reader.read(-1), 1.0)
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
    assert "_max_recv_pktlen" in connection.SSHConnection.__init__.__code__.co_names
    assert connection._DEFAULT_RECV_PKTLEN == PACKET  # type: ignore[attr-defined,unused-ignore]


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
