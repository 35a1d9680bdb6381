"""`read`: how it decides on a front end, where it begins, what it hands over."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from explainer.cli import reading
from explainer.cli.main import run
from explainer.cli.stories import state_folder
from explainer.reading import run as run_module
from explainer.reading.anchors import Anchor
from explainer.reading.options import ReaderOptions
from explainer.reading.run import Visit, begin
from explainer.reading.storage.store import Store, write_file
from explainer.story.load.loader import read_story
from explainer.story.model.outline import Edition, Lens
from explainer.story.model.structs import Story
from tests.tiny import write_story


class Started(SimpleNamespace):
    options: ReaderOptions
    reason: str


@pytest.fixture
def started(tiny_story: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `read` on the tiny story and gives what the front end would have been started with."""

    def start(*words: str, code: int = 0) -> Started:
        found = Started()

        def note(options: ReaderOptions, reason: str) -> int:
            found.options, found.reason = options, reason
            return 0

        monkeypatch.setattr(reading, "start", note)
        assert run(["read", str(tiny_story), *words]) == code
        return found

    return start


@pytest.mark.parametrize(
    ("asked", "environment", "terminal", "reason"),
    [
        (True, {}, True, "you typed --linear"),
        (False, {"EXPLAINER_LINEAR": "1"}, True, "EXPLAINER_LINEAR is set"),
        (False, {"EXPLAINER_LINEAR": "0"}, True, ""),
        (False, {"TERM": "dumb"}, True, "this is TERM=dumb"),
        (False, {"TERM": "xterm"}, False, "there is no terminal"),
        (False, {"TERM": "xterm"}, True, ""),
    ],
)
def test_linear_reason(
    monkeypatch: pytest.MonkeyPatch, asked: bool, environment: dict[str, str], terminal: bool, reason: str
) -> None:
    monkeypatch.setattr(reading, "is_terminal", lambda _stream: terminal)
    assert reading.linear_reason(asked, environment) == reason


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_a_closed_stream_is_no_terminal(monkeypatch: pytest.MonkeyPatch, closed: str) -> None:
    monkeypatch.setattr(sys, closed, None)
    assert reading.linear_reason(False, {"TERM": "xterm"}) == "there is no terminal"


def test_begins_at_the_start_with_a_store_that_is_not_agreed(started: Any, isolated_home: Path) -> None:
    options = started().options
    assert options.run == begin(options.story)
    assert options.store is not None and not options.store.agreed
    assert not options.resumed and not options.private
    assert not [path for path in isolated_home.rglob("*") if path.is_file()]


def test_at_an_address_with_a_date(started: Any) -> None:
    options = started("--at", "the-warning:2@1931-02-03").options
    assert options.run.visit == Visit("the-warning", "2")
    assert options.run.lens == Lens("1931-02-03")
    assert options.run.seen == ("the-warning",) and options.run.past == ()


def test_at_a_warned_scene_the_warning_stands_first(started: Any) -> None:
    run = started("--at", "the-rescue").options.run
    assert run.visit.threshold and run.seen == ()


def test_the_date_of_the_option_wins(started: Any) -> None:
    run = started("--at", "the-warning@1931-02-03", "--as-known-on", "1931-02-05").options.run
    assert run.lens == Lens("1931-02-05")


