"""Linear mode as a program: a piped script over the shipped story, a terminal, and the other side going away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from explainer.cli.stories import shipped_story
from explainer.linear.conversation import Conversation
from explainer.linear.sentences import following, step_of, step_references
from explainer.reading.actions import Action
from explainer.reading.moves import apply, choices, onward, way_ahead
from explainer.reading.run import Run, begin
from explainer.story.load.cache import open_story
from explainer.story.load.loader import read_story
from explainer.story.model.outline import Place
from explainer.story.model.structs import Story
from explainer.story.text import curled
from tests.tiny import write_story

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "explainer"]


@pytest.fixture(scope="module")
def shipped() -> Story:
    return open_story(shipped_story(), cache_folder=None)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_story(tmp_path_factory.mktemp("tiny") / "story")


def environment(**changes: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""} | changes


def talk(lines: list[str], *words: str, **changes: str) -> tuple[str, str, int]:
    """Transcript, what went to standard error, exit code."""
    done = subprocess.run(
        [*COMMAND, *words],
        input="".join(f"{line}\n" for line in lines).encode(),
        capture_output=True,
        env=environment(**changes),
        cwd=ROOT,
        timeout=120,
    )
    assert b"\x1b" not in done.stdout
    assert b"\x1b" not in done.stderr
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", done.stdout)
    return done.stdout.decode(), done.stderr.decode(), done.returncode


def unwrapped(transcript: str) -> str:
    return " ".join(transcript.split())


def titles(transcript: str) -> list[str]:
    """The paragraphs that begin a scene (with `width off`, one a line)."""
    return [line for line in transcript.split("\n") if line.startswith("Scene: ")]


def enters(story: Story) -> int:
    """How often Enter is pressed from the start to the last line of the ending."""
    run, count = begin(story), 0
    while (after := following(story, run.visit)) is not None or onward(story, run).kind != "end":
        run = apply(story, run, Action("next"), after)
        count += 1
    return count


# the shipped story


def test_enter_alone_leads_from_the_opening_to_the_ending(shipped: Story) -> None:
    count = enters(shipped)
    assert count > 40
    transcript, errors, code = talk(["width off", *[""] * count, "quit", ""], "--linear")
    assert (errors, code) == ("", 0)
    assert transcript.startswith("Linear mode is on: you typed --linear. Type help.\n")
    way = way_ahead(shipped, begin(shipped))
    said = titles(transcript)
    assert len(said) == len(way)
    for line, name in zip(said, way, strict=True):
        assert line.startswith(f"Scene: {curled(shipped.scenes[name].title)}")
    assert shipped.scenes[way[-1]].ending
    assert "The story ends here." in transcript
    assert transcript.endswith("Not kept. Goodbye.\n")
    assert not re.search(r"\b\d{4}-\d{2}-\d{2}\b|\bv\d+\b|[─-╿▀-▟←-⇿·]|https?://", transcript)
    assert "Cannot" not in transcript


class Planner:
    """Writes a script while playing it, so that no word of the story stands in this test."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.talk = Conversation(story, begin(story))
        self.lines: list[str] = []

    @property
    def run(self) -> Run:
        return self.talk.run

    def type(self, line: str) -> None:
        self.lines.append(line)
        answer = self.talk.answer(line)
        assert not answer[0].startswith(("Cannot", "Unknown")), (line, answer)

    def opened(self, kind: str) -> int:
        return sum(one.startswith(f"{kind}:") for one in self.run.opened)

    def open_what_is_new(self, kind: str, most: int) -> None:
        step = step_of(self.story, self.run.visit)
        if self.run.visit.threshold or step is None:
            return
        found = step_references(self.story.scenes[self.run.visit.scene], step)
        for number, reference in enumerate(found, 1):
            if reference.kind == kind and self.opened(kind) < most:
                self.type(f"open {number}")

    def side_scene(self) -> int:
        """The number of a side scene offered here that is not seen yet; 0 without one."""
        if following(self.story, self.run.visit) is not None:
            return 0
        for number, choice in enumerate(choices(self.story, self.run), 1):
            scene = self.story.scenes.get(choice.target)
            if choice.kind == "branch" and scene and scene.next == "return" and not choice.seen:
                return number
        return 0


