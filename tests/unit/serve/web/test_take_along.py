"""What a browser's guest takes along, and the phrase under which they go on over SSH."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from pathlib import Path

import msgspec

from explainer.serve.parking.parked_runs import Parked
from explainer.serve.parking.phrases import phrase_from, understood, word_list
from explainer.serve.rooms.entering import back
from explainer.serve.rooms.membership import Place
from explainer.serve.web.fragments import PartsMaker
from explainer.serve.web.guest import WebGuest
from explainer.serve.web.pages import Pages
from explainer.serve.web.sessions import Session, Sessions, _ticket
from explainer.story.load.loader import read_story
from explainer.workshop.events import Closed
from tests.tiny import write_story
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.web.pressing import press


async def led(hall: Hall, guest: WebGuest, scene: str) -> None:
    """The leader goes there, and the guest's page, which has a line open, is that one."""
    await hall.lead_to(scene)
    await until(lambda: guest.view.leader_scene == scene)
    guest.parts()


def way(text: str) -> list[str]:
    told = text.partition("My way")[2].partition("read yet")[0]
    return re.findall(r"\((the-[a-z]+)\)", told)


async def under(hall: Hall, phrase: str) -> Parked | None:
    ticket = await hall.host.hashed(phrase)
    return await asyncio.to_thread(hall.host.parking.find, ticket)


async def test_who_comes_late_takes_along_what_they_were_shown(hall: Hall, sessions: Sessions) -> None:
    early = sessions.begin(hall.live).guest
    for scene in ("the-storm", "the-lamp"):
        await led(hall, early, scene)
    late = sessions.begin(hall.live).guest
    for scene in ("the-warning", "the-morning"):
        await hall.lead_to(scene)
        await until(lambda at=scene: {early.view.leader_scene, late.view.leader_scene} == {at})  # type: ignore[misc]
        early.parts(), late.parts()
    assert way(await late.takeaway("txt")) == ["the-lamp", "the-warning", "the-morning"]
    assert way(await early.takeaway("txt")) == ["the-storm", "the-lamp", "the-warning", "the-morning"]


async def test_a_warned_scene_is_in_it_only_for_who_read_it(hall: Hall, sessions: Sessions) -> None:
    reads, round_it = sessions.begin(hall.live).guest, sessions.begin(hall.live).guest
    await led(hall, reads, "the-rescue")
    await hall.press("consent")
    await until(lambda: round_it.view.leader_scene == "the-rescue")
    await press(reads, "consent")
    await press(round_it, "round")
    assert "The rescue" in await reads.takeaway("txt")
    for ending in ("html", "md", "txt", ""):
        text = await round_it.takeaway(ending)
        assert "The rescue" not in text and "rowers" not in text


