"""Search: forms, typos, scripts, groups, addresses, what it costs."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.story.load.loader import read_story
from explainer.story.model.structs import Span, Step, Story
from explainer.story.model.translation import forms
from explainer.story.search.finder import BEST, Hit, Results, search, snippet
from explainer.story.search.index import KINDS, Index
from explainer.story.search.stems import fold, stem, words_of
from tests.counted import calls_in


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return read_story(tiny_story)


def hits(results: Results, kind: str) -> list[Hit]:
    return [hit for group in results.groups if group.kind == kind for hit in group.hits]


def test_a_line_is_found_with_its_address(story: Story) -> None:
    found = hits(search(story, "nobody mast"), "scene")
    assert [hit.address for hit in found] == ["the-lamp:1"]
    assert found[0].label == "The lamp"
    assert set(found[0].matched) == {"nobody", "mast"}
    assert "mast" in found[0].detail


@pytest.mark.parametrize(
    ("words", "kind", "identifier"),
    [
        ("telegram", "scene", "the-warning"),
        ("told", "scene", "the-warning"),  # asks
        ("lightkeepers", "term", "lightkeeper"),  # also
        ("fyrvokter", "term", "lightkeeper"),  # native form
        ("burning", "term", "lightkeeper"),  # definition
        ("boats", "claim", "boats-lost"),
        ("Ingen", "excerpt", "inquiry"),  # original
        ("gazette", "source", "port-gazette"),  # publisher
        ("inquiry found", "source", "late-report"),  # title
        ("Oda", "source", "log-book"),  # author
        ("Oda", "excerpt", "lamp-out"),  # speaker
    ],
)
def test_what_is_looked_through(story: Story, words: str, kind: str, identifier: str) -> None:
    assert identifier in [hit.id for hit in hits(search(story, words), kind)]


@pytest.mark.parametrize("words", ["l", "li", "см"])
def test_one_or_two_letters_find_what_begins_with_them(story: Story, words: str) -> None:
    assert "lightkeeper" in [hit.id for hit in hits(search(story, words), "term")]


def test_a_short_word_of_the_story_stands_for_itself_and_a_number_for_no_other(story: Story) -> None:
    index = Index.of(story)
    assert index.like("no") == {"no": 1.0} and "nobody" in index.postings
    first = next(word[0] for word in index.postings if word.isdecimal() and word[0] not in index.postings)
    assert index.like(first) == {}


def test_stems_of_english_and_russian(story: Story) -> None:
    assert "the-rescue" in [hit.id for hit in hits(search(story, "rower"), "scene")]
    assert "lightkeeper" in [hit.id for hit in hits(search(story, "смотрителя"), "term")]


def test_a_typo_finds_the_nearest_word_and_says_so(story: Story) -> None:
    results = search(story, "lihgtkeeper")
    assert results.corrected == "lightkeeper"
    assert "lightkeeper" in [hit.id for hit in hits(results, "term")]
    assert search(story, "lightkeeper").corrected == ""


def test_a_left_out_letter_is_the_likelier_typo(story: Story) -> None:
    terms = dict(story.terms)
    for name in ("akim", "akims", "akimat"):
        terms[name] = msgspec.structs.replace(
            story.terms["lightkeeper"], id=name, name=name, also=(), forms=()
        )
    results = search(msgspec.structs.replace(story, terms=terms), "akimt")
    assert results.corrected == "akimat"


def test_diacritics_and_case_do_not_matter(story: Story) -> None:
    assert [hit.id for hit in hits(search(story, "ÖDA bérg"), "term")] == ["oda-berg"]


def test_a_name_is_found_through_its_other_script(story: Story) -> None:
    berg = msgspec.structs.replace(story.terms["oda-berg"], forms=(story.terms["lightkeeper"].forms[1],))
    berg = msgspec.structs.replace(berg, forms=(msgspec.structs.replace(berg.forms[0], text="Ода Берг"),))
    story = msgspec.structs.replace(story, terms={**story.terms, "oda-berg": berg})
    results = search(story, "Берг")
    assert "log-book" in [hit.id for hit in hits(results, "source")]


def test_all_words_before_some(story: Story) -> None:
    found = search(story, "lamp nobody morning")
    assert all("nobody" in [word.lower() for word in hit.matched] for hit in hits(found, "excerpt"))


@pytest.mark.parametrize("words", ["lightkeeper", "the lamp", "storm"])
def test_groups_stand_in_one_order_and_their_hits_the_best_first(story: Story, words: str) -> None:
    results = search(story, words)
    kinds = [group.kind for group in results.groups]
    assert kinds == [kind for kind in KINDS if kind in kinds]
    for group in results.groups:
        best, rest = group.hits[:BEST], group.hits[BEST:]
        for part in (best, rest):
            scores = [hit.score for hit in part]
            assert scores == sorted(scores, reverse=True)
        assert group.total >= len(group.hits)


def test_the_best_scenes_come_before_more_lines_of_one(story: Story) -> None:
    scenes = [hit.id for hit in hits(search(story, "lamp"), "scene")]
    assert len(set(scenes[:BEST])) == min(BEST, len(set(scenes)))


def test_limit_cuts_hits_not_the_count(story: Story) -> None:
    whole = search(story, "the lamp")
    cut = search(story, "the lamp", limit=1)
    assert [group.total for group in cut.groups] == [group.total for group in whole.groups]
    assert all(len(group.hits) == 1 for group in cut.groups)


@pytest.mark.parametrize("words", ["", "   ", "xyzzyplugh", "?!", "\x1b[2J"])
def test_nothing_is_found_without_a_fuss(story: Story, words: str) -> None:
    results = search(story, words)
    assert results.total == 0 or words == "\x1b[2J"


def test_excerpts_land_on_the_line_that_cites_them(story: Story) -> None:
    found = hits(search(story, "Ingen"), "excerpt")
    assert found[0].address == "the-lamp:1"


def test_snippet_shows_the_match_early_and_whole() -> None:
    text = "word " * 40 + "needle in the hay " + "straw " * 60
    cut = snippet(text, frozenset({"needle"}))
    assert cut.startswith("… ") and cut.endswith(" …")
    assert 0 <= cut.index("needle") <= 30
    assert len(cut) < 180
    assert snippet("needle", frozenset({"needle"})) == "needle"


def test_folding() -> None:
    assert fold("Тоқаев") == "тоқаев"
    assert fold("Almaty’s") == "almaty"
    assert [folded for _surface, folded in words_of("4,404 people, Öskemen")] == ["4404", "people", "oskemen"]
    assert fold("И\u0306") == "й"
    assert stem("протестов") == stem("протесты")


@given(st.text(max_size=60))
def test_any_text_can_be_searched_for(words: str) -> None:
    found = search(_thousand(3), words)
    assert found.total == sum(group.total for group in found.groups)
    assert all(group.total >= len(group.hits) > 0 for group in found.groups)


def _thousand(scenes: int = 1000) -> Story:
    """A large story of made-up words; kept, since the tests only read it."""
    if scenes not in _made:
        _made[scenes] = _make(scenes)
    return _made[scenes]


_made: dict[int, Story] = {}


def _make(count: int) -> Story:
    import tempfile

    from tests.tiny import write_story

    with tempfile.TemporaryDirectory() as folder:
        tiny = read_story(write_story(Path(folder)))
    source = random.Random(7)
    vocabulary = [
        "".join(source.choices("abcdefghijklmnoprstu", k=source.randint(3, 10))) for _ in range(12000)
    ]
    scene = tiny.scenes["the-lamp"]
    scenes = {}
    for number in range(count):
        steps = tuple(
            Step(str(n), "text", prose=(Span("text", " ".join(source.choices(vocabulary, k=30))),))
            for n in range(1, 8)
        )
        scenes[f"s-{number}"] = msgspec.structs.replace(scene, id=f"s-{number}", steps=steps)
    return msgspec.structs.replace(tiny, scenes=scenes, order=tuple(scenes))


def test_a_search_in_a_thousand_scenes_reads_none_of_them() -> None:
    """It costs a sixtieth at most of what the first one takes, which builds the index of them."""
    story = _thousand()
    word = story.scenes["s-500"].steps[3].prose[0].text.split()[4]
    reading = calls_in(partial(search, story, word))
    for words in (word, word[:-1] + "q", f"{word} lamp", "board of inquiry"):
        assert calls_in(partial(search, story, words)) < reading / 20, words


def test_a_search_in_each_language_of_a_story_builds_no_index_anew(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More languages than there are indexes of other stories kept: guests of one server search in all of them."""
    many = msgspec.structs.replace(story, languages=("en", "ru", "kk", "de", "fr", "es", "it"))
    built: list[Story] = []
    build = Index.of

    def noted(one: Story) -> Index:
        built.append(one)
        return build(one)

    monkeypatch.setattr(Index, "of", noted)
    for _round in range(2):
        for form in forms(many):
            search(form, "lamp")
    assert len(built) == len(many.languages)
