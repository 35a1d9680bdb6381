"""What a field may hold, and how it is read: one mistake never hides the next.

A spec reads one node into a plain value and tells every problem to `Notes`. It never raises: where the
author's value is no use, the field's default takes its place, so that everything else can still be checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from explainer.messages import _
from explainer.problems import Problem, Severity
from explainer.story.load import yaml_mistakes
from explainer.story.load.yaml_text import Document, Node
from explainer.story.model.dates import parts, split_hour
from explainer.story.model.outline import Prose
from explainer.story.model.translation import is_language, looks_like_one
from explainer.story.text import nearest_hint, unspaced

if TYPE_CHECKING:
    from explainer.story.load.markup import Parsed

Settle = Callable[[Prose], Prose]
"""Puts the id of each term of a prose where its author wrote one of its names."""

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARKUP = re.compile(r"\[\[[^\[\]\n]+\]\]|\[\^[a-z0-9-]+\]|\{\^?[a-z0-9]+(?:-[a-z0-9]+)+(?:@[\d-]+)?\}")
_YES_OR_NO = ("yes", "no", "on", "off", "y", "n", "true", "false")


@dataclass(frozen=True, slots=True)
class Mention:
    """An id that must exist somewhere in the story, and where it is named."""

    kinds: tuple[str, ...]
    id: str
    file: str
    line: int
    column: int
    path: str

    def problem(self, message: str, hint: str, rule: str, severity: Severity = "error") -> Problem:
        return Problem(self.file, self.line, self.column, self.path, severity, message, hint, rule)


@dataclass(slots=True)
class Notes:
    """What reading one file brings to light beside its values."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    """By language and by path inside the entity in hand."""
    entity_path: str = ""

    def tell(
        self,
        at: Node | tuple[int, int],
        path: str,
        message: str,
        hint: str = "",
        rule: str = "",
        severity: Severity = "error",
    ) -> None:
        line, column = at if isinstance(at, tuple) else (at.line, at.column)
        self.problems.append(Problem(self.document.file, line, column, path, severity, message, hint, rule))

    def mention(self, kinds: tuple[str, ...], identifier: str, place: tuple[int, int], path: str) -> None:
        self.mentions.append(Mention(kinds, identifier, self.document.file, *place, path))

    def translate(self, language: str, path: str, text: str) -> None:
        inside = path[len(self.entity_path) :].lstrip(".")
        self.translations.setdefault(language, {})[inside] = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """Base of all specs. A field that is absent or `null` has the spec's default."""

    required: bool = False
    about: str = field(default="", kw_only=False)
    """What the field means, for the JSON Schema."""

    def default(self) -> Any:
        return ""

    def read(self, node: Node, path: str, notes: Notes) -> Any:
        raise NotImplementedError

    def build(self, value: Any, settle: Settle) -> Any:
        """Turn what was read into what the story's record holds."""
        return value


_KINDS = {"text": "a text", "list": "a list", "map": "a mapping"}


def wrong_type(node: Node, path: str, notes: Notes, expected: str) -> None:
    """Tell that a node is of the wrong type, in the words of the trap its author fell into, if any."""
    if node.told:
        return
    if trap := yaml_mistakes.behind(node):
        notes.tell((trap.line, trap.column), path, trap.message, trap.hint, trap.rule)
        return
    message = _("expected {expected}, found {found}").format(expected=expected, found=_found(node))
    one_of_several = node.kind == "text" and not node.is_null and expected == _("a list")
    hint = _("A list stands in [brackets], or has each of its entries on a line of its own behind `- `.")
    notes.tell(node, path, message, hint if one_of_several else "", "wrong-type")


def _found(node: Node) -> str:
    if node.truth is not None:
        return f"`{node.value}`"
    return _("nothing") if node.is_null else _(_KINDS[node.kind])


def no_text(node: Node, path: str, notes: Notes, expected: str) -> None:
    """Tell that a node is no text; of `true` and `false`, which would be one in quotes, say so."""
    if node.truth is None or node.told:
        wrong_type(node, path, notes, expected)
        return
    message = _("`{word}` without quotes is no text: YAML reads true or false there").format(word=node.value)
    hint = _('Put it in quotes: "{word}".').format(word=node.value)
    notes.tell(node, path, message, hint, "boolean-word")


def is_text(node: Node) -> bool:
    """Whether a node holds a text as its author wrote it.

    A number or a day without quotes is one: an id such as 2022 and an edition such as 1.10 lose nothing, since nothing
    turns them into anything else here. `true` and `false` are none: other programs that read YAML lose how they were
    written, and in a field for a text they are most often a slip. `yes`, `no` and `on` are texts in YAML 1.2, and so
    for editors; `no` is also the code of Norwegian.
    """
    return node.kind == "text" and not node.is_null and not node.told and node.truth is None


