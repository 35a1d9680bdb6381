"""Compares the story's numbers and quotations with the research they came from: `compare_research.py FOLDER`.

Every number and day in `scenes/claims.yaml` must stand in the same claim of the folder's `claims.yaml`; every table in
`scenes/data/` must have the numbers of the table of that name in `data/`; the words of every quotation must stand in
one of the folder's files. A difference with a reason is fine: `tools/research_reasons.yaml` names the place, the fact
of the research that decides it, and why. Exit 1 on a difference without reason, on a reason without difference, on a
reason whose fact does not exist, and when there are more than forty reasons.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from explainer.story.check import facts
from explainer.story.load.loader import read_story
from explainer.story.model.prose import step_prose
from explainer.story.model.structs import Claim, Prose, Span, Story, Version

ROOT = Path(__file__).parents[1]
REASONS = ROOT / "tools" / "research_reasons.yaml"
MOST_REASONS = 40
_FACT = re.compile(r"\b[A-Z]-\d{3}\b")
_FACTS_NAMED = re.compile(r"\(?\b[A-Z]-\d{3}[a-z]?\b(?:, \d+(?: and \d+)*)?\)?")
"""A fact's number in a table, `(A-033, 3 and 4)`: a note of the research, which readers do not see."""
_CUT = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?)\s*")
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u00a0": " "}
)
_ALIKE = re.compile(r"[*_`\"'\\]")
_MARKED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»")
_PROSE = ("value", "short", "words", "outcome", "note")


@dataclass(frozen=True)
class Difference:
    """What the story has and the research has not, or the other way round."""

    where: str
    what: str


