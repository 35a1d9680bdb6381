"""What the commands print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explainer.cli.main import COMMANDS, run
from explainer.reading.actions import ACTIONS
from explainer.reading.run import begin
from explainer.reading.storage.store import Store, decode
from explainer.story.load.loader import read_story
from tests.contract import ACTION, RECORDS
from tests.tiny import ASKING, changed, write_story

CONTRACT = {kind: fields for kind, fields in (RECORDS | ACTION).items() if kind != "in-short"}
"""Of the kinds that the small story has; tests/unit/export/test_in_short.py reads the story in short."""
COUNTS = {"scene": 5, "term": 2, "source": 3, "excerpt": 3, "claim": 1, "figure": 1, "trail": 1}
FIRST = {
    "scene": "the-storm",
    "term": "oda-berg",
    "source": "log-book",
    "excerpt": "inquiry",
    "claim": "boats-lost",
    "figure": "f-boats",
    "trail": "short-way",
    "action": "next",
}


@pytest.fixture
def ask(tiny_story: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on the tiny story; gives exit code, stdout and stderr."""

    def asked(*words: str, story: bool = True) -> tuple[int, str, str]:
        code = run([*words, *(["--story", str(tiny_story)] if story else [])])
        out, err = capsys.readouterr()
        return code, out, err

    return asked


