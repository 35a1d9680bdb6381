"""Rules inside one thing of a story that no single field can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.dates import first_day, last_day, split_hour
from explainer.story.dates import parts as date_parts
from explainer.story.guess_checks import check_guesses
from explainer.story.language_codes import is_language
from explainer.story.parts import Parts, Values, Where
from explainer.story.schema import STEP_KINDS
from explainer.story.spelling import nearest_hint

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FINE = {"day": 3, "month": 2, "year": 1}


def check_entities(parts: Parts) -> list[Problem]:
    """Every problem inside the things that were read."""
    problems: list[Problem] = []
    if (where := parts.story_where()) and parts.story is not None:
        problems += _story(parts.story, where, parts)
    for values, at in parts.of("scene"):
        problems += _scene(values, at, parts)
        for number, step in enumerate(values["body"]):
            if step is not None:
                problems += _step(step, at, number)
        problems += _steps_once(values, at)
    problems += check_guesses(parts)
    for values, at in parts.of("claim"):
        problems += _claim(values, at)
        problems += _accusations(values, at, parts)
    for values, at in parts.of("excerpt"):
        problems += _excerpt(values, at, parts)
    for values, at in parts.of("source"):
        problems += _precision(values, at, "date", "date_precision")
        problems += _addresses(values, at)
    for values, at in parts.of("term"):
        for number, post in enumerate(values["posts"]):
            if post:
                problems += _order(post, at, "posts", number)
    return problems


def _story(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    for key in ("chapters", "trails", "places"):
        ids = [thing["id"] if thing else "" for thing in values[key]]
        yield from _twice(ids, where, key, "id")
    for number, trail in enumerate(values["trails"]):
        if trail:
            yield from _trail(trail["scenes"], where, number, parts)
    if values["ribbon"]:
        yield from _ribbon(values["ribbon"], where)
    yield from _empty_chapters(values, where, parts)
    for old in values["renamed"]:
        if old in parts.things.get("scene", {}):
            message = _("`{id}` is said to be renamed, but a scene has this id").format(id=old)
            yield where.problem(where.node.at("renamed", old), f"renamed.{old}", message, "", "renamed")


def _empty_chapters(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    """A chapter without scenes: most often its folder was renamed, or not yet made."""
    names = [document.file for document, purpose in parts.read if purpose == "scene"]
    folders = {name.partition("/")[0] for name in names} | parts.broken_folders
    for number, chapter in enumerate(values["chapters"]):
        if chapter and chapter["id"] and chapter["id"] not in folders:
            message = _("the chapter `{id}` has no scenes").format(id=chapter["id"])
            hint = nearest_hint(chapter["id"], folders - {one["id"] for one in values["chapters"] if one})
            hint = hint or _("Its scenes are the files in the folder {id}/.").format(id=chapter["id"])
            node = where.node.at("chapters", number, "id")
            path = f"chapters[{number}].id"
            yield where.problem(node, path, message, hint, "empty-chapter", "warning")


def _trail(scenes: list[str], where: Where, number: int, parts: Parts) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, scene in enumerate(scenes):
        node = where.node.at("trails", number, "scenes", place)
        path = f"trails[{number}].scenes[{place}]"
        if scene in seen:
            message = _("the trail names the scene `{id}` twice").format(id=scene)
            yield where.problem(node, path, message, _("Leave one of the two out."), "trail-twice")
        seen.add(scene)
        found = parts.things.get("scene", {}).get(scene)
        if found and found[0]["warning"] and not found[0]["warning"]["bridge"]:
            message = _("the trail leads through the warned scene `{id}`, which has no bridge").format(
                id=scene
            )
            hint = _("Give its warning a bridge: one sentence for those who go round.")
            yield where.problem(node, path, message, hint, "trail-bridge")


def _ribbon(values: Values, where: Where) -> Iterator[Problem]:
    if values["kind"] != "none":
        for key in ("from", "to"):
            if not values[key] and not where.node.at("ribbon").gives(key):
                message = _("`{key}` is missing").format(key=key)
                yield where.problem(where.node.at("ribbon"), f"ribbon.{key}", message, "", "missing-field")
    yield from _order(values, where, "ribbon")
    for number, gap in enumerate(values["skip"]):
        if gap:
            yield from _order(gap, where, "ribbon", "skip", number)


def _scene(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    named = where.node.get("scene")
    if named and values["scene"] and values["scene"] != values["stem"]:
        message = _("the scene `{id}` stands in the file {stem}.yaml").format(
            id=values["scene"], stem=values["stem"]
        )
        yield where.problem(named, "scene", message, _("Give both the same name."), "file-name")
    if where.node.entries and named and where.node.entries[0][0].value != "scene":
        message = _("a scene's file begins with its id")
        yield where.problem(named, "scene", message, _("Put `scene:` first."), "first-key")
    chapters = [chapter["id"] for chapter in (parts.story or {}).get("chapters") or () if chapter]
    if parts.story and values["chapter"] not in chapters:
        message = _("the folder `{folder}` is no chapter of story.yaml").format(folder=values["chapter"])
        hint = nearest_hint(values["chapter"], chapters) or _("Add it to `chapters:`.")
        yield where.problem(named or where.node, "scene", message, hint, "unknown-chapter")
    if values["when"]:
        yield from _order(values["when"], where, "when")
    if values["next"] == "return" and not values["home"] and not where.node.gives("home"):
        message = _("`next: return` without `home`: where does it lead a reader who came another way?")
        yield where.problem(
            where.node.at("next"), "next", message, _("Add `home:` with a scene's id."), "no-home"
        )
    if values["warning"] and values["warning"]["detour"] == "return" and not values["home"]:
        message = _("`detour: return` without `home`: where does it lead a reader who came another way?")
        node = where.node.at("warning", "detour")
        yield where.problem(node, "warning.detour", message, _("Add `home:` with a scene's id."), "no-home")
    if values["ending"] and values["next"]:
        message = _("an ending has no `next`")
        yield where.problem(
            where.node.at("ending"), "ending", message, _("Take one of the two out."), "ending-next"
        )
    yield from _branches(values, where)


def _branches(values: Values, where: Where) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, branch in enumerate(values["branches"]):
        if not branch:
            continue
        node, path = where.node.at("branches", number), f"branches[{number}]"
        given = [key for key in ("to", "trail") if node.gives(key)]
        if len(given) != 1:
            message = _("a branch has either `to` or `trail`")
            yield where.problem(node, path, message, _("`to:` names a scene, `trail:` a trail."), "branch")
        target = branch["to"] or branch["trail"]
        if target and target in seen:
            message = _("two branches lead to `{id}`").format(id=target)
            yield where.problem(node, path, message, _("Leave one of the two out."), "branch")
        if branch["to"] and branch["to"] == values["scene"]:
            yield where.problem(node, path, _("the branch leads to its own scene"), "", "branch")
        seen.add(target)


def _step(values: Values, where: Where, number: int) -> Iterator[Problem]:
    node, path = where.node.at("body", number), f"body[{number}]"
    values["line"] = node.line
    given = [kind for kind in STEP_KINDS if node.gives(kind)]
    mistyped = not given and any(key.value not in values for key, _value in node.entries)  # told as no key
    if len(given) != 1 and not mistyped:
        empty = next((kind for kind in STEP_KINDS if not given and node.get(kind) is not None), "")
        words = ", ".join(STEP_KINDS)
        found = _("it has {found}").format(found=_(" and ").join(given)) if given else _("it has none")
        message = _("a step has exactly one of {words}; {found}").format(words=words, found=found)
        hint = _("Make it two steps.") if given else ""
        hint = _("Nothing stands behind `{kind}:`.").format(kind=empty) if empty else hint
        yield where.problem(node, path, message, hint, "step-kind")


def _steps_once(values: Values, where: Where) -> Iterator[Problem]:
    ids = [step["id"] if step else "" for step in values["body"]]
    yield from _twice(ids, where, "body", "id")


def _claim(values: Values, where: Where) -> Iterator[Problem]:
    versions = [version["id"] if version else "" for version in values["versions"]]
    yield from _twice(versions, where, "versions", "id")
    for number, version in enumerate(values["versions"]):
        if not version:
            continue
        at = ("versions", number)
        successor = version["replaced_by"]
        if successor and (successor not in versions or successor == version["id"]):
            yield _no_version(successor, versions, where, *at, "replaced_by")
        yield from _precision(version, where, "said_on", "precision", *at)
    for number, correction in enumerate(values["as_known"]):
        if not correction:
            continue
        for place, named in enumerate(correction["versions"]):
            if named and named not in versions:
                yield _no_version(named, versions, where, "as_known", number, "versions", place)
        for named in correction["reasons"]:
            if named not in versions:
                yield _no_version(named, versions, where, "as_known", number, "reasons", named)


def _accusations(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    """An accusation against a living person carries its denial, withdrawal or outcome in the same version."""
    for number, version in enumerate(values["versions"]):
        if not version or version["outcome"] or version["withdrawn_on"] or version["status"] == "retracted":
            continue
        for place, accused in enumerate(version["accuses"]):
            found = parts.things.get("term", {}).get(accused)
            if found and found[0]["kind"] == "person" and found[0]["living"] is not False:
                at = ("versions", number, "accuses", place)
                message = _("the version accuses `{id}` and has no `outcome`").format(id=accused)
                hint = _("Add `outcome:` with the denial, withdrawal or verdict, and its date.")
                yield where.problem(where.node.at(*at), _path(*at), message, hint, "accusation")


def _no_version(named: str, versions: list[str], where: Where, *steps: str | int) -> Problem:
    message = _("the claim has no other version `{id}`").format(id=named)
    hint = nearest_hint(named, [version for version in versions if version])
    return where.problem(where.node.at(*steps), _path(*steps), message, hint, "unknown-version")


def _addresses(values: Values, where: Where) -> Iterator[Problem]:
    """An address that nothing could open; one of a DOI or an archive of another kind has its own beginning."""
    for key in ("address", "archive"):
        if values[key] and not _ADDRESS.match(values[key]):
            message = _("`{address}` does not begin with https://").format(address=values[key])
            hint = _(
                "Write the whole address, so that a reader can open it; a place that is none goes into `found`."
            )
            yield where.problem(where.node.at(key), key, message, hint, "bad-address", "warning")


def _excerpt(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    yield from _precision(values, where, "date", "date_precision")
    own = (parts.story or {}).get("language") or "en"
    language = values["language"] or own
    if values["form"] != "quote":
        return
    if values["original"] and not values["translation_by"]:
        message = _("a translated quote without `translation_by`")
        hint = _("Say whose translation it is: ours, or a name.")
        yield where.problem(where.node.at("original"), "original", message, hint, "translation")
    known = parts.story and is_language(language) and is_language(own)
    if known and not values["original"] and language.split("-")[0] != own.split("-")[0]:
        message = _("a quote in `{language}` without its `original` words").format(language=language)
        hint = _("`original` holds the words, `text` the translation.")
        yield where.problem(where.node.at("language"), "language", message, hint, "translation")


def _precision(
    values: Values, where: Where, date: str, precision: str, *steps: str | int
) -> Iterator[Problem]:
    """A date coarser than it says it is."""
    given = values[date]
    if not given:
        return
    fineness = sum(1 for part in date_parts(given) if part)
    if fineness < _FINE.get(values[precision], 0):
        node = where.node.at(*steps, precision)
        target = node if node is not where.node.at(*steps) else where.node.at(*steps, date)
        message = _("{date} is not a {precision}").format(date=given, precision=values[precision])
        hint = _("Write `{field}:` as it is: month, year or about.").format(field=precision)
        yield where.problem(target, _path(*steps, precision), message, hint, "precision")


def _order(values: Values, where: Where, *steps: str | int) -> Iterator[Problem]:
    start, end = values["from"], values["to"]
    (first, at), (last, until) = split_hour(start), split_hour(end)
    same = first == last and bool(at and until) and until < at
    if start and end and (last_day(last) < first_day(first) or same):
        message = _("`to` ({end}) is before `from` ({start})").format(end=end, start=start)
        yield where.problem(where.node.at(*steps, "to"), _path(*steps, "to"), message, "", "bad-date")


def _twice(ids: Iterable[Any], where: Where, *steps: str | int) -> Iterator[Problem]:
    """An id that stands twice in one list; `steps` are the list's key and the name of the id's field."""
    first: dict[str, int] = {}
    *above, name = steps
    for number, identifier in enumerate(ids):
        if identifier and identifier in first:
            before = where.node.at(*above, first[identifier], name)
            message = _("`{id}` is already in line {line}").format(id=identifier, line=before.line)
            node = where.node.at(*above, number, name)
            hint = _("Give one of the two another id.")
            yield where.problem(node, _path(*above, number, name), message, hint, "duplicate-id")
        first.setdefault(identifier, number)


def _path(*steps: str | int) -> str:
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path
