"""Wall and cockpit in a real Chromium, on the real door, beside guests and a leader of other doors."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import come_in, faults, is_too_wide, needs_chromium, phone, web_address
from tests.e2e.crowding import free_port
from tests.e2e.serving import wait_until
from tests.e2e.ssh_room import Room
from tests.e2e.ssh_server import SshServer, needs_ssh, running
from tests.e2e.web_client import Client
from tests.tiny import write_story

pytestmark = [needs_ssh, needs_chromium]
WALL = {"width": 1280, "height": 720}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """Of two workers, at ports that a wall can tell."""
    home = tmp_path_factory.mktemp("host")
    doors = ("--ssh", f"127.0.0.1:{free_port()}", "--web", f"127.0.0.1:{free_port()}")
    with running(home, write_story(home / "story"), "--workers", "2", *doors) as server:
        yield server


@contextmanager
def opened(browser: Browser, room: Room, role: str, *, script: bool = True) -> Iterator[Page]:
    """Wall or cockpit, by the secret that is typed into its page."""
    address = web_address(room.server)
    with phone(browser, address, script=script) as page:
        page.set_viewport_size(WALL)  # type: ignore[arg-type]
        page.goto(f"{address}/{role}-{room.code}")
        page.get_by_label("The leader’s secret").fill(room.secret)
        page.get_by_role("button", name="Open the").click()
        expect(page.locator(".wall, .cockpit")).to_be_visible()
        yield page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_wrong_secret_opens_neither_and_nobody_is_let_in_without_one(room: Room, browser: Browser) -> None:
    address = web_address(room.server)
    for role in ("lead", "show"):
        with phone(browser, address) as page:
            page.goto(f"{address}/{role}-{room.code}")
            expect(page.get_by_label("The leader’s secret")).to_have_attribute("type", "password")
            assert faults(page) == []
            page.get_by_label("The leader’s secret").fill("amber canoe")
            page.get_by_role("button", name="Open the").click()
            expect(page.get_by_role("alert")).to_contain_text("That is not the secret.")
            assert page.locator(".wall, .cockpit").count() == 0
            assert page.context.cookies() == []
        client = Client(room.server)
        assert (
            client.ask("POST", f"/{role}-{room.code}/do", urlencode({"do": "lead:next"}).encode())[0] == 303
        )
        assert "again" in client.ask("GET", f"/{role}-{room.code}/events")[1]
        status, text = client.ask("GET", f"/{role}-maple-99")
        assert status == 404 and "No open room has the code maple-99." in text
    assert room.state.stage is None


def test_a_hall_is_led_from_a_browser(room: Room, browser: Browser) -> None:
    # tidy: one evening in its order, on one page
    guest = room.guest()
    with opened(browser, room, "lead") as page, phone(browser, web_address(room.server)) as hand:
        expect(page.locator(".where")).to_have_text("you lead")
        assert faults(page) == []
        come_in(hand, room)
        press(page, "Next")
        guest.wait_for("step 1 of 3")
        expect(page.locator("h1")).to_have_text("A light goes out")
        expect(page.locator(".counts")).to_contain_text("2 connected: 2 follow")
        press(page, "Next")
        guest.wait_for("step 2 of 3")
        press(page, "Back")
        guest.wait_for("step 1 of 3")
        # a poll
        press(page, "Open the next poll")
        expect(hand.get_by_role("heading", name="Poll")).to_be_visible()
        hand.locator("input[type=radio]").nth(1).check()
        hand.get_by_role("button", name="Send answer").click()
        expect(page.locator("[id='part.poll']")).to_contain_text("1 answer")
        press(page, "Close the poll")
        expect(page.locator("[id='part.poll']")).to_contain_text("ask aloud")
        press(page, "Show the result")
        expect(hand.get_by_role("heading", name="Result")).to_be_visible()
        # questions
        for text in ("Who rowed?", "<b>Who</b> was told?"):
            hand.locator("#ask").fill(text)
            hand.get_by_role("button", name="Send to the leader only").click()
            expect(page.locator(".queue")).to_contain_text(text)
        assert page.locator(".queue b").count() == 0
        assert faults(page) == []
        page.locator("li", has_text="Who rowed?").get_by_role("button", name="Approve").click()
        expect(hand.locator("[id='part.poll']")).to_contain_text("Who rowed?")
        page.locator("li", has_text="was told?").get_by_role("button", name="Not taken up").click()
        expect(hand.locator(".asked")).to_contain_text("not taken up")
        expect(page.locator(".queue")).not_to_contain_text("was told?")
        # the room
        press(page, "Let roam")
        expect(hand.locator(".bar")).to_contain_text("Go where you like")
        hand.get_by_role("button", name="Next", exact=True).click()
        expect(page.locator(".counts")).to_contain_text("1 roam")
        press(page, "Call back")
        expect(hand.locator(".bar")).to_contain_text("The leader asks you back")
        page.get_by_text("Report, and the end").click()
        with page.expect_download() as report:
            page.get_by_role("link", name="The report so far, as a page").click()
        assert "Who rowed?" in report.value.path().read_text()
        press(page, "Make the report, then close the room for good")
        expect(page.locator("h1")).to_have_text("The room is closed.")
        guest.wait_for("The room is closed")
        with page.expect_download() as report:
            page.get_by_role("link", name="Take the report, as Markdown").click()
        assert "Who rowed?" in report.value.path().read_text()


def test_without_script_a_cockpit_leads_by_opening_pages(room: Room, browser: Browser) -> None:
    guest = room.guest()
    with opened(browser, room, "lead", script=False) as page:
        expect(page.locator(".where")).to_have_text("you lead")
        press(page, "Next")
        guest.wait_for("step 1 of 3")
        expect(page.locator("h1")).to_have_text("A light goes out")
        press(page, "Open the next poll")
        expect(page.locator(".message")).to_have_text("The poll is open.")
        guest.wait_for("Poll")
        press(page, "Close and show the result")
        expect(page.locator(".message")).to_have_text("Shown to the room.")
        page.get_by_label("Hold everyone on a task").fill("Find the boat.")
        press(page, "Hold")
        expect(page.locator(".message")).to_contain_text("nobody is held on or before a warned scene")
        page.get_by_text("Report, and the end").click()
        press(page, "Leave; the room stays open")
        expect(page.locator("h1")).to_have_text("The storm of 1931")
    room.leader().wait_for("you lead")


def test_without_script_the_report_is_there_after_the_close(room: Room, browser: Browser) -> None:
    with opened(browser, room, "lead", script=False) as page:
        press(page, "Next")
        page.get_by_text("Report, and the end").click()
        press(page, "Make the report, then close the room for good")
        expect(page.locator("h1")).to_have_text("The room is closed.")
        for _worker in range(4):  # whichever of the two is asked
            assert "A light goes out" in page.request.get(f"{page.url}/report.md").text()


def test_the_wall_shows_the_stage_and_a_warned_scene_only_once_it_is_led_there(
    room: Room, browser: Browser
) -> None:
    with opened(browser, room, "show") as wall, opened(browser, room, "lead") as page:
        expect(wall.get_by_role("img", name="QR code of")).to_be_visible()
        expect(wall.locator(".welcome")).to_contain_text(f"{web_address(room.server)}/{room.code}")
        assert faults(wall) == []
        press(page, "Next")
        expect(wall.locator("h1")).to_have_text("A light goes out")
        expect(page.locator("main")).to_contain_text("projector: shows the step")
        assert wall.locator("main a, main button, main details").count() == 0, "nobody presses a wall"
        assert faults(wall) == []
        press(page, "Open the next poll")
        expect(wall.locator(".options li")).to_have_count(3)
        press(page, "Close and show the result")
        expect(wall.get_by_role("heading", name="Result")).to_be_visible()
        for _step in range(5):
            press(page, "Next")
        expect(wall.locator("h1")).to_contain_text("Before the next scene")
        press(page, "Lead in; others choose for themselves")
        expect(page.locator("main")).to_contain_text("rowers")
        expect(wall.locator("h1")).to_contain_text("Before the next scene")
        assert "rowers" not in wall.content()
        assert "rowers" not in wall.request.get(wall.url).text()
        press(page, "Show the scene on the wall")
        expect(wall.locator("main")).to_contain_text("rowers")
        press(page, "Take the scene off the wall")
        expect(wall.locator("main")).not_to_contain_text("rowers")
        assert not is_too_wide(wall)


def in_sight(page: Page, selector: str) -> bool:
    """Whether all of them stand in the window at once, none under the row at its top."""
    found = page.locator(selector)
    top = page.locator("[id='part.now']").bounding_box() or {"y": 0, "height": 0}
    boxes = [found.nth(at).bounding_box() for at in range(found.count())]
    size = page.viewport_size
    assert boxes and size is not None
    least = top["y"] + top["height"]
    return all(box and box["y"] >= least and box["y"] + box["height"] <= size["height"] for box in boxes)


@pytest.mark.parametrize("script", (True, False))
def test_a_ballot_and_its_result_are_whole_on_a_phone(room: Room, browser: Browser, script: bool) -> None:
    address = web_address(room.server)
    with opened(browser, room, "lead") as page, phone(browser, address, script=script) as hand:
        hand.set_viewport_size({"width": 390, "height": 844})
        press(page, "Next")
        expect(page.locator("h1")).to_have_text("A light goes out")
        come_in(hand, room)
        press(page, "Open the next poll")
        expect(page.locator(".message")).to_have_text("The poll is open.")
        if not script:
            hand.reload()
        link = hand.get_by_role("link", name="A poll is open: answer it")
        expect(link).to_be_visible()
        assert in_sight(hand, "[id='now.poll']") or hand.evaluate("scrollY") == 0
        link.click()
        expect(hand.get_by_role("button", name="Send answer")).to_be_in_viewport()
        assert in_sight(hand, "legend, .option, [id='do.answer']")
        assert not is_too_wide(hand)
        hand.locator("input[type=radio]").first.check()
        hand.get_by_role("button", name="Send answer").click()
        expect(hand.get_by_text("You: 1, counted.", exact=False)).to_be_visible()
        expect(link).to_have_count(0)
        press(page, "Close and show the result")
        expect(page.locator(".message")).to_have_text("Shown to the room.")
        if not script:
            hand.reload()
        hand.get_by_role("link", name="The result is there").click()
        expect(hand.get_by_role("heading", name="Result")).to_be_in_viewport()
        assert in_sight(hand, "[id='poll.name'], section[aria-labelledby='poll.name'] p")


def test_the_plans_own_ballots_are_whole_at_40x15_and_on_a_phone(
    tmp_path: Path, shipped: Path, browser: Browser
) -> None:
    story = Path(shutil.copytree(shipped, tmp_path / "story"))
    with (
        running(tmp_path, story, "--workers", "1", "--web", "127.0.0.1:0") as server,
        Room(server, planned=True) as room,
        opened(browser, room, "lead") as page,
        phone(browser, web_address(server)) as hand,
    ):
        hand.set_viewport_size({"width": 390, "height": 844})
        press(page, "Next")
        expect(page.locator("h1")).not_to_have_text("Not begun")
        come_in(hand, room)
        guest = room.guest(40, 15)
        press(page, "Open the next poll")
        hand.get_by_role("link", name="A poll is open: answer it").click()
        expect(hand.get_by_role("button", name="Send answer")).to_be_in_viewport()
        assert in_sight(hand, "legend, .option, [id='do.answer']")
        options = hand.locator(".option").all_inner_texts()
        assert len(options) >= 4
        guest.wait_until(
            lambda: all(words.strip() in guest.flat for words in options), "every option at once"
        )


def test_a_killed_worker_costs_a_browser_neither_chair_nor_wall(room: Room, browser: Browser) -> None:
    with opened(browser, room, "show") as wall, opened(browser, room, "lead") as page:
        press(page, "Next")
        expect(wall.locator("h1")).to_have_text("A light goes out")
        before = room.server.workers()
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: len(set(room.server.workers()) - set(before)) == 2)
        guest = room.guest()
        expect(page.locator(".counts")).to_contain_text("1 connected")
        expect(page.locator(".where")).to_have_text("you lead")
        press(page, "Next")
        guest.wait_for("step 2 of 3")
        expect(wall.locator("main")).to_contain_text("Oda Berg")


def test_a_browser_that_answers_no_longer_leaves_the_chair_to_the_one_beside(
    room: Room, browser: Browser
) -> None:
    with opened(browser, room, "lead") as page:
        press(page, "Next")
        beside = room.leader()
        beside.wait_for("the other leads")
        expect(page.locator("main")).to_contain_text("Co-leader: here")
        page.route("**/here", lambda route: route.abort())  # as of a laptop that sleeps: its line stays open
        beside.wait_for("the chair is silent")
        expect(page.locator("#lost")).to_be_hidden()
        beside.press("L")
        beside.wait_for("you lead")
        expect(page.locator(".where")).not_to_have_text("you lead")
        page.unroute("**/here")
        beside.press("escape")
        beside.wait_for("Co-leader: here")
        beside.press("h")
        beside.wait_for("The chair is offered")
        expect(page.locator(".where")).to_have_text("the chair is offered to you")
        press(page, "Take the chair")
        expect(page.locator(".where")).to_have_text("you lead")


def test_a_cookie_opens_one_room_and_one_door_and_a_changed_code_keeps_it(
    room: Room, browser: Browser
) -> None:
    address = web_address(room.server)
    with Room(room.server) as other, opened(browser, room, "lead") as page:
        for door in (f"lead-{other.code}", f"show-{room.code}", f"show-{other.code}"):
            assert 'id="secret"' in page.request.get(f"{address}/{door}").text()
        press(page, "Next")
        press(page, "Another code")
        expect(page.locator(".state strong")).not_to_have_text(room.code)
        page.reload()
        expect(page.locator(".where")).to_have_text("you lead")
        assert room.code not in page.url
        assert other.state.stage is None
