"""Who leads: one chair, one move at a time, and what is refused with a reason; a store that is out of reach."""

from __future__ import annotations

import asyncio

import pytest

from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.cockpit import ProjectorView
from explainer.reading.moves import apply
from explainer.serve.rooms import outages
from explainer.serve.rooms.leading.cockpit_view import Moment, cockpit_view
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.showing import projector_view
from explainer.workshop.commands import OpenPoll
from explainer.workshop.rules import decide
from explainer.workshop.stores.interface import Unreachable
from explainer.workshop.stores.notifications import LIVES
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.hall import Guest, Hall
from tests.unit.serve.rooms.listener import answers, crowd

NOW = Moment(2_000_000_000, "14:03")


def wall(hall: Hall) -> ProjectorView:
    """What the projector shows just now."""
    return projector_view(hall.live.story, hall.state, hall.live.lately)


async def asked(hall: Hall) -> Guest:
    """A guest at the first step, whose question waits for the leader."""
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    guest.member.ask("Who lit the lamp?")
    await until(lambda: hall.leader.tallies.waiting)
    return guest


async def beside(hall: Hall) -> Leader:
    """A second cockpit."""
    other = Leader(hall.live, changed=lambda: None)
    await other.begin()
    return other


async def test_whoever_sits_beside_moves_nothing_until_the_chair_is_offered_and_taken(hall: Hall) -> None:
    await hall.press("next")
    other = await beside(hall)
    await hall.live.tell_presence()
    assert not other.leads
    before = hall.state
    for key in ("next", "poll", "let-roam", "mute", "change-code", "close-door", "reveal"):
        await other.do(Action(key))
        assert other.message == "You sit beside: the moves are the chair's.", key
    assert hall.state == before
    await other.do(Action("lead"))
    assert "Somebody leads" in other.message
    assert "offered" in await hall.press("hand-over")
    await other.do(Action("lead"))
    assert other.leads and not hall.leader.leads
    assert cockpit_view(hall.leader, NOW).chair == "other"
    await other.end(clean=True)
    assert not hall.state.holder, "withdrawn at a clean end"


