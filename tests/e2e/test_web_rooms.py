"""A real Chromium at a phone's width in the same room as SSH guests, led over `lead-CODE`."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.browsing import (
    come_in,
    faults,
    is_too_wide,
    needs_chromium,
    phone,
    tab_to,
    web_address,
)
from tests.e2e.serving import wait_until
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.terminal import Terminal
from tests.tiny import write_story

pytestmark = [needs_ssh, needs_chromium]
DOORS = ("--web", "127.0.0.1:0")
"""What the module's server opens besides SSH."""


def test_a_phone_follows_votes_asks_roams_and_rejoins_beside_an_ssh_guest(
    room: Room, browser: Browser
) -> None:
    # tidy: one evening in its order, on one page
    leader, terminal = room.leader(), room.guest()
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        expect(page.get_by_text("The leader has not begun.", exact=False).first).to_be_visible()
        assert faults(page) == []
        leader.press("space")
        terminal.wait_for("step 1 of 3")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        expect(page.locator("h1")).to_have_text("A light goes out")
        expect(page.locator("#said")).to_contain_text("The leader is at A light goes out")
        leader.wait_for("2 connected")
        assert faults(page) == []
        assert not is_too_wide(page)
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 2 of 3")
        # votes
        leader.press("p")
        expect(page.get_by_role("heading", name="Poll")).to_be_visible()
        assert faults(page) == []
        page.locator("input[type=radio]").nth(1).check()
        page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 2, counted.", exact=False)).to_be_visible()
        leader.wait_for("1 answer")
        expect(page.locator("#said")).to_contain_text("Answer 2, counted")
        # asks
        page.locator("#ask").fill("Who rowed?")
        page.get_by_role("button", name="Send to the leader only").click()
        expect(page.locator(".asked")).to_contain_text("Who rowed?")
        leader.wait_for("Who rowed?")
        assert page.locator("#ask").input_value() == ""
        # roams
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".where")).to_contain_text("Own way")
        leader.wait_for("1 roam")
        leader.press("space")
        terminal.wait_for("step 3 of 3")
        expect(page.locator(".where")).to_contain_text("step 3 of 3")
        assert "Own way" in page.locator(".where").inner_text()
        # comes back
        page.get_by_role("button", name="Follow").click()
        expect(page.locator(".where")).to_have_text("Following the leader, step 3 of 3")
        leader.wait_for("0 roam")
        page.goto("about:blank")
        page.goto(f"{web_address(room.server)}/{room.code}")
        expect(page.locator(".where")).to_have_text("Following the leader, step 3 of 3")
        assert page.get_by_text("You: 2, counted.", exact=False).count() == 1, "the same guest"


def to_the_warning(leader: Terminal, page: Page) -> None:
    """From the start to the warned scene's warning."""
    for _step in range(3):
        leader.press("space")
    leader.wait_for("step 3 of 3")
    for _step in range(3):
        leader.press("space")
    expect(page.locator("h1")).to_contain_text("Before the next scene")


def test_a_warned_scene_is_a_warning_with_three_equal_ways_and_not_in_the_source(
    room: Room, browser: Browser
) -> None:
    leader, address = room.leader(), web_address(room.server)
    with (
        phone(browser, address) as reads,
        phone(browser, address) as round_it,
        phone(browser, address) as out,
    ):
        for page in (reads, round_it, out):
            come_in(page, room)
        to_the_warning(leader, reads)
        for page in (reads, round_it, out):
            expect(page.locator("h1")).to_contain_text("Before the next scene")
            assert "rowers" not in page.content()
            boxes = [one.bounding_box() for one in page.locator(".three button").all()]
            assert len(boxes) == 3 and len({(box["width"], box["height"]) for box in boxes if box}) == 1
            assert faults(page) == []
        assert "rowers" not in reads.request.get(f"{address}/{room.code}").text()
        leader.press("o")  # leads in
        leader.wait_for("rowers")
        reads.wait_for_timeout(500)
        assert all("rowers" not in page.content() for page in (reads, round_it, out))
        reads.get_by_role("button", name="Read it").click()
        expect(reads.locator("main")).to_contain_text("rowers")
        round_it.get_by_role("button", name="Go round it").click()
        expect(round_it.locator(".bridge")).to_have_text("Some of the crews were brought in that night.")
        expect(round_it.locator(".where")).to_contain_text("Following")
        out.get_by_role("button", name="Step out").first.click()
        expect(out.locator("h1")).to_have_text("You have stepped out.")
        leader.wait_for("1 roam")
        leader.press("space")
        for page in (reads, round_it):
            expect(page.locator("h1")).to_have_text("The morning")
        expect(out.locator("h1")).to_have_text("You have stepped out.")
        assert "rowers" not in round_it.content()


