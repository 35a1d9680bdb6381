"""Rules inside one thing of a story that no single field can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.load.entries import Parts, Values, Where
from explainer.story.load.format_scenes import NUMBERS, STEP_KINDS
from explainer.story.load.spelling import nearest_hint
from explainer.story.model.dates import first_day, last_day, split_hour
from explainer.story.model.dates import parts as date_parts
from explainer.story.model.translation import is_language

# Questions asked before telling: whether they can be answered, and what is never guessed.

_OPTIONS = ("choice", "recall", "order")
_NUMBER = re.compile(r"\d[\d.,\s\u00a0\u202f]*")


def check_guesses(parts: Parts) -> list[Problem]:
    """Every problem with the guesses of the scenes."""
    never = set((parts.story or {}).get("never_guessed") or ())
    problems: list[Problem] = []
    for values, where in parts.of("scene"):
        for number, step in enumerate(values["body"]):
            if step is not None and step["guess"]:
                checker = _Guess(step["guess"], where, number)
                problems += [*checker.asked(), *checker.answered(), *checker.victims(never)]
                problems += checker.warned(bool(values["warning"]))
    return problems


class _Guess:
    """The rules of one guess."""

    def __init__(self, values: Values, where: Where, number: int) -> None:
        self._values, self._where = values, where
        self._node = where.node.at("body", number, "guess")
        self._path = f"body[{number}].guess"

    def asked(self) -> Iterator[Problem]:
        if not self._values["question"] and not self._values["of"]:
            message = _("a guess needs a question, or a claim to guess about")
            yield self._problem("", message, _("Add `question:` or `of:`."), "missing-field")
        kind, options = self._values["kind"], self._values["options"]
        given = self._node.get("options")
        told = given is not None and given.kind != "list" and not given.is_null
        if kind in _OPTIONS and len(options) < 2 and not told:
            message = _("a guess of the kind `{kind}` needs two options or more").format(kind=kind)
            yield self._problem("options", message, _("Add `options:`."), "guess-options")
        if kind == "recall" and not self._values["note"] and not self._node.gives("note"):
            message = _("what stayed is told with its sources: the guess has no `note`")
            hint = _("Add `note:` with an excerpt, and `rests_on:` to the step.")
            yield self._problem("", message, hint, "guess-note")

    def answered(self) -> Iterator[Problem]:
        kind, answer, options = self._values["kind"], self._values["answer"], self._values["options"]
        if not answer and not self._values["of"] and not self._node.gives("answer"):
            message = _("nothing answers the guess")
            yield self._problem("", message, _("Add `answer:`, or `of:` with a claim."), "answer")
        if kind == "order" and answer and sorted(answer) != sorted(options):
            message = _("the answer of an order holds every option once")
            yield self._problem("answer", message, _("Write the options in their right order."), "answer")
            return
        for place, one in enumerate(answer):
            fault = self._fault(kind, one, options)
            if fault:
                node = self._node.at("answer", place)
                yield self._where.problem(node, f"{self._path}.answer", *fault, "answer")

    def _fault(self, kind: str, answer: str, options: list[str]) -> tuple[str, str] | None:
        if options and answer not in options:
            message = _("the answer `{answer}` is none of the options").format(answer=answer)
            return message, nearest_hint(answer, options)
        if kind in NUMBERS and not _NUMBER.fullmatch(answer):
            message = _("the answer `{answer}` is no number").format(answer=answer)
            return message, _("Write the number alone; `unit:` stands after it.")
        if kind == "date" and not _is_date(answer):
            message = _("the answer `{answer}` is no day").format(answer=answer)
            return message, _("Write a day such as 2022-01-05.")
        return None

    def victims(self, never: set[str]) -> Iterator[Problem]:
        """No number is guessed of people who died, were hurt or tortured."""
        if self._values["kind"] not in NUMBERS:
            return
        named = [("of", self._values["of"]), *(("note", span.ref) for span in self._values["note"] or ())]
        for field, claim in dict.fromkeys(one for one in named if one[1] in never):
            message = _("no number is guessed about `{id}`").format(id=claim)
            hint = _("story.yaml names it under `never_guessed`; ask for something else, or tell it.")
            yield self._problem(field, message, hint, "guess-victims")

    def warned(self, is_warned: bool) -> Iterator[Problem]:
        if is_warned:
            message = _("a guess in a warned scene")
            yield self._problem("", message, _("Nothing is guessed there; tell it."), "guess-warned")

    def _problem(self, field: str, message: str, hint: str, rule: str) -> Problem:
        node = self._node.at(field) if field else self._node
        path = f"{self._path}.{field}" if field else self._path
        return self._where.problem(node, path, message, hint, rule)


def _is_date(text: str) -> bool:
    try:
        return bool(date_parts(text)[0])
    except ValueError:
        return False


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
