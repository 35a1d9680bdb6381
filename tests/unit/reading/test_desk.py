"""A view and an action make the next view."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from explainer.problems import Cannot
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.lists import entries
from explainer.reading.room import RoomView
from explainer.reading.run import Visit, begin
from explainer.reading.view import Layout, Sheet, View, listed_sources, source_in_hand
from explainer.story.model.structs import InShort, Span, Story


@pytest.fixture
def view(story: Story) -> View:
    return View(story, begin(story))


def do(view: View, *steps: str, layout: Layout | None = None) -> View:
    for step in steps:
        name, _colon, argument = step.partition(":")
        view = view_actions.perform(view, Action(name, argument), layout or Layout())
    return view


ON_PAGE = Layout(references=(0, 1, 2), step="lamp")


def test_opening_a_reference_keeps_the_line_and_is_noted(view: View) -> None:
    opened = do(view, "next-reference", "open", layout=ON_PAGE)
    assert opened.sheets[-1].kind == "term"
    assert opened.run.opened == ("term:lightkeeper",)
    assert opened.run.visit == view.run.visit
    closed = do(opened, "close")
    assert closed.sheets == ()
    assert closed.cursor == opened.cursor, "back at the same line"
    assert do(closed, "open").run.opened == ("term:lightkeeper",), "noted once"


def test_the_cursor_goes_along_the_page_and_off_either_end(view: View) -> None:
    cursors = []
    for _press in range(4):
        view = do(view, "next-reference", layout=ON_PAGE)
        cursors.append(view.cursor)
    assert cursors == [0, 1, 2, -1]
    assert do(view, "previous-reference", layout=ON_PAGE).cursor == 2


def test_past_the_last_reference_the_page_turns(view: View) -> None:
    layout = Layout(following=Visit("the-storm", "lamp", 40), references=(0, 1), step="lamp")
    turned = do(view, "next-reference", "next-reference", "next-reference", layout=layout)
    assert (turned.run.visit.step, turned.run.visit.offset) == ("lamp", 40)
    assert turned.cursor == 2


def test_a_page_without_references_says_so(view: View) -> None:
    with pytest.raises(Cannot, match="nothing to open"):
        do(view, "next-reference")


def test_open_without_anything_in_hand_says_what_the_line_rests_on(view: View) -> None:
    opened = do(view, "open", layout=ON_PAGE)
    assert (opened.sheets[-1].kind, opened.sheets[-1].id) == ("rests-on", "lamp")
    assert do(opened, "rests-on", layout=ON_PAGE).sheets == (), "the same key puts it away"


@pytest.mark.parametrize("screen", view_actions.SCREENS)
def test_each_screen_comes_and_goes_with_its_key(view: View, screen: str) -> None:
    if screen == "in-short":
        line = InShort((Span("text", "It stormed."),), "known", ("the-storm",))
        view = replace(view, story=replace(view.story, in_short=(line,)))
    shown = do(view, screen)
    assert shown.screen == screen
    assert do(shown, screen).screen == "scene"
    assert do(shown, "close").screen == "scene"


def test_a_move_puts_everything_away(view: View) -> None:
    moved = do(view, "open:term:oda-berg", "glossary", "next")
    assert (moved.sheets, moved.listings, moved.cursor) == ((), (), -1)
    assert moved.run.visit.scene == "the-warning"


def test_open_of_what_the_story_lacks(view: View) -> None:
    for wrong in ("open:term:nobody", "open:dragon:x", "open:term"):
        with pytest.raises(Cannot, match="no "):
            do(view, wrong)


def test_from_a_sheet_to_the_whole_record(view: View) -> None:
    excerpt = do(view, "open:excerpt:lamp-out")
    assert do(excerpt, "open").listings[-1].subject == "log-book"
    source = do(excerpt, "source")
    assert (source.screen, source.listings[-1].subject) == ("source", "log-book")
    assert "source:log-book" in source.run.opened
    assert do(view, "open:term:oda-berg", "open").screen == "term"
    with pytest.raises(Cannot, match="No source"):
        do(view, "source")
    figure = next(step.id for step in view.story.scenes["the-warning"].steps if step.kind == "figure")
    with pytest.raises(Cannot, match="Everything"):
        do(replace(do(view, "next"), sheets=(Sheet("line", f"{figure}:0"),)), "open")


def test_what_a_line_rests_on_is_chosen_from_and_opened_like_any_list(view: View) -> None:
    listed = do(view, "next-reference", "rests-on", layout=ON_PAGE)
    assert source_in_hand(listed) == "log-book"
    second = do(listed, "next-reference", "next-reference", layout=ON_PAGE)
    assert source_in_hand(second) == "port-gazette", "the last one stays in hand"
    assert do(second, "previous-reference").sheets == listed.sheets
    opened = do(second, "open")
    assert (opened.screen, opened.listings[-1].subject) == ("source", "port-gazette")
    assert "source:port-gazette" in opened.run.opened
    back = do(opened, "close")
    assert back.sheets == second.sheets, "back at the list, the same source in hand"
    assert do(back, "source").listings == opened.listings
    assert (do(back, "close").sheets, do(back, "close").cursor) == ((), 0), "then at the line"
    assert do(back, "rests-on", layout=ON_PAGE).sheets == (), "the key that opened it closes it"


def test_a_source_of_a_later_day_is_not_offered(view: View) -> None:
    early = do(view, "lens:1931-02-02", "rests-on", layout=ON_PAGE)
    assert listed_sources(early) == ("log-book",)
    assert source_in_hand(do(early, "next-reference")) == "log-book"


def test_a_claim_opens_on_a_screen_of_its_own_and_closes_to_the_very_line(view: View) -> None:
    held = msgspec.structs.replace(view, cursor=2)
    claim = do(held, "open:claim:boats-lost")
    assert (claim.screen, claim.listings[-1].subject) == ("claim", "boats-lost")
    assert "claim:boats-lost" in claim.run.opened
    assert do(claim, "close") == msgspec.structs.replace(held, run=claim.run)


def test_a_list_is_walked_and_opened(view: View) -> None:
    listed = do(view, "glossary")
    opened = do(listed, "next-reference", "open")
    assert opened.screen == "term"
    first = do(listed, "previous-reference")
    assert first.listings[-1].selected == 0


def test_typed_words_filter_and_select_the_first_that_can_be_chosen(view: View) -> None:
    found = view_actions.query(do(view, "search"), "lighthouse")
    assert found.listings[-1].selected == 1, "the heading cannot be chosen"
    assert view_actions.query(found, "zzzz").listings[-1].selected == 0
    with pytest.raises(Cannot, match="nothing to open"):
        do(view_actions.query(found, "zzzz"), "open")


def test_a_search_shows_the_best_of_each_group_and_tab_all_of_the_one_in_hand(view: View) -> None:
    found = view_actions.query(do(view, "search"), "the")
    headings = {row.id: int(row.detail) for row in entries(found) if row.kind == "heading"}

    def counts(view: View) -> dict[str, int]:
        return {kind: sum(row.group == kind for row in entries(view)) for kind in headings}

    best = {kind: min(total, 3) for kind, total in headings.items()}
    assert max(headings.values()) > 3 and counts(found) == best
    kind = entries(found)[found.listings[-1].selected].group
    assert headings[kind] > 3
    tab = Action("next-reference", "tab")
    whole = view_actions.perform(found, tab, Layout())
    assert counts(whole) == best | {kind: headings[kind]}
    assert view_actions.perform(whole, tab, Layout()) == found
    last = do(whole, *["next-reference"] * 200)
    assert do(last, *["previous-reference"] * 200).listings[-1].selected == found.listings[-1].selected
    paged = view_actions.perform(last, Action("page-up"), Layout(rows=500))
    assert entries(paged)[paged.listings[-1].selected].kind != "heading"
    with pytest.raises(Cannot, match="All of these"):
        few = next(
            at for at, row in enumerate(entries(found)) if row.kind != "heading" and headings[row.group] <= 3
        )
        chosen = msgspec.structs.replace(found.listings[-1], selected=few)
        view_actions.perform(msgspec.structs.replace(found, listings=(chosen,)), tab, Layout())


def test_a_search_says_what_a_misspelt_word_was_taken_for(view: View) -> None:
    found = view_actions.query(do(view, "search"), "telegrm")
    rows = entries(found)
    assert rows[0].label == "telegram, nearest to telegrm"
    assert rows[found.listings[-1].selected].kind != "heading"


def test_enter_in_search_lands_on_the_line(view: View) -> None:
    found = view_actions.query(do(view, "search"), "telegram")
    assert do(found, "open").run.visit.scene == "the-warning"


def test_the_story_map_folds_chapters_and_goes_to_scenes(view: View) -> None:
    shown = do(view, "story-map")
    assert do(shown, "open").run.visit.scene == "the-storm"
    top = do(shown, *["previous-reference"] * 9)
    folded = do(top, "open")
    assert "night" in folded.listings[-1].folded
    assert "night" not in do(folded, "open").listings[-1].folded


def test_my_way_is_one_key_away_from_the_map_and_back(view: View) -> None:
    way = do(view, "way")
    assert way.listings[-1].subject == "way"
    assert do(way, "way").listings[-1].subject == ""


def test_hide_hides_until_any_key_and_that_key_does_nothing_else(view: View) -> None:
    hidden = do(view, "hide")
    assert hidden.hidden
    shown = do(hidden, "next")
    assert not shown.hidden
    assert shown.run == view.run


def test_a_message_lasts_until_the_next_key(view: View) -> None:
    said = view_actions.say(view, "copied")
    assert said.message == "copied"
    assert do(said, "help").message == ""


def test_at_a_warning_the_scene_cannot_be_looked_into(view: View) -> None:
    at_warning = do(view, "next", "next")
    assert at_warning.run.visit.threshold
    for asked in ("open", "rests-on", "next-reference", "choose:1", "bookmark", "doubt"):
        with pytest.raises(Cannot, match="→ goes round it, o reads it"):
            do(at_warning, asked)
    followed = replace(at_warning, room=RoomView("maple-42", state="following"))
    with pytest.raises(Cannot, match="→ goes round it, o reads it, O steps out"):
        do(followed, "open")


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (("back",), "This is where you began. → reads on."),
        (("fork",), "There is no choice before this one. m lists the scenes."),
        (("consent",), "There is no warning here. → reads on."),
        (("next-reference",), "There is nothing to open on this page; → reads on."),
        (("search", "open"), "There is nothing to open here; Esc goes back."),
    ],
)
def test_what_is_not_possible_names_the_key_that_helps(view: View, steps: tuple[str, ...], says: str) -> None:
    with pytest.raises(Cannot) as cannot:
        do(view, *steps)
    assert str(cannot.value) == says


def test_choices_can_be_taken_from_their_list(view: View) -> None:
    assert do(view, "choices", "open").run.visit.scene == "the-lamp"
    on = do(view, "choices", "next-reference", "next-reference", "open")
    assert on.run.visit.scene == "the-warning"


def test_what_nobody_knows_is_said_and_changes_nothing(view: View) -> None:
    with pytest.raises(Cannot, match="not possible"):
        do(view, "dance")
