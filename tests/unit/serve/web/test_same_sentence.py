"""The same script through the app, the follower without an app, the lines and the browser: what is said and counted."""

from __future__ import annotations

import pytest

from explainer.serve.web.sessions import Sessions
from explainer.session import machine
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Guest, Hall
from tests.unit.serve.rooms.listener import Listener
from tests.unit.serve.web.pressing import press

SCRIPTS = {
    "pace": (
        ("-", "slower", "slower", "Pace: slower, for five minutes."),
        ("+", "faster", "faster", "ounted already."),
    ),
    "no task": (("R", "ready done", "ready:done", "here is no task to tick just now."),),
    "doubt": (
        ("D", "doubt", "doubt:boats-lost", "Doubt:"),
        ("D", "doubt", "doubt:boats-lost", "Doubt: taken back."),
        ("D", "doubt", "doubt:boats-lost", "again takes it back."),
    ),
}
"""By name, of each input the key, the word, the button, and what every door says."""
COUNTED = {"pace": {"slower": 4}, "no task": {}, "doubt": {"1": 4}}


async def with_app(hall: Hall) -> Guest:
    guest = hall.guest()
    await guest.shows("Following the leader")
    guest.press("?")
    await guest.until(lambda: guest.app is not None and guest.app.is_ready, "an app")
    guest.guest.feed(b"\x1b[27u")
    await guest.shows("Following the leader")
    return guest


@pytest.mark.parametrize("name", SCRIPTS)
async def test_every_door_says_and_counts_the_same(hall: Hall, sessions: Sessions, name: str) -> None:
    await hall.lead_to("the-warning")
    app, thin = await with_app(hall), hall.guest()
    await thin.shows("Following the leader")
    lines = Listener(hall)
    await lines.hears("telegram")
    browser = sessions.begin(hall.live).guest
    for key, word, button, sentence in SCRIPTS[name]:
        app.press(key)
        await app.shows(sentence)
        thin.press(key)
        await thin.shows(sentence)
        assert sentence in " ".join((await lines.types(word)).split())
        assert sentence in await press(browser, button)
    await until(lambda: not hall.host.errands)
    box = hall.live.store.box
    polls = await box.polls(hall.live.id, "pace:" if name == "pace" else "doubt:")
    counted: dict[str, int] = {}
    for found in polls.values():
        for choice, many in found.items():
            counted[choice] = counted.get(choice, 0) + many
    assert counted == COUNTED[name]
    states = {room.view.state for room in (app.member, thin.member, browser.member)}
    assert states == {"following"}


async def test_every_door_votes_leaves_and_comes_back(
    hall: Hall, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "DEAF", 0.0)
    await hall.press("next")
    app, thin, lines = await with_app(hall), hall.guest(), Listener(hall)
    browser = sessions.begin(hall.live).guest
    await thin.shows("Following the leader")
    members = [app.member, thin.member, lines.member, browser.member]
    await hall.press("poll")
    for guest in (app, thin):
        await guest.shows("Did boats come back? Esc later")
        guest.press("2")
        await guest.counts()
    await lines.hears("Poll: Did boats come back?")
    await lines.types("answer 2")
    await press(browser, "answer", option="1")
    await until(lambda: all(one.view.poll.own_state == "counted" for one in members))
    assert await hall.live.store.box.totals(hall.live.id, "p1") == {"1": 4}
    for key, word, state in (("O", "step-out", "out"), ("f", "follow", "following")):
        app.press(key)
        thin.press(key)
        await lines.types(word)
        await press(browser, word)
        await until(lambda state=state: all(one.view.state == state for one in members))
