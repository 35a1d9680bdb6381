"""An anchor leads to its own words, wherever they are now, and to no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.reading.anchors import ALIKE, KEPT_WORDS, Anchor, alike, anchor, find, first_words, spoken
from explainer.story.model.outline import Place
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Excerpt, Figure, Guess, Span, Step, Story
from tests.unit.reading.graph import scene
from tests.unit.reading.graph import story as story_of

LAMP = "The lamp of the lighthouse went out at nine in the evening and nobody lit it again"
BOATS = "Three boats were still at sea when the wind turned to the north that night"
BELL = "A bell was rung from the church so that those outside could hear the way home"


def text(words: str, id: str) -> Step:
    return Step(id, "text", (Span("text", words),))


def told(*steps: Step, more: tuple[Step, ...] = (), **changes: object) -> Story:
    """A story of two scenes, `night` with the first steps and `morning` with the others."""
    night = replace(scene("night", "morning"), steps=steps)
    return story_of(night, replace(scene("morning"), steps=more), **changes)


def ordinal(*words: str) -> tuple[Step, ...]:
    return tuple(text(one, str(number)) for number, one in enumerate(words, 1))


BEFORE = told(*ordinal(LAMP, BOATS, BELL))
KEPT = anchor(BEFORE, Place("night", "2"))


def led(story: Story, kept: Anchor = KEPT) -> tuple[str, str, str]:
    found = find(story, kept)
    return (found.place.scene, found.place.step, found.how) if found.place else ("", "", found.how)


def test_an_anchor_keeps_the_id_and_the_first_words() -> None:
    assert Anchor("night", "2", "Three boats were still at sea when the wind turned to the") == KEPT
    assert len(KEPT.words.split()) == KEPT_WORDS
    assert anchor(BEFORE, Place("night")).step == "1", "a place without a step is the first one"
    assert led(BEFORE) == ("night", "2", "same")


def test_a_step_put_before_it_moves_it() -> None:
    assert led(told(*ordinal("A new one stands here with five words", LAMP, BOATS, BELL))) == (
        "night",
        "3",
        "moved",
    )


def test_other_words_under_the_ordinal_are_not_its_words() -> None:
    assert led(told(*ordinal(LAMP, BELL))) == ("", "", "lost")
    assert led(told(*ordinal(LAMP, "The sea was calm and everybody had come home long before"))) == (
        "",
        "",
        "lost",
    )


def test_a_few_words_changed_is_an_edit_in_its_place() -> None:
    edited = BOATS.replace("Three", "Four")
    assert led(told(*ordinal(LAMP, edited, BELL))) == ("night", "2", "edited")


def test_the_very_words_in_another_step_come_before_words_alike_under_the_id() -> None:
    alike_words = BOATS.replace("Three", "Four")
    assert led(told(*ordinal(LAMP, alike_words, BOATS))) == ("night", "3", "moved")


def test_words_in_another_scene_are_found() -> None:
    assert led(told(*ordinal(LAMP, BELL), more=ordinal(BOATS))) == ("morning", "1", "moved")
    reworded = BOATS.replace("still", "yet")
    assert led(told(*ordinal(LAMP), more=ordinal(BELL, reworded))) == ("morning", "2", "moved")


def test_its_own_scene_comes_first() -> None:
    assert led(told(*ordinal(LAMP, BELL, BOATS), more=ordinal(BOATS))) == ("night", "3", "moved")


def test_of_two_places_none_is_chosen() -> None:
    assert led(told(*ordinal(LAMP), more=ordinal(BOATS, BOATS))) == ("", "", "lost")
    near = (BOATS.replace("Three", "Four"), BOATS.replace("Three", "Five"))
    assert led(told(*ordinal(LAMP, BELL), more=ordinal(*near))) == ("", "", "lost")
    assert led(told(*ordinal(LAMP, BOATS, BOATS))) == ("night", "2", "same"), "under its id it is known"


def test_a_renamed_scene_is_followed_also_twice() -> None:
    steps = ordinal(LAMP, BOATS)
    night = replace(scene("dusk"), steps=steps)
    assert led(story_of(night, renamed={"night": "dusk"})) == ("dusk", "2", "same")
    assert led(story_of(night, renamed={"night": "evening", "evening": "dusk"})) == ("dusk", "2", "same")
    assert led(story_of(night, renamed={"night": "evening", "evening": "night"})) == ("dusk", "2", "moved")
    assert led(story_of(night)) == ("dusk", "2", "moved"), "without a word of it, by the words"


def test_an_id_of_its_own_does_not_hold_a_step_that_says_something_else() -> None:
    before = told(text(BOATS, "boats"))
    kept = anchor(before, Place("night", "boats"))
    assert led(told(text(BELL, "boats")), kept) == ("", "", "lost")
    assert led(told(text(BOATS.replace("Three", "Four"), "boats")), kept) == ("night", "boats", "edited")


def test_short_words_are_found_by_the_very_same_alone() -> None:
    before = told(*ordinal("He was 19.", BELL))
    kept = anchor(before, Place("night", "1"))
    assert led(told(*ordinal("He was 18.", BELL)), kept) == ("", "", "lost")
    assert led(told(*ordinal(BELL, "He was 19.")), kept) == ("night", "2", "moved")


def figure(key: str, id: str) -> Step:
    return Step(id, "figure", ref=key)


FIGURES = {key: Figure(key, "columns", f"Chart {key}", "", "") for key in ("wind", "wine")}


def test_a_figure_is_known_by_what_it_shows() -> None:
    before = told(figure("wind", "1"), figures=FIGURES)
    kept = anchor(before, Place("night", "1"))
    assert kept.words == "figure:wind"
    assert led(told(text(LAMP, "1"), figure("wind", "2"), figures=FIGURES), kept) == ("night", "2", "moved")
    assert led(told(figure("wine", "1"), figures=FIGURES), kept) == ("", "", "lost"), (
        "the ordinal alone is nothing"
    )
    assert spoken(kept.words, before) == "the figure Chart wind"
    assert spoken("figure:gone", before) == "the figure gone"
    assert spoken(BOATS, before) == BOATS


def test_a_figure_with_an_id_of_its_own_may_show_another_table() -> None:
    kept = anchor(told(figure("wind", "chart"), figures=FIGURES), Place("night", "chart"))
    assert led(told(figure("wine", "chart"), figures=FIGURES), kept) == ("night", "chart", "edited")
    assert led(told(text(BELL, "chart"), figures=FIGURES), kept) == ("", "", "lost")


def test_every_kind_of_step_has_words() -> None:
    quote = Excerpt(
        "q", "log", "quote", "Lamp out, wind north, three boats missing at the pier", "A", "other"
    )
    story = told(excerpts={"q": quote})
    assert first_words(story, Step("1", "quote", ref="q")) == quote.text
    guess = Step("2", "guess", guess=Guess("count", "How many boats came back that night?"))
    assert first_words(story, guess) == "How many boats came back that night?"
    items = Step("3", "items", items=((Span("text", "One boat"),), (Span("text", "two boats"),)))
    assert first_words(story, items) == "One boat two boats"
    assert first_words(story, Step("4", "document", ref="letter")) == "document:letter"
    assert first_words(story, Step("5", "quote", ref="gone")) == ""


def test_a_scene_without_steps_is_a_place_too() -> None:
    empty = told()
    kept = anchor(empty, Place("night"))
    assert led(empty, kept) == ("night", "", "same")
    assert led(BEFORE, kept) == ("", "", "lost"), "steps that came later are not what was marked"


def test_a_step_without_words_is_known_by_its_own_id_alone() -> None:
    assert led(told(Step("blank", "text")), Anchor("night", "blank")) == ("night", "blank", "same")
    assert led(told(Step("1", "text")), Anchor("night", "1")) == ("", "", "lost")


def test_steps_of_the_shipped_story_are_not_taken_for_each_other() -> None:
    """The threshold stands above whatever two different steps have in common."""
    from rapidfuzz import fuzz

    from explainer.cli.stories import open_story

    story = open_story(None)
    texts = [first_words(story, s) for one in story.scenes.values() for s in readable_steps(one) if s.prose]
    closest = max(fuzz.ratio(a, b) for number, a in enumerate(texts) for b in texts[:number])
    assert closest < ALIKE
    for one in story.scenes.values():
        for step in readable_steps(one):
            found = find(story, anchor(story, Place(one.id, step.id)))
            assert (found.place, found.how) == (Place(one.id, step.id), "same")


WORDS = st.lists(
    st.sampled_from("lamp boat wind north pier bell night home sea log".split()), min_size=5, max_size=9
)


@given(st.lists(WORDS, min_size=1, max_size=6), st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_no_anchor_comes_to_stand_beside_words_of_another(
    was: list[list[str]], now: list[list[str]], data: st.DataObject
) -> None:
    before, after = (told(*ordinal(*(" ".join(words) for words in steps))) for steps in (was, now))
    kept = anchor(before, Place("night", str(data.draw(st.integers(1, len(was))))))
    found = find(after, kept)
    exact = [step for step in after.scenes["night"].steps if first_words(after, step) == kept.words]
    if found.place is None:
        assert len(exact) != 1, "the one step with its words is always found"
        return
    step = next(step for step in after.scenes["night"].steps if step.id == found.place.step)
    assert alike(first_words(after, step), kept.words)
    if exact:
        assert step in exact or found.how == "edited"


@pytest.mark.parametrize("words", ["", "a", "figure:x", "document:y"])
def test_nothing_is_alike_to_another_thing(words: str) -> None:
    assert alike(words, words)
    assert not alike(words, BOATS)
    assert not alike(f"{words}s", words)