@pytest.mark.parametrize("kind", CONTRACT)
def test_list_json_has_the_contract(ask: Any, kind: str) -> None:
    code, out, err = ask("list", kind, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert len(found) == COUNTS.get(kind, len(ACTIONS))
    assert all(list(record) == CONTRACT[kind].split() for record in found)


@pytest.mark.parametrize("kind", CONTRACT)
def test_show_json_is_the_record_of_the_list(ask: Any, kind: str) -> None:
    listed = json.loads(ask("list", kind, "--json")[1])
    code, out, _err = ask("show", kind, FIRST[kind], "--json")
    assert code == 0
    assert json.loads(out) in listed


@pytest.mark.parametrize("kind", CONTRACT)
def test_text_is_for_people(ask: Any, kind: str) -> None:
    code, out, err = ask("list", f"{kind}s")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == COUNTS.get(kind, len(ACTIONS))
    code, out, err = ask("show", kind, FIRST[kind])
    assert (code, err) == (0, "")
    assert out.strip() and max(map(len, out.splitlines())) <= 72


def test_scenes_are_listed_in_reading_order(ask: Any) -> None:
    found = [record["id"] for record in json.loads(ask("list", "scene", "--json")[1])]
    assert found == ["the-storm", "the-lamp", "the-warning", "the-rescue", "the-morning"]


def test_show_scene_says_lines_marks_and_ways(ask: Any) -> None:
    _code, out, _err = ask("show", "scene", "the-storm")
    assert "The lightkeeper wrote that the lamp went out at 16:40.[1] Her name was" in out
    assert "The paper counted seven boats[a] the next day.[2]" in out
    assert "  [1] Oda Berg, 2 February 1931, a quote (lamp-out)" in out
    assert "  [a] How many boats were lost? (boats-lost)" in out
    assert "Choose: Why did the lamp go out? (the-lamp)" in out
    assert "Next: Who was told? (the-warning)" in out
    assert "Ask who has seen a lighthouse" not in out


def test_show_a_step_by_its_address(ask: Any) -> None:
    code, out, _err = ask("show", "scene", "the-warning:1@1931-02-03")
    assert code == 0
    assert "The harbour office says seven boats[a]." in out
    assert "As known on 3 February 1931." in out
    assert "Next:" not in out


def test_a_line_said_later_is_folded_under_a_date(ask: Any) -> None:
    _code, out, _err = ask("show", "scene", "the-storm", "--as-known-on", "1931-02-01")
    assert "Said later: 2 February 1931." in out
    assert "the lamp went out at 16:40" not in out


def test_a_warned_scene_is_shown_with_consent_only(ask: Any) -> None:
    code, out, _err = ask("show", "scene", "the-rescue")
    assert code == 0
    assert "Warning: The next scene tells of people in the water." in out
    assert "rowers" not in out
    code, out, _err = ask("show", "scene", "the-rescue", "--consent")
    assert code == 0 and "Four rowers" in out


def test_a_renamed_scene_is_found(ask: Any) -> None:
    assert json.loads(ask("show", "scene", "the-gale", "--json")[1])["id"] == "the-storm"


def test_a_term_is_found_by_its_names(ask: Any) -> None:
    assert json.loads(ask("show", "term", "Lightkeepers", "--json")[1])["id"] == "lightkeeper"


def test_what_is_not_recorded_is_said(ask: Any) -> None:
    assert "Archive: none recorded" in ask("show", "source", "port-gazette")[1]


@pytest.mark.parametrize(
    ("on", "stands", "said"),
    [
        ("1931-02-02", [], "No source we hold says this by 2 February 1931."),
        ("1931-02-03", ["v1"], "Stands: 7 boats. Harbour office, by Port Gazette, 3 February 1931."),
        ("1931-02-28", ["v2", "v3"], "Stands: 15 boats. The crews, about February 1931."),
    ],
)
def test_show_claim_as_known_on(ask: Any, on: str, stands: list[str], said: str) -> None:
    record = json.loads(ask("show", "claim", "boats-lost", "--json", "--as-known-on", on)[1])
    assert list(record) == [*CONTRACT["claim"].split(), "stands", "said_later"]
    assert record["stands"] == stands
    assert said in ask("show", "claim", "boats-lost", "--as-known-on", on)[1]


def test_under_a_date_nothing_said_later_is_told(ask: Any) -> None:
    out = ask("show", "claim", "boats-lost", "--as-known-on", "1931-02-04")[1]
    assert "12" not in out.split("Said later")[0]
    assert "Replaced" not in out
    assert "Said later, or without a date: 2 of 3 versions." in out
    assert "Replaced by 2, 8 February 1931." in " ".join(ask("show", "claim", "boats-lost")[1].split())
    assert "Contested" not in out and "Contested" in ask("show", "claim", "boats-lost")[1]


def test_search_prints_groups_and_narrates_the_correction(ask: Any) -> None:
    code, out, err = ask("search", "lihgtkeeper")
    assert code == 0
    assert "\n\nTerms, 1\n  lightkeeper (lightkeeper)" in out
    assert err == "lightkeeper, nearest to lihgtkeeper.\n"


def test_search_by_the_first_letters(ask: Any) -> None:
    code, out, err = ask("search", "li")
    assert (code, err) == (0, "") and "lightkeeper (lightkeeper)" in out


def test_search_json(ask: Any) -> None:
    code, out, err = ask("search", "nobody", "mast", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert {"scene", "excerpt"} <= {hit["kind"] for hit in found}
    assert all(list(hit) == ["kind", "id", "label", "detail", "address", "matched", "score"] for hit in found)
    assert next(hit for hit in found if hit["kind"] == "scene")["address"] == "the-lamp:1"


def test_search_without_a_hit_is_an_answer(ask: Any) -> None:
    assert ask("search", "xyzzyplugh", "--json")[:2] == (0, "[]\n")
    code, out, err = ask("search", "xyzzyplugh")
    assert (code, out) == (0, "")
    assert "xyzzyplugh" in err


def test_check_says_nothing_is_wrong(ask: Any, tiny_story: Path) -> None:
    code, out, _err = ask("check", str(tiny_story), story=False)
    assert code == 0
    assert out.rstrip().endswith("0 mistakes, 0 warnings.")
    assert ask("check", str(tiny_story), "--json", story=False)[:2] == (0, "[]\n")


def test_check_names_the_place_and_exits_1(ask: Any, tmp_path: Path) -> None:
    folder = write_story(
        tmp_path / "faulty", changed("after/the-morning.yaml", "[[lightkeepers]]", "[[nobody]]")
    )
    code, out, _err = ask("check", str(folder), story=False)
    assert code == 1
    assert "after/the-morning.yaml:7:" in out and "^" in out
    assert "1 mistake, " in out
    code, out, _err = ask("check", str(folder), "--json", story=False)
    (problem,) = [one for one in json.loads(out) if one["severity"] == "error"]
    assert code == 1
    assert list(problem) == ["file", "line", "column", "path", "severity", "message", "hint"]
    assert (problem["file"], problem["line"]) == ("after/the-morning.yaml", 7)


def test_warnings_alone_exit_0(ask: Any, tiny_story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from explainer.cli import check
    from explainer.problems import Problem
    from explainer.story.check.report import Report

    def warned(*_arguments: object) -> Report:
        return Report((Problem("a.yaml", 1, 1, "x", "warning", "odd"),), counts={})

    monkeypatch.setattr(check, "check", warned)
    code, out, _err = ask("check", str(tiny_story), story=False)
    assert code == 0
    assert "a.yaml:1:1: warning: odd" in out and "0 mistakes, 1 warning." in out


def test_check_a_folder_that_is_not_there(ask: Any, tmp_path: Path) -> None:
    code, out, _err = ask("check", str(tmp_path / "none"), "--json", story=False)
    assert code == 1 and json.loads(out)[0]["severity"] == "error"


def test_walks_meet_every_scene_and_repeat_by_seed(ask: Any, tiny_story: Path) -> None:
    first = ask("check", str(tiny_story), "--walks", "200", "--seed", "7", story=False)
    again = ask("check", str(tiny_story), "--walks", "200", "--seed", "7", story=False)
    other = ask("check", str(tiny_story), "--walks", "200", "--seed", "8", story=False)
    assert first[0] == 0 and first == again and first[1] != other[1]
    assert "200 walks, seed 7: 200 to an ending, 0 in circles" in first[1]
    assert "200  the-storm" in first[1]


def test_a_walk_that_cannot_go_on_is_an_error(tiny_story: Path) -> None:
    import msgspec

    from explainer.cli.walks import walk

    story = read_story(tiny_story)
    broken = msgspec.structs.replace(story.scenes["the-warning"], next="")
    story = msgspec.structs.replace(story, scenes={**story.scenes, "the-warning": broken})
    problems = walk(story, 50, 1).problems
    assert [problem.file for problem in problems if problem.severity == "error"] == ["night/the-warning.yaml"]


def test_schema_is_json(ask: Any) -> None:
    code, out, _err = ask("schema", "scene", story=False)
    assert code == 0 and json.loads(out)["properties"]["title"]
    assert ask("schema", "term", story=False)[0] == 0
    assert ask("schema", "poem", story=False)[0] == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "scene", "the-strom"], 1, "Did you mean the-storm?"),
        (["show", "term", "zzz"], 1, "explainer list term lists all."),
        (["show", "action", "nxt"], 1, "Did you mean next?"),
        (["show", "scene", "the-storm:9"], 1, "has no step 9"),
        (["show", "scene", "No Address!"], 1, "is no address"),
        (["list", "poem"], 2, "poem is no kind"),
        (["show", "claim", "boats-lost", "--as-known-on", "yesterday"], 2, "2022-01-05"),
        (["show", "claim", "boats-lost", "--as-known-on", "1931-02"], 2, "no whole day"),
        (["list"], 2, "KIND"),
        (["search"], 2, "WORDS"),
        (["search", " "], 2, "search for"),
        (["list", "scene", "--nope"], 2, "--nope"),
    ],
)
def test_faults_are_one_clean_message(ask: Any, words: list[str], code: int, said: str) -> None:
    found, out, err = ask(*words)
    assert (found, out) == (code, "")
    assert said in err and "Traceback" not in err
    assert len(err.splitlines()) <= 2


