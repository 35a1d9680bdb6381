"""`check --sizes`: everything is painted at three sizes, and what does not fit is told with file, line and step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from explainer.cli import sizes
from explainer.cli.main import run
from explainer.cli.sizes import SIZES, Painted, paint_all
from explainer.paint.cells.rows import Run
from explainer.paint.cells.style import Profile
from explainer.reading.view import View
from explainer.story.check.report import check
from tests.faulty_kind import LAMP, RESCUE
from tests.tiny import ASKING, FILES, changed, write_story
from tests.unit.story.check.test_faulty_figures import MAP, STORM

LONG = "lighthousekeepersassociationsecretarygeneralsoffice"
"""51 cells: more than a line of 40 columns, less than one of 72."""


def painted(folder: Path, *files: dict[str, str], progress: Any = None) -> Painted:
    together: dict[str, str] = {}
    for one in files:
        together |= one
    report = check(write_story(folder / "story", together))
    assert report.story is not None, report.problems
    return paint_all(report.story, progress, report.texts)


def spied(monkeypatch: pytest.MonkeyPatch) -> list[tuple[View, tuple[int, int]]]:
    """Every view that is painted from now on, with its size."""
    seen: list[tuple[View, tuple[int, int]]] = []
    real = sizes.compose

    def compose(view: View, width: int, height: int, profile: Any) -> Any:
        seen.append((view, (width, height)))
        return real(view, width, height, profile)

    monkeypatch.setattr(sizes, "compose", compose)
    return seen


def test_all_of_a_good_story_fits(tmp_path: Path) -> None:
    found = painted(tmp_path, ASKING)
    assert found.problems == []
    assert found.cut == {}
    for size in SIZES:
        assert found.pages[size] >= 5
        # A figure, a claim, a document with each of its two sentences in hand and each on a screen of its own.
        assert found.screens[size] >= 1 + 1 + 2 + 2
    assert found.pages[40, 15] > found.pages[120, 40]


def test_a_map_is_painted_in_every_view_on_its_first_and_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = spied(monkeypatch)
    assert painted(tmp_path, MAP, STORM).problems == []
    shown = [
        (view.listings[-1].view, view.listings[-1].day, size)
        for view, size in seen
        if view.screen == "figure" and view.listings[-1].subject == "f-coast"
    ]
    days = ("1931-02-02", "1931-02-04")
    assert shown == [(part, day, size) for size in SIZES for part in ("all", "north") for day in days]


def test_claims_and_sentences_are_painted_to_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = spied(monkeypatch)
    painted(tmp_path, ASKING)
    claims = [view for view, size in seen if view.screen == "claim" and size == (40, 15)]
    assert {view.listings[-1].selected for view in claims} >= {0, 1, 2}
    rows = [row for view in claims for row in sizes.compose(view, 40, 15, Profile(depth="none")).rows]
    text = " ".join(" ".join("".join(run.text for run in row) for row in rows).split())
    for words in ("Seven boats are missing.", "The office now counts 12.", "north shore"):
        assert words in text
    sentences = {view.listings[-1].subject for view, _size in seen if view.screen == "sentence"}
    assert sentences == {"the-log:lamp-out", "the-log:sea-high"}


def test_a_warning_that_does_not_fit_is_told_in_its_file(tmp_path: Path) -> None:
    text = "The next scene tells of people in the water."
    found = painted(tmp_path, changed(RESCUE, text, " ".join([text] * 30)))
    assert {problem.file for problem in found.problems} == {RESCUE}
    assert {problem.rule for problem in found.problems} == {"overflow"}
    assert any("at 40x15, page 1:" in problem.message for problem in found.problems)


def test_a_word_wider_than_a_line_is_told_with_its_step(tmp_path: Path) -> None:
    files = changed("night/the-storm.yaml", "Her name was", f"Her {LONG} name was")
    (problem,) = painted(tmp_path, files).problems
    assert (problem.file, problem.line, problem.path, problem.severity) == (
        "night/the-storm.yaml", 9, "lamp", "warning",
    )  # fmt: skip
    assert LONG in problem.message and "at 40x15" in problem.message and "51 cells" in problem.message
    (problem,) = painted(
        tmp_path, changed("night/the-storm.yaml", "Her name was", f"Her {LONG * 2} name")
    ).problems
    assert "at 120x40" in problem.message


def test_a_word_of_a_quote_counts_and_a_script_without_blanks_does_not(tmp_path: Path) -> None:
    files = changed("excerpts/all.yaml", "Nobody was at the mast.", f"Nobody was at the {LONG}.")
    files |= {
        LAMP: FILES[LAMP].replace(
            "next: return", "  - quote: inquiry\n    rests_on: [late-report]\nnext: return"
        )
    }
    (problem,) = painted(tmp_path, files).problems
    assert (problem.file, problem.path, problem.rule) == (LAMP, "2", "cut-word")
    chinese = changed("night/the-storm.yaml", "Her name was", f"{'燈塔看守人' * 12} was")
    assert painted(tmp_path, {LAMP: FILES[LAMP]}, FILES, chinese).problems == []


BARS = """\
figures:
  - id: f-boats
    kind: bars
    title: Boats counted as lost
    data: data/boats.csv
    twin: The count went from 7 on 3 February to 12 on 8 February.
    rests_on: [port-gazette]
    options: {unit: boats, columns: {day: day, label: who, value: boats, said_on: day, sources: source}}
