"""Guesses: how an answer is read, what is set beside it, what the screen's keys do, and that it stays in the run."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading import guess_actions, guesses, view_actions
from explainer.reading.actions import Action
from explainer.reading.run import Run, Visit, begin
from explainer.reading.storage.store import decode, encode, fit
from explainer.reading.view import Layout, View
from explainer.story.load.loader import read_story
from explainer.story.model.structs import Guess, Step, Story
from tests.tiny import ASKING, write_story

CHOICE, HOURS = "the-storm:1", "the-lamp:how-long"
ORDER = Guess("order", "Which came first?", options=("one", "two", "three", "four"))
DATE = Guess("date", "On which day?", of="boats-lost", answer=("1931-02-03",))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The tiny story with a document and guesses of every kind."""
    return read_story(write_story(Path(tmp_path_factory.mktemp("asking")), ASKING))


def with_guess(story: Story, *asked: Guess) -> Story:
    """The tiny story with guesses in place of the side scene's steps."""
    steps = tuple(Step(str(n), "guess", guess=guess) for n, guess in enumerate(asked, 1))
    scene = msgspec.structs.replace(story.scenes["the-lamp"], steps=steps)
    return msgspec.structs.replace(story, scenes=story.scenes | {"the-lamp": scene})


def opened(story: Story, key: str = "the-lamp:1") -> View:
    run = msgspec.structs.replace(begin(story), visit=Visit(key.partition(":")[0]))
    return guess_actions.start(View(story, run), key)


def do(view: View, *actions: str) -> View:
    for action in actions:
        name, _equals, argument = action.partition("=")
        view = view_actions.perform(view, Action(name, argument), Layout())
    return view


def test_an_order_is_shuffled_by_a_fixed_rule_and_is_never_right_already() -> None:
    for scene in ("a", "b", "c", "the-storm"):
        mixed = guesses.offered(scene, ORDER)
        assert mixed == guesses.offered(scene, ORDER)
        assert sorted(mixed) == sorted(ORDER.options)
        assert mixed != ORDER.options
    assert len({guesses.offered(f"scene-{n}", ORDER) for n in range(20)}) > 3


@pytest.mark.parametrize(
    ("text", "answer"), [("2", "some"), ("2.", "some"), ("All", "all"), ("no", "none"), ("some.", "some")]
)
def test_a_choice_is_read_as_a_number_or_as_words(story: Story, text: str, answer: str) -> None:
    assert guesses.read(story, CHOICE, text) == (answer,)


@pytest.mark.parametrize("text", ["0", "4", "perhaps", "", "99999999999"])
def test_what_is_no_choice_is_refused(story: Story, text: str) -> None:
    with pytest.raises(Cannot, match="1 to 3"):
        guesses.read(story, CHOICE, text)


@pytest.mark.parametrize(
    ("text", "answer"), [("15", "15"), ("1,200", "1,200"), ("1 200 hours", "1 200"), ("7.5 h", "7.5")]
)
def test_a_number_is_read_with_or_without_its_unit(story: Story, text: str, answer: str) -> None:
    assert guesses.read(story, HOURS, text) == (answer,)


@pytest.mark.parametrize("text", ["", "many", "-4", "12 boats", "1" * 30])
def test_what_is_no_number_is_refused(story: Story, text: str) -> None:
    with pytest.raises(Cannot, match="number"):
        guesses.read(story, HOURS, text)


def test_an_order_is_read_as_the_numbers_shown(story: Story) -> None:
    asked = with_guess(story, ORDER)
    shown = guesses.offered("the-lamp", ORDER)
    expected = (shown[1], shown[0], shown[2], shown[3])
    for text in ("2 1 3 4", "2,1,3,4", "2134"):
        assert guesses.read(asked, "the-lamp:1", text) == expected
    for text in ("1 2 3", "1 1 2 3", "1 2 3 5", ""):
        with pytest.raises(Cannot, match="each number once"):
            guesses.read(asked, "the-lamp:1", text)


def test_a_day_is_read_as_one_types_it(story: Story) -> None:
    asked = with_guess(story, DATE)
    assert guesses.read(asked, "the-lamp:1", "3 feb") == ("1931-02-03",)
    with pytest.raises(Cannot):
        guesses.read(asked, "the-lamp:1", "soon")