class Research:
    """A folder of research: its claims, its tables, all its words."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        loaded = yaml.load((folder / "claims.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        self.claims: dict[str, dict[str, Any]] = {claim["id"]: claim for claim in loaded["claims"]}
        files = [
            path for path in sorted(folder.rglob("*")) if path.suffix in (".md", ".txt", ".yaml", ".csv")
        ]
        texts = [path.read_text(encoding="utf-8") for path in files]
        self.facts = {fact for text in texts for fact in _FACT.findall(text)}
        # YAML breaks lines inside a quoted text, so its values count as well as its letters.
        texts += [" ".join(_strings(loaded)), *(_values(path) for path in files if path.suffix == ".yaml")]
        self._words = "\n".join(_plain(text) for text in texts)
        self._everything = _evidence(texts)

    def holds_words(self, words: str) -> str:
        """The first part of a quotation that stands nowhere; empty when all do."""
        parts = [_plain(part).strip(" .,;:!?'()-") for part in _CUT.split(words)]
        return next((part for part in parts if part and part not in self._words), "")

    def holds_somewhere(self, fact: facts.Fact) -> bool:
        return self._everything.holds(fact)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _strings(below)
    elif isinstance(value, list):
        for below in value:
            yield from _strings(below)
    elif isinstance(value, str):
        yield value


def _values(path: Path) -> str:
    return "\n".join(_strings(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)))


def _plain(text: str) -> str:
    """Words as they compare: one kind of dash and space, no capitals, no signs of Markdown or quotation."""
    return " ".join(_ALIKE.sub("", text.translate(_SAME)).casefold().split())


def _evidence(texts: Sequence[str]) -> facts.Evidence:
    evidence = facts.Evidence()
    for text in texts:
        evidence.add_text(text)
    return evidence


def claims_differ(story: Story, research: Research) -> Iterator[Difference]:
    """Numbers and days of the claims."""
    for claim in story.claims.values():
        theirs = research.claims.get(claim.id)
        if theirs is None:
            yield Difference(f"claims/{claim.id}", "the research has no such claim")
            continue
        by_id = {version["id"]: version for version in theirs["versions"]}
        held = _evidence(list(_strings(theirs)))
        for version in claim.versions:
            yield from _version_differs(claim, version, by_id.get(version.id), held)
        for gone in by_id.keys() - {version.id for version in claim.versions}:
            yield Difference(f"claims/{claim.id}/{gone}", "the story has no such version")


def _version_differs(
    claim: Claim, version: Version, theirs: dict[str, Any] | None, held: facts.Evidence
) -> Iterator[Difference]:
    where = f"claims/{claim.id}/{version.id}"
    if theirs is None:
        yield Difference(where, "the research has no such version")
        return
    for field in _PROSE:
        for fact in facts.facts(getattr(version, field)):
            if not held.holds(fact):
                yield Difference(f"{where}/{field}", f"`{fact.surface}` is not in the research's claim")
    ours = _evidence([getattr(version, field) for field in _PROSE])
    for fact in facts.facts(theirs["value"]):
        if not ours.holds(fact):
            yield Difference(f"{where}/value", f"`{fact.surface}` of the research is gone")
    for field in ("said_on", "precision", "status", "replaced_by", "withdrawn_on"):
        other = theirs.get(field) or ""
        own, other = getattr(version, field), "" if other == "null" else other
        if own != other:
            yield Difference(f"{where}/{field}", f"{own or 'nothing'}, in the research {other or 'nothing'}")


def tables_differ(folder: Path, research: Research) -> Iterator[Difference]:
    """Numbers of the tables, row by row."""
    for path in sorted((folder / "data").glob("*.csv")):
        other = research.folder / "data" / path.name
        if not other.exists():
            yield from _loose_table(path, research)
            continue
        own, theirs = _rows(path), _rows(other)
        if len(own) != len(theirs):
            yield Difference(f"data/{path.name}", f"{len(own)} rows, in the research {len(theirs)}")
        for number, (row, their_row) in enumerate(zip(own, theirs, strict=False), 1):
            yield from _loose_row(
                path, number, {key: row[key] for key in row if key not in their_row}, research
            )
            for column in [column for column in row if column in their_row]:
                if _numbers(row[column]) != _numbers(their_row[column]):
                    what = f"{row[column] or 'nothing'}, in the research {their_row[column] or 'nothing'}"
                    yield Difference(f"data/{path.name}/{number}/{column}", what)


def _loose_table(path: Path, research: Research) -> Iterator[Difference]:
    """A table made anew: each of its numbers must stand somewhere in the research."""
    for number, row in enumerate(_rows(path), 1):
        yield from _loose_row(path, number, row, research)


def _loose_row(path: Path, number: int, row: dict[str, str], research: Research) -> Iterator[Difference]:
    for column, cell in row.items():
        for fact in facts.facts(cell):
            if not research.holds_somewhere(fact):
                yield Difference(f"data/{path.name}/{number}/{column}", f"`{fact.surface}` is nowhere")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]


def _numbers(cell: str) -> list[object]:
    return [fact.value for fact in facts.facts(_FACTS_NAMED.sub(" ", cell))]


def quotations_differ(story: Story, research: Research) -> Iterator[Difference]:
    """Words between quotation marks: excerpts that are quotes, versions in their speaker's own words."""
    for excerpt in story.excerpts.values():
        if excerpt.form == "quote":
            quoted = [excerpt.original or excerpt.text]
            if excerpt.original and excerpt.translation_by not in ("", "ours"):
                quoted.append(excerpt.text)  # somebody else's translation is a quotation, too
            for words in quoted:
                if missing := research.holds_words(words):
                    yield Difference(
                        f"excerpts/{excerpt.id}", f"not word for word in the research: {missing}"
                    )
    for claim in story.claims.values():
        for version in claim.versions:
            if version.quoted and (missing := research.holds_words(version.words)):
                where = f"claims/{claim.id}/{version.id}/words"
                yield Difference(where, f"not word for word in the research: {missing}")


