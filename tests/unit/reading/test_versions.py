"""What is known of a claim by a day, what became of each version by then, and what is said later."""

from __future__ import annotations

import msgspec
import pytest

from explainer.reading.evidence import (
    Fate,
    fate,
    known,
    later_days,
    said_after,
    split_value,
    tally_words,
    told_value,
)
from explainer.story.model.lens import contested
from explainer.story.model.structs import AsKnown, Claim, Story

_replace = msgspec.structs.replace


@pytest.fixture
def claim(story: Story) -> Claim:
    return story.claims["boats-lost"]


def ids(versions: tuple[object, ...]) -> list[str]:
    return [version.id for version in versions]  # type: ignore[attr-defined]


def test_what_is_known_by_a_day(claim: Claim) -> None:
    assert ids(known(claim)) == ["v1", "v2", "v3"]
    assert ids(known(claim, "1931-02-04")) == ["v1"]
    assert ids(said_after(claim, "1931-02-04")) == ["v2", "v3"]
    assert ids(known(claim, "1931-02-08")) == ["v1", "v2"]


def test_what_editors_count_for_a_day_is_known_on_it(claim: Claim) -> None:
    corrected = _replace(claim, as_known=(AsKnown("1931-02-08", ("v2", "v3"), {"v3": "heard all month"}),))
    assert ids(known(corrected, "1931-02-08")) == ["v1", "v2", "v3"]
    assert said_after(corrected, "1931-02-08") == ()


def test_a_fate_is_told_only_once_it_had_come(claim: Claim) -> None:
    old = claim.versions[0]
    assert fate(claim, old) == Fate("replaced", "1931-02-08", "day", 1)
    assert fate(claim, old, "1931-02-07") == Fate("stands")
    assert fate(claim, old, "1931-02-08").kind == "replaced"
    aside = _replace(claim, as_known=(AsKnown("1931-02-04", (), {"v1": "misprinted"}),))
    assert fate(aside, old, "1931-02-04") == Fate("not-counted")


def test_a_withdrawal_is_told_with_its_day_and_not_before(claim: Claim) -> None:
    taken = _replace(claim.versions[0], status="retracted", replaced_by="", withdrawn_on="1931-02-05")
    changed = _replace(claim, versions=(taken, *claim.versions[1:]))
    assert fate(changed, taken) == Fate("withdrawn", "1931-02-05", "day")
    assert fate(changed, taken, "1931-02-04").kind == "stands"
    assert fate(changed, taken, "1931-02-05").kind == "withdrawn"
    undated = _replace(taken, withdrawn_on="", replaced_by="v2")
    assert fate(_replace(claim, versions=(undated, *claim.versions[1:])), undated) == Fate(
        "withdrawn", "", "day", 1
    )


def test_the_days_of_what_was_said_later(claim: Claim) -> None:
    assert later_days(claim.versions[1:]) == "said later: 8 February 1931 to about February 1931"
    assert later_days(claim.versions[1:2]) == "said later: 8 February 1931"
    undated = _replace(claim.versions[0], said_on="", precision="")
    assert later_days((undated,)) == "said on a day that is not recorded"


def test_a_claim_is_contested_from_the_day_on_which_its_versions_part(claim: Claim) -> None:
    assert contested(claim)
    assert not contested(claim, "1931-02-04")
    assert contested(claim, "1931-02-28")
    assert not contested(_replace(claim, contested=False), "1931-02-28")
    assert not contested(_replace(claim, contested=True), "1931-02-04")


@pytest.mark.parametrize(
    ("text", "count", "what"),
    [
        ("225 bodies in morgues", "225", " bodies in morgues"),
        ("12, in the harbour alone", "12", ", in the harbour alone"),
        ("over 3,000", "over 3,000", ""),
        ("“over 40”", "“over 40”", ""),
        ("44: 18 rowers and 26 others", "44", ": 18 rowers and 26 others"),
        ("5 January", "", "5 January"),
        ("seven boats", "", "seven boats"),
    ],
)
def test_a_value_is_parted_into_a_count_and_what_is_counted(text: str, count: str, what: str) -> None:
    assert split_value(text) == (count, what)


def test_a_bare_count_is_told_with_what_is_counted(claim: Claim) -> None:
    version = _replace(claim.versions[0], short="44", value="44: 18 rowers and 26 others")
    assert told_value(version) == "44: 18 rowers and 26 others"
    assert told_value(_replace(version, short="44 people")) == "44 people"
    assert told_value(_replace(version, value="440, all in all")) == "44"
    assert told_value(_replace(version, short="")) == version.value


def test_the_counts_are_those_of_the_marks(claim: Claim) -> None:
    assert tally_words(claim) == "2 stand, 1 replaced"
    changed = _replace(
        claim, versions=tuple(_replace(v, status="disputed", replaced_by="") for v in claim.versions[:2])
    )
    assert tally_words(changed) == "2 disputed"
    opinion = _replace(claim.versions[2], status="opinion")
    assert (
        tally_words(_replace(claim, versions=(*claim.versions[:2], opinion)))
        == "1 stands, 1 opinion, 1 replaced"
    )
    assert tally_words(claim, ended=False) == "2 stand"
    assert tally_words(claim, "1931-02-04") == "1 stands"


def test_what_replaced_a_withdrawn_version_is_not_told_before_it_was_said(claim: Claim) -> None:
    taken = _replace(claim.versions[0], status="retracted", withdrawn_on="1931-02-05")
    changed = _replace(claim, versions=(taken, *claim.versions[1:]))
    assert fate(changed, taken, "1931-02-06").by == -1
    assert fate(changed, taken, "1931-02-08").by == fate(changed, taken).by == 1
