"""Behind each door stands its handler, over the guest's own line, with the run that belongs there."""

from __future__ import annotations

import pytest

from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.run import begin
from explainer.reading.storage.store import encode, stamped
from explainer.reading.storage.updating import Kept
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.parking.phrases import new_phrase
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.rooms.entering import Entering
from explainer.serve.ssh.guest_terminal import GuestTerminal
from explainer.serve.ssh.handler import NOT_FOUND
from explainer.serve.ssh.linear_guest import LinearGuest
from explainer.serve.ssh.login import Door, ResumeGuest, handler_of, reader_of
from explainer.serve.ssh.reading_commands import CommandGuest
from explainer.serve.ssh.screen_guest import ScreenGuest
from tests.unit.serve.guests import FakeLine, terminal, until

NO_ROOM = Door("room", "", "tern-41", role="guest")


@pytest.mark.parametrize(
    ("door", "with_terminal", "handler"),
    [
        (Door("screen"), True, ScreenGuest),
        (Door("linear", "a reason"), True, LinearGuest),
        (Door("linear", "a reason"), False, LinearGuest),
        (Door("resume"), True, ResumeGuest),
        (Door("resume", "a reason"), False, ResumeGuest),
        (Door("command", "about"), True, CommandGuest),
        (Door("command", "about"), False, CommandGuest),
        (Door("room", "", "tern-41", role="guest"), True, Entering),
    ],
)
async def test_each_door_has_its_handler(
    host: WorkerContext, line: FakeLine, door: Door, with_terminal: bool, handler: type
) -> None:
    assert type(handler_of(host, line.session, door, terminal() if with_terminal else None)) is handler


async def test_without_a_terminal_nobody_is_given_a_screen(host: WorkerContext, line: FakeLine) -> None:
    assert type(handler_of(host, line.session, Door("screen"), None)) is LinearGuest


async def test_who_comes_by_each_door_is_counted(host: WorkerContext, line: FakeLine) -> None:
    for door in (
        Door("command", "about"),
        Door("linear", "x"),
        Door("screen"),
        Door("resume"),
        NO_ROOM,
    ):
        handler_of(host, line.session, door, terminal())
    assert (host.counters.commands, host.counters.linear) == (1, 1)


async def test_a_reader_begins_at_the_start_and_is_told_why_line_by_line(
    host: WorkerContext, line: FakeLine
) -> None:
    guest = handler_of(host, line.session, Door("linear", "the very reason"), terminal())
    guest.start()
    assert line.words.startswith("Linear mode is on: the very reason.")
    assert host.story.scenes[begin(host.story).visit.scene].title in line.words
    guest.lost()
    await until(lambda: not host.errands)


async def test_who_comes_back_and_leaves_without_a_key_is_kept_from_then_on(
    host: WorkerContext, line: FakeLine
) -> None:
    run = apply(host.story, begin(host.story), Action("go", "the-lamp"))
    for phrase, is_kept in (("a b c d e", True), ("", False)):
        parked = ParkedRun(host, phrase, host.parking.ticket(phrase) if phrase else None)
        guest = reader_of(host, line.session, None, run, "a test", parked)
        guest.start()
        guest.lost()
        await until(lambda: not host.errands)
        assert (host.parking.find(host.parking.ticket(parked.phrase())) is not None) == is_kept


async def test_a_screen_is_begun_with_what_became_of_the_run(host: WorkerContext, line: FakeLine) -> None:
    run = apply(host.story, begin(host.story), Action("go", "the-lamp"))
    kept = Kept(run, "a word", ("the-lamp",), ("a step moved",))
    parked = ParkedRun(host, "a b c d e", host.parking.ticket("a b c d e"))
    guest = reader_of(host, line.session, terminal(), run, "", parked, kept)
    assert isinstance(guest, ScreenGuest)
    options = guest._options
    assert options.run is run and options.story is host.story
    assert options.parked is parked and options.resumed
    assert (options.message, options.news, options.moved) == ("a word", ("the-lamp",), ("a step moved",))
    assert options.store is None, "nothing of a guest's is written but by the parking"
    new = reader_of(host, line.session, terminal(), run, "")
    assert isinstance(new, ScreenGuest)
    assert isinstance(new._options.parked, ParkedRun) and new._options.parked is not parked
    assert not new._options.resumed
    await until(lambda: not host.errands)