def test_unknown_commands_name_the_nearest(ask: Any, tiny_story: Path) -> None:
    assert ask("lst", story=False)[0::2] == (2, "explainer: lst is no command. Did you mean list?\n" + HINT)
    code, _out, err = ask(str(tiny_story), story=False)
    assert code == 2 and f"explainer read {tiny_story}" in err


HINT = "explainer --help says more.\n"


def test_arguments_cannot_steer_the_terminal(ask: Any) -> None:
    for words in (
        ["show", "term", "a\x1b[2Jb"],
        ["search", "q\x1b]0;x\x07"],
        ["l\x9b31m"],
        ["list", "\u202ex"],
    ):
        _code, out, err = ask(*words)
        assert not set(out + err) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_texts_of_a_story_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from explainer.cli.output import say, say_json, say_table

    say("a\x1b[31mb")
    say_table([("\x9bx", "y\u202ez")])
    say_json({"a": "\x1b\x9b\u202e"})
    out = capsys.readouterr().out
    assert not set(out) & {"\x1b", "\x9b", "\u202e"}
    assert json.loads(out[out.index("{") :]) == {"a": "\x1b\x9b\u202e"}


def test_a_faulty_story_is_told_on_stderr(ask: Any, tmp_path: Path) -> None:
    folder = write_story(tmp_path / "faulty", {"night/the-lamp.yaml": "scene: [\n"})
    for words in (["read", str(folder)], ["list", "scene", "--story", str(folder)]):
        code, out, err = ask(*words, story=False)
        assert (code, out) == (1, "")
        assert "night/the-lamp.yaml:" in err and "Traceback" not in err


