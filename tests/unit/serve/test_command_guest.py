"""A guest with a command: its answer, what is said aside, the exit code, and how much is on the way."""

from __future__ import annotations

import json
from functools import partial

from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh import reading_commands
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.linear_guest import LinearGuest
from explainer.serve.ssh.login import reader_of
from explainer.serve.ssh.reading_commands import MOST, PIECE, CommandGuest
from tests.unit.serve.guests import FakeLine, terminal, until


def _ask(
    host: WorkerContext, line: FakeLine, command: str, window: GuestTerminal | None = None
) -> CommandGuest:
    guest = CommandGuest(host, line.session, window, command, partial(reader_of, host, line.session, window))
    guest.start()
    return guest


async def test_data_alone_on_the_line_and_code_0(host: WorkerContext, line: FakeLine) -> None:
    _ask(host, line, "list scene --json")
    assert json.loads(line.sent)[0]["id"] == "the-storm"
    assert (line.code, line.said_aside) == (0, b"")
    assert b"\r" not in line.sent and b"\x1b" not in line.sent


async def test_what_is_no_data_goes_aside(host: WorkerContext, line: FakeLine) -> None:
    _ask(host, line, "search xyzzyplugh")
    assert (line.sent, line.code) == (b"", 0) and b"xyzzyplugh" in line.said_aside


async def test_exit_codes(host: WorkerContext) -> None:
    for command, code in (("about", 0), ("show scene nowhere", 1), ("check /etc", 2), ("; id", 2)):
        line = FakeLine()
        _ask(host, line, command)
        assert line.code == code, command
        assert bool(line.said_aside) == bool(code)


async def test_escapes_of_a_guest_come_back_as_signs(host: WorkerContext) -> None:
    evil = "\x1b]0;owned\x07\x9b31m\u202e\x08\r"
    for command in (
        f"search '{evil}'", f"show scene '{evil}'", f"{evil} x", f"list '{evil}'", f"list scene '{evil}'",
        f"search 'lamp{evil}'", f"show term x --cite '{evil}'", f"read --at '{evil}'", f"list scene '--{evil}'",
    ):  # fmt: skip
        line = FakeLine()
        _ask(host, line, command)
        sent = (line.sent + line.said_aside).decode()
        assert sent and all(c == "\n" or c.isprintable() or c == "\ufffd" for c in sent), (command, sent)


async def test_a_terminal_gets_the_line_ends_it_needs(host: WorkerContext, line: FakeLine) -> None:
    _ask(host, line, "about", terminal())
    assert line.sent.count(b"\n") == line.sent.count(b"\r\n") > 3


async def test_a_long_answer_waits_for_a_slow_guest(host: WorkerContext, line: FakeLine) -> None:
    line.takes = False
    guest = CommandGuest(host, line.session, None, "help", partial(reader_of, host, line.session, None))
    guest._pieces.extend(bytes([65 + number]) * PIECE for number in range(20))
    guest._say = lambda given: guest._send()  # type: ignore[method-assign]
    guest.start()
    while line.code is None:
        assert line.behind <= MOST + PIECE
        line.behind = 0
        before = len(line.sent)
        await until(lambda: len(line.sent) > before or line.code is not None)  # noqa: B023
    assert line.most_behind <= MOST + PIECE
    assert line.text == "".join(chr(65 + number) * PIECE for number in range(20))


async def test_a_guest_who_takes_nothing_is_cut(host: WorkerContext, line: FakeLine) -> None:
    now = 0.0
    host.clock = lambda: now
    line.takes = False
    line.behind = MOST
    _ask(host, line, "about")
    assert line.sent == b"" and not line.was_cut
    now = host.settings.limits.stalled_seconds + 1
    await until(lambda: line.was_cut)
    assert line.sent == b""


async def test_a_lost_guest_is_sent_nothing_more(host: WorkerContext, line: FakeLine) -> None:
    line.behind = MOST
    guest = _ask(host, line, "about")
    guest.lost()
    line.behind = 0
    await until(lambda: guest._timer is None or guest._timer.cancelled())
    assert line.sent == b"" and line.code is None


async def test_interrupt_ends_on_a_terminal_alone(host: WorkerContext) -> None:
    for window, code in ((terminal(), 0), (None, None)):
        line = FakeLine()
        line.behind = MOST
        guest = _ask(host, line, "about", window)
        guest.feed(b"\x03")
        assert line.code == code
        guest.lost()


async def test_read_leads_to_a_place_line_by_line(host: WorkerContext, line: FakeLine) -> None:
    _ask(host, line, "read --at the-lamp")
    assert isinstance(line.handler, LinearGuest)
    assert "Linear mode is on: there is no terminal" in line.words
    assert host.story.scenes["the-lamp"].title in line.words
    line.handler.lost()


async def test_read_from_nowhere_is_refused(host: WorkerContext, line: FakeLine) -> None:
    _ask(host, line, "read --at ../../etc")
    assert line.code == 1 and line.handler is None
    assert reading_commands.ENDED == 0


async def test_a_fault_while_it_waits_for_a_slow_guest_ends_this_guest(
    host: WorkerContext, line: FakeLine
) -> None:
    line.takes = False
    guest = CommandGuest(host, line.session, None, "help", partial(reader_of, host, line.session, None))
    line.behind = MOST
    guest.start()

    def broken() -> float:
        raise ValueError

    host.clock = broken
    await until(lambda: line.failures)
    assert [type(error) for error in line.failures] == [ValueError]
    guest.lost()