def test_a_trail_begins_at_its_first_scene(started: Any) -> None:
    run = started("--trail", "short-way").options.run
    assert (run.trail, run.visit.scene) == ("short-way", "the-storm")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--trail", "nope"], 1, "short-way"),
        (["--at", "nope"], 1, "nope"),
        (["--at", "the-storm:99"], 1, "99"),
        (["--at", "Not An Address"], 1, "address"),
        (["--as-known-on", "2022-13-01"], 2, "13"),
        (["--theme", "pink"], 2, "pink"),
        (["--resume", "missing-file"], 1, "missing-file"),
    ],
)
def test_faults(
    started: Any, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    started(*words, code=code)
    out, err = capsys.readouterr()
    assert out == "" and said in err and "Traceback" not in err


def test_goes_on_at_a_kept_place(started: Any, tiny_story: Path) -> None:
    story = read_story(tiny_story)
    from msgspec.structs import replace

    kept = replace(begin(story), visit=Visit("the-warning", "2"), seen=("the-storm", "the-warning"))
    store = Store(state_folder())
    store.agree()
    store.save(kept, story)
    options = started().options
    assert options.resumed and options.run == kept
    private = started("--private").options
    assert private.store is None and private.private and not private.resumed
    elsewhere = started("--at", "the-lamp").options
    assert elsewhere.run.visit.scene == "the-lamp" and elsewhere.run.past == (kept.visit,)
    assert not elsewhere.resumed


def test_goes_on_from_a_file(started: Any, tiny_story: Path, tmp_path: Path) -> None:
    from msgspec.structs import replace

    run = replace(begin(read_story(tiny_story)), visit=Visit("the-morning"))
    write_file(tmp_path / "place.json", run)
    options = started("--resume", str(tmp_path / "place.json"), "--private").options
    assert replace(options.run, here=None) == run and options.resumed
    (tmp_path / "broken.json").write_text("{")
    started("--resume", str(tmp_path / "broken.json"), code=1)


def test_an_encrypted_file_asks_for_its_passphrase(
    started: Any, tiny_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from msgspec.structs import replace

    run = replace(begin(read_story(tiny_story)), visit=Visit("the-morning"))
    write_file(tmp_path / "place.age", run, "four plain words")
    for given, code in (("four plain words\nnext line\n", 0), ("", 1)):
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        options = started("--resume", str(tmp_path / "place.age"), "--private", code=code)
        if code == 0:
            assert options.options.run.visit.scene == "the-morning"
            assert sys.stdin.readline() == "next line\n", "linear mode goes on with the next line"


def test_three_tries_on_a_terminal(
    started: Any, tiny_story: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from explainer.reading.storage import store

    def locked(_path: Path, story: Story, passphrase: str = "") -> store.Kept:  # without the slow hash
        if passphrase == "right":
            return store.Kept(begin(story))
        raise store.WrongPassphrase("It does not open.") if passphrase else store.NeedsPassphrase("Locked.")

    asked: list[str] = []
    monkeypatch.setattr(store, "read_file", locked)
    monkeypatch.setattr("explainer.cli.reading.is_terminal", lambda _stream: True)
    for answers, code in ((["a", "b", "right"], 0), (["a", "b", "c", "right"], 1)):
        left = list(answers)
        monkeypatch.setattr(
            "getpass.getpass", lambda prompt, left=left: (asked.append(prompt), left.pop(0))[1]
        )
        started("--resume", "place.age", "--private", code=code)
    assert len(asked) == 6
    err = capsys.readouterr().err
    assert "right" not in err and err.count("It does not open.") == 5


def test_what_moved_since_is_handed_on_sentence_by_sentence(
    started: Any, tiny_story: Path, tmp_path: Path
) -> None:
    from msgspec.structs import replace

    story = read_story(tiny_story)
    lost = run_module.Note(
        1, Anchor("the-storm", "x", "Words that stand nowhere in this small story"), "Mine"
    )
    write_file(
        tmp_path / "place.json", replace(begin(story), edition=Edition("1.0", "0" * 12), notes=(lost,))
    )
    options = started("--resume", str(tmp_path / "place.json"), "--private").options
    assert any("note" in sentence for sentence in options.moved), options.moved


def test_a_run_of_another_story_is_refused(
    tiny_story: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from msgspec.structs import replace

    write_file(tmp_path / "other.json", replace(begin(read_story(tiny_story)), story="another"))
    assert run(["read", str(tiny_story), "--resume", str(tmp_path / "other.json")]) == 1
    assert "another" in capsys.readouterr().err


def test_choices_of_looks_are_handed_over(started: Any) -> None:
    options = started(
        "--theme", "light", "--depth", "none", "--glyphs", "ascii", "--bidi", "terminal"
    ).options
    assert (options.theme, options.depth, options.glyphs, options.bidi) == (
        "light",
        "none",
        "ascii",
        "terminal",
    )


def test_depths_are_the_painters(started: Any) -> None:
    from explainer.cli import options
    from explainer.paint.cells import style

    assert (options.DEPTHS, options.THEMES, options.GLYPHS) == (style.DEPTHS, style.THEMES, style.GLYPHS)


def test_options_alone_mean_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from explainer.cli import stories

    folder = write_story(tmp_path / "story")
    monkeypatch.setattr(stories, "shipped_story", lambda: folder)
    begun: list[ReaderOptions] = []
    monkeypatch.setattr(reading, "start", lambda options, _reason: begun.append(options) or 0)
    assert run([]) == 0
    assert run(["--at", "the-lamp"]) == 0
    assert [options.run.visit.scene for options in begun] == ["the-storm", "the-lamp"]


def test_the_program_alone_reads_without_click(run_python: Any, tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from explainer.cli import reading, start, stories\n"
        f"stories.shipped_story = lambda: Path({str(folder)!r})\n"
        "reading.start = lambda options, reason: print(options.run.visit.scene, 'click' in sys.modules) or 7\n"
        "sys.argv = ['explainer']\n"
        "start.main()"
    )
    done = run_python(code)
    assert (done.returncode, done.stdout.split()) == (7, ["the-storm", "False"])


def test_the_app_can_go_on_line_by_line(tiny_story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, str]] = []

    def linear(options: ReaderOptions, reason: str) -> int:
        said.append((options.run.visit.scene, reason))
        assert options.glyphs == "ascii"
        return 7

    def app(options: ReaderOptions, shown: Callable[[], None]) -> int:
        shown()
        assert options.go_linear is not None
        from msgspec.structs import replace

        return options.go_linear(replace(options.run, visit=Visit("the-lamp")), "ascii")

    monkeypatch.setitem(sys.modules, "explainer.linear.session", SimpleNamespace(run=linear))
    monkeypatch.setitem(sys.modules, "explainer.tui.app", SimpleNamespace(run=app))
    import explainer.linear
    import explainer.tui

    monkeypatch.setattr(explainer.linear, "session", SimpleNamespace(run=linear), raising=False)
    monkeypatch.setattr(explainer.tui, "app", SimpleNamespace(run=app), raising=False)
    story = read_story(tiny_story)
    assert reading.start(ReaderOptions(story, begin(story)), "") == 7
    assert said == [("the-lamp", "you chose it")]


def test_progress_is_told_after_half_a_second_and_taken_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from explainer.cli import output, stories

    now = [100.0]
    monkeypatch.setattr(output.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(output, "is_terminal", lambda _stream: True)
    progress = stories.Progress()
    progress(1, 40)
    assert capsys.readouterr().err == ""
    now[0] += 0.6
    progress(12, 40)
    err = capsys.readouterr().err
    assert "Reading the story, 12 of 40" in err and "\x1b" not in err
    progress(13, 40)
    assert capsys.readouterr().err == ""  # a terminal is not written to a thousand times a second
    now[0] += 0.2
    progress(14, 40)
    assert "14 of 40" in capsys.readouterr().err
    progress.end()
    assert capsys.readouterr().err.strip("\r ") == ""
    quiet = stories.Progress(quiet=True)
    now[0] += 0.6
    quiet(1, 40)
    quiet(2, 40)
    quiet.end()
    assert capsys.readouterr().err == "Reading the story.\n"


def test_help_names_the_options_of_the_reader_as_the_reader_has_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from explainer.cli.main import READING
    from explainer.cli.read import command

    run(["--help"])
    out = capsys.readouterr().out
    own = {option for parameter in command.params for option in parameter.opts}
    for option in ("--at", "--trail", "--linear", "--as-known-on", "--private"):
        assert option in own and f"\n  {option}" in out
    assert {option.split()[0] for option in READING} <= own
