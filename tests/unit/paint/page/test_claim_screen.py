"""The screens of a claim and of the date: what stands where, at every size, with and without a lens."""

from __future__ import annotations

import msgspec
import pytest

from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import width
from explainer.reading import view_actions
from explainer.reading.view import View
from explainer.story.model.structs import Story
from tests.unit.paint.looks import SIZES, act, at, frame, text
from tests.unit.paint.page.test_marks import _version

_replace = msgspec.structs.replace
OPEN = "open=claim:boats-lost"


def claim_view(story: Story, lens: str = "", **changes: object) -> View:
    claim = _replace(story.claims["boats-lost"], **changes)
    changed = _replace(story, claims=story.claims | {"boats-lost": claim})
    return act(at(changed, "the-warning", lens=lens), OPEN)


def counted(story: Story, many: int) -> View:
    """A claim of many versions whose values are counts."""
    versions = tuple(
        _replace(_version(f"v{n}", "standing" if n == many - 1 else "superseded"), short=f"{n * 30} boats lost",
                 value=f"{n * 30} boats lost at sea", replaced_by="" if n == many - 1 else f"v{n + 1}",
                 said_on=f"1931-02-{n + 1:02}", issuer="Harbour office")
        for n in range(many)
    )  # fmt: skip
    return claim_view(story, versions=versions)


def squeezed(found: str) -> str:
    """The words of a screen, one column after the other."""
    halves = [line.replace("┊", " ").partition("│") for line in found.split("\n")]
    return " ".join(
        " ".join([*(left for left, _bar, _right in halves), *(right for _l, _b, right in halves)]).split()
    )


def read(view: View, size: tuple[int, int] = (80, 24)) -> str:
    """All that is told with the version in hand: the screens down, to the last one."""
    seen = squeezed(text(view, size))
    while frame(view, size).layout.overflow:
        view = act(view, "page-down", size=size)
        seen += " " + squeezed(text(view, size))
    return seen


@pytest.mark.parametrize("size", SIZES)
def test_the_version_in_hand_is_told_in_full(story: Story, size: tuple[int, int]) -> None:
    view = claim_view(story)
    first = read(view, size)
    assert "How many boats were lost?" in first
    assert "“Seven boats are missing.”" in first and "Port Gazette" in first
    assert "On 8 February 1931 it was replaced by twelve boats." in first
    second = read(act(view, "next-reference", size=size), size)
    assert "In our words: The office now counts 12." in second


@pytest.mark.parametrize("size", SIZES)
def test_why_they_differ_can_be_read_at_every_size(story: Story, size: tuple[int, int]) -> None:
    view, seen = claim_view(story), ""
    for _press in range(30):
        seen += squeezed(text(view, size)) + "\n"
        view = act(view, "next-reference", size=size)
    assert "the north shore too." in seen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("many", [2, 13, 28])
def test_all_versions_are_reached_and_the_one_in_hand_is_in_sight(
    story: Story, size: tuple[int, int], many: int
) -> None:
    view = counted(story, many)
    for number in range(many):
        found = frame(view, size)
        assert found.cursor is not None, number
        row = text(view, size).split("\n")[found.cursor[1]]
        assert f" {number * 30} " in f"{row} ", (number, row)
        while view.listings[-1].selected == number and number < many - 1:
            view = act(view, "next-reference", size=size)


def test_thirteen_counts_stand_in_rows_with_their_numbers_under_each_other(story: Story) -> None:
    lines = text(counted(story, 13), (80, 24)).split("\n")
    rows = [line for line in lines if "Harbour office" in line and "comes" not in line]
    assert len(rows) == 13, "all of them fit"
    ends = {row.index(str(n * 30)) + len(str(n * 30)) for n, row in enumerate(rows)}
    assert len(ends) == 1


def test_the_table_does_not_move_while_one_goes_along_it(story: Story) -> None:
    view = claim_view(story)
    tops = set()
    for _press in range(3):
        lines = text(view, (80, 24)).split("\n")
        tops.add(next(i for i, line in enumerate(lines) if "of 3" in line))
        view = act(view, "next-reference")
    assert len(tops) == 1


