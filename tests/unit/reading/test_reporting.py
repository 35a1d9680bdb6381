"""How an error is reported: the address, the link that nothing opens, the line that is meant."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from explainer.paint.cells.rows import Run
from explainer.paint.page.help import about_lines
from explainer.paint.page.prose import Pen
from explainer.reading import view_actions
from explainer.reading.actions import Action
from explainer.reading.citing import citation
from explainer.reading.run import begin
from explainer.reading.view import Layout, View
from explainer.story.model.outline import Lens
from explainer.story.model.structs import Story

MAIL = "corrections@example.org"
PAGE = "https://example.org/errors?a=1&b=2"


def about(story: Story, *actions: Action) -> View:
    """A reader who did this, then looks at what the story says of itself."""
    view = View(story, begin(story))
    for action in (*actions, Action("about")):
        view = view_actions.perform(view, action, Layout())
    return view


def runs(view: View, measure: int = 68) -> list[Run]:
    return [run for line in about_lines(view, Pen(view.story, "", "braille"), measure) for run in line.runs]


def words(view: View, measure: int = 68) -> str:
    lines = about_lines(view, Pen(view.story, "", "braille"), measure)
    return " ".join("".join(run.text for run in line.runs).strip() for line in lines)


def test_a_story_without_an_address_says_so(story: Story) -> None:
    view = about(story)
    assert "This story names no address for corrections. Tell the tests." in words(view)
    assert not [run for run in runs(view) if run.reference.startswith("address:")]
    assert citation.link(story, "a line") == ""
    silent = replace(story, report_errors="")
    assert "This story names no address for corrections." in words(about(silent))


def test_an_address_stands_as_a_text_that_can_be_followed(story: Story) -> None:
    view = about(replace(story, corrections=MAIL), Action("next"))
    assert f"Corrections: {MAIL}" in words(view)
    (run,) = (run for run in runs(view) if run.reference.startswith("address:"))
    assert run.text == MAIL
    meant = "the-warning%3A1%2C%20edition%201.2%20%28" + story.edition.digest + "%29"
    assert run.reference == f"address:mailto:{MAIL}?subject={meant}"


def test_a_page_is_linked_as_it_is(story: Story) -> None:
    (run,) = (
        run
        for run in runs(about(replace(story, corrections=PAGE)), 200)
        if run.reference.startswith("address:")
    )
    assert run.reference == f"address:{PAGE}"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "ssh://x"])
def test_anything_else_is_no_link(story: Story, address: str) -> None:
    odd = replace(story, corrections=address)
    assert citation.link(odd) == ""
    assert not [run for run in runs(about(odd), 200) if run.reference.startswith("address:")]


def test_the_line_one_comes_from_is_named_with_its_edition(story: Story) -> None:
    place = f"the-storm:1, edition 1.2 ({story.edition.digest})"
    assert f"The line you come from: {place}. y copies it with its words." in words(about(story), 200)
    further = about(story, Action("next"), Action("about"), Action("close"))
    assert "The line you come from: the-warning:1, edition" in words(further, 200)


def test_at_a_warning_the_scene_is_meant(story: Story) -> None:
    view = about(story, Action("next"), Action("next"))
    assert view.run.visit.threshold
    assert "The line you come from: the-rescue, edition" in words(view, 200)
    assert "“" in citation.report(view)
    assert story.scenes["the-rescue"].title in citation.report(view)


def test_a_report_is_ready_to_be_filled_in(story: Story) -> None:
    view = about(replace(story, corrections=MAIL), Action("next"))
    text, said = citation.to_copy(view, Layout())
    line, where, wrong, whereto = text.strip().split("\n\n")
    assert line.startswith("- The harbour office says")
    title = story.scenes["the-warning"].title
    assert where == f"The storm of 1931, “{title}”, the-warning:1, edition 1.2 ({story.edition.digest})."
    assert wrong == "What is wrong, and what the better source says:"
    assert whereto == f"Corrections: {MAIL}. Tell the tests."
    assert "to report an error" in said


def test_elsewhere_copy_takes_the_line_with_its_citation(story: Story) -> None:
    view = view_actions.perform(View(story, begin(story)), Action("next"), Layout())
    text, said = citation.to_copy(view, Layout())
    assert "Rests on:" in text
    assert "citation" in said


def test_a_report_fits_a_clipboard_and_loses_only_quoted_words(story: Story) -> None:
    view = about(replace(story, corrections=MAIL), Action("next"))
    short = citation.report(view, 240)
    assert len(short.encode()) <= 240
    assert "…" in short
    assert MAIL in short


def test_nothing_said_after_the_readers_day_is_copied(story: Story) -> None:
    view = View(story, begin(story))
    dated = replace(view, run=replace(view.run, lens=Lens("1931-02-01")))
    told = view_actions.perform(dated, Action("about"), Layout())
    text = citation.report(told)
    assert "16:40" not in text
    assert "A light goes out" in text


def test_what_an_author_wrote_cannot_act(story: Story) -> None:
    odd = replace(story, corrections="a\x1b]8;;https://x\x07@example.org", report_errors="\x1b[2Jgone")
    view = about(odd)
    assert "\x1b" not in words(view)
    assert "\x1b" not in citation.report(view)
    assert all("\x1b" not in run.reference for run in runs(view))
