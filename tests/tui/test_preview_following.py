"""From saves to what is shown, with a source that the test scripts: what waits, what is merged, what is given up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from explainer.problems import Problem
from explainer.reading.preview import Reading
from explainer.reading.view import View
from explainer.story.loader import read_story
from explainer.story.model import Story
from explainer.tui import preview_following
from explainer.tui.preview_following import Follower
from tests.tiny import write_story

TEXTS = {"story.yaml": "", "a.yaml": ""}
WRONG = Problem("a.yaml", 1, 1, "", "error", "it is empty", "")


class Scripted:
    """A folder whose readings and saves the test gives."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.now: Callable[[], tuple[Story | None, dict[str, str]]] = lambda: (story, TEXTS)
        self.reads: list[tuple[str, ...]] = []
        self.examined = 0
        self.examining = self.most_examining = 0
        self.fails: Exception | None = None
        self.may_finish = threading.Event()
        self.may_finish.set()
        self.queue: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()

    def read(self, saved: tuple[str, ...]) -> Reading:
        self.reads.append(saved)
        story, texts = self.now()
        return Reading(story, () if story else (WRONG,), texts, saved)

    def examine(self) -> tuple[Problem, ...]:
        self.examined += 1
        self.examining += 1
        self.most_examining = max(self.most_examining, self.examining)
        assert self.may_finish.wait(30)
        self.examining -= 1
        if self.fails:
            raise self.fails
        return (WRONG,)

    async def saves(self) -> AsyncIterator[tuple[str, ...]]:
        while True:
            yield await self.queue.get()

    def linear(self, view: View, columns: int) -> tuple[str, ...]:
        return ()


class Shown:
    """What was shown, and a way to wait for more of it."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.problems: list[tuple[Problem, ...]] = []

    async def show(self, reading: Reading) -> None:
        self.readings.append(reading)

    async def show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.problems.append(problems)

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                await asyncio.sleep(0.005)


@pytest.fixture
async def scripted(tmp_path: Path) -> AsyncIterator[tuple[Scripted, Shown]]:
    source, shown = Scripted(read_story(write_story(tmp_path / "story"))), Shown()
    first = Reading(source.story, (), TEXTS)
    follower = Follower(source, first, shown.show, shown.show_problems)
    tasks = [asyncio.create_task(follower.watch()), asyncio.create_task(follower.follow())]
    await shown.until(lambda: shown.problems)  # the first reading is checked too
    yield source, shown
    source.may_finish.set()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


Scene = tuple[Scripted, Shown]


async def test_a_good_save_is_shown_and_then_checked(scripted: Scene) -> None:
    source, shown = scripted
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: len(shown.problems) == 2)
    assert [reading.saved for reading in shown.readings] == [("a.yaml",)]


@pytest.mark.parametrize("texts", [TEXTS, {"story.yaml": ""}], ids=["a mistake", "a file less"])
async def test_half_a_save_is_given_up_for_the_other_half(
    scripted: Scene, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_following, "HOLD", 30.0)
    source, shown = scripted
    source.now = lambda: (None if texts is TEXTS else source.story, texts)
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: len(source.reads) == 1)
    assert shown.readings == []
    source.now = lambda: (source.story, TEXTS)
    await source.queue.put(("b.yaml", "a.yaml"))
    await shown.until(lambda: shown.readings)
    assert [(bool(reading.story), reading.saved) for reading in shown.readings] == [
        (True, ("b.yaml", "a.yaml"))
    ]


async def test_a_mistake_that_stays_is_shown(scripted: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_following, "HOLD", 0.05)
    source, shown = scripted
    source.now = lambda: (None, TEXTS)
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: shown.readings)
    assert shown.readings[0].problems == (WRONG,)
    await shown.until(lambda: len(shown.problems) == 2)  # all that a check says of it follows


async def test_a_save_does_not_wait_for_the_checks_of_the_one_before(scripted: Scene) -> None:
    source, shown = scripted
    source.may_finish.clear()
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: source.examined == 2)
    await source.queue.put(("b.yaml",))
    await shown.until(lambda: len(shown.readings) == 2)
    source.may_finish.set()
    await shown.until(lambda: len(shown.problems) == 2)
    await asyncio.sleep(0.05)
    assert len(shown.problems) == 2  # what the checks of `a.yaml` say is of no use any more


async def test_a_notice_without_a_change_leaves_the_checks_alone(scripted: Scene) -> None:
    source, shown = scripted
    source.may_finish.clear()
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: source.examined == 2)
    await source.queue.put(())
    await shown.until(lambda: len(source.reads) == 2)
    source.may_finish.set()
    await shown.until(lambda: len(shown.problems) == 2)
    assert source.examined == 2


async def test_of_many_saves_one_at_a_time_is_checked(scripted: Scene) -> None:
    source, shown = scripted
    source.may_finish.clear()
    for number in range(4):
        await source.queue.put((f"{number}.yaml",))
        await shown.until(lambda number=number: len(shown.readings) == number + 1)  # type: ignore[misc]
    source.may_finish.set()
    await shown.until(lambda: len(shown.problems) == 2)
    assert source.most_examining == 1


async def test_what_goes_wrong_in_the_checks_is_not_swallowed(tmp_path: Path) -> None:
    source, shown = Scripted(read_story(write_story(tmp_path / "story"))), Shown()
    source.fails = ValueError("a fault of the program")
    first = Reading(source.story, (), TEXTS)
    with pytest.raises(ValueError, match="a fault of the program"):
        await Follower(source, first, shown.show, shown.show_problems).follow()


async def test_a_notice_without_a_change_shows_nothing(scripted: Scene) -> None:
    source, shown = scripted
    await source.queue.put(())
    await shown.until(lambda: source.reads)
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: shown.readings)
    assert [reading.saved for reading in shown.readings] == [("a.yaml",)]