@pytest.mark.parametrize("size", SIZES)
def test_the_lens_folds_later_versions_to_a_row_that_opens(story: Story, size: tuple[int, int]) -> None:
    view = claim_view(story, "1931-02-04")
    shown = squeezed(text(view, size))
    assert "As known on 4 Feb" in shown
    assert "twelve" not in shown and "said later: 8 February 1931 to about" in shown
    assert "crews count" not in shown, "the author's sentence knows what was said later"
    later = act(view, "next-reference", "open", "next-reference", size=size)
    opened = squeezed(text(later, size))
    assert "twelve boats" in opened and "As known on 4 Feb" in opened
    assert "┊" in text(later, size)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_said_by_the_day(story: Story, size: tuple[int, int]) -> None:
    shown = squeezed(text(claim_view(story, "1931-02-01"), size))
    assert "No source we hold says this by 1 February 1931." in shown
    assert "3 versions, folded" in shown


def test_an_outcome_stands_with_its_version_at_every_date(story: Story) -> None:
    first = _replace(story.claims["boats-lost"].versions[0], outcome="denied on 9 February 1931")
    versions = (first, *story.claims["boats-lost"].versions[1:])
    for lens in ("", "1931-02-04"):
        for size in SIZES:
            shown = read(claim_view(story, lens, versions=versions), size)
            assert "Outcome: denied on 9 February 1931" in shown, (lens, size)


def test_a_foreign_quotation_stands_over_our_words(story: Story) -> None:
    first = _replace(
        story.claims["boats-lost"].versions[0], source=("late-report",), words="Sju båter mangler."
    )
    view = claim_view(story, versions=(first, *story.claims["boats-lost"].versions[1:]))
    shown = squeezed(text(view))
    assert "“Sju båter mangler.” In Norwegian; in our words: 7 boats." in shown


def test_a_claim_of_one_version_says_no_difference(story: Story) -> None:
    only = claim_view(story, versions=story.claims["boats-lost"].versions[1:2])
    assert "crews" not in text(only) and "1 version · 1 stands" in text(only)


def test_the_keys_of_the_foot_fit_at_the_least_size(story: Story) -> None:
    assert "Enter open" in text(claim_view(story), (40, 15)).split("\n")[-1]
    assert "Enter" in text(act(at(story, "the-warning"), "lens"), (40, 15)).split("\n")[-1]


