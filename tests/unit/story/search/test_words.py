"""Words of several scripts, as search compares them."""

from __future__ import annotations

import pytest

from explainer.story.model.prose import words_in
from explainer.story.search.stems import fold, found_in, in_latin, spelt, stem, surfaces, words_of
from explainer.story.text import begins_right_to_left, is_right_to_left, unspaced

FORMS = {
    "ru": ("мост моста мосту мостом мосте мосты мостов", "акимат акимата акимату акиматом акимате"),
    "kk": (
        "әкімдік әкімдіктің әкімдікке әкімдікті әкімдікте әкімдіктен әкімдікпен әкімдігі әкімдігінің әкімдіктер",
        "көпір көпірдің көпірге көпірді көпірде көпірден көпірмен көпірі көпіріне көпірлер көпірлерді көпірлеріміз",
        "қала қаланың қалаға қалада қаладан қаласы қаласында қалалар",
        "кітап кітаптың кітабы кітабын кітабыма",
    ),
    "ar": (
        "جسر الجسر والجسر بالجسر للجسر فالجسر جِسْر الجســـر",
        "مكتبة المكتبة مكتبه والمكتبة للمكتبة مَكْتَبَة",
        "أهالي اهالي الأهالي",
    ),
    "de": ("Brücke Brücken",),
    "en": ("bridge bridges bridge’s",),
}


@pytest.mark.parametrize(
    ("language", "forms"), [(key, forms) for key, groups in FORMS.items() for forms in groups]
)
def test_the_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    stems = {stem(folded, language) for _surface, folded in words_of(forms)}
    assert len(stems) == 1


def test_a_kazakh_word_is_known_by_its_letters_in_a_russian_story() -> None:
    assert stem(fold("әкімдіктің"), "ru") == stem(fold("әкімдік"), "ru")
    assert stem(fold("мостом"), "ru") == stem(fold("мост"), "ru")


def test_signs_over_letters_do_not_part_a_word() -> None:
    assert [folded for _surface, folded in words_of("المَكْتَبَة")] == ["المكتبه"]
    assert [folded for _surface, folded in words_of("cafe\u0301")] == ["cafe"]
    assert [folded for _surface, folded in words_of("שָׁלוֹם")] == ["שלום"]


def test_digits_of_every_script_are_the_same_number() -> None:
    assert [folded for _surface, folded in words_of("١٩٥٤ ۱۹۵۴ １９５４")] == ["1954"] * 3


def test_a_run_of_ideographs_is_found_by_each_sign_and_each_pair() -> None:
    assert [folded for _surface, folded in words_of("老石桥 x")] == ["老石", "石桥", "x"]
    assert {folded for _surface, folded in found_in("老石桥")} == {"老", "石", "桥", "老石", "石桥"}
    assert surfaces("镇上的老石桥断了，石桥很老。", frozenset({"老石", "石桥"})) == ["老石桥", "石桥"]


def test_kana_keep_their_voice() -> None:
    assert fold("が") != fold("か")


@pytest.mark.parametrize(
    ("typed", "word"),
    [("akimat", "акимат"), ("Khorgos", "хоргос"), ("qonys", "қоныс"), ("jurnal", "журнал"), ("most", "мост")],
)
def test_a_word_in_latin_letters_spells_a_cyrillic_one(typed: str, word: str) -> None:
    assert spelt(fold(typed)) == in_latin(fold(word))


def test_ideographs_count_as_words_and_other_words_as_ever() -> None:
    assert words_in("Two plain words — here") == 5  # as it was always counted
    assert words_in("老桥断了。") == 4
    assert words_in("由 Zhang Wei 设计，建于1954年。") == 1 + 2 + 2 + 2 + 1 + 1


def test_the_end_of_a_line_leaves_no_space_between_ideographs() -> None:
    assert unspaced("老桥 断了， 水很大 and then 人") == "老桥断了，水很大 and then 人"


def test_directions() -> None:
    assert is_right_to_left("ar") and is_right_to_left("he-IL") and is_right_to_left("az-Arab")
    assert not is_right_to_left("kk") and not is_right_to_left("ku-Latn")
    assert begins_right_to_left("12 الجسر BBC") and not begins_right_to_left("BBC الجسر")
