"""Every page and screen of the miniature stories at three sizes: nothing overflows, nothing is broken."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest

from explainer.paint.cells.bidi_levels import mostly_right_to_left
from explainer.paint.cells.encoder import encode
from explainer.paint.cells.rows import Frame
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import NEVER_FIRST, NEVER_LAST, width
from explainer.paint.compose import compose, rows_text
from explainer.reading.moves import way_ahead
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.check.report import check
from explainer.story.load.cache import open_story
from explainer.story.model.structs import Story
from tests.miniatures import ALL, FOLDER, TOLD
from tools.cells import faults, vocabulary
from tools.screens import SIZES, Reader, every_page, screens

PROFILES = (Profile(), Profile(depth="none", glyphs="ascii"))


@cache
def story_of(name: str) -> Story:
    return open_story(FOLDER / name, cache_folder=None)


@cache
def words_of(name: str) -> frozenset[str]:
    return vocabulary(story_of(name))


def wrong(frame: Frame, columns: int, rows: int, profile: Profile, name: str) -> list[str]:
    """What is wrong with a frame; words of scripts that join or are not parted are no pieces of others."""
    found = faults(frame, columns, rows, profile, words_of(name))
    whole = name not in ("arabic", "chinese")
    return [fault for fault in found if whole or "a cut word" not in fault]


@pytest.mark.parametrize("name", ALL)
def test_it_has_no_mistakes_and_no_warnings(name: str) -> None:
    assert check(FOLDER / name).problems == ()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ALL)
def test_every_screen_fits(name: str, size: tuple[int, int]) -> None:
    columns, rows = size
    for profile in PROFILES:
        reader = Reader(story_of(name), columns, rows, profile)
        for screen, make in screens(story_of(name)).items():
            frame = compose(make(reader), columns, rows, profile)
            assert wrong(frame, columns, rows, profile, name) == [], screen


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ALL)
def test_every_page_fits_and_the_way_ends(name: str, size: tuple[int, int]) -> None:
    story, profile = story_of(name), PROFILES[0]
    reader = Reader(story, *size, profile)
    for scene in story.scenes:
        for view in every_page(reader, scene):
            assert wrong(compose(view, *size, profile), *size, profile, name) == [], scene
    view = View(story, begin(story))
    seen = [view.run.visit.scene]
    for _press in range(60):
        if story.scenes[view.run.visit.scene].ending:
            break
        view = reader.press(view, "next")
        seen.append(view.run.visit.scene)
    assert set(way_ahead(story, begin(story))) <= set(seen)
    assert story.scenes[seen[-1]].ending


@pytest.mark.parametrize("size", [(40, 15), (80, 24)], ids=["40x15", "80x24"])
def test_no_line_of_chinese_begins_or_ends_with_what_may_not(size: tuple[int, int]) -> None:
    story, profile = story_of("chinese"), Profile()
    reader = Reader(story, *size, profile)
    lines = 0
    for scene in story.scenes:
        for view in every_page(reader, scene):
            for row in compose(view, *size, profile).rows[3:-4]:
                said = "".join(run.text for run in row).strip()
                if said and unicodedata.east_asian_width(said[-1]) == "W" and "  " not in said:
                    lines += 1
                    assert said[0] not in NEVER_FIRST, said
                    assert said[-1] not in NEVER_LAST, said
    assert lines > 5


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_arabic_prose_ends_at_the_right_edge_of_its_column(size: tuple[int, int]) -> None:
    story, profile = story_of("arabic"), Profile()
    reader = Reader(story, *size, profile)
    frame = compose(reader.at("al-samt"), *size, profile)
    prose = next(step.prose[0].text for step in story.scenes["al-samt"].steps)
    first = prose.split()[0][::-1]
    row = next(
        row for row in rows_text(frame.rows).splitlines()
        if unicodedata.normalize("NFKC", row).split("│")[0].rstrip().endswith(first)
    )  # fmt: skip
    assert len(row) - len(row.lstrip()) > 4
    assert mostly_right_to_left(prose)


def test_the_real_cursor_stands_on_the_first_letter_of_what_is_in_hand() -> None:
    story, profile = story_of("arabic"), Profile()
    reader = Reader(story, 80, 24, profile)
    view = reader.in_hand(reader.at("al-risala"), "term")
    frame = compose(view, 80, 24, profile)
    assert frame.cursor is not None
    column, row = frame.cursor
    at = 0
    for run in frame.rows[row]:
        if at <= column < at + width(run.text):
            assert run.style == "cursor" and run.text[column - at] == "K"
            break
        at += width(run.text)
    assert b"Kronos" in encode(frame.rows, 80, profile)


@pytest.mark.parametrize("name", TOLD)
def test_a_terminal_that_orders_by_itself_gets_the_letters_as_they_are_written(name: str) -> None:
    story = story_of(name)
    profile = Profile(bidi="terminal")
    text = rows_text(compose(Reader(story, 80, 24, profile).at(story.start), 80, 24, profile).rows)
    assert story.title in text


def test_what_has_nothing_says_so_and_nothing_is_empty() -> None:
    story = story_of("plain")
    reader = Reader(story, 80, 24, Profile())
    for action in ("glossary", "who", "map", "timeline", "lens", "search", "sources", "takeaway", "notes"):
        try:
            view = reader.press(reader.at(story.start), action)
        except Exception as fault:
            assert str(fault).endswith("."), (action, fault)
            assert type(fault).__name__ == "Cannot", (action, fault)
            continue
        frame = compose(view, 80, 24, Profile())
        said = [row.strip() for row in rows_text(frame.rows).splitlines() if row.strip(" ─")]
        assert len(said) > 1, (action, said)
