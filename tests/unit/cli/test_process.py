"""The program as a process: what it loads, closed pipes, closed streams, odd locales."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def explainer(*words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "explainer", *words]
    return subprocess.run(
        command,
        capture_output=True,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    "--help list show search check schema save takeaway forget completion manual".split(),
)
def test_headless_commands_load_neither_textual_nor_rich(
    tiny_story: Path, tmp_path: Path, command: str
) -> None:
    words = {
        "--help": ["--help"],
        "list": ["list", "scene", "--story", str(tiny_story)],
        "show": ["show", "claim", "boats-lost", "--story", str(tiny_story)],
        "search": ["search", "lihgtkeeper", "--story", str(tiny_story)],
        "check": ["check", str(tiny_story), "--walks", "2"],
        "schema": ["schema", "scene"],
        "save": ["save", str(tmp_path / "x"), "--story", str(tiny_story)],
        "takeaway": ["takeaway", "--story", str(tiny_story)],
        "forget": ["forget"],
        "completion": ["completion", "zsh"],
        "manual": ["manual"],
    }[command]
    code = (
        "import sys\nfrom explainer.cli.main import run\n"
        f"run({words!r})\nsys.stdout.flush()\n"
        "print('LOADED', sorted({'textual', 'rich', 'asyncssh', 'aiohttp'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED []", done.stdout + done.stderr


def test_help_loads_no_story_code() -> None:
    code = (
        "import sys\nfrom explainer.cli.main import run\nrun(['--help'])\n"
        "heavy = ('explainer.story.', 'explainer.reading', 'yaml', 'msgspec', 'platformdirs')\n"
        "print('LOADED', sorted(n for n in sys.modules if n.startswith(heavy)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED ['explainer.story.text']"


def test_a_compiled_story_is_listed_without_yaml(tiny_story: Path) -> None:
    from explainer.story.load.cache import compile_story

    compile_story(tiny_story, tiny_story / ".compiled" / "story.msgpack")
    code = (
        "import sys\nfrom explainer.cli.main import run\n"
        f"run(['show', 'scene', 'the-storm', '--story', {str(tiny_story)!r}])\n"
        "heavy = {'yaml', 'markdown_it', 'rapidfuzz', 'wcwidth', 'platformdirs', 'snowballstemmer'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_a_pipe_closed_early_is_silent(tiny_story: Path) -> None:
    command = [sys.executable, "-m", "explainer", "list", "action", "--json", "--story", str(tiny_story)]
    for unbuffered in ("", "1"):
        reader, writer = os.pipe()
        os.close(reader)  # nobody reads from the first byte on
        done = subprocess.run(
            command,
            stdout=writer,
            stderr=subprocess.PIPE,
            env=environment(PYTHONUNBUFFERED=unbuffered),
            timeout=60,
            check=False,
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (0, b"")


def test_head_in_a_shell(tiny_story: Path) -> None:
    line = f"{sys.executable} -m explainer list action --json | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(), timeout=60, check=True
    )
    assert done.stdout.splitlines() == ["[", "0"] and done.stderr == ""


@pytest.mark.parametrize(
    "locale", [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}]
)
def test_a_poor_locale_ends_no_command(tiny_story: Path, locale: dict[str, str]) -> None:
    done = explainer("show", "term", "lightkeeper", "--story", str(tiny_story), **locale)
    assert (done.returncode, done.stderr) == (0, b"")
    done = explainer("show", "term", "lightkeeper", "--json", "--story", str(tiny_story), **locale)
    assert json.loads(done.stdout.decode("utf-8"))["forms"][1]["text"] == "смотритель маяка"


def test_an_argument_that_is_no_utf8(tiny_story: Path) -> None:
    command = [sys.executable, "-m", "explainer", "show", "term", b"\xff\xfe", "--story", str(tiny_story)]
    done = subprocess.run(command, capture_output=True, env=environment(), timeout=60, check=False)
    assert done.returncode == 1 and b"Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(tiny_story: Path, closed: str) -> None:
    line = f"exec {sys.executable} -m explainer list scene --story '{tiny_story}' {closed}"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, env=environment(), timeout=60, check=False
    )
    assert done.returncode == 0 and done.stderr == b""


def test_version() -> None:
    done = explainer("--version")
    assert done.returncode == 0 and done.stdout.startswith(b"explainer")


def test_ctrl_c_is_quiet(tiny_story: Path) -> None:
    code = (
        "import sys, time\nfrom explainer.cli import main\nfrom explainer.story.load import cache\n"
        "def slow(*a, **k):\n    print('ready', flush=True)\n    time.sleep(100)\ncache.open_story = slow\n"
        f"sys.exit(main.run(['list', 'scene', '--story', {str(tiny_story)!r}]))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # a job in the background is born deaf to it
    )
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (130, "")
