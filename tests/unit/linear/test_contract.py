"""No front end lacks an action of the registry without a stated reason."""

from __future__ import annotations

import pytest

from explainer.linear.conversation import Conversation
from explainer.linear.handlers import HANDLERS
from explainer.linear.words import WORDS, parse
from explainer.reading import view_actions
from explainer.reading.actions import ACTIONS
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.model.structs import Story

IN_LINEAR = [spec for spec in ACTIONS if not spec.linear]
IN_FULL = [spec for spec in ACTIONS if not spec.full and not spec.in_cockpit]
NOT_ACTIONS = {"number"}


def lacking_in_linear(handlers: dict[str, object]) -> set[str]:
    return {spec.id for spec in IN_LINEAR} - set(handlers)


def full_screen_handlers(story: Story) -> set[str]:
    """What the desk does with a view, and what the screen does itself."""
    from explainer.tui.screens.reading import ReadingScreen

    screen = ReadingScreen(View(story, begin(story)))
    return {*view_actions.MOVES, *view_actions.SCREENS, *view_actions._HANDLERS, *screen._own}


def test_linear_mode_lacks_nothing_without_a_reason() -> None:
    assert not lacking_in_linear(dict(HANDLERS))


def test_linear_mode_knows_nothing_outside_the_registry() -> None:
    assert set(HANDLERS) - NOT_ACTIONS == {spec.id for spec in IN_LINEAR}


@pytest.mark.parametrize("spec", IN_LINEAR, ids=lambda spec: spec.id)
def test_one_removed_would_be_noticed(spec: object) -> None:
    action = spec.id  # type: ignore[attr-defined]
    assert lacking_in_linear({k: v for k, v in HANDLERS.items() if k != action}) == {action}


def test_the_full_screen_app_lacks_nothing_without_a_reason(story: Story) -> None:
    handled = full_screen_handlers(story)
    assert not {spec.id for spec in IN_FULL} - handled
    for spec in IN_FULL:
        assert {other.id for other in IN_FULL} - (handled - {spec.id}) == {spec.id}


def test_reasons_are_for_what_is_really_lacking(story: Story) -> None:
    """A reason left standing beside a handler would hide the next lack."""
    moves_of_the_palette = {
        "go",
        "trail",
        "lens",
        "day",
        "all",
    }  # the desk does it; the registry says which screen offers it
    assert {spec.id for spec in ACTIONS if spec.full} & full_screen_handlers(story) <= moves_of_the_palette
    assert not {spec.id for spec in ACTIONS if spec.linear} & set(HANDLERS)


@pytest.mark.parametrize("spec", IN_LINEAR, ids=lambda spec: spec.id)
def test_every_word_and_short_form_is_understood(spec: object) -> None:
    action, short = spec.id, spec.word  # type: ignore[attr-defined]
    assert parse(action).word == action
    assert not short or parse(short).word == action
    assert WORDS[action] == action


@pytest.mark.parametrize("spec", [spec for spec in ACTIONS if spec.linear], ids=lambda spec: spec.id)
def test_a_lacking_action_is_answered_with_its_reason(spec: object, talk: Conversation) -> None:
    answer = talk.answer(spec.id)  # type: ignore[attr-defined]
    assert answer == [f"Not here: {spec.id}; {spec.linear}."]  # type: ignore[attr-defined]


@pytest.mark.parametrize("spec", IN_LINEAR, ids=lambda spec: spec.id)
def test_every_action_answers_sensibly(spec: object, talk: Conversation) -> None:
    """Its own words, or what stands in the way and one thing to do; never silence, never a bare failure."""
    action = spec.id  # type: ignore[attr-defined]
    talk.answer("go the-storm:lamp")
    answer = talk.answer(action)
    assert answer
    assert all(line.strip() == line and line for line in answer)
    assert not answer[0].startswith("Unknown")
    assert "not possible" not in answer[0]
