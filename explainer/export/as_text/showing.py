"""One thing, to read or as JSON: what `show` answers."""

from __future__ import annotations

from typing import Any

import msgspec

from explainer.export.as_text.answer import Answer, json_of
from explainer.export.as_text.kinds import action_record, resolve, unknown
from explainer.export.as_text.lens_fields import lens_fields
from explainer.export.as_text.lines import Lines
from explainer.messages import _
from explainer.problems import Cannot, UsageError
from explainer.story.model import json_records
from explainer.story.model.outline import parse_address
from explainer.story.model.structs import Story

CITATIONS = ("plain", "bibtex", "csl-json")
CITED = ("excerpt", "claim", "source")


class Wanted(msgspec.Struct, frozen=True):
    """How a thing is wanted."""

    as_json: bool = False
    on: str = ""
    form: str = ""
    """One of `CITATIONS`: its citation instead of itself."""
    consent: bool = False
    """A scene that begins with a warning is read all the same."""


def check_form(kind: str, form: str) -> None:
    """Only what is cited has a citation.

    Raises:
        UsageError: the kind has none.
    """
    if form and kind not in CITED:
        raise UsageError(_("--cite is for an excerpt, a claim or a source."))


def shown(story: Story, kind: str, key: str, wanted: Wanted, out: Lines) -> Answer:
    """One thing of the story.

    Raises:
        Cannot: there is no such thing.
    """
    step, on = "", wanted.on
    if kind == "scene":
        address = parse_address(key)
        key, step = address.place.scene, address.place.step
        on = on or (address.lens.on if address.lens else "")
    key = resolve(story, kind, key, out.command(""))
    _check_step(story, key, step)
    if wanted.form:
        from explainer.reading.cite_formats import cite_as

        out.line(cite_as(story, kind, key, wanted.form, on).rstrip("\n"))
        return Answer(out.text())
    if wanted.as_json:
        return Answer(json_of(_record(story, kind, key, on)), utf8=True)
    _say(out, story, kind, key, step, on, wanted.consent)
    return Answer(out.text())


def action_shown(key: str, wanted: Wanted, out: Lines) -> Answer:
    """One entry of the registry of actions, which needs no story.

    Raises:
        Cannot: there is no such action.
    """
    from explainer.export.as_text.things import say_action
    from explainer.reading.actions import ACTIONS, BY_ID

    spec = BY_ID.get(key)
    if spec is None:
        raise Cannot(unknown("action", key, [known.id for known in ACTIONS], out.command("")))
    if wanted.as_json:
        return Answer(json_of(action_record(spec)), utf8=True)
    say_action(out, action_record(spec))
    return Answer(out.text())


def _check_step(story: Story, key: str, step: str) -> None:
    if step:
        known = [s.id for s in story.scenes[key].steps]
        if step not in known:
            raise Cannot(
                _("{scene} has no step {step}; it has {known}.").format(
                    scene=key, step=step, known=", ".join(known)
                )
            )


def _record(story: Story, kind: str, key: str, on: str) -> dict[str, Any]:
    found = json_records.record(story, kind, key)
    return {**found, **lens_fields(story, kind, key, on)} if on else found


def _say(out: Lines, story: Story, kind: str, key: str, step: str, on: str, consent: bool) -> None:
    if kind == "scene":
        from explainer.export.as_text.scene import say_scene

        say_scene(out, story, story.scenes[key], step, on, consent)
    elif kind == "claim":
        from explainer.export.as_text.claim import say_claim

        say_claim(out, story, story.claims[key], on)
    else:
        from explainer.export.as_text.things import SAYERS

        SAYERS[kind](out, story, key, on)
