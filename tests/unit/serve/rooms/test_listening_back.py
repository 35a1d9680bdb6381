"""A room line by line: what one is spared, other news, a braille line, and coming back."""

from __future__ import annotations

import asyncio

import msgspec

from explainer.reading.storage.store import decode, fit
from explainer.serve.parking.parked_runs import ParkedRun
from explainer.serve.rooms.entering import back
from explainer.workshop.commands import Move
from explainer.workshop.events import Poll
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.rooms.listener import Listener, ask, begun, crowd

BACK = Poll("p1", "choice", "Did boats come back?", ("none", "some", "all"))
SENTENCES = Poll(
    "p9", "sentence", "Which sentence do you trust least?",
    tuple(f"{n}. Sentence number {n} of a long text that is cut somewhere" for n in range(1, 26)),
)  # fmt: skip


# what one is spared


async def test_stepped_out_is_silence(hall: Hall) -> None:
    guest = await begun(hall)
    assert "Out: nothing is said until you type follow. Nobody is told." in await guest.types("step-out")
    before = guest.line.text
    await hall.press("next")
    await ask(hall, BACK)
    await hall.press("reveal")
    await hall.lead_to("the-warning")
    await asyncio.sleep(0.05)
    assert guest.line.text == before
    assert await guest.types("") == "Out: follow brings you back."
    said = await guest.types("follow")
    assert "While you were out: 1 scene, 1 poll. more names them." in said
    assert "The telegram. Did boats come back?" in await guest.types("more")


async def test_where_the_story_ends_the_word_is_said_that_tells_what_was_read(hall: Hall) -> None:
    guest = await begun(hall)
    await hall.lead_to("the-morning")
    await guest.hears("The story ends here; ending says what you read and what is left.")
    assert "You read" in await guest.types("ending")
    assert guest.member.follows
    await hall.leader.close_room(erase=False)
    await guest.hears("ending says what you read and what is left, takeaway keeps your way.")


async def test_a_warned_scene_is_its_warning_and_three_ways(hall: Hall) -> None:
    guest, goes_round, out = await begun(hall), Listener(hall), Listener(hall)
    everyone = (guest, goes_round, out)
    await hall.lead_to("the-rescue")
    ways = "consent reads it. next goes round it. step-out waits outside."
    for one in everyone:
        await one.hears("Warning: The next scene tells of people in the water.")
        assert ways in one.words
        said = await one.types("")
        assert ways in said and one.member.view.state == "warning"
        assert "You follow, at a warning." in await one.types("help")
    before = [one.line.text for one in everyone]
    await hall.press("consent")
    await asyncio.sleep(0.05)
    assert [one.line.text for one in everyone] == before, "the scene is never pushed"
    said = await guest.types("consent")
    assert "rowers" in said and "Own way" not in said and guest.member.follows
    said = await goes_round.types("next")
    assert "Detour: Some of the crews were brought in that night." in said and "Own way" not in said
    assert (
        goes_round.member.follows
        and "Following: the leader is in the warned scene." in await goes_round.types("")
    )
    await out.types("step-out")
    await hall.lead_to("the-morning")
    await guest.hears("Leader is at: The morning.")
    await out.hears("Out: the room has left the scene with the warning.")
    assert "rowers" not in goes_round.words + out.words
    await hall.lead_to("the-rescue")
    await hall.press("consent")
    await guest.types("next")
    await goes_round.types("next")
    assert "Warning:" in await goes_round.types("follow")
    assert "rowers" in await guest.types("follow"), "the consent to this scene stands"


async def test_no_poll_stands_beside_a_warned_scene(hall: Hall) -> None:
    guest = await begun(hall)
    await ask(hall, BACK)
    await guest.hears("Type answer and a number.")
    await hall.lead_to("the-rescue")
    await guest.hears("Warning:")
    late = Listener(hall)
    assert "Poll: open. answer says it." in late.words and "Type answer" not in late.words
    assert "Poll:" not in await late.types("")


# other news


async def test_the_leader_begins_while_one_waits(hall: Hall) -> None:
    guest = Listener(hall)
    assert "Leader: not begun yet." in guest.words and "A light" not in guest.words
    assert "Leader: not begun yet." in await guest.types("")
    assert "You follow; the leader has not begun." in await guest.types("help")
    await hall.press("next")
    await guest.hears("Leader is at: A light goes out. 2 to 3 February 1931, Skerry")
    assert "Did boats come back?" in guest.words


