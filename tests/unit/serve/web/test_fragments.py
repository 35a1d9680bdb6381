"""One sentence for a change of the room, and no key in the words of a page that has buttons."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from explainer.export.templating import fill
from explainer.linear.polls import figure, way_taken
from explainer.reading.room import PollView, ResultView, RoomView
from explainer.serve.rooms import membership
from explainer.serve.web.fragments import change, state_words, without_keys

AT = RoomView(
    "map-42", state="following", leader_at="The lamp", leader_scene="the-lamp", leader_step=1, leader_steps=2
)
POLL = PollView("p1", "choice", "Who rowed?", ("one", "two"))


def _with(view: RoomView, **changes: object) -> RoomView:
    return msgspec.structs.replace(view, **changes)


def test_each_change_is_one_sentence() -> None:
    answered = msgspec.structs.replace(POLL, own=1, own_state="counted")
    for before, after, sentence in (
        (AT, _with(AT, leader_step=2), "The leader is at step 2 of 2."),
        (
            AT,
            _with(AT, leader_scene="x", leader_at="Who was told?"),
            "The leader is at Who was told?, step 1 of 2.",
        ),
        (AT, _with(AT, poll=POLL), "A poll is open: Who rowed?"),
        (_with(AT, poll=POLL), AT, "The poll is closed."),
        (_with(AT, poll=POLL), _with(AT, poll=answered), "Answer 2, counted."),
        (
            AT,
            _with(AT, connected=False),
            "Not connected to the room. Your page stays; answers cannot be sent.",
        ),
        (_with(AT, connected=False), AT, "Connected again."),
        (AT, _with(AT, state="held", task="Look"), "Hold: Look"),
        (AT, _with(AT, state="closed"), "The room is closed."),
        (AT, AT, ""),
    ):
        assert change(before, after) == sentence


def test_a_way_that_was_on_no_ballot_has_no_number() -> None:
    result = ResultView(9, 12, (6, 3), chosen=0, taken=2, margin=3)
    vote = msgspec.structs.replace(POLL, kind="branch", phase="revealed", result=result)
    markup = fill("web_poll.html.j2", poll=vote, sums="", figure=figure, way_taken=way_taken)
    assert "<p>The room chose 1, the leader goes another way.</p>" in markup


def test_who_stepped_out_hears_nothing_of_moves_and_polls() -> None:
    out = _with(AT, state="out")
    assert change(out, _with(out, leader_step=2, poll=POLL)) == ""


def test_who_roams_is_not_told_each_step() -> None:
    own = _with(AT, state="roaming")
    assert change(own, _with(own, leader_step=2)) == ""
    assert state_words(own) == "Own way; the leader is at The lamp, step 1 of 2"


def test_no_news_of_a_membership_names_a_key_on_a_page() -> None:
    """Every sentence of the source that ends with a key is one that is said otherwise here."""
    source = Path(membership.__file__).read_text(encoding="utf-8")
    rows = [row for row in re.findall(r'_\("([^"]+)"\)', source) if re.search(r"(?:: |; )f\b|: f ", row)]
    assert len(rows) >= 3
    assert all(not re.search(r"\bf\b", without_keys(row)) for row in rows), rows