async def test_who_comes_back_line_by_line_is_told_why(host: WorkerContext, line: FakeLine) -> None:
    guest = handler_of(host, line.session, Door("resume", "the very reason"), None)
    phrase = new_phrase()
    run = begin(host.story)
    host.parking.park(host.parking.ticket(phrase), run.story, encode(stamped(host.story, run)))
    guest.start()
    guest.feed(f"{phrase}\n".encode())
    await until(lambda: line.handler)
    assert "Linear mode is on: the very reason" in line.words
    guest.lost()
    assert line.handler is not None
    line.handler.lost()
    await until(lambda: not host.errands)


async def test_who_comes_back_is_told_what_became_of_their_run(host: WorkerContext, line: FakeLine) -> None:
    run = apply(host.story, begin(host.story), Action("go", "the-lamp"))
    told = Kept(run, message="A word about it.")
    parked = ParkedRun(host, "a b c d e", host.parking.ticket("a b c d e"))
    guest = reader_of(host, line.session, None, run, "a test", parked, told)
    guest.start()
    assert "A word about it." in line.words
    assert host.story.scenes["the-lamp"].title in line.words
    guest.lost()
    await until(lambda: not host.errands)


@pytest.mark.parametrize(("window", "end"), [(terminal(), "\r\n"), (None, "\n")])
async def test_a_room_that_is_not_open_is_a_plain_sentence_and_1(
    host: WorkerContext, line: FakeLine, window: GuestTerminal | None, end: str
) -> None:
    guest = handler_of(host, line.session, NO_ROOM, window)
    guest.start()
    assert line.code == NOT_FOUND == 1
    assert line.words == "No open room has the code tern-41. It looks like word-NN: ask for the card."
    assert line.text.endswith(f".{end}")
    assert line.text.count("\r\n") == (line.text.count("\n") if window else 0)
    said = line.sent
    for call in (
        guest.eof,
        guest.lost,
        lambda: guest.feed(b"x"),
        lambda: guest.resize(9, 9),
        lambda: guest.tell("x"),
    ):
        call()
    assert line.sent == said


async def test_a_room_that_is_not_open_and_the_server_stops(host: WorkerContext, line: FakeLine) -> None:
    guest = handler_of(host, line.session, NO_ROOM, terminal())
    guest.say_goodbye("The server is stopping.")
    assert (line.words, line.code) == ("The server is stopping.", 0)


async def test_a_room_that_is_not_open_in_a_narrow_window_is_whole_words(
    host: WorkerContext, line: FakeLine
) -> None:
    guest = handler_of(host, line.session, NO_ROOM, terminal(columns=40))
    guest.start()
    lines = line.text.split("\r\n")
    assert lines[0] == "No open room has the code tern-41. It" and lines[-1] == ""
    assert all(len(one) <= 40 for one in lines)


async def test_who_comes_by_any_other_name_is_told_once_that_they_read_alone(
    host: WorkerContext, line: FakeLine
) -> None:
    guest = handler_of(host, line.session, Door("linear", "a reason"), None)
    guest.start()
    assert "Room: none. You are reading alone. A room’s code looks like word-NN." in line.words
    guest.feed(b"again\nwhere\n")
    await until(lambda: "Where: " in line.text)
    assert line.text.count("alone") == 1
    guest.lost()
    await until(lambda: not host.errands)


async def test_who_comes_back_or_names_a_place_is_not(host: WorkerContext, line: FakeLine) -> None:
    guest = reader_of(host, line.session, None, begin(host.story), "a test")
    guest.start()
    assert "alone" not in line.text and "Room:" not in line.text
    guest.lost()
    await until(lambda: not host.errands)
