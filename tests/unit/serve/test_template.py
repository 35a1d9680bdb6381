"""The process that workers are copies of: what it has done before the first fork, so that no guest waits for it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.serve.processes.metrics import missing_library
from explainer.story.load.cache import COMPILED, compile_story
from tests.two_languages import write_two_languages

LOADED = """
import sys
from explainer.serve.processes import template
from explainer.serve.processes.settings import Settings

lent = template._load(Settings(sys.argv[1], sys.argv[2]))
"""


def test_no_worker_builds_the_index_of_the_search_in_any_language(
    run_python: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    write_two_languages(tmp_path / "story")
    code = f"""{LOADED}
import explainer.story.search.finder as finder
from explainer.story.model.translation import forms

def built(story):
    raise SystemExit("built anew")

finder.Index = built
print([bool(finder.search(form, form.title).total) for form in forms(lent.story)])
"""
    said = run_python(code, str(tmp_path / "story"), str(tmp_path / "state")).stdout
    assert said == "[True, True]\n"


def test_a_large_story_is_decoded_before_the_first_worker(
    run_python: Callable[..., subprocess.CompletedProcess[str]], tiny_story: Path, tmp_path: Path
) -> None:
    compile_story(tiny_story, tiny_story / COMPILED)
    code = f"""
from explainer.story.load import cache
cache._LARGE = 0
{LOADED}
opened = cache.open_story(template.Path(lent.settings.story), cache_folder=None)
print(type(opened.scenes).__name__, type(lent.story.scenes).__name__, type(lent.story.excerpts).__name__)
"""
    said = run_python(code, str(tiny_story), str(tmp_path / "state")).stdout
    assert said == "Unread dict dict\n"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("asyncssh", "pip install '.[ssh]'"),
        ("cryptography.hazmat", "pip install '.[ssh]'"),
        ("aiohttp.web", "pip install '.[web]'"),
        ("valkey", "pip install '.[cluster]'"),
        ("explainer.paint.page.layout", "Install explainer anew"),
        ("textual.app", "Install explainer anew"),
    ],
)
def test_only_what_an_extra_brings_is_told_to_be_installed_with_it(name: str, told: str) -> None:
    said = missing_library(ModuleNotFoundError("no words of its own", name=name))
    assert told in said and name in said
    assert said.count("pip install") == (1 if "pip" in told else 0)


@pytest.mark.parametrize(
    ("name", "told"), [("asyncssh", ".[ssh]"), ("explainer.paint.page.layout", "Install explainer anew")]
)
def test_what_is_missing_at_the_start_reaches_the_front(
    run_python: Callable[..., subprocess.CompletedProcess[str]],
    tiny_story: Path,
    tmp_path: Path,
    name: str,
    told: str,
) -> None:
    code = """
import sys
from explainer.serve.processes import template
from explainer.serve.processes.settings import Settings

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[3]:
            raise ModuleNotFoundError(name, name=name)

class Channel:
    def send(self, message):
        print(message.words, message.code)

for loaded in [module for module in sys.modules if module.startswith(sys.argv[3])]:
    del sys.modules[loaded]
sys.meta_path.insert(0, Missing())
template._begin(Channel(), Settings(sys.argv[1], sys.argv[2]))
"""
    said = run_python(code, str(tiny_story), str(tmp_path / "state"), name).stdout
    assert told in said and name in said and said.endswith(" 1\n")
