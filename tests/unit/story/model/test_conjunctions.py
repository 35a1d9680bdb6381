"""The word between two answers is of the story's language, or of the answers' own letters."""

from __future__ import annotations

import pytest

from explainer.story.model.lens import shown
from explainer.story.model.structs import Claim, Version
from explainer.story.text import either


@pytest.mark.parametrize(
    ("texts", "language", "said"),
    [
        (("seven", "nine", "ten"), "en", "seven, nine or ten"),
        (("семь", "девять"), "ru", "семь или девять"),
        (("жүз", "сексен"), "kk", "жүз немесе сексен"),
        (("سبعة", "تسعة", "عشرة"), "ar", "سبعة، تسعة أو عشرة"),
        (("七个", "九个", "十个"), "zh-Hant", "七个、九个或十个"),
        (("sept", "neuf"), "fr", "sept ou neuf"),
        (("семь", "девять"), "en", "семь или девять"),
        (("seven", "nine"), "ru", "seven or nine"),
        (("itzi", "bi"), "eu", "itzi / bi"),
        (("—", "…"), "en", "— or …"),
        (("in the call «Шал, кет!»", "on signs"), "en", "in the call «Шал, кет!» or on signs"),
    ],
)
def test_two_answers_in_a_sentence(texts: tuple[str, ...], language: str, said: str) -> None:
    assert either(texts, language) == said


def test_a_claim_is_joined_in_its_own_language() -> None:
    def version(key: str, short: str) -> Version:
        return Version(key, short, short, short, False, key, "", "state", "2022-01-05", "day", (), "standing")

    versions = (version("a", "семь"), version("b", "девять"))
    assert shown(Claim("boats", "?", versions=versions, language="ru")) == "семь или девять"
    plain = (version("a", "seven"), version("b", "nine"))
    assert shown(Claim("boats", "?", versions=plain)) == "seven or nine"
