"""What is a browser's guest's own, at a phone's width: the takeaway with its files, and the phrase that SSH takes."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import (
    come_in,
    faults,
    is_too_wide,
    needs_chromium,
    phone,
    tab_to,
    web_address,
)
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import needs_ssh
from tests.e2e.web_client import Client

pytestmark = [needs_ssh, needs_chromium]
DOORS = ("--web", "127.0.0.1:0")
"""What the module's server opens besides SSH."""


def has_no_faults(page: Page) -> None:
    assert faults(page) == []
    assert not is_too_wide(page)


def test_the_takeaway_is_read_and_carried_by_keyboard(room: Room, browser: Browser) -> None:
    leader = room.leader()
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        tab_to(page, "Takeaway")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("What I take along")
        expect(page.locator("main")).to_contain_text("It may be unwise to have it with you at a border")
        expect(page.locator("main")).to_contain_text("A light goes out")
        has_no_faults(page)
        for words, ending, begins in (
            ("As a web page", "html", "<!DOCTYPE html>"),
            ("As Markdown", "md", "# "),
            ("As plain text", "txt", "What I take along"),
        ):
            tab_to(page, words)
            with page.expect_download() as coming:
                page.keyboard.press("Enter")
            assert coming.value.suggested_filename == f"takeaway.{ending}"
            text = Path(coming.value.path()).read_text()
            assert text.startswith(begins) and "A light goes out" in text and "at a border" in text
        leader.press("space")
        expect(page.locator("#said")).to_contain_text("step 2 of 3")  # the room's news come here too
        tab_to(page, "Back to the room’s page")
        page.keyboard.press("Enter")
        expect(page.locator(".where")).to_contain_text("step 2 of 3")


def test_when_the_room_is_closed_one_still_takes_it_along(room: Room, browser: Browser) -> None:
    leader = room.leader()
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        leader.press("Z")
        leader.wait_for("r makes a report first")
        leader.press("y")
        expect(page.locator("h1")).to_have_text("The room is closed.")
        has_no_faults(page)
        tab_to(page, "Your phrase: read on over SSH from here")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("over SSH you read on alone")
        phrase = page.locator(".phrase").inner_text().strip()
        has_no_faults(page)
        back = room.terminal("resume")
        back.wait_for("Type your phrase")
        back.send(f"{phrase}\r")
        back.wait_for("read on")
        back.press("right")
        back.wait_for("A light goes out")
        tab_to(page, "Back to the room’s page")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("The room is closed.")
        tab_to(page, "Takeaway: your way, the claims you met, what the room was shown")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("What I take along")
        expect(page.locator("main")).to_contain_text("A light goes out")
        has_no_faults(page)


def test_a_phrase_goes_on_over_ssh_as_the_same_guest(room: Room, browser: Browser) -> None:
    leader = room.leader()
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.press("space")
        leader.press("p")
        page.locator("input[type=radio]").nth(1).check()
        page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 2, counted.", exact=False)).to_be_visible()
        tab_to(page, "Your phrase")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Your phrase")
        phrase = page.locator(".phrase").inner_text().strip()
        assert re.fullmatch(r"[a-z]+( [a-z]+){4}", phrase)
        assert phrase not in page.title() and phrase not in page.locator("#said").inner_text()
        assert not any(word in page.url for word in phrase.split() if len(word) > 4)
        has_no_faults(page)
        page.goto("about:blank")
        back = room.terminal("resume")
        back.wait_for("Type your phrase")
        back.send(f"{phrase}\r")
        back.wait_for("You: 2, counted")
        leader.wait_for("1 answer")


def test_none_of_it_is_kept_by_a_browser_and_strangers_get_none(room: Room) -> None:
    client = Client(room.server)
    client.come_in(room)
    for name, kind in (
        ("takeaway", "text/html"), ("takeaway.html", "text/html"), ("takeaway.md", "text/markdown"),
        ("takeaway.txt", "text/plain"), ("phrase", "text/html"),
    ):  # fmt: skip
        for _worker in range(4):  # each line goes to either worker: the other passes it on
            status, _text = client.ask("GET", f"/{room.code}/{name}")
            assert (status, client.headers["cache-control"]) == (200, "no-store")
            assert client.headers["content-type"].startswith(kind)
            given = client.headers.get("content-disposition", "")
            assert given == (f'attachment; filename="{name}"' if "." in name else "")
    assert client.ask("GET", "/takeaway")[0] == 303
    assert client.headers["location"] == f"/{room.code}/takeaway"
    stranger = Client(room.server)
    for name in ("takeaway", "takeaway.md", "phrase"):
        assert stranger.ask("GET", f"/{room.code}/{name}")[0] == 303
        assert stranger.headers["location"] == f"/{room.code}"
    status, text = stranger.ask("GET", "/takeaway")
    assert status == 200 and "not known to this server" in text
    assert stranger.ask("GET", f"/{room.code}/takeaway.exe")[0] == 404
