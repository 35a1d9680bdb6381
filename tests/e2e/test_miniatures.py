"""The miniature stories in real programs: a terminal, linear mode, search, exports, in each language."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from explainer.reading.moves import way_ahead
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.e2e.terminal import Terminal
from tests.miniatures import ALL, FOLDER, TOLD

ROOT = Path(__file__).resolve().parents[2]
SEARCHED = [
    ("russian", "акимат", "novyy-most"),
    ("russian", "акиматом", "novyy-most"),
    ("russian", "akimat", "novyy-most"),
    ("russian", "мосту", "fonar"),
    ("russian", "ФОНАРЕМ", "fonar"),
    ("kazakh", "әкімдік", "jana-uyge"),
    ("kazakh", "әкімдікке", "jana-uyge"),
    ("kazakh", "әкімдігі", "qysqy-keshter"),
    ("kazakh", "акимат", "jana-uyge"),
    ("kazakh", "кітабы", "qazirgi-kitaphana"),
    ("kazakh", "usta", "usta"),
    ("arabic", "ساعة", "al-saa-taud"),
    ("arabic", "المِفْتاح", "al-miftah"),
    ("arabic", "مفتاح", "al-miftah"),
    ("arabic", "الاهالي", "al-saa-taud"),
    ("arabic", "kronos", "al-risala"),
    ("chinese", "守桥人", "qiao-duan"),
    ("chinese", "日记", "qiao-duan"),
    ("chinese", "桥", "xin-qiao"),
    ("chinese", "木料", "xin-qiao"),
]


def story_of(name: str) -> Story:
    return read_story(FOLDER / name)


def run(*arguments: str, typed: str = "") -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "explainer", *arguments],
        input=typed, capture_output=True, text=True, encoding="utf-8", timeout=120, env=environment, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def ending(story: Story) -> str:
    return story.scenes[way_ahead(story, begin(story))[-1]].title


@pytest.mark.parametrize("name", ALL)
def test_line_by_line_to_the_end_in_the_order_of_reading(name: str, isolated_home: Path) -> None:
    story = story_of(name)
    said = run("read", str(FOLDER / name), "--linear", "--private", typed="\n" * 200)
    flat = " ".join(said.split())
    for scene in way_ahead(story, begin(story)):
        assert story.scenes[scene].title in flat
    assert "\x1b" not in said
    assert not re.search("[\ufb50-\ufdff\ufe70-\ufeff]", said), "letters are sent as they are written"


@pytest.mark.parametrize("size", [(40, 15), (80, 24)], ids=["40x15", "80x24"])
@pytest.mark.parametrize("name", ALL)
def test_in_a_terminal_to_the_end(name: str, size: tuple[int, int], isolated_home: Path) -> None:
    story = story_of(name)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLORTERM": "truecolor", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "explainer", "read", str(FOLDER / name), "--private"]
    wanted = "".join(ending(story).split())
    if name == "arabic":
        wanted = wanted[::-1]

    def seen(terminal: Terminal) -> str:
        return "".join(unicodedata.normalize("NFKC", "".join(terminal.lines[2:6])).split())

    with Terminal(command, *size, environment) as terminal:
        terminal.wait_until(lambda: "?" in terminal.flat, "the first page")
        for _press in range(60):
            if (wanted in seen(terminal) and "The story ends" in terminal.flat) or (
                size[0] == 40 and wanted in seen(terminal)
            ):
                break
            terminal.press("n")
        assert wanted in seen(terminal)
        terminal.press("q")
        assert terminal.ended() == 0
        assert b"\x1b[8l" in terminal.raw and terminal.raw.rindex(b"\x1b[8h") > terminal.raw.rindex(
            b"\x1b[8l"
        )


@pytest.mark.parametrize(("name", "words", "scene"), SEARCHED, ids=lambda value: str(value))
def test_search_finds_a_word_in_any_of_its_forms(name: str, words: str, scene: str) -> None:
    groups = json.loads(run("search", words, "--story", str(FOLDER / name), "--json"))
    found = {hit["id"] for hit in groups if hit["kind"] == "scene"}
    assert scene in found


@pytest.mark.parametrize("name", ALL)
def test_every_form_of_a_document_is_made(name: str, tmp_path: Path) -> None:
    story = story_of(name)
    for form in ("html", "markdown", "text", "handout"):
        out = tmp_path / f"{name}.{form}"
        run("export", str(FOLDER / name), "--to", form, str(out))
        made = out.read_text(encoding="utf-8")
        assert story.title in made, form
        for scene in story.scenes.values():
            assert scene.title in made, (form, scene.id)
        assert not re.search("[\ufb50-\ufdff\ufe70-\ufeff]", made), "letters are written as they are"
    page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    assert f'<html lang="{story.language}"' in page
    assert 'dir="auto"' in page and "unicode-bidi:plaintext" in page


@pytest.mark.parametrize("name", TOLD)
def test_the_run_sheet_is_rehearsed(name: str, isolated_home: Path) -> None:
    said = run("rehearse", str(FOLDER / name), "--people", "6", "--seed", "1")
    assert said


def test_hours_are_in_the_records() -> None:
    scenes = json.loads(run("list", "scenes", "--story", str(FOLDER / "russian"), "--json"))
    when = next(scene["when"] for scene in scenes if scene["id"] == "lyod-poshyol")
    assert (when["from"], when["to"]) == ("1954-04-12T05:30", "1954-04-12T06:40")


def test_what_a_story_has_none_of_has_no_heading(tmp_path: Path) -> None:
    for form, absent in (
        ("html", 'id="page.terms"'),
        ("html", 'id="page.claims"'),
        ("html", "Hard scenes"),
        ("markdown", "## Glossary"),
        ("markdown", "Claims"),
        ("text", "\nGlossary"),
        ("text", "\nClaims"),
        ("handout", "<h2>Glossary"),
    ):
        out = tmp_path / f"plain.{form}"
        if not out.exists():
            run("export", str(FOLDER / "plain"), "--to", form, str(out))
        assert absent not in out.read_text(encoding="utf-8"), (form, absent)
