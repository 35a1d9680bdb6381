"""Rules inside one thing of a story that no single field can hold; used by the loader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.load.entries import Parts, Values, Where
from explainer.story.load.format_scenes import NUMBERS, STEP_KINDS
from explainer.story.model.dates import first_day, last_day, split_hour
from explainer.story.model.dates import parts as date_parts
from explainer.story.model.translation import is_language
from explainer.story.text import nearest_hint

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FINE = {"day": 3, "month": 2, "year": 1}
_OPTIONS = ("choice", "recall", "order")
_NUMBER = re.compile(r"\d[\d.,\s\u00a0\u202f]*")


def check_entities(parts: Parts) -> list[Problem]:
    """Every problem inside the things that were read."""
    problems: list[Problem] = []
    if (where := parts.story_where()) and parts.story is not None:
        problems += _story(parts.story, where, parts)
    for values, at in parts.of("scene"):
        problems += _scene(values, at, parts)
        problems += _steps(values, at)
    problems += _guesses(parts)
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
            problems += _order(post, at.at("posts", number))
    return problems


def _story(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    for key in ("chapters", "trails", "places"):
        yield from _twice(values[key], where.at(key))
    for number, trail in enumerate(values["trails"]):
        if trail:
            yield from _trail(trail["scenes"], where.at("trails", number, "scenes"), parts)
    if values["ribbon"]:
        yield from _ribbon(values["ribbon"], where.at("ribbon"))
    yield from _empty_chapters(values, where, parts)
    for old in values["renamed"]:
        if old in parts.things.get("scene", {}):
            message = _("`{id}` is said to be renamed, but a scene has this id").format(id=old)
            yield where.at("renamed", old).problem(message, "", "renamed")


def _empty_chapters(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    """A chapter without scenes: most often its folder was renamed, or not yet made."""
    names = [document.file for document, purpose in parts.read if purpose == "scene"]
    folders = {name.partition("/")[0] for name in names} | parts.broken_folders
    for number, chapter in enumerate(values["chapters"]):
        if chapter and chapter["id"] and chapter["id"] not in folders:
            message = _("the chapter `{id}` has no scenes").format(id=chapter["id"])
            hint = nearest_hint(chapter["id"], folders - {one["id"] for one in values["chapters"] if one})
            hint = hint or _("Its scenes are the files in the folder {id}/.").format(id=chapter["id"])
            yield where.at("chapters", number, "id").problem(message, hint, "empty-chapter", "warning")


def _trail(scenes: list[str], where: Where, parts: Parts) -> Iterator[Problem]:
    for place, scene in enumerate(scenes):
        at = where.at(place)
        if scene in scenes[:place]:
            message = _("the trail names the scene `{id}` twice").format(id=scene)
            yield at.problem(message, _("Leave one of the two out."), "trail-twice")
        found = parts.things.get("scene", {}).get(scene)
        if found and found[0]["warning"] and not found[0]["warning"]["bridge"]:
            message = _("the trail leads through the warned scene `{id}`, which has no bridge")
            hint = _("Give its warning a bridge: one sentence for those who go round.")
            yield at.problem(message.format(id=scene), hint, "trail-bridge")


def _ribbon(values: Values, where: Where) -> Iterator[Problem]:
    for key in ("from", "to") if values["kind"] != "none" else ():
        if not values[key] and not where.given(key):
            message = _("`{key}` is missing").format(key=key)
            yield where.at(key).problem(message, "", "missing-field", node=where.node)
    yield from _order(values, where)
    for number, gap in enumerate(values["skip"]):
        yield from _order(gap, where.at("skip", number))


def first_key(kind: str, values: Values, where: Where, messages: tuple[str, str]) -> Iterator[Problem]:
    """A file that holds one thing is named as the thing is, and begins with its id."""
    named = where.node.get(kind)
    if named and values[kind] and values[kind] != values["stem"]:
        message = messages[0].format(id=values[kind], stem=values["stem"])
        yield where.at(kind).problem(message, _("Give both the same name."), "file-name")
    if where.node.entries and named and where.node.entries[0][0].value != kind:
        hint = _("Put `{key}:` first.").format(key=kind)
        yield where.at(kind).problem(messages[1], hint, "first-key")


def _scene(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    told = _("the scene `{id}` stands in the file {stem}.yaml"), _("a scene's file begins with its id")
    yield from first_key("scene", values, where, told)
    chapters = [chapter["id"] for chapter in (parts.story or {}).get("chapters") or () if chapter]
    if parts.story and values["chapter"] not in chapters:
        message = _("the folder `{folder}` is no chapter of story.yaml").format(folder=values["chapter"])
        hint = nearest_hint(values["chapter"], chapters) or _("Add it to `chapters:`.")
        yield where.at("scene").problem(message, hint, "unknown-chapter")
    if values["when"]:
        yield from _order(values["when"], where.at("when"))
    no_home = _("Add `home:` with a scene's id.")
    if values["next"] == "return" and not values["home"] and not where.given("home"):
        message = _("`next: return` without `home`: where does it lead a reader who came another way?")
        yield where.at("next").problem(message, no_home, "no-home")
    if values["warning"] and values["warning"]["detour"] == "return" and not values["home"]:
        message = _("`detour: return` without `home`: where does it lead a reader who came another way?")
        yield where.at("warning", "detour").problem(message, no_home, "no-home")
    if values["ending"] and values["next"]:
        hint = _("Take one of the two out.")
        yield where.at("ending").problem(_("an ending has no `next`"), hint, "ending-next")
    seen: set[str] = set()
    for number, branch in enumerate(values["branches"]):
        if branch:
            target = branch["to"] or branch["trail"]
            yield from _branch(branch, where.at("branches", number), values["scene"], target in seen)
            seen.add(target)


def _branch(values: Values, where: Where, scene: str, is_known: bool) -> Iterator[Problem]:
    target = values["to"] or values["trail"]
    if where.given("to") == where.given("trail"):
        hint = _("`to:` names a scene, `trail:` a trail.")
        yield where.problem(_("a branch has either `to` or `trail`"), hint, "branch")
    if target and is_known:
        message = _("two branches lead to `{id}`").format(id=target)
        yield where.problem(message, _("Leave one of the two out."), "branch")
    if values["to"] and values["to"] == scene:
        yield where.problem(_("the branch leads to its own scene"), "", "branch")


def _steps(values: Values, where: Where) -> Iterator[Problem]:
    for number, step in enumerate(values["body"]):
        if step is not None:
            step["line"] = where.at("body", number).node.line
            yield from _step_kind(step, where.at("body", number))
    yield from _twice(values["body"], where.at("body"))


def _step_kind(values: Values, where: Where) -> Iterator[Problem]:
    node = where.node
    given = [kind for kind in STEP_KINDS if node.gives(kind)]
    mistyped = not given and any(key.value not in values for key, _value in node.entries)  # told as no key
    if len(given) == 1 or mistyped:
        return
    empty = next((kind for kind in STEP_KINDS if not given and node.get(kind) is not None), "")
    found = _("it has {found}").format(found=_(" and ").join(given)) if given else _("it has none")
    message = _("a step has exactly one of {words}; {found}").format(words=", ".join(STEP_KINDS), found=found)
    hint = _("Make it two steps.") if given else ""
    hint = _("Nothing stands behind `{kind}:`.").format(kind=empty) if empty else hint
    yield where.problem(message, hint, "step-kind")


# questions asked before telling


def _guesses(parts: Parts) -> Iterator[Problem]:
    never = set((parts.story or {}).get("never_guessed") or ())
    for values, where in parts.of("scene"):
        for number, step in enumerate(values["body"]):
            if step is not None and step["guess"]:
                at = where.at("body", number, "guess")
                yield from _asked(step["guess"], at)
                yield from _answered(step["guess"], at)
                yield from _victims(step["guess"], at, never)
                if values["warning"]:
                    hint = _("Nothing is guessed there; tell it.")
                    yield at.problem(_("a guess in a warned scene"), hint, "guess-warned")


def _asked(values: Values, where: Where) -> Iterator[Problem]:
    kind = values["kind"]
    if not values["question"] and not values["of"]:
        message = _("a guess needs a question, or a claim to guess about")
        yield where.problem(message, _("Add `question:` or `of:`."), "missing-field")
    given = where.node.get("options")
    told = given is not None and given.kind != "list" and not given.is_null
    if kind in _OPTIONS and len(values["options"]) < 2 and not told:
        message = _("a guess of the kind `{kind}` needs two options or more").format(kind=kind)
        yield where.at("options").problem(message, _("Add `options:`."), "guess-options")
    if kind == "recall" and not values["note"] and not where.given("note"):
        message = _("what stayed is told with its sources: the guess has no `note`")
        yield where.problem(
            message, _("Add `note:` with an excerpt, and `rests_on:` to the step."), "guess-note"
        )


def _answered(values: Values, where: Where) -> Iterator[Problem]:
    kind, answer, options = values["kind"], values["answer"], values["options"]
    at = where.at("answer")
    if not answer and not values["of"] and not where.given("answer"):
        hint = _("Add `answer:`, or `of:` with a claim.")
        yield where.problem(_("nothing answers the guess"), hint, "answer")
    if kind == "order" and answer and sorted(answer) != sorted(options):
        message = _("the answer of an order holds every option once")
        yield at.problem(message, _("Write the options in their right order."), "answer")
        return
    for place, one in enumerate(answer):
        if options and one not in options:
            message, hint = _("the answer `{answer}` is none of the options"), nearest_hint(one, options)
        elif kind in NUMBERS and not _NUMBER.fullmatch(one):
            message = _("the answer `{answer}` is no number")
            hint = _("Write the number alone; `unit:` stands after it.")
        elif kind == "date" and not _is_date(one):
            message, hint = _("the answer `{answer}` is no day"), _("Write a day such as 2022-01-05.")
        else:
            continue
        yield at.problem(message.format(answer=one), hint, "answer", node=at.at(place).node)


def _victims(values: Values, where: Where, never: set[str]) -> Iterator[Problem]:
    """No number is guessed of people who died, were hurt or tortured."""
    if values["kind"] not in NUMBERS:
        return
    named = [("of", values["of"]), *(("note", span.ref) for span in values["note"] or ())]
    for key, claim in dict.fromkeys(one for one in named if one[1] in never):
        message = _("no number is guessed about `{id}`").format(id=claim)
        hint = _("story.yaml names it under `never_guessed`; ask for something else, or tell it.")
        yield where.at(key).problem(message, hint, "guess-victims")


def _is_date(text: str) -> bool:
    try:
        return bool(date_parts(text)[0])
    except ValueError:
        return False


# evidence


def _claim(values: Values, where: Where) -> Iterator[Problem]:
    versions = [version["id"] if version else "" for version in values["versions"]]
    yield from _twice(values["versions"], where.at("versions"))
    for number, version in enumerate(values["versions"]):
        if not version:
            continue
        at = where.at("versions", number)
        successor = version["replaced_by"]
        if successor and (successor not in versions or successor == version["id"]):
            yield _no_version(successor, versions, at.at("replaced_by"))
        yield from _precision(version, at, "said_on", "precision")
    for number, correction in enumerate(values["as_known"]):
        at = where.at("as_known", number)
        for place, named in enumerate(correction["versions"] if correction else ()):
            if named and named not in versions:
                yield _no_version(named, versions, at.at("versions", place))
        for named in correction["reasons"] if correction else ():
            if named not in versions:
                yield _no_version(named, versions, at.at("reasons", named))


def _accusations(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    """An accusation against a living person carries its denial, withdrawal or outcome in the same version."""
    for number, version in enumerate(values["versions"]):
        if not version or version["outcome"] or version["withdrawn_on"] or version["status"] == "retracted":
            continue
        for place, accused in enumerate(version["accuses"]):
            found = parts.things.get("term", {}).get(accused)
            if found and found[0]["kind"] == "person" and found[0]["living"] is not False:
                message = _("the version accuses `{id}` and has no `outcome`").format(id=accused)
                hint = _("Add `outcome:` with the denial, withdrawal or verdict, and its date.")
                yield where.at("versions", number, "accuses", place).problem(message, hint, "accusation")


def _no_version(named: str, versions: list[str], where: Where) -> Problem:
    message = _("the claim has no other version `{id}`").format(id=named)
    hint = nearest_hint(named, [version for version in versions if version])
    return where.problem(message, hint, "unknown-version")


def _addresses(values: Values, where: Where) -> Iterator[Problem]:
    """An address that nothing could open; one of a DOI or an archive of another kind has its own beginning."""
    for key in ("address", "archive"):
        if values[key] and not _ADDRESS.match(values[key]):
            message = _("`{address}` does not begin with https://").format(address=values[key])
            hint = _(
                "Write the whole address, so that a reader can open it; a place that is none goes into `found`."
            )
            yield where.at(key).problem(message, hint, "bad-address", "warning")


def _excerpt(values: Values, where: Where, parts: Parts) -> Iterator[Problem]:
    yield from _precision(values, where, "date", "date_precision")
    own = (parts.story or {}).get("language") or "en"
    language = values["language"] or own
    if values["form"] != "quote":
        return
    if values["original"] and not values["translation_by"]:
        hint = _("Say whose translation it is: ours, or a name.")
        message = _("a translated quote without `translation_by`")
        yield where.at("original").problem(message, hint, "translation")
    known = parts.story and is_language(language) and is_language(own)
    if known and not values["original"] and language.split("-")[0] != own.split("-")[0]:
        message = _("a quote in `{language}` without its `original` words").format(language=language)
        hint = _("`original` holds the words, `text` the translation.")
        yield where.at("language").problem(message, hint, "translation")


def _precision(values: Values, where: Where, date: str, precision: str) -> Iterator[Problem]:
    """A date coarser than it says it is."""
    given = values[date]
    if given and sum(1 for part in date_parts(given) if part) < _FINE.get(values[precision], 0):
        node = where.node.get(precision) or where.node.at(date)
        message = _("{date} is not a {precision}").format(date=given, precision=values[precision])
        hint = _("Write `{field}:` as it is: month, year or about.").format(field=precision)
        yield where.at(precision).problem(message, hint, "precision", node=node)


def _order(values: Values | None, where: Where) -> Iterator[Problem]:
    """A stretch of time that ends before it begins."""
    if not values:
        return
    start, end = values["from"], values["to"]
    (first, at), (last, until) = split_hour(start), split_hour(end)
    same = first == last and bool(at and until) and until < at
    if start and end and (last_day(last) < first_day(first) or same):
        message = _("`to` ({end}) is before `from` ({start})").format(end=end, start=start)
        yield where.at("to").problem(message, "", "bad-date")


def _twice(things: Iterable[Any], where: Where) -> Iterator[Problem]:
    """An id that stands twice in one list."""
    first: dict[str, int] = {}
    for number, thing in enumerate(things):
        identifier = thing["id"] if thing else ""
        if identifier and identifier in first:
            line = where.at(first[identifier], "id").node.line
            message = _("`{id}` is already in line {line}").format(id=identifier, line=line)
            hint = _("Give one of the two another id.")
            yield where.at(number, "id").problem(message, hint, "duplicate-id")
        first.setdefault(identifier, number)
