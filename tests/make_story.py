"""Stories with random ids, as large as one likes: `write_random_story(folder, scenes=40, seed=7)`.

Made for tests and benchmarks that must not lean on the shipped story: same features, no word of it. The same
seed makes the same story. From a shell: `python -m tests.make_story FOLDER SCENES SEED [TERMS EXCERPTS]`.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

_SOUNDS = (
    "ba",
    "ke",
    "lo",
    "mi",
    "nu",
    "pra",
    "sto",
    "ve",
    "wi",
    "zan",
    "gor",
    "ful",
    "hed",
    "jip",
    "qua",
    "tro",
)
_STEPS = 3
"""Steps of prose a scene."""
_TERMS_A_FILE = 1500
"""A file of a story has at most 1 MiB."""
_SIDES = ("state", "present", "checked", "other")


class _Maker:
    """Makes the parts of one story and remembers their ids."""

    def __init__(self, scenes: int, seed: int, terms: int = 0, excerpts: int = 0) -> None:
        self._random = random.Random(seed)
        self._taken: set[str] = set()
        count = max(4, scenes)
        self.chapters = [self.new_id() for _ in range(max(2, count // 12))]
        self.places = [self.new_id() for _ in range(3)]
        self.scenes = [self.new_id() for _ in range(count)]
        self.terms = [self.new_id() for _ in range(max(5, terms or count))]
        self.sources = [self.new_id() for _ in range(max(5, count * 2))]
        self.claims = [self.new_id() for _ in range(max(3, count // 2))]
        self.figure, self.map = self.new_id(), self.new_id()
        self.regions = [self.new_id(), self.new_id()]
        self._west, self._south = self._random.randint(-170, 160), self._random.randint(-60, 60)
        self.excerpts = [self.new_id() for _ in range(max(5, excerpts or count * 3))]
        self.document = self.new_id()

    def new_id(self) -> str:
        while True:
            identifier = "-".join(self.word() for _ in range(self._random.randint(2, 3)))
            if identifier not in self._taken:
                self._taken.add(identifier)
                return identifier

    def word(self) -> str:
        return "".join(self._random.choice(_SOUNDS) for _ in range(self._random.randint(2, 3)))

    def sentence(self, words: int = 9) -> str:
        return " ".join(self.word() for _ in range(words)).capitalize()

    def source_of(self, excerpt: int) -> str:
        return self.sources[excerpt % len(self.sources)]

    def story(self) -> str:
        trail = [self.scenes[0], *self.scenes[2::4], self.scenes[-1]]
        trail = [scene for number, scene in enumerate(trail) if scene not in trail[:number]]
        lines = [
            f"story: {self.new_id()}", f"title: {self.sentence(3)}", 'version: "0.1"', "language: en",
            "checked_on: 2031-03-04", f"start: {self.scenes[0]}", "chapters:",
            *(f"  - {{id: {c}, title: {self.word()}, number: {n}}}" for n, c in enumerate(self.chapters, 1)),
            "trails:",
            f"  - {{id: {self.new_id()}, title: {self.sentence(2)}, scenes: [{', '.join(trail)}]}}",
            "ribbon:", "  kind: days", "  from: 2030-01-01", "  to: 2030-03-31",
            "  skip: [{from: 2030-02-01, to: 2030-02-09}]",
            f"lens_days: [{{on: 2030-01-20, label: {self.sentence(2)}}}]",
            f"places: [{', '.join(f'{{id: {place}, name: {place.title()}}}' for place in self.places)}]",
            f"renamed: {{{self.new_id()}: {self.scenes[0]}}}", f"about: {self.sentence(12)}",
            f"report_errors: {self.sentence(4)}",
        ]  # fmt: skip
        return "\n".join(lines) + "\n"

    def glossary_files(self) -> dict[str, str]:
        """One file, as most stories have, and a folder for what is too much for it."""
        files = {}
        for start in range(0, len(self.terms), _TERMS_A_FILE):
            name = f"glossary/part-{start // _TERMS_A_FILE}.yaml" if start else "glossary.yaml"
            files[name] = self._glossary(start, self.terms[start : start + _TERMS_A_FILE])
        return files

    def _glossary(self, start: int, terms: list[str]) -> str:
        lines = ["terms:"]
        for number, term in enumerate(terms, start):
            kind = "person" if number % 5 == 0 else "word"
            lines += [
                f"  - id: {term}", f"    name: {term.replace('-', ' ').title()}", f"    kind: {kind}",
                f"    definition: {self.sentence(12)}.", f"    say: {self.word().upper()}",
                f"    forms: [{{language: kk, text: Қ{self.word()}}}]", f"    rests_on: [{self.sources[0]}]",
            ]  # fmt: skip
            if kind == "person":
                lines += [
                    "    living: false",
                    f"    posts: [{{post: {self.sentence(2)}, from: 2019, to: 2030-01-05}}]",
                ]
        return "\n".join(lines) + "\n"

    def claim_file(self) -> str:
        lines = ["claims:"]
        for claim in self.claims:
            lines += [
                f"  - id: {claim}",
                f"    question: {self.sentence(6)}?",
                "    gap: [fact]",
                f"    differ: {self.sentence(8)}.",
                "    versions:",
            ]
            first, second = self._random.randint(2, 9), self._random.randint(10, 99)
            for number, (value, status) in enumerate(((first, "superseded"), (second, "standing")), 1):
                lines += [
                    f"      - id: v{number}", f"        value: {value} {self.word()}",
                    f"        short: '{value}'", f"        words: {self.sentence(5)} {value}",
                    f"        issuer: {self.sentence(2)}", f"        side: {self._random.choice(_SIDES)}",
                    f"        said_on: 2030-01-{4 + number * 5:02}", "        precision: day",
                    f"        source: [{self._random.choice(self.sources)}]", f"        status: {status}",
                ]  # fmt: skip
                if number == 1:
                    lines.append("        replaced_by: v2")
        return "\n".join(lines) + "\n"

    def source_files(self) -> dict[str, str]:
        files = {}
        for start in range(0, len(self.sources), 200):
            lines = ["sources:"]
            for number, source in enumerate(self.sources[start : start + 200]):
                lines += [
                    f"  - id: {source}", f"    title: {self.sentence(6)}",
                    f"    publisher: {self.sentence(2)}",
                    f"    date: 2030-01-{number % 28 + 1:02}", "    date_precision: day", "    language: en",
                    "    kind: news", f"    address: https://{self.word()}.example/{source}",
                    f"    rights: {self.sentence(4)}", f"    reliability: {self.sentence(4)}.",
                ]  # fmt: skip
            files[f"sources/part-{start // 200}.yaml"] = "\n".join(lines) + "\n"
        return files

    def excerpt_files(self) -> dict[str, str]:
        files = {}
        for start in range(0, len(self.excerpts), 300):
            lines = ["excerpts:"]
            for number in range(start, min(start + 300, len(self.excerpts))):
                form = "quote" if number % 3 == 0 else "report"
                lines += [
                    f"  - id: {self.excerpts[number]}", f"    source: {self.source_of(number)}",
                    f"    form: {form}", f"    text: {self.sentence(10)} {number + 100}.",
                    f"    speaker: {self.sentence(2)}", f"    side: {self._random.choice(_SIDES)}",
                    f"    date: 2030-01-{number % 28 + 1:02}", "    language: en",
                ]  # fmt: skip
            files[f"excerpts/part-{start // 300}.yaml"] = "\n".join(lines) + "\n"
        return files

    def figure_files(self) -> dict[str, str]:
        """A chart, and a map of a made-up country, each with its table."""
        lines = [
            "figures:", f"  - id: {self.figure}", "    kind: steps", f"    title: {self.sentence(3)}",
            "    data: data/table.csv",
            f"    twin: {self.sentence(9)}.", f"    rests_on: [{self.sources[0]}]",
            "    options:", f"      unit: {self.word()}",
            "      columns: {day: day, value: count, status: status, replaced_on: gone, said_on: day, sources: source}",
            f"  - id: {self.map}", "    kind: map", f"    title: {self.sentence(3)}",
            "    data: data/towns.csv", f"    twin: {self.sentence(9)}.", f"    rests_on: [{self.sources[0]}]",
            "    options:", "      shapes: data/land.geojson", "      places: data/towns.geojson",
            "      layers: {land: land, region: part, water: water}",
            f"      projection: {{kind: albers, parallels: [{self._south + 2}, {self._south + 6}], "
            f"centre: [{self._west + 5}, {self._south + 4}]}}",
            f"      views: [{{id: whole, label: {self.word()}, fit: land}}, "
            f"{{id: half, label: {self.word()}, fit: part {self.regions[0]}}}]",
            "      frames: {from: 2030-01-01, to: 2030-01-09}",
            "      columns: {key: town, place: town, label: name, day: first, said_on: first, sources: source}",
            "      shade:", "        data: data/states.csv", f"        means: {self.sentence(2)}",
            "        columns: {label: name, group: region, day: from, end: to, said_on: from, sources: source}",
        ]  # fmt: skip
        source = self.sources[0]
        towns = [f"{place},{place.title()},2030-01-0{n},{source}" for n, place in enumerate(self.places, 2)]
        return {
            "figures/all.yaml": "\n".join(lines) + "\n",
            "data/table.csv": "day,count,status,gone,source\n"
            f"2030-01-02,4,superseded,2030-01-09,{source}\n2030-01-09,7,standing,,{source}\n",
            "data/towns.csv": "\n".join(["town,name,first,source", *towns]) + "\n",
            "data/states.csv": "name,region,from,to,source\n"
            f"all of it,{self.regions[1]},2030-01-04,2030-01-06,{source}\n",
            **self._shapes(),
        }

    def _shapes(self) -> dict[str, str]:
        """A country of two parts with a lake, and its towns."""
        west, south = self._west, self._south
        land = self._box(0, 0, 10, 8)
        parts = [("land", "", land), ("part", self.regions[0], self._box(0, 0, 5, 8)),
                 ("part", self.regions[1], self._box(5, 0, 10, 8)), ("water", "", self._box(2, 2, 3, 4))]  # fmt: skip
        shapes = [
            {"type": "Feature", "properties": {"layer": layer, "id": key, "name": self.word()},
             "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for layer, key, ring in parts
        ]  # fmt: skip
        towns = [
            {"type": "Feature", "properties": {"id": place, "name": place.title(), "rank": 1},
             "geometry": {"type": "Point", "coordinates": [west + 1 + 3 * n, south + 1 + 2 * n]}}
            for n, place in enumerate(self.places)
        ]  # fmt: skip
        found = {"land": shapes, "towns": towns}
        return {
            f"data/{name}.geojson": json.dumps({"type": "FeatureCollection", "features": features})
            for name, features in found.items()
        }

    def _box(self, left: int, bottom: int, right: int, top: int) -> list[list[int]]:
        corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
        return [[self._west + x, self._south + y] for x, y in corners]

    def document_file(self) -> str:
        """A document of the quotes that stand in the first source."""
        quotes = [n for n in range(0, len(self.excerpts), 3) if self.source_of(n) == self.sources[0]]
        lines = [
            "documents:", f"  - id: {self.document}", f"    title: {self.sentence(3)}",
            f"    note: {self.sentence(5)}", f"    source: {self.sources[0]}", f"    asks: {self.sentence(5)}?",
            "    last_day: 2030-01-31", "    sentences:",
        ]  # fmt: skip
        for place, number in enumerate(quotes):
            verdict = ("holds", "detail", "wrong", "unknowable", "opinion")[place % 5]
            lines += [
                f"      - excerpt: {self.excerpts[number]}", f"        verdict: {verdict}",
                f"        record: {self.sentence(8)} {number + 100}.[^{self.excerpts[number]}]",
                f"        early: {self.sentence(6)}.", f"        claims: [{self.claims[0]}]",
                f"        scenes: [{self.scenes[0]}]", f"        rests_on: [{self.sources[0]}]",
            ]  # fmt: skip
        return "\n".join(lines) + "\n"

    def scene_files(self) -> dict[str, str]:
        """A main way through every other scene; the ones between are side scenes, some scenes are warned."""
        files = {}
        main = [number for number in range(len(self.scenes)) if not self._is_side(number)]
        for number, scene in enumerate(self.scenes):
            chapter = self.chapters[number * len(self.chapters) // len(self.scenes)]
            after = next((other for other in main if other > number), None)
            files[f"{chapter}/{scene}.yaml"] = self._scene(number, scene, after, main)
        return files

    def _is_side(self, number: int) -> bool:
        return number % 4 == 1 and number < len(self.scenes) - 1

    def _scene(self, number: int, scene: str, after: int | None, main: list[int]) -> str:
        day, place = number % 28 + 1, self._random.choice(self.places)
        lines = [
            f"scene: {scene}", f"title: {self.sentence(4)}", f"asks: {self.sentence(5)}?",
            f"when: {{from: 2030-01-{day:02}, to: 2030-01-{day:02}, places: [{place}]}}",
        ]  # fmt: skip
        later = [other for other in main if after is not None and other > after]
        if number % 7 == 4 and later:
            lines += [
                "warning:", f"  text: {self.sentence(8)}.", f"  detour: {self.scenes[after or 0]}",
                f"  bridge: {self.sentence(8)}.",
            ]  # fmt: skip
        lines += self._body(number)
        if after is None:
            lines.append("ending: true")
        elif self._is_side(number):
            lines += ["next: return", f"home: {self.scenes[after]}"]
        else:
            lines += self._branches(number, later)
            lines += [f"next: {self.scenes[after]}", f"next_label: {self.sentence(4)}?"]
        return "\n".join(lines) + "\n"

    def _branches(self, number: int, later: list[int]) -> list[str]:
        targets = [number + 1] if number + 1 < len(self.scenes) and self._is_side(number + 1) else []
        if later and number % 3 == 0:
            targets.append(later[0])
        lines = [f'  - {{to: {self.scenes[target]}, label: "{self.sentence(4)}?"}}' for target in targets]
        return ["branches:", *lines] if lines else []

    def _body(self, number: int) -> list[str]:
        lines = ["body:"]
        for step in range(_STEPS):
            cited = (number * _STEPS + step) % len(self.excerpts)
            term, claim = self._random.choice(self.terms), self.claims[cited % len(self.claims)]
            more, rests_on = self._more(number, step, cited)
            day = max(number % 28 + 1, 9)  # the scene's own, when something had been said
            lines += [
                "  - text: |",
                f"      {self.sentence()} [[{term}|{self.word()}]] {self.sentence(6)}",
                f"      {cited + 100}.[^{self.excerpts[cited]}]",
                *more,
                f"      {self.sentence()} {{{claim}@2030-01-{day:02}}} {self.sentence(4)}.{{^{claim}}}",
                "",
                f"      **{self.word()}** {self.sentence(12)} *{self.word()}*.",
                f"    rests_on: [{', '.join(rests_on)}]",
            ]
        quoted = number * 3 % len(self.excerpts)
        lines += [f"  - quote: {self.excerpts[quoted]}", f"    rests_on: [{self.source_of(quoted)}]"]
        lines += [
            f"  - items: [{self.sentence(4)}, {self.sentence(5)}]",
            f"    rests_on: [{self.source_of(quoted)}]",
        ]
        lines.append(f"  - facilitator: {self.sentence(6)}.")
        if number in (0, 2):
            lines.append(f"  - figure: {self.map if number else self.figure}")
        if number in (0, len(self.scenes) - 1):
            lines.append(f"  - document: {{of: {self.document}, verdicts: {str(number > 0).lower()}}}")
        return lines + (self._guesses(quoted) if number % 5 == 0 and number % 7 != 4 else [])

    def _more(self, number: int, step: int, cited: int) -> tuple[list[str], list[str]]:
        """Where a story has more terms and excerpts than one a step: the others, so that each stands in a scene."""
        places = len(self.scenes) * _STEPS
        place = number * _STEPS + step
        lines = [
            f"      {self.sentence(4)} [[{self.terms[n]}|{self.word()}]]."
            for n in range(place + len(self.scenes), len(self.terms), places)
        ]
        others = range(place + places, len(self.excerpts), places)
        lines += [f"      {self.sentence(6)} {n + 100}.[^{self.excerpts[n]}]" for n in others]
        return lines, list(dict.fromkeys(self.source_of(n) for n in (cited, *others)))

    def _guesses(self, cited: int) -> list[str]:
        return [
            f"  - guess: {{kind: choice, question: {self.sentence(4)}?, options: [a, b], answer: a}}",
            f"  - guess: {{kind: order, question: {self.sentence(4)}?, options: [a, b, c], answer: [c, a, b]}}",
            "  - guess:",
            "      kind: count",
            f"      question: {self.sentence(4)}?",
            f"      answer: {cited + 100}",
            f"      unit: {self.word()}",
            f"      note: {self.sentence(5)} {cited + 100}.[^{self.excerpts[cited]}]",
            f"    rests_on: [{self.source_of(cited)}]",
        ]


def random_story(scenes: int = 12, seed: int = 1, terms: int = 0, excerpts: int = 0) -> dict[str, str]:
    """The files of a random story, by name; without a number one term and three excerpts a scene."""
    maker = _Maker(scenes, seed, terms, excerpts)
    files = {
        "story.yaml": maker.story(),
        **maker.glossary_files(),
        "claims.yaml": maker.claim_file(),
        "documents/all.yaml": maker.document_file(),
    }
    files |= maker.figure_files()
    return files | maker.source_files() | maker.excerpt_files() | maker.scene_files()


def write_random_story(
    folder: Path, scenes: int = 12, seed: int = 1, terms: int = 0, excerpts: int = 0
) -> Path:
    """Write a random story; returns its folder."""
    for name, text in random_story(scenes, seed, terms, excerpts).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    write_random_story(Path(sys.argv[1]), *map(int, sys.argv[2:]))