def test_without_script_a_phone_does_all_of_it_by_opening_pages(room: Room, browser: Browser) -> None:
    leader, address = room.leader(), web_address(room.server)
    with phone(browser, address, script=False) as page:
        come_in(page, room)
        leader.press("space")
        leader.wait_for("step 1 of 3")
        page.reload()
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        leader.press("p")
        leader.wait_for("0 answers")
        page.reload()
        page.locator("input[type=radio]").nth(2).check()
        page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 3, counted.", exact=False)).to_be_visible()
        leader.wait_for("1 answer")
        page.locator("#ask").fill("Who was told first?")
        page.get_by_role("button", name="Slower").click()
        expect(page.locator("#ask")).to_have_value("Who was told first?")
        expect(page.locator(".message")).to_contain_text("Pace: slower, for five minutes.")
        page.get_by_role("button", name="Send to the leader only").click()
        leader.wait_for("Who was told first?")
        page.get_by_role("button", name="Doubt this line").click()
        expect(page.get_by_role("button", name="Doubt this line")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".where")).to_contain_text("Own way")
        expect(page.locator(".step")).to_have_count(3)
        page.get_by_role("button", name="Why did the lamp go out?").click()
        expect(page.locator("h1")).to_have_text("The lamp")
        leader.wait_for("1 roam")
        page.get_by_role("link", name="Sources", exact=True).click()
        page.locator("main li a").first.click()
        assert "Source 1" in page.locator("h1").inner_text()
        expect(page.locator(".where")).to_contain_text("Own way")
        page.get_by_role("button", name="Follow").click()
        expect(page.locator(".where")).to_contain_text("Following the leader")
        page.get_by_role("button", name="Leave the room").click()
        expect(page.locator("h1")).to_have_text("The storm of 1931")
        page.goto(f"{address}/{room.code}")
        expect(page.get_by_role("button", name="Come in")).to_be_visible()


def test_nothing_moves_under_who_types(room: Room, browser: Browser) -> None:
    leader = room.leader()
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        field = page.locator("#ask")
        field.focus()
        page.keyboard.type("Who was ")
        leader.press("space")
        link = page.get_by_role("link", name="Go to the leader’s step")
        expect(link).to_be_visible()
        expect(page.locator("#said")).to_contain_text("step 2 of 3")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        page.keyboard.type("told?")
        assert field.input_value() == "Who was told?"
        link.click()
        expect(page.locator(".where")).to_contain_text("step 2 of 3")
        assert page.evaluate("document.activeElement.id") == "text"
        assert field.input_value() == "Who was told?", "what was begun is kept"
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 3 of 3")
        assert page.evaluate("document.activeElement.id") == "text", "the focus never jumps"


def test_the_keyboard_alone_votes_and_comes_back(room: Room, browser: Browser) -> None:
    leader = room.leader()
    with phone(browser, web_address(room.server)) as page:
        page.goto(f"{web_address(room.server)}/{room.code}")
        tab_to(page, "Come in")
        page.keyboard.press("Enter")
        expect(page.locator(".where")).to_be_visible()
        leader.press("space")
        leader.wait_for("step 1 of 3")
        leader.press("p")
        expect(page.get_by_role("heading", name="Poll")).to_be_visible()
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type") == "radio":
                break
        page.keyboard.press("ArrowDown")
        tab_to(page, "Send answer")
        page.keyboard.press("Enter")
        expect(page.get_by_text("You: 2, counted.", exact=False)).to_be_visible()
        tab_to(page, "Next")
        page.keyboard.press("Enter")
        expect(page.locator(".where")).to_contain_text("Own way")
        expect(page.locator("#text")).to_be_focused()
        # At its top. Playwright's own wait would ask again from within the page, which the page's policy forbids.
        end = time.monotonic() + 30
        while page.evaluate("scrollY") != 0:
            assert time.monotonic() < end, "the new page does not begin at its top"
            time.sleep(0.05)
        tab_to(page, "Follow")
        page.keyboard.press("Enter")
        expect(page.locator(".where")).to_contain_text("Following")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[SshServer]:
    story = write_story(tmp_path / "story")
    with running(tmp_path, story, "--workers", "1", "--web", "127.0.0.1:0") as server:
        yield server


