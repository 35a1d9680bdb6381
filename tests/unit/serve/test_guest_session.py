"""Sessions with a real SSH client in the same loop: who is let in, what is refused, and how each one ends."""

from __future__ import annotations

import asyncio
import logging
import socket
from pathlib import Path

import asyncssh
import pytest
from asyncssh.channel import SSHClientChannel

from explainer.serve.processes.settings import Limits
from explainer.serve.ssh import guest_session as module
from explainer.serve.ssh.guest_session import FULL
from explainer.serve.ssh.login import Door
from tests.unit.serve.guests import until
from tests.unit.serve.sessions import Recorder, Serve, ended, opened


async def test_a_guest_is_let_in_before_a_key_is_offered_and_leaves_with_the_code(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        process = await opened(connection)
        assert len(served.host.guests) == 1
        process.stdin.write(b"q")
        assert (await ended(process))[1] == 7
        await connection.wait_closed()  # the last session takes the connection with it
    assert not served.host.guests
    assert served.handlers[0].events == []


async def test_the_door_gets_terminal_size_and_of_the_environment_only_what_tells_of_them(
    serve: Serve,
) -> None:
    served = await serve()
    environment = {"LANG": "C.UTF-8", "COLORTERM": "truecolor", "SECRET": "x", "LC_ALL": "y" * 65}
    async with await served.connect() as connection:
        process = await opened(connection, term_type="vt220", term_size=(9_999, 3), env=environment)
        [handler] = served.handlers
        assert handler.door == Door("screen")
        assert (handler.terminal.columns, handler.terminal.rows) == (400, 6)
        assert handler.terminal.profile.depth == "truecolor"
        kept = served.lines[0]._channel.get_environment_bytes()
        assert dict(kept) == {b"LANG": b"C.UTF-8", b"COLORTERM": b"truecolor"}
        assert served.lines[0]._login == "", "used and forgotten"
        process.stdin.write(b"q")
        await ended(process)


async def test_without_a_terminal_lines_end_with_lf_and_eof_still_gets_its_answer(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        process = await connection.create_process(encoding=None)
        process.stdin.write_eof()
        said, code = await ended(process)
    assert (said, code) == (b"hello\r\nanswered", 0)
    assert served.handlers[0].terminal is None
    assert served.handlers[0].door.kind == "linear"


async def test_a_command_is_a_command(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        process = await connection.create_process("list scene; id", encoding=None)
        process.stdin.write(b"q")
        await ended(process)
    assert served.handlers[0].door == Door("command", "list scene; id")
    assert (served.lines[0]._command, served.lines[0]._login) == (None, ""), "used and forgotten"


# Ends


async def test_a_line_that_drops_is_told_to_the_handler(serve: Serve) -> None:
    served = await serve()
    connection = await served.connect()
    await opened(connection)
    connection.abort()
    await until(lambda: served.handlers[0].events == ["lost"])
    assert not served.host.guests


async def test_a_fault_ends_this_guest_alone_with_a_plain_sentence_and_none_of_their_words(
    serve: Serve,
) -> None:
    reports: list[str] = []
    served = await serve()
    served.host._report = reports.append
    async with await served.connect() as connection, await served.connect() as other:
        process, neighbour = await opened(connection), await opened(other)
        process.stdin.write(b"boom")
        said, code = await ended(process)
        assert code == 1
        assert said.startswith(b"<whole>\r\n"), "the terminal is made whole first"
        assert b"Something went wrong here" in said
        assert served.handlers[0].events == ["lost"], "and parked"
        neighbour.stdin.write(b"q")
        assert (await ended(neighbour))[1] == 7
    assert served.host.counters.crashes == 1
    assert len(reports) == 1
    assert "RuntimeError" in reports[0]
    assert "boom" not in reports[0]


async def test_the_last_words_are_whole_words_in_a_narrow_window(serve: Serve) -> None:
    served = await serve(guests=1)
    async with await served.connect() as connection, await served.connect() as other:
        process = await opened(connection, term_size=(30, 12))
        turned_away = await other.create_process(encoding=None, term_type="xterm", term_size=(30, 12))
        full = (await ended(turned_away))[0]
        process.stdin.write(b"boom")
        fault = (await ended(process))[0].removeprefix(b"<whole>\r\n")
    for said, words in ((full, b"a little later."), (fault, b"Come in again.")):
        lines = said.split(b"\r\n")
        assert lines.pop() == b"" and b" ".join(lines).endswith(words)
        assert len(lines) > 1 and all(len(line) <= 30 and line == line.strip() for line in lines)


async def test_a_fault_while_the_door_opens_ends_it_as_well(serve: Serve) -> None:
    served = await serve()

    def broken(*_values: object) -> None:
        raise RuntimeError

    served.make = broken
    async with await served.connect() as connection:
        process = await connection.create_process(encoding=None, term_type="xterm")
        said, code = await ended(process)
    assert b"Something went wrong" in said
    assert code == 1
    assert not served.host.guests


async def test_a_fault_in_a_timer_of_the_handler_is_told_by_failed_once(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        process = await opened(connection)
        for _time in range(2):
            served.lines[0].failed(ValueError())
        said, code = await ended(process)
    assert said.count(b"Something went wrong") == 1
    assert code == 1


async def test_one_too_many_gets_a_line_and_75(serve: Serve) -> None:
    served = await serve(guests=1)
    async with await served.connect() as connection, await served.connect() as other:
        process = await opened(connection)
        for options, end in (({"term_type": "xterm"}, b"\r\n"), ({}, b"\n")):
            second = await other.create_process(encoding=None, **options)
            said, code = await ended(second)
            assert code == FULL
            assert said.endswith(b"later." + end)
            other = await served.connect()
        assert served.host.counters.turned_away == 2
        process.stdin.write(b"q")
        await ended(process)
        other.close()
        async with await served.connect() as third:
            await opened(third)  # there is room again


async def test_the_host_says_goodbye(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        process = await opened(connection)
        for guest in list(served.host.guests):
            guest.say_goodbye("The server is stopping.")
        assert await ended(process) == (b"The server is stopping.", 0)


# Idle


async def test_the_idle_are_warned_ahead_and_then_the_line_is_closed(serve: Serve) -> None:
    """A timer may be late on a machine that is busy, and never early."""
    served = await serve(idle_seconds=0.6, idle_warning_seconds=0.3)
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with await served.connect() as connection:
        process = await opened(connection)
        await until(lambda: served.handlers[0].told)
        assert loop.time() - began > 0.29
        said, code = await ended(process)
        assert loop.time() - began > 0.59
    assert code == 0
    assert said.startswith(b"told") and b"the line is closed" in said
    assert len(served.handlers[0].told) == 1
    assert served.host.counters.idled == 1


async def test_a_key_begins_the_silence_anew_and_an_answer_of_the_terminal_does_not(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        process = await opened(connection)
        [handler], [line] = served.handlers, served.lines

        async def moves_the_end(typed: bytes) -> bool:
            """Also takes the warning back, that is."""
            before, line._warned = line._idling, True
            process.stdin.write(typed)
            await until(lambda: handler.typed.endswith(typed))
            assert (line._idling is before) == line._warned
            return line._idling is not before

        for key in (b"n", b"\x1b", b"\x1b[A"):
            assert await moves_the_end(key), key
        assert not await moves_the_end(b"\x1b[0n"), "the receipt of the warning itself"
        process.stdin.write(b"q")
        await ended(process)


async def test_who_follows_a_leader_presses_nothing_and_stays(serve: Serve) -> None:
    served = await serve(idle_seconds=0.2, idle_warning_seconds=0.1)
    served.make = type("Follower", (Recorder,), {"stays": True})
    async with await served.connect() as connection:
        process = await opened(connection)
        await asyncio.sleep(0.7)
        (follower,) = served.handlers
        assert (follower.told, follower.events) == ([], [])
        follower.stays = False  # type: ignore[attr-defined]  # the room is over
        _said, code = await ended(process)
    assert code == 0 and follower.told


async def test_one_who_says_no_goodbye_is_cut_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINGER", 0.1)
    served = await serve(idle_seconds=0.2, idle_warning_seconds=0.1)
    served.make = type("Silent", (Recorder,), {"say_goodbye": lambda self, words: None})
    async with await served.connect() as connection:
        await opened(connection)
        async with asyncio.timeout(30):
            await connection.wait_closed()
    await until(lambda: served.handlers[0].events == ["lost"])


async def test_a_connection_without_a_guest_is_ended(serve: Serve) -> None:
    """`ssh -N`, and a channel on which nothing is asked for."""
    served = await serve(login_seconds=0.3)
    quiet = await served.connect()
    empty = await served.connect()
    reader = await served.connect()
    process = await opened(reader)
    channel = SSHClientChannel(empty, asyncio.get_running_loop(), False, None, "strict", 65_536, 32_768)
    await channel._open(b"session")
    async with asyncio.timeout(30):
        await quiet.wait_closed()
        await empty.wait_closed()
    process.stdin.write(b"q")
    assert (await ended(process))[1] == 7


# Sizes


async def test_many_changes_of_size_become_few_and_the_last_one_wins(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        process = await opened(connection)
        for number in range(500):
            process.change_terminal_size(100 + number % 50, 30)
        for size in ((0, 0), (1, 1), (65_535, 65_535), (66, 20)):
            process.change_terminal_size(*size)
        handler = served.handlers[0]
        await until(lambda: handler.sizes and handler.sizes[-1] == (66, 20))
        assert len(handler.sizes) < 60
        assert all(20 <= columns <= 400 and 6 <= rows <= 200 for columns, rows in handler.sizes)


# What is not granted


async def test_a_second_channel_is_allowed_and_a_third_is_not(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        first = await opened(connection)
        await opened(connection)
        with pytest.raises(asyncssh.ChannelOpenError):
            await opened(connection)
        first.stdin.write(b"q")
        await ended(first)
        await until(lambda: len(served.host.guests) == 1)
        await opened(connection)


async def test_no_subsystem_scp_or_sftp(serve: Serve) -> None:
    served = await serve()
    async with await served.connect() as connection:
        with pytest.raises((asyncssh.Error, OSError)):
            await connection.start_sftp_client()
        for name in ("sftp", "netconf"):
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.create_process(subsystem=name)
    assert not served.handlers


async def test_no_forwarding_of_ports_sockets_agent_or_windows(serve: Serve, tmp_path: Path) -> None:
    served = await serve()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        async with await served.connect() as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection(*listener.getsockname())
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_unix_connection(str(tmp_path / "socket"))
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.start_server(lambda _host, _port: None, "127.0.0.1", 0)
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.start_unix_server(lambda: None, str(tmp_path / "other"))
            with pytest.raises((asyncssh.ChannelOpenError, OSError)):
                await connection.create_tun(asyncssh.SSHTunTapSession)
            process = await opened(connection, x11_forwarding="ignore_failure")
            channel = served.lines[0]._channel
            assert channel is not None
            assert channel.get_x11_display() is None
            assert channel.get_agent_path() is None
            process.stdin.write(b"q")
            await ended(process)
    assert len(served.handlers) == 1


# Nothing is logged


async def test_nothing_of_a_guest_is_logged_at_any_level(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    served = await serve()
    async with await served.connect("mark-login") as connection:
        process = await connection.create_process("mark-command", encoding=None)
        process.stdin.write(b"mark-typed boom")
        await ended(process)
    told = [
        record for record in caplog.records if "asyncssh" in record.name or "mark-" in record.getMessage()
    ]
    assert told == []


def test_the_limits_are_the_ones_that_were_measured() -> None:
    assert (Limits().channels, Limits().idle_seconds, Limits().login_seconds) == (2, 1_800, 16)
