"""Line breaks: by cells, without hyphens, keeping together what belongs together."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.paint.cells.rows import Run
from explainer.paint.cells.wrapping import clean, width, wrap, wrap_text


def lines(text: str, measure: int) -> list[str]:
    return ["".join(run.text for run in row) for row in wrap_text(text, measure)]


def test_a_day_stays_with_its_month_and_a_number_with_its_unit() -> None:
    for measure in range(20, 60):
        for line in lines(
            "They met on the evening of 5 January 2022, about 300 metres from 40 people.", measure
        ):
            assert not re.search(r"\b(5|300|40)$", line)


def test_a_year_or_an_hour_may_end_a_line() -> None:
    assert lines("In the year 2011 shipwrights", 16) == ["In the year 2011", "shipwrights"]
    assert lines("It was at 16:37 the lighthouse", 15) == ["It was at 16:37", "the lighthouse"]


def test_a_mark_stays_with_the_word_it_follows() -> None:
    pieces = [
        Run("The lamp went out before.", "text"),
        Run("[12]", "accent", "ref:0"),
        Run(" Then night.", "text"),
    ]
    for measure in range(12, 40):
        rows = ["".join(run.text for run in line.runs) for line in wrap(pieces, measure)]
        assert any("before.[12]" in row for row in rows)


def test_a_dash_begins_no_line() -> None:
    for measure in range(8, 30):
        assert not any(
            line.startswith("–") for line in lines("One night – two lamps – no keeper – nobody", measure)
        )


def test_one_short_last_word_gets_company() -> None:
    text = "aaaa bbbb cccc dddd eeee ffff gggg hh ii."
    assert lines(text, 38) == ["aaaa bbbb cccc dddd eeee ffff gggg", "hh ii."]


def test_a_short_line_above_spares_nothing() -> None:
    assert lines("aaaa bbbb cccccccccccccccccccc dd.", 31) == ["aaaa bbbb cccccccccccccccccccc", "dd."]


def test_references_survive_a_break() -> None:
    (one, other) = wrap([Run("National Guard", "term", "ref:3")], 9)
    assert one.runs == (Run("National", "term", "ref:3"),)
    assert other.runs == (Run("Guard", "term", "ref:3"),)


def test_the_start_of_a_line_counts_the_same_at_every_width() -> None:
    text = "one two three four five six seven eight nine ten"
    for measure in (8, 13, 21, 60):
        for line in wrap([Run(text, "text")], measure):
            assert text[line.start :].startswith(line.runs[0].text)


def test_a_word_wider_than_the_row_is_cut_not_lost() -> None:
    assert lines("x" * 25 + " end", 10) == ["x" * 10, "x" * 10, "xxxxx end"]


LETTERS = st.sampled_from("ab c\u0301d\u4e00\u3042 \u0410\u049b.\u00a0-\n")


@settings(max_examples=200, deadline=None)
@given(st.text(LETTERS, max_size=200), st.integers(4, 40))
def test_no_row_is_too_wide_and_no_letter_is_lost(text: str, measure: int) -> None:
    rows = wrap([Run(text, "text")], measure)
    for row in rows:
        assert row.cells == sum(width(run.text) for run in row.runs) <= measure
    joined = "".join(run.text for row in rows for run in row.runs)
    assert joined.replace(" ", "") == clean(text).replace(" ", "")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.integers(4, 40))
def test_any_text_at_all(text: str, measure: int) -> None:
    for row in wrap([Run(text, "text")], measure):
        assert row.cells <= measure
        for run in row.runs:
            assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", run.text)


def test_a_space_before_a_mark_is_taken_away() -> None:
    from explainer.paint.page.prose import Inker, Pen
    from explainer.story.model.prose import Reference
    from explainer.story.model.structs import Span

    pen = Pen(None, "", "braille")  # type: ignore[arg-type]  # a story is needed for claims alone
    inker = Inker(pen._replace(story=_english()), (Reference("excerpt", "e", "1", "1"),))
    (pieces,) = inker.paragraphs((Span("text", "It went out. "), Span("excerpt", ref="e")))
    assert pieces == [Run("It went out.", "text"), Run("[1]", "accent", "ref:0")]


def _english() -> object:
    return type("Story", (), {"language": "en", "claims": {}})()
