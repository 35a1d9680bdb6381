"""`explainer show KIND ID`: one thing, to read or as JSON."""

from __future__ import annotations

from typing import Any

import click

from explainer.cli.kinds import KINDS, action_record, kind_argument, resolve, unknown
from explainer.cli.lens_fields import lens_fields
from explainer.cli.options import json_option, lens_option, offer, story_option
from explainer.cli.output import say, say_json
from explainer.cli.stories import open_story
from explainer.messages import _
from explainer.problems import Cannot, UsageError
from explainer.story import records
from explainer.story.model import Story
from explainer.story.place import parse_address


@click.command("show", help=_("Show one thing of a KIND: {kinds}.").format(kinds=", ".join(KINDS)))
@kind_argument
@click.argument("key", metavar="ID", shell_complete=offer("ids"))
@story_option
@json_option
@lens_option
@click.option(
    "--cite",
    "form",
    type=click.Choice(("plain", "bibtex", "csl-json")),
    default=None,
    help=_("Print a citation of an excerpt, a claim or a source."),
)
@click.option("--consent", is_flag=True, help=_("Read a scene that begins with a warning."))
def command(
    kind: str, key: str, folder: str | None, as_json: bool, on: str, form: str | None, consent: bool
) -> None:
    if form and kind not in ("excerpt", "claim", "source"):
        raise UsageError(_("--cite is for an excerpt, a claim or a source."))
    if kind == "action":
        _show_action(key, as_json)
        return
    story = open_story(folder)
    step = ""
    if kind == "scene":
        address = parse_address(key)
        key, step = address.place.scene, address.place.step
        on = on or (address.lens.on if address.lens else "")
    key = resolve(story, kind, key)
    _check_step(story, key, step)
    if form:
        from explainer.reading.cite_formats import cite_as

        say(cite_as(story, kind, key, form, on).rstrip("\n"))
    elif as_json:
        say_json(_record(story, kind, key, on))
    else:
        _say(story, kind, key, step, on, consent)


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
    found = records.record(story, kind, key)
    return {**found, **lens_fields(story, kind, key, on)} if on else found


def _say(story: Story, kind: str, key: str, step: str, on: str, consent: bool) -> None:
    if kind == "scene":
        from explainer.cli.scene_text import say_scene

        say_scene(story, story.scenes[key], step, on, consent)
    elif kind == "claim":
        from explainer.cli.claim_text import say_claim

        say_claim(story, story.claims[key], on)
    else:
        from explainer.cli.thing_text import SAYERS

        SAYERS[kind](story, key, on)


def _show_action(key: str, as_json: bool) -> None:
    from explainer.cli.thing_text import say_action
    from explainer.reading.actions import ACTIONS, BY_ID

    spec = BY_ID.get(key)
    if spec is None:
        raise Cannot(unknown("action", key, [known.id for known in ACTIONS]))
    if as_json:
        say_json(action_record(spec))
    else:
        say_action(action_record(spec))
