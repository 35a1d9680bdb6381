"""`explainer rehearse [STORY]`: a workshop with simulated people, and its report. It lives in `serve.rehearsal`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explainer.cli.options import needs_folder, story_argument
from explainer.cli.output import HowFar, is_terminal, narrate, say, say_table, say_wrapped
from explainer.cli.stories import open_story, plan_id
from explainer.messages import _, ngettext
from explainer.problems import ExplainerError, UsageError
from explainer.story.model.run_sheets import named

if TYPE_CHECKING:
    from explainer.serve.rehearsal.rehearsal import Rehearsed

MOST_PEOPLE = 1_000


@click.command(
    "rehearse",
    help=_(
        "Lead simulated people through the story in the folder STORY, by a plan, in a real room, and tell how it went."
        " On a clock of its own: 90 minutes take seconds. The same seed gives the same report."
    ),
)
@story_argument
@click.option(
    "--people",
    type=click.IntRange(1, MOST_PEOPLE),
    default=30,
    show_default=True,
    metavar="N",
    help=_("How many come."),
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help=_("Chooses what they do."))
@click.option(
    "--plan", default="", metavar="PLAN", help=_("Which run sheet; the story's longest without it.")
)
@click.option(
    "--minutes",
    type=click.IntRange(1, 600),
    metavar="N",
    help=_("The time there is: a plan is cut to it by what may be left out, and what went is told."),
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    metavar="X",
    help=_("Seconds in a real one: 1 is real time. As fast as the machine can without it."),
)
@click.option(
    "--lead",
    is_flag=True,
    help=_("Lead yourself, in the cockpit of this terminal: in real time unless --speed says otherwise."),
)
@click.option(
    "--report",
    "out",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help=_(
        "Write the report: to a name that ends in .html, .md or .json, or in all three without an ending."
    ),
)
def command(
    folder: str | None,
    people: int,
    seed: int,
    plan: str,
    minutes: int | None,
    speed: float | None,
    lead: bool,
    out: Path | None,
) -> int:
    if lead and not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(_("The cockpit needs a terminal; without --lead a simulated leader has the chair."))
    story = open_story(folder)
    plan = plan_id(story, plan, minutes)
    needs_folder(out)
    from explainer.serve.processes.metrics import missing_library

    try:
        from explainer.serve.rehearsal.rehearsal import rehearse
    except ModuleNotFoundError as error:  # a room parks places encrypted
        raise UsageError(missing_library(error)) from None
    sheet = named(story.plans, plan)
    whole = sheet.minutes if sheet is not None else "?"
    speed = speed or (1.0 if lead else 0.0)
    with HowFar() as line:

        def told(seconds: float, what: str) -> None:
            if line.is_due:
                at = _("Minute {at} of {minutes}").format(at=int(seconds / 60), minutes=whole)
                line.show(f"{at}: {what}"[:70])

        rehearsed = rehearse(story, plan, people, seed, speed=speed, progress=told, oneself=lead)
    _tell(rehearsed)
    if out is not None:
        _write(rehearsed, out)
    return 1 if rehearsed.crashes else 0


def _tell(rehearsed: Rehearsed) -> None:
    from explainer.export import report as words

    report = rehearsed.report
    for line in (words.heading(report), *words.facts(report)):
        say_wrapped(line)
    say()
    if report.stretches:
        table = words.plan(report)
        titles = (table.head[2], *(stretch.title for stretch in words.in_order(report)))
        rows = zip((table.head, *table.rows), titles, strict=True)
        say_table([(row[0], row[1], row[3], row[4], title) for row, title in rows])
        for line in words.left_out(report):
            say_wrapped(_("Did not come: {what}").format(what=line), "", "  ")
        for what in rehearsed.left_out:
            say_wrapped(_("Left out, to be on time: {what}").format(what=what), "", "  ")
        say()
    told = [sum(vote.told == how for vote in report.votes) for how in ("exact", "shares", "words", "few")]
    text = _(
        "Votes: {n}, told exactly {exact}, in rounded shares {shares}, in words {words}, not shown {few}."
    )
    say_wrapped(text.format(n=len(report.votes), exact=told[0], shares=told[1], words=told[2], few=told[3]))
    answered = sum(one.answered for one in report.questions)
    text = _(
        "Questions approved: {n}, answered {answered}. Claims and lines doubted by five or more: {doubts}."
    )
    say_wrapped(text.format(n=len(report.questions), answered=answered, doubts=len(report.doubts)))
    did = ", ".join(f"{name} {number}" for name, number in rehearsed.did.items())
    say_wrapped(_("What they did: {did}.").format(did=did or _("nothing")))
    for line in dict.fromkeys(rehearsed.refusals):
        say_wrapped(_("The leader was told: {line}").format(line=line), "", "  ")
    if rehearsed.crashes:
        count = rehearsed.crashes
        text = ngettext(_("1 fault of our own was noted."), _("{n} faults of our own were noted."), count)
        narrate(text.format(n=count))


def _write(rehearsed: Rehearsed, out: Path) -> None:
    from explainer.export.report import files
    from explainer.serve.processes.state_files import write_named

    for path, text in files(rehearsed.report, out).items():
        try:
            write_named(path, text)
        except OSError as error:
            said = _("{file} cannot be written: {why}.")
            raise ExplainerError(said.format(file=path, why=error.strerror)) from None
        narrate(_("Written: {file}").format(file=path))