@pytest.mark.parametrize("size", SIZES)
def test_each_version_takes_one_row_where_not_all_have_room_for_more(
    story: Story, size: tuple[int, int]
) -> None:
    view = counted(story, 28)
    found = text(view, size).split("\n")
    rows = [line for line in found if " boats lost" in line and "comes" not in line and "words" not in line]
    days = [line for line in rows if "Feb" in line]
    assert len(rows) == len(days) >= min(28, size[1] // 3)


def test_what_is_counted_who_counts_and_the_status_stand_in_the_row(story: Story) -> None:
    first = _replace(
        _version("v1", "superseded", replaced_by="v2"), short="18", value="18 rowers", issuer="Town"
    )
    second = _replace(_version("v2", "disputed"), short="26", value="26: 18 rowers and 8 boys", issuer="Port")
    lines = text(claim_view(story, versions=(first, second))).split("\n")
    assert any(line.split() == "▸ 3 Feb 1931 ○ 18 rowers Town replaced".split() for line in lines)
    assert any(line.split() == "3 Feb ≠ 26: 18 rowers and 8 boys Port disputed".split() for line in lines)
    assert any("2 versions · 1 disputed, 1 replaced" in line for line in lines)


def test_a_wide_window_gives_its_width_to_the_table(story: Story) -> None:
    value = "more boats than the office had counted in any winter so far"
    versions = tuple(_replace(_version(f"v{n}", "standing"), short=value, value=value) for n in range(3))
    shown = text(claim_view(story, versions=versions), (200, 60)).split("\n")
    assert sum(value in row.partition("│")[0] for row in shown) == 3
    ends = {len(row.rstrip()) for row in shown if "as checked" in row or "│" in row}
    assert max(ends) <= 174, "the block is that of every page"


def test_a_long_question_has_its_counts_below_it(story: Story) -> None:
    asked = "How many boats were lost on that night, and where were they all from?"
    assert "2 stand, 1 replaced" in text(claim_view(story, question=asked))


@pytest.mark.parametrize("size", SIZES)
def test_one_press_goes_to_the_next_version_and_a_mark_says_that_there_are_more(
    story: Story, size: tuple[int, int]
) -> None:
    view = counted(story, 28)
    for number in range(28):
        assert view.listings[-1].selected == number
        found = text(view, size)
        hidden = sum(f"{n * 30} boats lost" not in found for n in range(number + 1, 28))
        assert not hidden or f"{hidden} more ↓" in found, number
        view = act(view, "next-reference", size=size)


def test_no_detail_is_left_without_its_words(story: Story) -> None:
    bare = _replace(_version("v1", "standing"), value="twelve", short="twelve", words="twelve", issuer="Port")
    shown = read(claim_view(story, versions=(bare,)))
    assert (
        "In our words: twelve." in shown
        and "It comes from Port, 3 February 1931; we read it in Harbour archive." in shown
    )


def test_what_replaced_a_withdrawn_version_later_is_not_told_under_the_lens(story: Story) -> None:
    first = _replace(_version("v1", "retracted", replaced_by="v2", withdrawn_on="1931-02-05"), short="seven")
    second = _replace(_version("v2", "standing"), said_on="1931-02-09", short="twelve")
    for size in SIZES:
        shown = read(claim_view(story, "1931-02-07", versions=(first, second)), size)
        assert "It was withdrawn on 5 February 1931." in shown and "twelve" not in shown, size
    assert "On 9 February 1931 it was replaced by twelve." in read(
        claim_view(story, versions=(first, second))
    )


# the date


def test_the_ribbon_shows_the_day_in_hand(story: Story) -> None:
    view = act(at(story, "the-warning"), "lens")
    assert "┫3▌" in text(view)
    assert "┫7▌" in text(act(view, "day-after"))
    assert "As known on 7 February 1931 you read" in text(act(view, "day-after"))
    assert "as checked on 6 May 2024" in text(view)


def test_a_day_between_the_days_of_the_ribbon_is_in_no_brackets(story: Story) -> None:
    view = view_actions.query(act(at(story, "the-warning"), "lens"), "5 february")
    lines = text(view).split("\n")
    assert "┫" not in "".join(lines[2:5]) and "5 February 1931" in "".join(lines)


@pytest.mark.parametrize("size", SIZES)
def test_the_date_stays_in_sight_on_every_screen(story: Story, size: tuple[int, int]) -> None:
    scene = at(story, "the-warning", lens="1931-02-08")
    for screen in ("story-map", "glossary", "sources", "search", "help", "about", "lens", OPEN):
        assert "As known on 8 Feb" in text(act(scene, screen), size), screen
    for sheet in ("rests-on", "open=term:oda-berg", "open=excerpt:lamp-out"):
        assert "As known on 8 Feb" in text(act(scene, sheet), size), sheet


def test_no_row_of_the_date_is_wider_than_the_block(story: Story) -> None:
    for size in SIZES:
        for view in (
            act(at(story, "the-warning"), "lens"),
            view_actions.query(act(at(story), "lens"), "x" * 200),
        ):
            assert all(sum(width(r.text) for r in row) <= size[0] for row in frame(view, size).rows)


def test_only_ascii_in_the_ascii_set(story: Story) -> None:
    profile = Profile(glyphs="ascii", depth="none")
    assert text(claim_view(story, "1931-02-04"), (80, 24), profile).isascii()
    assert text(act(at(story, "the-warning"), "lens"), (80, 24), profile).isascii()


@pytest.mark.parametrize("size", SIZES)
def test_a_whole_term_begins_with_its_meaning_and_passes_over_nothing(
    story: Story, size: tuple[int, int]
) -> None:
    view = view_actions.query(act(at(story, "the-warning", lens="1931-02-02"), "glossary"), "oda")
    view, seen = act(view, "open", size=size), ""
    assert "Keeper of the Skerry light." in squeezed(text(view, size))
    for _press in range(8):
        seen += squeezed(text(view, size))
        view = act(view, "next-reference", size=size)
    assert "Posts on 2 February 1931" in seen and "ends this day" in seen and "▸" in seen


def test_where_a_date_is_set_the_foot_says_the_keys_that_step_it(story: Story) -> None:
    view = at(story, "the-warning")
    assert "[ ]" not in text(view) and "d date" in text(view)
    dated = at(story, "the-warning", lens="1931-02-08")
    assert "d [ ] date" in text(dated).split("\n")[-1]
    assert "d [ ] date" in text(act(dated, OPEN)).split("\n")[-1]
    assert "[ and ] then step the date" in " ".join(text(act(dated, "lens")).split())
