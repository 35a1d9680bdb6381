"""What the room answered, in a guest's takeaway: what all were shown, and not what anybody put."""

from __future__ import annotations

from pathlib import Path

from explainer.export.takeaway import gather
from explainer.export.takeaway_forms import FORMS
from explainer.export.takeaway_parts import room_results
from explainer.reading.room import PollView, ResultView
from explainer.reading.run import begin
from explainer.story.load.loader import read_story
from tests.tiny import write_story

OPTIONS = ("Price", "Politics")


def shown(result: ResultView | None, kind: str = "choice", own: int = -1) -> PollView:
    return PollView("p", kind, "Price or politics?", OPTIONS, phase="revealed", own=own, result=result)


def lines(result: ResultView, kind: str = "choice") -> tuple[str, ...]:
    (one,) = room_results((shown(result, kind),))
    return one.lines


def test_counts_shares_and_few() -> None:
    assert lines(ResultView(12, 20, (5, 7))) == ("Price: 5", "Politics: 7", "12 answers, 20 connected.")
    assert lines(ResultView(nearly=True, shares=(40, 60))) == (
        "Price: 40 %", "Politics: 60 %", "Shares in steps: all or all but one answered, or agree.",
    )  # fmt: skip
    assert lines(ResultView(few=True)) == ("Fewer than five answered: not shown.",)
    assert room_results((shown(None),)) == ()


def test_a_shift_unless_counts_would_stand_beside_shares() -> None:
    first = ResultView(13, 20, (9, 4))
    assert lines(ResultView(12, 20, (5, 7), before=first))[0] == "Price: 9 before, 5 after"
    assert lines(ResultView(nearly=True, shares=(40, 60), before=first))[0] == "Price: 40 %"


def test_right_taken_and_sentences() -> None:
    told = lines(ResultView(12, 20, (5, 7), right=1, line="The board wrote it."))
    assert told[-2:] == ("The sources give: Politics.", "The board wrote it.")
    assert lines(ResultView(12, 20, (5, 7), taken=0), "branch")[-1] == "The leader went: Price"
    assert lines(ResultView(12, 20, (0, 12)), "sentence")[0] == "Politics: 12"


def test_each_form_has_it_and_nobodys_own_answer(tmp_path: Path) -> None:
    story = read_story(write_story(tmp_path))
    one, other = (
        gather(story, begin(story), room=(shown(ResultView(12, 20, (5, 7)), own=own),)) for own in (0, 1)
    )
    assert one == other
    for form in FORMS.values():
        text = form(one)
        assert "What the room answered" in text and "12 answers, 20 connected." in text
        assert "Your own answers are not among them" in " ".join(text.split())
        assert "What the room answered" not in form(gather(story, begin(story)))