async def test_a_silent_chair_may_be_taken_after_ten_seconds(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.press("next")
    other = await beside(hall)
    other._came_at -= 60
    await hall.leader.end(clean=False)
    await other.do(Action("lead"))
    assert not other.leads, "it may come back"
    clock = hall.live._clock
    monkeypatch.setattr(hall.live, "_clock", lambda: clock() + 11)
    assert cockpit_view(other, NOW).chair == "silent"
    await other.do(Action("lead"))
    assert other.leads
    again = Leader(hall.live, hall.leader.token, changed=lambda: None)
    await again.begin()
    assert not again.leads, "the old leader is back, and sits beside"
    await again.end(clean=False)
    await other.end(clean=False)


async def test_who_is_back_over_a_broken_line_sits_again_beside_another_and_needs_no_key(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same secret and another token, as over SSH; who was beside all along gets nothing by it."""
    await hall.press("next")
    other = await beside(hall)
    other._came_at -= 60
    await hall.leader.end(clean=False)
    back = await beside(hall)
    assert not back.leads, "the old line may only be slow"
    clock = hall.live._clock
    monkeypatch.setattr(hall.live, "_clock", lambda: clock() + 4)
    await other._sit_if_alone()
    assert not other.leads
    await until(lambda: back.leads)
    assert cockpit_view(other, NOW).chair == "other"
    await back.do(Action("next"))
    assert hall.state.stage is not None and hall.state.stage.step == "lamp", back.message
    await other.end(clean=False)
    await back.end(clean=False)


async def test_a_cockpit_without_a_sign_of_life_is_told_no_longer(hall: Hall) -> None:
    """A laptop that sleeps: its connection stays for a minute, the chair is silent at once, and wakes with it."""
    await hall.press("next")
    hall.leader.is_alive = False
    await hall.live.tell_presence()
    assert hall.leader.token not in hall.live.crowd.cockpits
    hall.leader.is_alive = True
    await hall.live.tell_presence()
    assert hall.leader.token in hall.live.crowd.cockpits and hall.leader.leads


async def test_what_a_room_does_not_do_is_said_and_nothing_happens(hall: Hall) -> None:
    assert "Space begins" in await hall.press("consent")
    await hall.press("next")
    assert "no warning" in await hall.press("consent")
    before = hall.state
    await hall.leader.hold("a task")
    assert hall.leader.message.startswith("Not here: nobody is held")
    assert hall.state.mode == before.mode
    assert "This is where" in await hall.press("back")
    await hall.press("poll")
    assert hall.state.open_poll is not None
    with pytest.raises(Cannot, match="close this one first"):
        decide(hall.state, hall.live.story, OpenPoll(hall.leader.next_poll()), 0)
    await hall.lead_to("the-rescue")
    assert "poll still open" in hall.leader.message
    assert hall.state.open_poll is not None, "only close closes it"


async def test_the_wall_shows_a_warned_scene_only_by_an_act_of_its_own(hall: Hall) -> None:
    await hall.lead_to("the-rescue")
    assert wall(hall).warned
    assert "go in first" in await hall.press("show-warned")
    await hall.press("consent")
    assert wall(hall).warned
    view = cockpit_view(hall.leader, NOW)
    assert (view.reached, view.warned, view.by_scene) == (-1, True, ()), "no number of choices, ever"
    await hall.press("show-warned")
    assert not wall(hall).warned
    await hall.press("next")
    assert hall.state.stage is not None and not hall.state.stage.show_warned


async def test_a_question_is_on_the_wall_only_when_the_leader_picks_it(hall: Hall) -> None:
    guest = await asked(hall)
    assert await hall.press("show-question") == "Approve it first; then the projector can show it."
    await hall.press("approve")
    await guest.shows("Who lit the lamp?")
    assert wall(hall).question == "", "guests read it; the wall waits for the leader"
    assert await hall.press("show-question") == "On the projector until the next move, or the same key."
    assert wall(hall).question == "Who lit the lamp?"
    assert await hall.press("show-question") == "Taken off the projector."
    assert wall(hall).question == ""
    await hall.press("show-question")
    await hall.press("lens", "1931-02-03")
    assert wall(hall).question, "another day is no move"
    await hall.press("next")
    assert wall(hall).question == "", "the next move takes it off"
    await hall.press("show-question")
    assert await hall.press("approve") == "Taken up already; y marks it as answered."
    assert await hall.press("mark-answered") == "Marked as answered."
    assert wall(hall).question == "", "an answered one goes"
    assert await hall.press("show-question") == "This question has been settled already."


async def test_a_picked_question_stands_before_a_result_and_behind_an_open_poll(hall: Hall) -> None:
    await asked(hall)
    await hall.press("approve")
    await hall.press("poll")
    assert (await hall.press("show-question")).startswith("A poll is open")
    await hall.press("reveal")
    assert wall(hall).result is not None
    await hall.press("show-question")
    assert (wall(hall).result, wall(hall).poll, wall(hall).question) == (None, "", "Who lit the lamp?")
    await hall.press("show-question")
    assert wall(hall).result is not None and not wall(hall).question
    await hall.lead_to("the-rescue")
    await hall.press("consent")
    assert "no question" in await hall.press("show-question")


async def test_people_by_scene_are_told_from_five_on_and_never_in_a_warned_one(hall: Hall) -> None:
    await hall.press("next")
    guests = [hall.guest() for _guest in range(9)]
    for guest in guests:
        await guest.shows("step 1 of 3")
    for number, guest in enumerate(guests):
        where = "the-lamp" if number < 4 else "the-rescue"
        run = guest.member.page(guest.member.run)
        guest.member.moved(apply(hall.live.story, run, Action("go", where)))
    await hall.live.tell_presence()
    assert hall.live.crowd.roaming == 9
    assert cockpit_view(hall.leader, NOW).by_scene == ()
    guests[8].member.moved(apply(hall.live.story, run, Action("go", "the-lamp")))
    await hall.live.tell_presence()
    assert cockpit_view(hall.leader, NOW).by_scene == (("The lamp", 5),)


async def test_out_of_reach_nothing_is_pretended_and_it_comes_back_by_itself(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "WAITED", 0.05)
    monkeypatch.setattr(outages, "TOLD_AFTER", 0.2)
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    await hall.press("poll")
    await guest.shows("Esc later")
    guest.panel_came()
    store = hall.live.store

    async def gone(*_arguments: object, **_named: object) -> None:
        raise Unreachable("test")

    with monkeypatch.context() as cut:
        cut.setattr(store, "append", gone)
        cut.setattr(store.presence, "tell", gone)
        cut.setattr(store.box, "cast", gone)
        guest.press("1")
        await guest.until(lambda: guest.member.view.poll.own_state == "refused", "refused")
        assert "out of reach" in guest.member.view.poll.said
        before = hall.state
        assert "Not connected" in await hall.press("next")
        assert "it may not be done" in await hall.press("mute")
        assert hall.state == before
        assert not hall.live.connected
        await guest.until(lambda: not guest.member.view.connected, "told what still works")
        await guest.shows("Not connected to the room")
        guest.press("2")
        await guest.still()
        assert guest.member.view.poll.own_state == "refused", "never pretended"
        assert cockpit_view(hall.leader, Moment(0, "", 12.0)).trouble.endswith("12 s")
    await until(lambda: hall.live.connected)
    await guest.shows("Connected again")
    guest.press("1")
    await guest.counts()
    await hall.press("next")
    await guest.until(lambda: guest.member.view.leader_step == 2, "the step of now")


async def test_a_worker_that_stood_still_counts_its_guests_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else twelve answers of twenty guests were "nearly all", and no counts were told."""
    await hall.press("next")
    members = crowd(hall, 20)
    await until(lambda: hall.live.crowd.connected == 20)
    await hall.press("poll")
    await answers(members, (4, 8, 0))
    now = asyncio.get_running_loop().time
    monkeypatch.setattr(hall.live.store.presence, "_now", lambda: now() + LIVES + 1)
    await hall.press("reveal")
    result = hall.state.polls[0].result
    assert result is not None and (result.answers, result.connected, result.counts) == (12, 20, (4, 8, 0))
    for member in members:
        member.leave(dropped=False)
