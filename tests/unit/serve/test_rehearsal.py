"""Rehearsals: the same twice, real rooms underneath, time that jumps and stands still where it must."""

from __future__ import annotations

import asyncio
import json
import selectors
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from explainer.cli.main import run
from explainer.cli.stories import shipped_story
from explainer.export.report import FORMS
from explainer.reading.actions import Action
from explainer.serve.rehearsal import rehearsal, simulated_leader
from explainer.serve.rehearsal import rehearsal as rehearsal_clock
from explainer.serve.rehearsal.rehearsal import Rehearsed, SimulatedLoop, rehearse
from explainer.serve.rehearsal.simulated_people import HOSTILE, Leanings
from explainer.serve.rooms.keys import meanings
from explainer.serve.rooms.leading.console import Console
from explainer.serve.rooms.leading.leader import Leader
from explainer.story.load.cache import open_story
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.faulty_plans import WITH_PLAN
from tests.tiny import write_story

T = TypeVar("T")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_story(tmp_path_factory.mktemp("planned"), WITH_PLAN)


@pytest.fixture(scope="module")
def story(folder: Path) -> Story:
    return read_story(folder)


@pytest.fixture(scope="module")
def evening(story: Story) -> Rehearsed:
    return rehearse(story, "evening", 20, 1)


def texts(rehearsed: Rehearsed) -> list[str]:
    return [form(rehearsed.report) for form in FORMS.values()]


# a room


def test_one_seed_gives_one_report_and_another_another(story: Story, evening: Rehearsed) -> None:
    again = rehearse(story, "evening", 20, 1)
    assert (texts(again), again.did, again.refusals) == (texts(evening), evening.did, evening.refusals)
    other = rehearse(story, "evening", 20, 2)
    assert other.report.votes != evening.report.votes


def test_an_evening_is_led_through(evening: Rehearsed) -> None:
    report = evening.report
    assert evening.crashes == 0
    assert [stretch.began_at >= 0 for stretch in report.stretches] == [True] * 4
    assert 20 * 60 < report.took < 45 * 60
    assert (report.way[0].scene, report.way[-1].scene) == ("the-storm", "the-morning")
    votes = {vote.id: vote for vote in report.votes}
    assert {"trusted", "mast", "trusted-again", "mast-again"} <= set(votes)
    assert "count" not in votes, "nobody guesses a number of people"
    assert evening.refusals == ()
    told = {votes["mast"].told, votes["mast-again"].told}
    assert (votes["mast-again"].shift is None) == ("few" in told)
    assert evening.did["answers"] > 40
    assert report.rehearsal == "20 simulated people, seed 1" and report.day == ""


