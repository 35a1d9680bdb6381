"""The fields of the contract, to the letter and in its order."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from explainer.story.load.loader import read_story
from explainer.story.model import json_records
from explainer.story.model.structs import Story
from tests.contract import RECORDS
from tests.short import SHORT
from tests.tiny import write_story

VERSION = (
    "id value short words quoted issuer carrier side said_on precision source status replaced_by withdrawn_on"
    " accuses outcome note"
)


@pytest.fixture
def story(tiny_story: Path) -> Story:
    return read_story(tiny_story)


@pytest.mark.parametrize("kind", json_records.KINDS)
def test_every_record_has_the_fields_in_order(tmp_path: Path, kind: str) -> None:
    write_story(tmp_path / "story", SHORT)
    found = list(json_records.records(read_story(tmp_path / "story"), kind))
    assert found
    for record in found:
        assert list(record) == RECORDS[kind].split()
        msgspec.json.encode(record)


def test_nested_fields(story: Story) -> None:
    scene = json_records.record(story, "scene", "the-storm")
    assert list(scene["when"]) == ["from", "to", "places"]
    assert scene["branches"] == [
        {"label": "Why did the lamp go out?", "to": "the-lamp"},
        {"label": "Show me the short way", "trail": "short-way"},
    ]
    warned = json_records.record(story, "scene", "the-rescue")
    assert list(warned["warning"]) == ["text", "detour", "bridge"]
    claim = json_records.record(story, "claim", "boats-lost")
    assert [list(version) for version in claim["versions"]] == [VERSION.split()] * 3
    person = json_records.record(story, "term", "oda-berg")
    assert person["posts"] == [
        {"post": "keeper", "from": "1925", "to": "1931-02-02", "source": ["port-gazette"]}
    ]


def test_as_known_is_whole(story: Story) -> None:
    from explainer.story.model.structs import AsKnown

    claim = story.claims["boats-lost"]
    corrected = msgspec.structs.replace(claim, as_known=(AsKnown("1931-02-05", ("v1", "v2"), {"v2": "why"}),))
    story = msgspec.structs.replace(story, claims={claim.id: corrected})
    record = json_records.record(story, "claim", claim.id)
    assert record["as_known"] == [{"on": "1931-02-05", "versions": ["v1", "v2"], "reasons": {"v2": "why"}}]
    assert json_records.stands(corrected, "1931-02-05") == ["v1", "v2"]


def test_what_is_not_known_is_null(story: Story) -> None:
    source = json_records.record(story, "source", "port-gazette")
    assert source["author"] is None and source["archive"] is None
    ending = json_records.record(story, "scene", "the-morning")
    assert (ending["next"], ending["home"], ending["warning"], ending["ending"]) == (None, None, None, True)
    word = json_records.record(story, "term", "lightkeeper")
    assert word["living"] is None
    assert json_records.record(story, "excerpt", "lamp-out")["original"] is None


def test_side_scene_returns_home(story: Story) -> None:
    side = json_records.record(story, "scene", "the-lamp")
    assert (side["next"], side["home"]) == ("return", "the-warning")


def test_links_are_ids_of_the_story_and_go_both_ways(story: Story) -> None:
    things = {
        "terms": "term",
        "excerpts": "excerpt",
        "claims": "claim",
        "figures": "figure",
        "rests_on": "source",
    }
    for scene in json_records.records(story, "scene"):
        for field, kind in things.items():
            for key in scene[field]:
                assert scene["id"] in json_records.record(story, kind, key)["scenes"]


def test_scenes_that_use_a_thing_stand_in_reading_order(story: Story) -> None:
    assert json_records.record(story, "source", "log-book")["scenes"] == [
        "the-storm",
        "the-warning",
        "the-rescue",
    ]
    assert json_records.record(story, "source", "late-report")["scenes"] == ["the-lamp"]
    assert json_records.record(story, "claim", "boats-lost")["scenes"] == ["the-storm", "the-warning"]
    assert json_records.record(story, "term", "lightkeeper")["scenes"] == ["the-storm", "the-morning"]
    assert json_records.record(story, "figure", "f-boats")["scenes"] == ["the-warning"]


def test_contested_by_the_rule_of_two_issuers(story: Story) -> None:
    assert json_records.record(story, "claim", "boats-lost")["contested"] is True


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("1931-02-02", []),
        ("1931-02-03", ["v1"]),
        ("1931-02-07", ["v1"]),
        ("1931-02-08", ["v2"]),
        ("1931-02-27", ["v2"]),
        ("1931-02-28", ["v2", "v3"]),  # a month counts from its last day
    ],
)
def test_stands(story: Story, on: str, expected: list[str]) -> None:
    assert json_records.stands(story.claims["boats-lost"], on) == expected


@pytest.mark.parametrize(("words", "expected"), [(0, 1), (1, 1), (220, 1), (329, 1), (330, 2), (9500, 43)])
def test_minutes(words: int, expected: int) -> None:
    assert json_records.minutes(words) == expected


def test_trail_minutes_are_those_of_all_its_words(story: Story) -> None:
    trail = json_records.record(story, "trail", "short-way")
    assert trail["minutes"] == json_records.minutes(
        sum(story.scenes[scene].words for scene in trail["scenes"])
    )


def test_links_are_made_once_for_a_story_and_never_mixed(story: Story) -> None:
    assert json_records.links(story) is json_records.links(story)
    other = msgspec.structs.replace(story, scenes={"the-lamp": story.scenes["the-lamp"]}, order=("the-lamp",))
    assert json_records.record(other, "source", "log-book")["scenes"] == []
    assert json_records.record(story, "source", "log-book")["scenes"] != []


def test_a_guess_uses_the_claim_it_asks_about(tmp_path: Path) -> None:
    from tests.tiny import changed, write_story

    guess = changed("night/the-storm.yaml", "answer: some}", "answer: some, of: f-boats}")
    story = read_story(write_story(tmp_path / "guess", guess))
    assert json_records.record(story, "scene", "the-storm")["figures"] == ["f-boats"]
    assert json_records.record(story, "figure", "f-boats")["scenes"] == ["the-storm", "the-warning"]
