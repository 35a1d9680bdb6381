"""From read values to the frozen records of a story; most of it is said by the specs themselves (`Spec.build`).

Lenient: what is missing or faulty has been told already, and the rest is still drafted for further checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from explainer.story.load import markup
from explainer.story.load.entries import Parts, TermNames, Values
from explainer.story.load.fields import Settle
from explainer.story.load.format_scenes import PLAN, SCENE, STEP, STEP_KINDS
from explainer.story.load.format_story import CHANGE, ENTITY, FILES, STORY
from explainer.story.model.ages import proses_of
from explainer.story.model.graph import reading_order
from explainer.story.model.lens import contested
from explainer.story.model.outline import Edition, Prose, Ribbon, Span
from explainer.story.model.prose import Words, not_known, references, scene_words
from explainer.story.model.run_sheets import Item, Plan, Poll
from explainer.story.model.structs import Claim, Document, Excerpt, Scene, Source, Step, Story, When

_MARKED = re.compile(
    r"(?:\.text|\.facilitator|\.items\[\d+\]|guess\.note|\.record|\.early|^not_known\[\d+\]|^in_short\[\d+\]\.text)$"
)
"""Paths of texts in which terms, excerpts and claims are read."""

NOT_KNOWN = "not-known"
"""Id and kind of the step at a scene's foot: what no source says."""

Translations = dict[str, dict[str, str]]
"""Texts by language, then by path."""


def build_story(parts: Parts, digest: str, assets: dict[str, bytes]) -> Story:
    """The story of these parts, whole as far as they are whole."""
    settle = TermNames(parts).settle
    head = STORY.build(parts.story or STORY.blank() | {"translations": {}}, settle)
    language = head["language"] or "en"
    held: dict[str, Any] = {
        key: {one: _entity(key, values, language, settle) for one, (values, _where) in parts.of_kind(kind)}
        for key, kind in ENTITY.items()
    }
    claims = held["claims"]
    held["documents"] = {key: _resting(one, held["excerpts"]) for key, one in held["documents"].items()}
    short = _in_short(head, settle)
    settled = Settled(settle, claims, held["excerpts"], short)
    scenes = {key: _scene(key, values, settled) for key, (values, _where) in parts.of_kind("scene")}
    order = reading_order(scenes, head["start"], tuple(chapter.id for chapter in head["chapters"]))
    scenes = _counted(_gathered(scenes, order, settled), Words(claims, held["excerpts"], held["figures"]))
    plans = {key: _plan(key, values, settle) for key, (values, _where) in parts.of_kind("plan")}
    head |= {
        "edition": Edition(head.pop("version"), digest[:12]),
        "language": language,
        "trails": {trail.id: trail for trail in head["trails"]},
        "ribbon": head["ribbon"] or Ribbon(),
        "places": {place.id: place for place in head["places"]},
    }
    return Story(
        **head,
        **held,
        changes=tuple(CHANGE.build(change, settle) for change in parts.changes),
        scenes=scenes,
        order=order,
        languages=_languages(parts, language),
        plans={key: replace(plan, contested=_contested(plan, scenes, claims)) for key, plan in plans.items()},
        assets=assets,
    )


def _languages(parts: Parts, own: str) -> tuple[str, ...]:
    found = {own: None}
    held = [values for kind in parts.things.values() for values, _where in kind.values()]
    for values in (*held, parts.story or {}, *parts.changes):
        found.update(dict.fromkeys(values.get("translations") or ()))
    return tuple(found)


def _entity(key: str, values: Values, language: str, settle: Settle) -> Any:
    """Build one thing of a list file, and what only the whole of it tells."""
    item = FILES[key].fields[key].item  # type: ignore[attr-defined]
    built = item.build(values, settle)
    if isinstance(built, Claim):
        known = {version.id for version in built.versions}
        versions = tuple(
            one if one.replaced_by in known else replace(one, replaced_by="") for one in built.versions
        )
        return replace(built, versions=versions, language="" if language == "en" else language)
    if isinstance(built, Source) and built.stored:
        return replace(built, stored=replace(built.stored, text=values["stored"].get("text", "")))
    if isinstance(built, Document):
        return replace(built, translations=_translated("", values["translations"], settle))
    return built


