"""Coming back by the phrase: asked unseen, few tries, and reading on where one was."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import pytest

from explainer.reading.actions import Action
from explainer.reading.moves import apply
from explainer.reading.run import begin
from explainer.reading.storage.store import encode, stamped
from explainer.serve.parking.parked_runs import Parking, Ticket
from explainer.serve.parking.phrases import new_phrase
from explainer.serve.parking.places import GUESSES, RETRY_SECONDS
from explainer.serve.processes.worker_context import WorkerContext
from explainer.serve.ssh.asked_guest import TRIES
from explainer.serve.ssh.linear_guest import LinearGuest
from explainer.serve.ssh.login import ResumeGuest
from tests.e2e.valkey_server import valkey_server
from tests.unit.serve.guests import FakeLine, terminal, until
from tests.unseen import seen_of


@pytest.fixture
def phrase(host: WorkerContext) -> str:
    """Of a run at the lamp."""
    run = apply(host.story, begin(host.story), Action("go", "the-lamp"))
    made = new_phrase()
    host.parking.park(host.parking.ticket(made), run.story, encode(stamped(host.story, run)))
    return made


async def test_it_goes_on_where_one_was(host: WorkerContext, line: FakeLine, phrase: str) -> None:
    guest = ResumeGuest(host, line.session, terminal(), "a test")
    guest.start()
    assert "it is not shown" in line.take()
    guest.feed(phrase[:5].encode())
    assert line.take() == ""
    guest.feed(phrase[5:].encode() + b"\r")
    assert line.held
    await until(lambda: line.handler)
    assert isinstance(line.handler, LinearGuest) and not line.held
    assert host.story.scenes["the-lamp"].title in line.words
    assert not seen_of(phrase, line.words.encode())
    line.handler.lost()


async def test_what_is_piped_after_it_is_read_on(host: WorkerContext, line: FakeLine, phrase: str) -> None:
    guest = ResumeGuest(host, line.session, None, "a test")
    guest.start()
    guest.feed(phrase.upper().replace(" ", "-").encode() + b"\nwhere\nnext\n")
    guest.eof()
    await until(lambda: line.code is not None)
    said = line.words
    assert line.code == 0 and "Where: " in said
    assert "Phrase: " not in said
    await until(lambda: not host.errands)
    assert host.parking.find(host.parking.ticket(phrase)) is None  # the end of the input is quit with no


async def test_wrong_phrases_are_told_and_counted(host: WorkerContext, line: FakeLine) -> None:
    guest = ResumeGuest(host, line.session, None, "a test")
    guest.start()
    for number in range(TRIES):
        assert line.code is None
        typed = new_phrase() if number % 2 else "these are no such words"
        guest.feed(typed.encode() + b"\n")
        await until(lambda: not guest._looking)
    assert line.code == 1 and line.handler is None
    assert re.search(r"No place is kept under that phrase", line.text)
    before = line.sent
    guest.feed(new_phrase().encode() + b"\n")
    assert line.sent == before


async def test_an_empty_line_or_the_end_gives_up(host: WorkerContext) -> None:
    for typed in (b"\r", b"\x04", b""):
        line = FakeLine()
        guest = ResumeGuest(host, line.session, terminal(), "a test")
        guest.start()
        if typed:
            guest.feed(typed)
        else:
            guest.eof()
        assert line.code == 1


async def test_who_is_gone_while_it_is_looked_up_is_not_handed_over(
    host: WorkerContext, line: FakeLine, phrase: str
) -> None:
    guest = ResumeGuest(host, line.session, None, "a test")
    guest.start()
    guest.feed(phrase.encode() + b"\n")
    guest.lost()
    await until(lambda: not host.errands)
    assert line.handler is None


async def test_a_failure_of_ours_ends_it_with_a_word(
    host: WorkerContext, line: FakeLine, phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ticket: object) -> None:
        raise OSError("no disk")

    monkeypatch.setattr(host.parking, "find", broken)
    guest = ResumeGuest(host, line.session, None, "a test")
    guest.start()
    guest.feed(phrase.encode() + b"\n")
    await until(lambda: line.failures)
    await until(lambda: not host.errands)
    assert len(line.failures) == 1 and "no disk" not in line.text


async def test_a_failure_of_ours_at_the_first_page_ends_it_as_well(
    host: WorkerContext, line: FakeLine, phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_guest: object) -> None:
        raise ValueError

    monkeypatch.setattr(LinearGuest, "start", broken)
    guest = ResumeGuest(host, line.session, None, "a test")
    guest.start()
    guest.feed(phrase.encode() + b"\n")
    await until(lambda: line.failures)
    await until(lambda: not host.errands)
    assert len(line.failures) == 1


async def test_after_too_many_wrong_phrases_none_is_looked_up(
    host: WorkerContext, line: FakeLine, phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(GUESSES):
        host.parking.find(Ticket("none", bytes(32)))
    monkeypatch.delattr("hashlib.scrypt")  # guessing costs the others nothing
    guest = ResumeGuest(host, line.session, None, "a test")
    guest.start()
    guest.feed(phrase.encode() + b"\n")
    await until(lambda: not guest._looking)
    assert "Too many phrases were tried here" in line.words and line.handler is None
    guest.lost()


async def test_who_thinks_of_their_phrase_is_warned_and_told_goodbye_on_lines_of_their_own(
    host: WorkerContext, line: FakeLine, phrase: str
) -> None:
    guest = ResumeGuest(host, line.session, terminal(columns=40), "")
    guest.start()
    first = "Type your phrase, five words; it is not\r\nshown. An empty line leaves.\r\n> "
    assert line.text == first
    guest.feed(phrase[:7].encode())
    guest.tell("Closing in a minute; any key stays.")
    assert line.text.startswith(f"{first}\r\nClosing in a minute; any key stays.\r\n")
    assert line.text.rstrip("\r").endswith("> ") and phrase[:7] not in line.text
    guest.say_goodbye("Nothing was pressed for long, so the line is closed.")
    assert line.text.endswith("> \r\nNothing was pressed for long, so the\r\nline is closed.\r\n")


async def test_out_of_reach_is_said_and_one_may_try_again(
    host: WorkerContext, line: FakeLine, phrase: str, tmp_path: Path
) -> None:
    with valkey_server() as valkey:
        host.parking = Parking(tmp_path / "none", time.time, host.settings.limits, valkey.url)
        run = begin(host.story)
        host.parking.park(host.parking.ticket(phrase), run.story, encode(stamped(host.story, run)))
        valkey.kill()
        guest = ResumeGuest(host, line.session, None, "a test")
        guest.start()
        guest.feed(phrase.encode() + b"\n")
        await until(lambda: not guest._looking)
        assert "out of reach just now" in line.words and line.handler is None and line.code is None
        assert not line.failures and not host.counters.wrong_phrases
        await asyncio.to_thread(valkey.start)
        async with asyncio.timeout(30):
            while line.handler is None:  # on a busy machine it may be told once more that it is out of reach
                await asyncio.sleep(RETRY_SECONDS)
                guest.feed(phrase.encode() + b"\n")
                await until(lambda: not guest._looking)
        line.handler.lost()