def planned(story: Story) -> Planner:
    """Five sources, five terms, two side scenes, consent, a return to a fork."""
    plan = Planner(story)
    plan.type("width off")
    sides = 0
    for _step in range(400):
        plan.open_what_is_new("excerpt", 5)
        plan.open_what_is_new("term", 5)
        if plan.run.visit.threshold:
            plan.type("consent")
        number = plan.side_scene()
        done = plan.opened("excerpt") >= 5 and plan.opened("term") >= 5 and plan.run.consented
        if number and sides < 2:
            sides += 1
            plan.type(str(number))
        elif done and sides == 2 and following(story, plan.run.visit) is not None:
            break
        else:
            plan.type("")
    assert sides == 2
    return plan


def test_other_branches_consent_sources_terms_a_fork_and_resuming(
    shipped: Story, isolated_home: Path
) -> None:
    plan = planned(shipped)
    plan.type("fork")
    assert plan.run.visit.scene in {fork.visit.scene for fork in plan.run.forks}
    plan.type("back")
    plan.type("")
    place = Place(plan.run.visit.scene, plan.run.visit.step)
    where = plan.talk.answer("where")[0]
    transcript, errors, code = talk([*plan.lines, "quit", "yes"], "--linear")
    assert (errors, code) == ("", 0)
    assert transcript.count("\nSource: ") >= 5
    assert transcript.count("\nTerm: ") >= 5
    assert "\nWarning: " in transcript
    assert " Taken." in transcript or ", taken." in transcript
    assert transcript.endswith("explainer forget removes everything. Goodbye.\n")

    again, errors, code = talk(["width off", "where", "quit"], "--linear")
    assert (errors, code) == ("", 0)
    assert again.count(where) >= 1, "the same step of the same scene"
    scene = shipped.scenes[place.scene]
    assert f"Scene: {scene.title}" in unwrapped(again)
    assert "Kept." in again, "agreed once, not asked again"
    assert "may this machine" not in unwrapped(again)

    forgotten = subprocess.run(
        [*COMMAND, "forget"], capture_output=True, env=environment(), cwd=ROOT, timeout=60
    )
    assert forgotten.returncode == 0
    assert not list(isolated_home.rglob("*.run.json"))


def test_a_run_is_carried_in_a_file(shipped: Story, tmp_path: Path) -> None:
    target = tmp_path / "carried.json"
    talk(["", "", f"save {target}", "", "quit", "no"], "--linear")
    transcript, errors, code = talk(["quit", "no"], "--linear", "--resume", str(target))
    assert (errors, code) == ("", 0)
    assert "step 3 of" in unwrapped(transcript)


# why the mode is on


@pytest.mark.parametrize(
    ("words", "changes", "reason"),
    [
        (["--linear"], {}, "you typed --linear"),
        ([], {"EXPLAINER_LINEAR": "1"}, "EXPLAINER_LINEAR is set"),
        ([], {"TERM": "dumb"}, "TERM=dumb"),
        ([], {}, "there is no terminal"),
    ],
)
def test_the_first_line_says_that_the_mode_is_on_and_why(
    tiny: Path, words: list[str], changes: dict[str, str], reason: str
) -> None:
    transcript, errors, code = talk(["quit", "no"], "read", str(tiny), *words, **changes)
    assert (errors, code) == ("", 0)
    first = transcript.split("\n")[0]
    assert first.startswith("Linear mode is on: ")
    assert reason in first


def test_the_second_story_plays_to_its_end(tiny: Path) -> None:
    count = enters(read_story(tiny))
    transcript, errors, code = talk([""] * count, "read", str(tiny), "--linear")
    assert (errors, code) == ("", 0)
    assert "The story ends here." in transcript


def test_private_writes_nothing_anywhere(tiny: Path, isolated_home: Path) -> None:
    before = sorted(isolated_home.rglob("*"))
    transcript, errors, code = talk(["", "quit"], "read", str(tiny), "--linear", "--private")
    assert (errors, code) == ("", 0)
    assert transcript.endswith("Nothing was written. Goodbye.\n")
    assert sorted(isolated_home.rglob("*")) == before


def test_nothing_is_written_before_the_reader_agreed(tiny: Path, isolated_home: Path) -> None:
    before = sorted(isolated_home.rglob("*"))
    talk([""], "read", str(tiny), "--linear")
    assert sorted(isolated_home.rglob("*")) == before


