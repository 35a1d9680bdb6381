"""A room line by line, through its log and box: when news is said, what a line does, what one is spared."""

from __future__ import annotations

import asyncio
import re

import msgspec
import pytest

from explainer.serve.rooms import linear_room
from explainer.workshop.commands import Move
from explainer.workshop.events import Poll
from explainer.workshop.store import Unreachable
from explainer.workshop.texts import QUESTION
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.rooms.listener import Listener, ask, crowd, heard

BACK = Poll("p1", "choice", "Did boats come back?", ("none", "some", "all"))
SENTENCES = Poll(
    "p9", "sentence", "Which sentence do you trust least?",
    tuple(f"{n}. Sentence number {n} of a long text that is cut somewhere" for n in range(1, 26)),
)  # fmt: skip


async def begun(hall: Hall, columns: int = 72, *, plain: bool = False) -> Listener:
    """A listener at the leader's first step."""
    await hall.press("next")
    guest = Listener(hall, columns, plain=plain)
    assert "Step 1 of 3." in guest.words
    return guest


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
    monkeypatch.setattr(linear_room, "REST", 0.4)
    guest = await begun(hall)
    await asyncio.sleep(0.45)
    before = guest.line.text
    for _step in range(6):
        await hall.press("next")
    assert hall.state.stage is not None
    await guest.hears("Leader is at: The morning.")
    said = heard(typed_only(guest, before))
    assert said.count("Leader") <= 2, said
    assert "rowers" not in said and "people in the water" not in said, (
        "a warned scene on the way is gone round"
    )
    assert "Detour: Some of the crews were brought in that night." in " ".join(said.split())
    before = guest.line.text
    await asyncio.sleep(0.5)
    assert guest.line.text == before


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
    assert (
        "Kind" in (more := await guest.types("more")) or "Carriage" in more or more.startswith("> ") or more
    )
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
    assert "Cannot answer 9: this poll has answers 1 to 3." in await guest.types("answer 9")
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
    assert "References:" in await guest.types("open") or "Rests on" in guest.words
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
    await guest.hears("25 answers.")
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
    assert result.index("1 Sentence number 1 of a long, 2.") < result.index(
        "5 Sentence number 5 of a long, 2."
    )
    assert "More: 2 left." in result and "6 Sentence" not in result
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
    from explainer.linear.replies import HANDLERS

    assert {"follow", "answer", "question", "ready", "slower", "faster", "step-out"} <= set(HANDLERS)