def test_what_people_may_also_type_reaches_no_form(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    question = Leanings.question

    def noted(self: Leanings, random: Random) -> str:
        asked.append(question(self, random))
        return asked[-1]

    monkeypatch.setattr(Leanings, "question", noted)
    made = rehearse(story, "evening", 60, 5)
    assert HOSTILE in asked and "example.org" in HOSTILE
    for text in texts(made):
        assert "\x1b" not in text and "example.org" not in text


def test_without_a_plan_the_main_way_is_led(story: Story) -> None:
    made = rehearse(story, "", 6, 1)
    assert (made.crashes, made.report.stretches, made.report.plan) == (0, (), "")
    way = [(stop.scene, stop.entered) for stop in made.report.way]
    # `next` stands at what is warned, and goes round it
    assert way == [("the-storm", True), ("the-warning", True), ("the-rescue", False), ("the-morning", True)]


@pytest.mark.parametrize("plan", ["workshop-45", "workshop-60", "workshop-90"])
def test_a_shipped_plan_ends_in_its_time_led_by_a_cockpits_keys_alone(
    plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[bytes] = []
    done: list[str] = []
    press, do = Console.press, Leader.do

    def noted(self: Console, key: bytes) -> None:
        pressed.append(key)
        press(self, key)

    async def named(self: Leader, action: Action) -> None:
        done.append(action.id)
        await do(self, action)

    monkeypatch.setattr(Console, "press", noted)
    monkeypatch.setattr(Leader, "do", named)
    people = 30 if plan == "workshop-60" else 10
    made = rehearse(open_story(shipped_story(), cache_folder=None), plan, people, 1)
    assert (made.crashes, made.refusals) == (0, ())
    assert abs(made.report.took - made.report.planned) < 5 * 60
    assert all(stretch.began_at >= 0 and not stretch.not_led for stretch in made.report.stretches)
    assert not [stop for stop in made.report.way if stop.off_plan or stop.warned]
    assert set(pressed) <= set(meanings("cockpit")) and len(done) <= len(pressed)


def test_nobody_comes(story: Story) -> None:
    """One person alone: nothing is ever told of them."""
    made = rehearse(story, "evening", 1, 1)
    assert made.crashes == 0 and made.report.connected == 0
    assert {vote.told for vote in made.report.votes} == {"few"}


# the clock


def on_loop(work: Callable[[SimulatedLoop], Coroutine[Any, Any, T]], speed: float = 0.0) -> T:
    loop = SimulatedLoop(speed)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(work(loop))


def test_hours_pass_at_once_and_in_order() -> None:
    async def work(loop: SimulatedLoop) -> list[tuple[str, float]]:
        seen: list[tuple[str, float]] = []

        async def sleeper(name: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            seen.append((name, loop.time()))

        await asyncio.gather(sleeper("late", 7200), sleeper("early", 60), sleeper("middle", 3600))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(100):
                await asyncio.sleep(1000)
        return [*seen, ("end", loop.time())]

    began = time.monotonic()
    seen = on_loop(work)
    assert [name for name, _at in seen] == ["early", "middle", "late", "end"]
    assert [round(at) for _name, at in seen] == [60, 3600, 7200, 7300]
    assert time.monotonic() - began < 60


def test_time_stands_still_while_a_thread_works() -> None:
    async def work(loop: SimulatedLoop) -> tuple[bool, float]:
        slept = asyncio.create_task(asyncio.sleep(1000))
        go = threading.Event()
        threading.Timer(0.2, go.set).start()
        await asyncio.to_thread(go.wait, 30)
        return slept.done(), loop.time()

    assert on_loop(work) == (False, 0.0)


def test_so_it_does_for_a_thread_that_somebody_else_began() -> None:
    async def work(loop: SimulatedLoop) -> float:
        done = loop.create_future()
        busy = [True]
        loop.also_busy = lambda: busy[0]

        def end() -> None:
            busy[0] = False
            done.set_result(None)

        threading.Timer(0.2, lambda: loop.call_soon_threadsafe(end)).start()
        sleeping = asyncio.create_task(asyncio.sleep(1000))
        await done
        sleeping.cancel()
        return loop.time()

    assert on_loop(work) == 0.0


def test_a_speed_takes_its_real_time() -> None:
    async def work(loop: SimulatedLoop) -> float:
        await asyncio.sleep(10)
        return loop.time()

    began = time.monotonic()
    assert round(on_loop(work, speed=50.0), 1) == 10.0
    assert time.monotonic() - began >= 0.19


def test_what_threads_took_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock of the test's: what it waits for, not how long that took here."""
    now, waits = [100.0], list[float]()
    monkeypatch.setattr(rehearsal_clock, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def select(_selector: object, timeout: float) -> list[object]:
        waits.append(timeout)
        now[0] += timeout
        return []

    async def work(loop: SimulatedLoop) -> list[float]:
        with monkeypatch.context() as patch:
            patch.setattr(selectors.DefaultSelector, "select", select)
            await asyncio.sleep(0.1)
            now[0] += 1.5  # a thread's work
            await asyncio.sleep(2.8)  # 1.4 s, and 1.5 s are owed
            await asyncio.sleep(0.6)  # 0.3 s, and 0.1 s are still owed
        return [round(wait, 3) for wait in waits if wait]

    assert on_loop(work, speed=2.0) == [0.05, 0.2]


def test_at_speed_one_the_clock_is_the_worlds(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real minute would be long: the workshop is made of seconds."""
    monkeypatch.setattr(simulated_leader, "LOBBY", 0.2)
    monkeypatch.setattr(simulated_leader, "PAGE", 0.05)
    monkeypatch.setattr(rehearsal, "LAST_LOOK", 0.2)
    began = time.monotonic()
    made = rehearse(story, "", 3, 1, speed=1.0)
    assert made.crashes == 0 and made.report.way[-1].scene == "the-morning"
    assert time.monotonic() - began >= 0.4


# the command


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for out in ("one", "two"):
        words = ["rehearse", str(folder), "--people", "12", "--seed", "3", "--report", str(tmp_path / out)]
        assert run(words) == 0
        said.append(capsys.readouterr())
    assert said[0].out == said[1].out and "Nobody was there: 12 simulated people, seed 3." in said[0].out
    assert f"Written: {tmp_path / 'one'}.html" in said[0].err
    for ending in FORMS:
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()
    assert json.loads((tmp_path / "one.json").read_text())["plan"] == "evening"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--plan", "no"), 2, "no is no plan of this story; it has: evening."),
        (("--people", "0"), 2, "0 is not in the range"),
        (("--speed", "0"), 2, "0.0 is not in the range"),
        (("--report", "/no/such/folder/x.md"), 2, "/no/such/folder is no folder."),
    ],
)
def test_wrong_usage(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, told: str
) -> None:
    assert run(["rehearse", str(folder), *words]) == code
    assert told in " ".join(capsys.readouterr().err.split())


def test_a_story_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rehearse", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err
