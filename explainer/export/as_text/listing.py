"""Everything of one kind, a line each, or as JSON: what `list` answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from explainer.export.as_text.answer import Answer, json_of
from explainer.export.as_text.kinds import action_records
from explainer.export.as_text.lines import Lines
from explainer.messages import _
from explainer.story.model import dates, json_records
from explainer.story.model.structs import Story

Record = dict[str, Any]


def listed(story: Story, kind: str, *, as_json: bool) -> Answer:
    """All things of a kind of the story."""
    return _answer(kind, json_records.records(story, kind), as_json)


def actions_listed(*, as_json: bool) -> Answer:
    """The registry of actions, which needs no story."""
    return _answer("action", action_records(), as_json)


def _answer(kind: str, found: Iterable[Record], as_json: bool) -> Answer:
    if as_json:
        return Answer(json_of(list(found)), utf8=True)
    out = Lines()
    out.table([_ROWS[kind](record) for record in found])
    return Answer(out.text())


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
