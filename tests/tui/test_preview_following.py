"""From saves to what is shown, with a source that the test scripts: what waits, what is merged, what is given up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from explainer.problems import Problem
from explainer.reading.previewing.preview import Found, GivenUp, Going, Reading, Walk
from explainer.reading.view import View
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from explainer.tui import preview_loop
from explainer.tui.preview_loop import THREAD, Follower, Job
from tests.tiny import write_story

TEXTS = {"story.yaml": "", "a.yaml": ""}
WRONG = Problem("a.yaml", 1, 1, "", "error", "it is empty", "")


class WalkSteps:
    """Walks that go on step by step until the test lets them end; what they find names the saves they are of."""

    def __init__(self) -> None:
        self.begun = self.steps = 0
        self.running = self.most_running = 0
        self.may_end = threading.Event()
        self.fails: Exception | None = None

    def walk(self, reading: Reading, going: Going) -> Walk:
        self.begun += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            while not self.may_end.wait(0.001):
                going()
                self.steps += 1
        finally:
            self.running -= 1
        if self.fails:
            raise self.fails
        found = Problem("a.yaml", 1, 1, "", "error", " ".join(reading.saved), "")
        return Walk((found,), "it went far", is_whole=False)


class Scripted:
    """A folder whose readings and saves the test gives."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.now: Callable[[], tuple[Story | None, dict[str, str]]] = lambda: (story, TEXTS)
        self.reads: list[tuple[str, ...]] = []
        self.examined = 0
        self.wrong: tuple[Problem, ...] = (WRONG,)
        self.walks = WalkSteps()
        self.examining = self.most_examining = 0
        self.fails: Exception | None = None
        self.may_finish = threading.Event()
        self.may_finish.set()
        self.queue: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()

    def read(self, saved: tuple[str, ...]) -> Reading:
        self.reads.append(saved)
        story, texts = self.now()
        return Reading(story, () if story else (WRONG,), texts, saved)

    def examine(self, reading: Reading, going: Going) -> tuple[Problem, ...]:
        self.examined += 1
        self.examining += 1
        self.most_examining = max(self.most_examining, self.examining)
        assert self.may_finish.wait(30)
        self.examining -= 1
        if self.fails:
            raise self.fails
        going()
        return self.wrong

    def walk(self, reading: Reading, going: Going) -> Walk:
        return self.walks.walk(reading, going)

    async def saves(self) -> AsyncIterator[tuple[str, ...]]:
        while True:
            yield await self.queue.get()

    def linear(self, view: View, columns: int) -> tuple[str, ...]:
        return ()


