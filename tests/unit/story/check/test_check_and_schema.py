"""`check` and the JSON Schema say the same of a file with one field written otherwise; neither ever breaks off.

An editor underlines nothing that the check takes. What the check refuses an editor underlines too, but for what is
listed here and in `test_json_schema` as beyond a schema, each with its reason.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from explainer.problems import Problem
from explainer.story.check.report import check_loaded
from explainer.story.load import loader, yaml_text
from explainer.story.load.containers import ListOf, MapOf, Record, RefOr
from explainer.story.load.fields import Choice, Notes, Spec
from explainer.story.load.format_figures import OPTIONS
from explainer.story.load.format_story import FILES
from explainer.story.load.json_schema import KINDS, json_schema, story_ids
from tests import faulty_plans
from tests.editor import Editor, data_of
from tests.field_mutations import Mutation, mutations, trees, written
from tests.tiny import write_story
from tests.two_languages import write_two_languages
from tests.unit.story.check.test_faulty_figures import MAP, NETWORK, PEOPLE, STORM, TIES
from tests.unit.story.load.test_json_schema import HIDDEN

ROOT = Path(__file__).parents[4]
SEED = 20220105
EACH = 2
"""Ways of writing that are tried at a place: all of them (`EXPLAINER_EVERY_FIELD=1`) take minutes."""
EVERY = bool(os.environ.get("EXPLAINER_EVERY_FIELD"))
TIMELINE = """\
figures:
  - id: f-clocks
    kind: timeline
    title: Hour by hour
    data: data/hours.csv
    twin: The hours of the lamp.
    rests_on: [log-book]
    options:
      lanes: [{id: sea, label: At sea, glyph: star}]
      clocks: [{label: Skerry, offset: "+01:00"}, {label: Port Anna, offset: "-03:30"}]
      order: day
      credit: The harbour.
      columns: {label: what, day: day, group: lane, sources: source}
