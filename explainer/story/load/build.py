"""From read values to the frozen records of a story.

Lenient: what is missing or faulty has been told already, and the rest is still drafted for further checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from explainer.story.load import markup
from explainer.story.load.entries import Parts, TermNames, Values
from explainer.story.load.format_story import STEP_KINDS
from explainer.story.model import structs
from explainer.story.model.dates import split_hour
from explainer.story.model.graph import reading_order
from explainer.story.model.lens import contested
from explainer.story.model.outline import Edition
from explainer.story.model.prose import references, scene_words
from explainer.story.model.run_sheets import Item, LeaveOut, Plan, Poll
from explainer.story.model.structs import Claim, Prose, Scene, Span, Story

# From the read values of run sheets to their records; lenient, like `explainer.story.build`.

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


# Fields that pass from the file to the record as they are.
_VERSION_FIELDS = (
    *("id", "value", "short", "words", "quoted", "issuer", "carrier", "side", "said_on", "precision"),
    *("status", "withdrawn_on", "outcome", "note"),
)
_SOURCE_FIELDS = (
    *("id", "title", "publisher", "kind", "language", "date", "date_precision", "author", "address"),
    *("archive", "rights", "reliability", "carriage", "found"),
)
_EXCERPT_FIELDS = (
    *("id", "source", "form", "text", "speaker", "side", "date", "date_precision", "language"),
    *("original", "translation_by", "carrier"),
)
_FIGURE_FIELDS = ("id", "kind", "title", "data", "twin", "options")
_MARKED = re.compile(r"(?:\.text|\.facilitator|\.items\[\d+\]|guess\.note|\.record|\.early)$")
"""Paths of texts in which terms, excerpts and claims are read."""


def build_story(parts: Parts, digest: str, assets: dict[str, bytes]) -> Story:
    """The story of these parts, whole as far as they are whole."""
    names = TermNames(parts)
    claims = _claims(parts)
    scenes = {
        key: _scene(key, values, names, claims)
        for key, (values, _where) in parts.things.get("scene", {}).items()
    }
    head = parts.story or {}
    chapters = tuple(structs.Chapter(c["id"], c["title"], c["number"]) for c in _some(head.get("chapters")))
    return Story(
        id=head.get("story", ""),
        title=head.get("title", ""),
        edition=Edition(head.get("version", ""), digest[:12]),
        language=head.get("language", "") or "en",
        checked_on=head.get("checked_on", ""),
        start=head.get("start", ""),
        chapters=chapters,
        trails={t["id"]: _trail(t) for t in _some(head.get("trails"))},
        ribbon=_ribbon(head.get("ribbon")),
        lens_days=tuple(structs.LensDay(day["on"], day["label"]) for day in _some(head.get("lens_days"))),
        places={p["id"]: structs.NamedPlace(p["id"], p["name"]) for p in _some(head.get("places"))},
        renamed=dict(head.get("renamed") or {}),
        about=head.get("about", ""),
        report_errors=head.get("report_errors", ""),
        changes=tuple(
            structs.Change(c["on"], c["what"], c["why"], tuple(c["scenes"]), c["edition"], **_others(c))
            for c in parts.changes
        ),
        scenes=scenes,
        terms={key: _term(v) for key, (v, _where) in parts.things.get("term", {}).items()},
        sources={key: _source(v) for key, (v, _where) in parts.things.get("source", {}).items()},
        excerpts={key: _excerpt(v) for key, (v, _where) in parts.things.get("excerpt", {}).items()},
        claims=claims,
        figures={key: _figure(v) for key, (v, _where) in parts.things.get("figure", {}).items()},
        order=reading_order(scenes, head.get("start", ""), tuple(chapter.id for chapter in chapters)),
        languages=_languages(parts, head.get("language", "") or "en"),
        translations=head.get("translations") or {},
        documents={key: _document(v, names) for key, (v, _where) in parts.things.get("document", {}).items()},
        plans=build_plans(parts, scenes, claims),
        never_guessed=tuple(filter(None, head.get("never_guessed") or ())),
        assets=assets,
        corrections=head.get("corrections", ""),
    )


def _some(values: Iterable[Values | None] | None) -> list[Values]:
    return [value for value in values or () if value]


def _trail(values: Values) -> structs.Trail:
    return structs.Trail(
        values["id"], values["title"], values["detail"], tuple(filter(None, values["scenes"]))
    )


def _ribbon(values: Values | None) -> structs.Ribbon:
    if not values:
        return structs.Ribbon()
    skip = []
    for gap in _some(values["skip"]):
        (start, at), (end, until) = split_hour(gap["from"]), split_hour(gap["to"] or gap["from"])
        skip.append(structs.Gap(start, end, at, until))
    (start, at), (end, until) = split_hour(values["from"]), split_hour(values["to"] or values["from"])
    return structs.Ribbon(values["kind"], start, end, tuple(skip), at, until)


def _when(values: Values) -> structs.When:
    (start, at), (end, until) = split_hour(values["from"]), split_hour(values["to"] or values["from"])
    return structs.When(start, end, tuple(values["places"]), at, until)


def _languages(parts: Parts, own: str) -> tuple[str, ...]:
    found = {own: None}
    for kind in parts.things.values():
        for values, _where in kind.values():
            found.update(dict.fromkeys(values.get("translations") or ()))
    for values in (parts.story or {}, *parts.changes):
        found.update(dict.fromkeys(values.get("translations") or ()))
    return tuple(found)


def _scene(key: str, values: Values, names: TermNames, claims: dict[str, structs.Claim]) -> structs.Scene:
    when = values["when"] or {"from": "", "to": "", "places": []}
    warning = values["warning"]
    steps = tuple(
        _step(number, step, values["translations"], names)
        for number, step in enumerate(values["body"], 1)
        if step is not None
    )
    return structs.Scene(
        id=key,
        title=values["title"],
        chapter=values["chapter"],
        when=_when(when),
        asks=values["asks"],
        recap=values["recap"],
        warning=structs.SceneWarning(warning["text"], warning["detour"], warning["bridge"])
        if warning
        else None,
        steps=steps,
        branches=tuple(
            structs.Branch(branch["label"], branch["to"], branch["trail"], branch["detail"])
            for branch in _some(values["branches"])
        ),
        next=values["next"],
        next_label=values["next_label"],
        home=values["home"],
        ending=bool(values["ending"]),
        words=scene_words(steps, claims),
        translations=_labels(values["translations"]),
    )


def _labels(translations: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Titles and labels by language; the prose of steps stands with the steps."""
    kept = {
        language: {path: text for path, text in texts.items() if not path.startswith("body[")}
        for language, texts in translations.items()
    }
    return {language: texts for language, texts in kept.items() if texts}


