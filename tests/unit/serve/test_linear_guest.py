"""Linear mode over a line: with a terminal and without, typed ahead, too much, too slow, parked, told, left."""

from __future__ import annotations

import asyncio

import pytest

from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.linear_guest import BEHIND
from tests.counted import calls_in
from tests.unit.serve.guests import FakeLine, terminal, until
from tests.unit.serve.linear_lines import kept_of, linear_guest, phrase_in, say


async def test_lines_without_a_terminal(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    opening = line.take()
    assert opening.startswith("Linear mode is on: a test. Type help.\n") and "> " not in opening
    said = await say(guest, line, b"where\n")
    assert said.startswith("Where: ") and "\r" not in said and "\x1b" not in said
    guest.lost()


async def test_a_line_comes_in_pieces_and_with_any_end(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    assert await say(guest, line, b"whe") == ""
    assert "Where: " in await say(guest, line, b"re\r\n")
    assert "Unknown: фыва" in await say(guest, line, "фыва".encode()[:3]) + await say(
        guest, line, "фыва".encode()[3:] + b"\n"
    )
    assert "Unknown" in await say(guest, line, b"\xff\xfe\x1b[31mwhat\x07\n")
    guest.lost()


async def test_a_terminal_is_echoed_and_asked_again(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line, terminal())
    assert line.take().endswith("\r\n> ")
    assert await say(guest, line, b"wher") == "wher"
    said = await say(guest, line, b"x\x7fe\r")
    assert said.startswith("e\r\nWhere: ") and said.endswith("\r\n> ")
    assert said.count("\n") == said.count("\r\n") and "\x1b" not in said
    assert "where" in await say(guest, line, b"\x1b[A")
    guest.lost()


async def test_an_escape_alone_is_let_go(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line, terminal())
    await say(guest, line, b"\x1b")
    assert guest._input.escape
    await until(lambda: not guest._input.escape)
    guest.feed(b"\x1b")
    guest.lost()
    assert guest._escape is None


async def test_a_window_sets_the_width(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line, terminal(40))
    assert all(len(row) <= 40 for row in line.take().split("\r\n"))
    guest.resize(30, 10)
    assert max(len(row) for row in (await say(guest, line, b"again\r")).split("\r\n")) <= 30
    guest.lost()


async def test_a_terminal_of_few_characters(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line, terminal(LANG="C"))
    guest.feed(b"all\r next\r")
    guest.lost()
    assert line.sent.isascii()


async def test_what_is_typed_ahead_is_answered_line_by_line(host: WorkerContext, line: FakeLine) -> None:
    for window, end in ((None, b"\n"), (terminal(), b"\r")):
        line = FakeLine()
        guest = linear_guest(host, line, window)
        line.take()
        guest.feed((b"where" + end) * 50)
        assert line.held and line.text.count("Where: ") < 50
        await until(lambda: guest._turn is None)  # noqa: B023
        assert line.text.count("Where: ") == 50 and not line.held
        guest.lost()


async def test_others_have_their_turn_between_two_lines(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    guest.feed(b"where\n" * 200)
    turns = 0
    while guest._turn is not None:
        await asyncio.sleep(0)
        turns += 1
    assert turns >= 199
    guest.lost()


async def test_who_takes_nothing_in_is_answered_nothing_and_cut_at_last(
    host: WorkerContext, line: FakeLine
) -> None:
    now = 0.0
    host.clock = lambda: now
    guest = linear_guest(host, line)
    line.takes = False
    guest.feed(b"again\n" * 5_000)
    for _turn in range(500):
        await asyncio.sleep(0)
    assert line.held and line.most_behind < BEHIND + 4_096
    now = host.settings.limits.stalled_seconds + 1
    await until(lambda: line.was_cut)
    guest.lost()


async def test_a_line_without_end_stays_small(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line)
    for _piece in range(20):
        await say(guest, line, b"x" * 50_000)
    assert len(guest._input._text) <= 10_512  # type: ignore[attr-defined]
    assert "Unknown" in await say(guest, line, b"\n")
    guest.lost()


async def test_long_lines_and_many_keys_take_no_long_turn(
    host: WorkerContext, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long is told by what is done, the same on every machine: calls of functions in one turn."""
    guest = linear_guest(host, line, terminal())
    await say(guest, line, b"y" * 480 + b"\r" + b"x" * 9_000 + b"\r")
    turns: list[int] = []
    work = guest._work
    monkeypatch.setattr(guest, "_work", lambda: turns.append(calls_in(work)))
    guest.feed(b"\x1b[A\x1b[B" * 2_000)
    await until(lambda: guest._turn is None)
    assert len(turns) > 20 and max(turns) < 400_000, (len(turns), max(turns))
    guest.lost()


async def test_a_fault_of_ours_in_a_turn_of_its_own_ends_this_guest_alone(
    host: WorkerContext, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the second line on nobody calls who would notice."""
    loose: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: loose.append(context))
    guest = linear_guest(host, line)
    other_line = FakeLine()
    other = linear_guest(host, other_line)
    answer = guest._talk.answer

    def faulty(typed: str) -> list[str]:
        if typed == "boom":
            raise ValueError(typed)
        return answer(typed)

    monkeypatch.setattr(guest._talk, "answer", faulty)
    guest.feed(b"where\nboom\n")
    await until(lambda: line.failures or loose)
    assert not loose and [type(error) for error in line.failures] == [ValueError]
    guest.lost()  # as the session does with one that failed
    assert guest._turn is None or guest._turn.cancelled() or guest._over
    assert "Where: " in await say(other, other_line, b"where\n")
    other.lost()


async def test_a_fault_while_it_waits_for_a_slow_guest_is_told_as_well(
    host: WorkerContext, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = linear_guest(host, line)
    line.takes, line.behind = False, BEHIND + 1
    guest.feed(b"where\n")

    def broken(_line: str) -> list[str]:
        raise ValueError

    monkeypatch.setattr(guest._talk, "answer", broken)
    line.behind = 0
    await until(lambda: line.failures)
    guest.lost()


# told, and sent away


async def test_a_terminal_is_told_without_breaking_what_is_typed(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line, terminal())
    line.take()
    guest.tell("A word.")
    assert line.take() == "\rA word.\r\n> "
    await say(guest, line, b"whe")
    guest.tell("Another.")
    assert line.take() == ""
    assert "Another.\r\n> " in await say(guest, line, b"re\r")
    guest.lost()


async def test_without_a_terminal_news_waits_unless_nobody_types(host: WorkerContext, line: FakeLine) -> None:
    now = 0.0
    host.clock = lambda: now
    guest = linear_guest(host, line)
    line.take()
    guest.tell("A word.")
    assert line.take() == ""
    said = await say(guest, line, b"where\n")
    assert said.index("Where: ") < said.index("A word.\n")
    now = 120.0
    guest.tell("Another.")
    assert line.take() == "Another.\n"
    guest.lost()


async def test_goodbye_promises_no_place_that_may_not_be_written_before_the_server_stops(
    host: WorkerContext, line: FakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "hashed", lambda _phrase: asyncio.sleep(60))
    guest = linear_guest(host, line, terminal())
    await say(guest, line, b"go the-lamp\r")
    host.stopping.set()
    guest.say_goodbye("The server stops.")
    assert "Your phrase may open your place again: log in as resume.\r\n" in line.take()
    for task in host.errands:
        task.cancel()


async def test_goodbye_parks_and_says_how_to_come_back(host: WorkerContext, line: FakeLine) -> None:
    guest = linear_guest(host, line, terminal())
    phrase = phrase_in(await say(guest, line, b"go the-lamp\r"))
    guest.say_goodbye("The server stops.")
    assert line.code == 0 and "The server stops.\r\nLog in as resume" in line.take()
    await until(lambda: not host.errands)
    assert kept_of(host, phrase) == "the-lamp"
    guest.feed(b"where\r")
    assert line.take() == ""
