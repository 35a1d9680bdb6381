"""Line breaks of Chinese and Japanese: what may not begin or end a line, at every width."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.export.as_text.lines import wrap as in_lines
from explainer.linear.wrapping import wrapped
from explainer.paint.cells.rows import Run
from explainer.paint.cells.wrapping import NEVER_FIRST, NEVER_LAST, cut, width, wrap

PROSE = (
    "2031年3月5日凌晨，青石镇的老桥被洪水冲断。镇上的人说：“水来得太快了，谁也没想到……”当天上午，"
    "镇政府宣布，过桥的人全部平安；桥长120米，建于1954年，由Zhang Wei设计（图纸现存县档案馆）。"
)
MARKED = [
    Run(PROSE[:21], "text"),
    Run(PROSE[21:23], "term", "ref:0"),
    Run("[12]", "accent", "ref:1"),
    Run(PROSE[23:], "text"),
]


def rows(measure: int) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in wrap(MARKED, measure)]


def test_no_line_begins_or_ends_with_what_may_not() -> None:
    for measure in range(16, 73):
        for row in rows(measure):
            assert row[0] not in NEVER_FIRST, (measure, row)
            assert row[-1] not in NEVER_LAST, (measure, row)
            assert width(row) <= measure


def test_lines_are_filled_where_nothing_forbids_it() -> None:
    for measure in range(16, 73):
        for row in rows(measure)[:-1]:
            assert width(row) > measure - 12, (measure, row)


def test_a_mark_a_measure_and_a_name_stay_whole() -> None:
    for measure in range(16, 73):
        text = "\n".join(rows(measure))
        for whole in ("[12]", "2031年", "120米", "1954年", "Zhang", "……"):
            assert whole in text, (measure, whole)


def test_a_line_knows_where_it_begins_at_every_width() -> None:
    at = {measure: {line.start for line in wrap(MARKED, measure)} for measure in (20, 36, 61)}
    text = "".join(run.text for run in MARKED)
    for measure, starts in at.items():
        lines = wrap(MARKED, measure)
        for line, start in zip(lines, sorted(starts), strict=True):
            said = "".join(run.text for run in line.runs)
            assert text[start - text[:start].count("\0") :].startswith(said[:6].split(" ")[0])


@given(st.text(alphabet="桥水，。“”（）1a 青", max_size=60), st.integers(4, 40))
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost(text: str, measure: int) -> None:
    said = "".join("".join(run.text for run in line.runs) for line in wrap([Run(text, "text")], measure))
    assert said.replace(" ", "") == "".join(text.split())


def test_a_cut_text_does_not_end_in_an_opening_sign() -> None:
    for cells in range(6, 40):
        said = cut("青石镇（老桥）被洪水冲断。镇上的人说", cells)
        assert width(said) <= cells
        assert said[-2] not in NEVER_LAST and said[-2] not in "，、"


def test_commands_and_linear_mode_break_the_same_way() -> None:
    for width_wanted in (20, 40, 72):
        for lines in (wrapped(PROSE, width_wanted).splitlines(), in_lines(PROSE, width_wanted)):
            assert "".join(lines).replace(" ", "") == PROSE.replace(" ", "")
            for line in lines:
                assert width(line) <= width_wanted
                assert line[0] not in NEVER_FIRST and line[-1] not in NEVER_LAST
