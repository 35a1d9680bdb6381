"""The folder of a preview: which saves are told, by what names, and what happens where nothing can be watched."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from explainer.cli import walks
from explainer.cli.preview_folder import Folder
from explainer.cli.walks import describe_proof, prove_ways
from explainer.reading.previewing.preview import GivenUp, Walk
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.check.report import check
from explainer.story.load import json_schema
from explainer.story.load.json_schema import FOLDER
from tests.faulty_graph import WAYS, FaultyWay
from tests.tiny import write_story

LAMP = "night/the-lamp.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_story(tmp_path / "story")


def wanted() -> None:
    """Work goes on."""


def no_longer_after(steps: int) -> Callable[[], None]:
    """Work goes on for so many steps."""
    left = iter(range(steps))

    def going() -> None:
        if next(left, None) is None:
            raise GivenUp

    return going


class Told:
    """What a folder tells, as it comes."""

    def __init__(self, folder: Path) -> None:
        self.saves: list[tuple[str, ...]] = []
        self._task = asyncio.create_task(self._listen(Folder(folder)))

    async def _listen(self, source: Folder) -> None:
        async for names in source.saves():
            self.saves.append(names)

    async def until(self, holds: Callable[[], object], touch: Callable[[], object] | None = None) -> None:
        """Wait; a save may come before the folder is watched, and so is repeated."""
        async with asyncio.timeout(60):
            while not holds():
                if touch:
                    touch()
                if self._task.done():
                    self._task.result()
                await asyncio.sleep(0.1)

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.fixture
async def told(folder: Path) -> AsyncIterator[Told]:
    listening = Told(folder)
    scene = folder / LAMP
    await listening.until(lambda: (LAMP,) in listening.saves, lambda: scene.write_text(scene.read_text()))
    yield listening
    await listening.end()


async def test_a_save_is_told_by_the_files_name(told: Told, folder: Path) -> None:
    assert set(told.saves) <= {(LAMP,), ()}
    told.saves.clear()
    (folder / "claims.yaml").write_text("claims: []\n")
    await told.until(lambda: any("claims.yaml" in names for names in told.saves))
    # The last of the saves that showed the folder to be watched may come only now.
    assert {name for names in told.saves for name in names} <= {"claims.yaml", LAMP}


async def test_what_editors_leave_beside_a_file_is_not_told(told: Told, folder: Path) -> None:
    await asyncio.sleep(0.3)
    told.saves.clear()
    for name in (
        ".the-lamp.yaml.swp",
        "the-lamp.yaml~",
        "#the-lamp.yaml#",
        "the-lamp.yaml.bak",
        ".git/x.yaml",
    ):
        path = folder / "night" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    aside = folder / "night" / ".new"
    aside.write_text("scene: the-lamp\n")
    os.replace(aside, folder / LAMP)
    await told.until(lambda: told.saves)
    assert set(told.saves) <= {(LAMP,), ()}


async def test_files_saved_at_once_come_by_the_time_they_were_written(told: Told, folder: Path) -> None:
    await asyncio.sleep(0.3)
    told.saves.clear()
    for number, name in enumerate(("night/the-storm.yaml", LAMP, "glossary.yaml", "data/boats.csv")):
        (folder / name).write_text("x")
        os.utime(folder / name, ns=(0, 10**18 + number))
    await told.until(lambda: "data/boats.csv" in {name for names in told.saves for name in names})
    order = [name for names in told.saves for name in names]
    assert order[-1] == "data/boats.csv"


async def test_a_folder_that_is_moved_away_and_made_again_is_watched_again(told: Told, folder: Path) -> None:
    shutil.move(folder, folder.with_name("aside"))
    await told.until(lambda: () in told.saves)
    write_story(folder)
    scene = folder / "night" / "the-storm.yaml"
    await told.until(
        lambda: ("night/the-storm.yaml",) in told.saves, lambda: scene.write_text(scene.read_text())
    )


async def test_what_was_saved_before_the_watch_began_is_told(folder: Path) -> None:
    listening = Told(folder)
    await listening.until(lambda: () in listening.saves)
    await listening.end()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
async def test_a_name_that_is_no_utf8_ends_nothing(told: Told, folder: Path) -> None:
    (folder / os.fsdecode(b"\xff\x1b[31m.yaml")).write_text("x")
    await asyncio.sleep(0.3)
    storm = folder / "night" / "the-storm.yaml"
    await told.until(
        lambda: ("night/the-storm.yaml",) in told.saves, lambda: storm.write_text(storm.read_text())
    )


async def test_a_link_that_leads_to_another_folder_is_followed(folder: Path) -> None:
    other, link = folder.with_name("other"), folder.with_name("link")
    write_story(other)
    link.symlink_to(folder)
    listening = Told(link)
    scene = folder / LAMP
    await listening.until(lambda: (LAMP,) in listening.saves, lambda: scene.write_text(scene.read_text()))
    listening.saves.clear()
    link.unlink()
    link.symlink_to(other)
    await listening.until(lambda: () in listening.saves)
    storm = other / "night" / "the-storm.yaml"
    await listening.until(
        lambda: ("night/the-storm.yaml",) in listening.saves, lambda: storm.write_text(storm.read_text())
    )
    await listening.end()


async def test_where_nothing_more_can_be_watched_the_folder_is_looked_through(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = watchfiles.awatch

    def full(*paths: Any, **settings: Any) -> Any:
        if not settings["force_polling"]:
            raise OSError(28, "OS file watch limit reached")
        return real(*paths, **settings)

    monkeypatch.setattr(watchfiles, "awatch", full)
    listening = Told(folder)
    scene = folder / LAMP
    number = iter(range(10_000))
    await listening.until(lambda: (LAMP,) in listening.saves, lambda: scene.write_text(f"# {next(number)}\n"))
    await listening.end()


def test_the_linear_text_is_wrapped_and_clean(folder: Path) -> None:
    source = Folder(folder)
    reading = source.read(())
    assert reading.story is not None
    view = View(reading.story, begin(reading.story))
    assert all(len(line) <= 40 for line in source.linear(view, 40))
    assert source.linear(view, 0)[0].startswith("Scene: A light goes out.")
    assert source.examine(reading, wanted) == ()


@pytest.mark.parametrize("faulty", WAYS, ids=lambda faulty: faulty.name)
def test_the_walk_says_what_check_says(tmp_path: Path, faulty: FaultyWay) -> None:
    source = Folder(faulty.write(tmp_path / "story"))
    reading = source.read(())
    assert source.examine(reading, wanted) == ()
    walk = source.walk(reading, wanted)
    report = check(tmp_path / "story")
    assert report.story is not None
    proof, problems = prove_ways(report.story, report.texts)
    assert walk == Walk(tuple(problems), describe_proof(report.story, proof), is_whole=True)
    (problem,) = walk.problems
    assert problem.line and problem.hint and all(words in problem.message for words in faulty.words)


def test_a_walk_that_stops_short_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "BOUND", 2)
    source = Folder(folder)
    walk = source.walk(source.read(()), wanted)
    assert not walk.is_whole and "stopped short after 2 states" in walk.said


def test_a_reading_is_checked_as_it_was_whatever_was_saved_since(folder: Path) -> None:
    source = Folder(folder)
    good = source.read(())
    (folder / LAMP).write_text("scene: the-lamp\n")
    bad = source.read((LAMP,))
    assert source.examine(good, wanted) == ()
    assert source.walk(good, wanted).problems == ()
    assert source.examine(bad, wanted)


def test_checks_and_walk_stop_where_nobody_wants_them(folder: Path) -> None:
    source = Folder(folder)
    reading = source.read(())
    json_schema.write_schemas(folder)
    shutil.rmtree(folder / FOLDER)
    (folder / FOLDER).mkdir()
    for work, least in ((source.examine, 3), (source.walk, 5)):
        for steps in range(least):
            with pytest.raises(GivenUp):
                work(reading, no_longer_after(steps))
    assert list((folder / FOLDER).iterdir()) == []


def test_an_editors_schemas_know_what_was_saved(folder: Path) -> None:
    source = Folder(folder)
    source.examine(source.read(()), wanted)
    assert not (folder / FOLDER).exists(), "nobody asked for them"
    json_schema.write_schemas(folder)
    glossary = folder / "glossary.yaml"
    glossary.write_text(glossary.read_text().replace("id: lightkeeper", "id: keeper-of-light"))
    source.examine(source.read(()), wanted)
    assert "keeper-of-light" in (folder / FOLDER / "claims.json").read_text()
    (folder / FOLDER / "scene.json").unlink()
    (folder / FOLDER / "scene.json").mkdir()
    source.examine(source.read(()), wanted)  # what cannot be written ends nothing