def test_the_guess_and_the_record_in_one_sentence(story: Story) -> None:
    def said(guess: Guess, *answer: str, on: str = "") -> str:
        return guesses.beside(story, guess, answer, on)

    assert said(ORDER, "one", "three", "two", "four") == "Two of the four stand where you put them."
    assert said(ORDER, "two", "three", "four", "one") == "None of the four stands where you put it."
    assert said(ORDER, "one", "three", "four", "two") == "One of the four stands where you put it."
    assert said(ORDER, *ORDER.options) == "All four stand where you put them."
    hours = guesses.guess_of(story, HOURS)
    assert said(hours, "7") == "You put 7 hours. The record gives 15 hours."
    assert said(hours, "15") == "You put 15 hours, and so does the record."
    assert said(DATE, "1931-02-08") == "You put 8 February 1931. The record gives 3 February 1931."


def test_what_stands_follows_the_lens(story: Story) -> None:
    asked = Guess("choice", "How many boats?", of="boats-lost", options=("7", "12"))
    assert "seven boats" in guesses.beside(story, asked, ("12",), "1931-02-03")
    assert "twelve boats or fifteen boats" in guesses.beside(story, asked, ("12",), "")
    assert guesses.beside(story, asked, ("12",), "1931-02-01") == "You put 12."


def test_a_choice_is_compared_seen_again_and_changed(story: Story) -> None:
    view = do(opened(story, CHOICE), "next-reference", "guess")
    assert view.run.guesses == {CHOICE: ("some",)}
    assert view.listings[-1].revealed
    away = do(view, "close")
    again = guess_actions.start(away, CHOICE)
    assert again.listings[-1].revealed and again.listings[-1].answer == ("some",)
    changed = do(again, "change", "choose=3", "guess")
    assert changed.run.guesses == {CHOICE: ("all",)}


def test_a_lifted_option_moves_and_a_dropped_one_stays(story: Story) -> None:
    asked = with_guess(story, ORDER)
    one, two, three, four = guesses.offered("the-lamp", ORDER)
    view = do(opened(asked), "lift", "next-reference", "next-reference")
    assert view.listings[-1].answer == (two, three, one, four)
    view = do(view, "lift", "next-reference", "lift", "choose=1", "guess")
    assert view.run.guesses["the-lamp:1"] == (four, two, three, one)


def test_a_day_moves_with_the_arrows(story: Story) -> None:
    view = do(opened(with_guess(story, DATE)), "next-reference", "next-reference", "next-reference")
    assert view.listings[-1].query == "3 February 1931"
    assert do(view, "previous-reference", "guess").run.guesses["the-lamp:1"] == ("1931-02-02",)


def test_what_cannot_be_read_leaves_the_question_open(story: Story) -> None:
    view = view_actions.query(opened(story, HOURS), "many")
    with pytest.raises(Cannot):
        do(view, "guess")
    assert not view.run.guesses


def test_going_on_leads_to_the_guess_right_after_then_along_the_scene(story: Story) -> None:
    asked = with_guess(story, ORDER, DATE)
    second = do(opened(asked), "skip")
    assert second.listings[-1].subject == "the-lamp:2" and len(second.listings) == 1
    assert not second.run.guesses
    assert do(second, "skip").run.visit.scene == "the-warning"


def test_the_record_opens_what_it_cites(story: Story) -> None:
    view = do(view_actions.query(opened(story, HOURS), "7"), "guess")
    layout = Layout(references=(0,))
    view = view_actions.perform(view, Action("next-reference"), layout)
    view = view_actions.perform(view, Action("guess"), layout)
    assert (view.screen, view.listings[-1].subject) == ("source", "late-report")


def test_a_kept_guess_comes_back_and_one_that_fits_no_more_is_not_shown(story: Story) -> None:
    run = guesses.kept(begin(story), CHOICE, ("some",))
    back = fit(decode(encode(run)), story).run
    assert isinstance(back, Run)
    assert guesses.answer_of(story, back, CHOICE) == ("some",)
    assert guesses.answer_of(story, guesses.kept(run, CHOICE, ("few",)), CHOICE) == ()


def test_no_guess_reaches_a_citation_or_a_title(story: Story) -> None:
    from explainer.paint.cells.style import Profile
    from explainer.paint.compose import compose
    from explainer.reading.citing.citation import citation
    from explainer.story.model.outline import Place

    view = do(view_actions.query(opened(story, HOURS), "777"), "guess")
    assert "777" not in compose(view, 80, 24, Profile()).title
    assert "777" not in citation(story, Place("the-lamp", "how-long"))
