"""A story in another of its languages: the words are others, all that holds it together is the same."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.story.load.cache import compile_story, open_story
from explainer.story.load.loader import read_story
from explainer.story.model import translation
from explainer.story.model.prose import plain, references
from explainer.story.model.structs import Story
from explainer.story.model.translation import (
    first_lacking,
    forms,
    in_language,
    is_lacking,
    match,
    original,
    own_name,
    said_in,
)
from tests.tiny import write_story
from tests.two_languages import LATE, write_two_languages


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return read_story(write_two_languages(tmp_path_factory.mktemp("two") / "s"))


@pytest.fixture(scope="module")
def russian(story: Story) -> Story:
    return in_language(story, "ru")


def test_a_story_of_one_language_is_itself(tmp_path: Path) -> None:
    story = read_story(write_story(tmp_path / "s"))
    assert in_language(story, "ru") is story
    assert in_language(story, "") is story
    assert list(forms(story)) == [story]


def test_the_way_to_a_language_and_back_is_the_same_objects(story: Story) -> None:
    russian = in_language(story, "ru")  # of now: the one of the module is let go once other tests made many
    assert in_language(story, "ru") is russian
    assert in_language(russian, "ru") is russian
    assert in_language(russian, "en") is story
    assert original(russian) is story
    assert original(story) is story
    assert list(forms(russian)) == [russian, story]


def test_more_stories_than_are_kept_stay_right(story: Story) -> None:
    others = [msgspec.structs.replace(story, title=str(n)) for n in range(20)]
    made = [in_language(other, "ru") for other in others]
    assert all(original(one) is other for one, other in zip(made, others, strict=True))
    assert len(translation._made) <= translation._MOST


def test_ids_ways_and_references_are_the_same_in_every_language(story: Story, russian: Story) -> None:
    assert russian.language == "ru"
    assert list(russian.scenes) == list(story.scenes)
    for key, scene in story.scenes.items():
        other = russian.scenes[key]
        assert [step.id for step in other.steps] == [step.id for step in scene.steps]
        assert (other.next, other.home, other.when) == (scene.next, scene.home, scene.when)
        assert [b.to for b in other.branches] == [b.to for b in scene.branches]
        assert sorted((r.kind, r.id, r.step, r.pinned) for r in references(other)) == sorted(
            (r.kind, r.id, r.step, r.pinned) for r in references(scene)
        )
    for key, claim in story.claims.items():
        dates = [(v.id, v.said_on, v.source, v.status) for v in claim.versions]
        assert [(v.id, v.said_on, v.source, v.status) for v in russian.claims[key].versions] == dates


def test_every_kind_of_text_is_in_the_language(russian: Story) -> None:
    storm = russian.scenes["the-storm"]
    assert (russian.title, storm.title, storm.asks) == (
        "Буря 1931 года",
        "Огонь гаснет",
        "Что видели в гавани?",
    )
    assert russian.about == "Маленькая история для проверок."
    assert [chapter.title for chapter in russian.chapters] == ["Ночь", "Потом"]
    assert russian.trails["short-way"].title == "Короткий путь"
    assert russian.places["skerry"].name == "Шхера"
    assert russian.lens_days[0].label == "первое сообщение"
    assert [branch.label for branch in storm.branches] == ["Почему погасла лампа?", "Покажите короткий путь"]
    assert storm.next_label == "Кому сказали?"
    assert russian.scenes["the-rescue"].warning.bridge == "Часть команд спасли той ночью."  # type: ignore[union-attr]
    assert russian.terms["oda-berg"].name == "Ода Берг"
    assert russian.terms["oda-berg"].posts[0].post == "смотрительница"
    assert russian.claims["boats-lost"].versions[1].short == "двенадцать лодок"
    assert russian.figures["f-boats"].options["unit"] == "лодок"
    assert russian.documents["the-log"].sentences[0].record[0].text == "Пропало двенадцать лодок."
    assert russian.changes[0].what == "Добавлен счёт."


def test_claims_are_printed_in_the_language_and_words_counted_in_it(story: Story, russian: Story) -> None:
    scene = russian.scenes["the-storm"]
    assert "насчитала семь лодок." in plain(russian, scene.steps[1].prose)
    guess = scene.steps[0].guess
    assert guess is not None
    quoted = sum(len(russian.excerpts[step.ref].text.split()) for step in scene.steps if step.kind == "quote")
    said = [guess.question, plain(russian, scene.steps[1].prose)]
    assert scene.words == sum(len(text.split()) for text in said) + quoted
    assert scene.words != story.scenes["the-storm"].words


def test_what_is_right_stays_right(russian: Story) -> None:
    """Answers are written once, in the story's own words."""
    guess = russian.scenes["the-storm"].steps[0].guess
    assert guess is not None
    assert guess.options == ("ни одна", "некоторые", "все")
    assert guess.answer == ("некоторые",)
    order = russian.scenes["the-lamp"].steps[-1].guess
    assert order is not None
    assert order.answer == order.options == ("погасла лампа", "считала газета", "писала комиссия")


