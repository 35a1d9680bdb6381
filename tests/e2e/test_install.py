"""The built wheel, installed into a fresh environment and run from another folder."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built the long way, checkout -> source archive -> wheel, so that both are known to be whole."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that has the wheel; what the wheel depends on comes from this one (no network)."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    fresh = folder / "bin" / "python"
    if importlib.util.find_spec("pip"):
        tool = [sys.executable, "-m", "pip", "--python", str(fresh), "install", "--disable-pip-version-check"]
    elif uv := shutil.which("uv"):
        tool = [uv, "pip", "install", "--python", str(fresh)]
    else:
        pytest.skip("neither pip nor uv is here to install the wheel with")
    done = subprocess.run([*tool, "--no-index", "--no-deps", str(wheel)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return fresh


def run(python: Path, elsewhere: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the installed program, from a folder that is not the checkout."""
    packages = Path(importlib.metadata.distribution("msgspec").locate_file("")).resolve()
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    command = [str(python), "-X", "importtime", "-m", "explainer", *words]
    return subprocess.run(
        command,
        cwd=elsewhere,
        env=environment | {"PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
    )


def imported(done: subprocess.CompletedProcess[str]) -> set[str]:
    """Every module that the run loaded."""
    return {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }


def test_the_wheel_carries_the_story_compiled_and_the_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "explainer/shipped_story/story.yaml" in names
    assert "explainer/shipped_story/.compiled/story.msgpack" in names
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert [name for name in names if name.endswith("licenses/scenes/LICENSE")]
    assert not [name for name in names if name.startswith(("tests/", "tools/", "benchmarks/", "scenes/"))]


def test_the_installed_program_lists_and_shows_from_another_folder(python: Path, tmp_path: Path) -> None:
    listed = run(python, tmp_path, "list", "scene", "--json")
    assert listed.returncode == 0, listed.stderr
    scenes = json.loads(listed.stdout)
    assert len(scenes) == len(list(ROOT.glob("scenes/*/*.yaml"))) - _not_scenes()
    shown = run(python, tmp_path, "show", "scene", scenes[0]["id"])
    assert shown.returncode == 0, shown.stderr
    assert scenes[0]["title"] in shown.stdout


def test_the_installed_program_makes_a_story(python: Path, tmp_path: Path) -> None:
    """The starter's files are in the wheel, those without an ending of Python's too."""
    made = run(python, tmp_path, "new", "the-roof")
    assert made.returncode == 0, made.stderr
    starter = ROOT / "explainer" / "cli" / "starter"
    wanted = {path.relative_to(starter) for path in starter.rglob("*") if path.is_file()}
    there = {path.relative_to(tmp_path / "the-roof") for path in (tmp_path / "the-roof").rglob("*")}
    assert wanted <= there
    checked = run(python, tmp_path, "check", "the-roof")
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.endswith("0 mistakes, 0 warnings.\n")


def _not_scenes() -> int:
    return sum(
        len(list((ROOT / "scenes" / name).glob("*.yaml")))
        for name in ("sources", "excerpts", "claims", "glossary", "figures", "documents", "plans")
    )


def test_the_installed_program_uses_the_compiled_story(python: Path, tmp_path: Path) -> None:
    """The copy fits by content although every time and path differs; YAML is not even loaded."""
    done = run(python, tmp_path, "list", "scene", "--json")
    loaded = imported(done)
    assert "explainer.story.load.cache" in loaded
    assert not loaded & {"yaml", "markdown_it", "explainer.story.load.loader", "textual", "rich"}


def test_the_installed_program_is_not_the_checkout(python: Path, tmp_path: Path) -> None:
    code = "import explainer; print(explainer.__file__)"
    done = subprocess.run([str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert Path(done.stdout.strip()).is_relative_to(python.parent.parent), done.stdout + done.stderr


ONLY_THESE = """
import sys
from importlib.abc import MetaPathFinder

class Hidden(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"{name} is not there in an isolated build", name=name)

HIDDEN = set(sys.argv[2].split(","))
sys.meta_path.insert(0, Hidden())
from explainer.story.load.cache import main
sys.exit(main(sys.argv[1:2]))
"""


def test_an_isolated_build_has_all_that_the_compiler_imports(tmp_path: Path) -> None:
    """`pip install .` gives the build hook only what [build-system] names."""
    story = tmp_path / "scenes"
    shutil.copytree(ROOT / "scenes", story, ignore=shutil.ignore_patterns(".compiled"))
    there = set(_with_what_they_need(PROJECT["build-system"]["requires"])) | {"explainer"}
    homes = importlib.metadata.packages_distributions()
    hidden = {module for module, home in homes.items() if not there & set(map(_plain, home))}
    assert {"rapidfuzz", "textual"} <= hidden
    command = [sys.executable, "-c", ONLY_THESE, str(story), ",".join(sorted(hidden))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (story / ".compiled" / "story.msgpack").stat().st_size


def _plain(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _with_what_they_need(requirements: list[str]) -> Iterator[str]:
    for requirement in requirements:
        if "extra ==" not in requirement:
            name = _plain(requirement)
            yield name
            try:
                yield from _with_what_they_need(importlib.metadata.requires(name) or [])
            except importlib.metadata.PackageNotFoundError:  # not for this system
                continue


def other_pythons() -> list[Path]:
    """Interpreters of the declared versions that are at hand, one a version, this one's aside."""
    folders = [Path(name) for name in os.environ.get("PATH", "").split(os.pathsep) if name]
    folders += sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin"))
    found: dict[str, Path] = {}
    for minor in range(11, 15):
        for folder in folders:
            python = folder / f"python3.{minor}"
            if minor != sys.version_info[1] and f"3.{minor}" not in found and _starts(python):
                found[f"3.{minor}"] = python
    return list(found.values())


def _starts(python: Path) -> bool:
    return python.exists() and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0


OTHERS = other_pythons()


@pytest.mark.parametrize("other", OTHERS, ids=[python.name for python in OTHERS])
def test_every_module_is_read_by_the_other_declared_versions(other: Path) -> None:
    code = (
        "import pathlib\nfor p in pathlib.Path('explainer').rglob('*.py'): compile(p.read_bytes(), p, 'exec')"
    )
    done = subprocess.run([other, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("other", OTHERS, ids=[python.name for python in OTHERS])
def test_the_core_runs_under_the_other_declared_versions(other: Path) -> None:
    needs = "import click, markdown_it, msgspec, yaml"
    if subprocess.run([other, "-c", needs], capture_output=True).returncode:
        pytest.skip(
            f"{other} lacks the packages; to test it type: make setup with that Python first on the path"
        )
    command = [other, "-m", "explainer", "list", "scene", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