def _in_short(head: Values, settle: Settle) -> Step:
    """The story in short as a step; its translations, which are prose, go from the head's texts to their lines."""
    translations: Translations = head.get("translations") or {}
    by_line = _lines(translations, "in_short", ".text", settle)
    lines = tuple(
        replace(
            line,
            translations={
                language: texts[path]
                for language, texts in by_line.items()
                if (path := f"items[{number}]") in texts
            },
        )
        for number, line in enumerate(head["in_short"])
    )
    head["in_short"] = lines
    if translations:
        head["translations"] = {
            language: {path: text for path, text in texts.items() if not path.startswith("in_short[")}
            for language, texts in translations.items()
        }
    return Step(
        "",
        "in-short",
        items=tuple(line.text for line in lines),
        links=tuple(line.scenes for line in lines),
        marks=tuple(line.mark for line in lines),
        translations=by_line,
    )


def _lines(translations: Translations, field: str, end: str, settle: Settle) -> dict[str, dict[str, Prose]]:
    """The translations of a list of proses by language, as those of a step's items."""
    found = {
        language: {
            f"items[{match[1]}]": settle(markup.parse(text).spans)
            for path, text in texts.items()
            if (match := re.fullmatch(rf"{field}\[(\d+)\]{re.escape(end)}", path))
        }
        for language, texts in translations.items()
    }
    return {language: texts for language, texts in found.items() if texts}


def _gathered(scenes: dict[str, Scene], order: tuple[str, ...], settled: Settled) -> dict[str, Scene]:
    """The scenes with the lines in place that some of them gather from the others' feet."""
    feet = {key: foot for key in dict.fromkeys((*order, *scenes)) if (foot := not_known(scenes[key]))}

    def filled(scene: Scene, step: Step) -> Step:
        near = [
            (key, foot)
            for key, foot in feet.items()
            if key != scene.id and (step.ref == "all" or scenes[key].chapter == scene.chapter)
        ]
        texts: dict[str, dict[str, Prose]] = {}
        items: list[Prose] = []
        for _key, foot in near:
            for number, item in enumerate(foot.items):
                for language, known in foot.translations.items():
                    if (path := f"items[{number}]") in known:
                        texts.setdefault(language, {})[f"items[{len(items)}]"] = known[path]
                items.append(item)
        links = tuple((key,) for key, foot in near for _item in foot.items)
        return settled.resting(replace(step, items=tuple(items), links=links, translations=texts))

    return {
        key: replace(
            scene,
            steps=tuple(
                filled(scene, step) if step.kind == NOT_KNOWN and step.ref else step for step in scene.steps
            ),
        )
        if any(step.kind == NOT_KNOWN and step.ref for step in scene.steps)
        else scene
        for key, scene in scenes.items()
    }


def _counted(scenes: dict[str, Scene], held: Words) -> dict[str, Scene]:
    return {key: replace(scene, words=scene_words(scene.steps, held)) for key, scene in scenes.items()}


def _resting(document: Document, excerpts: Mapping[str, Excerpt]) -> Document:
    """A document whose sentences also rest on what their records cite."""
    sentences = []
    for one in document.sentences:
        keys = (*one.rests_on, *_sources(excerpts, "", one.record, one.early))
        sentences.append(replace(one, rests_on=tuple(dict.fromkeys(keys))))
    return replace(document, sentences=tuple(sentences))


def _scene(key: str, values: Values, settled: Settled) -> Scene:
    translations, settle = values["translations"], settled.settle
    steps = tuple(
        _step(number, step, translations, settled)
        for number, step in enumerate(values["body"], 1)
        if step is not None
    )
    built = SCENE.build(values | {"body": []}, settle)
    # Titles and labels; the prose of steps stands with the steps.
    labels = {
        language: kept
        for language, texts in translations.items()
        if (
            kept := {
                path: text for path, text in texts.items() if not path.startswith(("body[", "not_known["))
            }
        )
    }
    if limits := built.pop("not_known"):
        texts = _lines(translations, "not_known", "", settle)
        steps = (*steps, settled.resting(Step(NOT_KNOWN, NOT_KNOWN, items=limits, translations=texts)))
    built |= {"id": key, "chapter": values["chapter"], "when": built["when"] or When("", "")}
    return Scene(**built | {"steps": steps, "translations": labels})


class Settled(NamedTuple):
    """What the steps of a scene need of the rest of the story."""

    settle: Settle
    claims: Mapping[str, Claim]
    excerpts: Mapping[str, Excerpt]
    short: Step
    """The lines of `in_short` as a step."""

    def resting(self, step: Step) -> Step:
        """A step with the sources of what it cites behind those that were written."""
        quoted = step.ref if step.kind == "quote" else ""
        more = _sources(self.excerpts, quoted, *proses_of(step))
        return replace(step, rests_on=tuple(dict.fromkeys((*step.rests_on, *more))))


