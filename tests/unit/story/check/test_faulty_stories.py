"""Each mistake an author can make is told once, at its place, in words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.story.check.report import check
from explainer.story.load.files import render
from explainer.story.text import nearest
from tests.faulty import FAULTY, Faulty, write_twelve
from tests.faulty_hints import without_sources
from tests.faulty_lint import WAIVED
from tests.tiny import ASKING, FILES, write_story


def test_tiny_story_has_no_problem(tiny_story: Path) -> None:
    report = check(tiny_story)
    assert report.problems == ()
    assert report.story is not None


@pytest.mark.parametrize("faulty", FAULTY, ids=lambda faulty: faulty.name)
def test_one_mistake_one_problem(faulty: Faulty, tmp_path: Path) -> None:
    folder = faulty.write(tmp_path / "story")
    report = check(folder)
    shown = "\n".join(render(folder, problem, report.texts) for problem in report.problems)
    assert len(report.problems) == 1, shown
    problem = report.problems[0]
    assert (problem.rule, problem.file, problem.severity) == (faulty.rule, faulty.where, faulty.severity)
    assert (problem.line, problem.column) == faulty.place(folder), shown
    for words in faulty.words:
        assert words in problem.message + " " + problem.hint, shown
    assert (report.story is None) == (faulty.severity == "error")


def test_asking_story_has_no_problem(tmp_path: Path) -> None:
    report = check(write_story(tmp_path / "story", ASKING))
    assert report.problems == ()
    assert report.story is not None and list(report.story.documents) == ["the-log"]


def test_where_no_source_is_left_that_is_said_once_with_the_first_place(tmp_path: Path) -> None:
    report = check(write_story(tmp_path / "story", without_sources()))
    told = [problem for problem in report.problems if problem.message.startswith("there is no source")]
    told = [problem for problem in told if problem.file.endswith(".yaml")]
    assert len(told) == 1 and "at all" in told[0].message and "sources/" in told[0].hint
    assert (told[0].file, told[0].line) == ("after/the-morning.yaml", 8)


def test_a_waived_rule_is_listed_and_not_told(tmp_path: Path) -> None:
    report = check(write_story(tmp_path / "story", WAIVED))
    assert report.problems == ()
    (waived,) = report.rule_waivers
    assert (waived.claim, waived.file, waived.waiver.rule) == ("boats-lost", "claims.yaml", "one-issuer")
    assert (
        waived.line
        == WAIVED["claims.yaml"]
        .splitlines()
        .index("    waive: [{rule: one-issuer, reason: Nobody else counted.}]")
        + 1
    )


def test_names_are_unique() -> None:
    names = [faulty.name for faulty in FAULTY]
    assert len(names) == len(set(names))


def test_twelve_mistakes_are_all_told_in_one_run(tmp_path: Path) -> None:
    folder, rules = write_twelve(tmp_path / "story")
    report = check(folder)
    assert len(rules) == 12
    assert {problem.rule for problem in report.problems} == rules
    assert len(report.problems) == 12


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"\xef\xbb\xbf", b"---\n", b"null\n"])
def test_empty_story_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "story.yaml").write_bytes(data)
    problems = check(tmp_path).problems
    assert [(p.file, p.rule) for p in problems] == [("story.yaml", "empty-file")]


def test_empty_folder(tmp_path: Path) -> None:
    problems = check(tmp_path).problems
    assert [p.rule for p in problems] == ["empty-folder"]
    assert "holds no story" in problems[0].message


def test_no_folder(tmp_path: Path) -> None:
    problems = check(tmp_path / "nowhere").problems
    assert [p.rule for p in problems] == ["no-folder"]
    assert "there is no folder" in problems[0].message


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text("story: a\n")
    assert "is a file" in check(tmp_path / "story.yaml").problems[0].message


def test_byte_order_mark_and_crlf_are_fine(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    plain = check(folder).story
    for name in FILES:
        if name.endswith(".yaml"):
            path = folder / name
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    report = check(folder)
    assert report.problems == ()
    assert report.story is not None and plain is not None
    assert report.story.scenes == plain.scenes


def test_places_are_true_after_a_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    path = folder / "after/the-morning.yaml"
    text = path.read_bytes().replace(b"asked twice", b"asked 300 times").replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text)
    (problem,) = check(folder).problems
    line = path.read_text(encoding="utf-8-sig").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("300 times")


def test_norwegian_is_a_language_and_on_is_a_key(tiny_story: Path) -> None:
    story = check(tiny_story).story
    assert story is not None
    assert story.sources["late-report"].language == "no"
    assert story.terms["lightkeeper"].forms[0].language == "no"  # written without quotes
    assert story.lens_days[0].on == "1931-02-03"


def test_a_file_that_cannot_be_read_makes_no_second_mistake(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    scene = folder / "night/the-warning.yaml"
    scene.write_text(scene.read_text().replace("next: the-rescue", "next: the-rescue\n}"))
    excerpts = folder / "excerpts/all.yaml"
    excerpts.write_text("}\n" + excerpts.read_text())
    problems = check(folder).problems
    assert {(p.file, p.rule) for p in problems} == {
        ("night/the-warning.yaml", "yaml"),
        ("excerpts/all.yaml", "yaml"),
    }


def test_a_link_to_a_folder_is_told(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.yaml").write_text("sources: []\n")
    (folder / "sources" / "more").symlink_to(tmp_path / "outside")
    problems = check(folder).problems
    assert [(p.file, p.rule) for p in problems] == [("sources/more", "link")]


def test_wrong_names_of_files_are_told(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story", {"terms.yaml": "terms: []\n", "night/old.yml": "scene: old\n"})
    problems = {p.file: p.message for p in check(folder).problems}
    assert "no file of a story" in problems["terms.yaml"]
    assert ".yaml" in problems["night/old.yml"]


def test_a_spelling_is_near_and_another_scene_is_not() -> None:
    assert nearest("wier", ["weir", "port-anna"]) == "weir"
    assert nearest("the-count", ["the-morning", "the-counts"]) == "the-counts"
    assert nearest("the-long-night", ["the-morning"]) == ""
