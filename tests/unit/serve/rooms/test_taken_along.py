"""What a guest of a room takes along: their own way, the room's results, nobody's own answer."""

from __future__ import annotations

import pytest

from explainer.serve.rooms import follower
from tests.unit.serve.rooms.hall import Guest, Hall


async def taken(guest: Guest) -> str:
    """The whole of it, as it stands on the screen when one scrolls on."""
    guest.press("T")
    await guest.until(lambda: guest.app is not None and guest.app.is_ready, "an app")
    await guest.shows("What you take along")
    await guest.still()
    return " ".join(" ".join(guest.app.reading._takeaway[-1]).split())


def way(text: str) -> list[str]:
    told = text.partition("My way")[2].partition("read yet")[0]
    return [
        scene for scene in ("the-storm", "the-lamp", "the-warning", "the-morning") if f"({scene})" in told
    ]


async def test_who_comes_late_takes_along_what_they_were_shown(hall: Hall) -> None:
    early = hall.guest((80, 40))
    await hall.press("next")
    for scene in ("the-lamp", "the-warning"):
        await hall.lead_to(scene)
    late = hall.guest((80, 40))
    await late.shows("The telegram")
    await hall.lead_to("the-morning")
    await late.shows("The morning")
    assert way(await taken(late)) == ["the-warning", "the-morning"]
    assert way(await taken(early)) == ["the-storm", "the-lamp", "the-warning", "the-morning"]


async def test_who_waits_when_the_room_begins_elsewhere_was_not_at_the_start(hall: Hall) -> None:
    guest = hall.guest((80, 40))
    await guest.still()
    await hall.lead_to("the-lamp")
    await hall.lead_to("the-morning")
    await guest.shows("The morning")
    assert way(await taken(guest)) == ["the-lamp", "the-morning"]


async def test_the_way_goes_on_while_no_app_is_there(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "LOOK", 0.01)
    await hall.press("next")
    guest = hall.guest((80, 40))
    await guest.shows("step 1 of 3")
    guest.press("n")
    await guest.until(lambda: not guest.member.follows, "the guest roams")
    await guest.still()
    monkeypatch.setattr(follower, "REST", 0.0)
    guest.press("f")
    await guest.until(lambda: guest.app is None, "the app is put away")
    monkeypatch.setattr(follower, "REST", 60.0)
    for scene in ("the-lamp", "the-warning", "the-morning"):
        await hall.lead_to(scene)
        await guest.still()
    assert guest.app is None
    assert way(await taken(guest)) == ["the-storm", "the-lamp", "the-warning", "the-morning"]


async def test_the_rooms_results_and_nobodys_own_answer(hall: Hall) -> None:
    await hall.lead_to("the-storm")
    guests = [hall.guest((80, 40)) for _guest in range(7)]
    for guest in guests:
        await guest.still()
    await hall.press("poll")
    for number, guest in enumerate(guests[:6]):
        await guest.still()
        guest.panel_came()
        guest.member.answer(number % 2)
    await guests[0].until(lambda: guests[5].member.view.poll.own_state == "counted", "counted")
    await hall.press("reveal")
    texts = []
    for guest in guests[:2]:
        await guest.still()
        text = await taken(guest)
        texts.append(text.partition("What the room answered")[2].partition("Claims I met")[0])
    assert (
        "Did boats come back?" in texts[0]
        and "Five to nine answered: no option is clearly ahead." in texts[0]
    )
    assert texts[0] == texts[1], "one put the first, the other the second"
