"""The rules of the house that an import graph cannot see."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ENGINE = Path(__file__).parents[2] / "explainer"

HEADLESS = ("problems", "messages", "story", "reading", "workshop", "paint", "export", "linear")


def modules_of(floor: str) -> list[str]:
    """Every module of a floor, by its dotted name."""
    file = ENGINE / f"{floor}.py"
    if file.is_file():
        return [f"explainer.{floor}"]
    paths = sorted((ENGINE / floor).rglob("*.py"))
    return [".".join(("explainer", *path.relative_to(ENGINE).with_suffix("").parts)) for path in paths]


@pytest.mark.parametrize("floor", HEADLESS)
def test_headless_floor_loads_neither_textual_nor_rich(floor: str) -> None:
    names = [name.removesuffix(".__init__") for name in modules_of(floor)]
    assert names
    code = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print(sorted({'textual', 'rich', 'asyncssh', 'aiohttp'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_story_package_is_empty() -> None:
    assert (ENGINE / "story" / "__init__.py").read_text().strip() == ""
    assert (ENGINE / "__init__.py").read_text().strip() == ""


def test_no_circle_of_imports() -> None:
    """Imports inside functions count, those for type checking alone do not. CycleError names the circle."""
    graph = grimp.build_graph("explainer", exclude_type_checking_imports=True, cache_dir=None)
    order = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
    assert len(tuple(order.static_order())) == len(graph.modules) > 100


def test_no_folder_is_crowded() -> None:
    beside = Counter(path.parent for path in ENGINE.rglob("*.py") if path.name != "__init__.py")
    assert {str(folder): count for folder, count in beside.items() if count > 25} == {}
