"""What check tells of a story in several languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer.problems import Problem
from explainer.story.check.facts import differing
from explainer.story.check.report import check
from explainer.story.model.translation import in_language
from tests.tiny import changed, write_story
from tests.two_languages import LATE, two_languages, write_two_languages


def told(folder: Path, *rules: str) -> list[Problem]:
    return [problem for problem in check(folder).problems if problem.rule in rules]


def with_scene(old: str, new: str, name: str = "night/the-storm.yaml") -> dict[str, str]:
    text = two_languages()[name]
    assert old in text
    return {name: text.replace(old, new, 1)}


def test_a_story_in_one_language_is_told_nothing(tmp_path: Path) -> None:
    rules = ("untranslated", "translation-marks", "bad-language", "own-language")
    assert told(write_story(tmp_path / "s"), *rules) == []


def test_what_is_missing_is_one_warning_a_language_and_file(tmp_path: Path) -> None:
    found = told(write_two_languages(tmp_path / "s"), "untranslated")
    by_file = {problem.file: problem for problem in found}
    assert len(by_file) == len(found)
    late = by_file["after/the-morning.yaml"]
    assert late.severity == "warning"
    assert "1 text is not in Русский yet: body[1].text" in late.message
    lines = two_languages()["after/the-morning.yaml"].splitlines()
    assert LATE in lines[late.line - 1]
    assert f"(line {late.line})" in late.message
    assert "night/the-storm.yaml" not in by_file
    assert "sources/papers.yaml" not in by_file


def test_many_missing_texts_are_counted_and_the_first_named(tmp_path: Path) -> None:
    folder = write_story(
        tmp_path / "s",
        changed("night/the-storm.yaml", "title: A light goes out", "title: {en: A light goes out, kk: Шам}"),
    )
    found = {problem.file: problem for problem in told(folder, "untranslated")}
    storm = found["night/the-storm.yaml"]
    assert (
        "texts are not in Қазақша yet: asks (line 4), recap (line 6), body[0].guess.question (line 8), …"
        in (storm.message)
    )
    assert "glossary.yaml" in found


def test_the_small_story_in_two_languages_has_no_error(tmp_path: Path) -> None:
    report = check(write_two_languages(tmp_path / "s"))
    assert [problem for problem in report.problems if problem.severity == "error"] == []


def test_evidence_lost_in_translation_is_an_error(tmp_path: Path) -> None:
    files = with_scene("насчитала {boats-lost@1931-02-03}.[^first-count]", "насчитала семь лодок.")
    (lost,) = told(write_two_languages(tmp_path / "s", files), "translation-marks")
    assert lost.severity == "error"
    assert "it lacks {boats-lost@1931-02-03}, [^first-count]" in lost.message
    assert lost.path == "body[1].text.ru"


def test_a_pinned_day_is_part_of_the_evidence(tmp_path: Path) -> None:
    files = with_scene("насчитала {boats-lost@1931-02-03}", "насчитала {boats-lost}")
    (other,) = told(write_two_languages(tmp_path / "s", files), "translation-marks")
    assert "it lacks {boats-lost@1931-02-03} and it has {boats-lost} besides" in other.message


def test_a_mark_more_than_the_original_has_is_an_error(tmp_path: Path) -> None:
    files = with_scene(
        "ru: '**Четверо** гребцов спасли команды.'",
        "ru: '**Четверо** гребцов.[^inquiry]'",
        "night/the-rescue.yaml",
    )
    (more,) = told(write_two_languages(tmp_path / "s", files), "translation-marks")
    assert "it has [^inquiry] besides" in more.message


def test_a_term_may_be_marked_by_its_name_in_the_language(tmp_path: Path) -> None:
    assert "[[смотритель|Смотрители]]" in two_languages()["after/the-morning.yaml"]
    assert told(write_two_languages(tmp_path / "s"), "translation-marks", "unknown-term") == []


def test_a_country_code_is_no_language(tmp_path: Path) -> None:
    files = changed("night/the-storm.yaml", "title: A light goes out", "title: {en: A light, kz: Шам}")
    (bad,) = told(write_story(tmp_path / "s", files), "bad-language")
    assert bad.severity == "error"
    assert "`kz` is the code of no language" in bad.message
    assert (bad.line, bad.path) == (3, "title")


def test_a_languages_name_is_no_code(tmp_path: Path) -> None:
    files = changed("night/the-storm.yaml", "title: A light goes out", "title: {en: A light, russian: Огонь}")
    (bad,) = told(write_story(tmp_path / "s", files), "bad-language")
    assert "`russian`" in bad.message


def test_the_storys_own_language_is_a_code_too(tmp_path: Path) -> None:
    (bad,) = told(
        write_story(tmp_path / "s", changed("story.yaml", "language: en", "language: ua")), "bad-language"
    )
    assert bad.path == "language"


def test_a_wrong_code_of_a_story_in_two_languages_is_one_mistake(tmp_path: Path) -> None:
    story = two_languages()["story.yaml"].replace("language: en", "language: EN", 1)
    report = check(write_two_languages(tmp_path / "s", {"story.yaml": story}))
    assert [(problem.rule, problem.path) for problem in report.problems] == [("bad-language", "language")]


def test_the_storys_own_language_comes_first(tmp_path: Path) -> None:
    files = changed("night/the-storm.yaml", "title: A light goes out", "title: {ru: Огонь, en: A light}")
    (other,) = told(write_story(tmp_path / "s", files), "own-language")
    assert "the first language here is `ru`, that of the story is `en`" in other.message


def test_the_example_of_the_page_for_authors_is_in_order(tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "authors" / "languages.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    report = check(write_two_languages(tmp_path / "s", {"night/the-lamp.yaml": example}))
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    assert report.story is not None
    russian = in_language(report.story, "ru").scenes["the-lamp"]
    assert russian.title == "Лампа"
    assert russian.steps[0].prose[0].ref == "lightkeeper"


def test_the_page_for_authors_names_every_rule(tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "authors" / "languages.md").read_text(encoding="utf-8")
    for rule in ("untranslated", "translation-marks", "bad-language", "own-language"):
        assert f"`{rule}`" in page


@pytest.mark.parametrize(
    ("own", "translated", "lost", "more"),
    [
        ("7 boats were lost.", "Пропало 8 лодок.", "7", "8"),
        ("seven boats, 7 boats", "7 лодок", "", ""),
        ("7 boats", "семь лодок", "", ""),
        ("238 people", "283 человека", "238", "283"),
        ("10 boats", "100 лодок", "", "100"),
        ("On 5 January 2022 at 16:40", "2022年1月5日 16.40", "", ""),
        ("14 March 1931", "14. März 1931", "", ""),
        ("14 March 1931", "14 марта 1932 года", "14 March 1931", "14 марта 1932"),
        ("1.4 to 1.6 million", "от 1,4 до 1,6 миллиона", "", ""),
        ("1,400,000 tenge", "1 400 000 тенге", "", ""),
        ("7,500", "7.500", "", ""),
        ("the 19th century", "XIX век", "", ""),
        ("the 19th century", "19-й век", "", ""),
        ("٧ قوارب", "8 boats", "٧", "8"),
        ("[[mast|the 3 masts]] {lost@1931-02-05}[^x-1931]", "3 мачты {lost@1931-02-05}[^x-1931]", "", ""),
    ],
)
def test_numbers_of_a_translation(own: str, translated: str, lost: str, more: str) -> None:
    found = differing(own, translated)
    assert (", ".join(found.own), ", ".join(found.translated)) == (lost, more)


def test_other_numbers_are_a_warning_at_the_translation_unless_waived(tmp_path: Path) -> None:
    assert told(write_two_languages(tmp_path / "a"), "translation-numbers") == []
    text = two_languages()["claims.yaml"]
    assert "ru: 7 лодок" in text
    files = {"claims.yaml": text.replace("ru: 7 лодок", "ru: 8 лодок")}
    (found,) = told(write_two_languages(tmp_path / "b", files), "translation-numbers")
    assert found.severity == "warning" and found.path == "claims[0].versions[0].value.ru"
    assert "Русский" in found.message and "it lacks 7 and it has 8 besides" in found.message


def test_a_waiver_of_the_step_holds_for_its_translations(tmp_path: Path) -> None:
    text = two_languages()["night/the-storm.yaml"]
    assert "погасла в 16:40" in text
    other = text.replace("погасла в 16:40", "погасла на 238-м часу, в 16:40")
    (found,) = told(
        write_two_languages(tmp_path / "a", {"night/the-storm.yaml": other}), "translation-numbers"
    )
    assert "it has 238 besides" in found.message
    waived = other.replace(
        "  - id: lamp\n", "  - id: lamp\n    waive: [{text: '238', reason: counted from the first day}]\n", 1
    )
    rules = ("translation-numbers", "unused-waiver")
    assert told(write_two_languages(tmp_path / "b", {"night/the-storm.yaml": waived}), *rules) == []
