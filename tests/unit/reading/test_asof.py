"""The date's screen, and what the lens folds: stops, unfolding, the way through moves and keeping."""

from __future__ import annotations

import msgspec
import pytest

from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.lens import is_folded, page_order, reachable
from explainer.reading.lists import entries
from explainer.reading.moves import enter
from explainer.reading.run import Visit, begin
from explainer.reading.storage.store import decode, encode, fit
from explainer.reading.view import Layout, View, step_stop, stops
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Span, Story
from tests.unit.paint.looks import text

_replace = msgspec.structs.replace


def do(view: View, *actions: str, layout: Layout | None = None) -> View:
    for action in actions:
        name, _equals, argument = action.partition("=")
        if name == "type":
            view = view_actions.query(view, argument)
        else:
            view = view_actions.perform(view, Action(name, argument), layout or Layout())
    return view


@pytest.fixture
def view(story: Story) -> View:
    return View(story, enter(story, begin(story), Visit("the-lamp")))


def on(view: View) -> str:
    return view.run.lens.on if view.run.lens else ""


def rows(view: View) -> list[tuple[str, bool]]:
    return [(row.id, row.here) for row in entries(view)]


def test_it_opens_on_the_marked_day_and_the_same_key_puts_it_away(view: View) -> None:
    opened = do(view, "lens")
    assert opened.screen == "lens"
    assert rows(opened) == [("1931-02-03", False), ("off", True)]
    assert do(opened, "lens") == view


def test_enter_sets_the_day_and_comes_back_to_the_line(view: View) -> None:
    held = _replace(view, cursor=0)
    taken = do(held, "lens", "open")
    assert (on(taken), taken.listings) == ("1931-02-03", ())
    assert rows(do(taken, "lens")) == [("1931-02-03", True), ("off", False)]
    assert on(do(taken, "lens", "next-reference", "open")) == ""
    assert on(do(taken, "lens=off")) == ""


def test_days_are_stepped_through_and_typed(view: View) -> None:
    assert entries(do(view, "lens", "day-after"))[0].id == "1931-02-07", "the ribbon leaves 4 to 6 out"
    assert entries(do(view, "lens", "day-before"))[0].id == "1931-02-02"
    typed = do(view, "lens", "type=8 feb")
    assert entries(typed)[0].id == "1931-02-08"
    assert entries(do(typed, "day-after"))[0].id == "1931-02-09"
    assert do(typed, "day-after").listings[-1].query == ""
    assert on(do(typed, "open")) == "1931-02-08"
    assert on(do(view, "lens=8 February 1931")) == "1931-02-08"
    with pytest.raises(Cannot, match="as a day"):
        do(view, "lens=soon")


def test_half_a_date_is_no_day_yet(view: View) -> None:
    assert rows(do(view, "lens", "type=8 fe")) == [("1931-02-03", False), ("off", True)]


def test_the_lens_stays_through_moves_and_in_the_kept_run(view: View, story: Story) -> None:
    run = do(view, "lens=1931-02-03", "next", "back").run
    assert run.lens == Lens("1931-02-03")
    unfolded = _replace(run, unfolded=("the-lamp:1",))
    kept = fit(decode(encode(unfolded)), story).run
    assert kept is not None
    assert (kept.lens, kept.unfolded) == (run.lens, ("the-lamp:1",))


def test_from_any_screen_and_back_to_it(view: View) -> None:
    listed = do(view, "glossary", "next-reference")
    after = do(listed, "lens", "open")
    assert (after.screen, after.listings[-1].selected) == ("glossary", 1)


def test_a_folded_step_is_a_stop_and_its_references_are_none(view: View, story: Story) -> None:
    lens = do(view, "lens=1931-02-03")
    scene = story.scenes["the-lamp"]
    first = scene.steps[0]
    assert is_folded(story, lens.run, first)
    fold = step_stop(scene, first.id)
    inside = [n for n, one in enumerate(stops(scene)) if one.step == first.id and n != fold]
    assert inside and fold in page_order(lens) and not set(inside) & set(page_order(lens))
    assert reachable(lens, inside[0]) == fold
    held = _replace(lens, cursor=fold)
    opened = do(held, "open")
    assert not is_folded(story, opened.run, first)
    assert opened.cursor == fold and set(inside) <= set(page_order(opened))
    assert do(opened, "open").run == held.run


