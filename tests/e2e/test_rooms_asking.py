"""Asking on the spot, and questions of the room, on the real doors: the stock `ssh`, line by line, a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from explainer.workshop.texts import QUESTION
from tests.e2e.browsing import come_in, needs_chromium, phone, web_address
from tests.e2e.ssh_room import Room, answered
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.tiny import ASKING, write_story

pytestmark = needs_ssh

NAME = "Is Inga Nilsen of Port Anna safe?"
_WORDS = "Why did the office count seven boats when " + "the crews said more and more " * 9
PANEL = re.compile(r"A number answers\.|You: \d, counted")
LONG = f"{_WORDS[: 289 - len(NAME)]} {NAME}"


@pytest.fixture(scope="module")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """One server with a text under study, which browsers reach too."""
    home = tmp_path_factory.mktemp("asking")
    story = write_story(home / "story", ASKING)
    with running(home, story, "--workers", "1", "--web", "127.0.0.1:0") as server:
        yield server


@pytest.fixture
def room(ssh_server: SshServer) -> Iterator[Room]:
    with Room(ssh_server) as room:
        yield room


def begun(room: Room, number: int) -> tuple[Terminal, list[Terminal]]:
    """A leader at 80x24, and so many guests with them on the first step."""
    leader = room.leader(columns=80, rows=24)
    guests = [room.guest() for _guest in range(number)]
    leader.press("space")
    for guest in guests:
        guest.wait_for("step 1 of 3")
    return leader, guests


def ask(leader: Terminal, row: str, *lines: str) -> None:
    """Ask on the spot: a row of the list, then lines; seen as guests will, then opened."""
    leader.press("A")
    leader.wait_for("Your own question and options")
    leader.press(row)
    for line in lines:
        leader.send(f"{line}\r")
    leader.wait_for("As guests will see it:")
    leader.press("enter")
    leader.wait_for("the poll is open" if row == "4" else "The poll is open.")


def counted(guests: list[Terminal], *digits: str) -> None:
    for guest, digit in zip(guests, digits, strict=True):
        guest.wait_until(
            lambda guest=guest: PANEL.search(guest.flat), "the panel: without it a digit goes a way"
        )
        guest.wait_until(partial(answered, guest, digit), "counted")


def types(guest: Terminal, line: str, said: str) -> None:
    guest.send(f"{line}\r")
    guest.wait_until(lambda: said in " ".join(guest.raw.decode(errors="replace").split()), said)


@needs_chromium
def test_two_questions_are_asked_on_the_spot_and_answered_at_every_door(room: Room, browser: Browser) -> None:
    # tidy: one evening in its order
    leader, guests = begun(room, 4)
    wall = room.leader("show", 60, 20)
    small = room.guest(40, 15)
    ear = room.terminal(f"linear-{room.code}", 72, 24, "dumb")
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.wait_for("7 connected")
        question = "Shall we \x1b]0;title\x07go on?"
        leader.press("A")
        leader.wait_for("Your own question and options")
        leader.press("1")
        leader.wait_for("Question:")
        leader.send("\r")
        leader.wait_for("There is no question yet.")
        leader.send(f"{question}\r")
        leader.wait_for("Option 1:")
        leader.send("Yes\r")
        leader.send("After the brake\x7f\x7f\x7feak\r")
        leader.wait_for("Option 3:")
        leader.send("YES\r\r")
        leader.wait_for("Two of the options are the same.")
        leader.send("\x7f\x7f\x7fNo\r\r")
        leader.wait_for("As guests will see it:")
        leader.wait_for("3 No")
        assert room.state.polls == (), "seen, not opened"
        leader.press("enter")
        leader.wait_for("The poll is open.")
        for screen in (*guests, small, wall):
            screen.wait_for("After the break")
            assert b"]0;title" not in screen.raw, "what was typed reaches no terminal but as text"
        counted([*guests, small], "2", "2", "2", "3", "2")
        types(ear, "answer 2", "Answered: 2, counted.")
        expect(page.get_by_role("heading", name="Poll")).to_be_visible()
        page.locator("input[type=radio]").nth(0).check()
        page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 1, counted.", exact=False)).to_be_visible()
        leader.wait_for("nearly all have answered")
        leader.press("v")
        for screen in (*guests, wall):
            screen.wait_for("Result · Shall we")
        told = "option 2, After the break, is clearly ahead"
        expect(page.get_by_text(told, exact=False).first).to_be_visible()
        for screen in (leader, *guests, wall):
            screen.wait_for(told)
            assert screen.flat.index("Shall we") < screen.flat.index(told), "under its question"
        ear.wait_until(lambda: told in " ".join(ear.raw.decode().split()), told)
        # the second: of a kind that has its options
        ask(leader, "2", "Did you know this before?")
        small.wait_for("1 Yes 2 No")
        counted(guests, "1", "1", "2", "2")
        types(ear, "answer 2", "Answered: 2, counted.")
        leader.wait_for("5 answers")
        leader.press("v")
        wall.wait_for("Result · Did you know")
        wall.wait_for("no option is clearly ahead")
    first, second = room.state.polls
    assert [poll.poll.options for poll in (first, second)] == [
        ("Yes", "After the break", "No"),
        ("Yes", "No"),
    ]
    assert first.result is not None and (first.result.small, first.result.ahead) == (True, 1)
    assert second.result is not None and second.result.small
    leader.press("Z")
    leader.wait_for("r makes a report first")
    leader.press("r")
    leader.wait_for("printed here when you leave")
    leader.press("q")
    assert leader.ended() == 0
    printed = leader.raw.rpartition(b"\x1b[?1049l")[2].decode()
    assert "Did you know this before?" in printed and "After the break" in printed


def test_a_closing_is_taken_back_and_the_closed_poll_is_opened_again(room: Room) -> None:
    leader, guests = begun(room, 5)
    ask(leader, "3", "How sure are you?")
    counted(guests, "1", "1", "1", "2", "2")
    leader.press("C")
    leader.wait_for("U opens it")
    guests[0].wait_until(lambda: "How sure are you?" not in guests[0].text, "no panel")
    assert room.state.polls[0].phase == "paused" and room.state.polls[0].result is None
    leader.press("U")
    leader.wait_for("Open again, with the answers that it had.")
    for guest, digit in zip(guests, "11122", strict=True):
        guest.wait_for(f"You: {digit}, counted.")
    counted(guests[3:], "1", "1")
    leader.press("p")
    leader.wait_for("U opens it")
    leader.press("p")
    leader.wait_for("closed, not shown")
    result = room.state.polls[0].result
    assert result is not None and (result.small, result.ahead) == (True, 0), "answers that were changed"
    leader.press("U")
    leader.wait_for("Its first answers stay")
    leader.press("enter")
    leader.wait_for("0 answers")
    for guest in guests:
        guest.wait_for("A number answers.")  # no answer of the first time
    counted(guests, "5", "5", "5", "5", "4")
    leader.press("C")
    leader.wait_for("U opens it")
    leader.wait_until(lambda: "closed, not shown" in leader.flat, "counted by itself once the time is over")
    before, after = room.state.polls
    assert (after.poll.before, after.phase) == (before.poll.id, "closed")
    assert after.result is not None and (after.result.small, after.result.ahead) == (True, 4)


def test_a_question_about_the_text_leads_to_the_text(room: Room) -> None:
    leader, (guest,) = begun(room, 1)
    leader.press("A")
    leader.wait_for("A sentence of The log of that night")
    leader.press("4")
    leader.wait_for("The room is led to the text first.")
    leader.press("enter")
    leader.wait_for("Led to the text, and the poll is open.")
    guest.wait_for("Which sentence do you trust least?")
    stage = room.state.stage
    assert stage is not None
    guest.press("enter")
    guest.wait_for("The log of that night")
    guest.press("enter")
    leader.wait_for("1 answer")


def test_a_long_question_is_read_whole_before_it_is_taken_up(room: Room) -> None:
    assert len(LONG) in range(285, QUESTION)
    leader, (guest,) = begun(room, 1)
    small = room.leader(columns=40, rows=15)
    given = f"question {LONG}\nquit\n".encode()
    room.server.ssh(login=f"linear-{room.code}", options=("-T",), given=given)
    for screen in (leader, small):
        screen.wait_for("1 waiting")
    leader.send("aa")  # a key that bounces
    leader.wait_for(NAME)
    assert room.state.questions == ()
    small.press("a")
    small.wait_for("Space turns the page, 1 of")
    assert NAME not in small.flat
    small.wait_until(lambda: _turned(small), "to its end")
    leader.press("x")
    leader.wait_for("Not taken up")
    small.press("a")
    small.wait_for("This question has been settled")
    assert room.state.questions == () and NAME not in guest.flat


def _turned(screen: Terminal) -> bool:
    if "Inga Nilsen" in screen.flat:
        return True
    screen.press("space")
    return False


def test_the_list_does_not_move_under_the_cursor(room: Room) -> None:
    leader, (guest,) = begun(room, 1)
    for number, text in enumerate(("First one?", "Second one?", "Third one?"), 1):
        sent = room.server.ssh(
            login=f"linear-{room.code}", options=("-T",), given=f"question {text}\nquit\n".encode()
        )
        assert sent.returncode == 0
        leader.wait_for(f"{number} waiting")
    leader.press("down")
    leader.press("a")
    leader.wait_for("Second one?")
    leader.wait_for("Question 2 of 3 that wait")
    room.server.ssh(login=f"linear-{room.code}", options=("-T",), given=b"question A fourth?\nquit\n")
    leader.wait_for("Question 2 of 4 that wait")
    leader.press("a")
    leader.wait_for("The room reads it.")
    guest.wait_for("Second one?")
    leader.wait_for("3 waiting · 1 approved")
    leader.press("y")
    leader.wait_for("3 waiting · 1 answered")
    (asked,) = room.state.questions
    assert asked[1:] == ("Second one?", True)
    leader.press("a")
    leader.wait_for("First one?")
    leader.wait_for("Question 1 of 3 that wait")
    assert re.search(r"Delete deletes", leader.flat)


@needs_chromium
def test_a_leader_in_a_browser_asks_on_the_spot(room: Room, browser: Browser) -> None:
    guest = room.guest()
    address = web_address(room.server)
    with phone(browser, address) as page:
        page.goto(f"{address}/lead-{room.code}")
        page.get_by_label("The leader’s secret", exact=False).fill(room.secret)
        page.get_by_role("button", name="Open the").click()
        page.get_by_role("button", name="Next", exact=True).click()
        guest.wait_for("step 1 of 3")
        page.get_by_text("Ask now", exact=True).click()
        page.get_by_label("Question", exact=True).fill("Shall we <b>go on</b>?")
        page.get_by_label("Option 1").fill("Yes")
        page.get_by_role("button", name="See it as guests will").click()
        expect(page.locator(".message")).to_contain_text("2 to 5 options")
        page.get_by_label("Option 2").fill("No")
        page.get_by_role("button", name="See it as guests will").click()
        expect(page.get_by_text("Shall we <b>go on</b>?")).to_be_visible()
        assert room.state.polls == (), "seen, not opened"
        page.get_by_role("button", name="Open it", exact=True).click()
        guest.wait_for("Shall we <b>go on</b>?")
        guest.wait_until(partial(answered, guest, "2"), "counted")
        page.get_by_role("button", name="Close the poll").click()
        page.get_by_role("button", name="Open it again").click()
        guest.wait_for("You: 2, counted.")
        page.get_by_role("button", name="Close and show the result").click()
        guest.wait_for("Fewer than five answered")
        page.get_by_role("button", name="Again: Shall we").click()
        expect(page.get_by_role("button", name="Open it", exact=True)).to_be_visible()


@needs_chromium
def test_a_question_before_the_first_step_is_answered_at_every_door(room: Room, browser: Browser) -> None:
    leader = room.leader(columns=80, rows=24)
    guest, small = room.guest(), room.guest(40, 15)
    ear = room.terminal(f"linear-{room.code}", 72, 24, "dumb")
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.wait_for("4 connected")
        ask(leader, "2", "Have you heard of the lamp?")
        guest.wait_until(lambda: PANEL.search(guest.flat), "the panel")
        assert "The leader has not begun." in guest.flat
        small.wait_until(lambda: PANEL.search(small.flat), "the panel")
        counted([guest, small], "1", "2")
        types(ear, "answer 2", "Answered: 2, counted.")
        expect(page.get_by_role("heading", name="Poll")).to_be_visible()
        page.locator("input[type=radio]").nth(0).check()
        page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 1, counted.", exact=False)).to_be_visible()
        leader.wait_for("4 answers")
        late = room.guest()
        counted([late], "1")
        guest.press("escape")
        guest.wait_for("a poll is open, you: 1; V shows it")
        leader.press("p")
        leader.wait_for("U opens it")
        guest.wait_until(lambda: "a poll is open" not in guest.flat, "closed")
        leader.press("space")
        guest.wait_for("step 1 of 3")