"""
HOURS = "what,day,lane,source\nThe lamp is out,1931-02-03T16:40+01:00,sea,log-book\n"
FIGURES = {
    "figures/net.yaml": NETWORK.replace("f-boats", "f-net").replace("boats.csv", "ties.csv"),
    "figures/hours.yaml": TIMELINE, "data/hours.csv": HOURS, "data/ties.csv": TIES, "data/people.csv": PEOPLE,
}  # fmt: skip

SPELLING = "an editor reads a number; how it is spelt, which is what is wrong with it, is lost"
SPELT = {
    "exponent", "hexadecimal", "octal", "no number", "endless", "zero", "year nought", "three", "leading zeros",
    "fraction",
}  # fmt: skip
BESIDE = "comparing two values is beyond a schema"
AMONG = "whether one value is among others is beyond a schema"
ORDER = "a mapping has no order in JSON"
STORY = "in which language the story is told, only story.yaml says"
MARKS = "marks stand inside a text, which a schema takes as it is"
BEYOND: tuple[tuple[str, str, str], ...] = (
    ("own-language", r".*", ORDER),
    ("translation-marks", r".*", MARKS),
    ("translation", r"excerpts\.excerpts\[\]\.language", STORY),
    ("bad-date", r".*\.to", BESIDE),
    ("superseded", r"scene\.body\[\]\..*", "on which day a scene begins decides what it may print"),
    ("answer", r"scene\.body\[\]\.guess\.answer", AMONG),
    ("branch", r"scene\.branches\[\]", BESIDE),
    ("rests-on", r"scene\.body\[\]", MARKS),
    ("unknown-(term|excerpt|claim)", r".*\.(text|facilitator|note|record|early|items\[\])", MARKS),
)
"""Rules that no schema can see at some places, beside those of `HIDDEN`: rule, place of the mistake, reason."""
BY_SPELLING = ("bad-id", "wrong-type", "bad-date", "missing-field", "bad-offset")


class Bench:
    """A copy of a story, in which one field after another is written otherwise."""

    def __init__(self, story: Path, folder: Path) -> None:
        self.folder = shutil.copytree(story, folder, ignore=shutil.ignore_patterns(".compiled", ".schema"))
        self.places: dict[tuple[str, str], list[Mutation]] = defaultdict(list)
        self.kinds: dict[str, str] = {}
        for name, purpose, tree in trees(self.folder):
            (self.folder / name).write_text(written(tree) + "\n", "utf-8")
            self.kinds[name] = purpose
            for one in mutations(name, purpose, tree):
                self.places[one.place, one.name].append(one)
        self._plain = {kind: Editor(json_schema(kind)) for kind in KINDS}
        self._own: dict[str, tuple[object, Editor]] = {}
        self._kept: loader.Kept = {}
        assert self.told(()) == {}

    def told(self, changes: Iterable[Mutation]) -> dict[Mutation, str]:
        """Where check and schema disagree about files written otherwise, and how; all in one reading."""
        changes = tuple(changes)
        before = {one.file: (self.folder / one.file).read_bytes() for one in changes}
        for one in changes:
            (self.folder / one.file).write_text(one.text, "utf-8")
        loaded = loader.load(self.folder, kept=self._kept)
        problems = check_loaded(loaded).problems
        ids = story_ids(loaded.parts)
        for file, data in before.items():
            (self.folder / file).write_bytes(data)
        if not changes:
            assert [problem for problem in problems if problem.severity == "error"] == []
        found = {}
        for one in changes:
            mistakes = [p for p in problems if p.severity == "error" and p.file == one.file]
            document = yaml_text.compose(one.file, one.text.encode())
            if document.root is None:  # no mapping at all: an editor's parser tells of it
                continue
            if why := self._apart(one, mistakes, data_of(document.root), ids):
                found[one] = why
        return found

    def _apart(self, one: Mutation, mistakes: list[Problem], data: object, ids: object) -> str:
        kind = self.kinds[one.file]
        general, own = self._plain[kind].findings(data), self._editor(kind, ids).findings(data)
        if (general or own) and not mistakes:
            return f"underlined, and the check takes it: {(general or own)[0][:300]}"
        visible = [told for told in mistakes if not _hidden(one, told)]
        if visible and not own:
            return f"refused, and not underlined: {visible[0]}"
        if any(not told.rule.startswith("unknown-") for told in visible) and not general:
            return f"refused, and not underlined without the story's ids: {visible[0]}"
        return "underlined for any story, and not for this one" if general and not own else ""

    def _editor(self, kind: str, ids: object) -> Editor:
        if kind not in self._own or self._own[kind][0] != ids:
            self._own[kind] = (ids, Editor(json_schema(kind, ids)))  # type: ignore[arg-type]
        return self._own[kind][1]


def _hidden(one: Mutation, told: Problem) -> bool:
    if told.rule in HIDDEN or (one.name in SPELT and told.rule in BY_SPELLING):
        return True
    place = f"{one.place.partition('.')[0]}." + re.sub(r"\[\d+\]", "[]", told.path)
    return any(re.fullmatch(rule, told.rule) and re.fullmatch(at, place) for rule, at, _reason in BEYOND)


def _chosen(benches: list[Bench]) -> Iterator[tuple[Bench, Mutation]]:
    """At each place of any of the stories some ways of writing, each in one of the stories that have it."""
    having: dict[str, dict[str, list[Bench]]] = defaultdict(lambda: defaultdict(list))
    for bench in benches:
        for place, name in bench.places:
            having[place][name].append(bench)
    for place, names in sorted(having.items()):
        dice = random.Random(f"{SEED} {place}")
        for name in sorted(names) if EVERY else dice.sample(sorted(names), min(EACH, len(names))):
            bench = dice.choice(names[name])
            yield bench, dice.choice(bench.places[place, name])


def _said(found: dict[Mutation, str]) -> str:
    return "\n".join(f"{one.file} {one.place}, {one.name}: {why}" for one, why in found.items())


SMALL = sorted(
    path.parent
    for place in ("tests/miniatures", "explainer/cli")
    for path in (ROOT / place).glob("*/story.yaml")
)


def test_check_and_schema_agree_on_every_field(tmp_path: Path) -> None:
    whole = write_story(tmp_path / "whole", faulty_plans.WITH_PLAN | MAP | STORM | FIGURES)
    translated = write_two_languages(tmp_path / "translated")
    stories = [whole, translated, *SMALL]
    benches = [Bench(story, tmp_path / f"story-{n}") for n, story in enumerate(stories)]
    found = {}
    for bench, one in _chosen(benches):
        found |= bench.told([one])
    assert not found, _said(found)


def test_check_and_schema_agree_on_the_shipped_story(tmp_path: Path) -> None:
    """One field of each file at once; where they disagree, that field is tried alone: one mistake makes others."""
    bench = Bench(ROOT / "scenes", tmp_path / "story")
    by_file: dict[str, list[Mutation]] = defaultdict(list)
    for found in bench.places.values():
        for one in found:
            by_file[one.file].append(one)
    dice = random.Random(SEED)
    alone = {}
    for _round in range(2):
        for one in bench.told([dice.choice(ones) for ones in by_file.values()]):
            alone |= bench.told([one])
    assert not alone, _said(alone)


def _choices(spec: Spec, path: str) -> Iterator[tuple[str, Choice]]:
    """Every field of a file that holds one of a few words."""
    if isinstance(spec, Choice):
        yield path, spec
    elif isinstance(spec, ListOf):
        yield from _choices(spec.item, f"{path}[]")
    elif isinstance(spec, MapOf):
        yield from _choices(spec.value, f"{path}.*")
    elif isinstance(spec, Record | RefOr):
        for name, below in spec.fields.items():
            yield from _choices(below, f"{path}.{name}")


CHOICES = dict(one for kind, spec in (FILES | OPTIONS).items() for one in _choices(spec, kind))


@pytest.mark.parametrize("path", CHOICES)
def test_a_word_that_is_none_of_a_few_never_stands_for_another(path: str) -> None:
    """It is refused with the word that was most likely meant; no default takes its place unsaid."""
    spec = CHOICES[path]
    for word in spec.words:
        document = yaml_text.compose("one.yaml", f"{word}x".encode())
        notes = Notes(document)
        assert document.root is not None
        assert spec.read(document.root, path, notes) == spec.fallback
        (told,) = notes.problems
        assert (told.severity, told.rule, told.line) == ("error", "bad-choice", 1)
        assert f"Did you mean `{word}`?" in told.hint or len(word) < 4, told


def test_there_are_many_such_fields() -> None:
    assert {"figures.figures[].kind", "scene.body[].guess.kind", "sources.sources[].carriage"} <= set(CHOICES)
    assert len(CHOICES) > 25
