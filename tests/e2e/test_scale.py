"""A story of 300 scenes, 2,500 terms and 4,000 excerpts works like a small one; how fast is for the benchmarks.

1,000, 5,000 and 10,000 of them with `make soak`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import Raw
from msgspec.structs import replace

from explainer.paint.cells.style import Profile
from explainer.paint.compose import compose
from explainer.reading.actions import Action
from explainer.reading.lists import entries, listing_for
from explainer.reading.moves import apply, onward
from explainer.reading.proofs import prove
from explainer.reading.run import begin
from explainer.reading.view import View
from explainer.story.load.cache import COMPILED, compile_story, open_story
from explainer.story.model.lazy import Unread
from explainer.story.model.structs import Story
from explainer.story.search.finder import search
from tests.make_story import write_random_story
from tests.soak import amount

SCENES, TERMS, EXCERPTS = amount(300, 1_000), amount(2_500, 5_000), amount(4_000, 10_000)
PATIENCE = 300
"""Seconds until a command counts as hung, also on a busy machine."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story with its compiled copy: who compiles it has checked it."""
    made = write_random_story(tmp_path_factory.mktemp("scale") / "large", SCENES, 1, TERMS, EXCERPTS)
    compile_story(made, made / COMPILED)
    return made


@pytest.fixture
def story(folder: Path) -> Story:
    return open_story(folder, cache_folder=None)


def command(home: Path, *words: str) -> str:
    """What a command prints in a process of its own."""
    environment = os.environ | {"HOME": str(home), "LC_ALL": "C.UTF-8"}
    environment |= {f"XDG_{name}_HOME": str(home / name) for name in ("CACHE", "STATE")}
    done = subprocess.run(
        [sys.executable, "-m", "explainer", *words],
        capture_output=True, text=True, env=environment, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_opens_with_most_of_it_still_to_be_decoded(story: Story) -> None:
    assert isinstance(story.excerpts, Unread)
    assert (len(story.scenes), len(story.terms), len(story.excerpts)) == (SCENES, TERMS, EXCERPTS)
    frame = compose(View(story, begin(story)), 80, 24, Profile())
    assert len(frame.rows) == 24
    assert sum(not isinstance(thing, Raw) for thing in story.excerpts._held.values()) < 100


def test_it_is_read_to_its_end_by_next_and_consent(story: Story) -> None:
    run = begin(story)
    for _move in range(3 * SCENES):
        if onward(story, run).kind == "end":
            break
        run = apply(story, run, Action("consent" if run.visit.threshold else "next"))
    assert story.scenes[run.visit.scene].ending
    assert len(run.seen) == sum(1 for scene in story.scenes.values() if scene.next != "return")


def test_every_way_through_it_is_walked(story: Story) -> None:
    proof = prove(story, 100_000)
    assert (proof.is_complete, proof.scenes, proof.faults) == (True, SCENES, ())


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40)])
def test_its_lists_are_painted(story: Story, size: tuple[int, int]) -> None:
    view = View(story, begin(story))
    for screen, least in (
        ("story-map", amount(25, 80)),
        ("glossary", TERMS),
        ("sources", amount(500, 2_000)),
    ):
        listed = replace(view, listings=(listing_for(view, screen),))
        assert len(entries(listed)) >= least
        assert len(compose(listed, *size, Profile()).rows) == size[1]


def test_it_is_searched(story: Story) -> None:
    last = list(story.terms.values())[-1]
    found = search(story, last.name)
    assert last.id in [hit.id for group in found.groups for hit in group.hits]
    (excerpt,) = (one for one in story.excerpts.values() if one.text.endswith(f" {EXCERPTS + 99}."))
    found = search(story, str(EXCERPTS + 99))
    assert excerpt.id in [hit.id for group in found.groups for hit in group.hits if hit.kind == "excerpt"]


def test_commands_list_show_and_export_it(folder: Path, tmp_path: Path, story: Story) -> None:
    listed = json.loads(command(tmp_path, "list", "excerpt", "--story", str(folder), "--json"))
    assert len(listed) == EXCERPTS and all(excerpt["scenes"] for excerpt in listed)
    scene = list(story.scenes)[SCENES // 2]
    shown = json.loads(command(tmp_path, "show", "scene", scene, "--story", str(folder), "--json"))
    assert shown["id"] == scene
    titles = [scene.title for scene in story.scenes.values()]
    for form in ("html", "markdown", "text", "handout"):
        out = tmp_path / f"large.{form}"
        command(tmp_path, "export", "--to", form, str(folder), str(out))
        page = out.read_text(encoding="utf-8")
        missing = [title for title in titles if title not in page] if form != "text" else []
        assert len(page) > amount(500_000, 2_000_000) and not missing
