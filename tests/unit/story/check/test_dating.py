"""What a sentence tells before its day, and what an author may say against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.story.check.report import check
from tests.tiny import FILES, write_story

STORM = "night/the-storm.yaml"


def _problems(folder: Path, old: str, new: str, waive: str = "") -> list[str]:
    text = FILES[STORM].replace(old, new)
    if waive:
        rests = "    rests_on: [log-book, port-gazette]\n"
        text = text.replace(rests, rests + f"    waive: [{{text: '{waive}', reason: for a test}}]\n")
    write_story(folder, {STORM: text})
    return [f"{problem.rule} {problem.severity}" for problem in check(folder).problems]


@pytest.mark.parametrize(
    ("new", "waive", "found"),
    [
        ("wrote on 3 February 1931 that the lamp", "", ["newer-than-sentence error"]),
        ("wrote on 3 February 1931 that the lamp", "3 February 1931", []),
        ("wrote on 2 February 1931 that the lamp", "", []),
        ("wrote on 2 February 1931 that the lamp", "2 February 1931", ["unused-waiver warning"]),
        ("wrote of 12 boats, and that the lamp", "", ["newer-than-sentence error"]),
        ("wrote of 12 boats, and that the lamp", "12", []),
        ("wrote of 7 boats, and that the lamp", "", []),  # one digit may count anything
        ("wrote in 1931 that the lamp", "", []),
    ],
)
def test_a_sentence_is_not_older_than_what_it_tells(
    tmp_path: Path, new: str, waive: str, found: list[str]
) -> None:
    assert _problems(tmp_path / "s", "wrote that the lamp", new, waive) == found


def test_a_number_in_a_sentence_of_its_own_day_is_none(tmp_path: Path) -> None:
    new = "In all 12 boats were lost, as {boats-lost@1931-02-08} says.[^first-count]"
    old = "The paper counted {boats-lost@1931-02-03} the next day.[^first-count]"
    assert _problems(tmp_path / "s", old, new) == []