"""
WHO = "the office of the harbour, which counts its own boats and those of its guests and of nobody else anywhere"
"""Wrapped whole where a chart has few rows; four times it is cut at any size."""


def test_labels_that_end_with_an_ellipsis_are_listed_and_are_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = f'day,who,boats,source\n1931-02-03,"{" ".join([WHO] * 4)}",7,port-gazette\n1931-02-08,crews,12,log-book\n'
    files = {"figures/boats.yaml": BARS, "data/boats.csv": table}
    found = painted(tmp_path, files)
    assert found.problems == []
    cut = found.cut["f-boats", (80, 24)]
    assert (cut.file, cut.line, len(cut.labels)) == ("figures/boats.yaml", 2, 1)
    assert cut.labels[0].startswith("the office of") and cut.labels[0].endswith("…")
    assert run(["check", str(tmp_path / "story"), "--sizes"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "figures/boats.yaml:2: f-boats at 80x24: a label is cut: “the office of" in told
    assert "0 mistakes, 0 warnings." in told


def test_an_authors_own_ellipsis_is_no_cut(tmp_path: Path) -> None:
    table = "day,who,boats,source\n1931-02-03,the office…,7,port-gazette\n1931-02-08,crews,12,log-book\n"
    assert painted(tmp_path, {"figures/boats.yaml": BARS, "data/boats.csv": table}).cut == {}


@pytest.mark.parametrize(
    ("screen", "place"),
    [
        ("figure", ("figures/boats.yaml", 2)),
        ("claim", ("claims.yaml", 2)),
        ("document", ("documents/log.yaml", 2)),
    ],
)
def test_a_screen_that_is_too_wide_is_told_where_its_thing_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen: str, place: tuple[str, int]
) -> None:
    real = sizes.compose

    def compose(view: View, width: int, height: int, profile: Any) -> Any:
        frame = real(view, width, height, profile)
        wide = ((Run("x" * (width + 1), ""),), *frame.rows[1:])
        return replace(frame, rows=wide) if view.screen == screen else frame

    monkeypatch.setattr(sizes, "compose", compose)
    problems = painted(tmp_path, ASKING).problems
    assert problems and {(problem.file, problem.line) for problem in problems} == {place}
    assert all("cells" in problem.message for problem in problems)


def test_a_scene_that_is_too_high_is_told_with_its_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sizes.compose

    def compose(view: View, width: int, height: int, profile: Any) -> Any:
        frame = real(view, width, height, profile)
        extra = frame.layout.step == "lamp" and not view.listings
        return replace(frame, rows=(*frame.rows, ())) if extra else frame

    monkeypatch.setattr(sizes, "compose", compose)
    problems = painted(tmp_path).problems
    assert {(problem.file, problem.line, problem.path) for problem in problems} == {
        ("night/the-storm.yaml", 9, "lamp")
    }
    assert "16 rows instead of 15" in problems[0].message


def test_a_painter_that_does_not_get_on_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sizes.compose

    def compose(view: View, width: int, height: int, profile: Any) -> Any:
        frame = real(view, width, height, profile)
        stuck = not view.listings and view.run.visit.scene == "the-lamp"
        return replace(frame, layout=replace(frame.layout, following=view.run.visit)) if stuck else frame

    monkeypatch.setattr(sizes, "compose", compose)
    monkeypatch.setattr(sizes, "_PAGES", 20)
    problems = painted(tmp_path).problems
    assert [problem.file for problem in problems] == [LAMP] * 3
    assert all("do not come to an end" in problem.message for problem in problems)


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    painted(tmp_path, progress=lambda done, total: told.append((done, total)))
    total = 3 * (5 + 1 + 1 + 1)  # five scenes, a warning, a figure, a claim
    assert told == [(number, total) for number in range(1, total + 1)]


def test_without_the_files_texts_a_scene_still_has_its_place(
    tiny_story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = check(tiny_story).story
    assert story is not None
    assert paint_all(story).problems == []
