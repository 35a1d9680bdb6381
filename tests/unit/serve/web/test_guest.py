"""A browser's guest in a room of one process: its page, its presses, its own way, its place when it is gone."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from explainer.serve.web.fragments import PartsMaker
from explainer.serve.web.guest import WebGuest
from explainer.serve.web.page_shell import Assets, Shell
from explainer.serve.web.pages import Pages, so_far
from explainer.serve.web.rooms import Rooms
from explainer.serve.web.sessions import Elsewhere, Session, Sessions
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Hall
from tests.unit.serve.web.pressing import press


def page(guest: WebGuest) -> str:
    return str(guest.parts().markup["page"])


async def test_followers_alike_share_one_page(hall: Hall, sessions: Sessions) -> None:
    one, other = sessions.begin(hall.live).guest, sessions.begin(hall.live).guest
    await hall.lead_to("the-storm")
    await until(lambda: one.view.leader_scene == "the-storm")
    assert one.parts() is other.parts()
    assert "Did boats come back?" in page(one)


async def test_next_reads_the_rest_of_the_scene_then_the_next_one(hall: Hall, sessions: Sessions) -> None:
    guest = sessions.begin(hall.live).guest
    await hall.lead_to("the-storm")
    await until(lambda: guest.view.leader_step == 1)
    assert guest.leaf().kind == "step"
    await press(guest, "next")
    assert (guest.leaf().kind, guest.leaf().key, guest.view.state) == ("scene", "the-storm", "roaming")
    await press(guest, "next")
    assert guest.leaf().key == "the-warning"
    await press(guest, "next")
    assert guest.leaf().kind == "warning" and guest.leaf().way_back
    assert "rowers" not in page(guest)
    await press(guest, "round")
    assert (guest.leaf().key, guest.leaf().bridge) == ("the-morning", "the-rescue")
    await press(guest, "back")
    await press(guest, "back")
    assert guest.leaf().key == "the-warning"
    await press(guest, "follow")
    assert guest.view.state == "following" and guest.leaf().key == "the-storm"


async def test_at_the_end_a_page_says_what_was_read_and_what_is_left(hall: Hall, sessions: Sessions) -> None:
    guest = sessions.begin(hall.live).guest
    await hall.lead_to("the-storm")
    await until(lambda: guest.view.leader_scene == "the-storm")
    assert "so-far" not in page(guest)
    await hall.lead_to("the-morning")
    await until(lambda: guest.view.leader_scene == "the-morning")
    assert f'href="{guest.prefix}/so-far"' in page(guest)
    guest.leaf()
    told = str(so_far(guest.story, guest.run, guest.prefix))
    assert "The story ends here" in told
    assert "You read 2 of 5 scenes." in told and "Disputed in what you read: 1" in told
    assert f'href="{guest.prefix}/claim/' in told and 'value="trail:short-way"' in told
    await press(guest, "next")
    assert guest.message, "there is nothing further"
    await press(guest, "scene:the-storm")
    assert "What you read so far" in str(so_far(guest.story, guest.run, guest.prefix))


async def test_a_choice_is_a_choice_and_its_side_scene_returns(hall: Hall, sessions: Sessions) -> None:
    guest = sessions.begin(hall.live).guest
    await hall.lead_to("the-storm")
    await until(lambda: guest.view.leader_step == 1)
    await press(guest, "scene:the-lamp")
    assert guest.run.visit.return_to == "the-storm" and guest.run.forks
    await press(guest, "next")
    assert guest.leaf().key == "the-warning", "where the fork goes on"


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("scene:nowhere", "There is no such scene here."),
        ("trail:nowhere", "There is no such trail here."),
        ("doubt:nowhere", "There is no such line here."),
        ("ready:done", "There is no task to tick just now."),
        ("answer", "Choose an answer first."),
        ("consent", "There is no warning here."),
        ("round", "There is no warning here."),
        ("rm -rf", "This button is not known here."),
        ("", "This button is not known here."),
        ("ask", "Nothing typed, nothing sent."),
    ],
)
async def test_what_cannot_be_is_said_on_the_page(
    hall: Hall, sessions: Sessions, wish: str, said: str
) -> None:
    guest = sessions.begin(hall.live).guest
    await hall.lead_to("the-storm")
    await until(lambda: guest.view.leader_step == 1)
    assert await press(guest, wish) == said
    assert said in guest.parts().markup["room"]
    assert guest.view.state == "following"


async def test_what_is_typed_is_shown_as_it_is_and_never_as_markup(hall: Hall, sessions: Sessions) -> None:
    guest = sessions.begin(hall.live).guest
    hostile = "<script>alert(1)</script>\u202e\x1b[2J \"'"
    await press(guest, "next", text=hostile)
    tools = str(guest.parts().markup["tools"])
    assert "<script>" not in tools and "\u202e" not in tools and "\x1b" not in tools
    assert "&lt;script&gt;" in tools


async def test_a_place_is_found_again_with_its_ballot_by_another_worker(
    hall: Hall, sessions: Sessions
) -> None:
    session = sessions.begin(hall.live)
    guest = session.guest
    await hall.lead_to("the-storm")
    await hall.press("poll")
    await until(lambda: guest.view.poll is not None)
    await press(guest, "answer", option="1")
    assert guest.view.poll is not None and guest.view.poll.own_state == "counted"
    other = Sessions(hall.host, PartsMaker(Pages()))
    found = await other.find(session.value)
    assert isinstance(found, Elsewhere) and found.address == sessions.owning.address
    sessions.hand_over()
    await until(lambda: not hall.host.errands)
    back = await other.find(session.value)
    assert isinstance(back, Session)
    poll = back.guest.view.poll
    assert poll is not None and (poll.own, poll.own_state) == (1, "counted")
    assert isinstance(await sessions.find(session.value), Elsewhere)
    await press(back.guest, "answer", option="0")
    box = hall.live.store.box
    assert await box.totals(hall.live.id, poll.id) == {"0": 1}, "changed, and not counted twice"
    await other.close()


async def test_who_opens_pages_of_two_sides_is_counted_once_in_the_room(
    hall: Hall, sessions: Sessions
) -> None:
    """By the pages themselves, as a browser asks for them."""
    session, box = sessions.begin(hall.live), hall.live.store.box
    rooms = Rooms(
        hall.host, Pages(), Shell(hall.host.story, Assets(), hall.host.settings.code_digits), sessions
    )
    await hall.lead_to("the-warning")
    await until(lambda: session.guest.view.leader_scene == "the-warning")

    async def opens(kind: str, key: str) -> None:
        match = {"code": hall.code, "kind": kind, "key": key}
        cookie = {"Cookie": f"{rooms._cookie}={session.value}"}
        request = make_mocked_request("GET", f"/{hall.code}/{kind}/{key}", headers=cookie, match_info=match)
        assert (await rooms._look(request)).status == 200
        await until(lambda: not hall.host.errands)

    await opens("source", "port-gazette")
    await opens("source", "port-gazette")
    assert await box.polls(hall.live.id, "opposed") == {}
    await opens("source", "log-book")
    await opens("source", "port-gazette")
    assert await box.polls(hall.live.id, "opposed") == {"opposed": {"1": 1}, "opposed:the-warning": {"1": 1}}
    await rooms.close()


async def test_a_doubt_is_taken_back_by_one_press_after_another_worker_found_the_place(
    hall: Hall, sessions: Sessions
) -> None:
    session, box = sessions.begin(hall.live), hall.live.store.box
    await hall.lead_to("the-storm")
    await until(lambda: session.guest.view.leader_scene == "the-storm")
    await press(session.guest, "doubt:boats-lost")
    sessions.hand_over()
    await until(lambda: not hall.host.errands)
    assert await box.totals(hall.live.id, "doubt:boats-lost") == {"1": 1}
    other = Sessions(hall.host, PartsMaker(Pages()))
    back = await other.find(session.value)
    assert isinstance(back, Session)
    assert await press(back.guest, "doubt:boats-lost") == "Doubt: taken back."
    await until(lambda: not hall.host.errands)
    assert await box.totals(hall.live.id, "doubt:boats-lost") == {}
    await other.close()


async def test_of_one_who_left_nothing_is_kept(hall: Hall, sessions: Sessions, tmp_path: Path) -> None:
    session = sessions.begin(hall.live)
    await until(lambda: not hall.host.errands)
    await press(session.guest, "leave")
    sessions.left(session)
    await until(lambda: not hall.host.errands)
    assert await sessions.find(session.value) is None
    assert not hall.live.members


async def test_two_requests_at_once_wake_one_guest(hall: Hall, sessions: Sessions) -> None:
    session = sessions.begin(hall.live)
    await hall.lead_to("the-storm")
    sessions.hand_over()
    await until(lambda: not hall.host.errands)
    found = await asyncio.gather(*(sessions.find(session.value) for _time in range(5)))
    assert len({id(one) for one in found}) == 1 and isinstance(found[0], Session)
    assert len(hall.live.members) == 1


async def test_values_that_are_none_open_nothing(hall: Hall, sessions: Sessions) -> None:
    for value in ("", "a", "a" * 43, "../" * 14 + "a", "ü" * 43):
        assert await sessions.find(value) is None
    assert not list(Path(sessions.owning._held).iterdir())


async def test_news_are_the_parts_that_changed(hall: Hall, sessions: Sessions) -> None:
    guest = sessions.begin(hall.live).guest
    await hall.lead_to("the-storm")
    await until(lambda: guest.view.leader_step == 1)
    before = guest.parts()
    await press(guest, "slower")
    after = guest.parts()
    raw = after.news(before, "").decode()
    assert '"tools"' in raw and '"page"' not in raw
    assert raw.startswith(f"id: {after.digest}\ndata: {{") and raw.endswith("}\n\n") and raw.count("\n") == 3
    assert after.news(after, "") == b""


async def test_browsers_without_a_line_do_not_fill_the_server(hall: Hall, sessions: Sessions) -> None:
    most = hall.host.settings.limits.guests // 4
    made = [sessions.begin(hall.live) for _time in range(most + 3)]
    assert len(sessions) == most
    await until(lambda: not hall.host.errands)
    assert isinstance(await sessions.find(made[0].value), Session), "parked, and found again"


async def test_another_worker_waits_until_the_place_is_written(
    hall: Hall, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    park = hall.host.parking.park

    def slowly(*given: Any, **named: Any) -> None:
        time.sleep(0.3)
        park(*given, **named)

    monkeypatch.setattr(hall.host.parking, "park", slowly)
    session = sessions.begin(hall.live)
    await hall.lead_to("the-storm")
    await hall.press("poll")
    await until(lambda: session.guest.view.poll is not None)
    await press(session.guest, "answer", option="2")
    other = Sessions(hall.host, PartsMaker(Pages()))
    sessions.hand_over()
    while isinstance(found := await other.find(session.value), Elsewhere):
        await asyncio.sleep(0.01)
    assert isinstance(found, Session)
    poll = found.guest.view.poll
    assert poll is not None and (poll.own, poll.own_state) == (2, "counted")
    await other.close()
