"""The report's three forms: all of it in each, nothing filled in becomes a mark, the same bytes each time."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt

from explainer.export import report as words
from explainer.export.report import FORMS, files, to_html, to_json, to_markdown
from explainer.workshop.disclosure import Shift
from explainer.workshop.report import Asked, Doubt, Report, Stop, Stretch, Vote, Way
from tests.unit.export.pages import seen

NASTY = "<script>alert(1)</script> *b* | `c` [x](y) &lt; \x1b[2J"


def vote(name: str, told: str = "exact", **fields: object) -> Vote:
    plain = Vote(
        id=name, kind="choice", question=f"Which {name}?", options=("Price", "Politics"), at=600, told=told,
        shown=True, answers=12, connected=20, counts=(5, 7), shares=(), right=-1, line="", address="", before="",
        shift=None,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **fields)


FEW = {"answers": 0, "connected": 0, "counts": ()}


def report(**fields: object) -> Report:
    plain = Report(
        report=1, title="A night", story="night", language="en", edition="1 (abc)", day="2024-05-06", rehearsal="",
        plan="evening", plan_title="An evening", planned=1800, took=2000, connected=26, connected_about=False,
        way=(Stop("a", "The storm", 0, 725, False, True, False), Stop("b", "The warning", 725, 60, True, True, True),
             Stop("c", "The rescue", 785, 60, True, False, False)),
        votes=(vote("first"),), ways=(), doubts=(Doubt("boats", True, "How many boats?", 9),), opposed=40,
        questions=(Asked("Who counted?", True),),
        stretches=(Stretch("The storm", "lead", 0, 600, 0, 780, (), ("Which way?",)),
                   Stretch("Halves", "roam", 600, 600, -1, 0, (), ())),
    )  # fmt: skip
    return msgspec.structs.replace(plain, **fields)


def test_all_of_it_stands_in_each_form() -> None:
    whole = report()
    page, text = seen(to_html(whole)).text, to_markdown(whole)
    for told in (
        "A night", "Edition 1 (abc).", "6 May 2024", "33 min taken", "one time: 26", "The storm", "0:12",
        "The warning (again, warned)", "The rescue (its warning only)",
        "3 min more", "Halves (everyone on their own way)", "not begun",
        "The storm: Which way?", "Which first? (0:10)", "12 answers, 20 connected.", "How many boats?",
        "About 40 % of those", "Who counted? (answered)",
    ):  # fmt: skip
        assert told in page, told
        assert told in text.replace("\\", ""), told


def test_json_is_the_record_with_every_field() -> None:
    found = json.loads(to_json(report()))
    assert list(found) == list(Report.__struct_fields__)
    assert list(found["votes"][0]) == list(Vote.__struct_fields__)
    assert found["votes"][0]["shift"] is None and found["way"][0]["stayed"] == 725


def test_a_rehearsal_says_that_nobody_was_there() -> None:
    made = report(rehearsal="30 simulated people, seed 1", day="")
    for text in (seen(to_html(made)).text, to_markdown(made)):
        assert "Report of a rehearsal" in text and "Nobody was there: 30 simulated people, seed 1." in text


def test_nothing_that_is_filled_in_becomes_a_mark() -> None:
    made = report(
        title=NASTY, questions=(Asked(NASTY, False),), doubts=(Doubt("x", False, NASTY, 5),),
        votes=(vote("n", question=NASTY, options=(NASTY, "Two")),), way=(Stop("a", NASTY, 0, 1, False, True, False),),
    )  # fmt: skip
    plain = report(way=(Stop("a", "The storm", 0, 1, False, True, False),))
    assert seen(to_html(made)).tags.count("script") == 0
    assert sorted(set(seen(to_html(made)).tags)) == sorted(set(seen(to_html(plain)).tags))
    parser = MarkdownIt("commonmark").enable("table")
    found = parser.parse(to_markdown(made))
    inner = {child.type for token in found for child in token.children or ()}
    assert inner <= {"text", "softbreak"}
    assert [token.type for token in found].count("tr_open") == [
        token.type for token in parser.parse(to_markdown(plain))
    ].count("tr_open")
    assert all("\x1b" not in text for text in files(made, Path("out")).values())


def test_what_is_asked_again_stands_once_with_its_shift() -> None:
    shift = Shift((5, 7), (2, 9), (-3, 2), False, 12, 11)
    votes = (vote("first"), vote("second", before="first", at=3600, counts=(2, 9), answers=11, shift=shift))
    (told,) = words.votes(report(votes=votes))
    assert told.heading == "Which second? (0:10, again 1:00)"
    assert told.table is not None and told.table.rows == (
        ("Price", "5", "2", "-3"),
        ("Politics", "7", "9", "+2"),
    )
    assert told.said[0] == "12 answered before, 11 after; not always the same people. 20 connected."


def test_the_first_page_says_what_the_room_found_and_has_room_for_notes() -> None:
    shift = Shift((5, 7), (2, 9), (-3, 2), False, 12, 11)
    made = report(
        votes=(
            vote("first"), vote("second", before="first", counts=(2, 9), answers=11, shift=shift, right=1),
            vote("third", "shares", **FEW, shares=(60, 40), right=1), vote("fourth", "few", **FEW),
        ),
        questions=(Asked("Who counted?", False), Asked("Who paid?", True)),
        way=(Stop("a", "The mast", 0, 60, False, True, False, off_plan=True),), cut=("The storm: the telegram",),
    )  # fmt: skip
    assert words.found(made) == (
        "Which second? Politics: 9 of 11 (before: 7 of 12); so do the sources.",
        "Which third? Price: about 60 %; the sources give: Politics.",
        "Questions that fewer than five answered, not shown: 1.",
        "Doubted by 9: How many boats?",
        "Asked, and not answered yet: Who counted?",
        "Read off the plan: The mast.",
    )
    for text in (seen(to_html(made)).text, to_markdown(made)):
        places = [
            text.index(one) for one in ("What the room found", "Notes of whoever led", "Time against plan")
        ]
        assert places == sorted(places)
    assert "The mast (off the plan)" in seen(to_html(made)).text
    assert words.left_out(made)[0] == "from the beginning, for the time there was: The storm: the telegram"


def test_what_was_not_begun_comes_last() -> None:
    later = Stretch("The morning", "lead", 1200, 600, 1300, 500, (), ())
    made = report(stretches=(*report().stretches, later))
    assert [row[2] for row in words.plan(made).rows] == [
        "The storm", "The morning", "Halves (everyone on their own way)"
    ]  # fmt: skip


def test_a_third_asking_hides_no_answers_of_the_first() -> None:
    shift = Shift((5, 7), (2, 9), (-3, 2), False, 12, 11)
    votes = (vote("a"), vote("b", before="a", shift=shift), vote("c", before="b", shift=shift))
    assert [told.heading.split()[1] for told in words.votes(report(votes=votes))] == ["b?", "c?"]


@pytest.mark.parametrize(
    ("made", "table", "said"),
    [
        (vote("n", "few", **FEW), False, "Not shown: fewer than five answered."),
        (vote("n", "uncounted", **FEW, shown=False), False, "Not counted: the room was closed while this was open."),
        (vote("n", "shares", **FEW, shares=(40, 60)), True, "Shares in steps, no numbers"),
        (vote("n", shown=False), True, "Counted, and not shown to the room."),
        (vote("n", right=1, line="The board wrote it."), True, "The sources give: Politics."),
        (vote("n", right=1, address="a:b"), True, "It stands at a:b."),
    ],
)  # fmt: skip
def test_what_is_not_told_says_why(made: Vote, table: bool, said: str) -> None:
    (told,) = words.votes(report(votes=(made,)))
    assert (told.table is not None) == table
    assert any(line.startswith(said) for line in told.said), told.said


def test_few_answers_on_the_way_are_told_once() -> None:
    way = Way("n", "a", "The storm", ("b", "c"), -1, None, 1, "Fewer than five answered: not shown.")
    (told,) = words.votes(report(votes=(vote("n", "few", **FEW, kind="branch"),), ways=(way,)))
    assert told.said == ("Not shown: fewer than five answered.", "Taken: Politics")


def test_ways_have_the_numbers_by_which_the_room_read_them() -> None:
    way = Way("n", "a", "The storm", ("b", "c"), 1, 2, 0, "The room chose 2, the leader goes 1.")
    (told,) = words.votes(report(votes=(vote("n", kind="branch"),), ways=(way,)))
    assert told.table is not None and [row[0] for row in told.table.rows] == ["1 Price", "2 Politics"]
    assert told.said[1:] == ("The room chose 2, the leader goes 1.", "Margin: 2.", "Taken: Price")


def test_sentences_without_a_mark_are_one_line_and_a_small_share_is_not_nobody() -> None:
    exact = vote("n", kind="sentence", counts=(0, 12))
    shares = vote("n", "shares", **FEW, kind="sentence", shares=(0, 100))
    (told,), (rounded,) = (words.votes(report(votes=(one,))) for one in (exact, shares))
    assert told.table is not None and len(told.table.rows) == 1
    assert "Sentences that nobody marked: 1." in told.said
    assert "Sentences with less than 5 % each: 1." in rounded.said


def test_the_forms_by_the_name_of_the_file(tmp_path: Path) -> None:
    assert list(files(report(), tmp_path / "r.md")) == [tmp_path / "r.md"]
    assert {path.name for path in files(report(), tmp_path / "r")} == {f"r{ending}" for ending in FORMS}
    assert {path.name for path in files(report(), tmp_path / "r.2")} == {"r.2.html", "r.2.md", "r.2.json"}
    assert files(report(), tmp_path / "r") == files(report(), tmp_path / "r")
