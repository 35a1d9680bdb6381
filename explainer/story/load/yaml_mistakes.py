"""What an author meant where YAML stumbles: each trap with its own words, place and remedy.

`diagnose` also says which single character to change so that reading can go on; that change lives in memory
only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.load.files import position

if TYPE_CHECKING:
    from explainer.story.load.yaml_text import Node

_NBSP = "\u00a0"
_ROUND = str.maketrans("[]{}", "()()")
_VALUE = re.compile(
    r"(?:^\s*|: +|- +|[,\[{] *)(?P<value>"
    r"\[\[[^\]\n]*\]?\]?|\[\^[^\]\n]*\]?|\{\^?[a-z0-9][a-z0-9-]*(?:@[\d-]+)?\})"
)
_SPECIAL = re.compile(r"(?:: +|- +)(?P<value>[@`%&*!|>](?=\S))")
_KEY = re.compile(r"^\s*(?:- +)*(?P<key>[A-Za-z_][\w-]*):(?P<gap> +)(?P<value>[^\s\"'\[{|>#].*)$")
_SECOND_COLON = re.compile(r":(?= |$)")
_FLOW_COLON = re.compile(r"[{,] *[a-z_]+: +[^\s\"'\[{][^,{}\[\]\"]*?(?P<colon>:) ")
_COMMENT = re.compile(r" #(?P<rest>.*)")
_OPENED = re.compile(r"(?:: +|- +|[\[{,] *)(?P<quote>[\"'])")
_CONFLICT = re.compile(r"^(?:<<<<<<<|>>>>>>>) ", re.MULTILINE)
_BLOCK_KEY = re.compile(r"^\s*(?:- +)?[a-z_]+:(?: |$)")
_NO_SPACE = re.compile(r"^\s*(?:- +)?[a-z_]+(?P<colon>:)(?=[^\s/])")


@dataclass(frozen=True, slots=True)
class Trap:
    """A mistake of YAML: where, in which words, and how to read on."""

    line: int
    column: int
    message: str
    hint: str
    rule: str
    at: int = 0
    instead: str = ""
    """What to put at `at` in memory, over as many characters, so that the rest is read; empty: no way on."""

    def problem(self, file: str) -> Problem:
        return Problem(file, self.line, self.column, "", "error", self.message, self.hint, self.rule)


def diagnose(fault: yaml.YAMLError, text: str) -> Trap:
    """What was most likely meant where the parser gave up."""
    if conflict := _CONFLICT.search(text):
        message = _("two versions of these lines stand here, as git left them")
        hint = _("Keep one, and delete the lines with <<<<<<<, ======= and >>>>>>>.")
        return Trap(*position(text, conflict.start()), message, hint, "conflict")
    mark = getattr(fault, "problem_mark", None)
    if mark is None:
        return Trap(1, 1, _("this is not YAML: {why}").format(why=str(fault).splitlines()[0]), "", "yaml")
    context = getattr(fault, "context_mark", None)
    why = str(getattr(fault, "problem", "") or "")
    lines = _lines_to_search(text, mark.line, context.line if context else mark.line)
    trap = None
    if "mapping values are not allowed" in why:
        trap = _first(text, [mark.line], _bracketed) or _first(text, [mark.line - 1], _no_space)
        trap = trap or _colon(text, mark.line, mark.column)
    trap = trap or _first(text, lines, _bracketed, _special, _comment, _second_colon, _no_space)
    if trap is None and context and "expected ','" in why:
        return _unclosed(text, context)
    return trap or _unclosed_quote(text, mark) or _unknown(text, mark, why)


def unquoted_bracket(line: int, column: int, opening: str, at: int = 0, instead: str = "") -> Trap:
    """A text that begins with `[[`, `[^` or `{` and is not quoted."""
    message = _("a `{opening}` in a text without quotes: YAML reads a list or a mapping here").format(
        opening=opening
    )
    hint = _("Put the whole text in quotes, or in a block after |.")
    rule = "unquoted-brace" if opening == "{" else "unquoted-bracket"
    return Trap(line, column, message, hint, rule, at, instead)


def unquoted_colon(line: int, column: int, at: int = 0) -> Trap:
    """A text that holds `: ` and is not quoted."""
    message = _("a `: ` in a text without quotes: YAML takes the words before it for a key")
    hint = _("Put the whole text in quotes, or in a block after |.")
    return Trap(line, column, message, hint, "unquoted-colon", at, _NBSP if at else "")


def cut_off(line: int, column: int, at: int = 0) -> Trap:
    """A text that ` #` ends."""
    message = _("the text after ` #` is lost: YAML takes it for a comment")
    hint = _("Put the whole text in quotes; a comment goes on a line of its own.")
    return Trap(line, column, message, hint, "cut-off", at, _NBSP if at else "")


def behind(node: Node) -> Trap | None:
    """The trap that made a list or a mapping of what was meant as a text; None where none did."""
    if node.kind == "list" and node.flow and len(node.items) == 1:
        inner = node.items[0]
        if inner.kind == "list" and inner.flow and inner.start == node.start + 1:
            return unquoted_bracket(node.line, node.column, "[[")
        if inner.kind == "text" and inner.value.startswith("^"):
            return unquoted_bracket(node.line, node.column, "[^")
    if node.kind == "map" and node.entries:
        key, value = node.entries[0]
        if node.flow and len(node.entries) == 1 and value.is_null:
            return unquoted_bracket(node.line, node.column, "{")
        if not node.flow and len(node.entries) == 1 and (" " in key.value or key.value[:1].isupper()):
            return unquoted_colon(key.line, key.column + len(key.value))
    return None


def _lines_to_search(text: str, last: int, first: int) -> list[int]:
    """The line of the fault, the one before it, the line it began in."""
    before = [last - 1] if last > 0 else []
    return list(dict.fromkeys([last, *before, first]))


def _line(text: str, number: int) -> tuple[int, str]:
    """Index of a line's first character, and the line."""
    start = 0
    for _count in range(number):
        start = text.find("\n", start) + 1
        if not start:
            return len(text), ""
    end = text.find("\n", start)
    return start, text[start : end if end >= 0 else len(text)]


