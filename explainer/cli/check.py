"""`explainer check [STORY]`: every mistake of a story in one run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from explainer.cli.options import json_option, story_argument
from explainer.cli.output import HowFar, is_terminal, narrate, say, say_json, say_wrapped, some
from explainer.cli.stories import Progress, folder_of, mistakes
from explainer.export.as_text.lines import cells
from explainer.messages import _, ngettext
from explainer.problems import Problem
from explainer.story.check.balance import NoLibrary, NotThisLanguage, reading_level
from explainer.story.check.report import Report, check
from explainer.story.load.files import render
from explainer.story.load.format_story import SIDES
from explainer.story.model.structs import Story

_HARD = 9.0
"""Above this Flesch-Kincaid grade a scene should be mended, or there should be a reason why not."""
_SOME = 8
"""Ids of unused things that are named; the rest is counted."""
_COUNTED = {
    "scenes": (_("1 scene"), _("{n} scenes")),
    "words": (_("1 word"), _("{n} words")),
    "terms": (_("1 term"), _("{n} terms")),
    "sources": (_("1 source"), _("{n} sources")),
    "excerpts": (_("1 excerpt"), _("{n} excerpts")),
    "claims": (_("1 claim"), _("{n} claims")),
    "figures": (_("1 figure"), _("{n} figures")),
    "trails": (_("1 trail"), _("{n} trails")),
}
_ONE_A_FILE = ("untranslated",)
"""Rules that the first step in a second language breaks in each file: the first is told whole, the others shortly."""
_WALKED = 20
"""Findings of walks that are told: few walks through a long story miss hundreds of its scenes."""
_RECORD = ("file", "line", "column", "path", "severity", "message", "hint")
"""Fields of a mistake in JSON; every name is a contract."""
_SCENES = 60
"""Scenes that a list of scenes names; the rest is counted."""


@click.command(
    "check",
    help=_("Check the story in the folder STORY; without it the shipped story. Warnings alone exit 0."),
)
@story_argument
@json_option
@click.option(
    "--walks", type=click.IntRange(min=1), metavar="N", help=_("Walk through it N times at random.")
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help=_("Chooses the walks."))
@click.option(
    "--sizes",
    is_flag=True,
    help=_("Paint all scenes, figures, documents, claims at 40x15, 80x24, 120x40."),
)
@click.option(
    "--balance",
    "balanced",
    is_flag=True,
    help=_("Say all of its balance: ways, sources, voices. With --json an object, not the list of mistakes."),
)
def command(
    folder: str | None, as_json: bool, walks: int | None, seed: int, sizes: bool, balanced: bool
) -> int:
    path = folder_of(folder)
    report = _checked(path)
    problems = list(report.problems)
    if not as_json:
        _say_problems(path, problems, report.texts)
    if report.story is not None:
        problems += _prove(path, report, report.story, as_json)
        if walks:
            problems += _walk(path, report.story, walks, seed, as_json)
        if sizes:
            problems += _sizes(path, report, report.story, as_json)
    elif walks or sizes:
        narrate(_("Not walked and not painted: the story cannot be read until its mistakes are mended."))
    if as_json and balanced:
        say_json(_balance_record(report.story))
    elif as_json:
        say_json([{field: getattr(problem, field) for field in _RECORD} for problem in problems])
    else:
        if report.story is not None:  # where mistakes are to be mended, nothing else is looked for
            _say_findings(report)
            _say_voices(report)
            _say_reading(report.story)
            _say_balance(report.story, balanced)
        _say_sum(report, problems)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _checked(path: Path) -> Report:
    """Read and check; what takes long says how far it is."""
    with Progress() as reading, HowFar(_("Checking, {done} of {total}")) as checking:

        def told(done: int, total: int) -> None:
            reading.end()
            checking(done, total)

        return check(path, reading, told)


def _say_findings(report: Report) -> None:
    """Say the things that are not mistakes, but that an editor wants to see."""
    if report.waivers:
        say(_("Waived, {n}:").format(n=len(report.waivers)))
    for found in report.waivers:
        place = f"{found.file}:{found.line}: "
        say_wrapped(f"{found.waiver.text}: {found.waiver.reason}", f"  {place}", "    ")
    if report.rule_waivers:
        say(_("Rules of evidence that claims waive, {n}:").format(n=len(report.rule_waivers)))
    for one in report.rule_waivers:
        text = f"{one.claim}, {one.waiver.rule}: {one.waiver.reason}"
        say_wrapped(text, f"  {one.file}:{one.line}: ", "    ")
    if report.as_known:
        say(_("Corrections of what was known on a day, {n}:").format(n=len(report.as_known)))
    for known in report.as_known:
        reasons = "; ".join(f"{key}: {why}" for key, why in known.correction.reasons.items())
        versions = ", ".join(known.correction.versions) or _("none")
        text = _("{claim}, {day}: {versions}.").format(
            claim=known.claim, day=known.correction.on, versions=versions
        )
        say_wrapped(f"{text} {reasons}", f"  {known.file}:{known.line}: ", "    ")
    for kind, keys in report.unused.items():
        if keys and kind not in ("source", "claim"):  # of these each is a warning with its place
            ids = ", ".join(keys[:_SOME]) + (", …" if len(keys) > _SOME else "")
            say_wrapped(
                _("Used in no scene, {kind}, {n}: {ids}").format(kind=kind, n=len(keys), ids=ids), rest="  "
            )


def _say_voices(report: Report) -> None:
    """Which sides have a voice where a contested claim is told."""
    if not report.voices:
        return
    shown = [
        f"{scene} " + "/".join(str(sides.get(side, 0)) for side in SIDES)
        for scene, sides in report.voices.items()
    ]
    text = _("Voices in scenes with a contested claim, {sides}: {counts}.")
    counts = some(shown, _SCENES)
    say_wrapped(text.format(sides="/".join(_(side) for side in SIDES), counts=counts), rest="  ")


def _say_reading(story: Story) -> None:
    """Say the reading level of each scene, the hardest first, and of the whole."""
    try:
        with HowFar(_("Measuring how hard it is to read, {done} of {total}")) as progress:
            reading = reading_level(story, progress)
    except NotThisLanguage:
        say_wrapped(_("Reading level not measured: it is known for English, German and Dutch alone."))
        return
    except NoLibrary:
        say_wrapped(
            _(
                "Reading level (English, German, Dutch) not measured. In the folder of the Makefile: make setup, or"
                " pip install '.[authors]'."
            )
        )
        return
    if not reading.scenes:
        return
    by_grade = sorted(reading.scenes.items(), key=lambda item: -item[1])
    hard = some([f"{scene} {grade}" for scene, grade in by_grade if grade > _HARD], _SCENES)
    rest = some([f"{scene} {grade}" for scene, grade in by_grade if grade <= _HARD], _SCENES)
    say(_("Reading level (Flesch-Kincaid grade) of the whole: {grade}.").format(grade=reading.whole))
    text = _("Scenes over grade {most:g}: {scenes}.").format(most=_HARD, scenes=hard or _("none"))
    say_wrapped(text, "  ", "    ")
    if rest:
        say_wrapped(_("The others: {scenes}.").format(scenes=rest), "  ", "    ")


def _say_balance(story: Story, whole: bool) -> None:
    from explainer.cli.balance import say_balance, say_summary
    from explainer.story.check.balance import balance

    if whole:
        say_balance(story, balance(story))
    else:
        say_summary(balance(story))


def _balance_record(story: Story | None) -> dict[str, Any] | None:
    """Null for a story that cannot be read: its mistakes are told without `--balance`."""
    if story is None:
        narrate(_("No balance: the story cannot be read until its mistakes are mended."))
        return None
    from explainer.cli.balance import balance_record
    from explainer.story.check.balance import balance

    return balance_record(balance(story))


def _say_sum(report: Report, problems: Sequence[Problem]) -> None:
    counts = report.counts
    parts = [
        ngettext(*words, counts[name]).format(n=counts[name])
        for name, words in _COUNTED.items()
        if name in counts
    ]
    if parts:
        say_wrapped(", ".join(parts) + ".")
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    say(f"{mistakes(errors)}, {ngettext(_('1 warning'), _('{n} warnings'), warnings).format(n=warnings)}.")


def _prove(path: Path, report: Report, story: Story, as_json: bool) -> list[Problem]:
    from explainer.cli.walks import describe_proof, prove_ways

    proof, problems = prove_ways(story, report.texts)
    if not as_json:
        _say_problems(path, problems)
        say_wrapped(describe_proof(story, proof), rest="  ")
    return problems


def _walk(path: Path, story: Story, count: int, seed: int, as_json: bool) -> list[Problem]:
    from explainer.cli.walks import say_walks, walk

    with HowFar(_("Walking at random, {done} of {total}")) as progress:
        walks = walk(story, count, seed, progress)
    if not as_json:
        _say_problems(path, walks.problems[:_WALKED])
        if len(walks.problems) > _WALKED:
            say(_("and {n} more").format(n=len(walks.problems) - _WALKED))
        say_walks(story, walks, count, seed)
    return walks.problems


def _sizes(path: Path, report: Report, story: Story, as_json: bool) -> list[Problem]:
    from explainer.cli.sizes import paint_all, say_painted

    with HowFar(_("Painting, {done} of {total}")) as progress:
        painted = paint_all(story, progress, report.texts)
    if not as_json:
        _say_problems(path, painted.problems)
        say_painted(painted)
    return painted.problems


def _say_problems(path: Path, problems: Sequence[Problem], texts: Mapping[str, str] | None = None) -> None:
    """Each problem with an empty line behind it. A terminal breaks no word; a pipe gets each sentence as one line."""
    columns = shutil.get_terminal_size().columns if is_terminal(sys.stdout) else None
    told: set[str] = set()
    short = False
    for problem in problems:
        text = render(path, problem, texts) if columns is None else render(path, problem, texts, columns)
        again = problem.rule in _ONE_A_FILE and problem.hint in told
        if short and not again:
            say()
        short = again
        text = text.partition("\n")[0] if short else text
        told.add(problem.hint)
        if columns is None:
            say(text)
        else:
            _say_fitting(text, columns)
        if not short:
            say()
    if short:
        say()


def _say_fitting(text: str, columns: int) -> None:
    for line in text.split("\n"):
        if cells(line) <= columns:
            say(line)
        else:
            say_wrapped(line.strip(), line[: len(line) - len(line.lstrip())], "    ")
