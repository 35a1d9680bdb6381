"""The twenty edge cases of rooms, each by its number: over the stock `ssh` where the case is about lines, else with
real hubs, stores and guests in one process."""

# tidy: all twenty stand in one file, so that one that is missing would be seen
from __future__ import annotations

import asyncio
import re
import signal
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.serve.rooms import outages
from explainer.serve.rooms.leading.cockpit_view import Moment, cockpit_view
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.registry import RoomRegistry
from explainer.session import machine
from explainer.story.load.loader import read_story
from explainer.story.model.outline import Edition
from explainer.story.model.structs import Story
from explainer.workshop.events import Result
from explainer.workshop.report import Sums, report_of
from explainer.workshop.texts import QUESTION
from tests.e2e.ssh_room import Room, answered
from tests.e2e.ssh_server import needs_ssh
from tests.e2e.valkey_server import valkey_server
from tests.tiny import write_story
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.rooms.hall import Guest, Hall
from tests.unit.serve.rooms.knocking import knock, resume
from tests.unit.serve.rooms.listener import Listener

NOW = Moment(2_000_000_000, "14:03")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_story(tmp_path_factory.mktemp("tiny") / "story"))


@pytest.fixture
async def hall(story: Story, tmp_path: Path) -> AsyncIterator[Hall]:
    """An open room with a leader who has not begun."""
    hall = await Hall.open(host_of(story, tmp_path), tmp_path)
    yield hall
    await hall.close()


async def people(hall: Hall, number: int, size: tuple[int, int] = (80, 24)) -> list[Guest]:
    """So many who follow, counted by those who lead."""
    guests = [hall.guest(size) for _guest in range(number)]
    for guest in guests:
        await guest.shows(hall.code)
    await hall.live.tell_presence()
    return guests


async def answer(guest: Guest, option: int) -> None:
    """Give an answer, from 1, by its digit; the panel came long ago."""
    guest.panel_came()
    guest.press(str(option))
    await guest.until(
        lambda: (guest.member.view.poll.own, guest.member.view.poll.own_state) == (option - 1, "counted"),
        "counted",
    )


async def beside(hall: Hall, token: str = "") -> Leader:
    """A second cockpit."""
    other = Leader(hall.live, token, changed=lambda: None)
    await other.begin()
    return other


def seen(leader: Leader) -> str:
    """All that a cockpit has to show."""
    return repr(cockpit_view(leader, NOW))


async def test_01_two_terminals_in_the_chair_press_next_at_once(hall: Hall) -> None:
    await hall.press("next")
    twin = await beside(hall, hall.leader.token)
    assert twin.leads and hall.leader.leads
    await asyncio.gather(hall.leader.do(Action("next")), twin.do(Action("next")))
    assert hall.state.stage is not None and hall.state.stage.step == "lamp", "never two steps"
    assert sorted((hall.leader.message, twin.message)) == ["", "Already moved: nothing done."]
    await twin.end(clean=False)


async def test_02_a_guest_joins_during_a_reveal(hall: Hall) -> None:
    await hall.press("next")
    guests = await people(hall, 7)
    await hall.press("poll")
    for number, guest in enumerate(guests[:5]):
        await answer(guest, 1 + number % 2)
    await hall.press("reveal")
    (poll,) = hall.state.polls
    assert poll.phase == "revealed" and 0 < poll.closed_seq < poll.revealed_seq, "closed first"
    late = hall.guest()
    await late.shows("This poll closed before you came.")
    page = late.look()
    assert "step 1 of 3" in page and "Five to nine answered: no option is clearly ahead." in page
    assert "A number answers" not in page and "1-3 answer" not in page
    with pytest.raises(Cannot, match=r"^This poll closed before you came\.$"):
        late.member.answer(0)


async def test_03_five_people_of_whom_one_abstains_and_six(hall: Hall) -> None:
    await hall.press("next")
    guests = await people(hall, 5)
    await hall.press("poll")
    for guest in guests[:4]:
        await answer(guest, 1)
    await until(lambda: hall.leader.tallies.split is not None and hall.leader.tallies.split.number == 4)
    assert "fewer than five: no split" in seen(hall.leader)
    await hall.press("reveal")
    for guest in guests:
        await guest.shows("Fewer than five answered: not shown.")
    assert "Fewer than five answered: ask aloud, and decide." in seen(hall.leader)
    assert hall.state.polls[0].result == Result(few=True), "nothing else is kept"
    await hall.press("next")
    guests += await people(hall, 1)
    await hall.press("poll")
    for number, guest in enumerate(guests[:5]):
        await answer(guest, 1 + (number > 2))
    await hall.live.tell_presence()
    await hall.press("reveal")
    for guest in guests:
        await guest.shows("Five to nine answered: no option is clearly ahead.")
        assert "5 answers" not in guest.look() and "6 connected" not in guest.look()
    assert hall.state.polls[1].result == Result(small=True), "as if all six had"


