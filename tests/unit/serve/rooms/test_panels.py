"""The panel in front: its result after it was put down, its pages, a ballot answered on the text itself; and what is
counted without being asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.serve.rooms.leading.cockpit_view import Moment, cockpit_view
from explainer.serve.rooms.leading.leader_tallies import sums_of
from explainer.story.load.loader import read_story
from explainer.workshop import tallies
from explainer.workshop.ballots import sentence_poll
from tests.tiny import ASKING, write_story
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.rooms.hall import Guest, Hall
from tests.unit.serve.rooms.listener import ask
from tests.unit.serve.rooms.test_asking import hall_of

NOW = Moment(2_000_000_000, "14:03")


@pytest.fixture
async def asking(tmp_path: Path) -> AsyncIterator[Hall]:
    """A hall over a story with a text under study."""
    story = read_story(write_story(tmp_path / "story", ASKING))
    hall = await Hall.open(host_of(story, tmp_path), tmp_path)
    yield hall
    await hall.close()


async def test_who_put_the_poll_down_sees_its_result(hall: Hall) -> None:
    (guest, other) = await hall_of(hall, 2)
    await hall.press("poll")
    for one in (guest, other):
        await one.shows("Esc later")
    guest.guest.feed(b"\x1b[27u")
    await guest.shows("a poll is open")
    await hall.press("reveal")
    for one in (guest, other):
        await one.shows("Fewer than five answered: not shown.")
    guest.guest.feed(b"\x1b[27u")
    await guest.shows("the result is there")
    assert guest.member.view.poll is not None and not guest.member.view.poll.front
    guest.press("V")
    await guest.shows("Fewer than five answered: not shown.")
    assert guest.app is None, "without an app"
    await hall.press("next")
    with pytest.raises(Cannot, match=r"^No poll is open\.$"):
        guest.member.bring_front(True)


async def test_who_roams_reads_a_result_that_they_call_for(hall: Hall) -> None:
    (guest,) = await hall_of(hall, 1)
    guest.press("n")
    await guest.until(lambda: not guest.member.follows, "roams")
    await hall.press("poll")
    await hall.press("reveal")
    await guest.shows("V answer")
    assert not guest.member.view.poll.front
    guest.press("V")
    await guest.shows("Fewer than five answered: not shown.")
    assert guest.member.view.poll.front and guest.member.view.state == "roaming"
    guest.member.moved(guest.app.reading.view.run)
    guest.guest.feed(b"\x1b[27u")
    await guest.shows("the result is there")


async def test_beside_a_warned_scene_no_panel_is_brought(hall: Hall) -> None:
    (guest,) = await hall_of(hall, 1)
    await hall.press("poll")
    await hall.lead_to("the-rescue")
    await guest.shows("people in the water")
    guest.press("V")
    await guest.shows("The poll waits until the leader goes on from here.")
    assert not guest.member.view.poll.front


async def sentences(hall: Hall, size: tuple[int, int]) -> Guest:
    """A guest before the text, whose sentences are put to the room."""
    await hall.lead_to("the-lamp")
    guest = hall.guest(size)
    await guest.shows("A board of inquiry")
    document = hall.live.story.documents["the-log"]
    await hall.leader.ask(sentence_poll(hall.live.story, hall.state, document))
    await guest.shows("Which sentence do you trust least?")
    return guest


@pytest.mark.parametrize("size", [(80, 24), (44, 18)])
async def test_a_ballot_of_sentences_is_answered_on_the_text(asking: Hall, size: tuple[int, int]) -> None:
    """The cursor on the sentence, Enter gives it; a digit gives nothing, there or on the page."""
    guest = await sentences(asking, size)
    await asyncio.sleep(1.1)
    guest.press("2")
    await guest.shows("On the text, Enter")
    assert guest.member.view.poll.own == -1 and guest.app is None, "no digit answers"
    for _press in range(6):  # Tab goes from thing to thing; the text is one of them
        guest.press("\t")
        await guest.still()
        guest.press("\r")
        await guest.still()
        if guest.app.reading.view.screen == "document":
            break
        guest.guest.feed(b"\x1b[27u")
        await guest.still()
    assert guest.app.reading.view.screen == "document", guest.look()
    guest.guest.feed(b"\x1b[B")
    await guest.still()
    at = guest.app.reading.view.listings[-1].selected
    guest.press("\r")
    await guest.counts()
    assert guest.member.view.poll.own == at
    assert await asking.live.store.box.totals(asking.live.id, "p1") == {str(at): 1}
    await guest.shows(f"sentence {at + 1}")


@pytest.mark.parametrize("size", [(80, 24), (44, 18)])
async def test_enter_opens_the_text_that_the_ballot_in_front_asks_of(
    asking: Hall, size: tuple[int, int]
) -> None:
    """One press, with nothing in hand; there the page says that Enter answers, and not that it shows the record."""
    guest = await sentences(asking, size)
    guest.press("\r")
    await guest.until(lambda: guest.app is not None and guest.app.is_ready, "an app")
    await guest.still()
    assert guest.app.reading.view.screen == "document", guest.look()
    assert "Enter answers with it" in guest.look() and "its record" not in guest.look()
    assert "on record then" not in guest.look()
    guest.press("\r")
    await guest.counts()
    assert guest.member.view.poll.own == 0
    await asking.press("poll")
    await guest.until(lambda: guest.member.view.poll is None, "the poll is closed")
    guest.press("\r")
    await guest.until(lambda: guest.app.reading.view.screen == "sentence", "its record again")


async def test_a_ballot_of_another_text_is_not_answered_on_this_one(asking: Hall) -> None:
    await asking.lead_to("the-lamp")
    guest = asking.guest()
    await guest.shows("A board of inquiry")
    document = asking.live.story.documents["the-log"]
    poll = sentence_poll(asking.live.story, asking.state, document)
    await ask(asking, msgspec.structs.replace(poll, line="the-other-text"))
    await guest.shows("Esc later")
    guest.press("\r")
    await guest.until(lambda: guest.app is not None and guest.app.is_ready, "an app")
    await guest.until(lambda: guest.app.reading.view.screen == "document", "the text in hand, to be read")
    assert "Enter answers with it" not in guest.look()
    guest.press("\r")
    await guest.until(lambda: guest.app.reading.view.screen == "sentence", "its record")
    assert guest.member.view.poll.own == -1, "nothing is answered"


async def test_a_guest_counts_once_in_a_ready_check_however_often_they_press(hall: Hall) -> None:
    guests = await hall_of(hall, 6)
    await hall.lead_to("the-lamp")
    await hall.leader.hold("Mark one line.")
    for guest in guests:
        await guest.shows("Mark one line.")
    for press in range(3):
        guests[0].press("R")
        await until(lambda: not hall.host.errands)
        totals = await hall.live.store.box.totals(hall.live.id, f"ready:{hall.state.mode_seq}")
        assert sum(totals.values()) == 1, (press, totals)


async def test_the_share_that_opened_another_side_is_told_from_five_on(hall: Hall) -> None:
    """port-gazette speaks for the office here, log-book for the crews."""
    await hall.lead_to("the-warning")
    guests = [hall.guest() for _guest in range(12)]
    for guest in guests:
        await guest.shows("The telegram")
    await hall.live.tell_presence()
    first, last = guests[:11], guests[11]
    for guest in first:
        guest.member.opened("source", "port-gazette")
        guest.member.opened("source", "port-gazette")
        guest.member.opened("claim", "boats-lost")
    last.member.opened("source", "log-book")
    for guest in first[:4]:
        guest.member.opened("source", "log-book")
    await until(lambda: not hall.host.errands)
    box, room = hall.live.store.box, hall.live.id
    assert await box.totals(room, tallies.opposed_tally("the-warning")) == {"1": 4}
    await asyncio.sleep(0.3)
    assert cockpit_view(hall.leader, NOW).opposed == "", "four are not told"
    for _again in range(3):
        first[4].member.opened("source", "log-book")
    await until(lambda: hall.leader.tallies.opposed == 50)
    assert cockpit_view(hall.leader, NOW).opposed == "50 % opened the opposing source"
    assert (await sums_of(hall.live, 12)).opposed == 5
    assert all("opened" not in guest.look() for guest in guests), "no guest sees it"
    await hall.press("next")
    await hall.press("next")
    await until(lambda: hall.leader.tallies.opposed is None)


async def test_opening_on_the_page_is_opening(hall: Hall) -> None:
    """By keys, in the app of a guest: an excerpt of each side in one scene."""
    await hall.press("next")
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 2 of 3")
    found = tallies.opposing(hall.live.story, "the-storm")
    assert found["present"] >= {"excerpt:lamp-out"} and found["checked"] >= {"excerpt:first-count"}
    guest.press("\t")
    await guest.until(lambda: guest.app is not None and guest.app.is_ready, "an app")
    opened: list[str] = []
    for _press in range(8):
        guest.press("\r")
        await guest.still()
        sheets = guest.app.reading.view.sheets
        opened += [sheet.id for sheet in sheets]
        guest.guest.feed(b"\x1b[27u")
        await guest.still()
        guest.press("\t")
        await guest.still()
    assert {"lamp-out", "first-count"} <= set(opened), opened
    await until(lambda: not hall.host.errands)
    totals = await hall.live.store.box.totals(hall.live.id, tallies.opposed_tally("the-storm"))
    assert totals == {"1": 1} and guest.member.follows


async def test_nothing_is_counted_in_a_warned_scene_and_no_doubt_of_its_lines_is_told(hall: Hall) -> None:
    await hall.lead_to("the-rescue")
    await hall.press("consent")
    guests = [hall.guest() for _guest in range(6)]
    for guest in guests:
        await guest.shows("people in the water")
        guest.member.doubt("the-rescue:1", True)
        guest.member.doubt("the-morning:1", True)
    assert tallies.opposing(hall.live.story, "the-rescue") == {}
    await until(lambda: hall.leader.tallies.doubts == (("the-morning:1", 6),))
    assert set((await sums_of(hall.live, 6)).doubts) == {"the-morning:1"}