def test_a_damaged_run_is_set_aside_and_said(tiny: Path, isolated_home: Path) -> None:
    talk(["quit", "yes"], "read", str(tiny), "--linear")
    [kept] = isolated_home.rglob("*.run.json")
    kept.write_bytes(b"\x00 broken")
    transcript, errors, code = talk(["quit"], "read", str(tiny), "--linear")
    assert (errors, code) == ("", 0)
    assert "was damaged; it is set aside as" in unwrapped(transcript)
    assert kept.with_name(f"{kept.name}.damaged-1").read_bytes() == b"\x00 broken"


def test_what_is_typed_badly_is_answered(tiny: Path) -> None:
    lines = ["\x1b[A", "щзут", "\u202e", "x" * 10_000, "open 99", "quit", "no"]
    _transcript, errors, code = talk(lines, "read", str(tiny), "--linear")
    assert (errors, code) == ("", 0)


def test_a_plain_locale_and_bytes_that_are_no_text(tiny: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "read", str(tiny), "--linear"],
        input=b"\nsearch \xff\xfe\nchoose 1\nopen 1\noriginal\nquit\nno\n",
        capture_output=True,
        env=environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii"),
        cwd=ROOT,
        timeout=60,
    )
    assert (done.stderr, done.returncode) == (b"", 0)
    assert done.stdout.isascii()
    assert done.stdout.endswith(b"Not kept. Goodbye.\n")


# the other side


def test_a_closed_pipe_ends_it_in_silence(tiny: Path) -> None:
    command = (
        f"yes '' | {sys.executable} -m explainer read {tiny} --linear | head -n 1; echo ${{PIPESTATUS[1]}}"
    )
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, env=environment(), cwd=ROOT, timeout=60, text=True
    )
    assert done.stderr.replace("yes: standard output: Broken pipe\n", "") == ""
    assert done.stdout.startswith("Linear mode is on")
    assert done.stdout.endswith("\n0\n")


@pytest.fixture
def terminal(tiny: Path) -> pexpect.spawn:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "explainer", "read", str(tiny)],
        env=environment(TERM="dumb"),
        cwd=str(ROOT),
        dimensions=(24, 40),
        timeout=60,
        encoding="utf-8",
    )
    child.expect_exact("Linear mode is on")
    child.expect_exact("\n> ")
    yield child
    child.close(force=True)


def test_on_a_terminal_there_is_a_prompt_and_lines_fit_the_window(terminal: pexpect.spawn) -> None:
    terminal.sendline("")
    terminal.expect_exact("References: 5.")
    before = terminal.before
    terminal.expect_exact("\n> ")
    assert max(len(line.strip()) for line in before.split("\n")) <= 40
    assert "\x1b" not in before
    terminal.sendline("quit")
    terminal.expect_exact("is no.")
    terminal.sendline("")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0


def test_lines_follow_a_window_that_grows(terminal: pexpect.spawn) -> None:
    terminal.setwinsize(24, 72)
    terminal.sendline("help")
    terminal.expect_exact("\n> ")
    assert max(len(line.strip()) for line in terminal.before.split("\n")) > 60


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl+c", "ctrl+d"])
def test_ctrl_c_twice_and_ctrl_d_leave_clean(terminal: pexpect.spawn, key: str) -> None:
    terminal.send(key)
    if key == "\x03":  # asks what quit asks
        terminal.expect_exact("Keep: may this machine keep")
        terminal.send(key)
    terminal.expect_exact("Not kept. Goodbye.")
    terminal.expect(pexpect.EOF)
    terminal.wait()
    assert terminal.exitstatus == 0
    assert "Traceback" not in terminal.before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_place_of_a_reader_who_agreed(
    tiny: Path, isolated_home: Path, number: signal.Signals
) -> None:
    talk(["quit", "yes"], "read", str(tiny), "--linear")
    child = subprocess.Popen(
        [*COMMAND, "read", str(tiny), "--linear"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"\n")
    child.stdin.flush()
    while b"References: 5" not in child.stdout.readline():
        pass
    time.sleep(0.2)
    child.send_signal(number)
    _out, errors = child.communicate(timeout=60)
    assert (errors, child.returncode) == (b"", 128 + number)
    transcript, _errors, _code = talk(["quit"], "read", str(tiny), "--linear")
    assert "step 2 of 3" in unwrapped(transcript)