@needs_ssh
def test_04_the_leaders_laptop_sleeps(room: Room) -> None:
    leader, other, guest = room.leader(), room.leader(), room.guest()
    leader.wait_for("you lead")
    leader.press("space")
    guest.wait_for("step 1 of 3")
    other.wait_for("Co-leader: here")
    leader.signal(signal.SIGSTOP)
    try:
        other.press("L")  # at once: after ten seconds the answer is another
        other.wait_for("Somebody leads")
        guest.press("n")
        guest.wait_for("Own way")
        other.wait_until(lambda: "the chair is silent for" in other.flat, "ten silent seconds", 40.0)
        other.press("L")
        other.wait_for("you lead")
        other.press("space")
        other.wait_for("step 2 of 3")
    finally:
        leader.signal(signal.SIGCONT)
    leader.wait_for("the other leads")
    leader.press("space")
    leader.wait_for("You sit beside")
    guest.press("f")
    guest.wait_for("step 2 of 3")


async def test_05_a_guests_clock_is_wrong(hall: Hall) -> None:
    """Nothing of a guest's carries an hour to the room; and of servers, too, no clock decides: here it runs back."""
    times = iter(range(2_000_000_000, 0, -1_000))
    hall.leader._clock = lambda: next(times)
    await hall.press("next")
    guest = hall.guest(environment={"TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8"})
    await guest.shows("step 1 of 3")
    await hall.press("poll")
    await answer(guest, 2)
    await hall.press("reveal")
    await guest.shows("Fewer than five answered")
    await hall.press("next")
    await guest.shows("step 2 of 3")
    await hall.press("back")
    await guest.shows("step 1 of 3")
    (poll,) = hall.state.polls
    written = [poll.opened_at, poll.closed_at, hall.state.stage_at]
    assert written == sorted(written, reverse=True), "the clock did run back"
    assert not re.search(r"\b\d{1,2}:\d\d(:\d\d)?\b", guest.look().replace("16:40", "")), (
        "no hour of the room's"
    )


@needs_ssh
def test_06_a_code_is_mistyped(room: Room) -> None:
    ran = room.server.ssh(login="mapel-42", options=("-T",))
    said = "No open room has the code mapel-42. It looks like word-NN: ask for the card.\n"
    assert (ran.returncode, ran.stdout.decode()) == (1, said)
    alone = room.terminal("maple42")
    alone.wait_for("No open room has the code maple-42.")
    by_ear = room.server.ssh(login="maple42", options=("-T",))
    assert (by_ear.returncode, "log in as reader" in " ".join(by_ear.stdout.decode().split())) == (1, True)


async def test_07_two_hundred_guests_reach_a_warned_scene(hall: Hall) -> None:
    await hall.lead_to("the-warning")
    guests = [*await people(hall, 100), *await people(hall, 100, (60, 20))]
    drawn = hall.live.pages.drawn
    await hall.lead_to("the-rescue")
    for guest in guests:
        await guest.shows("people in the water")
        assert guest.app is None
    assert hall.live.pages.drawn - drawn <= 4, "a frame for each kind of window, and the page ahead of it"
    view = cockpit_view(hall.leader, NOW)
    assert (view.now_fact, view.reached) == ("warning shown; give it a minute", -1)
    for number, guest in enumerate(guests[:90]):
        guest.press("o" if number % 2 else "n")
    await hall.press("consent")
    await hall.live.tell_presence()
    view = cockpit_view(hall.leader, NOW)
    assert (view.reached, view.by_scene, view.following) == (-1, (), 200), "no number of choices, ever"