def test_save_forget_and_consent(ask: Any, tiny_story: Path, tmp_path: Path, isolated_home: Path) -> None:
    from explainer.cli.stories import allowed_cache, cache_folder, state_folder

    def written() -> list[Path]:
        return [path for path in isolated_home.rglob("*") if path.is_file()]

    target = tmp_path / "place.json"
    code, _out, err = ask("save", str(target))
    assert code == 1 and "agree" in err and not target.exists()
    assert written() == [] and allowed_cache() is None  # nothing before consent, not even a cache

    story = read_story(tiny_story)
    store = Store(state_folder())
    store.agree()
    store.save(begin(story), story)
    assert (
        Store(state_folder()).agreed
        and allowed_cache() == cache_folder()
        and allowed_cache(private=True) is None
    )
    assert ask("list", "scene")[0] == 0
    assert any(path.is_relative_to(cache_folder()) for path in written())

    from msgspec.structs import replace

    assert ask("save", str(target))[:2] == (0, "")
    assert replace(decode(target.read_bytes()), here=None) == begin(story)
    assert ask("save", str(target))[0] == 0  # an older run may be replaced
    other = tmp_path / "letter.txt"
    other.write_text("dear")
    assert ask("save", str(other))[0] == 2 and other.read_text() == "dear"

    kept = written()
    code, out, err = ask("forget", story=False)
    assert code == 0 and written() == []
    assert sorted(out.splitlines()) == sorted(map(str, kept))
    assert not state_folder().exists() and not cache_folder().exists()
    code, out, err = ask("forget", story=False)
    assert (code, out, err) == (0, "", "Nothing was kept on this machine.\n")


def test_forget_removes_a_link_and_not_what_it_points_to(ask: Any, tmp_path: Path) -> None:
    from explainer.cli.stories import cache_folder

    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("stay")
    cache_folder().mkdir(parents=True)
    (cache_folder() / "link").symlink_to(precious)
    assert ask("forget", story=False)[0] == 0
    assert (precious / "file").read_text() == "stay" and not cache_folder().exists()


def test_folders_are_those_of_the_platform() -> None:
    import platformdirs

    from explainer.cli.stories import cache_folder, state_folder

    assert state_folder() == platformdirs.user_state_path("explainer", appauthor=False)
    assert cache_folder() == platformdirs.user_cache_path("explainer", appauthor=False)


def test_every_command_is_there_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        assert run([name, "--help"]) == 0
        assert "Usage: explainer " + name in capsys.readouterr().out
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {name} " in out for name in COMMANDS)


def test_a_scene_shown_gives_no_order_away_and_tells_verdicts_only_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(write_story(tmp_path / "asking", ASKING))
    right = ["the lamp went out", "the paper counted", "the board wrote"]
    assert run(["show", "scene", "the-lamp", "--story", folder]) == 0
    told = capsys.readouterr().out
    options = [line.strip()[2:] for line in told.splitlines() if line.strip()[2:] in right]
    assert sorted(options) == sorted(right) and options != right
    assert "2 “The sea was very high.”" in told and "opinion" not in told
    assert run(["show", "scene", "the-morning", "--story", folder]) == 0
    assert "“The sea was very high.” (opinion)" in capsys.readouterr().out
