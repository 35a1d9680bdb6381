"""`--language`, and the language that a reader's locale names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from explainer.cli import reading
from explainer.cli.main import run
from explainer.cli.reading import of_locale
from explainer.problems import UsageError
from explainer.reading.options import ReaderOptions
from explainer.reading.run import begin
from explainer.reading.storage.store import write_file
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story
from tests.two_languages import write_two_languages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_two_languages(tmp_path_factory.mktemp("two") / "s")


@pytest.fixture(scope="module")
def story(folder: Path) -> Story:
    return read_story(folder)


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def asked(*words: str) -> tuple[int, str, str]:
        code = run([*words, "--story", str(folder)])
        out, err = capsys.readouterr()
        return code, out, err

    return asked


def test_list_show_and_search_answer_in_the_language(ask: Any) -> None:
    assert "Огонь гаснет" in ask("list", "scene", "--language", "ru")[1]
    assert "A light goes out" in ask("list", "scene")[1]
    assert "Хранительница маяка" in ask("show", "term", "oda-berg", "--language", "Русский")[1]
    assert "Смотрительница" in ask("search", "смотрительница", "--language", "ru")[1]


def test_json_keeps_its_ids_in_every_language(ask: Any) -> None:
    own = json.loads(ask("list", "claim", "--json")[1])
    other = json.loads(ask("list", "claim", "--json", "--language", "ru")[1])
    assert [claim["id"] for claim in own] == [claim["id"] for claim in other]
    assert other[0]["question"] == "Сколько лодок пропало?"
    assert other[0]["contested"] == own[0]["contested"]


def test_a_language_it_is_not_in_is_wrong_usage(ask: Any) -> None:
    code, out, err = ask("list", "scene", "--language", "fr")
    assert (code, out) == (2, "")
    assert "This story is not in fr; it is in: en (English), ru (Русский)." in err


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ru_KZ"}, "ru"),
        ({"LANG": "kk_KZ.UTF-8"}, ""),
        ({"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, ""),
        ({"LANG": ""}, ""),
        ({}, ""),
    ],
)
def test_the_locale_names_the_language(story: Story, environment: dict[str, str], language: str) -> None:
    assert of_locale(story, environment) == language


def begun(
    story: Story, monkeypatch: pytest.MonkeyPatch, locale: str, language: str = "", resume: Path | None = None
) -> ReaderOptions:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", locale)
    return reading.begin_reading(story, private=True, resume=resume, language=language)


def test_a_reader_begins_in_their_locales_language(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    options = begun(story, monkeypatch, "ru_RU.UTF-8")
    assert options.story_as_read.title == "Буря 1931 года"
    assert options.run.language == ""  # not chosen: on another machine another locale decides


def test_what_is_named_wins_and_is_kept(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    options = begun(story, monkeypatch, "ru_RU.UTF-8", "en")
    assert options.story_as_read is story
    assert options.run.language == "en"


def test_a_kept_language_wins_over_the_locale(
    story: Story, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "run.json"
    write_file(file, replace(begin(story), language="ru"))
    assert begun(story, monkeypatch, "en_US.UTF-8", resume=file).story_as_read.language == "ru"


def test_a_reader_of_a_language_it_is_not_in_is_told(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="it is in"):
        begun(story, monkeypatch, "", "fr")


def test_takeaway_is_in_the_language_of_the_run_or_the_one_named(
    ask: Any, story: Story, tmp_path: Path
) -> None:
    file = tmp_path / "run.json"
    write_file(file, replace(begin(story), language="ru"))
    assert "Огонь гаснет" in ask("takeaway", "--resume", str(file))[1]
    assert "A light goes out" in ask("takeaway", "--resume", str(file), "--language", "en")[1]


@pytest.mark.parametrize("form", ["html", "markdown", "text", "handout"])
def test_an_export_is_in_the_language(folder: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    assert run(["export", str(folder), str(out), "--to", form, "--language", "ru"]) == 0
    made = out.read_text(encoding="utf-8")
    assert "Смотрительница" in made
    assert "The lightkeeper wrote" not in made
