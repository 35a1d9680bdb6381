"""A large story, decoded bit by bit, is the same story; the index beside it finds the same, and is never trusted."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from explainer.story.load import cache
from explainer.story.load.cache import COMPILED, compile_story, open_story
from explainer.story.load.loader import read_story
from explainer.story.model.lazy import Unread, kept_index, read_all
from explainer.story.model.structs import Story
from explainer.story.search import finder, index
from explainer.story.search.index import Index
from tests.make_story import write_random_story
from tests.tiny import changed, write_story

WORDS = ("nobody mast", "lihgtkeeper", "смотрителя", "li", "boats the 12", "zzzz")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any story is large enough to be taken apart."""
    monkeypatch.setattr(cache, "_LARGE", 0)


@pytest.fixture
def folder(tiny_story: Path) -> Path:
    """A story with its copy."""
    compile_story(tiny_story, tiny_story / COMPILED)
    return tiny_story


@pytest.mark.usefixtures("large")
def test_a_story_taken_apart_is_the_same_story(folder: Path) -> None:
    whole = read_story(folder)
    story = open_story(folder, cache_folder=None)
    assert isinstance(story.scenes, Unread)
    assert list(story.scenes) == list(whole.scenes) and len(story.terms) == len(whole.terms)
    assert story.scenes["the-lamp"] is story.scenes["the-lamp"]
    assert "the-lamp" in story.scenes and "the-cellar" not in story.scenes
    assert story.scenes.get("the-cellar") is None
    assert story == whole and read_all(story) == whole
    assert type(read_all(story).scenes) is dict
    assert read_all(whole) is whole


@pytest.mark.usefixtures("large")
def test_only_what_is_asked_for_is_decoded(folder: Path) -> None:
    story = open_story(folder, cache_folder=None)
    assert isinstance(story.terms, Unread)
    assert story.terms["oda-berg"].name == "Oda Berg"
    held = {key: isinstance(thing, msgspec.Raw) for key, thing in story.terms._held.items()}
    assert held == {"lightkeeper": True, "oda-berg": False}


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("place", [0.3, 0.5, 0.9])
def test_a_copy_with_one_wrong_byte_is_rebuilt(folder: Path, place: float) -> None:
    whole = read_story(folder)
    copy = folder / COMPILED
    data = bytearray(copy.read_bytes())
    data[int(len(data) * place)] ^= 1
    copy.write_bytes(data)
    story = open_story(folder, cache_folder=None)
    assert type(story.scenes) is dict and story == whole


def found(story: Story) -> list[finder.Results]:
    return [finder.search(story, words) for words in WORDS]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time an index is built."""
    stories: list[str] = []
    real = Index.of.__func__  # type: ignore[attr-defined]

    def building(cls: type[Index], story: Story) -> Index:
        stories.append(story.id)
        made: Index = real(cls, story)
        return made

    monkeypatch.setattr(Index, "of", classmethod(building))
    return stories


def test_the_kept_index_finds_what_a_built_one_finds(folder: Path, built: list[str]) -> None:
    story = open_story(folder, cache_folder=None)
    kept = found(story)
    assert built == [] and any(result.total for result in kept)
    assert kept == found(read_story(folder))
    assert built == ["the-storm-of-1931"]


@pytest.mark.parametrize("seed", range(3))
def test_the_kept_index_of_a_random_story_is_the_built_one(seed: int, tmp_path: Path) -> None:
    folder = write_random_story(tmp_path / "story", 12, seed)
    story = compile_story(folder, folder / COMPILED)
    kept, made = Index.kept(kept_index(story) or b"", story), Index.of(story)
    assert kept and kept.documents == made.documents
    assert dict(kept.postings) == dict(made.postings)
    assert [kept.like(word) for word in made.postings] == [made.like(word) for word in made.postings]


def spoil_truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def spoil_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def spoil_other_story(path: Path) -> None:
    other = path.parents[2] / "other"
    write_story(other, changed("night/the-lamp.yaml", "nobody", "somebody"))
    compile_story(other, other / COMPILED)
    path.write_bytes((other / ".compiled/index.msgpack").read_bytes())


def spoil_gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [spoil_truncate, spoil_byte, spoil_other_story, spoil_gone])
def test_an_index_that_does_not_fit_is_built_anew(
    folder: Path, spoil: Callable[[Path], None], built: list[str]
) -> None:
    story = open_story(folder, cache_folder=None)
    spoil(folder / ".compiled/index.msgpack")
    built.clear()
    assert found(story) == found(read_story(folder))
    assert built == ["the-storm-of-1931"] * 2


def test_an_index_made_by_another_program_is_built_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch, built: list[str]
) -> None:
    monkeypatch.setattr("explainer.story.search.index._made_by", lambda: "another")
    found(open_story(folder, cache_folder=None))
    assert built == ["the-storm-of-1931"]


NO_MAKERS = {
    **dict.fromkeys(("model/structs.py", "model/lazy.py"), "what a story holds, not what of it is found"),
    **dict.fromkeys(
        ("model/ages.py", "model/sentences.py"), "what can be read on a day; the index holds every day"
    ),
}
"""Modules that those that make an index import, and why they do not decide what stands in it."""


def imported(module: str) -> set[str]:
    """The modules of the story's floor that one of them imports, at once or later."""
    story = Path(index.__file__).parents[1]
    tree = ast.parse((story / module).read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("explainer.story"):
            below = (node.module or "").split(".")[2:]
            is_module = bool(below) and story.joinpath(*below).with_suffix(".py").is_file()
            names = [below] if is_module else [[*below, name.name] for name in node.names]
            found |= {"/".join(name) + ".py" for name in names}
    return found


def test_all_that_makes_an_index_is_in_the_print_of_its_makers() -> None:
    pending, found = ["search/index.py"], {"search/index.py"}
    while pending:
        new = imported(pending.pop()) - found - NO_MAKERS.keys()
        found |= new
        pending += new
    assert found == set(index._MAKERS)
