"""The engine knows no event: nothing of the shipped story stands in `explainer/`."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from explainer.story.load.loader import read_story
from explainer.story.model.structs import Story

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(ROOT / "scenes")


@pytest.fixture(scope="module")
def engine() -> dict[Path, str]:
    """Every text file of the engine, lower case."""
    endings = {".py", ".tcss", ".css", ".html", ".json", ".txt", ".po", ".j2", ".yaml"}
    shipped = ROOT / "explainer" / "shipped_story"
    paths = [p for p in (ROOT / "explainer").rglob("*") if p.suffix in endings and shipped not in p.parents]
    return {path: path.read_text("utf-8").casefold() for path in paths}


def holders(engine: dict[Path, str], words: str) -> list[str]:
    """Files in which the words stand as words of their own."""
    sought = words.casefold()
    pattern = re.compile(rf"(?<![\w-]){re.escape(sought)}(?![\w-])")
    texts = (
        engine.items()
    )  # a plain search first: it is a hundred times as quick, and hardly anything is found
    return [str(path.relative_to(ROOT)) for path, text in texts if sought in text and pattern.search(text)]


def names_of(story: Story) -> set[str]:
    """Scene ids and titles, several-word terms, and place ids, except what is a plain English word or kind."""
    names = {name for scene in story.scenes.values() for name in (scene.id, scene.title)}
    names |= {name for term in story.terms.values() for name in (term.name, *term.also) if " " in name}
    names |= {identifier for identifier in story.terms if "-" in identifier}
    names |= {trail.title for trail in story.trails.values() if " " in trail.title} | {story.id, story.title}
    names |= set(story.places) | {place.name for place in story.places.values()}
    return names


def test_no_id_title_term_or_place_of_the_shipped_story_stands_in_the_engine(
    story: Story, engine: dict[Path, str]
) -> None:
    found = {name: files for name in names_of(story) if (files := holders(engine, name))}
    assert found == {}


def test_no_native_name_stands_in_the_engine(story: Story, engine: dict[Path, str]) -> None:
    forms = {form.text for term in story.terms.values() for form in term.forms if len(form.text) > 4}
    assert {form: files for form in forms if (files := holders(engine, form))} == {}


def test_no_coordinate_stands_in_the_engine(engine: dict[Path, str]) -> None:
    """Degrees with three decimals are a place on Earth; projection centres and extents are data of a story."""
    tables = (ROOT / "scenes").rglob("*.geojson")
    degrees = {str(number) for table in tables for number in coordinates(json.loads(table.read_text()))}
    code = [path.read_text("utf-8") for path in engine if path.suffix == ".py"]
    constants = {
        str(node.value)
        for text in code
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }
    assert {number for number in constants if re.fullmatch(r"\d{2}\.\d{3,}", number)} == set()
    assert constants & {number for number in degrees if "." in number and len(number) > 4} == set()


def coordinates(value: object) -> list[float]:
    if isinstance(value, float):
        return [value]
    if isinstance(value, dict):
        return [number for inner in value.values() for number in coordinates(inner)]
    if isinstance(value, list):
        return [number for inner in value for number in coordinates(inner)]
    return []
