"""Questions asked before telling: whether they can be answered, and what is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.dates import parts as date_parts
from explainer.story.parts import Parts, Values, Where
from explainer.story.spelling import nearest_hint

NUMBERS = ("price", "count", "hours")
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