def told_text(node: Node) -> str:
    """What stands for a field that was told as no text: the word itself, so that nothing else seems to be missing."""
    return node.value if node.truth is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Spec):
    """A text without markup; white space becomes single spaces."""

    paragraphs: bool = False
    """Keep empty lines: the text has several paragraphs."""
    marks: bool = False
    """Terms, excerpts and claims are read in it."""
    languages: bool = True
    """May be a mapping from language to text; the first is the story's language."""

    def read(self, node: Node, path: str, notes: Notes) -> str:
        return self.tidy(self.raw(node, path, notes)[0])

    def raw(self, node: Node, path: str, notes: Notes) -> tuple[str, Node]:
        """The text as written and the node that holds it; other languages go to the notes."""
        if node.kind == "map" and self.languages and _is_languages(node):
            for key, _value in node.entries:
                if not is_language(key.value):
                    _no_language(key, path, notes)
            for key, value in node.entries[1:]:
                text, _node = self._one(value, f"{path}.{key.value}", notes)
                notes.translate(key.value, path, self.tidy(text))
            return self._one(node.entries[0][1], f"{path}.{node.entries[0][0].value}", notes)
        return self._one(node, path, notes)

    def _one(self, node: Node, path: str, notes: Notes) -> tuple[str, Node]:
        if not is_text(node):
            no_text(node, path, notes, _("a text"))
            return told_text(node), node
        if cut := notes.document.cut_off(node):
            line, column, comment = cut
            trap = yaml_mistakes.cut_off(line, column)
            severity: Severity = "warning" if comment else "error"
            notes.tell((line, column), path, trap.message, trap.hint, trap.rule, severity)
        if not self.marks and (found := _MARKUP.search(node.value)):
            place = notes.document.locate(node, found[0])
            message = _("`{mark}` is printed as it stands here").format(mark=found[0])
            hint = _("Terms, excerpts and claims are read in text, items and facilitator only.")
            notes.tell(place, path, message, hint, "markup-here", "warning")
        if not node.value.strip():
            notes.tell(node, path, _("the text is empty"), "", "missing-field")
        return node.value, node

    def tidy(self, text: str) -> str:
        if not self.paragraphs:
            return unspaced(" ".join(text.split()))
        return "\n\n".join(unspaced(" ".join(part.split())) for part in re.split(r"\n\s*\n", text.strip()))


def _is_languages(node: Node) -> bool:
    """Whether a mapping in place of a text is one by language: every key looks like a code, or one of several is."""
    keys = [key.value for key, _value in node.entries]
    alike = bool(keys) and all(map(looks_like_one, keys))
    return alike or (len(keys) > 1 and any(map(is_language, keys)))


