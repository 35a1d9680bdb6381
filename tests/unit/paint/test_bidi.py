"""Right-to-left lines: Unicode's own cases, letters that join, marks and numbers, what the mouse and cursor find."""

from __future__ import annotations

import unicodedata

import pytest

from explainer.paint.cells.bidi import caret, laid, visual
from explainer.paint.cells.bidi_levels import MIRRORED, levels
from explainer.paint.cells.canvas import Canvas, cells
from explainer.paint.cells.grid import CellGrid
from explainer.paint.cells.rows import Run, from_right
from explainer.paint.cells.style import Profile
from explainer.paint.cells.wrapping import clean, width, wrap, wrap_text
from explainer.paint.compose import rows_text
from explainer.tui.inks import reference_at

# From BidiCharacterTest.txt of the Unicode Character Database (its licence allows it): code points, whether the
# paragraph runs from right to left, the level of each. Only those without control characters.
CASES = """
05D0 05D1 0028 05D2 05D3 005B 0026 0065 0066 005D 002E 0029 0067 0068;0;1 1 0 1 1 0 0 0 0 0 0 0 0 0
05D0 05D1 0028 05D2 05D3 005B 0026 0065 0066 005D 002E 0029 0067 0068;1;1 1 1 1 1 1 1 2 2 1 1 1 2 2
0061 0062 0063 0020 0028 0064 0065 0066 0020 0627 0628 062C 0029 0020 05D0 05D1 05D2;0;0 0 0 0 0 0 0 0 0 1 1 1 0 0 1 1 1
0061 0062 0063 0020 0028 0064 0065 0066 0020 0627 0628 062C 0029 0020 05D0 05D1 05D2;1;2 2 2 1 1 2 2 2 1 1 1 1 1 1 1 1 1
05D0 05D1 05D2 0020 0028 0064 0065 0066 0020 0627 0628 062C 0029 0020 0061 0062 0063;0;1 1 1 0 0 0 0 0 0 1 1 1 0 0 0 0 0
05D0 05D1 05D2 0020 0028 0064 0065 0066 0020 0627 0628 062C 0029 0020 0061 0062 0063;1;1 1 1 1 1 2 2 2 1 1 1 1 1 1 2 2 2
0061 0062 0063 0020 0028 0627 0628 062C 0020 0064 0065 0066 0029 0020 05D0 05D1 05D2;0;0 0 0 0 0 1 1 1 0 0 0 0 0 0 1 1 1
05D0 05D1 05D2 0020 0028 0627 0628 062C 0020 0064 0065 0066 0029 0020 0061 0062 0063;0;1 1 1 0 0 1 1 1 0 0 0 0 0 0 0 0 0
05D0 05D1 05D2 0020 0028 0627 0628 062C 0020 0064 0065 0066 0029 0020 0061 0062 0063;1;1 1 1 1 1 1 1 1 1 2 2 2 1 1 2 2 2
0627 0628 062C 0020 0062 006F 006F 006B 0028 0073 0029;0;1 1 1 0 0 0 0 0 0 0 0
0627 0628 062C 0020 0062 006F 006F 006B 0028 0073 0029;1;1 1 1 1 2 2 2 2 2 2 2
0061 0028 0062 0029 0331;1;2 2 2 2 2
0061 0028 0332 0062 0029 0333;1;2 2 2 2 2 2
05D0 0028 05D1 0029 0331;0;1 1 1 1 1
05D0 0028 0332 05D1 0029 0333;0;1 1 1 1 1 1
0661 0028 0662 0029 0331;0;2 1 2 1 1
062A 0031 002F 0032;0;1 2 2 2
062A 0031 002F 0032;1;1 2 2 2
0661 002D 0031;0;2 0 0
0061 0020 0031 0020 0032 002D 0033;1;2 2 2 2 2 2 2
05D0 0020 0031 002D 0032;0;1 1 2 2 2
0061 0028 05D0 005B 05D1 005D 0021 0029 0062;0;0 0 1 1 1 1 0 0 0
0061 0028 05D0 005B 05D1 005D 0021 0029 0062;1;2 1 1 1 1 1 1 1 2
05D0 0028 0061 005B 0062 005D 0021 0029 05D1;0;1 0 0 0 0 0 0 0 1
05D0 0028 0061 005B 0062 005D 0021 0029 05D1;1;1 1 2 2 2 2 1 1 1
"""
STORY = "قال حارس الجسر لمراسل BBC (القسم العربي) إن 12 شخصًا عبروا النهر في 5 مارس 1954، ثم انهار الجسر."


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_unicodes_own_cases(case: str) -> None:
    codes, base, wanted = case.split(";")
    text = "".join(chr(int(code, 16)) for code in codes.split())
    assert levels(text, base == "1") == [int(level) for level in wanted.split()]


