"""A conversation over the tiny story under a date: what is folded, what stood, what nobody had said."""

from __future__ import annotations

from collections.abc import Callable

Said = Callable[..., list[str]]


def test_a_step_said_later_is_folded_and_opens_all_the_same(said: Said) -> None:
    assert said("lens 3 february") == [
        "Date: 3 February 1931. You now read what was said by that day. lens off ends it.",
        "Said on a day that is not recorded. open reads it all the same.",
    ]
    folded = said("choose 1")
    assert folded[1] == "Said later: about June 1932. open reads it all the same."
    assert "mast" not in " ".join(folded)
    assert said("open") == ["A board of inquiry wrote that nobody was at the mast.", "References: 1."]
    assert said("open")[0].startswith("References: 1 Board of inquiry")
    assert said("back", "forward")[1].startswith("A board of inquiry"), "what was opened stays open"


def test_a_claim_in_hand_says_what_stands_on_the_day(said: Said) -> None:
    assert said("", "open 4", "lens 3 february 1931")[1:] == [
        "Stands on that day: 7 boats. Harbour office, 3 February 1931."
    ]
    assert said("lens off") == [
        "Date: none. You read what stands as last checked.",
        "Stands: 12 boats. Harbour office, 8 February 1931.",
        "Stands: 15 boats. The crews, about February 1931.",
    ]


def test_under_the_lens_a_claim_tells_nothing_that_was_said_later(said: Said) -> None:
    lines = said("lens 1931-02-03", "", "open 4", "all")
    assert lines[0].startswith("1 of 3. 7 boats.")
    assert not [line for line in lines if "12 boats" in line or "15 boats" in line]
    assert lines[-1] == "Said later or undated: 2. open says them."
    later = said("open")
    assert later[0] == "Said later: 8 February 1931 to about February 1931."
    assert later[1].startswith("2 of 3. 12 boats.") and later[2].startswith("3 of 3. 15 boats.")
    assert said("where")[0].endswith("As known on 3 February 1931.")


def test_the_word_claim_opens_one_by_number_or_letter(said: Said) -> None:
    assert said("claim") == ["Cannot open: this step has no claim. open says what it cites."]
    opened = said("", "open 4")
    assert said("claim", "claim 1") == said("claim a") == opened
    assert said("claim") == opened
    assert said("claim 3") == ["Cannot open 3: this step has 1 claim."]
    assert said("claim q") == ["Cannot open that: this scene has no such claim."]
    assert said("open 4", "source 1")[0].startswith("Source: Port Gazette")
    assert said("claim 1", "source")[0].startswith("Sources: 2. 1 Port Gazette")


def test_a_claim_of_a_folded_step_waits_for_its_step(said: Said) -> None:
    assert said("lens 1 february", "go the-warning")[1].startswith("Said later")
    assert said("claim") == ["Cannot open: this was said later. open reads it all the same."]


def test_nothing_said_by_the_day(said: Said) -> None:
    lines = said("lens 2 february", "go the-warning", "open")
    assert "The harbour office says (no source we hold says this by 2 February 1931)." in lines
    assert said("open 1")[-1] == "No source we hold says this by 2 February 1931."


def test_the_lens_alone_says_how_it_is_set_and_the_days_of_the_story(said: Said) -> None:
    assert said("lens") == [
        "Date: none. Type lens and a day, such as lens 8 january. 1 3 February 1931, the first report."
    ]
    assert said("1")[0].startswith("Date: 3 February 1931.")
    assert said("lens nonsense") == ["Cannot read nonsense as a day. Type one like 31 January 2022."]
