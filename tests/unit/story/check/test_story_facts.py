"""Numbers and dates in running text, and what counts as holding them."""

from __future__ import annotations

import pytest

from explainer.story.check.facts import Evidence, facts


def values(text: str) -> list[object]:
    return [fact.value for fact in facts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4,404 people", ["4404"]),
        ("4404 people", ["4404"]),
        ("4\u00a0404 people", ["4404"]),
        ("at 16:37", ["16:37"]),
        ("at 09:05", ["9:05"]),
        ("1.5 million", ["1500000"]),
        ("1,500,000", ["1500000"]),
        ("the 19th century", ["19"]),
        ("in 2011", ["2011"]),
        ("the 1990s", ["1990"]),
        ("on 5 January", [((0, 1, 5),)]),
        ("on 5 January 2022", [((2022, 1, 5),)]),
        ("on January 5, 2022", [((2022, 1, 5),)]),
        ("in January 2022", [((2022, 1, 0),)]),
        ("2 to 5 January", [((0, 1, 2), (0, 1, 5))]),
        ("4, 5 and 6 January", [((0, 1, 4), (0, 1, 5), (0, 1, 6))]),
        ("on 2022-01-05", [((2022, 1, 5),)]),
        ("05.01.2022", [((2022, 1, 5),)]),
        ("at 16:37, 5 January", ["16:37", ((0, 1, 5),)]),
        ("may 5 of them", ["5"]),
        ("no digits, twelve words", []),
    ],
)
def test_facts(text: str, expected: list[object]) -> None:
    assert values(text) == expected


def evidence(text: str = "", date: str = "", start: str = "", end: str = "") -> Evidence:
    found = Evidence(start, end)
    found.add_text(text)
    found.add_date(date)
    return found


@pytest.mark.parametrize(
    ("text", "held_by", "held"),
    [
        ("4404", evidence("some 4,404 people"), True),
        ("4404", evidence("4 404 человека"), True),
        ("4404", evidence("some 14,404 people"), False),
        ("1.5 million", evidence("1,5 млн"), True),
        ("1.5 million", evidence("1.5 billion"), False),
        ("from 1.4 to 1.6 million", evidence("1.4 million, then 1.6 million"), True),
        ("5 January", evidence("on the 5th; in January"), False),
        ("5 January", evidence("on 5 January 2022"), True),
        ("5 January 2021", evidence("on 5 January 2022"), False),
        ("5 January", evidence(date="2022-01-05"), True),
        ("5 January", evidence(date="2022-01"), False),
        ("January 2022", evidence(date="2022-01-05"), True),
        ("2011", evidence(date="2011-12-16"), True),
        ("2012", evidence(date="2011-12-16"), False),
        ("8 people", evidence("on 8 January"), False),
        ("on the 8th", evidence("on 8 January"), True),
        ("7 January", evidence(start="2022-01-05", end="2022-01-08"), True),
        ("9 January", evidence(start="2022-01-05", end="2022-01-08"), False),
        ("5 and 9 January", evidence(start="2022-01-05", end="2022-01-08"), False),
        ("January 2022", evidence(start="2022-01-05", end="2022-01-08"), True),
        ("2022", evidence(start="2021-12", end="2022-01"), True),
        ("31 February", evidence(start="2022", end="2022"), False),
    ],
)
def test_evidence(text: str, held_by: Evidence, held: bool) -> None:
    assert all(held_by.holds(fact) for fact in facts(text)) is held


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5 марта 1954 года, 120 метров, 3 тысячи", [((1954, 3, 5),), "120", "3000"]),
        ("в мае 1954 года; 5–7 мая", [((1954, 5, 0),), ((0, 5, 5), (0, 5, 7))]),
        ("1954 жылғы 5 наурызда; 2022 жылдың қаңтарында", [((1954, 3, 5),), ((2022, 1, 0),)]),
        ("في 5 مارس 1954 عبر ١٢ شخصًا و3 آلاف", [((1954, 3, 5),), "12", "3000"]),
        ("٥ آذار/مارس ١٩٥٤", [((1954, 3, 5),)]),
        ("1954年3月5日，桥长120米，3万人；1月5日，3月", [((1954, 3, 5),), "120", "30000", ((0, 1, 5),), "3"]),
    ],
)
def test_dates_and_numbers_of_other_languages(text: str, values: list[object]) -> None:
    found = list(facts(text))
    assert [fact.value for fact in found] == values
    assert all(text[fact.start :].startswith(fact.surface.split(" ")[0]) for fact in found)