def _sources(excerpts: Mapping[str, Excerpt], quoted: str, *proses: Prose) -> Iterator[str]:
    """The sources of the excerpts that proses cite, and of one that is quoted."""
    found = [quoted, *(span.ref for prose in proses for span in prose if span.kind == "excerpt")]
    return (excerpts[key].source for key in found if key in excerpts)


def _step(number: int, values: Values, translations: Translations, settled: Settled) -> Step:
    settle = settled.settle
    kind = next((kind for kind in STEP_KINDS if values[kind]), "text")
    built = STEP.build(values, settle)
    holds = built[kind]
    if kind == "in_short":
        line, key = values.get("line", 0), built["id"] or str(number)
        short = replace(settled.short, id=key, waived=built["waive"], line=line, rests_on=built["rests_on"])
        return settled.resting(short)
    step = Step(
        id=built["id"] or str(number),
        kind=kind.replace("_", "-"),
        prose=holds if kind in ("text", "facilitator") else (),
        items=holds if kind == "items" else (),
        ref=holds["of"]
        if kind in ("document", "figure")
        else holds
        if kind in ("quote", "not_known")
        else "",
        guess=holds if kind == "guess" else None,
        question=holds if kind == "question" else None,
        rests_on=built["rests_on"],
        waived=built["waive"],
        translations=_translated(f"body[{number - 1}]", translations, settle),
        line=values.get("line", 0),
        verdicts=kind == "document" and bool(holds["verdicts"]),
        shows={key: value for key, value in holds.items() if value and key != "of"}
        if kind == "figure"
        else {},
    )
    return settled.resting(step)


def _translated(path: str, translations: Translations, settle: Settle) -> dict[str, dict[str, Prose]]:
    """The texts below a path by language, and by the rest of their path, such as `text` or `items[0]`."""
    found = {
        language: {
            where.removeprefix(f"{path}."): _prose(f".{where}", text, settle)
            for where, text in texts.items()
            if not path or where.startswith(f"{path}.")
        }
        for language, texts in translations.items()
    }
    return {language: texts for language, texts in found.items() if texts}


def _prose(path: str, text: str, settle: Settle) -> Prose:
    """A translated text: parsed where the own one is, else as it stands."""
    if _MARKED.search(path):
        return settle(markup.parse(text).spans)
    return (Span("text", text),) if text else ()


# run sheets


def _plan(key: str, values: Values, settle: Settle) -> Plan:
    built = PLAN.build(values, settle)
    first: dict[str, Values] = {}
    for poll in (poll for item in built["items"] for poll in item["ask"]):
        first.setdefault(poll["id"], poll)
    again = {poll["before"]: poll["id"] for poll in first.values() if poll["before"]}
    items = tuple(_item(item, first, again) for item in built["items"])
    return Plan(**built | {"id": key, "items": items})


def _item(values: Values, first: Mapping[str, Values], again: Mapping[str, str]) -> Item:
    scenes = () if values["halves"] else values["scenes"]
    return Item(**values | {"ask": tuple(_poll(poll, scenes, first, again) for poll in values["ask"])})


def _poll(
    values: Values, scenes: tuple[str, ...], first: Mapping[str, Values], again: Mapping[str, str]
) -> Poll:
    """One question; what it asks again need not be written twice, and where it stands follows from that."""
    origin = first.get(values["before"], values)
    options = values["options"] or origin["options"]
    asked_again = values["after"] or again.get(values["id"], "")
    when = values["when"] or ("before" if asked_again and not values["before"] else "after")
    at = (scenes[0] if when == "before" else scenes[-1]) if scenes else ""
    follows = {
        "question": values["question"] or origin["question"],
        "of": values["of"] or origin["of"],
        "options": options,
        "after": asked_again,
        "at": values["at"] or at,
        "when": when,
        "right": options.index(values["right"]) if values["right"] in options else -1,
    }
    return Poll(**values | follows)


def _contested(
    plan: Plan, scenes: Mapping[str, Scene], claims: Mapping[str, Claim]
) -> dict[str, tuple[str, ...]]:
    """What is contested in the own text of the plan's scenes; what only a document's opened sentence names is not
    counted, since nobody need open it.
    """
    found = {}
    for scene in dict.fromkeys(key for item in plan.items for key in item.all_scenes if key in scenes):
        named = dict.fromkeys(one.id for one in references(scenes[scene]) if one.kind == "claim")
        if told := tuple(key for key in named if key in claims and contested(claims[key])):
            found[scene] = told
    return found
