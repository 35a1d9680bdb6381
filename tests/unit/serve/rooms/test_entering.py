"""Doors of a room: its code, one-use words, the leader's secret; and coming back by a phrase."""

from __future__ import annotations

import asyncio

import pytest

from explainer.reading.actions import Action
from explainer.serve.rooms.follower import RoomGuest
from explainer.serve.rooms.leading import leader_secret
from explainer.serve.rooms.leading.leader_secret import is_right
from explainer.serve.rooms.linear_room import RoomLinearGuest
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.rooms.knocking import knock, resume


async def test_the_code_opens_the_room_and_a_near_one_does_not(hall: Hall) -> None:
    word, number = hall.code.split("-")
    inside = await knock(hall, hall.code)
    assert isinstance(inside.handler, RoomGuest)
    line_by_line = await knock(hall, f"linear-{hall.code}")
    assert isinstance(line_by_line.handler, RoomLinearGuest)
    for wrong in (f"{word[1:]}-{number}", f"{word}-{99 if number != '99' else 98}"):
        refused = await knock(hall, wrong)
        assert refused.code == 1
        assert refused.words == f"No open room has the code {wrong}. It looks like word-NN: ask for the card."
        assert hall.code not in refused.text


async def test_a_closed_room_sounds_like_one_that_never_was(hall: Hall) -> None:
    guest = hall.guest()
    await guest.shows(hall.code)
    await hall.leader.close_room(erase=False)
    refused = await knock(hall, hall.code)
    assert refused.words == f"No open room has the code {hall.code}. It looks like word-NN: ask for the card."
    await guest.until(lambda: guest.member.view.state == "closed", "the room's last word")


async def test_a_closed_door_opens_for_a_word_once(hall: Hall) -> None:
    await hall.press("close-door")
    await hall.press("join-words")
    word, other, *_more = hall.leader.words
    assert word not in repr(hall.state), "only its hash is kept"
    refused = await knock(hall, hall.code)
    assert refused.code == 1 and "join word" in refused.words
    inside = await knock(hall, f"{hall.code}-{word}")
    assert isinstance(inside.handler, RoomGuest)
    again = await knock(hall, f"{hall.code}-{word}")
    assert again.code == 1 and "used already" in again.words
    both = await asyncio.gather(*(knock(hall, f"{hall.code}-{other}") for _guest in range(4)))
    assert sum(line.code is None for line in both) == 1, "two who bring one word: one comes in"
    await hall.press("close-door")
    assert (await knock(hall, hall.code)).code is None


async def test_the_secret_is_hashed_slowly_and_a_flood_of_wrong_ones_is_not(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = hall.live.record.secret
    assert leader_secret.is_right(hall.secret.upper().replace(" ", "-"), kept)
    assert not leader_secret.is_right(hall.secret + "x", kept) and not leader_secret.is_right("", kept)
    assert hall.secret.split()[0].encode() not in kept
    asked: list[str] = []
    monkeypatch.setattr(
        leader_secret, "is_right", lambda typed, kept: asked.append(typed) or is_right(typed, kept)
    )
    wrong = [f"wrong words {number}" for number in range(2_000)]
    for typed in wrong:
        assert await leader_secret.refusal(hall.host, typed, kept)
    assert len(asked) < 50, "one in 256 comes to the slow hash: a flood keeps nobody waiting"
    assert not await leader_secret.refusal(hall.host, hall.secret, kept)
    old = kept[: leader_secret.FIRST]
    assert not await leader_secret.refusal(hall.host, hall.secret, old), (
        "of a room that an older program opened"
    )
    assert await leader_secret.refusal(hall.host, "wrong words", old)


async def test_a_wrong_secret_is_typed_unseen_five_times(hall: Hall) -> None:
    line = await knock(hall, f"lead-{hall.code}")
    assert line.handler is not None
    line.handler.feed(b"wrong words here\r")
    await until(lambda: "not the secret" in line.text)
    for _try in range(4):
        line.handler.feed(b"wrong words here\r")
        await asyncio.sleep(0)
    await until(lambda: line.code == 1)
    assert line.text.count("not the secret") == 5
    assert "wrong words" not in line.text, "typed unseen"


async def test_by_the_phrase_one_is_back_in_the_room_with_ones_ballot(hall: Hall) -> None:
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    await hall.press("poll")
    await guest.shows("Did boats come back? Esc later")
    guest.panel_came()
    guest.press("2")
    await guest.until(lambda: guest.member.view.poll.own_state == "counted", "counted")
    ballot = dict(guest.member.guest.ballots)
    guest.press("P")
    phrase = guest.parked.phrase()
    await guest.shows(phrase.split()[0])
    await until(lambda: not hall.host.errands)
    guest.guest.lost()
    await until(lambda: not hall.host.errands)
    await hall.lead_to("the-warning")
    back = await resume(hall, phrase)
    member = back._member
    assert member.guest.ballots == ballot, "the same one: an answer changes, and is not counted twice"
    assert member.view.state == "following" and "1 scene" in member.view.away
    assert member.view.poll is not None and member.view.poll.own == 1
    await until(lambda: b"The telegram" in hall.lines[-1].sent)


async def test_whoever_quits_leaves_the_room_at_once(hall: Hall) -> None:
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    guest.press("q")
    await until(lambda: guest.line.code == 0)
    assert guest.member not in hall.live.members
    assert not hall.live._gone, "who left is not gone by accident"


async def test_an_app_is_put_away_once_its_guest_follows_again(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explainer.serve.rooms import follower

    monkeypatch.setattr(follower, "REST", 0.2)
    monkeypatch.setattr(follower, "LOOK", 0.05)
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    guest.press("n")
    await guest.until(
        lambda: guest.app is not None and guest.app.is_ready and not guest.member.follows, "roams"
    )
    await asyncio.sleep(0.4)
    assert guest.app is not None, "who roams keeps it"
    guest.press("f")
    await guest.until(lambda: guest.app is None, "put away")
    await hall.leader.do(Action("next"))
    await guest.shows("step 2 of 3")
    assert guest.app is None and guest.line.code is None
    assert hall.host.counters.apps == 0


async def test_line_by_line_is_in_the_same_room(hall: Hall) -> None:
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    guest.press("b")
    await guest.until(lambda: isinstance(guest.line.handler, RoomLinearGuest), "line by line")
    assert guest.member in hall.live.members and guest.member.follows
    assert guest.line.code is None
    guest.line.handler.lost()  # type: ignore[union-attr]
    assert guest.member not in hall.live.members
