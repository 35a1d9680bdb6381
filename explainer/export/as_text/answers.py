"""What `list`, `show` and `search` answer, as text to read or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from explainer.export.as_text.asked import action_record, action_records, resolve, unknown
from explainer.export.as_text.lines import Answer, Lines, json_of
from explainer.messages import _
from explainer.problems import Cannot, UsageError
from explainer.reading.in_short import mark_word
from explainer.story.model import dates, json_records
from explainer.story.model.ages import as_of, is_whole
from explainer.story.model.dates import long
from explainer.story.model.json_records import stands
from explainer.story.model.lens import later, posts_held, said_by, standing
from explainer.story.model.outline import parse_address
from explainer.story.model.prose import in_short_step, not_known, plain, readable_steps, references
from explainer.story.model.structs import Prose, Scene, Story
from explainer.story.text import has_curled_marks

if TYPE_CHECKING:
    from explainer.story.search.finder import Hit, Results

# Everything of one kind, a line each, or as JSON: what `list` answers.

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
    "in-short": lambda record: (record["id"], mark_word(record["mark"]), record["text"]),
    "action": _action,
}


# The fields that `--as-known-on` adds to a record: what stands on that day, and what was said later.


def under_lens(story: Story, hit: Hit, on: str) -> dict[str, Any]:
    """For one hit of a search: as `show` gives them for the thing itself; for a line of a scene, of that line."""
    if hit.kind == "scene":
        date = later(story, "scene", hit.address, on)[0]
        return {"stands": not date, "said_later": date or None}
    return lens_fields(story, hit.kind, hit.id, on)


def lens_fields(story: Story, kind: str, key: str, on: str) -> dict[str, Any]:
    """`stands` and `said_later` of one thing on a day.

    claim: ids of the versions that stand, and of those said later or undated. scene: by claim id the versions that
    stand, and by step id the day from which a folded step can be read. term: the posts held that day, by name; its
    definition stands at every date. source, excerpt, figure: true or false, and the date from which it can be read.
    A trail is the same at every date.
    """
    if kind == "claim":
        claim = story.claims[key]
        return {
            "stands": stands(claim, on),
            "said_later": [version.id for version in claim.versions if not said_by(version, on)],
        }
    if kind == "scene":
        return _scene_lens_fields(story, story.scenes[key], on)
    if kind == "term":
        return {"stands": [post.post for post in posts_held(story, story.terms[key], on)], "said_later": None}
    if kind in ("trail", "in-short"):
        return {"stands": True, "said_later": None}
    date = later(story, kind, key, on)[0]
    return {"stands": not date, "said_later": date or None}


def _scene_lens_fields(story: Story, scene: Scene, on: str) -> dict[str, Any]:
    claims = dict.fromkeys(r.id for r in references(scene) if r.kind == "claim")
    days = (
        (step.id, later(story, "scene", f"{scene.id}:{step.id}", on)[0]) for step in readable_steps(scene)
    )
    return {
        "stands": {key: [version.id for version in standing(story.claims[key], on)] for key in claims},
        "said_later": {step: day for step, day in days if day},
    }


# One thing, to read or as JSON: what `show` answers.

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
    out.curls = has_curled_marks(story.language)
    if kind == "in-short" and not key:
        return _short_shown(story, wanted, out)
    if kind == "scene":
        address = parse_address(key)
        key, step = address.place.scene, address.place.step
        on = on or (address.lens.on if address.lens else "")
    key = resolve(story, kind, key, out.command(""))
    _check_step(story, key, step)
    if wanted.form:
        from explainer.reading.citing.cite_formats import cite_as

        out.line(cite_as(story, kind, key, wanted.form, on).rstrip("\n"))
        return Answer(out.text())
    if wanted.as_json:
        return Answer(json_of(_record(story, kind, key, on)), utf8=True)
    _say(out, story, kind, key, step, on, wanted.consent)
    return Answer(out.text())


def check_key(kind: str, key: str) -> None:
    """Only the story in short is shown as a whole.

    Raises:
        UsageError: the kind needs an id.
    """
    if not key and kind != "in-short":
        raise UsageError(_("show {kind} needs an ID; list {kind} names all.").format(kind=kind))


def _short_shown(story: Story, wanted: Wanted, out: Lines) -> Answer:
    """The story in short, all of its lines.

    Raises:
        Cannot: the story has none.
    """
    from explainer.export.as_text.things import SAYERS

    lines = json_records.things(story, "in-short")
    if wanted.as_json:
        return Answer(json_of([_record(story, "in-short", key, wanted.on) for key in lines]), utf8=True)
    if not lines:
        raise Cannot(_("This story is not told in short."))
    for key in lines:
        SAYERS["in-short"](out, story, key, wanted.on)
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
    found = json_records.record(story, kind, key) if not on else _record_on(story, kind, key, on)
    if on and kind == "scene" and (foot := not_known(story.scenes[key])):
        now = as_of(story, foot, on)
        found["not_known"] = [] if is_whole(now) else [_words(story, line, on) for line in now.items]
    if on and kind == "in-short":
        found["text"] = _words(story, in_short_step(story, on).items[int(key) - 1], on)
    return {**found, **lens_fields(story, kind, key, on)} if on else found


_SAYS = {"excerpt": ("text", "original"), "source": ("title",)}
"""The fields that say what a thing says: null where it was said later."""


def _record_on(story: Story, kind: str, key: str, on: str) -> dict[str, Any]:
    """A record as known on a day: nothing in it is later."""
    if kind in _SAYS:
        found = json_records.record(story, kind, key)
        return found | dict.fromkeys(_SAYS[kind]) if later(story, kind, key, on)[0] else found
    if kind not in ("claim", "figure", "scene", "term"):
        return json_records.record(story, kind, key)
    from explainer.story.model.known import story_as_of

    return json_records.record(story_as_of(story, on), kind, key)


def _words(story: Story, prose: Prose, on: str) -> str:
    return " ".join(plain(story, prose, on).split())


def _say(out: Lines, story: Story, kind: str, key: str, step: str, on: str, consent: bool) -> None:
    if kind == "scene":
        from explainer.export.as_text.scene import say_scene

        say_scene(out, story, story.scenes[key], step, on, consent)
    elif kind == "claim":
        from explainer.export.as_text.things import say_claim

        say_claim(out, story, story.claims[key], on)
    else:
        from explainer.export.as_text.things import SAYERS

        SAYERS[kind](out, story, key, on)


# Scenes, claims, terms, excerpts and sources that have some words, in groups, the best of each first: what `search`
# answers.


def query_of(words: tuple[str, ...]) -> str:
    """What is searched for.

    Raises:
        UsageError: nothing is.
    """
    query = " ".join(words)
    if not query.strip():
        raise UsageError(_("Say what to search for."))
    return query


def found(story: Story, query: str, *, as_json: bool, on: str, out: Lines) -> Answer:
    """All that is found."""
    from explainer.story.search.finder import (
        ALL,
        search,
    )  # the stemmer and the matcher load with a search alone

    results = search(story, query, ALL, on)  # whoever wants less pipes it
    said = ""
    if not results.groups:
        said = _("Nothing in this story has {query}.").format(query=query)
    elif results.corrected:
        said = _("{corrected}, nearest to {query}.").format(corrected=results.corrected, query=query)
    if as_json:
        every = [_record_finding(story, hit, on) for group in results.groups for hit in group.hits]
        return Answer(json_of(every), said, utf8=True)
    if on and results.groups:
        out.line(_("As known on {day}.").format(day=long(on)))
        out.line()
    _say_finding(out, results)
    return Answer(out.text(), said)


def _record_finding(story: Story, hit: Hit, on: str) -> dict[str, Any]:
    found = {
        "kind": hit.kind,
        "id": hit.id,
        "label": hit.label,
        "detail": hit.detail,
        "address": hit.address or None,
        "matched": list(hit.matched),
        "score": hit.score,
    }
    return {**found, **under_lens(story, hit, on)} if on else found


def _say_finding(out: Lines, results: Results) -> None:
    for number, group in enumerate(results.groups):
        if number:
            out.line()
        out.line(f"{group.label}, {group.total}")
        for hit in group.hits:
            where = hit.address if hit.kind == "scene" else hit.id
            out.wrapped(f"{hit.label} ({where})", "  ", "    ")
            if hit.detail:
                out.wrapped(hit.detail, "    ")
