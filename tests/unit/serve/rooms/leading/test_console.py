"""What stands in front of a cockpit and what its keys do; the keys of the terminal that opened the room."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from explainer.export.card import JoinCard
from explainer.serve.hosting import local_console
from explainer.serve.rooms.leading import console as consoles
from explainer.serve.rooms.leading.leader import Leader
from explainer.workshop.stores.interface import Unreachable
from tests.unit.serve.guests import until
from tests.unit.serve.rooms.chair import SECRET, Chair
from tests.unit.serve.rooms.hall import Hall


async def test_keys_move_the_room_also_under_another_layout(chair: Chair) -> None:
    await chair.press(" ")
    assert chair.hall.state.stage is not None and chair.hall.state.stage.scene == "the-storm"
    await chair.press("\x1b[C")
    assert chair.hall.state.stage.step == "lamp"
    assert "no plan" in await chair.press("P")
    assert "The poll is open" in await chair.press("з"), "p under a Russian layout"
    assert "close poll" in await chair.press("?")
    assert "close poll" not in await chair.press("?")


async def test_a_key_that_comes_before_the_chair_is_taken_waits_for_it(hall: Hall, tmp_path: Path) -> None:
    await hall.leader.end(clean=True)
    hall.leader = Leader(hall.live, changed=lambda: None)
    chair = Chair(hall, tmp_path)
    chair.console.do(chair.console.begin())
    assert "sit beside" not in await chair.press(" ")
    assert hall.state.stage is not None and hall.state.stage.scene == "the-storm"
    assert not chair.faults


async def test_the_card_is_turned_page_by_page_and_any_move_puts_it_away(chair: Chair) -> None:
    assert f"ssh -p 2222 {chair.hall.code}@127.0.0.1" in await chair.press("j")
    assert "page 1 of 2" in chair.look() and "Only this computer reaches" in chair.look()
    assert "leave no trace" in await chair.press("j")
    assert "page" not in await chair.press("j")
    await chair.press("j")
    assert "page 1" not in await chair.press("\x1b")
    await chair.press("j")
    assert "page 1" not in await chair.press(" ")
    for size in ((40, 15), (60, 20), (120, 40)):
        chair.console.card_page = 0
        assert f"Room {chair.hall.code} · The storm" in chair.look(*size)
    assert "40x15; this window" in chair.look(20, 6)


async def test_the_secret_is_shown_to_the_leader_alone_and_for_as_long_as_asked(chair: Chair) -> None:
    assert SECRET not in await chair.press("j")
    assert SECRET not in await chair.press("?")
    shown = await chair.press("h")
    assert SECRET in shown and f"lead-{chair.hall.code}@" in shown and "not while" in shown
    assert SECRET not in await chair.press("h")
    await chair.press("h")
    assert SECRET not in await chair.press("\x1b")
    await chair.press("h")
    assert SECRET not in await chair.press(" ")


async def test_leaving_asks_and_only_its_keys_answer(chair: Chair) -> None:
    assert "q leaves it open" in await chair.press("q")
    assert "q leaves it open" not in await chair.press("x")
    assert not chair.left
    await chair.press("qq")
    assert chair.left == 1
    await chair.press("q\x1b")
    await chair.press("\x03")
    assert chair.left == 1 and "q leaves it open" in chair.look()
    await chair.press("\x03")
    assert chair.left == 2, "Ctrl+C twice is no question"


async def test_a_task_is_typed_pasted_and_put_down(chair: Chair) -> None:
    await chair.hall.lead_to("the-lamp")
    await chair.press("HRead the log")
    chair.console.paste(" again\nand \x1b[31magain")
    assert "d the log again and" in chair.look(), "the end of the line is in sight"
    assert "\x1b" not in chair.look()
    await chair.press("\x7f\x1b")
    assert chair.hall.state.mode == "lead"
    await chair.press("Hq\r")
    assert chair.hall.state.task == "q", "q was a letter"
    assert not chair.left


async def test_hold_is_refused_at_a_warned_scene_with_the_reason_and_the_focus_stays(chair: Chair) -> None:
    await chair.hall.lead_to("the-rescue")
    before = chair.hall.state
    shown = await chair.press("H")
    assert "Not here: nobody is held" in shown
    assert "Hold on what task?" not in shown, "refused before a word is typed"
    assert chair.hall.state == before


async def test_six_presses_in_a_second_lose_none_and_take_no_warned_scene(chair: Chair) -> None:
    await chair.press(7 * " ")
    stage = chair.hall.state.stage
    assert stage is not None and stage.scene == "the-morning", "gone round, as next always does"
    assert len(chair.hall.state.past) >= 4


async def test_a_press_that_takes_long_shows_that_it_was_taken(
    chair: Chair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consoles, "TAKEN", 0.01)
    gate = asyncio.Event()
    append = chair.hall.live.store.append

    async def slow(*given: Any, **named: Any) -> int:
        await gate.wait()
        return await append(*given, **named)

    monkeypatch.setattr(chair.hall.live.store, "append", slow)
    chair.type(" ")
    await until(lambda: "Taken: next" in chair.look())
    gate.set()
    await chair.console.rest()
    assert "Taken" not in chair.look() and "step 1 of 3" in chair.look()

    async def gone(*_given: Any, **_named: Any) -> int:
        raise Unreachable("test")

    monkeypatch.setattr(chair.hall.live.store, "append", gone)
    assert "Not connected" in await chair.press(" ")


async def test_a_report_is_written_where_the_program_was_started(chair: Chair, tmp_path: Path) -> None:
    await chair.press(" p")
    assert "Written here:" in await chair.press("E")
    report = json.loads((tmp_path / f"report-{chair.hall.code}.json").read_text())
    assert report["votes"][0]["told"] == "uncounted"
    assert {path.suffix for path in chair.console.reports} == {".html", ".md", ".json"}
    (tmp_path / "file").write_text("")
    chair.console._folder = tmp_path / "file"
    assert "Not written, N" in await chair.press("E")


async def test_a_room_whose_report_cannot_be_written_is_not_closed(
    chair: Chair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_console, "ERASED_AFTER", 0.01)
    await chair.press(" p")
    chair.console._folder = tmp_path / "nowhere"
    assert "r saves a report first" in await chair.press("Z")
    assert "Not written, N" in await chair.press("r")
    assert not chair.hall.state.closed and not chair.left
    chair.console._folder = tmp_path
    await chair.press("qcr")
    assert chair.hall.state.closed and chair.left == 1
    report = json.loads((tmp_path / f"report-{chair.hall.code}.json").read_text())
    assert report["votes"][0]["told"] == "few", "counted before it was told of"
    assert await chair.hall.live.store.rooms() == (), "erased"


async def test_closing_without_a_report_erases_all(
    chair: Chair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_console, "ERASED_AFTER", 0.01)
    await chair.press(" ")
    await chair.press("Zn")
    assert not chair.hall.state.closed
    await chair.press("Zy")
    assert chair.hall.state.closed and chair.left == 1 and not list(tmp_path.glob("report-*"))


async def test_who_sits_beside_writes_no_report_and_closes_nothing(hall: Hall, tmp_path: Path) -> None:
    await hall.press("next")
    state = hall.state
    from explainer.serve.rooms.leading.leader import Leader

    other = Leader(hall.live, changed=lambda: None)
    await other.begin()
    beside = Chair(hall, tmp_path)
    beside.console.leader = other
    assert "sit beside" in await beside.press("E")
    await beside.press("Zy")
    assert not hall.state.closed and hall.state.stage == state.stage
    await other.end(clean=False)


async def test_the_card_to_print_follows_the_code(hall: Hall, tmp_path: Path) -> None:
    file = tmp_path / "card.txt"
    chair = Chair(hall, tmp_path, card_file=file)
    await chair.console.look()
    assert hall.code in file.read_text()
    assert "newcomers" in await chair.press("K")
    await chair.console.look()
    assert hall.state.code in file.read_text() and hall.code not in file.read_text()
    assert SECRET not in file.read_text()


async def test_an_address_that_is_gone_is_said_with_what_to_do(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair = Chair(hall, tmp_path)
    monkeypatch.setattr(local_console, "is_ours", lambda host: False)
    monkeypatch.setattr(local_console, "LOOKED", 0.0)
    chair.console._card_of = lambda: JoinCard(hall.code, "The storm", "192.0.2.99", 2222)
    await chair.console.look()
    assert "NO NETWORK AT 192.0.2.99" in chair.look() and "same room, new address" in chair.look()
    monkeypatch.setattr(local_console, "is_ours", lambda host: True)
    await chair.console.look()
    assert "NO NETWORK" not in chair.look()


async def test_a_room_that_is_opened_early_is_not_late(chair: Chair) -> None:
    clock = chair.hall.leader._clock
    chair.hall.leader._clock = lambda: clock() + 1_200
    assert "now 0:00" in chair.look(), "people come for twenty minutes"
    await chair.press(" ")
    assert "now 0:00" in chair.look()
    chair.hall.leader._clock = lambda: clock() + 1_200 + 300
    assert "now 0:05" in chair.look()