class Shown:
    """What was shown, and a way to wait for more of it."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.found: list[Found] = []

    async def show(self, reading: Reading) -> None:
        self.readings.append(reading)

    async def show_found(self, found: Found) -> None:
        self.found.append(found)

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                await asyncio.sleep(0.005)


@pytest.fixture
async def scripted(tmp_path: Path) -> AsyncIterator[tuple[Scripted, Shown]]:
    source, shown = Scripted(read_story(write_story(tmp_path / "story"))), Shown()
    first = Reading(source.story, (), TEXTS)
    follower = Follower(source, first, shown.show, shown.show_found)
    tasks = [asyncio.create_task(follower.watch()), asyncio.create_task(follower.follow())]
    await shown.until(lambda: shown.found)  # the first reading is checked too
    yield source, shown
    source.may_finish.set()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


Scene = tuple[Scripted, Shown]


async def test_a_good_save_is_shown_and_then_checked(scripted: Scene) -> None:
    source, shown = scripted
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: len(shown.found) == 2)
    assert [reading.saved for reading in shown.readings] == [("a.yaml",)]


@pytest.mark.parametrize("texts", [TEXTS, {"story.yaml": ""}], ids=["a mistake", "a file less"])
async def test_half_a_save_is_given_up_for_the_other_half(
    scripted: Scene, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_loop, "HOLD", 30.0)
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
    monkeypatch.setattr(preview_loop, "HOLD", 0.05)
    source, shown = scripted
    source.now = lambda: (None, TEXTS)
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: shown.readings)
    assert shown.readings[0].problems == (WRONG,)
    await shown.until(lambda: len(shown.found) == 2)  # all that a check says of it follows


async def test_a_save_does_not_wait_for_the_checks_of_the_one_before(scripted: Scene) -> None:
    source, shown = scripted
    source.may_finish.clear()
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: source.examined == 2)
    await source.queue.put(("b.yaml",))
    await shown.until(lambda: len(shown.readings) == 2)
    source.may_finish.set()
    await shown.until(lambda: len(shown.found) == 2)
    await asyncio.sleep(0.05)
    assert len(shown.found) == 2  # what the checks of `a.yaml` say is of no use any more


async def test_a_notice_without_a_change_leaves_the_checks_alone(scripted: Scene) -> None:
    source, shown = scripted
    source.may_finish.clear()
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: source.examined == 2)
    await source.queue.put(())
    await shown.until(lambda: len(source.reads) == 2)
    source.may_finish.set()
    await shown.until(lambda: len(shown.found) == 2)
    assert source.examined == 2


async def test_of_many_saves_one_at_a_time_is_checked(scripted: Scene) -> None:
    source, shown = scripted
    source.may_finish.clear()
    for number in range(4):
        await source.queue.put((f"{number}.yaml",))
        await shown.until(lambda number=number: len(shown.readings) == number + 1)  # type: ignore[misc]
    source.may_finish.set()
    await shown.until(lambda: len(shown.found) == 2)
    assert source.most_examining == 1


async def test_what_goes_wrong_in_the_checks_is_not_swallowed(tmp_path: Path) -> None:
    source, shown = Scripted(read_story(write_story(tmp_path / "story"))), Shown()
    source.fails = ValueError("a fault of the program")
    first = Reading(source.story, (), TEXTS)
    with pytest.raises(ValueError, match="a fault of the program"):
        await Follower(source, first, shown.show, shown.show_found).follow()


async def test_a_notice_without_a_change_shows_nothing(scripted: Scene) -> None:
    source, shown = scripted
    await source.queue.put(())
    await shown.until(lambda: source.reads)
    await source.queue.put(("a.yaml",))
    await shown.until(lambda: shown.readings)
    assert [reading.saved for reading in shown.readings] == [("a.yaml",)]


# the full walk


@pytest.fixture
async def walking(scripted: Scene) -> AsyncIterator[Scene]:
    """A story in order that is being walked."""
    source, shown = scripted
    source.wrong = ()
    await source.queue.put(("first.yaml",))
    await shown.until(lambda: source.walks.steps)
    yield source, shown
    source.walks.may_end.set()


def stages(shown: Shown) -> list[str]:
    return [found.stage for found in shown.found]


def walked_of(shown: Shown) -> list[str]:
    """The saves whose walks were told."""
    return [found.problems[-1].message for found in shown.found if found.stage == "short"]


async def test_what_the_walk_finds_follows_what_the_checks_found(walking: Scene) -> None:
    source, shown = walking
    warning = Problem("b.yaml", 1, 1, "", "warning", "it is long", "")
    source.wrong = (warning,)
    await source.queue.put(("second.yaml",))
    source.walks.may_end.set()
    await shown.until(lambda: walked_of(shown))
    assert stages(shown) == ["not walked", "walking", "walking", "short"]
    assert shown.found[-2] == Found((warning,), "walking")
    assert shown.found[-1].problems[0] == warning and shown.found[-1].said == "it went far"
    assert walked_of(shown) == ["second.yaml"]


async def test_a_save_is_shown_at_once_and_the_older_walk_is_given_up_and_told_to_nobody(
    walking: Scene,
) -> None:
    source, shown = walking
    for number in range(4):
        await source.queue.put((f"{number}.yaml",))
        await shown.until(lambda number=number: len(shown.readings) == number + 2)  # type: ignore[misc]
        await shown.until(lambda number=number: source.walks.begun == number + 2)  # type: ignore[misc]
        assert walked_of(shown) == []
    source.walks.may_end.set()
    await shown.until(lambda: walked_of(shown))
    await asyncio.sleep(0.05)
    assert walked_of(shown) == ["3.yaml"]
    assert source.walks.most_running == 1


async def test_a_walk_that_ends_while_a_newer_save_is_read_is_told_to_nobody(walking: Scene) -> None:
    source, shown = walking
    told = len(shown.found)
    may_read = threading.Event()
    source.now = lambda: (source.story if may_read.wait(30) else None, TEXTS)
    await source.queue.put(("second.yaml",))
    await shown.until(lambda: source.reads[-1:] == [("second.yaml",)])
    source.walks.may_end.set()
    await asyncio.sleep(0.05)
    assert len(shown.found) == told
    may_read.set()
    await shown.until(lambda: walked_of(shown))
    assert walked_of(shown) == ["second.yaml"]


async def test_a_walk_that_ends_in_the_moment_of_a_save_is_told_to_nobody(walking: Scene) -> None:
    source, shown = walking
    source.walks.may_end.set()
    time.sleep(0.1)  # the loop stands still: the end of the walk and the save come to it together
    source.queue.put_nowait(("second.yaml",))
    await shown.until(lambda: walked_of(shown))
    assert walked_of(shown) == ["second.yaml"]


async def test_while_a_save_is_read_the_walk_stands_still_and_goes_on_where_nothing_changed(
    walking: Scene,
) -> None:
    source, shown = walking
    may_read, steps = threading.Event(), []

    def read() -> tuple[Story | None, dict[str, str]]:
        steps.append(source.walks.steps)
        assert may_read.wait(30)
        steps.append(source.walks.steps)
        return source.story, TEXTS

    source.now = read
    await source.queue.put(())
    await shown.until(lambda: steps)
    await asyncio.sleep(0.05)
    may_read.set()
    await shown.until(lambda: len(steps) == 2 and source.walks.steps > steps[1] + 3)
    assert steps[1] <= steps[0] + 1
    source.walks.may_end.set()
    await shown.until(lambda: walked_of(shown))
    assert (source.walks.begun, walked_of(shown)) == (1, ["first.yaml"])


async def test_what_goes_wrong_in_the_walk_is_not_swallowed(tmp_path: Path) -> None:
    source, shown = Scripted(read_story(write_story(tmp_path / "story"))), Shown()
    source.wrong, source.walks.fails = (), ValueError("a fault of the program")
    source.walks.may_end.set()
    first = Reading(source.story, (), TEXTS)
    with pytest.raises(ValueError, match="a fault of the program"):
        await Follower(source, first, shown.show, shown.show_found).follow()


@pytest.mark.parametrize("part", ["checks", "walk"])
async def test_who_leaves_leaves_no_thread_at_work(tmp_path: Path, part: str) -> None:
    source, shown = Scripted(read_story(write_story(tmp_path / "story"))), Shown()
    source.wrong = ()
    follower = Follower(source, Reading(source.story, (), TEXTS), shown.show, shown.show_found)
    if part == "checks":
        source.may_finish.clear()
    task = asyncio.create_task(follower.follow())
    await shown.until(lambda: source.walks.steps if part == "walk" else source.examining)
    threads = [one for one in threading.enumerate() if one.name == THREAD]
    assert threads and all(one.daemon for one in threads)  # the interpreter waits for none of these
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    source.may_finish.set()
    await shown.until(lambda: not any(one.is_alive() for one in threads))
    assert shown.found == ([] if part == "checks" else [Found((), "walking")])


async def test_work_that_was_given_up_ends_although_a_save_comes_before_its_next_step() -> None:
    """A save halts what is at work, and what was given up has nobody who would let it go on."""
    may_step = threading.Event()

    def work(going: Going) -> None:
        may_step.wait()
        going()

    job = Job(work)
    job.give_up()
    job.halt()
    may_step.set()
    with pytest.raises(GivenUp):
        await asyncio.wait_for(job.future, 30)