async def test_what_the_leader_opens_and_their_date_are_heard(hall: Hall) -> None:
    guest = await begun(hall)
    stage = hall.state.stage
    assert stage is not None
    await hall.leader._append(Move(msgspec.structs.replace(stage, open="term:lightkeeper"), "here"))
    await guest.hears("Leader: opens ")
    assert guest.member.view.follows and not guest.guest._talk.room.is_looking  # type: ignore[union-attr]
    await hall.leader._append(Move(msgspec.structs.replace(stage, lens="1931-02-03"), "here"))
    await guest.hears("Leader: reads as known on 3 February 1931.")


async def test_another_side_opened_is_counted_and_what_the_leader_opens_is_not(hall: Hall) -> None:
    guest = await begun(hall)
    await hall.lead_to("the-warning")
    await guest.hears("Leader is at: The telegram.")
    told: list[tuple[str, str]] = []
    opened = guest.member.opened

    def told_of(kind: str, key: str) -> None:
        told.append((kind, key))
        opened(kind, key)

    guest.member.opened = told_of  # type: ignore[method-assign]
    await guest.types("rests-on")
    await guest.types("1")
    await guest.types("more")
    await guest.types("rests-on")
    await guest.types("2")
    assert told == [("source", "port-gazette"), ("source", "log-book")]
    await until(lambda: not hall.host.errands)
    counted = await hall.live.store.box.polls(hall.live.id, "opposed")
    assert counted == {"opposed": {"1": 1}, "opposed:the-warning": {"1": 1}}
    await guest.types("close")
    stage = hall.state.stage
    assert stage is not None
    await hall.leader._append(Move(msgspec.structs.replace(stage, open="source:port-gazette"), "here"))
    await guest.hears("Leader: opens ")
    await guest.types("where")
    assert len(told) == 2


async def test_code_and_modes_are_said_once(hall: Hall) -> None:
    guest = await begun(hall)
    await hall.press("let-roam")
    await guest.hears("Leader: go where you like. follow brings you back.")
    await guest.types("next")
    await hall.press("call-back")
    await guest.hears("Leader: asks you back. follow brings you there.")
    assert guest.member.view.state == "roaming", "nobody is moved"
    await hall.press("change-code")
    await guest.hears(f"Room: the code is now {hall.state.code}. You need it to come back.")


