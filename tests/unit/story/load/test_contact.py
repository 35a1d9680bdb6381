"""The story's address for corrections: what is taken, what is refused, where it stands in the story."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer.story.load import loader
from explainer.story.load.containers import LONGEST
from explainer.story.load.json_schema import json_schema
from tests.tiny import changed, write_story

GOOD = (
    "corrections@example.org", "first.last+story@mail.example.co", "a_b@xn--e1afmkfd.xn--p1ai",
    "https://example.org", "https://example.org/errors?of=story#form", "https://example.org:8443/",
)  # fmt: skip
BAD = {
    "http://example.org/errors": "Write https://",
    "mailto:corrections@example.org": "Leave out `mailto:`",
    "corrections@example.org?cc=others@example.org": "Write one address",
    "corrections@example.org, others@example.org": "Write one address",
    "corrections@localhost": "Write one address",
    "https://name:secret@example.org/": "Write one address",
    "javascript:alert(1)": "Write one address",
    "the office next door": "Write one address",
    f"{'a' * 250}@example.org": "Write one address",
}


def story_with(folder: Path, address: str) -> Path:
    line = f"corrections: '{address}'\nreport_errors:"
    return write_story(folder, changed("story.yaml", "report_errors:", line))


@pytest.mark.parametrize("address", GOOD)
def test_an_address_is_kept_as_it_is_written(tmp_path: Path, address: str) -> None:
    loaded = loader.load(story_with(tmp_path, address))
    assert not loaded.problems
    assert loaded.story is not None
    assert loaded.story.corrections == address


@pytest.mark.parametrize("nothing", ["", "null", "''"])
def test_an_empty_one_is_none(tmp_path: Path, nothing: str) -> None:
    folder = write_story(
        tmp_path, changed("story.yaml", "report_errors:", f"corrections: {nothing}\nreport_errors:")
    )
    loaded = loader.load(folder)
    assert not loaded.problems
    assert loaded.story is not None
    assert loaded.story.corrections == ""


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_is_told_where_it_stands(tmp_path: Path, address: str) -> None:
    loaded = loader.load(story_with(tmp_path, address))
    (problem,) = loaded.problems
    assert (problem.file, problem.path, problem.severity) == ("story.yaml", "corrections", "error")
    assert problem.rule == "bad-address"
    assert BAD[address] in problem.hint


def test_editors_are_told_the_same() -> None:
    field = json_schema("story")["properties"]["corrections"]
    (spec,) = (one for one in field.get("anyOf", [field]) if one.get("pattern"))
    taken = [text for text in (*GOOD, "") if re.search(spec["pattern"], text)]
    refused = [
        text
        for text in BAD
        if re.search(spec["pattern"], text) is None or len(text) > spec.get("maxLength", LONGEST)
    ]
    assert taken == [*GOOD, ""]
    assert refused == list(BAD)
    assert "report errors" in str(field)