def test_a_killed_worker_costs_a_page_nothing(alone: SshServer, browser: Browser) -> None:
    with Room(alone) as room, phone(browser, web_address(alone)) as page:
        leader = room.leader()
        come_in(page, room)
        leader.press("space")
        leader.wait_for("step 1 of 3")
        leader.press("p")
        page.locator("input[type=radio]").first.check()
        with page.expect_response("**/do"):
            page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 1, counted.", exact=False)).to_be_visible()
        page.evaluate("window.isTheSamePage = true")
        before = page.locator("main").inner_html()
        (worker,) = alone.workers()
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: alone.workers() not in ([], [worker]))
        again = room.leader()
        again.wait_for("1 answer")
        again.wait_for("1 connected")
        assert page.locator("main").inner_html() == before
        page.locator("input[type=radio]").nth(1).check()
        page.get_by_role("button", name="Send answer").click()
        expect(page.get_by_text("You: 2, counted.", exact=False)).to_be_visible()
        again.wait_for("1 answer")
        assert "2 answers" not in again.flat, "changed, and not counted twice"
        again.wait_until(lambda: "you lead" in again.text, "in the chair again")
        again.press("space")
        expect(page.locator(".where")).to_contain_text("step 2 of 3")
        assert page.evaluate("window.isTheSamePage"), "nobody opened it anew"


def test_a_page_that_was_closed_is_not_with_the_leader(room: Room, browser: Browser) -> None:
    leader = room.leader()
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.press("space")
        leader.wait_for("with 1 of 1")
        page.close()
        leader.wait_for("with 0 of 1")  # it may come back: its place is kept a while
    leader.wait_for("0 connected")


def test_a_page_says_that_its_line_is_gone_and_when_it_is_back(tmp_path: Path, browser: Browser) -> None:
    story = write_story(tmp_path / "story")
    with (
        running(tmp_path, story, "--workers", "2", *DOORS) as first,
        Room(first) as room,
        phone(browser, web_address(first)) as page,
    ):
        leader = room.leader()
        come_in(page, room)
        leader.press("space")
        leader.wait_for("with 1 of 1")
        told = page.locator("#lost")
        expect(told).to_be_hidden()
        ports = ("--web", web_address(first).removeprefix("http://"))
        for pid in (first.server.process.pid, *first.server.family()):
            os.kill(pid, signal.SIGKILL)
        first.server.process.wait()
        page.get_by_role("button", name="Slower").click()
        expect(told).to_contain_text("Not sent: the server is out of reach.")
        with running(tmp_path, story, "--workers", "2", *ports):
            expect(told).to_have_text("Connected again.")
            expect(told).to_be_hidden()
            page.get_by_role("button", name="Slower").click()
            expect(page.locator(".message")).to_contain_text("Pace: slower, for five minutes.")
        expect(told).to_have_text(
            "The line to the room is gone. This page stays; it comes back by itself.", timeout=5_000
        )
        expect(page.locator("#said")).to_contain_text("The line to the room is gone.")


def test_an_answer_that_was_overtaken_by_news_puts_nothing_old_on_the_page(
    room: Room, browser: Browser
) -> None:
    leader = room.leader()
    with phone(browser, web_address(room.server)) as page:
        come_in(page, room)
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")

        def overtaken(route: Route) -> None:
            answer = route.fetch()
            leader.press("space")
            expect(page.locator(".where")).to_contain_text("step 2 of 3")
            route.fulfill(response=answer)

        page.route("**/do", overtaken)
        with page.expect_response("**/do"):
            page.get_by_role("button", name="Slower").click()
        page.wait_for_timeout(300)
        assert "step 2 of 3" in page.locator(".where").inner_text()
        assert "Oda Berg" in page.locator("main").inner_text()


def test_a_story_read_anew_leaves_a_page_in_its_room_and_edition(alone: SshServer, browser: Browser) -> None:
    with Room(alone) as room, phone(browser, web_address(alone)) as page:
        leader = room.leader()
        come_in(page, room)
        leader.press("space")
        expect(page.locator(".where")).to_contain_text("step 1 of 3")
        scene = alone.state.parent / "story" / "night" / "the-warning.yaml"
        scene.write_text(scene.read_text().replace("title: The telegram", "title: Another telegram"))
        story = scene.parents[1] / "story.yaml"
        story.write_text(story.read_text().replace('version: "1.2"', 'version: "1.3"'))
        alone.server.signal(signal.SIGHUP)
        wait_until(lambda: "new guests read" in alone.server.errors)
        page.wait_for_timeout(2_500)
        for step in (2, 3):
            leader.press("space")
            expect(page.locator(".where")).to_contain_text(f"step {step} of 3")
        leader.press("space")
        expect(page.locator("h1")).to_have_text("The telegram")
        leader.wait_for("1 connected")
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".where")).to_contain_text("Own way")
