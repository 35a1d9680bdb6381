"""The page of the keys in a preview says what they do there: each key that it tells is pressed and compared."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from textual.pilot import Pilot

from explainer.paint.cells.rows import Row
from explainer.paint.cells.style import key_name
from explainer.reading.actions import ACTIONS, BY_ID, Action
from explainer.reading.previewing.preview import KEYS, LACKING, LOOK, MISTAKES, OWN, PANES, STAY
from explainer.reading.view import OwnKey
from explainer.tui.preview import MistakesScreen, PreviewApp
from explainer.tui.screens.palette import commands
from tests.tiny import write_story
from tests.tui.test_preview import SIZES, preview

DOCS = Path(__file__).parents[2] / "docs" / "authors" / "preview.md"
NAMES = {
    key_name(key): key
    for key in (*(key for spec in ACTIONS for key in spec.keys), *(one.key for one in OWN.keys))
} | {"1-9": "1", "↑↓": "down"}
"""Keys as Textual names them, by how the page writes them."""
IN_A_LIST = ("PgDn", "PgUp")
"""Keys that mean this on the screen of the scenes, which `m` opens."""
LETTERS = ("h j k l", ["back", "next-reference", "previous-reference", "next"])
"""The one row of several keys, and what they ask for."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_story(tmp_path / "story")


def told(rows: tuple[Row, ...]) -> dict[str, str]:
    """The keys of a page with what it says of them; the signs, which are none, left out."""
    found: dict[str, str] = {}
    for row in rows[1:-2]:
        runs = [run for run in row if run.text.strip()]
        for run, words in pairwise(runs):
            if run.style == "accent-strong" and words.style == "text":
                found[run.text.strip()] = words.text.strip()
    return found


async def page_of_keys(app: PreviewApp, pilot: Pilot[str]) -> dict[str, str]:
    """All that the page tells, scrolled through."""
    await pilot.press("question_mark")
    found: dict[str, str] = {}
    while True:
        frame = app.reading.page.frame
        found |= told(frame.rows)
        if not frame.layout.overflow:
            return found
        await pilot.press("pagedown")


class Heard:
    """What the keys that are pressed ask for, told and not done."""

    def __init__(self, app: PreviewApp, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[OwnKey | str] = []
        monkeypatch.setattr(app.previewed, "act", self._act)
        monkeypatch.setattr(app.previewed, "action_preview", self._own)
        monkeypatch.setattr(
            app.previewed, "leave", lambda: self.asked.append("quit")
        )  # Ctrl+Q goes there at once

    async def _act(self, action: Action) -> None:
        self.asked.append(action.id)

    async def _own(self, name: str) -> None:
        self.asked.append(KEYS[name])


def says(words: str, asked: OwnKey | str) -> bool:
    """Whether words of the page are those of what a key asks for."""
    short, whole = (
        (asked.short, asked.description)
        if isinstance(asked, OwnKey)
        else (BY_ID[asked].short, BY_ID[asked].description)
    )
    if asked == "width":
        return words.partition(" ")[0] in ("narrower", "wider")
    return words == short or whole.startswith(words)


@pytest.mark.parametrize("size", SIZES)
async def test_each_key_of_the_page_does_what_the_page_says(
    folder: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with preview(folder, size) as (app, pilot):
        found = await page_of_keys(app, pilot)
        assert len(found) > 20
        await pilot.press("escape", "n")
        for keys, words in found.items():
            with monkeypatch.context() as patched:
                if keys in IN_A_LIST:
                    await pilot.press("m")
                heard = Heard(app, patched)
                await pilot.press(*(NAMES[key] for key in keys.split()))
                if keys == LETTERS[0]:
                    assert heard.asked == LETTERS[1]
                    continue
                assert len(heard.asked) == 1, (keys, heard.asked)
                assert says(words, heard.asked[0]), (keys, words, heard.asked)
            if keys in IN_A_LIST:
                await pilot.press("escape")


async def test_the_previews_keys_have_a_section_of_their_own_and_no_other(folder: Path) -> None:
    async with preview(folder, (120, 40)) as (app, pilot):
        found = await page_of_keys(app, pilot)
        words = "\n".join("".join(run.text for run in row) for row in app.reading.page.frame.rows)
        for own in OWN.keys:
            assert [keys for keys in found if key_name(own.key) in keys.split()] == [key_name(own.key)]
        section = re.split(r"\n\s*\n", words[words.index(OWN.heading) :].replace("Find and keep", ""))[0]
        assert [line.split()[0] for line in section.splitlines()[1:5]] == ["F2", "F3", "F6", "F7"]


async def test_what_a_preview_lacks_is_told_nowhere_and_refused_in_words(folder: Path) -> None:
    async with preview(folder, (120, 40)) as (app, pilot):
        found = await page_of_keys(app, pilot)
        shown = {key for keys in found for key in keys.split()}
        offered = {command.action.id: command.detail for command in commands(app.reading.view, "braille")}
        footer = "".join(run.text for run in app.reading.page.frame.rows[-2])
        assert "line by line" not in footer and "palette" in footer
        await pilot.press("escape")
        for name, reason in LACKING.items():
            assert not shown & {key_name(key) for key in BY_ID[name].keys}
            assert name not in offered
            await pilot.press(BY_ID[name].keys[0])
            await pilot.pause()
            assert app.reading.view.message == reason
        for action, key in (("map", "z"), ("timeline", "i"), ("who", "w")):
            assert offered.get(action, key) == key


async def test_the_four_keys_do_what_they_are_said_to(folder: Path) -> None:
    async with preview(folder, (170, 52)) as (app, pilot):
        screen = app.previewed
        await pilot.press(KEYS[STAY].key)
        assert screen.preview.stays
        await pilot.press(KEYS[STAY].key)
        assert not screen.preview.stays
        await pilot.press(KEYS[PANES].key)
        assert len(screen.composite.panes) == 2
        await pilot.press(KEYS[PANES].key, KEYS[PANES].key)
        assert screen.composite.panes == ()
        await pilot.press(KEYS[LOOK].key)
        assert len(screen.composite.panes) == 1
        await pilot.press(KEYS[MISTAKES].key)
        await pilot.pause()
        assert isinstance(app.screen, MistakesScreen)


def test_the_page_of_the_docs_says_the_same() -> None:
    rows = re.findall(r"^\| (F\d+) \| (.+) \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert [key for key, _words in rows] == [key_name(own.key) for own in OWN.keys]
    for (_key, words), own in zip(rows, OWN.keys, strict=True):
        assert words.startswith(own.description), words
