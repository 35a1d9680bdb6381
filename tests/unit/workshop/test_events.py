"""Events as bytes: what is written comes back, and what is no event is none."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.workshop import events
from explainer.workshop.events import LARGEST, Event, Poll, Result, Stage, decode, encode
from explainer.workshop.texts import OPTION, OPTIONS, POLL, QUESTION, TASK
from tests.unit.workshop.halls import EXACT, FEW, NEARLY, SMALL, TOKEN, choice

ONE_OF_EACH: tuple[Event, ...] = (
    events.Opened("A night", "the-storm-of-1931", "1.2 (886af1f52a6c)", "night", at=1_700_000_000),
    events.Staged(Stage("the-storm", "lamp", lens="1931-02-03", open="term:lightkeeper"), at=1_700_000_000),
    events.Mode("hold", "Read the log to each other.", at=1_700_000_000),
    events.Chair(TOKEN, offered=True, at=1_700_000_000),
    events.Door(False, at=1_700_000_000),
    events.Code("walnut-42", at=1_700_000_000),
    events.JoinWords(("ab" * 32, "cd" * 32), at=1_700_000_000),
    events.Muted(True, at=1_700_000_000),
    events.PollOpened(choice(), at=1_700_000_000),
    events.PollPaused("p1", False, at=1_700_000_000),
    events.PollClosed("p1", EXACT, at=1_700_000_000),
    events.PollRevealed("p1", at=1_700_000_000),
    events.QuestionApproved("9" * 32, "Who told the harbour?", at=1_700_000_000),
    events.QuestionRefused("9" * 32, at=1_700_000_000),
    events.QuestionDeleted("9" * 32, at=1_700_000_000),
    events.QuestionAnswered("9" * 32, at=1_700_000_000),
    events.PlanMoved(3, at=1_700_000_000),
    events.Closed(at=1_700_000_000),
)
KINDS = (
    "opened staged mode chair door code join_words muted poll_opened poll_paused poll_closed poll_revealed "
    "question_approved question_refused question_deleted question_answered plan closed"
).split()


def raw(**fields: Any) -> bytes:
    return json.dumps({"at": 1, **fields}).encode()


def test_the_kinds_are_the_contracts() -> None:
    assert [type(event).__struct_config__.tag for event in ONE_OF_EACH] == KINDS
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(Event))


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=KINDS)
def test_what_is_written_comes_back(event: Event) -> None:
    assert decode(encode(event)) == event


def test_a_page_turn_is_small() -> None:
    longest = Stage("a-scene-of-a-long-name", "its-longest-step", recap=True, return_to="a-scene-before-it")
    assert len(encode(events.Staged(longest, at=1_700_000_000))) < 200


def test_no_event_has_room_for_a_guest_an_answer_or_a_finer_time() -> None:
    names = {field for kind in (*get_args(Event), Stage, Poll, Result) for field in kind.__struct_fields__}
    assert names == set(
        "at v title story edition plan stage how mode task holder offered open code hashes muted poll id paused result "
        "text item scene step threshold bridge recap trail return_to lens show_warned kind question options before "
        "targets right line answers connected counts nearly shares few small ahead".split()
    )
    assert decode(raw(kind="closed", at=1.5)) is None


@given(st.binary(max_size=LARGEST + 10))
@settings(deadline=None)
def test_bytes_from_anywhere_are_read_without_harm(data: bytes) -> None:
    event = decode(data)
    assert event is None or decode(encode(event)) == event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(ONE_OF_EACH), st.data())
@settings(deadline=None)
def test_an_event_with_one_field_of_anything_is_sound_or_none(event: Event, data: st.DataObject) -> None:
    fields = msgspec.json.decode(encode(event))
    holder = data.draw(
        st.sampled_from([fields, *(inner for inner in fields.values() if isinstance(inner, dict))])
    )
    holder[data.draw(st.sampled_from([*holder, "surplus"]))] = data.draw(JSON)
    found = decode(json.dumps(fields).encode())
    assert found is None or decode(encode(found)) == found


HOSTILE = {
    "nothing": b"",
    "no object": b"[]",
    "deep": b"[" * 4_000,
    "too long": raw(kind="muted", muted=True) + b" " * LARGEST,
    "not UTF-8": b'{"kind":"closed","at":1,"x":"\xff"}',
    "unknown kind": raw(kind="guest_joined"),
    "no kind": raw(),
    "a version to come": raw(kind="closed", v=2),
    "surplus field": raw(kind="closed", name="Oda"),
    "true for a number": raw(kind="plan", item=True),
    "a number as text": raw(kind="plan", item="3"),
    "before all clocks": raw(kind="closed", at=-1),
    "after all clocks": raw(kind="closed", at=2**62),
    "item": raw(kind="plan", item=-1),
    "mode": raw(kind="mode", mode="sing"),
    "task without hold": raw(kind="mode", mode="free", task="Read."),
    "task too long": raw(kind="mode", mode="hold", task="x" * (TASK + 1)),
    "task that acts": raw(kind="mode", mode="hold", task="\x1b[2J"),
    "holder": raw(kind="chair", holder="oda"),
    "an offer by nobody": raw(kind="chair", holder="", offered=True),
    "code": raw(kind="code", code="Walnut 42"),
    "a word for a hash": raw(kind="join_words", hashes=["fernoval"]),
    "one hash twice": raw(kind="join_words", hashes=["ab" * 32] * 2),
    "question that turns the line": raw(kind="question_approved", id="9", text="a\u202eb"),
    "question of two lines": raw(kind="question_approved", id="9", text="a\nb"),
    "question of a C1 control": raw(kind="question_approved", id="9", text="a\x9b31m"),
    "question of blanks": raw(kind="question_approved", id="9", text="   "),
    "question too long": raw(kind="question_approved", id="9", text="x" * (QUESTION + 1)),
    "id that acts": raw(kind="question_refused", id="9\x1b"),
    "scene that acts": raw(kind="staged", stage={"scene": "a\x07"}),
    "no such day": raw(kind="staged", stage={"scene": "a", "lens": "1931-02-30"}),
    "a day in other digits": raw(kind="staged", stage={"scene": "a", "lens": "١٩٣١-٠٢-٠٣"}),
    "a thing open beside a warning": raw(
        kind="staged", stage={"scene": "a", "threshold": True, "open": "term:b"}
    ),
    "title": raw(kind="opened", title="\x1b]0;x\x07", story="s", edition="1"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_event_is_none(data: bytes) -> None:
    assert decode(data) is None


POLLS: dict[str, dict[str, Any]] = {
    "named like a tally": {"id": "pace"},
    "named like a doubt": {"id": "doubt:x"},
    "one option": {"options": ("a",)},
    "too many": {"options": tuple(map(str, range(OPTIONS + 1)))},
    "long option": {"options": ("a", "b" * (OPTION + 1))},
    "blank option": {"options": ("a", " ")},
    "blank question": {"question": " "},
    "long question": {"question": "x" * (POLL + 1)},
    "question that acts": {"question": "\x1b[2J"},
    "right that is none": {"right": 3},
    "targets of no vote": {"targets": ("a", "b", "c")},
    "a vote without targets": {"kind": "branch"},
    "a vote with a right way": {"kind": "branch", "targets": ("a", "b", "c"), "right": 0},
    "a vote asked again": {"kind": "branch", "targets": ("a", "b", "c"), "before": "p0"},
}


@pytest.mark.parametrize("fields", POLLS.values(), ids=POLLS.keys())
def test_what_is_no_poll_is_neither_written_nor_read(fields: dict[str, Any]) -> None:
    event = events.PollOpened(msgspec.structs.replace(choice(), **fields), at=1)
    assert decode(msgspec.json.encode(event)) is None
    with pytest.raises(ValueError, match="PollOpened"):
        encode(event)


RESULTS = {
    "few with numbers": Result(few=True, answers=4),
    "few with shares": Result(few=True, shares=(50, 50)),
    "below five": Result(answers=4, connected=9, counts=(3, 1)),
    "below ten": Result(answers=9, connected=20, counts=(4, 3, 2)),
    "words with numbers": Result(small=True, answers=7),
    "ahead of none": Result(small=True, ahead=-2),
    "all answered": Result(answers=12, connected=12, counts=(5, 4, 3)),
    "all but one answered": Result(answers=12, connected=13, counts=(5, 4, 3)),
    "all agree": Result(answers=12, connected=20, counts=(12, 0, 0)),
    "all but one agree": Result(answers=12, connected=20, counts=(11, 1, 0)),
    "nearly with counts": Result(nearly=True, shares=(50, 50), counts=(5, 5)),
    "nearly with the number": Result(nearly=True, shares=(50, 50), answers=10),
    "shares of no ten": Result(nearly=True, shares=(55, 45)),
    "a sum that is none": Result(answers=12, connected=20, counts=(5, 4, 4)),
    "less than none": Result(answers=12, connected=20, counts=(8, 6, -2)),
}


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS.keys())
def test_a_result_that_says_more_than_it_may_is_no_event(result: Result) -> None:
    assert decode(msgspec.json.encode(events.PollClosed("p1", result, at=1))) is None


@pytest.mark.parametrize("result", [EXACT, FEW, NEARLY, SMALL])
def test_a_result_that_says_what_it_may_is_one(result: Result) -> None:
    assert decode(encode(events.PollClosed("p1", result, at=1))) is not None


def test_a_poll_too_large_for_an_event_is_not_written() -> None:
    wide = Poll("p1", "choice", "?", tuple("\N{GRINNING FACE}" * OPTION for _option in range(OPTIONS)))
    with pytest.raises(ValueError, match="written down"):
        encode(events.PollOpened(wide, at=1))
