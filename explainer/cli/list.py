"""`explainer list KIND`: everything of one kind, a line each, or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from explainer.cli.kinds import KINDS, action_records, all_records, kind_argument
from explainer.cli.options import json_option, story_option
from explainer.cli.output import say_json, say_table
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.story import dates

Record = dict[str, Any]


@click.command("list", help=_("List everything of one KIND: {kinds}.").format(kinds=", ".join(KINDS)))
@kind_argument
@story_option
@json_option
def command(kind: str, folder: str | None, as_json: bool) -> None:
    found = action_records() if kind == "action" else all_records(open_story(folder), kind)
    if as_json:
        say_json(found)
    else:
        say_table([_ROWS[kind](record) for record in found])


def _scene(record: Record) -> tuple[str, ...]:
    when = record["when"]
    days = dates.span(when["from"], when["to"] or "", brief=True) if when["from"] else ""
    return record["id"], days, record["title"]


def _source(record: Record) -> tuple[str, ...]:
    day = dates.said(record["date"] or "", record["date_precision"], brief=True)
    return record["id"], day, f"{record['publisher']}: {record['title']}"


def _excerpt(record: Record) -> tuple[str, ...]:
    day = dates.short(record["date"]) if record["date"] else _("no date")
    return record["id"], record["form"], day, record["speaker"] or record["source"]


def _claim(record: Record) -> tuple[str, ...]:
    versions = (
        _("1 version")
        if len(record["versions"]) == 1
        else _("{n} versions").format(n=len(record["versions"]))
    )
    return record["id"], versions, record["question"]


def _trail(record: Record) -> tuple[str, ...]:
    size = _("{n} scenes, {minutes} min").format(n=len(record["scenes"]), minutes=record["minutes"])
    return record["id"], size, record["title"]


def _action(record: Record) -> tuple[str, ...]:
    return record["id"], " ".join(record["keys"]), record["description"]


_ROWS: dict[str, Callable[[Record], tuple[str, ...]]] = {
    "scene": _scene,
    "term": lambda record: (record["id"], record["kind"], record["name"]),
    "source": _source,
    "excerpt": _excerpt,
    "claim": _claim,
    "figure": lambda record: (record["id"], record["kind"], record["title"]),
    "trail": _trail,
    "action": _action,
}
