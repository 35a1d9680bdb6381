"""How old a sentence is, and what of a step can be read on a day."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.story.load import markup
from explainer.story.load.cache import open_story
from explainer.story.model.ages import ages, as_of, later_spans, prose_ages
from explainer.story.model.lens import fold_words, run_words, said_later
from explainer.story.model.prose import plain
from explainer.story.model.structs import Guess, Step, Story


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return open_story(tiny_story, cache_folder=None)


def _step(text: str, *rests_on: str, kind: str = "text") -> Step:
    return Step("s", kind, markup.parse(text).spans, rests_on=rests_on)


BOATS = "1931-02-03"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("One.[^lamp-out] Two.[^first-count]", ["1931-02-02", BOATS]),
        ("Both.[^lamp-out][^first-count] Late.[^inquiry]", [BOATS, "1932-06-30"]),
        ("Pinned {boats-lost@1931-02-08}. Floats {boats-lost}.", ["1931-02-08", BOATS]),
        ("Disputed.{^boats-lost}", [BOATS]),
        ("First. Second. Third.[^first-count]", [BOATS, BOATS, BOATS]),
        ("One.[^lamp-out] After.", ["1931-02-02", "1932-06-30"]),
        ("Bare.\n\nOne.[^first-count]", ["1932-06-30", BOATS]),
        ("The [[lightkeeper]] came. One.[^lamp-out]", ["1931-02-02", "1931-02-02"]),
    ],
)
def test_a_sentence_is_as_old_as_the_newest_thing_it_names(story: Story, text: str, days: list[str]) -> None:
    assert [day for _sentence, day in ages(story, _step(text, "late-report"))] == days


def test_what_rests_on_nothing_dated_counts_from_the_checking(story: Story) -> None:
    assert [day for _s, day in ages(story, _step("No source says so.", kind="not-known"))] == ["2024-05-06"]
    undated = msgspec.structs.replace(story.sources["log-book"], date="", date_precision="unknown")
    changed = msgspec.structs.replace(story, sources=dict(story.sources) | {"log-book": undated})
    assert [day for _s, day in ages(changed, _step("Bare.", "log-book"))] == ["2024-05-06"]


def _reads(story: Story, step: Step, on: str) -> str:
    found = as_of(story, step, on)
    spans = [
        markup.Span("text", f"<{run_words(span)}>") if span.kind == "later" else span
        for prose in (found.prose, *found.items)
        for span in (*prose, markup.Span("break"))
    ]
    return plain(story, tuple(spans), on).strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.[^lamp-out] Two.[^inquiry] Three.[^lamp-out]", "One. <1 sentence said later> Three."),
        ("One.[^lamp-out] Two. Three.[^inquiry]", "One. <2 sentences said later>"),
        ("One.[^inquiry] Two.[^lamp-out]", "<1 sentence said later> Two."),
        (
            "One.[^lamp-out] Two.[^inquiry]\n\nThree.[^inquiry] Four.[^lamp-out]",
            "One. <2 sentences said later>\n\nFour.",
        ),
        (
            "One.[^lamp-out]\n\nTwo.[^inquiry]\n\nThree.[^lamp-out]",
            "One.\n\n<1 sentence said later>\n\nThree.",
        ),
    ],
)
def test_a_run_of_later_sentences_is_one_mark(story: Story, text: str, found: str) -> None:
    assert _reads(story, _step(text), "1931-02-05") == found


def test_a_mark_counts_the_references_behind_it(story: Story) -> None:
    step = _step("One.[^lamp-out] The [[lightkeeper]]. Two {boats-lost@1931-02-08}.[^inquiry]")
    (mark,) = later_spans(as_of(story, step, "1931-02-05"))
    assert (mark.text, mark.ref, mark.on) == ("2", "3", "1932-06-30")


def test_a_step_that_is_later_as_a_whole_is_of_its_own_kind(story: Story) -> None:
    step = _step("One.[^inquiry] Two.", "late-report")
    found = as_of(story, step, "1931-02-05")
    assert (found.kind, found.rests_on, len(later_spans(found))) == ("later", (), 1)
    assert said_later(story, step, "1931-02-05") == "1932-06-30"
    assert fold_words(story, step, "1931-02-05") == "said later: about June 1932"


def test_nothing_is_later_without_a_day_nor_once_opened(story: Story) -> None:
    step = _step("One.[^inquiry]")
    assert as_of(story, step, "") is step
    assert as_of(story, step, "1931-02-05", opened=True) is step
    assert as_of(story, step, "1932-06-30") is step


def test_items_fold_each_by_its_own(story: Story) -> None:
    items = tuple(
        markup.parse(text).spans for text in ("One.[^lamp-out]", "Two.[^inquiry]", "Three.[^inquiry]")
    )
    step = Step("s", "items", items=items)
    assert len(as_of(story, step, "1931-02-05").items) == 2
    assert _reads(story, step, "1931-02-05") == "One.\n\n<2 sentences said later>"


def test_lines_in_short_keep_their_places(story: Story) -> None:
    items = tuple(
        markup.parse(text).spans for text in ("Two.[^inquiry]", "Three.[^inquiry]", "One.[^lamp-out]")
    )
    found = as_of(story, Step("s", "in-short", items=items), "1931-02-05")
    assert [len(later_spans(Step("", "items", items=(item,)))) for item in found.items] == [1, 1, 0]


def test_a_quote_is_as_old_as_its_excerpt(story: Story) -> None:
    step = Step("s", "quote", ref="lamp-out", rests_on=("late-report",))
    assert not said_later(story, step, "1931-02-02")
    assert said_later(story, step, "1931-02-01") == "1931-02-02"


def test_a_guess_waits_for_the_newest_of_all_it_reveals(story: Story) -> None:
    note = markup.parse("One.[^first-count]").spans
    step = Step("s", "guess", guess=Guess("choice", "?", answer=("a",), note=note), rests_on=("log-book",))
    assert said_later(story, step, "1931-02-02") == BOATS
    exact = Guess("count", "", of="boats-lost", answer=("12 boats",), note=note)
    assert said_later(story, Step("s", "guess", guess=exact), BOATS) == "1931-02-08"
    floats = Guess("count", "", of="boats-lost")
    assert said_later(story, Step("s", "guess", guess=floats), "1931-02-02") == BOATS
    unknown = Guess("choice", "?", answer=("a",))
    assert said_later(story, Step("s", "guess", guess=unknown), BOATS) == "2024-05-06"


def test_ages_of_a_prose_that_is_no_step(story: Story) -> None:
    ((one, two),) = prose_ages(story, markup.parse("One.[^lamp-out] Two.").spans, "1999-01-01")
    assert (one[1], two[1]) == ("1931-02-02", "1999-01-01")


def test_a_step_rests_on_what_it_cites_behind_what_was_written(tiny_story: Path) -> None:
    file = next(tiny_story.rglob("the-lamp.yaml"))
    file.write_text(
        file.read_text()
        .replace("[^inquiry]", "[^inquiry][^first-count]")
        .replace("    rests_on: [late-report]\n", "    rests_on: [log-book]\n")
    )
    story = open_story(tiny_story, cache_folder=None)
    assert story.scenes["the-lamp"].steps[0].rests_on == ("log-book", "late-report", "port-gazette")
    assert story.scenes["the-storm"].steps[2].rests_on == ("log-book",)
