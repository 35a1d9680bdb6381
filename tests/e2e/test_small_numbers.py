"""Five people answer: on every door, in the cockpit and in the report words are told, and no number gives one away."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.e2e.browsing import come_in, needs_chromium, phone, web_address
from tests.e2e.ssh_room import Room, answered
from tests.e2e.ssh_server import needs_ssh
from tests.e2e.terminal import Terminal

pytestmark = [needs_ssh, needs_chromium]
DOORS = ("--web", "127.0.0.1:0")
TOLD = "Five to nine answered: option 1, none, is clearly ahead."


def _says_no_number(words: str) -> None:
    """The answers were 4 and 1: no count and no share of them stands anywhere."""
    result = words.partition("Result")[2].partition("Esc")[0]
    assert not re.search(r"\b(80|20|100|75|25) ?%|none[: ]+4\b|some[: ]+1\b", result), words


def test_of_five_answers_no_single_one_can_be_read_off_anywhere(room: Room, browser: Browser) -> None:
    leader, wall = room.leader(), room.leader("show", 60, 20)
    guests: list[Terminal] = [room.guest(), room.guest(40, 15), room.guest(120, 40)]
    heard = room.terminal(f"linear-{room.code}")
    heard.wait_for("You follow the leader")
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.press("space")
        for guest in guests:
            guest.wait_for("step 1 of 3")
        leader.wait_for("with 5 of 5")
        leader.press("p")
        for guest in guests:
            guest.wait_until(lambda one=guest: answered(one, "1"), "counted")
        heard.wait_for("Type answer and a number.")
        heard.send("answer 1\r")
        heard.wait_for("Answered: 1, counted")
        page.locator("input[type=radio]").nth(1).check()
        page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 2, counted.", exact=False)).to_be_visible()
        leader.wait_for(TOLD)  # how the open poll splits
        leader.wait_for("nearly all have answered")
        _says_no_number(leader.flat)
        leader.press("v")
        for terminal in (*guests, heard, wall, leader):
            terminal.wait_for(TOLD)
            _says_no_number(terminal.flat)
        expect(page.get_by_text(TOLD)).to_be_visible()
        _says_no_number(page.locator("main").inner_text() + page.locator(".strip").inner_text())
        expect(page.locator("table.result")).to_have_count(0)
    result = room.state.polls[0].result
    assert result is not None and (result.small, result.ahead) == (True, 0)
    assert not (result.counts or result.shares or result.answers or result.connected), "nothing else is kept"
    leader.press("E")
    leader.wait_for("The report is made")
    leader.press("q")
    leader.ended()
    report = leader.raw.decode(errors="replace").rpartition("\x1b[?1049l")[2]
    assert TOLD in " ".join(report.split())
    _says_no_number(f"Result {report}")