def marked_words_differ(story: Story, research: Research) -> Iterator[Difference]:
    """Words between quotation marks inside our own: reports, claims, what scenes tell."""
    for excerpt in story.excerpts.values():
        if excerpt.form == "report":
            yield from _marked(f"excerpts/{excerpt.id}", excerpt.text, research)
    for claim in story.claims.values():
        yield from _marked(f"claims/{claim.id}/differ", claim.differ, research)
        for version in claim.versions:
            for field in _PROSE:
                yield from _marked(
                    f"claims/{claim.id}/{version.id}/{field}", getattr(version, field), research
                )
    for scene in story.scenes.values():
        for step in scene.steps:
            if step.kind in ("text", "items", "guess"):
                note = (step.guess.note,) if step.guess else ()
                yield from _told(story, f"{scene.id}:{step.id}", (*step_prose(step), *note), research)
    for document in story.documents.values():
        for sentence in document.sentences:
            where = f"documents/{document.id}/{sentence.excerpt}"
            own = (Span("excerpt", ref=sentence.excerpt),)
            yield from _told(story, where, (sentence.record, sentence.early, own), research)


def _told(story: Story, where: str, proses: tuple[Prose, ...], research: Research) -> Iterator[Difference]:
    """A text may also give a quotation in the translation of the excerpt that it cites."""
    cited = [story.excerpts[span.ref].text for prose in proses for span in prose if span.kind == "excerpt"]
    for prose in proses:
        text = "".join("\n" if span.kind == "break" else span.text for span in prose)
        yield from _marked(where, text, research, _plain("\n".join(cited)))


def _marked(where: str, text: str, research: Research, cited: str = "") -> Iterator[Difference]:
    for found in _MARKED.finditer(text):
        words = next(group for group in found.groups() if group)
        if _plain(words).strip(" .,;:!?'()-") not in cited and (missing := research.holds_words(words)):
            yield Difference(where, f"not word for word in the research: {missing}")


def read_reasons(path: Path) -> dict[str, dict[str, str]]:
    """Reasons by place; none where there is no file."""
    if not path.exists():
        return {}
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}
    return {reason["where"]: reason for reason in loaded.get("reasons") or ()}


def judge(
    differences: Sequence[Difference], reasons: dict[str, dict[str, str]], known: set[str]
) -> tuple[list[str], list[str]]:
    """Lines to print: what has its reason, and what is wrong."""
    fine, wrong = [], []
    for one in differences:
        reason = reasons.get(one.where)
        if reason:
            fine.append(f"{one.where}: {one.what} ({reason['fact']}: {reason['reason']})")
        else:
            wrong.append(f"{one.where}: {one.what}")
    places = {one.where for one in differences}
    wrong += [f"{where}: a reason without a difference" for where in reasons if where not in places]
    for where, reason in reasons.items():
        if not set(_FACT.findall(reason["fact"])) & known:
            wrong.append(f"{where}: the reason cites no fact of the research: {reason['fact']}")
    if len(reasons) > MOST_REASONS:
        wrong.append(f"{len(reasons)} reasons; {MOST_REASONS} are the most")
    return fine, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 nothing differs without a reason, 1 something does."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder of research files")
    parser.add_argument("--story", type=Path, default=ROOT / "scenes", help="the story's folder")
    parser.add_argument("--reasons", type=Path, default=REASONS, help="the file of reasons")
    given = parser.parse_args(arguments)
    story, research = read_story(given.story), Research(given.folder)
    differences = list(
        dict.fromkeys(
            (
                *claims_differ(story, research),
                *tables_differ(given.story, research),
                *quotations_differ(story, research),
                *marked_words_differ(story, research),
            )
        )
    )
    fine, wrong = judge(differences, read_reasons(given.reasons), research.facts)
    for line in wrong:
        print(f"differs: {line}")
    for line in fine:
        print(f"with a reason: {line}")
    quotes = sum(excerpt.form == "quote" for excerpt in story.excerpts.values())
    tables = len(list((given.story / "data").glob("*.csv")))
    print(
        f"{len(story.claims)} claims, {tables} tables, {quotes} quotes: {len(wrong)} wrong, {len(fine)} with a reason."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
