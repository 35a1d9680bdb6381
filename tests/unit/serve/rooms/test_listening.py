"""A room line by line, through its log and box: when news is said, what a line does, what one is spared."""

from __future__ import annotations

import asyncio
import re

import pytest

from explainer.serve.rooms import linear_room
from explainer.workshop.events import Poll
from explainer.workshop.stores.interface import Unreachable
from explainer.workshop.texts import QUESTION
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.rooms.listener import Listener, ask, begun, heard

BACK = Poll("p1", "choice", "Did boats come back?", ("none", "some", "all"))


def typed_only(guest: Listener, before: str) -> str:
    return guest.line.text[len(before) :]


# when


async def test_news_comes_at_an_empty_line_and_leaves_one_prompt(hall: Hall) -> None:
    guest = await begun(hall)
    before = guest.line.text
    assert before.endswith("\r\n> ")
    await hall.press("next")
    await guest.hears("Leader: step 2 of 3.")
    said = typed_only(guest, before)
    assert said.startswith("\rLeader: step 2 of 3.\r\n") and said.endswith("\r\n> ")
    assert heard(guest.line.text).splitlines().count(">") == 1
    assert "\x1b" not in guest.line.text and "\x07" not in guest.line.text


async def test_what_comes_while_one_types_follows_the_reply_and_is_the_newest_alone(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear_room, "REST", 0.01)
    guest = await begun(hall)
    await guest.begins("search lam")
    before = guest.line.text
    for _step in range(3):
        await hall.press("next")
        await asyncio.sleep(0.03)
    assert guest.line.text == before, "nothing is overwritten under the fingers"
    said = await guest.types("p")
    assert said.startswith("Search: lamp.")
    assert (
        said.count("Leader") == 1
        and "Leader is at: The telegram." in said
        and said.endswith("Enter reads it.")
    )
    said = await guest.types("")
    assert said.startswith("The harbour office says")
    assert "Leader" not in said


async def test_who_takes_back_what_they_typed_hears_what_waited(hall: Hall) -> None:
    guest = await begun(hall)
    await guest.begins("x")
    await hall.press("next")
    await asyncio.sleep(0.05)
    assert "Leader: step 2" not in guest.words
    guest.guest._end_hearing()  # what is said now is said for the empty line, not for another change
    guest.guest.feed(b"\x7f")
    await guest.hears("Leader: step 2 of 3.")


async def test_a_leader_who_presses_six_times_in_a_second_is_heard_where_they_rest(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear_room, "REST", 3_600.0)  # six presses are within it on any machine
    guest = await begun(hall)
    listener = guest.guest
    listener._moved_at = float("-inf")
    before = guest.line.text
    for _step in range(6):
        await hall.press("next")
    await until(lambda: listener._moved == listener._room.moved)
    waiting = listener._saying
    assert waiting is not None and "The morning" not in typed_only(guest, before), "until the leader rests"
    waiting.cancel()
    listener._say_by_itself()  # as after the rest
    await guest.hears("Leader is at: The morning.")
    said = heard(typed_only(guest, before))
    assert said.count("Leader") <= 2, said
    assert "rowers" not in said and "people in the water" not in said, (
        "a warned scene on the way is gone round"
    )
    assert "Detour: Some of the crews were brought in that night." in " ".join(said.split())
    assert listener._saying is None, "and nothing more"


async def test_without_a_terminal_news_waits_for_enter_and_that_is_said_first(hall: Hall) -> None:
    guest = await begun(hall, plain=True)
    assert "News comes after Enter; connect without -T to hear it at once." in guest.words
    before = guest.line.text
    await hall.press("next")
    await ask(hall, BACK)
    await asyncio.sleep(0.05)
    assert guest.line.text == before
    said = await guest.types("")
    assert said.startswith("Leader: step 2 of 3. ")
    assert said.count("Poll:") == 1 and said.endswith("Type answer and a number.")
    said = await guest.types("answer 2")
    assert said == "Answered: 2, counted. You can change it until the poll closes."
    await hall.press("close-poll")
    said = await guest.types("where")
    assert said.startswith("Where: ") and said.endswith("Poll: closed.")


