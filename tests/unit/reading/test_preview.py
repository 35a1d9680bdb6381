"""Which version an author sees, where a save takes them, and that no edit leaves them before a page that cannot be."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.paint.preview import compose_preview
from explainer.paint.preview_looks import USUAL, parse_looks
from explainer.problems import Cannot, Problem
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.previewing.place import changed_step, in_sight, to_step
from explainer.reading.previewing.preview import (
    Found,
    Preview,
    Reading,
    Walk,
    beside,
    checked,
    counted,
    edited_scene,
    examined,
    first,
    followed,
    settled,
    status,
    took,
    walked,
)
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.check.report import Reloader
from explainer.story.model.structs import Story
from tests.editing import EDITS, Edit
from tests.tiny import ASKING, changed, write_story

LAMP = "night/the-lamp.yaml"
OWN = Profile()


def reading(folder: Path, *saved: str) -> Reading:
    loaded = Reloader(folder).read()
    return Reading(loaded.story, loaded.problems, loaded.sources_text, saved)


def story_of(folder: Path, files: dict[str, str] | None = None) -> Story:
    story = reading(write_story(folder, files)).story
    assert story is not None
    return story


def at(story: Story, address: str) -> View:
    view = View(story, begin(story))
    return view_actions.perform(view, Action("go", address), compose(view, 80, 24, OWN).layout)


def pressed(view: View, *actions: Action) -> View:
    for action in actions:
        view = view_actions.perform(view, action, compose(view, 80, 24, OWN).layout)
    return view


def edited(
    view: View, tmp_path: Path, files: dict[str, str], *saved: str, stays: bool = False
) -> tuple[View, str, str]:
    newer = reading(write_story(tmp_path / "newer", files), *saved)
    assert newer.story is not None, newer.problems
    to = followed(view, newer, stays=stays)
    return to.view, to.said, to.edited


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return story_of(tmp_path / "story")


# which version


def problem(file: str, severity: str = "error") -> Problem:
    return Problem(file, 3, 1, "", severity, "so it is", "mend it")  # type: ignore[arg-type]


def test_a_reading_that_fails_keeps_the_page_and_counts_what_is_wrong(story: Story) -> None:
    good = Reading(story, (), {"a.yaml": ""})
    state = first(good, stays=False)
    assert (state.behind, state.started, state.stage) == (False, True, "checking")
    assert status(state) == "checking"
    bad = Reading(
        None, (problem("b.yaml"), problem("a.yaml"), problem("a.yaml", "warning")), {}, ("n/a.yaml", "a.yaml")
    )
    state = took(state, bad)
    assert state.behind and state.stage == "checking"
    assert [p.file for p in state.problems] == ["a.yaml", "b.yaml", "a.yaml"]
    assert counted(state) == "2 mistakes, 1 warning"
    assert status(state) == "2 mistakes, 1 warning; last good page shown"
    state = examined(took(state, good), Found((problem("a.yaml", "warning"),)))
    assert not state.behind
    assert status(state) == "a.yaml, 1 warning"


def test_a_story_that_never_could_be_read_says_so() -> None:
    state = first(Reading(None, (problem("story.yaml"),), {}), stays=True)
    assert not state.started and not state.behind and state.stays
    assert status(state) == "1 mistake; there is nothing to read yet"


def test_what_reading_told_stands_before_what_follows_from_it(story: Story) -> None:
    cause, follows = problem("b.yaml"), Problem("b.yaml", 1, 1, "", "error", "it leads nowhere", "")
    state = took(first(Reading(story, (), {}), stays=False), Reading(None, (cause,), {}, ("b.yaml",)))
    assert examined(state, checked((follows, cause, problem("a.yaml")))).problems == (
        cause,
        follows,
        problem("a.yaml"),
    )


def test_nothing_is_claimed_before_every_way_is_walked(story: Story) -> None:
    state = took(first(Reading(story, (), {}), stays=False), Reading(story, (), {}, ("n/a.yaml",)))
    warning = problem("a.yaml", "warning")
    assert (status(state), beside(state)) == ("a.yaml, checking", "Not all is checked yet.")
    state = examined(state, checked(()))
    assert status(state) == "a.yaml, ways not yet walked"
    assert beside(state) == "The ways through the story are not yet walked."
    assert status(examined(state, checked((warning,)))) == "a.yaml, 1 warning, ways not yet walked"
    assert status(examined(state, checked((warning,))), brief=True) == "1 warning so far"
    whole = examined(state, walked((), Walk((), "All 5 states are walked.", is_whole=True)))
    assert (status(whole), beside(whole)) == ("a.yaml, no mistakes", "All 5 states are walked.")
    assert took(whole, Reading(story, (), {})).stage == "checking"


def test_a_walk_that_stopped_short_says_so_beside_what_it_found(story: Story) -> None:
    state = first(Reading(story, (), {}), stays=False)
    short = Walk((problem("b.yaml"),), "It stopped short.", is_whole=False)
    state = examined(state, walked((problem("a.yaml", "warning"),), short))
    assert [one.file for one in state.problems] == ["b.yaml", "a.yaml"]
    assert status(state) == "1 mistake, 1 warning, the walk stopped short"
    assert status(state, brief=True) == "1 mistake, 1 warning so far"
    assert beside(state) == "It stopped short."


def test_a_story_with_mistakes_is_not_walked_and_says_so(story: Story) -> None:
    state = examined(first(Reading(story, (), {}), stays=False), checked((problem("a.yaml"),)))
    assert (state.stage, status(state)) == ("not walked", "1 mistake")
    assert "once the mistakes are mended" in beside(state)


def test_half_a_save_waits(story: Story) -> None:
    before = Reading(story, (), {"a.yaml": "", "b.yaml": ""})
    assert settled(before, Reading(story, (), {"a.yaml": "", "b.yaml": "", "c.yaml": ""}))
    assert not settled(before, Reading(None, (problem("a.yaml"),), before.texts))
    assert not settled(before, Reading(story, (), {"a.yaml": ""}))


# where one is


def test_one_stays_at_the_page_whose_scene_is_saved(story: Story, tmp_path: Path) -> None:
    view = at(story, "the-lamp")
    now, said, step = edited(view, tmp_path, changed(LAMP, "wrote that", "told us that"), LAMP)
    assert (now.run.visit.scene, said, step) == ("the-lamp", "", "1")
    assert now.run.past == view.run.past


def test_a_save_elsewhere_goes_there_and_back_leads_back(story: Story, tmp_path: Path) -> None:
    view = at(story, "the-storm")
    files = changed(LAMP, "wrote that", "told us that")
    now, _said, _step = edited(view, tmp_path, files, "claims.yaml", LAMP)
    assert now.run.visit.scene == "the-lamp"
    assert pressed(now, Action("back")).run.visit.scene == "the-storm"
    stayed, _said, step = edited(view, tmp_path, files, LAMP, stays=True)
    assert (stayed.run.visit.scene, step) == ("the-storm", "")
    assert stayed.story is not view.story


def test_of_several_files_saved_at_once_the_one_where_one_is_counts(story: Story) -> None:
    saved = ("night/the-storm.yaml", LAMP, "night/none.yaml", "elsewhere/the-storm.yaml", "claims.yaml")
    assert edited_scene(story, saved) == "the-lamp"
    assert edited_scene(story, saved, "the-storm") == "the-storm"
    assert edited_scene(story, ("claims.yaml",)) == ""


def test_an_edited_step_of_a_warned_scene_is_shown_and_its_warning_when_nothing_in_it_changed(
    story: Story, tmp_path: Path
) -> None:
    view = at(story, "the-storm")
    name = "night/the-rescue.yaml"
    now, _said, _step = edited(view, tmp_path, changed(name, "rowers", "strong rowers"), name)
    assert (now.run.visit.scene, now.run.visit.threshold) == ("the-rescue", False)
    now, _said, _step = edited(view, tmp_path, changed(name, "people in the water", "the water"), name)
    assert (now.run.visit.scene, now.run.visit.threshold) == ("the-rescue", True)


def test_a_scene_that_is_gone_leaves_one_in_the_one_before_it(story: Story, tmp_path: Path) -> None:
    storm = "night/the-storm.yaml"
    files = changed(
        storm, '  - {to: the-lamp, label: "Why did the lamp go out?", detail: a side scene}\n', ""
    )
    view = at(story, "the-lamp")
    now, said, _step = edited(view, tmp_path, files | {LAMP: ""})
    assert now.run.visit.scene == "the-storm"
    assert said == "the-lamp is gone; now in “A light goes out”"


def test_a_scene_under_another_name_is_found_by_its_words_or_its_title(story: Story, tmp_path: Path) -> None:
    lamp = changed(LAMP, "scene: the-lamp", "scene: the-light")[LAMP]
    storm = changed("night/the-storm.yaml", "to: the-lamp", "to: the-light")
    view = at(story, "the-lamp")
    now, said, _step = edited(view, tmp_path, storm | {LAMP: "", "night/the-light.yaml": lamp})
    assert (now.run.visit.scene, said) == ("the-light", "the-lamp is now the-light")
    other = lamp.replace(
        "A board of inquiry wrote that *nobody* was at the mast.[^inquiry]", "Other words.[^inquiry]"
    )
    now, said, _step = edited(view, tmp_path / "o", storm | {LAMP: "", "night/the-light.yaml": other})
    assert (now.run.visit.scene, said) == ("the-light", "the-lamp is now the-light")


def test_what_is_open_stays_open_as_long_as_it_is_there(story: Story, tmp_path: Path) -> None:
    view = pressed(at(story, "the-storm:lamp"), Action("open", "term:oda-berg"))
    now, _said, _step = edited(
        view, tmp_path, changed("glossary.yaml", "Keeper of the", "The keeper of the"), "glossary.yaml"
    )
    assert [sheet.id for sheet in now.sheets] == ["oda-berg"]
    view = pressed(at(story, "the-warning"), Action("open", "claim:boats-lost"))
    now, _said, _step = edited(
        view, tmp_path / "c", changed("claims.yaml", "seven boats", "7 boats"), "claims.yaml"
    )
    assert now.screen == "claim"


def test_a_story_of_another_id_is_another_story(story: Story, tmp_path: Path) -> None:
    files = changed("story.yaml", "story: the-storm-of-1931", "story: the-gale-of-1931")
    now, _said, _step = edited(at(story, "the-lamp"), tmp_path, files, "story.yaml")
    assert (now.run.story, now.run.visit.scene) == ("the-gale-of-1931", "the-lamp")


def test_the_step_that_changed_is_the_first_that_differs(story: Story, tmp_path: Path) -> None:
    storm = "night/the-storm.yaml"
    newer = story_of(tmp_path / "1", changed(storm, "went out at", "was out at"))
    assert changed_step(story, newer, "the-storm") == "lamp"
    added = "  - text: |\n      One more line.\n    rests_on: [log-book]\nbranches:"
    newer = story_of(tmp_path / "2", changed(storm, "branches:", added))
    assert changed_step(story, newer, "the-storm") == "6"
    assert (
        changed_step(story, story_of(tmp_path / "3", changed(storm, "recap: A", "recap: The")), "the-storm")
        == ""
    )
    assert changed_step(story, story, "none-of-it") == ""


def test_a_step_on_another_page_is_gone_to(tmp_path: Path) -> None:
    more = "".join(f"  - text: Line {n}, one of many.\n    rests_on: [late-report]\n" for n in range(30))
    long = story_of(tmp_path / "long", changed(LAMP, "next: return", f"{more}next: return"))
    view = at(long, "the-lamp")
    layout = compose(view, 80, 24, OWN).layout
    assert in_sight(view, "2", layout)
    assert in_sight(view, "no-step", layout)
    assert not in_sight(view, "25", layout)
    view = to_step(view, "25")
    assert in_sight(view, "25", compose(view, 80, 24, OWN).layout)


# whatever is edited

PLAIN = (
    "next", "next-reference", "open", "close", "story-map", "glossary", "sources", "rests-on", "consent", "search",
    "timeline", "map", "who", "claim", "bookmark", "doubt",
)  # fmt: skip
ACTIONS = st.lists(
    st.sampled_from([*(Action(name) for name in PLAIN), Action("lens", "1931-02-03")]), max_size=5
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["the-storm", "the-storm:lamp", "the-lamp", "the-warning", "the-rescue", "the-morning"]),
    ACTIONS,
    st.lists(EDITS, min_size=1, max_size=5),
    st.booleans(),
)
def test_whatever_is_open_and_whatever_is_edited_there_is_a_page(
    address: str, actions: list[Action], edits: list[Edit], stays: bool
) -> None:
    looks = parse_looks(USUAL)
    with tempfile.TemporaryDirectory() as made:
        folder = write_story(Path(made) / "story", ASKING)
        reloader = Reloader(folder)
        loaded = reloader.read()
        assert loaded.story is not None
        view, state = at(loaded.story, address), first(reading(folder), stays=stays)
        for action in actions:
            try:
                view = pressed(view, action)
            except Cannot:
                continue
        for edit in edits:
            edit.do(folder)
            loaded = reloader.read()
            newer = Reading(loaded.story, loaded.problems, loaded.sources_text, (edit.name,))
            state = took(state, newer)
            if newer.story is not None:
                view = followed(view, newer, stays=stays).view
            state = examined(state, checked(reloader.examine(loaded)))
            for wanted in ((), looks[:1], looks[:3]):
                made_of = compose_preview(view, state, wanted, 80, 24, OWN, lambda _view, _columns: ())
                assert len(made_of.frame.rows) == 24


def test_an_empty_state_is_told_as_one() -> None:
    assert counted(Preview()) == "no mistakes"


def test_one_reads_on_in_the_language_one_chose_as_long_as_the_story_has_it(tmp_path: Path) -> None:
    both = changed(LAMP, "title: The lamp", "title: {en: The lamp, ru: Лампа}")
    view = pressed(at(story_of(tmp_path / "story", both), "the-lamp"), Action("language", "ru"))
    assert view.story.scenes["the-lamp"].title == "Лампа"
    files = changed(LAMP, "title: The lamp", "title: {en: The lamp, ru: Светильник}")
    now, _said, _step = edited(view, tmp_path, files, LAMP)
    assert now.story.scenes["the-lamp"].title == "Светильник"
    now, _said, _step = edited(now, tmp_path / "one", {}, LAMP)
    assert now.story.scenes["the-lamp"].title == "The lamp"