def _step(
    number: int, values: Values, translations: dict[str, dict[str, str]], names: TermNames
) -> structs.Step:
    kind = next((kind for kind in STEP_KINDS if values[kind]), "text")
    holds = values[kind]
    return structs.Step(
        id=values["id"] or str(number),
        kind=kind,
        prose=names.settle(holds or ()) if kind in ("text", "facilitator") else (),
        items=tuple(names.settle(item) for item in holds) if kind == "items" else (),
        ref=_step_ref(kind, holds),
        guess=_guess(holds, names) if kind == "guess" else None,
        question=structs.Question(holds["question"], tuple(holds["options"])) if kind == "question" else None,
        rests_on=tuple(filter(None, values["rests_on"])),
        waived=tuple(structs.Waiver(waiver["text"], waiver["reason"]) for waiver in _some(values["waive"])),
        translations=_translated(f"body[{number - 1}]", translations, names),
        line=values.get("line", 0),
        verdicts=kind == "document" and bool(holds["verdicts"]),
        shows={key: value for key, value in holds.items() if value and key != "of"}
        if kind == "figure"
        else {},
    )


def _step_ref(kind: str, holds: Any) -> str:
    if kind in ("document", "figure"):
        return str(holds["of"])
    return str(holds) if kind == "quote" else ""


def _translated(
    path: str, translations: dict[str, dict[str, str]], names: TermNames
) -> dict[str, dict[str, Prose]]:
    """The texts of one step by language, and by path inside the step, such as `text` or `items[0]`."""
    found = {
        language: {
            where[len(path) + 1 :]: _prose(where, text, names)
            for where, text in texts.items()
            if where.startswith(f"{path}.")
        }
        for language, texts in translations.items()
    }
    return {language: texts for language, texts in found.items() if texts}