def test_a_translated_quotation_keeps_its_own_words(story: Story, russian: Story) -> None:
    lamp = russian.excerpts["lamp-out"]
    assert lamp.text.startswith("В 16:40")
    assert (lamp.original, lamp.language, lamp.translation_by) == (
        story.excerpts["lamp-out"].text,
        "en",
        "ours",
    )
    inquiry = russian.excerpts["inquiry"]
    assert (inquiry.original, inquiry.language) == ("Ingen var ved masten.", "no")


def test_a_quotation_in_its_own_language_stands_in_its_own_words(tmp_path: Path) -> None:
    files = {
        "excerpts/own.yaml": "excerpts:\n  - id: own-words\n    source: late-report\n    form: quote\n"
        "    text: I saw it.\n    original: Я это видел.\n    translation_by: ours\n    language: ru\n"
        "    speaker: A witness\n    side: present\n    date: 1932-06-01\n"
    }
    russian = in_language(read_story(write_two_languages(tmp_path / "s", files)), "ru")
    own = russian.excerpts["own-words"]
    assert (own.text, own.original, own.translation_by) == ("Я это видел.", "", "")


def test_translated_words_of_a_version_are_no_longer_the_sources_own(tmp_path: Path) -> None:
    from tests.two_languages import two_languages

    claims = two_languages()["claims.yaml"]
    was = "words: Seven boats are missing."
    assert was in claims
    said = claims.replace(was, "words: {en: Seven boats are missing., ru: Нет семи лодок.}")
    story = read_story(write_two_languages(tmp_path / "s", {"claims.yaml": said}))
    assert story.claims["boats-lost"].versions[0].quoted
    version = in_language(story, "ru").claims["boats-lost"].versions[0]
    assert (version.words, version.quoted) == ("Нет семи лодок.", False)


def test_what_is_missing_stands_in_the_storys_own_words_and_says_so(russian: Story) -> None:
    late = next(step for step in russian.scenes["the-morning"].steps if step.id == "late")
    assert plain(russian, late.prose) == LATE
    assert first_lacking(russian, "the-morning") == "late"
    assert is_lacking(russian, "the-morning", "late")
    assert not is_lacking(russian, "the-morning", "1")
    assert first_lacking(russian, "the-storm") == ""
    assert first_lacking(original(russian), "the-morning") == ""


def test_a_question_asked_again_is_translated_once(russian: Story) -> None:
    polls = russian.plans["evening"].polls
    assert polls["again"].question == "Кто знал?"
    assert polls["again"].options == ("Порт", "Семьи")


def test_what_was_said_in_one_language_is_found_in_another(story: Story, russian: Story) -> None:
    assert said_in(russian, "Who knew?") == "Кто знал?"
    assert said_in(russian, "The families") == "Семьи"
    assert said_in(russian, "Typed by the leader") == "Typed by the leader"
    assert said_in(story, "Who knew?") == "Who knew?"


def test_it_survives_being_compiled(tmp_path: Path, russian: Story) -> None:
    folder = write_two_languages(tmp_path / "s")
    compile_story(folder, folder / ".compiled" / "story.msgpack")
    again = in_language(open_story(folder, cache_folder=None), "ru")
    assert again.scenes == russian.scenes
    assert again.documents == russian.documents
    assert again.plans == russian.plans


def test_languages_are_named_and_found_by_their_own_names() -> None:
    assert own_name("ru") == "Русский"
    assert own_name("kk") == "Қазақша"
    assert own_name("zh-Hans") == "中文"
    assert own_name("qaa") == "qaa"
    known = ("en", "ru", "zh-Hans")
    assert match(known, "ru_KZ.UTF-8") == "ru"
    assert match(known, "русский") == "ru"
    assert match(known, "zh") == "zh-Hans"
    assert match(known, "RU") == "ru"
    assert match(known, "fr") == match(known, "") == match(known, "C.UTF-8") == match(known, "POSIX") == ""