async def test_a_ballot_of_25_sentences_on_a_braille_line(hall: Hall) -> None:
    """Edge case 8: width 40 from its window, five answers at a time, `answer 17`, the highest five of the result."""
    guest = await begun(hall, 40)
    others = crowd(hall, 14)
    await until(lambda: hall.live.crowd.connected == 15)
    await ask(hall, SENTENCES)
    await guest.hears("25 options.")
    said = guest.words.split("Poll: ")[1]
    assert (
        said.count("Sentence number") == 5
        and "More: 20 left." in said
        and "1 Sentence number 1 of a long." in said
    )
    assert (await guest.types("more")).count("Sentence number") == 5
    assert "Answered: 17, counted." in await guest.types("answer 17")
    for number, member in enumerate(others[:11]):
        member.answer(number // 2)
    await until(lambda: all(m.view.poll and m.view.poll.own_state == "counted" for m in others[:11]))
    await hall.press("reveal")
    await guest.hears("Highest first.")
    result = guest.words.split("Result: ")[1]
    first, fifth = "1, 2 answers: Sentence number 1 of a long.", "5, 2 answers: Sentence number 5 of a long."
    assert result.index(first) < result.index(fifth)
    assert "More: 2 left." in result and "6, 1" not in result
    assert all(len(row) <= 40 for row in guest.text.splitlines())
    assert all(len(row.split()) for row in guest.text.split("\n")), "no empty lines"
    for member in others:
        member.leave(dropped=False)


async def test_the_room_closes_and_one_reads_on_alone(hall: Hall) -> None:
    guest = await begun(hall)
    await guest.begins("wh")
    await hall.leader.close_room(erase=False)
    said = await guest.types("ere")
    assert "Room: closed. Single answers are gone;" in said
    assert said.count("Room: closed") == 1 and "Own way" not in await guest.types("")
    assert guest.guest._talk.run.visit.step == "lamp", "Enter reads on"
    assert "Cannot do that: the room is closed; you read alone." in await guest.types("follow")


async def test_quit_leaves_at_once_and_keeps_nothing(hall: Hall) -> None:
    guest = await begun(hall)
    await guest.types("next")
    await guest.types("phrase")
    phrase = guest.guest._parked.phrase()
    await guest.types("quit")
    assert guest.words.endswith("Room: you left it, and nothing of you is kept. Goodbye.")
    assert guest.line.code == 0 and guest.member.is_away
    await until(lambda: not hall.host.errands)
    assert hall.host.parking.find(hall.host.parking.ticket(phrase)) is None


async def test_outside_a_room_its_words_say_so() -> None:
    from explainer.linear.handlers import HANDLERS

    assert {"follow", "answer", "question", "ready", "slower", "faster", "step-out"} <= set(HANDLERS)


async def test_who_drops_is_back_where_they_stood_and_hears_what_passed(hall: Hall) -> None:
    """Following, roaming, stepped out: each comes back as they left, with the answer the box holds."""
    guests = [await begun(hall), Listener(hall), Listener(hall)]
    await ask(hall, BACK)
    phrases = []
    for guest, line in zip(guests, ("where", "next", "step-out"), strict=True):
        await guest.hears("Type answer and a number.")
        await guest.types("answer 2")
        await guest.types(line)
        await guest.types("phrase")
        phrases.append(guest.guest._parked.phrase())
        guest.guest.lost()
    await until(lambda: not hall.host.errands)
    await hall.lead_to("the-warning")
    said = [await came_back(hall, phrase) for phrase in phrases]
    following, roaming, out = said
    assert "While you were away: 1 scene. more names them." in following.words
    assert "Leader is at: The telegram." in following.words
    assert following.words.endswith("Type answer and a number. Answered: 2, counted. >")
    assert "The telegram." in await following.types("more")
    assert "Own way. follow brings you back." in roaming.words and "You follow" not in roaming.words
    assert roaming.words.endswith("Poll: open. answer says it. >")
    assert "Answered: 2, counted." in await roaming.types("answer")
    assert out.words.endswith("Out: follow brings you back. >") and "telegram" not in out.words
    for guest in said:
        assert guest.member.guest.ballots, "the ballot is the same: nobody is counted twice"
    assert await hall.live.store.box.totals(hall.live.id, "p1") == {"1": 3}


async def test_who_comes_back_is_counted_once_in_each_tally(hall: Hall) -> None:
    """Under the numbers that were parked, also where the worker is gone: nothing here comes from its memory."""
    guest, box, room = await begun(hall), hall.live.store.box, hall.live.id
    await hall.leader.hold("Mark one line.")
    await guest.types("next")
    await guest.types("phrase")
    phrase = guest.guest._parked.phrase()
    stated = ("doubt:boats-lost", "doubt:the-lamp:lamp", "opposed:the-lamp", f"ready:{hall.state.mode_seq}")

    async def count(one: Listener) -> None:
        for name in (*stated, "opposed"):
            one.member._mail.count(name, "1")
        one.member.pace("slower")
        await until(lambda: not hall.host.errands)

    await count(guest)
    guest.guest.lost()
    await until(lambda: not hall.host.errands)
    again = await came_back(hall, phrase)
    assert again.member._heard_other == {"the-lamp"}
    assert not any("pace" in name for name in again.member.guest.tallies), (
        "a minute is a time: it is not parked"
    )
    await count(again)
    for name in (*stated, "opposed"):
        assert await box.totals(room, name) == {"1": 1}, name
    again.member.doubt("boats-lost", False)
    await until(lambda: not hall.host.errands)
    assert await box.totals(room, "doubt:boats-lost") == {}, "taken back under the same number"


async def came_back(hall: Hall, phrase: str) -> Listener:
    """By the phrase, into the place that was parked."""
    host = hall.host
    ticket = host.parking.ticket(phrase)
    found = host.parking.find(ticket)
    assert found is not None and found.place
    place = await back(host, found.place)
    assert place is not None
    run = fit(decode(found.run), host.story).run
    return Listener(hall, parked=ParkedRun(host, phrase, ticket), run=run, guest=place.guest)
