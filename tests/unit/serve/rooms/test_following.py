"""Guests follow, roam, look away and come back; what they see is what a terminal shows."""

from __future__ import annotations

import asyncio

from tests.unit.serve.rooms.hall import Hall

SIZES = ((80, 24), (44, 18), (60, 20), (120, 40))


async def test_who_leads_sits_and_moves_all_who_follow(hall: Hall) -> None:
    assert hall.leader.leads
    guests = [hall.guest(size) for size in SIZES]
    for guest in guests:
        await guest.still()
        assert hall.code in guest.look(), "waiting for the leader"
    for step in (1, 2, 3):
        await hall.press("next")
        assert hall.state.stage is not None and hall.state.stage.scene == "the-storm", hall.leader.message
        for guest in guests:
            await guest.shows(f"step {step} of 3")
            assert guest.app is None
    assert hall.live.caught_up == 0


async def test_frames_and_bytes_are_those_of_all_with_windows_alike(hall: Hall) -> None:
    guests = [hall.guest() for _guest in range(12)]
    for guest in guests:
        await guest.still(0.01)
    before = hall.live.pages.drawn
    for _step in range(3):
        await hall.press("next")
        for guest in guests:
            await guest.still(0.01)
    assert hall.live.pages.drawn - before <= 4, "three and the one ahead"
    assert len({guest.sent for guest in guests}) == 1


async def test_who_comes_late_gets_the_present(hall: Hall) -> None:
    for _step in range(3):
        await hall.press("next")
    late = hall.guest()
    await late.shows("step 3 of 3")


async def test_an_own_move_roams_quietly_and_f_returns(hall: Hall) -> None:
    await hall.press("next")
    follower, roamer = hall.guest(), hall.guest()
    await roamer.shows("step 1 of 3")
    roamer.press("m")
    await roamer.until(lambda: roamer.app is not None and roamer.app.is_ready, "an app for what is their own")
    await roamer.still()
    assert roamer.member.follows, "looking is no move"
    roamer.guest.feed(b"\x1b[27u")
    await roamer.shows("step 1 of 3")
    roamer.press("n")
    await roamer.until(lambda: not roamer.member.follows, "the guest roams")
    await roamer.still()
    assert roamer.member.view.state == "roaming"
    seen = roamer.look()
    await hall.press("next")
    await follower.shows("step 2 of 3")
    await roamer.still()
    assert roamer.look().split("Own way")[0] == seen.split("Own way")[0], "nobody is moved who roams"
    await hall.lead_to("the-warning")
    roamer.press("f")
    await roamer.shows("The telegram")
    assert roamer.member.follows
    assert hall.host.counters.crashes == 0


async def test_stepped_out_is_an_empty_page_until_they_follow(hall: Hall) -> None:
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    guest.press("O")
    await guest.until(lambda: "step 1" not in guest.look(), "the calm page")
    assert guest.member.view.state == "out"
    assert not guest.member.follows, "from the front it is the same as roaming"
    await hall.lead_to("the-warning")
    await guest.still()
    assert "The telegram" not in guest.look()
    guest.press("f")
    await guest.shows("The telegram")
    assert guest.app is None, "no app was made for it"
    assert "1 scene" in guest.member.view.away


async def test_a_warned_scene_is_never_pushed(hall: Hall) -> None:
    await hall.lead_to("the-warning")
    reads, goes_round, waits = hall.guest(), hall.guest(), hall.guest()
    await hall.lead_to("the-rescue")
    assert hall.state.stage is not None and hall.state.stage.threshold
    for guest in (reads, goes_round, waits):
        await guest.shows("The next scene tells of people in the water.")
    await hall.press("consent")
    assert hall.state.stage.threshold is False
    for guest in (reads, goes_round, waits):
        await guest.still()
        assert "rowers" not in guest.look()
    reads.press("o")
    await reads.shows("rowers brought the crews")
    goes_round.press("n")
    await goes_round.shows("Some of the crews were brought in that night.")
    await waits.still()
    assert "rowers" not in waits.look()
    for guest in (reads, goes_round, waits):
        assert guest.member.follows, "whatever they chose"
        assert guest.app is None
    await hall.press("next")
    for guest in (reads, goes_round, waits):
        await guest.shows("The morning")
        await guest.still()
        assert "rowers" not in guest.look()


async def test_the_leaders_next_goes_round_a_warned_scene(hall: Hall) -> None:
    await hall.lead_to("the-rescue")
    guest = hall.guest()
    await guest.shows("people in the water")
    said = await hall.press("next")
    assert hall.state.stage is not None and hall.state.stage.scene == "the-morning"
    assert "Gone round" in said
    await guest.shows("Some of the crews were brought in that night.")


async def test_one_guests_fault_is_no_other_guests(hall: Hall) -> None:
    await hall.press("next")
    good, bad = hall.guest(), hall.guest()
    await good.shows("step 1 of 3")

    def fails() -> None:
        raise RuntimeError("a listener")

    bad.member._subscribers.insert(0, fails)
    await hall.press("next")
    for guest in (good, bad):
        await guest.shows("step 2 of 3")
    assert hall.host.counters.crashes == 1
    hall.host.counters.crashes = 0


async def test_whoever_was_not_told_is_told_within_a_second(hall: Hall) -> None:
    await hall.press("next")
    guest = hall.guest()
    await guest.shows("step 1 of 3")
    tell, guest.member.tell = guest.member.tell, lambda: None
    await hall.press("next")
    await asyncio.sleep(0.05)
    guest.member.tell = tell
    await guest.shows("step 2 of 3")
    assert hall.live.caught_up > 0


async def test_without_an_app_a_follower_is_told_what_the_app_says(hall: Hall) -> None:
    guest = hall.guest()
    await hall.lead_to("the-lamp")
    await guest.shows("The lamp")
    guest.press("-")
    await guest.shows("Pace: slower, for five minutes.")
    guest.press("+")
    await guest.shows("Counted already.")
    guest.press("A")
    await guest.until(lambda: guest.app is not None, "an app asks for the question")


async def test_what_a_follower_was_told_goes_with_the_page(hall: Hall) -> None:
    """Frames are again those of all."""
    guest = hall.guest()
    await hall.lead_to("the-lamp")
    await guest.shows("Following the leader")
    guest.press("-")
    await guest.shows("Pace: slower")
    await hall.press("next")
    await guest.shows_no_more("Pace: slower")
    assert guest.app is None and guest.guest._thin().shared


async def test_who_stepped_out_is_told_how_to_come_back(hall: Hall) -> None:
    guest = hall.guest()
    await hall.lead_to("the-lamp")
    await guest.shows("Following the leader")
    guest.press("O")
    await guest.shows("You have stepped out")
    guest.press(" ")
    await guest.shows("You stepped out; f brings you back.")
    assert guest.app is None
