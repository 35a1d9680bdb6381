"""The pages for before, during and after a workshop: each key that they name is pressed in a real room, in the order of
the pages, and what they say of it is what the screen shows. One evening: the leader's terminal, guests over `ssh`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.reading.actions import ACTIONS, ActionSpec
from tests.e2e import pages_during
from tests.e2e.pages_evening import FOLDER, MORNING, MOST, PLAYS, STORY, Evening, alone, plays, simple
from tests.e2e.pressed_pages import Page, Row, is_said, read_page, shows
from tests.e2e.processes import default_ports
from tests.e2e.serving import PATIENCE, wait_until
from tests.e2e.ssh_server import needs_ssh
from tests.e2e.terminal import Terminal
from tests.e2e.workshop_terminal import Leader, Workshop
from tests.tiny import write_story
from tools.docs import key_name

assert pages_during, "its rows are played too"
pytestmark = needs_ssh


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    workshop = Workshop(tmp_path)
    write_story(workshop.story, STORY)
    (tmp_path / "out").mkdir()
    with default_ports():
        yield Evening(workshop, tmp_path / "out")
        workshop.close()


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return {name: read_page(FOLDER / f"{name}.md") for name in ("before", "during", "after")}


def keys_of(action: ActionSpec) -> tuple[str, ...]:
    """An action's keys in the cockpit, as pages name them."""
    return tuple(map(key_name, action.leading or action.keys))


# before


@plays("before", "Enter")
def _(evening: Evening, row: Row) -> None:
    """The last address is this computer alone; where there is no network, nothing is asked."""
    screen = evening.cockpit
    asked, *rest = row.pieces
    screen.wait_until(lambda: re.search("Enter takes 1|in no network", screen.flat), "the question")
    if "Enter takes 1" in screen.flat:
        assert shows(screen, asked.text)
        screen.send(alone(screen))
        evening.play(rest)
    evening.leader = Leader(evening.workshop, screen)


@plays("before", "j Esc")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.waits("not begun")
    card = evening.out / "card.html"
    wait_until(card.exists)
    assert "Dana, front desk" in card.read_text(encoding="utf-8")


@plays("before", "J D")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    evening.waits("door closed")
    evening.keys("Esc", "D", "Esc")


@plays("before", ". j")
def _(evening: Evening, row: Row) -> None:
    waits, *rest = row.pieces
    assert not shows(evening.cockpit, waits.text)
    evening.come_in()
    evening.waits(waits.text)
    evening.waits("2 connected: 2 follow, 0 roam")
    blank, join = rest
    full = evening.wall.text
    for key, gone in ((blank, "The storm"), (join, "Join:")):
        evening.wall.wait_for(gone)
        evening.play([key], evening.wall, leads=False)
        _loses(evening.wall, gone)
        evening.play([key], evening.wall, leads=False)
        evening.wall.wait_for(gone)
    assert evening.wall.text == full


def _loses(screen: Terminal, words: str) -> None:
    screen.wait_until(lambda: words not in screen.text, f"{words} gone")


@plays("before", "h h")
def _(evening: Evening, row: Row) -> None:
    *shown, away = row.pieces
    evening.play(shown)
    evening.waits(evening.leader.secret)
    evening.play([away])
    assert evening.leader.secret not in evening.cockpit.flat


simple("before", "P Esc")


@plays("before", "q q")
def _(evening: Evening, row: Row) -> None:
    *pieces, again = row.pieces
    evening.play(pieces)
    assert evening.cockpit.ended(PATIENCE) == 0
    evening.lead()
    evening.waits(again.text.partition("…")[2].strip())
    assert shows(evening.cockpit, again.text)
    evening.keys("Esc")
    evening.come_in()


# after


@plays("after", "Space")
def _(evening: Evening, row: Row) -> None:
    evening.to(MORNING)
    for _press in range(MOST):
        if "the plan ends here" in evening.cockpit.flat:
            break
        evening.keys("Space")
    evening.play(row.pieces)


@plays("after", "E")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    assert sorted(path.suffix for path in evening.out.glob("report-*")) == [".html", ".json", ".md"]


@plays("after", "T")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces, evening.guest, leads=False)


simple("after", "q")
simple("after", "c")


@plays("after", "r")
def _(evening: Evening, row: Row) -> None:
    evening.play(row.pieces)
    assert evening.cockpit.ended(PATIENCE) == 0


@plays("after", "Z y")
def _(evening: Evening, row: Row) -> None:
    evening.lead("--ssh", "127.0.0.1:0")
    evening.keys("Esc")
    evening.play(row.pieces)
    assert evening.cockpit.ended(PATIENCE) == 0


@plays("after", "q q")
def _(evening: Evening, row: Row) -> None:
    evening.lead("--ssh", "127.0.0.1:0")
    evening.keys("Esc")
    evening.play(row.pieces)
    assert evening.cockpit.ended(PATIENCE) == 0


# the tests


def test_every_key_that_the_pages_name_is_one(pages: dict[str, Page]) -> None:
    """Keys of guests, of questions in front, and of a wall are pressed above."""
    pressed = {key for _page, name in PLAYS for key in name.split()} | set("2345678")
    for name, page in pages.items():
        assert (page.keys - pressed, page.unknown) == (set(), []), name
    of_all = {key_name(key) for action in ACTIONS for key in (*action.keys, *action.leading)}
    for name in ("checklist", "care", "report", "README"):
        assert read_page(FOLDER / f"{name}.md").keys - of_all - {"Space"} == set(), name


def test_words_that_no_press_brings_are_words_of_the_program(pages: dict[str, Page]) -> None:
    for page in pages.values():
        seen = {piece.text for row in page.rows for piece in row.pieces}
        assert [words for words in sorted(page.words - seen) if not is_said(words)] == []


def test_the_words_of_the_terminal_are_on_no_page_by_chance() -> None:
    assert not is_said("The poll is ajar.")


def test_each_key_of_the_pages_does_in_a_room_what_they_say(evening: Evening, pages: dict[str, Page]) -> None:
    left = {name: list(tried) for name, tried in PLAYS.items()}
    for name, page in pages.items():
        for row in page.rows:
            tried = left.get((name, row.name))
            assert tried, f"{name}.md names keys that nobody presses here: {row.name}"
            tried.pop(0)(evening, row)
    assert not [name for name, tried in left.items() if tried], "the pages no longer name these"
    known = {key for action in ACTIONS if action.in_cockpit or action.leading for key in keys_of(action)}
    assert known - evening.pressed == set(), "keys of the cockpit that no page names"
