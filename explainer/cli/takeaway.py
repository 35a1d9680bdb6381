"""`explainer takeaway`: one's way, notes, claims and terms, to take along; to standard output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.cli.kept import kept_run
from explainer.cli.options import language_option, story_option
from explainer.cli.output import say_whole
from explainer.cli.stories import open_story
from explainer.messages import _

if TYPE_CHECKING:
    from explainer.export.takeaway import Takeaway


@click.command(
    "takeaway",
    help=_(
        "Print what you take along: your way, notes and doubts, the claims you met with citations, the terms you"
        " opened. It is private: think before you carry it."
    ),
)
@click.option(
    "--to",
    "form",
    type=click.Choice(("text", "markdown", "html")),
    default="text",
    show_default=True,
    help=_("In which form."),
)
@click.option("--guesses", is_flag=True, help=_("With your guesses, beside the record."))
@story_option
@language_option
@click.option(
    "--resume",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=_("Of the run in a file that save wrote, not of the one kept here."),
)
def command(form: str, guesses: bool, folder: str | None, language: str, resume: Path | None) -> None:
    from datetime import date

    from explainer.export.takeaway import gather

    story = open_story(folder)
    run = kept_run(story, resume)
    if len(story.languages) > 1 or language:
        from explainer.export.as_text.asked import in_chosen
        from explainer.reading.language import story_of

        story = in_chosen(story, language) if language else story_of(story, run)
    taken = gather(story, run, guesses=guesses, now_on=date.today().isoformat())
    say_whole(_formed(taken, form), utf8=form != "text")  # an HTML page says that it is UTF-8


def _formed(takeaway: Takeaway, form: str) -> str:
    from explainer.cli.output import width
    from explainer.export.takeaway_forms import FORMS, to_text

    return to_text(takeaway, width()) if form == "text" else FORMS[form](takeaway)