def seen(text: str, right_to_left: bool = True) -> str:
    return "".join(run.text for run in visual((Run(text, "text"),), right_to_left).runs)


def bare(text: str) -> str:
    """Letters without the form that their neighbours give them."""
    return unicodedata.normalize("NFKC", text)


def test_a_line_is_turned_round_and_numbers_and_latin_names_are_not() -> None:
    assert bare(seen("قال BBC إن 12 شخصا")) == bare("اصخش 12 نإ BBC لاق")


def test_brackets_and_quotes_open_on_the_side_one_reads_from() -> None:
    assert bare(seen("الجسر (القديم)")) == bare("(ميدقلا) رسجلا")
    assert bare(seen("قال «نعم» لي")) == bare("يل «معن» لاق")
    assert bare(seen("اسم BBC (World) هنا")) == bare("انه BBC (World) مسا")


def test_every_mirrored_sign_has_its_other_one() -> None:
    for one, other in MIRRORED.items():
        assert MIRRORED[other] == one
        assert unicodedata.mirrored(one)


def test_letters_have_the_form_that_their_neighbours_give_them() -> None:
    assert seen("جسر") == "ﺮﺴﺟ"  # initial, medial, final, from right to left
    assert seen("دار") == "ﺭﺍﺩ"  # none of them joins the next
    assert seen("لا سلام") == "ﻡﻼﺳ ﻻ"  # lam and alef are one sign
    assert seen("مَكتب") == "ﺐﺘﻜ\ufee3\u064e"  # a vowel sign stays on its letter and parts nothing
    assert seen("می\u200cخواهم").startswith("ﻢﻫﺍﻮﺧ")  # Persian letters kept apart


def test_a_vowel_sign_takes_no_cell() -> None:
    assert width(seen("مَكْتَبَة")) == width("مكتبة")


def test_a_paragraph_stands_at_the_right_and_says_so() -> None:
    lines = wrap([Run(STORY, "text")], 36)
    assert len(lines) > 2
    assert all(from_right(line.runs) for line in lines)
    canvas = Canvas(40, 15, Profile())
    for row, line in enumerate(lines):
        canvas.put(row, 2, line.runs)
    for row in canvas.rows()[: len(lines)]:
        assert cells(row) == 38
    assert bare(rows_text(canvas.rows()).splitlines()[0]).rstrip().endswith("لاق")


def test_a_line_that_begins_with_a_latin_name_belongs_to_its_paragraph() -> None:
    lines = wrap([Run("BBC وReuters كتبتا عن الجسر القديم في المدينة وعن النهر", "text")], 24)
    assert all(from_right(line.runs) for line in lines)
    assert not any(from_right(row) for row in wrap_text("The word جسر means bridge in Arabic", 24))


def test_a_line_of_a_latin_paragraph_keeps_its_direction() -> None:
    text = "The keeper wrote the word جسر twice, and the other hand wrote نهر under it"
    canvas = Canvas(40, 15, Profile())
    for row, line in enumerate(wrap_text(text, 30)):
        canvas.put(row, 2, line)
    assert all(
        row[0].text.startswith("  ") and not row[0].text.startswith("   ") for row in canvas.rows() if row
    )


def test_marks_stand_left_of_what_they_follow_and_are_found_there() -> None:
    pieces = (
        Run("انهار ", "text"),
        Run("الجسر", "term", "ref:0"),
        Run("[1]", "accent", "ref:1"),
        Run(" ثم جف النهر.", "text"),
    )
    canvas = Canvas(40, 15, Profile())
    canvas.put(0, 2, wrap(pieces, 36)[0].runs, point="ref:0")
    row = canvas.rows()[0]
    shown = rows_text((row,))
    mark = shown.index("[1]")
    assert mark < shown.index("ﺮﺴﺠﻟ")
    assert {reference_at(row, column) for column in range(mark, mark + 3)} == {"ref:1"}
    assert canvas.cursor is not None
    assert reference_at(row, canvas.cursor[0]) == "ref:0"
    assert shown[canvas.cursor[0]] == "\ufe8d"  # the term's first letter, at its right end