async def test_what_is_typed_ahead_of_an_answer_comes_after_it(hall: Hall) -> None:
    for plain in (True, False):
        guest = await begun(hall, plain=plain) if hall.state.stage is None else Listener(hall, plain=plain)
        if hall.state.open_poll is None:
            await ask(hall, BACK)
        end = guest.end
        guest.guest.feed(b"answer 1" + end + b"answer 3" + end + b"again" + end)
        await guest.hears("Answered: 3, counted, instead of 1.")
        await until(lambda: guest.words.count("counted, instead of 1.") == 2)  # noqa: B023


async def test_the_end_of_input_waits_for_what_was_sent(hall: Hall) -> None:
    guest = await begun(hall, plain=True)
    await ask(hall, BACK)
    await guest.types("answer 1")
    guest.guest.feed(b"answer 2\n")
    guest.guest.eof()
    await until(lambda: guest.line.code is not None)
    assert "Answered: 2, counted, instead of 1." in guest.words and guest.words.endswith("Goodbye.")


# what a line does


async def test_enter_moves_nobody_and_a_bare_number_answers_no_poll(hall: Hall) -> None:
    guest = await begun(hall)
    await ask(hall, BACK)
    await guest.hears("Poll: Did boats come back?")
    run = guest.guest._talk.run
    for line in ("", "2", "", "3", "1"):
        await guest.types(line)
    assert guest.member.view.poll is not None and guest.member.view.poll.own == -1
    assert guest.member.view.follows and guest.guest._talk.run is run
    assert "Cannot take 1: answer 1 answers a poll, choose 1 goes alone." in guest.words
    await guest.types("choices")
    await guest.types("1")
    assert guest.member.view.state == "roaming", "a list that one called for is answered"
    assert guest.member.view.poll.own == -1


async def test_own_moves_roam_quietly_and_follow_brings_back(hall: Hall) -> None:
    guest = await begun(hall)
    said = await guest.types("next")
    assert said.startswith("Own way. follow brings you back. Phrase: ready. phrase says it;")
    assert len(re.findall("Phrase", guest.words)) == 1
    phrase = guest.guest._parked.phrase()
    assert phrase not in guest.words, "not spoken into a hall"
    assert "Own way" not in await guest.types("next") and "Phrase" not in await guest.types("back")
    await hall.press("next")
    await asyncio.sleep(0.05)
    assert "Leader: step 2" not in guest.words, "a roamer hears of scenes, not of steps"
    await hall.lead_to("the-warning")
    await guest.hears("Leader is at: The telegram.")
    said = await guest.types("follow")
    assert said.startswith("Following. Leader is at: The telegram.")
    assert "While you were away: 1 scene. more names them." in said
    assert "The telegram." in await guest.types("more")
    assert phrase in await guest.types("phrase")


async def test_looking_keeps_one_in_the_room_and_nothing_closes_what_is_open(hall: Hall) -> None:
    """Edge case 9: a poll opens while a guest reads a source; it is there once the source is put away."""
    guest = await begun(hall)
    await hall.press("next")
    await guest.hears("Leader: step 2")
    await guest.types("rests-on")
    await guest.types("1")
    held = guest.guest._talk.in_hand
    await ask(hall, BACK)
    await guest.hears("Poll: open. answer says it.")
    assert "Type answer" not in guest.words
    await hall.press("next")
    await guest.hears("Leader: step 3 of 3. Enter reads it.")
    assert guest.guest._talk.in_hand == held and guest.member.view.follows
    assert (await guest.types("more")).startswith("Title: Log of the Skerry light. Author: Oda Berg.")
    said = await guest.types("close")
    assert "Quote:" in said and "Poll: Did boats come back? 1 none. 2 some. 3 all." in said
    assert guest.guest._talk.in_hand is None


async def test_a_poll_is_answered_changed_and_refused_after_its_close(hall: Hall) -> None:
    guest = await begun(hall)
    assert await guest.types("answer 1") == "Cannot answer: no poll is open."
    await ask(hall, BACK)
    await guest.hears("Type answer and a number.")
    assert "Answered: 3, counted. You can change it until the poll closes." in await guest.types("answer 3")
    assert "Answered: 1, counted, instead of 3." in await guest.types("answer 1")
    assert await guest.types("answer 1") == "Answered: 1, counted."
    assert "Cannot answer 9: this poll has options 1 to 3." in await guest.types("answer 9")
    await hall.live.store.box.close(hall.live.id, "p1")
    said = await guest.types("answer 2")
    assert "Poll: the poll closed before this arrived. Your answer 1 was counted." in said


