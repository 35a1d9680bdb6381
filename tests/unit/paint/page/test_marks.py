"""Nothing is said by colour alone: each state has a sign and a word, and the ASCII set is ASCII."""

from __future__ import annotations

import re

import msgspec
import pytest

from explainer.paint.cells.style import Profile, key_name
from explainer.paint.cells.wrapping import width
from explainer.paint.compose import paint
from explainer.reading.view import Sheet, View
from explainer.story.model.structs import Claim, Story, Version
from explainer.story.text import curled
from tests.unit.paint.looks import SIZES, act, at, screens, text

ASCII = Profile(glyphs="ascii", depth="none")


def _version(name: str, status: str, **more: object) -> Version:
    return Version(
        name, f"value of {name}", name, "", False, f"issuer of {name}", "", "other", "1931-02-03", "day",
        ("log-book",), status, **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def every_fate(story: Story) -> View:
    versions = (
        _version("va", "superseded", replaced_by="vb"), _version("vb", "standing"),
        _version("vc", "retracted", withdrawn_on="1931-02-05"), _version("vd", "disputed"), _version("ve", "opinion"),
        _version("vf", "standing", accuses=("oda-berg",), outcome="denied on 9 February"),
    )  # fmt: skip
    claims = story.claims | {"boats-lost": Claim("boats-lost", "What became of it?", versions=versions)}
    return at(
        msgspec.structs.replace(story, claims=claims), "the-warning", sheets=(Sheet("claim", "boats-lost"),)
    )


FATES = (("○", "replaced"), ("●", "stands"), ("×", "withdrawn"), ("≠", "disputed"), ("◇", "opinion"))


def test_every_fate_has_a_sign_and_a_word(every_fate: View) -> None:
    for size in ((80, 40), (160, 60)):
        found = " ".join(line.partition("│")[2] or line for line in text(every_fate, size).split("\n"))
        for sign, words in FATES:
            assert re.search(f"{sign} v[a-f] [^●○×≠◇]*{words}", found), (words, size)
        assert max(map(width, text(every_fate, size).split("\n"))) <= size[0]


def test_an_outcome_prints_with_its_version(every_fate: View) -> None:
    assert "Outcome: denied on 9 February" in text(every_fate, (160, 60))


def test_versions_stand_oldest_first_with_issuer_and_date(story: Story) -> None:
    shown = text(act(at(story, "the-warning"), "next-reference", "open"), (80, 40))
    assert shown.index("seven boats") < shown.index("twelve boats") < shown.index("fifteen boats")
    assert "Harbour office" in shown and "3 Feb 1931" in shown and "about Feb" in shown
    assert "3 versions · 2 stand, 1 replaced" in shown


def test_the_lens_folds_what_was_said_later(story: Story) -> None:
    view = at(story, "the-warning", lens="1931-02-04", sheets=(Sheet("claim", "boats-lost"),))
    shown = text(view, (80, 40))
    assert "As known on 4 February 1931" in shown
    assert "● seven boats" in shown and "twelve boats" not in shown
    assert "said later: 8 February 1931 to about February 1931" in shown and "2 versions, folded" in shown
    early = at(story, "the-warning", lens="1931-02-01", sheets=(Sheet("claim", "boats-lost"),))
    assert "No source we hold says this by 1 February 1931." in text(early, (80, 40))


def test_a_paragraph_said_later_is_folded_and_one_key_opens_it(story: Story) -> None:
    view = at(story, "the-lamp", lens="1931-02-04")
    folded = text(view)
    assert "said later: about June 1932" in folded and "1 line, folded" in folded
    assert "board of inquiry" not in folded
    opened = text(act(view, "next-reference", "open"))
    assert "A board of inquiry wrote that nobody was at the mast.[1]" in opened


@pytest.mark.parametrize("size", SIZES)
def test_the_lens_is_seen_beside_every_row_of_the_page(story: Story, size: tuple[int, int]) -> None:
    lines = text(at(story, "the-warning", lens="1931-02-08"), size).split("\n")
    first = next(i for i, line in enumerate(lines) if "The telegram" in line)
    assert all("┊" in line for line in lines[first : first + 4])


def test_a_claim_prints_what_stands_and_its_letter(story: Story) -> None:
    assert "twelve boats or fifteen boats[a≠]" in text(at(story, "the-warning"))
    early = text(at(story, "the-warning", lens="1931-02-04"))
    assert "seven boats[a]" in early, "nobody had contested it by that day"
    opened = act(at(story, "the-warning", lens="1931-02-01"), "next-reference", "open")
    nothing = text(opened).replace("┊", "")
    assert "says [no source we hold says this by 1 February 1931][a]." in " ".join(nothing.split())


def test_warned_scenes_say_so_in_lists_and_at_the_way_on(story: Story) -> None:
    assert "! warned" in text(act(at(story, "the-warning"), "story-map"))
    assert "→ The rescue ! warned" in text(at(story, "the-warning"))


def test_the_warning_offers_the_gentle_way_first(story: Story) -> None:
    shown = text(at(story, "the-rescue", threshold=True))
    assert shown.index("Go on without it") < shown.index("Read it")
    assert "→  Go on without it" in shown and "o  Read it" in shown
    assert "What you choose here is shown to nobody." in shown
    assert "rowers" not in shown


def test_a_bridge_names_the_scene_gone_round(story: Story) -> None:
    shown = " ".join(text(at(story, "the-morning", bridge="the-rescue")).split())
    assert "In place of “The rescue”: Some of the crews were brought in that night." in shown


@pytest.mark.parametrize("size", SIZES)
def test_the_ascii_set_is_ascii(story: Story, size: tuple[int, int]) -> None:
    for name, view in screens(story).items():
        for row in paint(view, *size, ASCII):
            for run in row:
                foreign = {c for c in run.text if ord(c) > 126} - set("смотритель маяка")
                assert not foreign, (name, run)


@pytest.mark.parametrize("size", SIZES)
def test_the_plain_set_has_no_braille_and_no_blocks(story: Story, size: tuple[int, int]) -> None:
    for name, view in screens(story).items():
        for row in paint(view, *size, Profile(glyphs="plain")):
            assert not [
                c for run in row for c in run.text if 0x2580 <= ord(c) <= 0x259F or 0x2800 <= ord(c) <= 0x28FF
            ], name


def test_story_text_in_ascii_has_the_nearest_letters() -> None:
    from explainer.paint.cells.style import transliterated

    assert transliterated("“Қазақ” – it’s…", "ascii") == '"Kazak" - it\'s...'


def test_quotation_marks_are_typographic() -> None:
    assert curled("He said \"it's late\" ('so').") == "He said “it’s late” (‘so’)."
    assert curled('"', "e") == "”"
    assert curled('He resigned. "') == "He resigned. “" and curled('“I was there—"') == "“I was there—”"


def test_words_of_a_source_stay_as_they_stand(story: Story) -> None:
    excerpt = msgspec.structs.replace(story.excerpts["lamp-out"], text='the keepers\' "lamp" went out')
    changed = msgspec.structs.replace(story, excerpts=story.excerpts | {"lamp-out": excerpt})
    assert 'the keepers\' "lamp" went out”' in text(act(at(changed), "next"))


def test_keys_have_names_people_know() -> None:
    assert [key_name(k) for k in ("right", "escape", "question_mark", "ctrl+p", "f1", "m")] == [
        "→",
        "Esc",
        "?",
        "^p",
        "F1",
        "m",
    ]
    assert key_name("right", "ascii") == "Right"


def test_why_versions_differ_stands_under_them(story: Story) -> None:
    def claim_view(differ: str) -> str:
        claim = msgspec.structs.replace(story.claims["boats-lost"], differ=differ)
        changed = msgspec.structs.replace(story, claims=story.claims | {"boats-lost": claim})
        return text(at(changed, "the-warning", sheets=(Sheet("claim", "boats-lost"),)), (80, 40))

    assert "They differ in what is known and in what is counted or meant." in claim_view("")
    shown = claim_view("The office counts one port only.")
    assert "The office counts one port only." in shown and "They differ" not in shown