def test_a_terminal_that_orders_by_itself_gets_reading_order_at_the_right() -> None:
    canvas = Canvas(40, 15, Profile(bidi="terminal"))
    canvas.put(0, 2, wrap_text("انهار الجسر القديم.", 36)[0])
    assert rows_text(canvas.rows()[:1]) == " " * (38 - width("انهار الجسر القديم.")) + "انهار الجسر القديم."


def test_a_picture_with_labels_is_not_turned_round_twice() -> None:
    picture = CellGrid(30, 1, Profile())
    picture.put(0, 0, "الجسر", "text", "datum:a")
    picture.put(12, 0, "النهر", "text", "datum:b")
    canvas = Canvas(40, 15, Profile())
    canvas.put(0, 4, picture.rows()[0])
    shown = rows_text(canvas.rows()[:1])
    assert shown[4:9] == seen("الجسر") and shown[16:21] == seen("النهر")


def test_a_fact_at_the_right_edge_ends_there() -> None:
    canvas = Canvas(40, 15, Profile())
    canvas.put_right(0, 40, (Run("فصل ثالث", "chrome"),))
    assert rows_text(canvas.rows()[:1]) == " " * 32 + seen("فصل ثالث")


def test_persian_letters_that_are_kept_apart_take_no_cell_for_it() -> None:
    canvas = Canvas(40, 15, Profile())
    end = canvas.put(0, 0, (Run("می\u200cخواهم", "text"),))
    assert end == 7
    shown = rows_text(canvas.rows()[:1])
    assert "\u200c" not in shown and shown.endswith("ﯽﻣ")
    assert clean("a\u200cb") == "ab" and clean("ب\u200c") == "ب"


def test_laid_leaves_latin_alone() -> None:
    runs = (Run("plain", "text"),)
    assert laid(runs, reorders=True)[0] == runs


def put(text: str) -> str:
    """A row of chrome as it is seen, its letters as they were."""
    canvas = Canvas(80, 15, Profile())
    canvas.put(0, 0, (Run(text, "text"),))
    return bare(rows_text(canvas.rows()[:1]))


def test_columns_of_a_list_stay_where_they_are() -> None:
    assert put("● رسالة إلى Kronos      you are here") == "● Kronos ىلإ ةلاسر      you are here"
    assert put("حارس البرج    word    من يصعد") == "جربلا سراح    word    دعصي نم"


def test_the_day_of_a_date_stays_with_its_month() -> None:
    assert put("ليلى حداد, 9 October 1954") == "9 October 1954 ,دادح ىليل"
    assert put("5 March · الميناء") == "5 March · ءانيملا"


def test_a_sentence_of_the_program_keeps_its_direction() -> None:
    row = wrap_text("Said by جريدة المرفأ; read in جريدة المرفأ, 8 October 1954.", 72)[0]
    assert not from_right(row)
    assert from_right(wrap_text("شركة Kronos", 30)[0])


def test_a_mark_is_one_thing() -> None:
    assert put("[1][a≠] أرشيف الميناء").endswith("[a≠][1]")


def test_the_caret_of_a_typed_line_stands_where_the_next_letter_comes() -> None:
    assert [caret("جسر", at) for at in range(4)] == [3, 2, 1, 0]
    assert [caret("BBC", at) for at in range(4)] == [0, 1, 2, 3]
    assert caret("", 0) == 0
    assert [caret("سلام", at) for at in (0, 1, 3, 4)] == [3, 2, 1, 0]  # lam and alef are one sign
    assert caret("جسر BBC", 7) == 3  # after a Latin word the caret is at its right
    # what keeps two letters apart is typed too, and stands with the one before it as a vowel sign does
    assert [caret("می\u200cروم", at) for at in range(7)] == [5, 4, 4, 3, 2, 1, 0]