def _prose(path: str, text: str, names: TermNames) -> Prose:
    """A translated text: parsed where the own one is, else as it stands."""
    if _MARKED.search(path):
        return names.settle(markup.parse(text).spans)
    return (Span("text", text),) if text else ()


def _guess(values: Values, names: TermNames) -> structs.Guess:
    return structs.Guess(
        kind=values["kind"],
        question=values["question"],
        of=values["of"],
        options=tuple(values["options"]),
        answer=tuple(values["answer"]),
        unit=values["unit"],
        note=names.settle(values["note"]),
    )


def _document(values: Values, names: TermNames) -> structs.Document:
    return structs.Document(
        **{name: values[name] for name in ("id", "title", "source", "note", "asks", "last_day")},
        sentences=tuple(
            structs.Sentence(
                excerpt=sentence["excerpt"],
                verdict=sentence["verdict"],
                record=names.settle(sentence["record"]),
                early=names.settle(sentence["early"]),
                claims=tuple(filter(None, sentence["claims"])),
                scenes=tuple(filter(None, sentence["scenes"])),
                rests_on=tuple(filter(None, sentence["rests_on"])),
            )
            for sentence in _some(values["sentences"])
        ),
        translations={
            language: {path: _prose(f".{path}", text, names) for path, text in texts.items()}
            for language, texts in (values["translations"] or {}).items()
        },
    )


def _claims(parts: Parts) -> dict[str, structs.Claim]:
    language = (parts.story or {}).get("language", "")
    held = parts.things.get("claim", {})
    return {key: _claim(values, language) for key, (values, _where) in held.items()}


def _claim(values: Values, language: str) -> structs.Claim:
    known = {version["id"] for version in _some(values["versions"])}
    return structs.Claim(
        id=values["id"],
        question=values["question"],
        gap=tuple(filter(None, values["gap"])),
        contested=values["contested"],
        as_known=tuple(
            structs.AsKnown(correction["on"], tuple(correction["versions"]), dict(correction["reasons"]))
            for correction in _some(values["as_known"])
        ),
        versions=tuple(_version(version, known) for version in _some(values["versions"])),
        differ=values["differ"],
        waived=tuple(structs.RuleWaiver(one["rule"], one["reason"]) for one in _some(values["waive"])),
        language="" if language == "en" else language,
        **_others(values),
    )


def _version(values: Values, known: set[str]) -> structs.Version:
    plain = {name: values[name] for name in _VERSION_FIELDS}
    successor = values["replaced_by"] if values["replaced_by"] in known else ""
    return structs.Version(
        **plain, source=tuple(values["source"]), replaced_by=successor, accuses=tuple(values["accuses"])
    )


def _others(values: Values) -> dict[str, Any]:
    return {"translations": values["translations"]} if values["translations"] else {}


def _term(values: Values) -> structs.Term:
    return structs.Term(
        id=values["id"],
        name=values["name"],
        kind=values["kind"],
        definition=values["definition"],
        forms=tuple(structs.Form(form["language"], form["text"]) for form in _some(values["forms"])),
        say=values["say"],
        also=tuple(values["also"]),
        living=values["living"],
        posts=tuple(
            structs.Post(post["post"], post["from"], post["to"], tuple(post["source"]))
            for post in _some(values["posts"])
        ),
        rests_on=tuple(values["rests_on"]),
        **_others(values),
    )


def _source(values: Values) -> structs.Source:
    stored = values["stored"]
    return structs.Source(
        **{name: values[name] for name in _SOURCE_FIELDS},
        repeats=tuple(values["repeats"]),
        stored=structs.Stored(stored["file"], stored["sha256"], stored.get("text", "")) if stored else None,
        **_others(values),
    )


def _excerpt(values: Values) -> structs.Excerpt:
    return structs.Excerpt(**{name: values[name] for name in _EXCERPT_FIELDS}, **_others(values))


def _figure(values: Values) -> structs.Figure:
    return structs.Figure(
        **{name: values[name] for name in _FIGURE_FIELDS},
        rests_on=tuple(values["rests_on"]),
        **_others(values),
    )