def _first(text: str, lines: list[int], *finders: Callable[[int, int, str], Trap | None]) -> Trap | None:
    """The first mistake of some kinds in some lines; a finder is given a line's number, its first index and itself."""
    held = [(number + 1, *_line(text, number)) for number in lines]
    found = (trap for finder in finders for line in held if (trap := finder(*line)))
    return next(found, None)


def _bracketed(number: int, start: int, line: str) -> Trap | None:
    found = _VALUE.search(line)
    if not found or not _outside_quotes(line, found.start("value")):
        return None
    opening = "{" if found["value"][0] == "{" else found["value"][:2]
    column, harmless = found.start("value") + 1, found["value"].translate(_ROUND)
    return unquoted_bracket(number, column, opening, start + column - 1, harmless)


def _special(number: int, start: int, line: str) -> Trap | None:
    found = _SPECIAL.search(line)
    if not found or not _outside_quotes(line, found.start("value")):
        return None
    message = _("a text that begins with `{sign}` and is not quoted").format(sign=found["value"])
    hint = _("Put the whole text in quotes, or in a block after |.")
    column = found.start("value") + 1
    return Trap(number, column, message, hint, "unquoted-sign", start + column - 1, "(")


def _colon(text: str, number: int, column: int) -> Trap | None:
    start, line = _line(text, number)
    if line[column : column + 1] != ":":
        return None
    known = _KEY.match(line)
    if known and known.end("key") == column and not known["value"].startswith(("[", "{")):
        message = _("`{key}:` is indented like a part of the text before it").format(key=known["key"])
        hint = _("Line it up with the keys above; or put the text before it in quotes.")
        return Trap(number + 1, known.start("key") + 1, message, hint, "indentation", start + column, ".")
    at = start + column + 1
    if line[column + 1 : column + 2] != " ":
        return unquoted_colon(number + 1, column + 1)
    return unquoted_colon(number + 1, column + 1, at)


def _second_colon(number: int, start: int, line: str) -> Trap | None:
    found = _KEY.match(line)
    colon = _SECOND_COLON.search(line, found.start("value")) if found else None
    flow = _FLOW_COLON.search(line)
    at = flow.start("colon") if flow else colon.start() if colon else len(line)
    return unquoted_colon(number, at + 1, start + at + 1) if at + 1 < len(line) else None


def _comment(number: int, start: int, line: str) -> Trap | None:
    found = _COMMENT.search(line)
    if not found or not _outside_quotes(line, found.start()) or not line[: found.start()].strip():
        return None
    return cut_off(number, found.start() + 2, start + found.start())


def _no_space(number: int, _start: int, line: str) -> Trap | None:
    found = _NO_SPACE.match(line)
    if not found:
        return None
    hint = _("Write a space after the colon.")
    return Trap(number, found.start("colon") + 1, _("no space after `:`"), hint, "no-space")


def _unclosed(text: str, opened: yaml.Mark) -> Trap:
    line, column = position(text, min(opened.index, len(text)))
    message = _("the bracket `{bracket}` is not closed").format(bracket=text[opened.index : opened.index + 1])
    hint = _("Close it, and put quotes round a text with brackets or commas inside it.")
    return Trap(line, column, message, hint, "unclosed")


def _unclosed_quote(text: str, mark: yaml.Mark) -> Trap | None:
    """A quotation mark that only one of the line of the fault, or none at all, closes."""
    fault_line = text.rfind("\n", 0, mark.index) + 1
    for found in _OPENED.finditer(text, 0, mark.index):
        at, quote = found.start("quote"), found["quote"]
        end = text.find("\n", at)
        closing = text.find(quote, at + 1)
        if not _outside_quotes(text[text.rfind("\n", 0, at) + 1 : at], at) or 0 <= closing < end:
            continue
        if closing < 0 or closing >= fault_line:
            message = _("the quotation mark `{quote}` is not closed").format(quote=quote)
            hint = _("Close it at the end of its text.")
            return Trap(*position(text, at), message, hint, "unclosed")
    return None


def _unknown(text: str, mark: yaml.Mark, why: str) -> Trap:
    line, column = position(text, min(mark.index, len(text)))
    _start, words = _line(text, mark.line)
    if _BLOCK_KEY.match(words) and words[: column - 1].strip() == "":
        message = _("this line is indented more or less than the lines it belongs to")
        return Trap(line, column, message, _("Line it up with the keys above it."), "indentation")
    message = _("this is not YAML: {why}").format(why=why or _("the file ends too early"))
    hint = _("Look at quotes, brackets and indentation here and in the line above.")
    return Trap(line, column, message, hint, "yaml")


def _outside_quotes(line: str, index: int) -> bool:
    return line.count('"', 0, index) % 2 == 0
