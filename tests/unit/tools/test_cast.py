"""The recording on top of README plays back to today's pages, and the picture is made of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.story.load.cache import open_story
from tools.cast import CAST, HEIGHT, KEY_FRAME, PICTURE, ROOT, SCRIPT, TITLE, WIDTH, drawn, replay
from tools.cells import Cell
from tools.film import Still, film, style_of
from tools.screens import Reader, screens

AGAIN = "the recording is of older pages: make cast writes it anew"
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def cast() -> str:
    return CAST.read_text(encoding="utf-8")


def test_it_is_an_asciicast_with_the_times_of_the_script(cast: str) -> None:
    head, *events = (json.loads(line) for line in cast.splitlines())
    assert {key: head[key] for key in ("version", "width", "height")} == {
        "version": 2, "width": WIDTH, "height": HEIGHT,
    }  # fmt: skip
    assert {kind for _at, kind, _data in events} == {"o", "i", "m"}
    times = [at for at, _kind, _data in events]
    assert times == sorted(times)
    assert times[-1] == sum(press.seconds for press in SCRIPT)
    assert [data for _at, kind, data in events if kind == "m"] == [*(press.said for press in SCRIPT), ""]


def test_it_plays_back_to_todays_first_page(cast: str) -> None:
    story = open_story(ROOT / "scenes", cache_folder=None)
    view = screens(story)["opening"](Reader(story, WIDTH, HEIGHT, Profile()))
    painted = compose(view, WIDTH, HEIGHT, Profile())
    today = ["".join(run.text for run in row).rstrip() for row in painted.rows]
    assert replay(cast)[0].lines == today, AGAIN


def test_each_screen_holds_what_the_script_waits_for(cast: str) -> None:
    shots = replay(cast)
    for press, shot in zip(SCRIPT, shots, strict=False):
        assert press.until in " ".join(" ".join(shot.lines).split())
    assert "versions ·" in "\n".join(shots[KEY_FRAME].lines)


def test_nothing_of_the_machine_is_in_it(cast: str) -> None:
    head = json.loads(cast.splitlines()[0])
    assert set(head) == {"version", "width", "height", "title", "command", "env"}
    assert head["env"] == {"TERM": "xterm-256color"}
    assert not re.search(r"/(?:home|tmp|root|Users|var|srv|mnt)\b", cast)
    assert str(ROOT) not in cast
    assert str(Path.home()) not in cast


def test_the_picture_is_made_of_the_recording(cast: str) -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(cast), AGAIN
    assert CAST.stat().st_size + PICTURE.stat().st_size < 300_000


def test_the_picture_shows_its_key_frame_without_motion(cast: str) -> None:
    page = ElementTree.fromstring(drawn(cast))
    style = page.findtext(f"{_SVG}style") or ""
    outside = style.partition("@media")[0]
    assert outside == ".f{visibility:hidden}.k{visibility:visible}"
    assert "(prefers-reduced-motion:no-preference)" in style
    assert "infinite" not in style
    layers = page.findall(f"{_SVG}g")
    kept = [text for one in layers if "k" in one.attrib["class"].split() for text in one.itertext()]
    said = [text for one in layers for text in one.itertext()]
    assert SCRIPT[KEY_FRAME].said in kept
    assert [press.said for press in SCRIPT if press.said in said] == [press.said for press in SCRIPT]
    assert page.findtext(f"{_SVG}title") == TITLE
    assert all(press.said in (page.findtext(f"{_SVG}desc") or "") for press in SCRIPT)
    assert not page.findall(f".//{_SVG}script")


def test_what_screens_share_is_drawn_once() -> None:
    run = replay(CAST.read_text(encoding="utf-8"))[0]
    assert run.lines  # a grid to take a row from
    stills = [Still((), 1, "one"), Still((), 1, "two"), Still((), 1, "one")]
    page = film(stills, WIDTH, "a title with <brackets>", 0)
    assert page.count(">one<") == 1
    assert "&lt;brackets&gt;" in page
    assert "0%{visibility:visible}33.33%{visibility:hidden}66.67%{visibility:visible}" in page


def test_a_look_that_no_style_has_is_no_guess() -> None:
    with pytest.raises(KeyError):
        style_of(Cell("x", "#123456", "#654321", False, False))
