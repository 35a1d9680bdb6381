"""Polls from the leader's key to the result on a page; answers are counted only when they are in the box."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.serve.rooms import mailbox
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Guest, Hall


async def hall_of(hall: Hall, number: int) -> list[Guest]:
    await hall.press("next")
    guests = [hall.guest() for _guest in range(number)]
    for guest in guests:
        await guest.shows("step 1 of 3")
    await until(lambda: hall.live.crowd.connected == number)
    return guests


async def touched(guests: list[Guest]) -> None:
    """Their panels are there, and the first second of them is over."""
    for guest in guests:
        await guest.shows("Did boats come back? Esc later")
        guest.panel_came()


async def test_a_poll_is_answered_counted_closed_and_shown(hall: Hall) -> None:
    guests = await hall_of(hall, 14)
    assert await hall.press("poll") == "The poll is open."
    for guest in guests:
        await guest.shows("Did boats come back? Esc later")
        guest.panel_came(asyncio.get_running_loop().time())  # now, however long the others took to look
        guest.press("2")
        assert guest.member.view.poll.own == -1, "a panel's first second takes no digit"
    await touched(guests)
    for number, guest in enumerate(guests[:12]):
        guest.press("1" if number < 3 else "2")
    for guest in guests[:12]:
        await guest.counts()
        assert guest.app is None, "a vote waits for no app"
    guests[0].press("2")
    await guests[0].until(lambda: guests[0].member.view.poll.own == 1, "changed")
    await guests[0].until(lambda: guests[0].member.view.poll.own_state == "counted", "counted anew")
    await until(lambda: hall.leader.tallies.split and hall.leader.tallies.split.number == 12)
    for guest in guests:
        assert guest.member.view.poll.result is None, "blind until it is shown"
    await hall.press("reveal")
    assert hall.state.polls[0].phase == "revealed"
    result = hall.state.polls[0].result
    assert result is not None and (result.answers, result.connected, result.counts) == (12, 14, (2, 10, 0))
    for guest in guests:
        await guest.shows("12 answers")
        assert not guest.member.guest.ballots, "thrown away when it closed"
    late = hall.guest()
    await late.shows("12 answers")
    assert late.member.view.poll.late
    await hall.press("next")
    for guest in (*guests, late):
        await guest.shows_no_more("12 answers")


async def test_an_answer_after_the_close_is_told_so(hall: Hall) -> None:
    guests = await hall_of(hall, 2)
    await hall.press("poll")
    await touched(guests)
    one, other = guests
    one.press("1")
    await one.until(lambda: one.member.view.poll.own_state == "counted", "counted")
    await hall.live.store.box.close(hall.live.id, hall.state.polls[0].poll.id)
    other.press("3")
    await other.until(lambda: other.member.view.poll.own_state == "refused", "refused")
    assert "closed before this arrived" in other.member.view.poll.said
    await hall.leader.count()
    result = hall.state.polls[0].result
    assert result is not None and result.few and not result.counts


async def test_a_killed_close_is_finished_by_the_next_one(hall: Hall) -> None:
    guests = await hall_of(hall, 6)
    await hall.press("poll")
    await touched(guests)
    for guest in guests[:5]:
        guest.press("1" if guest is guests[0] else "2" if guest is guests[1] else "3")
        await guest.counts()
    await hall.live.store.box.close(hall.live.id, hall.state.polls[0].poll.id)  # and then the worker died
    await hall.press("reveal")
    result = hall.state.polls[0].result
    assert result is not None and result.small and result.ahead == -1


async def test_a_question_reaches_the_leader_alone_until_it_is_approved(hall: Hall) -> None:
    asker, other = await hall_of(hall, 2)
    asker.member.ask("Who \x1b[31m kept the\u202e lamp?")
    await until(lambda: hall.leader.tallies.waiting)
    (waiting,) = hall.leader.tallies.waiting
    assert "\x1b" not in waiting.text and "\u202e" not in waiting.text
    await other.still()
    assert "lamp?" not in other.look()
    assert asker.member.view.asked[0][1] == "waiting"
    await hall.press("approve")
    for guest in (asker, other):
        await guest.shows("lamp?")
    assert asker.member.view.asked[0][1] == "approved" and asker.member.view.question_own
    assert not other.member.view.question_own
    asker.member.ask("Another one")
    await until(lambda: hall.leader.tallies.waiting)
    await hall.press("refuse")
    await until(lambda: asker.member.view.asked[1][1] == "refused")
    await until(lambda: not hall.leader.tallies.waiting)
    await other.still()
    assert "Another one" not in other.look()
    assert all("Another one" not in repr(key) for key in hall.live.pages._frames), "own words are in no cache"


async def test_ready_and_pace_and_doubt_are_hidden_below_five(hall: Hall) -> None:
    guests = await hall_of(hall, 6)
    await hall.lead_to("the-lamp")
    await hall.leader.hold("Mark one line.")
    assert hall.state.mode == "hold", hall.leader.message
    for guest in guests[:4]:
        await guest.shows("Mark one line.")
        guest.press("R-")
        guest.member.doubt("boats-lost", True)
    await until(lambda: hall.leader.tallies.ready_any)
    await until(lambda: not hall.host.errands)
    await asyncio.sleep(0.4)
    tallies = hall.leader.tallies
    assert (tallies.ready, tallies.pace, tallies.doubts) == (None, None, ())
    guests[4].press("R-")
    guests[4].member.doubt("boats-lost", True)
    await until(lambda: hall.leader.tallies.ready == "done")
    await until(lambda: hall.leader.tallies.pace == "slower")
    await until(lambda: hall.leader.tallies.doubts == (("boats-lost", 5),))
    guests[4].press("-")
    await guests[4].still()
    assert "Counted already." in guests[4].look(), "one press a minute"


async def test_the_pace_fades_also_when_a_worker_dies_and_one_guest_counts_once(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No timer of a guest's worker runs out here: what fades does so in the cockpit alone."""
    guests, began = await hall_of(hall, 5), time.time()
    now = began
    monkeypatch.setattr(mailbox, "time", SimpleNamespace(time=lambda: now))
    hall.leader._watch._clock = lambda: now
    for guest in guests:
        guest.member.pace("slower")
    await until(lambda: hall.leader.tallies.pace == "slower")
    now = began + 299
    hall.leader._watch.room_changed()
    await asyncio.sleep(0.4)
    assert hall.leader.tallies.pace == "slower", "for five minutes"
    for guest in guests:  # the minute in which they may press but once is over
        guest.member.guest = msgspec.structs.replace(guest.member.guest, pace_at=float("-inf"))
        guest.member.pace("faster")
    await until(lambda: hall.leader.tallies.pace == "faster")
    now = began + 299 + 361
    hall.leader._watch.room_changed()
    await until(lambda: hall.leader.tallies.pace is None)


async def test_one_guest_fills_no_queue(hall: Hall) -> None:
    """Five of one guest's wait at a time, also when all come at once; the leader's word on one makes room."""
    (guest,) = await hall_of(hall, 1)
    refused = 0
    for number in range(40):
        try:
            guest.member.ask(f"Question {number}")
        except Cannot as cannot:
            assert str(cannot) == "Not sent: 5 of your questions wait for the leader already."
            refused += 1
    assert refused == 35
    await until(lambda: len(hall.leader.tallies.waiting) == 5)
    await hall.press("refuse")
    await until(lambda: "refused" in guest.member.guest.asked.values())
    guest.member.ask("One more")
    await until(lambda: any(row.text == "One more" for row in hall.leader.tallies.waiting))
