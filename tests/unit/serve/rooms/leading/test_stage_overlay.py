"""The leader opens a thing for all, and sets the day under which the room reads: with the cockpit's own keys."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.serve.rooms.leading import stage_overlay
from explainer.serve.rooms.stages import under_plan
from explainer.story.load.loader import read_story
from explainer.workshop.commands import Sit
from explainer.workshop.events import Stage
from explainer.workshop.stores.interface import Unreachable
from tests.faulty_plans import WITH_PLAN
from tests.tiny import write_story
from tests.unit.serve.guests import host_of, until
from tests.unit.serve.rooms.chair import Chair
from tests.unit.serve.rooms.hall import Hall
from tests.unit.workshop import halls


def stage_of(chair: Chair) -> Stage:
    assert chair.hall.state.stage is not None
    return chair.hall.state.stage


async def test_what_the_leader_opens_is_open_for_who_follows_in_their_own_size(chair: Chair) -> None:
    hall = chair.hall
    assert "Space begins" in await chair.press("\r")
    await chair.press("  ")
    guests = [hall.guest(size) for size in ((80, 24), (44, 18), (120, 40))]
    roamer = hall.guest()
    for guest in (*guests, roamer):
        await guest.shows("step 2 of 3")
    roamer.press("n")
    await roamer.until(lambda: not roamer.member.follows, "the guest roams")
    shown = await chair.press("\r")
    assert " >  1  " in shown and "a term." in shown and "a claim." in shown
    assert "* " not in shown.partition("Enter takes")[2], "nothing is open yet"
    await chair.press("\x1b[B\x1b[A\x1b[B\r")
    assert stage_of(chair).open == "excerpt:lamp-out"
    assert "Open for all, Esc closes it: Harbour archive" in chair.look()
    for guest in guests:
        await guest.shows("At 16:40 the lamp went out")
    assert roamer.member.view.opened == "excerpt:lamp-out" and not roamer.member.follows
    await chair.press("\r1")
    assert stage_of(chair).open == "term:lightkeeper", "one in place of the other"
    late = hall.guest()
    for guest in (*guests, late):
        await guest.shows("keeps the lamp of")
    await chair.press("\x1b")
    assert stage_of(chair).open == ""
    for guest in (*guests, late):
        await guest.shows_no_more("keeps the lamp of")
    await chair.press("\r1 ")
    assert stage_of(chair).open == "", "it is closed with the step"


async def test_escape_puts_down_what_is_in_front_before_it_closes_for_the_room(chair: Chair) -> None:
    await chair.press("  ")
    await chair.press("\r1")
    for keys in ("\r", "d", "?", "j"):  # before a warned scene H asks for no task
        await chair.press(keys)
        await chair.press("\x1b")
        assert stage_of(chair).open == "term:lightkeeper", repr(keys)
        assert "keeps the lamp of" not in chair.look() and "Esc closes it" in chair.look()
    assert "Closed for the room" in await chair.press("\x1b")
    await chair.press("\x1b")
    assert stage_of(chair).open == ""


async def test_a_day_is_set_for_all_who_follow_and_stays_over_moves(chair: Chair) -> None:
    hall = chair.hall
    await chair.press("  ")
    guest = hall.guest((80, 30))
    await guest.shows("step 2 of 3")
    shown = await chair.press("d")
    assert "3 February 1931  the first report" in shown and "as checked on 6 May 2024" in shown
    await chair.press("1")
    assert stage_of(chair).lens == "1931-02-03" and "Read as known on 3 February 1931" in chair.look()
    await guest.until(lambda: guest.member.run.lens is not None, "under the day")
    await guest.shows("3 February 1931")
    await chair.press(" ")
    assert (stage_of(chair).step, stage_of(chair).lens) == ("3", "1931-02-03")
    await chair.press("d\x1b[B\r")
    assert stage_of(chair).lens == ""
    await guest.until(lambda: guest.member.run.lens is None, "without a day")


async def test_nothing_is_opened_beside_a_warning_and_only_the_chair_opens(chair: Chair) -> None:
    await chair.press(" ")
    await chair.hall.lead_to("the-rescue")
    assert "Nothing is opened beside a warning" in await chair.press("\r")
    await chair.hall.lead_to("the-lamp")
    await chair.hall.leader._append(Sit("ab" * 16, 99))
    await chair.press("\r1")
    assert stage_of(chair).open == "" and "You sit beside" in chair.look()


async def test_more_than_the_screen_holds_keeps_the_one_in_hand_in_sight() -> None:
    rows = tuple(
        stage_overlay.Choice(stage_overlay.Action("lens", "off"), f"row {n}", n == 3) for n in range(30)
    )
    for chosen in range(30):
        shown = stage_overlay.rows_of(rows, chosen, 12)
        assert len(shown) == 12 and any(row.startswith(">") and f"row {chosen}" in row for row in shown)
    assert stage_overlay.rows_of(rows[:2], 1, 1)[0].startswith(">")


def test_a_run_sheets_day_comes_with_its_item_and_a_leaders_own_stays_until_then(tmp_path: Path) -> None:
    hall = halls.Hall(read_story(write_story(tmp_path, WITH_PLAN)), begun=False)
    hall.state = msgspec.structs.replace(hall.state, plan="evening", plan_item=0)
    hall.go("the-storm")
    own = stage_overlay.laid_over(hall.story, hall.state, stage_overlay.Action("lens", "1931-02-03"))
    hall.state = msgspec.structs.replace(hall.state, stage=own)
    stays = Stage("the-storm", "3", lens=own.lens)
    assert under_plan(hall.story, hall.state, stays, 0) == stays
    assert under_plan(hall.story, hall.state, Stage("the-morning", lens=own.lens), 3).lens == "1931-02-08"
    with pytest.raises(Cannot):
        stage_overlay.laid_over(hall.story, hall.state, stage_overlay.Action("lens", "soon"))


async def test_an_item_begun_by_a_key_brings_its_day_at_once(tmp_path: Path) -> None:
    story = read_story(write_story(tmp_path / "story", WITH_PLAN))
    hall = await Hall.open(host_of(story, tmp_path), tmp_path, plan="evening")
    try:
        await hall.press("next")
        await hall.press("plan", "3")
        assert hall.state.stage is not None and hall.state.stage.lens == "1931-02-08"
        await hall.press("plan", "1")
        assert (hall.state.stage.scene, hall.state.stage.lens) == ("the-morning", "")
    finally:
        await hall.close()


async def test_a_hold_that_the_store_did_not_take_is_not_told_as_moved_by_others(
    chair: Chair, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_arguments: object, **_named: object) -> None:
        raise Unreachable("test")

    await chair.press(" ")
    await chair.hall.lead_to("the-lamp")
    with monkeypatch.context() as cut:
        cut.setattr(chair.hall.live.store, "append", gone)
        assert "it may not be done" in await chair.press("HMark a line.\r")
    assert chair.hall.state.mode == "lead"
    await until(lambda: chair.hall.live.connected)
    assert "Held until they tick; r or c lets all go" in await chair.press("HMark a line.\r")