async def test_a_term_of_a_warned_scene_alone_is_not_named_before_it_was_read(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    for name, old, new in (
        ("night/the-rescue.yaml", "rowers brought", "rowers with [[oars]] brought"),
        (
            "glossary.yaml",
            "terms:\n",
            "terms:\n  - {id: oars, name: oars, kind: word, definition: To row with.}\n",
        ),
    ):
        file = folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
    hall = await Hall.open(host_of(read_story(folder), tmp_path), tmp_path)
    sessions = Sessions(hall.host, PartsMaker(Pages()))
    guest = sessions.begin(hall.live).guest
    await led(hall, guest, "the-storm")
    for term in ("oars", "lightkeeper"):
        guest.looked("term", term)
    found = await guest.takeaway("txt")
    assert "Who keeps the lamp" in found and "To row with" not in found
    await press(guest, "scene:the-rescue")
    await press(guest, "consent")
    guest.looked("term", "oars")
    assert "To row with" in await guest.takeaway("txt")
    await sessions.close()
    await until(lambda: not hall.host.errands)
    await hall.close()


async def test_what_was_doubted_is_in_it_and_what_was_taken_back_is_not(
    hall: Hall, sessions: Sessions
) -> None:
    guest = sessions.begin(hall.live).guest
    await led(hall, guest, "the-storm")
    keys = re.findall(r'value="doubt:([^"]+)"', guest.parts().markup["tools"])
    assert keys
    await press(guest, f"doubt:{keys[0]}")
    assert "What I doubt" in await guest.takeaway("txt")
    await press(guest, f"doubt:{keys[0]}")
    assert "What I doubt" not in await guest.takeaway("txt")


async def test_the_rooms_results_and_nobodys_own_answer(hall: Hall, sessions: Sessions) -> None:
    guests = [sessions.begin(hall.live).guest for _guest in range(7)]
    await led(hall, guests[0], "the-storm")
    await hall.press("poll")
    await until(lambda: all(guest.view.poll is not None for guest in guests))
    for number, guest in enumerate(guests[:6]):
        await press(guest, "answer", option=str(number % 2))
    assert "What the room answered" not in await guests[0].takeaway("txt"), "not shown yet"
    await hall.press("reveal")
    await until(lambda: all(guest.view.poll and guest.view.poll.phase == "revealed" for guest in guests))
    texts = [(await guest.takeaway("txt")).partition("What the room answered")[2] for guest in guests[:2]]
    assert "Five to nine answered: no option is clearly ahead." in texts[0] and texts[0] == texts[1], (
        "one put the first, the other the second"
    )


async def test_the_way_of_who_only_followed_goes_with_them_to_another_worker(
    hall: Hall, sessions: Sessions
) -> None:
    session = sessions.begin(hall.live)
    for scene in ("the-storm", "the-lamp", "the-warning"):
        await led(hall, session.guest, scene)
    sessions.hand_over()
    await until(lambda: not hall.host.errands)
    other = Sessions(hall.host, PartsMaker(Pages()))
    found = await other.find(session.value)
    assert isinstance(found, Session)
    assert way(await found.guest.takeaway("txt")) == ["the-storm", "the-lamp", "the-warning"]
    await other.close()


async def test_a_phrase_opens_the_same_place_and_goes_to_another_worker(
    hall: Hall, sessions: Sessions
) -> None:
    session = sessions.begin(hall.live)
    await led(hall, session.guest, "the-storm")
    phrase = await session.guest.ask_phrase()
    assert await session.guest.ask_phrase() == phrase
    sessions.hand_over()
    await until(lambda: not hall.host.errands)
    other = Sessions(hall.host, PartsMaker(Pages()))
    found = await other.find(session.value)
    assert isinstance(found, Session)
    await hall.press("poll")
    await until(lambda: found.guest.view.poll is not None)
    await press(found.guest, "answer", option="1")
    await found.guest.phrase.written()
    kept = await under(hall, phrase)
    assert kept is not None
    place = await back(hall.host, kept.place)
    assert place is not None and place.live is hall.live
    assert place.guest.ballots == found.guest.member.guest.ballots, "one guest, one ballot"
    assert await found.guest.ask_phrase() == phrase
    await other.close()


async def test_who_leaves_leaves_nothing_under_the_phrase(hall: Hall, sessions: Sessions) -> None:
    session = sessions.begin(hall.live)
    await led(hall, session.guest, "the-storm")
    phrase = await session.guest.ask_phrase()
    assert await under(hall, phrase) is not None
    await press(session.guest, "leave")
    sessions.left(session)
    await until(lambda: not hall.host.errands)
    assert await under(hall, phrase) is None


async def test_without_being_asked_no_phrase_is_made_or_hashed(hall: Hall, sessions: Sessions) -> None:
    session = sessions.begin(hall.live)
    await press(session.guest, "next")
    sessions.hand_over()
    await until(lambda: not hall.host.errands)
    assert not session.guest.phrase.is_there and not hall.host.stock.without


async def test_a_closed_room_waits_longer_for_who_takes_it_along(hall: Hall, sessions: Sessions) -> None:
    session = sessions.begin(hall.live)
    guest = session.guest
    guest.had_stream = True
    guest.since -= hall.host.settings.limits.web_gone_seconds + 1
    await hall.live.append((Closed(at=int(time.time())),))
    await until(lambda: guest.live.state.closed)
    sessions._let_go()
    assert await sessions.find(session.value) is session
    guest.since -= hall.host.settings.limits.web_here_seconds
    sessions._let_go()
    await until(lambda: not hall.host.errands)
    assert await sessions.find(session.value) is None


def test_a_place_with_a_phrase_is_read_by_who_knows_of_none() -> None:
    from explainer.serve.web.take_along import WebPlace, has_phrase
    from explainer.workshop.guests import GuestState

    raw = msgspec.msgpack.encode(WebPlace("room", GuestState(), has_phrase=True))
    assert msgspec.msgpack.decode(raw, type=Place) == Place("room", GuestState())
    assert has_phrase(raw)
    assert not has_phrase(msgspec.msgpack.encode(Place("room", GuestState())))


def test_a_phrase_is_one_of_its_cookie_and_no_other() -> None:
    made = [phrase_from(hashlib.sha256(bytes([n])).digest()) for n in range(50)]
    assert len(set(made)) == 50 and phrase_from(hashlib.sha256(bytes([0])).digest()) == made[0]
    assert [understood(phrase) for phrase in made] == made
    assert phrase_from(b"\x00\x00\xff\xff" * 2).split()[:4] == [word_list()[0], word_list()[-1]] * 2


async def test_no_phrase_is_on_disk(hall: Hall, sessions: Sessions, tmp_path: Path) -> None:
    session = sessions.begin(hall.live)
    await led(hall, session.guest, "the-storm")
    phrase = await session.guest.ask_phrase()
    sessions.hand_over()
    await until(lambda: not hall.host.errands)
    kept = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert kept and not any(phrase.encode() in raw for raw in kept)
    ticket = _ticket(session.value)
    found = await asyncio.to_thread(hall.host.parking.reopen, ticket)
    assert found is not None and phrase.encode() not in found.place, "nor under the cookie"