async def test_an_answer_that_takes_long_is_called_sending_and_counted_when_it_is(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear_room, "PATIENCE", 0.05)
    guest = await begun(hall)
    await ask(hall, BACK)
    await guest.hears("Type answer and a number.")
    box, gate = hall.live.store.box, asyncio.Event()
    cast = box.cast

    async def slow(*given: object) -> None:
        await gate.wait()
        await cast(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(box, "cast", slow)
    assert "Answered: 2, sending." in await guest.types("answer 2")
    assert "counted" not in guest.words.split("Type answer")[-1]
    gate.set()
    await guest.hears("Answered: 2, counted. You can change it")


async def test_out_of_reach_is_said_as_it_is(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = await begun(hall)
    await ask(hall, BACK)
    await guest.hears("Type answer and a number.")

    async def gone(*given: object) -> None:
        raise Unreachable("down")

    monkeypatch.setattr(hall.live.store.box, "cast", gone)
    monkeypatch.setattr(hall.live.store.box, "ask", gone)
    assert "Not counted: the room is out of reach." in await guest.types("answer 2")
    assert "Question: not sent, the room is out of reach." in await guest.types("question Who was there?")


async def test_questions_reach_the_leader_alone_and_their_fate_the_asker(hall: Hall) -> None:
    """Edge case 16: plain, marked, cut where the limit was announced."""
    guest = await begun(hall)
    other = Listener(hall)
    assert f"at most {QUESTION} letters" in await guest.types("question")
    hostile = "question see \x1b]8;;http://x.example\x07lanterns\x1b]8;;\x07 \u202eabc " + "long " * 800
    said = await guest.types(hostile)
    assert f"Question: cut at {QUESTION} letters. Question: sent to the leader only." in said
    await until(lambda: hall.leader.tallies.waiting)
    assert len(hall.leader.tallies.waiting[0].text) <= QUESTION
    assert "lanterns" not in other.words
    await hall.press("approve")
    await guest.hears("Question: yours. “see")
    await other.hears("Question: “see")
    for line in (guest.line, other.line):
        assert "\x1b" not in line.text.replace(hostile, "") and "\u202e" not in line.text
    await hall.press("mute")
    assert "Question: questions are paused. What you typed is kept here." in await guest.types(
        "question Why?"
    )
    await hall.press("mute")
    await guest.hears("Question: questions are open again. question sends what you typed.")
    assert "sent to the leader only" in await guest.types("question")
    await until(lambda: any(row.state == "waiting" for row in hall.leader.queue))
    await hall.press("refuse")
    await guest.hears("not taken up. Nobody else saw it.")
    assert "Why?" not in other.words


async def test_ready_hold_and_pace(hall: Hall) -> None:
    guest = await begun(hall)
    assert "Ready: there is no task to tick just now." in await guest.types("ready done")
    await hall.lead_to("the-lamp")
    await guest.hears("Leader is at: The lamp.")
    await hall.leader.hold("Mark one line.")
    await guest.hears("Hold: Mark one line. ready done lets you go; looking works.")
    assert "Cannot go: held at the task. ready done lets you go." in await guest.types("next")
    assert (await guest.types("open")).startswith("References: 1 Board of inquiry")
    await guest.types("close")
    assert "Hold: Mark one line." in await guest.types("")
    assert "Ready: stuck. The leader sees how many, not who." in await guest.types("ready stuck")
    assert "You said stuck." in await guest.types("ready")
    await guest.types("ready done")
    assert "Own way." in await guest.types("next")
    assert "Pace: slower, for five minutes." in await guest.types("slower")
    assert "Pace: counted already." in await guest.types("faster")


async def test_doubt_asks_which_claim_and_is_counted(hall: Hall) -> None:
    guest = await begun(hall)
    await hall.lead_to("the-warning")
    await guest.hears("Leader is at: The telegram")
    said = await guest.types("doubt")
    assert "Doubt: marked on this line," in said and "Counted without you. doubt again takes it back." in said
    await until(lambda: not hall.host.errands)
    counted = await hall.live.store.box.polls(hall.live.id, "doubt:")
    assert counted == {"doubt:boats-lost": {"1": 1}}
    assert "Doubt: taken back." in await guest.types("doubt")
    await until(lambda: not hall.host.errands)
    counted = await hall.live.store.box.polls(hall.live.id, "doubt:")
    assert not sum(sum(found.values()) for found in counted.values())
