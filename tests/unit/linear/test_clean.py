"""Nothing that is typed breaks the conversation, and nothing that is said moves a cursor or is hard to hear."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.linear.conversation import Conversation
from explainer.linear.words import WORDS
from explainer.linear.wrapping import wrapped
from explainer.paint.cells import wrapping
from explainer.reading.run import begin
from explainer.story.model.structs import Span, Story
from explainer.story.text import IDEOGRAPH

ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\x07\x08\x0b\x0c\r\x1b\x7f\x85\x9b\u202e\u2066\u2028\ud800\u200b\ufeff2щә \t"),
    ),
    max_size=40,
)
LINES = st.one_of(
    st.just(""),
    st.sampled_from([word for word in WORDS if word not in ("quit", "q", "save")]),
    st.tuples(st.sampled_from([word for word in WORDS if word != "save"]), ODD).map(" ".join),
    st.tuples(
        st.sampled_from(["go", "open", "lens", "search", "source", "trail", "width", "choose", "help"]),
        st.sampled_from(["1", "2", "off", "the-rescue", "the-lamp:1", "3 february", "lamp", "the-storm:9"]),
    ).map(" ".join),
    ODD,
)


def unsafe(text: str) -> list[str]:
    """Characters a terminal would obey, and ones that show a line in another order."""
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Cf", "Zl", "Zp")]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(LINES, max_size=12))
def test_no_typed_line_breaks_it_and_nothing_unsafe_comes_out(story: Story, lines: list[str]) -> None:
    talk = Conversation(story, begin(story))
    said = talk.opening("a reason")
    for line in lines:
        answer = talk.answer(line)
        assert answer or talk.ended or not line.strip()
        said += answer
    said += talk.leave()
    assert talk.ended
    for line in said:
        assert not unsafe(line), ascii(line)
        assert line == line.strip() != ""


def test_controls_in_a_story_do_not_reach_the_reader(story: Story) -> None:
    scene = story.scenes["the-morning"]
    step = replace(scene.steps[0], prose=(Span("text", "one\x1b[31mred\x1b[0m\u202etwo\x07"),))
    changed = replace(story, scenes=story.scenes | {scene.id: replace(scene, steps=(step,), title="A\x1bB")})
    talk = Conversation(changed, begin(changed))
    assert not unsafe("".join(talk.answer("go the-morning")))
    assert not unsafe("".join(talk.answer("story-map")))


WALK = [
    "", "open", "open 1", "more", "open 2", "all", "open 4", "more", "more", "rests-on", "1", "all", "", "1", "open",
    "1", "all", "", "", "", "", "back", "consent", "way", "story-map", "all", "glossary", "1", "all", "sources",
    "all", "search boats", "trail", "lens", "1", "where", "again", "about", "all", "help", "help all", "choices",
    "close", "bell on", "hide", "",
    "note Who told the keeper of the light that night?", "bookmark", "doubt", "notes", "edit 1 Who knew?", "delete 2",
    "undo", "takeaway", "all", "xyzzy", "open 77", "lens off", "width 30",
]  # fmt: skip
NEVER_UNASKED = [
    (r"\d{4}-\d{2}(-\d{2})?", "an ISO date"),
    (r"\bv\d+\b", "a version as v3"),
    (r"[─-╿▀-▟■-◿←-⇿·•…►]", "a box, arrow, dot or block"),
    (r"[\[\]{}<>|_#*]", "a bracket or sign"),
    (r"\be\.g\.|\bi\.e\.|\betc\.", "an abbreviation"),
    (r"\bplease\b|\binvalid\b|!", "a plea, blame or shout"),
    (r"[\u0400-\u04ff]", "a script that an English voice spells letter by letter"),
    (r"--|- ", "a dash said as a word"),
]


@pytest.fixture
def transcript(story: Story) -> list[str]:
    talk = Conversation(story, begin(story))
    said = talk.opening("there is no terminal")
    for line in WALK:
        said += talk.answer(line)
    return said + talk.leave()


def test_the_walk_meets_nearly_every_kind_of_answer(transcript: list[str]) -> None:
    kinds = {line.split(":")[0].split()[0] for line in transcript if ":" in line}
    wanted = (
        "Linear Story Scene Guess Choose References Quote Chart Enter Warning Detour Term Source Report Claim Stands"
        " More Rests List Search Date Where Note Bookmark Doubt Undone Takeaway About Help Unknown"
        " Cannot Hide Bell Width"
    )
    assert not set(wanted.split()) - kinds


@pytest.mark.parametrize(("pattern", "what"), NEVER_UNASKED, ids=[what for _pattern, what in NEVER_UNASKED])
def test_never_said_unasked(transcript: list[str], story: Story, pattern: str, what: str) -> None:
    asked = ("Address:", "Archive:")
    found = [line for line in transcript if re.search(pattern, line) and not line.startswith(asked)]
    assert not found


def test_no_id_is_said(transcript: list[str], story: Story) -> None:
    ids = [
        *story.scenes,
        *story.sources,
        *story.excerpts,
        *story.claims,
        *story.figures,
        *story.trails,
        *story.places,
    ]
    said = "\n".join(line for line in transcript if not line.startswith("Address:"))
    found = [key for key in ids if "-" in key and re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", said)]
    assert not found


@given(st.text(max_size=300), st.integers(20, 72))
def test_wrapping_loses_no_word_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width).split("\n")
    said = wrapped(text, 0).split()
    if IDEOGRAPH.search(text):  # a line may end within such words
        assert "".join("".join(lines).split()) == "".join(said)
    else:
        assert " ".join(lines).split() == said
    assert all(len(line.split()) <= 1 or wrapping.width(line) <= width for line in lines)
