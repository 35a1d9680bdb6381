"""Counts of a story by which its editors measure it: voices, languages, refrains, openings, sentences, reading level.

`python tools/story_numbers.py STORY` prints them to read, with `--json` as JSON. It judges nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from pathlib import Path
from typing import Any

from explainer.story.check.balance import NoLibrary, NotThisLanguage, Reading, reading_level
from explainer.story.check.report import check
from explainer.story.model.prose import minutes, minutes_of, plain, references, step_prose, trail_minutes
from explainer.story.model.sentences import sentences
from explainer.story.model.structs import Scene, Story

REFRAINS = (
    r"no (?:source|report|account|agency|list|record) (?:that )?we (?:hold|read|have|found)",
    r"we (?:hold|found|read|know of) (?:no|none)\b",
    r"none of (?:our|the) sources",
    r"our sources do not",
    r"sources we (?:hold|read) do not",
    r"we (?:have )?(?:found|hold|read) no (?:source|report|list|count|record)",
    r"we did not find",
    r"we do not know",
)
"""What says that a source is lacking; in prose it is a refrain, at a scene's foot a limit."""
_REFRAIN = re.compile("|".join(REFRAINS), re.IGNORECASE)
_BECAUSE = re.compile(r"\bbecause\b", re.IGNORECASE)
HARD = 9.0
"""The grade above which a scene is mended, as `explainer check` has it."""
_TOLD = ("text", "items")


def numbers(story: Story) -> dict[str, Any]:
    """All counts of a story."""
    cited = {r.id for scene in story.scenes.values() for r in references(scene) if r.kind == "excerpt"}
    used = [story.excerpts[key] for key in cited]
    told = [sentence for scene in story.scenes.values() for sentence in _sentences(story, scene)]
    january = [scene for scene in story.scenes.values() if scene.chapter == "january"]
    level = _level(story)
    return {
        "excerpts": len(used),
        "present": sum(one.side == "present" for one in used),
        "kazakh": sum(_language(story, one.id) == "kk" for one in used),
        "refrains": {scene.id: n for scene in story.scenes.values() if (n := _refrains(story, scene))},
        "january_without_a_voice": [scene.id for scene in january if not _has_voice(story, scene)],
        "chapters_without_an_opening": _unopened(story),
        "sentences": len(told),
        "median_sentence": statistics.median(map(_length, told)) if told else 0,
        "because": sum(len(_BECAUSE.findall(one)) for one in told),
        "over_grade_9": {key: grade for key, grade in level.scenes.items() if grade > HARD} if level else {},
        "grade": level.whole if level else None,
        "scenes": {
            key: {"words": story.scenes[key].words, "minutes": minutes(story.scenes[key].words)}
            for key in story.order
        },
        "words": sum(scene.words for scene in story.scenes.values()),
        "minutes": minutes_of(story, story.scenes),
        "trails": {key: trail_minutes(story, trail) for key, trail in story.trails.items()},
        "in_short": len(story.in_short),
    }


def _level(story: Story) -> Reading | None:
    """How hard it is to read; None where the library that measures it is not there, or does not know the language."""
    try:
        return reading_level(story)
    except (NoLibrary, NotThisLanguage):
        return None


def _sentences(story: Story, scene: Scene) -> list[str]:
    """The sentences of a scene's prose and lists; not its foot, whose office it is to name what is lacking."""
    proses = (prose for step in scene.steps if step.kind in _TOLD for prose in step_prose(step))
    said = (plain(story, sentence) for prose in proses for sentence in sentences(prose))
    return [" ".join(one.split()) for one in said if one.strip()]


def _length(sentence: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def _refrains(story: Story, scene: Scene) -> int:
    return sum(len(_REFRAIN.findall(sentence)) for sentence in _sentences(story, scene))


def _has_voice(story: Story, scene: Scene) -> bool:
    return any(r.kind == "excerpt" and story.excerpts[r.id].side == "present" for r in references(scene))


def _language(story: Story, key: str) -> str:
    excerpt = story.excerpts[key]
    source = story.sources.get(excerpt.source)
    return (excerpt.language or (source.language if source else "")).partition("-")[0]


def _unopened(story: Story) -> list[str]:
    """Chapters whose first scene does not begin with prose, or asks nothing."""
    found = []
    for chapter in story.chapters:
        first = next(
            (story.scenes[key] for key in story.order if story.scenes[key].chapter == chapter.id), None
        )
        if first is not None and (not first.asks or not first.steps or first.steps[0].kind != "text"):
            found.append(chapter.id)
    return found


def to_text(found: dict[str, Any]) -> str:
    """The counts, a line each; of the scenes a table."""
    lines = []
    for name, value in found.items():
        if name == "scenes":
            continue
        label = name.replace("_", " ")
        if isinstance(value, dict):
            total = f" ({sum(value.values())})" if name == "refrains" else ""
            value = (", ".join(f"{key} {count}" for key, count in value.items()) or "none") + total
        elif isinstance(value, list):
            value = ", ".join(value) or "none"
        lines.append(f"{label:28} {value}")
    table = [f"  {key:30} {one['words']:>6} {one['minutes']:>4}" for key, one in found["scenes"].items()]
    return "\n".join([*lines, "", f"  {'scene':30} {'words':>6} {'min':>4}", *table])


def main() -> int:
    """Print the counts of the story in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("story", type=Path)
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    story = check(given.story).story
    if story is None:
        print("The story has mistakes; `explainer check` tells them.", file=sys.stderr)
        return 1
    found = numbers(story)
    print(json.dumps(found, ensure_ascii=False, indent=2) if given.json else to_text(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