def test_a_new_day_folds_anew_and_none_unfolds(view: View) -> None:
    opened = _replace(view, run=_replace(do(view, "lens=1931-02-03").run, unfolded=("the-lamp:1",)))
    assert do(opened, "lens=1931-02-03").run.unfolded == ("the-lamp:1",)
    assert do(opened, "lens=1931-02-02").run.unfolded == ()
    assert do(opened, "lens=off").run.unfolded == ()


def test_what_is_in_hand_stays_or_becomes_the_fold_it_lies_in(view: View, story: Story) -> None:
    scene = story.scenes["the-lamp"]
    held = _replace(view, cursor=0)
    under = do(held, "lens=1931-02-03")
    fold = step_stop(scene, stops(scene)[0].step)
    assert under.cursor == fold
    assert do(under, "lens=1931-02-02").cursor == fold
    assert do(under, "lens=1931-02-02", "lens=off").cursor == 0, "what it folded away is in hand again"
    assert do(_replace(under, behind=-1), "lens=off").cursor == -1


def test_lists_and_search_say_what_was_said_later_and_keep_its_row(view: View) -> None:
    lens = do(view, "lens=1931-02-03")
    sources = {row.id: row for row in entries(do(lens, "sources"))}
    assert len(sources) == len(view.story.sources)
    assert sources["late-report"].detail == sources["late-report"].later == "said later: about June 1932"
    assert sources["log-book"].later == ""
    found = entries(do(lens, "search", "type=mast"))
    assert [row.later for row in found if row.kind == "excerpt"] == ["said later: about June 1932"]
    assert not [row for row in entries(do(view, "search", "type=mast")) if row.later]


LATE = (Span("text", " By June more was known."), Span("excerpt", ref="inquiry"), Span("text", " Then all."))


@pytest.fixture
def partly(story: Story) -> View:
    """The scene whose second step has two sentences of a later year behind its own."""
    storm = story.scenes["the-storm"]
    steps = tuple(_replace(s, prose=(*s.prose, *LATE)) if s.id == "lamp" else s for s in storm.steps)
    changed = _replace(story, scenes={**story.scenes, "the-storm": _replace(storm, steps=steps)})
    return View(changed, begin(changed, lens=Lens("1931-02-03")))


def test_a_fold_in_a_paragraph_is_one_stop_and_its_references_are_none(partly: View) -> None:
    scene = partly.story.scenes["the-storm"]
    found, own = stops(scene), step_stop(scene, "lamp")
    hidden = next(n for n, one in enumerate(found) if one.id == "inquiry")
    order = page_order(partly)
    assert own in order and hidden not in order
    assert [found[stop].id for stop in order if found[stop].step == "lamp"] == [
        "lightkeeper", "lamp-out", "lamp", "boats-lost", "first-count",
    ]  # fmt: skip
    assert reachable(partly, hidden) == own
    assert reachable(partly, order[1]) == order[1]


def test_one_key_opens_all_folded_sentences_of_a_step_and_folds_them_again(partly: View) -> None:
    scene = partly.story.scenes["the-storm"]
    own = step_stop(scene, "lamp")
    hidden = next(n for n, one in enumerate(stops(scene)) if one.id == "inquiry")
    held = _replace(partly, cursor=own)
    assert "[2 sentences said later]" in " ".join(text(held, (80, 40)).split())
    opened = do(held, "open")
    assert "By June more was known.[3] Then all." in " ".join(text(opened, (80, 40)).split())
    assert hidden in page_order(opened) and opened.cursor == own
    assert do(opened, "open").run == held.run
