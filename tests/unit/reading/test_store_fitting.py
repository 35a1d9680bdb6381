"""A kept run on a story that was edited since: lines are found again, and what moved is said exactly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.reading import run as run_module
from explainer.reading.run import Run, Visit, begin
from explainer.reading.storage.store import decode, encode, fit, stamped
from explainer.story.model.outline import Edition, Place
from explainer.story.model.structs import Scene, SceneWarning, Span, Step, Story
from tests.unit.reading.graph import scene
from tests.unit.reading.graph import story as story_of

LAMP = "The lamp of the lighthouse went out at nine in the evening"
BOATS = "Three boats were still at sea when the wind turned north"
BELL = "A bell was rung from the church so that they heard"
TIDE = "By morning the tide had carried wood as far as the mill"
NEW = "Since the first edition a letter about that night was found"
BODIES = {"night": (LAMP, BOATS), "church": (BELL,), "morning": (TIDE,)}


def told(bodies: dict[str, tuple[str, ...]], version: str = "2", **changes: object) -> Story:
    names = list(bodies)
    scenes: list[Scene] = []
    for name, after in zip(names, [*names[1:], ""], strict=True):
        steps = tuple(Step(str(n), "text", (Span("text", words),)) for n, words in enumerate(bodies[name], 1))
        scenes.append(replace(scene(name, after), steps=steps))
    return story_of(*scenes, edition=Edition(version, version * 12), **changes)


BEFORE = told(BODIES, "1")


def kept(scene_id: str, step: str, *at: tuple[str, str, str], offset: int = 0) -> Run:
    """A run that was written at a line, with notes, and read back."""
    run = replace(begin(BEFORE), visit=Visit(scene_id, step, offset), seen=("night", "church", "morning"))
    for where, line, text in at:
        run = run_module.write(BEFORE, run, Place(where, line), text)
    return decode(encode(stamped(BEFORE, run)))


NOTES = (("night", "1", "lamp"), ("night", "2", "boats"), ("church", "1", "bell"))


def test_in_the_same_story_nothing_moved_and_nothing_is_said() -> None:
    found = fit(kept("night", "2", *NOTES, offset=9), BEFORE)
    assert (found.message, found.moved) == ("", ())
    assert found.run is not None
    assert found.run.here is None, "while one reads, the place is that of the visit"
    assert (found.run.visit.step, found.run.visit.offset) == ("2", 9)
    assert stamped(BEFORE, found.run) == kept("night", "2", *NOTES, offset=9)


def test_an_edit_of_the_story_moves_one_note_and_reports_the_lost_one() -> None:
    bodies = {"night": (NEW, LAMP), "church": (BELL.replace("they", "all"),), "morning": (TIDE,)}
    found = fit(kept("church", "1", *NOTES), told(bodies))
    assert found.run is not None
    assert [note.anchor.place for note in found.run.notes] == [
        Place("night", "2"),
        Place("night", "2"),
        Place("church", "1"),
    ]
    rows = {row.text: (row.place, row.how) for row in run_module.kept_entries(told(bodies), found.run)}
    assert rows["boats"] == (None, "lost")
    assert rows["bell"] == (Place("church", "1"), "edited"), "the kept words show that the line was edited"
    assert found.moved == (
        "The story is now edition 2; you read edition 1.",
        "Your note “lamp” moved with its line to “Night”, step 2.",
        f"Your note “boats” has lost its line, “{BOATS}”; it is kept.",
    )
    assert found.message == "Of what you keep, 1 moved with its line, 1 lost its line."


def test_what_was_lost_before_is_not_said_at_each_start() -> None:
    story = told(BODIES | {"night": (LAMP,)})
    once = fit(kept("church", "1", *NOTES), story).run
    assert once is not None
    again = fit(decode(encode(stamped(story, once))), story)
    assert (again.message, again.moved) == ("", ())
    assert run_module.kept_entries(story, once)[-1].how == "lost", "the list still shows it"


def test_a_line_that_comes_back_takes_its_note_back() -> None:
    without = fit(kept("church", "1", *NOTES), told(BODIES | {"night": (LAMP,)})).run
    assert without is not None
    back = fit(without, told(BODIES | {"night": (NEW, LAMP, BOATS)}, "3"))
    assert back.run is not None
    assert [row.how for row in run_module.kept_entries(told(BODIES, "3"), back.run)].count("lost") == 0


def test_bookmarks_and_doubts_are_followed_too() -> None:
    run = kept("church", "1")
    run = run_module.toggle_bookmark(
        BEFORE, run_module.toggle_doubt(BEFORE, run, Place("night", "2")), Place("night")
    )
    found = fit(run, told(BODIES | {"night": (NEW, LAMP)}))
    assert found.run is not None and found.run.bookmarks[0].place == Place("night", "2")
    assert [line.split()[:2] for line in found.moved[1:]] == [["A", "bookmark"], ["A", "doubt"]]


def test_the_reader_is_at_the_line_they_left() -> None:
    found = fit(kept("night", "2", offset=9), told(BODIES | {"night": (NEW, LAMP, BOATS)}))
    assert found.run is not None
    assert (found.run.visit.step, found.run.visit.offset) == ("3", 9)
    assert found.message == "", "the same line of the same scene needs no word"
    assert found.moved[1:] == ("The line you were at moved to “Night”, step 3.",)


def test_a_line_in_another_scene_is_followed_there_and_said() -> None:
    found = fit(kept("night", "2"), told(BODIES | {"night": (LAMP,), "church": (BELL, BOATS)}))
    assert found.run is not None and found.run.visit.place == Place("church", "2")
    assert found.message == "The line you were at moved to “Church”, step 2."


def test_a_line_that_is_gone_leaves_one_at_its_scene() -> None:
    found = fit(kept("night", "2", offset=9), told(BODIES | {"night": (LAMP, NEW)}))
    assert found.run is not None
    assert (found.run.visit.place, found.run.visit.offset) == (Place("night"), 0)
    assert found.message == "The line you were at is no longer in the story; you are where its scene begins."


def test_an_edited_line_begins_at_its_first_word() -> None:
    found = fit(
        kept("night", "2", offset=9), told(BODIES | {"night": (LAMP, BOATS.replace("Three", "Four"))})
    )
    assert found.run is not None
    assert (found.run.visit.place, found.run.visit.offset) == (Place("night", "2"), 0)
    assert found.moved == ("The story is now edition 2; you read edition 1.",)


def test_the_first_line_of_a_scene_stays_the_first_line_of_a_visit_without_step() -> None:
    found = fit(kept("night", ""), told(BODIES))
    assert found.run is not None and found.run.visit.step == ""
    after = fit(kept("night", ""), told(BODIES | {"night": (NEW, LAMP, BOATS)}))
    assert after.run is not None and after.run.visit.step == "2"


def test_a_renamed_scene_is_said_by_both_names() -> None:
    bodies = {"evening": (LAMP, BOATS), "church": (BELL,), "morning": (TIDE,)}
    found = fit(kept("night", "2", *NOTES), told(bodies, renamed={"night": "evening"}))
    assert found.run is not None
    assert found.run.visit.place == Place("evening", "2")
    assert {note.anchor.scene for note in found.run.notes} == {"evening", "church"}
    assert found.moved[1:] == ("The scene night is now called evening, “Evening”.",)
    assert found.message == ""


def test_a_scene_that_is_gone_with_its_lines_is_said_once_each() -> None:
    found = fit(kept("church", "1", *NOTES), told({"night": (LAMP, BOATS), "morning": (TIDE,)}))
    assert found.run is not None and found.run.visit.scene == "night"
    assert (
        "the scene you were in is gone" in found.message
        and "Of what you keep, 1 lost its line" in found.message
    )
    assert found.moved[1:] == (
        "The scene church is no longer in the story.",
        f"Your note “bell” has lost its line, “{BELL}”; it is kept.",
    )


def test_a_line_that_moved_behind_a_warning_waits_behind_it() -> None:
    story = told(BODIES | {"night": (LAMP,), "church": (BELL, BOATS)})
    warned = replace(story.scenes["church"], warning=SceneWarning("hard", "morning", "bridge"))
    found = fit(kept("night", "2"), replace(story, scenes=story.scenes | {"church": warned}))
    assert found.run is not None and found.run.visit.threshold


def test_words_kept_for_another_place_are_not_used() -> None:
    """A file in which the place was changed by hand, or one that was never stamped."""
    run = kept("night", "2")
    story = told(BODIES | {"night": (NEW, LAMP, BOATS)})
    for other in (replace(run, visit=Visit("morning")), replace(run, visit=Visit("night", "1"))):
        found = fit(other, story)
        assert found.run is not None and found.run.visit.place == other.visit.place
    unstamped = fit(replace(run, here=None), story)
    assert unstamped.run is not None and unstamped.run.visit.step == "2"


def test_a_change_within_an_edition_is_said_as_that() -> None:
    found = fit(kept("night", "1"), replace(BEFORE, edition=Edition("1", "f" * 12)))
    assert found.moved == ("The story was changed since you read it, within edition 1.",)


def test_a_long_note_is_cut_in_its_sentence() -> None:
    found = fit(kept("church", "1", ("night", "2", "word " * 40)), told(BODIES | {"night": (LAMP,)}))
    assert found.moved[-1].startswith("Your note “word word") and "…”" in found.moved[-1]


EDITS = st.lists(st.sampled_from(["before", "reword", "drop", "rename", "swap"]), max_size=4)


@given(EDITS, st.sampled_from([("night", "1"), ("night", "2"), ("church", "1"), ("morning", "1")]))
def test_every_note_is_at_its_words_or_lost_after_any_edits(edits: list[str], at: tuple[str, str]) -> None:
    run = kept(*at, *NOTES)
    bodies: dict[str, tuple[str, ...]] = dict(BODIES)
    renamed: dict[str, str] = {}
    for count, edit in enumerate(edits):
        first = next(iter(bodies))
        lines = bodies[first]
        if edit == "rename":
            renamed[first] = f"scene{count}"
            bodies = {renamed.get(name, name): body for name, body in bodies.items()}
            continue
        bodies[first] = {
            "before": (f"{NEW} {count}", *lines),
            "reword": (*lines[:-1], lines[-1].replace("the", "a", 1)),
            "drop": lines[1:] or lines,
            "swap": lines[::-1],
        }[edit]
    story = told(bodies, renamed=renamed)
    found = fit(decode(encode(run)), story)
    assert found.run is not None
    texts = {Place(name, str(n)): text for name, body in bodies.items() for n, text in enumerate(body, 1)}
    first_words = {"lamp": "lamp", "boats": "boats", "bell": "bell"}
    rows = run_module.kept_entries(story, found.run)
    assert {row.text for row in rows} == set(first_words)
    for row in rows:
        there = [place for place, text in texts.items() if first_words[row.text] in text]
        assert (row.place in there) if there else row.how == "lost"
    assert sum("has lost its line" in line for line in found.moved) == sum(row.how == "lost" for row in rows)