@needs_ssh
def test_08_a_braille_line_of_forty_cells(room: Room) -> None:
    """Nothing is printed over what is under the fingers: while one types, news waits."""
    leader = room.leader()
    leader.wait_for("you lead")
    leader.press("space")
    leader.wait_for("step 1 of 3")
    line = room.terminal(f"linear-{room.code}", 40, 4, "dumb")
    line.wait_until(lambda: line.raw.endswith(b"> "), "the prompt")
    line.send("whe")
    line.wait_until(lambda: line.raw.endswith(b"whe"), "what was typed")
    leader.press("p")
    leader.wait_for("The poll is open.")
    leader.press("space")
    leader.wait_for("step 2 of 3")
    time.sleep(1.5)
    line.pump(0.1)
    assert line.raw.endswith(b"> whe"), "nothing is printed over it"
    line.send("re\r")
    line.wait_until(lambda: b"Poll: open." in line.raw, "the poll as a headline, behind the reply")
    said = line.raw.decode().replace("\r", "\n")
    assert max(len(row) for row in said.splitlines()) <= 40
    assert "\x1b" not in said and "Poll: " in said
    line.send("answer\r")
    line.wait_until(lambda: b"1 None." in line.raw or b"1 none." in line.raw, "option by option")
    line.send("answer 2\r")
    line.wait_until(lambda: b"Answered: 2, counted." in b" ".join(line.raw.split()), "counted")


async def test_09_a_poll_opens_while_a_source_is_read(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "DEAF", 1_000.0)  # here that second may be over before the digit is there
    await hall.press("next")
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 2 of 3")
    guest.press("r")
    await guest.until(lambda: guest.app is not None and guest.app.is_ready, "an app")
    await guest.shows("Port Gazette")
    await hall.press("poll")
    await guest.shows("a poll is open")
    assert "Port Gazette" in guest.look(), "the source stays"
    guest.guest.feed(b"\x1b[27u")
    await guest.shows("Esc later")
    guest.press("1")
    await guest.still()
    assert guest.member.view.poll.own == -1, "in its first second it takes no digit"
    monkeypatch.setattr(machine, "DEAF", 0.0)
    guest.press("1")
    await guest.counts()


async def test_10_the_leader_goes_back_during_an_open_poll(hall: Hall) -> None:
    await hall.press("next")
    await hall.press("next")
    (guest, *_more) = await people(hall, 2)
    await hall.press("poll")
    await answer(guest, 1)
    await until(lambda: hall.leader.tallies.split is not None and hall.leader.tallies.split.number == 1)
    assert await hall.press("back") == "poll still open, 1 answer"
    await guest.shows("step 1 of 3")
    assert hall.state.open_poll is not None, "only close closes it"
    await answer(guest, 2)
    assert (await hall.press("close-poll")).startswith("Closed. U opens it again")
    assert await hall.press("close-poll") == "Ask aloud, and decide: fewer than five answered."
    assert hall.state.open_poll is None


async def test_11_the_story_is_reloaded(hall: Hall, tmp_path: Path) -> None:
    await hall.press("next")
    (guest,) = await people(hall, 1)
    newer = msgspec.structs.replace(hall.live.story, edition=Edition("9.9", "0" * 12), title="Newer")
    reloaded = RoomRegistry(newer, "", tmp_path / "rooms", time.monotonic, hall.host.crashed)
    assert hall.host.hub is not None
    hall.host.hub.superseded()
    await until(lambda: hall.leader.message == "A newer edition is loaded; the next room uses it.")
    there = await reloaded.find(hall.code)
    assert there is not None and there.story.edition == hall.live.story.edition, "also for who comes now"
    told = Leader(there, changed=lambda: None)
    await told.begin()
    assert "A newer edition is loaded" in told.message
    await hall.press("next")
    assert hall.leader.message == "", "said once"
    await guest.shows("step 2 of 3")
    assert hall.state.edition == str(hall.live.story.edition)
    report = report_of(hall.state, hall.live.story, Sums(), 2_000_000_000)
    assert report.edition == str(hall.live.story.edition)
    await told.end(clean=False)
    await reloaded.close()