def _no_language(key: Node, path: str, notes: Notes) -> None:
    message = _("`{code}` is the code of no language").format(code=key.value)
    hint = _("Write the code of the language, such as en, ru, kk or zh-Hans; not its name, nor a country's.")
    notes.tell(key, path, message, hint, "bad-language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(Spec):
    """The code of a language."""

    def read(self, node: Node, path: str, notes: Notes) -> str:
        if not is_text(node):
            wrong_type(node, path, notes, _("the code of a language"))
            return ""
        if not is_language(node.value):
            _no_language(node, path, notes)
        return node.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Text):
    """Prose with terms, excerpts and claims, as spans."""

    marks: bool = True

    def default(self) -> Any:
        return ()

    def read(self, node: Node, path: str, notes: Notes) -> Any:
        from explainer.story.load import markup

        text, holder = self.raw(node, path, notes)
        parsed = markup.parse(text)
        self._note(parsed, holder, path, notes)
        if node.kind == "map" and holder is not node:
            for _key, other in node.entries[1:]:
                self._note(markup.parse(other.value), other, path, notes)
        return parsed.spans

    def _note(self, parsed: Parsed, holder: Node, path: str, notes: Notes) -> None:
        for fault in parsed.faults:
            place = notes.document.locate(holder, fault.snippet, fault.occurrence)
            notes.tell(place, path, fault.message, fault.hint, fault.rule)
        for mark in parsed.marks:
            place = notes.document.locate(holder, mark.snippet, mark.occurrence)
            notes.mention((mark.kind,), mark.ref, place, path)

    def tidy(self, text: str) -> str:
        return text.strip()

    def build(self, value: Any, settle: Settle) -> Any:
        return settle(value or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Id(Spec):
    """The id of the thing itself."""

    ordinals: bool = False
    """Steps: a bare number is not allowed, since a number names a step by its order."""

    def read(self, node: Node, path: str, notes: Notes) -> str:
        if not is_text(node):
            no_text(node, path, notes, _("an id"))
            return told_text(node)
        if not IDENTIFIER.fullmatch(node.value):
            message = _("`{id}` is no id").format(id=node.value)
            hint = _("Ids are small letters, digits and single hyphens, such as city-hall.")
            notes.tell(node, path, message, hint, "bad-id")
        elif self.ordinals and (node.value.isdigit() or node.is_number):
            hint = _("A number already names a step by its order; use a word.")
            notes.tell(node, path, _("`{id}` is only a number").format(id=node.value), hint, "bad-id")
        return node.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(Spec):
    """The id of something else."""

    kinds: tuple[str, ...]
    words: tuple[str, ...] = ()
    """Words that stand for themselves, such as `return`."""

    def read(self, node: Node, path: str, notes: Notes) -> str:
        if not is_text(node):
            no_text(node, path, notes, _("the id of a {kind}").format(kind=" / ".join(self.kinds)))
            return told_text(node)
        if node.value not in self.words:
            notes.mention(self.kinds, node.value, (node.line, node.column), path)
        return node.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Spec):
    """A day, or where `only_days` is off also a month or a year; where `hours` is on also an hour of a day."""

    only_days: bool = False
    hours: bool = False

    def read(self, node: Node, path: str, notes: Notes) -> str:
        expected = (
            _("a day such as 2022-01-05") if self.only_days else _("a day, month or year such as 2022-01-05")
        )
        if node.kind != "text" or node.is_null or node.told:
            wrong_type(node, path, notes, expected)
            return ""
        if self.hours:
            expected = _("a day such as 2022-01-05, or an hour of it such as 2022-01-05T16:30")
        try:
            given, hour = split_hour(node.value) if self.hours else (node.value, "")
            day = parts(given)[2]
        except ValueError as fault:
            why = str(fault)
        else:
            if day or not self.only_days:
                return f"{given}T{hour}" if hour else given
            why = _("{date} is not a day").format(date=node.value)
        hint = _("Write {expected}.").format(expected=expected)
        notes.tell(node, path, _("bad date: {why}").format(why=why), hint, "bad-date")
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Spec):
    """`true` or `false`, in these words only, small or large as YAML has them."""

    unset: bool | None = False

    def default(self) -> bool | None:
        return self.unset

    def read(self, node: Node, path: str, notes: Notes) -> bool | None:
        if node.truth is not None:
            return node.truth
        if node.kind == "text" and node.value.lower() in _YES_OR_NO:
            yes = node.value.lower() in ("yes", "on", "y", "true")
            message = _("`{word}` is a text here, and neither true nor false").format(word=node.value)
            hint = _("Write {word}.").format(word="true" if yes else "false")
            notes.tell(node, path, message, hint, "boolean-word")
        else:
            wrong_type(node, path, notes, _("true or false"))
        return self.unset


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Spec):
    def default(self) -> int:
        return 0

    def read(self, node: Node, path: str, notes: Notes) -> int:
        if node.kind == "text" and node.plain and re.fullmatch(r"[0-9]{1,6}", node.value):
            return int(node.value)
        wrong_type(node, path, notes, _("a whole number"))
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Spec):
    """One of a few words."""

    words: tuple[str, ...]
    meanings: tuple[str, ...] = ()
    """What each word means, in their order, for the JSON Schema and the reference; none: they say it themselves."""
    fallback: str = ""

    def default(self) -> str:
        return self.fallback

    def read(self, node: Node, path: str, notes: Notes) -> str:
        if node.kind == "text" and not node.is_null and node.value in self.words:
            return node.value
        if node.kind != "text" or node.is_null or node.told:
            wrong_type(node, path, notes, _("one of: {words}").format(words=", ".join(self.words)))
            return self.fallback
        message = _("`{word}` is none of: {words}").format(word=node.value, words=", ".join(self.words))
        hint = nearest_hint(node.value, self.words) or self._explained()
        notes.tell(node, path, message, hint, "bad-choice")
        return self.fallback

    def _explained(self) -> str:
        """What the few words mean, where that is soon said."""
        few = len(self.words) <= _EXPLAINED and self.meanings
        pairs = zip(self.words, self.meanings, strict=True) if few else ()
        return " ".join(f"{word} = {meaning[:1].lower()}{meaning[1:]}" for word, meaning in pairs)


_EXPLAINED = 5
"""Words of a choice that a hint has room to explain."""
