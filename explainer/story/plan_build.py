"""From the read values of run sheets to their records; lenient, like `explainer.story.build`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from explainer.story.lens import contested
from explainer.story.model import Claim, Scene
from explainer.story.parts import Parts, Values
from explainer.story.plans import Item, LeaveOut, Plan, Poll
from explainer.story.references import references

_POLL_FIELDS = ("id", "kind", "of", "cue", "line", "before")


def build_plans(parts: Parts, scenes: Mapping[str, Scene], claims: Mapping[str, Claim]) -> dict[str, Plan]:
    """The run sheets by id, with the contested claims of their scenes."""
    return {
        key: _plan(key, values, scenes, claims)
        for key, (values, _where) in parts.things.get("plan", {}).items()
    }


def _plan(key: str, values: Values, scenes: Mapping[str, Scene], claims: Mapping[str, Claim]) -> Plan:
    items = [item for item in values["items"] if item]
    first: dict[str, Values] = {}
    for poll in (poll for item in items for poll in item["ask"] if poll):
        first.setdefault(poll["id"], poll)
    again = {poll["before"]: poll["id"] for poll in first.values() if poll["before"]}
    built = tuple(_item(item, first, again) for item in items)
    named = dict.fromkeys(scene for item in built for scene in item.all_scenes if scene in scenes)
    return Plan(
        id=key,
        title=values["title"],
        minutes=values["minutes"],
        items=built,
        contested={scene: found for scene in named if (found := _contested(scenes[scene], claims))},
        translations=values["translations"],
    )


def _contested(scene: Scene, claims: Mapping[str, Claim]) -> tuple[str, ...]:
    """What is contested in a scene's own text; what only a document's opened sentence names is not counted, since
    nobody need open it.
    """
    named = dict.fromkeys(one.id for one in references(scene) if one.kind == "claim")
    return tuple(key for key in named if key in claims and contested(claims[key]))


def _item(values: Values, first: Mapping[str, Values], again: Mapping[str, str]) -> Item:
    scenes = _ids(values["scenes"])
    halves = tuple(_ids(half) for half in values["halves"])
    cut = values["leave_out"]
    return Item(
        **{name: values[name] for name in ("title", "minutes", "mode", "notes", "say", "lens", "hold")},
        scenes=scenes,
        halves=halves,
        ask=tuple(_poll(poll, () if halves else scenes, first, again) for poll in values["ask"] if poll),
        leave_out=LeaveOut(cut["what"], cut["saves"], _ids(cut["scenes"]), _ids(cut["polls"]))
        if cut
        else None,
    )


def _poll(
    values: Values, scenes: tuple[str, ...], first: Mapping[str, Values], again: Mapping[str, str]
) -> Poll:
    """One question; what it asks again need not be written twice, and where it stands follows from that."""
    origin = first.get(values["before"], values)
    options = tuple(values["options"] or origin["options"])
    repeats = bool(values["before"])
    asked_again = values["after"] or again.get(values["id"], "")
    when = values["when"] or ("before" if asked_again and not repeats else "after")
    at = (scenes[0] if when == "before" else scenes[-1]) if scenes else ""
    plain: dict[str, Any] = {name: values[name] for name in _POLL_FIELDS}
    return Poll(
        **plain | {"of": values["of"] or origin["of"]},
        question=values["question"] or origin["question"],
        options=options,
        after=asked_again,
        at=values["at"] or at,
        when=when,
        branches=_ids(values["branches"]),
        right=options.index(values["right"]) if values["right"] in options else -1,
        source=_ids(values["source"]),
    )


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, values))