@needs_ssh
def test_12_an_answer_is_sent_and_the_line_drops_before_counted(room: Room) -> None:
    leader, guest = room.leader(), room.guest()
    leader.press("space")
    guest.wait_for("step 1 of 3")
    leader.press("p")
    guest.wait_for("Esc later")
    guest.press("P")
    guest.wait_for("Your phrase")
    phrase = re.search(r"Your phrase: ([a-z ]+);", guest.flat)
    assert phrase, guest.text
    time.sleep(1.2)  # the panel's first second takes no digit
    guest.send("2")
    leader.wait_for("1 answer")  # the box has it
    guest.signal(signal.SIGKILL)  # and what the guest's terminal has shown of that, nobody has looked at
    back = room.terminal("resume")
    back.wait_for("Type your phrase")
    back.send(f"{phrase[1]}\r")
    back.wait_for("You: 2, counted")
    stranger = room.guest()
    stranger.wait_for("A number answers")
    stranger.wait_until(partial(answered, stranger, "3"), "counted")
    leader.wait_for("2 answers")
    back.wait_until(partial(answered, back, "1"), "changed")
    leader.settle()
    assert "2 answers" in leader.flat and "3 answers" not in leader.flat


async def test_12_what_was_counted_and_not_told_is_told_on_return(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The box has the answer, and the line breaks before its word is back."""
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    await hall.press("poll")
    guest.press("P")
    phrase = guest.parked.phrase()
    box, cast = hall.live.store.box, hall.live.store.box.cast

    late = asyncio.Event()

    async def silent(*given: object) -> None:
        await cast(*given)  # type: ignore[arg-type]
        await late.wait()

    with monkeypatch.context() as cut:
        cut.setattr(box, "cast", silent)
        guest.panel_came()
        guest.press("3")
        while not await box.totals(hall.live.id, "p1"):
            await asyncio.sleep(0.01)
        assert guest.member.view.poll.own_state == "sending"
        guest.guest.lost()
        await until(lambda: len(hall.host.errands) == 1)  # the place is parked
    late.set()
    back = await resume(hall, phrase)

    def counted() -> bool:
        poll = back._member.view.poll
        return poll is not None and (poll.own, poll.own_state) == (2, "counted")

    await until(counted)


async def test_13_phone_and_laptop_of_one_person(hall: Hall) -> None:
    await hall.press("next")
    phone, laptop = await people(hall, 2)
    await hall.press("poll")
    await answer(phone, 1)
    await answer(laptop, 1)
    assert await hall.live.store.box.totals(hall.live.id, "p1") == {"0": 2}
    view = cockpit_view(hall.leader, NOW)
    assert view.connected == 2
    for page in (phone.look(), laptop.look()):
        assert "one vote" not in page.lower() and "per person" not in page.lower()
        assert "not kept by person" in page or "You: 1, counted" in page


@pytest.mark.parametrize("scene", ["the-warning", "the-rescue"])
async def test_14_hold_is_pressed_where_the_next_scene_is_warned(hall: Hall, scene: str) -> None:
    await hall.lead_to(scene)
    (guest,) = await people(hall, 1)
    before = hall.state
    await hall.leader.hold("Count the boats.")
    said = "Not here: nobody is held on or before a warned scene. Let roam, or ask aloud."
    assert (hall.leader.message, hall.state) == (said, before)
    assert guest.member.view.state in ("following", "warning")


async def test_15_a_roamer_walks_into_a_warned_scene(hall: Hall) -> None:
    await hall.lead_to("the-warning")
    read, unasked = await people(hall, 2)
    for guest in (read, unasked):
        guest.press("n")
        await guest.shows("people in the water")
        assert not guest.member.follows and "rowers" not in guest.look(), "their own warning"
    read.press("o")
    await read.shows("rowers")
    await hall.lead_to("the-rescue")
    await hall.press("consent")
    for guest in (read, unasked):
        guest.press("f")
        await guest.until(lambda guest=guest: guest.member.follows, "follows")
        await guest.still()
    assert "rowers" in read.look(), "this scene has their consent"
    assert "people in the water" in unasked.look() and "rowers" not in unasked.look()


@needs_ssh
def test_16_a_hostile_question(room: Room) -> None:
    leader, guest = room.leader(), room.guest()
    leader.press("space")
    guest.wait_for("step 1 of 3")
    link = "\x1b]8;;https://example.org\x07Who?\x1b]8;;\x07"
    hostile = f"question {link} \x9b2J\u202egnp.exe\u200f {'x' * 4_000}\n"
    ran = room.server.ssh(login=f"linear-{room.code}", options=("-T",), given=hostile.encode() + b"quit\n")
    assert f"cut at {QUESTION}" in " ".join(ran.stdout.decode().split())
    leader.wait_for("1 waiting")
    leader.settle()
    rows = [row for row in leader.lines if "Who?" in row]
    assert len(rows) == 1, "the queue keeps its shape"
    leader.press("a")
    leader.wait_for("a takes it up")
    leader.press("a")
    guest.wait_for("Who?")
    for screen in (leader, guest):
        screen.settle()
        assert b"\x1b]8;" not in screen.raw and "\u202e".encode() not in screen.raw
        assert "\u200f".encode() not in screen.raw and b"\xc2\x9b" not in screen.raw
    (question,) = room.state.questions
    assert len(question[1]) <= QUESTION and question[1].isprintable()


async def test_17_the_leader_presses_next_six_times_in_a_second(hall: Hall) -> None:
    await hall.press("next")
    guest, ear = hall.guest(), Listener(hall)
    await guest.shows("step 1 of 3")
    await ear.rests()
    await guest.still()
    before, heard = len(guest.sent), len(ear.line.text)
    for _press in range(6):
        await hall.leader.do(Action("next"))
    assert hall.state.stage is not None and hall.state.stage.scene == "the-morning"
    assert hall.leader.message == "Gone round a warned scene; back stands on its warning."
    await asyncio.sleep(0.2)
    assert guest.sent[before:].count(b"\x1b[5n") <= 2, (
        "who has not shown the last frames gets no more of them"
    )
    await guest.shows("The morning")
    await ear.hears("Leader is at: The morning.")
    said = ear.line.text[heard:]
    assert said.count("Leader") <= 2 and "people in the water" not in said
    assert "rowers" not in guest.sent.decode() + said
    await hall.press("back")
    assert hall.state.stage.scene == "the-rescue" and hall.state.stage.threshold


@needs_ssh
def test_18_a_window_shrinks(room: Room) -> None:
    leader, guest = room.leader(), room.guest()
    leader.press("space")
    guest.wait_for("step 1 of 3")
    guest.resize(20, 6)
    guest.wait_for("Too small")
    assert f"linear-{room.code}" in guest.text.replace("\n", "") and "A light goes out" in guest.flat
    assert all(len(row) <= 20 for row in guest.lines)
    leader.press("space")
    leader.wait_for("step 2 of 3")
    guest.settle()
    assert "Too small" in guest.flat
    guest.resize(80, 24)
    guest.wait_for("step 2 of 3")
    guest.press("n")
    guest.wait_for("Own way")
    guest.resize(20, 6)
    guest.wait_for("f follow")


async def test_19_the_code_is_changed_to_keep_someone_out(hall: Hall) -> None:
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    old = hall.code
    assert await hall.press("change-code") == (
        "This closes the door to newcomers. Inside: pause questions, or a new room."
    )
    new = hall.state.code
    await guest.shows(f"The room's code is now {new}")
    refused = await knock(hall, old)
    assert refused.code == 1 and new not in refused.text
    assert (await knock(hall, new)).code is None
    await hall.press("next")
    await guest.shows("step 2 of 3")


async def test_20_valkey_comes_back_after_two_minutes(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real Valkey, killed and started again; the minutes are shortened, not the outage's course."""
    monkeypatch.setattr(outages, "WAITED", 0.1)
    monkeypatch.setattr(outages, "TOLD_AFTER", 0.4)
    with valkey_server("always") as valkey:
        hall = await Hall.open(host_of(story, tmp_path), tmp_path, url=valkey.url)
        try:
            await hall.press("next")
            answered, refused, roams = await people(hall, 3)
            await hall.press("poll")
            await answer(answered, 1)
            valkey.kill()
            refused.panel_came()
            refused.press("2")
            await refused.until(lambda: refused.member.view.poll.own_state == "refused", "refused")
            assert "Not connected" in await hall.press("next")
            await refused.shows("Not connected to the room")
            seq, step = hall.state.seq, hall.state.stage
            await asyncio.to_thread(valkey.start)
            await until(lambda: hall.live.connected)
            await refused.shows("Connected again: you can answer now.")
            assert (hall.state.seq, hall.state.stage) == (seq, step), "no replays"
            assert answered.member.view.poll.own_state == "counted"
            await answer(refused, 2)
            assert await hall.live.store.box.totals(hall.live.id, "p1") == {"0": 1, "1": 1}
            sent = len(roams.sent)
            await hall.press("next")
            for guest in (answered, refused, roams):
                await guest.shows("step 2 of 3")
            await roams.still()
            assert roams.sent[sent:].count(b"\x1b[5n") <= 2, "the step of now, once"
        finally:
            await hall.close()
